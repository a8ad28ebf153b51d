//! `/account/prove`: the password, and a code of the second factor, once more before a deed that is for its owner alone.

use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;
use validator::Validate;

use super::passkeys::{Asked, given};
use super::{Desk, refused, with_cookies};
use crate::accounts::guard::{Holder, cookies};
use crate::accounts::password::Typed;
use crate::accounts::second_factor::{self, ceremony::Place};
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
    code: Typed,
    passkey: Typed,
    passkey_question: String,
    back: String,
    form_token: String,
}

impl Form for Prove {
    const NAME: &'static str = "prove";
    const FIELDS: &'static [&'static str] = &["password", "code", "passkey"];

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
    has_factor: bool,
    asked: Asked,
    problems: Problems,
    token: String,
}

impl ProvePage {
    async fn new(desk: &Desk, holder: &Holder, back: &str) -> Result<Self> {
        let token = desk.private_token(Prove::NAME, HERE, holder);
        let account = holder.account_id.clone();
        let has_factor = desk.db.read(move |conn| second_factor::is_set_up(conn, &account)).await?;
        let asked = Asked::of_owner(desk, &holder.account_id, &place(holder)).await?;
        let (frame, back) = (desk.frame_of(holder), Back::parse(back));
        Ok(Self { frame, back, has_factor, asked, problems: Problems::default(), token })
    }
}

fn place(holder: &Holder) -> Place {
    Place::Session(holder.session.clone())
}

/// `GET /account/prove`.
///
/// # Errors
/// A fault, if the page cannot be rendered.
pub async fn show(holder: Holder, desk: Desk, wanted: web::Query<Wanted>) -> Result<HttpResponse> {
    page(&ProvePage::new(&desk, &holder, &wanted.back).await?)
}

/// `POST /account/prove`: the session goes on under a fresh secret, and its owner where they wanted to.
///
/// # Errors
/// Those of the database; sign in first, if the session has ended meanwhile.
pub async fn send(desk: Desk, form: Private<Holder, Prove>) -> Result<HttpResponse> {
    let Private { owner, fields, problems } = form;
    match prove(&desk, &owner, &fields, problems).await {
        Err(Error::NotFound) => Err(Error::SignInRequired),
        Err(error) => {
            let page = ProvePage::new(&desk, &owner, &fields.back).await?;
            refused(error, |problems| ProvePage { problems, ..page })
        }
        answer => answer,
    }
}

async fn prove(desk: &Desk, holder: &Holder, fields: &Prove, problems: Problems) -> Result<HttpResponse> {
    problems.into_result()?;
    let said = (fields.passkey_question.as_str(), &fields.passkey);
    let shown = (&fields.password, given(desk, place(holder), said, &fields.code));
    let proven = sign_in::prove_again(&desk.db, &desk.keys, &desk.hasher, &holder.account_id, shown).await?;
    let before = holder.session.clone();
    let token = desk.db.write(move |tx| session::prove_again(tx, &proven, &before)).await?;
    with_cookies(see_other(Back::parse(&fields.back).path()), &[cookies::session(&token)])
}
