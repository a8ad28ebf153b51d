//! The table of appeals.

use diesel::prelude::*;

use crate::accounts::AccountId;
use crate::base::clock::Timestamp;
use crate::base::text::Prose;
use crate::comments::appeals::{Answered, AppealId};
use crate::comments::{CommentId, EventId};
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::schema::appeals;

/// The state of an appeal that waits.
pub(in crate::comments) const OPEN: &str = "open";

/// An appeal against the event that decided.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = appeals, treat_none_as_default_value = false)]
pub(in crate::comments) struct AppealRow {
    pub(in crate::comments) id: AppealId,
    pub(in crate::comments) comment_id: CommentId,
    pub(in crate::comments) event_id: EventId,
    pub(in crate::comments) against: Option<AccountId>,
    pub(in crate::comments) state: String,
    pub(in crate::comments) words: Prose,
    pub(in crate::comments) settled_by: Option<EventId>,
    /// When it was sent; to the day once it is settled.
    pub(in crate::comments) created_at: Timestamp,
}

pub(in crate::comments) fn insert_appeal(tx: &mut Tx<'_>, row: &AppealRow) -> Result<()> {
    diesel::insert_into(appeals::table).values(row).execute(&mut **tx)?;
    Ok(())
}

/// The appeal of a comment that waits.
pub(in crate::comments) fn open_appeal(conn: &mut Conn, comment: &CommentId) -> Result<Option<AppealRow>> {
    let open = appeals::comment_id.eq(comment).and(appeals::state.eq(OPEN));
    Ok(appeals::table.filter(open).select(AppealRow::as_select()).first(conn).optional()?)
}

/// Those of these comments of which one is open.
pub(in crate::comments) fn contested_among(
    conn: &mut Conn,
    comments: &[CommentId],
) -> Result<Vec<CommentId>> {
    let open = appeals::table.filter(appeals::comment_id.eq_any(comments)).filter(appeals::state.eq(OPEN));
    Ok(open.select(appeals::comment_id).load(conn)?)
}

/// Every appeal of a comment, the latest first.
pub(in crate::comments) fn appeals_of(conn: &mut Conn, comment: &CommentId) -> Result<Vec<AppealRow>> {
    let own = appeals::table.filter(appeals::comment_id.eq(comment));
    Ok(own.order(appeals::created_at.desc()).select(AppealRow::as_select()).load(conn)?)
}

/// The open appeal of a comment, if there is one, is settled by an event.
pub(in crate::comments) fn settle_appeals(
    tx: &mut Tx<'_>,
    comment: &CommentId,
    answered: Answered,
    event: &EventId,
) -> Result<()> {
    let Some(open) = open_appeal(tx, comment)? else { return Ok(()) };
    let settled = (
        appeals::state.eq(answered.as_str()),
        appeals::settled_by.eq(event),
        appeals::created_at.eq(open.created_at.to_day()),
    );
    diesel::update(appeals::table.find(open.id)).set(settled).execute(&mut **tx)?;
    Ok(())
}

/// What an event settled waits again.
pub(in crate::comments) fn open_appeals_again(tx: &mut Tx<'_>, event: &EventId) -> Result<()> {
    let settled = appeals::table.filter(appeals::settled_by.eq(event));
    let open = (appeals::state.eq(OPEN), appeals::settled_by.eq(None::<EventId>));
    diesel::update(settled).set(open).execute(&mut **tx)?;
    Ok(())
}

pub(in crate::comments) fn erase_appeals(tx: &mut Tx<'_>, comment: &CommentId) -> Result<()> {
    diesel::delete(appeals::table.filter(appeals::comment_id.eq(comment))).execute(&mut **tx)?;
    Ok(())
}

/// Up to `most` appeals that wait, beyond a place, the longest waiting first; or the earlier ones, nearest first.
pub(in crate::comments) fn open_appeals(
    conn: &mut Conn,
    place: Option<&(Timestamp, AppealId)>,
    later: bool,
    most: i64,
) -> Result<Vec<AppealRow>> {
    let mut found = appeals::table
        .filter(appeals::state.eq(OPEN))
        .select(AppealRow::as_select())
        .limit(most)
        .into_boxed();
    if let Some((at, id)) = place {
        found = if later {
            found.filter(appeals::created_at.gt(*at).or(appeals::created_at.eq(*at).and(appeals::id.gt(id))))
        } else {
            found.filter(appeals::created_at.lt(*at).or(appeals::created_at.eq(*at).and(appeals::id.lt(id))))
        };
    }
    let found = if later {
        found.order((appeals::created_at.asc(), appeals::id.asc()))
    } else {
        found.order((appeals::created_at.desc(), appeals::id.desc()))
    };
    Ok(found.load(conn)?)
}

/// Settled appeals that were sent before `before`.
pub(in crate::comments) fn due_appeals(
    conn: &mut Conn,
    before: Timestamp,
    most: i64,
) -> Result<Vec<AppealId>> {
    let settled = appeals::table.filter(appeals::state.ne(OPEN)).filter(appeals::created_at.lt(before));
    Ok(settled.limit(most).select(appeals::id).load(conn)?)
}

pub(in crate::comments) fn drop_appeals(tx: &mut Tx<'_>, ids: &[AppealId]) -> Result<()> {
    diesel::delete(appeals::table.filter(appeals::id.eq_any(ids))).execute(&mut **tx)?;
    Ok(())
}
