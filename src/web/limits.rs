//! Limits that hold across requests, instances and restarts: leaky buckets in the database.

use std::time::Duration;

use super::store;
use crate::db::{Db, Tx};
use crate::error::{Error, Result};

/// How often something may be done: `times` within `span`, then steadily at that rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    times: u32,
    span: Duration,
}

impl Rate {
    /// `times` within `span`.
    #[must_use]
    pub const fn new(times: u32, span: Duration) -> Self {
        Self { times, span }
    }

    /// The rate of so many at once.
    #[must_use]
    pub const fn times(self, many: u32) -> Self {
        Self { times: self.times.saturating_mul(many), ..self }
    }

    fn drop(self) -> Duration {
        self.span.checked_div(self.times.max(1)).unwrap_or(self.span)
    }
}

/// Counts one deed of `who` against `rate`. Shared by all instances on one database.
///
/// `who` must hold no address: a pseudonym, an id, a keyed hash.
///
/// # Errors
/// [`Error::TooOften`] with the time to wait.
pub async fn count(db: &Db, class: &'static str, who: &str, rate: Rate) -> Result<()> {
    match over(db, class, who, rate).await? {
        None => Ok(()),
        Some(retry_after) => Err(Error::TooOften { retry_after }),
    }
}

/// The same for limits that do not refuse but only tell: how far over the limit this deed is.
///
/// # Errors
/// Those of the database.
pub async fn over(db: &Db, class: &'static str, who: &str, rate: Rate) -> Result<Option<Duration>> {
    let bucket = format!("{class}:{who}");
    db.queue(move |tx| store::take(tx, &bucket, rate.drop(), rate.span)).await
}

/// Refuses who has no drop left, without taking one: for looks, which must not write, where only a failure counts.
///
/// # Errors
/// [`Error::TooOften`] with the time to wait; those of the database.
pub async fn refuse_if_full(db: &Db, class: &'static str, who: &str, rate: Rate) -> Result<()> {
    let (bucket, now) = (format!("{class}:{who}"), db.now());
    let empty_at = db.read(move |conn| store::empty_at(conn, &bucket)).await?;
    let next = empty_at.unwrap_or(now).max(now).plus(rate.drop());
    let retry_after = next.since(now.plus(rate.span));
    if retry_after.is_zero() { Ok(()) } else { Err(Error::TooOften { retry_after }) }
}

/// Takes one count back: the deed turned out to be one that does not count, such as a sign-in that succeeded.
///
/// # Errors
/// Those of the database.
pub async fn give_back(db: &Db, class: &'static str, who: &str, rate: Rate) -> Result<()> {
    let bucket = format!("{class}:{who}");
    db.queue(move |tx| store::put_back(tx, &bucket, rate.drop())).await
}

/// Empties the bucket of `who`: what it counted is made good, such as failures in a row by a success.
///
/// # Errors
/// Those of the database.
pub async fn empty(db: &Db, class: &'static str, who: &str) -> Result<()> {
    let bucket = format!("{class}:{who}");
    db.queue(move |tx| store::empty(tx, &bucket)).await
}

/// Forgets a step of used-up tokens, empty buckets and the salts of days that began 48 hours ago or earlier;
/// answers how many rows went, at most 100 of each kind.
///
/// # Errors
/// Those of the database.
pub fn forget(tx: &mut Tx<'_>) -> Result<usize> {
    let last_day = tx.now.minus(Duration::from_hours(48)).day().to_string();
    store::forget(tx, &last_day)
}
