//! Personal letters that did not arrive, or perhaps did not: for whoever looks after the site, without an address.

use diesel::prelude::*;

use super::DeliveryState;
use crate::base::clock::Timestamp;
use crate::db::{Conn, Tx};
use crate::error::{Error, OrNotFound as _, Result};
use crate::mail::{DeliveryId, Lane, LetterId, PERSONAL_USEFUL_FOR};
use crate::schema::{deliveries, letters};

/// How ended what did not arrive.
const TROUBLED: [&str; 3] =
    [DeliveryState::Failed.as_str(), DeliveryState::Expired.as_str(), DeliveryState::Uncertain.as_str()];
/// How many are listed.
const LISTED: i64 = 100;
/// The key of what is said when a letter is no longer where the deed found it.
const ELSEWHERE: &str = "base-conflict-letter";

/// A personal letter that did not arrive, or of which nobody knows.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Troubled {
    /// Its delivery.
    pub id: DeliveryId,
    /// The kind of the letter.
    pub kind: String,
    /// The kind of its recipient.
    pub recipient_kind: String,
    /// The id of its recipient.
    pub recipient_id: String,
    /// `failed`, `expired` or `uncertain`.
    pub state: String,
    /// Code and status of the relay's last reply, if there was one.
    pub reply: Option<String>,
    /// How often it was tried.
    pub attempts: i32,
    /// When it was given up.
    pub settled_at: Option<Timestamp>,
}

/// The last hundred, the newest first; they are kept for as long as deliveries are.
///
/// # Errors
/// Those of the database.
pub fn troubled(conn: &mut Conn) -> Result<Vec<Troubled>> {
    let rows = deliveries::table
        .inner_join(letters::table)
        .filter(deliveries::lane.eq(Lane::Personal.as_str()))
        .filter(deliveries::state.eq_any(TROUBLED))
        .order(deliveries::settled_at.desc())
        .limit(LISTED);
    let columns = (
        deliveries::id,
        letters::kind,
        deliveries::recipient_kind,
        deliveries::recipient_id,
        deliveries::state,
        deliveries::reply,
        deliveries::attempts,
        deliveries::settled_at,
    );
    Ok(rows.select(columns).load(conn)?)
}

/// Tries such a letter again, as if it were posted now: it is written anew, unless nobody wants it any more.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Conflict`] if it is no longer one that did not arrive.
pub fn try_again(tx: &mut Tx<'_>, id: &DeliveryId) -> Result<()> {
    let now = tx.now;
    let letter: LetterId = deliveries::table
        .filter(deliveries::id.eq(id))
        .filter(deliveries::lane.eq(Lane::Personal.as_str()))
        .select(deliveries::letter_id)
        .first(&mut **tx)
        .optional()?
        .or_not_found()?;
    let stands = deliveries::table.filter(deliveries::id.eq(id)).filter(deliveries::state.eq_any(TROUBLED));
    let again = diesel::update(stands)
        .set((
            deliveries::state.eq(DeliveryState::Queued.as_str()),
            deliveries::attempts.eq(0),
            deliveries::doubts.eq(0),
            deliveries::reply.eq(None::<String>),
            deliveries::due_at.eq(now),
            deliveries::settled_at.eq(None::<Timestamp>),
        ))
        .execute(&mut **tx)?;
    if again == 0 {
        return Err(Error::Conflict(ELSEWHERE));
    }
    diesel::update(letters::table.find(&letter))
        .set(letters::expires_at.eq(now.plus(PERSONAL_USEFUL_FOR)))
        .execute(&mut **tx)?;
    Ok(())
}

/// Since when the oldest personal letter waits that could be sent now.
///
/// # Errors
/// Those of the database.
pub fn waiting_since(conn: &mut Conn, now: Timestamp) -> Result<Option<Timestamp>> {
    let waiting = deliveries::table
        .filter(deliveries::lane.eq(Lane::Personal.as_str()))
        .filter(deliveries::state.eq_any(super::WAITING))
        .filter(deliveries::due_at.le(now))
        .order(deliveries::created_at)
        .select(deliveries::created_at);
    Ok(waiting.first(conn).optional()?)
}
