//! The outbox: every delivery with its state, leased, attempted and settled.
//!
//! `queued → leased → attempting → sent | deferred | failed | suppressed | cancelled | expired | uncertain`. A lease
//! that ran out may be taken by anybody; so may an attempt that was cut short by a crash: its second copy bears the
//! same Message-ID. Every lease has a name of its own, and every mark asks for it: who slept past the end of a lease
//! that somebody else has taken writes nothing.
//!
//! `doubts` tells how often the relay may have had a letter whose end nobody wrote down: the ones count answers lost
//! after the dot, of which the second settles it as `uncertain`; the thousands (`CUT_SHORT`) count attempts that a
//! crash cut short, after which it is sent again. With any doubt it never ends as surely unsent.

mod again;
pub mod books;
pub mod bulk;
mod lanes;
pub mod personal;
mod states;
pub mod suppressions;
mod sweeps;

use std::time::Duration;

use diesel::prelude::*;

pub(super) use self::lanes::{HANDFUL, due, lease};
use self::states::{DeliveryState, HELD, UNSETTLED, WAITING};
pub use self::sweeps::{RESTORED, doubt_unsettled, forget_settled};
pub(super) use self::sweeps::{Untidy, tidy, untidy};
use super::{Delivery, DeliveryId, Lane, Letter, LetterId, LetterRow, Order};
use crate::base::clock::Timestamp;
use crate::base::ids::Id;
use crate::base::seal::Keys;
use crate::base::text::EmailAddress;
use crate::db::dialect::skip_locked;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::schema::{deliveries, letters};

/// A worker that has neither settled nor been heard of by then is taken for dead.
const LEASE: Duration = Duration::from_mins(1);
const FIRST_PAUSE: Duration = Duration::from_mins(1);
const LONGEST_PAUSE: Duration = Duration::from_hours(1);
/// What an attempt cut short by a crash adds to `doubts`.
const CUT_SHORT: i32 = 1000;
/// How many rows a change touches at most (DESIGN section 4).
const STEP: i64 = 500;

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
        deliveries::state.eq(DeliveryState::Queued.as_str()),
        deliveries::attempts.eq(0),
        deliveries::doubts.eq(0),
        deliveries::due_at.eq(now.to_minute()),
        deliveries::created_at.eq(now.to_minute()),
    );
    diesel::insert_into(deliveries::table).values(row).execute(&mut **tx)?;
    Ok(())
}

/// A delivery that a worker holds, as it was when it was leased.
#[derive(Debug, Clone)]
pub(super) struct Leased {
    pub(super) id: DeliveryId,
    pub(super) letter: LetterId,
    pub(super) attempts: i32,
    pub(super) doubts: i32,
    pub(super) expires_at: Timestamp,
    pub(super) order: Order,
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    Sent,
    Deferred(String),
    /// The letter or its sender is disliked; `pause` if it was the last of several in a row.
    Faulty {
        reply: String,
        pause: bool,
    },
    /// Refused for good; `bounced` if no other letter to many need be tried at that address.
    Failed {
        reply: String,
        bounced: Option<EmailAddress>,
    },
    /// The relay never had it: as if nothing had been tried.
    Returned,
    /// The relay may have it.
    Doubtful,
    Suppressed,
    Cancelled,
    Expired,
}

/// How the letter of a delivery stands when its turn comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    /// The attempt is marked.
    Begun,
    /// The lease was lost meanwhile.
    NotMine,
    /// Nothing of this letter is sent now.
    Paused,
    /// It never will be.
    Cancelled,
    /// It is too late for it.
    Expired,
}

/// Marks that the attempt begins now, if the lease is still held and the letter still wanted.
pub(super) fn attempt(tx: &mut Tx<'_>, leased: &Leased, lease: &str) -> Result<Turn> {
    let now = tx.now;
    let state: String = letters::table.find(&leased.letter).select(letters::state).first(&mut **tx)?;
    let turn = match state.as_str() {
        "cancelled" => Turn::Cancelled,
        _ if now >= leased.expires_at => Turn::Expired,
        "paused" => Turn::Paused,
        _ => Turn::Begun,
    };
    if turn != Turn::Begun {
        return Ok(turn);
    }
    let mine = deliveries::table
        .filter(deliveries::id.eq(&leased.id))
        .filter(deliveries::leased_by.eq(lease))
        .filter(deliveries::state.eq(DeliveryState::Leased.as_str()));
    let changed = diesel::update(mine)
        .set((
            deliveries::state.eq(DeliveryState::Attempting.as_str()),
            deliveries::attempts.eq(deliveries::attempts + 1),
            deliveries::leased_until.eq(now.plus(LEASE)),
        ))
        .execute(&mut **tx)?;
    Ok(if changed == 1 { Turn::Begun } else { Turn::NotMine })
}

/// What is written down of an outcome.
struct Entry<'a> {
    state: DeliveryState,
    reply: Option<&'a str>,
    attempts: i32,
    doubts: i32,
}

impl<'a> Entry<'a> {
    /// `late` if the next attempt would come after the letter's time.
    fn of(leased: &Leased, outcome: &'a Outcome, late: bool) -> Self {
        use DeliveryState::{Cancelled, Deferred, Expired, Failed, Queued, Sent, Suppressed, Uncertain};
        let (attempts, doubts) = (leased.attempts + 1, leased.doubts);
        let plain = |state, reply| Entry { state, reply, attempts, doubts };
        let unsent = |state, reply| plain(if doubts > 0 { Uncertain } else { state }, reply);
        let untried = |entry| Entry { attempts: leased.attempts, ..entry };
        match outcome {
            Outcome::Sent => plain(Sent, None),
            Outcome::Deferred(reply) | Outcome::Faulty { reply, .. } if late => unsent(Expired, Some(reply)),
            Outcome::Deferred(reply) | Outcome::Faulty { reply, .. } => plain(Deferred, Some(reply)),
            Outcome::Failed { reply, .. } => plain(Failed, Some(reply)),
            Outcome::Returned => untried(plain(Queued, None)),
            Outcome::Doubtful => {
                let again = !late && doubts % CUT_SHORT == 0;
                Entry { doubts: doubts + 1, ..plain(if again { Deferred } else { Uncertain }, None) }
            }
            Outcome::Suppressed => untried(unsent(Suppressed, None)),
            Outcome::Cancelled => untried(unsent(Cancelled, None)),
            Outcome::Expired => untried(unsent(Expired, None)),
        }
    }
}

/// Writes down how it ended. A worker that lost its lease changes nothing.
pub(super) fn settle(
    tx: &mut Tx<'_>,
    keys: &Keys,
    leased: &Leased,
    lease: &str,
    outcome: &Outcome,
) -> Result<()> {
    let now = tx.now;
    let pause = pause_after(leased.attempts, tx.random().below(1000));
    let entry = Entry::of(leased, outcome, now.plus(pause) >= leased.expires_at);
    let due_at = if entry.state == DeliveryState::Queued { now } else { now.plus(pause) };
    let settled_at = (!entry.state.is_unsettled()).then_some(now);
    let mine = deliveries::table
        .filter(deliveries::id.eq(&leased.id))
        .filter(deliveries::leased_by.eq(lease))
        .filter(deliveries::state.eq_any(HELD));
    let changed = diesel::update(mine)
        .set((
            deliveries::state.eq(entry.state.as_str()),
            deliveries::reply.eq(entry.reply),
            deliveries::attempts.eq(entry.attempts),
            deliveries::doubts.eq(entry.doubts),
            deliveries::due_at.eq(due_at),
            deliveries::leased_by.eq(None::<String>),
            deliveries::leased_until.eq(None::<Timestamp>),
            deliveries::settled_at.eq(settled_at),
        ))
        .execute(&mut **tx)?;
    match outcome {
        Outcome::Faulty { reply, pause: true } => stop(tx, &leased.letter, reply),
        Outcome::Failed { bounced: Some(address), .. } if changed == 1 => {
            suppressions::suppress(tx, keys, address, suppressions::Cause::Bounced)
        }
        _ => Ok(()),
    }
}

/// Pauses a letter to many if it is open: the relay keeps refusing it, or it comes on top of what a day may bring.
fn stop(tx: &mut Tx<'_>, letter: &LetterId, cause: &str) -> Result<()> {
    let open = letters::table
        .filter(letters::id.eq(letter))
        .filter(letters::lane.eq(Lane::Bulk.as_str()))
        .filter(letters::state.eq("open"));
    diesel::update(open)
        .set((letters::state.eq("paused"), letters::pause_cause.eq(cause)))
        .execute(&mut **tx)?;
    Ok(())
}

/// Gives deliveries back that nothing was tried with.
pub(super) fn give_back(tx: &mut Tx<'_>, ids: &[DeliveryId], lease: &str) -> Result<()> {
    let mine = deliveries::table
        .filter(deliveries::id.eq_any(ids))
        .filter(deliveries::leased_by.eq(lease))
        .filter(deliveries::state.eq(DeliveryState::Leased.as_str()));
    diesel::update(mine)
        .set((
            deliveries::state.eq(DeliveryState::Queued.as_str()),
            deliveries::leased_by.eq(None::<String>),
            deliveries::leased_until.eq(None::<Timestamp>),
        ))
        .execute(&mut **tx)?;
    Ok(())
}

/// Makes leases last on, because who holds them is alive. It waits for nobody, so that it and a worker which settles
/// one row and begins the next never wait for each other: what is locked now is being settled or begun.
pub(super) fn renew(tx: &mut Tx<'_>, leases: &[String]) -> Result<()> {
    let until = tx.now.plus(LEASE);
    let mine = deliveries::table
        .filter(deliveries::leased_by.eq_any(leases))
        .filter(deliveries::state.eq_any(HELD))
        .order(deliveries::id)
        .select(deliveries::id);
    let ids: Vec<DeliveryId> = skip_locked!(&mut **tx, mine, |inner, rows| rows.load(inner))?;
    diesel::update(deliveries::table.filter(deliveries::id.eq_any(ids)))
        .set(deliveries::leased_until.eq(until))
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

/// How many deliveries are not settled yet: for `check`, and for tests that must leave none behind.
///
/// # Errors
/// Those of the database.
pub fn unsettled(conn: &mut Conn) -> Result<i64> {
    Ok(deliveries::table.filter(deliveries::settled_at.is_null()).count().get_result(conn)?)
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
