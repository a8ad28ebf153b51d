//! All that differs between the two databases, in one place.
//!
//! What diesel's pair of connections refuses to build goes through [`Each`] (one statement, valid on
//! both), `on_each!` (one body, compiled for each) or `skip_locked!` (a lease).

use std::time::Duration;

use diesel::connection::SimpleConnection as _;
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate};
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind, Error as DieselError};
use diesel::serialize::ToSql;
use diesel::sql_types::{Bool, HasSqlType, Text};
use diesel::sqlite::Sqlite;
use diesel::{QueryResult, RunQueryDsl};

use super::conn::{Backend, Conn};

/// A statement that both databases understand though the pair refuses it (`ON CONFLICT`, for one).
#[derive(Debug, Clone, Copy, QueryId)]
pub struct Each<T>(pub T);

impl<T> QueryFragment<Backend> for Each<T>
where
    T: QueryFragment<Pg> + QueryFragment<Sqlite>,
{
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, Backend>) -> QueryResult<()> {
        Backend::walk_variant_ast(&self.0, pass)
    }
}

impl<T: Query> Query for Each<T> {
    type SqlType = T::SqlType;
}

impl<T> RunQueryDsl<Conn> for Each<T> {}

/// Runs one body on whichever connection is inside: `on_each!(conn, c => insert_into(t).values(&rows).execute(c))`.
/// It is compiled once for each database, so it may do what the pair refuses (batch inserts, `as_returning`).
macro_rules! on_each {
    ($conn:expr, $inner:ident => $body:expr) => {
        match $conn {
            $crate::db::Conn::Postgres($inner) => $body,
            $crate::db::Conn::Sqlite($inner) => $body,
        }
    };
}

/// Runs a SELECT so that its rows are ours until the transaction ends, passing over rows that somebody else
/// holds: `skip_locked!(conn, due, |c, rows| rows.load::<String>(c))`. SQLite has one writer, so there all rows are.
macro_rules! skip_locked {
    ($conn:expr, $query:expr, |$inner:ident, $locked:ident| $body:expr) => {
        match $conn {
            $crate::db::Conn::Postgres($inner) => {
                let $locked = $query.for_update().skip_locked();
                $body
            }
            $crate::db::Conn::Sqlite($inner) => {
                let $locked = $query;
                $body
            }
        }
    };
}

pub(crate) use {on_each, skip_locked};

/// Lets each statement of this transaction take up to `limit` on PostgreSQL, which else stops it after the time that
/// every change gets. SQLite stops none.
///
/// # Errors
/// Those of the database.
pub fn let_it_take(conn: &mut Conn, limit: Duration) -> QueryResult<()> {
    match conn {
        Conn::Postgres(conn) => {
            conn.batch_execute(&format!("SET LOCAL statement_timeout = {}", limit.as_millis()))
        }
        Conn::Sqlite(_) => Ok(()),
    }
}

/// Lets the rest of this transaction go by an index wherever one is there. PostgreSQL would read a whole table that grew
/// since it last counted what stands in it, if only a few rows are wanted; SQLite takes the index by itself.
///
/// # Errors
/// Those of the database.
pub fn go_by_indexes(conn: &mut Conn) -> QueryResult<()> {
    match conn {
        Conn::Postgres(conn) => conn.batch_execute("SET LOCAL enable_seqscan = off"),
        Conn::Sqlite(_) => Ok(()),
    }
}

/// Whether `error` says that the index or constraint called `name` was violated.
///
/// PostgreSQL tells the name. SQLite tells table and columns, so a unique index must be called
/// `table_column` (`accounts_email_key`), and `table_column_column` if it covers several.
#[must_use]
pub fn violates(error: &DieselError, name: &str) -> bool {
    let DieselError::DatabaseError(kind, told) = error else { return false };
    let constraint = matches!(
        kind,
        DatabaseErrorKind::UniqueViolation
            | DatabaseErrorKind::CheckViolation
            | DatabaseErrorKind::ForeignKeyViolation
    );
    constraint && violated(told.as_ref()).is_some_and(|violated| violated == name)
}

fn violated(told: &(dyn DatabaseErrorInformation + Send + Sync)) -> Option<String> {
    if let Some(name) = told.constraint_name() {
        return Some(name.to_owned());
    }
    let (_, what) = told.message().split_once("constraint failed: ")?;
    if let Some(index) = what.strip_prefix("index '") {
        return Some(index.trim_end_matches('\'').to_owned());
    }
    let mut name = String::new();
    for place in what.split(", ") {
        match place.split_once('.') {
            Some((table, column)) if name.is_empty() => name = format!("{table}_{column}"),
            Some((_, column)) => name = format!("{name}_{column}"),
            None => name.push_str(place),
        }
    }
    Some(name)
}

/// A condition that each database says in its own words around one text.
#[derive(Debug, Clone)]
pub struct Either {
    /// As PostgreSQL says it.
    pub postgres: Around,
    /// As SQLite says it.
    pub sqlite: Around,
}

/// A text between the words of a database.
#[derive(Debug, Clone)]
pub struct Around {
    /// What stands before it.
    pub before: &'static str,
    /// The text, which the database is given beside the words and never takes for them.
    pub text: String,
    /// What stands behind it.
    pub after: &'static str,
}

impl Expression for Either {
    type SqlType = Bool;
}

/// Two of them are two statements: none is remembered for the other.
impl QueryId for Either {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<From: ?Sized> AppearsOnTable<From> for Either {}
impl<From: ?Sized> SelectableExpression<From> for Either {}

impl<Group> ValidGrouping<Group> for Either {
    type IsAggregate = is_aggregate::Never;
}

impl<DB> QueryFragment<DB> for Around
where
    DB: diesel::backend::Backend + HasSqlType<Text>,
    String: ToSql<Text, DB>,
{
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        pass.push_sql(self.before);
        pass.push_bind_param::<Text, String>(&self.text)?;
        pass.push_sql(self.after);
        Ok(())
    }
}

impl QueryFragment<Pg> for Either {
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.postgres.walk_ast(pass)
    }
}

impl QueryFragment<Sqlite> for Either {
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        self.sqlite.walk_ast(pass)
    }
}

impl QueryFragment<Backend> for Either {
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, Backend>) -> QueryResult<()> {
        Backend::walk_variant_ast(self, pass)
    }
}

/// A fresh row id that the database makes itself, one a row: 16 hexadecimal letters (64 random bits) that
/// [`Id`](crate::base::ids::Id) takes for an id. Only for `INSERT … SELECT` over more rows than a program should carry.
#[must_use]
pub const fn random_id() -> RandomId {
    RandomId
}

/// The expression made by [`random_id`].
#[derive(Debug, Clone, Copy, QueryId)]
pub struct RandomId;

impl Expression for RandomId {
    type SqlType = Text;
}

impl<From: ?Sized> AppearsOnTable<From> for RandomId {}
impl<From: ?Sized> SelectableExpression<From> for RandomId {}

impl<Group> ValidGrouping<Group> for RandomId {
    type IsAggregate = is_aggregate::Never;
}

impl QueryFragment<Pg> for RandomId {
    // The ends of a version 4 UUID are random; its version and variant are in the middle.
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        pass.push_sql("left(gen_random_uuid()::text, 8) || right(gen_random_uuid()::text, 8)");
        Ok(())
    }
}

impl QueryFragment<Sqlite> for RandomId {
    fn walk_ast<'b>(&'b self, mut pass: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        pass.push_sql("lower(hex(randomblob(8)))");
        Ok(())
    }
}

impl QueryFragment<Backend> for RandomId {
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, Backend>) -> QueryResult<()> {
        Backend::walk_variant_ast(self, pass)
    }
}
