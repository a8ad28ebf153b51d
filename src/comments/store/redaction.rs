//! Texts that a moderator took words out of.

use diesel::dsl::{exists, not};
use diesel::prelude::*;

use super::TextRow;
use crate::base::clock::Timestamp;
use crate::comments::states::RevisionState;
use crate::comments::{CommentId, RevisionId};
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::schema::{holds, revisions};

/// Says since which day a text lies where nobody reads it; `None` brings it back.
pub(in crate::comments) fn put_aside(
    tx: &mut Tx<'_>,
    text: &RevisionId,
    day: Option<Timestamp>,
) -> Result<()> {
    diesel::update(revisions::table.find(text)).set(revisions::redacted_on.eq(day)).execute(&mut **tx)?;
    Ok(())
}

/// Puts the texts of a comment, but for one, where nobody reads them: for a legal hold that keeps them.
pub(in crate::comments) fn put_texts_aside(
    tx: &mut Tx<'_>,
    comment: &CommentId,
    but: Option<&RevisionId>,
) -> Result<()> {
    let day = tx.now.to_day();
    let own =
        revisions::table.filter(revisions::comment_id.eq(comment)).filter(revisions::redacted_on.is_null());
    let (aside, over) =
        (revisions::redacted_on.eq(day), revisions::state.eq(RevisionState::Superseded.as_str()));
    match but {
        Some(stays) => {
            diesel::update(own.filter(revisions::id.ne(stays))).set((aside, over)).execute(&mut **tx)?
        }
        None => diesel::update(own).set((aside, over)).execute(&mut **tx)?,
    };
    Ok(())
}

/// The texts of a comment that lie where nobody reads them, the oldest first.
pub(in crate::comments) fn texts_aside(conn: &mut Conn, comment: &CommentId) -> Result<Vec<TextRow>> {
    let aside = revisions::comment_id.eq(comment).and(revisions::redacted_on.is_not_null());
    Ok(revisions::table.filter(aside).order(revisions::number).select(TextRow::as_select()).load(conn)?)
}

/// The texts of a comment that moderators may read, the oldest first.
pub(in crate::comments) fn readable_texts(conn: &mut Conn, comment: &CommentId) -> Result<Vec<TextRow>> {
    let open = revisions::comment_id.eq(comment).and(revisions::redacted_on.is_null());
    let open = revisions::table.filter(open).order(revisions::number);
    Ok(open.select(TextRow::as_select()).load(conn)?)
}

/// Texts that were put aside before `before`, but for those that a legal hold keeps.
pub(in crate::comments) fn due_asides(
    conn: &mut Conn,
    before: Timestamp,
    most: i64,
) -> Result<Vec<RevisionId>> {
    let kept = holds::table.filter(holds::comment_id.eq(revisions::comment_id));
    let kept = exists(kept.select(holds::comment_id));
    let over = revisions::table.filter(revisions::redacted_on.lt(before).and(not(kept)));
    Ok(over.limit(most).select(revisions::id).load(conn)?)
}

pub(in crate::comments) fn drop_texts(tx: &mut Tx<'_>, texts: &[RevisionId]) -> Result<()> {
    diesel::delete(revisions::table.filter(revisions::id.eq_any(texts))).execute(&mut **tx)?;
    Ok(())
}
