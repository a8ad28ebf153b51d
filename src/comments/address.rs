//! The address that somebody left with a comment: used only after its owner confirmed it.
//!
//! The first letter to it holds nothing that a stranger wrote, so that nobody can be written to through us
//! (DESIGN section 6). After its POST the decision is mailed there; unconfirmed, it is erased after 7 days.

use std::time::Duration;

use super::history::{deciding, holds};
use super::store::{self, CommentRow};
use super::{CommentId, EventId};
use crate::articles::ArticleId;
use crate::base::token::Token;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::mail::{self, Letter, PERSONAL_USEFUL_FOR, Recipient};

/// How long an address waits to be confirmed (DESIGN section 6).
pub(super) const UNCONFIRMED_FOR: Duration = Duration::from_hours(168);
/// The letter that asks whether the address is its owner's.
pub(super) const ASKS: &str = "comment-address";
/// The letter that tells what was decided.
pub(super) const TELLS: &str = "comment-decided";
/// What the token of the first letter is for.
pub(super) const PURPOSE: &str = "comment-address";
pub(super) const RECIPIENT: &str = "comment";

/// What an address is sealed for: it opens in its own row only.
pub(super) fn row_of(id: &(impl std::fmt::Display + ?Sized)) -> String {
    format!("comments/{id}")
}

/// Asks the owner of the address, by letter.
pub(super) fn ask(tx: &mut Tx<'_>, comment: &CommentId) -> Result<()> {
    let recipient = Recipient { kind: RECIPIENT, id: comment.as_str() };
    let subject = comment.as_str();
    mail::post(tx, &Letter { kind: ASKS, subject, recipient, useful_for: PERSONAL_USEFUL_FOR })
}

/// Mails a decision to the address, if one was left and confirmed.
pub(super) fn tell(tx: &mut Tx<'_>, comment: &CommentRow, event: &EventId) -> Result<()> {
    if comment.email_sealed.is_none() || !comment.email_confirmed {
        return Ok(());
    }
    let recipient = Recipient { kind: RECIPIENT, id: comment.id.as_str() };
    let subject = event.as_str();
    mail::post(tx, &Letter { kind: TELLS, subject, recipient, useful_for: PERSONAL_USEFUL_FOR })
}

/// A comment whose address waits for its owner's word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unconfirmed {
    /// The comment.
    pub comment: CommentId,
    /// The article that it stands under.
    pub article: ArticleId,
}

/// What the link of the letter is about; `None` if it was used, or the address is gone.
///
/// # Errors
/// Those of the database.
pub fn open_address(conn: &mut Conn, token: &Token) -> Result<Option<Unconfirmed>> {
    let row = store::by_email_digest(conn, &token.digest(PURPOSE))?.filter(|row| !row.email_confirmed);
    Ok(row.map(|row| Unconfirmed { comment: row.id, article: row.article_id }))
}

/// Its owner confirms the address; `false` if the link was used before, or the address is gone. What was decided
/// meanwhile is told at once.
///
/// # Errors
/// Those of the database.
pub fn confirm_address(tx: &mut Tx<'_>, token: &Token) -> Result<bool> {
    let row = store::by_email_digest(tx, &token.digest(PURPOSE))?.filter(|row| !row.email_confirmed);
    let Some(mut row) = row else { return Ok(false) };
    row.email_confirmed = true;
    row.email_digest = None;
    store::save(tx, &row)?;
    let holding = holds(tx, &row.id)?;
    if let Some(last) = deciding(&holding).filter(|last| last.actor_kind == "moderator" && !row.deciding) {
        tell(tx, &row, &last.id)?;
    }
    Ok(true)
}
