//! The table `decisions`: what moderators decided and what has not taken effect yet.

pub(super) mod batches;
pub(super) mod colleagues;
pub(super) mod snippets;

use diesel::connection::TransactionManager as _;
use diesel::prelude::*;

use super::DecisionId;
use crate::accounts::AccountId;
use crate::base::clock::Timestamp;
use crate::base::text::Prose;
use crate::comments::CommentId;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::schema::decisions;

/// Decisions that fall away in one change.
const STEP: i64 = 40;

/// A decision in its grace.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = decisions, treat_none_as_default_value = false)]
pub(super) struct DecisionRow {
    pub(super) id: DecisionId,
    pub(super) comment_id: CommentId,
    /// The comment's version while the decision waits.
    pub(super) version: i64,
    pub(super) to_state: String,
    pub(super) moderator_id: AccountId,
    pub(super) rule_number: Option<i32>,
    pub(super) rule_version: Option<i32>,
    pub(super) words: Option<Prose>,
    pub(super) decided_at: Timestamp,
    pub(super) due_at: Timestamp,
}

/// Keeps a decision, in place of one that fell away and was not cleared yet: its comment changed within the grace.
pub(super) fn insert(tx: &mut Tx<'_>, row: &DecisionRow) -> Result<()> {
    diesel::delete(decisions::table.filter(decisions::comment_id.eq(&row.comment_id))).execute(&mut **tx)?;
    diesel::insert_into(decisions::table).values(row).execute(&mut **tx)?;
    Ok(())
}

pub(super) fn of_comment(conn: &mut Conn, comment: &CommentId) -> Result<Option<DecisionRow>> {
    let rows = decisions::table.filter(decisions::comment_id.eq(comment));
    Ok(rows.select(DecisionRow::as_select()).first(conn).optional()?)
}

/// The one whose grace has passed for longest.
pub(super) fn longest_due(conn: &mut Conn, now: Timestamp) -> Result<Option<DecisionRow>> {
    let rows = decisions::table.filter(decisions::due_at.le(now)).order((decisions::due_at, decisions::id));
    Ok(rows.select(DecisionRow::as_select()).first(conn).optional()?)
}

/// Those that wait, the latest first.
pub(super) fn waiting(conn: &mut Conn, most: i64) -> Result<Vec<DecisionRow>> {
    let rows = decisions::table.order((decisions::due_at.desc(), decisions::id)).limit(most);
    Ok(rows.select(DecisionRow::as_select()).load(conn)?)
}

/// A step of those that an account made.
pub(super) fn waiting_of(conn: &mut Conn, account: &AccountId) -> Result<Vec<DecisionRow>> {
    let rows = decisions::table.filter(decisions::moderator_id.eq(account)).order(decisions::id);
    Ok(rows.select(DecisionRow::as_select()).limit(STEP).load(conn)?)
}

/// Removes a decision; `false` if it is gone already.
pub(super) fn remove(tx: &mut Tx<'_>, id: &DecisionId) -> Result<bool> {
    Ok(diesel::delete(decisions::table.find(id)).execute(&mut **tx)? == 1)
}

/// Does `deed` within a change that goes on if it fails: then what it had changed is taken back, nothing else.
/// Only if the database is away does the whole change end.
pub(super) fn attempt(tx: &mut Tx<'_>, deed: impl FnOnce(&mut Tx<'_>) -> Result<()>) -> Result<()> {
    Conn::begin_transaction(tx)?;
    let done = deed(tx);
    match &done {
        Ok(()) => Conn::commit_transaction(tx)?,
        Err(Error::Unavailable) => {}
        Err(_) => Conn::rollback_transaction(tx)?,
    }
    done
}
