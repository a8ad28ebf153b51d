//! A legal demand against a comment, as its author reads it, and what they answer: by receipt or by account, until it is
//! decided.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;
use validator::Validate;

use super::Parts;
use super::desk::Desk;
use super::receipt::ReceiptHolder;
use crate::accounts::guard::Member;
use crate::base::markup::{Html, plain_to_html};
use crate::base::text::{Prose, TextProblem};
use crate::comments::takedowns::deeds::answer;
use crate::comments::takedowns::{self, ForAuthor, MOST_OF_ANSWER};
use crate::comments::{CommentId, Standing};
use crate::error::{Error, OrNotFound as _, Problems, Result};
use crate::web::form::{Form, Private, comes_back};
use crate::web::frame::Frame;
use crate::web::respond::{page_as, see_other};

/// What an author answers to a legal demand.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct AnswerForm {
    form_token: String,
    words: String,
}

impl Form for AnswerForm {
    const NAME: &'static str = "comment-demand";
    const FIELDS: &'static [&'static str] = &["words"];

    fn token(&self) -> &str {
        &self.form_token
    }
}

impl AnswerForm {
    fn words(&self, problems: &mut Problems) -> Option<Prose> {
        let key = match Prose::parse(&self.words) {
            Ok(words) if words.grapheme_count() <= MOST_OF_ANSWER => return Some(words),
            Err(TextProblem::Missing) => "comments-problem-demand-missing",
            Ok(_) | Err(_) => "comments-problem-demand-long",
        };
        problems.add("words", key);
        None
    }
}

#[derive(Template)]
#[template(path = "comments/demand.html")]
struct DemandPage {
    frame: Frame,
    back: String,
    action: String,
    token: String,
    standing: Standing,
    demand: ForAuthor,
    words: String,
    problems: Problems,
}

impl DemandPage {
    fn html(text: &Prose) -> Html {
        plain_to_html(text)
    }
}

/// `GET /receipt/{words}/demand`: what is demanded, and a form for what its author answers.
///
/// # Errors
/// [`Error::NotFound`] for words of no receipt, or without a demand.
pub async fn show_demand_by_receipt(holder: ReceiptHolder, parts: Parts) -> Result<HttpResponse> {
    let desk = Desk::of_holder(&holder, &parts);
    parts.demand_page(desk, None, Problems::default(), StatusCode::OK).await
}

/// `POST /receipt/{words}/demand`: its author answers.
///
/// # Errors
/// As [`show_demand_by_receipt`].
pub async fn answer_by_receipt(
    sent: Private<ReceiptHolder, AnswerForm>,
    parts: Parts,
) -> Result<HttpResponse> {
    let desk = Desk::of_holder(&sent.owner, &parts);
    parts.answer(desk, sent.fields, sent.problems).await
}

/// `GET /account/comments/{id}/demand`: the same for whoever wrote it with their account.
///
/// # Errors
/// [`Error::NotFound`] if it is not theirs, or without a demand.
pub async fn show_demand_own(id: web::Path<CommentId>, member: Member, parts: Parts) -> Result<HttpResponse> {
    let desk = Desk::of_member(&member, id.into_inner(), &parts).await?;
    parts.demand_page(desk, None, Problems::default(), StatusCode::OK).await
}

/// `POST /account/comments/{id}/demand`: the same for whoever wrote it with their account.
///
/// # Errors
/// As [`show_demand_own`].
pub async fn answer_own(
    id: web::Path<CommentId>,
    sent: Private<Member, AnswerForm>,
    parts: Parts,
) -> Result<HttpResponse> {
    let desk = Desk::of_member(&sent.owner, id.into_inner(), &parts).await?;
    parts.answer(desk, sent.fields, sent.problems).await
}

impl Parts {
    async fn answer(&self, desk: Desk, fields: AnswerForm, mut problems: Problems) -> Result<HttpResponse> {
        let words = fields.words(&mut problems).filter(|_| problems.is_empty());
        let comment = desk.standing.comment.clone();
        let sent = match words {
            Some(words) => self.db.write(move |tx| answer(tx, &comment, &words)).await,
            None => Err(Error::Invalid(problems)),
        };
        let (status, problems) = match sent {
            Ok(()) => return Ok(see_other(&desk.action("demand"))),
            Err(refusal) => comes_back(refusal)?,
        };
        self.demand_page(desk, Some(fields.words), problems, status).await
    }

    /// The page; what was typed stands in the form, or else what was answered before.
    async fn demand_page(
        &self,
        desk: Desk,
        typed: Option<String>,
        problems: Problems,
        status: StatusCode,
    ) -> Result<HttpResponse> {
        let (keys, id) = (self.keys.clone(), desk.standing.comment.clone());
        let found = self.db.read(move |conn| takedowns::for_author(conn, &keys, &id)).await?;
        let demand = found.or_not_found()?;
        let answered = demand.answer.as_ref().map(|words| words.as_str().to_owned());
        let (action, words) = (desk.action("demand"), typed.or(answered).unwrap_or_default());
        let token = self.tokens.private(AnswerForm::NAME, &action, &desk.binding);
        let Desk { standing, back, frame, .. } = desk;
        page_as(status, &DemandPage { frame, back, action, token, standing, demand, words, problems })
    }
}
