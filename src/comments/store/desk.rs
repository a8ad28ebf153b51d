//! What moderators, and authors with an account, look through.

use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::search::{Way, has_words, way_to};
use super::{CommentRow, EventRow, FindingRow, marked};
use crate::accounts::AccountId;
use crate::articles::ArticleId;
use crate::base::clock::Timestamp;
use crate::comments::desk::Filter;
use crate::comments::history::Decisions;
use crate::comments::states::RevisionState;
use crate::comments::{CommentId, EventId, RevisionId};
use crate::db::Conn;
use crate::error::Result;
use crate::schema::{check_findings, comments, events, revisions};

#[diesel::declare_sql_function]
extern "SQL" {
    /// A text with other words in the place of some. PostgreSQL takes `LIKE` for so rare that it would read the whole
    /// table instead of the queue's beginning; of a text that differs it expects many.
    fn replace(text: Text, some: Text, other: Text) -> Text;
}

/// A place in the queue: priority, instant, id.
pub(in crate::comments) type InQueue = (i32, Timestamp, CommentId);

/// The comments that a filter wants and no decision waits for, as a query that can be narrowed further.
macro_rules! queue {
    ($conn:expr, $filter:expr, $columns:expr) => {{
        let filter: &Filter = $filter;
        let mut found = comments::table
            .filter(comments::state.eq(filter.state.as_str()))
            .filter(comments::deciding.eq(false))
            .select($columns)
            .into_boxed();
        if let Some(article) = &filter.article {
            found = found.filter(comments::article_id.eq(article));
        }
        if let Some(name) = &filter.name {
            found = found.filter(comments::name_key.eq(name.key()));
        }
        if let Some(rule) = filter.rule {
            found = found.filter(comments::rule_number.eq(rule));
        }
        if let Some(cluster) = &filter.cluster {
            found = found.filter(comments::cluster.eq(cluster));
        }
        if let Some(sought) = &filter.sought {
            let way = way_to($conn, sought)?;
            let texts = revisions::table
                .filter(revisions::state.ne(RevisionState::Superseded.as_str()))
                .filter(has_words(sought, way));
            found = match way {
                Way::ByIndex => found.filter(comments::id.eq_any(texts.select(revisions::comment_id))),
                Way::AlongTheQueue => {
                    let own = texts.filter(revisions::comment_id.eq(comments::id));
                    found.filter(exists(own.select(revisions::id)))
                }
            };
        }
        if let Some(until) = filter.until {
            found = found.filter(comments::submitted_at.le(until));
        }
        if let Some(reason) = &filter.reason {
            let without = replace(comments::reasons, marked(reason), "");
            found = found.filter(without.ne(comments::reasons));
        }
        found
    }};
}

/// Up to `most` comments that a filter wants; `later` ones in order after a place, or the earlier ones, nearest first.
pub(in crate::comments) fn waiting(
    conn: &mut Conn,
    filter: &Filter,
    place: Option<&InQueue>,
    later: bool,
    most: i64,
) -> Result<Vec<CommentRow>> {
    let mut found = queue!(conn, filter, CommentRow::as_select()).limit(most);
    if let Some((priority, at, id)) = place {
        found = if later {
            let in_row =
                comments::submitted_at.gt(*at).or(comments::submitted_at.eq(*at).and(comments::id.gt(id)));
            let beyond = comments::priority.gt(*priority).or(comments::priority.eq(*priority).and(in_row));
            found.filter(comments::priority.ge(*priority)).filter(beyond)
        } else {
            let in_row =
                comments::submitted_at.lt(*at).or(comments::submitted_at.eq(*at).and(comments::id.lt(id)));
            let before = comments::priority.lt(*priority).or(comments::priority.eq(*priority).and(in_row));
            found.filter(comments::priority.le(*priority)).filter(before)
        };
    }
    let found = if later {
        found.order((comments::priority.asc(), comments::submitted_at.asc(), comments::id.asc()))
    } else {
        found.order((comments::priority.desc(), comments::submitted_at.desc(), comments::id.desc()))
    };
    Ok(found.load(conn)?)
}

/// The first comments that a filter wants, with their versions.
pub(in crate::comments) fn matching(
    conn: &mut Conn,
    filter: &Filter,
    most: i64,
) -> Result<Vec<(CommentId, i64)>> {
    let found = queue!(conn, filter, (comments::id, comments::version)).limit(most);
    let order = (comments::priority.asc(), comments::submitted_at.asc(), comments::id.asc());
    Ok(found.order(order).load(conn)?)
}

/// Up to `most` published comments of which a changed text waits, beyond a place, the longest waiting first; or the
/// earlier ones, nearest first.
pub(in crate::comments) fn edited(
    conn: &mut Conn,
    place: Option<&(Timestamp, CommentId)>,
    later: bool,
    most: i64,
) -> Result<Vec<CommentRow>> {
    let mut found = comments::table
        .filter(comments::edited_at.is_not_null())
        .select(CommentRow::as_select())
        .limit(most)
        .into_boxed();
    if let Some((at, id)) = place {
        found = if later {
            found.filter(comments::edited_at.gt(*at).or(comments::edited_at.eq(*at).and(comments::id.gt(id))))
        } else {
            found.filter(comments::edited_at.lt(*at).or(comments::edited_at.eq(*at).and(comments::id.lt(id))))
        };
    }
    let found = if later {
        found.order((comments::edited_at.asc(), comments::id.asc()))
    } else {
        found.order((comments::edited_at.desc(), comments::id.desc()))
    };
    Ok(found.load(conn)?)
}

/// Why checks held these texts.
pub(in crate::comments) fn findings_of(conn: &mut Conn, texts: &[RevisionId]) -> Result<Vec<FindingRow>> {
    let these = check_findings::table.filter(check_findings::revision_id.eq_any(texts));
    Ok(these.order(check_findings::check_name).select(FindingRow::as_select()).load(conn)?)
}

/// Those of these comments that have a text, but no earlier one, in which a check found something.
pub(in crate::comments) fn found_by(
    conn: &mut Conn,
    these: &[CommentId],
    check: &str,
) -> Result<Vec<CommentId>> {
    let found = revisions::table
        .inner_join(check_findings::table)
        .filter(revisions::comment_id.eq_any(these))
        .filter(revisions::state.ne(RevisionState::Superseded.as_str()))
        .filter(check_findings::check_name.eq(check));
    Ok(found.select(revisions::comment_id).distinct().load(conn)?)
}

/// Everything that happened to a comment, the first first.
pub(in crate::comments) fn history(conn: &mut Conn, comment: &CommentId) -> Result<Vec<EventRow>> {
    let own = events::table.filter(events::comment_id.eq(comment));
    Ok(own.order(events::version.asc()).select(EventRow::as_select()).load(conn)?)
}

/// The latest comments of an account but one.
pub(in crate::comments) fn others_of(
    conn: &mut Conn,
    account: &AccountId,
    but: &CommentId,
    most: i64,
) -> Result<Vec<CommentRow>> {
    let own = comments::table.filter(comments::account_id.eq(account)).filter(comments::id.ne(but));
    let newest = own.order((comments::submitted_at.desc(), comments::id.desc())).limit(most);
    Ok(newest.select(CommentRow::as_select()).load(conn)?)
}

/// Up to `most` comments of an account beyond a place, the newest first; or the newer ones, nearest first.
pub(in crate::comments) fn of_account(
    conn: &mut Conn,
    account: &AccountId,
    place: Option<&(Timestamp, CommentId)>,
    later: bool,
    most: i64,
) -> Result<Vec<CommentRow>> {
    let mut own = comments::table
        .filter(comments::account_id.eq(account))
        .select(CommentRow::as_select())
        .limit(most)
        .into_boxed();
    if let Some((at, id)) = place {
        own = if later {
            own.filter(
                comments::submitted_at.lt(*at).or(comments::submitted_at.eq(*at).and(comments::id.lt(id))),
            )
        } else {
            own.filter(
                comments::submitted_at.gt(*at).or(comments::submitted_at.eq(*at).and(comments::id.gt(id))),
            )
        };
    }
    let own = if later {
        own.order((comments::submitted_at.desc(), comments::id.desc()))
    } else {
        own.order((comments::submitted_at.asc(), comments::id.asc()))
    };
    Ok(own.load(conn)?)
}

/// A moderator's decision with what it was about.
#[derive(Debug, Clone, Queryable)]
pub(in crate::comments) struct DecidedRow {
    pub(in crate::comments) event: EventRow,
    pub(in crate::comments) article_id: ArticleId,
    pub(in crate::comments) name: String,
    pub(in crate::comments) account: Option<AccountId>,
    pub(in crate::comments) version: i64,
}

/// Up to `most` decisions of moderators that are looked for, beyond a place, the newest first; or the newer ones, nearest
/// first.
pub(in crate::comments) fn decided(
    conn: &mut Conn,
    wanted: Decisions,
    place: Option<&(Timestamp, EventId)>,
    (later, most): (bool, i64),
) -> Result<Vec<DecidedRow>> {
    let mut found = events::table
        .inner_join(comments::table)
        .filter(events::actor_kind.eq("moderator"))
        .select((
            EventRow::as_select(),
            comments::article_id,
            comments::name,
            comments::account_id,
            comments::version,
        ))
        .limit(most)
        .into_boxed();
    if let Some(since) = wanted.since {
        found = found.filter(events::at.ge(since));
    }
    if let Some(rule) = wanted.rule {
        found = found.filter(events::rule_number.eq(rule));
    }
    if let Some((at, id)) = place {
        found = if later {
            found.filter(events::at.lt(*at).or(events::at.eq(*at).and(events::id.lt(id))))
        } else {
            found.filter(events::at.gt(*at).or(events::at.eq(*at).and(events::id.gt(id))))
        };
    }
    let found = if later {
        found.order((events::at.desc(), events::id.desc()))
    } else {
        found.order((events::at.asc(), events::id.asc()))
    };
    Ok(found.load(conn)?)
}
