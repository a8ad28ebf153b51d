//! Columns that hold what is sealed, as `amicus keys rotate` walks through them.

use super::{Conn, Tx};
use crate::error::Result;

/// The id of a row, and the sealed value that it holds.
pub type Held = (String, Vec<u8>);
/// A value, and the one that takes its place.
pub type Swap<'a> = (&'a [u8], &'a [u8]);

/// Looks values up, as [`SealedColumn::before`] says.
pub type Before = fn(&mut Conn, &[u8], &str, i64) -> Result<Vec<Held>>;

/// A column of sealed values, each in a row of its own id. Stores make it with `sealed_column!`.
#[derive(Debug, Clone, Copy)]
pub struct SealedColumn {
    /// Its name, `table.column`.
    pub name: &'static str,
    /// What the value of a row, by its id, is sealed for.
    pub context: fn(&str) -> String,
    /// Up to so many ids and values that lie before these first bytes, in the order of their ids, after one of them.
    pub before: Before,
    /// How many values lie before these first bytes.
    pub count: fn(&mut Conn, &[u8]) -> Result<i64>,
    /// Puts the second value in place of the first, in the row of an id; `false` if that held another meanwhile.
    pub replace: fn(&mut Tx<'_>, &str, Swap<'_>) -> Result<bool>,
}

/// The [`SealedColumn`] of a store's own column: `sealed_column!(accounts.email_sealed, |id| …)`. An empty value is none.
macro_rules! sealed_column {
    ($table:ident.$column:ident, $context:expr) => {
        $crate::db::sealed::SealedColumn {
            name: concat!(stringify!($table), ".", stringify!($column)),
            context: $context,
            before: |conn, bytes, after, most| {
                let found = $table::table
                    .filter($table::$column.gt([].as_slice()))
                    .filter($table::$column.lt(bytes))
                    .filter($table::id.gt(after))
                    .order($table::id)
                    .limit(most);
                Ok(found.select(($table::id, $table::$column.assume_not_null())).load(conn)?)
            },
            count: |conn, bytes| {
                let found =
                    $table::table.filter($table::$column.gt([].as_slice())).filter($table::$column.lt(bytes));
                Ok(found.count().get_result(conn)?)
            },
            replace: |tx, id, (old, new)| {
                let same = $table::table.find(id).filter($table::$column.eq(old));
                Ok(diesel::update(same).set($table::$column.eq(new)).execute(&mut **tx)? == 1)
            },
        }
    };
}

pub(crate) use sealed_column;
