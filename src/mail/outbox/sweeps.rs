//! What is settled without being sent, and what is forgotten; all in steps of some hundred rows.

use std::collections::BTreeMap;

use diesel::dsl::{exists, not};
use diesel::prelude::*;

use super::{HELD, STEP, UNSETTLED};
use crate::base::clock::Timestamp;
use crate::db::dialect::skip_locked;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::mail::{DeliveryId, Lane, LetterId};
use crate::schema::{deliveries, letter_totals, letters};

/// Why bulk letters are paused after a restore: for [`books::Books::pause_cause`](super::books::Books::pause_cause).
const RESTORED: &str = "restored";

/// A letter to many that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::mail) enum Untidy {
    /// Something of a cancelled letter still waits.
    Cancelled(LetterId),
    /// Something waits for which it is too late.
    Expired(LetterId),
    /// Nothing of an open letter waits.
    Finished(LetterId),
}

/// The next letter that wants tidying: a cheap look before a change is asked for.
pub(in crate::mail) fn untidy(conn: &mut Conn, now: Timestamp) -> Result<Option<Untidy>> {
    let bulk = || letters::table.filter(letters::lane.eq(Lane::Bulk.as_str())).select(letters::id);
    let cancelled = bulk().filter(letters::state.eq("cancelled")).filter(exists(waiting_of_letter(now)));
    if let Some(letter) = cancelled.first(conn).optional()? {
        return Ok(Some(Untidy::Cancelled(letter)));
    }
    let late = bulk()
        .filter(letters::state.eq_any(["open", "paused"]))
        .filter(letters::expires_at.le(now))
        .filter(exists(waiting_of_letter(now)));
    if let Some(letter) = late.first(conn).optional()? {
        return Ok(Some(Untidy::Expired(letter)));
    }
    let unsettled = deliveries::table
        .filter(deliveries::letter_id.eq(letters::id))
        .filter(deliveries::state.eq_any(UNSETTLED));
    let finished = bulk().filter(letters::state.eq("open")).filter(not(exists(unsettled)));
    Ok(finished.first(conn).optional()?.map(Untidy::Finished))
}

/// Deliveries of the letter at hand that nobody holds, or whose holder died.
#[diesel::dsl::auto_type]
fn waiting_of_letter(now: Timestamp) -> _ {
    let free: Vec<&'static str> = vec!["queued", "deferred"];
    let held: Vec<&'static str> = HELD.to_vec();
    let lost = deliveries::state.eq_any(held).and(deliveries::leased_until.lt(now).assume_not_null());
    deliveries::table
        .filter(deliveries::letter_id.eq(letters::id))
        .filter(deliveries::state.eq_any(free).or(lost))
}

/// One step of tidying; answers how much it changed. An attempt that was cut short may have been sent: of a letter
/// that is not sent any more it stays `uncertain`.
pub(in crate::mail) fn tidy(tx: &mut Tx<'_>, what: &Untidy) -> Result<usize> {
    match what {
        Untidy::Cancelled(letter) => end_waiting(tx, letter, "cancelled"),
        Untidy::Expired(letter) => end_waiting(tx, letter, "expired"),
        Untidy::Finished(letter) => finish(tx, letter),
    }
}

fn end_waiting(tx: &mut Tx<'_>, letter: &LetterId, state: &str) -> Result<usize> {
    let now = tx.now;
    let lost = deliveries::state.eq_any(HELD).and(deliveries::leased_until.lt(now).assume_not_null());
    let waiting = deliveries::table
        .filter(deliveries::letter_id.eq(letter))
        .filter(deliveries::state.eq_any(["queued", "deferred"]).or(lost))
        .limit(STEP)
        .select((deliveries::id, deliveries::state));
    let rows: Vec<(DeliveryId, String)> = skip_locked!(&mut **tx, waiting, |inner, rows| rows.load(inner))?;
    let (cut_short, rest): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(_, state)| state == "attempting");
    Ok(settle_all(tx, cut_short, "uncertain")? + settle_all(tx, rest, state)?)
}

/// The letter is locked before its deliveries are looked at, so that nobody makes any of them wait again meanwhile.
fn finish(tx: &mut Tx<'_>, letter: &LetterId) -> Result<usize> {
    let open = letters::table.filter(letters::id.eq(letter)).filter(letters::state.eq("open"));
    let open = open.select(letters::id);
    let locked: Vec<LetterId> = skip_locked!(&mut **tx, open, |inner, rows| rows.load(inner))?;
    let unsettled = deliveries::table
        .filter(deliveries::letter_id.eq(letter))
        .filter(deliveries::state.eq_any(UNSETTLED))
        .select(deliveries::id);
    if locked.is_empty() || unsettled.first::<DeliveryId>(&mut **tx).optional()?.is_some() {
        return Ok(0);
    }
    Ok(diesel::update(letters::table.find(letter)).set(letters::state.eq("done")).execute(&mut **tx)?)
}

/// After a restore nobody knows which unsettled deliveries went out since the backup: those of the bulk lane become
/// `uncertain`, for a person to decide, and personal letters are cancelled, since asking again is easy. Open letters
/// to many are paused. At most 500 deliveries a call; answers how many of each.
///
/// # Errors
/// Those of the database.
pub fn doubt_unsettled(tx: &mut Tx<'_>) -> Result<(usize, usize)> {
    let open = letters::table.filter(letters::lane.eq(Lane::Bulk.as_str())).filter(letters::state.eq("open"));
    diesel::update(open)
        .set((letters::state.eq("paused"), letters::pause_cause.eq(RESTORED)))
        .execute(&mut **tx)?;
    let unsettled =
        deliveries::table.filter(deliveries::settled_at.is_null()).order(deliveries::id).limit(STEP);
    let rows: Vec<(DeliveryId, String)> =
        unsettled.select((deliveries::id, deliveries::lane)).load(&mut **tx)?;
    let (bulk, personal): (Vec<_>, Vec<_>) =
        rows.into_iter().partition(|(_, lane)| lane == Lane::Bulk.as_str());
    Ok((settle_all(tx, bulk, "uncertain")?, settle_all(tx, personal, "cancelled")?))
}

fn settle_all(tx: &mut Tx<'_>, rows: Vec<(DeliveryId, String)>, state: &str) -> Result<usize> {
    let ids = rows.into_iter().map(|(id, _)| id);
    let now = tx.now;
    let settled = diesel::update(deliveries::table.filter(deliveries::id.eq_any(ids)))
        .set((
            deliveries::state.eq(state),
            deliveries::leased_by.eq(None::<String>),
            deliveries::leased_until.eq(None::<Timestamp>),
            deliveries::settled_at.eq(now),
        ))
        .execute(&mut **tx)?;
    Ok(settled)
}

/// Forgets at most 500 deliveries that were settled before `before`: personal letters with them, while of letters to
/// many their number stays in the books.
///
/// # Errors
/// Those of the database.
pub fn forget_settled(tx: &mut Tx<'_>, before: Timestamp) -> Result<usize> {
    let old: Vec<(DeliveryId, LetterId, String, String)> = deliveries::table
        .filter(deliveries::settled_at.lt(before))
        .order(deliveries::settled_at)
        .limit(STEP)
        .select((deliveries::id, deliveries::letter_id, deliveries::lane, deliveries::state))
        .load(&mut **tx)?;
    let (mut ids, mut personal, mut totals) = (Vec::new(), Vec::new(), BTreeMap::new());
    for (id, letter, lane, state) in old {
        ids.push(id);
        if lane == Lane::Bulk.as_str() {
            *totals.entry((letter, state)).or_insert(0_i64) += 1;
        } else {
            personal.push(letter);
        }
    }
    for ((letter, state), count) in totals {
        add_to_totals(tx, &letter, &state, count)?;
    }
    let gone = diesel::delete(deliveries::table.filter(deliveries::id.eq_any(ids))).execute(&mut **tx)?;
    forget_emptied(tx, &personal)?;
    Ok(gone)
}

fn add_to_totals(tx: &mut Tx<'_>, letter: &LetterId, state: &str, count: i64) -> Result<()> {
    let known = letter_totals::table
        .filter(letter_totals::letter_id.eq(letter))
        .filter(letter_totals::state.eq(state));
    let added = diesel::update(known)
        .set(letter_totals::count.eq(letter_totals::count + count))
        .execute(&mut **tx)?;
    if added == 0 {
        let row = (
            letter_totals::letter_id.eq(letter),
            letter_totals::state.eq(state),
            letter_totals::count.eq(count),
        );
        diesel::insert_into(letter_totals::table).values(row).execute(&mut **tx)?;
    }
    Ok(())
}

fn forget_emptied(tx: &mut Tx<'_>, personal: &[LetterId]) -> Result<()> {
    let left = deliveries::table.filter(deliveries::letter_id.eq(letters::id));
    let emptied = letters::table.filter(letters::id.eq_any(personal)).filter(not(exists(left)));
    let emptied: Vec<LetterId> = emptied.select(letters::id).load(&mut **tx)?;
    diesel::delete(letters::table.filter(letters::id.eq_any(emptied))).execute(&mut **tx)?;
    Ok(())
}
