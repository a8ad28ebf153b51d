//! From the proposal of an update to the letters of those who asked for it.

use amicus::alerts::{Frequency, Kinds};
use amicus::cases::{Kind, UpdateState};

use super::world::{Choice, World, asks_and_confirms, at_once, daily, follower, weekly};
use crate::support::{HOUR, MINUTE, TestApp};

#[actix_web::test]
async fn whoever_follows_a_case_hears_of_it_once_until_one_click_ends_it() {
    let world = World::new(TestApp::start().await).await;
    let ada = asks_and_confirms(&world, "ada").await;
    let before = world.app.mailbox("ada@example.org").len();
    world.released(Kind::Ruling, "The appeals court rules").await;
    world.app.deliver_mail().await;
    assert_eq!(world.app.mailbox("ada@example.org").len(), before + 1);
    let letter = world.app.mailbox("ada@example.org").last().clone();
    let update = ada.follow(&letter.link_containing("/updates/1")).await.expect(200);
    assert!(update.main_text().contains("The appeals court rules"), "{update:?}");

    let leave = letter.link_containing("/u/");
    let one_click = ada
        .ask(actix_web::http::Method::POST, &leave)
        .without_cookies()
        .without("origin")
        .header("sec-fetch-site", "cross-site")
        .form(&[("List-Unsubscribe", "One-Click")])
        .send()
        .await;
    assert_eq!(one_click.status, 200, "{one_click:?}");
    world.released(Kind::Ruling, "And another ruling").await;
    world.app.deliver_mail().await;
    assert_eq!(world.app.mailbox("ada@example.org").len(), before + 1, "whoever left hears nothing more");
}

#[actix_web::test]
async fn whoever_wants_rulings_and_hearings_hears_of_nothing_else() {
    let world = World::new(TestApp::start().await).await;
    let rulings = Choice { frequency: Frequency::AtOnce, kinds: Kinds::RulingsAndHearings };
    follower(&world, "ada", &at_once()).await;
    follower(&world, "ben", &rulings).await;
    for (kind, heard) in [(Kind::Filing, 0), (Kind::Hearing, 1), (Kind::Other, 1), (Kind::Ruling, 2)] {
        world.released(kind, "Something happened").await;
        world.app.deliver_mail().await;
        assert_eq!(world.alerts("ben"), heard, "after {kind:?}");
    }
    assert_eq!(world.alerts("ada"), 4);
}

#[actix_web::test]
async fn the_release_page_says_what_goes_to_how_many_and_what_happens_next() {
    let world = World::new(TestApp::start().await).await;
    for (name, choice) in [("ada", at_once()), ("ben", at_once()), ("dora", daily()), ("wim", weekly())] {
        follower(&world, name, &choice).await;
    }
    let update = world.proposed(Kind::Ruling, "The appeals court rules").await;
    let page = world.editors[1].get(&format!("/editor/updates/{update}/release")).await.expect(200);
    let text = page.main_text();
    for part in [
        "emil proposes to release this update.",
        "It rules for the plaintiffs.",
        "[The lesson] The appeals court rules",
        "Release now, with 2 letters",
        "Who leaves before their turn gets no letter.",
    ] {
        assert!(text.contains(part), "{part:?} is missing in:\n{text}");
    }
    assert_eq!(page.texts_of(".stats dd"), ["2", "1", "1"]);
}

#[actix_web::test]
async fn whoever_proposed_an_update_is_told_that_somebody_else_must_release_it() {
    let world = World::new(TestApp::start().await).await;
    let update = world.proposed(Kind::Ruling, "The appeals court rules").await;
    let place = format!("/editor/updates/{update}/release");
    let page = world.editors[0].get(&place).await.expect(200);
    assert!(!page.has("form[action$='/release']"), "{page:?}");
    assert!(page.has(".notice.wait"), "{page:?}");

    let theirs = world.editors[1].get(&place).await;
    let token = theirs.form("/release").value("form_token").unwrap().to_owned();
    let forged = world.editors[0].post(&place, &[("form_token", &token), ("version", "2")]).await;
    assert_eq!(forged.status, 403, "{forged:?}");
}

#[actix_web::test]
async fn a_double_click_releases_once_and_leads_to_the_sending() {
    let world = World::new(TestApp::start().await).await;
    follower(&world, "ada", &at_once()).await;
    let update = world.proposed(Kind::Ruling, "The appeals court rules").await;
    let (place, sending) =
        (format!("/editor/updates/{update}/release"), format!("/editor/updates/{update}/send"));
    let page = world.editors[1].get(&place).await;
    for _ in 0..2 {
        let answer = world.editors[1].fill_only(&page, "/release", &[("deed", "now")]).await;
        assert_eq!((answer.status, answer.location()), (303, sending.as_str()), "{answer:?}");
    }
    assert_eq!(world.editors[0].look(&place).await.location(), sending);
    world.app.deliver_mail().await;
    assert_eq!(world.alerts("ada"), 1);
}

#[actix_web::test]
async fn what_was_changed_after_the_page_was_opened_is_shown_before_it_goes_out() {
    let world = World::new(TestApp::start().await).await;
    follower(&world, "ada", &at_once()).await;
    let update = world.proposed(Kind::Ruling, "The appeals court rules").await;
    let place = format!("/editor/updates/{update}/release");
    let page = world.editors[1].get(&place).await.expect(200);
    world.reworded(&update, "The appeals court does not rule").await;
    let late = world.editors[1].fill(&page, &place, &[("deed", "now")]).await.expect(409);
    assert!(late.main_text().contains("The appeals court does not rule"), "{late:?}");
    world.editors[1].fill(&late, &place, &[("deed", "now")]).await.expect(200);
    world.app.deliver_mail().await;
    assert_eq!(
        world.app.mailbox("ada@example.org").last().subject,
        "[The lesson] The appeals court does not rule"
    );
}

#[actix_web::test]
async fn a_scheduled_update_appears_and_goes_out_when_its_time_has_come() {
    let world = World::new(TestApp::with(&[("site.time_zone", "Europe/Berlin")]).await).await;
    follower(&world, "ada", &at_once()).await;
    let update = world.proposed(Kind::Hearing, "The hearing begins").await;
    let place = format!("/editor/updates/{update}/release");
    let form = [("deed", "schedule"), ("day", "2026-05-04"), ("time", "11:10")];
    let past = world.editors[1].submit(&place, &place, &form).await.expect(422);
    assert_eq!(past.problem_of("day"), "That time has passed. Please choose one to come, or release it now.");
    let now = world.editors[1].fill(&past, &place, &[("deed", "now")]).await.expect(422);
    assert!(now.problem_of("day").starts_with("You have written a day or a time"), "{now:?}");
    let page =
        world.editors[1].fill(&now, &place, &[("deed", "schedule"), ("time", "12:30")]).await.expect(200);
    assert!(page.main_text().contains("It appears on 4 May 2026, 12:30"), "{page:?}");

    // Whoever follows the case only now is told as well.
    follower(&world, "ben", &at_once()).await;
    world.app.do_duties().await;
    assert_eq!(world.app.visitor().look("/cases/the-lesson/updates/1").await.status, 404);
    world.app.clock.advance(HOUR);
    world.app.do_duties().await;
    world.app.deliver_mail().await;
    assert_eq!((world.alerts("ada"), world.alerts("ben")), (1, 1));
    assert_eq!(world.app.visitor().look("/cases/the-lesson/updates/1").await.status, 200);
    world.app.clock.advance(HOUR);
    world.app.do_duties().await;
    world.app.deliver_mail().await;
    assert_eq!(world.alerts("ada"), 1);
}

#[actix_web::test]
async fn who_proved_it_more_than_ten_minutes_ago_sends_nothing_to_all_and_is_led_back_after_a_proof() {
    let world = World::new(TestApp::start().await).await;
    follower(&world, "ada", &at_once()).await;
    let update = world.proposed(Kind::Ruling, "The appeals court rules").await;
    let (edda, place) = (&world.editors[1], format!("/editor/updates/{update}/release"));
    let left_open = edda.get(&place).await.expect(200);
    world.app.clock.advance(MINUTE * 10);
    for deed in ["now", "schedule"] {
        let fields = [("deed", deed), ("day", "2026-06-04"), ("time", "12:30")];
        let fields = if deed == "now" { &fields[..1] } else { &fields };
        let refused = edda.fill_only(&left_open, &place, fields).await.expect(403);
        assert!(refused.main_text().contains("Nothing was changed"), "{refused:?}");
    }
    world.app.deliver_mail().await;
    assert_eq!(world.alerts("ada"), 0);

    let page = edda.proves("edda", &place).await.expect(200);
    edda.fill(&page, &place, &[("deed", "now")]).await.expect(200);
    world.app.deliver_mail().await;
    assert_eq!(world.alerts("ada"), 1);
}

/// Edda plans an update, Root or she herself puts an end to her being an editor, and its time comes.
async fn planned_by_who_leaves(leaves: &str) {
    let world = World::new(TestApp::start().await).await;
    follower(&world, "ada", &at_once()).await;
    let (update, root) = (world.proposed(Kind::Hearing, "The hearing").await, world.app.admin("root").await);
    let place = format!("/editor/updates/{update}/release");
    let form = [("deed", "schedule"), ("day", "2026-05-04"), ("time", "12:30")];
    world.editors[1].submit(&place, &place, &form).await.expect(200);
    let edda = format!("/admin/accounts/{}", world.app.given().id_of("edda").await);
    match leaves {
        "/erase" => world.editors[1].submit("/account/erase", leaves, &[("texts", "erase_texts")]).await,
        "/role" => root.submit(&edda, leaves, &[("role", "reader")]).await,
        _ => root.submit(&edda, leaves, &[]).await,
    }
    .expect(200);
    world.app.clock.advance(HOUR * 24);
    world.app.do_duties().await;
    world.app.deliver_mail().await;
    assert_eq!(world.alerts("ada"), 0);
    assert_eq!(world.app.given().update_now(&update).await.state, UpdateState::Draft);
    let record = world.record("update-unschedule").await;
    assert!(matches!(&record[..], [why] if why["because"] == "releaser-gone"), "{record:?}");
    root.sign_in("root").await;
    root.submit(&place, &place, &[("deed", "now")]).await.expect(200);
    world.app.deliver_mail().await;
    assert_eq!(world.alerts("ada"), 1);
}

#[actix_web::test]
async fn what_somebody_planned_who_is_shut_out_since_is_a_draft_again_and_told_to_nobody() {
    planned_by_who_leaves("/disable").await;
}

#[actix_web::test]
async fn what_somebody_planned_who_edits_no_more_is_a_draft_again_and_told_to_nobody() {
    planned_by_who_leaves("/role").await;
}

#[actix_web::test]
async fn what_somebody_planned_who_is_erased_since_is_a_draft_again_and_told_to_nobody() {
    planned_by_who_leaves("/erase").await;
}

#[actix_web::test]
async fn whoever_leaves_between_release_and_sending_gets_no_letter() {
    let world = World::new(TestApp::start().await).await;
    let ada = follower(&world, "ada", &at_once()).await;
    follower(&world, "ben", &at_once()).await;
    world.released(Kind::Ruling, "The first ruling").await;
    world.app.deliver_mail().await;
    let leave = world.app.mailbox("ada@example.org").last().link_containing("/u/");
    let update = world.released(Kind::Ruling, "The second ruling").await;
    let page = ada.follow(&leave).await.expect(200);
    ada.fill(&page, "/u/", &[("deed", "one")]).await.expect(200);
    world.app.deliver_mail().await;
    assert_eq!((world.alerts("ada"), world.alerts("ben")), (1, 2));
    let page = world.editors[0].get(&format!("/editor/updates/{update}/send")).await.expect(200);
    assert!(page.main_text().contains("The books balance"), "{page:?}");
}

#[actix_web::test]
async fn an_update_that_is_retracted_before_its_letters_left_is_told_to_nobody() {
    let world = World::new(TestApp::start().await).await;
    follower(&world, "ada", &at_once()).await;
    let update = world.released(Kind::Ruling, "A ruling that was none").await;
    world.retract(&update).await;
    world.app.deliver_mail().await;
    assert_eq!(world.alerts("ada"), 0);
}

#[actix_web::test]
async fn whoever_is_alone_types_to_how_many_it_goes() {
    let world = World::with_editors(TestApp::start().await, &["emil"]).await;
    follower(&world, "ada", &at_once()).await;
    let update = world.proposed(Kind::Ruling, "The appeals court rules").await;
    let (emil, place) = (&world.editors[0], format!("/editor/updates/{update}/release"));
    let page = emil.get(&place).await.expect(200);
    assert!(page.main_text().contains("You are the only person here"), "{page:?}");

    let wrong = emil.fill(&page, &place, &[("deed", "now"), ("recipients", "7")]).await.expect(422);
    assert_eq!(
        wrong.problem_of("recipients"),
        "That is not the number. Please type to how many people it goes at once."
    );
    follower(&world, "ben", &at_once()).await;
    let changed = emil.fill(&wrong, &place, &[("deed", "now"), ("recipients", "1")]).await.expect(422);
    assert!(changed.problem_of("recipients").starts_with("Meanwhile the number has changed"), "{changed:?}");
    assert_eq!(changed.texts_of(".stats dd"), ["2", "0", "0"]);
    let done = emil.fill(&changed, &place, &[("deed", "now"), ("recipients", "2")]).await.expect(200);
    assert_eq!(done.path, format!("/editor/updates/{update}/send"), "{done:?}");
    world.app.deliver_mail().await;
    assert_eq!((world.alerts("ada"), world.alerts("ben")), (1, 1));
    assert_eq!(
        world.record("update-released").await,
        [serde_json::json!({ "alone": true, "recipients": 2 })]
    );
}

#[actix_web::test]
async fn ten_thousand_are_counted_and_get_their_deliveries_in_one_change() {
    let world = World::new(TestApp::start().await).await;
    world.app.leave_mail();
    let people = world.crowd(10_000).await;
    let update = world.proposed(Kind::Ruling, "The appeals court rules").await;
    let began = std::time::Instant::now();
    world.release(&update).await;
    let took = began.elapsed();
    assert!(took < std::time::Duration::from_secs(5), "it took {took:?}");
    let page = world.editors[0].get(&format!("/editor/updates/{update}/send")).await.expect(200);
    assert_eq!(page.text_of(".stats dd"), people.to_string());
}

#[actix_web::test]
async fn nobody_alone_puts_words_into_letters_that_are_under_way() {
    let world = World::new(TestApp::start().await).await;
    follower(&world, "ada", &at_once()).await;
    let update = world.released(Kind::Ruling, "What two people saw").await;
    let place = format!("/editor/updates/{update}/corrections");
    let other = [("correction", "A slip."), ("title", "What one person wrote"), ("body", "Send money.")];
    world.editors[0].submit(&place, &place, &other).await.expect(200);
    world.app.deliver_mail().await;

    let letter = world.app.mailbox("ada@example.org").last().clone();
    assert!(letter.subject.ends_with("What two people saw"), "{}", letter.subject);
    assert!(!letter.text.contains("Send money"), "{}", letter.text);
    let page = world.app.visitor().look("/cases/the-lesson/updates/1").await.expect(200);
    assert!(page.main_text().contains("What one person wrote"));
}
