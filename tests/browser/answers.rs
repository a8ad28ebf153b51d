//! Whoever leaves an address with a comment hears of the decision and of answers by mail, and ends each by a link of
//! its own. With scripts and without, with a mouse and by the keyboard alone.

use super::discussion::writes;
use super::site::Site;
use super::window::Without;
use super::{ARTICLE, driver, team};

const ADDRESS: &str = "ada@reader.example";
const SAID: &str = "They read my mail, and the mail of my clients.";
const ANSWER: &str = "Who else was read in that office?";
const DECIDED: &str = "Your comment: what was decided";
const ANSWERED: &str = "Somebody answered your comment";

in_four_ways!(decision_and_answers_by_mail, answers);

async fn answers(without: Without) {
    let Some(driver) = driver() else { return };
    let site = Site::start();
    let [ruth, mia, noa] = team(&driver, &site, without).await;
    let reader = Without { cookies: true, ..without };
    let (ada, ben) = (driver.window(&site.origin, reader).await, driver.window(&site.origin, reader).await);

    ada.open(ARTICLE).await;
    ada.fill_at("#write [name=email]", ADDRESS).await;
    ada.choose("replies", "yes").await;
    writes(&ada, "Ada", SAID).await;
    ada.open(&ruth.letter_link(ADDRESS, "/comments/address/").await).await;
    ada.press("Yes, mail me the decision").await;
    ada.sees("Thank you. We will mail you the decision.").await;

    mia.open("/moderation").await;
    mia.press_at("form[action$=\"/approve\"] button").await;
    mia.sees("Undo").await;
    let no_decisions = ruth.letter_link(DECIDED, "/comments/mail/").await;
    ben.open(ARTICLE).await;
    ben.press_at("main a[href$=\"/reply\"]").await;
    ben.sees(SAID).await;
    writes(&ben, "Ben", ANSWER).await;
    mia.open("/moderation").await;
    mia.sees(ANSWER).await;
    mia.press_at("form[action$=\"/approve\"] button").await;
    mia.sees("Undo").await;

    let no_answers = ruth.letter_link(ANSWERED, "/comments/mail/").await;
    ada.open(&no_answers).await;
    ada.sees("We mail you when somebody answers your comment").await;
    ada.press("Mail me no more of these").await;
    ada.sees("You get no more of these letters").await;
    ada.open(&no_decisions).await;
    ada.press("Mail me no more of these").await;
    ada.sees("We hold no address of yours with this comment any more.").await;
    for window in [ada, ben, mia, noa, ruth] {
        window.close().await;
    }
}
