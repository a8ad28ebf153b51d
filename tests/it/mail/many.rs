//! Letters to many: stopped, resumed, shared between processes, and counted.

use std::sync::Arc;
use std::time::Duration;

use amicus::base::text::EmailAddress;
use amicus::error::Error;
use amicus::mail::books::{self, LetterState};
use amicus::mail::outbox;
use amicus::mail::suppressions::{self, Cause};
use amicus::mail::transport::{Drawer, Transport};
use tokio::sync::{Notify, watch};

use super::office::{Notes, begin, books, deed, marks, over, post, postman, postman_of, quick, relay, until};
use super::peer::{Act, At, Peer};
use crate::support::{HOUR, MINUTE, TestApp};

const DAY: Duration = Duration::from_hours(24);

fn drawer() -> (Drawer, Transport) {
    let drawer = Drawer::default();
    (drawer.clone(), Transport::Memory(drawer))
}

#[actix_web::test]
async fn a_paused_letter_waits_and_a_resumed_one_goes_on() {
    let app = TestApp::start().await;
    let (drawer, transport) = drawer();
    let postman = postman(&app, transport);
    let letter = begin(&app, 60).await;
    deed(&app, &letter, |tx, letter| books::pause(tx, letter, "asked")).await.unwrap();
    assert_eq!(postman.deliver_due().await.unwrap(), 0);
    let paused = books(&app, &letter).await;
    assert_eq!((paused.queued, paused.pause_cause.as_deref()), (60, Some("asked")));
    let again = deed(&app, &letter, |tx, letter| books::pause(tx, letter, "asked")).await;
    assert!(matches!(again, Err(Error::Conflict(_))));

    deed(&app, &letter, books::resume).await.unwrap();
    assert_eq!(postman.deliver_due().await.unwrap(), 60);
    assert_eq!(books(&app, &letter).await.state, LetterState::Done);
    assert_eq!(drawer.letters().len(), 60);
    assert!(matches!(deed(&app, &letter, books::cancel).await, Err(Error::Conflict(_))));
}

#[actix_web::test]
async fn pausing_stops_a_letter_in_the_middle_of_a_handful() {
    let app = TestApp::start().await;
    let word = Arc::new(Notify::new());
    let wait = Arc::clone(&word);
    let peer =
        Peer::doing(
            move |at, times, _| {
                if at == At::Dot && times == 2 { Act::Wait(Arc::clone(&wait)) } else { Act::Usual }
            },
        )
        .await;
    let letter = begin(&app, 20).await;
    let carrier = postman(&app, Transport::Smtp(Arc::new(relay(&peer.url(), patient(), None))));
    let carrying = actix_web::rt::spawn(async move { carrier.deliver_due().await.unwrap() });
    peer.has(3, "", Duration::from_secs(20)).await;
    deed(&app, &letter, |tx, letter| books::pause(tx, letter, "asked")).await.unwrap();
    word.notify_one();
    carrying.await.unwrap();
    let paused = books(&app, &letter).await;
    assert_eq!((paused.sent, paused.queued, paused.leased), (3, 17, 0));

    deed(&app, &letter, books::cancel).await.unwrap();
    let (_, nowhere) = drawer();
    assert_eq!(postman(&app, nowhere).deliver_due().await.unwrap(), 17);
    let cancelled = books(&app, &letter).await;
    assert_eq!((cancelled.sent, cancelled.cancelled, cancelled.state), (3, 17, LetterState::Cancelled));
}

#[actix_web::test]
async fn a_letter_of_more_than_a_thousand_is_cancelled_in_steps() {
    let app = TestApp::start().await;
    let letter = begin(&app, 1100).await;
    deed(&app, &letter, books::cancel).await.unwrap();
    let (_, transport) = drawer();
    assert_eq!(postman(&app, transport).deliver_due().await.unwrap(), 1100);
    let cancelled = books(&app, &letter).await;
    assert_eq!((cancelled.cancelled, cancelled.state), (1100, LetterState::Cancelled));
    assert_eq!(cancelled.pause_cause, None, "that the postman is through with it concerns nobody else");
}

#[actix_web::test]
async fn news_of_two_days_ago_is_not_sent_and_even_a_paused_letter_is_done() {
    let app = TestApp::start().await;
    let (drawer, transport) = drawer();
    let postman = postman(&app, transport);
    let (old, paused) = (begin(&app, 3).await, begin(&app, 2).await);
    deed(&app, &paused, |tx, letter| books::pause(tx, letter, "asked")).await.unwrap();
    app.clock.advance(49 * HOUR);
    postman.deliver_due().await.unwrap();
    let (old, paused) = (books(&app, &old).await, books(&app, &paused).await);
    assert_eq!((old.expired, old.state), (3, LetterState::Done));
    assert_eq!((paused.expired, paused.state, paused.pause_cause), (2, LetterState::Done, None));
    assert!(drawer.letters().is_empty());
}

#[actix_web::test]
async fn who_left_after_the_letter_was_begun_gets_none() {
    let app = TestApp::start().await;
    let (drawer, transport) = drawer();
    let notes = Notes::default();
    let letter = begin(&app, 5).await;
    notes.left.lock().unwrap().insert("reader1".to_owned());
    let keys = app.app.keys.clone();
    let complain = move |tx: &mut amicus::db::Tx<'_>| {
        let address = EmailAddress::parse("reader2@example.org").unwrap();
        suppressions::suppress(tx, &keys, &address, Cause::Complained)?;
        suppressions::suppress(tx, &keys, &address, Cause::Complained)
    };
    app.db().write(complain).await.unwrap();
    postman_of(&app, notes, transport.clone()).deliver_due().await.unwrap();
    let done = books(&app, &letter).await;
    assert_eq!((done.sent, done.suppressed), (3, 2));

    let keys = app.app.keys.clone();
    let lift = move |tx: &mut amicus::db::Tx<'_>| {
        let address = EmailAddress::parse("reader2@example.org").unwrap();
        suppressions::lift(tx, &keys, &address, Cause::Left)?;
        assert!(suppressions::stops_bulk(tx, &keys, &address)?, "another cause stays");
        suppressions::lift(tx, &keys, &address, Cause::Complained)?;
        suppressions::stops_bulk(tx, &keys, &address)
    };
    assert!(!app.db().write(lift).await.unwrap());
    post(&app, "reader2").await;
    postman(&app, transport).deliver_due().await.unwrap();
    assert_eq!(drawer.letters().len(), 4);
}

/// As long as a test may take.
fn patient() -> amicus::mail::transport::Patience {
    let long = Duration::from_secs(30);
    amicus::mail::transport::Patience { command: long, dot: long, ..quick() }
}

#[actix_web::test]
async fn a_process_that_slept_past_its_lease_writes_nothing() {
    let app = TestApp::start().await;
    let word = Arc::new(Notify::new());
    let wait = Arc::clone(&word);
    let peer =
        Peer::doing(move |at, _, _| if at == At::Dot { Act::Wait(Arc::clone(&wait)) } else { Act::Usual })
            .await;
    let letter = begin(&app, 3).await;
    let sleeper = postman(&app, Transport::Smtp(Arc::new(relay(&peer.url(), patient(), None))));
    let sleeping = actix_web::rt::spawn(async move { sleeper.deliver_due().await.unwrap() });
    peer.has(1, "", Duration::from_secs(20)).await;
    let held = books(&app, &letter).await;
    assert_eq!((held.attempting, held.leased), (1, 2));

    let (drawer, transport) = drawer();
    let other = postman(&app, transport);
    assert_eq!(other.deliver_due().await.unwrap(), 0, "nobody takes what somebody holds");
    app.clock.advance(MINUTE + Duration::from_secs(1));
    assert_eq!(other.deliver_due().await.unwrap(), 3);
    let marks_then = marks(&app).await;
    word.notify_one();
    sleeping.await.unwrap();
    assert_eq!(marks(&app).await, marks_then);
    assert_eq!(books(&app, &letter).await.sent, 3);
    assert_eq!((peer.seen().taken.len(), drawer.letters().len()), (1, 3), "one letter, once more");
}

#[actix_web::test]
async fn a_program_that_ends_finishes_its_letter_and_gives_the_rest_back() {
    let app = TestApp::start().await;
    let word = Arc::new(Notify::new());
    let wait = Arc::clone(&word);
    let peer =
        Peer::doing(
            move |at, times, _| {
                if at == At::Dot && times == 1 { Act::Wait(Arc::clone(&wait)) } else { Act::Usual }
            },
        )
        .await;
    let letter = begin(&app, 20).await;
    let (stop, stopped) = watch::channel(false);
    let transport = Transport::Smtp(Arc::new(relay(&peer.url(), patient(), None)));
    let running = actix_web::rt::spawn(postman(&app, transport).run(stopped));
    peer.has(2, "", Duration::from_secs(20)).await;
    stop.send_replace(true);
    word.notify_one();
    running.await.unwrap();
    let left = books(&app, &letter).await;
    assert_eq!((left.sent, left.queued, left.leased, left.attempting), (2, 18, 0, 0));
    assert!(peer.seen().commands.iter().any(|command| command == "QUIT"));
    app.leave_mail();
}

#[actix_web::test]
async fn a_personal_letter_overtakes_letters_to_many() {
    let app = TestApp::start().await;
    let peer = Peer::good().await;
    let letter = begin(&app, 500).await;
    let (stop, stopped) = watch::channel(false);
    let slow = postman(&app, over(&peer)).at_rate(std::num::NonZeroU32::new(100));
    let running = actix_web::rt::spawn(slow.run(stopped));
    peer.has(10, "", Duration::from_secs(20)).await;
    post(&app, "ada").await;
    peer.has(1, "ada@example.org", Duration::from_secs(2)).await;
    let meanwhile = books(&app, &letter).await;
    assert!(meanwhile.waiting() > 100, "{meanwhile:?}");
    stop.send_replace(true);
    running.await.unwrap();
    app.leave_mail();
}

#[actix_web::test]
async fn the_books_outlive_their_deliveries() {
    let app = TestApp::start().await;
    let (_, transport) = drawer();
    let letter = begin(&app, 30).await;
    post(&app, "ada").await;
    postman(&app, transport).deliver_due().await.unwrap();
    app.clock.advance(15 * DAY);
    let before = app.db().now().minus(14 * DAY);
    assert_eq!(app.db().write(move |tx| outbox::forget_settled(tx, before)).await.unwrap(), 31);
    assert_eq!(app.db().write(move |tx| outbox::forget_settled(tx, before)).await.unwrap(), 0);
    assert!(marks(&app).await.is_empty());
    let kept = books(&app, &letter).await;
    assert_eq!((kept.candidates, kept.sent, kept.last_minute), (30, 30, 0));
}

#[actix_web::test]
async fn after_a_restore_nothing_to_many_goes_out_before_a_person_says_so() {
    let app = TestApp::start().await;
    let (drawer, transport) = drawer();
    let postman = postman(&app, transport);
    let letter = begin(&app, 4).await;
    assert_eq!(app.db().write(outbox::doubt_unsettled).await.unwrap(), (4, 0));
    postman.deliver_due().await.unwrap();
    let restored = books(&app, &letter).await;
    assert_eq!((restored.uncertain, restored.state), (4, LetterState::Paused));
    assert!(drawer.letters().is_empty());
    assert_eq!(deed(&app, &letter, books::send_uncertain_again).await.unwrap(), 4);
    deed(&app, &letter, books::resume).await.unwrap();
    until(&app, &postman, &letter, |books| books.sent == 4).await;
}
