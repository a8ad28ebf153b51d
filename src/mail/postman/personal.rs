//! The personal lane: one letter after the other, on a connection of its own.

use tokio::sync::watch;

use super::{Handful, Postman, is_cut};
use crate::db::Tx;
use crate::error::Result;
use crate::mail::Lane;
use crate::mail::letters::Sealed;
use crate::mail::outbox::{self, Leased, Outcome, Turn};
use crate::mail::transport::Line;

/// What became of a letter that was to be written.
enum Written {
    Letter(Sealed),
    Ended(Outcome),
    NotOurs,
}

impl Postman {
    /// Delivers all that is due in the personal lane; answers how many letters it handled.
    pub(super) async fn personal_round(&self, stop: &watch::Receiver<bool>) -> Result<usize> {
        let now = self.db.now();
        let nothing = self.db.read(move |conn| Ok(outbox::due(conn, Lane::Personal, now, 1)? == 0)).await?;
        if nothing || *stop.borrow() {
            return Ok(0);
        }
        let Ok(mut line) = self.transport.line(Lane::Personal).await else { return Ok(0) };
        let mut handled = 0;
        let ended = self.personal_letters(&mut line, stop, &mut handled).await;
        line.leave();
        ended.map(|()| handled)
    }

    async fn personal_letters(
        &self,
        line: &mut Line,
        stop: &watch::Receiver<bool>,
        handled: &mut usize,
    ) -> Result<()> {
        while !*stop.borrow() {
            let lease = self.leases.one();
            let name = lease.name().to_owned();
            let leased = self.db.queue(move |tx| outbox::lease(tx, Lane::Personal, &name)).await?;
            if leased.is_empty() {
                return Ok(());
            }
            let mut rest = leased.into_iter();
            while let Some(leased) = rest.next() {
                *handled += 1;
                let ended = self.one_personal(line, leased, lease.name()).await?;
                if ended == Handful::Cut || *stop.borrow() {
                    return self.give_back(rest, lease.name()).await;
                }
            }
        }
        Ok(())
    }

    async fn one_personal(&self, line: &mut Line, leased: Leased, lease: &str) -> Result<Handful> {
        let outcome = match self.write(&leased, lease).await {
            Ok(Written::Letter(letter)) => {
                let verdict = line.carry(&leased.id, &letter).await;
                self.outcome(&leased, Lane::Personal, &letter, verdict)
            }
            Ok(Written::Ended(outcome)) => outcome,
            Ok(Written::NotOurs) => return Ok(Handful::Done),
            Err(error) => {
                tracing::warn!(%error, kind = leased.order.kind, "a letter could not be written now");
                Outcome::Deferred("the letter could not be written".to_owned())
            }
        };
        let ended = if is_cut(&outcome) { Handful::Cut } else { Handful::Done };
        self.settle(leased, lease, outcome).await?;
        Ok(ended)
    }

    /// Has the letter written, in the same transaction that marks the attempt.
    async fn write(&self, leased: &Leased, lease: &str) -> Result<Written> {
        let (this, leased, lease) = (self.clone(), leased.clone(), lease.to_owned());
        self.db.write(move |tx| this.written(tx, &leased, &lease)).await
    }

    fn written(&self, tx: &mut Tx<'_>, leased: &Leased, lease: &str) -> Result<Written> {
        match outbox::attempt(tx, leased, lease)? {
            Turn::Begun => {}
            Turn::NotMine | Turn::Paused => return Ok(Written::NotOurs),
            Turn::Expired => return Ok(Written::Ended(Outcome::Expired)),
            Turn::Cancelled => return Ok(Written::Ended(Outcome::Cancelled)),
        }
        let Some(letter) = self.compose(tx, leased)? else { return Ok(Written::Ended(Outcome::Cancelled)) };
        Ok(match self.letterhead.seal(&leased.id, Lane::Personal, &letter, tx.now) {
            Ok(sealed) => Written::Letter(sealed),
            Err(error) => Written::Ended(super::unbuilt(leased, &error)),
        })
    }
}
