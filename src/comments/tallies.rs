//! What happened in the discussions, in numbers that stay, and the decisions that everybody may read.
//!
//! A day is counted once it is over, before any of its texts, findings and reports can have run out; what was counted
//! never changes. So the figures of a quarter are the same whenever they are asked for.

use std::collections::BTreeMap;
use std::time::Duration;

use super::desk::QUEUE_PAGE;
use super::events::RuleCited;
use super::receipts::ARRIVED;
use super::{EventId, State, store};
use crate::base::clock::Timestamp;
use crate::base::paging::{Cursor, Direction, Page, Paging, rows_to_fetch};
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};

const DAY: Duration = Duration::from_hours(24);
/// A day is counted when it has been over for this long, so that nothing of it is still under way.
const SETTLED_AFTER: Duration = Duration::from_hours(1);
/// A decision is told to everybody after so many days: sooner, it would lead to copies of what was taken away.
pub const TOLD_AFTER_DAYS: u32 = 7;
/// The name of a report that cites no rule.
pub const NO_RULE: &str = "none";
/// What of moderators' decisions stands in the public log: the words of steps.
pub const LOGGED: [&str; 9] = [
    "approved",
    "rejected",
    "filed_as_spam",
    "hidden",
    "edit_approved",
    "edit_refused",
    "overturned",
    "kept",
    "undone",
];
/// Comments that a check filed as spam when they arrived, among the events.
pub const CAUGHT: &str = "caught";
/// Comments that appeared before a moderator read them, among the events.
pub const TRUSTED: &str = "trusted";

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// That the day was counted.
    Day,
    /// What happened, by the word of the event.
    Event,
    /// Under which rule something was refused or taken away.
    Rule,
    /// Which check objected to a text.
    Check,
    /// How many whole hours a comment had waited when it was decided on.
    Waited,
    /// Under which rule readers reported.
    Report,
}

impl Kind {
    const ALL: [Self; 6] = [Self::Day, Self::Event, Self::Rule, Self::Check, Self::Waited, Self::Report];

    /// Its word in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Event => "event",
            Self::Rule => "rule",
            Self::Check => "check",
            Self::Waited => "waited",
            Self::Report => "report",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// How often something happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// What is counted.
    pub kind: Kind,
    /// Which of it.
    pub name: String,
    /// How often.
    pub count: i64,
}

/// Counts the first day that is over and was not counted; answers 1, or 0 if there is none. It belongs into
/// [`Db::queue`](crate::db::Db::queue).
///
/// # Errors
/// Those of the database.
pub fn tally(tx: &mut Tx<'_>) -> Result<usize> {
    let last = store::last_tallied(tx)?;
    let next = match last {
        Some(day) => Some(day.plus(DAY)),
        None => store::first_event(tx)?.map(Timestamp::to_day),
    };
    let Some(day) = next.filter(|day| day.plus(DAY).plus(SETTLED_AFTER) <= tx.now) else { return Ok(0) };
    let counts = counted(tx, day)?;
    Ok(usize::from(store::keep_tally(tx, day, &counts)?))
}

fn counted(conn: &mut Conn, day: Timestamp) -> Result<Vec<Count>> {
    let until = day.plus(DAY);
    let mut counts: BTreeMap<(Kind, String), i64> = BTreeMap::new();
    let mut add = |kind: Kind, name: String, many: i64| *counts.entry((kind, name)).or_default() += many;
    for (kind, actor, to, rule, hours, many) in store::happened(conn, day, until)? {
        add(Kind::Event, event_name(&kind, &actor, &to).to_owned(), many);
        if let Some(rule) = rule.filter(|_| refuses(&kind)) {
            add(Kind::Rule, rule.to_string(), many);
        }
        if let Some(hours) = hours.filter(|_| actor == "moderator") {
            add(Kind::Waited, hours.to_string(), many);
        }
    }
    for (check, many) in store::objected(conn, day, until)? {
        add(Kind::Check, check, many);
    }
    for (rule, many) in store::reported(conn, day, until)? {
        add(Kind::Report, rule.map_or_else(|| NO_RULE.to_owned(), |rule| rule.to_string()), many);
    }
    Ok(counts.into_iter().map(|((kind, name), count)| Count { kind, name, count }).collect())
}

fn event_name<'a>(kind: &'a str, actor: &str, to: &str) -> &'a str {
    match kind {
        ARRIVED if to == State::Spam.as_str() => CAUGHT,
        "approved" if actor == "check" => TRUSTED,
        _ => kind,
    }
}

/// Whether an event says that something breaks a rule.
fn refuses(kind: &str) -> bool {
    matches!(kind, "rejected" | "hidden" | "edit_refused")
}

/// The last day that was counted; `None` before the first.
///
/// # Errors
/// Those of the database.
pub fn last_tallied(conn: &mut Conn) -> Result<Option<Timestamp>> {
    store::last_tallied(conn)
}

/// The numbers of the days from one until another, each with its day.
///
/// # Errors
/// Those of the database.
pub fn tallied(conn: &mut Conn, from: Timestamp, to: Timestamp) -> Result<Vec<(Timestamp, Count)>> {
    let of_days = store::tallied(conn, from, to)?.into_iter();
    Ok(of_days
        .filter_map(|(day, kind, name, count)| Some((day, Count { kind: Kind::parse(&kind)?, name, count })))
        .collect())
}

/// A decision as everybody may know it: nothing tells whose comment it was, or who decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Its record.
    pub id: EventId,
    /// The beginning of its day.
    pub day: Timestamp,
    /// What it was: one of [`LOGGED`].
    pub kind: String,
    /// The rule that it cites.
    pub rule: Option<RuleCited>,
}

/// A page of the decisions that are [old enough](TOLD_AFTER_DAYS) to be told, the newest first.
///
/// # Errors
/// [`Error::NotFound`] for a place that is none.
pub fn told(conn: &mut Conn, now: Timestamp, paging: &Paging) -> Result<Page<Told>> {
    let direction = paging.direction().map_err(|_| Error::NotFound)?;
    let (before, most) = (now.to_day().minus(DAY * TOLD_AFTER_DAYS), rows_to_fetch(QUEUE_PAGE));
    let place = |cursor: &Cursor| cursor.instant_and_id().map_err(|_| Error::NotFound);
    let found = match &direction {
        Direction::Start => store::public_decisions(conn, before, None, true, most)?,
        Direction::After(at) => store::public_decisions(conn, before, Some(&place(at)?), true, most)?,
        Direction::Before(at) => store::public_decisions(conn, before, Some(&place(at)?), false, most)?,
    };
    let page = Page::cut(found, QUEUE_PAGE, &direction, |(id, at, ..)| Cursor::of_instant(*at, id));
    let items = page.items.into_iter().map(|(id, at, kind, number, version)| Told {
        id,
        day: at.to_day(),
        kind,
        rule: number.zip(version).map(|(number, version)| RuleCited { number, version }),
    });
    Ok(Page { items: items.collect(), earlier: page.earlier, later: page.later })
}
