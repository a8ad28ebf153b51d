//! The correction page: an author changes a comment, by receipt or by account, and nothing that was typed is lost.

use actix_web::http::StatusCode;
use actix_web::http::header::RETRY_AFTER;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;
use validator::Validate;

use super::compose::{COME_BACK, comment_problem, name_problem};
use super::desk::{Desk, about};
use super::receipt::ReceiptHolder;
use super::{Parts, when};
use crate::accounts::guard::Member;
use crate::articles::Article;
use crate::base::text::{Name, Prose};
use crate::comments::{CANNOT_BE_CHANGED, Change, CommentId, Standing, State, change, gather_change};
use crate::error::{Error, Problems, Result};
use crate::rules::Rule;
use crate::web::client::Client;
use crate::web::form::{Form, Private, WHOLE, comes_back};
use crate::web::frame::Frame;
use crate::web::respond::{page_as, see_other};

/// A comment as its author changed it.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct EditForm {
    form_token: String,
    /// The version of the comment that was seen.
    version: i64,
    comment: String,
    name: String,
}

impl Form for EditForm {
    const NAME: &'static str = "comment-edit";
    const FIELDS: &'static [&'static str] = &["comment", "name"];

    fn token(&self) -> &str {
        &self.form_token
    }
}

#[derive(Template)]
#[template(path = "comments/edit.html")]
struct EditPage {
    frame: Frame,
    back: String,
    action: String,
    token: String,
    article: Article,
    rule: Option<Rule>,
    standing: Standing,
    until: Option<String>,
    open: bool,
    fields: EditForm,
    problems: Problems,
}

/// `GET /receipt/{words}/edit`: the comment in a form, with what the moderator wrote.
///
/// # Errors
/// [`Error::NotFound`] for words of no receipt.
pub async fn show_edit_by_receipt(holder: ReceiptHolder, parts: Parts) -> Result<HttpResponse> {
    let desk = Desk::of_holder(&holder, &parts);
    parts.edit_page(desk, None, Problems::default(), StatusCode::OK).await
}

/// `POST /receipt/{words}/edit`: its author sends the comment as they changed it.
///
/// # Errors
/// Those of the database.
pub async fn edit_by_receipt(
    sent: Private<ReceiptHolder, EditForm>,
    client: Client,
    parts: Parts,
) -> Result<HttpResponse> {
    let desk = Desk::of_holder(&sent.owner, &parts);
    parts.edit(desk, sent.fields, sent.problems, &client).await
}

/// `GET /account/comments/{id}/edit`: the same for whoever wrote it with their account.
///
/// # Errors
/// [`Error::NotFound`] if it is not theirs.
pub async fn show_edit_own(id: web::Path<CommentId>, member: Member, parts: Parts) -> Result<HttpResponse> {
    let desk = Desk::of_member(&member, id.into_inner(), &parts).await?;
    parts.edit_page(desk, None, Problems::default(), StatusCode::OK).await
}

/// `POST /account/comments/{id}/edit`: the same for whoever wrote it with their account.
///
/// # Errors
/// [`Error::NotFound`] if it is not theirs; those of the database.
pub async fn edit_own(
    id: web::Path<CommentId>,
    sent: Private<Member, EditForm>,
    client: Client,
    parts: Parts,
) -> Result<HttpResponse> {
    let desk = Desk::of_member(&sent.owner, id.into_inner(), &parts).await?;
    parts.edit(desk, sent.fields, sent.problems, &client).await
}

impl Parts {
    async fn edit(
        &self,
        mut desk: Desk,
        fields: EditForm,
        problems: Problems,
        client: &Client,
    ) -> Result<HttpResponse> {
        let sent = self.send_edit(&desk, &fields, problems, client).await;
        if sent.is_ok() || says(&self.stands_now(&desk).await?, &fields) {
            return Ok(see_other(&desk.back));
        }
        let (status, problems) = match sent {
            Err(Error::Unavailable) => {
                (StatusCode::SERVICE_UNAVAILABLE, Problems::one(WHOLE, "comments-problem-unavailable"))
            }
            Err(refusal) => comes_back(refusal)?,
            Ok(()) => return Ok(see_other(&desk.back)),
        };
        desk.standing = self.stands_now(&desk).await?;
        self.edit_page(desk, Some(fields), problems, status).await
    }

    async fn send_edit(
        &self,
        desk: &Desk,
        fields: &EditForm,
        mut problems: Problems,
        client: &Client,
    ) -> Result<()> {
        if !desk.standing.can_be_changed(self.db.now()) {
            return Err(Error::Conflict(CANNOT_BE_CHANGED));
        }
        let text = problems.note("comment", Prose::parse(&fields.comment), comment_problem);
        let typed = if desk.standing.name_can_be_changed() { &fields.name } else { &desk.standing.name };
        let name = problems.note("name", Name::parse(typed), name_problem);
        let (Some(text), Some(name), true) = (text, name, problems.is_empty()) else {
            return Err(Error::Invalid(problems));
        };
        let (pseudonym, over_rate) = self.network(client).await?;
        let (comment, version, cause) = (desk.standing.comment.clone(), fields.version, desk.cause);
        self.keep_edit(Change { comment, version, name, text, cause, pseudonym, over_rate }).await
    }

    async fn keep_edit(&self, wish: Change) -> Result<()> {
        let (now, examiner, looked_up) = (self.db.now(), self.examiner.clone(), wish.clone());
        let (submission, evidence) =
            self.db.read(move |conn| gather_change(conn, &examiner, now, &looked_up)).await?;
        self.db.write(move |tx| change(tx, &wish, &submission, &evidence)).await
    }

    async fn edit_page(
        &self,
        desk: Desk,
        typed: Option<EditForm>,
        problems: Problems,
        status: StatusCode,
    ) -> Result<HttpResponse> {
        let (article, cited) = (desk.standing.article.clone(), desk.standing.rule);
        let about = self.db.read(move |conn| about(conn, &article, cited)).await?;
        let mut page = page_as(status, &self.edit_view(desk, about, typed, problems))?;
        if status == StatusCode::SERVICE_UNAVAILABLE {
            page.headers_mut().insert(RETRY_AFTER, COME_BACK);
        }
        Ok(page)
    }

    fn edit_view(
        &self,
        desk: Desk,
        (article, rule): (Article, Option<Rule>),
        typed: Option<EditForm>,
        problems: Problems,
    ) -> EditPage {
        let action = desk.action("edit");
        let Desk { standing, back, binding, frame, .. } = desk;
        let open = standing.can_be_changed(self.db.now());
        let until = standing.editable_until.filter(|_| open && standing.state != State::Returned);
        let fields =
            EditForm { version: standing.version, ..typed.unwrap_or_else(|| begins_with(&standing)) };
        EditPage {
            until: until.map(|at| when(&frame.words, &self.config, at)),
            token: self.tokens.private(EditForm::NAME, &action, &binding),
            frame,
            back,
            action,
            article,
            rule,
            open,
            fields,
            problems,
            standing,
        }
    }
}

/// The form as it is opened: with what the author wrote last.
fn begins_with(standing: &Standing) -> EditForm {
    let text = standing.edit.as_ref().or(standing.text.as_ref());
    EditForm {
        comment: text.map(|text| text.as_str().to_owned()).unwrap_or_default(),
        name: standing.name.clone(),
        ..EditForm::default()
    }
}

/// Whether the comment says just this already: a second press of the button, or a sending after a lost answer.
fn says(standing: &Standing, fields: &EditForm) -> bool {
    let waits = matches!(standing.state, State::Held) || standing.edit.is_some();
    let last = standing.edit.as_ref().or(standing.text.as_ref());
    let same_name = !standing.name_can_be_changed()
        || Name::parse(&fields.name).is_ok_and(|name| name.as_str() == standing.name);
    waits && same_name && Prose::parse(&fields.comment).is_ok_and(|typed| Some(&typed) == last)
}
