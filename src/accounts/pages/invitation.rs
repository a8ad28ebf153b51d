//! `/account/invitation/{token}`: how somebody who was invited comes in.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;
use validator::Validate;

use super::newcomer::{FIELDS, Fields, Newcomer};
use super::{Desk, TO_FRONT, refused, token_in};
use crate::accounts::invitations::{self, Invitation};
use crate::base::text::EmailAddress;
use crate::base::token::Token;
use crate::error::{Error, Problems, Result};
use crate::web::form::{Form, Public};
use crate::web::frame::Frame;
use crate::web::respond::page;

/// What a guest typed. The address is the invitation's; one that is sent along changes nothing.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(transparent)]
pub struct Accept {
    fields: Fields,
}

impl Form for Accept {
    const NAME: &'static str = "accept-invitation";
    const FIELDS: &'static [&'static str] = FIELDS;

    fn token(&self) -> &str {
        &self.fields.form_token
    }
}

#[derive(Template)]
#[template(path = "accounts/invitation.html")]
struct InvitationPage {
    frame: Frame,
    role: String,
    address: String,
    fields: Fields,
    problems: Problems,
    token: String,
}

impl InvitationPage {
    fn new(
        desk: &Desk,
        (invitation, address): &(Invitation, EmailAddress),
        fields: Fields,
        problems: Problems,
    ) -> Self {
        Self {
            frame: desk.frame.clone(),
            role: desk.frame.t(invitation.role.key()),
            address: address.as_str().to_owned(),
            fields,
            problems,
            token: desk.public_token(Accept::NAME),
        }
    }
}

/// `GET /account/invitation/{token}`: looking uses nothing up.
///
/// # Errors
/// Those of the database.
pub async fn show(desk: Desk, path: web::Path<String>) -> Result<HttpResponse> {
    match open(&desk, &path).await? {
        Some((_, held)) => page(&InvitationPage::new(&desk, &held, Fields::default(), Problems::default())),
        None => desk.dead_link(TO_FRONT),
    }
}

/// `POST /account/invitation/{token}`: the account begins, and its owner is signed in.
///
/// # Errors
/// Those of the database.
pub async fn send(
    request: HttpRequest,
    desk: Desk,
    path: web::Path<String>,
    form: Public<Accept>,
) -> Result<HttpResponse> {
    let Some((token, held)) = open(&desk, &path).await? else { return desk.dead_link(TO_FRONT) };
    let mut fields = form.fields.fields;
    held.1.as_str().clone_into(&mut fields.email);
    match accept(&request, &desk, token, (&fields, form.problems)).await {
        Err(Error::NotFound) => desk.dead_link(TO_FRONT),
        Err(error) => refused(error, |problems| InvitationPage::new(&desk, &held, fields, problems)),
        answer => answer,
    }
}

async fn open(desk: &Desk, path: &web::Path<String>) -> Result<Option<(Token, (Invitation, EmailAddress))>> {
    let Ok(token) = token_in(path) else { return Ok(None) };
    let (keys, sought, now) = (desk.keys.clone(), token.clone(), desk.db.now());
    let held = desk.db.read(move |conn| invitations::find_open(conn, &keys, &sought, now)).await?;
    Ok(held.map(|held| (token, held)))
}

async fn accept(
    request: &HttpRequest,
    desk: &Desk,
    token: Token,
    sent: (&Fields, Problems),
) -> Result<HttpResponse> {
    let who = Newcomer::read(desk, sent.0, sent.1).await?.hashed(&desk.hasher.for_known()).await?;
    let keys = desk.keys.clone();
    let proven = desk.db.write(move |tx| invitations::accept(tx, &keys, &token, &who)).await?;
    desk.let_in(request, proven).await
}
