//! The tables of notes and claims, and the row of what was told of the queue.

use diesel::prelude::*;

use crate::accounts::AccountId;
use crate::base::clock::Timestamp;
use crate::base::text::Prose;
use crate::comments::CommentId;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::moderation::colleagues::{Claim, Note, NoteId};
use crate::moderation::watch::Watched;
use crate::schema::{claims, comment_notes, queue_watch};

/// Rows that a step forgets.
const FORGOTTEN: i64 = 50;
/// The row of `queue_watch` about comments.
pub(in crate::moderation) const COMMENTS: &str = "queue";
/// The row of `queue_watch` about sanctions.
pub(in crate::moderation) const SANCTIONS: &str = "sanctions";

pub(in crate::moderation) fn insert_note(
    tx: &mut Tx<'_>,
    id: &NoteId,
    comment: &CommentId,
    note: &Note,
) -> Result<()> {
    let row = (
        comment_notes::id.eq(id),
        comment_notes::comment_id.eq(comment),
        comment_notes::moderator_id.eq(&note.by),
        comment_notes::text.eq(&note.text),
        comment_notes::created_at.eq(note.at),
    );
    diesel::insert_into(comment_notes::table).values(row).execute(&mut **tx)?;
    Ok(())
}

pub(in crate::moderation) fn notes(conn: &mut Conn, comment: &CommentId, most: i64) -> Result<Vec<Note>> {
    let own = comment_notes::table
        .filter(comment_notes::comment_id.eq(comment))
        .order((comment_notes::created_at, comment_notes::id));
    let columns = (comment_notes::moderator_id, comment_notes::text, comment_notes::created_at);
    let rows: Vec<(AccountId, Prose, Timestamp)> = own.limit(most).select(columns).load(conn)?;
    Ok(rows.into_iter().map(|(by, text, at)| Note { by, text, at }).collect())
}

pub(in crate::moderation) fn replace_claim(tx: &mut Tx<'_>, claim: &Claim) -> Result<()> {
    diesel::delete(claims::table.find(&claim.comment)).execute(&mut **tx)?;
    let row = (
        claims::comment_id.eq(&claim.comment),
        claims::moderator_id.eq(&claim.by),
        claims::until.eq(claim.until),
    );
    diesel::insert_into(claims::table).values(row).execute(&mut **tx)?;
    Ok(())
}

pub(in crate::moderation) fn claims(
    conn: &mut Conn,
    comments: &[CommentId],
    now: Timestamp,
) -> Result<Vec<Claim>> {
    let these = claims::table.filter(claims::comment_id.eq_any(comments)).filter(claims::until.gt(now));
    let columns = (claims::comment_id, claims::moderator_id, claims::until);
    let rows: Vec<(CommentId, AccountId, Timestamp)> = these.select(columns).load(conn)?;
    Ok(rows.into_iter().map(|(comment, by, until)| Claim { comment, by, until }).collect())
}

pub(in crate::moderation) fn forget_claims(tx: &mut Tx<'_>, before: Timestamp) -> Result<usize> {
    let over = claims::table.filter(claims::until.lt(before)).limit(FORGOTTEN);
    let over: Vec<CommentId> = over.select(claims::comment_id).load(&mut **tx)?;
    Ok(diesel::delete(claims::table.filter(claims::comment_id.eq_any(over))).execute(&mut **tx)?)
}

pub(in crate::moderation) fn forget_notes(tx: &mut Tx<'_>, before: Timestamp) -> Result<usize> {
    let old = comment_notes::table.filter(comment_notes::created_at.lt(before)).limit(FORGOTTEN);
    let old: Vec<NoteId> = old.select(comment_notes::id).load(&mut **tx)?;
    Ok(diesel::delete(comment_notes::table.filter(comment_notes::id.eq_any(old))).execute(&mut **tx)?)
}

pub(in crate::moderation) fn watched(conn: &mut Conn, what: &str) -> Result<Watched> {
    let columns = (queue_watch::waiting, queue_watch::begun_at, queue_watch::late_at);
    let row: Option<(bool, Option<Timestamp>, Option<Timestamp>)> =
        queue_watch::table.find(what).select(columns).first(conn).optional()?;
    Ok(row.map_or_else(Watched::default, |(waiting, begun_at, late_at)| Watched {
        waiting,
        begun_at,
        late_at,
    }))
}

pub(in crate::moderation) fn keep_watched(tx: &mut Tx<'_>, what: &str, watched: &Watched) -> Result<()> {
    diesel::delete(queue_watch::table.find(what)).execute(&mut **tx)?;
    let row = (
        queue_watch::id.eq(what),
        queue_watch::waiting.eq(watched.waiting),
        queue_watch::begun_at.eq(watched.begun_at),
        queue_watch::late_at.eq(watched.late_at),
    );
    diesel::insert_into(queue_watch::table).values(row).execute(&mut **tx)?;
    Ok(())
}
