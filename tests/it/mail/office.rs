//! A post office for tests: a composer that writes to whoever it is told, letters to many, and their books.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use amicus::base::ids::Id;
use amicus::base::random::Random;
use amicus::base::text::EmailAddress;
use amicus::db::Tx;
use amicus::error::Result;
use amicus::mail::books::{self, Books};
use amicus::mail::bulk::{self, ALERT_USEFUL_FOR, BulkLetter};
use amicus::mail::letters::Letterhead;
use amicus::mail::postman::Postman;
use amicus::mail::transport::{Patience, Relay, RelaySettings, Transport};
use amicus::mail::{
    self, Composed, Composer, Delivery, Header, Letter, LetterId, Order, PERSONAL_USEFUL_FOR, Recipient,
};
use amicus::schema::deliveries;
use diesel::prelude::*;

use super::peer::Peer;
use crate::support::TestApp;

/// A link as long as those that are sent.
pub const LINK: &str = "<https://amicus.example/u/c3Vic2NyaXB0aW9uLW9mLXNvbWVib2R5LXdobzphc2tlZC1mb3ItaXQtaW4tbGF0ZS1zdW1tZXI>, <https://amicus.example/help>";
pub const DOTS: &str = "First.\n.\n..two\n.end\n";

/// Writes `{recipient}@example.org`, unless they left.
#[derive(Clone, Default)]
pub struct Notes {
    pub left: Arc<Mutex<BTreeSet<String>>>,
}

impl Composer for Notes {
    fn kinds(&self) -> &'static [&'static str] {
        &["note"]
    }

    fn compose(&self, _: &mut Tx<'_>, order: &Order) -> Result<Option<Composed>> {
        if self.left.lock().unwrap().contains(&order.recipient_id) {
            return Ok(None);
        }
        let to = EmailAddress::parse(&format!("{}@example.org", order.recipient_id)).unwrap();
        let headers = vec![
            Header { name: "List-Unsubscribe", value: LINK.to_owned() },
            Header { name: "List-Id", value: "News\r\nBcc: eve@example.org".to_owned() },
        ];
        Ok(Some(Composed {
            to,
            subject: "A note\r\nBcc: eve@example.org".to_owned(),
            text: DOTS.to_owned(),
            html: "<p>.</p>".to_owned(),
            headers,
        }))
    }
}

/// Short enough for a test of a relay that hangs, long enough for a machine on which everything else runs beside it.
pub fn quick() -> Patience {
    Patience {
        connect: Duration::from_secs(5),
        command: Duration::from_secs(2),
        dot: Duration::from_secs(2),
        rest: Duration::from_millis(20),
        longest_rest: Duration::from_millis(40),
        ..Patience::with(true)
    }
}

pub fn relay(url: &str, patience: Patience, ca_file: Option<PathBuf>) -> Relay {
    let settings = RelaySettings {
        url: url.parse().unwrap(),
        return_path: "back@example.org".to_owned(),
        hello: "amicus.example".to_owned(),
        ca_file,
        patience,
    };
    Relay::new(settings, Random::seeded(7)).unwrap()
}

pub fn over(peer: &Peer) -> Transport {
    Transport::Smtp(Arc::new(relay(&peer.url(), quick(), None)))
}

pub fn postman_of(app: &TestApp, notes: Notes, transport: Transport) -> Postman {
    let keys = app.app.keys.clone();
    let letterhead = Letterhead::new("News\r\nBcc eve <news@example.org>", "example.org", keys).unwrap();
    Postman::new(app.db().clone(), vec![Arc::new(notes)], letterhead, transport)
}

pub fn postman(app: &TestApp, transport: Transport) -> Postman {
    postman_of(app, Notes::default(), transport)
}

/// Queues a letter to one person.
pub async fn post(app: &TestApp, who: &'static str) {
    let letter = move |tx: &mut Tx<'_>| {
        let recipient = Recipient { kind: "account", id: who };
        mail::post(tx, &Letter { kind: "note", subject: "hello", recipient, useful_for: PERSONAL_USEFUL_FOR })
    };
    app.db().write(letter).await.unwrap();
}

/// Begins a letter to `reader0`, `reader1`, and so on.
pub async fn begin(app: &TestApp, readers: usize) -> LetterId {
    let begin = move |tx: &mut Tx<'_>| {
        let about = BulkLetter { kind: "note", subject: "news", useful_for: ALERT_USEFUL_FOR };
        let (letter, now) = (bulk::begin(tx, &about)?, tx.now);
        for reader in 0..readers {
            let id: Id<Delivery> = tx.fresh_id();
            let row = (
                deliveries::id.eq(id),
                deliveries::letter_id.eq(&letter),
                deliveries::lane.eq("bulk"),
                deliveries::recipient_kind.eq("reader"),
                deliveries::recipient_id.eq(format!("reader{reader}")),
                deliveries::state.eq("queued"),
                deliveries::attempts.eq(0),
                deliveries::doubts.eq(0),
                deliveries::due_at.eq(now),
                deliveries::created_at.eq(now.to_minute()),
            );
            diesel::insert_into(deliveries::table).values(row).execute(&mut **tx)?;
        }
        bulk::count_in(tx, &letter, readers, None)?;
        Ok(letter)
    };
    app.db().write(begin).await.unwrap()
}

/// The books of a letter, which balance.
pub async fn books(app: &TestApp, letter: &LetterId) -> Books {
    let (letter, now) = (letter.clone(), app.db().now());
    let books = app.db().read(move |conn| books::of(conn, &letter, now)).await.unwrap().unwrap();
    assert!(books.balance(), "{books:?}");
    books
}

/// Attempts, doubts and reply of every delivery.
pub async fn marks(app: &TestApp) -> Vec<(i32, i32, Option<String>)> {
    let columns = (deliveries::attempts, deliveries::doubts, deliveries::reply);
    app.db().read(move |conn| Ok(deliveries::table.select(columns).load(conn)?)).await.unwrap()
}

/// Runs a deed on a letter.
pub async fn deed<T: Send + 'static>(
    app: &TestApp,
    letter: &LetterId,
    deed: fn(&mut Tx<'_>, &LetterId) -> Result<T>,
) -> Result<T> {
    let letter = letter.clone();
    app.db().write(move |tx| deed(tx, &letter)).await
}

/// Delivers, again after each rest of the relay, until the books are as they should be.
pub async fn until(
    app: &TestApp,
    postman: &Postman,
    letter: &LetterId,
    enough: impl Fn(&Books) -> bool,
) -> Books {
    let deadline = tokio::time::Instant::now() + Duration::from_secs(20);
    loop {
        postman.deliver_due().await.unwrap();
        let books = books(app, letter).await;
        if enough(&books) {
            return books;
        }
        assert!(tokio::time::Instant::now() < deadline, "{books:?}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
