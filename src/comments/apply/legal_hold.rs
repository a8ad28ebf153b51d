//! A legal hold keeps the words of a comment that is withdrawn or erased: they lie aside, where nobody but admins finds
//! them, and go for good when the hold ends.

use super::super::events::Step;
use super::super::states::State;
use super::super::store::{self, CommentRow};
use super::super::{CommentId, ONLY_KEPT, takedowns};
use crate::db::Tx;
use crate::error::{Error, Result};

/// Nothing more happens to what was to be erased and is only kept.
pub(super) fn must_not_be_only_kept(tx: &mut Tx<'_>, comment: &CommentId) -> Result<()> {
    match store::holds::find(tx, comment)? {
        Some(hold) if hold.asked => Err(Error::Conflict(ONLY_KEPT)),
        _ => Ok(()),
    }
}

/// What a comment becomes in place of `to`, and whether a hold keeps words that are to go: that is noted.
pub(super) fn instead(
    tx: &mut Tx<'_>,
    comment: &CommentRow,
    (from, to): (State, State),
) -> Result<(State, bool)> {
    if !matches!(to, State::Withdrawn | State::Erased) {
        return must_not_be_only_kept(tx, &comment.id).map(|()| (to, false));
    }
    if store::holds::find(tx, &comment.id)?.is_none() {
        return Ok((to, false));
    }
    store::holds::ask(tx, &comment.id)?;
    Ok((from.under_legal_hold(to), true))
}

/// Nobody knows any more who wrote a comment, and nobody but admins finds its words.
pub(super) fn put_away(tx: &mut Tx<'_>, comment: &mut CommentRow, step: &Step) -> Result<()> {
    store::cut_times_to_day(tx, &comment.id)?;
    store::put_texts_aside(tx, &comment.id, None)?;
    store::erase_words(tx, &comment.id)?;
    takedowns::end(tx, &comment.id)?;
    store::erase_appeals(tx, &comment.id)?;
    store::erase_reports(tx, &comment.id)?;
    comment.edited_at = None;
    comment.forget_author();
    // By their receipt whoever took it back still reads that they did.
    if matches!(step, Step::Erase) { store::erase_receipts(tx, &comment.id) } else { Ok(()) }
}

/// What is erased of a comment whose author goes, while it stays: every text but the one that is read, and the words to
/// its author. Under a hold the texts go when it ends.
pub(super) fn leave_what_is_read(tx: &mut Tx<'_>, comment: &CommentId) -> Result<()> {
    if store::holds::find(tx, comment)?.is_none() {
        return store::erase_hidden_texts(tx, comment);
    }
    let read = store::current_text(tx, comment)?.map(|text| text.id);
    store::put_texts_aside(tx, comment, read.as_ref())?;
    store::erase_words(tx, comment)
}
