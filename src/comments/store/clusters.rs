//! Which comments have texts that are copies of one another.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::comments::CommentId;
use crate::comments::states::{RevisionState, State};
use crate::db::Conn;
use crate::error::Result;
use crate::schema::{comments, revisions};

/// The cluster of each comment's text, as far as it is known.
pub(in crate::comments) fn clusters_of(
    conn: &mut Conn,
    ids: &[CommentId],
) -> Result<HashMap<CommentId, String>> {
    let texts = revisions::table
        .filter(revisions::comment_id.eq_any(ids))
        .filter(revisions::state.ne(RevisionState::Superseded.as_str()))
        .select((revisions::comment_id, revisions::cluster));
    let found: Vec<(CommentId, Option<String>)> = texts.load(conn)?;
    Ok(found.into_iter().filter_map(|(comment, cluster)| Some((comment, cluster?))).collect())
}

/// How many comments in a state have a text of a cluster, counted up to `most`.
pub(in crate::comments) fn in_cluster(
    conn: &mut Conn,
    state: State,
    cluster: &str,
    most: i64,
) -> Result<usize> {
    let alike = revisions::table
        .inner_join(comments::table)
        .filter(revisions::cluster.eq(cluster))
        .filter(revisions::state.ne(RevisionState::Superseded.as_str()))
        .filter(comments::state.eq(state.as_str()))
        .filter(comments::deciding.eq(false));
    Ok(alike.limit(most).select(comments::id).load::<CommentId>(conn)?.len())
}
