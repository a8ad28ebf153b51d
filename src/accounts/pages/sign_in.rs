//! `/account/sign-in` and `/account/sign-out`.

use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;
use validator::Validate;

use super::{Desk, Done, MINUTE, TO_FRONT, overview, refused};
use crate::accounts::guard::{self, Member, Visitor};
use crate::accounts::password::Typed;
use crate::accounts::{session, sign_in};
use crate::error::{Error, Problems, Result};
use crate::web::client::Client;
use crate::web::form::{Form, Private, Public, WHOLE};
use crate::web::frame::Frame;
use crate::web::limits::Rate;
use crate::web::respond::{page, see_other};

/// What was typed to sign in.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct SignIn {
    #[validate(length(min = 1, message = "accounts-email-missing"))]
    email: String,
    password: Typed,
    form_token: String,
}

impl Form for SignIn {
    const NAME: &'static str = "sign-in";
    const FIELDS: &'static [&'static str] = &["email", "password"];

    fn token(&self) -> &str {
        &self.form_token
    }
}

#[derive(Template)]
#[template(path = "accounts/sign-in.html")]
struct SignInPage {
    frame: Frame,
    fields: SignIn,
    problems: Problems,
    token: String,
}

impl SignInPage {
    fn new(desk: &Desk, fields: SignIn, problems: Problems) -> Self {
        Self { frame: desk.frame.clone(), fields, problems, token: desk.public_token(SignIn::NAME) }
    }
}

/// `GET /account/sign-in`. Who is signed in already is led on.
///
/// # Errors
/// Those of the database.
pub async fn show(visitor: Visitor, desk: Desk) -> Result<HttpResponse> {
    match visitor.member() {
        Some(member) => Ok(see_other(guard::home(member.role))),
        None => page(&SignInPage::new(&desk, SignIn::default(), Problems::default())),
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
        Err(error) => refused(error, |problems| SignInPage::new(&desk, fields, problems)),
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
    let proven = sign_in::prove(&desk.db, &desk.keys, &desk.hasher, &fields.email, &fields.password).await?;
    desk.let_in(request, proven.ok_or_else(|| Error::invalid(WHOLE, "accounts-sign-in-wrong"))?).await
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
pub async fn out(desk: Desk, form: Result<Private<Member, SignOut>>) -> Result<HttpResponse> {
    match form {
        Err(Error::SignInRequired) => signed_out(&desk),
        Err(error) => Err(error),
        Ok(form) if form.problems.is_empty() => {
            let ended = form.owner.session;
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
    let forget = HeaderValue::from_static("\"cache\", \"storage\"");
    answer.headers_mut().insert(HeaderName::from_static("clear-site-data"), forget);
    answer.add_cookie(&guard::no_cookie()).map_err(Error::fault)?;
    Ok(answer)
}
