//! Ending subscriptions, by the link of an alert, and taking that back.
//!
//! It works at once and as often as it is asked for; the address itself is kept for 24 hours, in which "that was a
//! mistake" brings back what one deed ended.

use std::time::Duration;

use super::subscribing::forget_that_they_left;
use super::{Scope, SubscriberId, Subscription, SubscriptionState, address_of, erasure, store};
use crate::base::clock::Timestamp;
use crate::base::seal::Keys;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::mail::suppressions::{self, Cause};

/// How long an end can be taken back (DESIGN section 7).
pub(super) const MISTAKE_FOR: Duration = Duration::from_hours(24);

/// What an unsubscribe link is about, as it stands now.
#[derive(Debug, Clone, Default)]
pub struct Leaving {
    /// The subscriptions that it names; none once they are erased.
    pub named: Vec<Subscription>,
    /// Whether one of them is still mailed to.
    pub live: bool,
    /// The instant of the last end of one of them, if it can still be taken back.
    pub can_be_taken_back: Option<Timestamp>,
    /// How many others go to the same address, if it is still known.
    pub still: usize,
}

/// A subscription that is over, for the journal: what a restored backup must not bring back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// What the journal calls it.
    pub journal_id: String,
}

/// What was taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Restored {
    /// So many subscriptions are live again.
    Live(usize),
    /// It was too late, or there was nothing to take back.
    Nothing,
}

/// How the subscriptions of a link stand; with `all`, the last end is that of anything that went to its address.
///
/// # Errors
/// Those of the database.
pub fn leaving(conn: &mut Conn, scope: &Scope, all: bool, now: Timestamp) -> Result<Leaving> {
    let named = named_by(conn, scope)?;
    let mut others = match whose(conn, scope)? {
        Some(subscriber) => store::subscriptions_of(conn, &subscriber)?,
        None => Vec::new(),
    };
    others.retain(|it| !named.contains(it));
    let over = named.iter().chain(others.iter().filter(|_| all));
    let last = over.filter_map(Subscription::last_end).max();
    Ok(Leaving {
        live: named.iter().any(Subscription::is_live),
        can_be_taken_back: last.filter(|at| is_fresh(*at, now)),
        still: others.iter().filter(|it| it.is_live()).count(),
        named,
    })
}

fn is_fresh(ended_at: Timestamp, now: Timestamp) -> bool {
    ended_at.plus(MISTAKE_FOR) > now
}

fn named_by(conn: &mut Conn, scope: &Scope) -> Result<Vec<Subscription>> {
    match scope {
        Scope::Subscription(id) => Ok(store::subscription(conn, id)?.into_iter().collect()),
        Scope::Digest(id, frequency) => {
            let mut all = store::subscriptions_of(conn, id)?;
            all.retain(|subscription| subscription.frequency == *frequency);
            Ok(all)
        }
    }
}

/// The subscriber of a link; `None` once they are erased.
fn whose(conn: &mut Conn, scope: &Scope) -> Result<Option<SubscriberId>> {
    match scope {
        Scope::Subscription(id) => Ok(store::subscription(conn, id)?.map(|found| found.subscriber_id)),
        Scope::Digest(id, _) => Ok(Some(id.clone())),
    }
}

/// Ends what a link names, or with `all` everything that goes to its address. Asked again, it ends nothing more and
/// names the same for the journal again, for a first answer may have been lost before it was written.
///
/// # Errors
/// Those of the database.
pub fn leave(tx: &mut Tx<'_>, keys: &Keys, scope: &Scope, all: bool) -> Result<Vec<Ended>> {
    let subscriber = if all { whose(tx, scope)? } else { None };
    let over = match &subscriber {
        Some(id) => store::subscriptions_of(tx, id)?,
        None => named_by(tx, scope)?,
    };
    end_these(tx, keys, &over)
}

/// Ends these subscriptions of one subscriber.
pub(super) fn end_these(tx: &mut Tx<'_>, keys: &Keys, over: &[Subscription]) -> Result<Vec<Ended>> {
    let mut left = None;
    for subscription in over {
        let ended = match subscription.state {
            SubscriptionState::Confirmed => store::end_confirmed(tx, &subscription.id)?,
            SubscriptionState::Pending => {
                let at = subscription.ended_at.unwrap_or(tx.now);
                store::end_pending(tx, &subscription.id, at)?;
                false
            }
            SubscriptionState::Ended => continue,
        };
        store::drop_links_of_subscription(tx, &subscription.id)?;
        left = left.or(ended.then_some(&subscription.subscriber_id));
    }
    if let Some(subscriber) = left {
        remember_that_they_left(tx, keys, subscriber)?;
    }
    Ok(over.iter().map(|it| Ended { journal_id: erasure::journal_id(it) }).collect())
}

/// Whoever follows nothing any more is not mailed alerts, whatever an import or a mistake of ours says.
fn remember_that_they_left(tx: &mut Tx<'_>, keys: &Keys, subscriber: &SubscriberId) -> Result<()> {
    if store::subscriptions_of(tx, subscriber)?.iter().any(Subscription::is_live) {
        return Ok(());
    }
    match address_of(tx, keys, subscriber)? {
        Some(address) => suppressions::suppress(tx, keys, &address, Cause::Left),
        None => Ok(()),
    }
}

/// "That was a mistake": makes live again what was ended at the instant `at` (without it, at the last end that the
/// link names), if that is less than 24 hours ago. Who holds one link must know the instant to bring back anything
/// that it does not name.
///
/// # Errors
/// Those of the database.
pub fn restore(tx: &mut Tx<'_>, keys: &Keys, scope: &Scope, at: Option<Timestamp>) -> Result<Restored> {
    let now = tx.now;
    let last = leaving(tx, scope, false, now)?.can_be_taken_back;
    let at = at.or(last).filter(|at| is_fresh(*at, now));
    let (Some(at), Some(subscriber)) = (at, whose(tx, scope)?) else { return Ok(Restored::Nothing) };
    let mut over = store::subscriptions_of(tx, &subscriber)?;
    over.retain(|subscription| subscription.last_end() == Some(at));
    bring_back(tx, keys, &over)
}

/// Makes these subscriptions of one subscriber live again, which were ended less than 24 hours ago.
pub(super) fn bring_back(tx: &mut Tx<'_>, keys: &Keys, over: &[Subscription]) -> Result<Restored> {
    let mut live = 0;
    for subscription in over {
        let ended_at = subscription.last_end().filter(|at| is_fresh(*at, tx.now));
        if let Some(at) = ended_at
            && store::take_back(tx, &subscription.id, at)?
        {
            live += 1;
        }
    }
    let Some(first) = over.first().filter(|_| live > 0) else { return Ok(Restored::Nothing) };
    forget_that_they_left(tx, keys, &first.subscriber_id)?;
    Ok(Restored::Live(live))
}
