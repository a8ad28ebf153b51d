//! A legal hold keeps the words of a comment that is withdrawn or erased: they go from everybody's sight, and for good when
//! the hold ends.

use super::super::events::Step;
use super::super::states::{RevisionState, State};
use super::super::store::{self, CommentRow};
use super::super::{ONLY_KEPT, takedowns};
use crate::db::Tx;
use crate::error::{Error, Result};

/// What a comment becomes in place of `to`, and whether a hold keeps words that were to go. Where they were to go before,
/// nothing else happens to it any more.
pub(super) fn instead(
    tx: &mut Tx<'_>,
    comment: &CommentRow,
    (from, to): (State, State),
) -> Result<(State, bool)> {
    let Some(hold) = store::holds::find(tx, &comment.id)? else { return Ok((to, false)) };
    if !matches!(to, State::Withdrawn | State::Erased) {
        return if hold.asked { Err(Error::Conflict(ONLY_KEPT)) } else { Ok((to, false)) };
    }
    store::holds::ask(tx, &comment.id)?;
    Ok((from.when_held(to), true))
}

/// Nobody reads the words of a comment any more, nor who wrote them; they lie where only the team finds them.
pub(super) fn put_away(tx: &mut Tx<'_>, comment: &mut CommentRow, step: &Step) -> Result<()> {
    store::cut_times_to_day(tx, &comment.id)?;
    store::settle_text(tx, &comment.id, RevisionState::Refused)?;
    takedowns::end(tx, &comment.id)?;
    store::erase_appeals(tx, &comment.id)?;
    store::erase_reports(tx, &comment.id)?;
    comment.forget_author();
    // By their receipt whoever took it back still reads that they did.
    if matches!(step, Step::Erase) { store::erase_receipts(tx, &comment.id) } else { Ok(()) }
}
