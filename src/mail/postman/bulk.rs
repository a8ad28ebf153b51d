//! The bulk lane: up to eight workers, each on a connection of its own, one letter to many after the other.
//!
//! A worker settles the letter before and begins the next one in one transaction, then sends it outside of any: so at
//! most one letter a connection is in doubt when the program is killed, and that one is sent again under its
//! Message-ID.

use futures_util::future::join_all;
use tokio::sync::watch;

use super::{Handful, Postman, is_cut};
use crate::db::Tx;
use crate::error::Result;
use crate::mail::letters::Sealed;
use crate::mail::outbox::{self, HANDFUL, Leased, Outcome, Turn};
use crate::mail::transport::Line;
use crate::mail::{Lane, suppressions};

/// Connections of one process at most (DESIGN section 13).
const WORKERS: usize = 8;

/// What became of a delivery whose turn had come.
enum Begun {
    Letter(Sealed),
    Settled,
    /// Nothing of this letter is sent now.
    Paused,
}

/// A letter that went out, and what is still to be written down of it.
type Held = Option<(Leased, Outcome)>;

impl Postman {
    /// Delivers all that is due in the bulk lane; answers how many deliveries it handled.
    pub(super) async fn bulk_round(&self, stop: &watch::Receiver<bool>) -> Result<usize> {
        let mut handled = self.tidy(stop).await?;
        if self.transport.is_resting(Lane::Bulk) || *stop.borrow() {
            return Ok(handled);
        }
        let now = self.db.now();
        let look = move |conn: &mut crate::db::Conn| outbox::due(conn, Lane::Bulk, now, WORKERS * HANDFUL);
        let due = self.db.read(look).await?;
        if due > 0 {
            let workers = due.div_ceil(HANDFUL).min(WORKERS);
            let ended = join_all((0..workers).map(|_| self.work(stop))).await;
            handled += ended.into_iter().sum::<Result<usize>>()?;
            handled += self.tidy(stop).await?;
        }
        Ok(handled)
    }

    /// Ends what is cancelled or too late, and closes letters of which nothing waits.
    async fn tidy(&self, stop: &watch::Receiver<bool>) -> Result<usize> {
        let mut handled = 0;
        while !*stop.borrow() {
            let now = self.db.now();
            let Some(what) = self.db.read(move |conn| outbox::untidy(conn, now)).await? else { break };
            let finished = matches!(what, outbox::Untidy::Finished(_));
            let changed = self.db.queue(move |tx| outbox::tidy(tx, &what)).await?;
            if changed == 0 {
                break;
            }
            handled += if finished { 0 } else { changed };
        }
        Ok(handled)
    }

    /// One worker, until nothing is due. The connection comes first: nothing is leased that could not be sent.
    async fn work(&self, stop: &watch::Receiver<bool>) -> Result<usize> {
        let Ok(mut line) = self.transport.line(Lane::Bulk).await else { return Ok(0) };
        let mut handled = 0;
        let ended = loop {
            if *stop.borrow() {
                break Ok(());
            }
            match self.handful(&mut line, stop, &mut handled).await {
                Ok(Handful::Done) => {}
                Ok(Handful::Cut) => break Ok(()),
                Err(error) => break Err(error),
            }
        };
        line.leave();
        ended.map(|()| handled)
    }

    async fn handful(
        &self,
        line: &mut Line,
        stop: &watch::Receiver<bool>,
        handled: &mut usize,
    ) -> Result<Handful> {
        let lease = self.leases.one();
        let name = lease.name().to_owned();
        let leased = self.db.queue(move |tx| outbox::lease(tx, Lane::Bulk, &name)).await?;
        if leased.is_empty() {
            return Ok(Handful::Cut);
        }
        let (mut rest, mut held) = (leased.into_iter(), None);
        while let Some(leased) = rest.next() {
            let cut = held.as_ref().is_some_and(|(_, outcome)| is_cut(outcome));
            if cut || *stop.borrow() || self.transport.is_resting(Lane::Bulk) || line.gives_way() {
                self.end(held, lease.name()).await?;
                self.give_back(std::iter::once(leased).chain(rest), lease.name()).await?;
                return Ok(Handful::Cut);
            }
            match self.begin(&mut held, &leased, lease.name()).await? {
                Begun::Letter(letter) => {
                    self.pace.turn().await;
                    let verdict = line.carry(&leased.id, &letter).await;
                    let outcome = self.outcome(&leased, Lane::Bulk, &letter, verdict);
                    held = Some((leased, outcome));
                }
                Begun::Settled => {}
                Begun::Paused => {
                    self.give_back(std::iter::once(leased).chain(rest), lease.name()).await?;
                    return Ok(Handful::Done);
                }
            }
            *handled += 1;
        }
        let cut = held.as_ref().is_some_and(|(_, outcome)| is_cut(outcome));
        self.end(held, lease.name()).await?;
        Ok(if cut { Handful::Cut } else { Handful::Done })
    }

    /// Settles the letter before and begins this one, in one transaction. If that fails the two part ways: what is
    /// known of the first is not lost for the second's sake.
    async fn begin(&self, held: &mut Held, leased: &Leased, lease: &str) -> Result<Begun> {
        let (this, before, next, name) = (self.clone(), held.take(), leased.clone(), lease.to_owned());
        let known = before.clone();
        let change = move |tx: &mut Tx<'_>| {
            if let Some((leased, outcome)) = &before {
                outbox::settle(tx, this.letterhead.keys(), leased, &name, outcome)?;
            }
            this.begun(tx, &next, &name)
        };
        match self.db.queue(change).await {
            Ok(begun) => Ok(begun),
            Err(error) => {
                tracing::warn!(%error, kind = leased.order.kind, "a letter could not be written now");
                self.end(known, lease).await?;
                let later = Outcome::Deferred("the letter could not be written".to_owned());
                self.settle(leased.clone(), lease, later).await?;
                Ok(Begun::Settled)
            }
        }
    }

    fn begun(&self, tx: &mut Tx<'_>, leased: &Leased, lease: &str) -> Result<Begun> {
        let outcome = match outbox::attempt(tx, leased, lease)? {
            Turn::Begun => match self.written_for_many(tx, leased)? {
                Ok(letter) => return Ok(Begun::Letter(letter)),
                Err(outcome) => outcome,
            },
            Turn::Paused => return Ok(Begun::Paused),
            Turn::NotMine => return Ok(Begun::Settled),
            Turn::Cancelled => Outcome::Cancelled,
            Turn::Expired => Outcome::Expired,
        };
        outbox::settle(tx, self.letterhead.keys(), leased, lease, &outcome)?;
        Ok(Begun::Settled)
    }

    /// The letter, or why there is none: who left after the letter was begun gets none.
    fn written_for_many(&self, tx: &mut Tx<'_>, leased: &Leased) -> Result<Result<Sealed, Outcome>> {
        let Some(letter) = self.compose(tx, leased)? else { return Ok(Err(Outcome::Suppressed)) };
        if suppressions::stops_bulk(tx, self.letterhead.keys(), &letter.to)? {
            return Ok(Err(Outcome::Suppressed));
        }
        let sealed = self.letterhead.seal(&leased.id, Lane::Bulk, &letter, tx.now);
        Ok(sealed.map_err(|error| super::unbuilt(leased, &error)))
    }

    async fn end(&self, held: Held, lease: &str) -> Result<()> {
        match held {
            Some((leased, outcome)) => self.settle(leased, lease, outcome).await,
            None => Ok(()),
        }
    }
}
