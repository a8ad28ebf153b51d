//! The table of reports.

use diesel::prelude::*;

use super::OPEN;
use crate::accounts::AccountId;
use crate::base::clock::Timestamp;
use crate::base::text::Prose;
use crate::comments::reports::ReportId;
use crate::comments::{CommentId, EventId};
use crate::db::dialect::Each;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::schema::reports;

/// The state of a report that was right.
pub(in crate::comments) const UPHELD: &str = "upheld";
/// The state of a report of what stayed.
pub(in crate::comments) const DISMISSED: &str = "dismissed";

/// What a reader said about a comment.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = reports, treat_none_as_default_value = false)]
pub(in crate::comments) struct ReportRow {
    pub(in crate::comments) id: ReportId,
    pub(in crate::comments) comment_id: CommentId,
    pub(in crate::comments) account_id: Option<AccountId>,
    pub(in crate::comments) once_key: String,
    pub(in crate::comments) rule_number: Option<i32>,
    pub(in crate::comments) rule_version: Option<i32>,
    pub(in crate::comments) words: Option<Prose>,
    pub(in crate::comments) weight: i32,
    pub(in crate::comments) state: String,
    pub(in crate::comments) settled_by: Option<EventId>,
    pub(in crate::comments) created_at: Timestamp,
}

/// Keeps a report, unless the same reader said it before.
pub(in crate::comments) fn insert_report(tx: &mut Tx<'_>, row: &ReportRow) -> Result<()> {
    let insert = diesel::insert_into(reports::table).values(row).on_conflict(reports::once_key).do_nothing();
    Each(insert).execute(&mut **tx)?;
    Ok(())
}

/// Up to `most` reports that wait, the first first.
pub(in crate::comments) fn open_reports(conn: &mut Conn, most: i64) -> Result<Vec<ReportRow>> {
    let open = reports::table.filter(reports::state.eq(OPEN)).order((reports::created_at, reports::id));
    Ok(open.limit(most).select(ReportRow::as_select()).load(conn)?)
}

/// The reports about one comment that wait; a page of them is enough to decide.
pub(in crate::comments) fn open_reports_about(
    conn: &mut Conn,
    comment: &CommentId,
) -> Result<Vec<ReportRow>> {
    let open = reports::table.filter(reports::comment_id.eq(comment)).filter(reports::state.eq(OPEN));
    Ok(open.order(reports::id).limit(50).select(ReportRow::as_select()).load(conn)?)
}

/// How many reports of an account (up to `most`) came to this state.
pub(in crate::comments) fn reports_of(
    conn: &mut Conn,
    account: &AccountId,
    state: &str,
    most: i64,
) -> Result<i64> {
    let theirs = reports::table.filter(reports::account_id.eq(account)).filter(reports::state.eq(state));
    let found = theirs.limit(most).select(reports::id).load::<ReportId>(conn)?.len();
    Ok(i64::try_from(found).unwrap_or(most))
}

/// What a reader reported, with what came of it, for themselves.
pub(in crate::comments) fn all_reports_of(conn: &mut Conn, account: &AccountId) -> Result<Vec<ReportRow>> {
    let theirs = reports::table.filter(reports::account_id.eq(account));
    Ok(theirs.order((reports::created_at, reports::id)).select(ReportRow::as_select()).load(conn)?)
}

/// The reports about a comment that wait are settled by an event.
pub(in crate::comments) fn settle_reports(
    tx: &mut Tx<'_>,
    comment: &CommentId,
    state: &str,
    event: &EventId,
) -> Result<()> {
    let open = reports::table.filter(reports::comment_id.eq(comment)).filter(reports::state.eq(OPEN));
    let settled = (reports::state.eq(state), reports::settled_by.eq(event));
    diesel::update(open).set(settled).execute(&mut **tx)?;
    Ok(())
}

/// What an event settled waits again.
pub(in crate::comments) fn open_reports_again(tx: &mut Tx<'_>, event: &EventId) -> Result<()> {
    let settled = reports::table.filter(reports::settled_by.eq(event));
    let open = (reports::state.eq(OPEN), reports::settled_by.eq(None::<EventId>));
    diesel::update(settled).set(open).execute(&mut **tx)?;
    Ok(())
}

pub(in crate::comments) fn erase_reports(tx: &mut Tx<'_>, comment: &CommentId) -> Result<()> {
    diesel::delete(reports::table.filter(reports::comment_id.eq(comment))).execute(&mut **tx)?;
    Ok(())
}

/// Forgets some of what an account reported; answers how much.
pub(in crate::comments) fn erase_reports_of(
    tx: &mut Tx<'_>,
    account: &AccountId,
    most: i64,
) -> Result<usize> {
    let theirs = reports::table.filter(reports::account_id.eq(account)).limit(most);
    let theirs: Vec<ReportId> = theirs.select(reports::id).load(&mut **tx)?;
    drop_reports(tx, &theirs)?;
    Ok(theirs.len())
}

/// Reports of a day before `before`.
pub(in crate::comments) fn due_reports(
    conn: &mut Conn,
    before: Timestamp,
    most: i64,
) -> Result<Vec<ReportId>> {
    let old = reports::table.filter(reports::created_at.lt(before));
    Ok(old.limit(most).select(reports::id).load(conn)?)
}

pub(in crate::comments) fn drop_reports(tx: &mut Tx<'_>, ids: &[ReportId]) -> Result<()> {
    diesel::delete(reports::table.filter(reports::id.eq_any(ids))).execute(&mut **tx)?;
    Ok(())
}
