//! What an editor typed, and what it amounts to.

use jiff::civil::Date;
use serde::Deserialize;
use unic_langid::LanguageIdentifier;
use validator::Validate;

use super::{Article, CommentsMode, Draft};
use crate::base::markup::{self, MarkupProblem};
use crate::base::text::{Line, Markdown, Slug, TextProblem};
use crate::error::Problems;
use crate::web::form::Form;

/// The fields of the editor's form, as they were typed.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct ArticleForm {
    pub(super) form_token: String,
    pub(super) deed: Deed,
    pub(super) version: i64,
    pub(super) title: String,
    pub(super) standfirst: String,
    pub(super) body: String,
    pub(super) category: String,
    pub(super) byline: String,
    pub(super) date: String,
    pub(super) slug: String,
    pub(super) language: String,
    pub(super) comments: String,
    pub(super) comments_until: String,
}

/// Which button was pressed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Deed {
    /// Keep it.
    #[default]
    Save,
    /// Show how it will look; nothing is kept.
    Preview,
    /// Keep it and show it to everyone.
    Publish,
}

impl Form for ArticleForm {
    const NAME: &'static str = "article";
    const FIELDS: &'static [&'static str] = &[
        "title",
        "standfirst",
        "body",
        "category",
        "byline",
        "date",
        "slug",
        "language",
        "comments",
        "comments_until",
    ];

    fn token(&self) -> &str {
        &self.form_token
    }
}

impl ArticleForm {
    /// The form of a new article.
    pub(super) fn blank(language: &str) -> Self {
        Self { language: language.to_owned(), comments: "open".to_owned(), ..Self::default() }
    }

    /// The form of an article as it stands.
    pub(super) fn of(article: &Article) -> Self {
        let (comments, until) = match article.comments {
            CommentsMode::Open => ("open", None),
            CommentsMode::Closed => ("closed", None),
            CommentsMode::Until(last) => ("until", Some(last)),
        };
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        Self {
            version: article.version,
            title: article.title.to_string(),
            standfirst: article.standfirst.to_string(),
            body: article.body.to_string(),
            category: article.category.to_string(),
            byline: article.byline.to_string(),
            date: day(article.published_on),
            slug: article.slug.to_string(),
            language: article.language.clone(),
            comments: comments.to_owned(),
            comments_until: day(until),
            ..Self::default()
        }
    }

    /// The line of the body's first link or picture that may not be shown.
    pub(super) fn bad_line(&self) -> Option<usize> {
        match markup::check(&self.body) {
            Ok(()) => None,
            Err(MarkupProblem::RemoteImage { line } | MarkupProblem::UnsafeLink { line }) => Some(line),
        }
    }

    /// What was typed, taken apart; `None` with the fields' messages noted if it is no article yet.
    pub(super) fn draft(&self, problems: &mut Problems) -> Option<Draft> {
        let title = problems.note("title", Line::parse(&self.title), |problem| match problem {
            TextProblem::Missing => "articles-problem-title-missing",
            TextProblem::TooLong | TextProblem::NotAllowed => "articles-problem-line",
        });
        let standfirst = line("standfirst", &one_line(&self.standfirst), problems);
        let body = self.body(problems);
        let category = line("category", &self.category, problems);
        let byline = line("byline", &self.byline, problems);
        let published_on = problems.note("date", optional_day(&self.date), |_| "articles-problem-day");
        let slug = self.slug(problems);
        let language = problems.note("language", language(&self.language), |()| "articles-problem-language");
        let comments = self.comments(problems);
        Some(Draft {
            title: title?,
            standfirst: standfirst?,
            body: body?,
            category: category?,
            byline: byline?,
            published_on: published_on?,
            slug: slug?,
            language: language?,
            comments: comments?,
        })
    }

    fn body(&self, problems: &mut Problems) -> Option<Markdown> {
        let body = problems.note("body", Markdown::parse(&self.body), |problem| match problem {
            TextProblem::Missing => "articles-problem-body-missing",
            TextProblem::TooLong => "articles-problem-body-long",
            TextProblem::NotAllowed => "articles-problem-body-letters",
        })?;
        problems.note("body", markup::check(body.as_str()), |problem| match problem {
            MarkupProblem::RemoteImage { .. } => "articles-problem-picture",
            MarkupProblem::UnsafeLink { .. } => "articles-problem-link",
        })?;
        Some(body)
    }

    fn slug(&self, problems: &mut Problems) -> Option<Slug> {
        let typed = self.slug.trim();
        let slug = if typed.is_empty() { Slug::from_title(&self.title) } else { Slug::parse(typed) };
        problems.note("slug", slug, |_| "articles-problem-slug")
    }

    fn comments(&self, problems: &mut Problems) -> Option<CommentsMode> {
        match self.comments.as_str() {
            "open" => Some(CommentsMode::Open),
            "closed" => Some(CommentsMode::Closed),
            "until" => {
                let last = self.comments_until.trim().parse();
                problems.note("comments_until", last, |_| "articles-problem-day").map(CommentsMode::Until)
            }
            _ => {
                problems.add("comments", "articles-problem-comments");
                None
            }
        }
    }
}

fn line(field: &'static str, typed: &str, problems: &mut Problems) -> Option<Line> {
    problems.note(field, Line::parse(typed), |problem| match problem {
        TextProblem::Missing => "articles-problem-missing",
        TextProblem::TooLong | TextProblem::NotAllowed => "articles-problem-line",
    })
}

/// A day, or none if nothing was typed.
fn optional_day(typed: &str) -> Result<Option<Date>, jiff::Error> {
    match typed.trim() {
        "" => Ok(None),
        day => day.parse().map(Some),
    }
}

/// A standfirst is one line, even if its field has several.
fn one_line(text: &str) -> String {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

fn language(tag: &str) -> Result<String, ()> {
    let tag: LanguageIdentifier = tag.trim().parse().map_err(|_| ())?;
    Ok(tag.to_string())
}

/// A correction, as it was typed.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct CorrectionForm {
    pub(super) form_token: String,
    pub(super) correction: String,
}

impl Form for CorrectionForm {
    const NAME: &'static str = "correction";
    const FIELDS: &'static [&'static str] = &["correction"];

    fn token(&self) -> &str {
        &self.form_token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed() -> ArticleForm {
        ArticleForm {
            title: "A ruling at last".to_owned(),
            standfirst: "One\r\ntwo".to_owned(),
            body: "Text.".to_owned(),
            category: "Rulings".to_owned(),
            byline: "By us".to_owned(),
            ..ArticleForm::blank("en")
        }
    }

    fn problem(form: &ArticleForm) -> Vec<(&'static str, &'static str)> {
        let mut problems = Problems::default();
        assert!(form.draft(&mut problems).is_none());
        problems.iter().collect()
    }

    #[test]
    fn a_title_suggests_the_address_and_a_standfirst_is_one_line() {
        let draft = typed().draft(&mut Problems::default()).unwrap();
        assert_eq!((draft.slug.as_str(), draft.standfirst.as_str()), ("a-ruling-at-last", "One two"));
        assert_eq!((draft.published_on, draft.comments), (None, CommentsMode::Open));
    }

    #[test]
    fn a_picture_from_elsewhere_is_refused_with_its_line() {
        let form = ArticleForm { body: "One\r\n\r\n![a](https://example.org/a.png)".to_owned(), ..typed() };
        assert_eq!(problem(&form), [("body", "articles-problem-picture")]);
        assert_eq!(form.bad_line(), Some(3));
    }

    #[test]
    fn each_field_that_is_not_right_says_so() {
        let form = ArticleForm {
            date: "29 Oct".to_owned(),
            slug: "Not A Slug".to_owned(),
            language: "?".to_owned(),
            comments: "until".to_owned(),
            ..typed()
        };
        let wrong: Vec<_> = problem(&form).into_iter().map(|(field, _)| field).collect();
        assert_eq!(wrong, ["date", "slug", "language", "comments_until"]);
        let mut problems = Problems::default();
        assert!(ArticleForm::default().draft(&mut problems).is_none());
        assert_eq!(problems.of("title"), Some("articles-problem-title-missing"));
    }
}
