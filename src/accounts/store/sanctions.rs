//! The tables of sanctions, and of what came of them.

use std::time::Duration;

use diesel::dsl::{count_star, max};
use diesel::prelude::*;

use super::STEP;
use crate::accounts::AccountId;
use crate::accounts::sanctions::outcomes::{Outcome, OutcomeId, Told};
use crate::accounts::sanctions::{Answered, Contested, Kind, Measure, Sanction, SanctionId, State};
use crate::base::clock::Timestamp;
use crate::base::text::Prose;
use crate::db::dialect::Each;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::schema::{sanction_outcomes, sanctions};

/// What came of a sanction: its id, the day, the kind, the outcome, the rule.
type OutcomeRow = (OutcomeId, Timestamp, String, String, (i32, i32));

/// What is kept of one account, and what waits at a time, fits on a page.
const LISTED: i64 = 100;
/// A sanction is kept for so long after its end.
const KEPT: Duration = Duration::from_hours(180 * 24);

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = sanctions, treat_none_as_default_value = false)]
struct Row {
    id: SanctionId,
    account_id: AccountId,
    number: i32,
    order_key: String,
    kind: String,
    days: Option<i32>,
    state: String,
    rule_number: i32,
    rule_version: i32,
    words: Option<Prose>,
    imposed_by: Option<AccountId>,
    confirmed_by: Option<AccountId>,
    begun_at: Timestamp,
    until: Option<Timestamp>,
    appeal: Option<String>,
    appeal_words: Option<Prose>,
    answer: Option<Prose>,
    version: i64,
}

impl Row {
    fn of(sanction: &Sanction) -> Self {
        let (measure, contested) = (sanction.measure, sanction.contested.as_ref());
        Self {
            id: sanction.id.clone(),
            account_id: sanction.account.clone(),
            number: sanction.number,
            order_key: format!("{}-{}", sanction.account, sanction.number),
            kind: measure.kind().as_str().to_owned(),
            days: measure.days().and_then(|days| i32::try_from(days).ok()),
            state: sanction.state.as_str().to_owned(),
            rule_number: sanction.rule.0,
            rule_version: sanction.rule.1,
            words: sanction.words.clone(),
            imposed_by: sanction.imposed_by.clone(),
            confirmed_by: sanction.confirmed_by.clone(),
            begun_at: sanction.begun_at,
            until: sanction.until,
            appeal: contested.map(|contested| contested.answered.as_str().to_owned()),
            appeal_words: contested.map(|contested| contested.words.clone()),
            answer: sanction.answer.clone(),
            version: sanction.version,
        }
    }

    fn read(self) -> Result<Sanction> {
        let odd = || Error::fault("a sanction has a word that is none");
        let kind = Kind::parse(&self.kind).ok_or_else(odd)?;
        let days = self.days.and_then(|days| u32::try_from(days).ok());
        let contested = match (self.appeal.as_deref(), self.appeal_words) {
            (Some(word), Some(words)) => {
                Some(Contested { words, answered: Answered::parse(word).ok_or_else(odd)? })
            }
            _ => None,
        };
        Ok(Sanction {
            id: self.id,
            account: self.account_id,
            number: self.number,
            measure: Measure::kept(kind, days),
            state: State::parse(&self.state).ok_or_else(odd)?,
            rule: (self.rule_number, self.rule_version),
            words: self.words,
            imposed_by: self.imposed_by,
            confirmed_by: self.confirmed_by,
            begun_at: self.begun_at,
            until: self.until,
            contested,
            answer: self.answer,
            version: self.version,
        })
    }
}

fn read(rows: Vec<Row>) -> Result<Vec<Sanction>> {
    rows.into_iter().map(Row::read).collect()
}

/// The number of an account's latest sanction; 0 without one.
pub(in crate::accounts) fn latest(conn: &mut Conn, account: &AccountId) -> Result<i32> {
    let own = sanctions::table.filter(sanctions::account_id.eq(account));
    Ok(own.select(max(sanctions::number)).first::<Option<i32>>(conn)?.unwrap_or_default())
}

/// Keeps a sanction; `false` if the account has another one of its number.
pub(in crate::accounts) fn insert(tx: &mut Tx<'_>, sanction: &Sanction) -> Result<bool> {
    let row = Row::of(sanction);
    let insert =
        diesel::insert_into(sanctions::table).values(&row).on_conflict(sanctions::order_key).do_nothing();
    Ok(Each(insert).execute(&mut **tx)? == 1)
}

/// Keeps what changed, as its next version; `false` if somebody was faster.
pub(in crate::accounts) fn save(tx: &mut Tx<'_>, sanction: &Sanction) -> Result<bool> {
    let row = Row::of(sanction);
    let same = sanctions::table.find(&row.id).filter(sanctions::version.eq(row.version));
    let changed = (
        sanctions::state.eq(&row.state),
        sanctions::confirmed_by.eq(&row.confirmed_by),
        sanctions::begun_at.eq(row.begun_at),
        sanctions::until.eq(row.until),
        sanctions::appeal.eq(&row.appeal),
        sanctions::appeal_words.eq(&row.appeal_words),
        sanctions::answer.eq(&row.answer),
        sanctions::version.eq(row.version.saturating_add(1)),
    );
    Ok(diesel::update(same).set(changed).execute(&mut **tx)? == 1)
}

pub(in crate::accounts) fn find(conn: &mut Conn, id: &SanctionId) -> Result<Option<Sanction>> {
    let row = sanctions::table.find(id).select(Row::as_select()).first(conn).optional()?;
    row.map(Row::read).transpose()
}

/// Those of an account, the latest first.
pub(in crate::accounts) fn all_on(conn: &mut Conn, account: &AccountId) -> Result<Vec<Sanction>> {
    let theirs = sanctions::table.filter(sanctions::account_id.eq(account));
    read(theirs.order(sanctions::number.desc()).limit(LISTED).select(Row::as_select()).load(conn)?)
}

pub(in crate::accounts) fn in_force_on(
    conn: &mut Conn,
    account: &AccountId,
    now: Timestamp,
) -> Result<Vec<Sanction>> {
    let theirs = sanctions::table.filter(sanctions::account_id.eq(account));
    let imposed = theirs.filter(sanctions::state.eq(State::Imposed.as_str()));
    let in_force = imposed.filter(sanctions::until.is_null().or(sanctions::until.gt(now)));
    read(in_force.order(sanctions::number.desc()).limit(LISTED).select(Row::as_select()).load(conn)?)
}

/// Up to `most` in force, the oldest first; beyond a place, after it or (nearest first) before it.
pub(in crate::accounts) fn in_force(
    conn: &mut Conn,
    now: Timestamp,
    place: Option<((Timestamp, SanctionId), bool)>,
    most: i64,
) -> Result<Vec<Sanction>> {
    let imposed = sanctions::table.filter(sanctions::state.eq(State::Imposed.as_str()));
    let in_force = imposed.filter(sanctions::until.is_null().or(sanctions::until.gt(now)));
    let found = in_force.select(Row::as_select()).limit(most).into_boxed();
    let (at, id) = (sanctions::begun_at, sanctions::id);
    let found = match place {
        None => found.order((at.asc(), id.asc())),
        Some(((when, which), true)) => {
            found.filter(at.gt(when).or(at.eq(when).and(id.gt(which)))).order((at.asc(), id.asc()))
        }
        Some(((when, which), false)) => {
            found.filter(at.lt(when).or(at.eq(when).and(id.lt(which)))).order((at.desc(), id.desc()))
        }
    };
    read(found.load(conn)?)
}

pub(in crate::accounts) fn proposed(conn: &mut Conn, now: Timestamp) -> Result<Vec<Sanction>> {
    let waits = sanctions::state.eq(State::Proposed.as_str()).and(sanctions::until.gt(now));
    let found = sanctions::table.filter(waits).order((sanctions::begun_at, sanctions::id)).limit(LISTED);
    read(found.select(Row::as_select()).load(conn)?)
}

pub(in crate::accounts) fn contested(conn: &mut Conn) -> Result<Vec<Sanction>> {
    let open = sanctions::table.filter(sanctions::appeal.eq(Answered::Open.as_str()));
    let found = open.order((sanctions::begun_at, sanctions::id)).limit(LISTED);
    read(found.select(Row::as_select()).load(conn)?)
}

pub(in crate::accounts) fn delete_of(tx: &mut Tx<'_>, account: &AccountId) -> Result<()> {
    diesel::delete(sanctions::table.filter(sanctions::account_id.eq(account))).execute(&mut **tx)?;
    Ok(())
}

pub(in crate::accounts) fn note_outcome(tx: &mut Tx<'_>, told: &Told) -> Result<()> {
    let row = (
        sanction_outcomes::id.eq(&told.id),
        sanction_outcomes::day.eq(told.day),
        sanction_outcomes::kind.eq(&told.kind),
        sanction_outcomes::outcome.eq(&told.outcome),
        sanction_outcomes::rule_number.eq(told.rule.0),
        sanction_outcomes::rule_version.eq(told.rule.1),
    );
    diesel::insert_into(sanction_outcomes::table).values(row).execute(&mut **tx)?;
    Ok(())
}

/// What came of sanctions from one day until another: kind, outcome, how often.
pub(in crate::accounts) fn outcomes_counted(
    conn: &mut Conn,
    from: Timestamp,
    to: Timestamp,
) -> Result<Vec<(String, String, i64)>> {
    let of_days = sanction_outcomes::table
        .filter(sanction_outcomes::day.ge(from))
        .filter(sanction_outcomes::day.lt(to));
    let named = (sanction_outcomes::kind, sanction_outcomes::outcome);
    let counted = of_days.group_by(named);
    Ok(counted.select((sanction_outcomes::kind, sanction_outcomes::outcome, count_star())).load(conn)?)
}

/// Up to `most` decisions on sanctions from before a day, beyond a place, the newest first; or the newer ones, nearest first.
pub(in crate::accounts) fn outcomes_decided(
    conn: &mut Conn,
    before: Timestamp,
    place: Option<&(Timestamp, OutcomeId)>,
    (later, most): (bool, i64),
) -> Result<Vec<Told>> {
    let (at, which) = (sanction_outcomes::day, sanction_outcomes::id);
    let rule = (sanction_outcomes::rule_number, sanction_outcomes::rule_version);
    let mut found = sanction_outcomes::table
        .filter(sanction_outcomes::outcome.eq_any(Outcome::LOGGED.map(Outcome::as_str)))
        .filter(at.lt(before))
        .select((which, at, sanction_outcomes::kind, sanction_outcomes::outcome, rule))
        .limit(most)
        .into_boxed();
    if let Some((day, id)) = place {
        found = if later {
            found.filter(at.lt(*day).or(at.eq(*day).and(which.lt(id))))
        } else {
            found.filter(at.gt(*day).or(at.eq(*day).and(which.gt(id))))
        };
    }
    let found =
        if later { found.order((at.desc(), which.desc())) } else { found.order((at.asc(), which.asc())) };
    let rows: Vec<OutcomeRow> = found.load(conn)?;
    let told = |(id, day, kind, outcome, rule)| Told { id, day, kind, outcome, rule };
    Ok(rows.into_iter().map(told).collect())
}

/// Forgets a step of those whose end lies back far enough.
pub(in crate::accounts) fn forget(tx: &mut Tx<'_>) -> Result<usize> {
    let over = sanctions::table.filter(sanctions::until.le(tx.now.minus(KEPT)));
    let over: Vec<SanctionId> = over.select(sanctions::id).limit(STEP).load(&mut **tx)?;
    Ok(diesel::delete(sanctions::table.filter(sanctions::id.eq_any(over))).execute(&mut **tx)?)
}
