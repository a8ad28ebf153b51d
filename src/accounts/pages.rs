//! The pages of `/account`, and of accounts and invitations under `/admin`.

pub mod admin;
pub mod change_password;
pub mod code;
pub mod email;
pub mod first_admin;
pub mod invitation;
pub mod invitations;
mod newcomer;
pub mod overview;
pub mod passkeys;
pub mod prove;
pub mod register;
pub mod reset;
pub mod second_factor;
pub mod sessions;
pub mod sign_in;

use std::future::{Ready, ready};
use std::time::Duration;

use actix_web::cookie::Cookie;
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, RETRY_AFTER};
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use askama::Template;

use super::browsers;
use super::guard::{self, Member, cookies};
use super::password::Hasher;
use super::session;
use super::sign_in::Proven;
use crate::base::seal::Keys;
use crate::base::token::Token;
use crate::config::Config;
use crate::db::{Db, Tx};
use crate::error::{Error, OrNotFound as _, Problems, Result};
use crate::web::client::Client;
use crate::web::form::{FormTokens, WHOLE};
use crate::web::frame::Frame;
use crate::web::limits::{self, Rate};
use crate::web::part;
use crate::web::respond::{page, page_as, see_other};

const MINUTE: Duration = Duration::from_mins(1);
const HOUR: Duration = Duration::from_hours(1);
/// How soon to come back when argon2 is busy.
const SOON: Duration = Duration::from_secs(5);

/// What stands on the desk of whoever serves these pages.
#[derive(Debug, Clone)]
pub struct Desk {
    db: Db,
    keys: Keys,
    hasher: Hasher,
    tokens: FormTokens,
    config: web::Data<Config>,
    frame: Frame,
}

impl FromRequest for Desk {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(Frame::from_request(request, payload).into_inner().and_then(|frame| {
            Ok(Self {
                db: part::<Db>(request)?.as_ref().clone(),
                keys: part::<Keys>(request)?.as_ref().clone(),
                hasher: part::<Hasher>(request)?.as_ref().clone(),
                tokens: part::<FormTokens>(request)?.as_ref().clone(),
                config: part::<Config>(request)?,
                frame,
            })
        }))
    }
}

impl Desk {
    /// The frame of a page that belongs to someone.
    fn frame_of(&self, member: &Member) -> Frame {
        member.frame(self.frame.clone(), &self.tokens)
    }

    /// A fresh token of a public form that posts to this page's own path.
    fn public_token(&self, form: &str) -> String {
        self.tokens.public(form, &self.frame.path)
    }

    /// A fresh token of someone's form.
    fn private_token(&self, form: &str, target: &str, member: &Member) -> String {
        self.tokens.private(form, target, member.session.as_str())
    }

    /// The day of an instant where the site is at home, in words.
    fn day(&self, at: crate::base::clock::Timestamp) -> String {
        self.frame.words.date(at.day_in(&self.config.site.time_zone()))
    }

    /// Counts one try of a network.
    async fn count(&self, client: &Client, class: &'static str, rate: Rate) -> Result<()> {
        let pseudonym = client.pseudonym(&self.db, &self.keys).await?;
        limits::count(&self.db, class, &pseudonym, client.rate(rate)).await
    }

    /// Opens a session for whoever proved who they are, and leads them to where they begin. Who cannot be let in at
    /// once, because the account changed or asks for more, signs in.
    async fn let_in(&self, request: &HttpRequest, proven: Proven) -> Result<HttpResponse> {
        let (browser, former) = (guard::browser_of(request), cookies::session_of(request));
        let keys = self.keys.clone();
        let open = move |tx: &mut Tx<'_>| {
            let opened = session::open(tx, &proven, browser, former.as_ref())?;
            let remembered = browsers::remember(&keys, &opened.account, tx.random());
            Ok((opened, remembered))
        };
        let (opened, remembered) = match self.db.write(open).await {
            Err(Error::NotFound) => return Ok(see_other(TO_SIGN_IN.path)),
            opened => opened?,
        };
        let set = [cookies::session(&opened.token), cookies::browser(&remembered)];
        with_cookies(see_other(guard::home(opened.account.role)), &set)
    }

    /// The page that says that something was done.
    fn done(&self, done: Done) -> Result<HttpResponse> {
        page(&DonePage { frame: self.frame.clone(), done })
    }

    /// The page of a link that is good no more.
    fn dead_link(&self, way_out: Link) -> Result<HttpResponse> {
        page_as(StatusCode::NOT_FOUND, &DeadLinkPage { frame: self.frame.clone(), way_out })
    }
}

fn with_cookies(mut answer: HttpResponse, set: &[Cookie<'_>]) -> Result<HttpResponse> {
    for cookie in set {
        answer.add_cookie(cookie).map_err(Error::fault)?;
    }
    Ok(answer)
}

/// The secret of a link, as it stands in the path.
fn token_in(path: &web::Path<String>) -> Result<Token> {
    Token::parse(path).or_not_found()
}

/// Answers a deed that failed. What its form can mend shows the form again, filled; a limit or a full
/// waiting room too, with the time to come back.
fn refused<T: Template>(error: Error, again: impl FnOnce(Problems) -> T) -> Result<HttpResponse> {
    let whole = |key| {
        let mut problems = Problems::default();
        problems.add(WHOLE, key);
        problems
    };
    let (status, problems, wait) = match error {
        Error::Invalid(problems) => (StatusCode::UNPROCESSABLE_ENTITY, problems, None),
        Error::Conflict(key) => (StatusCode::CONFLICT, whole(key), None),
        Error::TooOften { retry_after } => {
            (StatusCode::TOO_MANY_REQUESTS, whole("accounts-too-often"), Some(retry_after))
        }
        Error::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, whole("accounts-busy"), Some(SOON)),
        other => return Err(other),
    };
    let mut answer = page_as(status, &again(problems))?;
    if let Some(wait) = wait {
        answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from(wait.as_secs().max(1)));
    }
    Ok(answer)
}

/// Where to go on, and the key of what that says.
#[derive(Debug, Clone, Copy)]
struct Link {
    path: &'static str,
    key: &'static str,
}

const TO_SIGN_IN: Link = Link { path: "/account/sign-in", key: "accounts-link-sign-in" };
const TO_RESET: Link = Link { path: "/account/reset", key: "accounts-link-reset" };
const TO_ACCOUNT: Link = Link { path: "/account", key: "accounts-link-account" };
const TO_FRONT: Link = Link { path: "/", key: "accounts-link-front" };

/// Something was done: what, and what happens next.
#[derive(Debug, Clone, Copy)]
struct Done {
    title: &'static str,
    says: &'static str,
    onward: Link,
}

#[derive(Template)]
#[template(path = "accounts/done.html")]
struct DonePage {
    frame: Frame,
    done: Done,
}

#[derive(Template)]
#[template(path = "accounts/dead-link.html")]
struct DeadLinkPage {
    frame: Frame,
    way_out: Link,
}
