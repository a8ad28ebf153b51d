//! A comment's whole life, as its author, another reader and two moderators see it: with scripts and without, with a mouse
//! and by the keyboard alone.

use super::site::Site;
use super::window::{Window, Without};
use super::{ARTICLE, driver, team};

const SAID: &str = "They read my mail, and the mail of my client Mr. Holm.";
const CHANGED: &str = "They read my mail, and the mail of my clients.";
const ANSWER: &str = "Who else was read in that office?";
const ADVERTS: [&str; 2] = ["Watches, cheap and golden.", "Loans without any question."];

in_four_ways!(a_comments_life, life);

/// Whoever takes part, each at a window of their own; the readers keep no cookies.
struct People {
    ada: Window,
    ben: Window,
    mia: Window,
    noa: Window,
    keys: bool,
}

async fn life(without: Without) {
    let Some(driver) = driver() else { return };
    let site = Site::start();
    let [ruth, mia, noa] = team(&driver, &site, without).await;
    let reader = Without { cookies: true, ..without };
    let (ada, ben) = (driver.window(&site.origin, reader).await, driver.window(&site.origin, reader).await);
    let people = People { ada, ben, mia, noa, keys: without.mouse && !without.scripts };

    let receipt = people.comment_is_sent_back_and_changed().await;
    people.comment_is_approved_taken_back_and_approved().await;
    people.comment_is_answered_reported_and_hidden().await;
    people.decision_is_contested_and_overturned(&receipt).await;
    people.adverts_are_filed_together_and_taken_back().await;
    people.author_takes_it_back(&receipt).await;
    let People { ada, ben, mia, noa, .. } = people;
    for window in [ada, ben, mia, noa, ruth] {
        window.close().await;
    }
}

pub async fn writes(reader: &Window, name: &str, text: &str) -> String {
    reader.fill("comment", text).await;
    reader.fill("name", name).await;
    reader.press_at("main form[action$=\"/comments\"] button:not([type=button])").await;
    reader.sees("Your receipt: six words").await;
    reader.path().await
}

/// Opens the fold of a deed, writes words to the author, cites a rule if the deed takes one.
async fn decides(moderator: &Window, fold: &str, deed: &str, rule: Option<u8>, words: &str) {
    moderator.press(fold).await;
    if let Some(rule) = rule {
        moderator.press_at(&format!("form[action$=\"/{deed}\"] input[name=rule][value=\"{rule}\"]")).await;
    }
    moderator.fill_at(&format!("form[action$=\"/{deed}\"] textarea"), words).await;
    moderator.press_at(&format!("form[action$=\"/{deed}\"] button")).await;
}

impl People {
    async fn comment_is_sent_back_and_changed(&self) -> String {
        self.ada.open(ARTICLE).await;
        let receipt = writes(&self.ada, "Ada", SAID).await;
        self.mia.open("/moderation").await;
        self.mia.sees(SAID).await;
        decides(&self.mia, "Send back…", "return", None, "Please leave the name out.").await;
        self.mia.sees("Sent back").await;

        self.ada.open(&receipt).await;
        self.ada.sees("Back to you").await;
        self.ada.sees("Please leave the name out.").await;
        self.ada.press("Change it and send it again").await;
        self.ada.sees("Change your comment").await;
        self.ada.fill("comment", CHANGED).await;
        self.ada.press_at("main form[action$=\"/edit\"] button").await;
        self.ada.sees("Waiting").await;
        receipt
    }

    async fn comment_is_approved_taken_back_and_approved(&self) {
        self.mia.open("/moderation").await;
        self.mia.sees(CHANGED).await;
        self.approves_first().await;
        if self.keys {
            self.mia.type_keys(&['u']).await;
        } else {
            self.mia.press("Undo").await;
        }
        self.mia.sees("Taken back").await;
        self.ben.open(ARTICLE).await;
        assert!(!self.ben.says(CHANGED).await, "it waits again");
        self.mia.open("/moderation").await;
        self.approves_first().await;
    }

    async fn approves_first(&self) {
        if self.keys {
            self.mia.type_keys(&['j', 'a']).await;
        } else {
            self.mia.press_at("form[action$=\"/approve\"] button").await;
        }
        self.mia.sees("Approved").await;
    }

    async fn comment_is_answered_reported_and_hidden(&self) {
        self.ben.open(ARTICLE).await;
        self.ben.sees(CHANGED).await;
        self.ben.press_at("main a[href$=\"/reply\"]").await;
        self.ben.sees(CHANGED).await;
        writes(&self.ben, "Ben", ANSWER).await;
        self.mia.open("/moderation").await;
        self.mia.sees(ANSWER).await;
        self.approves_first().await;

        self.ben.open(ARTICLE).await;
        self.ben.press_at("main a[href$=\"/report\"]").await;
        self.ben.sees("Report this comment").await;
        self.ben.choose("reason", "2").await;
        self.ben.press("Report it").await;
        self.ben.sees("Thank you. A moderator looks at it.").await;
        self.mia.open("/moderation/reported").await;
        self.mia.sees("1 report").await;
        decides(&self.mia, "Hide…", "hide", Some(2), "This names a person.").await;
        self.mia.sees("comment is off the page").await;
        self.ben.open(ARTICLE).await;
        self.ben.sees(ANSWER).await;
        self.ben.sees("A moderator removed this comment").await;
        assert!(!self.ben.says(CHANGED).await, "it is hidden");
    }

    async fn decision_is_contested_and_overturned(&self, receipt: &str) {
        self.ada.open(receipt).await;
        self.ada.sees("This names a person.").await;
        self.ada.press("Contest the decision").await;
        self.ada.fill("words", "I left the name out, as you asked.").await;
        self.ada.press("Send your appeal").await;
        self.ada.sees("You contest the decision.").await;

        self.mia.open("/moderation/appeals").await;
        self.mia.sees("so a colleague answers the appeal").await;
        self.noa.open("/moderation/appeals").await;
        self.noa.sees("I left the name out").await;
        decides(&self.noa, "The decision was wrong…", "overturn", None, "You did, thank you.").await;
        self.noa.sees("The decision is overturned").await;
        self.ada.open(receipt).await;
        self.ada.sees("Your appeal was read: the decision was wrong.").await;
        self.ben.open(ARTICLE).await;
        self.ben.sees(CHANGED).await;
    }

    async fn adverts_are_filed_together_and_taken_back(&self) {
        for advert in ADVERTS {
            self.ben.open(ARTICLE).await;
            writes(&self.ben, "Cy", advert).await;
        }
        self.mia.open("/moderation").await;
        for number in [1, 2] {
            self.mia.press_at(&format!(".queue > li:nth-child({number}) [data-tick]")).await;
        }
        self.mia.press_at("#many button[value=spam]").await;
        self.mia.sees("All of them are settled.").await;
        self.mia.press("Undo").await;
        self.mia.sees("The decisions are taken back.").await;
        self.mia.open("/moderation").await;
        for advert in ADVERTS {
            self.mia.sees(advert).await;
        }
    }

    async fn author_takes_it_back(&self, receipt: &str) {
        self.ada.open(receipt).await;
        self.ada.press("Take it back").await;
        self.ada.sees("Taken back").await;
        self.ben.open(ARTICLE).await;
        self.ben.sees("Its author took this comment back").await;
        assert!(!self.ben.says(CHANGED).await, "it is withdrawn");
    }
}
