//! What guards the tables, as the database itself says.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};

use crate::db::Conn;
use crate::error::Result;

/// One notes what waits to be sealed; the others refuse changes of entries, people, links and heads.
const TRIGGERS: i64 = 8;

const SQLITE_COUNT: &str =
    "(SELECT count(*) FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'audit\\_%' ESCAPE '\\')";
const POSTGRES_COUNT: &str = "(SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'audit\\_%' AND tgenabled IN ('O', 'A') \
    AND tgrelid IN (SELECT oid FROM pg_class WHERE relnamespace = current_schema()::regnamespace))";

/// Whether every trigger is there, and on.
pub(in crate::audit) fn triggers_stand(conn: &mut Conn) -> Result<bool> {
    let count = match conn {
        Conn::Sqlite(_) => SQLITE_COUNT,
        Conn::Postgres(_) => POSTGRES_COUNT,
    };
    let found: i64 = diesel::select(diesel::dsl::sql::<BigInt>(count)).get_result(conn)?;
    Ok(found >= TRIGGERS)
}

/// Whether whoever is connected has a right to change entries, links or heads, triggers aside. On SQLite whoever writes the file has.
pub(in crate::audit) fn may_change(conn: &mut Conn) -> Result<bool> {
    let rights = "EXISTS (SELECT 1 FROM unnest(ARRAY['audit_entries', 'audit_seals', 'audit_heads']) AS kept \
        WHERE has_table_privilege(current_user, kept, 'UPDATE, DELETE, TRUNCATE, TRIGGER'))";
    match conn {
        Conn::Sqlite(_) => Ok(true),
        Conn::Postgres(conn) => Ok(diesel::select(diesel::dsl::sql::<Bool>(rights)).get_result(conn)?),
    }
}
