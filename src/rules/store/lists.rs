//! The versions of lists and thresholds.

use diesel::prelude::*;

use crate::db::dialect::Each;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::rules::Lists;
use crate::schema::check_lists;

/// The lists (banned, suspect, distressing) and the thresholds, as they are kept.
type Kept = (String, String, Option<String>, String);

pub(in crate::rules) fn lists_version(conn: &mut Conn) -> Result<Option<i64>> {
    let latest = check_lists::table.order(check_lists::version.desc()).select(check_lists::version);
    Ok(latest.first(conn).optional()?)
}

pub(in crate::rules) fn lists(conn: &mut Conn, version: i64) -> Result<Option<Kept>> {
    let columns =
        (check_lists::banned, check_lists::suspect, check_lists::distressing, check_lists::thresholds);
    Ok(check_lists::table.find(version).select(columns).first(conn).optional()?)
}

/// Adds a version; `false` if it is there already.
pub(in crate::rules) fn insert_lists(tx: &mut Tx<'_>, lists: &Lists, thresholds: &str) -> Result<bool> {
    let row = (
        check_lists::version.eq(lists.version),
        check_lists::banned.eq(&lists.typed.banned),
        check_lists::suspect.eq(&lists.typed.suspect),
        check_lists::distressing.eq(&lists.typed.distressing),
        check_lists::thresholds.eq(thresholds),
        check_lists::created_at.eq(tx.now),
    );
    let insert = diesel::insert_into(check_lists::table).values(row).on_conflict_do_nothing();
    Ok(Each(insert).execute(&mut **tx)? == 1)
}
