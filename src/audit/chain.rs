//! The chain: entries in the order of sealing, each link a hash of the one before and of its entry.
//!
//! Deeds write entries beside each other and never wait for the chain; one duty seals what waits. The number of a link
//! is a key of its table, so two who seal at once cannot both succeed.

use super::canonical::{Hash, link};
use super::store;
use crate::base::clock::Timestamp;
use crate::db::{Conn, Tx};
use crate::error::Result;

/// One link of the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// Its place, from 1.
    pub n: i64,
    /// Its hash.
    pub hash: Hash,
}

impl Link {
    /// What stands before the first link.
    pub const START: Self = Self { n: 0, hash: Hash::START };
}

/// Seals what waits, some hundred entries at a time, by the instants at which they were written; answers how many.
/// Belongs into [`Db::queue`](crate::db::Db::queue).
///
/// # Errors
/// Those of the database; a fault if somebody else sealed meanwhile, and nothing is kept then.
pub fn seal(tx: &mut Tx<'_>) -> Result<usize> {
    let waiting = store::lock_unsealed(tx)?;
    if waiting.is_empty() {
        return Ok(0);
    }
    let mut last = head(tx)?.unwrap_or(Link::START);
    let mut links = Vec::with_capacity(waiting.len());
    for entry in store::entries(tx, &waiting)? {
        last = Link { n: last.n + 1, hash: link(&last.hash, &entry) };
        links.push((last, entry.id));
    }
    store::insert_links(tx, &links)?;
    store::drop_unsealed(tx, &waiting)
}

/// The last link; `None` while there is none.
///
/// # Errors
/// Those of the database.
pub fn head(conn: &mut Conn) -> Result<Option<Link>> {
    store::last_link(conn)
}

/// When the oldest entry was written that waits to be sealed.
///
/// # Errors
/// Those of the database.
pub fn waiting_since(conn: &mut Conn) -> Result<Option<Timestamp>> {
    store::oldest_unsealed(conn)
}
