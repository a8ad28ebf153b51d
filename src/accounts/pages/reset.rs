//! `/account/reset` and `/account/reset/{token}`: a new password by mail.

use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;
use validator::Validate;

use super::newcomer::{email_problem, password};
use super::{Desk, Done, HOUR, TO_FRONT, TO_RESET, TO_SIGN_IN, refused, token_in};
use crate::accounts::Account;
use crate::accounts::password::{Password, Typed};
use crate::accounts::registration;
use crate::base::text::EmailAddress;
use crate::base::token::Token;
use crate::error::{Error, OrNotFound as _, Problems, Result};
use crate::web::client::Client;
use crate::web::form::{Form, Public};
use crate::web::frame::Frame;
use crate::web::limits::Rate;
use crate::web::respond::page;

/// What was typed to ask for a new password.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Ask {
    email: String,
    form_token: String,
}

impl Form for Ask {
    const NAME: &'static str = "reset";
    const FIELDS: &'static [&'static str] = &["email"];

    fn token(&self) -> &str {
        &self.form_token
    }
}

#[derive(Template)]
#[template(path = "accounts/reset.html")]
struct AskPage {
    frame: Frame,
    fields: Ask,
    problems: Problems,
    token: String,
}

impl AskPage {
    fn new(desk: &Desk, fields: Ask, problems: Problems) -> Self {
        Self { frame: desk.frame.clone(), fields, problems, token: desk.public_token(Ask::NAME) }
    }
}

/// `GET /account/reset`.
///
/// # Errors
/// A fault, if the page cannot be rendered.
pub async fn show(desk: Desk) -> Result<HttpResponse> {
    page(&AskPage::new(&desk, Ask::default(), Problems::default()))
}

/// `POST /account/reset`: the answer is the same whether the address has an account or not.
///
/// # Errors
/// Those of the database.
pub async fn send(desk: Desk, client: Client, form: Public<Ask>) -> Result<HttpResponse> {
    match ask(&desk, &client, &form.fields, form.problems).await {
        Err(error) => refused(error, |problems| AskPage::new(&desk, form.fields, problems)),
        Ok(()) => desk.done(Done {
            title: "accounts-reset-sent-title",
            says: "accounts-reset-sent-says",
            onward: TO_FRONT,
        }),
    }
}

async fn ask(desk: &Desk, client: &Client, fields: &Ask, mut problems: Problems) -> Result<()> {
    let address = problems.note("email", EmailAddress::parse(&fields.email), email_problem);
    problems.into_result()?;
    let address = address.or_not_found()?;
    desk.count(client, "reset", Rate::new(desk.config.limits.registrations_an_hour, HOUR)).await?;
    if registration::may_be_reset(&desk.db, &desk.keys, &address).await? {
        let keys = desk.keys.clone();
        desk.db.write(move |tx| registration::ask_reset(tx, &keys, &address)).await?;
    }
    Ok(())
}

/// What was typed for a new password.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Set {
    password: Typed,
    form_token: String,
}

impl Form for Set {
    const NAME: &'static str = "set-password";
    const FIELDS: &'static [&'static str] = &["password"];

    fn token(&self) -> &str {
        &self.form_token
    }
}

#[derive(Template)]
#[template(path = "accounts/set-password.html")]
struct SetPage {
    frame: Frame,
    name: String,
    address: EmailAddress,
    problems: Problems,
    token: String,
}

impl SetPage {
    fn new(desk: &Desk, (account, address): (&Account, EmailAddress), problems: Problems) -> Self {
        let (frame, name) = (desk.frame.clone(), account.public_name.as_str().to_owned());
        Self { frame, name, address, problems, token: desk.public_token(Set::NAME) }
    }
}

/// `GET /account/reset/{token}`: looking uses nothing up.
///
/// # Errors
/// Those of the database.
pub async fn show_set(desk: Desk, path: web::Path<String>) -> Result<HttpResponse> {
    match owner(&desk, &path).await? {
        Some((_, account, address)) => page(&SetPage::new(&desk, (&account, address), Problems::default())),
        None => desk.dead_link(TO_RESET),
    }
}

/// `POST /account/reset/{token}`: sets the password, ends every session, signs nobody in.
///
/// # Errors
/// Those of the database.
pub async fn send_set(desk: Desk, path: web::Path<String>, form: Public<Set>) -> Result<HttpResponse> {
    let Some((token, account, address)) = owner(&desk, &path).await? else { return desk.dead_link(TO_RESET) };
    let about = [account.public_name.as_str().to_owned(), address.as_str().to_owned()];
    match set(&desk, token, about, (&form.fields, form.problems)).await {
        Ok(()) => desk.done(Done {
            title: "accounts-reset-done-title",
            says: "accounts-reset-done-says",
            onward: TO_SIGN_IN,
        }),
        Err(Error::NotFound) => desk.dead_link(TO_RESET),
        Err(error) => refused(error, |problems| SetPage::new(&desk, (&account, address), problems)),
    }
}

async fn owner(desk: &Desk, path: &web::Path<String>) -> Result<Option<(Token, Account, EmailAddress)>> {
    let Ok(token) = token_in(path) else { return Ok(None) };
    let (keys, sought, now) = (desk.keys.clone(), token.clone(), desk.db.now());
    let found = desk.db.read(move |conn| registration::who_resets(conn, &keys, &sought, now)).await?;
    Ok(found.map(|(account, address)| (token, account, address)))
}

async fn set(desk: &Desk, token: Token, about: [String; 2], sent: (&Set, Problems)) -> Result<()> {
    let (fields, mut problems) = sent;
    let password: Option<Password> = password(desk, &fields.password, about, &mut problems).await?;
    problems.into_result()?;
    let hash = desk.hasher.for_known().hash(password.or_not_found()?).await?;
    desk.db.write(move |tx| registration::reset(tx, &token, &hash)).await?;
    Ok(())
}
