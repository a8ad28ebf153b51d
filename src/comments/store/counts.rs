//! How much waits beside the queue, counted no further than is asked.

use diesel::prelude::*;

use super::OPEN;
use crate::comments::CommentId;
use crate::comments::states::State;
use crate::db::Conn;
use crate::error::Result;
use crate::schema::{appeals, comments, reports};

pub(in crate::comments) fn count_reported(conn: &mut Conn, most: i64) -> Result<usize> {
    let open = reports::table
        .inner_join(comments::table.on(comments::id.eq(reports::comment_id)))
        .filter(reports::state.eq(OPEN))
        .filter(comments::state.eq(State::Published.as_str()))
        .filter(comments::deciding.eq(false));
    let found: Vec<CommentId> = open.select(reports::comment_id).distinct().limit(most).load(conn)?;
    Ok(found.len())
}

pub(in crate::comments) fn count_edited(conn: &mut Conn, most: i64) -> Result<usize> {
    let waits = comments::table.filter(comments::edited_at.is_not_null());
    Ok(waits.select(comments::id).limit(most).load::<CommentId>(conn)?.len())
}

pub(in crate::comments) fn count_contested(conn: &mut Conn, most: i64) -> Result<usize> {
    let open = appeals::table.filter(appeals::state.eq(OPEN));
    Ok(open.select(appeals::comment_id).limit(most).load::<CommentId>(conn)?.len())
}
