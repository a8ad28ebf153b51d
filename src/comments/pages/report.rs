//! A reader reports a comment, by a form that is the same for everyone.

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;
use validator::Validate;

use super::Parts;
use crate::accounts::guard::Visitor;
use crate::articles::{self, Article};
use crate::base::markup::{Html, plain_to_html};
use crate::base::text::{Prose, TextProblem};
use crate::comments::{
    CommentId, MOST_OF_REPORT, Report, RuleCited, ThreadItem, published_comment, report, weigh,
};
use crate::db::Conn;
use crate::error::{Error, OrNotFound as _, Problems, Result};
use crate::rules::{self, Rule};
use crate::web::client::Client;
use crate::web::form::{Form, Sent};
use crate::web::frame::Frame;
use crate::web::limits::{self, Rate};
use crate::web::ready::{Keep, ReadyBytes};
use crate::web::respond::{page, page_as};

/// Reports of one network that weigh something: beyond it they are kept and weigh nothing.
const RATE: Rate = Rate::new(10, Duration::from_hours(1));
/// The reason that is no rule.
const OTHER: &str = "other";

/// What a reader says about a comment.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct ReportForm {
    form_token: String,
    reason: String,
    words: String,
    website: String,
}

impl Form for ReportForm {
    const NAME: &'static str = "comment-report";
    const FIELDS: &'static [&'static str] = &["reason", "words"];

    fn token(&self) -> &str {
        &self.form_token
    }
}

impl ReportForm {
    fn names(&self, number: i32) -> bool {
        self.reason == number.to_string()
    }

    fn is_other(&self) -> bool {
        self.reason == OTHER
    }

    /// The rule that was chosen, and the words; every problem is noted.
    fn read(&self, rules: &[Rule], problems: &mut Problems) -> (Option<RuleCited>, Option<Prose>) {
        let rule = rules.iter().find(|rule| self.names(rule.number));
        if rule.is_none() && !self.is_other() {
            problems.add("reason", "comments-problem-report-reason");
        }
        let words = match Prose::parse(&self.words) {
            Ok(words) if words.grapheme_count() <= MOST_OF_REPORT => Some(words),
            Err(TextProblem::Missing) => None,
            Ok(_) | Err(_) => {
                problems.add("words", "comments-problem-report-long");
                None
            }
        };
        if self.is_other() && words.is_none() {
            problems.add("words", "comments-problem-report-words");
        }
        (rule.map(|rule| RuleCited { number: rule.number, version: rule.version }), words)
    }
}

#[derive(Template)]
#[template(path = "comments/report.html")]
struct ReportPage {
    frame: Frame,
    article: Article,
    item: ThreadItem,
    rules: Vec<Rule>,
    action: String,
    token: String,
    fields: ReportForm,
    problems: Problems,
    done: bool,
}

impl ReportPage {
    fn html(text: &Prose) -> Html {
        plain_to_html(text)
    }
}

/// `GET /comments/{id}/report`: the comment, and a form for what is wrong with it.
///
/// # Errors
/// [`Error::NotFound`] if nobody can read the comment.
pub async fn show_report(
    request: HttpRequest,
    id: web::Path<CommentId>,
    parts: Parts,
) -> Result<HttpResponse> {
    let shown = parts.report_page(&id).await?;
    let html = shown.render().map_err(Error::fault)?;
    Ok(ReadyBytes::new("text/html; charset=utf-8", Keep::Revalidate, html.into_bytes()).answer(&request))
}

/// `POST /comments/{id}/report`: keeps the report and says what happens next.
///
/// # Errors
/// [`Error::NotFound`] if nobody can read the comment.
pub async fn send_report(
    id: web::Path<CommentId>,
    client: Client,
    sent: Sent<Visitor, ReportForm>,
    parts: Parts,
) -> Result<HttpResponse> {
    let mut shown = parts.report_page(&id).await?;
    let Sent { by: visitor, form: sent } = sent;
    let mut problems = sent.problems;
    let (rule, words) = sent.fields.read(&shown.rules, &mut problems);
    if !problems.is_empty() {
        (shown.fields, shown.problems) = (sent.fields, problems);
        return page_as(StatusCode::UNPROCESSABLE_ENTITY, &shown);
    }
    // A program that fills in every field is thanked like anybody.
    if sent.fields.website.is_empty() {
        let account = visitor.member().map(|member| member.account_id.clone());
        parts.keep_report((id.into_inner(), account), (rule, words), &client).await?;
    }
    shown.done = true;
    page(&shown)
}

impl Parts {
    async fn keep_report(
        &self,
        (comment, account): (CommentId, Option<crate::accounts::AccountId>),
        (rule, words): (Option<RuleCited>, Option<Prose>),
        client: &Client,
    ) -> Result<()> {
        let pseudonym = client.pseudonym(&self.db, &self.keys).await?;
        let over = limits::over(&self.db, "report", &pseudonym, client.rate(RATE)).await?;
        let said = Report { comment, account, pseudonym, rule, words, over_rate: over.is_some() };
        let (keys, looked_up) = (self.keys.clone(), said.clone());
        let weighed = self.db.read(move |conn| weigh(conn, &keys, &looked_up)).await?;
        self.db.write(move |tx| report(tx, &said, &weighed)).await
    }

    async fn report_page(&self, id: &CommentId) -> Result<ReportPage> {
        let wanted = id.clone();
        let found = self.db.read(move |conn| about(conn, &wanted)).await?;
        let (article, item, rules) = found.or_not_found()?;
        let action = format!("/comments/{id}/report");
        Ok(ReportPage {
            item: item.by_nobody_called(&self.frame.t("comments-nobody")),
            token: self.tokens.public(ReportForm::NAME, &action),
            frame: self.frame.clone(),
            fields: ReportForm::default(),
            problems: Problems::default(),
            done: false,
            article,
            rules,
            action,
        })
    }
}

fn about(conn: &mut Conn, id: &CommentId) -> Result<Option<(Article, ThreadItem, Vec<Rule>)>> {
    let Some((article, item)) = published_comment(conn, id)? else { return Ok(None) };
    let Some(article) = articles::by_id(conn, &article)? else { return Ok(None) };
    Ok(Some((article, item, rules::in_force(conn)?)))
}
