//! What is sent again because a person said so: all that is uncertain of a letter, some hundred rows at a time.
//!
//! A mark among the letter's totals, without a number, says that more is to come. While it stands the letter is not
//! finished.

use diesel::prelude::*;

use super::lanes::standing;
use super::{DeliveryState, LetterId, STEP};
use crate::base::clock::Timestamp;
use crate::db::dialect::{Each, skip_locked};
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::mail::DeliveryId;
use crate::schema::{deliveries, letter_totals, letters};

/// The mark; no delivery is ever in a state of that name.
pub(super) const MARK: &str = "again";

/// Makes the first of a letter wait again, and notes that the rest is to follow. The letter must be locked.
pub(super) fn begin(tx: &mut Tx<'_>, letter: &LetterId) -> Result<usize> {
    let again = step(tx, letter)?;
    if is_whole_step(again) {
        let row = (
            letter_totals::letter_id.eq(letter),
            letter_totals::state.eq(MARK),
            letter_totals::count.eq(0_i64),
        );
        let unless_there = diesel::insert_into(letter_totals::table)
            .values(row)
            .on_conflict((letter_totals::letter_id, letter_totals::state))
            .do_nothing();
        Each(unless_there).execute(&mut **tx)?;
    }
    Ok(again)
}

/// Whether more of the letter is to follow.
pub(super) fn is_marked(conn: &mut Conn, letter: &LetterId) -> Result<bool> {
    let mark = letter_totals::table.find((letter, MARK)).select(letter_totals::count);
    Ok(mark.first::<i64>(conn).optional()?.is_some())
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
    Ok(again + diesel::delete(letter_totals::table.find((letter, MARK))).execute(&mut **tx)?)
}

/// Forgets every mark: what a person said before a restore was said of other letters.
pub(super) fn forget_marks(tx: &mut Tx<'_>) -> Result<()> {
    diesel::delete(letter_totals::table.filter(letter_totals::state.eq(MARK))).execute(&mut **tx)?;
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
