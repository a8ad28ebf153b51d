//! What moderators look through: the queue, and one comment with all that surrounds it; and what an account wrote.

use std::collections::HashSet;

use super::history::{HistoryEntry, history};
use super::receipts::{Standing, standing};
use super::search::Sought;
use super::states::{RevisionState, State};
use super::store::{self, CommentRow};
use super::thread::{ThreadItem, published_comment};
use super::{CommentId, RevisionId};
use crate::accounts::AccountId;
use crate::articles::ArticleId;
use crate::base::clock::Timestamp;
use crate::base::paging::{Cursor, Direction, NoPlace, Page, Paging, rows_to_fetch};
use crate::base::text::{Name, Prose};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::rules::checks::DISTRESSING;

/// How many comments stand on a page of the queue (DESIGN section 13).
pub const QUEUE_PAGE: usize = 25;
/// The queue is counted no further than this; one more means "more than this".
pub const MOST_COUNTED: usize = 1_000;
const OTHERS: i64 = 10;

/// Why a check held a text, or where it filed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// The check.
    pub check: String,
    /// Its version.
    pub version: i32,
    /// Whether it asked for more than a look.
    pub spam: bool,
    /// The key of its words.
    pub reason: String,
    /// The entries of a list that it met.
    pub detail: Option<String>,
}

/// Whether a moderator should not read the text unawares in which checks found this.
#[must_use]
pub fn is_distressing(why: &[Why]) -> bool {
    why.iter().any(|why| why.check == DISTRESSING)
}

/// Those of these comments that have a text, read or waiting, that a moderator should not read unawares.
///
/// # Errors
/// Those of the database.
pub fn distressing(conn: &mut Conn, these: &[CommentId]) -> Result<HashSet<CommentId>> {
    Ok(store::found_by(conn, these, DISTRESSING)?.into_iter().collect())
}

/// A comment as the queue shows it.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// The comment.
    pub id: CommentId,
    /// The article that it stands under.
    pub article: ArticleId,
    /// Its version; a decision names it.
    pub version: i64,
    /// Where it stands.
    pub state: State,
    /// Whether a decision waits for its grace to pass.
    pub deciding: bool,
    /// The name above it.
    pub name: String,
    /// The account that wrote it, if one did.
    pub account: Option<AccountId>,
    /// Its text; `None` once it is erased.
    pub text: Option<Prose>,
    /// What its text has in common with its copies.
    pub cluster: Option<String>,
    /// The number of the rule under which it came to its state, if one was cited.
    pub rule: Option<i32>,
    /// When it was sent, as far as that is kept.
    pub submitted_at: Timestamp,
    /// The day of the decision.
    pub decided_at: Option<Timestamp>,
    /// The comment that it answers.
    pub parent: Option<CommentId>,
    /// Why checks held it.
    pub why: Vec<Why>,
}

/// Which part of the queue is wanted: of the comments in a state, those that match all that is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    /// The state that they are in.
    pub state: State,
    /// The article that they stand under.
    pub article: Option<ArticleId>,
    /// The name above them, however its letters are written.
    pub name: Option<Name>,
    /// The key of a reason for which a check held or filed them.
    pub reason: Option<String>,
    /// The number of the rule under which they came to the state.
    pub rule: Option<i32>,
    /// The cluster of their text.
    pub cluster: Option<String>,
    /// The words of their text.
    pub sought: Option<Sought>,
    /// The minute in which they were sent at the latest.
    pub until: Option<Timestamp>,
}

impl Filter {
    /// All comments in a state.
    #[must_use]
    pub const fn of(state: State) -> Self {
        Self {
            state,
            article: None,
            name: None,
            reason: None,
            rule: None,
            cluster: None,
            sought: None,
            until: None,
        }
    }
}

/// A page of comments that no decision waits for: by priority, then the longest waiting first.
///
/// # Errors
/// [`Error::NotFound`] for a place that is none.
pub fn waiting(conn: &mut Conn, filter: &Filter, paging: &Paging) -> Result<Page<Waiting>> {
    let direction = paging.direction().map_err(|_| Error::NotFound)?;
    let most = rows_to_fetch(QUEUE_PAGE);
    let found = match &direction {
        Direction::Start => store::waiting(conn, filter, None, true, most)?,
        Direction::After(at) => store::waiting(conn, filter, Some(&in_queue(at)?), true, most)?,
        Direction::Before(at) => store::waiting(conn, filter, Some(&in_queue(at)?), false, most)?,
    };
    let page = Page::cut(found, QUEUE_PAGE, &direction, cursor_of);
    let (items, earlier, later) = (page.items, page.earlier, page.later);
    let items = items.iter().map(|row| as_waiting(conn, row)).collect::<Result<_>>()?;
    Ok(Page { items, earlier, later })
}

pub(super) fn in_queue(cursor: &Cursor) -> Result<(i32, Timestamp, CommentId)> {
    let parsed = || {
        let (priority, rest) = cursor.as_str().split_once('-').ok_or(NoPlace)?;
        let (at, id) = Cursor::parse(rest)?.instant_and_id()?;
        Ok::<_, NoPlace>((priority.parse().map_err(|_| NoPlace)?, at, id))
    };
    parsed().map_err(|_| Error::NotFound)
}

pub(super) fn cursor_of(row: &CommentRow) -> Cursor {
    let text = format!("{}-{}", row.priority, Cursor::of_instant(row.submitted_at, &row.id));
    Cursor::parse(&text).unwrap_or_else(|_| Cursor::of_id(&row.id))
}

/// What checks found in a text.
pub(super) fn why(conn: &mut Conn, text: &RevisionId) -> Result<Vec<Why>> {
    let found = store::findings_of(conn, std::slice::from_ref(text))?.into_iter().map(|found| Why {
        check: found.check_name,
        version: found.check_version,
        spam: found.outcome == "spam",
        reason: found.reason,
        detail: found.detail,
    });
    Ok(found.collect())
}

pub(super) fn as_waiting(conn: &mut Conn, row: &CommentRow) -> Result<Waiting> {
    let text = store::current_text(conn, &row.id)?;
    let why = match &text {
        Some(text) => why(conn, &text.id)?,
        None => Vec::new(),
    };
    Ok(Waiting {
        id: row.id.clone(),
        article: row.article_id.clone(),
        version: row.version,
        state: row.state()?,
        deciding: row.deciding,
        name: row.name.clone(),
        account: row.account_id.clone(),
        cluster: row.cluster.clone(),
        rule: row.rule_number,
        text: text.map(|text| text.text),
        submitted_at: row.submitted_at,
        decided_at: row.decided_at,
        parent: row.parent_id.clone(),
        why,
    })
}

/// How many comments wait for a decision, counted up to one more than [`MOST_COUNTED`].
///
/// # Errors
/// Those of the database.
pub fn waiting_count(conn: &mut Conn, filter: &Filter) -> Result<usize> {
    Ok(store::matching(conn, filter, rows_to_fetch(MOST_COUNTED))?.len())
}

/// The comments that a filter finds, with their versions, in the order of the queue; at most `most`.
///
/// # Errors
/// Those of the database.
pub fn matching(conn: &mut Conn, filter: &Filter, most: usize) -> Result<Vec<(CommentId, i64)>> {
    store::matching(conn, filter, i64::try_from(most).unwrap_or(i64::MAX))
}

/// The text of a comment that is read, or waits, if it is there still; and whether a moderator should not read it unawares.
///
/// # Errors
/// Those of the database.
pub fn text_now(conn: &mut Conn, comment: &CommentId) -> Result<Option<(Prose, bool)>> {
    let Some(text) = store::current_text(conn, comment)? else { return Ok(None) };
    let distressing = is_distressing(&why(conn, &text.id)?);
    Ok(Some((text.text, distressing)))
}

/// Another comment of the same account, in short.
#[derive(Debug, Clone)]
pub struct Brief {
    /// The comment.
    pub id: CommentId,
    /// The article that it stands under.
    pub article: ArticleId,
    /// Where it stands.
    pub state: State,
    /// The day on which it was written.
    pub submitted_at: Timestamp,
    /// Its text; `None` once it is erased.
    pub text: Option<Prose>,
}

/// One of the texts that a comment had.
#[derive(Debug, Clone)]
pub struct RevisionEntry {
    /// The text's id.
    pub id: RevisionId,
    /// Where it stands.
    pub state: RevisionState,
    /// The text.
    pub text: Prose,
    /// Whether a moderator should not read it unawares.
    pub distressing: bool,
    /// When it was sent, as far as that is kept.
    pub created_at: Timestamp,
}

/// One comment with all that surrounds it.
#[derive(Debug, Clone)]
pub struct ForModeration {
    /// The comment.
    pub comment: Waiting,
    /// Whether it stands in the discussion, as itself or as a stub.
    pub listed: bool,
    /// The comments that it answers, from the root down, as far as they are published.
    pub above: Vec<ThreadItem>,
    /// Every text that it had, the oldest first, but those that words were taken out of.
    pub texts: Vec<RevisionEntry>,
    /// Everything that happened to it, the first first.
    pub history: Vec<HistoryEntry>,
    /// The latest other comments of its account.
    pub others: Vec<Brief>,
}

/// A comment with everything that a decision needs; `None` if there is no such comment.
///
/// # Errors
/// Those of the database.
pub fn find_for_moderation(conn: &mut Conn, id: &CommentId) -> Result<Option<ForModeration>> {
    let Some(row) = store::find(conn, id)? else { return Ok(None) };
    let texts = store::readable_texts(conn, id)?.into_iter().map(|text| {
        let (state, distressing) = (text.state()?, is_distressing(&why(conn, &text.id)?));
        Ok(RevisionEntry { state, id: text.id, text: text.text, distressing, created_at: text.created_at })
    });
    let texts = texts.collect::<Result<_>>()?;
    Ok(Some(ForModeration {
        comment: as_waiting(conn, &row)?,
        listed: row.listed,
        above: above(conn, row.parent_id.as_ref())?,
        texts,
        history: history(conn, id)?,
        others: match &row.account_id {
            Some(account) => others(conn, account, id)?,
            None => Vec::new(),
        },
    }))
}

fn above(conn: &mut Conn, parent: Option<&CommentId>) -> Result<Vec<ThreadItem>> {
    let mut line = Vec::new();
    let mut next = parent.cloned();
    while let Some(id) = next.take() {
        let Some((_, item)) = published_comment(conn, &id)? else { break };
        next = item.to.as_ref().map(|to| to.id.clone());
        line.push(item);
        if line.len() >= 8 {
            break;
        }
    }
    line.reverse();
    Ok(line)
}

fn others(conn: &mut Conn, account: &AccountId, but: &CommentId) -> Result<Vec<Brief>> {
    let rows = store::others_of(conn, account, but, OTHERS)?;
    rows.into_iter().map(|row| brief(conn, row)).collect()
}

/// The latest comments of an account, as moderators may know them.
///
/// # Errors
/// Those of the database.
pub fn latest_of(conn: &mut Conn, account: &AccountId) -> Result<Vec<Brief>> {
    let rows = store::of_account(conn, account, None, true, OTHERS)?;
    rows.into_iter().map(|row| brief(conn, row)).collect()
}

fn brief(conn: &mut Conn, row: CommentRow) -> Result<Brief> {
    let text = store::current_text(conn, &row.id)?.map(|text| text.text);
    Ok(Brief {
        state: row.state()?,
        id: row.id,
        article: row.article_id,
        submitted_at: row.submitted_at,
        text,
    })
}

/// A page of what an account wrote, the newest first, as its owner may know it.
///
/// # Errors
/// [`Error::NotFound`] for a place that is none.
pub fn by_account(conn: &mut Conn, account: &AccountId, paging: &Paging) -> Result<Page<Standing>> {
    let direction = paging.direction().map_err(|_| Error::NotFound)?;
    let most = rows_to_fetch(QUEUE_PAGE);
    let place = |cursor: &Cursor| cursor.instant_and_id().map_err(|_| Error::NotFound);
    let found = match &direction {
        Direction::Start => store::of_account(conn, account, None, true, most)?,
        Direction::After(at) => store::of_account(conn, account, Some(&place(at)?), true, most)?,
        Direction::Before(at) => store::of_account(conn, account, Some(&place(at)?), false, most)?,
    };
    let page = Page::cut(found, QUEUE_PAGE, &direction, |row| Cursor::of_instant(row.submitted_at, &row.id));
    let items = page.items.iter().map(|row| standing(conn, row)).collect::<Result<_>>()?;
    Ok(Page { items, earlier: page.earlier, later: page.later })
}

/// One comment of an account, as its owner may know it; `None` if it is not theirs.
///
/// # Errors
/// Those of the database.
pub fn of_author(conn: &mut Conn, account: &AccountId, id: &CommentId) -> Result<Option<Standing>> {
    let row = store::find(conn, id)?.filter(|row| row.account_id.as_ref() == Some(account));
    row.map(|row| standing(conn, &row)).transpose()
}
