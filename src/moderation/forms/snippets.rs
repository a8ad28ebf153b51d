//! What moderators send of the words that they keep.

use serde::Deserialize;
use validator::Validate;

use crate::moderation::snippets::Snippet;
use crate::web::form::Form;

/// Words to keep.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct SnippetForm {
    form_token: String,
    /// The version that was seen; 0 of new ones.
    pub(in crate::moderation) version: i64,
    pub(in crate::moderation) title: String,
    pub(in crate::moderation) words: String,
}

impl Form for SnippetForm {
    const NAME: &'static str = "snippet";
    const FIELDS: &'static [&'static str] = &["title", "words"];

    fn token(&self) -> &str {
        &self.form_token
    }
}

impl SnippetForm {
    /// The form of words that are kept.
    pub(in crate::moderation) fn of(snippet: &Snippet) -> Self {
        let (title, words) = (snippet.title.as_str().to_owned(), snippet.words.as_str().to_owned());
        Self { version: snippet.version, title, words, ..Self::default() }
    }
}

/// Words to keep no longer.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct DiscardForm {
    form_token: String,
    /// The version that was seen.
    pub(in crate::moderation) version: i64,
}

impl Form for DiscardForm {
    const NAME: &'static str = "snippet-discard";
    const FIELDS: &'static [&'static str] = &[];

    fn token(&self) -> &str {
        &self.form_token
    }
}
