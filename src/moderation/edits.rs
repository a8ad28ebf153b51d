//! What an author changed of a published comment: it takes the place of what readers see, or it does not. Either takes
//! effect at once, for readers keep a text that was approved; and either can be taken back.

use super::{Decision, Grounds, at_once};
use crate::comments::Step;
use crate::db::Tx;
use crate::error::Result;

/// Lets a changed text take the place of the one that readers see.
///
/// # Errors
/// [`Error::Conflict`](crate::error::Error::Conflict) if the comment is no longer as it was seen;
/// [`Error::NotFound`](crate::error::Error::NotFound) without it.
pub fn approve_edit(tx: &mut Tx<'_>, decision: &Decision) -> Result<()> {
    at_once(tx, decision, Step::ApproveEdit)
}

/// Leaves readers with the text that they see.
///
/// # Errors
/// As [`approve_edit`]; [`Error::Invalid`](crate::error::Error::Invalid) without a rule.
pub fn refuse_edit(tx: &mut Tx<'_>, decision: &Decision, grounds: &Grounds) -> Result<()> {
    at_once(tx, decision, Step::RefuseEdit { rule: grounds.rule()?, words: grounds.words.clone() })
}
