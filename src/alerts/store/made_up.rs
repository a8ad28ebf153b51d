//! Many made-up subscribers at once.

use diesel::prelude::*;

use crate::alerts::{Frequency, Kinds, SubscriberId, SubscriptionId, SubscriptionState};
use crate::base::clock::Timestamp;
use crate::base::seal::{EmailKey, SealedEmail};
use crate::cases::CaseId;
use crate::db::dialect::on_each;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::schema::{subscribers, subscriptions};

/// Someone who follows a case, ready to be kept.
pub(in crate::alerts) struct MadeUp {
    pub(in crate::alerts) id: SubscriberId,
    pub(in crate::alerts) email_key: EmailKey,
    pub(in crate::alerts) email_sealed: SealedEmail,
    pub(in crate::alerts) subscription: SubscriptionId,
    pub(in crate::alerts) frequency: Frequency,
    pub(in crate::alerts) kinds: Kinds,
    pub(in crate::alerts) since: Timestamp,
}

/// How many subscribers there are.
pub(in crate::alerts) fn count(conn: &mut Conn) -> Result<i64> {
    Ok(subscribers::table.count().get_result(conn)?)
}

/// Writes them with their subscriptions to a case, each table in one statement.
pub(in crate::alerts) fn insert_all(tx: &mut Tx<'_>, case: &CaseId, people: &[MadeUp]) -> Result<()> {
    let who = |person: &MadeUp| {
        (
            subscribers::id.eq(person.id.clone()),
            subscribers::email_key.eq(person.email_key.clone()),
            subscribers::email_sealed.eq(person.email_sealed.clone()),
            subscribers::asked.eq(0),
            subscribers::confirmed_at.eq(person.since),
            subscribers::created_at.eq(person.since),
        )
    };
    let what = |person: &MadeUp| {
        (
            subscriptions::id.eq(person.subscription.clone()),
            subscriptions::subscriber_id.eq(person.id.clone()),
            subscriptions::case_id.eq(case.clone()),
            subscriptions::state.eq(SubscriptionState::Confirmed.as_str()),
            subscriptions::frequency.eq(person.frequency.as_str()),
            subscriptions::kinds.eq(person.kinds.as_str()),
            subscriptions::language.eq("en"),
            subscriptions::created_at.eq(person.since),
            subscriptions::confirmed_at.eq(person.since),
        )
    };
    let rows: (Vec<_>, Vec<_>) = (people.iter().map(who).collect(), people.iter().map(what).collect());
    on_each!(&mut **tx, conn => {
        diesel::insert_into(subscribers::table).values(rows.0).execute(conn)?;
        diesel::insert_into(subscriptions::table).values(rows.1).execute(conn)?;
    });
    Ok(())
}
