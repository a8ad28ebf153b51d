//! The pages that readers see, their cache, and what spans the features.

mod tests_of_cases;
mod tests_of_people;
mod tests_of_retention;
mod tests_of_transparency;

use std::time::Duration;

use actix_web::http::Method;
use amicus::articles::{self, CommentsMode};
use amicus::audit::Actor;
use amicus::base::clock::Clock;
use amicus::base::random::Random;
use amicus::base::text::Prose;
use amicus::db::{self, Db, Tx};
use amicus::schema::{daily_salts, limits};
use amicus::site;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use jiff::civil::date;

use crate::support::{DAY, HOUR, TestApp};

#[actix_web::test]
async fn a_newcomer_reads_the_sample_campaign() {
    let app = TestApp::start().await;
    app.given().sample().await;
    let reader = app.visitor();
    let front = reader.get("/").await.expect(200);
    assert_eq!(front.text_of("h1"), "WhatsApp takes NSO Group to court");
    assert!(front.text_of(".lead").contains("29 October 2019"));
    let article = reader.get(&front.link("WhatsApp takes")).await.expect(200);
    assert!(article.has(".prose.capped") && article.has("#comments") && article.has("#write form"));
    assert!(article.text_of(".rail").contains("You write; no account is needed."));
    assert_eq!(article.count("h1"), 1);
    let list = reader.get("/articles").await.expect(200);
    assert_eq!(list.count(".story-line"), 1);
    assert!(list.has("[aria-current=page]"));
}

#[actix_web::test]
async fn an_empty_site_says_so() {
    let app = TestApp::start().await;
    for path in ["/", "/articles"] {
        let page = app.visitor().get(path).await.expect(200);
        assert!(page.text_of(".empty").contains("Nothing is published yet."), "{page:?}");
    }
    app.visitor().look("/articles/nothing").await.expect(404);
}

#[actix_web::test]
async fn public_pages_are_the_same_bytes_for_everyone() {
    let app = TestApp::start().await;
    app.given().sample().await;
    let (reader, ada) = (app.visitor(), app.admin("ada").await);
    for path in ["/", "/articles", "/articles/whatsapp-v-nso", "/privacy", "/robots.txt", "/sitemap.xml"] {
        let (theirs, hers) = (reader.look(path).await.expect(200), ada.look(path).await.expect(200));
        assert_eq!(theirs.bytes, hers.bytes, "{path}");
        for page in [&theirs, &hers] {
            assert_eq!(page.header("cache-control"), "no-cache", "{path}");
            assert_eq!(page.header("vary"), "Accept-Encoding", "{path}");
            assert_eq!(page.header("set-cookie"), "", "{path}");
        }
        let again = reader
            .ask(Method::GET, path)
            .header("if-none-match", theirs.header("etag"))
            .send()
            .await
            .expect(304);
        assert!(again.bytes.is_empty());
    }
}

#[actix_web::test]
async fn a_change_shows_at_once_and_unknown_parameters_make_no_new_page() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let reader = app.visitor();
    let before = reader.look(&article.path()).await.expect(200);
    assert_eq!(reader.look(&format!("{}?utm=1", article.path())).await.bytes, before.bytes);
    app.given().comment_published(&reader, &article, "Ana", "They read my mail.").await;
    let after = reader.look(&article.path()).await.expect(200);
    assert!(after.text_of("#comments").contains("They read my mail."));
    assert_ne!(before.header("etag"), after.header("etag"));
    let front = reader.look("/").await.expect(200);
    assert!(front.text_of(".lead").contains("One comment"), "{front:?}");
}

#[actix_web::test]
async fn a_place_that_is_none_of_the_discussion_is_not_found() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    for query in ["after=0000000000000000", "before=x", "after=a&before=b", "after=%00"] {
        app.visitor().look(&format!("{}?{query}", article.path())).await.expect(404);
    }
}

#[actix_web::test]
async fn what_another_process_changed_shows_after_a_second() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let reader = app.visitor();
    reader.look(&article.path()).await.expect(200);
    let other = another_process(&app);
    let (id, text) = (article.id.clone(), Prose::parse("Not so.").unwrap());
    other
        .write(move |tx| articles::correct(tx, &id, date(2026, 5, 4), &text, &Actor::Program))
        .await
        .unwrap();
    assert!(!reader.look(&article.path()).await.has(".corrections"));
    app.clock.advance(Duration::from_secs(1));
    assert!(reader.look(&article.path()).await.has(".corrections"));
    other.close().await;
}

fn another_process(app: &TestApp) -> Db {
    let database = &app.app.config.database;
    let settings = db::Settings {
        url: database.url.parse().unwrap(),
        readers: 1,
        writers: 1,
        busy: database.busy(),
        queue: database.queue,
    };
    let (clock, _) = Clock::standing_at(app.db().now());
    Db::open(&settings, clock, Random::seeded(2)).unwrap()
}

#[actix_web::test]
async fn comments_close_when_their_last_day_ends_and_forms_are_fresh_each_day() {
    let app = TestApp::start().await;
    let until = |draft: &mut articles::Draft| draft.comments = CommentsMode::Until(date(2026, 5, 5));
    let article = app.given().article_like("the-lesson", until).await;
    let reader = app.visitor();
    let first = reader.look(&article.path()).await.expect(200);
    app.clock.advance(DAY);
    let second = reader.look(&article.path()).await.expect(200);
    assert_ne!(first.field_value("form_token"), second.field_value("form_token"));
    app.clock.advance(14 * HOUR);
    assert!(reader.look(&article.path()).await.has("#write form"));
    app.clock.advance(HOUR);
    let closed = reader.look(&article.path()).await.expect(200);
    assert!(!closed.has("#write form") && closed.has("#write .notice"), "{closed:?}");
}

#[actix_web::test]
async fn the_privacy_page_says_how_long_everything_is_kept() {
    let app = TestApp::start().await;
    let page = app.visitor().get("/privacy").await.expect(200);
    assert_eq!(page.count("tbody tr"), site::retention::ROWS.len());
    let said = page.text_of("table");
    for time in ["30 days", "90 days", "7 days", "48 hours", "14 days"] {
        assert!(said.contains(time), "{time}: {said}");
    }
    assert!(!page.body.contains('['), "a word is missing");
}

#[actix_web::test]
async fn what_ran_out_is_forgotten_by_the_duty() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let reader = app.visitor();
    let comment = app.given().comment_held(&reader, &article, "Ana", "They read my mail.").await;
    app.mailbox("nobody@example.org");
    app.clock.advance(100 * DAY);
    app.do_duties().await;
    reader.look(&format!("/receipt/{}", comment.receipt)).await.expect(404);
    assert_eq!(app.db().write(site::retention::forget).await.unwrap(), 0);
}

#[actix_web::test]
async fn the_salt_of_a_day_is_gone_48_hours_after_the_day_began() {
    let app = TestApp::start().await;
    let draw = |tx: &mut Tx<'_>| {
        let row = (daily_salts::day.eq("2026-05-04"), daily_salts::salt.eq(vec![7; 32]));
        Ok(diesel::insert_into(daily_salts::table).values(row).execute(&mut **tx)?)
    };
    app.db().write(draw).await.unwrap();
    let count = || app.db().read(|conn| Ok(daily_salts::table.count().get_result::<i64>(conn)?));
    app.clock.advance(38 * HOUR + Duration::from_mins(29));
    app.do_duties().await;
    assert_eq!(count().await.unwrap(), 1);
    app.clock.advance(Duration::from_mins(15));
    app.do_duties().await;
    assert_eq!(count().await.unwrap(), 0);
}

#[actix_web::test]
async fn a_duty_that_failed_is_tried_again_soon_and_holds_up_no_other() {
    let app = TestApp::start().await;
    app.db().write(|tx| Ok(tx.batch_execute("DROP TABLE daily_salts")?)).await.unwrap();
    app.do_duties().await;
    let stand = app.db().read(db::duties::standings).await.unwrap();
    let (failed, others): (Vec<_>, Vec<_>) = stand.iter().partition(|duty| duty.name == "forget");
    assert!(others.len() >= 3 && others.iter().all(|duty| duty.outcome.as_deref() == Some("done")));
    let again = app.db().now().plus(Duration::from_secs(5));
    let told: Vec<_> = failed.iter().map(|duty| (duty.outcome.as_deref(), duty.due_at)).collect();
    assert_eq!(told, [(Some("failed"), again)]);
}

#[actix_web::test]
async fn a_flood_of_limits_is_forgotten_in_steps_and_keeps_no_comment_from_it() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let reader = app.visitor();
    let comment = app.given().comment_held(&reader, &article, "Ana", "They read my mail.").await;
    let flood = |tx: &mut Tx<'_>| {
        let now = tx.now;
        let row = |number| (limits::bucket.eq(format!("flood:{number}")), limits::empty_at.eq(now));
        for number in 0..250 {
            diesel::insert_into(limits::table).values(row(number)).execute(&mut **tx)?;
        }
        Ok(())
    };
    app.db().write(flood).await.unwrap();
    app.clock.advance(100 * DAY);
    app.db().write(site::retention::forget).await.unwrap();
    let flood = || limits::table.filter(limits::bucket.like("flood:%")).count();
    let count = || app.db().read(move |conn| Ok(flood().get_result::<i64>(conn)?));
    assert!(count().await.unwrap() >= 150);
    reader.look(&format!("/receipt/{}", comment.receipt)).await.expect(404);
    while app.db().write(site::retention::forget).await.unwrap() > 0 {}
    assert_eq!(count().await.unwrap(), 0);
}

#[actix_web::test]
async fn the_mailbox_of_a_trial_shows_its_letters_with_links_to_us_alone() {
    let folder = tempfile::tempdir().unwrap();
    let letter = "From: a@localhost\r\nTo: ada@example.org\r\nSubject: Hello\r\nDate: Tue, 29 Oct 2019 10:00:00 +0000\r\n\
        Content-Type: text/plain; charset=utf-8\r\n\r\nOpen http://127.0.0.1:8080/account/x or https://evil.example/y <b>\r\n";
    std::fs::write(folder.path().join("one.eml"), letter).unwrap();
    std::fs::write(folder.path().join("two.txt"), "not a letter").unwrap();
    let mail = format!("folder:{}", folder.path().display());
    let app = TestApp::with(&[("mail.url", &mail)]).await;
    let page = app.visitor().look("/mailbox").await.expect(200);
    assert_eq!((page.count(".letter"), page.count(".letter a")), (1, 1));
    assert_eq!(page.attribute(".letter a", "href"), "http://127.0.0.1:8080/account/x");
    assert!(page.text_of(".letter").contains("https://evil.example/y <b>"));
    assert_eq!(page.header("cache-control"), "no-store");
    let elsewhere = app.visitor().ask(Method::GET, "/mailbox").header("host", "evil.example").send().await;
    elsewhere.expect(421);
    TestApp::public().await.visitor().look("/mailbox").await.expect(404);
}

#[actix_web::test]
async fn an_admin_sees_the_settings_and_nobody_else_does() {
    let app = TestApp::start().await;
    let page = app.admin("ada").await.get("/admin").await.expect(200);
    let said = page.text_of(".facts");
    assert!(said.contains("http://127.0.0.1:8080") && said.contains("moderation.undo_days"), "{said}");
    assert!(page.has(".card a[href='/moderation']"));
    app.moderator("mia").await.look("/admin").await.expect(403);
    app.visitor().look("/admin").await.expect(303);
}

#[actix_web::test]
async fn robots_and_supervisors_get_their_answers() {
    let app = TestApp::start().await;
    app.given().article("the-lesson").await;
    let robot = app.visitor();
    let robots = robot.look("/robots.txt").await.expect(200);
    assert!(robots.body.contains("Disallow: /account\n") && robots.body.contains("/sitemap.xml"));
    let map = robot.look("/sitemap.xml").await.expect(200);
    assert!(
        map.body
            .contains("<loc>http://127.0.0.1:8080/articles/the-lesson</loc><lastmod>2026-05-04</lastmod>"),
        "{}",
        map.body
    );
    for path in ["/healthz", "/readyz"] {
        let page = robot.ask(Method::GET, path).header("host", "10.0.0.1").send().await.expect(200);
        assert_eq!((page.body.as_str(), page.header("cache-control")), ("ok\n", "no-store"));
    }
}

#[actix_web::test]
async fn whoever_finds_a_weakness_reads_where_to_report_it_if_the_operator_said_so() {
    let place = "/.well-known/security.txt";
    TestApp::start().await.visitor().look(place).await.expect(404);
    let app = TestApp::with(&[("site.security_contact", "mailto:watch@example.org")]).await;
    let page = app.visitor().look(place).await.expect(200);
    assert_eq!(page.header("content-type"), "text/plain; charset=utf-8");
    let expected = "Contact: mailto:watch@example.org\nExpires: 2026-08-02T00:00:00Z\nPreferred-Languages: en\n\
        Canonical: http://127.0.0.1:8080/.well-known/security.txt\n";
    assert_eq!(page.body, expected);
    app.clock.advance(DAY);
    assert!(app.visitor().look(place).await.body.contains("Expires: 2026-08-03T00:00:00Z"));
}

#[actix_web::test]
async fn the_api_describes_itself() {
    let app = TestApp::start().await;
    let document = app.visitor().look("/api/v1/openapi.json").await.expect(200).json();
    let paths: Vec<&String> = document["paths"].as_object().unwrap().keys().collect();
    let described = [
        "/api/v1/articles",
        "/api/v1/articles/{slug}",
        "/api/v1/articles/{slug}/comments",
        "/api/v1/cases",
        "/api/v1/cases/{slug}",
        "/api/v1/cases/{slug}/updates",
        "/api/v1/cases/{slug}/updates/{number}",
        "/api/v1/rules",
        "/api/v1/transparency",
        "/api/v1/transparency/log",
    ];
    assert_eq!(paths, described);
    assert_eq!(document["info"]["title"], "Spyware on Trial");
    assert!(!document["components"]["schemas"]["PublishedArticle"].is_null());
}
