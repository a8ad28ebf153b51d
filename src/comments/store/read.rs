//! What is looked up: by key, by receipt, and the pages of a discussion.

use diesel::prelude::*;

use super::readable_texts;
use super::{CommentRow, DiscussionRow, EventRow, TextRow};
use crate::articles::ArticleId;
use crate::base::clock::Timestamp;
use crate::base::seal::EmailKey;
use crate::base::token::TokenDigest;
use crate::comments::states::{RevisionState, State};
use crate::comments::{CommentId, EventId};
use crate::db::Conn;
use crate::error::Result;
use crate::schema::{comments, discussions, events, receipts, revisions};

/// What a page of a discussion shows of a comment.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = comments)]
pub(in crate::comments) struct Place {
    pub(in crate::comments) id: CommentId,
    pub(in crate::comments) parent_id: Option<CommentId>,
    pub(in crate::comments) state: String,
    pub(in crate::comments) name: String,
    pub(in crate::comments) staff: bool,
    pub(in crate::comments) path: Option<String>,
    pub(in crate::comments) depth: i32,
    pub(in crate::comments) replies: i64,
    pub(in crate::comments) listed: bool,
    pub(in crate::comments) submitted_at: Timestamp,
    pub(in crate::comments) decided_at: Option<Timestamp>,
}

pub(in crate::comments) fn find(conn: &mut Conn, id: &CommentId) -> Result<Option<CommentRow>> {
    Ok(comments::table.find(id).select(CommentRow::as_select()).first(conn).optional()?)
}

pub(in crate::comments) fn event(conn: &mut Conn, id: &EventId) -> Result<Option<EventRow>> {
    Ok(events::table.find(id).select(EventRow::as_select()).first(conn).optional()?)
}

/// The place of a comment, if it was ever published.
pub(in crate::comments) fn place_of(conn: &mut Conn, id: &CommentId) -> Result<Option<String>> {
    let path = comments::table.find(id).select(comments::path).first::<Option<String>>(conn).optional()?;
    Ok(path.flatten())
}

/// The article of a comment.
pub(in crate::comments) fn article_of(conn: &mut Conn, id: &CommentId) -> Result<Option<ArticleId>> {
    Ok(comments::table.find(id).select(comments::article_id).first(conn).optional()?)
}

/// The comments at these places, from the root down.
pub(in crate::comments) fn at_places(
    conn: &mut Conn,
    article: &ArticleId,
    paths: &[String],
) -> Result<Vec<Place>> {
    if paths.is_empty() {
        return Ok(Vec::new());
    }
    let there = comments::article_id.eq(article).and(comments::path.eq_any(paths));
    Ok(comments::table.filter(there).order(comments::path).select(Place::as_select()).load(conn)?)
}

/// Up to `most` of what is listed after a place, in thread order; from the beginning without one.
pub(in crate::comments) fn listed_after(
    conn: &mut Conn,
    article: &ArticleId,
    place: Option<&str>,
    most: i64,
) -> Result<Vec<Place>> {
    let listed = comments::table.filter(comments::article_id.eq(article)).filter(comments::listed.eq(true));
    let beyond = listed.filter(comments::path.gt(place.unwrap_or_default()));
    Ok(beyond.order(comments::path.asc()).limit(most).select(Place::as_select()).load(conn)?)
}

/// Up to `most` of what is listed before a place, nearest first.
pub(in crate::comments) fn listed_before(
    conn: &mut Conn,
    article: &ArticleId,
    place: &str,
    most: i64,
) -> Result<Vec<Place>> {
    let listed = comments::table.filter(comments::article_id.eq(article)).filter(comments::listed.eq(true));
    let before = listed.filter(comments::path.lt(place));
    Ok(before.order(comments::path.desc()).limit(most).select(Place::as_select()).load(conn)?)
}

/// The ids of up to `most` listed comments from one place to another, both included.
pub(in crate::comments) fn listed_between(
    conn: &mut Conn,
    article: &ArticleId,
    places: (&str, &str),
    most: i64,
) -> Result<Vec<CommentId>> {
    let listed = comments::table.filter(comments::article_id.eq(article)).filter(comments::listed.eq(true));
    let between = listed.filter(comments::path.ge(places.0)).filter(comments::path.le(places.1));
    Ok(between.order(comments::path.asc()).limit(most).select(comments::id).load(conn)?)
}

/// Everything that ever had a place under an article, for recounting.
pub(in crate::comments) fn placed(conn: &mut Conn, article: &ArticleId) -> Result<Vec<Place>> {
    let placed = comments::article_id.eq(article).and(comments::path.is_not_null());
    Ok(comments::table.filter(placed).order(comments::path).select(Place::as_select()).load(conn)?)
}

/// The texts that readers see of these comments.
pub(in crate::comments) fn shown_texts(conn: &mut Conn, ids: &[CommentId]) -> Result<Vec<TextRow>> {
    let shown = revisions::comment_id.eq_any(ids).and(revisions::state.eq(RevisionState::Shown.as_str()));
    Ok(revisions::table.filter(shown).select(TextRow::as_select()).load(conn)?)
}

/// Every text of a comment, the oldest first.
pub(in crate::comments) fn texts_of(conn: &mut Conn, comment: &CommentId) -> Result<Vec<TextRow>> {
    let own = revisions::table.filter(revisions::comment_id.eq(comment));
    Ok(own.order((revisions::number, revisions::id)).select(TextRow::as_select()).load(conn)?)
}

/// The text that the comment's state is about: the one that readers see, else the one that waits, else the one that
/// was refused last; never a change that was refused while another text stood, nor one that lies where nobody reads it.
pub(in crate::comments) fn current_text(conn: &mut Conn, comment: &CommentId) -> Result<Option<TextRow>> {
    let mut best: Option<(u8, TextRow)> = None;
    for text in readable_texts(conn, comment)? {
        let rank = match text.state()? {
            RevisionState::Shown => 3,
            RevisionState::Pending => 2,
            RevisionState::Refused if text.ended_by.is_none() => 1,
            RevisionState::Refused | RevisionState::Superseded => 0,
        };
        if best.as_ref().is_none_or(|(other, _)| rank >= *other) {
            best = Some((rank, text));
        }
    }
    Ok(best.map(|(_, text)| text))
}

/// The text that nobody has decided on yet.
pub(in crate::comments) fn pending_text(conn: &mut Conn, comment: &CommentId) -> Result<Option<TextRow>> {
    let waits = revisions::comment_id.eq(comment).and(revisions::state.eq(RevisionState::Pending.as_str()));
    let latest = revisions::table.filter(waits).order(revisions::number.desc());
    Ok(latest.select(TextRow::as_select()).first(conn).optional()?)
}

/// What is counted of a discussion; nothing before its first published comment.
pub(in crate::comments) fn discussion(conn: &mut Conn, article: &ArticleId) -> Result<Option<DiscussionRow>> {
    Ok(discussions::table.find(article).select(DiscussionRow::as_select()).first(conn).optional()?)
}

/// The comment that stands first in a discussion.
pub(in crate::comments) fn pinned(conn: &mut Conn, article: &ArticleId) -> Result<Option<CommentId>> {
    let first = discussions::table.find(article).select(discussions::pinned_comment);
    Ok(first.first::<Option<CommentId>>(conn).optional()?.flatten())
}

/// The held comment of this sameness.
pub(in crate::comments) fn by_sameness(conn: &mut Conn, sameness: &str) -> Result<Option<CommentRow>> {
    let same = comments::table.filter(comments::sameness.eq(sameness));
    Ok(same.select(CommentRow::as_select()).first(conn).optional()?)
}

/// The comment whose address waits to be confirmed by this token.
pub(in crate::comments) fn by_email_digest(
    conn: &mut Conn,
    digest: &TokenDigest,
) -> Result<Option<CommentRow>> {
    let waiting = comments::table.filter(comments::email_digest.eq(digest));
    Ok(waiting.select(CommentRow::as_select()).first(conn).optional()?)
}

/// How many comments (up to `most`) left this address since an instant.
pub(in crate::comments) fn with_email_since(
    conn: &mut Conn,
    keys: &[EmailKey],
    since: Timestamp,
    most: i64,
) -> Result<usize> {
    let recent = comments::email_key.eq_any(keys).and(comments::submitted_at.ge(since));
    Ok(comments::table.filter(recent).limit(most).select(comments::id).load::<CommentId>(conn)?.len())
}

/// The clusters of up to `most` texts of this key since an instant, the earliest first; not those of the comment that
/// is changed by it.
pub(in crate::comments) fn same_texts(
    conn: &mut Conn,
    (text_key, changes): (&str, Option<&CommentId>),
    since: Timestamp,
    most: i64,
) -> Result<Vec<Option<String>>> {
    let same = revisions::text_key.eq(text_key).and(revisions::created_at.ge(since));
    let found = revisions::table.filter(same).order(revisions::created_at.asc()).limit(most);
    let found: Vec<(CommentId, Option<String>)> =
        found.select((revisions::comment_id, revisions::cluster)).load(conn)?;
    let others = found.into_iter().filter(|(comment, _)| Some(comment) != changes);
    Ok(others.map(|(_, cluster)| cluster).collect())
}

/// The comment of a receipt that still works.
pub(in crate::comments) fn by_receipt(
    conn: &mut Conn,
    digests: &[TokenDigest],
    now: Timestamp,
) -> Result<Option<CommentId>> {
    let good = receipts::digest.eq_any(digests).and(receipts::expires_at.gt(now));
    Ok(receipts::table.filter(good).select(receipts::comment_id).first(conn).optional()?)
}

/// Until when a receipt works.
pub(in crate::comments) fn receipt_expiry(
    conn: &mut Conn,
    digests: &[TokenDigest],
) -> Result<Option<Timestamp>> {
    let these = receipts::table.filter(receipts::digest.eq_any(digests));
    Ok(these.select(receipts::expires_at).first(conn).optional()?)
}

/// The names above those of these comments that are published.
pub(in crate::comments) fn published_names(
    conn: &mut Conn,
    ids: &[CommentId],
) -> Result<Vec<(CommentId, String)>> {
    let found = comments::table.filter(comments::id.eq_any(ids));
    let found = found.select((comments::id, comments::name, comments::state));
    let found: Vec<(CommentId, String, String)> = found.load(conn)?;
    // Judged here: asked for the state as well, SQLite walks through all that are published.
    let published = found.into_iter().filter(|(_, _, state)| state == State::Published.as_str());
    Ok(published.map(|(id, name, _)| (id, name)).collect())
}
