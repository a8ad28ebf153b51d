//! Letters to many: begun by a feature, which makes their deliveries by `INSERT … SELECT` in the same transaction.

use std::num::NonZeroU32;
use std::time::Duration;

use diesel::prelude::*;

use super::books::LetterState;
use super::{LetterId, stop};
use crate::base::clock::Timestamp;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::mail::Lane;
use crate::schema::letters;

/// An alert that could not be sent within this time is given up: it is no news any more.
pub const ALERT_USEFUL_FOR: Duration = Duration::from_hours(48);

/// Why letters are paused that came on top of what a day may bring: for
/// [`books::Books::pause_cause`](super::books::Books::pause_cause).
pub const OVER_THE_CAP: &str = "daily-cap";
const DAY: Duration = Duration::from_hours(24);

/// A letter that is to be sent to many.
#[derive(Debug, Clone, Copy)]
pub struct BulkLetter<'a> {
    /// Which letter it is; one [`Composer`](crate::mail::Composer) writes it.
    pub kind: &'static str,
    /// What it is about: an id that its composer understands.
    pub subject: &'a str,
    /// After this time it is of no use any more and is not sent.
    pub useful_for: Duration,
}

/// Begins a letter without deliveries. Make them in the same transaction (lane `bulk`, state `queued`, no attempts
/// and no doubts, due now), then say how many they are ([`count_in`]).
///
/// # Errors
/// Those of the database.
pub fn begin(tx: &mut Tx<'_>, letter: &BulkLetter<'_>) -> Result<LetterId> {
    let (now, id): (Timestamp, LetterId) = (tx.now, tx.fresh_id());
    let row = (
        letters::id.eq(&id),
        letters::kind.eq(letter.kind),
        letters::subject_id.eq(letter.subject),
        letters::lane.eq(Lane::Bulk.as_str()),
        letters::state.eq(LetterState::Open.as_str()),
        letters::candidates.eq(0_i64),
        letters::created_at.eq(now.to_minute()),
        letters::expires_at.eq(now.plus(letter.useful_for)),
    );
    diesel::insert_into(letters::table).values(row).execute(&mut **tx)?;
    Ok(id)
}

/// Counts deliveries that were just made into the letter's books. May be called once for each step of making them. If all
/// letters to many of the last 24 hours are more than `cap` with them, whatever became of the others, it is paused
/// before the first of it is sent (`docs/security/checklist.md`, AZ8); a person who lets it go on is not asked again.
///
/// # Errors
/// Those of the database.
pub fn count_in(
    tx: &mut Tx<'_>,
    letter: &LetterId,
    candidates: usize,
    cap: Option<NonZeroU32>,
) -> Result<()> {
    let more = i64::try_from(candidates).unwrap_or(i64::MAX);
    diesel::update(letters::table.find(letter))
        .set(letters::candidates.eq(letters::candidates + more))
        .execute(&mut **tx)?;
    match cap {
        Some(cap) if candidates > 0 && made_within_a_day(tx)? > i64::from(cap.get()) => {
            tracing::warn!(%letter, %cap, "more letters than a day may bring; these wait for an editor");
            stop(tx, letter, OVER_THE_CAP)
        }
        _ => Ok(()),
    }
}

/// How many deliveries the letters to many of the last 24 hours have: some tens of rows, read in the change itself, so
/// that of two at the same instant the second counts the first.
fn made_within_a_day(tx: &mut Tx<'_>) -> Result<i64> {
    let since = tx.now.minus(DAY).to_minute();
    let made = letters::table
        .filter(letters::lane.eq(Lane::Bulk.as_str()))
        .filter(letters::created_at.ge(since))
        .select(letters::candidates);
    Ok(made.load::<i64>(&mut **tx)?.into_iter().sum())
}

/// What a letter to many is and what it is about: kind and subject, as it was begun.
pub type About = (String, String);

/// The letters to many that were begun since then, the newest first, at most `most`.
///
/// # Errors
/// Those of the database.
pub fn begun_since(conn: &mut Conn, since: Timestamp, most: i64) -> Result<Vec<(LetterId, About)>> {
    let begun = letters::table
        .filter(letters::lane.eq(Lane::Bulk.as_str()))
        .filter(letters::created_at.ge(since))
        .order((letters::created_at.desc(), letters::id.desc()))
        .limit(most)
        .select((letters::id, (letters::kind, letters::subject_id)));
    Ok(begun.load(conn)?)
}

/// What a letter to many is about; `None` if there is no such letter.
///
/// # Errors
/// Those of the database.
pub fn about(conn: &mut Conn, letter: &LetterId) -> Result<Option<About>> {
    let found = letters::table.find(letter).filter(letters::lane.eq(Lane::Bulk.as_str()));
    Ok(found.select((letters::kind, letters::subject_id)).first(conn).optional()?)
}
