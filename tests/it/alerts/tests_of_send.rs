//! The editors' view of letters under way, and the deeds that hold them.

use amicus::cases::{Kind, UpdateId};

use super::world::{World, at_once, case, follower};
use crate::support::{DAY, MINUTE, Page, TestApp};

async fn sending(world: &World, update: &UpdateId) -> Page {
    world.editors[0].get(&format!("/editor/updates/{update}/send")).await.expect(200)
}

/// What the books say of each count, by its name.
fn count(page: &Page, name: &str) -> String {
    let (names, counts) = (page.texts_of(".facts dt"), page.texts_of(".facts dd"));
    let at =
        names.iter().position(|found| found == name).unwrap_or_else(|| panic!("no {name:?} on {page:?}"));
    counts[at].clone()
}

async fn two_followers() -> (World, UpdateId) {
    let world = World::new(TestApp::start().await).await;
    follower(&world, "ada", &at_once()).await;
    follower(&world, "ben", &at_once()).await;
    let update = world.released(Kind::Ruling, "The appeals court rules").await;
    (world, update)
}

#[actix_web::test]
async fn the_books_say_what_became_of_every_letter() {
    let (world, update) = two_followers().await;
    let before = sending(&world, &update).await;
    assert_eq!(
        (count(&before, "Waiting for their turn"), count(&before, "Taken by the mail server")),
        ("2".into(), "0".into())
    );
    world.app.deliver_mail().await;
    let after = sending(&world, &update).await;
    assert_eq!(
        (count(&after, "Waiting for their turn"), count(&after, "Taken by the mail server")),
        ("0".into(), "2".into())
    );
    assert_eq!(after.texts_of(".stats dd"), ["2", "2", "none"]);
    let text = after.main_text();
    assert!(text.contains("All done") && text.contains("The books balance"), "{text}");
    assert!(!after.has("form[action$='/cancel']"), "{after:?}");
    assert_eq!(after.link("Load the latest numbers"), format!("/editor/updates/{update}/send"));
}

#[actix_web::test]
async fn paused_letters_wait_until_somebody_lets_them_go_on() {
    let (world, update) = two_followers().await;
    let place = format!("/editor/updates/{update}/send");
    let paused = world.editors[0].submit(&place, "/send/pause", &[]).await.expect(200);
    assert!(paused.main_text().contains("Paused"), "{paused:?}");
    world.app.deliver_mail().await;
    assert_eq!(world.alerts("ada") + world.alerts("ben"), 0);
    world.editors[1].submit(&place, "/send/resume", &[]).await.expect(200);
    world.app.deliver_mail().await;
    assert_eq!((world.alerts("ada"), world.alerts("ben")), (1, 1));
}

#[actix_web::test]
async fn letters_on_top_of_what_a_day_may_bring_wait_until_an_editor_lets_them_go_on() {
    let world = World::new(TestApp::with(&[("mail.daily_cap", "3")]).await).await;
    follower(&world, "ada", &at_once()).await;
    follower(&world, "ben", &at_once()).await;
    let alerts = || (world.alerts("ada"), world.alerts("ben"));
    world.released(Kind::Ruling, "The appeals court rules").await;
    let fourth = world.released(Kind::Ruling, "And once more").await;
    world.app.deliver_mail().await;
    assert_eq!(alerts(), (1, 1));
    let held = sending(&world, &fourth).await;
    assert_eq!(count(&held, "Waiting for their turn"), "2");
    assert!(held.main_text().contains("more letters would go out within a day"), "{held:?}");

    let warned = world.app.admin("ruth").await.get("/admin").await.expect(200);
    assert!(warned.main_text().contains("The letters of 1 update or digest are paused"), "{warned:?}");

    world.editors[0].fill(&held, "/send/resume", &[]).await.expect(200);
    world.app.deliver_mail().await;
    assert_eq!(alerts(), (2, 2));
    world.app.clock.advance(DAY + MINUTE);
    world.released(Kind::Ruling, "The day after").await;
    world.app.deliver_mail().await;
    assert_eq!(alerts(), (3, 3), "another day has letters of its own");
}

#[actix_web::test]
async fn an_update_of_which_nobody_is_told_is_done_on_any_day() {
    let world = World::new(TestApp::with(&[("mail.daily_cap", "1")]).await).await;
    follower(&world, "ada", &at_once()).await;
    follower(&world, "ben", &at_once()).await;
    world.released(Kind::Ruling, "The appeals court rules").await;
    let other = case(&world.app, "another", "Another case").await;
    let unheard = world.proposed_of(&other, Kind::Ruling, "Nobody follows it").await;
    world.release(&unheard).await;
    world.app.deliver_mail().await;
    assert!(sending(&world, &unheard).await.main_text().contains("All done"));
    let first = world.editors[0].get("/editor/letters").await.expect(200);
    let held = world.editors[0].follow(&first.link("The appeals court rules")).await.expect(200);
    world.editors[0].fill(&held, "/resume", &[]).await.expect(200);
    world.app.deliver_mail().await;
}

#[actix_web::test]
async fn letters_are_held_at_once_and_let_go_or_sent_again_only_after_a_fresh_proof() {
    let (world, update) = two_followers().await;
    let place = format!("/editor/updates/{update}/send");
    world.app.clock.advance(MINUTE * 10);
    let paused = world.editors[0].submit(&place, "/send/pause", &[]).await.expect(200);
    world.editors[0].fill_only(&paused, "/send/resume", &[]).await.expect(403);
    world.app.deliver_mail().await;
    assert_eq!(world.alerts("ada") + world.alerts("ben"), 0);
    let page =
        world.editors[0].proves("emil", &format!("/editor/updates/{update}/release")).await.expect(200);
    world.editors[0].fill(&page, "/send/resume", &[]).await.expect(200);
    world.app.deliver_mail().await;
    assert_eq!((world.alerts("ada"), world.alerts("ben")), (1, 1));

    world.doubt_all().await;
    world.app.clock.advance(MINUTE * 10);
    let page = sending(&world, &update).await;
    world.editors[0].fill_only(&page, "/send/again", &[]).await.expect(403);
    world.app.deliver_mail().await;
    assert_eq!((world.alerts("ada"), world.alerts("ben")), (1, 1));
}

#[actix_web::test]
async fn letters_are_cancelled_only_by_somebody_who_means_it() {
    let (world, update) = two_followers().await;
    let place = format!("/editor/updates/{update}/send");
    let asked = world.editors[0].submit(&place, "/send/cancel", &[]).await.expect(422);
    assert_eq!(asked.problem_of("sure"), "Please tick the box if you mean it. Nothing was cancelled.");
    world.editors[0].fill(&asked, "/send/cancel", &[("sure", "yes")]).await.expect(200);
    world.app.deliver_mail().await;
    assert_eq!(world.alerts("ada") + world.alerts("ben"), 0);
    let page = sending(&world, &update).await;
    assert_eq!(count(&page, "Cancelled"), "2");
    assert!(page.main_text().contains("The books balance"), "{page:?}");
}

#[actix_web::test]
async fn letters_of_which_nobody_knows_are_sent_again_only_by_a_person() {
    let (world, update) = two_followers().await;
    world.app.deliver_mail().await;
    let first = world.app.mailbox("ada@example.org").last().source.clone();
    world.doubt_all().await;
    world.app.deliver_mail().await;
    assert_eq!(world.alerts("ada"), 1);
    let page = sending(&world, &update).await;
    assert_eq!(count(&page, "Nobody knows whether they came"), "2");
    assert!(page.main_text().contains("some people may get the letter a second time"), "{page:?}");
    world.editors[0].fill(&page, "/send/again", &[]).await.expect(200);
    world.app.deliver_mail().await;
    assert_eq!((world.alerts("ada"), world.alerts("ben")), (2, 2));
    let id = |source: &str| source.lines().find(|line| line.starts_with("Message-ID")).map(str::to_owned);
    assert_eq!(id(&first), id(&world.app.mailbox("ada@example.org").last().source));
}

#[actix_web::test]
async fn the_second_of_two_editors_is_told_that_it_was_done_already() {
    let (world, update) = two_followers().await;
    world.app.leave_mail();
    let place = format!("/editor/updates/{update}/send");
    let page = world.editors[1].get(&place).await.expect(200);
    world.editors[0].submit(&place, "/send/pause", &[]).await.expect(200);
    let late = world.editors[1].fill(&page, "/send/pause", &[]).await;
    assert_eq!(late.status, 409, "{late:?}");
    assert!(late.has("form[action$='/resume']"), "{late:?}");
}

#[actix_web::test]
async fn an_update_that_is_not_released_has_no_letters_to_hold() {
    let world = World::new(TestApp::start().await).await;
    let update = world.proposed(Kind::Ruling, "The appeals court rules").await;
    let page = sending(&world, &update).await;
    assert!(page.main_text().contains("No letters go out: this update is not released."), "{page:?}");
    assert_eq!(page.count("main form"), 0);
}
