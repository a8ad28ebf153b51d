//! Legal holds: the words of a comment are kept for a court, though its author, or a time that ran out, would erase them.
//!
//! While a hold stands nothing erases the words. What would have erased them takes them from everybody's sight all the
//! same, with the name above them, and is noted: when the hold ends, by the clock or by an admin, they go.

use std::time::Duration;

use jiff::civil::Date;
use serde_json::json;

use super::CommentId;
use super::apply::apply;
use super::events::{Actor, Cause, Event, Step};
use super::states::State;
use super::store::{self as comments, holds as store};
use crate::accounts::AccountId;
use crate::audit::{self, Target};
use crate::base::clock::Timestamp;
use crate::base::text::Line;
use crate::db::{Conn, Tx};
use crate::error::{Error, OrNotFound as _, Result};

/// The longest that a hold stands without being set anew, in days.
const MOST_DAYS: u32 = 365;
const DAY: Duration = Duration::from_hours(24);
/// Ends in one change; each erases a comment.
const AT_ONCE: i64 = 40;

/// Its words are gone; a key of `locales/`.
pub const NOTHING_TO_KEEP: &str = "comments-hold-nothing";
/// Somebody changed the hold meanwhile; a key of `locales/`.
pub const MEANWHILE: &str = "comments-hold-meanwhile";

/// The last day of a hold: from tomorrow until 365 days from today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastDay(Date);

impl LastDay {
    /// A day, if a hold can stand until it.
    #[must_use]
    pub fn new(day: Date, now: Timestamp) -> Option<Self> {
        let (at, today) = (Timestamp::start_of(day), now.to_day());
        (at > today && at <= today.plus(DAY * MOST_DAYS)).then_some(Self(day))
    }
}

/// A hold on a comment.
#[derive(Debug, Clone)]
pub struct Hold {
    /// The comment.
    pub comment: CommentId,
    /// Why.
    pub reason: Line,
    /// The last day of it.
    pub until: Date,
    /// Whether somebody asked for its words to be erased, which happens when it ends.
    pub asked: bool,
    /// Rises with every change.
    pub version: i64,
}

impl From<store::Row> for Hold {
    fn from(row: store::Row) -> Self {
        Self {
            comment: row.comment_id,
            reason: row.reason,
            until: row.until.day(),
            asked: row.asked,
            version: row.version,
        }
    }
}

/// The hold on a comment.
///
/// # Errors
/// Those of the database.
pub fn find(conn: &mut Conn, comment: &CommentId) -> Result<Option<Hold>> {
    Ok(store::find(conn, comment)?.map(Hold::from))
}

/// Every hold, the one that ends first first.
///
/// # Errors
/// Those of the database.
pub fn all(conn: &mut Conn) -> Result<Vec<Hold>> {
    Ok(store::all(conn)?.into_iter().map(Hold::from).collect())
}

/// How many comments of an account are held, and the last day of the longest of these holds; `None` if there is none.
///
/// # Errors
/// Those of the database.
pub fn on_account(conn: &mut Conn, account: &AccountId) -> Result<Option<(usize, Date)>> {
    let days = store::on_account(conn, account)?;
    Ok(days.iter().max().map(|last| (days.len(), last.day())))
}

/// A hold that an admin wants.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The comment.
    pub comment: CommentId,
    /// The version of its hold that was seen; 0 if there was none.
    pub seen: i64,
    /// Why.
    pub reason: Line,
    /// Until when.
    pub until: LastDay,
}

/// Keeps the words of a comment from now on, or for longer.
///
/// # Errors
/// [`Error::Conflict`] with [`NOTHING_TO_KEEP`] or [`MEANWHILE`]; [`Error::NotFound`] without the comment.
pub fn keep(tx: &mut Tx<'_>, by: &audit::Actor, wanted: &Wanted) -> Result<()> {
    comments::find(tx, &wanted.comment)?.or_not_found()?;
    if comments::current_text(tx, &wanted.comment)?.is_none() {
        return Err(Error::Conflict(NOTHING_TO_KEEP));
    }
    let row = store::Row {
        comment_id: wanted.comment.clone(),
        reason: wanted.reason.clone(),
        until: Timestamp::start_of(wanted.until.0),
        asked: false,
        version: wanted.seen,
    };
    let kept = if wanted.seen == 0 { store::insert(tx, &row)? } else { store::extend(tx, &row)? };
    if !kept {
        return Err(Error::Conflict(MEANWHILE));
    }
    let deed = if wanted.seen == 0 { "hold-set" } else { "hold-extend" };
    note(tx, by, deed, (&wanted.comment, wanted.until.0))
}

/// Ends a hold before its day; what was asked for meanwhile happens now.
///
/// # Errors
/// [`Error::Conflict`] with [`MEANWHILE`]; those of the database.
pub fn release(tx: &mut Tx<'_>, by: &audit::Actor, (comment, seen): (&CommentId, i64)) -> Result<()> {
    let row = store::find(tx, comment)?.filter(|row| row.version == seen);
    let row = row.ok_or(Error::Conflict(MEANWHILE))?;
    over(tx, &row)?;
    note(tx, by, "hold-end", (comment, tx.now.day()))
}

/// Ends those whose last day is over; answers how many.
pub(super) fn end_due(tx: &mut Tx<'_>) -> Result<usize> {
    let today = tx.now.to_day();
    let due = store::due(tx, today, AT_ONCE)?;
    for row in &due {
        over(tx, row)?;
        note(tx, &audit::Actor::Program, "hold-end", (&row.comment_id, row.until.day()))?;
    }
    Ok(due.len())
}

fn over(tx: &mut Tx<'_>, row: &store::Row) -> Result<()> {
    store::remove(tx, &row.comment_id)?;
    let comment = comments::find(tx, &row.comment_id)?.or_not_found()?;
    let state = comment.state()?;
    if row.asked && state != State::Erased {
        let (comment, version) = (comment.id, comment.version);
        let (actor, step, cause) = (Actor::Program, Step::Erase, Cause::Retention);
        return apply(tx, &Event { comment, version, actor, step, cause }).map(|_| ());
    }
    let is_nobodys = comment.name.is_empty() && state == State::Published;
    if is_nobodys { comments::erase_hidden_texts(tx, &comment.id) } else { Ok(()) }
}

fn note(
    tx: &mut Tx<'_>,
    actor: &audit::Actor,
    deed: &'static str,
    (comment, until): (&CommentId, Date),
) -> Result<()> {
    audit::record(
        tx,
        actor,
        deed,
        Target { kind: "comment", id: comment.as_str() },
        &json!({ "until": until.to_string() }),
    )
}
