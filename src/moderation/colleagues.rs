//! What moderators share: notes on a comment, and who is reading it now. Neither keeps anybody from deciding.

use std::time::Duration;

use super::store::colleagues as store;
use crate::accounts::AccountId;
use crate::base::clock::Timestamp;
use crate::base::ids::Id;
use crate::base::text::Prose;
use crate::comments::CommentId;
use crate::db::{Conn, Tx};
use crate::error::Result;

/// A note of a moderator.
#[derive(Debug)]
pub enum NoteMark {}
/// The id of a note.
pub type NoteId = Id<NoteMark>;

/// How long whoever takes a comment is shown to read it.
pub const CLAIMED_FOR: Duration = Duration::from_mins(5);
/// The longest note, in letters as a person counts them.
pub const MOST_IN_A_NOTE: usize = 1_000;
/// How many notes of a comment are shown.
const SHOWN: i64 = 50;
/// How long notes are kept (`site::retention`).
pub const NOTES_KEPT: Duration = Duration::from_hours(30 * 24);

/// Words of a moderator on a comment, for colleagues alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Who wrote it.
    pub by: AccountId,
    /// The words.
    pub text: Prose,
    /// When.
    pub at: Timestamp,
}

/// Somebody reads a comment now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The comment.
    pub comment: CommentId,
    /// Who reads it.
    pub by: AccountId,
    /// Until when that is believed.
    pub until: Timestamp,
}

/// Leaves a note on a comment.
///
/// # Errors
/// Those of the database.
pub fn leave_note(tx: &mut Tx<'_>, comment: &CommentId, by: &AccountId, text: &Prose) -> Result<()> {
    let id: NoteId = tx.fresh_id();
    store::insert_note(tx, &id, comment, &Note { by: by.clone(), text: text.clone(), at: tx.now })
}

/// The notes on a comment, the first first.
///
/// # Errors
/// Those of the database.
pub fn notes(conn: &mut Conn, comment: &CommentId) -> Result<Vec<Note>> {
    store::notes(conn, comment, SHOWN)
}

/// Somebody takes a comment, from whoever has it: from now on colleagues see that they read it.
///
/// # Errors
/// Those of the database.
pub fn claim(tx: &mut Tx<'_>, comment: &CommentId, by: &AccountId) -> Result<()> {
    let claim = Claim { comment: comment.clone(), by: by.clone(), until: tx.now.plus(CLAIMED_FOR) };
    store::replace_claim(tx, &claim)
}

/// Who reads which of these comments at `now`.
///
/// # Errors
/// Those of the database.
pub fn claims(conn: &mut Conn, comments: &[CommentId], now: Timestamp) -> Result<Vec<Claim>> {
    store::claims(conn, comments, now)
}

/// Forgets a step of old notes and of claims that are over; answers how many.
///
/// # Errors
/// Those of the database.
pub fn forget(tx: &mut Tx<'_>) -> Result<usize> {
    let now = tx.now;
    Ok(store::forget_claims(tx, now)? + store::forget_notes(tx, now.minus(NOTES_KEPT))?)
}
