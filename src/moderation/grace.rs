//! Decisions whose grace has passed happen; those that cannot fall away, and their comments wait in the queue again.

use super::store::{self, DecisionRow};
use super::{deed, event};
use crate::accounts::{self, AccountId};
use crate::comments;
use crate::db::Tx;
use crate::error::{Error, Result};

/// Makes the decision happen whose grace has passed for longest; answers 1, or 0 if there is none.
/// One whose comment changed meanwhile (its author withdrew it) falls away, as does that of whoever moderates no more.
/// One that cannot happen is logged and falls away too, its comment back in the queue: it must not keep the others
/// waiting.
///
/// # Errors
/// [`Error::Unavailable`] if the database is away, and its other faults.
pub fn apply_due(tx: &mut Tx<'_>) -> Result<usize> {
    let now = tx.now;
    let Some(row) = store::longest_due(tx, now)? else { return Ok(0) };
    store::remove(tx, &row.id)?;
    match store::attempt(tx, |tx| happen(tx, &row)) {
        Ok(()) => return Ok(1),
        Err(Error::Unavailable) => return Err(Error::Unavailable),
        Err(Error::Conflict(_) | Error::NotFound) => {}
        Err(error) => tracing::error!(?error, comment = %row.comment_id, "a decision could not happen"),
    }
    fall_away(tx, &row).map(|()| 1)
}

/// Lets a step of the decisions in their grace fall away that an account made, before its row goes; answers how many.
///
/// # Errors
/// As [`apply_due`].
pub fn put_back_of(tx: &mut Tx<'_>, account: &AccountId) -> Result<usize> {
    let waiting = store::waiting_of(tx, account)?;
    for row in &waiting {
        store::remove(tx, &row.id)?;
        fall_away(tx, row)?;
    }
    Ok(waiting.len())
}

/// Puts the comment of a decision that does not happen back into the queue, if nothing else happened to it.
fn fall_away(tx: &mut Tx<'_>, row: &DecisionRow) -> Result<()> {
    match store::attempt(tx, |tx| comments::put_back(tx, &row.comment_id, row.version, None).map(|_| ())) {
        Err(Error::Unavailable) => return Err(Error::Unavailable),
        Ok(()) | Err(Error::Conflict(_) | Error::NotFound) => {}
        Err(error) => tracing::error!(?error, comment = %row.comment_id, "a comment could not be put back"),
    }
    Ok(())
}

fn happen(tx: &mut Tx<'_>, row: &DecisionRow) -> Result<()> {
    if !accounts::moderates(tx, &row.moderator_id)? {
        return Err(Error::NotFound);
    }
    let step = deed::step_of(row)?;
    comments::apply(tx, &event(row.comment_id.clone(), row.version, &row.moderator_id, step)).map(|_| ())
}
