//! Contesting a decision: by receipt or by account, once, in a few words.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;
use validator::Validate;

use super::Parts;
use super::desk::{Desk, about};
use super::receipt::ReceiptHolder;
use crate::accounts::guard::Member;
use crate::base::markup::{Html, plain_to_html};
use crate::base::text::{Prose, TextProblem};
use crate::comments::{
    Answered, Appeal, CANNOT_BE_CONTESTED, CommentId, MOST_OF_APPEAL, Standing, appeal, nobody_else_decides,
};
use crate::error::{Error, Problems, Result};
use crate::rules::Rule;
use crate::web::form::{Form, Private, comes_back};
use crate::web::frame::Frame;
use crate::web::respond::{page_as, see_other};

/// What an author says against a decision.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct AppealForm {
    form_token: String,
    /// The version of the comment that was seen.
    version: i64,
    words: String,
}

impl Form for AppealForm {
    const NAME: &'static str = "comment-appeal";
    const FIELDS: &'static [&'static str] = &["words"];

    fn token(&self) -> &str {
        &self.form_token
    }
}

impl AppealForm {
    fn words(&self, problems: &mut Problems) -> Option<Prose> {
        let key = match Prose::parse(&self.words) {
            Ok(words) if words.grapheme_count() <= MOST_OF_APPEAL => return Some(words),
            Err(TextProblem::Missing) => "comments-problem-appeal-missing",
            Ok(_) | Err(_) => "comments-problem-appeal-long",
        };
        problems.add("words", key);
        None
    }
}

#[derive(Template)]
#[template(path = "comments/appeal.html")]
struct AppealPage {
    frame: Frame,
    back: String,
    action: String,
    token: String,
    rule: Option<Rule>,
    standing: Standing,
    open: bool,
    alone: bool,
    fields: AppealForm,
    problems: Problems,
}

impl AppealPage {
    fn html(text: &Prose) -> Html {
        plain_to_html(text)
    }
}

/// `GET /receipt/{words}/appeal`: what was decided, and a form for what its author says against it.
///
/// # Errors
/// [`Error::NotFound`] for words of no receipt.
pub async fn show_appeal_by_receipt(holder: ReceiptHolder, parts: Parts) -> Result<HttpResponse> {
    let desk = Desk::of_holder(&holder, &parts);
    parts.appeal_page(desk, AppealForm::default(), Problems::default(), StatusCode::OK).await
}

/// `POST /receipt/{words}/appeal`: its author contests the decision.
///
/// # Errors
/// Those of the database.
pub async fn appeal_by_receipt(
    sent: Private<ReceiptHolder, AppealForm>,
    parts: Parts,
) -> Result<HttpResponse> {
    let desk = Desk::of_holder(&sent.owner, &parts);
    parts.contest(desk, sent.fields, sent.problems).await
}

/// `GET /account/comments/{id}/appeal`: the same for whoever wrote it with their account.
///
/// # Errors
/// [`Error::NotFound`] if it is not theirs.
pub async fn show_appeal_own(id: web::Path<CommentId>, member: Member, parts: Parts) -> Result<HttpResponse> {
    let desk = Desk::of_member(&member, id.into_inner(), &parts).await?;
    parts.appeal_page(desk, AppealForm::default(), Problems::default(), StatusCode::OK).await
}

/// `POST /account/comments/{id}/appeal`: the same for whoever wrote it with their account.
///
/// # Errors
/// [`Error::NotFound`] if it is not theirs; those of the database.
pub async fn appeal_own(
    id: web::Path<CommentId>,
    sent: Private<Member, AppealForm>,
    parts: Parts,
) -> Result<HttpResponse> {
    let desk = Desk::of_member(&sent.owner, id.into_inner(), &parts).await?;
    parts.contest(desk, sent.fields, sent.problems).await
}

impl Parts {
    async fn contest(&self, mut desk: Desk, fields: AppealForm, problems: Problems) -> Result<HttpResponse> {
        let sent = self.send_appeal(&desk, &fields, problems).await;
        desk.standing = self.stands_now(&desk).await?;
        let (status, problems) = match sent {
            Err(refusal) => comes_back(refusal)?,
            Ok(()) => return Ok(see_other(&desk.back)),
        };
        if says(&desk.standing, &fields) {
            return Ok(see_other(&desk.back));
        }
        self.appeal_page(desk, fields, problems, status).await
    }

    async fn send_appeal(&self, desk: &Desk, fields: &AppealForm, mut problems: Problems) -> Result<()> {
        if !desk.standing.can_be_contested(self.db.now()) {
            return Err(Error::Conflict(CANNOT_BE_CONTESTED));
        }
        let words = fields.words(&mut problems);
        let (Some(words), true) = (words, problems.is_empty()) else {
            return Err(Error::Invalid(problems));
        };
        let (comment, version, cause) = (desk.standing.comment.clone(), fields.version, desk.cause);
        let said = Appeal { comment, version, words, cause };
        self.db.write(move |tx| appeal(tx, &said)).await
    }

    async fn appeal_page(
        &self,
        desk: Desk,
        typed: AppealForm,
        problems: Problems,
        status: StatusCode,
    ) -> Result<HttpResponse> {
        let stands = desk.standing.clone();
        let found = self.db.read(move |conn| {
            let (_, rule) = about(conn, &stands.article, stands.rule)?;
            Ok((rule, nobody_else_decides(conn, &stands.comment)?))
        });
        let found = found.await?;
        page_as(status, &self.appeal_view(desk, found, typed, problems))
    }

    fn appeal_view(
        &self,
        desk: Desk,
        (rule, alone): (Option<Rule>, bool),
        typed: AppealForm,
        problems: Problems,
    ) -> AppealPage {
        let action = desk.action("appeal");
        let Desk { standing, back, binding, frame, .. } = desk;
        let open = standing.can_be_contested(self.db.now());
        let token = self.tokens.private(AppealForm::NAME, &action, &binding);
        let fields = AppealForm { version: standing.version, ..typed };
        AppealPage { frame, back, action, token, rule, standing, open, alone, fields, problems }
    }
}

/// Whether just this was said already: a second press of the button, or a sending after a lost answer.
fn says(standing: &Standing, fields: &AppealForm) -> bool {
    let said = standing.contested.as_ref().map(|said| &said.words);
    Prose::parse(&fields.words).is_ok_and(|typed| said == Some(&typed))
}
