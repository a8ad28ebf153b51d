//! Legal holds: the words of a comment are kept for a court, though its author, or a time that ran out, would erase them.
//!
//! While a hold stands nothing erases the words. What would have erased them takes them from everybody's sight all the
//! same, with the name above them, and is noted: nobody but admins finds them, and when the hold ends, by the clock or by
//! an admin, they go.

use std::time::Duration;

use jiff::civil::Date;
use serde_json::{Value, json};

use super::CommentId;
use super::apply::apply;
use super::events::{Actor, Cause, Event, Step};
use super::states::State;
use super::store::{self as comments, holds as store};
use crate::accounts::AccountId;
use crate::audit::{self, Target};
use crate::base::clock::Timestamp;
use crate::base::ids::Id;
use crate::base::journal::Journal;
use crate::base::text::{Line, Prose};
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
/// The kind, in the journal of erasures, of a hold that an admin ended; never changed.
pub const ENDED_KIND: &str = "comment-hold";

/// A legal hold, as its ids tell it from other things.
#[derive(Debug)]
pub enum HoldRecord {}
/// The id of a legal hold.
pub type HoldId = Id<HoldRecord>;

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
    /// This hold.
    pub id: HoldId,
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
            id: row.id,
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

/// The holds that stand, at most 200, the one that ends first first.
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
    if wanted.seen == 0 && comments::current_text(tx, &wanted.comment)?.is_none() {
        return Err(Error::Conflict(NOTHING_TO_KEEP));
    }
    let row = store::Row {
        comment_id: wanted.comment.clone(),
        id: tx.fresh_id(),
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
    let detail = json!({ "until": wanted.until.0.to_string() });
    note(tx, by, deed, (&wanted.comment, &detail))
}

/// Ends a hold before its day; what was asked for meanwhile happens now, for good: the journal of erasures tells whoever
/// restores a backup that the hold is over.
///
/// # Errors
/// [`Error::Conflict`] with [`MEANWHILE`]; [`Error::Unavailable`] if the journal cannot be written, and nothing is ended;
/// those of the database.
pub fn release(
    tx: &mut Tx<'_>,
    journal: &Journal,
    by: &audit::Actor,
    (comment, seen): (&CommentId, i64),
) -> Result<()> {
    let row = store::find(tx, comment)?.filter(|row| row.version == seen);
    let row = row.ok_or(Error::Conflict(MEANWHILE))?;
    over(tx, &row, by)?;
    journal.record(ENDED_KIND, row.id.as_str(), tx.now.day()).map_err(|error| {
        tracing::error!(%error, "the end of a hold could not be kept in the journal");
        Error::Unavailable
    })
}

/// Ends those whose last day is over; answers how many.
pub(super) fn end_due(tx: &mut Tx<'_>) -> Result<usize> {
    let today = tx.now.to_day();
    let due = store::due(tx, today, AT_ONCE)?;
    for row in &due {
        over(tx, row, &audit::Actor::Program)?;
    }
    Ok(due.len())
}

/// Ends a hold that an admin had ended, and a backup brought back.
///
/// # Errors
/// Those of the database.
pub fn end_again(tx: &mut Tx<'_>, comment: &CommentId) -> Result<()> {
    match store::find(tx, comment)? {
        Some(row) => over(tx, &row, &audit::Actor::Program),
        None => Ok(()),
    }
}

/// The words that nobody but admins finds, the oldest first.
///
/// # Errors
/// Those of the database.
pub fn words_aside(conn: &mut Conn, comment: &CommentId) -> Result<Vec<Prose>> {
    Ok(comments::texts_aside(conn, comment)?.into_iter().map(|text| text.text).collect())
}

/// The holds on these comments.
///
/// # Errors
/// Those of the database.
pub fn among(conn: &mut Conn, ids: &[CommentId]) -> Result<Vec<Hold>> {
    Ok(store::among(conn, ids)?.into_iter().map(Hold::from).collect())
}

fn over(tx: &mut Tx<'_>, row: &store::Row, by: &audit::Actor) -> Result<()> {
    store::remove(tx, &row.comment_id)?;
    let comment = comments::find(tx, &row.comment_id)?.or_not_found()?;
    match (row.asked, comment.state()?) {
        // Whoever took it back goes on reading by their receipt that they did.
        (true, State::Withdrawn) => comments::erase_texts(tx, &comment.id)?,
        (true, _) => erase(tx, comment.id, comment.version)?,
        (false, _) if comment.name.is_empty() => drop_aside(tx, &comment.id)?,
        (false, _) => {}
    }
    let detail = json!({ "until": row.until.day().to_string(), "erased": row.asked });
    note(tx, by, "hold-end", (&row.comment_id, &detail))
}

fn erase(tx: &mut Tx<'_>, comment: CommentId, version: i64) -> Result<()> {
    let (actor, step, cause) = (Actor::Program, Step::Erase, Cause::Retention);
    apply(tx, &Event { comment, version, actor, step, cause }).map(|_| ())
}

/// Of a comment that is nobody's only what is read was to stay.
fn drop_aside(tx: &mut Tx<'_>, comment: &CommentId) -> Result<()> {
    let aside: Vec<_> = comments::texts_aside(tx, comment)?.into_iter().map(|text| text.id).collect();
    comments::drop_texts(tx, &aside)
}

fn note(
    tx: &mut Tx<'_>,
    actor: &audit::Actor,
    deed: &'static str,
    (comment, detail): (&CommentId, &Value),
) -> Result<()> {
    audit::record(tx, actor, deed, Target { kind: "comment", id: comment.as_str() }, detail)
}
