//! The real program in a real browser: the journeys of a comment and of an alert with scripts, and again without them
//! and, for the reader, without cookies; with scripts it ends in a tour of every page. `AMICUS_SCREENSHOTS=1` keeps
//! pictures of the tour in `target/screenshots/`. `AMICUS_TEST_DATABASE=postgres` runs all of it on a PostgreSQL that is
//! started here.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop by falling over"
)]
#![expect(
    clippy::cognitive_complexity,
    reason = "a journey is long and has no branches: each `await` counts as one"
)]
#![expect(unreachable_pub, reason = "in a test crate `pub` says what its tests may use")]
#![expect(clippy::disallowed_methods, reason = "a test run takes its own settings from the environment")]

/// Tests of one journey in each of the ways in which people come.
macro_rules! in_four_ways {
    ($what:ident, $journey:ident) => {
        mod $what {
            use crate::window::Without;

            #[tokio::test(flavor = "multi_thread")]
            async fn with_scripts_and_a_mouse() {
                super::$journey(Without::default()).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn without_scripts() {
                super::$journey(Without { scripts: true, ..Without::default() }).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn by_keyboard() {
                super::$journey(Without { mouse: true, ..Without::default() }).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn by_keyboard_without_scripts() {
                super::$journey(Without { scripts: true, mouse: true, ..Without::default() }).await;
            }
        }
    };
}

mod alerts;
mod answers;
mod axe;
mod crowd;
#[path = "../binary/database.rs"]
mod database;
mod desk;
mod discussion;
mod factor;
#[expect(dead_code, reason = "what the binary's tests look at as well")]
#[path = "../binary/mail.rs"]
mod mail;
mod measures;
mod passkey;
#[expect(dead_code, reason = "here a site migrates its own database")]
#[path = "../it/support/postgres.rs"]
mod postgres;
mod site;
mod tour;
mod window;

use std::io::Write as _;

use site::Site;
use tour::Tour;
use window::{Driver, Window, Without};

const ARTICLE: &str = "/articles/whatsapp-v-nso";
const PASSWORD: &str = "violet tractor hums at the quiet harbour";
const RULE_MISSING: &str = "Please choose the rule that it breaks.";
const COMMENT: &str = "They read my mail, and the mail of my clients.";

/// The driver, unless there is none: then the test says so, or fails where everything is required.
fn driver() -> Option<Driver> {
    static SAID: std::sync::Once = std::sync::Once::new();
    let driver = Driver::start();
    if driver.is_none() {
        let required = std::env::var("AMICUS_TEST_REQUIRE").is_ok_and(|which| which == "all");
        assert!(
            !required,
            "AMICUS_TEST_REQUIRE=all asks for the browser, and chromium or chromedriver is not installed"
        );
        // Past the test runner, which keeps to itself what a passing test prints.
        let said = "left out: the journey in a browser, because chromium or chromedriver is not installed\n";
        SAID.call_once(|| std::io::stderr().write_all(said.as_bytes()).unwrap());
    }
    driver
}

#[tokio::test(flavor = "multi_thread")]
async fn the_journey_in_a_browser_with_scripts() {
    let Some(driver) = driver() else { return };
    journey(&driver, Without::default()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_journey_in_a_browser_without_scripts() {
    let Some(driver) = driver() else { return };
    journey(&driver, Without { scripts: true, ..Without::default() }).await;
}

/// A stranger comments without cookies; an admin comes in by the terminal's link and invites a moderator by
/// mail; the moderator approves; the stranger sees the comment under the article.
async fn journey(driver: &Driver, without: Without) {
    let site = Site::start();
    let ada = driver.window(&site.origin, Without { cookies: true, ..without }).await;
    ada.open("/").await;
    ada.press("NSO").await;
    ada.sees("Add a comment").await;
    assert_eq!(ada.runs_scripts().await, !without.scripts);
    let receipt = comments(&ada).await;

    let ruth = driver.window(&site.origin, without).await;
    becomes_admin(&ruth, &site).await;
    invites(&ruth, "mia@example.org", "moderator").await;
    let mia = driver.window(&site.origin, without).await;
    accepts_invitation(&mia, &ruth, "mia@example.org", "Mia").await;

    mia.open("/moderation").await;
    mia.sees(COMMENT).await;
    mia.press_at("form[action$=\"/approve\"] button").await;
    mia.sees("Undo").await;

    ada.open(ARTICLE).await;
    ada.sees(COMMENT).await;
    ada.open(&receipt).await;
    ada.sees("Published").await;
    if !without.scripts {
        tour(&ada, &ruth, &mia, &receipt).await;
    }
    for window in [ada, ruth, mia] {
        window.close().await;
    }
}

/// Makes both mistakes first; answers the path of the receipt.
async fn comments(ada: &Window) -> String {
    ada.press_at("#write form button").await;
    ada.sees("Please enter your comment!").await;
    ada.sees("Please enter your name here").await;
    ada.fill("name", "Ada").await;
    ada.press_at("main form[action$=\"/comments\"] button").await;
    ada.sees("Please enter your comment!").await;
    assert_eq!(ada.field("name").await, "Ada", "what was typed is still there");
    ada.fill("comment", COMMENT).await;
    ada.press_at("main form[action$=\"/comments\"] button").await;
    ada.sees("Your receipt: six words").await;
    let receipt = ada.path().await;
    assert!(receipt.starts_with("/receipt/"), "{receipt}");
    ada.open(ARTICLE).await;
    assert!(!ada.says(COMMENT).await, "it is held");
    receipt
}

async fn becomes_admin(ruth: &Window, site: &Site) {
    ruth.open(&site.first_admin_link()).await;
    ruth.fill("name", "Ruth").await;
    ruth.fill("email", "ruth@example.org").await;
    ruth.fill("password", PASSWORD).await;
    ruth.press_at("main form button").await;
    ruth.arrives("/admin").await;
}

/// An admin and two moderators, each at a window of their own.
async fn team(driver: &Driver, site: &Site, without: Without) -> [Window; 3] {
    let ruth = driver.window(&site.origin, without).await;
    becomes_admin(&ruth, site).await;
    let (mia, noa) = (driver.window(&site.origin, without).await, driver.window(&site.origin, without).await);
    for (moderator, name, email) in [(&mia, "Mia", "mia@example.org"), (&noa, "Noa", "noa@example.org")] {
        invites(&ruth, email, "moderator").await;
        accepts_invitation(moderator, &ruth, email, name).await;
    }
    [ruth, mia, noa]
}

async fn invites(ruth: &Window, email: &str, role: &str) {
    ruth.open("/admin/invitations").await;
    ruth.fill("email", email).await;
    ruth.choose("role", role).await;
    ruth.press_at("form[action=\"/admin/invitations\"] button").await;
    ruth.sees(email).await;
}

/// The letter lies in the trial's mailbox, which anyone on this machine can read.
async fn accepts_invitation(guest: &Window, reader: &Window, email: &str, name: &str) {
    let link = reader.letter_link(email, "/account/invitation/").await;
    guest.open(&link).await;
    guest.fill("name", name).await;
    guest.fill("password", PASSWORD).await;
    guest.press_at("main form button").await;
    guest.arrives("/moderation").await;
}

/// Every page, and some that only a moment shows: forms that came back, a rejection, a queue with something in it.
async fn tour(ada: &Window, ruth: &Window, mia: &Window, receipt: &str) {
    let mut tour = Tour::new();
    ada.open(ARTICLE).await;
    ada.press_at("#write form button").await;
    ada.sees("Please enter your comment!").await;
    tour.of_this(ada, "form-again").await;
    for (name, comment) in
        [("Ben", "Buy watches, cheap."), ("Zoë", "And who reads the readers?\n\nA court should ask that.")]
    {
        ada.open(ARTICLE).await;
        ada.fill("name", name).await;
        ada.fill("comment", comment).await;
        ada.press_at("#write form button").await;
        ada.sees("Your receipt: six words").await;
        tour.of_this(ada, "receipt-fresh").await;
    }
    let fresh = ada.path().await;
    mia.open("/moderation").await;
    tour.of_this(mia, "moderation-waiting").await;
    mia.press_at("details[data-deed=reject] summary").await;
    mia.press_at("form[action$=\"/reject\"] button").await;
    mia.sees(RULE_MISSING).await;
    tour.of_this(mia, "moderation-reject-again").await;
    mia.open("/moderation").await;
    mia.press_at("form[action$=\"/spam\"] button").await;
    mia.sees("Undo").await;
    tour.of_this(mia, "moderation-done").await;
    ada.open("/account/sign-in").await;
    ada.press_at("main form button").await;
    tour.of_this(ada, "sign-in-again").await;
    ada.open(&fresh).await;
    tour.of_everything(ada, ruth, receipt).await;
    tour.end();
}
