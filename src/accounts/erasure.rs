//! How an account ends: by its owner, for good.
//!
//! One change takes everything that says whose it was. What is left is an empty row that holds the account's comments
//! together until the last of them has gone or is nobody's ([`unfinished`]); then the row goes too ([`finish`]).

use serde_json::json;

use super::registration::end_everything;
use super::{AccountId, admin, readable_address, second_factor, store};
use crate::audit::Actor;
use crate::base::seal::Keys;
use crate::db::{Conn, Tx};
use crate::error::{OrNotFound as _, Result};

/// What becomes of the texts that somebody wrote under their account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Texts {
    /// They go.
    Erase,
    /// What is published stays, as nobody's.
    Keep,
}

impl Texts {
    /// Both, in the order in which a form offers them.
    pub const ALL: [Self; 2] = [Self::Erase, Self::Keep];

    /// Its word in tables and forms.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Erase => "erase_texts",
            Self::Keep => "keep_texts",
        }
    }

    /// The choice of this word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|texts| texts.as_str() == word)
    }

    /// The kind of such an erasure in the journal; never changed.
    #[must_use]
    pub const fn journal_kind(self) -> &'static str {
        match self {
            Self::Erase => "account",
            Self::Keep => "account-texts-kept",
        }
    }
}

/// Empties an account: its name, address and password go, with every session, link, invitation, second factor and sanction. Nobody can sign in
/// to it, and nothing finds it, from the moment of this change.
///
/// # Errors
/// [`NotFound`](crate::error::Error::NotFound) if it is gone already; those of the database.
pub fn empty(tx: &mut Tx<'_>, keys: &Keys, id: &AccountId, texts: Texts) -> Result<()> {
    let account = store::account(tx, id)?.or_not_found()?;
    if let Some(address) = readable_address(tx, keys, id)? {
        store::invitations::delete_of(tx, &keys.email_keys(&address))?;
    }
    store::invitations::revoke_of_sender(tx, id)?;
    end_everything(tx, id)?;
    second_factor::lose(tx, id)?;
    store::former_addresses::delete_of(tx, id)?;
    store::sanctions::delete_of(tx, id)?;
    store::erasure::empty(tx, id, texts)?;
    if account.role.is_staff() {
        let actor = Actor::Account(id.as_str().to_owned());
        admin::record(tx, &actor, "erase-own-account", id, &json!({}))?;
    }
    Ok(())
}

/// An emptied account that still holds comments together, and what becomes of them; `None` if there is none.
///
/// # Errors
/// Those of the database.
pub fn unfinished(conn: &mut Conn) -> Result<Option<(AccountId, Texts)>> {
    store::erasure::unfinished(conn)
}

/// Deletes the row of an emptied account.
///
/// # Errors
/// Those of the database.
pub fn finish(tx: &mut Tx<'_>, id: &AccountId) -> Result<()> {
    store::erasure::delete(tx, id)
}

/// The accounts of a restored backup, at most `most` in the order of their ids, after the one of id `after`.
///
/// # Errors
/// Those of the database.
pub fn standing_after(conn: &mut Conn, after: Option<&AccountId>, most: i64) -> Result<Vec<AccountId>> {
    store::erasure::after(conn, after, most)
}
