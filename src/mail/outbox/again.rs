//! What is sent again because a person said so: all that is uncertain of a letter, some hundred rows at a time.
//!
//! The letter itself is marked while more is to come; until then it is not finished.

use diesel::prelude::*;

use super::lanes::standing;
use super::{DeliveryState, LetterId, STEP};
use crate::base::clock::Timestamp;
use crate::db::dialect::skip_locked;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::mail::DeliveryId;
use crate::schema::{deliveries, letters};

/// Makes the first of a letter wait again, and notes that the rest is to follow. The letter must be locked.
pub(super) fn begin(tx: &mut Tx<'_>, letter: &LetterId) -> Result<usize> {
    let again = step(tx, letter)?;
    if is_whole_step(again) {
        mark(tx, letter, true)?;
    }
    Ok(again)
}

/// Whether more of the letter is to follow.
pub(super) fn is_marked(conn: &mut Conn, letter: &LetterId) -> Result<bool> {
    Ok(letters::table.find(letter).select(letters::again).first(conn).optional()?.unwrap_or(false))
}

/// The next step of a marked letter; answers how much it changed.
pub(super) fn go_on(tx: &mut Tx<'_>, letter: &LetterId) -> Result<usize> {
    let alive = letters::table
        .filter(letters::id.eq(letter))
        .filter(letters::state.eq_any(["open", "paused"]))
        .select(letters::id);
    let locked: Vec<LetterId> = skip_locked!(&mut **tx, alive, |inner, rows| rows.load(inner))?;
    if locked.is_empty() || !is_marked(tx, letter)? {
        return Ok(0);
    }
    let again = step(tx, letter)?;
    if is_whole_step(again) {
        return Ok(again);
    }
    Ok(again + mark(tx, letter, false)?)
}

fn mark(tx: &mut Tx<'_>, letter: &LetterId, again: bool) -> Result<usize> {
    Ok(diesel::update(letters::table.find(letter)).set(letters::again.eq(again)).execute(&mut **tx)?)
}

/// Forgets every mark: what a person said before a restore was said of other letters.
pub(super) fn forget_marks(tx: &mut Tx<'_>) -> Result<()> {
    let marked = letters::table.filter(letters::again);
    diesel::update(marked).set(letters::again.eq(false)).execute(&mut **tx)?;
    Ok(())
}

fn step(tx: &mut Tx<'_>, letter: &LetterId) -> Result<usize> {
    let uncertain =
        standing(letter.clone(), DeliveryState::Uncertain.as_str()).limit(STEP).select(deliveries::id);
    let ids: Vec<DeliveryId> = uncertain.load(&mut **tx)?;
    let now = tx.now;
    let again = diesel::update(deliveries::table.filter(deliveries::id.eq_any(ids)))
        .set((
            deliveries::state.eq(DeliveryState::Queued.as_str()),
            deliveries::doubts.eq(0),
            deliveries::due_at.eq(now),
            deliveries::settled_at.eq(None::<Timestamp>),
        ))
        .execute(&mut **tx)?;
    Ok(again)
}

fn is_whole_step(rows: usize) -> bool {
    i64::try_from(rows).is_ok_and(|rows| rows >= STEP)
}
