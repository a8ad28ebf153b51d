//! The house rules: published, numbered, versioned. A rejection cites one of them.
//!
//! A rule keeps its number for ever. A change makes a new version under the same number, so that a decision of last
//! year still shows the words it was made under; a rule that is retired leaves its number empty.
//! The automatic [`checks`] live here too: they know rules and texts, and no comment; and how watchful the discussions
//! are ([`attack`]).

pub mod api;
pub mod attack;
pub mod checks;
pub mod lists;
pub mod pages;
pub mod sample;
mod store;

pub use checks::{Evidence, Finding, Outcome, Verdict, examine, verdict};
pub use lists::{Latest, Lists};

use crate::accounts::admin::must_be_one;
use crate::audit::{self, Actor, Target};
use crate::base::text::{Line, Prose};
use crate::db::{Conn, Tx};
use crate::error::{Error, Problems, Result};

/// One version of a published rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Its number, by which it is cited; never given to another rule.
    pub number: i32,
    /// Which version of its words this is, from 1.
    pub version: i32,
    /// In a few words.
    pub title: Line,
    /// In full.
    pub text: Prose,
    /// Whether a rejection may cite it today.
    pub in_force: bool,
}

/// The words of a rule that is to be.
#[derive(Debug, Clone)]
pub struct Draft {
    /// In a few words.
    pub title: Line,
    /// In full.
    pub text: Prose,
}

impl Draft {
    /// Takes what an admin typed for a rule; `None`, with the fields' messages noted, if it is none.
    pub fn parse(title: &str, text: &str, problems: &mut Problems) -> Option<Self> {
        let title = problems.note("title", Line::parse(title), |_| "rules-title-problem");
        let text = problems.note("text", Prose::parse(text), |_| "rules-text-problem");
        Some(Self { title: title?, text: text? })
    }
}

/// The rules that hold today, by number.
///
/// # Errors
/// Those of the database.
pub fn in_force(conn: &mut Conn) -> Result<Vec<Rule>> {
    store::in_force(conn)
}

/// The rule of this number, if it holds today.
///
/// # Errors
/// Those of the database.
pub fn in_force_numbered(conn: &mut Conn, number: i32) -> Result<Option<Rule>> {
    store::in_force_numbered(conn, number)
}

/// The latest version of every rule that ever was, retired ones too, by number.
///
/// # Errors
/// Those of the database.
pub fn every(conn: &mut Conn) -> Result<Vec<Rule>> {
    let mut latest: Vec<Rule> = Vec::new();
    for rule in store::versions(conn)? {
        match latest.last_mut() {
            Some(before) if before.number == rule.number => *before = rule,
            _ => latest.push(rule),
        }
    }
    Ok(latest)
}

/// The latest version of one rule, retired or not.
///
/// # Errors
/// Those of the database.
pub fn latest(conn: &mut Conn, number: i32) -> Result<Option<Rule>> {
    store::latest(conn, number)
}

/// A rule in the words of a certain version, as a past decision cited it.
///
/// # Errors
/// Those of the database.
pub fn cited(conn: &mut Conn, number: i32, version: i32) -> Result<Option<Rule>> {
    store::find(conn, number, version)
}

/// The number that the next new rule gets; ask before the change, in a read.
///
/// # Errors
/// Those of the database.
pub fn next_number(conn: &mut Conn) -> Result<i32> {
    Ok(store::highest_number(conn)?.unwrap_or(0) + 1)
}

/// Publishes a new rule under a number that none has had.
///
/// # Errors
/// [`Error::Conflict`] if somebody was faster with this number.
pub fn add(tx: &mut Tx<'_>, actor: &Actor, number: i32, draft: &Draft) -> Result<()> {
    must_be_one(tx, actor)?;
    if !store::insert(tx, number, 1, draft)? {
        return Err(Error::Conflict("rules-changed-meanwhile"));
    }
    record(tx, actor, "rule_added", number, 1)
}

/// Publishes new words for a rule, or brings a retired one back, as its next version.
///
/// # Errors
/// [`Error::Conflict`] if `seen` is no longer its latest version.
pub fn change(tx: &mut Tx<'_>, actor: &Actor, seen: (i32, i32), draft: &Draft) -> Result<()> {
    must_be_one(tx, actor)?;
    let (number, version) = seen;
    if store::find(tx, number, version)?.is_none() || !store::insert(tx, number, version + 1, draft)? {
        return Err(Error::Conflict("rules-changed-meanwhile"));
    }
    store::end(tx, number, version)?;
    record(tx, actor, "rule_changed", number, version + 1)
}

/// Takes a rule out of force: no new decision cites it, past ones still show it.
///
/// # Errors
/// [`Error::Conflict`] if `seen` is not the version in force.
pub fn retire(tx: &mut Tx<'_>, actor: &Actor, seen: (i32, i32)) -> Result<()> {
    must_be_one(tx, actor)?;
    let (number, version) = seen;
    if !store::end(tx, number, version)? {
        return Err(Error::Conflict("rules-changed-meanwhile"));
    }
    record(tx, actor, "rule_retired", number, version)
}

fn record(tx: &mut Tx<'_>, actor: &Actor, deed: &'static str, number: i32, version: i32) -> Result<()> {
    let target = Target { kind: "rule", id: &number.to_string() };
    audit::record(tx, actor, deed, target, &serde_json::json!({ "version": version }))
}
