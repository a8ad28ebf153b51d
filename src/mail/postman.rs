//! The postman: leases what is due, has it written, sends it, settles it.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::letters::{Letterhead, Sealed};
use super::outbox::{self, Leased, Outcome};
use super::transport::Transport;
use super::{Composer, Composers, Lane};
use crate::base::ids::Id;
use crate::db::{Db, Tx};
use crate::error::Result;

/// How many letters are leased at a time.
const HANDFUL: i64 = 20;
/// How often the postman looks although nobody called.
const ROUND: Duration = Duration::from_secs(5);

/// Carries the letters of all features.
#[derive(Clone)]
pub struct Postman {
    db: Db,
    composers: Arc<Composers>,
    letterhead: Letterhead,
    transport: Transport,
    name: String,
}

/// What became of a letter that was to be written.
enum Written {
    Letter(Sealed),
    NotWanted,
    TooLate,
    NotOurs,
    Broken(String),
}

/// One run of the program, as a holder of leases.
struct Worker;

impl Postman {
    /// A postman for one run of the program.
    #[must_use]
    pub fn new(db: Db, composers: Composers, letterhead: Letterhead, transport: Transport) -> Self {
        let name = Id::<Worker>::fresh(db.random()).as_str().to_owned();
        Self { db, composers: Arc::new(composers), letterhead, transport, name }
    }

    /// Delivers whatever comes until `stop` turns true. Commits wake it; it also looks by itself.
    pub async fn run(self, mut stop: watch::Receiver<bool>) {
        let mut commits = self.db.commits();
        while !*stop.borrow() {
            if let Err(error) = self.deliver_due().await {
                tracing::warn!(%error, "the postman could not finish a round");
            }
            tokio::select! {
                _ = stop.changed() => {}
                _ = commits.changed() => {}
                () = tokio::time::sleep(ROUND) => {}
            }
        }
    }

    /// Delivers everything that is due now; answers how many letters it handled.
    ///
    /// # Errors
    /// Those of the database; what was leased comes back when its lease runs out.
    pub async fn deliver_due(&self) -> Result<usize> {
        let mut handled = 0;
        loop {
            let worker = self.name.clone();
            let now = self.db.now();
            if self.db.read(move |conn| outbox::nothing_due(conn, Lane::Personal, now)).await? {
                return Ok(handled);
            }
            let leased = self.db.queue(move |tx| outbox::lease(tx, Lane::Personal, &worker, HANDFUL)).await?;
            if leased.is_empty() {
                return Ok(handled);
            }
            for delivery in leased {
                handled += 1;
                self.deliver(delivery).await?;
            }
        }
    }

    async fn deliver(&self, delivery: Leased) -> Result<()> {
        let outcome = match self.write(&delivery).await {
            Ok(Written::Letter(letter)) => self.send(&delivery, letter).await,
            Ok(Written::NotWanted) => Outcome::Cancelled,
            Ok(Written::TooLate) => Outcome::Expired,
            Ok(Written::NotOurs) => return Ok(()),
            Ok(Written::Broken(error)) => {
                tracing::error!(%error, kind = delivery.order.kind, "a letter cannot be built");
                Outcome::Failed("the letter cannot be built".to_owned())
            }
            Err(error) => {
                tracing::warn!(%error, kind = delivery.order.kind, "a letter could not be written now");
                Outcome::Deferred("the letter could not be written".to_owned())
            }
        };
        let worker = self.name.clone();
        self.db.queue(move |tx| outbox::settle(tx, &delivery, &worker, &outcome)).await
    }

    /// Has the letter written, in the same transaction that marks the attempt.
    async fn write(&self, delivery: &Leased) -> Result<Written> {
        let (this, delivery) = (self.clone(), delivery.clone());
        self.db.write(move |tx| this.written(tx, &delivery)).await
    }

    fn written(&self, tx: &mut Tx<'_>, delivery: &Leased) -> Result<Written> {
        if tx.now >= delivery.expires_at {
            return Ok(Written::TooLate);
        }
        if !outbox::attempt(tx, &delivery.id, &self.name)? {
            return Ok(Written::NotOurs);
        }
        let Some(composer) = self.composer_of(&delivery.order.kind) else { return Ok(Written::NotWanted) };
        let Some(letter) = composer.compose(tx, &delivery.order)? else { return Ok(Written::NotWanted) };
        Ok(match self.letterhead.seal(&delivery.id, &letter, tx.now) {
            Ok(sealed) => Written::Letter(sealed),
            Err(error) => Written::Broken(error.to_string()),
        })
    }

    fn composer_of(&self, kind: &str) -> Option<&Arc<dyn Composer>> {
        self.composers.iter().find(|composer| composer.kinds().contains(&kind))
    }

    async fn send(&self, delivery: &Leased, letter: Sealed) -> Outcome {
        let (transport, id) = (self.transport.clone(), delivery.id.clone());
        match tokio::task::spawn_blocking(move || transport.send(&id, &letter)).await {
            Ok(Ok(())) => Outcome::Sent,
            Ok(Err(error)) => Outcome::Deferred(error.to_string()),
            Err(_) => Outcome::Deferred("the transport stopped".to_owned()),
        }
    }
}
