//! Words are taken out of a text: another text takes its place, and it lies aside, for nobody to read.

use super::super::NOT_UNDOABLE;
use super::super::states::RevisionState;
use super::super::store::{self, CommentRow, EventRow, TextRow};
use super::super::{EventId, NO_SUCH_STEP};
use crate::base::text::Prose;
use crate::db::Tx;
use crate::error::{Error, Result};

/// `text` takes the place of the one that is read, or that waits.
pub(super) fn take_out(tx: &mut Tx<'_>, comment: &CommentRow, text: &Prose, id: &EventId) -> Result<()> {
    let texts = store::texts_of(tx, &comment.id)?;
    let old = store::current_text(tx, &comment.id)?.ok_or(Error::Conflict(NO_SUCH_STEP))?;
    store::end_text(tx, &old.id, RevisionState::Superseded, id)?;
    store::put_aside(tx, &old.id, Some(tx.now.to_day()))?;
    let new = TextRow {
        id: tx.fresh_id(),
        number: texts.iter().map(|text| text.number).max().unwrap_or(0).saturating_add(1),
        text: text.clone(),
        // Nobody repeats it: what others send is compared with what its author wrote.
        text_key: String::new(),
        cluster: None,
        ..old
    };
    store::insert_text(tx, &new, None)
}

/// The text comes back that words were taken out of.
pub(super) fn bring_back(tx: &mut Tx<'_>, comment: &CommentRow, undone: &EventRow) -> Result<()> {
    let texts = store::texts_of(tx, &comment.id)?;
    let old = texts.into_iter().find(|text| text.ended_by.as_ref() == Some(&undone.id));
    let (old, new) = old.zip(store::current_text(tx, &comment.id)?).ok_or(Error::Conflict(NOT_UNDOABLE))?;
    store::drop_texts(tx, std::slice::from_ref(&new.id))?;
    store::set_text_state(tx, &old.id, new.state()?)?;
    store::put_aside(tx, &old.id, None)
}
