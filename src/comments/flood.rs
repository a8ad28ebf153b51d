//! More comments than usual: how many arrive, what they raise, and which appeared of late.

use std::collections::HashSet;

use super::evidence::Examiner;
use super::{CommentId, store};
use crate::audit::Actor;
use crate::base::clock::Timestamp;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::rules::attack::{self, Change};

/// Looks at how many comments arrive, and makes the discussions more watchful if there are too many; answers 1 if so.
/// It belongs into [`Db::queue`](crate::db::Db::queue): it counts. Of two instances that look at once, one raises it.
///
/// # Errors
/// Those of the database.
pub fn watch(tx: &mut Tx<'_>, examiner: &Examiner) -> Result<usize> {
    let (standing, thresholds, now) = (attack::standing(tx)?, examiner.lists(tx)?.thresholds, tx.now);
    let most = thresholds.elevated_at.max(thresholds.siege_at);
    let arrivals = store::arrived_since(tx, standing.counts_from(now), i64::from(most))?;
    let arrivals = u32::try_from(arrivals).unwrap_or(u32::MAX);
    let Some(to) = standing.raised_by(arrivals, &thresholds) else { return Ok(0) };
    tracing::warn!(mode = to.as_str(), arrivals, "many comments arrive: everything is read first");
    match attack::change(tx, &Actor::Program, &standing, &Change::Raise(to)) {
        Ok(()) => Ok(1),
        Err(Error::Conflict(_)) => Ok(0),
        Err(other) => Err(other),
    }
}

/// The comments that appeared on the day of `since` or later and are still there, with their versions, the latest
/// first; at most `most`.
///
/// # Errors
/// Those of the database.
pub fn published_since(conn: &mut Conn, since: Timestamp, most: usize) -> Result<Vec<(CommentId, i64)>> {
    let mut found = store::published_since(conn, since, i64::try_from(most).unwrap_or(i64::MAX))?;
    let mut known = HashSet::new();
    found.retain(|(comment, _)| known.insert(comment.clone()));
    Ok(found)
}
