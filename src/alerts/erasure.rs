//! Who left stays gone, even if a backup brings them back.

use super::leaving::end_these;
use super::{Ended, Subscription, SubscriptionId, readable_address, store};
use crate::base::clock::Timestamp;
use crate::base::seal::Keys;
use crate::base::text::EmailAddress;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::mail::suppressions::{self, Cause};

/// The kind of a subscription in the journal of erasures; never changed.
pub const ENDED_KIND: &str = "subscription";

/// What the journal calls a subscription: its id, and the confirmation that was ended. Whoever took the end back, or
/// asked and confirmed again, has another one, which no line of before covers.
#[must_use]
pub fn journal_id(subscription: &Subscription) -> String {
    let confirmed = subscription.confirmed_at.map_or(0, Timestamp::as_micros);
    format!("{}/{confirmed}", subscription.id)
}

/// The subscriptions of a restored backup, at most `most` in the order of their ids, after the one of id `after`.
///
/// # Errors
/// Those of the database.
pub fn standing_after(
    conn: &mut Conn,
    after: Option<&SubscriptionId>,
    most: i64,
) -> Result<Vec<Subscription>> {
    store::standing_after(conn, after, most)
}

/// Erases a subscription that a backup brought back; with the last one the address goes, and a keyed hash of it stays
/// so that no alert is mailed there.
///
/// # Errors
/// Those of the database.
pub fn erase_again(tx: &mut Tx<'_>, keys: &Keys, over: &Subscription) -> Result<()> {
    let address = readable_address(tx, keys, &over.subscriber_id)?;
    store::delete_subscriptions(tx, std::slice::from_ref(&over.id))?;
    let gone = store::drop_lonely(tx, std::slice::from_ref(&over.subscriber_id))? == 1;
    match address.filter(|_| gone && over.confirmed_at.is_some()) {
        Some(address) => suppressions::suppress(tx, keys, &address, Cause::Left),
        None => Ok(()),
    }
}

/// Erases all that an address follows, and the address. If it was confirmed, a keyed hash of it stays, so that no alert
/// is mailed there by mistake. Answers what is over, for the journal.
///
/// # Errors
/// Those of the database.
pub fn erase_all(tx: &mut Tx<'_>, keys: &Keys, address: &EmailAddress) -> Result<Vec<Ended>> {
    let Some(subscriber) = store::by_address(tx, &keys.email_keys(address))? else { return Ok(Vec::new()) };
    let all = store::subscriptions_of(tx, &subscriber)?;
    let ended = end_these(tx, keys, &all)?;
    let ids: Vec<SubscriptionId> = all.into_iter().map(|it| it.id).collect();
    store::delete_subscriptions(tx, &ids)?;
    store::drop_lonely(tx, &[subscriber])?;
    Ok(ended)
}
