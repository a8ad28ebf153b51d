//! What has run out: found without a change, then forgotten by key.

use diesel::dsl::{exists, not};
use diesel::prelude::*;

use super::CommentRow;
use crate::base::clock::Timestamp;
use crate::base::seal::EmailKey;
use crate::base::token::TokenDigest;
use crate::comments::CommentId;
use crate::comments::states::State;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::schema::{comments, holds, receipts, takedowns};

/// Receipts that work no more.
pub(in crate::comments) fn due_receipts(
    conn: &mut Conn,
    now: Timestamp,
    most: i64,
) -> Result<Vec<TokenDigest>> {
    let over = receipts::table.filter(receipts::expires_at.le(now));
    Ok(over.limit(most).select(receipts::digest).load(conn)?)
}

pub(in crate::comments) fn drop_receipts(tx: &mut Tx<'_>, digests: &[TokenDigest]) -> Result<()> {
    diesel::delete(receipts::table.filter(receipts::digest.eq_any(digests))).execute(&mut **tx)?;
    Ok(())
}

/// Comments that still hold the pseudonym of a network from before `before`.
pub(in crate::comments) fn due_traces(
    conn: &mut Conn,
    before: Timestamp,
    most: i64,
) -> Result<Vec<CommentId>> {
    let old = comments::pseudonym.gt("").and(comments::submitted_at.lt(before));
    Ok(comments::table.filter(old).limit(most).select(comments::id).load(conn)?)
}

pub(in crate::comments) fn forget_traces(tx: &mut Tx<'_>, ids: &[CommentId]) -> Result<()> {
    let none = (comments::pseudonym.eq(None::<String>), comments::sameness.eq(None::<String>));
    diesel::update(comments::table.filter(comments::id.eq_any(ids))).set(none).execute(&mut **tx)?;
    Ok(())
}

/// Comments that their authors can change no more.
pub(in crate::comments) fn due_windows(conn: &mut Conn, now: Timestamp, most: i64) -> Result<Vec<CommentId>> {
    let over = comments::table.filter(comments::editable_until.le(now));
    Ok(over.limit(most).select(comments::id).load(conn)?)
}

pub(in crate::comments) fn close_windows(tx: &mut Tx<'_>, ids: &[CommentId]) -> Result<()> {
    let closed = comments::editable_until.eq(None::<Timestamp>);
    diesel::update(comments::table.filter(comments::id.eq_any(ids))).set(closed).execute(&mut **tx)?;
    Ok(())
}

/// Comments with an address that nobody confirmed since `before`, or any address left before `long_before`.
pub(in crate::comments) fn due_addresses(
    conn: &mut Conn,
    before: Timestamp,
    long_before: Timestamp,
    most: i64,
) -> Result<Vec<CommentId>> {
    let unconfirmed = comments::email_confirmed.eq(false).and(comments::submitted_at.lt(before));
    let over = unconfirmed.or(comments::submitted_at.lt(long_before));
    let found = comments::table.filter(comments::email_key.gt("")).filter(over);
    Ok(found.limit(most).select(comments::id).load(conn)?)
}

pub(in crate::comments) fn forget_addresses(tx: &mut Tx<'_>, ids: &[CommentId]) -> Result<()> {
    for id in ids {
        if let Some(mut row) = super::find(tx, id)? {
            row.forget_address();
            super::save(tx, &row)?;
        }
    }
    Ok(())
}

/// Comments that were left with an address.
pub(in crate::comments) fn with_address(
    conn: &mut Conn,
    keys: &[EmailKey],
    most: i64,
) -> Result<Vec<CommentId>> {
    let theirs = comments::table.filter(comments::email_key.eq_any(keys));
    Ok(theirs.limit(most).select(comments::id).load(conn)?)
}

/// Spam, rejected and hidden comments that were decided before `before`. What is demanded by law is decided by a person
/// before it goes, and what a legal hold keeps stays.
pub(in crate::comments) fn due_texts(
    conn: &mut Conn,
    before: Timestamp,
    most: i64,
) -> Result<Vec<CommentRow>> {
    let refused = comments::state.eq_any([State::Spam, State::Rejected, State::Hidden].map(State::as_str));
    let demanded = takedowns::table.filter(takedowns::open_key.eq(comments::id.nullable()));
    let kept = holds::table.filter(holds::comment_id.eq(comments::id));
    let kept = exists(demanded.select(takedowns::id)).or(exists(kept.select(holds::comment_id)));
    let old = comments::decided_at.lt(before).and(not(kept));
    Ok(comments::table.filter(refused).filter(old).limit(most).select(CommentRow::as_select()).load(conn)?)
}

/// Ids of comments that are not erased, in order, after one of them.
pub(in crate::comments) fn not_erased(
    conn: &mut Conn,
    after: Option<&CommentId>,
    most: i64,
) -> Result<Vec<CommentId>> {
    let from = after.map_or("", CommentId::as_str);
    let standing = comments::table.filter(comments::state.ne("erased")).filter(comments::id.gt(from));
    Ok(standing.order(comments::id).limit(most).select(comments::id).load(conn)?)
}

/// Makes the mailed links of at most so many comments worthless; answers how many had one.
pub(in crate::comments) fn drop_address_links(tx: &mut Tx<'_>, most: i64) -> Result<usize> {
    let linked = comments::table.filter(comments::email_digest.is_not_null()).limit(most);
    let linked: Vec<CommentId> = linked.select(comments::id).load(&mut **tx)?;
    let links = comments::table.filter(comments::id.eq_any(linked));
    Ok(diesel::update(links).set(comments::email_digest.eq(None::<TokenDigest>)).execute(&mut **tx)?)
}
