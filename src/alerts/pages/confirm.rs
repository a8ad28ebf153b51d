//! The link of the first letter: looking changes nothing.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;
use validator::Validate;

use super::{Parts, refused};
use crate::alerts::{Confirmation, confirm, to_confirm};
use crate::base::token::Token;
use crate::cases::Case;
use crate::error::{Problems, Result};
use crate::web::form::{Form, Public};
use crate::web::frame::Frame;
use crate::web::respond::page;

/// "Yes, mail me."
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct ConfirmForm {
    form_token: String,
}

impl Form for ConfirmForm {
    const NAME: &'static str = "subscription-confirm";
    const FIELDS: &'static [&'static str] = &[];

    fn token(&self) -> &str {
        &self.form_token
    }
}

#[derive(Template)]
#[template(path = "alerts/confirm.html")]
struct ConfirmPage {
    frame: Frame,
    token: String,
    case: Case,
    about: Confirmation,
    /// Whether it was this request that confirmed it.
    just_now: bool,
    problems: Problems,
}

/// `GET /subscriptions/confirm/{token}`: asks for a click, and changes nothing.
///
/// # Errors
/// Those of the database.
pub async fn look_confirm(token: web::Path<String>, parts: Parts) -> Result<HttpResponse> {
    match parts.waiting(&token).await? {
        Some(about) => page(&parts.confirm_page(about, false, Problems::default()).await?),
        None => parts.dead_confirm(),
    }
}

/// `POST /subscriptions/confirm/{token}`: the address is its owner's, and mail begins. Sent again, it says so again.
///
/// # Errors
/// Those of the database.
pub async fn take_confirm(
    token: web::Path<String>,
    sent: Public<ConfirmForm>,
    parts: Parts,
) -> Result<HttpResponse> {
    let Some(about) = parts.waiting(&token).await? else { return parts.dead_confirm() };
    let again = parts.confirm_page(about, false, sent.problems.clone()).await?;
    match parts.confirmed(&token, sent.problems).await {
        Ok(Some(about)) => page(&parts.confirm_page(about, true, Problems::default()).await?),
        Ok(None) => parts.dead_confirm(),
        Err(error) => refused(error, |problems| ConfirmPage { problems, ..again }),
    }
}

impl Parts {
    async fn waiting(&self, token: &str) -> Result<Option<Confirmation>> {
        let Some(token) = Token::parse(token) else { return Ok(None) };
        let now = self.db.now();
        self.db.read(move |conn| to_confirm(conn, &token, now)).await
    }

    async fn confirmed(&self, token: &str, problems: Problems) -> Result<Option<Confirmation>> {
        problems.into_result()?;
        let (Some(token), keys) = (Token::parse(token), self.keys.clone()) else { return Ok(None) };
        self.db.write(move |tx| confirm(tx, &keys, &token)).await
    }

    async fn confirm_page(
        &self,
        about: Confirmation,
        just_now: bool,
        problems: Problems,
    ) -> Result<ConfirmPage> {
        let case = self.case(&about.subscription.case_id).await?;
        let token = self.tokens.public(ConfirmForm::NAME, &self.frame.path);
        let just_now = just_now && !about.done;
        Ok(ConfirmPage { frame: self.frame.clone(), token, case, about, just_now, problems })
    }

    fn dead_confirm(&self) -> Result<HttpResponse> {
        let says = ["alerts-confirm-dead-title", "alerts-confirm-dead-says"];
        self.over_page(StatusCode::NOT_FOUND, says, ("/cases", "alerts-link-cases"))
    }
}
