//! The numbers of each day, and the decisions that everybody may read.

use diesel::dsl::count_star;
use diesel::prelude::*;

use crate::base::clock::Timestamp;
use crate::comments::EventId;
use crate::comments::tallies::{Count, Kind, LOGGED};
use crate::db::dialect::Each;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::schema::{check_findings, events, reports, revisions, tallies};

/// What happened: its word, who did it, what came of it, the rule, the hours waited; and how often.
pub(in crate::comments) type Happened = (String, String, String, Option<i32>, Option<i64>, i64);

/// The last day that was counted.
pub(in crate::comments) fn last_tallied(conn: &mut Conn) -> Result<Option<Timestamp>> {
    let counted = tallies::table.filter(tallies::kind.eq(Kind::Day.as_str())).order(tallies::day.desc());
    Ok(counted.select(tallies::day).first(conn).optional()?)
}

/// When the first thing happened.
pub(in crate::comments) fn first_event(conn: &mut Conn) -> Result<Option<Timestamp>> {
    Ok(events::table.order((events::at, events::id)).select(events::at).first(conn).optional()?)
}

/// What happened from one instant until another.
pub(in crate::comments) fn happened(
    conn: &mut Conn,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<Happened>> {
    let columns =
        (events::kind, events::actor_kind, events::to_state, events::rule_number, events::hours_waited);
    let of_day = events::table.filter(events::at.ge(from)).filter(events::at.lt(to)).group_by(columns);
    let counted = of_day.select((
        events::kind,
        events::actor_kind,
        events::to_state,
        events::rule_number,
        events::hours_waited,
        count_star(),
    ));
    Ok(counted.load(conn)?)
}

/// Which checks objected to texts that came from one instant until another, and how often.
pub(in crate::comments) fn objected(
    conn: &mut Conn,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<(String, i64)>> {
    let of_day = revisions::table
        .inner_join(check_findings::table)
        .filter(revisions::created_at.ge(from))
        .filter(revisions::created_at.lt(to))
        .group_by(check_findings::check_name);
    Ok(of_day.select((check_findings::check_name, count_star())).load(conn)?)
}

/// The rules under which readers reported from one instant until another, and how often.
pub(in crate::comments) fn reported(
    conn: &mut Conn,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<(Option<i32>, i64)>> {
    let of_day = reports::table
        .filter(reports::created_at.ge(from))
        .filter(reports::created_at.lt(to))
        .group_by(reports::rule_number);
    Ok(of_day.select((reports::rule_number, count_star())).load(conn)?)
}

/// Keeps the numbers of a day; `false` if another instance has.
pub(in crate::comments) fn keep_tally(tx: &mut Tx<'_>, day: Timestamp, counts: &[Count]) -> Result<bool> {
    let row = |kind: Kind, name: &str, count: i64| {
        (
            tallies::day.eq(day),
            tallies::kind.eq(kind.as_str()),
            tallies::name.eq(name.to_owned()),
            tallies::count.eq(count),
        )
    };
    let marked = diesel::insert_into(tallies::table).values(row(Kind::Day, "", 1)).on_conflict_do_nothing();
    if Each(marked).execute(&mut **tx)? == 0 {
        return Ok(false);
    }
    for count in counts {
        diesel::insert_into(tallies::table)
            .values(row(count.kind, &count.name, count.count))
            .execute(&mut **tx)?;
    }
    Ok(true)
}

/// The numbers of the days from one until another: kind, name, count.
pub(in crate::comments) fn tallied(
    conn: &mut Conn,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<(Timestamp, String, String, i64)>> {
    let of_days = tallies::table.filter(tallies::day.ge(from)).filter(tallies::day.lt(to));
    let columns = (tallies::day, tallies::kind, tallies::name, tallies::count);
    Ok(of_days.select(columns).load(conn)?)
}

/// A decision without names: its id, its day, what it was, the rule.
pub(in crate::comments) type Public = (EventId, Timestamp, String, Option<i32>, Option<i32>);

/// Up to `most` decisions of moderators from before an instant, beyond a place, the newest first; or the newer ones,
/// nearest first. What waits again is left out: of it, more than the day is known.
pub(in crate::comments) fn public_decisions(
    conn: &mut Conn,
    before: Timestamp,
    place: Option<&(Timestamp, EventId)>,
    later: bool,
    most: i64,
) -> Result<Vec<Public>> {
    let mut found = events::table
        .filter(events::actor_kind.eq("moderator"))
        .filter(events::to_state.eq_any(["published", "rejected", "spam", "hidden"]))
        .filter(events::kind.eq_any(LOGGED))
        .filter(events::at.lt(before))
        .select((events::id, events::at, events::kind, events::rule_number, events::rule_version))
        .limit(most)
        .into_boxed();
    if let Some((at, id)) = place {
        found = if later {
            found.filter(events::at.lt(*at).or(events::at.eq(*at).and(events::id.lt(id))))
        } else {
            found.filter(events::at.gt(*at).or(events::at.eq(*at).and(events::id.gt(id))))
        };
    }
    let found = if later {
        found.order((events::at.desc(), events::id.desc()))
    } else {
        found.order((events::at.asc(), events::id.asc()))
    };
    Ok(found.load(conn)?)
}
