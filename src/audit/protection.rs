//! What keeps entries from being changed in this database.

use super::store;
use crate::db::Conn;
use crate::error::Result;

/// How the tables of the audit are guarded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Protection {
    /// Whether every trigger that refuses changes is there.
    pub triggers: bool,
    /// Whether the program's own role of the database has no right to change entries either, so that it cannot take
    /// the triggers away (PostgreSQL with a role of its own for migrations).
    pub role: bool,
}

/// How the tables of the audit are guarded now.
///
/// # Errors
/// Those of the database.
pub fn look(conn: &mut Conn) -> Result<Protection> {
    Ok(Protection { triggers: store::triggers_stand(conn)?, role: !store::may_change(conn)? })
}
