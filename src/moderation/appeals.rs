//! Answers to authors who contest a decision. Nobody answers for a decision of their own, unless nobody else
//! could: only they, and the author, moderate.

use super::{Decision, Deed, Grounds, Reversal, WORDS_MISSING, What, event};
use crate::accounts::AccountId;
use crate::comments::{self, Actor, Cause, CommentId, Event, Step};
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};

/// An appeal waits for its answer; a key of `locales/`.
pub const APPEAL_FIRST: &str = "moderation-appeal-first";

/// Lets the contested decision stand, and says why.
///
/// # Errors
/// [`Error::Conflict`] if the comment is no longer as it was seen, or with [`comments::OWN_DECISION`];
/// [`Error::Invalid`] without words; [`Error::NotFound`] without the comment.
pub fn uphold(tx: &mut Tx<'_>, decision: &Decision, grounds: &Grounds) -> Result<()> {
    let words = grounds.words.clone().ok_or_else(|| Error::invalid("words", WORDS_MISSING))?;
    answer(tx, decision, Step::Uphold { words, alone: decision.alone })
}

/// Lets the comment appear: the contested decision was wrong.
///
/// # Errors
/// As [`uphold`].
pub fn overturn(tx: &mut Tx<'_>, decision: &Decision, grounds: Option<&Grounds>) -> Result<()> {
    let words = grounds.and_then(|grounds| grounds.words.clone());
    answer(tx, decision, Step::Overturn { words, alone: decision.alone })
}

fn answer(tx: &mut Tx<'_>, decision: &Decision, step: Step) -> Result<()> {
    let answered = event(decision.comment.clone(), decision.seen, &decision.by, step);
    comments::apply(tx, &Event { cause: Cause::Appeal, ..answered }).map(|_| ())
}

/// Nobody is rid of an appeal but by its answer: whoever made the contested decision does not let the comment appear or
/// wait again, to decide the same anew, and nobody keeps it away in another way.
pub(super) fn must_not_end_one(tx: &mut Tx<'_>, deed: Deed, decision: &Decision) -> Result<()> {
    let keeps_away = matches!(deed, Deed::Reject | Deed::Spam | Deed::Hide | Deed::Return);
    if !keeps_away && !matches!(deed, Deed::Reopen | Deed::Approve | Deed::Restore) {
        return Ok(());
    }
    match comments::open_appeal(tx, &decision.comment)? {
        Some(_) if keeps_away => Err(Error::Conflict(APPEAL_FIRST)),
        Some(open) if open.against.as_ref() == Some(&decision.by) => {
            Err(Error::Conflict(comments::OWN_DECISION))
        }
        _ => Ok(()),
    }
}

/// How to take back what `by` decided and its author contests, if that is all that happened to the comment since.
/// `version` is what the comment got by the decision or, had it a grace, the one before.
///
/// # Errors
/// Those of the database.
pub(super) fn contested(
    conn: &mut Conn,
    comment: &CommentId,
    (by, version): (&AccountId, i64),
) -> Result<Option<Reversal>> {
    let mut history = comments::history(conn, comment)?;
    let (Some(last), Some(decided)) = (history.pop(), history.pop()) else { return Ok(None) };
    let theirs = matches!(&decided.actor, Actor::Moderator(who) if who == by);
    let contested = last.kind == Step::Appeal.as_str() && (version..=version + 1).contains(&decided.version);
    let what = What::Made(decided.id);
    Ok((theirs && contested).then(|| Reversal { comment: comment.clone(), version: last.version, what }))
}
