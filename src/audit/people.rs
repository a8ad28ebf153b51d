//! Whom entries name. The entry itself holds a salted commitment; salt and name stand in a row of their own, which can
//! be erased: the chain stays whole, and nobody can say any more who it was.

use std::time::Duration;

use super::canonical::{Hash, SALT_BYTES, commitment};
use super::store;
use crate::db::Tx;
use crate::error::Result;

/// For how many days an entry says who it names (security contract, PV5).
pub const DAYS: u32 = 365;

/// Where an entry names somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// Who did it.
    Actor,
    /// To whom it was done.
    Target,
}

impl Field {
    /// Its name in the table.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Actor => "actor",
            Self::Target => "target",
        }
    }
}

/// Somebody whom an entry names, with the salt of the commitment.
#[derive(Debug, Clone)]
pub(super) struct Named {
    pub(super) field: String,
    pub(super) salt: Vec<u8>,
    pub(super) person: String,
}

impl Named {
    /// The commitment that its entry holds.
    pub(super) fn mark(&self) -> Vec<u8> {
        self.committed().as_bytes().to_vec()
    }

    pub(super) fn committed(&self) -> Hash {
        commitment(&self.field, &self.salt, &self.person)
    }
}

pub(super) fn commit(tx: &Tx<'_>, field: Field, person: &str) -> Named {
    let salt = tx.random().bytes::<SALT_BYTES>().to_vec();
    Named { field: field.as_str().to_owned(), salt, person: person.to_owned() }
}

/// Forgets, at most some hundred at a time, whom entries of more than [`DAYS`] ago name; answers how many.
///
/// # Errors
/// Those of the database.
pub fn forget(tx: &mut Tx<'_>) -> Result<usize> {
    let before = tx.now.minus(Duration::from_hours(24) * DAYS);
    store::drop_people_before(tx, before)
}

/// Forgets, at most some hundred at a time, where entries name this person, because they asked to be erased; answers
/// how many, 0 when nothing names them any more.
///
/// # Errors
/// Those of the database.
pub fn erase(tx: &mut Tx<'_>, person: &str) -> Result<usize> {
    store::drop_person(tx, person)
}
