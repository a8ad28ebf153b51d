//! The periods of digests that are closed.

use diesel::prelude::*;

use crate::alerts::Frequency;
use crate::base::clock::Timestamp;
use crate::db::dialect::Each;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::mail::LetterId;
use crate::schema::digests;

/// When the last closed period of this frequency ended.
pub(in crate::alerts) fn last(conn: &mut Conn, frequency: Frequency) -> Result<Option<Timestamp>> {
    let ended = digests::table
        .filter(digests::frequency.eq(frequency.as_str()))
        .order(digests::until.desc())
        .select(digests::until);
    Ok(ended.first(conn).optional()?)
}

/// Closes the period from `since` until before `until`; `false` if somebody else has closed it already.
pub(in crate::alerts) fn close(
    tx: &mut Tx<'_>,
    frequency: Frequency,
    since: Timestamp,
    until: Timestamp,
) -> Result<bool> {
    let row = (
        digests::frequency.eq(frequency.as_str()),
        digests::until.eq(until),
        digests::since.eq(since),
        digests::letter_id.eq(None::<LetterId>),
    );
    let closed = diesel::insert_into(digests::table).values(row).on_conflict_do_nothing();
    Ok(Each(closed).execute(&mut **tx)? == 1)
}

/// Notes the letter that tells of a closed period.
pub(in crate::alerts) fn tell(
    tx: &mut Tx<'_>,
    frequency: Frequency,
    until: Timestamp,
    letter: &LetterId,
) -> Result<()> {
    let closed = digests::table.find((frequency.as_str(), until));
    diesel::update(closed).set(digests::letter_id.eq(Some(letter))).execute(&mut **tx)?;
    Ok(())
}

/// When the closed period that ended at `until` began.
pub(in crate::alerts) fn began(
    conn: &mut Conn,
    frequency: Frequency,
    until: Timestamp,
) -> Result<Option<Timestamp>> {
    let found = digests::table.find((frequency.as_str(), until)).select(digests::since);
    Ok(found.first(conn).optional()?)
}
