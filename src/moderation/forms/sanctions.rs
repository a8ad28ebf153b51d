//! What is sent about sanctions: a new one, a deed on one that is there, what its owner says against it.

use serde::Deserialize;
use validator::Validate;

use super::TypedGrounds;
use crate::accounts::sanctions::{Kind, Measure};
use crate::base::text::{Prose, TextProblem};
use crate::error::Problems;
use crate::moderation::MOST_WORDS;
use crate::web::form::Form;

/// A sanction on an account.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct SanctionForm {
    form_token: String,
    /// The number of the account's latest sanction that was seen.
    pub(in crate::moderation) seen: i32,
    pub(in crate::moderation) kind: String,
    pub(in crate::moderation) days: String,
    pub(in crate::moderation) rule: String,
    /// Words to the owner.
    pub(in crate::moderation) words: String,
}

impl Form for SanctionForm {
    const NAME: &'static str = "sanction";
    const FIELDS: &'static [&'static str] = &["kind", "days", "rule", "words"];

    fn token(&self) -> &str {
        &self.form_token
    }
}

impl SanctionForm {
    /// Whether this rule was chosen.
    pub(in crate::moderation) fn cites(&self, number: i32) -> bool {
        self.grounds().rule() == Some(number)
    }

    /// Whether this kind was chosen.
    pub(in crate::moderation) fn is_of(&self, kind: &str) -> bool {
        self.kind == kind
    }

    /// The rule and the words, as they were typed.
    pub(in crate::moderation) fn grounds(&self) -> TypedGrounds<'_> {
        TypedGrounds { rule: &self.rule, words: &self.words, ..TypedGrounds::default() }
    }

    /// The kind with its days; what is missing is noted.
    pub(in crate::moderation) fn measure(&self, problems: &mut Problems) -> Option<Measure> {
        let Some(kind) = Kind::parse(&self.kind) else {
            problems.add("kind", "moderation-sanction-kind-missing");
            return None;
        };
        let measure = Measure::new(kind, self.days.trim().parse().ok());
        if measure.is_none() {
            problems.add("days", "moderation-sanction-days-problem");
        }
        measure
    }
}

/// A deed on a sanction that is there.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct JudgeForm {
    form_token: String,
    /// The version of the sanction that was seen.
    pub(in crate::moderation) version: i64,
    pub(in crate::moderation) deed: String,
    /// Words to an owner who contests it.
    pub(in crate::moderation) answer: String,
}

impl Form for JudgeForm {
    const NAME: &'static str = "judge-sanction";
    const FIELDS: &'static [&'static str] = &["answer"];

    fn token(&self) -> &str {
        &self.form_token
    }
}

impl JudgeForm {
    /// The words, if there are any; a problem is noted.
    pub(in crate::moderation) fn answer(&self, problems: &mut Problems) -> Option<Prose> {
        match Prose::parse(&self.answer) {
            Ok(words) if words.grapheme_count() <= MOST_WORDS => Some(words),
            Err(TextProblem::Missing) => None,
            Ok(_) | Err(_) => {
                problems.add("answer", "moderation-words-problem");
                None
            }
        }
    }
}

/// What an owner says against a sanction.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct ContestForm {
    form_token: String,
    /// The version of the sanction that was seen.
    pub(in crate::moderation) version: i64,
    pub(in crate::moderation) words: String,
}

impl Form for ContestForm {
    const NAME: &'static str = "contest-sanction";
    const FIELDS: &'static [&'static str] = &["words"];

    fn token(&self) -> &str {
        &self.form_token
    }
}

impl ContestForm {
    /// The words; a problem is noted if there are none, or too many.
    pub(in crate::moderation) fn words(&self, problems: &mut Problems) -> Option<Prose> {
        let words = Prose::parse(&self.words).ok().filter(|words| words.grapheme_count() <= MOST_WORDS);
        if words.is_none() {
            problems.add("words", "moderation-contest-problem");
        }
        words
    }
}
