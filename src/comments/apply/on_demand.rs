//! What legal demands make of a comment.

use super::super::events::{DEMAND_REMOVED, Event, Step};
use super::super::history::holds;
use super::super::states::State;
use super::super::store::CommentRow;
use super::super::takedowns::{self, OnDemand};
use super::super::{CommentId, EventId, HIDDEN_ON_DEMAND, REMOVED_ON_DEMAND};
use super::redaction;
use crate::db::Tx;
use crate::error::{Error, Result};

/// What a comment becomes: where it is out of sight already, it stays as it is.
pub(super) const fn target(from: State, what: &OnDemand) -> State {
    match (what, from) {
        (OnDemand::Hide, _) => State::Hidden,
        (OnDemand::Remove, State::Held | State::Published | State::Hidden) => State::Rejected,
        (OnDemand::Redact { hidden_by: Some(_), .. } | OnDemand::Refuse { hidden_by: Some(_), .. }, _) => {
            State::Published
        }
        _ => from,
    }
}

/// What an open demand hides appears by nothing but the decision on the demand, wherever it was put meanwhile; what was
/// removed on demand, wherever it stood, does not appear again.
pub(super) fn must_not_hide(tx: &mut Tx<'_>, comment: &CommentId, (from, to): (State, State)) -> Result<()> {
    let hidden = matches!(from, State::Hidden | State::Rejected | State::Spam | State::Returned);
    if !hidden || !matches!(to, State::Published | State::Held) {
        return Ok(());
    }
    if takedowns::hiding(tx, comment)?.is_some() {
        return Err(Error::Conflict(HIDDEN_ON_DEMAND));
    }
    if holds(tx, comment)?.iter().any(|event| event.kind == DEMAND_REMOVED) {
        return Err(Error::Conflict(REMOVED_ON_DEMAND));
    }
    Ok(())
}

/// The words complained of go.
pub(super) fn take_out(tx: &mut Tx<'_>, comment: &CommentRow, (event, id): (&Event, &EventId)) -> Result<()> {
    match &event.step {
        Step::Demand(OnDemand::Redact { text, .. }) => redaction::take_out(tx, comment, text, id),
        _ => Ok(()),
    }
}

/// Whether something can happen on demand to a comment without changing its state.
pub(super) const fn fits(what: &OnDemand, state: State) -> bool {
    match what {
        OnDemand::Record => matches!(state, State::Held | State::Published | State::Hidden),
        OnDemand::Hide => false,
        OnDemand::Remove => matches!(state, State::Rejected | State::Spam | State::Returned),
        OnDemand::Redact { .. } => matches!(state, State::Held | State::Published),
        OnDemand::Refuse { .. } => !matches!(state, State::Withdrawn | State::Erased),
    }
}
