//! What may have been sent is never called unsent, and a person decides whether it goes out again.

use std::sync::mpsc;
use std::time::Duration;

use amicus::db::Tx;
use amicus::mail::LetterId;
use amicus::mail::books::{self, LetterState};
use amicus::mail::outbox;
use amicus::mail::transport::{Drawer, Transport};
use amicus::schema::deliveries;
use diesel::prelude::*;

use super::office::{Notes, begin, books, deed, marks, over, postman, postman_of, until};
use super::peer::{Act, At, Peer};
use crate::support::{HOUR, MINUTE, TestApp};

/// A letter to one reader that was on the wire when the program was killed.
async fn killed_on_the_wire(app: &TestApp) -> LetterId {
    let peer = Peer::doing(|at, _, _| if at == At::Dot { Act::Hang } else { Act::Usual }).await;
    let letter = begin(app, 1).await;
    let doomed = postman(app, over(&peer));
    let carrying = doomed.deliver_due();
    tokio::select! {
        _ = carrying => panic!("the relay answered"),
        () = peer.has(1, "", Duration::from_secs(20)) => {}
    }
    assert_eq!(books(app, &letter).await.attempting, 1);
    app.clock.advance(2 * MINUTE);
    letter
}

fn drawer() -> (Drawer, Transport) {
    let drawer = Drawer::default();
    (drawer.clone(), Transport::Memory(drawer))
}

/// Takes the letter up again, and is put off by the relay.
async fn put_off(app: &TestApp, letter: &LetterId) {
    let peer =
        Peer::doing(|at, _, _| if at == At::Recipient { Act::Say("451 4.7.1 later") } else { Act::Usual })
            .await;
    postman(app, over(&peer)).deliver_due().await.unwrap();
    assert_eq!(books(app, letter).await.deferred, 1);
}

#[actix_web::test]
async fn a_letter_cut_short_by_a_crash_is_sent_again_by_itself() {
    let app = TestApp::start().await;
    let letter = killed_on_the_wire(&app).await;
    let (drawer, transport) = drawer();
    postman(&app, transport).deliver_due().await.unwrap();
    assert_eq!((books(&app, &letter).await.sent, drawer.letters().len()), (1, 1));
}

#[actix_web::test]
async fn after_a_crash_the_first_lost_answer_does_not_settle_it() {
    let app = TestApp::start().await;
    let letter = killed_on_the_wire(&app).await;
    let peer = Peer::doing(|at, _, _| if at == At::Dot { Act::Cut } else { Act::Usual }).await;
    let carrier = postman(&app, over(&peer));
    carrier.deliver_due().await.unwrap();
    assert_eq!(books(&app, &letter).await.deferred, 1);
    app.clock.advance(10 * MINUTE);
    until(&app, &carrier, &letter, |books| books.uncertain == 1).await;
}

#[actix_web::test]
async fn what_a_crash_cut_short_is_not_called_cancelled() {
    let app = TestApp::start().await;
    let letter = killed_on_the_wire(&app).await;
    put_off(&app, &letter).await;
    deed(&app, &letter, books::cancel).await.unwrap();
    let (_, transport) = drawer();
    postman(&app, transport).deliver_due().await.unwrap();
    let ended = books(&app, &letter).await;
    assert_eq!((ended.uncertain, ended.cancelled, ended.state), (1, 0, LetterState::Cancelled));
}

#[actix_web::test]
async fn what_a_crash_cut_short_is_not_called_too_late() {
    let app = TestApp::start().await;
    let letter = killed_on_the_wire(&app).await;
    put_off(&app, &letter).await;
    app.clock.advance(49 * HOUR);
    let (_, transport) = drawer();
    postman(&app, transport).deliver_due().await.unwrap();
    let ended = books(&app, &letter).await;
    assert_eq!((ended.uncertain, ended.expired, ended.state), (1, 0, LetterState::Done));
}

#[actix_web::test]
async fn what_a_crash_cut_short_is_not_called_unwanted() {
    let app = TestApp::start().await;
    let letter = killed_on_the_wire(&app).await;
    let notes = Notes::default();
    notes.left.lock().unwrap().insert("reader0".to_owned());
    let (_, transport) = drawer();
    postman_of(&app, notes, transport).deliver_due().await.unwrap();
    let ended = books(&app, &letter).await;
    assert_eq!((ended.uncertain, ended.suppressed), (1, 0));
    assert_eq!(marks(&app).await.len(), 1);
}

#[actix_web::test]
async fn after_a_restore_one_press_sends_all_of_a_thousand_and_more_again() {
    let app = TestApp::start().await;
    let letter = begin(&app, 1200).await;
    while app.db().write(outbox::doubt_unsettled).await.unwrap() != (0, 0) {}
    assert_eq!(deed(&app, &letter, books::send_uncertain_again).await.unwrap(), 500);
    let (drawer, transport) = drawer();
    let carrier = postman(&app, transport);
    carrier.deliver_due().await.unwrap();
    let pressed = books(&app, &letter).await;
    assert_eq!((pressed.queued, pressed.uncertain, pressed.state), (1200, 0, LetterState::Paused));
    deed(&app, &letter, books::resume).await.unwrap();
    carrier.deliver_due().await.unwrap();
    assert_eq!((books(&app, &letter).await.sent, drawer.letters().len()), (1200, 1200));
}

#[actix_web::test]
async fn what_was_to_be_sent_again_is_not_after_a_restore() {
    let app = TestApp::start().await;
    let letter = begin(&app, 600).await;
    while app.db().write(outbox::doubt_unsettled).await.unwrap() != (0, 0) {}
    deed(&app, &letter, books::send_uncertain_again).await.unwrap();
    while app.db().write(outbox::doubt_unsettled).await.unwrap() != (0, 0) {}
    let (_, transport) = drawer();
    postman(&app, transport).deliver_due().await.unwrap();
    assert_eq!(books(&app, &letter).await.uncertain, 600);
}

#[actix_web::test]
async fn a_letter_is_not_finished_while_somebody_sends_its_uncertain_ones_again() {
    let app = TestApp::start().await;
    let letter = begin(&app, 1).await;
    let doubt = |tx: &mut Tx<'_>| {
        let settled = (deliveries::state.eq("uncertain"), deliveries::settled_at.eq(tx.now));
        Ok(diesel::update(deliveries::table).set(settled).execute(&mut **tx)?)
    };
    app.db().write(doubt).await.unwrap();
    let (drawer, transport) = drawer();
    let carrier = postman(&app, transport);
    let (pressed, seen) = mpsc::channel();
    let (go, gone) = mpsc::channel::<()>();
    let (db, which) = (app.db().clone(), letter.clone());
    let several = matches!(std::env::var("AMICUS_TEST_DATABASE").as_deref(), Ok("postgres"));
    let pressing = actix_web::rt::spawn(async move {
        let press = move |tx: &mut Tx<'_>| {
            let again = books::send_uncertain_again(tx, &which)?;
            pressed.send(()).ok();
            // SQLite has one writer: there nobody comes between.
            if several {
                gone.recv_timeout(Duration::from_secs(10)).ok();
            }
            Ok(again)
        };
        db.write(press).await
    });
    tokio::task::spawn_blocking(move || seen.recv_timeout(Duration::from_secs(10)).unwrap()).await.unwrap();
    carrier.deliver_due().await.unwrap();
    go.send(()).ok();
    assert_eq!(pressing.await.unwrap().unwrap(), 1);
    carrier.deliver_due().await.unwrap();
    assert_eq!((books(&app, &letter).await.sent, drawer.letters().len()), (1, 1));
}
