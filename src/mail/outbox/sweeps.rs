//! What is settled without being sent, and what is forgotten; all in steps of some hundred rows.

use std::collections::BTreeMap;

use diesel::dsl::{exists, not};
use diesel::prelude::*;

use super::lanes::{lost, standing};
use super::{DeliveryState, HELD, STEP, UNSETTLED, WAITING, again};
use crate::base::clock::Timestamp;
use crate::db::dialect::skip_locked;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::mail::{DeliveryId, Lane, LetterId};
use crate::schema::{deliveries, letter_totals, letters};

/// Why bulk letters are paused after a restore: for [`books::Books::pause_cause`](super::books::Books::pause_cause).
pub const RESTORED: &str = "restored";

/// A letter to many that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::mail) enum Untidy {
    /// More of it is to be sent again.
    Again(LetterId),
    /// Something of a cancelled letter still waits.
    Cancelled(LetterId),
    /// Something waits for which it is too late.
    Expired(LetterId),
    /// Nothing waits of a letter that is open, cancelled or too late.
    Finished(LetterId),
}

/// The next letter that wants tidying: a cheap look before a change is asked for. It asks about each letter that is
/// not finished, state by state, as the index has them: never about all deliveries of a letter.
pub(in crate::mail) fn untidy(conn: &mut Conn, now: Timestamp) -> Result<Option<Untidy>> {
    let bulk = letters::table.filter(letters::lane.eq(Lane::Bulk.as_str()));
    let cancelled = letters::state.eq("cancelled").and(letters::closed.eq(false));
    let unfinished = bulk.filter(letters::state.eq_any(["open", "paused"]).or(cancelled));
    let columns = (letters::id, letters::state, letters::expires_at);
    let rows: Vec<(LetterId, String, Timestamp)> =
        unfinished.order(letters::created_at).select(columns).load(conn)?;
    for (letter, state, expires_at) in rows {
        if let Some(untidy) = untidiness(conn, letter, &state, (expires_at, now))? {
            return Ok(Some(untidy));
        }
    }
    Ok(None)
}

fn untidiness(
    conn: &mut Conn,
    letter: LetterId,
    state: &str,
    (expires_at, now): (Timestamp, Timestamp),
) -> Result<Option<Untidy>> {
    let (cancelled, late) = (state == "cancelled", expires_at <= now);
    if (cancelled || late) && waits(conn, &letter, now)? {
        return Ok(Some(if cancelled { Untidy::Cancelled(letter) } else { Untidy::Expired(letter) }));
    }
    if !cancelled && !late && again::is_marked(conn, &letter)? {
        return Ok(Some(Untidy::Again(letter)));
    }
    let over = (cancelled || late || state == "open") && !is_unsettled(conn, &letter)?;
    Ok(over.then_some(Untidy::Finished(letter)))
}

/// Whether anything of the letter waits that nobody holds, or whose holder died.
fn waits(conn: &mut Conn, letter: &LetterId, now: Timestamp) -> Result<bool> {
    for state in WAITING {
        if standing(letter.clone(), state)
            .select(deliveries::id)
            .first::<DeliveryId>(conn)
            .optional()?
            .is_some()
        {
            return Ok(true);
        }
    }
    for state in HELD {
        let lost = lost(letter.clone(), state, now).select(deliveries::id);
        if lost.first::<DeliveryId>(conn).optional()?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

fn is_unsettled(conn: &mut Conn, letter: &LetterId) -> Result<bool> {
    for state in UNSETTLED {
        let there = standing(letter.clone(), state).select(deliveries::id);
        if there.first::<DeliveryId>(conn).optional()?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// One step of tidying; answers how much it changed. What may have been sent stays `uncertain`, though nothing of its
/// letter is sent any more.
pub(in crate::mail) fn tidy(tx: &mut Tx<'_>, what: &Untidy) -> Result<usize> {
    match what {
        Untidy::Again(letter) => again::go_on(tx, letter),
        Untidy::Cancelled(letter) => end_waiting(tx, letter, DeliveryState::Cancelled),
        Untidy::Expired(letter) => end_waiting(tx, letter, DeliveryState::Expired),
        Untidy::Finished(letter) => finish(tx, letter),
    }
}

type Waiting = (DeliveryId, String, i32);

fn end_waiting(tx: &mut Tx<'_>, letter: &LetterId, state: DeliveryState) -> Result<usize> {
    let (now, columns) = (tx.now, (deliveries::id, deliveries::state, deliveries::doubts));
    let mut rows: Vec<Waiting> = Vec::new();
    for waiting in WAITING {
        let found = standing(letter.clone(), waiting).limit(left(&rows)).select(columns);
        rows.extend(skip_locked!(&mut **tx, found, |inner, rows| rows.load::<Waiting>(inner))?);
    }
    for held in HELD {
        let found = lost(letter.clone(), held, now).limit(left(&rows)).select(columns);
        rows.extend(skip_locked!(&mut **tx, found, |inner, rows| rows.load::<Waiting>(inner))?);
    }
    let (doubtful, unsent): (Vec<_>, Vec<_>) = rows
        .into_iter()
        .partition(|(_, state, doubts)| *doubts > 0 || state == DeliveryState::Attempting.as_str());
    let ids = |rows: Vec<Waiting>| rows.into_iter().map(|(id, ..)| id).collect();
    Ok(settle_all(tx, ids(doubtful), DeliveryState::Uncertain)? + settle_all(tx, ids(unsent), state)?)
}

/// How many more rows this change may touch.
fn left(rows: &[Waiting]) -> i64 {
    STEP - i64::try_from(rows.len()).unwrap_or(STEP)
}

/// The letter is locked before its deliveries are looked at, so that nobody makes any of them wait again meanwhile. It
/// is done, unless it was cancelled: that it stays, and only says that nothing of it waits.
fn finish(tx: &mut Tx<'_>, letter: &LetterId) -> Result<usize> {
    let now = tx.now;
    let found = letters::table.filter(letters::id.eq(letter)).select((letters::state, letters::expires_at));
    let locked: Vec<(String, Timestamp)> = skip_locked!(&mut **tx, found, |inner, rows| rows.load(inner))?;
    let Some((state, expires_at)) = locked.into_iter().next() else { return Ok(0) };
    let late = expires_at <= now;
    let (state, closed) = match state.as_str() {
        "cancelled" => ("cancelled", true),
        "open" if late || !again::is_marked(tx, letter)? => ("done", false),
        "paused" if late => ("done", false),
        _ => return Ok(0),
    };
    if is_unsettled(tx, letter)? {
        return Ok(0);
    }
    Ok(diesel::update(letters::table.find(letter))
        .set((letters::state.eq(state), letters::closed.eq(closed), letters::pause_cause.eq(None::<String>)))
        .execute(&mut **tx)?)
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
    again::forget_marks(tx)?;
    let unsettled =
        deliveries::table.filter(deliveries::settled_at.is_null()).order(deliveries::id).limit(STEP);
    let rows: Vec<(DeliveryId, String)> =
        unsettled.select((deliveries::id, deliveries::lane)).load(&mut **tx)?;
    let (bulk, personal): (Vec<_>, Vec<_>) =
        rows.into_iter().partition(|(_, lane)| lane == Lane::Bulk.as_str());
    let ids = |rows: Vec<(DeliveryId, String)>| rows.into_iter().map(|(id, _)| id).collect();
    Ok((
        settle_all(tx, ids(bulk), DeliveryState::Uncertain)?,
        settle_all(tx, ids(personal), DeliveryState::Cancelled)?,
    ))
}

fn settle_all(tx: &mut Tx<'_>, ids: Vec<DeliveryId>, state: DeliveryState) -> Result<usize> {
    let now = tx.now;
    let settled = diesel::update(deliveries::table.filter(deliveries::id.eq_any(ids)))
        .set((
            deliveries::state.eq(state.as_str()),
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
