//! The books of a letter to many: what became of every delivery, and the deeds that stop it and let it go on.
//!
//! They balance at every moment: candidates = sum over states, counting the deliveries that were forgotten.

use std::time::Duration;

use diesel::dsl::count_star;
use diesel::prelude::*;

use super::{DeliveryState, LetterId, again};
use crate::base::clock::Timestamp;
use crate::db::{Conn, Tx};
use crate::error::{Error, OrNotFound as _, Result};
use crate::mail::Lane;
use crate::schema::{deliveries, letter_totals, letters};

/// The key of what is said when a letter is no longer where the deed found it.
const ELSEWHERE: &str = "base-conflict-letter";
/// The key of what is said when nobody would read the letter as news any more.
const TOO_LATE: &str = "base-conflict-letter-late";
/// The pace is told for this time.
const PACE: Duration = Duration::from_mins(1);

/// How a letter to many stands as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LetterState {
    /// It is being sent.
    Open,
    /// Nothing of it is sent until somebody resumes it.
    Paused,
    /// What was not sent yet never will be.
    Cancelled,
    /// Nothing of it waits.
    Done,
}

impl LetterState {
    /// Its name in the table.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Paused => "paused",
            Self::Cancelled => "cancelled",
            Self::Done => "done",
        }
    }

    fn of(name: &str) -> Result<Self> {
        let states = [Self::Open, Self::Paused, Self::Cancelled, Self::Done];
        let found = states.into_iter().find(|state| state.as_str() == name);
        found.ok_or_else(|| Error::fault("a letter has an unknown state"))
    }
}

/// What became of a letter so far. Every count is of deliveries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Books {
    /// The letter.
    pub letter: LetterId,
    /// How it stands.
    pub state: LetterState,
    /// Why it is paused: what [`pause`] was told, the relay's reply (`554 5.7.1`) after five in a row,
    /// [`OVER_THE_CAP`](super::bulk::OVER_THE_CAP) or [`RESTORED`](super::RESTORED).
    pub pause_cause: Option<String>,
    /// How many were to get it when it was begun.
    pub candidates: i64,
    /// Waiting for their first attempt, or given back.
    pub queued: i64,
    /// In the hands of a worker.
    pub leased: i64,
    /// On the wire now.
    pub attempting: i64,
    /// Taken by the relay.
    pub sent: i64,
    /// Waiting for another attempt.
    pub deferred: i64,
    /// Refused for good.
    pub failed: i64,
    /// No longer wanted when their turn came.
    pub suppressed: i64,
    /// Not sent because the letter was cancelled.
    pub cancelled: i64,
    /// Not sent in time.
    pub expired: i64,
    /// Perhaps sent: the connection broke twice after the letter was handed over. A person decides.
    pub uncertain: i64,
    /// Sent within the last 60 seconds.
    pub last_minute: i64,
    /// When it was begun, to the minute.
    pub created_at: Timestamp,
    /// After this instant nothing of it is sent.
    pub expires_at: Timestamp,
}

impl Books {
    /// Whether every candidate is in exactly one counted state.
    #[must_use]
    pub const fn balance(&self) -> bool {
        let settled =
            self.sent + self.failed + self.suppressed + self.cancelled + self.expired + self.uncertain;
        self.candidates == self.waiting() + settled
    }

    /// How many are not settled yet.
    #[must_use]
    pub const fn waiting(&self) -> i64 {
        self.queued + self.leased + self.attempting + self.deferred
    }

    fn count(&mut self, state: &str, more: i64) -> Result<()> {
        let state = DeliveryState::of(state);
        let place = match state.ok_or_else(|| Error::fault("a delivery has an unknown state"))? {
            DeliveryState::Queued => &mut self.queued,
            DeliveryState::Leased => &mut self.leased,
            DeliveryState::Attempting => &mut self.attempting,
            DeliveryState::Sent => &mut self.sent,
            DeliveryState::Deferred => &mut self.deferred,
            DeliveryState::Failed => &mut self.failed,
            DeliveryState::Suppressed => &mut self.suppressed,
            DeliveryState::Cancelled => &mut self.cancelled,
            DeliveryState::Expired => &mut self.expired,
            DeliveryState::Uncertain => &mut self.uncertain,
        };
        *place += more;
        Ok(())
    }
}

type LetterColumns = (String, Option<String>, i64, Timestamp, Timestamp);

/// The books of a letter to many; `None` if there is no such letter. `now` is only for the pace.
///
/// # Errors
/// Those of the database.
pub fn of(conn: &mut Conn, letter: &LetterId, now: Timestamp) -> Result<Option<Books>> {
    let columns =
        (letters::state, letters::pause_cause, letters::candidates, letters::created_at, letters::expires_at);
    let found: Option<LetterColumns> = bulk_letter(letter.clone()).select(columns).first(conn).optional()?;
    let Some((state, pause_cause, candidates, created_at, expires_at)) = found else { return Ok(None) };
    let state = LetterState::of(&state)?;
    let mut books = Books {
        letter: letter.clone(),
        state,
        pause_cause,
        candidates,
        queued: 0,
        leased: 0,
        attempting: 0,
        sent: 0,
        deferred: 0,
        failed: 0,
        suppressed: 0,
        cancelled: 0,
        expired: 0,
        uncertain: 0,
        last_minute: sent_since(conn, letter, now.minus(PACE))?,
        created_at,
        expires_at,
    };
    for (state, count) in counts(conn, letter)? {
        books.count(&state, count)?;
    }
    Ok(Some(books))
}

#[diesel::dsl::auto_type]
fn bulk_letter(letter: LetterId) -> _ {
    let lane: &'static str = Lane::Bulk.as_str();
    letters::table.filter(letters::id.eq(letter)).filter(letters::lane.eq(lane))
}

fn counts(conn: &mut Conn, letter: &LetterId) -> Result<Vec<(String, i64)>> {
    let there = deliveries::table.filter(deliveries::letter_id.eq(letter)).group_by(deliveries::state);
    let mut counts: Vec<(String, i64)> = there.select((deliveries::state, count_star())).load(conn)?;
    let forgotten = letter_totals::table.filter(letter_totals::letter_id.eq(letter));
    counts
        .extend(forgotten.select((letter_totals::state, letter_totals::count)).load::<(String, i64)>(conn)?);
    Ok(counts)
}

fn sent_since(conn: &mut Conn, letter: &LetterId, since: Timestamp) -> Result<i64> {
    let sent = deliveries::table
        .filter(deliveries::letter_id.eq(letter))
        .filter(deliveries::state.eq(DeliveryState::Sent.as_str()))
        .filter(deliveries::settled_at.gt(since));
    Ok(sent.count().get_result(conn)?)
}

/// Sends nothing of an open letter until it is resumed. `cause` is kept for who looks at it; what is on the wire
/// now ends as it ends.
///
/// # Errors
/// `Conflict` if the letter is not open.
pub fn pause(tx: &mut Tx<'_>, letter: &LetterId, cause: &str) -> Result<()> {
    go(tx, letter, &[LetterState::Open], LetterState::Paused, Some(cause))
}

/// How many letters to many are paused and will be given up if nobody lets them go on.
///
/// # Errors
/// Those of the database.
pub fn paused(conn: &mut Conn, now: Timestamp) -> Result<i64> {
    let paused = letters::table
        .filter(letters::lane.eq(Lane::Bulk.as_str()))
        .filter(letters::state.eq(LetterState::Paused.as_str()))
        .filter(letters::expires_at.gt(now));
    Ok(paused.select(count_star()).first(conn)?)
}

/// Lets a paused letter go on.
///
/// # Errors
/// `Conflict` if the letter is not paused.
pub fn resume(tx: &mut Tx<'_>, letter: &LetterId) -> Result<()> {
    go(tx, letter, &[LetterState::Paused], LetterState::Open, None)
}

/// Sends nothing of the letter any more; what waits is cancelled by the postman, some hundred at a time.
///
/// # Errors
/// `Conflict` if the letter is neither open nor paused.
pub fn cancel(tx: &mut Tx<'_>, letter: &LetterId) -> Result<()> {
    go(tx, letter, &[LetterState::Open, LetterState::Paused], LetterState::Cancelled, None)
}

fn go(
    tx: &mut Tx<'_>,
    letter: &LetterId,
    from: &[LetterState],
    to: LetterState,
    cause: Option<&str>,
) -> Result<()> {
    let from = from.iter().map(|state| state.as_str());
    let there = letters::table
        .filter(letters::id.eq(letter))
        .filter(letters::lane.eq(Lane::Bulk.as_str()))
        .filter(letters::state.eq_any(from.collect::<Vec<_>>()));
    let gone = diesel::update(there)
        .set((letters::state.eq(to.as_str()), letters::pause_cause.eq(cause)))
        .execute(&mut **tx)?;
    if gone == 1 { Ok(()) } else { Err(Error::Conflict(ELSEWHERE)) }
}

/// Sends what is `uncertain` again, because a person decided so: the first 500 wait when it returns (it answers how
/// many), and the postman works off the rest, 500 at a time, before it sends on. A letter that was done is open
/// again; a paused one stays paused.
///
/// # Errors
/// `Conflict` if the letter was cancelled, or if nobody would read it as news any more.
pub fn send_uncertain_again(tx: &mut Tx<'_>, letter: &LetterId) -> Result<usize> {
    let now = tx.now;
    let found: Option<(String, Timestamp)> = bulk_letter(letter.clone())
        .select((letters::state, letters::expires_at))
        .first(&mut **tx)
        .optional()?;
    let (state, expires_at) = found.or_not_found()?;
    if expires_at <= now {
        return Err(Error::Conflict(TOO_LATE));
    }
    let standing = match LetterState::of(&state)? {
        LetterState::Cancelled => return Err(Error::Conflict(ELSEWHERE)),
        LetterState::Paused => LetterState::Paused,
        LetterState::Open | LetterState::Done => LetterState::Open,
    };
    // Written even where nothing changes: the postman must not finish the letter meanwhile.
    let found = bulk_letter(letter.clone()).filter(letters::state.eq(state));
    if diesel::update(found).set(letters::state.eq(standing.as_str())).execute(&mut **tx)? == 0 {
        return Err(Error::Conflict(ELSEWHERE));
    }
    again::begin(tx, letter)
}
