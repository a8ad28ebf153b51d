//! `/account/first-admin/{token}`: the page behind the link that the terminal prints.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;
use validator::Validate;

use super::newcomer::{FIELDS, Fields, Newcomer};
use super::{Desk, TO_SIGN_IN, refused, token_in};
use crate::accounts::first_admin;
use crate::error::{Error, OrNotFound as _, Problems, Result};
use crate::web::form::{Form, Public};
use crate::web::frame::Frame;
use crate::web::respond::page;

/// What the first admin typed.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(transparent)]
pub struct FirstAdmin {
    fields: Fields,
}

impl Form for FirstAdmin {
    const NAME: &'static str = "first-admin";
    const FIELDS: &'static [&'static str] = FIELDS;

    fn token(&self) -> &str {
        &self.fields.form_token
    }
}

#[derive(Template)]
#[template(path = "accounts/first-admin.html")]
struct FirstAdminPage {
    frame: Frame,
    fields: Fields,
    problems: Problems,
    token: String,
}

impl FirstAdminPage {
    fn new(desk: &Desk, fields: Fields, problems: Problems) -> Self {
        Self { frame: desk.frame.clone(), fields, problems, token: desk.public_token(FirstAdmin::NAME) }
    }
}

/// `GET /account/first-admin/{token}`.
///
/// # Errors
/// Those of the database.
pub async fn show(desk: Desk, path: web::Path<String>) -> Result<HttpResponse> {
    match check(&desk, &path).await {
        Ok(()) => page(&FirstAdminPage::new(&desk, Fields::default(), Problems::default())),
        Err(Error::NotFound) => desk.dead_link(TO_SIGN_IN),
        Err(error) => Err(error),
    }
}

/// `POST /account/first-admin/{token}`: makes the first admin and signs them in.
///
/// # Errors
/// Those of the database.
pub async fn send(
    request: HttpRequest,
    desk: Desk,
    path: web::Path<String>,
    form: Public<FirstAdmin>,
) -> Result<HttpResponse> {
    let fields = form.fields.fields;
    match become_admin(&request, &desk, &path, (&fields, form.problems)).await {
        Err(Error::NotFound) => desk.dead_link(TO_SIGN_IN),
        Err(error) => refused(error, |problems| FirstAdminPage::new(&desk, fields, problems)),
        answer => answer,
    }
}

async fn check(desk: &Desk, path: &web::Path<String>) -> Result<()> {
    let (token, now) = (token_in(path)?, desk.db.now());
    let open = desk.db.read(move |conn| first_admin::is_open(conn, &token, now)).await?;
    open.then_some(()).or_not_found()
}

async fn become_admin(
    request: &HttpRequest,
    desk: &Desk,
    path: &web::Path<String>,
    sent: (&Fields, Problems),
) -> Result<HttpResponse> {
    check(desk, path).await?;
    let token = token_in(path)?;
    let who = Newcomer::read(desk, sent.0, sent.1).await?.hashed(&desk.hasher.for_known()).await?;
    let keys = desk.keys.clone();
    let proven = desk.db.write(move |tx| first_admin::become_first_admin(tx, &keys, &token, &who)).await?;
    desk.let_in(request, proven).await
}
