//! The form of a case.

use std::collections::BTreeMap;

use serde::Deserialize;
use validator::Validate;

use super::{joined, language, line, lines, optional_day};
use crate::articles::ArticleId;
use crate::base::text::{Line, Slug};
use crate::cases::{Case, CaseDraft, Party, Side};
use crate::error::Problems;
use crate::web::form::Form;

/// How the name of an article's checkbox begins; its id follows.
const ARTICLE: &str = "article-";

/// The fields of a case, as they were typed.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct CaseForm {
    pub(in crate::cases) form_token: String,
    pub(in crate::cases) deed: CaseDeed,
    pub(in crate::cases) version: String,
    pub(in crate::cases) title: String,
    pub(in crate::cases) full_title: String,
    pub(in crate::cases) plaintiffs: String,
    pub(in crate::cases) defendants: String,
    pub(in crate::cases) others: String,
    pub(in crate::cases) claims: String,
    pub(in crate::cases) court: String,
    pub(in crate::cases) court_short: String,
    pub(in crate::cases) judge: String,
    pub(in crate::cases) docket_number: String,
    pub(in crate::cases) filed_on: String,
    pub(in crate::cases) court_id: String,
    pub(in crate::cases) docket_id: String,
    pub(in crate::cases) slug: String,
    pub(in crate::cases) language: String,
    /// Whatever else was sent: the ticked articles, each under its own name.
    #[serde(flatten)]
    pub(in crate::cases) ticked: BTreeMap<String, String>,
}

/// Which button was pressed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(in crate::cases) enum CaseDeed {
    /// Keep it.
    #[default]
    Save,
    /// Keep it and show it to everyone.
    Publish,
}

impl Form for CaseForm {
    const NAME: &'static str = "case";
    const FIELDS: &'static [&'static str] = &[
        "title",
        "full_title",
        "plaintiffs",
        "defendants",
        "others",
        "claims",
        "court",
        "court_short",
        "judge",
        "docket_number",
        "filed_on",
        "court_id",
        "docket_id",
        "slug",
        "language",
        "articles",
    ];

    fn token(&self) -> &str {
        &self.form_token
    }
}

impl CaseForm {
    /// The form of a new case.
    pub(in crate::cases) fn blank(language: &str) -> Self {
        Self { language: language.to_owned(), ..Self::default() }
    }

    /// The form of a case as it stands.
    pub(in crate::cases) fn of(case: &Case, parties: &[Party], articles: &[ArticleId]) -> Self {
        let side = |side: Side| {
            let named = parties.iter().filter(|party| party.side == side);
            joined(&named.map(|party| &party.name).collect::<Vec<_>>())
        };
        Self {
            version: case.version.to_string(),
            title: case.title.to_string(),
            full_title: case.full_title.to_string(),
            plaintiffs: side(Side::Plaintiff),
            defendants: side(Side::Defendant),
            others: side(Side::Other),
            claims: joined(&case.claims.iter().collect::<Vec<_>>()),
            court: case.court.to_string(),
            court_short: case.court_short.to_string(),
            judge: case.judge.to_string(),
            docket_number: case.docket_number.to_string(),
            filed_on: case.filed_on.map(|day| day.to_string()).unwrap_or_default(),
            court_id: case.court_id.clone().unwrap_or_default(),
            docket_id: case.docket_id.map(|id| id.to_string()).unwrap_or_default(),
            slug: case.slug.to_string(),
            language: case.language.clone(),
            ticked: articles.iter().map(|id| (format!("{ARTICLE}{id}"), "yes".to_owned())).collect(),
            ..Self::default()
        }
    }

    /// The version that the editor saw; 0 was never one.
    pub(in crate::cases) fn seen(&self) -> i64 {
        self.version.parse().unwrap_or(0)
    }

    /// The articles that are ticked.
    pub(in crate::cases) fn articles(&self) -> Vec<ArticleId> {
        let named = self.ticked.keys().filter_map(|name| name.strip_prefix(ARTICLE));
        named.filter_map(|id| id.parse().ok()).collect()
    }

    /// Each field's label, what stands now, and what was typed: for telling what saving would change.
    pub(in crate::cases) fn beside<'a>(
        &'a self,
        standing: &'a Self,
    ) -> Vec<(&'static str, &'a str, &'a str)> {
        vec![
            ("cases-title-label", &standing.title, &self.title),
            ("cases-full-title-label", &standing.full_title, &self.full_title),
            ("cases-plaintiffs-label", &standing.plaintiffs, &self.plaintiffs),
            ("cases-defendants-label", &standing.defendants, &self.defendants),
            ("cases-others-label", &standing.others, &self.others),
            ("cases-claims-label", &standing.claims, &self.claims),
            ("cases-court-label", &standing.court, &self.court),
            ("cases-court-short-label", &standing.court_short, &self.court_short),
            ("cases-judge-label", &standing.judge, &self.judge),
            ("cases-docket-number-label", &standing.docket_number, &self.docket_number),
            ("cases-filed-label", &standing.filed_on, &self.filed_on),
            ("cases-court-id-label", &standing.court_id, &self.court_id),
            ("cases-docket-id-label", &standing.docket_id, &self.docket_id),
            ("cases-slug-label", &standing.slug, &self.slug),
            ("cases-language-label", &standing.language, &self.language),
        ]
    }

    /// What was typed, taken apart; only if no problem was noted is it the whole case.
    pub(in crate::cases) fn draft(&self, problems: &mut Problems) -> Option<CaseDraft> {
        let title = line("title", &self.title, problems);
        let full_title = line("full_title", &self.full_title, problems);
        let parties = self.parties(problems);
        let claims = lines("claims", &self.claims, problems);
        let court = line("court", &self.court, problems);
        let court_short = line("court_short", &self.court_short, problems);
        let judge = line("judge", &self.judge, problems);
        let docket_number = line("docket_number", &self.docket_number, problems);
        let filed_on = optional_day("filed_on", &self.filed_on, problems);
        let court_id = self.court_id(problems);
        let docket_id = self.docket_id(problems);
        let slug = self.slug(problems);
        let language = language(&self.language, problems);
        Some(CaseDraft {
            title: title?,
            full_title: full_title?,
            parties: parties?,
            claims: claims?,
            court: court?,
            court_short: court_short?,
            judge: judge?,
            docket_number: docket_number?,
            filed_on,
            court_id,
            docket_id,
            slug: slug?,
            language: language?,
            articles: self.articles(),
        })
    }

    fn parties(&self, problems: &mut Problems) -> Option<Vec<Party>> {
        let sides = [
            (Side::Plaintiff, "plaintiffs", &self.plaintiffs),
            (Side::Defendant, "defendants", &self.defendants),
            (Side::Other, "others", &self.others),
        ];
        let read = sides.map(|(side, field, typed)| {
            let party = |name: Line| Party { side, name };
            lines(field, typed, problems).map(|names| names.into_iter().map(party).collect::<Vec<_>>())
        });
        Some(read.into_iter().collect::<Option<Vec<_>>>()?.concat())
    }

    fn court_id(&self, problems: &mut Problems) -> Option<String> {
        let typed = Some(self.court_id.trim()).filter(|typed| !typed.is_empty())?;
        let proper = typed.len() <= 40 && typed.bytes().all(|byte| byte.is_ascii_alphanumeric());
        problems.note("court_id", proper.then(|| typed.to_owned()).ok_or(()), |()| "cases-problem-court-id")
    }

    fn docket_id(&self, problems: &mut Problems) -> Option<i64> {
        let typed = Some(self.docket_id.trim()).filter(|typed| !typed.is_empty())?;
        problems.note("docket_id", typed.parse::<u32>().map(i64::from), |_| "cases-problem-docket-id")
    }

    fn slug(&self, problems: &mut Problems) -> Option<Slug> {
        let typed = self.slug.trim();
        let slug = if typed.is_empty() { Slug::from_title(&self.title) } else { Slug::parse(typed) };
        problems.note("slug", slug, |_| "cases-problem-slug")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed() -> CaseForm {
        CaseForm {
            title: "Reporters v. Watchers".to_owned(),
            full_title: "Reporters et al. v. Watchers Limited".to_owned(),
            plaintiffs: "Ada\r\n\r\nBen\r\n".to_owned(),
            defendants: "Watchers Limited".to_owned(),
            court: "District court".to_owned(),
            court_short: "D.C.".to_owned(),
            judge: "A. Bench".to_owned(),
            docket_number: "1".to_owned(),
            ..CaseForm::blank("en")
        }
    }

    #[test]
    fn parties_are_lines_and_empty_lines_are_none() {
        let mut problems = Problems::default();
        let draft = typed().draft(&mut problems).unwrap();
        let named: Vec<(Side, &str)> =
            draft.parties.iter().map(|party| (party.side, party.name.as_str())).collect();
        let wanted =
            [(Side::Plaintiff, "Ada"), (Side::Plaintiff, "Ben"), (Side::Defendant, "Watchers Limited")];
        assert_eq!(named, wanted);
        assert_eq!(draft.slug.as_str(), "reporters-v-watchers");
    }

    #[test]
    fn each_field_says_what_is_wrong_with_it() {
        let problem = |form: CaseForm| {
            let mut problems = Problems::default();
            form.draft(&mut problems);
            problems.iter().collect::<Vec<_>>()
        };
        let many = "x\n".repeat(101);
        assert_eq!(problem(CaseForm { others: many, ..typed() }), [("others", "cases-problem-lines")]);
        let bad = CaseForm { filed_on: "May".to_owned(), docket_id: "-4".to_owned(), ..typed() };
        assert_eq!(
            problem(bad),
            [("filed_on", "cases-problem-day"), ("docket_id", "cases-problem-docket-id")]
        );
        assert_eq!(
            problem(CaseForm { court_id: "a b".to_owned(), ..typed() }),
            [("court_id", "cases-problem-court-id")]
        );
    }
}
