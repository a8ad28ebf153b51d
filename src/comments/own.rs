//! Nobody decides as a moderator on what they wrote themselves, while somebody else could: they change it or take it
//! back, like any author.

use super::OWN_COMMENT;
use crate::accounts::{self, AccountId};
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};

/// Whether another than this moderator decides on what this account wrote.
///
/// # Errors
/// Those of the database.
pub fn another_decides(conn: &mut Conn, author: Option<&AccountId>, moderator: &AccountId) -> Result<bool> {
    Ok(author == Some(moderator) && accounts::somebody_else_moderates(conn, &[moderator])?)
}

/// Whether nobody could look anew at what `by` did about a comment of this author: neither of them may.
pub(super) fn nobody_looks_anew(conn: &mut Conn, by: &AccountId, author: Option<&AccountId>) -> Result<bool> {
    let but: Vec<&AccountId> = std::iter::once(by).chain(author).collect();
    Ok(!accounts::somebody_else_moderates(conn, &but)?)
}

pub(super) fn must_be_somebody_elses(
    tx: &mut Tx<'_>,
    author: Option<&AccountId>,
    by: &AccountId,
) -> Result<()> {
    if another_decides(tx, author, by)? { Err(Error::Conflict(OWN_COMMENT)) } else { Ok(()) }
}
