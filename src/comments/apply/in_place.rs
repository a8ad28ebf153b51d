//! What happens to a comment without changing its state: what its author changes, what is decided on that, what
//! they contest, whose it is.

use super::super::appeals;
use super::super::events::{Applied, EDIT_APPROVED, EDIT_REFUSED, Event, KEPT, REDACTED, Step};
use super::super::states::{RevisionState, State};
use super::super::store::{self, CommentRow, EventRow};
use super::super::{CommentId, EventId, NO_SUCH_STEP};
use super::{Moves, applied, hours_between, legal_hold, on_demand, record, redaction, save, tell};
use crate::db::Tx;
use crate::error::{Error, OrNotFound as _, Result};

/// Whether readers see another page since.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    Same,
    Changed,
}

/// Makes it happen, and keeps its record.
pub(super) fn happen(
    tx: &mut Tx<'_>,
    mut comment: CommentRow,
    event: &Event,
    undone: Option<&EventRow>,
) -> Result<Applied> {
    let state = comment.state()?;
    comment.version += 1;
    comment.deciding = false;
    let moves = Moves { from: state, to: state, was_listed: comment.listed };
    let waited = comment.edited_at.map_or(0, |since| hours_between(since, tx.now));
    let id = record(tx, &comment, event, (moves, waited))?;
    let seen = perform(tx, &mut comment, (event, &id), undone)?;
    save(tx, &mut comment)?;
    if seen == Seen::Changed {
        store::count(tx, &comment.article_id, 0)?;
    }
    tell(tx, &comment, event, &id)?;
    Ok(applied(comment, id, (state, state)))
}

fn perform(
    tx: &mut Tx<'_>,
    comment: &mut CommentRow,
    (event, id): (&Event, &EventId),
    undone: Option<&EventRow>,
) -> Result<Seen> {
    let state = comment.state()?;
    let published = state == State::Published;
    let refused = matches!(state, State::Rejected | State::Hidden);
    match (&event.step, undone) {
        (Step::Disown, _) if published => disown(tx, comment),
        // Only a hold leaves it where it is.
        (Step::Erase, _) if state != State::Erased => {
            legal_hold::put_away(tx, comment, &event.step).map(|()| Seen::Same)
        }
        (Step::Edit { .. }, _) => {
            comment.edited_at = published.then(|| tx.now.to_minute());
            Ok(Seen::Same)
        }
        (Step::ApproveEdit, _) if published => approve_edit(tx, comment, id),
        (Step::RefuseEdit { .. }, _) if published => refuse_edit(tx, comment, id),
        (Step::Redact { text, .. }, _) if published || state == State::Held => {
            redaction::take_out(tx, comment, text, id).map(|()| seen_in(state))
        }
        (Step::Demand(what), _) if on_demand::fits(what, state) => {
            on_demand::take_out(tx, comment, (event, id)).map(|()| seen_in(state))
        }
        (Step::Keep, _) if published => {
            store::settle_reports(tx, &comment.id, store::DISMISSED, id).map(|()| Seen::Same)
        }
        (Step::Pin, _) if published => pin(tx, comment, Some(&comment.id)),
        (Step::Unpin, _) if published => pin(tx, comment, None),
        (Step::Appeal, _) if refused => Ok(Seen::Same),
        (Step::Uphold { .. }, _) if refused => appeals::answer(tx, (event, id)).map(|()| Seen::Same),
        (Step::Undo { .. }, Some(undone)) => take_back(tx, comment, (event, undone)),
        _ => Err(Error::Conflict(NO_SUCH_STEP)),
    }
}

/// Forgets whose a published comment is: its name, its account and its receipts go, with every text of it that readers
/// do not see and the words that were written to its author.
fn disown(tx: &mut Tx<'_>, comment: &mut CommentRow) -> Result<Seen> {
    comment.forget_author();
    comment.edited_at = None;
    legal_hold::leave_what_is_read(tx, &comment.id)?;
    store::erase_receipts(tx, &comment.id)?;
    store::erase_appeals(tx, &comment.id)?;
    store::takedowns::erase_answers(tx, &comment.id)?;
    Ok(Seen::Changed)
}

/// Whether readers see that a text changed.
const fn seen_in(state: State) -> Seen {
    if matches!(state, State::Published) { Seen::Changed } else { Seen::Same }
}

/// One comment of a discussion stands first, or none.
fn pin(tx: &mut Tx<'_>, comment: &CommentRow, first: Option<&CommentId>) -> Result<Seen> {
    store::pin(tx, &comment.article_id, first)?;
    Ok(Seen::Changed)
}

fn approve_edit(tx: &mut Tx<'_>, comment: &mut CommentRow, id: &EventId) -> Result<Seen> {
    let (old, new) = both_texts(tx, comment)?;
    store::end_text(tx, &old.id, RevisionState::Superseded, id)?;
    store::set_text_state(tx, &new.id, RevisionState::Shown)?;
    end_waiting(tx, comment)?;
    Ok(Seen::Changed)
}

fn refuse_edit(tx: &mut Tx<'_>, comment: &mut CommentRow, id: &EventId) -> Result<Seen> {
    let (_, new) = both_texts(tx, comment)?;
    store::end_text(tx, &new.id, RevisionState::Refused, id)?;
    end_waiting(tx, comment)?;
    Ok(Seen::Same)
}

fn both_texts(tx: &mut Tx<'_>, comment: &CommentRow) -> Result<(store::TextRow, store::TextRow)> {
    let waits = comment.edited_at.and(store::pending_text(tx, &comment.id)?);
    let new = waits.ok_or(Error::Conflict(NO_SUCH_STEP))?;
    Ok((store::current_text(tx, &comment.id)?.or_not_found()?, new))
}

fn end_waiting(tx: &mut Tx<'_>, comment: &mut CommentRow) -> Result<()> {
    comment.edited_at = None;
    store::cut_times_to_day(tx, &comment.id)
}

fn take_back(
    tx: &mut Tx<'_>,
    comment: &mut CommentRow,
    (event, undone): (&Event, &EventRow),
) -> Result<Seen> {
    if undone.kind == EDIT_APPROVED {
        let shown = store::current_text(tx, &comment.id)?.or_not_found()?;
        let texts = store::texts_of(tx, &comment.id)?;
        let old = texts.iter().find(|text| text.ended_by.as_ref() == Some(&undone.id)).or_not_found()?;
        store::set_text_state(tx, &old.id, RevisionState::Shown)?;
        store::set_text_state(tx, &shown.id, RevisionState::Pending)?;
        comment.edited_at = Some(shown.created_at);
        return Ok(Seen::Changed);
    }
    if undone.kind == REDACTED {
        return redaction::bring_back(tx, comment, undone).and(comment.state().map(seen_in));
    }
    match undone.kind.as_str() {
        EDIT_REFUSED => wait_again(tx, comment, undone)?,
        KEPT => store::open_reports_again(tx, &undone.id)?,
        _ => appeals::open_again(tx, (event, undone))?,
    }
    Ok(Seen::Same)
}

/// A changed text that an event ended waits again.
pub(super) fn wait_again(tx: &mut Tx<'_>, comment: &mut CommentRow, undone: &EventRow) -> Result<()> {
    let ended = store::texts_of(tx, &comment.id)?;
    if let Some(text) = ended.iter().find(|text| text.ended_by.as_ref() == Some(&undone.id)) {
        store::set_text_state(tx, &text.id, RevisionState::Pending)?;
        comment.edited_at = Some(text.created_at);
    }
    Ok(())
}
