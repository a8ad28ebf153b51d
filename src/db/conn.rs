//! One connection to either database, and a transaction on it.

use std::fmt;
use std::ops::{Deref, DerefMut};

use diesel::connection::{
    AnsiTransactionManager, SimpleConnection, TransactionManager, TransactionManagerStatus,
};
use diesel::{Connection, PgConnection, QueryResult, SqliteConnection};

use super::dialect::on_each;
use crate::base::clock::Timestamp;
use crate::base::ids::Id;
use crate::base::random::Random;

/// A connection to whichever database the site runs on.
///
/// Queries are written once and run on both; what one of them cannot say goes through
/// [`Each`](super::dialect::Each), `on_each!` or a `match` on the variant.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    /// A PostgreSQL server.
    Postgres(PgConnection),
    /// A SQLite file.
    Sqlite(SqliteConnection),
}

/// The pair of databases as diesel's query builder sees it.
pub type Backend = <Conn as Connection>::Backend;

impl fmt::Debug for Conn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Postgres(_) => "Conn(postgres)",
            Self::Sqlite(_) => "Conn(sqlite)",
        })
    }
}

impl Conn {
    /// Begins a transaction in the database's own words.
    pub(super) fn begin(&mut self, sql: &str) -> QueryResult<()> {
        on_each!(self, conn => AnsiTransactionManager::begin_transaction_sql(conn, sql))
    }

    /// Commits; if that fails nothing was changed, unless the connection broke under it.
    pub(super) fn commit(&mut self) -> QueryResult<()> {
        <Self as TransactionManager<Self>>::commit_transaction(self)
    }

    /// Takes everything back. A failure to do so leaves the connection broken, which [`Conn::is_usable`] sees.
    pub(super) fn roll_back(&mut self) {
        if let Err(error) = <Self as TransactionManager<Self>>::rollback_transaction(self) {
            tracing::debug!(%error, "a transaction could not be rolled back");
        }
    }

    /// Ends whatever transaction SQLite may still have open, and forgets that there was one.
    pub(super) fn abandon(&mut self) {
        if let Err(error) = self.batch_execute("ROLLBACK") {
            tracing::debug!(%error, "SQLite had ended the transaction itself");
        }
        *<Self as TransactionManager<Self>>::transaction_manager_status_mut(self) =
            TransactionManagerStatus::default();
    }

    /// Whether a transaction is open, as far as can be known.
    pub(super) fn in_transaction(&mut self) -> bool {
        let status = <Self as TransactionManager<Self>>::transaction_manager_status_mut(self);
        !matches!(status.transaction_depth(), Ok(None))
    }

    /// Whether the connection can serve the next caller.
    pub(super) fn is_usable(&mut self) -> bool {
        !self.in_transaction()
    }
}

/// A change under way: a connection inside a transaction, with the instant and the randomness that
/// belong to it. Give it to queries wherever a `&mut Conn` is wanted.
///
/// A change that failed with an error is taken back whole by whoever began it.
#[derive(Debug)]
pub struct Tx<'c> {
    conn: &'c mut Conn,
    random: &'c Random,
    /// The instant of this change; the same for all that it writes.
    pub now: Timestamp,
}

impl<'c> Tx<'c> {
    pub(super) const fn of(conn: &'c mut Conn, now: Timestamp, random: &'c Random) -> Self {
        Self { conn, random, now }
    }

    /// A fresh id for a row.
    #[must_use]
    pub fn fresh_id<K>(&self) -> Id<K> {
        Id::fresh(self.random)
    }

    /// Where secrets and choices come from.
    #[must_use]
    pub const fn random(&self) -> &Random {
        self.random
    }
}

impl Deref for Tx<'_> {
    type Target = Conn;

    fn deref(&self) -> &Conn {
        self.conn
    }
}

impl DerefMut for Tx<'_> {
    fn deref_mut(&mut self) -> &mut Conn {
        self.conn
    }
}
