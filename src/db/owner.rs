//! A role of its own for the tables (PostgreSQL): it migrates, and the program's role may use what it owns, but neither
//! rebuild it nor change the record of what people with a role did (security contract, AL2).

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::conn::Conn;
use super::migrate::{self, PATIENCE};
use super::open::{self, OpenError, Purpose};
use super::url::DatabaseUrl;
use crate::base::clock::Timestamp;

/// What the program's role may add to and read, and nothing else.
const APPEND_ONLY: &str = "audit_entries, audit_seals, audit_heads";

/// Brings the tables up to date as their owner and lets the role of `user` use them; names what was applied, in
/// order. It blocks.
///
/// # Errors
/// As [`migrate::bring_up`].
pub fn bring_up(owner: &DatabaseUrl, user: &DatabaseUrl, now: Timestamp) -> Result<Vec<String>, OpenError> {
    let applied = migrate::bring_up(owner, now)?;
    hand_over(owner, user).map(|()| applied)
}

/// Gives the role of `user` its rights on all tables, and takes those on the record that nobody needs.
fn hand_over(owner: &DatabaseUrl, user: &DatabaseUrl) -> Result<(), OpenError> {
    let failed = |error: diesel::result::Error| migrate::failure("rights", &error);
    let role = role(&mut open::open(user, Purpose::Look, PATIENCE)?).map_err(failed)?;
    let mut conn = open::open(owner, Purpose::Migrate, PATIENCE)?;
    if role == self::role(&mut conn).map_err(failed)? {
        return Ok(());
    }
    // Two programs that start at once would meet in the catalogue.
    migrate::lock(&mut conn).map_err(failed)?;
    let schema = quoted(&asked(&mut conn, "current_schema()::text").map_err(failed)?);
    let role = quoted(&role);
    let rights = format!(
        "GRANT USAGE ON SCHEMA {schema} TO {role};
         GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role};
         REVOKE UPDATE, DELETE, TRUNCATE ON {APPEND_ONLY} FROM {role};
         REVOKE UPDATE ON audit_people FROM {role};
         REVOKE INSERT, UPDATE, DELETE ON schema_migrations FROM {role}"
    );
    conn.batch_execute(&rights).map_err(failed)
}

fn role(conn: &mut Conn) -> QueryResult<String> {
    asked(conn, "current_user::text")
}

fn asked(conn: &mut Conn, what: &'static str) -> QueryResult<String> {
    diesel::select(diesel::dsl::sql::<Text>(what)).get_result(conn)
}

/// A name as SQL takes it, whatever is in it.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
