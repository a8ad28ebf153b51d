//! Seeing and changing all that one follows, by a link that is mailed on request and works for an hour.

use super::leaving::{bring_back, end_these};
use super::subscribing::confirm_waiting;
use super::{
    Ended, Frequency, Kinds, Restored, SubscriberId, Subscription, SubscriptionId, SubscriptionState,
    letters, links, store,
};
use crate::base::clock::Timestamp;
use crate::base::seal::Keys;
use crate::base::text::EmailAddress;
use crate::base::token::{Token, TokenDigest};
use crate::db::{Conn, Tx};
use crate::error::{OrNotFound as _, Result};

/// What a link to manage opens.
#[derive(Debug, Clone)]
pub struct Managed {
    /// Whose subscriptions they are.
    pub subscriber: SubscriberId,
    /// All of them, oldest first: also those that wait, and those that were ended a short while ago.
    pub subscriptions: Vec<Subscription>,
    /// What the forms of its page are bound to.
    pub binding: TokenDigest,
    /// When it runs out.
    pub expires_at: Timestamp,
}

/// Whose address it is, if anything is known of it.
///
/// # Errors
/// Those of the database.
pub fn who(conn: &mut Conn, keys: &Keys, address: &EmailAddress) -> Result<Option<SubscriberId>> {
    store::by_address(conn, &keys.email_keys(address))
}

/// Mails a link to manage to whoever confirmed a subscription. For an unknown address the same is written, to nobody:
/// who asks learns nothing, not even by the time that it takes.
///
/// # Errors
/// Those of the database.
pub fn ask_to_manage(tx: &mut Tx<'_>, known: Option<&SubscriberId>) -> Result<()> {
    let nobody: SubscriberId = tx.fresh_id();
    letters::post_manage(tx, known.unwrap_or(&nobody))
}

/// What a link to manage opens; `None` once it ran out.
///
/// # Errors
/// Those of the database.
pub fn managed(conn: &mut Conn, token: &Token, now: Timestamp) -> Result<Option<Managed>> {
    let Some(link) = links::find(conn, links::Purpose::Manage, token, now)? else { return Ok(None) };
    let mut subscriptions = store::subscriptions_of(conn, &link.subscriber_id)?;
    subscriptions.retain(|it| it.state != SubscriptionState::Ended || it.confirmed_at.is_some());
    let (subscriber, binding, expires_at) = (link.subscriber_id, link.digest, link.expires_at);
    Ok(Some(Managed { subscriber, subscriptions, binding, expires_at }))
}

/// Changes how often and of what somebody hears; what is over stays as it is.
///
/// # Errors
/// Those of the database.
pub fn change(
    tx: &mut Tx<'_>,
    of: (&SubscriberId, &SubscriptionId),
    wishes: (Frequency, Kinds, &str),
) -> Result<bool> {
    store::rewish(tx, of, wishes, &["pending", "confirmed"])
}

/// A subscription of this subscriber.
fn own(conn: &mut Conn, (subscriber, id): (&SubscriberId, &SubscriptionId)) -> Result<Subscription> {
    store::subscription(conn, id)?.filter(|found| found.subscriber_id == *subscriber).or_not_found()
}

/// Ends one subscription; ended already, it stays so.
///
/// # Errors
/// [`NotFound`](crate::error::Error::NotFound) if it is none of theirs; those of the database.
pub fn end(tx: &mut Tx<'_>, keys: &Keys, of: (&SubscriberId, &SubscriptionId)) -> Result<Vec<Ended>> {
    let over = own(tx, of)?;
    end_these(tx, keys, &[over])
}

/// Ends everything that a subscriber gets.
///
/// # Errors
/// Those of the database.
pub fn end_all(tx: &mut Tx<'_>, keys: &Keys, subscriber: &SubscriberId) -> Result<Vec<Ended>> {
    let over = store::subscriptions_of(tx, subscriber)?;
    end_these(tx, keys, &over)
}

/// Makes one live again that was ended less than 24 hours ago.
///
/// # Errors
/// [`NotFound`](crate::error::Error::NotFound) if it is none of theirs; those of the database.
pub fn take_back(tx: &mut Tx<'_>, keys: &Keys, of: (&SubscriberId, &SubscriptionId)) -> Result<Restored> {
    let over = own(tx, of)?;
    bring_back(tx, keys, &[over])
}

/// Confirms one that waits, as often and of what its owner saw and chose: who holds the link reads the mail of the
/// address.
///
/// # Errors
/// [`NotFound`](crate::error::Error::NotFound) if it is none of theirs; those of the database.
pub fn confirm_own(
    tx: &mut Tx<'_>,
    keys: &Keys,
    of: (&SubscriberId, &SubscriptionId),
    (frequency, kinds): (Frequency, Kinds),
) -> Result<bool> {
    let waiting = own(tx, of)?;
    confirm_waiting(tx, keys, &Subscription { frequency, kinds, ..waiting })
}
