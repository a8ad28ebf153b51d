//! How much comes, and what appeared of late.

use diesel::prelude::*;

use crate::base::clock::Timestamp;
use crate::comments::CommentId;
use crate::comments::receipts::ARRIVED;
use crate::comments::states::State;
use crate::db::Conn;
use crate::error::Result;
use crate::schema::{comments, events};

/// How many comments arrived since an instant, counted up to `most`. Of those that were decided on since, only the day
/// is known: they count no more.
pub(in crate::comments) fn arrived_since(conn: &mut Conn, since: Timestamp, most: i64) -> Result<usize> {
    let arrived = events::table.filter(events::at.ge(since)).filter(events::kind.eq(ARRIVED));
    Ok(arrived.limit(most).select(events::version).load::<i64>(conn)?.len())
}

/// The published comments that became so on the day of `since` or later, with their versions, the latest first; one
/// that became so twice stands there twice.
pub(in crate::comments) fn published_since(
    conn: &mut Conn,
    since: Timestamp,
    most: i64,
) -> Result<Vec<(CommentId, i64)>> {
    let published = State::Published.as_str();
    let became = events::table
        .inner_join(comments::table)
        .filter(events::at.ge(since.to_day()))
        .filter(events::to_state.eq(published))
        .filter(events::from_state.is_null().or(events::from_state.ne(published).assume_not_null()))
        .filter(comments::state.eq(published))
        .filter(comments::deciding.eq(false))
        .order((events::at.desc(), events::id.desc()))
        .limit(most);
    Ok(became.select((comments::id, comments::version)).load(conn)?)
}
