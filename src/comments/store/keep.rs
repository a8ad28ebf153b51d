//! What is written, row by row and by key.

use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error as DieselError};

use super::{CommentRow, EventRow, FindingRow, ReceiptRow, TextRow, read};
use crate::articles::ArticleId;
use crate::base::clock::Timestamp;
use crate::comments::states::RevisionState;
use crate::comments::{CommentId, DECIDED_MEANWHILE, EventId, RevisionId};
use crate::db::Tx;
use crate::db::dialect::Each;
use crate::error::{Error, Result};
use crate::schema::{check_findings, comments, discussions, events, receipts, revisions};

/// Keeps a new comment; `false` if one of the same sameness is there, and nothing was kept.
pub(in crate::comments) fn insert_comment(tx: &mut Tx<'_>, row: &CommentRow) -> Result<bool> {
    let insert =
        diesel::insert_into(comments::table).values(row).on_conflict(comments::sameness).do_nothing();
    Ok(Each(insert).execute(&mut **tx)? == 1)
}

/// Keeps a text, found from now on by the fingerprints of its words if they were made.
pub(in crate::comments) fn insert_text(tx: &mut Tx<'_>, row: &TextRow, words: Option<&str>) -> Result<()> {
    let found = (row, revisions::words.eq(words));
    diesel::insert_into(revisions::table).values(found).execute(&mut **tx)?;
    Ok(())
}

/// Keeps what happened; of two who change one version of a comment at once, one is second.
pub(in crate::comments) fn insert_event(tx: &mut Tx<'_>, row: &EventRow) -> Result<()> {
    match diesel::insert_into(events::table).values(row).execute(&mut **tx) {
        Err(DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => {
            Err(Error::Conflict(DECIDED_MEANWHILE))
        }
        done => Ok(done.map(|_| ())?),
    }
}

/// A reason as the rows of comments name it among others.
pub(in crate::comments) fn marked(reason: &str) -> String {
    format!("|{reason}|")
}

/// Keeps why a check objects to a text of a comment, also where the queue is looked through for it.
pub(in crate::comments) fn insert_finding(
    tx: &mut Tx<'_>,
    comment: &CommentId,
    row: &FindingRow,
) -> Result<()> {
    diesel::insert_into(check_findings::table).values(row).execute(&mut **tx)?;
    let with = comments::reasons.eq(comments::reasons.concat(marked(&row.reason)));
    diesel::update(comments::table.find(comment)).set(with).execute(&mut **tx)?;
    Ok(())
}

pub(in crate::comments) fn insert_receipt(tx: &mut Tx<'_>, row: &ReceiptRow) -> Result<()> {
    diesel::insert_into(receipts::table).values(row).execute(&mut **tx)?;
    Ok(())
}

/// Writes a comment's row as it is now.
pub(in crate::comments) fn save(tx: &mut Tx<'_>, row: &CommentRow) -> Result<()> {
    diesel::update(comments::table.find(&row.id)).set(row).execute(&mut **tx)?;
    Ok(())
}

/// Writes what stands below a comment.
pub(in crate::comments) fn save_below(
    tx: &mut Tx<'_>,
    id: &CommentId,
    replies: i64,
    listed: bool,
) -> Result<()> {
    let below = (comments::replies.eq(replies), comments::listed.eq(listed));
    diesel::update(comments::table.find(id)).set(below).execute(&mut **tx)?;
    Ok(())
}

/// Lets another comment have this one's sameness.
pub(in crate::comments) fn release_sameness(tx: &mut Tx<'_>, id: &CommentId) -> Result<()> {
    diesel::update(comments::table.find(id)).set(comments::sameness.eq(None::<String>)).execute(&mut **tx)?;
    Ok(())
}

/// Makes an article's row of counts unless it is there.
pub(in crate::comments) fn open_discussion(tx: &mut Tx<'_>, article: &ArticleId) -> Result<()> {
    let row = (
        discussions::article_id.eq(article),
        discussions::next_place.eq(1_i64),
        discussions::published.eq(0_i64),
        discussions::version.eq(0_i64),
    );
    Each(diesel::insert_into(discussions::table).values(row).on_conflict_do_nothing()).execute(&mut **tx)?;
    Ok(())
}

/// Puts one comment of a discussion first, or none.
pub(in crate::comments) fn pin(
    tx: &mut Tx<'_>,
    article: &ArticleId,
    comment: Option<&CommentId>,
) -> Result<()> {
    let first = discussions::pinned_comment.eq(comment);
    diesel::update(discussions::table.find(article)).set(first).execute(&mut **tx)?;
    Ok(())
}

/// The next number under an article, which no other comment gets.
pub(in crate::comments) fn take_number(tx: &mut Tx<'_>, article: &ArticleId) -> Result<i64> {
    let row = discussions::table.find(article);
    diesel::update(row).set(discussions::next_place.eq(discussions::next_place + 1)).execute(&mut **tx)?;
    let next: i64 = row.select(discussions::next_place).first(&mut **tx)?;
    Ok(next - 1)
}

/// Counts one more (1), one less (-1) or the same number (0) of published comments, as a visible change.
pub(in crate::comments) fn count(tx: &mut Tx<'_>, article: &ArticleId, step: i64) -> Result<()> {
    raise_counts(tx, article, step, 0)
}

/// Counts `published` more comments and takes `numbers` numbers at once, as one visible change.
pub(in crate::comments) fn raise_counts(
    tx: &mut Tx<'_>,
    article: &ArticleId,
    published: i64,
    numbers: i64,
) -> Result<()> {
    let raised = (
        discussions::published.eq(discussions::published + published),
        discussions::next_place.eq(discussions::next_place + numbers),
        discussions::version.eq(discussions::version + 1),
    );
    diesel::update(discussions::table.find(article)).set(raised).execute(&mut **tx)?;
    Ok(())
}

/// The text that is decided on comes to `state`; the one that it replaces steps back.
pub(in crate::comments) fn settle_text(
    tx: &mut Tx<'_>,
    comment: &CommentId,
    state: RevisionState,
) -> Result<()> {
    let Some(current) = read::current_text(tx, comment)? else { return Ok(()) };
    if state == RevisionState::Shown {
        let others =
            revisions::comment_id.eq(comment).and(revisions::state.eq(RevisionState::Shown.as_str()));
        diesel::update(revisions::table.filter(others))
            .set(revisions::state.eq(RevisionState::Superseded.as_str()))
            .execute(&mut **tx)?;
    }
    set_text_state(tx, &current.id, state)
}

/// A text comes to `state`, and no event is remembered as its end.
pub(in crate::comments) fn set_text_state(
    tx: &mut Tx<'_>,
    id: &RevisionId,
    state: RevisionState,
) -> Result<()> {
    let settled = (revisions::state.eq(state.as_str()), revisions::ended_by.eq(None::<EventId>));
    diesel::update(revisions::table.find(id)).set(settled).execute(&mut **tx)?;
    Ok(())
}

/// A text that stood beside another comes to `state` by `event`.
pub(in crate::comments) fn end_text(
    tx: &mut Tx<'_>,
    id: &RevisionId,
    state: RevisionState,
    event: &EventId,
) -> Result<()> {
    let ended = (revisions::state.eq(state.as_str()), revisions::ended_by.eq(event));
    diesel::update(revisions::table.find(id)).set(ended).execute(&mut **tx)?;
    Ok(())
}

/// What an author changed of a comment beside its text.
#[derive(Debug, AsChangeset)]
#[diesel(table_name = comments)]
pub(in crate::comments) struct Changed {
    pub(in crate::comments) name: String,
    pub(in crate::comments) name_key: String,
    pub(in crate::comments) name_looks: Option<String>,
    pub(in crate::comments) priority: i32,
    pub(in crate::comments) editable_until: Option<Timestamp>,
}

/// Keeps it, and lets another comment have this one's sameness.
pub(in crate::comments) fn save_changed(tx: &mut Tx<'_>, id: &CommentId, changed: &Changed) -> Result<()> {
    diesel::update(comments::table.find(id)).set(changed).execute(&mut **tx)?;
    release_sameness(tx, id)
}

/// Forgets the minutes of a decided comment in its texts and its history.
pub(in crate::comments) fn cut_times_to_day(tx: &mut Tx<'_>, comment: &CommentId) -> Result<()> {
    let texts: Vec<(RevisionId, Timestamp)> = revisions::table
        .filter(revisions::comment_id.eq(comment))
        .select((revisions::id, revisions::created_at))
        .load(&mut **tx)?;
    for (id, at) in texts {
        diesel::update(revisions::table.find(id))
            .set(revisions::created_at.eq(at.to_day()))
            .execute(&mut **tx)?;
    }
    let entries: Vec<EventRow> =
        events::table.filter(events::comment_id.eq(comment)).select(EventRow::as_select()).load(&mut **tx)?;
    for entry in entries {
        diesel::update(events::table.find(entry.id))
            .set(events::at.eq(entry.at.to_day()))
            .execute(&mut **tx)?;
    }
    Ok(())
}

/// Deletes every text of a comment, why checks held it, and the words that were written to its author.
pub(in crate::comments) fn erase_texts(tx: &mut Tx<'_>, comment: &CommentId) -> Result<()> {
    let texts: Vec<RevisionId> =
        revisions::table.filter(revisions::comment_id.eq(comment)).select(revisions::id).load(&mut **tx)?;
    diesel::delete(check_findings::table.filter(check_findings::revision_id.eq_any(texts)))
        .execute(&mut **tx)?;
    diesel::delete(revisions::table.filter(revisions::comment_id.eq(comment))).execute(&mut **tx)?;
    erase_words(tx, comment)
}

/// Deletes the texts of a comment that readers do not see, and the words that were written to its author.
pub(in crate::comments) fn erase_hidden_texts(tx: &mut Tx<'_>, comment: &CommentId) -> Result<()> {
    let hidden = revisions::comment_id.eq(comment).and(revisions::state.ne(RevisionState::Shown.as_str()));
    diesel::delete(revisions::table.filter(hidden)).execute(&mut **tx)?;
    erase_words(tx, comment)
}

/// Deletes the words that were written to a comment's author.
pub(in crate::comments) fn erase_words(tx: &mut Tx<'_>, comment: &CommentId) -> Result<()> {
    diesel::update(events::table.filter(events::comment_id.eq(comment)))
        .set(events::words.eq(None::<String>))
        .execute(&mut **tx)?;
    Ok(())
}

/// Ends every receipt of a comment.
pub(in crate::comments) fn erase_receipts(tx: &mut Tx<'_>, comment: &CommentId) -> Result<()> {
    diesel::delete(receipts::table.filter(receipts::comment_id.eq(comment))).execute(&mut **tx)?;
    Ok(())
}
