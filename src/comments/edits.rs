//! An author changes a comment: one that came back to them, or within 15 minutes any that waits or is read.
//!
//! What nobody has read yet is replaced. What is read stays, and the changed text waits beside it for a moderator. Every
//! check looks again, and the earlier texts stay where moderators find them.

use super::apply::apply;
use super::desk::{QUEUE_PAGE, Why, why};
use super::events::{Actor, Cause, Event, Step};
use super::evidence::Examiner;
use super::receipts::standing;
use super::states::{RevisionState, State};
use super::store::{self, Changed, CommentRow};
use super::submit::{ByAccount, EDIT_WINDOW, Evidence, Submission, gather};
use super::texts::{NewText, cluster_for, keep_text};
use super::{CANNOT_BE_CHANGED, CommentId, DECIDED_MEANWHILE};
use crate::accounts::AccountId;
use crate::articles::ArticleId;
use crate::base::clock::Timestamp;
use crate::base::paging::{Cursor, Direction, Page, Paging, rows_to_fetch};
use crate::base::text::{Name, Prose};
use crate::db::{Conn, Tx};
use crate::error::{Error, OrNotFound as _, Result};
use crate::rules::checks::Outcome;

/// What an author makes of a comment.
#[derive(Debug, Clone)]
pub struct Change {
    /// The comment.
    pub comment: CommentId,
    /// The version of it that they saw.
    pub version: i64,
    /// The name above it; only of what nobody reads yet, and of no account, it may be another one than before.
    pub name: Name,
    /// Its text.
    pub text: Prose,
    /// By receipt or by account.
    pub cause: Cause,
    /// The network's pseudonym of the day.
    pub pseudonym: String,
    /// Whether that network wrote more than the limit lately.
    pub over_rate: bool,
}

/// Looks up what the checks say of a changed text, and makes of it what [`change`] keeps.
///
/// # Errors
/// [`Error::NotFound`] without the comment; [`Error::Invalid`] at `name` if a stranger takes the name of someone of
/// the team.
pub fn gather_change(
    conn: &mut Conn,
    examiner: &Examiner,
    now: Timestamp,
    change: &Change,
) -> Result<(Submission, Evidence)> {
    let comment = store::find(conn, &change.comment)?.or_not_found()?;
    let submission = as_submission(comment, change);
    let evidence = gather(conn, examiner, now, &submission)?;
    Ok((submission, evidence))
}

fn as_submission(comment: CommentRow, change: &Change) -> Submission {
    Submission {
        article: comment.article_id,
        // What it answers was read when it was sent, and may be gone since.
        parent: None,
        name: change.name.clone(),
        text: change.text.clone(),
        email: None,
        wants_replies: false,
        may_write: false,
        account: comment.account_id.map(|id| ByAccount { id, staff: comment.staff, session: None }),
        pseudonym: change.pseudonym.clone(),
        over_rate: change.over_rate,
        trapped: false,
        changes: Some(comment.id),
    }
}

/// Changes a comment for its author.
///
/// # Errors
/// [`Error::Conflict`] if something happened to it since they saw it ([`DECIDED_MEANWHILE`]), or it can be changed no
/// more ([`CANNOT_BE_CHANGED`]).
pub fn change(tx: &mut Tx<'_>, change: &Change, submission: &Submission, evidence: &Evidence) -> Result<()> {
    let comment = store::find(tx, &change.comment)?.or_not_found()?;
    let stands = standing(tx, &comment)?;
    if !stands.can_be_changed(tx.now) {
        return Err(Error::Conflict(CANNOT_BE_CHANGED));
    }
    if comment.version != change.version {
        return Err(Error::Conflict(DECIDED_MEANWHILE));
    }
    replace_text(tx, &comment, submission, evidence)?;
    let verdict = evidence.verdict();
    let event = Event {
        comment: comment.id.clone(),
        version: change.version,
        actor: Actor::Author,
        step: Step::Edit { spam: verdict.outcome == Some(Outcome::Spam) },
        cause: change.cause,
    };
    apply(tx, &event)?;
    let renamed = stands.name_can_be_changed();
    let came_back = stands.state == State::Returned;
    let changed = Changed {
        name: if renamed { change.name.as_str().to_owned() } else { comment.name },
        name_key: if renamed { change.name.key() } else { comment.name_key },
        name_looks: if renamed { Some(change.name.looks()) } else { comment.name_looks },
        priority: verdict.priority,
        editable_until: if came_back {
            Some(tx.now.plus(EDIT_WINDOW).to_minute())
        } else {
            comment.editable_until
        },
    };
    store::save_changed(tx, &comment.id, &changed)
}

/// The new text takes the place of what waits; what readers see stays.
fn replace_text(
    tx: &mut Tx<'_>,
    comment: &CommentRow,
    submission: &Submission,
    evidence: &Evidence,
) -> Result<()> {
    let texts = store::texts_of(tx, &comment.id)?;
    let published = comment.state()? == State::Published;
    for text in &texts {
        let state = text.state()?;
        let replaced = state == RevisionState::Pending || (!published && state == RevisionState::Refused);
        if replaced && text.ended_by.is_none() {
            store::set_text_state(tx, &text.id, RevisionState::Superseded)?;
        }
    }
    let caught = comment.state()? == State::Spam;
    let state = if caught { RevisionState::Refused } else { RevisionState::Pending };
    let number = texts.iter().map(|text| text.number).max().unwrap_or(0).saturating_add(1);
    let cluster = cluster_for(tx, evidence);
    let place = NewText { comment: &comment.id, state, number, at: tx.now.to_minute(), cluster };
    keep_text(tx, &place, submission, evidence).map(|_| ())
}

/// A published comment of which a changed text waits.
#[derive(Debug, Clone)]
pub struct Edited {
    /// The comment.
    pub id: CommentId,
    /// The article that it stands under.
    pub article: ArticleId,
    /// Its version; a decision names it.
    pub version: i64,
    /// The name above it.
    pub name: String,
    /// The account that wrote it, if one did.
    pub account: Option<AccountId>,
    /// What readers see.
    pub was: Prose,
    /// What its author makes of it.
    pub is: Prose,
    /// Since when that waits.
    pub since: Timestamp,
    /// What checks found in it.
    pub why: Vec<Why>,
}

/// A page of the changed texts that wait beside published ones, the longest waiting first.
///
/// # Errors
/// [`Error::NotFound`] for a place that is none.
pub fn edited(conn: &mut Conn, paging: &Paging) -> Result<Page<Edited>> {
    let direction = paging.direction().map_err(|_| Error::NotFound)?;
    let most = rows_to_fetch(QUEUE_PAGE);
    let place = |cursor: &Cursor| cursor.instant_and_id().map_err(|_| Error::NotFound);
    let found = match &direction {
        Direction::Start => store::edited(conn, None, true, most)?,
        Direction::After(at) => store::edited(conn, Some(&place(at)?), true, most)?,
        Direction::Before(at) => store::edited(conn, Some(&place(at)?), false, most)?,
    };
    let page = Page::cut(found, QUEUE_PAGE, &direction, |row| {
        Cursor::of_instant(row.edited_at.unwrap_or(row.submitted_at), &row.id)
    });
    let mut items = Vec::new();
    for row in page.items {
        items.extend(edit_of(conn, row)?);
    }
    Ok(Page { items, earlier: page.earlier, later: page.later })
}

/// The changed text that waits beside a published one; `None` if there is none.
///
/// # Errors
/// Those of the database.
pub fn edit_of_comment(conn: &mut Conn, id: &CommentId) -> Result<Option<Edited>> {
    let Some(row) = store::find(conn, id)? else { return Ok(None) };
    edit_of(conn, row)
}

fn edit_of(conn: &mut Conn, row: CommentRow) -> Result<Option<Edited>> {
    let Some(since) = row.edited_at else { return Ok(None) };
    let texts = (store::current_text(conn, &row.id)?, store::pending_text(conn, &row.id)?);
    let (Some(was), Some(is)) = texts else { return Ok(None) };
    Ok(Some(Edited {
        why: why(conn, &is.id)?,
        id: row.id,
        article: row.article_id,
        version: row.version,
        name: row.name,
        account: row.account_id,
        was: was.text,
        is: is.text,
        since,
    }))
}
