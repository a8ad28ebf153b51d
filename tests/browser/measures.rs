//! What a team does beyond deciding on comments, as everybody meets it: a legal demand and a legal hold, a sanction, words
//! that are kept, a discussion that is paused. With scripts and without, with a mouse and by the keyboard alone.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use super::discussion::writes;
use super::site::Site;
use super::window::{Window, Without};
use super::{ARTICLE, PASSWORD, driver, team};

const SAID: &str = "Vigil sold the list to the ministry. I have seen the invoice.";
const QUOTE: &str = "sold the list to the ministry";
const ANSWER: &str = "Will you show it to the court?";
const BASIS: &str = "Order 4 O 17/26 of the regional court";
const ADVERT: &str = "Buy my book about it, buy it now.";

in_four_ways!(demands_sanctions_and_a_pause, measures);

/// Whoever takes part, each at a window of their own; Ada keeps no cookies, Ben has an account.
struct People {
    ada: Window,
    ben: Window,
    mia: Window,
    noa: Window,
    ruth: Window,
}

async fn measures(without: Without) {
    let Some(driver) = driver() else { return };
    let site = Site::start();
    let [ruth, mia, noa] = team(&driver, &site, without).await;
    let ada = driver.window(&site.origin, Without { cookies: true, ..without }).await;
    let ben = driver.window(&site.origin, without).await;
    let people = People { ada, ben, mia, noa, ruth };

    let (receipt, desk) = people.comment_is_published_and_answered().await;
    people.demand_hides_it(&desk, &receipt).await;
    people.colleague_takes_words_out(&receipt).await;
    people.admin_holds_it_and_its_author_takes_it_back(&desk, &receipt).await;
    people.account_is_warned_and_contests_it().await;
    people.kept_words_say_why().await;
    people.admin_pauses_the_discussion().await;
    let People { ada, ben, mia, noa, ruth } = people;
    for window in [ada, ben, mia, noa, ruth] {
        window.close().await;
    }
}

/// So many days from today.
fn day(days: i64) -> Date {
    let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
    today.checked_add(Span::new().days(days)).unwrap()
}

/// Registers, and follows the link of the letter; `reader` reads the trial's mailbox.
async fn opens_an_account(guest: &Window, reader: &Window, name: &str, email: &str) {
    guest.open("/account/register").await;
    guest.fill("name", name).await;
    guest.fill("email", email).await;
    guest.fill("password", PASSWORD).await;
    guest.press_at("main form button").await;
    guest.sees("Look into your mail").await;
    guest.open(&reader.letter_link(email, "/account/confirm/").await).await;
    guest.fill("password", PASSWORD).await;
    guest.press_at("main form button").await;
    guest.sees("Your address is confirmed").await;
    guest.open("/account/sign-in").await;
    guest.fill("email", email).await;
    guest.fill("password", PASSWORD).await;
    guest.press_at("main form button").await;
    guest.arrives("/account").await;
}

impl People {
    /// Answers with the paths of its receipt, and of its page for the team.
    async fn comment_is_published_and_answered(&self) -> (String, String) {
        self.ada.open(ARTICLE).await;
        let receipt = writes(&self.ada, "Ada", SAID).await;
        self.approves(SAID).await;
        self.ben.open(ARTICLE).await;
        let reply = self.ben.link("/reply").await;
        self.ben.open(&reply).await;
        writes(&self.ben, "Ben", ANSWER).await;
        self.approves(ANSWER).await;
        (receipt, format!("/moderation{}", reply.trim_end_matches("/reply")))
    }

    async fn approves(&self, text: &str) {
        self.mia.open("/moderation").await;
        self.mia.sees(text).await;
        self.mia.press_at("form[action$=\"/approve\"] button").await;
        self.mia.sees("Approved").await;
    }

    async fn demand_hides_it(&self, desk: &str, receipt: &str) {
        self.mia.open(desk).await;
        self.mia.press("Record a legal demand against this comment").await;
        self.mia.sees("Who demands it?").await;
        self.mia.choose("claimant", "company").await;
        self.mia.fill("name", "Vigil Holdings").await;
        self.mia.fill("basis", BASIS).await;
        self.mia.fill("quote", QUOTE).await;
        self.mia.fill_day("received_on", day(-1)).await;
        self.mia.fill_day("decide_by", day(14)).await;
        self.mia.choose("hide", "yes").await;
        self.mia.press("Record it").await;
        self.mia.sees("The comment is out of sight until this is decided.").await;
        self.mia.sees("You recorded this demand, so somebody else decides on it.").await;
        self.ben.open(ARTICLE).await;
        self.ben.sees(BASIS).await;
        assert!(!self.ben.says(QUOTE).await, "nobody reads it until that is decided");

        self.ada.open(receipt).await;
        self.ada.press("Answer the demand").await;
        self.ada.fill("words", "The invoice is in the court's file.").await;
        self.ada.press("Send your answer").await;
        self.ada.sees("The invoice is in the court's file.").await;
    }

    async fn colleague_takes_words_out(&self, receipt: &str) {
        self.noa.open("/moderation/takedowns").await;
        self.noa.press(BASIS).await;
        self.noa.sees("The invoice is in the court's file.").await;
        self.noa.choose("ruling", "redacted").await;
        self.noa.fill("words", "The invoice does not name the ministry.").await;
        self.noa.press_at("main form button.bad").await;
        self.noa.sees("It is done.").await;
        self.ben.open(ARTICLE).await;
        self.ben.sees("Vigil [removed after a legal demand]. I have seen the invoice.").await;
        self.ada.open(receipt).await;
        self.ada.sees("Words were taken out after a legal demand.").await;
    }

    async fn admin_holds_it_and_its_author_takes_it_back(&self, desk: &str, receipt: &str) {
        self.ruth.open(desk).await;
        self.ruth.press("Legal hold").await;
        self.ruth.fill("reason", "The claim is before the regional court").await;
        self.ruth.fill_day("until", day(90)).await;
        self.ruth.press("Keep it until then").await;
        self.ruth.sees("It is done.").await;
        self.ruth.press("Legal holds").await;
        self.ruth.sees("The claim is before the regional court").await;
        self.ada.open(receipt).await;
        self.ada.press("Take it back").await;
        self.ada.sees("kept under a legal hold until").await;
        self.ben.open(ARTICLE).await;
        assert!(!self.ben.says("I have seen the invoice").await, "it is taken back");

        self.ruth.open(&format!("{desk}/hold")).await;
        self.ruth.sees("I have seen the invoice").await;
        self.ruth.press("End the hold now").await;
        self.ruth.sees("It is done.").await;
        self.ada.open(receipt).await;
        self.ada.sees("Taken back").await;
        assert!(!self.ada.says("legal hold").await, "its words are gone");
    }

    async fn account_is_warned_and_contests_it(&self) {
        opens_an_account(&self.ben, &self.ruth, "Ben", "ben@example.org").await;
        self.ben.open(ARTICLE).await;
        self.ben.fill("comment", ADVERT).await;
        self.ben.press_at("main form[action$=\"/comments\"] button:not([type=button])").await;
        self.ben.sees("Your comment is with the moderators.").await;
        self.mia.open("/moderation").await;
        self.mia.sees(ADVERT).await;
        self.mia.open(&self.mia.link("/moderation/comments/").await).await;
        self.mia.press("Sanctions on this account").await;
        self.mia.choose("kind", "warning").await;
        self.mia.choose("rule", "1").await;
        self.mia.fill("words", "Please sell nothing here.").await;
        self.mia.press("Impose it").await;
        self.mia.sees("It is done.").await;

        self.ben.open("/account").await;
        self.ben.press_at("main a[href*=\"/account/sanctions/\"]").await;
        self.ben.sees("Please sell nothing here.").await;
        self.ben.fill("words", "It is free, and I wrote it.").await;
        self.ben.press("Send your appeal").await;
        self.ben.sees("It is free, and I wrote it.").await;
        self.noa.open("/moderation/sanctions").await;
        self.noa.sees("It is free, and I wrote it.").await;
        self.noa.press_at("main button[value=overturn]").await;
        self.noa.sees("It is done.").await;
        self.ben.open("/account").await;
        assert!(!self.ben.says("Your account has a warning").await, "it was lifted");
    }

    async fn kept_words_say_why(&self) {
        self.mia.open("/moderation/snippets").await;
        self.mia.fill("title", "Adverts").await;
        self.mia.fill("words", "Please write about the case itself.").await;
        self.mia.press("Keep them").await;
        self.mia.sees("Adverts").await;
        self.mia.open("/moderation").await;
        self.mia.press("Reject…").await;
        self.mia.press_at("form[action$=\"/reject\"] input[name=rule][value=\"2\"]").await;
        self.mia.pick("form[action$=\"/reject\"] select[name=snippet]").await;
        self.mia.press_at("form[action$=\"/reject\"] button").await;
        self.mia.sees("Rejected").await;
        self.ben.open("/account/comments").await;
        self.ben.sees("Please write about the case itself.").await;
    }

    async fn admin_pauses_the_discussion(&self) {
        self.ruth.open("/moderation/attack").await;
        self.ruth.fill("freeze_hours", "2").await;
        self.ruth.press_at("form[action$=\"/freeze\"] button[value=on]").await;
        self.ruth.sees("Let go now").await;
        self.ada.open(ARTICLE).await;
        self.ada.sees("We paused new comments").await;
        self.ruth.press_at("form[action$=\"/freeze\"] button[value=off]").await;
        self.ruth.sees_no_more("Let go now").await;
        self.ada.open(ARTICLE).await;
        assert!(!self.ada.says("We paused new comments").await, "it is open again");
    }
}
