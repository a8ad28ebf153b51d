//! The campaign's lists of words and the thresholds of the checks: versioned, like the rules.
//!
//! An admin changes them in the browser; what a check found keeps the version of the lists that it was made under. A
//! site whose admin has not changed them yet has those that come with the program, as version 0.

use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};

use super::checks::likeness::NEAR_BITS;
use super::checks::words::{WordList, WrongLine};
use super::store;
use crate::accounts::admin::must_be_one;
use crate::audit::{self, Actor, Target};
use crate::db::{Conn, Tx};
use crate::error::{Error, Problems, Result};

const SHIPPED: &str = include_str!("../../content/checks.toml");
/// Most letters of a list as it is typed.
pub const MOST_LETTERS: usize = 40_000;

/// From when on a check objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Thresholds {
    /// More links than these are many.
    pub many_links: u32,
    /// Two texts are alike if their fingerprints differ in at most so many of 64 bits.
    pub near_bits: u32,
    /// An author is read closely of whose decided comments so many in a hundred were refused within 7 days.
    pub refused_percent: u32,
    /// With fewer decisions there is nothing to tell.
    pub refused_least: u32,
    /// A text is read closely that so probably is refused, in a hundred, by the words of those that were; 0 for never.
    pub likely_percent: u32,
    /// An account is trusted of which so many comments were approved within 180 days.
    pub trusted_approved: u32,
    /// By at least so many moderators.
    pub trusted_moderators: u32,
    /// From so many arrivals in ten minutes on, every comment is read first.
    pub elevated_at: u32,
    /// From so many on, a network that writes often is read last.
    pub siege_at: u32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            many_links: super::checks::MANY_LINKS,
            near_bits: NEAR_BITS,
            refused_percent: 30,
            refused_least: 3,
            likely_percent: 90,
            trusted_approved: 3,
            trusted_moderators: 2,
            elevated_at: 60,
            siege_at: 300,
        }
    }
}

impl Thresholds {
    /// Each with its field and what it may be.
    fn ranges(self) -> [(&'static str, RangeInclusive<u32>, u32); 9] {
        [
            ("many_links", 1..=50, self.many_links),
            ("near_bits", 0..=20, self.near_bits),
            ("refused_percent", 1..=100, self.refused_percent),
            ("refused_least", 1..=50, self.refused_least),
            ("likely_percent", 0..=100, self.likely_percent),
            ("trusted_approved", 1..=50, self.trusted_approved),
            ("trusted_moderators", 1..=10, self.trusted_moderators),
            ("elevated_at", 5..=10_000, self.elevated_at),
            ("siege_at", 5..=10_000, self.siege_at),
        ]
    }
}

/// Lists and thresholds as they were typed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// Words that are never published, one a line.
    pub banned: String,
    /// Words that a person should look at, one a line.
    pub suspect: String,
    /// Slurs and threats, one a line: a person should look at them, and not unawares.
    #[serde(default)]
    pub distressing: String,
    /// From when on a check objects.
    #[serde(default)]
    pub thresholds: Thresholds,
}

/// The lines of each list that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WrongLines {
    /// Of the banned words.
    pub banned: Vec<WrongLine>,
    /// Of the suspect words.
    pub suspect: Vec<WrongLine>,
    /// Of the slurs and threats.
    pub distressing: Vec<WrongLine>,
}

/// Lists and thresholds, ready to look with.
#[derive(Debug, Clone)]
pub struct Lists {
    /// Which version they are; 0 those that came with the program.
    pub version: i64,
    /// How they were typed.
    pub typed: Draft,
    /// Words that are never published.
    pub banned: WordList,
    /// Words that a person should look at.
    pub suspect: WordList,
    /// Slurs and threats.
    pub distressing: WordList,
    /// From when on a check objects.
    pub thresholds: Thresholds,
}

impl Draft {
    /// Those that come with the program.
    fn shipped() -> Self {
        toml::from_str(SHIPPED).unwrap_or_default()
    }

    /// Makes them ready to look with, as the version that follows `seen`. `Err`, with the fields' messages noted, if
    /// something in them cannot be taken.
    ///
    /// # Errors
    /// The lines that cannot be taken, if it is those.
    pub fn ready(&self, seen: i64, problems: &mut Problems) -> Result<Lists, WrongLines> {
        let (lists, wrong) = self.read(seen.saturating_add(1));
        let fields = [
            ("banned", &self.banned, &wrong.banned),
            ("suspect", &self.suspect, &wrong.suspect),
            ("distressing", &self.distressing, &wrong.distressing),
        ];
        for (field, typed, wrong) in fields {
            if typed.chars().count() > MOST_LETTERS {
                problems.add(field, "rules-lists-problem-letters");
            }
            if !wrong.is_empty() {
                problems.add(field, "rules-lists-problem-lines");
            }
        }
        for (field, range, number) in self.thresholds.ranges() {
            if !range.contains(&number) {
                problems.add(field, "rules-lists-problem-number");
            }
        }
        if problems.is_empty() { Ok(lists) } else { Err(wrong) }
    }

    /// What can be taken of them, and what cannot.
    fn read(&self, version: i64) -> (Lists, WrongLines) {
        let (banned, wrong_banned) = WordList::read(&self.banned);
        let (suspect, wrong_suspect) = WordList::read(&self.suspect);
        let (distressing, wrong_distressing) = WordList::read(&self.distressing);
        let (typed, thresholds) = (self.clone(), self.thresholds);
        let lists = Lists { version, typed, banned, suspect, distressing, thresholds };
        (lists, WrongLines { banned: wrong_banned, suspect: wrong_suspect, distressing: wrong_distressing })
    }
}

impl Lists {
    /// Those that come with the program.
    #[must_use]
    pub fn shipped() -> Self {
        Draft::shipped().read(0).0
    }
}

/// The lists that were looked with last, ready; every instance asks the database whether there are newer ones.
#[derive(Debug, Default)]
pub struct Latest(Mutex<Option<Arc<Lists>>>);

impl Latest {
    /// The lists that hold now.
    ///
    /// # Errors
    /// Those of the database.
    pub fn get(&self, conn: &mut Conn) -> Result<Arc<Lists>> {
        let version = store::lists_version(conn)?.unwrap_or(0);
        if let Some(kept) = self.kept().filter(|kept| kept.version == version) {
            return Ok(kept);
        }
        let lists = Arc::new(load(conn, version)?);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&lists));
        Ok(lists)
    }

    fn kept(&self) -> Option<Arc<Lists>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn load(conn: &mut Conn, version: i64) -> Result<Lists> {
    let Some((banned, suspect, distressing, thresholds)) = store::lists(conn, version)? else {
        return Ok(Lists::shipped());
    };
    let thresholds = serde_json::from_str(&thresholds).map_err(Error::fault)?;
    // Who saved lists before there was this one kept none.
    let distressing = distressing.unwrap_or_default();
    Ok(Draft { banned, suspect, distressing, thresholds }.read(version).0)
}

/// Lets lists and thresholds hold from now on, as the version that follows the one that the admin saw.
///
/// # Errors
/// [`Error::Conflict`] if somebody else changed them meanwhile.
pub fn save(tx: &mut Tx<'_>, actor: &Actor, lists: &Lists) -> Result<()> {
    must_be_one(tx, actor)?;
    let seen = lists.version.saturating_sub(1);
    let follows = seen == 0 || store::lists(tx, seen)?.is_some();
    let thresholds = serde_json::to_string(&lists.thresholds).map_err(Error::fault)?;
    if !follows || !store::insert_lists(tx, lists, &thresholds)? {
        return Err(Error::Conflict("rules-lists-changed-meanwhile"));
    }
    let target = Target { kind: "lists", id: &lists.version.to_string() };
    let detail = serde_json::json!({
        "version": lists.version,
        "banned": lists.banned.len(),
        "suspect": lists.suspect.len(),
        "distressing": lists.distressing.len(),
    });
    audit::record(tx, actor, "lists-change", target, &detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_with_the_program_is_in_order() {
        let shipped: Draft = toml::from_str(SHIPPED).unwrap();
        let lists = shipped.ready(0, &mut Problems::default()).unwrap();
        assert!(!lists.banned.is_empty() && !lists.suspect.is_empty() && !lists.distressing.is_empty());
        assert_eq!(lists.thresholds, Thresholds::default());
    }

    #[test]
    fn a_threshold_out_of_its_range_and_a_line_that_is_no_entry_are_told() {
        let thresholds = Thresholds { refused_percent: 0, near_bits: 21, ..Thresholds::default() };
        let (banned, distressing) = ("fine\nx".to_owned(), "!".to_owned());
        let draft = Draft { banned, suspect: "a".repeat(MOST_LETTERS + 1), distressing, thresholds };
        let mut problems = Problems::default();
        let wrong = draft.ready(3, &mut problems).unwrap_err();
        assert_eq!(wrong.banned, [WrongLine { line: 2, why: "rules-lists-letter" }]);
        let fields: Vec<&str> = problems.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["banned", "suspect", "distressing", "near_bits", "refused_percent"]);
    }
}
