//! The link of the first letter: looking changes nothing.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;
use validator::Validate;

use super::manage::{Followed, chosen_for, followed};
use super::{Parts, refused};
use crate::alerts::{
    Confirmation, Consent, Frequency, Kinds, Subscription, SubscriptionId, confirm, to_confirm,
};
use crate::base::token::Token;
use crate::db::Conn;
use crate::error::{Problems, Result};
use crate::web::form::{Form, Public};
use crate::web::frame::Frame;
use crate::web::respond::page;

/// "Yes, mail me", how often and of what, and of what else waits.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct ConfirmForm {
    form_token: String,
    #[serde(flatten)]
    chosen: HashMap<String, String>,
}

impl Form for ConfirmForm {
    const NAME: &'static str = "subscription-confirm";
    const FIELDS: &'static [&'static str] = &[];

    fn token(&self) -> &str {
        &self.form_token
    }
}

impl ConfirmForm {
    fn is_ticked(&self, it: &SubscriptionId) -> bool {
        self.chosen.contains_key(&format!("also-{it}"))
    }

    /// What was said yes to: what the link is about, and what else was ticked.
    fn consents(&self, about: &Confirmation) -> Vec<Consent> {
        let ticked = about.others.iter().filter(|it| self.is_ticked(&it.id));
        let named = std::iter::once(&about.subscription).chain(ticked);
        let consent = |it: &Subscription| {
            let (frequency, kinds) = chosen_for(&self.chosen, it);
            Consent { subscription: it.id.clone(), frequency, kinds }
        };
        named.map(consent).collect()
    }
}

#[derive(Template)]
#[template(path = "alerts/confirm.html")]
struct ConfirmPage {
    frame: Frame,
    token: String,
    /// What is confirmed by this link.
    confirmed: Vec<Followed>,
    /// What can be confirmed here.
    waiting: Vec<Followed>,
    /// What the link is about.
    own: SubscriptionId,
    /// Whether it was this request that confirmed it.
    just_now: bool,
    /// What was chosen before, if the page is shown again.
    chosen: ConfirmForm,
    problems: Problems,
}

impl ConfirmPage {
    fn is_own(&self, it: &Followed) -> bool {
        it.subscription.id == self.own
    }

    fn heading(&self) -> &'static str {
        match (self.just_now, self.confirmed.len()) {
            (false, 0) => "alerts-confirm-title",
            (false, _) => "alerts-confirm-already",
            (true, 0 | 1) => "alerts-confirm-done",
            (true, _) => "alerts-confirm-done-several",
        }
    }
}

/// `GET /subscriptions/confirm/{token}`: asks for a click, and changes nothing.
///
/// # Errors
/// Those of the database.
pub async fn look_confirm(token: web::Path<String>, parts: Parts) -> Result<HttpResponse> {
    match parts.waiting(&token).await? {
        Some(about) => page(&parts.confirm_page(about, false).await?),
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
    match parts.confirmed(&token, sent.fields.consents(&about), sent.problems).await {
        Ok(Some(about)) => page(&parts.confirm_page(about, true).await?),
        Ok(None) => parts.dead_confirm(),
        Err(error) => {
            let again = parts.confirm_page(about, false).await?.with(sent.fields);
            refused(error, |problems| ConfirmPage { problems, ..again })
        }
    }
}

impl ConfirmPage {
    /// The same page with what was chosen on it.
    fn with(mut self, chosen: ConfirmForm) -> Self {
        for Followed { subscription, .. } in &mut self.waiting {
            (subscription.frequency, subscription.kinds) = chosen_for(&chosen.chosen, subscription);
        }
        Self { chosen, ..self }
    }
}

impl Parts {
    async fn waiting(&self, token: &str) -> Result<Option<Confirmation>> {
        let Some(token) = Token::parse(token) else { return Ok(None) };
        let now = self.db.now();
        self.db.read(move |conn| to_confirm(conn, &token, now)).await
    }

    async fn confirmed(
        &self,
        token: &str,
        consents: Vec<Consent>,
        problems: Problems,
    ) -> Result<Option<Confirmation>> {
        problems.into_result()?;
        let (Some(token), keys) = (Token::parse(token), self.keys.clone()) else { return Ok(None) };
        self.db.write(move |tx| confirm(tx, &keys, &token, &consents)).await
    }

    async fn confirm_page(&self, about: Confirmation, taken: bool) -> Result<ConfirmPage> {
        let just_now = taken && (!about.done || !about.along.is_empty());
        let own = about.subscription.id.clone();
        let (mut confirmed, mut waiting) = (about.along, about.others);
        let first = if about.subscription.is_live() { &mut confirmed } else { &mut waiting };
        first.insert(0, about.subscription);
        let titled = move |conn: &mut Conn| Ok((followed(conn, confirmed)?, followed(conn, waiting)?));
        let (confirmed, waiting) = self.db.read(titled).await?;
        let (frame, token) = (self.frame.clone(), self.tokens.public(ConfirmForm::NAME, &self.frame.path));
        let (chosen, problems) = (ConfirmForm::default(), Problems::default());
        Ok(ConfirmPage { frame, token, confirmed, waiting, own, just_now, chosen, problems })
    }

    fn dead_confirm(&self) -> Result<HttpResponse> {
        let says = ["alerts-confirm-dead-title", "alerts-confirm-dead-says"];
        self.over_page(StatusCode::NOT_FOUND, says, ("/cases", "alerts-link-cases"))
    }
}
