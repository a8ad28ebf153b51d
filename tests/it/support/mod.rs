//! A site for each test, and the people who use it.
//!
//! ```ignore
//! #[actix_web::test]
//! async fn a_held_comment_appears_once_a_moderator_approves_it() {
//!     let app = TestApp::start().await;                         // an empty, migrated site of its own
//!     let article = app.given().article("the-lesson").await;    // published, open for comments
//!     let ada = app.visitor();                                  // a browser without cookies
//!
//!     // Loads the page, finds the form by its action, keeps what it holds (form_token, version …),
//!     // fills in the rest, sends it, and follows the redirect: what a browser without JavaScript does.
//!     let receipt = ada
//!         .submit(&article.path(), "/articles/the-lesson/comments", &[("name", "Ada"), ("comment", "They read my mail.")])
//!         .await;
//!     assert!(receipt.main_text().contains("A moderator will read it"));
//!
//!     let mia = app.moderator("mia").await;                     // has an account and signed in over HTTP
//!     mia.submit("/moderation", "approve", &[]).await;          // the first form whose action holds "approve"
//!
//!     assert!(ada.get(&article.path()).await.text_of("#discussion").contains("They read my mail."));
//! }
//! ```
//!
//! A failed form is filled again from the page it came back on:
//! `let page = ada.submit(…, &[("name", " ")]).await; assert_eq!(page.status, 422);`
//! `assert_eq!(page.problem_of("name"), "Please enter your name here"); ada.fill(&page, "/comments", &[("name", "Ada")]).await;`
//!
//! Letters: `app.deliver_mail().await; let letter = app.mailbox("ada@example.org").last();`
//! `ada.follow(&letter.link_containing("confirm")).await`. Time: `app.clock.advance(DAY)`.
//! Duties: `app.do_duties().await`. A setting: `TestApp::with(&[("site.staff_scripts", "none")]).await`;
//! a public site (https, decisions wait for 10 s): `TestApp::public().await`.
//! `sign_in` comes in a browser that the account knows, with the second factor where `given` gave one: to staff of a public
//! site, whose roles begin with it. What no form sends: `ada.ask(Method::PUT, "/").header("x", "y").body("…").send().await`, which follows nothing.
//!
//! Dropping a `TestApp` fails its test if a letter was not delivered or the site logged a fault
//! (unless `app.expect_fault()` or `app.leave_mail()` said so).

pub mod app;
pub mod authenticator;
pub mod device;
pub mod dump;
pub mod given;
pub mod mail_rules;
pub mod mailbox;
pub mod page;
pub mod person;
pub mod postgres;
mod watch;

pub use app::TestApp;
pub use authenticator::Authenticator;
pub use device::Device;
pub use page::Page;
pub use person::{PASSWORD, Person};

use std::io::Write as _;
use std::time::Duration;

pub const MINUTE: Duration = Duration::from_mins(1);
pub const HOUR: Duration = Duration::from_hours(1);
pub const DAY: Duration = Duration::from_hours(24);

/// Says in one line what this run leaves out; under `AMICUS_TEST_REQUIRE=all` that is a failure.
pub fn leave_out(what: &str, why: &str) {
    let required = std::env::var("AMICUS_TEST_REQUIRE").is_ok_and(|which| which == "all");
    assert!(!required, "AMICUS_TEST_REQUIRE=all asks for {what}, and {why}");
    // Past the test runner, which keeps to itself what a passing test prints.
    std::io::stderr().write_all(format!("left out: {what}, because {why}\n").as_bytes()).unwrap();
}
