//! The link in the letter to an address that was left with a comment: looking changes nothing.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;
use validator::Validate;

use super::Parts;
use crate::articles;
use crate::base::token::Token;
use crate::comments::{confirm_address, open_address};
use crate::error::{OrNotFound as _, Problems, Result};
use crate::web::form::{Form, Public};
use crate::web::frame::Frame;
use crate::web::respond::{page, page_as};

/// "Yes, this address is mine."
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct AddressForm {
    form_token: String,
}

impl Form for AddressForm {
    const NAME: &'static str = "comment-address";
    const FIELDS: &'static [&'static str] = &[];

    fn token(&self) -> &str {
        &self.form_token
    }
}

#[derive(Template)]
#[template(path = "comments/address.html")]
struct AddressPage {
    frame: Frame,
    action: String,
    token: String,
    title: String,
    path: String,
    done: bool,
    problems: Problems,
}

/// `GET /comments/address/{token}`: asks for a click, and changes nothing.
///
/// # Errors
/// [`Error::NotFound`](crate::error::Error::NotFound) for a link that was used or is none.
pub async fn ask_address(
    token: web::Path<String>,
    request: HttpRequest,
    parts: Parts,
) -> Result<HttpResponse> {
    page(&parts.address_page(&token, request.path(), Problems::default()).await?)
}

/// `POST /comments/address/{token}`: the address is its owner's; decisions are mailed there.
///
/// # Errors
/// [`Error::NotFound`](crate::error::Error::NotFound) for a link that was used or is none.
pub async fn take_address(
    token: web::Path<String>,
    request: HttpRequest,
    sent: Public<AddressForm>,
    parts: Parts,
) -> Result<HttpResponse> {
    let mut asked = parts.address_page(&token, request.path(), sent.problems).await?;
    if !asked.problems.is_empty() {
        return page_as(StatusCode::UNPROCESSABLE_ENTITY, &asked);
    }
    let token = Token::parse(&token).or_not_found()?;
    asked.done = parts.db.write(move |tx| confirm_address(tx, &token)).await?;
    page(&asked)
}

impl Parts {
    async fn address_page(&self, token: &str, action: &str, problems: Problems) -> Result<AddressPage> {
        let token = Token::parse(token).or_not_found()?;
        let found = self.db.read(move |conn| match open_address(conn, &token)? {
            Some(waiting) => articles::by_id(conn, &waiting.article),
            None => Ok(None),
        });
        let article = found.await?.or_not_found()?;
        Ok(AddressPage {
            frame: self.frame.clone(),
            action: action.to_owned(),
            token: self.tokens.public(AddressForm::NAME, action),
            title: article.title.to_string(),
            path: article.path(),
            done: false,
            problems,
        })
    }
}
