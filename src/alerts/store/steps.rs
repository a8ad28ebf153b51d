//! Subscriptions: every step is one update of one row, which says in its condition from which state it goes.

use diesel::prelude::*;

use super::{SubscriptionRow, read_all};
use crate::alerts::{Frequency, Kinds, SubscriberId, Subscription, SubscriptionId};
use crate::base::clock::Timestamp;
use crate::cases::CaseId;
use crate::db::dialect::Each;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::schema::subscriptions;

/// So many are kept for one address, whatever their state, so that one change can end them all.
const MOST: i64 = 100;
const PENDING: &str = "pending";
const CONFIRMED: &str = "confirmed";
const ENDED: &str = "ended";

pub(in crate::alerts) fn subscription(conn: &mut Conn, id: &SubscriptionId) -> Result<Option<Subscription>> {
    let row = subscriptions::table.find(id).select(SubscriptionRow::as_select()).first(conn).optional()?;
    row.map(SubscriptionRow::read).transpose()
}

/// All that a subscriber asked for, oldest first.
pub(in crate::alerts) fn subscriptions_of(conn: &mut Conn, id: &SubscriberId) -> Result<Vec<Subscription>> {
    let own = subscriptions::table.filter(subscriptions::subscriber_id.eq(id));
    let own = own.order((subscriptions::created_at, subscriptions::id)).limit(MOST);
    read_all(own.select(SubscriptionRow::as_select()).load(conn)?)
}

/// Whether as many are kept for a subscriber as may be. Whoever adds one holds the subscriber's row.
pub(in crate::alerts) fn is_full(conn: &mut Conn, id: &SubscriberId) -> Result<bool> {
    let own = subscriptions::table.filter(subscriptions::subscriber_id.eq(id)).count();
    Ok(own.get_result::<i64>(conn)? >= MOST)
}

/// What a subscriber asked to hear of one case.
pub(in crate::alerts) fn of_case(
    conn: &mut Conn,
    subscriber: &SubscriberId,
    case: &CaseId,
) -> Result<Option<Subscription>> {
    let own = subscriptions::subscriber_id.eq(subscriber).and(subscriptions::case_id.eq(case));
    let row = subscriptions::table.filter(own).select(SubscriptionRow::as_select()).first(conn).optional()?;
    row.map(SubscriptionRow::read).transpose()
}

/// Keeps a new subscription; `false` if there is one to this case, and nothing was kept.
pub(in crate::alerts) fn insert_subscription(tx: &mut Tx<'_>, new: &Subscription) -> Result<bool> {
    let of_one_case = (subscriptions::subscriber_id, subscriptions::case_id);
    let insert = diesel::insert_into(subscriptions::table)
        .values(SubscriptionRow::from(new))
        .on_conflict(of_one_case)
        .do_nothing();
    Ok(Each(insert).execute(&mut **tx)? == 1)
}

type Wishes<'a> = (Frequency, Kinds, &'a str);

/// Waits for its confirmation, from now on, with other wishes; `false` if it is confirmed or gone.
pub(in crate::alerts) fn ask_again(tx: &mut Tx<'_>, id: &SubscriptionId, wishes: Wishes<'_>) -> Result<bool> {
    let now = tx.now;
    let row =
        subscriptions::table.filter(subscriptions::id.eq(id)).filter(subscriptions::state.ne(CONFIRMED));
    let asked = (
        subscriptions::state.eq(PENDING),
        subscriptions::frequency.eq(wishes.0.as_str()),
        subscriptions::kinds.eq(wishes.1.as_str()),
        subscriptions::language.eq(wishes.2),
        subscriptions::created_at.eq(now),
    );
    Ok(diesel::update(row).set(asked).execute(&mut **tx)? == 1)
}

/// Writes other wishes down, if it stands in one of `states` and is this subscriber's.
pub(in crate::alerts) fn rewish(
    tx: &mut Tx<'_>,
    of: (&SubscriberId, &SubscriptionId),
    wishes: Wishes<'_>,
    states: &[&'static str],
) -> Result<bool> {
    let own = subscriptions::id.eq(of.1).and(subscriptions::subscriber_id.eq(of.0));
    let row = subscriptions::table.filter(own).filter(subscriptions::state.eq_any(states.to_vec()));
    let wished = (
        subscriptions::frequency.eq(wishes.0.as_str()),
        subscriptions::kinds.eq(wishes.1.as_str()),
        subscriptions::language.eq(wishes.2),
    );
    Ok(diesel::update(row).set(wished).execute(&mut **tx)? == 1)
}

/// The owner confirms what waits, as often and of what they chose; `false` if it does not wait (any more).
pub(in crate::alerts) fn confirm(
    tx: &mut Tx<'_>,
    id: &SubscriptionId,
    (frequency, kinds): (Frequency, Kinds),
) -> Result<bool> {
    let now = tx.now;
    let row = subscriptions::table.filter(subscriptions::id.eq(id)).filter(subscriptions::state.eq(PENDING));
    let live = (
        subscriptions::state.eq(CONFIRMED),
        subscriptions::frequency.eq(frequency.as_str()),
        subscriptions::kinds.eq(kinds.as_str()),
        subscriptions::confirmed_at.eq(now),
        subscriptions::ended_at.eq(None::<Timestamp>),
    );
    Ok(diesel::update(row).set(live).execute(&mut **tx)? == 1)
}

/// Ends a confirmed one now.
pub(in crate::alerts) fn end_confirmed(tx: &mut Tx<'_>, id: &SubscriptionId) -> Result<bool> {
    let now = tx.now;
    let row =
        subscriptions::table.filter(subscriptions::id.eq(id)).filter(subscriptions::state.eq(CONFIRMED));
    let ended = (subscriptions::state.eq(ENDED), subscriptions::ended_at.eq(now));
    Ok(diesel::update(row).set(ended).execute(&mut **tx)? == 1)
}

/// Ends what was asked for again and waits: what had been ended before keeps its instant, so that it can be taken
/// back no longer than before.
pub(in crate::alerts) fn end_pending(
    tx: &mut Tx<'_>,
    id: &SubscriptionId,
    ended_at: Timestamp,
) -> Result<bool> {
    let row = subscriptions::table.filter(subscriptions::id.eq(id)).filter(subscriptions::state.eq(PENDING));
    let ended = (subscriptions::state.eq(ENDED), subscriptions::ended_at.eq(ended_at));
    Ok(diesel::update(row).set(ended).execute(&mut **tx)? == 1)
}

/// Makes live again what was confirmed once and ended at exactly `ended_at`; its confirmation counts from now.
pub(in crate::alerts) fn take_back(
    tx: &mut Tx<'_>,
    id: &SubscriptionId,
    ended_at: Timestamp,
) -> Result<bool> {
    let now = tx.now;
    let row = subscriptions::table
        .filter(subscriptions::id.eq(id))
        .filter(subscriptions::state.ne(CONFIRMED))
        .filter(subscriptions::confirmed_at.is_not_null())
        .filter(subscriptions::ended_at.eq(ended_at));
    let live = (
        subscriptions::state.eq(CONFIRMED),
        subscriptions::confirmed_at.eq(now),
        subscriptions::ended_at.eq(None::<Timestamp>),
    );
    Ok(diesel::update(row).set(live).execute(&mut **tx)? == 1)
}

/// Every subscription that has not ended, in the order of their ids, after one of them.
pub(in crate::alerts) fn standing_after(
    conn: &mut Conn,
    after: Option<&SubscriptionId>,
    most: i64,
) -> Result<Vec<Subscription>> {
    let from = after.map_or("", SubscriptionId::as_str);
    let rows = subscriptions::table.filter(subscriptions::id.gt(from)).order(subscriptions::id).limit(most);
    read_all(rows.select(SubscriptionRow::as_select()).load(conn)?)
}
