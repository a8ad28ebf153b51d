//! From the subscriptions that ask for an update to the deliveries of its letter: counted in a look, made in one
//! `INSERT … SELECT`, so that a hundred thousand take a second and no row passes through the program.

use std::time::Duration;

use diesel::IntoSql as _;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer, Text};

use crate::alerts::{Frequency, Kinds, SubscriptionState};
use crate::cases::{CaseId, Kind, UpdateId};
use crate::db::dialect::{on_each, random_id};
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::mail::{Lane, LetterId};
use crate::schema::{announcements, deliveries, subscribers, subscriptions};

/// How long the change that makes the letters of one release or period may take (DESIGN section 4 counts on 100,000
/// in a second; half a million on a slow disk need more than other changes get).
pub(in crate::alerts) const FAN_OUT: Duration = Duration::from_mins(2);

/// The words in the tables for the choices that take updates of this kind.
pub(in crate::alerts) fn taking(kind: Kind) -> Vec<&'static str> {
    Kinds::ALL.iter().filter(|kinds| kinds.take(kind)).map(|kinds| kinds.as_str()).collect()
}

/// How many confirmed subscriptions of a case take updates of this kind, for each frequency that has any.
pub(in crate::alerts) fn count(conn: &mut Conn, case: &CaseId, kind: Kind) -> Result<Vec<(String, i64)>> {
    let counted = subscriptions::table
        .filter(subscriptions::case_id.eq(case))
        .filter(subscriptions::state.eq(SubscriptionState::Confirmed.as_str()))
        .filter(subscriptions::kinds.eq_any(taking(kind)))
        .group_by(subscriptions::frequency)
        .select((subscriptions::frequency, diesel::dsl::count_star()));
    Ok(counted.load(conn)?)
}

/// Makes a delivery for each confirmed at-once subscription of the case that takes this kind; answers how many.
pub(in crate::alerts) fn to_subscriptions(
    tx: &mut Tx<'_>,
    letter: &LetterId,
    case: &CaseId,
    kind: Kind,
) -> Result<usize> {
    let now = tx.now;
    let audience = subscriptions::table
        .filter(subscriptions::case_id.eq(case))
        .filter(subscriptions::state.eq(SubscriptionState::Confirmed.as_str()))
        .filter(subscriptions::frequency.eq(Frequency::AtOnce.as_str()))
        .filter(subscriptions::kinds.eq_any(taking(kind)))
        .select((
            random_id(),
            letter.as_str().into_sql::<Text>(),
            Lane::Bulk.as_str().into_sql::<Text>(),
            "subscription".into_sql::<Text>(),
            subscriptions::id,
            "queued".into_sql::<Text>(),
            0_i32.into_sql::<Integer>(),
            0_i32.into_sql::<Integer>(),
            now.into_sql::<BigInt>(),
            now.to_minute().into_sql::<BigInt>(),
        ));
    let made = on_each!(&mut **tx, conn => diesel::insert_into(deliveries::table)
        .values(audience)
        .into_columns(columns())
        .execute(conn)?);
    Ok(made)
}

/// Makes a delivery for each subscriber with a confirmed subscription of this frequency to which something was
/// published: anything in `cases` for those who take all, in `with_rulings` for the others. Answers how many.
pub(in crate::alerts) fn to_subscribers(
    tx: &mut Tx<'_>,
    letter: &LetterId,
    frequency: Frequency,
    published: &Published,
) -> Result<usize> {
    let now = tx.now;
    let all = subscriptions::kinds
        .eq(Kinds::All.as_str())
        .and(subscriptions::case_id.eq_any(published.cases.clone()));
    let some = subscriptions::kinds
        .eq(Kinds::RulingsAndHearings.as_str())
        .and(subscriptions::case_id.eq_any(published.with_rulings.clone()));
    let asking = subscriptions::table
        .filter(subscriptions::state.eq(SubscriptionState::Confirmed.as_str()))
        .filter(subscriptions::frequency.eq(frequency.as_str()))
        .filter(all.or(some))
        .select(subscriptions::subscriber_id);
    let audience = subscribers::table.filter(subscribers::id.eq_any(asking)).select((
        random_id(),
        letter.as_str().into_sql::<Text>(),
        Lane::Bulk.as_str().into_sql::<Text>(),
        "subscriber".into_sql::<Text>(),
        subscribers::id,
        "queued".into_sql::<Text>(),
        0_i32.into_sql::<Integer>(),
        0_i32.into_sql::<Integer>(),
        now.into_sql::<BigInt>(),
        now.to_minute().into_sql::<BigInt>(),
    ));
    let made = on_each!(&mut **tx, conn => diesel::insert_into(deliveries::table)
        .values(audience)
        .into_columns(columns())
        .execute(conn)?);
    Ok(made)
}

/// The cases of which something was published in a digest's period.
#[derive(Debug, Clone, Default)]
pub(in crate::alerts) struct Published {
    /// Anything at all.
    pub(in crate::alerts) cases: Vec<CaseId>,
    /// Something that [`Kinds::RulingsAndHearings`] takes.
    pub(in crate::alerts) with_rulings: Vec<CaseId>,
}

/// What a fan-out writes of a delivery; the rest is empty until it is leased.
#[diesel::dsl::auto_type]
fn columns() -> _ {
    (
        deliveries::id,
        deliveries::letter_id,
        deliveries::lane,
        deliveries::recipient_kind,
        deliveries::recipient_id,
        deliveries::state,
        deliveries::attempts,
        deliveries::doubts,
        deliveries::due_at,
        deliveries::created_at,
    )
}

/// Notes which letter tells of an update. A second letter of the same update is refused by the table's key.
pub(in crate::alerts) fn announce(tx: &mut Tx<'_>, update: &UpdateId, letter: &LetterId) -> Result<()> {
    let row = (announcements::update_id.eq(update), announcements::letter_id.eq(letter));
    diesel::insert_into(announcements::table).values(row).execute(&mut **tx)?;
    Ok(())
}

/// The letter that tells of an update.
pub(in crate::alerts) fn letter_of(conn: &mut Conn, update: &UpdateId) -> Result<Option<LetterId>> {
    let found = announcements::table.find(update).select(announcements::letter_id);
    Ok(found.first(conn).optional()?)
}
