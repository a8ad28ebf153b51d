//! What happened in the discussions, in numbers that stay, and the decisions that everybody may read.
//!
//! A day is counted once it is over, before any of its texts, findings and reports can have run out; what was counted
//! never changes. So the figures of a quarter are the same whenever they are asked for.

use std::collections::BTreeMap;
use std::time::Duration;

use super::desk::QUEUE_PAGE;
use super::events::RuleCited;
use super::receipts::ARRIVED;
use super::{State, store};
use crate::accounts::sanctions::outcomes;
use crate::base::clock::Timestamp;
use crate::base::ids::Id;
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
pub const LOGGED: [&str; 13] = [
    "approved",
    "rejected",
    "filed_as_spam",
    "hidden",
    "redacted",
    "edit_approved",
    "edit_refused",
    "overturned",
    "kept",
    "undone",
    "demand_removed",
    "demand_redacted",
    "demand_refused",
];
/// A legal demand that came, among what came of demands.
pub const CAME: &str = "came";
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
    /// What came of a sanction on an account: the word of its kind and that of the outcome, such as `ban_imposed`.
    Sanction,
    /// A legal demand that came, or what came of one: the word of its claimant and [`CAME`] or that of the outcome, such as
    /// `court_refused`.
    Demand,
}

impl Kind {
    const ALL: [Self; 8] = [
        Self::Day,
        Self::Event,
        Self::Rule,
        Self::Check,
        Self::Waited,
        Self::Report,
        Self::Sanction,
        Self::Demand,
    ];

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
            Self::Sanction => "sanction",
            Self::Demand => "demand",
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
    for (kind, outcome, many) in outcomes::counted(conn, day, until)? {
        add(Kind::Sanction, format!("{kind}_{outcome}"), many);
    }
    for (claimant, outcome, many) in store::takedowns::counted(conn, day, until)? {
        add(Kind::Demand, format!("{claimant}_{}", outcome.as_deref().unwrap_or(CAME)), many);
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
    matches!(kind, "rejected" | "hidden" | "redacted" | "edit_refused")
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

/// A decision as everybody may know it: nothing tells whose comment or account it was, or who decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Its record.
    pub id: Id<Told>,
    /// The beginning of its day.
    pub day: Timestamp,
    /// What it was: one of [`LOGGED`], or what came of a sanction, one of [`outcomes::Outcome::LOGGED`].
    pub kind: String,
    /// Of what kind the sanction is, if it is one.
    pub sanction: Option<String>,
    /// The rule that it cites.
    pub rule: Option<RuleCited>,
}

/// A page of the decisions that are [old enough](TOLD_AFTER_DAYS) to be told, the newest first.
///
/// # Errors
/// [`Error::NotFound`] for a place that is none.
pub fn told(conn: &mut Conn, now: Timestamp, paging: &Paging) -> Result<Page<Told>> {
    let direction = paging.direction().map_err(|_| Error::NotFound)?;
    let before = now.to_day().minus(DAY * TOLD_AFTER_DAYS);
    let found = match &direction {
        Direction::Start => decisions(conn, before, None, true)?,
        Direction::After(at) => decisions(conn, before, Some(at), true)?,
        Direction::Before(at) => decisions(conn, before, Some(at), false)?,
    };
    let page = Page::cut(found, QUEUE_PAGE, &direction, |(at, told)| Cursor::of_instant(*at, &told.id));
    let items = page.items.into_iter().map(|(_, told)| told).collect();
    Ok(Page { items, earlier: page.earlier, later: page.later })
}

/// As many decisions as a page needs, each with its place in time: those on comments and those on accounts in one row.
fn decisions(
    conn: &mut Conn,
    before: Timestamp,
    place: Option<&Cursor>,
    later: bool,
) -> Result<Vec<(Timestamp, Told)>> {
    let most = rows_to_fetch(QUEUE_PAGE);
    let of_comments = place.map(Cursor::instant_and_id).transpose().map_err(|_| Error::NotFound)?;
    let of_accounts = place.map(Cursor::instant_and_id).transpose().map_err(|_| Error::NotFound)?;
    let mut found = Vec::new();
    for (id, at, kind, number, version) in
        store::public_decisions(conn, before, of_comments.as_ref(), later, most)?
    {
        let rule = number.zip(version).map(|(number, version)| RuleCited { number, version });
        found.push((at, Told { id: as_told(&id)?, day: at.to_day(), kind, sanction: None, rule }));
    }
    for came in outcomes::decided(conn, before, of_accounts.as_ref(), (later, most))? {
        let (number, version) = came.rule;
        let (kind, sanction, rule) = (came.outcome, Some(came.kind), Some(RuleCited { number, version }));
        found.push((came.day, Told { id: as_told(&came.id)?, day: came.day, kind, sanction, rule }));
    }
    found.sort_by(|(one_at, one), (other_at, other)| {
        let in_time = (one_at, one.id.as_str()).cmp(&(other_at, other.id.as_str()));
        if later { in_time.reverse() } else { in_time }
    });
    found.truncate(usize::try_from(most).unwrap_or(usize::MAX));
    Ok(found)
}

/// The id of a record as that of something told.
fn as_told<K>(id: &Id<K>) -> Result<Id<Told>> {
    id.as_str().parse().map_err(Error::fault)
}
