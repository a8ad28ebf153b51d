//! What moderators send: a deed on a comment as they saw it.

use serde::Deserialize;
use validator::Validate;

use super::{Deed, MOST_WORDS};
use crate::base::text::{Prose, TextProblem};
use crate::comments::CommentId;
use crate::error::Problems;
use crate::web::form::Form;

/// A deed that a button alone does, and its undoing.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct DeedForm {
    form_token: String,
    /// The version of the comment that was seen.
    pub(super) version: i64,
    /// Where to go on.
    pub(super) tab: String,
}

impl Form for DeedForm {
    const NAME: &'static str = "deed";
    const FIELDS: &'static [&'static str] = &[];

    fn token(&self) -> &str {
        &self.form_token
    }
}

/// A deed that cites a rule.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct CitingForm {
    pub(super) form_token: String,
    /// The version of the comment that was seen.
    pub(super) version: i64,
    /// Where to go on.
    pub(super) tab: String,
    pub(super) rule: String,
    /// Words to the author.
    pub(super) words: String,
}

impl Form for CitingForm {
    const NAME: &'static str = "deed-citing";
    const FIELDS: &'static [&'static str] = &["rule", "words"];

    fn token(&self) -> &str {
        &self.form_token
    }
}

impl CitingForm {
    /// Whether this rule was chosen.
    pub(super) fn cites(&self, number: i32) -> bool {
        self.rule() == Some(number)
    }

    /// The number that was chosen.
    pub(super) fn rule(&self) -> Option<i32> {
        self.rule.trim().parse().ok()
    }

    /// The words to the author, if there are any; a problem is noted.
    pub(super) fn words(&self, problems: &mut Problems) -> Option<Prose> {
        match Prose::parse(&self.words) {
            Ok(words) if words.grapheme_count() <= MOST_WORDS => Some(words),
            Err(TextProblem::Missing) => None,
            Ok(_) | Err(_) => {
                problems.add("words", "moderation-words-problem");
                None
            }
        }
    }
}

/// What was typed into the form of which deed; nothing on a fresh page.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    deed: Option<Deed>,
    fields: CitingForm,
}

impl Typed {
    pub(super) const fn new(deed: Deed, fields: CitingForm) -> Self {
        Self { deed: Some(deed), fields }
    }

    /// The version of the comment that was seen; 0 if that is not known.
    pub(super) const fn seen(&self) -> i64 {
        self.fields.version
    }

    /// Whether the form of this deed comes back.
    pub(super) fn is_of(&self, deed: Deed) -> bool {
        self.deed == Some(deed)
    }

    /// What to show in the form of this deed.
    pub(super) fn of(&self, deed: Deed) -> CitingForm {
        if self.is_of(deed) { self.fields.clone() } else { CitingForm::default() }
    }

    /// The id of the part of the page that a problem is about.
    pub(super) fn anchor(&self, field: &str, comment: &CommentId) -> Option<String> {
        let deed = self.deed?;
        matches!(field, "rule" | "words").then(|| format!("{field}-{}-{comment}", deed.as_str()))
    }
}
