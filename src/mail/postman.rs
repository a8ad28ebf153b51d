//! The postman: leases what is due, has it written, sends it, settles it.
//!
//! Two lanes, each with a loop of its own: what one person waits for never stands behind what many get. A third loop
//! tells the database that this process is alive, so that a slow relay lets no lease run out.

mod bulk;
mod leases;
mod pace;
mod personal;

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::sleep;

use self::leases::Leases;
use self::pace::{Pace, Refusals};
use super::letters::{Letterhead, Sealed};
use super::outbox::{self, Leased, Outcome};
use super::transport::{Transport, Verdict};
use super::{Composed, Composers, DeliveryId, Lane};
use crate::base::text::EmailAddress;
use crate::db::{Db, Tx};
use crate::error::{Error, Result};

/// How often each loop looks although nobody called.
const ROUND: Duration = Duration::from_secs(5);
/// The least time between two looks: commits come by the thousand while alerts go out.
const BREATH: Duration = Duration::from_millis(50);
/// How often leases are renewed.
const BEAT: Duration = Duration::from_secs(15);
/// How long letters that are on the wire may take when the program ends.
const LAST_LETTERS: Duration = Duration::from_secs(30);
/// How often an outcome is offered to a database that does not take it.
const TRIES: u32 = 6;

/// Carries the letters of all features.
#[derive(Clone)]
pub struct Postman {
    db: Db,
    composers: Arc<Composers>,
    letterhead: Letterhead,
    transport: Transport,
    leases: Leases,
    pace: Arc<Pace>,
    refusals: Arc<Refusals>,
}

/// How a handful ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Handful {
    /// With its last letter.
    Done,
    /// Early: the program ends, the letter is paused, or the relay rests.
    Cut,
}

impl Postman {
    /// A postman for one run of the program, as fast as the way out takes letters.
    #[must_use]
    pub fn new(db: Db, composers: Composers, letterhead: Letterhead, transport: Transport) -> Self {
        Self {
            leases: Leases::of(db.random().clone()),
            db,
            composers: Arc::new(composers),
            letterhead,
            transport,
            pace: Arc::new(Pace::of(None)),
            refusals: Arc::default(),
        }
    }

    /// The same, sending at most so many letters to many a second; `None` sets no limit.
    #[must_use]
    pub fn at_rate(self, rate: Option<NonZeroU32>) -> Self {
        Self { pace: Arc::new(Pace::of(rate)), ..self }
    }

    /// Delivers whatever comes until `stop` turns true. Commits wake it; it also looks by itself. Then letters on the
    /// wire have 30 seconds to end, and what is only leased is given back.
    pub async fn run(self, stop: watch::Receiver<bool>) {
        tokio::join!(
            self.keep(Lane::Personal, stop.clone()),
            self.keep(Lane::Bulk, stop.clone()),
            self.beat(stop)
        );
        self.transport.close(true).await;
    }

    async fn keep(&self, lane: Lane, mut stop: watch::Receiver<bool>) {
        let mut commits = self.db.commits();
        while !*stop.borrow() {
            commits.mark_unchanged();
            tokio::select! {
                round = self.round(lane, &stop) => if let Err(error) = round {
                    tracing::warn!(%error, lane = lane.as_str(), "the postman could not finish a round");
                },
                () = overdue(stop.clone()) => {
                    tracing::warn!(lane = lane.as_str(), "the program ends with letters still on the wire");
                }
            }
            self.transport.close(false).await;
            tokio::select! {
                _ = stop.wait_for(|stop| *stop) => {}
                () = sleep(ROUND) => {}
                () = async { drop(commits.changed().await); sleep(BREATH).await } => {}
            }
        }
    }

    /// Keeps the leases that are held alive.
    async fn beat(&self, mut stop: watch::Receiver<bool>) {
        loop {
            tokio::select! {
                _ = stop.wait_for(|stop| *stop) => return,
                () = sleep(BEAT) => {}
            }
            let held = self.leases.held();
            if held.is_empty() {
                continue;
            }
            if let Err(error) = self.db.queue(move |tx| outbox::renew(tx, &held)).await {
                tracing::warn!(%error, "leases could not be renewed");
            }
        }
    }

    async fn round(&self, lane: Lane, stop: &watch::Receiver<bool>) -> Result<usize> {
        match lane {
            Lane::Personal => self.personal_round(stop).await,
            Lane::Bulk => self.bulk_round(stop).await,
        }
    }

    /// Delivers everything that is due now in both lanes; answers how many letters it handled. It ends early if the
    /// relay cannot be talked to.
    ///
    /// # Errors
    /// Those of the database; what was leased comes back when its lease runs out.
    pub async fn deliver_due(&self) -> Result<usize> {
        let (_running, never) = watch::channel(false);
        let mut handled = 0;
        loop {
            let round = self.personal_round(&never).await? + self.bulk_round(&never).await?;
            handled += round;
            if round == 0 {
                return Ok(handled);
            }
        }
    }

    /// Has the letter written; `None` if nobody wants it any more.
    fn compose(&self, tx: &mut Tx<'_>, leased: &Leased) -> Result<Option<Composed>> {
        match self.composers.iter().find(|composer| composer.kinds().contains(&leased.order.kind.as_str())) {
            Some(composer) => composer.compose(tx, &leased.order),
            None => Ok(None),
        }
    }

    /// What an attempt comes to for the letter.
    fn outcome(&self, leased: &Leased, lane: Lane, letter: &Sealed, verdict: Verdict) -> Outcome {
        match verdict {
            Verdict::Sent => {
                self.refusals.forget(&leased.letter);
                Outcome::Sent
            }
            Verdict::Later(reply) => Outcome::Deferred(reply),
            Verdict::Dead { reply, .. } if self.is_refused_again(leased, lane, &reply) => {
                Outcome::Faulty { reply, pause: true }
            }
            Verdict::Dead { reply, bounced } => {
                let address = EmailAddress::parse(&letter.to).ok();
                Outcome::Failed { reply, bounced: address.filter(|_| bounced && lane == Lane::Bulk) }
            }
            Verdict::Faulty(reply) => {
                let pause = self.is_refused_again(leased, lane, &reply);
                Outcome::Faulty { reply, pause }
            }
            Verdict::Down => Outcome::Returned,
            Verdict::Unknown => Outcome::Doubtful,
        }
    }

    /// Counts a refusal; whether the letter to many has been refused so often, to one reader after the other, that it is
    /// paused: then the fault is not its readers'.
    fn is_refused_again(&self, leased: &Leased, lane: Lane, reply: &str) -> bool {
        let pause = lane == Lane::Bulk && self.refusals.one_more(&leased.letter);
        if pause {
            let kind = &leased.order.kind;
            tracing::error!(kind, %reply, "the relay keeps refusing this letter to many; it is paused");
        }
        pause
    }

    /// Writes an outcome down, and tries again if the database does not take it: it is all that is known.
    async fn settle(&self, leased: Leased, lease: &str, outcome: Outcome) -> Result<()> {
        for again in 1.. {
            let (keys, leased, lease, outcome) =
                (self.letterhead.keys().clone(), leased.clone(), lease.to_owned(), outcome.clone());
            let change = move |tx: &mut Tx<'_>| outbox::settle(tx, &keys, &leased, &lease, &outcome);
            match self.db.queue(change).await {
                Err(error) if again < TRIES => {
                    tracing::warn!(%error, "an outcome could not be written down; it is tried again");
                    sleep(BREATH * 2_u32.pow(again)).await;
                }
                written => return written,
            }
        }
        Ok(())
    }

    async fn give_back(&self, rest: impl Iterator<Item = Leased>, lease: &str) -> Result<()> {
        let ids: Vec<DeliveryId> = rest.map(|leased| leased.id).collect();
        let lease = lease.to_owned();
        self.db.queue(move |tx| outbox::give_back(tx, &ids, &lease)).await
    }
}

/// A letter that cannot be built is a mistake of ours: it fails, and the next one is not kept waiting.
fn unbuilt(leased: &Leased, error: &Error) -> Outcome {
    tracing::error!(%error, kind = leased.order.kind, "a letter cannot be built");
    Outcome::Failed { reply: "the letter cannot be built".to_owned(), bounced: None }
}

/// Whether a worker's connection was lost with this letter, or the relay took nothing: it tries no other letter in
/// this round.
const fn is_cut(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Returned | Outcome::Doubtful)
}

/// Returns when the program has been ending for longer than a letter may take.
async fn overdue(mut stop: watch::Receiver<bool>) {
    // Without a sender nobody will ever say stop, and the program is ending all the same.
    drop(stop.wait_for(|stop| *stop).await.map(|_| ()));
    sleep(LAST_LETTERS).await;
}
