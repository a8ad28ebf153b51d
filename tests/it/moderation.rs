//! Moderators decide; what they decide is seen, cited, taken back, and never done twice.

mod tests_of_attack;
mod tests_of_batches;
mod tests_of_colleagues;
mod tests_of_copies;
mod tests_of_demands;
mod tests_of_folding;
mod tests_of_hiding;
mod tests_of_holds;
mod tests_of_log;
mod tests_of_misuse;
mod tests_of_own;
mod tests_of_races;
mod tests_of_redaction;
mod tests_of_rules;
mod tests_of_sanctions;
mod tests_of_search;
mod tests_of_snippets;
mod tests_of_takedowns;
mod tests_of_today;

use std::time::Duration;

use amicus::db::Tx;
use amicus::schema::decisions;
use diesel::prelude::*;

use super::support::given::GivenComment;
use super::support::{DAY, MINUTE, Page, Person, TestApp};

fn to(comment: &GivenComment, deed: &str) -> String {
    format!("/moderation/comments/{}/{deed}", comment.id)
}

fn context(comment: &GivenComment) -> String {
    format!("/moderation/comments/{}", comment.id)
}

/// A site with its rules, an article, and a comment that waits.
async fn one_waits(app: &TestApp) -> GivenComment {
    app.given().rules().await;
    let article = app.given().article("the-lesson").await;
    app.given().comment_held(&app.visitor(), &article, "Javier M.", "Is there a date for the hearing?").await
}

/// Its author contests the decision on a comment, by receipt.
async fn contests(app: &TestApp, comment: &GivenComment) {
    let appeal = format!("/receipt/{}/appeal", comment.receipt);
    app.visitor().submit(&appeal, &appeal, &[("words", "It breaks no rule.")]).await.expect(200);
}

async fn article(person: &Person) -> String {
    person.get("/articles/the-lesson").await.text_of("#comments")
}

#[actix_web::test]
async fn an_approved_comment_appears_and_the_moderator_is_told_with_a_way_back() {
    let app = TestApp::start().await;
    let comment = one_waits(&app).await;
    let mia = app.moderator("mia").await;
    assert!(!article(&mia).await.contains("date for the hearing"));

    let queue = mia.get("/moderation").await.expect(200);
    assert!(queue.text_of(".waiting .who").contains("Javier M."));
    assert!(queue.text_of(".why").contains("Every comment is read first"));
    let told = mia.fill(&queue, &to(&comment, "approve"), &[]).await.expect(200);

    assert!(told.text_of(".notice.good").contains("Javier M.’s comment is on the page"), "{told:?}");
    assert!(told.has(".notice button[data-deed=undo]"));
    assert_eq!(told.count("[data-card]"), 0);
    assert!(article(&mia).await.contains("Is there a date for the hearing?"));
}

#[actix_web::test]
async fn undoing_puts_the_comment_back_into_the_queue() {
    let app = TestApp::start().await;
    let comment = one_waits(&app).await;
    let mia = app.moderator("mia").await;
    let told = mia.submit("/moderation", &to(&comment, "approve"), &[]).await;

    let back = mia.fill(&told, &to(&comment, "undo"), &[]).await.expect(200);
    assert!(back.text_of(".notice").contains("stands as before: Waiting"), "{back:?}");
    assert_eq!(back.count("[data-card]"), 1);
    assert!(!article(&mia).await.contains("date for the hearing"));

    let record = mia.get(&context(&comment)).await.text_of(".record");
    assert!(record.contains("You approved it") && record.contains("You took the decision back"), "{record}");
}

#[actix_web::test]
async fn a_rejection_without_a_rule_comes_back_with_what_was_typed() {
    let app = TestApp::start().await;
    let comment = one_waits(&app).await;
    let mia = app.moderator("mia").await;

    let again = mia
        .submit("/moderation", &to(&comment, "reject"), &[("words", "Please ask under the other article.")])
        .await;
    assert_eq!(again.status, 422);
    assert_eq!(again.summary(), ["Please choose the rule that it breaks."]);
    assert!(again.has("details[open][data-deed=reject]"));
    assert_eq!(
        again.form(&to(&comment, "reject")).value("words"),
        Some("Please ask under the other article.")
    );

    let told = mia.fill(&again, &to(&comment, "reject"), &[("rule", "1")]).await.expect(200);
    assert!(told.text_of(".notice").contains("does not appear"), "{told:?}");
}

#[actix_web::test]
async fn a_rejected_author_reads_the_rule_by_receipt() {
    let app = TestApp::start().await;
    let comment = one_waits(&app).await;
    let mia = app.moderator("mia").await;
    let fields = [("rule", "3"), ("words", "No names, please.")];
    mia.submit("/moderation", &to(&comment, "reject"), &fields).await.expect(200);

    let receipt = app.visitor().get(&format!("/receipt/{}", comment.receipt)).await.expect(200);
    let says = receipt.main_text();
    assert!(says.contains("Do not name private persons") && says.contains("No names, please."), "{says}");
    assert!(!says.contains("mia"), "{says}");
}

#[actix_web::test]
async fn words_to_an_author_have_an_end() {
    let app = TestApp::start().await;
    let comment = one_waits(&app).await;
    let mia = app.moderator("mia").await;
    let long = "ö".repeat(501);
    let again = mia
        .submit("/moderation", &to(&comment, "reject"), &[("rule", "1"), ("words", &long)])
        .await
        .expect(422);
    assert_eq!(again.problems(), ["Please write at most 500 letters of plain text, or nothing."]);
    let fits = mia.fill(&again, &to(&comment, "reject"), &[("words", &"ö".repeat(500))]).await;
    assert_eq!(fits.status, 200, "{fits:?}");
}

#[actix_web::test]
async fn pressing_a_button_twice_decides_once_and_tells_the_same() {
    let app = TestApp::start().await;
    let comment = one_waits(&app).await;
    let mia = app.moderator("mia").await;
    let queue = mia.get("/moderation").await;
    let first = mia.fill_only(&queue, &to(&comment, "approve"), &[]).await.expect(303);
    let second = mia.fill_only(&queue, &to(&comment, "approve"), &[]).await.expect(303);
    assert_eq!(first.location(), second.location());
    assert_eq!(mia.get(&context(&comment)).await.text_of(".record").matches("approved it").count(), 1);
}

fn learns(loser: &Page, decided: &str) {
    let notice = loser.text_of(".notice.wait");
    assert!(notice.contains("A colleague was faster") && notice.contains(decided), "{notice}");
    assert!(!notice.contains("mia") && !notice.contains("noor"), "{notice}");
}

#[actix_web::test]
async fn in_its_grace_a_decision_is_not_seen_and_undoing_it_leaves_no_trace() {
    let app = TestApp::public().await;
    let comment = one_waits(&app).await;
    let (mia, noor) = (app.moderator("mia").await, app.moderator("noor").await);
    let late = noor.get("/moderation").await;

    let told = mia.submit("/moderation", &to(&comment, "approve"), &[]).await;
    assert!(told.text_of(".notice").contains("takes effect in 10 seconds"), "{told:?}");
    assert_eq!(told.count("[data-card]"), 0);
    app.do_duties().await;
    assert!(!article(&mia).await.contains("date for the hearing"));
    let second = noor.fill(&late, &to(&comment, "spam"), &[]).await.expect(409);
    learns(&second, "Approved");

    mia.fill(&told, &to(&comment, "undo"), &[]).await.expect(200);
    app.clock.advance(Duration::from_mins(1));
    app.do_duties().await;
    assert!(!article(&mia).await.contains("date for the hearing"));
    let record = mia.get(&context(&comment)).await.text_of(".record");
    assert!(!record.contains("approved") && !record.contains("took"), "{record}");
    assert_eq!(mia.get("/moderation").await.count("[data-card]"), 1);
}

#[actix_web::test]
async fn when_its_grace_has_passed_a_decision_takes_effect_and_can_still_be_undone() {
    let app = TestApp::public().await;
    let comment = one_waits(&app).await;
    let mia = app.moderator("mia").await;
    let told = mia.submit("/moderation", &to(&comment, "approve"), &[]).await;

    app.clock.advance(Duration::from_secs(10));
    app.do_duties().await;
    assert!(article(&mia).await.contains("date for the hearing"));

    let back = mia.fill(&told, &to(&comment, "undo"), &[]).await.expect(200);
    assert!(back.text_of(".notice").contains("stands as before"), "{back:?}");
    assert!(!article(&mia).await.contains("date for the hearing"));
}

#[actix_web::test]
async fn a_decision_in_its_grace_falls_away_if_the_author_withdraws() {
    let app = TestApp::public().await;
    let comment = one_waits(&app).await;
    let mia = app.moderator("mia").await;
    mia.submit("/moderation", &to(&comment, "approve"), &[]).await;
    let receipt = format!("/receipt/{}", comment.receipt);
    app.visitor().submit(&receipt, &format!("{receipt}/withdraw"), &[]).await.expect(200);

    app.clock.advance(Duration::from_secs(10));
    app.do_duties().await;
    assert!(!article(&mia).await.contains("date for the hearing"));
    assert!(mia.get(&context(&comment)).await.text_of(".lede .badge").contains("Withdrawn"));
}

#[actix_web::test]
async fn a_decision_that_broke_goes_back_to_the_queue_and_the_next_takes_effect() {
    let app = TestApp::public().await;
    app.expect_fault();
    let broken = one_waits(&app).await;
    let there = app.given().article("the-appeal").await;
    let sound = app.given().comment_held(&app.visitor(), &there, "Ana", "They read my mail.").await;
    let mia = app.moderator("mia").await;
    mia.submit("/moderation", &to(&broken, "reject"), &[("rule", "1")]).await.expect(200);
    app.clock.advance(Duration::from_secs(1));
    mia.submit("/moderation", &to(&sound, "approve"), &[]).await.expect(200);
    lose_the_rule(&app, &broken).await;

    app.clock.advance(Duration::from_secs(10));
    app.do_duties().await;
    app.do_duties().await;
    let published = mia.get("/articles/the-appeal").await;
    assert!(published.text_of("#comments").contains("They read my mail."));
    let queue = mia.get("/moderation").await;
    assert_eq!((queue.count("[data-card]"), queue.text_of("#main .who")), (1, "Javier M.".to_owned()));
    mia.submit("/moderation", &to(&broken, "reject"), &[("rule", "1")]).await.expect(200);
}

async fn lose_the_rule(app: &TestApp, comment: &GivenComment) {
    let id = comment.id.clone();
    let lose = move |tx: &mut Tx<'_>| {
        let decision = decisions::table.filter(decisions::comment_id.eq(&id));
        let lost = decisions::rule_number.eq(None::<i32>);
        Ok(diesel::update(decision).set(lost).execute(&mut **tx)?)
    };
    assert_eq!(app.db().write(lose).await.unwrap(), 1);
}

#[actix_web::test]
async fn a_decision_of_last_month_stays_as_it_is() {
    let app = TestApp::start().await;
    let comment = one_waits(&app).await;
    app.moderator("mia").await.submit("/moderation", &to(&comment, "approve"), &[]).await;

    app.clock.advance(DAY * 29);
    let noor = app.moderator("noor").await;
    assert!(noor.get("/moderation/decisions").await.has("form[action$=undo]"));
    let log = noor.get("/moderation/decisions").await;
    app.clock.advance(DAY * 2);
    let ines = app.moderator("ines").await;
    assert!(!ines.get("/moderation/decisions").await.has("form[action$=undo]"));
    assert!(log.main_text().contains("A colleague approved it"), "{log:?}");
}

#[actix_web::test]
async fn a_published_comment_is_hidden_under_a_rule_and_shown_again() {
    let app = TestApp::start().await;
    let comment = one_waits(&app).await;
    let mia = app.moderator("mia").await;
    mia.submit("/moderation", &to(&comment, "approve"), &[]).await;

    let told = mia.submit(&context(&comment), &to(&comment, "hide"), &[("rule", "7")]).await.expect(200);
    assert!(told.text_of(".notice").contains("off the page"), "{told:?}");
    assert!(!article(&mia).await.contains("date for the hearing"));

    let told = mia.submit("/moderation?tab=hidden", &to(&comment, "restore"), &[]).await.expect(200);
    assert!(told.text_of(".notice").contains("is on the page"), "{told:?}");
    assert!(article(&mia).await.contains("date for the hearing"));
}

#[actix_web::test]
async fn what_was_filed_as_spam_by_mistake_is_found_there_and_approved() {
    let app = TestApp::start().await;
    let comment = one_waits(&app).await;
    let mia = app.moderator("mia").await;
    mia.submit("/moderation", &to(&comment, "spam"), &[]).await.expect(200);
    assert_eq!(mia.get("/moderation").await.count("[data-card]"), 0);
    mia.submit("/moderation?tab=spam", &to(&comment, "approve"), &[]).await.expect(200);
    assert!(article(&mia).await.contains("date for the hearing"));
}

#[actix_web::test]
async fn a_long_queue_is_read_page_by_page_and_nobody_is_skipped() {
    let app = TestApp::start().await;
    app.given().rules().await;
    let there = app.given().article("the-lesson").await;
    for number in 0..30 {
        app.given()
            .comment_held(&app.visitor(), &there, &format!("Reader {number}"), &format!("Question {number}?"))
            .await;
        app.clock.advance(Duration::from_mins(1));
    }
    let mia = app.moderator("mia").await;
    let first = mia.get("/moderation").await;
    assert_eq!((first.count("[data-card]"), first.text_of("#main .who")), (25, "Reader 0".to_owned()));
    assert!(first.text_of(".stats").contains("30"));
    let second = mia.get(&first.link("Later")).await;
    assert_eq!((second.count("[data-card]"), second.text_of("#main .who")), (5, "Reader 25".to_owned()));
    let back = mia.get(&second.link("Earlier")).await;
    assert_eq!(back.texts_of("#main .who"), first.texts_of("#main .who"));
}

#[actix_web::test]
async fn only_moderators_come_in() {
    let app = TestApp::start().await;
    let comment = one_waits(&app).await;
    let (visitor, reader, editor) = (app.visitor(), app.reader("rosa").await, app.editor("ed").await);
    for path in ["/moderation", "/moderation/decisions", &context(&comment)] {
        assert_eq!(visitor.look(path).await.location(), "/account/sign-in", "{path}");
        reader.look(path).await.expect(403);
        editor.look(path).await.expect(403);
    }
    editor.post(&to(&comment, "approve"), &[("version", "1")]).await.expect(403);
    let forged = app.moderator("mia").await.post(&to(&comment, "approve"), &[("version", "1")]).await;
    assert_eq!(forged.status, 403, "{forged:?}");
}

#[actix_web::test]
async fn an_admin_changes_the_rules_and_past_decisions_keep_their_words() {
    let app = TestApp::start().await;
    let comment = one_waits(&app).await;
    let ada = app.admin("ada").await;
    ada.submit("/moderation", &to(&comment, "reject"), &[("rule", "1")]).await.expect(200);

    let words =
        [("title", "Keep to the matter"), ("text", "Write about what the article says.\n\nNothing else.")];
    ada.submit("/admin/rules/1", "/admin/rules/1", &words).await.expect(200);
    let rules = app.visitor().get("/rules").await;
    assert!(rules.text_of("#rule-1").contains("Keep to the matter"), "{rules:?}");
    assert!(ada.get(&context(&comment)).await.text_of(".record").contains("1. Stay with the case"));

    ada.submit("/admin/rules/2", "/admin/rules/2/retire", &[]).await.expect(200);
    assert!(!app.visitor().get("/rules").await.has("#rule-2"));
    ada.submit(
        "/admin/rules",
        "/admin/rules",
        &[("title", "Be brief"), ("text", "Five thousand letters are plenty.")],
    )
    .await
    .expect(200);
    assert!(app.visitor().get("/rules").await.text_of("#rule-9").contains("Be brief"));
    let listed = app.visitor().get("/api/v1/rules").await.json();
    assert_eq!((listed[0]["version"].as_i64(), listed.as_array().map(Vec::len)), (Some(2), Some(8)));
}

#[actix_web::test]
async fn of_two_admins_who_change_a_rule_the_second_keeps_what_was_typed() {
    let app = TestApp::start().await;
    app.given().rules().await;
    let (ada, ben) = (app.admin("ada").await, app.admin("ben").await);
    let late = ben.get("/admin/rules/1").await;
    ada.submit("/admin/rules/1", "/admin/rules/1", &[("title", "Hers")]).await.expect(200);
    let again = ben.fill(&late, "/admin/rules/1", &[("title", "His")]).await.expect(409);
    assert_eq!(again.field_value("title"), "His");
    ben.fill(&again, "/admin/rules/1", &[]).await.expect(200);
    assert!(app.visitor().get("/rules").await.text_of("#rule-1").contains("His"));
}

#[actix_web::test]
async fn an_empty_rule_comes_back_and_moderators_write_none() {
    let app = TestApp::start().await;
    app.given().rules().await;
    let ada = app.admin("ada").await;
    let again = ada
        .submit("/admin/rules", "/admin/rules", &[("title", " "), ("text", "It has no title.")])
        .await
        .expect(422);
    assert_eq!(
        again.problem_of("title"),
        "Please give the rule a title of at most 200 letters, on one line."
    );
    assert_eq!(again.field_value("text").trim(), "It has no title.");
    app.moderator("mia").await.look("/admin/rules").await.expect(403);
}

#[actix_web::test]
async fn the_rules_are_the_same_bytes_until_they_change() {
    let app = TestApp::start().await;
    app.given().rules().await;
    let page = app.visitor().get("/rules").await.expect(200);
    let tag = page.header("etag").to_owned();
    assert_eq!(page.header("cache-control"), "no-cache");
    let visitor = app.visitor();
    let again =
        visitor.ask(actix_web::http::Method::GET, "/rules").header("if-none-match", &tag).send().await;
    assert_eq!(again.status, 304);
    assert_eq!(app.admin("ada").await.get("/rules").await.bytes, page.bytes);
}
