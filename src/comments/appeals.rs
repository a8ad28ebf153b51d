//! An author contests a decision, once, and somebody else than whoever made it decides again.
//!
//! The event that decided is what is contested: a later decision on the same comment can be contested as well. That
//! nobody judges their own decision is checked where the answer is written; only where nobody else moderates does the
//! same person look again, and the pages say so.

use std::time::Duration;

use super::apply::apply;
use super::desk::{QUEUE_PAGE, Waiting, as_waiting};
use super::events::{Actor, Cause, Event, RuleCited, Step};
use super::history::{deciding, holds};
use super::receipts::standing;
use super::store::{self, AppealRow, CommentRow, EventRow};
use super::{CANNOT_BE_CONTESTED, CommentId, DECIDED_MEANWHILE, EventId, OWN_DECISION, own};
use crate::accounts::{self, AccountId};
use crate::base::clock::Timestamp;
use crate::base::ids::Id;
use crate::base::paging::{Cursor, Direction, Page, Paging, rows_to_fetch};
use crate::base::text::Prose;
use crate::db::{Conn, Tx};
use crate::error::{Error, OrNotFound as _, Result};

/// One appeal.
#[derive(Debug)]
pub(super) enum AppealRecord {}
/// The id of an appeal.
pub(super) type AppealId = Id<AppealRecord>;

/// How long a decision can be contested, in days; the text is kept for longer.
pub const APPEAL_DAYS: u32 = 14;
/// The most letters of an appeal, as a person counts them.
pub const MOST_OF_APPEAL: usize = 500;
const DAY: Duration = Duration::from_hours(24);

/// What was decided on an appeal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answered {
    /// The decision holds.
    Upheld,
    /// It does not.
    Overturned,
}

impl Answered {
    /// Its word in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Upheld => "upheld",
            Self::Overturned => "overturned",
        }
    }
}

/// An appeal, as its author may know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contested {
    /// What they wrote.
    pub words: Prose,
    /// What was decided; nothing yet.
    pub answered: Option<Answered>,
    /// Whether the decision was taken back with others, and nobody looked at it anew.
    pub taken_back: bool,
    /// Words to them.
    pub answer: Option<String>,
}

/// What an author says against a decision.
#[derive(Debug, Clone)]
pub struct Appeal {
    /// The comment.
    pub comment: CommentId,
    /// The version of it that they saw.
    pub version: i64,
    /// Their words; at most [`MOST_OF_APPEAL`] letters.
    pub words: Prose,
    /// By receipt or by account.
    pub cause: Cause,
}

/// Contests the decision on a comment for its author.
///
/// # Errors
/// [`Error::Conflict`] if something happened to it since they saw it, or the decision cannot be contested
/// ([`CANNOT_BE_CONTESTED`]).
pub fn appeal(tx: &mut Tx<'_>, appeal: &Appeal) -> Result<()> {
    let comment = store::find(tx, &appeal.comment)?.or_not_found()?;
    if comment.version != appeal.version {
        return Err(Error::Conflict(DECIDED_MEANWHILE));
    }
    if !standing(tx, &comment)?.can_be_contested(tx.now) {
        return Err(Error::Conflict(CANNOT_BE_CONTESTED));
    }
    let holding = holds(tx, &comment.id)?;
    let decision = deciding(&holding).or_not_found()?;
    let against = decider(tx, Some(decision))?;
    let (version, actor, cause) = (comment.version, Actor::Author, appeal.cause);
    apply(tx, &Event { comment: comment.id.clone(), version, actor, step: Step::Appeal, cause })?;
    let row = AppealRow {
        id: tx.fresh_id(),
        comment_id: comment.id,
        event_id: decision.id.clone(),
        against,
        state: store::OPEN.to_owned(),
        words: appeal.words.clone(),
        settled_by: None,
        created_at: tx.now.to_minute(),
    };
    store::insert_appeal(tx, &row)
}

/// Who decided, if it was a person whose account is still there.
fn decider(conn: &mut Conn, decision: Option<&EventRow>) -> Result<Option<AccountId>> {
    let by =
        decision.filter(|event| event.actor_kind == "moderator").and_then(|event| event.actor_id.as_deref());
    let by: Option<AccountId> = by.and_then(|id| id.parse().ok());
    Ok(match by {
        Some(id) => accounts::find(conn, &id)?.map(|_| id),
        None => None,
    })
}

/// Settles the open appeal against a decision: never by whoever made it, unless they are alone.
pub(super) fn answer(tx: &mut Tx<'_>, (event, id): (&Event, &EventId)) -> Result<()> {
    let open = store::open_appeal(tx, &event.comment)?.ok_or(Error::Conflict(DECIDED_MEANWHILE))?;
    let (answered, alone) = match &event.step {
        Step::Uphold { alone, .. } => (Answered::Upheld, *alone),
        Step::Overturn { alone, .. } => (Answered::Overturned, *alone),
        _ => return Err(Error::Conflict(super::NO_SUCH_STEP)),
    };
    let own = matches!(&event.actor, Actor::Moderator(by) if open.against.as_ref() == Some(by));
    if own && !alone {
        return Err(Error::Conflict(OWN_DECISION));
    }
    store::settle_appeals(tx, &event.comment, answered, id)
}

/// An appeal ends as granted when what it contests is taken back; whether there was one. As with its answer, whoever
/// decided does not do that, unless nobody else could.
pub(super) fn ends_with(
    tx: &mut Tx<'_>,
    comment: &CommentRow,
    (event, id): (&Event, &EventId),
    undone: &EventRow,
) -> Result<bool> {
    if store::open_appeal(tx, &comment.id)?.is_none_or(|open| open.event_id != undone.id) {
        return Ok(false);
    }
    if let Actor::Moderator(by) = &event.actor {
        must_not_be_against(tx, &comment.id, by)?;
    }
    store::settle_appeals(tx, &comment.id, Answered::Overturned, id)?;
    Ok(true)
}

/// Whoever made a decision that is contested ends its appeal in no way, and takes nobody's answer away, unless nobody else
/// could answer.
///
/// # Errors
/// [`Error::Conflict`] with [`OWN_DECISION`]; those of the database.
pub fn must_not_be_against(conn: &mut Conn, comment: &CommentId, by: &AccountId) -> Result<()> {
    let Some(open) = store::open_appeal(conn, comment)? else { return Ok(()) };
    if open.against.as_ref() != Some(by) {
        return Ok(());
    }
    let author = store::find(conn, comment)?.and_then(|row| row.account_id);
    if is_alone(conn, Some(by), author.as_ref())? { Ok(()) } else { Err(Error::Conflict(OWN_DECISION)) }
}

/// An answer that is taken back leaves its appeal open, and so does whatever else ended one. Whoever made the contested
/// decision does not take the answer of another back.
pub(super) fn open_again(tx: &mut Tx<'_>, (event, undone): (&Event, &EventRow)) -> Result<()> {
    store::open_appeals_again(tx, &undone.id)?;
    let Actor::Moderator(by) = &event.actor else { return Ok(()) };
    let theirs = undone.actor_id.as_deref() == Some(by.as_str());
    let open = store::open_appeal(tx, &event.comment)?;
    if !theirs && open.is_some_and(|open| open.against.as_ref() == Some(by)) {
        return Err(Error::Conflict(OWN_DECISION));
    }
    Ok(())
}

/// What its author may know of the appeal against what was decided on a comment last, or of what it led to.
pub(super) fn contested(
    conn: &mut Conn,
    comment: &CommentId,
    holding: &[EventRow],
) -> Result<Option<Contested>> {
    let Some(last) = deciding(holding) else { return Ok(None) };
    let appeals = store::appeals_of(conn, comment)?;
    for row in appeals {
        let answer = match &row.settled_by {
            Some(id) => store::event(conn, id)?,
            None => None,
        };
        let led_here = answer.as_ref().is_some_and(|answer| answer.id == last.id);
        // What was taken back holds no more, so that the decision before it is the last one again.
        let taken_back = answer.as_ref().is_some_and(|it| it.reverts.is_some() && it.version > last.version);
        if led_here || taken_back || row.event_id == last.id {
            return Ok(Some(as_told(row, answer, taken_back)));
        }
    }
    Ok(None)
}

fn as_told(row: AppealRow, answer: Option<EventRow>, taken_back: bool) -> Contested {
    Contested {
        answered: match row.state.as_str() {
            "upheld" => Some(Answered::Upheld),
            "overturned" => Some(Answered::Overturned),
            _ => None,
        },
        words: row.words,
        taken_back,
        answer: answer.and_then(|event| event.words),
    }
}

/// Whether whoever decided on a comment answers an appeal too, for nobody else moderates here.
///
/// # Errors
/// Those of the database.
pub fn nobody_else_decides(conn: &mut Conn, comment: &CommentId) -> Result<bool> {
    let holding = holds(conn, comment)?;
    let by = decider(conn, deciding(&holding))?;
    let author = store::find(conn, comment)?.and_then(|comment| comment.account_id);
    is_alone(conn, by.as_ref(), author.as_ref())
}

fn is_alone(conn: &mut Conn, by: Option<&AccountId>, author: Option<&AccountId>) -> Result<bool> {
    match by {
        Some(by) => own::nobody_looks_anew(conn, by, author),
        None => Ok(false),
    }
}

/// Whether what was decided can be contested on its day and for [`APPEAL_DAYS`] after it.
pub(super) fn in_time(decided_at: Option<Timestamp>, now: Timestamp) -> bool {
    decided_at.is_some_and(|at| now < at.plus(DAY * (APPEAL_DAYS + 1)))
}

/// An appeal that waits for its answer.
#[derive(Debug, Clone)]
pub struct OpenAppeal {
    /// The comment.
    pub comment: Waiting,
    /// What its author says.
    pub words: Prose,
    /// Since when it waits.
    pub since: Timestamp,
    /// Who decided, if that is known.
    pub against: Option<AccountId>,
    /// Whether nobody else than whoever decided, and its author, moderates.
    pub alone: bool,
    /// The rule that was cited.
    pub rule: Option<RuleCited>,
    /// What was written to the author.
    pub said: Option<String>,
}

impl OpenAppeal {
    /// Whether `moderator` may answer it.
    #[must_use]
    pub fn is_for(&self, moderator: &AccountId) -> bool {
        self.alone || self.against.as_ref() != Some(moderator)
    }
}

/// A page of the appeals that wait, the longest waiting first.
///
/// # Errors
/// [`Error::NotFound`] for a place that is none.
pub fn open_appeals(conn: &mut Conn, paging: &Paging) -> Result<Page<OpenAppeal>> {
    let direction = paging.direction().map_err(|_| Error::NotFound)?;
    let most = rows_to_fetch(QUEUE_PAGE);
    let place = |cursor: &Cursor| cursor.instant_and_id().map_err(|_| Error::NotFound);
    let found = match &direction {
        Direction::Start => store::open_appeals(conn, None, true, most)?,
        Direction::After(at) => store::open_appeals(conn, Some(&place(at)?), true, most)?,
        Direction::Before(at) => store::open_appeals(conn, Some(&place(at)?), false, most)?,
    };
    let page = Page::cut(found, QUEUE_PAGE, &direction, |row| Cursor::of_instant(row.created_at, &row.id));
    let items = page.items.into_iter().map(|row| open_one(conn, row)).collect::<Result<_>>()?;
    Ok(Page { items, earlier: page.earlier, later: page.later })
}

/// The open appeal of a comment; `None` if there is none.
///
/// # Errors
/// Those of the database.
pub fn open_appeal(conn: &mut Conn, comment: &CommentId) -> Result<Option<OpenAppeal>> {
    store::open_appeal(conn, comment)?.map(|row| open_one(conn, row)).transpose()
}

/// Those of these comments of which an appeal waits.
///
/// # Errors
/// Those of the database.
pub fn contested_among(conn: &mut Conn, comments: &[CommentId]) -> Result<Vec<CommentId>> {
    store::contested_among(conn, comments)
}

fn open_one(conn: &mut Conn, row: AppealRow) -> Result<OpenAppeal> {
    let comment = store::find(conn, &row.comment_id)?.or_not_found()?;
    let decision = store::event(conn, &row.event_id)?;
    let cited = decision.as_ref().and_then(|event| event.rule_number.zip(event.rule_version));
    let alone = is_alone(conn, row.against.as_ref(), comment.account_id.as_ref())?;
    Ok(OpenAppeal {
        comment: as_waiting(conn, &comment)?,
        words: row.words,
        since: row.created_at,
        against: row.against,
        alone,
        rule: cited.map(|(number, version)| RuleCited { number, version }),
        said: decision.and_then(|event| event.words),
    })
}
