//! How the discussions were moderated, in figures that stay, and the log of decisions without names.

use amicus::comments::tallies::tally;
use amicus::comments::{self, State};
use amicus::schema::tallies;
use diesel::prelude::*;
use serde_json::json;

use crate::support::given::GivenComment;
use crate::support::{DAY, HOUR, Person, TestApp};

const FIGURES: [&str; 3] = ["/transparency", "/transparency.json", "/transparency.csv"];

async fn decide(who: &Person, comment: &GivenComment, deed: &str, fields: &[(&str, &str)]) {
    let page = format!("/moderation/comments/{}", comment.id);
    who.submit(&page, &format!("{page}/{deed}"), fields).await.expect(200);
}

/// Seven comments of one day: six refused under rule 2, one approved.
async fn a_day(app: &TestApp) -> (Person, Vec<GivenComment>) {
    app.given().rules().await;
    let article = app.given().article("the-lesson").await;
    let mia = app.moderator("mia").await;
    let mut comments = Vec::new();
    for number in 0..7 {
        let (name, text) =
            (format!("Author {number}"), format!("Canary {number}, a question of somebody’s."));
        let comment = app.given().comment_held(&app.visitor(), &article, &name, &text).await;
        match number {
            0 => decide(&mia, &comment, "approve", &[]).await,
            _ => decide(&mia, &comment, "reject", &[("rule", "2"), ("words", "Not this way.")]).await,
        }
        comments.push(comment);
    }
    (mia, comments)
}

async fn do_duties(app: &TestApp) {
    app.do_duties().await;
    app.deliver_mail().await;
}

fn lines<'a>(quarter: &'a serde_json::Value, part: &str) -> Vec<(&'a str, i64, i64)> {
    let lines = quarter[part].as_array().unwrap().iter();
    lines
        .map(|line| {
            let number = |name: &str| line[name].as_i64().unwrap();
            (line["name"].as_str().unwrap(), number("from"), number("to"))
        })
        .collect()
}

#[actix_web::test]
async fn a_day_is_told_the_day_after_in_ranges_of_five() {
    let app = TestApp::start().await;
    a_day(&app).await;
    do_duties(&app).await;
    let reader = app.visitor();
    assert!(reader.get("/transparency").await.text_of(".empty").contains("No day has been counted yet"));
    app.clock.advance(DAY);
    do_duties(&app).await;

    let page = reader.get("/transparency").await.expect(200).main_text();
    assert!(page.contains("Quarter 2026/2, until 4 May 2026"), "{page}");
    for line in ["Arrived 5 to 9", "Approved fewer than 5", "Refused under a rule 5 to 9", "Rule 2 5 to 9"] {
        assert!(page.split_whitespace().collect::<Vec<_>>().join(" ").contains(line), "{line}: {page}");
    }
    let told = reader.get("/transparency.json").await.expect(200).json();
    let quarter = &told["quarters"][0];
    assert_eq!((&quarter["quarter"], &quarter["until"]), (&json!("2026-Q2"), &json!("2026-05-04")));
    assert_eq!(lines(quarter, "events"), [("approved", 0, 4), ("rejected", 5, 9), ("submitted", 5, 9)]);
    assert_eq!(lines(quarter, "rules"), [("2", 5, 9)]);
    assert_eq!(quarter.get("median_hours_waited"), None, "seven decisions are too few for a median");
    assert_eq!(reader.get("/api/v1/transparency").await.bytes, reader.get("/transparency.json").await.bytes);
}

#[actix_web::test]
async fn a_table_for_spreadsheets_holds_words_of_ours_and_numbers() {
    let app = TestApp::start().await;
    a_day(&app).await;
    app.clock.advance(DAY);
    do_duties(&app).await;
    let table = app.visitor().get("/transparency.csv").await.expect(200);
    assert_eq!(table.header("content-type"), "text/csv; charset=utf-8");
    let rows: Vec<&str> = table.body.split("\r\n").collect();
    assert_eq!(rows[..2], ["quarter,until,part,name,from,to", "2026-Q2,2026-05-04,events,approved,0,4"]);
    for cell in rows.iter().flat_map(|row| row.split(',')) {
        let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-';
        assert!(cell.chars().all(plain) && !cell.starts_with('-'), "{cell}");
    }
}

#[actix_web::test]
async fn what_was_counted_stays_when_the_texts_and_their_findings_are_gone() {
    let app = TestApp::start().await;
    let (_, written) = a_day(&app).await;
    app.clock.advance(DAY);
    do_duties(&app).await;
    let reader = app.visitor();
    let before = reader.get("/transparency.json").await.json()["quarters"][0]["events"].clone();
    app.clock.advance(60 * DAY);
    do_duties(&app).await;
    while app.db().queue(tally).await.unwrap() > 0 {}
    let id = written[1].id.clone();
    let gone = app.db().read(move |conn| comments::find_for_moderation(conn, &id)).await.unwrap().unwrap();
    assert_eq!((gone.comment.state, gone.comment.text), (State::Erased, None));
    let told = reader.get("/transparency.json").await.json();
    let quarter = told["quarters"].as_array().unwrap().last().unwrap();
    assert_eq!(quarter["quarter"], json!("2026-Q2"));
    assert_eq!(quarter.get("until"), None, "the quarter is over");
    let of = |events: &serde_json::Value, name: &str| {
        events.as_array().unwrap().iter().find(|line| line["name"] == name).cloned()
    };
    for name in ["submitted", "approved", "rejected"] {
        assert_eq!(of(&quarter["events"], name), of(&before, name), "{name}");
    }
}

#[actix_web::test]
async fn the_same_database_gives_the_same_bytes_and_a_day_is_counted_once() {
    let app = TestApp::start().await;
    a_day(&app).await;
    app.clock.advance(3 * DAY);
    let other = app.db_opened_again();
    let count = || app.db().read(|conn| Ok(tallies::table.load::<(i64, String, String, i64)>(conn)?));
    assert_eq!(app.db().queue(tally).await.unwrap(), 1);
    let first = count().await.unwrap();
    while other.queue(tally).await.unwrap() > 0 {}
    assert_eq!(app.db().queue(tally).await.unwrap(), 0);
    let of_first: Vec<_> = count().await.unwrap().into_iter().filter(|row| row.0 == first[0].0).collect();
    assert_eq!(of_first, first);
    let reader = app.visitor();
    for path in FIGURES {
        let (one, two) = (reader.look(path).await.expect(200), reader.look(path).await.expect(200));
        assert_eq!(one.bytes, two.bytes, "{path}");
        assert_eq!(one.header("etag"), two.header("etag"), "{path}");
        assert_eq!(two.header("cache-control"), "no-cache", "{path}");
    }
    other.close().await;
}

#[actix_web::test]
async fn a_day_that_is_not_over_for_an_hour_is_not_counted() {
    let app = TestApp::start().await;
    a_day(&app).await;
    // The day began at 09:30.
    app.clock.advance(15 * HOUR);
    assert_eq!(app.db().queue(tally).await.unwrap(), 0);
    app.clock.advance(HOUR);
    assert_eq!(app.db().queue(tally).await.unwrap(), 1);
}

#[actix_web::test]
async fn the_log_tells_a_decision_after_a_week_and_nobodys_name_or_words() {
    let app = TestApp::start().await;
    let (_, comments) = a_day(&app).await;
    let reader = app.visitor();
    app.clock.advance(7 * DAY);
    assert!(
        reader.get("/transparency/log").await.text_of(".empty").contains("No decision is a week old yet")
    );
    app.clock.advance(DAY);
    let log = reader.get("/transparency/log").await.expect(200);
    assert_eq!(log.count("tbody tr"), 7);
    let says = log.main_text();
    assert!(says.contains("4 May 2026") && says.contains("Refused under a rule") && says.contains("Rule 2"));
    let json = reader.get("/api/v1/transparency/log").await.expect(200);
    for page in [&log.body, &json.body] {
        for secret in ["Author", "Canary", "Not this way", "mia"] {
            assert!(!page.contains(secret), "{secret}: {page}");
        }
        assert!(comments.iter().all(|comment| !page.contains(comment.id.as_str())));
    }
    assert_eq!(json.json()["decisions"][0]["day"], json!("2026-05-04"));
}

#[actix_web::test]
async fn the_log_is_read_page_by_page_to_its_end_and_back() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let mia = app.moderator("mia").await;
    for number in 0..30 {
        let text = format!("Question {number} of a long day?");
        let comment = app.given().comment_held(&app.visitor(), &article, &format!("A{number}"), &text).await;
        decide(&mia, &comment, "approve", &[]).await;
    }
    app.clock.advance(9 * DAY);
    let reader = app.visitor();
    let first = reader.get("/transparency/log").await.expect(200);
    assert_eq!(first.count("tbody tr"), 25);
    let last = reader.get(&first.link("Older")).await.expect(200);
    assert_eq!(last.count("tbody tr"), 5);
    assert_eq!(reader.get(&last.link("Newer")).await.main_text(), first.main_text());
    reader.look("/transparency/log?after=x").await.expect(404);
}

/// Rosa's account is warned, by mia; she contests it, and noor answers that it was wrong. Words of hers are taken out of a
/// published comment.
async fn a_sanction_and_a_redaction(app: &TestApp) -> Person {
    app.given().rules().await;
    let article = app.given().article("the-lesson").await;
    let (rosa, mia, noor) =
        (app.reader("rosa").await, app.moderator("mia").await, app.moderator("noor").await);
    let comment = app.given().comment_held(&rosa, &article, "", "Canary words of somebody’s.").await;
    app.given().publish(&comment).await;
    decide(&mia, &comment, "redact", &[("rule", "3"), ("quote", "Canary")]).await;
    let page = mia.get(&format!("/moderation/comments/{}", comment.id)).await.expect(200);
    let hers = page.link("Sanctions on this account");
    mia.submit(&hers, &hers, &[("kind", "warning"), ("rule", "3")]).await.expect(200);
    let own = rosa.get("/account").await.expect(200).link("Why, and how to contest it");
    rosa.submit(&own, &own, &[("words", "I quoted the court.")]).await.expect(200);
    let wait = noor.get("/moderation/sanctions").await.expect(200);
    let answer = [("deed", "overturn"), ("answer", "You are right.")];
    noor.fill(&wait, "/moderation/sanctions/", &answer).await.expect(200);
    rosa
}

#[actix_web::test]
async fn what_came_of_sanctions_and_words_taken_out_are_told_as_ranges() {
    let app = TestApp::start().await;
    a_sanction_and_a_redaction(&app).await;
    app.clock.advance(DAY);
    do_duties(&app).await;
    let reader = app.visitor();
    let told = reader.get("/api/v1/transparency").await.expect(200).json();
    let quarter = &told["quarters"][0];
    let came = [("warning_contested", 0, 4), ("warning_imposed", 0, 4), ("warning_overturned", 0, 4)];
    assert_eq!(lines(quarter, "sanctions"), came);
    assert!(lines(quarter, "events").contains(&("redacted", 0, 4)), "{quarter}");
    assert_eq!(lines(quarter, "rules"), [("3", 0, 4)], "words that are taken out break a rule");
    let table = reader.get("/transparency.csv").await.expect(200).body;
    assert!(table.contains("2026-Q2,2026-05-04,sanctions,warning_imposed,0,4\r\n"), "{table}");
    let page = reader.get("/transparency").await.expect(200).main_text();
    let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
    for line in [
        "Words taken out under a rule fewer than 5",
        "Sanctions on accounts, and what came of them",
        "Warning: took effect fewer than 5 Warning: contested fewer than 5 Warning: was wrong, and ended",
    ] {
        assert!(page.contains(line), "{line}: {page}");
    }
}

#[actix_web::test]
async fn the_log_tells_sanctions_and_words_taken_out_after_a_week_and_nobodys_name() {
    let app = TestApp::start().await;
    a_sanction_and_a_redaction(&app).await;
    app.clock.advance(7 * DAY);
    let reader = app.visitor();
    assert!(!reader.get("/transparency/log").await.expect(200).has("tbody tr"));
    app.clock.advance(DAY);
    let log = reader.get("/transparency/log").await.expect(200);
    let says = log.main_text();
    for line in ["Words taken out under a rule", "Warning: took effect", "Warning: was wrong, and ended"] {
        assert!(says.contains(line), "{line}: {says}");
    }
    let json = reader.get("/api/v1/transparency/log").await.expect(200);
    let told = json.json();
    let decisions = told["decisions"].as_array().unwrap();
    let imposed = decisions.iter().find(|told| told["kind"] == "imposed").unwrap();
    assert_eq!((&imposed["sanction"], &imposed["rule"]), (&json!("warning"), &json!(3)));
    assert!(
        decisions.iter().all(|told| told["kind"] != "contested"),
        "what owners say is no decision: {told}"
    );
    for page in [&log.body, &json.body] {
        for secret in ["rosa", "mia", "noor", "Canary", "I quoted", "You are right"] {
            assert!(!page.contains(secret), "{secret}: {page}");
        }
    }
    app.leave_mail();
}

#[actix_web::test]
async fn a_sanction_is_told_the_same_when_its_account_is_gone() {
    let app = TestApp::start().await;
    let rosa = a_sanction_and_a_redaction(&app).await;
    rosa.submit("/account/erase", "/account/erase", &[("texts", "keep_texts")]).await.expect(200);
    app.clock.advance(9 * DAY);
    let reader = app.visitor();
    let log = reader.get("/transparency/log").await.expect(200).main_text();
    assert!(log.contains("Warning: took effect"), "{log}");
    while app.db().queue(tally).await.unwrap() > 0 {}
    let told = reader.get("/transparency.json").await.json();
    assert_eq!(lines(&told["quarters"][0], "sanctions").len(), 3, "{told}");
    app.leave_mail();
}

#[actix_web::test]
async fn a_log_of_comments_and_accounts_is_read_page_by_page_to_its_end_and_back() {
    let app = TestApp::start().await;
    app.given().rules().await;
    let article = app.given().article("the-lesson").await;
    let (rosa, mia) = (app.reader("rosa").await, app.moderator("mia").await);
    for number in 0..15 {
        let text = format!("Question {number} of a long day?");
        let comment = app.given().comment_held(&rosa, &article, "", &text).await;
        let page = mia.get(&format!("/moderation/comments/{}", comment.id)).await.expect(200);
        let hers = page.link("Sanctions on this account");
        decide(&mia, &comment, "approve", &[]).await;
        mia.submit(&hers, &hers, &[("kind", "warning"), ("rule", "3")]).await.expect(200);
    }
    app.clock.advance(9 * DAY);
    let reader = app.visitor();
    let first = reader.get("/transparency/log").await.expect(200);
    let last = reader.get(&first.link("Older")).await.expect(200);
    assert_eq!((first.count("tbody tr"), last.count("tbody tr")), (25, 5));
    let both = format!("{} {}", first.main_text(), last.main_text());
    assert_eq!(both.matches("Warning: took effect").count(), 15, "{both}");
    assert_eq!(reader.get(&last.link("Newer")).await.main_text(), first.main_text());
    app.leave_mail();
}
