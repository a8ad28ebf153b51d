//! The table of takedowns.

use diesel::dsl::count_star;
use diesel::prelude::*;

use crate::accounts::AccountId;
use crate::base::clock::Timestamp;
use crate::base::text::{Line, Prose};
use crate::comments::takedowns::{Outcome, TakedownId};
use crate::comments::{CommentId, EventId};
use crate::db::dialect::Each;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::schema::takedowns;

/// What is open at a time fits on a page.
const LISTED: i64 = 200;

/// A takedown as its row has it.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = takedowns, treat_none_as_default_value = false, treat_none_as_null = true)]
pub(in crate::comments) struct Row {
    pub(in crate::comments) id: TakedownId,
    pub(in crate::comments) comment_id: CommentId,
    pub(in crate::comments) open_key: Option<String>,
    pub(in crate::comments) claimant: String,
    pub(in crate::comments) basis: Line,
    pub(in crate::comments) claim_sealed: Option<Vec<u8>>,
    pub(in crate::comments) received_on: Timestamp,
    pub(in crate::comments) decide_by: Timestamp,
    pub(in crate::comments) hidden_by: Option<EventId>,
    pub(in crate::comments) answer: Option<Prose>,
    pub(in crate::comments) outcome: Option<String>,
    pub(in crate::comments) words: Option<Prose>,
    pub(in crate::comments) recorded_by: Option<AccountId>,
    pub(in crate::comments) recorded_at: Timestamp,
    pub(in crate::comments) decided_by: Option<AccountId>,
    pub(in crate::comments) decided_on: Option<Timestamp>,
    pub(in crate::comments) alone: bool,
    pub(in crate::comments) version: i64,
}

/// Keeps a takedown; `false` if another one of its comment is open.
pub(in crate::comments) fn insert(tx: &mut Tx<'_>, row: &Row) -> Result<bool> {
    let insert =
        diesel::insert_into(takedowns::table).values(row).on_conflict(takedowns::open_key).do_nothing();
    Ok(Each(insert).execute(&mut **tx)? == 1)
}

/// Keeps what changed, as its next version; `false` if somebody was faster.
pub(in crate::comments) fn save(tx: &mut Tx<'_>, row: &Row) -> Result<bool> {
    let same = takedowns::table.find(&row.id).filter(takedowns::version.eq(row.version));
    let next = Row { version: row.version.saturating_add(1), ..row.clone() };
    Ok(diesel::update(same).set(&next).execute(&mut **tx)? == 1)
}

pub(in crate::comments) fn find(conn: &mut Conn, id: &TakedownId) -> Result<Option<Row>> {
    Ok(takedowns::table.find(id).select(Row::as_select()).first(conn).optional()?)
}

/// The one of a comment that is open.
pub(in crate::comments) fn open_of(conn: &mut Conn, comment: &CommentId) -> Result<Option<Row>> {
    let open = takedowns::table.filter(takedowns::open_key.eq(comment.as_str()));
    Ok(open.select(Row::as_select()).first(conn).optional()?)
}

/// Those of a comment, the latest first.
pub(in crate::comments) fn all_of(conn: &mut Conn, comment: &CommentId) -> Result<Vec<Row>> {
    let own = takedowns::table.filter(takedowns::comment_id.eq(comment)).limit(LISTED);
    let latest = (takedowns::recorded_at.desc(), takedowns::id);
    Ok(own.order(latest).select(Row::as_select()).load(conn)?)
}

/// The latest of a comment: the one that is open, if one is.
pub(in crate::comments) fn latest_of(conn: &mut Conn, comment: &CommentId) -> Result<Option<Row>> {
    match open_of(conn, comment)? {
        Some(open) => Ok(Some(open)),
        None => Ok(all_of(conn, comment)?.into_iter().next()),
    }
}

/// Those of these comments of which one is open.
pub(in crate::comments) fn open_among(conn: &mut Conn, comments: &[CommentId]) -> Result<Vec<CommentId>> {
    let keys: Vec<&str> = comments.iter().map(CommentId::as_str).collect();
    let open = takedowns::table.filter(takedowns::open_key.eq_any(keys));
    Ok(open.select(takedowns::comment_id).load(conn)?)
}

/// Those that are open, the earliest deadline first.
pub(in crate::comments) fn open(conn: &mut Conn) -> Result<Vec<Row>> {
    let open = takedowns::table.filter(takedowns::open_key.gt("")).limit(LISTED);
    Ok(open.order((takedowns::decide_by, takedowns::id)).select(Row::as_select()).load(conn)?)
}

/// Up to `most` that were decided, the latest day first; beyond a place, after it or (nearest first) before it.
pub(in crate::comments) fn decided(
    conn: &mut Conn,
    place: Option<((Timestamp, TakedownId), bool)>,
    most: i64,
) -> Result<Vec<Row>> {
    let (on, id) = (takedowns::decided_on, takedowns::id);
    let found = takedowns::table.filter(on.is_not_null()).select(Row::as_select()).limit(most).into_boxed();
    let found = match place {
        None => found.order((on.desc(), id.desc())),
        Some(((day, which), true)) => {
            found.filter(on.lt(day).or(on.eq(day).and(id.lt(which)))).order((on.desc(), id.desc()))
        }
        Some(((day, which), false)) => {
            found.filter(on.gt(day).or(on.eq(day).and(id.gt(which)))).order((on.asc(), id.asc()))
        }
    };
    Ok(found.load(conn)?)
}

/// Those that came, and those that were decided, from one day until another: claimant, what happened, how often.
pub(in crate::comments) fn counted(
    conn: &mut Conn,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<(String, Option<String>, i64)>> {
    let came = takedowns::table.filter(takedowns::recorded_at.ge(from)).filter(takedowns::recorded_at.lt(to));
    let came = came.group_by(takedowns::claimant).select((takedowns::claimant, count_star()));
    let came: Vec<(String, i64)> = came.load(conn)?;
    let ended = takedowns::table.filter(takedowns::decided_on.ge(from)).filter(takedowns::decided_on.lt(to));
    let ended = ended.group_by((takedowns::claimant, takedowns::outcome));
    let ended = ended.select((takedowns::claimant, takedowns::outcome, count_star()));
    let mut counted: Vec<(String, Option<String>, i64)> = ended.load(conn)?;
    counted.extend(came.into_iter().map(|(claimant, many)| (claimant, None, many)));
    Ok(counted)
}

/// The words of a comment are gone: what quotes or answers them goes, and what was open is over.
pub(in crate::comments) fn end(tx: &mut Tx<'_>, comment: &CommentId, day: Timestamp) -> Result<()> {
    let own = takedowns::table.filter(takedowns::comment_id.eq(comment));
    let gone = (takedowns::claim_sealed.eq(None::<Vec<u8>>), takedowns::answer.eq(None::<Prose>));
    diesel::update(own).set(gone).execute(&mut **tx)?;
    let over = (
        takedowns::open_key.eq(None::<String>),
        takedowns::outcome.eq(Outcome::Gone.as_str()),
        takedowns::decided_on.eq(day),
        takedowns::version.eq(takedowns::version + 1),
    );
    let open = takedowns::table.filter(takedowns::open_key.eq(comment.as_str()));
    diesel::update(open).set(over).execute(&mut **tx)?;
    Ok(())
}

/// An author is erased whose comment stays: what they answered goes.
pub(in crate::comments) fn erase_answers(tx: &mut Tx<'_>, comment: &CommentId) -> Result<()> {
    let own = takedowns::table.filter(takedowns::comment_id.eq(comment));
    diesel::update(own).set(takedowns::answer.eq(None::<Prose>)).execute(&mut **tx)?;
    Ok(())
}

/// Those decided before `before` of which more is kept than that they were.
pub(in crate::comments) fn due(conn: &mut Conn, before: Timestamp, most: i64) -> Result<Vec<TakedownId>> {
    let kept = takedowns::claim_sealed.is_not_null();
    let kept = kept.or(takedowns::answer.is_not_null()).or(takedowns::words.is_not_null());
    let due = takedowns::table.filter(takedowns::decided_on.lt(before)).filter(kept);
    Ok(due.limit(most).select(takedowns::id).load(conn)?)
}

/// Only that they were, on what basis, and what came of them, stays.
pub(in crate::comments) fn bare(tx: &mut Tx<'_>, ids: &[TakedownId]) -> Result<()> {
    let bare = (
        takedowns::claim_sealed.eq(None::<Vec<u8>>),
        takedowns::answer.eq(None::<Prose>),
        takedowns::words.eq(None::<Prose>),
    );
    diesel::update(takedowns::table.filter(takedowns::id.eq_any(ids))).set(bare).execute(&mut **tx)?;
    Ok(())
}
