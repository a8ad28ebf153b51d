//! What happened to a comment, and what moderators decided, read back.

use std::collections::BTreeMap;

use super::desk::QUEUE_PAGE;
use super::events::{
    APPEALED, Actor, DEMAND_REDACTED, DEMAND_REMOVED, RuleCited, can_be_undone, is_on_demand,
};
use super::states::State;
use super::store::{self, EventRow};
use super::{CommentId, EventId};
use crate::accounts::AccountId;
use crate::articles::ArticleId;
use crate::base::clock::Timestamp;
use crate::base::paging::{Cursor, Direction, Page, Paging, rows_to_fetch};
use crate::db::Conn;
use crate::error::{Error, OrNotFound as _, Result};

/// Something that happened to a comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryEntry {
    /// Its record.
    pub id: EventId,
    /// The version that the comment got by it.
    pub version: i64,
    /// What: `submitted`, or the word of a [`Step`](super::Step).
    pub kind: String,
    /// The state before; `None` when it arrived.
    pub from: Option<State>,
    /// The state after.
    pub to: State,
    /// Who did it.
    pub actor: Actor,
    /// The rule that was cited.
    pub rule: Option<RuleCited>,
    /// Words to the author.
    pub words: Option<String>,
    /// Why then: the word of a [`Cause`](super::Cause).
    pub cause: String,
    /// The event that it took back.
    pub reverts: Option<EventId>,
    /// How long the comment had waited, in whole hours.
    pub hours_waited: Option<i64>,
    /// When, to the minute while the comment waits and to the day once it is decided.
    pub at: Timestamp,
}

impl HistoryEntry {
    /// Whether it can be taken back as long as it is in force.
    #[must_use]
    pub fn can_be_undone(&self) -> bool {
        matches!(self.actor, Actor::Moderator(_))
            && self.reverts.is_none()
            && self.from.is_some_and(|from| can_be_undone(&self.kind, from, self.to))
    }
}

fn entry(row: EventRow) -> Result<HistoryEntry> {
    Ok(HistoryEntry {
        actor: actor_of(&row)?,
        from: row.from_state.as_deref().map(store::state_of).transpose()?,
        to: store::state_of(&row.to_state)?,
        rule: row.rule_number.zip(row.rule_version).map(|(number, version)| RuleCited { number, version }),
        id: row.id,
        version: row.version,
        kind: row.kind,
        words: row.words,
        cause: row.cause,
        reverts: row.reverts,
        hours_waited: row.hours_waited,
        at: row.at,
    })
}

fn actor_of(row: &EventRow) -> Result<Actor> {
    let id = row.actor_id.as_deref();
    Ok(match row.actor_kind.as_str() {
        "author" => Actor::Author,
        "moderator" => Actor::Moderator(id.unwrap_or_default().parse().map_err(Error::fault)?),
        "check" => Actor::Check {
            name: id.unwrap_or_default().to_owned(),
            version: row.actor_version.as_deref().and_then(|version| version.parse().ok()).unwrap_or(0),
        },
        _ => Actor::Program,
    })
}

/// Everything that happened to a comment, the first first.
///
/// # Errors
/// Those of the database.
pub fn history(conn: &mut Conn, comment: &CommentId) -> Result<Vec<HistoryEntry>> {
    store::history(conn, comment)?.into_iter().map(entry).collect()
}

/// What of a comment's history holds, the first first: an event that was taken back is left out, and so is its end.
///
/// # Errors
/// Those of the database.
pub(super) fn holds(conn: &mut Conn, comment: &CommentId) -> Result<Vec<EventRow>> {
    let mut events = store::history(conn, comment)?;
    let gone: Vec<EventId> = events.iter().filter_map(|event| event.reverts.clone()).collect();
    events.retain(|event| event.reverts.is_none() && !gone.contains(&event.id));
    Ok(events)
}

/// The event among those that hold that led to the comment's present state.
pub(super) fn deciding(holding: &[EventRow]) -> Option<&EventRow> {
    holding.iter().rev().find(|event| event.from_state.as_ref() != Some(&event.to_state))
}

/// The event that led to the comment's present state, unless something that holds was decided about that since.
pub(super) fn in_force(holding: &[EventRow]) -> Option<&EventRow> {
    let decided = deciding(holding)?;
    let mut since = holding.iter().filter(|event| event.version > decided.version);
    since.all(decides_nothing).then_some(decided)
}

/// An appeal waits for its answer, and a demand that changed nothing was recorded, kept the comment where it was, or was
/// refused.
fn decides_nothing(event: &EventRow) -> bool {
    let done = matches!(event.kind.as_str(), DEMAND_REMOVED | DEMAND_REDACTED);
    let says = event.kind == APPEALED || (is_on_demand(&event.kind) && !done);
    says && event.from_state.as_ref() == Some(&event.to_state)
}

/// The decision by which a comment is where it is, as far as it still is in force, with the version that the
/// comment has now. None while another one is in its grace.
///
/// # Errors
/// Those of the database.
pub fn decision_in_force(conn: &mut Conn, comment: &CommentId) -> Result<Option<(HistoryEntry, i64)>> {
    let Some(row) = store::find(conn, comment)?.filter(|row| !row.deciding) else { return Ok(None) };
    let holding = holds(conn, comment)?;
    let decided = in_force(&holding).cloned().map(entry).transpose()?;
    Ok(decided.map(|decided| (decided, row.version)))
}

/// Whether a decision on a comment is in its grace.
///
/// # Errors
/// Those of the database.
pub fn is_being_decided(conn: &mut Conn, comment: &CommentId) -> Result<bool> {
    Ok(store::find(conn, comment)?.is_some_and(|row| row.deciding))
}

/// Where a comment is.
///
/// # Errors
/// [`Error::NotFound`] without it.
pub fn state_of(conn: &mut Conn, comment: &CommentId) -> Result<State> {
    store::find(conn, comment)?.or_not_found()?.state()
}

/// A moderator's decision, as the log shows it.
#[derive(Debug, Clone)]
pub struct Decided {
    /// The decision.
    pub entry: HistoryEntry,
    /// The comment.
    pub comment: CommentId,
    /// The article that it stands under.
    pub article: ArticleId,
    /// The name above it.
    pub name: String,
    /// The account that wrote it, if one did.
    pub account: Option<AccountId>,
    /// Whether nothing followed the decision and it can be taken back; its version is then the comment's.
    pub can_be_undone: bool,
}

/// How often moderators did what, from one instant until another, by the word of the event.
///
/// # Errors
/// Those of the database.
pub fn decided_by_kind(conn: &mut Conn, from: Timestamp, to: Timestamp) -> Result<BTreeMap<String, i64>> {
    let mut counts = BTreeMap::new();
    for (kind, actor, .., many) in store::happened(conn, from, to)? {
        if actor == "moderator" {
            *counts.entry(kind).or_default() += many;
        }
    }
    Ok(counts)
}

/// Which decisions are looked for; all of them by default.
#[derive(Debug, Clone, Copy, Default)]
pub struct Decisions {
    /// Those since an instant.
    pub since: Option<Timestamp>,
    /// Those under the rule of a number, in whatever words it stood then.
    pub rule: Option<i32>,
}

/// A page of the decisions of moderators that are looked for, the newest day first.
///
/// # Errors
/// [`Error::NotFound`] for a place that is none.
pub fn decided(conn: &mut Conn, wanted: Decisions, paging: &Paging) -> Result<Page<Decided>> {
    let direction = paging.direction().map_err(|_| Error::NotFound)?;
    let most = rows_to_fetch(QUEUE_PAGE);
    let place = |cursor: &Cursor| cursor.instant_and_id().map_err(|_| Error::NotFound);
    let found = match &direction {
        Direction::Start => store::decided(conn, wanted, None, (true, most))?,
        Direction::After(at) => store::decided(conn, wanted, Some(&place(at)?), (true, most))?,
        Direction::Before(at) => store::decided(conn, wanted, Some(&place(at)?), (false, most))?,
    };
    let page =
        Page::cut(found, QUEUE_PAGE, &direction, |row| Cursor::of_instant(row.event.at, &row.event.id));
    let decided = |row: store::DecidedRow| {
        let comment = row.event.comment_id.clone();
        let entry = entry(row.event)?;
        let can_be_undone = entry.version == row.version && entry.can_be_undone();
        let (article, name, account) = (row.article_id, row.name, row.account);
        Ok(Decided { entry, comment, article, name, account, can_be_undone })
    };
    let items = page.items.into_iter().map(decided).collect::<Result<_>>()?;
    Ok(Page { items, earlier: page.earlier, later: page.later })
}
