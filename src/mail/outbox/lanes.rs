//! What is due in each lane, and taking it.
//!
//! The personal lane is one line, by due time. The bulk lane is letter by letter, the oldest open one first, so that a
//! letter can be paused without anybody passing over its rows.

use diesel::prelude::*;

use super::{CUT_SHORT, DeliveryState, HELD, LEASE, Leased, UNSETTLED, WAITING};
use crate::base::clock::Timestamp;
use crate::db::dialect::skip_locked;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::mail::{DeliveryId, Lane, LetterId, Order};
use crate::schema::{deliveries, letters};

/// How many deliveries are leased at a time.
pub(in crate::mail) const HANDFUL: usize = 25;

/// How many deliveries [`lease`] would find in this lane, counted up to `most`: a cheap look before a change is
/// asked for.
pub(in crate::mail) fn due(conn: &mut Conn, lane: Lane, now: Timestamp, most: usize) -> Result<usize> {
    if lane == Lane::Personal {
        let found = deliveries::table.filter(leasable(now)).select(deliveries::id).limit(limit(most));
        return Ok(found.load::<DeliveryId>(conn)?.len());
    }
    let mut found = 0;
    for letter in open_letters(conn, now)? {
        for state in HELD {
            let lost = lost(letter.clone(), state, now)
                .select(deliveries::id)
                .limit(limit(most.saturating_sub(found)));
            found += lost.load::<DeliveryId>(conn)?.len();
        }
        for state in WAITING {
            let ready = ready(letter.clone(), state, now)
                .select(deliveries::id)
                .limit(limit(most.saturating_sub(found)));
            found += ready.load::<DeliveryId>(conn)?.len();
        }
        if found >= most {
            break;
        }
    }
    Ok(found)
}

/// Takes a handful of due deliveries of a lane under the name `lease`; nobody else gets them meanwhile.
pub(in crate::mail) fn lease(tx: &mut Tx<'_>, lane: Lane, lease: &str) -> Result<Vec<Leased>> {
    let now = tx.now;
    let ids = match lane {
        Lane::Personal => next_personal(tx, now)?,
        Lane::Bulk => next_bulk(tx, now)?,
    };
    doubt_cut_short(tx, &ids)?;
    diesel::update(deliveries::table.filter(deliveries::id.eq_any(&ids)))
        .set((
            deliveries::state.eq(DeliveryState::Leased.as_str()),
            deliveries::leased_by.eq(lease),
            deliveries::leased_until.eq(now.plus(LEASE)),
        ))
        .execute(&mut **tx)?;
    leased(tx, &ids)
}

/// Whoever held these died in the middle of an attempt: nobody knows whether the relay had them.
fn doubt_cut_short(tx: &mut Tx<'_>, ids: &[DeliveryId]) -> Result<()> {
    let cut_short = deliveries::table
        .filter(deliveries::id.eq_any(ids))
        .filter(deliveries::state.eq(DeliveryState::Attempting.as_str()));
    diesel::update(cut_short)
        .set(deliveries::doubts.eq(deliveries::doubts + CUT_SHORT))
        .execute(&mut **tx)?;
    Ok(())
}

/// What of the personal lane may be leased now: due, and held by nobody whose lease still runs.
#[diesel::dsl::auto_type]
fn leasable(now: Timestamp) -> _ {
    let lane: &'static str = Lane::Personal.as_str();
    let states: Vec<&'static str> = UNSETTLED.to_vec();
    let free = deliveries::leased_until.is_null().or(deliveries::leased_until.lt(now).assume_not_null());
    deliveries::lane.eq(lane).and(deliveries::state.eq_any(states)).and(deliveries::due_at.le(now)).and(free)
}

/// Deliveries of a letter in `state` whose worker died, the oldest first: that is the order of the index.
#[diesel::dsl::auto_type]
pub(super) fn lost(letter: LetterId, state: &'static str, now: Timestamp) -> _ {
    deliveries::table
        .filter(deliveries::letter_id.eq(letter))
        .filter(deliveries::state.eq(state))
        .filter(deliveries::leased_until.lt(now))
        .order(deliveries::due_at)
}

/// Deliveries of a letter in `state`, in the order of the index that finds them.
#[diesel::dsl::auto_type]
pub(super) fn standing(letter: LetterId, state: &'static str) -> _ {
    deliveries::table
        .filter(deliveries::letter_id.eq(letter))
        .filter(deliveries::state.eq(state))
        .order(deliveries::due_at)
}

/// Deliveries of a letter that wait in `state` and are due.
#[diesel::dsl::auto_type]
fn ready(letter: LetterId, state: &'static str, now: Timestamp) -> _ {
    deliveries::table
        .filter(deliveries::letter_id.eq(letter))
        .filter(deliveries::state.eq(state))
        .filter(deliveries::due_at.le(now))
}

fn open_letters(conn: &mut Conn, now: Timestamp) -> Result<Vec<LetterId>> {
    let open = letters::table
        .filter(letters::lane.eq(Lane::Bulk.as_str()))
        .filter(letters::state.eq("open"))
        .filter(letters::expires_at.gt(now));
    Ok(open.order((letters::created_at, letters::id)).select(letters::id).load(conn)?)
}

fn next_personal(tx: &mut Tx<'_>, now: Timestamp) -> Result<Vec<DeliveryId>> {
    let due = deliveries::table
        .filter(leasable(now))
        .order((deliveries::due_at, deliveries::id))
        .limit(limit(HANDFUL))
        .select(deliveries::id);
    Ok(skip_locked!(&mut **tx, due, |inner, rows| rows.load(inner))?)
}

/// The next of the oldest open letter that has any: what a dead worker left, then what was put off, then the rest.
fn next_bulk(tx: &mut Tx<'_>, now: Timestamp) -> Result<Vec<DeliveryId>> {
    for letter in open_letters(tx, now)? {
        let mut ids: Vec<DeliveryId> = Vec::new();
        for state in HELD {
            let found = lost(letter.clone(), state, now)
                .limit(limit(HANDFUL.saturating_sub(ids.len())))
                .select(deliveries::id);
            ids.extend(skip_locked!(&mut **tx, found, |inner, rows| rows.load::<DeliveryId>(inner))?);
        }
        for state in WAITING {
            if ids.len() < HANDFUL {
                let found = ready(letter.clone(), state, now)
                    .order(deliveries::due_at)
                    .limit(limit(HANDFUL - ids.len()))
                    .select(deliveries::id);
                ids.extend(skip_locked!(&mut **tx, found, |inner, rows| rows.load::<DeliveryId>(inner))?);
            }
        }
        if !ids.is_empty() {
            return Ok(ids);
        }
    }
    Ok(Vec::new())
}

type LeasedRow = (DeliveryId, LetterId, i32, i32, Timestamp, (String, String, String, String));

fn leased(conn: &mut Conn, ids: &[DeliveryId]) -> Result<Vec<Leased>> {
    let order = (letters::kind, letters::subject_id, deliveries::recipient_kind, deliveries::recipient_id);
    let columns = (
        deliveries::id,
        deliveries::letter_id,
        deliveries::attempts,
        deliveries::doubts,
        letters::expires_at,
        order,
    );
    let rows: Vec<LeasedRow> = deliveries::table
        .inner_join(letters::table)
        .filter(deliveries::id.eq_any(ids))
        .order((deliveries::due_at, deliveries::id))
        .select(columns)
        .load(conn)?;
    Ok(rows.into_iter().map(in_hand).collect())
}

fn in_hand((id, letter, attempts, doubts, expires_at, order): LeasedRow) -> Leased {
    let (kind, subject, recipient_kind, recipient_id) = order;
    let order = Order { kind, subject, recipient_kind, recipient_id };
    Leased { id, letter, attempts, doubts, expires_at, order }
}

fn limit(most: usize) -> i64 {
    i64::try_from(most).unwrap_or(i64::MAX)
}
