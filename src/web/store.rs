//! The tables of the web layer: spent tokens, limits and the salts of the day.

use std::time::Duration;

use diesel::prelude::*;

use crate::base::clock::Timestamp;
use crate::base::token::TokenDigest;
use crate::db::dialect::Each;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::schema::{daily_salts, limits, spent_tokens};

/// Rows of one kind that one step forgets: a change touches at most 500.
const AT_MOST: i64 = 100;

/// Marks a token as used; `false` if it was used before.
pub(super) fn spend(tx: &mut Tx<'_>, digest: &TokenDigest, expires_at: Timestamp) -> Result<bool> {
    let row = (spent_tokens::digest.eq(digest), spent_tokens::expires_at.eq(expires_at));
    let insert = diesel::insert_into(spent_tokens::table).values(row).on_conflict_do_nothing();
    Ok(Each(insert).execute(&mut **tx)? == 1)
}

/// Takes one drop of a leaky bucket: `None` if it fits, else how long to wait.
///
/// One guarded statement under the row's lock, so that neither requests at once nor instances side by
/// side can each take the last drop (GCRA: the row holds the instant at which the bucket is empty again).
pub(super) fn take(
    tx: &mut Tx<'_>,
    bucket: &str,
    drop: Duration,
    holds: Duration,
) -> Result<Option<Duration>> {
    let now = tx.now;
    let fresh = (limits::bucket.eq(bucket), limits::empty_at.eq(now));
    Each(diesel::insert_into(limits::table).values(fresh).on_conflict_do_nothing()).execute(&mut **tx)?;
    let found = limits::table.find(bucket).select(limits::empty_at);
    let empty_at: Timestamp = match &mut **tx {
        Conn::Postgres(inner) => found.for_update().first(inner)?,
        Conn::Sqlite(inner) => found.first(inner)?,
    };
    let next = empty_at.max(now).plus(drop);
    let over = next.since(now.plus(holds));
    if !over.is_zero() {
        return Ok(Some(over));
    }
    diesel::update(limits::table.find(bucket)).set(limits::empty_at.eq(next)).execute(&mut **tx)?;
    Ok(None)
}

/// Puts one drop back that [`take`] took.
pub(super) fn put_back(tx: &mut Tx<'_>, bucket: &str, drop: Duration) -> Result<()> {
    let drop = i64::try_from(drop.as_micros()).unwrap_or(i64::MAX);
    let lower = limits::empty_at.eq(limits::empty_at - drop);
    diesel::update(limits::table.find(bucket)).set(lower).execute(&mut **tx)?;
    Ok(())
}

/// Lets everything out of a bucket.
pub(super) fn empty(tx: &mut Tx<'_>, bucket: &str) -> Result<()> {
    diesel::delete(limits::table.find(bucket)).execute(&mut **tx)?;
    Ok(())
}

/// When a bucket will be empty again, if anything is in it.
pub(super) fn empty_at(conn: &mut Conn, bucket: &str) -> Result<Option<Timestamp>> {
    Ok(limits::table.find(bucket).select(limits::empty_at).first(conn).optional()?)
}

/// The salt of a day, if it was drawn.
pub(super) fn salt(conn: &mut Conn, day: &str) -> Result<Option<Vec<u8>>> {
    Ok(daily_salts::table.find(day).select(daily_salts::salt).first(conn).optional()?)
}

/// Draws the salt of a day unless another instance was first; answers the one that stands.
pub(super) fn draw_salt(tx: &mut Tx<'_>, day: &str) -> Result<Vec<u8>> {
    let drawn = tx.random().bytes::<32>().to_vec();
    let row = (daily_salts::day.eq(day), daily_salts::salt.eq(&drawn));
    Each(diesel::insert_into(daily_salts::table).values(row).on_conflict_do_nothing()).execute(&mut **tx)?;
    Ok(salt(tx, day)?.unwrap_or(drawn))
}

/// Forgets a step of what has run out: spent tokens, empty buckets, the salts of `last_day` and of days before.
pub(super) fn forget(tx: &mut Tx<'_>, last_day: &str) -> Result<usize> {
    Ok(forget_tokens(tx)? + forget_buckets(tx)? + forget_salts(tx, last_day)?)
}

fn forget_tokens(tx: &mut Tx<'_>) -> Result<usize> {
    let over = spent_tokens::table.filter(spent_tokens::expires_at.lt(tx.now));
    let over: Vec<TokenDigest> = over.select(spent_tokens::digest).limit(AT_MOST).load(&mut **tx)?;
    Ok(diesel::delete(spent_tokens::table.filter(spent_tokens::digest.eq_any(over))).execute(&mut **tx)?)
}

fn forget_buckets(tx: &mut Tx<'_>) -> Result<usize> {
    let now = tx.now;
    let empty = limits::table.filter(limits::empty_at.lt(now));
    let empty: Vec<String> = empty.select(limits::bucket).limit(AT_MOST).load(&mut **tx)?;
    // A drop may have fallen since they were looked up.
    let still = limits::table.filter(limits::bucket.eq_any(empty)).filter(limits::empty_at.lt(now));
    Ok(diesel::delete(still).execute(&mut **tx)?)
}

fn forget_salts(tx: &mut Tx<'_>, last_day: &str) -> Result<usize> {
    let old = daily_salts::table.filter(daily_salts::day.le(last_day));
    let old: Vec<String> = old.select(daily_salts::day).limit(AT_MOST).load(&mut **tx)?;
    Ok(diesel::delete(daily_salts::table.filter(daily_salts::day.eq_any(old))).execute(&mut **tx)?)
}
