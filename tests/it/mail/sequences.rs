//! Whatever happens in whatever order, the books balance.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use amicus::mail::LetterId;
use amicus::mail::books;
use amicus::mail::outbox;
use amicus::mail::transport::{Patience, Transport};
use proptest::prelude::*;

use super::office::{begin, books, deed, postman, quick, relay};
use super::peer::{Act, At, Peer};
use crate::support::{MINUTE, TestApp};

/// What happens next.
#[derive(Debug, Clone)]
enum Event {
    Begin(usize),
    /// The relay does this with the next letters; then all that is due is delivered.
    Deliver(Vec<Deed>),
    /// A postman begins, and is gone after so many milliseconds.
    Crash(u64),
    /// So many minutes pass.
    Later(u32),
    Pause,
    Resume,
    Cancel,
    SendAgain,
    Forget,
}

#[derive(Debug, Clone, Copy)]
enum Deed {
    Take,
    Later,
    Dead,
    Dislike,
    Close,
    Lose,
}

impl Deed {
    fn at(self, at: At) -> Act {
        match (self, at) {
            (Self::Later, At::Recipient) => Act::Say("451 4.7.1 later"),
            (Self::Dead, At::Recipient) => Act::Say("550 5.1.1 nobody"),
            (Self::Dislike, At::Dot) => Act::Say("554 5.6.0 no"),
            (Self::Close, At::Mail) => Act::Say("421 4.3.2 bye"),
            (Self::Lose, At::Dot) => Act::Cut,
            _ => Act::Usual,
        }
    }
}

fn event() -> impl Strategy<Value = Event> {
    let deed = prop_oneof![
        4 => Just(Deed::Take),
        1 => Just(Deed::Later),
        1 => Just(Deed::Dead),
        2 => Just(Deed::Dislike),
        1 => Just(Deed::Close),
        1 => Just(Deed::Lose),
    ];
    prop_oneof![
        3 => (1_usize..40).prop_map(Event::Begin),
        4 => prop::collection::vec(deed, 0..12).prop_map(Event::Deliver),
        3 => (0_u64..25).prop_map(Event::Crash),
        3 => (1_u32..200).prop_map(Event::Later),
        1 => Just(Event::Later(49 * 60)),
        1 => Just(Event::Pause),
        2 => Just(Event::Resume),
        1 => Just(Event::Cancel),
        1 => Just(Event::SendAgain),
        1 => Just(Event::Forget),
    ]
}

/// The relay's next deeds: one for each letter that is begun with it.
type Plan = Arc<Mutex<(VecDeque<Deed>, Option<Deed>)>>;

async fn peer(plan: Plan) -> Peer {
    Peer::doing(move |at, _, _| {
        let mut plan = plan.lock().unwrap();
        if at == At::Mail {
            plan.1 = plan.0.pop_front();
        }
        plan.1.map_or(Act::Usual, |deed| deed.at(at))
    })
    .await
}

async fn happens(
    app: &TestApp,
    transport: &Transport,
    plan: &Plan,
    letters: &mut Vec<LetterId>,
    event: Event,
) {
    let last = letters.last().cloned();
    match (event, last) {
        (Event::Begin(readers), _) => letters.push(begin(app, readers).await),
        (Event::Deliver(deeds), _) => {
            plan.lock().unwrap().0 = deeds.into();
            postman(app, transport.clone()).deliver_due().await.unwrap();
        }
        (Event::Crash(after), _) => {
            let doomed = postman(app, transport.clone());
            drop(tokio::time::timeout(Duration::from_millis(after), doomed.deliver_due()).await);
        }
        (Event::Later(minutes), _) => app.clock.advance(minutes * MINUTE),
        (Event::Pause, Some(letter)) => {
            drop(deed(app, &letter, |tx, letter| books::pause(tx, letter, "asked")).await);
        }
        (Event::Resume, Some(letter)) => drop(deed(app, &letter, books::resume).await),
        (Event::Cancel, Some(letter)) => drop(deed(app, &letter, books::cancel).await),
        (Event::SendAgain, Some(letter)) => drop(deed(app, &letter, books::send_uncertain_again).await),
        (Event::Forget, _) => {
            let now = app.db().now();
            app.db().write(move |tx| outbox::forget_settled(tx, now)).await.unwrap();
        }
        (_, None) => {}
    }
}

async fn story(events: Vec<Event>) {
    let app = TestApp::start().await;
    app.expect_fault();
    app.leave_mail();
    let plan = Plan::default();
    let peer = peer(Arc::clone(&plan)).await;
    let patience =
        Patience { rest: Duration::from_millis(1), longest_rest: Duration::from_millis(1), ..quick() };
    let transport = Transport::Smtp(Arc::new(relay(&peer.url(), patience, None)));
    let mut letters = Vec::new();
    for event in events {
        let told = format!("{event:?}");
        happens(&app, &transport, &plan, &mut letters, event).await;
        for letter in &letters {
            let books = books(&app, letter).await;
            assert!(books.balance(), "after {told}: {books:?}");
        }
    }
    ends_well(&app, &transport, &letters).await;
}

/// In the end everything is settled: nothing is lost in a state that nobody looks at.
async fn ends_well(app: &TestApp, transport: &Transport, letters: &[LetterId]) {
    for letter in letters {
        drop(deed(app, letter, books::resume).await);
    }
    app.clock.advance(49 * 60 * MINUTE);
    postman(app, transport.clone()).deliver_due().await.unwrap();
    for letter in letters {
        let books = books(app, letter).await;
        assert_eq!(books.waiting(), 0, "{books:?}");
        assert!(matches!(books.state, books::LetterState::Done | books::LetterState::Cancelled), "{books:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn whatever_happens_in_whatever_order_the_books_balance(events in prop::collection::vec(event(), 4..24)) {
        actix_web::rt::System::new().block_on(story(events));
    }
}
