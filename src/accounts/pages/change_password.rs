//! `/account/password`: another password, for whoever is signed in.

use actix_web::HttpResponse;
use askama::Template;
use serde::Deserialize;
use validator::Validate;

use super::newcomer::password;
use super::{Desk, Done, TO_ACCOUNT, refused};
use crate::accounts::guard::{Member, Recently};
use crate::accounts::password::Typed;
use crate::accounts::second_factor::Owner;
use crate::accounts::{address_of, registration};
use crate::base::text::EmailAddress;
use crate::error::{OrNotFound as _, Problems, Result};
use crate::web::form::{Form, Private};
use crate::web::frame::Frame;
use crate::web::respond::page;

const HERE: &str = "/account/password";

/// What was typed for another password.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Change {
    password: Typed,
    form_token: String,
}

impl Form for Change {
    const NAME: &'static str = "change-password";
    const FIELDS: &'static [&'static str] = &["password"];

    fn token(&self) -> &str {
        &self.form_token
    }
}

#[derive(Template)]
#[template(path = "accounts/change-password.html")]
struct ChangePage {
    frame: Frame,
    address: EmailAddress,
    problems: Problems,
    token: String,
}

impl ChangePage {
    async fn new(desk: &Desk, member: &Member) -> Result<Self> {
        let (frame, address) = (desk.frame_of(member), own_address(desk, member).await?);
        let token = desk.private_token(Change::NAME, HERE, member);
        Ok(Self { frame, address, problems: Problems::default(), token })
    }
}

async fn own_address(desk: &Desk, member: &Member) -> Result<EmailAddress> {
    let (keys, id) = (desk.keys.clone(), member.account_id.clone());
    desk.db.read(move |conn| address_of(conn, &keys, &id)).await?.or_not_found()
}

/// `GET /account/password`.
///
/// # Errors
/// Those of the database; proof required.
pub async fn show(member: Recently<Member>, desk: Desk) -> Result<HttpResponse> {
    page(&ChangePage::new(&desk, &member).await?)
}

/// `POST /account/password`: every other session ends.
///
/// # Errors
/// Those of the database; proof required.
pub async fn send(desk: Desk, form: Private<Recently<Member>, Change>) -> Result<HttpResponse> {
    let Private { owner, fields, problems } = form;
    if let Err(error) = change(&desk, &owner, &fields, problems).await {
        let again = ChangePage::new(&desk, &owner).await?;
        return refused(error, |problems| ChangePage { problems, ..again });
    }
    let (title, says) = ("accounts-change-password-done-title", "accounts-change-password-done-says");
    desk.done(Done { title, says, onward: TO_ACCOUNT })
}

async fn change(desk: &Desk, member: &Member, fields: &Change, mut problems: Problems) -> Result<()> {
    let address = own_address(desk, member).await?;
    let about = [member.name.clone(), address.as_str().to_owned()];
    let password = password(desk, &fields.password, about, &mut problems).await?;
    problems.into_result()?;
    let hash = desk.hasher.for_known().hash(password.or_not_found()?).await?;
    let of = Owner { account: member.account_id.clone(), session: member.session.clone() };
    desk.db.write(move |tx| registration::change_password(tx, &of, &hash)).await
}
