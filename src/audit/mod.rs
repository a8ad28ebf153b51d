//! The record of what people with a role did: written in the deed's own transaction, never changed.
//!
//! If the entry cannot be written, the deed does not happen (ASVS 16.3). Both databases refuse to change or delete an
//! entry. A duty seals entries into a chain of hashes ([`chain`]), so that whoever changes one behind the program's
//! back is found out by `amicus audit verify` ([`verify`]), and its head is told outside of this machine ([`heads`]),
//! so that nobody can make the whole chain anew. Whom an entry names is kept apart from it ([`people`]) and can be
//! forgotten without breaking the chain.

pub mod canonical;
pub mod chain;
pub mod heads;
pub mod people;
pub mod protection;
pub mod reading;
mod store;
pub mod verify;

use serde_json::Value;

use crate::base::ids::Id;
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

/// The id of an entry.
pub type EntryId = Id<Entry>;

/// Kinds of targets that are people: their ids are kept as [`people`] are.
const PERSONAL: [&str; 3] = ["account", "invitation", "subscriber"];

/// What a deed was done to.
#[derive(Debug, Clone, Copy)]
pub struct Target<'a> {
    /// What kind of thing: `account`, `article`, `comment`, …
    pub kind: &'static str,
    /// Its id.
    pub id: &'a str,
}

impl Target<'_> {
    fn is_a_person(&self) -> bool {
        PERSONAL.contains(&self.kind)
    }
}

/// Records a deed. `detail` holds what changed, and never an address, a token, a text of a stranger or the id of a
/// person: it cannot be forgotten.
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
    let id: EntryId = tx.fresh_id();
    let by = actor.id().map(|person| people::commit(tx, people::Field::Actor, person));
    let to = target.is_a_person().then(|| people::commit(tx, people::Field::Target, target.id));
    let row = canonical::Row {
        id: id.as_str().to_owned(),
        at: tx.now,
        actor_kind: actor.kind().to_owned(),
        actor_id: None,
        actor_mark: by.as_ref().map(people::Named::mark),
        deed: deed.to_owned(),
        target_kind: target.kind.to_owned(),
        target_id: if to.is_some() { String::new() } else { target.id.to_owned() },
        target_mark: to.as_ref().map(people::Named::mark),
        detail: detail.to_string(),
    };
    store::insert_entry(tx, &row)?;
    by.iter().chain(&to).try_for_each(|named| store::insert_person(tx, &row, named))
}
