//! Subscribers, by id and by what finds an address.

use std::time::Duration;

use diesel::prelude::*;

use super::SubscriberRow;
use crate::alerts::SubscriberId;
use crate::base::clock::Timestamp;
use crate::base::seal::EmailKey;
use crate::db::dialect::Each;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::schema::subscribers;

pub(in crate::alerts) fn subscriber(conn: &mut Conn, id: &SubscriberId) -> Result<Option<SubscriberRow>> {
    Ok(subscribers::table.find(id).select(SubscriberRow::as_select()).first(conn).optional()?)
}

/// The subscriber of an address, under whichever key it was kept.
pub(in crate::alerts) fn by_address(conn: &mut Conn, keys: &[EmailKey]) -> Result<Option<SubscriberId>> {
    let known = subscribers::table.filter(subscribers::email_key.eq_any(keys));
    Ok(known.select(subscribers::id).first(conn).optional()?)
}

/// Keeps a new subscriber; `false` if the address is known, and nothing was kept.
pub(in crate::alerts) fn insert_subscriber(tx: &mut Tx<'_>, row: &SubscriberRow) -> Result<bool> {
    let insert =
        diesel::insert_into(subscribers::table).values(row).on_conflict(subscribers::email_key).do_nothing();
    Ok(Each(insert).execute(&mut **tx)? == 1)
}

/// Holds a subscriber's row until the change ends, as durably as if something had changed; `false` if they are gone.
pub(in crate::alerts) fn touch(tx: &mut Tx<'_>, id: &SubscriberId) -> Result<bool> {
    let row = subscribers::table.find(id);
    Ok(diesel::update(row).set(subscribers::asked.eq(subscribers::asked)).execute(&mut **tx)? == 1)
}

/// Counts a letter that asks the owner of the address; `false`, and nothing counted, if one went less than `pause`
/// ago or `ever` went since the last confirmation.
pub(in crate::alerts) fn count_letter(
    tx: &mut Tx<'_>,
    id: &SubscriberId,
    pause: Duration,
    ever: i32,
) -> Result<bool> {
    let now = tx.now;
    let rested =
        subscribers::asked_at.is_null().or(subscribers::asked_at.le(now.minus(pause)).assume_not_null());
    let row =
        subscribers::table.filter(subscribers::id.eq(id)).filter(subscribers::asked.lt(ever)).filter(rested);
    let counted = (subscribers::asked.eq(subscribers::asked + 1), subscribers::asked_at.eq(now));
    Ok(diesel::update(row).set(counted).execute(&mut **tx)? == 1)
}

/// Notes a letter that asks nothing; `false` if one went less than `pause` ago.
pub(in crate::alerts) fn note_letter(tx: &mut Tx<'_>, id: &SubscriberId, pause: Duration) -> Result<bool> {
    let now = tx.now;
    let rested =
        subscribers::asked_at.is_null().or(subscribers::asked_at.le(now.minus(pause)).assume_not_null());
    let row = subscribers::table.filter(subscribers::id.eq(id)).filter(rested);
    Ok(diesel::update(row).set(subscribers::asked_at.eq(now)).execute(&mut **tx)? == 1)
}

/// The owner of the address spoke: letters are counted anew.
pub(in crate::alerts) fn mark_confirmed(tx: &mut Tx<'_>, id: &SubscriberId) -> Result<()> {
    let now = tx.now;
    let confirmed = (
        subscribers::confirmed_at.eq(now),
        subscribers::asked.eq(0),
        subscribers::asked_at.eq(None::<Timestamp>),
    );
    diesel::update(subscribers::table.find(id)).set(confirmed).execute(&mut **tx)?;
    Ok(())
}
