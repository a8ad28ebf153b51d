//! `/account/sign-in/code`: the second factor, after the password.

use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;
use validator::Validate;

use super::passkeys::{Asked, given};
use super::{Desk, MINUTE, refused, sign_in as page_before, with_cookies};
use crate::accounts::AccountId;
use crate::accounts::guard::cookies;
use crate::accounts::password::Typed;
use crate::accounts::second_factor::ceremony::Place;
use crate::accounts::sign_in::{pending, wrong};
use crate::base::token::Token;
use crate::error::{Error, OrNotFound as _, Problems, Result};
use crate::web::client::Client;
use crate::web::form::{Form, Public};
use crate::web::frame::Frame;
use crate::web::limits::Rate;
use crate::web::respond::page;

/// Where it stands, and what it posts to.
pub(super) const HERE: &str = "/account/sign-in/code";

/// What was typed for a code.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Show {
    code: Typed,
    passkey: Typed,
    passkey_question: String,
    form_token: String,
}

impl Form for Show {
    const NAME: &'static str = "sign-in-code";
    const FIELDS: &'static [&'static str] = &["code", "passkey"];

    fn token(&self) -> &str {
        &self.form_token
    }
}

#[derive(Template)]
#[template(path = "accounts/code.html")]
struct CodePage {
    frame: Frame,
    asked: Asked,
    problems: Problems,
    token: String,
}

impl CodePage {
    async fn new(desk: &Desk, (token, account): (&Token, &AccountId)) -> Result<Self> {
        let asked = Asked::of_owner(desk, account, &place(token)).await?;
        let (frame, token) = (desk.frame.clone(), desk.public_token(Show::NAME));
        Ok(Self { frame, asked, problems: Problems::default(), token })
    }
}

fn place(token: &Token) -> Place {
    Place::Pending(pending::digest(token))
}

async fn who_waits(desk: &Desk, token: &Token) -> Result<Option<AccountId>> {
    let (token, now) = (token.clone(), desk.db.now());
    desk.db.read(move |conn| pending::who_waits(conn, &token, now)).await
}

/// `GET /account/sign-in/code`. Where nothing waits for a code, one begins anew.
///
/// # Errors
/// Those of the database.
pub async fn show(request: HttpRequest, desk: Desk) -> Result<HttpResponse> {
    let Some(token) = cookies::pending_of(&request) else { return page_before::anew(&desk) };
    match who_waits(&desk, &token).await? {
        Some(account) => page(&CodePage::new(&desk, (&token, &account)).await?),
        None => page_before::anew(&desk),
    }
}

/// `POST /account/sign-in/code`: with the right code one is in.
///
/// # Errors
/// Those of the database.
pub async fn send(
    request: HttpRequest,
    desk: Desk,
    client: Client,
    form: Public<Show>,
) -> Result<HttpResponse> {
    let Public { fields, problems } = form;
    match complete(&request, &desk, &client, (&fields, problems)).await {
        Err(Error::NotFound) => page_before::anew(&desk),
        Err(error) => again(&request, &desk, error).await,
        answer => answer,
    }
}

/// The page again, with a fresh question; one begins anew if that was the last try.
async fn again(request: &HttpRequest, desk: &Desk, error: Error) -> Result<HttpResponse> {
    let token = cookies::pending_of(request).or_not_found()?;
    let Some(account) = who_waits(desk, &token).await? else { return page_before::anew(desk) };
    let page = CodePage::new(desk, (&token, &account)).await?;
    refused(error, |problems| CodePage { problems, ..page })
}

async fn complete(
    request: &HttpRequest,
    desk: &Desk,
    client: &Client,
    (fields, problems): (&Show, Problems),
) -> Result<HttpResponse> {
    problems.into_result()?;
    let token = cookies::pending_of(request).or_not_found()?;
    desk.count(client, "sign-in-code", Rate::new(desk.config.limits.sign_ins_a_minute, MINUTE)).await?;
    let said = (fields.passkey_question.as_str(), &fields.passkey);
    let given = given(desk, place(&token), said, &fields.code);
    let wrong = wrong(given.as_ref());
    let proven = pending::complete(&desk.db, &desk.keys, &token, given).await?.ok_or(wrong)?;
    with_cookies(desk.let_in(request, proven).await?, &[cookies::no_pending()])
}
