//! What was erased once stays erased, even if a backup brings it back.

use super::CommentId;
use super::apply::apply;
use super::events::{Actor, Cause, Event, Step};
use super::states::State;
use super::store;
use crate::accounts::AccountId;
use crate::accounts::erasure::Texts;
use crate::base::paging::rows_to_fetch;
use crate::base::seal::EmailKey;
use crate::db::{Conn, Tx};
use crate::error::{OrNotFound as _, Result};

/// The kind of a comment in the journal of erasures; never changed.
pub const ERASED_KIND: &str = "comment";
/// The kind, in that journal, of a comment whose author's address was erased; never changed.
pub const ADDRESS_KIND: &str = "comment-address";

/// A change touches at most 500 rows; a comment that goes takes some of its texts, events and receipts with it.
const AT_ONCE: usize = 40;
const ADDRESSES: i64 = 200;

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
    erase(tx, comment, version, Step::Erase)
}

fn erase(tx: &mut Tx<'_>, comment: &CommentId, version: i64, step: Step) -> Result<()> {
    let (comment, actor, cause) = (comment.clone(), Actor::Program, Cause::Erasure);
    apply(tx, &Event { comment, version, actor, step, cause })?;
    Ok(())
}

/// Takes an account's comments and reports from it, some at a time: what is published stays as nobody's if its texts are to be
/// kept, all else is erased; what others answered stays. Answers whether that was the last of them.
///
/// # Errors
/// Those of the database.
pub fn take_from_account(tx: &mut Tx<'_>, account: &AccountId, texts: Texts) -> Result<bool> {
    let reports = store::erase_reports_of(tx, account, ADDRESSES)?;
    let theirs = store::of_account(tx, account, None, true, rows_to_fetch(AT_ONCE))?;
    for comment in theirs.iter().take(AT_ONCE) {
        let step = match (comment.state()?, texts) {
            (State::Published, Texts::Keep) => Step::Disown,
            _ => Step::Erase,
        };
        erase(tx, &comment.id, comment.version, step)?;
    }
    Ok(theirs.len() <= AT_ONCE && reports == 0)
}

/// Forgets an address with some of the comments that it was left with, whoever wrote them; answers with which, none
/// when it is forgotten everywhere.
///
/// # Errors
/// Those of the database.
pub fn forget_address(tx: &mut Tx<'_>, address: &[EmailKey]) -> Result<Vec<CommentId>> {
    let found = store::with_address(tx, address, ADDRESSES)?;
    store::forget_addresses(tx, &found)?;
    Ok(found)
}

/// Forgets the address of a comment that a backup brought back.
///
/// # Errors
/// Those of the database.
pub fn forget_address_again(tx: &mut Tx<'_>, comment: &CommentId) -> Result<()> {
    store::forget_addresses(tx, std::slice::from_ref(comment))
}

/// Makes worthless the links by which authors confirm an address, in at most 500 comments of a restored backup;
/// answers how many. What was mailed before the backup may have been used since.
///
/// # Errors
/// Those of the database.
pub fn close_address_links(tx: &mut Tx<'_>) -> Result<usize> {
    store::drop_address_links(tx, 500)
}
