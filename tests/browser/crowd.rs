//! A site where thousands have written: an admin teaches the checks a word, a moderator decides on more than a page holds
//! and takes it back. With scripts and without, with a mouse and by the keyboard alone.

use super::discussion::writes;
use super::site::Site;
use super::window::{Window, Without};
use super::{ARTICLE, driver, team};

/// Of so many, about 120 wait and as many were rejected. Half of these are so old that they are erased as the site begins:
/// more than two pages stay.
const COMMENTS: usize = 4_000;
/// Made-up comments have it, and the shipped lists do not.
const WORD: &str = "ruling";
const UNDER_A_RULE: &str = "/moderation?tab=rejected&rule=1";
const SAID: &str = "No ruling brings back what they read.";

in_four_ways!(checks_and_a_decision_on_many_pages, crowd);

async fn crowd(without: Without) {
    let Some(driver) = driver() else { return };
    let site = Site::full(COMMENTS);
    let [ruth, mia, noa] = team(&driver, &site, without).await;
    let ada = driver.window(&site.origin, Without { cookies: true, ..without }).await;
    word_is_tried_before_it_is_banned(&ruth).await;
    ada.open(ARTICLE).await;
    ada.press("Add a comment").await;
    writes(&ada, "Ada", SAID).await;
    what_has_it_is_filed_as_spam(&mia).await;
    a_page_appears_with_one_press(&mia).await;
    all_under_a_rule_go_back_and_come_again(&mia).await;
    for window in [ada, mia, noa, ruth] {
        window.close().await;
    }
}

async fn word_is_tried_before_it_is_banned(ruth: &Window) {
    ruth.open("/admin/checks").await;
    ruth.sees("As they came with the program").await;
    ruth.fill("banned", WORD).await;
    ruth.press("Try it").await;
    ruth.sees("Nothing was saved.").await;
    ruth.press_at("#form button[value=save]").await;
    ruth.sees_no_more("As they came with the program").await;
    assert_eq!(ruth.field("banned").await, WORD);
}

async fn what_has_it_is_filed_as_spam(mia: &Window) {
    mia.open("/moderation?tab=spam").await;
    mia.press("Find by words").await;
    mia.fill_at("#words", "brings back what they read").await;
    mia.press_at("form[role=search] button").await;
    mia.sees(SAID).await;
    mia.sees("Has a word from the list of banned words").await;
}

async fn a_page_appears_with_one_press(mia: &Window) {
    mia.open("/moderation").await;
    let first = mia.text_at("[data-card] .text").await;
    mia.press_at("#many-page").await;
    mia.press_at("#many button[value=approve]").await;
    mia.sees("Approved: 25 comments").await;
    assert_ne!(mia.text_at("[data-card] .text").await, first, "the next ones are there");
}

async fn all_under_a_rule_go_back_and_come_again(mia: &Window) {
    mia.open("/moderation?tab=rejected").await;
    mia.press_at(".why a[href*=\"rule=1\"]").await;
    mia.sees("Take away").await;
    mia.press_at("#many-all").await;
    mia.press_at("#many button[value=reopen]").await;
    mia.sees("comments are chosen. Please look once more.").await;
    mia.press_at("main form button[value=reopen]").await;
    mia.sees("All of them are settled.").await;
    let there = mia.path().await;
    mia.open(UNDER_A_RULE).await;
    mia.sees("Nothing here matches").await;
    mia.open(&there).await;
    mia.press("Take all of it back").await;
    mia.sees("The decisions are taken back.").await;
    mia.open(UNDER_A_RULE).await;
    assert!(!mia.text_at("[data-card] .text").await.is_empty());
    mia.open(&mia.link("after=").await).await;
    assert!(!mia.text_at("[data-card] .text").await.is_empty(), "those beyond the page came again too");
}
