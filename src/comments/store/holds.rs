//! The table of legal holds.

use diesel::prelude::*;

use crate::accounts::AccountId;
use crate::base::clock::Timestamp;
use crate::base::text::Line;
use crate::comments::CommentId;
use crate::comments::holds::HoldId;
use crate::db::dialect::Each;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::schema::{comments, holds};

/// What is held at a time fits on a page.
const LISTED: i64 = 200;

/// A hold as its row has it.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = holds, treat_none_as_default_value = false)]
pub(in crate::comments) struct Row {
    pub(in crate::comments) comment_id: CommentId,
    pub(in crate::comments) id: HoldId,
    pub(in crate::comments) reason: Line,
    pub(in crate::comments) until: Timestamp,
    pub(in crate::comments) asked: bool,
    pub(in crate::comments) version: i64,
}

/// Keeps a hold; `false` if there is one. No two holds on a comment ever have the same version.
pub(in crate::comments) fn insert(tx: &mut Tx<'_>, row: &Row) -> Result<bool> {
    let row = Row { version: tx.now.as_micros(), ..row.clone() };
    let insert = diesel::insert_into(holds::table).values(&row).on_conflict(holds::comment_id).do_nothing();
    Ok(Each(insert).execute(&mut **tx)? == 1)
}

/// Gives a hold another reason and another end, as its next version; `false` if somebody was faster.
pub(in crate::comments) fn extend(tx: &mut Tx<'_>, row: &Row) -> Result<bool> {
    let same = holds::table.find(&row.comment_id).filter(holds::version.eq(row.version));
    let changed =
        (holds::reason.eq(&row.reason), holds::until.eq(row.until), holds::version.eq(holds::version + 1));
    Ok(diesel::update(same).set(changed).execute(&mut **tx)? == 1)
}

/// Notes that the words are to go when the hold ends.
pub(in crate::comments) fn ask(tx: &mut Tx<'_>, comment: &CommentId) -> Result<()> {
    let first = holds::table.find(comment).filter(holds::asked.eq(false));
    let asked = (holds::asked.eq(true), holds::version.eq(holds::version + 1));
    diesel::update(first).set(asked).execute(&mut **tx)?;
    Ok(())
}

pub(in crate::comments) fn find(conn: &mut Conn, comment: &CommentId) -> Result<Option<Row>> {
    Ok(holds::table.find(comment).select(Row::as_select()).first(conn).optional()?)
}

/// The first of those that stand, by the day on which they end.
pub(in crate::comments) fn all(conn: &mut Conn) -> Result<Vec<Row>> {
    let all = holds::table.order((holds::until, holds::comment_id)).limit(LISTED);
    Ok(all.select(Row::as_select()).load(conn)?)
}

/// The holds on these comments.
pub(in crate::comments) fn among(conn: &mut Conn, ids: &[CommentId]) -> Result<Vec<Row>> {
    Ok(holds::table.filter(holds::comment_id.eq_any(ids)).select(Row::as_select()).load(conn)?)
}

/// The last days of the holds on an account's comments.
pub(in crate::comments) fn on_account(conn: &mut Conn, account: &AccountId) -> Result<Vec<Timestamp>> {
    let theirs = holds::table.inner_join(comments::table.on(comments::id.eq(holds::comment_id)));
    Ok(theirs.filter(comments::account_id.eq(account)).select(holds::until).load(conn)?)
}

/// Those whose last day was before `today`.
pub(in crate::comments) fn due(conn: &mut Conn, today: Timestamp, most: i64) -> Result<Vec<Row>> {
    let over = holds::table.filter(holds::until.lt(today)).limit(most);
    Ok(over.select(Row::as_select()).load(conn)?)
}

pub(in crate::comments) fn remove(tx: &mut Tx<'_>, comment: &CommentId) -> Result<()> {
    diesel::delete(holds::table.find(comment)).execute(&mut **tx)?;
    Ok(())
}
