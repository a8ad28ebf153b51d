//! `/account/register` and `/account/confirm/{token}`.

use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;
use validator::Validate;

use super::newcomer::{FIELDS, Fields, Newcomer};
use super::{Desk, Done, HOUR, TO_FRONT, TO_RESET, TO_SIGN_IN, refused, token_in, with_cookies};
use crate::accounts::browsers;
use crate::accounts::guard::cookies;
use crate::accounts::password::Typed;
use crate::accounts::{registration, sign_in};
use crate::db::Tx;
use crate::error::{Error, OrNotFound as _, Problems, Result};
use crate::web::client::Client;
use crate::web::form::{Form, Public};
use crate::web::frame::Frame;
use crate::web::limits::Rate;
use crate::web::respond::page;

/// What was typed to register.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(transparent)]
pub struct Register {
    fields: Fields,
}

impl Form for Register {
    const NAME: &'static str = "register";
    const FIELDS: &'static [&'static str] = FIELDS;

    fn token(&self) -> &str {
        &self.fields.form_token
    }
}

#[derive(Template)]
#[template(path = "accounts/register.html")]
struct RegisterPage {
    frame: Frame,
    fields: Fields,
    problems: Problems,
    token: String,
}

impl RegisterPage {
    fn new(desk: &Desk, fields: Fields, problems: Problems) -> Self {
        Self { frame: desk.frame.clone(), fields, problems, token: desk.public_token(Register::NAME) }
    }
}

/// `GET /account/register`.
///
/// # Errors
/// A fault, if the page cannot be rendered.
pub async fn show(desk: Desk) -> Result<HttpResponse> {
    page(&RegisterPage::new(&desk, Fields::default(), Problems::default()))
}

/// `POST /account/register`: the answer is the same whether the address has an account or not.
///
/// # Errors
/// Those of the database.
pub async fn send(desk: Desk, client: Client, form: Public<Register>) -> Result<HttpResponse> {
    let fields = form.fields.fields;
    match register(&desk, &client, &fields, form.problems).await {
        Err(error) => refused(error, |problems| RegisterPage::new(&desk, fields, problems)),
        Ok(()) => desk.done(Done {
            title: "accounts-registered-title",
            says: "accounts-registered-says",
            onward: TO_FRONT,
        }),
    }
}

async fn register(desk: &Desk, client: &Client, fields: &Fields, problems: Problems) -> Result<()> {
    let newcomer = Newcomer::read(desk, fields, problems).await?;
    let name = newcomer.name.clone();
    desk.db.read(move |conn| registration::check_name(conn, &name)).await?;
    desk.count(client, "register", Rate::new(desk.config.limits.registrations_an_hour, HOUR)).await?;
    let may_write = registration::may_be_written_to(&desk.db, &desk.keys, &newcomer.email).await?;
    let who = newcomer.hashed(&desk.hasher).await?;
    let keys = desk.keys.clone();
    desk.db.write(move |tx| registration::register(tx, &keys, &who, may_write)).await
}

/// What confirms an address: that its letter was read, and the password chosen with it.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Confirm {
    form_token: String,
    password: Typed,
}

impl Form for Confirm {
    const NAME: &'static str = "confirm";
    const FIELDS: &'static [&'static str] = &["password"];

    fn token(&self) -> &str {
        &self.form_token
    }
}

#[derive(Template)]
#[template(path = "accounts/confirm.html")]
struct ConfirmPage {
    frame: Frame,
    problems: Problems,
    token: String,
}

impl ConfirmPage {
    fn new(desk: &Desk, problems: Problems) -> Self {
        Self { frame: desk.frame.clone(), problems, token: desk.public_token(Confirm::NAME) }
    }
}

/// `GET /account/confirm/{token}`: asks for the password; looking confirms nothing, so that a mail scanner cannot.
///
/// # Errors
/// Those of the database.
pub async fn show_confirm(desk: Desk, path: web::Path<String>) -> Result<HttpResponse> {
    let Ok(token) = token_in(&path) else { return desk.dead_link(TO_RESET) };
    let now = desk.db.now();
    if desk.db.read(move |conn| registration::who_confirms(conn, &token, now)).await?.is_some() {
        page(&ConfirmPage::new(&desk, Problems::default()))
    } else {
        desk.dead_link(TO_RESET)
    }
}

/// `POST /account/confirm/{token}`.
///
/// # Errors
/// Those of the database.
pub async fn send_confirm(
    desk: Desk,
    path: web::Path<String>,
    form: Public<Confirm>,
) -> Result<HttpResponse> {
    match confirm(&desk, &path, form).await {
        Ok(remembered) => {
            let (title, says) = ("accounts-confirmed-title", "accounts-confirmed-says");
            let page = desk.done(Done { title, says, onward: TO_SIGN_IN })?;
            with_cookies(page, &[cookies::browser(&remembered)])
        }
        Err(Error::NotFound) => desk.dead_link(TO_RESET),
        Err(error) => refused(error, |problems| ConfirmPage::new(&desk, problems)),
    }
}

fn typed(form: Public<Confirm>) -> Result<Typed> {
    let Public { fields, mut problems } = form;
    if fields.password.as_str().is_empty() {
        problems.add("password", "accounts-password-missing");
    }
    problems.into_result().map(|()| fields.password)
}

/// Answers what the browser is given, which knows the account from now on.
async fn confirm(desk: &Desk, path: &web::Path<String>, form: Public<Confirm>) -> Result<String> {
    let typed = typed(form)?;
    let (token, now) = (token_in(path)?, desk.db.now());
    let link = token.clone();
    let found = desk.db.read(move |conn| registration::who_confirms(conn, &link, now)).await?;
    let (account, hash) = found.or_not_found()?;
    let proven = sign_in::prove_owner(&desk.hasher, &account, hash, &typed).await?;
    let proven = proven.ok_or_else(|| Error::invalid("password", "accounts-confirm-wrong"))?;
    let keys = desk.keys.clone();
    let confirm = move |tx: &mut Tx<'_>| {
        let account = registration::confirm(tx, &token, &proven)?;
        Ok(browsers::remember(&keys, &account, tx.random()))
    };
    desk.db.write(confirm).await
}
