//! Many made-up comments at once.

use crate::comments::store::{CommentRow, EventRow, TextRow};
use crate::db::Tx;
use crate::db::dialect::on_each;
use crate::error::Result;
use crate::schema::{comments, events, revisions};
use diesel::prelude::*;

/// Writes comments with their texts and histories, each table in one statement.
pub(in crate::comments) fn insert_all(
    tx: &mut Tx<'_>,
    rows: &[CommentRow],
    texts: &[TextRow],
    history: &[EventRow],
) -> Result<()> {
    on_each!(&mut **tx, conn => {
        diesel::insert_into(comments::table).values(rows).execute(conn)?;
        diesel::insert_into(revisions::table).values(texts).execute(conn)?;
        diesel::insert_into(events::table).values(history).execute(conn)?;
    });
    Ok(())
}
