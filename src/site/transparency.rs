//! How the discussions were moderated, in figures for everybody, a quarter at a time.
//!
//! Every figure is a range of five: 0 to 4, 5 to 9, and so on. A small number is never told, no part has a total, and
//! where one figure is taken from a sum of two, at least four numbers are left. The same days give the same ranges,
//! whoever asks and when.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::civil::Date;
use serde::{Serialize, Serializer};
use utoipa::ToSchema;

use crate::base::clock::Timestamp;
use crate::comments::tallies::{Count, Kind, last_tallied, tallied};
use crate::db::Conn;
use crate::error::{Error, Result};

const DAY: Duration = Duration::from_hours(24);
/// How many quarters are told: two years.
pub const QUARTERS: i16 = 8;
/// Figures are told as ranges of so many numbers.
const STEP: i64 = 5;
/// Of fewer decisions than these no median is told.
const ENOUGH: i64 = 10;

/// A number, as far as it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct Figure {
    /// It is at least this.
    pub from: i64,
    /// And at most this.
    pub to: i64,
}

impl Figure {
    /// What is told of a number.
    #[must_use]
    pub const fn of(number: i64) -> Self {
        let from = number - number.rem_euclid(STEP);
        Self { from, to: from + STEP - 1 }
    }
}

/// One line of a quarter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Line {
    /// What was counted: an event, the number of a rule, the name of a check, a kind of sanction or claimant with its outcome.
    pub name: String,
    /// How often.
    #[serde(flatten)]
    pub figure: Figure,
}

/// A day, told as in `2026-05-04`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day(pub Date);

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&self.0)
    }
}

/// A quarter of a year, by UTC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Quarter {
    /// Such as `2026-Q2`.
    pub quarter: String,
    /// The last day that was counted, if the quarter is not over.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>, format = Date)]
    pub until: Option<Day>,
    /// What happened: comments that arrived, what was decided on them, what was contested and taken back.
    pub events: Vec<Line>,
    /// Refusals and removals, by the number of the rule that they cite.
    pub rules: Vec<Line>,
    /// Objections of the automatic checks, by their name.
    pub checks: Vec<Line>,
    /// Reports by readers, by the number of the rule that they name.
    pub reports: Vec<Line>,
    /// Sanctions on accounts, by their kind and what came of them, such as `ban_imposed`.
    pub sanctions: Vec<Line>,
    /// Legal demands against comments, by the kind of claimant and what came of them, such as `court_refused`; those that
    /// came as `court_came`.
    pub demands: Vec<Line>,
    /// Whole hours that half of the comments waited at most for a moderator; absent if too few were decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub median_hours_waited: Option<i64>,
}

/// How the discussions were moderated.
#[derive(Debug, Serialize, ToSchema)]
pub struct Figures {
    /// The last quarters, the latest first. Every number in them is told as a range of five.
    quarters: Vec<Quarter>,
}

/// The quarters as `/transparency.json` and the API tell them.
///
/// # Errors
/// A fault, if they cannot be written.
pub fn as_json(quarters: Vec<Quarter>) -> Result<String> {
    serde_json::to_string(&Figures { quarters }).map_err(Error::fault)
}

/// The quarters of the last two years, the latest first; none before the first day was counted.
///
/// # Errors
/// Those of the database.
pub fn quarters(conn: &mut Conn) -> Result<Vec<Quarter>> {
    let Some(last) = last_tallied(conn)? else { return Ok(Vec::new()) };
    let newest = number_of(last.day());
    let (from, to) = (begin_of(newest - QUARTERS + 1), last.plus(DAY));
    let mut of_quarters: BTreeMap<i16, Vec<Count>> = BTreeMap::new();
    for (day, count) in tallied(conn, Timestamp::start_of(from), to)? {
        of_quarters.entry(number_of(day.day())).or_default().push(count);
    }
    let open = (to < Timestamp::start_of(begin_of(newest + 1))).then_some(Day(last.day()));
    let quarter =
        |(number, counts): (i16, Vec<Count>)| Quarter::of(number, &counts, open.filter(|_| number == newest));
    Ok(of_quarters.into_iter().rev().map(quarter).collect())
}

/// Quarters in a row, from the year 0.
fn number_of(day: Date) -> i16 {
    day.year() * 4 + i16::from((day.month() - 1) / 3)
}

fn begin_of(number: i16) -> Date {
    let month = i8::try_from(number.rem_euclid(4) * 3 + 1).unwrap_or(1);
    Date::new(number.div_euclid(4), month, 1).unwrap_or(Date::ZERO)
}

impl Quarter {
    fn of(number: i16, counts: &[Count], until: Option<Day>) -> Self {
        let lines = |kind: Kind| lines(counts, kind);
        Self {
            quarter: format!("{:04}-Q{}", number.div_euclid(4), number.rem_euclid(4) + 1),
            until,
            events: lines(Kind::Event),
            rules: lines(Kind::Rule),
            checks: lines(Kind::Check),
            reports: lines(Kind::Report),
            sanctions: lines(Kind::Sanction),
            demands: lines(Kind::Demand),
            median_hours_waited: median(counts),
        }
    }

    /// Its parts with their names, in the order of the page.
    #[must_use]
    pub fn parts(&self) -> [(&'static str, &[Line]); 6] {
        [
            ("events", &self.events),
            ("rules", &self.rules),
            ("checks", &self.checks),
            ("reports", &self.reports),
            ("sanctions", &self.sanctions),
            ("demands", &self.demands),
        ]
    }
}

/// The numbers of a kind by their names: those that are numbers by number, the others by letter.
fn lines(counts: &[Count], kind: Kind) -> Vec<Line> {
    let mut sums: BTreeMap<(i64, &str), i64> = BTreeMap::new();
    for count in counts.iter().filter(|count| count.kind == kind) {
        let place = count.name.parse().unwrap_or(i64::MAX);
        *sums.entry((place, &count.name)).or_default() += count.count;
    }
    let line = |((_, name), sum): ((i64, &str), i64)| Line { name: name.to_owned(), figure: Figure::of(sum) };
    sums.into_iter().map(line).collect()
}

/// The smallest number of hours within which at least half were decided.
fn median(counts: &[Count]) -> Option<i64> {
    let mut waited: Vec<(i64, i64)> = counts
        .iter()
        .filter(|count| count.kind == Kind::Waited)
        .filter_map(|count| Some((count.name.parse().ok()?, count.count)))
        .collect();
    waited.sort_unstable();
    let all: i64 = waited.iter().map(|(_, many)| many).sum();
    let mut seen = 0;
    let half = waited.into_iter().find(|(_, many)| {
        seen += many;
        seen * 2 >= all
    });
    half.map(|(hours, _)| hours).filter(|_| all >= ENOUGH)
}

/// The quarters as a table for spreadsheets (RFC 4180). No cell begins like a formula: names are words of ours and
/// numbers.
#[must_use]
pub fn csv(quarters: &[Quarter]) -> String {
    let mut rows = vec!["quarter,until,part,name,from,to".to_owned()];
    for quarter in quarters {
        let until = quarter.until.map(|day| day.0.to_string()).unwrap_or_default();
        let mut row = |part: &str, name: &str, from: i64, to: i64| {
            rows.push(format!("{},{until},{part},{name},{from},{to}", quarter.quarter));
        };
        for (part, lines) in quarter.parts() {
            for line in lines {
                row(part, &line.name, line.figure.from, line.figure.to);
            }
        }
        if let Some(hours) = quarter.median_hours_waited {
            row("waited", "median_hours", hours, hours);
        }
    }
    rows.join("\r\n") + "\r\n"
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn count(kind: Kind, name: &str, count: i64) -> Count {
        Count { kind, name: name.to_owned(), count }
    }

    #[test]
    fn a_day_stands_in_its_quarter() {
        for (day, begin) in [
            (date(2026, 1, 1), date(2026, 1, 1)),
            (date(2026, 3, 31), date(2026, 1, 1)),
            (date(2026, 4, 1), date(2026, 4, 1)),
            (date(2026, 12, 31), date(2026, 10, 1)),
        ] {
            assert_eq!(begin_of(number_of(day)), begin, "{day}");
        }
    }

    #[test]
    fn the_median_is_told_of_ten_decisions_and_of_no_fewer() {
        let waited = |hours: &str, many| count(Kind::Waited, hours, many);
        assert_eq!(median(&[waited("2", 4), waited("10", 5)]), None);
        assert_eq!(median(&[waited("2", 4), waited("10", 3), waited("2", 1), waited("30", 2)]), Some(2));
        assert_eq!(median(&[waited("10", 6), waited("2", 4)]), Some(10));
    }

    #[test]
    fn lines_stand_by_number_and_then_by_name() {
        let counts =
            [("10", 7), ("2", 3), ("none", 1), ("2", 4)].map(|(name, many)| count(Kind::Report, name, many));
        let told = lines(&counts, Kind::Report);
        let names: Vec<(&str, i64)> =
            told.iter().map(|line| (line.name.as_str(), line.figure.from)).collect();
        assert_eq!(names, [("2", 5), ("10", 5), ("none", 0)]);
    }

    proptest! {
        /// Whoever takes one figure from a sum of two still knows no number of the other: at least four are possible.
        #[test]
        fn what_is_left_when_a_figure_is_taken_from_a_sum_is_no_number(cells in prop::collection::vec(0_i64..60, 2..3)) {
            let total = Figure::of(cells.iter().sum());
            for (place, cell) in cells.iter().enumerate() {
                let others = cells.iter().enumerate().filter(|(other, _)| *other != place);
                let shown: Vec<Figure> = others.map(|(_, other)| Figure::of(*other)).collect();
                let least = total.from - shown.iter().map(|figure| figure.to).sum::<i64>();
                let most = total.to - shown.iter().map(|figure| figure.from).sum::<i64>();
                let own = Figure::of(*cell);
                let (least, most) = (least.max(own.from), most.min(own.to));
                prop_assert!(least <= *cell && *cell <= most);
                prop_assert!(most - least >= 3, "{cells:?}: {least} to {most}");
            }
        }
    }
}
