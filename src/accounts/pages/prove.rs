//! `/account/prove`: the password once more, before a deed that is for its owner alone.

use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;
use validator::Validate;

use super::{Desk, refused};
use crate::accounts::guard::{self, Member};
use crate::accounts::password::Typed;
use crate::accounts::{session, sign_in};
use crate::error::{Error, Problems, Result};
use crate::web::back::Back;
use crate::web::form::{Form, Private};
use crate::web::frame::Frame;
use crate::web::respond::{page, see_other};

/// Where it stands, and what it posts to.
const HERE: &str = "/account/prove";

/// What was typed to prove it.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Prove {
    password: Typed,
    back: String,
    form_token: String,
}

impl Form for Prove {
    const NAME: &'static str = "prove";
    const FIELDS: &'static [&'static str] = &["password"];

    fn token(&self) -> &str {
        &self.form_token
    }
}

/// Where to go afterwards.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    back: String,
}

#[derive(Template)]
#[template(path = "accounts/prove.html")]
struct ProvePage {
    frame: Frame,
    back: Back,
    problems: Problems,
    token: String,
}

impl ProvePage {
    fn new(desk: &Desk, member: &Member, back: &str, problems: Problems) -> Self {
        let token = desk.private_token(Prove::NAME, HERE, member);
        Self { frame: desk.frame_of(member), back: Back::parse(back), problems, token }
    }
}

/// `GET /account/prove`.
///
/// # Errors
/// A fault, if the page cannot be rendered.
pub async fn show(member: Member, desk: Desk, wanted: web::Query<Wanted>) -> Result<HttpResponse> {
    page(&ProvePage::new(&desk, &member, &wanted.back, Problems::default()))
}

/// `POST /account/prove`: the session goes on under a fresh secret, and its owner where they wanted to.
///
/// # Errors
/// Those of the database; sign in first, if the session has ended meanwhile.
pub async fn send(desk: Desk, form: Private<Member, Prove>) -> Result<HttpResponse> {
    let Private { owner, fields, problems } = form;
    match prove(&desk, &owner, &fields, problems).await {
        Err(Error::NotFound) => Err(Error::SignInRequired),
        Err(error) => refused(error, |problems| ProvePage::new(&desk, &owner, &fields.back, problems)),
        answer => answer,
    }
}

async fn prove(desk: &Desk, member: &Member, fields: &Prove, mut problems: Problems) -> Result<HttpResponse> {
    if fields.password.as_str().is_empty() {
        problems.add("password", "accounts-password-missing");
    }
    problems.into_result()?;
    let proven = sign_in::prove_again(&desk.db, &desk.hasher, &member.account_id, &fields.password).await?;
    let proven = proven.ok_or_else(|| Error::invalid("password", "accounts-prove-wrong"))?;
    let before = member.session.clone();
    let token = desk.db.write(move |tx| session::prove_again(tx, &proven, &before)).await?;
    let mut answer = see_other(Back::parse(&fields.back).path());
    answer.add_cookie(&guard::cookie(&token)).map_err(Error::fault)?;
    Ok(answer)
}
