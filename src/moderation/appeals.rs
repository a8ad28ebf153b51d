//! Answers to authors who contest a decision. Nobody answers for a decision of their own, unless nobody else
//! could: only they, and the author, moderate.

use super::{Decision, Deed, Grounds, WORDS_MISSING, event};
use crate::comments::{self, Cause, Event, Step};
use crate::db::Tx;
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

/// Nobody is rid of an appeal but by its answer: whoever made the contested decision does not let the comment appear, to
/// decide the same anew, and nobody keeps it away or waiting in another way.
pub(super) fn must_not_end_one(tx: &mut Tx<'_>, deed: Deed, decision: &Decision) -> Result<()> {
    match deed {
        Deed::Approve | Deed::Restore => comments::must_not_be_against(tx, &decision.comment, &decision.by),
        Deed::Reject | Deed::Spam | Deed::Hide | Deed::Return | Deed::Reopen => {
            let open = comments::open_appeal(tx, &decision.comment)?;
            if open.is_some() { Err(Error::Conflict(APPEAL_FIRST)) } else { Ok(()) }
        }
        _ => Ok(()),
    }
}
