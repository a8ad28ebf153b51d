//! `/account/sign-in/code`: the second factor, after the password.

use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;
use validator::Validate;

use super::{Desk, MINUTE, refused, sign_in as page_before, with_cookies};
use crate::accounts::guard::cookies;
use crate::accounts::password::Typed;
use crate::accounts::second_factor::code::Code;
use crate::accounts::sign_in::{WRONG_CODE, pending};
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
    form_token: String,
}

impl Form for Show {
    const NAME: &'static str = "sign-in-code";
    const FIELDS: &'static [&'static str] = &["code"];

    fn token(&self) -> &str {
        &self.form_token
    }
}

#[derive(Template)]
#[template(path = "accounts/code.html")]
struct CodePage {
    frame: Frame,
    problems: Problems,
    token: String,
}

impl CodePage {
    fn new(desk: &Desk, problems: Problems) -> Self {
        Self { frame: desk.frame.clone(), problems, token: desk.public_token(Show::NAME) }
    }
}

/// `GET /account/sign-in/code`. Where nothing waits for a code, one begins anew.
///
/// # Errors
/// Those of the database.
pub async fn show(request: HttpRequest, desk: Desk) -> Result<HttpResponse> {
    let Some(token) = cookies::pending_of(&request) else { return page_before::anew(&desk) };
    let now = desk.db.now();
    let waiting = desk.db.read(move |conn| pending::is_waiting(conn, &token, now)).await?;
    if waiting { page(&CodePage::new(&desk, Problems::default())) } else { page_before::anew(&desk) }
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
        Err(error) => refused(error, |problems| CodePage::new(&desk, problems)),
        answer => answer,
    }
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
    let proven = pending::complete(&desk.db, &desk.keys, &token, Code::read(&fields.code)).await?;
    let proven = proven.ok_or_else(|| Error::invalid("code", WRONG_CODE))?;
    with_cookies(desk.let_in(request, proven).await?, &[cookies::no_pending()])
}
