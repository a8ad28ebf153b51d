//! Digests: what was published in a day or a week, in one letter.

use amicus::alerts::{self, Frequency, Kinds, digests::Calendar};
use amicus::cases::{self, Kind, UpdateState};
use amicus::db::Tx;
use jiff::civil::time;
use jiff::tz::TimeZone;

use super::world::{Choice, World, at_once, case, daily, follower, follower_of, weekly};
use crate::support::{DAY, HOUR, TestApp};

/// The clock of a test begins on Monday, 4 May 2026, at 9:30 UTC.
async fn world() -> World {
    let world = World::new(TestApp::with(&[("site.time_zone", "Europe/Berlin")]).await).await;
    digest(&world).await;
    world
}

/// Makes what is due and delivers it; answers how many digests were made.
async fn digest(world: &World) -> usize {
    let calendar = Calendar { at: time(7, 0, 0, 0), zone: TimeZone::get("Europe/Berlin").unwrap() };
    let make = move |tx: &mut Tx<'_>| alerts::make_digests(tx, &calendar);
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
        async move { db.write(move |tx: &mut Tx<'_>| alerts::make_digests(tx, &calendar)).await.unwrap() }
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
    world.app.clock.advance(DAY);

    let calendar = Calendar { at: time(7, 0, 0, 0), zone: TimeZone::get("Europe/Berlin").unwrap() };
    let doubt = |calendar: Calendar| {
        let db = world.app.db().clone();
        async move { db.write(move |tx: &mut Tx<'_>| alerts::doubt_what_was_due(tx, &calendar)).await.unwrap() }
    };
    assert_eq!((doubt(calendar.clone()).await, doubt(calendar).await), (1, 0));
    world.app.do_duties().await;
    assert_eq!(digest(&world).await, 0);
    assert_eq!((world.alerts("dora"), world.alerts("ada")), (0, 1));
    let waiting = world.app.db().read(move |conn| cases::update(conn, &waiting)).await.unwrap().unwrap();
    assert_eq!(waiting.state, UpdateState::Draft);
}
