//! Digests: what was published in a day or a week, in one letter.

use amicus::alerts::{self, Frequency, Kinds, digests::Calendar};
use amicus::base::clock::Timestamp;
use amicus::cases::{self, Kind, UpdateId, UpdateState};
use amicus::db::Tx;
use amicus::schema::updates;
use diesel::prelude::*;
use jiff::civil::time;
use jiff::tz::TimeZone;

use super::world::{Choice, World, at_once, case, daily, follower, follower_of, weekly};
use crate::support::{DAY, HOUR, MINUTE, TestApp};

const SECOND: std::time::Duration = std::time::Duration::from_secs(1);

/// The clock of a test begins on Monday, 4 May 2026, at 9:30 UTC.
async fn world() -> World {
    let world = World::new(TestApp::with(&[("site.time_zone", "Europe/Berlin")]).await).await;
    digest(&world).await;
    world
}

/// Makes what is due and delivers it; answers how many digests were made.
async fn digest(world: &World) -> usize {
    let calendar = Calendar { at: time(7, 0, 0, 0), zone: TimeZone::get("Europe/Berlin").unwrap() };
    let cap = world.app.app.config.mail.daily_cap();
    let make = move |tx: &mut Tx<'_>| alerts::make_digests(tx, &calendar, cap);
    let made = world.app.db().write(make).await.unwrap();
    world.app.deliver_mail().await;
    made
}

#[actix_web::test]
async fn a_day_with_news_makes_one_letter_and_a_day_without_makes_none() {
    let world = world().await;
    follower(&world, "dora", &daily()).await;
    follower(&world, "ada", &at_once()).await;
    world.released(Kind::Ruling, "The first thing").await;
    world.app.clock.advance(HOUR);
    world.released(Kind::Filing, "The second thing").await;
    assert_eq!(digest(&world).await, 0, "the day is not over");

    world.app.clock.advance(DAY);
    assert_eq!(digest(&world).await, 1);
    assert_eq!((world.alerts("dora"), world.alerts("ada")), (1, 2));
    let letter = world.app.mailbox("dora@example.org").last().clone();
    assert!(letter.subject.ends_with("2 updates since yesterday"), "{}", letter.subject);
    let (first, second) =
        (letter.text.find("The first thing").unwrap(), letter.text.find("The second thing").unwrap());
    assert!(second < first, "the latest comes first:\n{}", letter.text);

    world.app.clock.advance(DAY);
    assert_eq!(digest(&world).await, 0);
    assert_eq!(world.alerts("dora"), 1);
}

#[actix_web::test]
async fn digests_on_top_of_what_a_day_may_bring_wait_as_alerts_do() {
    let world = World::new(TestApp::with(&[("mail.daily_cap", "1")]).await).await;
    digest(&world).await;
    follower(&world, "dora", &daily()).await;
    follower(&world, "ada", &daily()).await;
    world.released(Kind::Ruling, "The first thing").await;
    world.app.clock.advance(DAY);
    assert_eq!(digest(&world).await, 1);
    assert_eq!((world.alerts("dora"), world.alerts("ada")), (0, 0));
    let emil = &world.editors[0];
    emil.sign_in("emil").await;
    let list = emil.get("/editor/letters").await.expect(200);
    let held = emil.follow(&list.link("Daily letter of 5 May 2026")).await.expect(200);
    emil.fill(&held, "/resume", &[]).await.expect(200);
    world.app.deliver_mail().await;
    assert_eq!((world.alerts("dora"), world.alerts("ada")), (1, 1));
}

#[actix_web::test]
async fn a_week_is_told_on_monday() {
    let world = world().await;
    follower(&world, "wim", &weekly()).await;
    world.released(Kind::Ruling, "The first thing").await;
    for _ in 0..6 {
        world.app.clock.advance(DAY);
        digest(&world).await;
        assert_eq!(world.alerts("wim"), 0);
    }
    world.app.clock.advance(DAY);
    digest(&world).await;
    assert_eq!(world.alerts("wim"), 1);
    assert!(world.app.mailbox("wim@example.org").last().subject.ends_with("what happened this week"));
}

#[actix_web::test]
async fn after_a_pause_one_digest_tells_of_the_whole_gap() {
    let world = world().await;
    follower(&world, "dora", &daily()).await;
    world.released(Kind::Ruling, "The first thing").await;
    world.app.clock.advance(2 * DAY);
    world.released(Kind::Ruling, "The second thing").await;
    world.app.clock.advance(2 * DAY);
    assert_eq!(digest(&world).await, 1);
    assert_eq!(world.alerts("dora"), 1);
    let text = world.app.mailbox("dora@example.org").last().text.clone();
    assert!(text.contains("The first thing") && text.contains("The second thing"), "{text}");
    assert_eq!(digest(&world).await, 0);
}

#[actix_web::test]
async fn one_digest_holds_every_case_that_its_reader_follows_that_way() {
    let world = world().await;
    let other = case(&world.app, "the-echo", "The echo").await;
    let rulings = Choice { frequency: Frequency::Daily, kinds: Kinds::RulingsAndHearings };
    let dora = follower(&world, "dora", &daily()).await;
    world.app.clock.advance(DAY);
    follower_of(&world, &other, "dora", &rulings).await;
    digest(&world).await;
    world.released(Kind::Ruling, "The lesson goes on").await;
    for (kind, title) in [(Kind::Filing, "A mere filing"), (Kind::Hearing, "The echo is heard")] {
        let id = world.proposed_of(&other, kind, title).await;
        world.release(&id).await;
    }
    world.app.clock.advance(DAY);
    digest(&world).await;
    let letter = world.app.mailbox("dora@example.org").last().clone();
    for part in ["The lesson\n", "The lesson goes on", "The echo\n", "The echo is heard"] {
        assert!(letter.text.contains(part), "{part:?} is missing in:\n{}", letter.text);
    }
    assert!(!letter.text.contains("A mere filing"), "{}", letter.text);
    assert!(letter.source.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"), "{}", letter.source);

    let page = dora.follow(&letter.link_containing("/u/")).await.expect(200);
    dora.fill(&page, "/u/", &[("deed", "one")]).await.expect(200);
    world.released(Kind::Ruling, "Too late for Dora").await;
    world.app.clock.advance(DAY);
    digest(&world).await;
    assert_eq!(world.alerts("dora"), 1, "leaving a digest leaves all that is in it");
}

#[actix_web::test]
async fn what_was_retracted_is_not_told() {
    let world = world().await;
    follower(&world, "dora", &daily()).await;
    let update = world.released(Kind::Ruling, "A ruling that was none").await;
    world.app.clock.advance(DAY);
    world.retract(&update).await;
    digest(&world).await;
    assert_eq!(world.alerts("dora"), 0);
}

#[actix_web::test]
async fn of_several_instances_one_makes_the_digest() {
    let world = world().await;
    follower(&world, "dora", &daily()).await;
    world.released(Kind::Ruling, "The first thing").await;
    world.app.clock.advance(DAY);
    let calendar = Calendar { at: time(7, 0, 0, 0), zone: TimeZone::get("Europe/Berlin").unwrap() };
    let make = |calendar: Calendar| {
        let db = world.app.db().clone();
        async move { db.write(move |tx: &mut Tx<'_>| alerts::make_digests(tx, &calendar, None)).await.unwrap() }
    };
    let made = futures_util::future::join_all((0..8).map(|_| make(calendar.clone()))).await;
    assert_eq!(made.iter().sum::<usize>(), 1, "{made:?}");
    world.app.deliver_mail().await;
    assert_eq!(world.alerts("dora"), 1);
}

#[actix_web::test]
async fn what_may_have_gone_out_since_the_backup_is_not_sent_after_a_restore() {
    let world = world().await;
    follower(&world, "dora", &daily()).await;
    follower(&world, "ada", &at_once()).await;
    world.released(Kind::Ruling, "Told before the backup").await;
    let waiting = world.proposed(Kind::Ruling, "Scheduled before the backup").await;
    let place = format!("/editor/updates/{waiting}/release");
    let later = [("deed", "schedule"), ("day", "2026-05-04"), ("time", "18:00")];
    world.editors[1].submit(&place, &place, &later).await.expect(200);
    let proposed = world.proposed(Kind::Ruling, "Proposed before the backup").await;
    world.app.clock.advance(DAY);

    let calendar = Calendar { at: time(7, 0, 0, 0), zone: TimeZone::get("Europe/Berlin").unwrap() };
    let doubt = |calendar: Calendar| {
        let db = world.app.db().clone();
        async move { db.write(move |tx: &mut Tx<'_>| alerts::doubt_what_was_due(tx, &calendar)).await.unwrap() }
    };
    assert_eq!((doubt(calendar.clone()).await, doubt(calendar).await), (2, 0));
    world.app.do_duties().await;
    assert_eq!(digest(&world).await, 0);
    assert_eq!((world.alerts("dora"), world.alerts("ada")), (0, 1));
    for id in [waiting, proposed] {
        let update = world.app.db().read(move |conn| cases::update(conn, &id)).await.unwrap().unwrap();
        assert_eq!(
            (update.state, update.proposed_by),
            (UpdateState::Draft, None),
            "nobody releases it unseen"
        );
    }
}

#[actix_web::test]
async fn a_release_that_is_written_down_after_the_end_of_its_period_is_told() {
    let world = world().await;
    follower(&world, "dora", &daily()).await;
    world.app.clock.advance(19 * HOUR + HOUR / 2);
    assert_eq!(digest(&world).await, 0, "the period ends at this moment; nobody closes it yet");
    world.editors[1].sign_in("edda").await;
    let update = world.released(Kind::Ruling, "On the stroke of seven").await;
    appeared(&world, &update, world.app.db().now().minus(SECOND)).await;
    world.app.clock.advance(5 * MINUTE);
    assert_eq!(digest(&world).await, 1);
    assert!(world.app.mailbox("dora@example.org").last().text.contains("On the stroke of seven"));
}

/// As if the change that released an update had begun at that instant.
async fn appeared(world: &World, update: &UpdateId, at: Timestamp) {
    let update = update.clone();
    let date_back = move |tx: &mut Tx<'_>| {
        let set = diesel::update(updates::table.find(&update)).set(updates::published_at.eq(at));
        Ok(set.execute(&mut **tx)?)
    };
    assert_eq!(world.app.db().write(date_back).await.unwrap(), 1);
}

/// Made-up updates of the case.
async fn made_up(world: &World, many: usize) {
    let case = world.case.id.clone();
    let fill = move |tx: &mut Tx<'_>| cases::demo::fill(tx, &case, many);
    assert_eq!(world.app.db().write(fill).await.unwrap(), many);
}

#[actix_web::test]
async fn made_up_updates_are_no_news() {
    let world = world().await;
    follower(&world, "dora", &daily()).await;
    made_up(&world, 60).await;
    world.app.clock.advance(DAY);
    assert_eq!(digest(&world).await, 0);
}

#[actix_web::test]
async fn a_digest_tells_the_newest_of_very_many_and_how_many_more_there_are() {
    let world = world().await;
    follower(&world, "dora", &daily()).await;
    let rulings = Choice { frequency: Frequency::Daily, kinds: Kinds::RulingsAndHearings };
    follower(&world, "rosa", &rulings).await;
    let ruling = world.released(Kind::Ruling, "The ruling at dawn").await;
    made_up(&world, 60).await;
    let (now, dawn) = (world.app.db().now(), world.app.db().now().minus(SECOND));
    appeared(&world, &ruling, dawn).await;
    let flood = move |tx: &mut Tx<'_>| {
        let made_up = updates::table.filter(updates::number.gt(1_i64));
        let set = (updates::published_at.eq(now), updates::kind.eq(Kind::Filing.as_str()));
        Ok(diesel::update(made_up).set(set).execute(&mut **tx)?)
    };
    assert_eq!(world.app.db().write(flood).await.unwrap(), 60);
    world.app.clock.advance(DAY);
    assert_eq!(digest(&world).await, 1);

    let letter = world.app.mailbox("dora@example.org").last().clone();
    assert!(letter.subject.ends_with("61 updates since yesterday"), "{}", letter.subject);
    assert!(letter.text.contains("(made up, no. 61)") && !letter.text.contains("(made up, no. 2)"));
    assert!(letter.text.contains("And 11 more, on the case's page:"), "{}", letter.text);
    let text = world.app.mailbox("rosa@example.org").last().text.clone();
    assert!(text.contains("The ruling at dawn") && !text.contains("more, on the case's page"), "{text}");
}

#[actix_web::test]
async fn a_digest_can_be_paused_and_let_go_on_at_the_list_of_letters() {
    let world = world().await;
    follower(&world, "dora", &daily()).await;
    world.released(Kind::Ruling, "The first thing").await;
    world.app.deliver_mail().await;
    world.app.clock.advance(DAY);
    let calendar = Calendar { at: time(7, 0, 0, 0), zone: TimeZone::get("Europe/Berlin").unwrap() };
    let make = move |tx: &mut Tx<'_>| alerts::make_digests(tx, &calendar, None);
    assert_eq!(world.app.db().write(make).await.unwrap(), 1);

    let emil = &world.editors[0];
    emil.sign_in("emil").await;
    let list = emil.get("/editor/letters").await.expect(200);
    let titles = list.texts_of(".rows h2");
    assert_eq!(titles, ["Daily letter of 5 May 2026", "The first thing"], "{list:?}");
    assert!(list.main_text().contains("0 of 1 taken by the mail server."), "{list:?}");
    let digest = emil.follow(&list.link("Daily letter of 5 May 2026")).await.expect(200);
    let paused = emil.fill(&digest, "/pause", &[]).await.expect(200);
    assert!(paused.main_text().contains("Paused"), "{paused:?}");
    world.app.deliver_mail().await;
    assert_eq!(world.alerts("dora"), 0);

    world.editors[1].sign_in("edda").await;
    let resumed = world.editors[1].submit(&digest.path, "/resume", &[]).await.expect(200);
    assert_eq!(resumed.path, digest.path);
    world.app.deliver_mail().await;
    assert_eq!(world.alerts("dora"), 1);
    let held = world.record("letters-held").await;
    assert_eq!(held.len(), 2, "{held:?}");
}
