//! What editors typed, and what it amounts to.

mod case;
mod hearing;
mod update;

use jiff::civil::Date;
use unic_langid::LanguageIdentifier;

pub(super) use self::case::{CaseDeed, CaseForm};
pub(super) use self::hearing::{HearingDeed, HearingForm};
pub(super) use self::update::{CorrectionForm, RetractionForm, UpdateDeed, UpdateForm};
use crate::base::text::{Line, Prose, TextProblem};
use crate::error::Problems;

/// Days of cases lie in these years: what no calendar program understands is a slip of the hand.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2200;
/// The most lines of a field that takes one name a line.
const MOST_LINES: usize = 100;

fn line(field: &'static str, typed: &str, problems: &mut Problems) -> Option<Line> {
    problems.note(field, Line::parse(typed), |problem| match problem {
        TextProblem::Missing => "cases-problem-missing",
        TextProblem::TooLong | TextProblem::NotAllowed => "cases-problem-line",
    })
}

fn prose(field: &'static str, typed: &str, problems: &mut Problems) -> Option<Prose> {
    problems.note(field, Prose::parse(typed), |problem| match problem {
        TextProblem::Missing => "cases-problem-missing",
        TextProblem::TooLong => "cases-problem-text-long",
        TextProblem::NotAllowed => "cases-problem-text-letters",
    })
}

/// One name a line; lines in which nothing shows are left out.
fn lines(field: &'static str, typed: &str, problems: &mut Problems) -> Option<Vec<Line>> {
    let parsed = typed.lines().map(Line::parse).filter(|line| *line != Err(TextProblem::Missing));
    let parsed: Result<Vec<Line>, TextProblem> = parsed.collect();
    let few = parsed.ok().filter(|lines| lines.len() <= MOST_LINES).ok_or(());
    problems.note(field, few, |()| "cases-problem-lines")
}

fn joined(lines: &[&Line]) -> String {
    lines.iter().map(|line| line.as_str()).collect::<Vec<_>>().join("\n")
}

fn day(field: &'static str, typed: &str, problems: &mut Problems) -> Option<Date> {
    let day = typed.trim().parse().ok().filter(|day: &Date| YEARS.contains(&day.year()));
    problems.note(field, day.ok_or(()), |()| "cases-problem-day")
}

/// A day, or none if nothing was typed.
fn optional_day(field: &'static str, typed: &str, problems: &mut Problems) -> Option<Date> {
    if typed.trim().is_empty() { None } else { day(field, typed, problems) }
}

fn language(tag: &str, problems: &mut Problems) -> Option<String> {
    let tag = tag.trim().parse::<LanguageIdentifier>();
    problems.note("language", tag, |_| "cases-problem-language").map(|tag| tag.to_string())
}
