//! Legal holds: what keeps the words of a comment, from whose sight they go all the same, and when they are erased.

use amicus::base::journal::Erasures;
use amicus::comments::{State, holds};

use super::tests_of_takedowns::{QUOTE, TEXT, World};
use super::*;

use crate::support::dump::every_row;

fn hold_of(comment: &GivenComment) -> String {
    format!("/moderation/comments/{}/hold", comment.id)
}

/// A world whose comment waits, and was sent by Rosa with her account.
async fn of_an_account() -> (World, Person) {
    let app = TestApp::start().await;
    app.given().rules().await;
    let there = app.given().article("the-lesson").await;
    let rosa = app.reader("rosa").await;
    let comment = app.given().comment_held(&rosa, &there, "", TEXT).await;
    let (mia, noor) = (app.moderator("mia").await, app.moderator("noor").await);
    (World { app, comment, mia, noor }, rosa)
}

/// An admin holds the comment of a world for so many days.
async fn puts_under_hold(world: &World, days: i64) -> Person {
    let ruth = world.app.admin("ruth").await;
    let until = world.day(days).to_string();
    let fields = [("reason", "A claim at the regional court"), ("until", until.as_str())];
    let at = hold_of(&world.comment);
    let told = ruth.submit(&at, &at, &fields).await.expect(200);
    assert!(told.text_of(".notice.good").contains("It is done."), "{told:?}");
    let listed = ruth.get("/moderation/takedowns").await.text_of("#holds ~ ol");
    assert!(listed.contains("A claim at the regional court"), "{listed}");
    ruth
}

async fn takes_back(world: &World) {
    let own = format!("/receipt/{}", world.comment.receipt);
    world.app.visitor().submit(&own, "/withdraw", &[]).await.expect(200);
}

#[actix_web::test]
async fn what_its_author_takes_back_under_a_hold_is_read_by_nobody_and_erased_when_the_hold_ends() {
    let world = World::new().await;
    puts_under_hold(&world, 20).await;
    takes_back(&world).await;
    assert_eq!(world.state().await, State::Withdrawn);
    let receipt = world.receipt().await;
    assert!(receipt.contains("under a legal hold until") && !receipt.contains(QUOTE), "{receipt}");
    for public in ["/articles/the-lesson", "/api/v1/articles/the-lesson/comments"] {
        assert!(!world.app.visitor().get(public).await.body.contains(QUOTE), "{public}");
    }
    for desk in [context(&world.comment), "/moderation?tab=all".to_owned()] {
        assert!(!world.mia.get(&desk).await.body.contains(QUOTE), "nobody but admins finds it: {desk}");
    }
    world.app.clock.advance(DAY * 20);
    world.app.do_duties().await;
    assert!(every_row(world.app.db()).await.contains(QUOTE), "the last day is not over");
    world.app.clock.advance(DAY);
    world.app.do_duties().await;
    assert!(!every_row(world.app.db()).await.contains(QUOTE), "the hold is over");
    let receipt = world.receipt().await;
    assert!(receipt.contains("Taken back") && !receipt.contains("legal hold"), "{receipt}");
    world.app.deliver_mail().await;
}

#[actix_web::test]
async fn a_rejected_comment_outlives_its_thirty_days_under_a_hold_that_is_extended() {
    let world = World::new().await;
    let ruth = puts_under_hold(&world, 25).await;
    ruth.submit(&context(&world.comment), &to(&world.comment, "reject"), &[("rule", "3")]).await.expect(200);
    world.app.clock.advance(DAY * 20);
    ruth.sign_in("ruth").await;
    let (at, until) = (hold_of(&world.comment), world.day(40).to_string());
    let (early, late) = (ruth.get(&at).await.expect(200), ruth.get(&at).await.expect(200));
    let fields = [("deed", "keep"), ("reason", "The court has not decided"), ("until", until.as_str())];
    ruth.fill(&early, &at, &fields).await.expect(200);
    let again = ruth.fill(&late, &at, &fields).await.expect(409);
    assert!(again.main_text().contains("Somebody changed this hold meanwhile."), "{again:?}");
    world.app.clock.advance(DAY * 30);
    world.app.do_duties().await;
    assert!(every_row(world.app.db()).await.contains(QUOTE));
    world.app.clock.advance(DAY * 12);
    world.app.do_duties().await;
    world.app.do_duties().await;
    assert!(!every_row(world.app.db()).await.contains(QUOTE));
    world.app.deliver_mail().await;
}

#[actix_web::test]
async fn whoever_erases_their_account_is_told_what_is_held_and_until_when_and_it_goes_then() {
    let (world, rosa) = of_an_account().await;
    world.app.given().publish(&world.comment).await;
    let ruth = puts_under_hold(&world, 20).await;
    let page = rosa.get("/account/erase").await.expect(200);
    let until = page.text_of(".notice");
    assert!(until.contains("1 comment of yours is under a legal hold until"), "{page:?}");
    rosa.fill(&page, "/account/erase", &[("texts", "erase_texts")]).await.expect(200);
    assert!(!article(&world.noor).await.contains(QUOTE));
    let rows = every_row(world.app.db()).await;
    assert!(rows.contains(QUOTE), "the words are kept");
    let at = hold_of(&world.comment);
    let page = ruth.get(&at).await.expect(200);
    assert!(
        page.main_text().contains("erased when the hold ends") && page.main_text().contains(QUOTE),
        "{page:?}"
    );
    assert!(!page.main_text().contains("rosa"), "nobody's name is kept: {page:?}");
    ruth.fill(&page, &at, &[("deed", "end")]).await.expect(200);
    assert!(!every_row(world.app.db()).await.contains(QUOTE), "an admin ended the hold");
    let record = ruth.get("/admin/audit").await.expect(200).main_text();
    assert!(record.contains("Set a legal hold") && record.contains("Ended a legal hold"), "{record}");
    world.app.deliver_mail().await;
}

#[actix_web::test]
async fn a_hold_needs_a_reason_and_a_day_within_a_year_and_only_admins_set_one() {
    let world = World::new().await;
    world.mia.get(&hold_of(&world.comment)).await.expect(403);
    let ruth = world.app.admin("ruth").await;
    let at = hold_of(&world.comment);
    for days in [0, 366] {
        let until = world.day(days).to_string();
        let fields = [("reason", "A claim"), ("until", until.as_str())];
        let again = ruth.submit(&at, &at, &fields).await.expect(422);
        assert_eq!(again.summary(), ["Please write a day from tomorrow until a year from today."]);
        assert_eq!(again.field_value("reason"), "A claim");
    }
    let until = world.day(365).to_string();
    let again = ruth.submit(&at, &at, &[("reason", " "), ("until", until.as_str())]).await.expect(422);
    assert_eq!(again.summary(), ["Please write the reason, in one line of at most 200 letters."]);
    ruth.fill(&again, &at, &[("reason", "A claim")]).await.expect(200);
}

#[actix_web::test]
async fn nobody_lets_appear_what_was_to_be_erased_and_is_only_kept() {
    let (world, rosa) = of_an_account().await;
    world
        .mia
        .submit(&context(&world.comment), &to(&world.comment, "reject"), &[("rule", "3")])
        .await
        .expect(200);
    puts_under_hold(&world, 20).await;
    let early = world.noor.get(&context(&world.comment)).await.expect(200);
    rosa.submit("/account/erase", "/account/erase", &[("texts", "erase_texts")]).await.expect(200);
    let page = world.noor.get(&context(&world.comment)).await.expect(200);
    assert!(!page.main_text().contains(QUOTE) && !page.main_text().contains("rosa"), "{page:?}");
    assert!(!page.body.contains(&to(&world.comment, "approve")), "nothing is offered: {page:?}");
    for desk in [context(&world.comment), "/moderation?tab=rejected".to_owned()] {
        let says = world.noor.get(&desk).await.expect(200).text_of("article.waiting .notice");
        assert!(says.contains("Its words are only kept for a court"), "{desk}: {says}");
    }
    world.noor.fill(&early, &to(&world.comment, "approve"), &[]).await.expect(409);
    assert!(!article(&world.noor).await.contains(QUOTE));
    world.app.deliver_mail().await;
}

#[actix_web::test]
async fn a_change_that_nobody_let_appear_does_not_appear_when_its_author_is_gone() {
    let (world, rosa) = of_an_account().await;
    world.app.given().publish(&world.comment).await;
    let own = format!("/account/comments/{}/edit", world.comment.id);
    rosa.submit(&own, &own, &[("comment", "My own name is Rosa Vale.")]).await.expect(200);
    let ruth = puts_under_hold(&world, 20).await;
    rosa.submit("/account/erase", "/account/erase", &[("texts", "keep_texts")]).await.expect(200);
    assert!(article(&world.noor).await.contains(QUOTE), "what was read stays");
    let hide = [("rule", "3")];
    world.mia.submit(&context(&world.comment), &to(&world.comment, "hide"), &hide).await.expect(200);
    world.mia.submit(&context(&world.comment), &to(&world.comment, "reject"), &hide).await.expect(200);
    let page = world.mia.get(&context(&world.comment)).await.expect(200).body;
    assert!(page.contains(QUOTE) && !page.contains("Rosa Vale"), "{page}");
    let at = hold_of(&world.comment);
    ruth.submit(&at, &at, &[("deed", "end")]).await.expect(200);
    assert!(!every_row(world.app.db()).await.contains("Rosa Vale"), "it goes with the hold");
    world.app.deliver_mail().await;
}

#[actix_web::test]
async fn whoever_ends_a_hold_knows_that_the_words_go_and_which_hold_it_is() {
    let world = World::new().await;
    let ruth = puts_under_hold(&world, 20).await;
    let at = hold_of(&world.comment);
    let (first, second) = (ruth.get(&at).await, ruth.get(&at).await);
    takes_back(&world).await;
    let asked = ruth.fill(&first, &at, &[("deed", "end")]).await.expect(409);
    assert!(asked.main_text().contains("erase the words for good"), "{asked:?}");
    assert!(every_row(world.app.db()).await.contains(QUOTE));
    ruth.fill(&asked, &at, &[("deed", "end")]).await.expect(200);
    ruth.fill(&second, &at, &[("deed", "end")]).await.expect(409);
    world.app.deliver_mail().await;
}

#[actix_web::test]
async fn authors_read_of_a_hold_before_they_take_a_comment_back() {
    let (world, rosa) = of_an_account().await;
    world.app.given().publish(&world.comment).await;
    puts_under_hold(&world, 20).await;
    let says = "A court may want this comment, so it is under a legal hold until";
    assert!(rosa.get("/account/comments").await.main_text().contains(says));
    assert!(world.receipt().await.contains(says));
}

#[actix_web::test]
async fn that_an_admin_ended_a_hold_is_kept_for_whoever_restores_a_backup_or_it_does_not_end() {
    let world = World::new().await;
    let ruth = puts_under_hold(&world, 20).await;
    takes_back(&world).await;
    let id = world.comment.id.clone();
    let held = world.app.db().read(move |conn| holds::find(conn, &id)).await.unwrap().unwrap();
    let (at, path) = (hold_of(&world.comment), world.app.journal_path());
    let aside = path.with_extension("aside");
    std::fs::rename(&path, &aside).unwrap();
    std::fs::create_dir(&path).unwrap();
    world.app.expect_fault();
    ruth.submit(&at, &at, &[("deed", "end")]).await.expect(503);
    assert!(every_row(world.app.db()).await.contains(QUOTE), "the hold stands");
    std::fs::remove_dir(&path).unwrap();
    std::fs::rename(&aside, &path).unwrap();

    ruth.submit(&at, &at, &[("deed", "end")]).await.expect(200);
    let mut erasures = Erasures::default();
    erasures.read(&path).unwrap();
    assert!(erasures.cover(&world.app.app.keys, holds::ENDED_KIND, held.id.as_str()));
    world.app.deliver_mail().await;
}
