//! What is sent about takedowns: a legal demand that came, and what is decided on one.

use jiff::civil::Date;
use serde::Deserialize;
use validator::Validate;

use super::TypedGrounds;
use crate::accounts::AccountId;
use crate::base::text::{Line, Prose};
use crate::comments::takedowns::deeds::{Order, Ruling};
use crate::comments::takedowns::{Claim, Claimant, Outcome, TakedownId, Term, TermProblem};
use crate::error::Problems;
use crate::web::form::Form;

/// A legal demand that came.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct DemandForm {
    form_token: String,
    /// The version of the comment that was seen.
    pub(in crate::moderation) version: i64,
    pub(in crate::moderation) claimant: String,
    pub(in crate::moderation) name: String,
    pub(in crate::moderation) basis: String,
    /// The words complained of.
    pub(in crate::moderation) quote: String,
    pub(in crate::moderation) received_on: String,
    pub(in crate::moderation) decide_by: String,
    /// Whether the comment goes out of sight meanwhile.
    pub(in crate::moderation) hide: String,
}

impl Form for DemandForm {
    const NAME: &'static str = "demand";
    const FIELDS: &'static [&'static str] =
        &["claimant", "name", "basis", "quote", "received_on", "decide_by"];

    fn token(&self) -> &str {
        &self.form_token
    }
}

/// What a form says of a demand, all in order.
pub(in crate::moderation) struct Said {
    pub(in crate::moderation) claimant: Claimant,
    pub(in crate::moderation) claim: Claim,
    pub(in crate::moderation) basis: Line,
    pub(in crate::moderation) term: Term,
}

impl DemandForm {
    /// Whether this claimant was chosen.
    pub(in crate::moderation) fn is_by(&self, claimant: &str) -> bool {
        self.claimant == claimant
    }

    /// Whether the comment goes out of sight meanwhile.
    pub(in crate::moderation) fn hides(&self) -> bool {
        !self.hide.is_empty()
    }

    /// What it says; each thing that is wrong with it is noted.
    pub(in crate::moderation) fn said(&self, today: Date, problems: &mut Problems) -> Option<Said> {
        let claimant = Claimant::parse(&self.claimant);
        if claimant.is_none() {
            problems.add("claimant", "moderation-demand-claimant-missing");
        }
        let name = line(&self.name, ("name", "moderation-demand-name-problem"), problems);
        let basis = line(&self.basis, ("basis", "moderation-demand-basis-problem"), problems);
        let quote = Prose::parse(&self.quote).ok();
        if quote.is_none() {
            problems.add("quote", "moderation-demand-quote-missing");
        }
        let term = self.term(today, problems);
        let claim = Claim { name: name?, quote: quote? };
        Some(Said { claimant: claimant?, claim, basis: basis?, term: term? })
    }

    fn term(&self, today: Date, problems: &mut Problems) -> Option<Term> {
        let received_on = day(&self.received_on, "received_on", problems);
        let decide_by = day(&self.decide_by, "decide_by", problems);
        match Term::new(received_on?, decide_by?, today) {
            Ok(term) => return Some(term),
            Err(TermProblem::NotCome) => problems.add("received_on", "moderation-demand-not-come"),
            Err(TermProblem::NoTime) => problems.add("decide_by", "moderation-demand-no-time"),
        }
        None
    }
}

fn line(typed: &str, (field, key): (&'static str, &'static str), problems: &mut Problems) -> Option<Line> {
    let line = Line::parse(typed).ok();
    if line.is_none() {
        problems.add(field, key);
    }
    line
}

fn day(typed: &str, field: &'static str, problems: &mut Problems) -> Option<Date> {
    let day = typed.trim().parse().ok();
    if day.is_none() {
        problems.add(field, "moderation-demand-day-problem");
    }
    day
}

/// What is decided on a legal demand.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct RulingForm {
    form_token: String,
    /// The version of the takedown that was seen.
    pub(in crate::moderation) version: i64,
    /// The version of the comment that was seen.
    pub(in crate::moderation) comment_version: i64,
    pub(in crate::moderation) ruling: String,
    /// Words to the author.
    pub(in crate::moderation) words: String,
}

impl Form for RulingForm {
    const NAME: &'static str = "rule-on-demand";
    const FIELDS: &'static [&'static str] = &["ruling", "words"];

    fn token(&self) -> &str {
        &self.form_token
    }
}

impl RulingForm {
    /// Whether this was chosen.
    pub(in crate::moderation) fn is_of(&self, outcome: &str) -> bool {
        self.ruling == outcome
    }

    /// What was chosen; a problem is noted if nothing was.
    pub(in crate::moderation) fn chosen(&self, problems: &mut Problems) -> Option<Outcome> {
        let chosen = Outcome::parse(&self.ruling).filter(|outcome| *outcome != Outcome::Gone);
        if chosen.is_none() {
            problems.add("ruling", "moderation-demand-ruling-missing");
        }
        chosen
    }

    /// What is ordered by it, once it is known what that does and whether nobody else could decide.
    pub(in crate::moderation) fn order(
        &self,
        takedown: &TakedownId,
        by: &AccountId,
        words: Option<Prose>,
        (ruling, alone): (Ruling, bool),
    ) -> Order {
        let (takedown, by) = (takedown.clone(), by.clone());
        let (seen, comment_seen) = (self.version, self.comment_version);
        Order { takedown, seen, comment_seen, ruling, words, by, alone }
    }

    /// The words to the author, if there are any; a problem is noted.
    pub(in crate::moderation) fn said(&self, problems: &mut Problems) -> Option<Prose> {
        TypedGrounds { words: &self.words, ..TypedGrounds::default() }.words(None, problems)
    }
}
