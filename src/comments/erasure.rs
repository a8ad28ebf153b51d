//! What was erased once stays erased, even if a backup brings it back.

use super::CommentId;
use super::apply::apply;
use super::events::{Actor, Cause, Event, Step};
use super::store;
use crate::db::{Conn, Tx};
use crate::error::{OrNotFound as _, Result};

/// The kind of a comment in the journal of erasures; never changed.
pub const ERASED_KIND: &str = "comment";

/// The comments that still have words, at most `most` in the order of their ids, after the one of id `after`.
///
/// # Errors
/// Those of the database.
pub fn not_erased(conn: &mut Conn, after: Option<&CommentId>, most: i64) -> Result<Vec<CommentId>> {
    store::not_erased(conn, after, most)
}

/// Erases a comment that a backup brought back.
///
/// # Errors
/// [`NotFound`](crate::error::Error::NotFound) without such a comment; those of the database.
pub fn erase_again(tx: &mut Tx<'_>, comment: &CommentId) -> Result<()> {
    let version = store::find(tx, comment)?.or_not_found()?.version;
    let event = Event {
        comment: comment.clone(),
        version,
        actor: Actor::Program,
        step: Step::Erase,
        cause: Cause::Erasure,
    };
    apply(tx, &event)?;
    Ok(())
}

/// Makes worthless the links by which authors confirm an address, in at most 500 comments of a restored backup;
/// answers how many. What was mailed before the backup may have been used since.
///
/// # Errors
/// Those of the database.
pub fn close_address_links(tx: &mut Tx<'_>) -> Result<usize> {
    store::drop_address_links(tx, 500)
}
