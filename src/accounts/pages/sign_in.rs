//! `/account/sign-in` and `/account/sign-out`.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;
use validator::Validate;

use super::passkeys::{Asked, given};
use super::{Desk, Done, MINUTE, TO_FRONT, TO_SIGN_IN, code, overview, refused, with_cookies};
use crate::accounts::guard::{self, Holder, Visitor, cookies};
use crate::accounts::password::Typed;
use crate::accounts::second_factor::ceremony::Place;
use crate::accounts::session;
use crate::accounts::sign_in::{self, Step, Try};
use crate::error::{Error, Problems, Result};
use crate::web::client::Client;
use crate::web::form::{Form, Private, Public, WHOLE};
use crate::web::frame::Frame;
use crate::web::limits::Rate;
use crate::web::respond::{page, page_as, see_other};

/// What was typed to sign in.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct SignIn {
    #[validate(length(min = 1, message = "accounts-email-missing"))]
    email: String,
    password: Typed,
    code: Typed,
    passkey: Typed,
    passkey_question: String,
    form_token: String,
}

impl Form for SignIn {
    const NAME: &'static str = "sign-in";
    const FIELDS: &'static [&'static str] = &["email", "password", "code", "passkey"];

    fn token(&self) -> &str {
        &self.form_token
    }
}

#[derive(Template)]
#[template(path = "accounts/sign-in.html")]
struct SignInPage {
    frame: Frame,
    fields: SignIn,
    asked: Asked,
    problems: Problems,
    token: String,
}

impl SignInPage {
    fn new(desk: &Desk, fields: SignIn) -> Result<Self> {
        let (asked, token) = (Asked::of_anybody(desk)?, desk.public_token(SignIn::NAME));
        Ok(Self { frame: desk.frame.clone(), fields, asked, problems: Problems::default(), token })
    }
}

/// `GET /account/sign-in`. Who is signed in already is led on.
///
/// # Errors
/// Those of the database.
pub async fn show(visitor: Visitor, desk: Desk) -> Result<HttpResponse> {
    match visitor.member() {
        Some(member) => Ok(see_other(guard::home(member.role))),
        None => page(&SignInPage::new(&desk, SignIn::default())?),
    }
}

/// `POST /account/sign-in`.
///
/// # Errors
/// Those of the database.
pub async fn send(
    request: HttpRequest,
    desk: Desk,
    client: Client,
    form: Public<SignIn>,
) -> Result<HttpResponse> {
    let Public { fields, problems } = form;
    match try_in(&request, &desk, &client, (&fields, problems)).await {
        Err(error) => {
            let page = SignInPage::new(&desk, fields)?;
            refused(error, |problems| SignInPage { problems, ..page })
        }
        answer => answer,
    }
}

async fn try_in(
    request: &HttpRequest,
    desk: &Desk,
    client: &Client,
    sent: (&SignIn, Problems),
) -> Result<HttpResponse> {
    let (fields, mut problems) = sent;
    if fields.password.as_str().is_empty() {
        problems.add("password", "accounts-password-missing");
    }
    problems.into_result()?;
    let rate = Rate::new(desk.config.limits.sign_ins_a_minute, MINUTE);
    desk.count(client, "sign-in", rate).await?;
    match sign_in::prove(&desk.db, &desk.keys, &desk.hasher, tried(request, desk, fields)).await? {
        None => Err(Error::invalid(WHOLE, "accounts-sign-in-wrong")),
        Some(Step::Proven(proven)) => desk.let_in(request, proven).await,
        Some(Step::FactorOwed(token)) => with_cookies(see_other(code::HERE), &[cookies::pending(&token)]),
    }
}

fn tried(request: &HttpRequest, desk: &Desk, fields: &SignIn) -> Try {
    let said = (fields.passkey_question.as_str(), &fields.passkey);
    Try {
        address: fields.email.clone(),
        password: fields.password.clone(),
        given: given(desk, Place::SignIn, said, &fields.code),
        browser: cookies::carried_by(request),
    }
}

/// The page that begins anew, because nothing waits any more for a second factor.
pub(super) fn anew(desk: &Desk) -> Result<HttpResponse> {
    let frame = Frame::new(Arc::clone(&desk.frame.face), TO_SIGN_IN.path);
    let desk = Desk { frame, ..desk.clone() };
    let mut problems = Problems::default();
    problems.add(WHOLE, "accounts-code-over");
    let page = SignInPage { problems, ..SignInPage::new(&desk, SignIn::default())? };
    let page = page_as(StatusCode::UNPROCESSABLE_ENTITY, &page)?;
    with_cookies(page, &[cookies::no_pending()])
}

/// The button that signs out.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct SignOut {
    form_token: String,
}

impl Form for SignOut {
    const NAME: &'static str = guard::SIGN_OUT;
    const FIELDS: &'static [&'static str] = &[];

    fn token(&self) -> &str {
        &self.form_token
    }
}

/// `POST /account/sign-out`: the session's row goes, and the browser is told to forget what it kept of
/// our pages (not its other cookies). Who was signed out already is so again.
///
/// # Errors
/// Those of the database.
pub async fn out(desk: Desk, form: Result<Private<Holder, SignOut>>) -> Result<HttpResponse> {
    match form {
        Err(Error::SignInRequired) => signed_out(&desk),
        Err(error) => Err(error),
        Ok(form) if form.problems.is_empty() => {
            let ended = form.owner.session.clone();
            desk.db.write(move |tx| session::end(tx, &ended)).await?;
            signed_out(&desk)
        }
        Ok(form) => overview::again(&desk, &form.owner, form.problems).await,
    }
}

fn signed_out(desk: &Desk) -> Result<HttpResponse> {
    let done =
        Done { title: "accounts-signed-out-title", says: "accounts-signed-out-says", onward: TO_FRONT };
    let mut answer = desk.done(done)?;
    guard::let_forget(&mut answer)?;
    Ok(answer)
}
