//! The forms of an update: writing it, correcting it, retracting it.

use serde::Deserialize;
use validator::Validate;

use super::{day, line, prose};
use crate::base::text::{Line, Prose};
use crate::cases::{Kind, Update, UpdateDraft, checked_address};
use crate::error::Problems;
use crate::web::form::Form;

/// The fields of an update, as they were typed.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct UpdateForm {
    pub(in crate::cases) form_token: String,
    pub(in crate::cases) deed: UpdateDeed,
    pub(in crate::cases) version: i64,
    pub(in crate::cases) title: String,
    pub(in crate::cases) body: String,
    pub(in crate::cases) kind: String,
    pub(in crate::cases) happened_on: String,
    pub(in crate::cases) source: String,
    pub(in crate::cases) source_url: String,
    pub(in crate::cases) as_reported: String,
}

/// Which button was pressed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::cases) enum UpdateDeed {
    /// Keep it.
    #[default]
    Save,
    /// Show how it will look; nothing is kept.
    Preview,
    /// Keep it and say that it is ready to be released.
    Propose,
    /// Take it back from its schedule as it is; what was typed is left aside.
    Unschedule,
}

impl Form for UpdateForm {
    const NAME: &'static str = "update";
    const FIELDS: &'static [&'static str] =
        &["title", "body", "kind", "happened_on", "source", "source_url", "as_reported"];

    fn token(&self) -> &str {
        &self.form_token
    }
}

impl UpdateForm {
    /// The form of a new update.
    pub(in crate::cases) fn blank() -> Self {
        Self { kind: Kind::Ruling.as_str().to_owned(), ..Self::default() }
    }

    /// The form of an update as it stands.
    pub(in crate::cases) fn of(update: &Update) -> Self {
        Self {
            version: update.version,
            title: update.title.to_string(),
            body: update.body.to_string(),
            kind: update.kind.as_str().to_owned(),
            happened_on: update.happened_on.to_string(),
            source: update.source.to_string(),
            source_url: update.source_url.clone().unwrap_or_default(),
            as_reported: if update.as_reported { "yes".to_owned() } else { String::new() },
            ..Self::default()
        }
    }

    /// Each field's label, what stands now, and what was typed.
    pub(in crate::cases) fn beside<'a>(
        &'a self,
        standing: &'a Self,
    ) -> Vec<(&'static str, &'a str, &'a str)> {
        vec![
            ("cases-update-title-label", &standing.title, &self.title),
            ("cases-update-body-label", &standing.body, &self.body),
            ("cases-update-kind-label", &standing.kind, &self.kind),
            ("cases-update-day-label", &standing.happened_on, &self.happened_on),
            ("cases-update-source-label", &standing.source, &self.source),
            ("cases-update-source-url-label", &standing.source_url, &self.source_url),
        ]
    }

    /// What was typed, taken apart; it is the whole update only if no problem was noted.
    pub(in crate::cases) fn draft(&self, problems: &mut Problems) -> Option<UpdateDraft> {
        let title = line("title", &self.title, problems);
        let body = prose("body", &self.body, problems);
        let kind = problems.note("kind", Kind::parse(&self.kind).ok_or(()), |()| "cases-problem-kind");
        let happened_on = day("happened_on", &self.happened_on, problems);
        let source = line("source", &self.source, problems);
        let source_url = self.source_url(problems);
        Some(UpdateDraft {
            title: title?,
            body: body?,
            kind: kind?,
            happened_on: happened_on?,
            source: source?,
            source_url,
            as_reported: !self.as_reported.is_empty(),
        })
    }

    fn source_url(&self, problems: &mut Problems) -> Option<String> {
        let typed = Some(self.source_url.trim()).filter(|typed| !typed.is_empty())?;
        let checked = checked_address(typed).ok_or(());
        problems.note("source_url", checked, |()| "cases-problem-source-url")
    }
}

/// A correction, as it was typed.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct CorrectionForm {
    pub(in crate::cases) form_token: String,
    pub(in crate::cases) version: i64,
    pub(in crate::cases) correction: String,
    pub(in crate::cases) title: String,
    pub(in crate::cases) body: String,
}

impl Form for CorrectionForm {
    const NAME: &'static str = "update-correction";
    const FIELDS: &'static [&'static str] = &["correction", "title", "body"];

    fn token(&self) -> &str {
        &self.form_token
    }
}

impl CorrectionForm {
    /// The form of an update as it stands.
    pub(in crate::cases) fn of(update: &Update) -> Self {
        Self {
            version: update.version,
            title: update.title.to_string(),
            body: update.body.to_string(),
            ..Self::default()
        }
    }

    /// Note, title and text; `None` with the fields' messages noted.
    pub(in crate::cases) fn read(&self, problems: &mut Problems) -> Option<(Prose, Line, Prose)> {
        let note = prose("correction", &self.correction, problems);
        let title = line("title", &self.title, problems);
        let body = prose("body", &self.body, problems);
        Some((note?, title?, body?))
    }
}

/// Why an update is retracted, as it was typed.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct RetractionForm {
    pub(in crate::cases) form_token: String,
    pub(in crate::cases) version: i64,
    pub(in crate::cases) reason: String,
}

impl Form for RetractionForm {
    const NAME: &'static str = "update-retraction";
    const FIELDS: &'static [&'static str] = &["reason"];

    fn token(&self) -> &str {
        &self.form_token
    }
}

impl RetractionForm {
    /// The form of an update as it stands.
    pub(in crate::cases) fn of(update: &Update) -> Self {
        Self { version: update.version, ..Self::default() }
    }

    /// The reason; `None` with its message noted.
    pub(in crate::cases) fn read(&self, problems: &mut Problems) -> Option<Prose> {
        prose("reason", &self.reason, problems)
    }
}
