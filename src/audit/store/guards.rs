//! What guards the tables, as the database itself says.

use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};

use crate::db::Conn;
use crate::error::Result;

/// Each refuses changes of entries, people, links or heads; one notes what waits to be sealed.
const ON_SQLITE: [&str; 8] = [
    "audit_entries_keep_delete",
    "audit_entries_keep_update",
    "audit_entries_wait",
    "audit_heads_keep_delete",
    "audit_heads_keep_update",
    "audit_people_keep",
    "audit_seals_keep_delete",
    "audit_seals_keep_update",
];
const ON_POSTGRES: [&str; 8] = [
    "audit_entries_keep_rows",
    "audit_entries_keep_table",
    "audit_entries_wait",
    "audit_heads_keep_rows",
    "audit_heads_keep_table",
    "audit_people_keep",
    "audit_seals_keep_rows",
    "audit_seals_keep_table",
];

const SQLITE_NAMES: &str = "SELECT name FROM sqlite_schema WHERE type = 'trigger'";
const POSTGRES_NAMES: &str = "SELECT tgname::text AS name FROM pg_trigger WHERE tgenabled IN ('O', 'A') \
    AND tgrelid IN (SELECT oid FROM pg_class WHERE relnamespace = current_schema()::regnamespace)";

#[derive(QueryableByName)]
struct Trigger {
    #[diesel(sql_type = Text)]
    name: String,
}

/// Whether every trigger is there, by its name, and on.
pub(in crate::audit) fn triggers_stand(conn: &mut Conn) -> Result<bool> {
    let (wanted, found): (_, Vec<Trigger>) = match conn {
        Conn::Sqlite(conn) => (ON_SQLITE, diesel::sql_query(SQLITE_NAMES).load(conn)?),
        Conn::Postgres(conn) => (ON_POSTGRES, diesel::sql_query(POSTGRES_NAMES).load(conn)?),
    };
    Ok(wanted.iter().all(|wanted| found.iter().any(|found| found.name == *wanted)))
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
