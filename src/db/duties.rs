//! Leases on what is done by the clock: of several instances, one does it.
//!
//! A lease is fenced. Whoever slept past the end of its lease can no longer settle it, and what it
//! did in the same transaction is taken back with it.

use std::time::Duration;

use diesel::prelude::*;

use super::dialect::{Each, skip_locked};
use super::{Conn, Tx};
use crate::base::clock::Timestamp;
use crate::error::{Error, Result};
use crate::schema::duties;

/// The right to do one duty until it ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// Which duty.
    pub name: String,
    /// When it was due.
    pub due_at: Timestamp,
    /// When the right ends.
    pub until: Timestamp,
    holder: String,
}

/// How a duty stands.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Standing {
    /// Which duty.
    pub name: String,
    /// When it is due next.
    pub due_at: Timestamp,
    /// When it was last done.
    pub ran_at: Option<Timestamp>,
    /// What came of it then.
    pub outcome: Option<String>,
    /// Until when somebody has the right to do it now.
    pub leased_until: Option<Timestamp>,
}

/// Whether a duty is due and nobody is doing it: a cheap look before [`lease`] is asked for.
///
/// # Errors
/// Only what the database refuses.
pub fn is_due(conn: &mut Conn, name: &str, now: Timestamp) -> Result<bool> {
    let found = duties::table.find(name).select((duties::due_at, duties::leased_until));
    let standing: Option<(Timestamp, Option<Timestamp>)> = found.first(conn).optional()?;
    Ok(standing.is_none_or(|(due_at, until)| due_at <= now && until.is_none_or(|until| until < now)))
}

/// Takes a duty that is due and that nobody is doing, for `span`; a duty never heard of before is due now.
/// Belongs into [`Db::queue`](super::Db::queue).
///
/// # Errors
/// Only what the database refuses.
pub fn lease(tx: &mut Tx<'_>, name: &str, holder: &str, span: Duration) -> Result<Option<Lease>> {
    enroll(tx, name)?;
    let now = tx.now;
    let free = duties::table
        .filter(duties::name.eq(name))
        .filter(duties::due_at.le(now))
        .filter(duties::leased_until.is_null().or(duties::leased_until.lt(now).assume_not_null()))
        .select(duties::due_at);
    let due: Option<Timestamp> = skip_locked!(&mut **tx, free, |c, row| row.first(c).optional())?;
    let Some(due_at) = due else { return Ok(None) };
    let lease = Lease { name: name.to_owned(), due_at, until: now.plus(span), holder: holder.to_owned() };
    diesel::update(duties::table.find(name))
        .set((duties::leased_by.eq(&lease.holder), duties::leased_until.eq(lease.until)))
        .execute(&mut **tx)?;
    Ok(Some(lease))
}

fn enroll(tx: &mut Tx<'_>, name: &str) -> Result<()> {
    let known = duties::table.find(name).select(duties::due_at).first::<Timestamp>(&mut **tx).optional()?;
    if known.is_none() {
        let row = (duties::name.eq(name), duties::due_at.eq(tx.now));
        let unless_there =
            diesel::insert_into(duties::table).values(row).on_conflict(duties::name).do_nothing();
        Each(unless_there).execute(&mut **tx)?;
    }
    Ok(())
}

/// Says what came of a duty and when it is due next, and ends its lease.
///
/// # Errors
/// [`Error::Conflict`] if the lease is over: then let the transaction fail, so that nothing of a late sleeper's work is kept.
pub fn settle(tx: &mut Tx<'_>, lease: &Lease, next_due: Timestamp, outcome: &str) -> Result<()> {
    let now = tx.now;
    let ours = duties::table
        .find(&lease.name)
        .filter(duties::leased_by.eq(&lease.holder))
        .filter(duties::leased_until.eq(lease.until))
        .filter(duties::leased_until.gt(now));
    let settled = diesel::update(ours)
        .set((
            duties::due_at.eq(next_due),
            duties::ran_at.eq(now),
            duties::outcome.eq(outcome),
            duties::leased_by.eq(None::<String>),
            duties::leased_until.eq(None::<Timestamp>),
        ))
        .execute(&mut **tx)?;
    if settled == 1 { Ok(()) } else { Err(Error::Conflict(super::LEASE_LOST)) }
}

/// Makes a duty due at once, because something happened that it should see.
///
/// # Errors
/// Only what the database refuses.
pub fn hasten(tx: &mut Tx<'_>, name: &str) -> Result<()> {
    let now = tx.now;
    diesel::update(duties::table.find(name).filter(duties::due_at.gt(now)))
        .set(duties::due_at.eq(now))
        .execute(&mut **tx)?;
    Ok(())
}

/// Every duty and how it stands, by name.
///
/// # Errors
/// Only what the database refuses.
pub fn standings(conn: &mut Conn) -> Result<Vec<Standing>> {
    let columns = (duties::name, duties::due_at, duties::ran_at, duties::outcome, duties::leased_until);
    Ok(duties::table.select(columns).order(duties::name).load(conn)?)
}
