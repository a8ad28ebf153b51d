//! A decision that waits for its grace to pass lies aside, and its comment is out of the queue meanwhile.

use super::super::states::State;
use super::super::store;
use super::super::{CommentId, DECIDED_MEANWHILE, own};
use super::{legal_hold, on_demand};
use crate::accounts::AccountId;
use crate::db::Tx;
use crate::error::{Error, OrNotFound as _, Result};

/// Raises the comment's version for a decision of `by` for the state `to`, which waits for its grace to pass: whoever decides next on what
/// they saw before gets a conflict, and the queue shows the comment no more. Answers the version to
/// [`apply`](super::apply()) the decision with.
///
/// # Errors
/// As [`apply`](super::apply()).
pub fn set_aside(
    tx: &mut Tx<'_>,
    (comment, version): (&CommentId, i64),
    (by, to): (&AccountId, State),
) -> Result<i64> {
    legal_hold::must_not_be_only_kept(tx, comment)?;
    let from = store::find(tx, comment)?.or_not_found()?.state()?;
    on_demand::must_not_hide(tx, comment, (from, to))?;
    move_aside(tx, (comment, version), true, Some(by))
}

/// Takes back a [`set_aside`], by a moderator or because it fell away: the comment waits in the queue again, under a
/// new version.
///
/// # Errors
/// As [`apply`](super::apply()).
pub fn put_back(tx: &mut Tx<'_>, comment: &CommentId, version: i64, by: Option<&AccountId>) -> Result<i64> {
    move_aside(tx, (comment, version), false, by)
}

fn move_aside(
    tx: &mut Tx<'_>,
    (comment, version): (&CommentId, i64),
    deciding: bool,
    by: Option<&AccountId>,
) -> Result<i64> {
    let mut row = store::find(tx, comment)?.or_not_found()?;
    if let Some(by) = by {
        own::must_be_somebody_elses(tx, row.account_id.as_ref(), by)?;
    }
    if row.version != version || row.deciding == deciding {
        return Err(Error::Conflict(DECIDED_MEANWHILE));
    }
    row.version += 1;
    row.deciding = deciding;
    store::save(tx, &row)?;
    Ok(row.version)
}
