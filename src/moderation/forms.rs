//! What moderators send: a deed on a comment as they saw it.

mod attack;
mod holds;
mod sanctions;
mod snippets;
mod takedowns;

use std::collections::BTreeMap;

use serde::Deserialize;
use validator::Validate;

pub(super) use self::attack::AttackForm;
pub(super) use self::holds::HoldForm;
pub(super) use self::sanctions::{ContestForm, JudgeForm, SanctionForm};
pub(super) use self::snippets::{DiscardForm, SnippetForm};
pub(super) use self::takedowns::{DemandForm, RulingForm};
use super::batches::BatchId;
use super::colleagues::MOST_IN_A_NOTE;
use super::snippets::SnippetId;
use super::view::Place;
use super::{Deed, MOST_WORDS, Quote};
use crate::base::text::{Prose, TextProblem};
use crate::comments::CommentId;
use crate::error::Problems;
use crate::web::form::Form;

/// Takes a comment to read.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct ClaimForm {
    form_token: String,
}

impl Form for ClaimForm {
    const NAME: &'static str = "claim";
    const FIELDS: &'static [&'static str] = &[];

    fn token(&self) -> &str {
        &self.form_token
    }
}

/// A note for colleagues.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct NoteForm {
    form_token: String,
    pub(super) note: String,
}

impl Form for NoteForm {
    const NAME: &'static str = "note";
    const FIELDS: &'static [&'static str] = &["note"];

    fn token(&self) -> &str {
        &self.form_token
    }
}

impl NoteForm {
    /// The note; a problem is noted if there is none.
    pub(super) fn text(&self, problems: &mut Problems) -> Option<Prose> {
        let text = Prose::parse(&self.note).ok();
        let text = text.filter(|text| text.grapheme_count() <= MOST_IN_A_NOTE);
        if text.is_none() {
            problems.add("note", "moderation-note-problem");
        }
        text
    }
}

/// Takes a decision back, of one comment or of many.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct UndoForm {
    form_token: String,
    /// The version of the comment that was seen.
    pub(super) version: i64,
    /// Where to go on.
    pub(super) tab: String,
}

impl Form for UndoForm {
    const NAME: &'static str = "undo";
    const FIELDS: &'static [&'static str] = &[];

    fn token(&self) -> &str {
        &self.form_token
    }
}

/// A deed on one comment: most need no more than a button, some cite a rule.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct DeedForm {
    pub(super) form_token: String,
    /// The version of the comment that was seen.
    pub(super) version: i64,
    /// Where to go on.
    pub(super) tab: String,
    pub(super) rule: String,
    /// Which kept words are said before those.
    pub(super) snippet: String,
    /// Words to the author.
    pub(super) words: String,
    /// Words of the comment.
    pub(super) quote: String,
    /// Whether all places are meant where those stand.
    pub(super) everywhere: String,
}

impl Form for DeedForm {
    const NAME: &'static str = "deed";
    const FIELDS: &'static [&'static str] = &["rule", "snippet", "words", "quote"];

    fn token(&self) -> &str {
        &self.form_token
    }
}

impl DeedForm {
    /// What was quoted of the comment.
    pub(super) fn quoted(&self) -> Quote {
        Quote { words: self.quote.clone(), everywhere: self.is_everywhere() }
    }

    /// Whether all places are meant where the quoted words stand.
    pub(super) fn is_everywhere(&self) -> bool {
        self.everywhere == YES
    }

    /// Whether this rule was chosen.
    pub(super) fn cites(&self, number: i32) -> bool {
        self.grounds().rule() == Some(number)
    }

    /// Whether these kept words were chosen.
    pub(super) fn says(&self, snippet: &SnippetId) -> bool {
        self.snippet == snippet.as_str()
    }

    /// The rule and the words, as they were typed.
    pub(super) fn grounds(&self) -> TypedGrounds<'_> {
        TypedGrounds { rule: &self.rule, snippet: &self.snippet, words: &self.words }
    }
}

/// A rule and words to an author, as they were typed.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct TypedGrounds<'a> {
    rule: &'a str,
    snippet: &'a str,
    words: &'a str,
}

impl<'a> TypedGrounds<'a> {
    /// The number that was chosen.
    pub(super) fn rule(self) -> Option<i32> {
        self.rule.trim().parse().ok()
    }

    /// The kept words that were chosen, by what stands for them, if some were.
    pub(super) fn snippet(self) -> Option<&'a str> {
        Some(self.snippet).filter(|chosen| !chosen.is_empty())
    }

    /// The words to the author, if there are any: kept ones, then those that were typed; a problem is noted.
    pub(super) fn words(self, kept: Option<&Prose>, problems: &mut Problems) -> Option<Prose> {
        let kept = kept.map(|kept| format!("{}\n\n", kept.as_str())).unwrap_or_default();
        match Prose::parse(&format!("{kept}{}", self.words)) {
            Ok(words) if words.grapheme_count() <= MOST_WORDS => Some(words),
            Err(TextProblem::Missing) => None,
            Ok(_) | Err(_) => {
                problems.add("words", "moderation-words-problem");
                None
            }
        }
    }
}

/// How the name of a comment's box begins; its id follows, and its value is the version that was seen.
const TICKED: &str = "c-";
/// What a form says where its box is ticked.
const YES: &str = "yes";
/// The same for each comment that the page shows, ticked or not.
const SHOWN: &str = "p-";
/// Which comments are meant: all that the queue finds at the place.
const ALL: &str = "all";
/// Which comments are meant: all that the page shows.
const PAGE: &str = "page";

/// One decision on many comments.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct BatchForm {
    form_token: String,
    pub(super) deed: String,
    /// The place in the queue.
    pub(super) tab: String,
    pub(super) scope: String,
    /// No comment that came later is meant.
    pub(super) until: String,
    /// What was written down when it was asked back; empty if it was not.
    pub(super) batch: String,
    pub(super) rule: String,
    /// Which kept words are said before those.
    pub(super) snippet: String,
    /// Words to the authors.
    pub(super) words: String,
    /// Whatever else was sent: the ticked comments and those that the page shows, each under its own name.
    #[serde(flatten)]
    pub(super) boxes: BTreeMap<String, String>,
}

impl Form for BatchForm {
    const NAME: &'static str = "batch";
    const FIELDS: &'static [&'static str] = &["rule", "snippet", "words"];

    fn token(&self) -> &str {
        &self.form_token
    }
}

impl BatchForm {
    /// The comments that were chosen one by one or by their page, with the versions that were seen.
    pub(super) fn chosen(&self) -> Vec<(CommentId, i64)> {
        let mark = if self.scope == PAGE { SHOWN } else { TICKED };
        let read = |(name, seen): (&String, &String)| {
            let comment = name.strip_prefix(mark)?.parse().ok()?;
            Some((comment, seen.parse().ok()?))
        };
        self.boxes.iter().filter_map(read).collect()
    }

    pub(super) fn wants_all(&self) -> bool {
        self.scope == ALL
    }

    /// The batch that its moderator was asked about.
    pub(super) fn batch(&self) -> Option<BatchId> {
        self.batch.parse().ok()
    }

    pub(super) fn place(&self) -> Place {
        Place::parse(&self.tab)
    }

    /// Whether this rule was chosen.
    pub(super) fn cites(&self, number: i32) -> bool {
        self.grounds().rule() == Some(number)
    }

    /// Whether these kept words were chosen.
    pub(super) fn says(&self, snippet: &SnippetId) -> bool {
        self.snippet == snippet.as_str()
    }

    /// The rule and the words, as they were typed.
    pub(super) fn grounds(&self) -> TypedGrounds<'_> {
        TypedGrounds { rule: &self.rule, snippet: &self.snippet, words: &self.words }
    }
}

/// What was typed into the form of which deed; nothing on a fresh page.
#[derive(Debug, Clone, Default)]
pub(super) struct Typed {
    deed: Option<Deed>,
    fields: DeedForm,
    note: String,
}

impl Typed {
    pub(super) const fn new(deed: Deed, fields: DeedForm) -> Self {
        Self { deed: Some(deed), fields, note: String::new() }
    }

    /// What was typed as a note.
    pub(super) fn note(note: String) -> Self {
        Self { note, ..Self::default() }
    }

    /// The note that was typed.
    pub(super) fn noted(&self) -> &str {
        &self.note
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
    pub(super) fn of(&self, deed: Deed) -> DeedForm {
        if self.is_of(deed) { self.fields.clone() } else { DeedForm::default() }
    }

    /// What is wrong with the form of this deed.
    pub(super) fn wrong(&self, deed: Deed, problems: &Problems) -> Problems {
        if self.is_of(deed) { problems.clone() } else { Problems::default() }
    }

    /// The id of the part of the page that a problem is about.
    pub(super) fn anchor(&self, field: &str, comment: &CommentId) -> Option<String> {
        if field == "note" {
            return Some(field.to_owned());
        }
        let deed = self.deed?;
        matches!(field, "rule" | "snippet" | "words" | "quote")
            .then(|| format!("{field}-{}-{comment}", deed.as_str()))
    }
}
