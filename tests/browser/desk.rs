//! What moderators have beyond one decision on one comment, as they and their readers meet it: copies that go together, a
//! search, notes for colleagues, changes of what is published, words that are taken out, a comment that stands first.
//! With scripts and without, with a mouse and by the keyboard alone.

use super::discussion::writes;
use super::site::Site;
use super::window::{Window, Without};
use super::{ARTICLE, driver, team};

const SAID: &str = "My cousin Jo Bloggs wrote about the ministry, and they read her letters.";
const CHANGED: &str = "My cousin Jo Bloggs wrote about the ministry, and they read each of her letters.";
const NAMED: &str = "My cousin Jo Bloggs";
const NOTE: &str = "Is she known? Please look before you let it appear.";

in_four_ways!(copies_notes_changes_and_a_search, desk);

/// Whoever takes part, each at a window of their own; Ada keeps no cookies.
struct People {
    ada: Window,
    mia: Window,
    noa: Window,
}

async fn desk(without: Without) {
    let Some(driver) = driver() else { return };
    let site = Site::start();
    let [ruth, mia, noa] = team(&driver, &site, without).await;
    let ada = driver.window(&site.origin, Without { cookies: true, ..without }).await;
    let people = People { ada, mia, noa };

    people.copies_go_and_come_back_together().await;
    let (receipt, context) = people.comment_is_written_found_and_noted().await;
    people.published_comment_is_changed(&receipt).await;
    people.words_are_taken_out_and_it_stands_first(&context).await;
    let People { ada, mia, noa } = people;
    for window in [ada, mia, noa, ruth] {
        window.close().await;
    }
}

/// The same words again, but for one of them.
fn copy(feeling: &str) -> String {
    format!(
        "{feeling} this whole campaign is paid for by a rival, and nobody should believe a single word of it here."
    )
}

impl People {
    async fn copies_go_and_come_back_together(&self) {
        for feeling in ["Clearly", "Frankly", "Surely"] {
            self.ada.open(ARTICLE).await;
            writes(&self.ada, feeling, &copy(feeling)).await;
        }
        self.mia.open("/moderation").await;
        self.mia.sees("3 comments say the same, or nearly so.").await;
        self.mia.press_at("form.copies button[value=spam]").await;
        self.mia.sees("You can take all of it back afterwards.").await;
        self.mia.press_at("main form button[value=spam]").await;
        self.mia.sees("All of them are settled.").await;
        self.mia.press("Undo").await;
        self.mia.sees("The decisions are taken back.").await;
        self.mia.open("/moderation").await;
        self.mia.sees("3 comments say the same, or nearly so.").await;
    }

    /// Answers with the paths of its receipt, and of its page for the team.
    async fn comment_is_written_found_and_noted(&self) -> (String, String) {
        self.ada.open(ARTICLE).await;
        let receipt = writes(&self.ada, "Ada", SAID).await;
        self.mia.open("/moderation").await;
        self.mia.press("Find by words").await;
        self.mia.fill_at("#words", "cousin ministry").await;
        self.mia.press_at("form[role=search] button").await;
        self.mia.sees(SAID).await;
        assert!(!self.mia.says("paid for by a rival").await, "the others are left out");
        self.mia.press_at(".queue .about > a").await;
        self.mia.fill("note", NOTE).await;
        self.mia.press("Leave the note").await;
        self.mia.sees(NOTE).await;
        let context = self.mia.path().await;

        self.noa.open(&context).await;
        self.noa.sees(NOTE).await;
        self.noa.press_at("form[action$=\"/claim\"] button").await;
        self.noa.sees("You read it now").await;
        self.mia.open(&context).await;
        self.mia.sees("reads it now").await;
        self.noa.press_at("form[action$=\"/approve\"] button").await;
        self.noa.sees("Approved").await;
        (receipt, context)
    }

    async fn published_comment_is_changed(&self, receipt: &str) {
        self.ada.open(receipt).await;
        self.ada.press_at("main a[href$=\"/edit\"]").await;
        self.ada.fill("comment", CHANGED).await;
        self.ada.press_at("main form[action$=\"/edit\"] button").await;
        self.ada.sees(SAID).await;
        self.mia.open("/moderation/edits").await;
        self.mia.sees("each of").await;
        self.ada.open(ARTICLE).await;
        assert!(!self.ada.says(CHANGED).await, "readers see what was approved");
        self.mia.press_at("form[action$=\"/approve-edit\"] button").await;
        self.mia.sees_no_more("each of").await;
        self.ada.open(ARTICLE).await;
        self.ada.sees(CHANGED).await;
    }

    async fn words_are_taken_out_and_it_stands_first(&self, context: &str) {
        self.mia.open(context).await;
        self.mia.press("Take words out").await;
        self.mia.press_at("form[action$=\"/redact\"] input[name=rule][value=\"3\"]").await;
        self.mia.fill_at("form[action$=\"/redact\"] textarea[name=quote]", NAMED).await;
        self.mia.press_at("form[action$=\"/redact\"] button").await;
        self.mia.sees("Words are taken out").await;
        self.mia.open(context).await;
        self.mia.press("Pin it").await;
        self.mia.sees("stands first in its discussion").await;
        self.ada.open(ARTICLE).await;
        let first = self.ada.text_at(".pinned").await;
        assert!(first.contains("removed under rule 3") && !first.contains(NAMED), "{first}");
    }
}
