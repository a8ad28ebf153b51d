//! `/admin/suppressions`: what stands of an address, and ending its mail for an owner who cannot. The address is
//! typed into a form and goes no further: not into a URL, a log or a table.

use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;
use serde::Deserialize;
use validator::Validate;

use super::{Parts, refused};
use crate::accounts::guard::{Admin, Recently};
use crate::alerts::standing::{Standing, allow_again, looked_up, standing, stop};
use crate::base::clock::Timestamp;
use crate::base::text::{EmailAddress, TextProblem};
use crate::error::{Error, Problems, Result};
use crate::mail::suppressions::Cause;
use crate::web::form::{Form, Owner as _, Private};
use crate::web::frame::Frame;
use crate::web::limits::{self, Rate};
use crate::web::respond::page_as;

const HERE: &str = "/admin/suppressions";
const STOP: &str = "/admin/suppressions/stop";
const ALLOW: &str = "/admin/suppressions/allow";
/// Addresses that one admin may look up.
const LOOK_UPS: Rate = Rate::new(30, Duration::from_hours(1));

/// An address, and what to do about it is where the form goes.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Asked {
    email: String,
    form_token: String,
}

impl Form for Asked {
    const NAME: &'static str = "suppressions";
    const FIELDS: &'static [&'static str] = &["email"];

    fn token(&self) -> &str {
        &self.form_token
    }
}

#[derive(Template)]
#[template(path = "alerts/suppressions.html")]
struct SuppressionsPage {
    frame: Frame,
    email: String,
    token: String,
    found: Option<Found>,
    /// The key of what was just done.
    done: Option<&'static str>,
    problems: Problems,
}

/// What was found, and the tokens of what can be done about it.
struct Found {
    followed: usize,
    waiting: usize,
    unknown: bool,
    causes: Vec<(&'static str, &'static str, String)>,
    stop: String,
    allow: Option<String>,
}

/// `GET /admin/suppressions`: asks for an address.
///
/// # Errors
/// A fault, if the page cannot be rendered.
pub async fn enter(admin: Recently<Admin>, parts: Parts) -> Result<HttpResponse> {
    page_as(StatusCode::OK, &parts.blank(&admin, Asked::default(), Problems::default()))
}

/// `POST /admin/suppressions`: says what stands of it.
///
/// # Errors
/// Those of the database; after 30 within an hour the form comes back.
pub async fn look_up(parts: Parts, form: Private<Recently<Admin>, Asked>) -> Result<HttpResponse> {
    let Private { owner, fields, problems } = form;
    let address = match read(&fields, problems) {
        Ok(address) => parts.look_up(&owner, address).await,
        Err(error) => Err(error),
    };
    parts.answer(&owner, fields, address.map(|address| (address, None))).await
}

/// `POST /admin/suppressions/stop`: ends everything that is mailed to it.
///
/// # Errors
/// Those of the database.
pub async fn end(parts: Parts, form: Private<Recently<Admin>, Asked>) -> Result<HttpResponse> {
    let Private { owner, fields, problems } = form;
    let done = match read(&fields, problems) {
        Ok(address) => parts.stop(&owner, address).await,
        Err(error) => Err(error),
    };
    parts.answer(&owner, fields, done.map(|address| (address, Some("alerts-admin-stopped")))).await
}

/// `POST /admin/suppressions/allow`: lets letters go there again.
///
/// # Errors
/// Those of the database.
pub async fn allow(parts: Parts, form: Private<Recently<Admin>, Asked>) -> Result<HttpResponse> {
    let Private { owner, fields, problems } = form;
    let done = match read(&fields, problems) {
        Ok(address) => parts.allow(&owner, address).await,
        Err(error) => Err(error),
    };
    parts.answer(&owner, fields, done.map(|address| (address, Some("alerts-admin-allowed")))).await
}

fn read(fields: &Asked, mut problems: Problems) -> Result<EmailAddress> {
    let address = problems.note("email", EmailAddress::parse(&fields.email), problem);
    problems.into_result()?;
    address.ok_or(Error::NotFound)
}

const fn problem(problem: TextProblem) -> &'static str {
    match problem {
        TextProblem::Missing => "accounts-email-missing",
        TextProblem::TooLong | TextProblem::NotAllowed => "alerts-problem-email",
    }
}

impl Parts {
    fn blank(&self, admin: &Admin, fields: Asked, problems: Problems) -> SuppressionsPage {
        SuppressionsPage {
            frame: admin.frame(self.frame.clone(), &self.tokens),
            email: fields.email,
            token: self.tokens.private(Asked::NAME, HERE, admin.binding()),
            found: None,
            done: None,
            problems,
        }
    }

    /// Counted and recorded, so that a stolen session does not go through a list of addresses unseen.
    async fn look_up(&self, admin: &Admin, address: EmailAddress) -> Result<EmailAddress> {
        limits::count(&self.db, "look-up-address", admin.account_id.as_str(), LOOK_UPS).await?;
        let actor = admin.actor();
        self.db.write(move |tx| looked_up(tx, &actor)).await?;
        Ok(address)
    }

    async fn stop(&self, admin: &Admin, address: EmailAddress) -> Result<EmailAddress> {
        let (keys, actor, whose) = (self.keys.clone(), admin.actor(), address.clone());
        self.over(move |tx| stop(tx, &keys, &actor, &whose)).await?;
        Ok(address)
    }

    async fn allow(&self, admin: &Admin, address: EmailAddress) -> Result<EmailAddress> {
        let (keys, actor, whose) = (self.keys.clone(), admin.actor(), address.clone());
        self.db.write(move |tx| allow_again(tx, &keys, &actor, &whose)).await?;
        Ok(address)
    }

    /// The page after a deed: what stands now, or the form again with what was wrong.
    async fn answer(
        &self,
        admin: &Admin,
        fields: Asked,
        did: Result<(EmailAddress, Option<&'static str>)>,
    ) -> Result<HttpResponse> {
        let (address, done) = match did {
            Ok(did) => did,
            Err(error) => return refused(error, |problems| self.blank(admin, fields, problems)),
        };
        let keys = self.keys.clone();
        let standing = self.db.read(move |conn| standing(conn, &keys, &address)).await?;
        let found = Some(self.found(admin, &standing));
        let page = self.blank(admin, fields, Problems::default());
        page_as(StatusCode::OK, &SuppressionsPage { found, done, ..page })
    }

    fn found(&self, admin: &Admin, standing: &Standing) -> Found {
        let token = |target| self.tokens.private(Asked::NAME, target, admin.binding());
        let barred = standing.suppressed.iter().any(|(cause, _)| *cause != Cause::Left);
        let ended = standing.subscriptions.iter().filter(|it| it.ended_at.is_some() && !it.is_live()).count();
        Found {
            followed: standing.followed(),
            waiting: standing.subscriptions.len() - standing.followed() - ended,
            unknown: standing.is_unknown(),
            causes: standing.suppressed.iter().map(|(cause, since)| self.told(*cause, *since)).collect(),
            stop: token(STOP),
            allow: barred.then(|| token(ALLOW)),
        }
    }

    /// What a cause is called, what lifts it, and since when it stands.
    fn told(&self, cause: Cause, since: Timestamp) -> (&'static str, &'static str, String) {
        let (says, lift) = match cause {
            Cause::Left => ("alerts-admin-left", "alerts-admin-left-lift"),
            Cause::Bounced => ("alerts-admin-bounced", "alerts-admin-bounced-lift"),
            Cause::Complained => ("alerts-admin-complained", "alerts-admin-complained-lift"),
        };
        (says, lift, self.frame.words.date(since.day_in(&self.config.site.time_zone())))
    }
}
