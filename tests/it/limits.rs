//! How often is too often: what a form says then, and that no crowd, second instance or restart gets around it.

use amicus::app::database_settings;
use amicus::base::clock::Clock;
use amicus::base::random::Random;
use amicus::db::Db;
use amicus::error::Error;
use amicus::web::limits::{self, Rate};
use futures_util::future::join_all;

use crate::support::{DAY, HOUR, MINUTE, PASSWORD, Page, Person, TestApp};

const REGISTER: &str = "/account/register";
const FIVE_A_MINUTE: Rate = Rate::new(5, MINUTE);

/// Another process on the same database.
fn beside(app: &TestApp) -> Db {
    let settings = database_settings(&app.app.config).unwrap();
    let clock = Clock::standing_at(app.db().now()).0;
    Db::open(&settings, clock, Random::seeded(2)).unwrap()
}

async fn is_refused(db: &Db, who: &str) -> bool {
    matches!(limits::count(db, "test", who, FIVE_A_MINUTE).await, Err(Error::TooOften { .. }))
}

/// Sends a form once more, under a name of its own.
async fn sends(person: &Person, page: &str, fields: &[(&str, &str)], number: usize) -> Page {
    let name = format!("Ada {number}");
    person
        .submit(page, page, &[fields, &[("name", name.as_str())][..usize::from(page == REGISTER)]].concat())
        .await
}

#[actix_web::test]
async fn beyond_its_limit_a_form_comes_back_filled_and_says_when_to_try_again() {
    let app = TestApp::start().await;
    let new = "a harbour that nobody has heard of";
    for (page, fields, allowed) in [
        ("/account/sign-in", vec![("email", "ada@example.org"), ("password", "not the password")], 5),
        ("/account/reset", vec![("email", "ada@example.org")], 3),
        (REGISTER, vec![("email", "ada@example.org"), ("password", new)], 3),
    ] {
        let person = app.visitor();
        for number in 0..allowed {
            assert_ne!(sends(&person, page, &fields, number).await.status, 429, "{page}");
        }
        let beyond = sends(&person, page, &fields, allowed).await.expect(429);
        let wait: u64 = beyond.header("retry-after").parse().unwrap();
        assert!((1..=3600).contains(&wait), "{page}: {wait}");
        assert!(beyond.has("main form"), "{page}");
        assert_eq!(beyond.field_value("email"), "ada@example.org", "{page}");
        assert!(!beyond.body.contains(new) && !beyond.body.contains("not the password"), "{page}");
        assert_ne!(sends(&app.visitor(), page, &fields, 9).await.status, 429, "{page}: somebody else");
    }
    app.deliver_mail().await;
}

#[actix_web::test]
async fn a_fourth_reset_of_an_address_within_an_hour_is_answered_alike_and_mailed_to_nobody() {
    let app = TestApp::start().await;
    app.reader("ada").await;
    app.deliver_mail().await;
    let mut pages = Vec::new();
    for _ in 0..4 {
        let asked = [("email", "ada@example.org")];
        pages.push(app.visitor().submit("/account/reset", "/account/reset", &asked).await.expect(200).body);
    }
    pages.dedup();
    assert_eq!(pages.len(), 1);
    assert_eq!(app.deliver_mail().await, 3);
    app.clock.advance(HOUR);
    app.visitor().submit("/account/reset", "/account/reset", &[("email", "ADA@example.org")]).await;
    assert_eq!(app.deliver_mail().await, 1);
}

#[actix_web::test]
async fn an_address_is_asked_to_confirm_a_subscription_once_a_day_whoever_types_it() {
    let app = TestApp::start().await;
    let case = app.given().case("nso").await;
    let form = format!("{}/subscriptions", case.path());
    let asks = async || {
        let fields = [("email", "ada@example.org")];
        app.visitor().submit(&case.path(), &form, &fields).await.expect(200);
    };
    for _ in 0..3 {
        asks().await;
    }
    assert_eq!(app.deliver_mail().await, 1);
    app.clock.advance(DAY);
    asks().await;
    assert_eq!(app.deliver_mail().await, 1);
}

#[actix_web::test]
async fn of_twenty_who_try_at_once_just_as_many_get_through_as_may() {
    let app = TestApp::start().await;
    let tries = join_all((0..20).map(|_| is_refused(app.db(), "ada"))).await;
    assert_eq!(tries.iter().filter(|refused| !**refused).count(), 5);

    let mallory = app.visitor();
    let page = mallory.get("/account/sign-in").await;
    let fields = [("email", "nobody@example.org"), ("password", PASSWORD)];
    let answers = join_all((0..20).map(|_| mallory.fill_only(&page, "/account/sign-in", &fields))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 422).count(), 5);
    assert_eq!(answers.iter().filter(|answer| answer.status == 429).count(), 15);
}

#[actix_web::test]
async fn a_limit_is_one_for_all_instances_and_outlives_a_restart() {
    let app = TestApp::start().await;
    let other = beside(&app);
    for turn in 0..5 {
        let db = if turn % 2 == 0 { app.db() } else { &other };
        assert!(!is_refused(db, "ada").await, "turn {turn}");
    }
    assert!(is_refused(&other, "ada").await && is_refused(app.db(), "ada").await);
    other.close().await;
    let restarted = beside(&app);
    assert!(is_refused(&restarted, "ada").await);
    assert!(!is_refused(&restarted, "bea").await);
    restarted.close().await;
}
