//! The outbox: every delivery with its state, leased, attempted and settled.
//!
//! `queued → leased → attempting → sent | deferred | failed | cancelled | expired`. A lease that ran out goes back
//! into the queue; so does an attempt that was cut short by a crash: its second copy bears the same Message-ID.

use std::time::Duration;

use diesel::prelude::*;

use super::{Delivery, DeliveryId, Lane, Letter, LetterId, LetterRow, Order};
use crate::base::clock::Timestamp;
use crate::base::ids::Id;
use crate::db::dialect::skip_locked;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::schema::{deliveries, letters};

/// A worker that has not settled by then is taken for dead.
const LEASE: Duration = Duration::from_mins(1);
const FIRST_PAUSE: Duration = Duration::from_mins(1);
const LONGEST_PAUSE: Duration = Duration::from_hours(1);
/// States from which a delivery may be leased: waiting ones, and those of a worker that died.
const LEASABLE: [&str; 4] = ["queued", "deferred", "leased", "attempting"];

pub(super) fn queue(tx: &mut Tx<'_>, lane: Lane, letter: &Letter<'_>) -> Result<()> {
    let (now, letter_id): (Timestamp, Id<LetterRow>) = (tx.now, tx.fresh_id());
    let row = (
        letters::id.eq(&letter_id),
        letters::kind.eq(letter.kind),
        letters::subject_id.eq(letter.subject),
        letters::lane.eq(lane.as_str()),
        letters::created_at.eq(now.to_minute()),
        letters::expires_at.eq(now.plus(letter.useful_for)),
    );
    diesel::insert_into(letters::table).values(row).execute(&mut **tx)?;
    let id: Id<Delivery> = tx.fresh_id();
    let row = (
        deliveries::id.eq(id),
        deliveries::letter_id.eq(&letter_id),
        deliveries::lane.eq(lane.as_str()),
        deliveries::recipient_kind.eq(letter.recipient.kind),
        deliveries::recipient_id.eq(letter.recipient.id),
        deliveries::state.eq("queued"),
        deliveries::attempts.eq(0),
        deliveries::due_at.eq(now.to_minute()),
        deliveries::created_at.eq(now.to_minute()),
    );
    diesel::insert_into(deliveries::table).values(row).execute(&mut **tx)?;
    Ok(())
}

/// A delivery that a worker holds.
#[derive(Debug, Clone)]
pub(super) struct Leased {
    pub(super) id: DeliveryId,
    pub(super) attempts: i32,
    pub(super) expires_at: Timestamp,
    pub(super) order: Order,
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    Sent,
    Deferred(String),
    Failed(String),
    Cancelled,
    Expired,
}

/// What may be leased now: due, and held by nobody whose lease still runs.
#[diesel::dsl::auto_type]
fn leasable(lane: &'static str, now: Timestamp, states: Vec<&'static str>) -> _ {
    let free = deliveries::leased_until.is_null().or(deliveries::leased_until.lt(now).assume_not_null());
    deliveries::lane.eq(lane).and(deliveries::state.eq_any(states)).and(deliveries::due_at.le(now)).and(free)
}

/// Takes up to `most` due deliveries of a lane for `worker`; no other worker gets them meanwhile.
pub(super) fn lease(tx: &mut Tx<'_>, lane: Lane, worker: &str, most: i64) -> Result<Vec<Leased>> {
    let now = tx.now;
    let due = deliveries::table
        .filter(leasable(lane.as_str(), now, LEASABLE.to_vec()))
        .order((deliveries::due_at, deliveries::id))
        .limit(most)
        .select(deliveries::id);
    let ids: Vec<DeliveryId> = skip_locked!(&mut **tx, due, |inner, rows| rows.load(inner))?;
    diesel::update(deliveries::table.filter(deliveries::id.eq_any(&ids)))
        .set((
            deliveries::state.eq("leased"),
            deliveries::leased_by.eq(worker),
            deliveries::leased_until.eq(now.plus(LEASE)),
        ))
        .execute(&mut **tx)?;
    leased(tx, &ids)
}

type LeasedRow = (DeliveryId, i32, Timestamp, (String, String, String, String));

fn leased(conn: &mut Conn, ids: &[DeliveryId]) -> Result<Vec<Leased>> {
    let order = (letters::kind, letters::subject_id, deliveries::recipient_kind, deliveries::recipient_id);
    let rows: Vec<LeasedRow> = deliveries::table
        .inner_join(letters::table)
        .filter(deliveries::id.eq_any(ids))
        .order((deliveries::due_at, deliveries::id))
        .select((deliveries::id, deliveries::attempts, letters::expires_at, order))
        .load(conn)?;
    let leased = |(id, attempts, expires_at, (kind, subject, recipient_kind, recipient_id)): LeasedRow| {
        Leased { id, attempts, expires_at, order: Order { kind, subject, recipient_kind, recipient_id } }
    };
    Ok(rows.into_iter().map(leased).collect())
}

/// Marks that the attempt begins now; `false` if the lease was lost meanwhile.
pub(super) fn attempt(tx: &mut Tx<'_>, id: &DeliveryId, worker: &str) -> Result<bool> {
    let now = tx.now;
    let mine = deliveries::table
        .filter(deliveries::id.eq(id))
        .filter(deliveries::leased_by.eq(worker))
        .filter(deliveries::state.eq("leased"));
    let changed = diesel::update(mine)
        .set((
            deliveries::state.eq("attempting"),
            deliveries::attempts.eq(deliveries::attempts + 1),
            deliveries::leased_until.eq(now.plus(LEASE)),
        ))
        .execute(&mut **tx)?;
    Ok(changed == 1)
}

/// Writes down how it ended; a worker that lost its lease changes nothing.
pub(super) fn settle(tx: &mut Tx<'_>, leased: &Leased, worker: &str, outcome: &Outcome) -> Result<()> {
    let now = tx.now;
    let pause = pause_after(leased.attempts, tx.random().below(1000));
    let late = now.plus(pause) >= leased.expires_at;
    let (state, reply) = match outcome {
        Outcome::Sent => ("sent", None),
        Outcome::Deferred(reply) if late => ("expired", Some(reply.as_str())),
        Outcome::Deferred(reply) => ("deferred", Some(reply.as_str())),
        Outcome::Failed(reply) => ("failed", Some(reply.as_str())),
        Outcome::Cancelled => ("cancelled", None),
        Outcome::Expired => ("expired", None),
    };
    let settled_at = (state != "deferred").then_some(now);
    let mine =
        deliveries::table.filter(deliveries::id.eq(&leased.id)).filter(deliveries::leased_by.eq(worker));
    diesel::update(mine)
        .set((
            deliveries::state.eq(state),
            deliveries::reply.eq(reply),
            deliveries::due_at.eq(now.plus(pause)),
            deliveries::leased_by.eq(None::<String>),
            deliveries::leased_until.eq(None::<Timestamp>),
            deliveries::settled_at.eq(settled_at),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// How long until the next attempt: doubling from a minute to an hour, and up to half as much again by chance
/// (`thousandths` of 0 to 999), so that letters deferred together do not come back together.
fn pause_after(attempts: i32, thousandths: u64) -> Duration {
    let doublings = u32::try_from(attempts).unwrap_or(0).min(6);
    let pause = FIRST_PAUSE.saturating_mul(2_u32.pow(doublings)).min(LONGEST_PAUSE);
    pause + Duration::from_micros(u64::try_from(pause.as_micros()).unwrap_or(0) / 2000 * thousandths)
}

/// Whether [`lease`] would find nothing in this lane: a cheap look before a change is asked for.
pub(super) fn nothing_due(conn: &mut Conn, lane: Lane, now: Timestamp) -> Result<bool> {
    let due =
        deliveries::table.filter(leasable(lane.as_str(), now, LEASABLE.to_vec())).select(deliveries::id);
    Ok(due.first::<DeliveryId>(conn).optional()?.is_none())
}

/// How many deliveries are not settled yet: for `check`, and for tests that must leave none behind.
///
/// # Errors
/// Those of the database.
pub fn unsettled(conn: &mut Conn) -> Result<i64> {
    Ok(deliveries::table.filter(deliveries::settled_at.is_null()).count().get_result(conn)?)
}

/// After a restore nobody knows which unsettled deliveries went out since the backup: those of the bulk lane become
/// `uncertain`, for a person to decide, and personal letters are cancelled, since asking again is easy. At most 500
/// a call; answers how many of each.
///
/// # Errors
/// Those of the database.
pub fn doubt_unsettled(tx: &mut Tx<'_>) -> Result<(usize, usize)> {
    let unsettled =
        deliveries::table.filter(deliveries::settled_at.is_null()).order(deliveries::id).limit(500);
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

/// Forgets at most 500 deliveries that were settled before `before`, and letters that have none left.
///
/// # Errors
/// Those of the database.
pub fn forget_settled(tx: &mut Tx<'_>, before: Timestamp) -> Result<usize> {
    let old: Vec<(DeliveryId, LetterId)> = deliveries::table
        .filter(deliveries::settled_at.lt(before))
        .order(deliveries::settled_at)
        .limit(500)
        .select((deliveries::id, deliveries::letter_id))
        .load(&mut **tx)?;
    let (ids, letter_ids): (Vec<DeliveryId>, Vec<LetterId>) = old.into_iter().unzip();
    let gone = diesel::delete(deliveries::table.filter(deliveries::id.eq_any(ids))).execute(&mut **tx)?;
    let emptied = letters::table.filter(letters::id.eq_any(letter_ids)).filter(diesel::dsl::not(
        diesel::dsl::exists(deliveries::table.filter(deliveries::letter_id.eq(letters::id))),
    ));
    let emptied: Vec<LetterId> = emptied.select(letters::id).load(&mut **tx)?;
    diesel::delete(letters::table.filter(letters::id.eq_any(emptied))).execute(&mut **tx)?;
    Ok(gone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pause_doubles_from_a_minute_to_an_hour() {
        let pauses: Vec<u64> = (0..9).map(|attempts| pause_after(attempts, 0).as_secs()).collect();
        assert_eq!(pauses, [60, 120, 240, 480, 960, 1920, 3600, 3600, 3600]);
    }

    #[test]
    fn chance_adds_at_most_half_as_much_again() {
        assert!(pause_after(0, 999) < Duration::from_secs(90));
        assert!(pause_after(0, 999) > Duration::from_secs(89));
    }
}
