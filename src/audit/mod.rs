//! The record of what people with a role did: written in the deed's own transaction, never changed.
//!
//! If the entry cannot be written, the deed does not happen (ASVS 16.3). Both databases refuse to
//! change or delete an entry.

mod store;

use serde_json::Value;

use crate::db::Tx;
use crate::error::Result;

/// Who did it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A person with an account, by its id.
    Account(String),
    /// Somebody at the server's terminal.
    Terminal,
    /// The program itself, by the clock.
    Program,
}

impl Actor {
    const fn kind(&self) -> &'static str {
        match self {
            Self::Account(_) => "account",
            Self::Terminal => "terminal",
            Self::Program => "program",
        }
    }

    fn id(&self) -> Option<&str> {
        match self {
            Self::Account(id) => Some(id),
            Self::Terminal | Self::Program => None,
        }
    }
}

/// One entry of the record.
#[derive(Debug)]
pub struct Entry;

/// What a deed was done to.
#[derive(Debug, Clone, Copy)]
pub struct Target<'a> {
    /// What kind of thing: `account`, `article`, `comment`, …
    pub kind: &'static str,
    /// Its id.
    pub id: &'a str,
}

/// Records a deed. `detail` holds what changed, and never an address, a token or a text of a stranger.
///
/// # Errors
/// Those of the database; the deed then fails with it.
pub fn record(
    tx: &mut Tx<'_>,
    actor: &Actor,
    deed: &'static str,
    target: Target<'_>,
    detail: &Value,
) -> Result<()> {
    store::insert(tx, actor, deed, target, &detail.to_string())
}
