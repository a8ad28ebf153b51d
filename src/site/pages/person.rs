//! `/account/export` and `/account/erase`: what somebody takes along, and how they go for good.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;
use validator::Validate;

use crate::accounts::erasure::Texts;
use crate::accounts::guard::{self, Member, Recently};
use crate::accounts::second_factor::Owner;
use crate::base::journal::Journal;
use crate::base::seal::Keys;
use crate::comments::holds;
use crate::db::Db;
use crate::error::{Error, Problems, Result};
use crate::site::{erasure, export as taken};
use crate::web::form::{Form, FormTokens, Owner as _, Private, WHOLE};
use crate::web::frame::Frame;
use crate::web::part;
use crate::web::respond::{page, page_as};

const EXPORT: &str = "/account/export";
const ERASE: &str = "/account/erase";
/// What a browser calls the file.
const FILE: &str = "attachment; filename=\"my-data.json\"";

/// What these pages need, taken from the app in one go.
#[derive(Debug, Clone)]
pub struct Parts {
    frame: Frame,
    db: Db,
    keys: Keys,
    journal: Journal,
    tokens: FormTokens,
}

impl FromRequest for Parts {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(Frame::from_request(request, payload).into_inner().and_then(|frame| {
            Ok(Self {
                frame,
                db: part::<Db>(request)?.as_ref().clone(),
                keys: part::<Keys>(request)?.as_ref().clone(),
                journal: part::<Journal>(request)?.as_ref().clone(),
                tokens: part::<FormTokens>(request)?.as_ref().clone(),
            })
        }))
    }
}

/// Asks for the file.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct ExportForm {
    form_token: String,
}

impl Form for ExportForm {
    const NAME: &'static str = "export";
    const FIELDS: &'static [&'static str] = &[];

    fn token(&self) -> &str {
        &self.form_token
    }
}

/// What is to become of the texts.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct EraseForm {
    #[validate(length(min = 1, message = "site-erase-texts-empty"))]
    texts: String,
    form_token: String,
}

impl Form for EraseForm {
    const NAME: &'static str = "erase";
    const FIELDS: &'static [&'static str] = &["texts"];

    fn token(&self) -> &str {
        &self.form_token
    }
}

#[derive(Template)]
#[template(path = "site/export.html")]
struct ExportPage {
    frame: Frame,
    token: String,
    problems: Problems,
}

#[derive(Template)]
#[template(path = "site/erase.html")]
struct ErasePage {
    frame: Frame,
    token: String,
    /// That a legal hold keeps some of their comments, and until when.
    held: Option<String>,
    texts: String,
    problems: Problems,
}

impl ErasePage {
    const CHOICES: [(&str, &str); 2] =
        [(Texts::Erase.as_str(), "site-erase-texts-erase"), (Texts::Keep.as_str(), "site-erase-texts-keep")];
}

#[derive(Template)]
#[template(path = "site/erased.html")]
struct ErasedPage {
    frame: Frame,
}

/// `GET /account/export`.
///
/// # Errors
/// A fault, if the page cannot be rendered.
pub async fn show_export(member: Recently<Member>, parts: Parts) -> Result<HttpResponse> {
    parts.export_page(&member, Problems::default())
}

/// `POST /account/export`: the file.
///
/// # Errors
/// Those of the database.
pub async fn export(parts: Parts, form: Private<Recently<Member>, ExportForm>) -> Result<HttpResponse> {
    let Private { owner, problems, .. } = form;
    if !problems.is_empty() {
        return parts.export_page(&owner, problems);
    }
    let (keys, now) = (parts.keys, parts.db.now());
    let own = parts.db.read(move |conn| taken::of(conn, &keys, &owner.account_id, now)).await?;
    let json = serde_json::to_string_pretty(&own).map_err(Error::fault)?;
    let media = (CONTENT_TYPE, "application/json; charset=utf-8");
    Ok(HttpResponse::Ok().insert_header(media).insert_header((CONTENT_DISPOSITION, FILE)).body(json))
}

/// `GET /account/erase`.
///
/// # Errors
/// A fault, if the page cannot be rendered.
pub async fn show_erase(member: Recently<Member>, parts: Parts) -> Result<HttpResponse> {
    parts.erase_page(&member, String::new(), (StatusCode::OK, Problems::default())).await
}

/// `POST /account/erase`: the person goes, and their browser forgets the session.
///
/// # Errors
/// Those of the database; [`Error::Unavailable`] if it could not be kept in the journal of erasures.
pub async fn erase(parts: Parts, form: Private<Recently<Member>, EraseForm>) -> Result<HttpResponse> {
    let Private { owner, fields, problems } = form;
    let Some(texts) = Texts::parse(&fields.texts).filter(|_| problems.is_empty()) else {
        return parts.erase_page(&owner, fields.texts, (StatusCode::UNPROCESSABLE_ENTITY, problems)).await;
    };
    let of = Owner { account: owner.account_id.clone(), session: owner.session.clone() };
    let erased = erasure::erase_person(&parts.db, (&parts.keys, &parts.journal), &of, texts);
    match erased.await {
        Err(Error::Conflict(why)) => {
            parts.erase_page(&owner, fields.texts, (StatusCode::CONFLICT, whole(why))).await
        }
        done => done.and_then(|()| parts.erased_page()),
    }
}

fn whole(key: &'static str) -> Problems {
    let mut problems = Problems::default();
    problems.add(WHOLE, key);
    problems
}

impl Parts {
    fn export_page(self, member: &Member, problems: Problems) -> Result<HttpResponse> {
        let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        let token = self.tokens.private(ExportForm::NAME, EXPORT, member.binding());
        page_as(status, &ExportPage { frame: member.frame(self.frame, &self.tokens), token, problems })
    }

    async fn erase_page(
        self,
        member: &Member,
        texts: String,
        (status, problems): (StatusCode, Problems),
    ) -> Result<HttpResponse> {
        let token = self.tokens.private(EraseForm::NAME, ERASE, member.binding());
        let account = member.account_id.clone();
        let held = self.db.read(move |conn| holds::on_account(conn, &account)).await?;
        let words = &self.frame.words;
        let held = held
            .map(|(count, last)| words.say2("site-erase-held", ("count", count), ("day", words.date(last))));
        let frame = member.frame(self.frame, &self.tokens);
        page_as(status, &ErasePage { frame, token, held, texts, problems })
    }

    fn erased_page(self) -> Result<HttpResponse> {
        let mut answer = page(&ErasedPage { frame: self.frame })?;
        guard::let_forget_the_account(&mut answer)?;
        Ok(answer)
    }
}
