//! What has run out: found without a change, then forgotten by key.

use diesel::dsl::{exists, not};
use diesel::prelude::*;

use crate::alerts::{Frequency, SubscriberId, SubscriptionId};
use crate::base::clock::Timestamp;
use crate::base::token::TokenDigest;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::schema::{subscribers, subscription_links, subscriptions};

/// Forgets at most so many links that ran out; answers how many.
pub(in crate::alerts) fn drop_due_links(tx: &mut Tx<'_>, most: i64) -> Result<usize> {
    let over = subscription_links::table.filter(subscription_links::expires_at.le(tx.now)).limit(most);
    let over: Vec<TokenDigest> = over.select(subscription_links::digest).load(&mut **tx)?;
    let links = subscription_links::table.filter(subscription_links::digest.eq_any(over));
    Ok(diesel::delete(links).execute(&mut **tx)?)
}

/// Subscriptions that were ended at `before` or earlier, and whose they were.
pub(in crate::alerts) fn due_ended(
    conn: &mut Conn,
    before: Timestamp,
    most: i64,
) -> Result<Vec<(SubscriptionId, SubscriberId)>> {
    let ended = subscriptions::state.eq("ended").and(subscriptions::ended_at.le(before).assume_not_null());
    let rows = subscriptions::table.filter(ended).order(subscriptions::ended_at).limit(most);
    Ok(rows.select((subscriptions::id, subscriptions::subscriber_id)).load(conn)?)
}

/// Subscriptions that were asked for at `before` or earlier and never confirmed, and whose they were.
pub(in crate::alerts) fn due_pending(
    conn: &mut Conn,
    before: Timestamp,
    most: i64,
) -> Result<Vec<(SubscriptionId, SubscriberId)>> {
    // Naming every frequency lets the index find the few that wait.
    let every = Frequency::ALL.map(Frequency::as_str);
    let waiting = subscriptions::state.eq("pending").and(subscriptions::frequency.eq_any(every));
    let rows = subscriptions::table.filter(waiting).filter(subscriptions::created_at.le(before)).limit(most);
    Ok(rows.select((subscriptions::id, subscriptions::subscriber_id)).load(conn)?)
}

/// Deletes subscriptions, with their links.
pub(in crate::alerts) fn delete_subscriptions(tx: &mut Tx<'_>, ids: &[SubscriptionId]) -> Result<()> {
    diesel::delete(subscriptions::table.filter(subscriptions::id.eq_any(ids))).execute(&mut **tx)?;
    Ok(())
}

/// Deletes those of these subscribers who have no subscription left, with their addresses and links.
pub(in crate::alerts) fn drop_lonely(tx: &mut Tx<'_>, ids: &[SubscriberId]) -> Result<usize> {
    let theirs = subscriptions::table.filter(subscriptions::subscriber_id.eq(subscribers::id));
    let lonely = subscribers::table.filter(subscribers::id.eq_any(ids)).filter(not(exists(theirs)));
    Ok(diesel::delete(lonely).execute(&mut **tx)?)
}
