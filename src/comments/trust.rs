//! Accounts whose comments appear at once where the site says so (`moderation.mode = "trusted"`): those of which several
//! comments were approved of late, by more than one moderator.

use std::collections::HashSet;
use std::time::Duration;

use super::CommentId;
use super::apply::apply;
use super::events::{Actor, Cause, Event, Step};
use super::evidence::Examiner;
use super::store;
use super::submit::{Evidence, Submission};
use crate::base::clock::Timestamp;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};

/// Approvals count for so many days.
const TRUST_DAYS: u32 = 180;
const DAY: Duration = Duration::from_hours(24);
/// Looking at more of an account's comments changes nothing.
const MOST: i64 = 100;
/// What stands in the history of a comment that appeared so.
const CHECK: (&str, u32) = ("trust", 1);

/// Whether a comment may appear before a moderator read it: no check objects, and its account is trusted. Only who
/// owns the address of an account can sign in, so that every account that writes is verified.
///
/// # Errors
/// Those of the database.
pub fn may_appear(
    conn: &mut Conn,
    examiner: &Examiner,
    now: Timestamp,
    (submission, evidence): (&Submission, &Evidence),
) -> Result<bool> {
    let Some(account) = submission.account.as_ref().filter(|_| !submission.trapped) else { return Ok(false) };
    if evidence.verdict().outcome.is_some() {
        return Ok(false);
    }
    let needed = examiner.lists(conn)?.thresholds;
    let approved = store::approvals(conn, &account.id, now.minus(DAY * TRUST_DAYS), MOST)?;
    let comments: HashSet<_> = approved.iter().map(|(comment, _)| comment).collect();
    let moderators: HashSet<_> = approved.iter().filter_map(|(_, moderator)| moderator.as_ref()).collect();
    let enough = |found: usize, needed: u32| u32::try_from(found).unwrap_or(u32::MAX) >= needed;
    Ok(enough(comments.len(), needed.trusted_approved) && enough(moderators.len(), needed.trusted_moderators))
}

/// Lets a comment of a trusted account appear. If a moderator was faster, theirs holds.
///
/// # Errors
/// Those of the database.
pub fn let_appear(tx: &mut Tx<'_>, comment: &CommentId) -> Result<()> {
    let event = Event {
        comment: comment.clone(),
        version: 1,
        actor: Actor::Check { name: CHECK.0.to_owned(), version: CHECK.1 },
        step: Step::Approve,
        cause: Cause::Submission,
    };
    match apply(tx, &event) {
        Ok(_) | Err(Error::Conflict(_)) => Ok(()),
        Err(other) => Err(other),
    }
}
