//! `/account/email`: another address, and the pages of the links that both addresses get.

use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;
use validator::Validate;

use super::newcomer::email_problem;
use super::{Desk, Done, TO_FRONT, TO_RESET, TO_SIGN_IN, refused, token_in};
use crate::accounts::address_of;
use crate::accounts::email_change::{self, Change, End, Outcome};
use crate::accounts::guard::{Member, Recently};
use crate::accounts::second_factor::Owner;
use crate::base::text::EmailAddress;
use crate::base::token::Token;
use crate::error::{Error, OrNotFound as _, Problems, Result};
use crate::web::form::{Form, Private, Public};
use crate::web::frame::Frame;
use crate::web::respond::page;

const HERE: &str = "/account/email";

const SENT: Done = Done {
    title: "accounts-change-email-sent-title",
    says: "accounts-change-email-sent-says",
    onward: TO_FRONT,
};
const WAITS: Done = Done {
    title: "accounts-change-email-waits-title",
    says: "accounts-change-email-waits-says",
    onward: TO_FRONT,
};
const CHANGED: Done = Done {
    title: "accounts-change-email-done-title",
    says: "accounts-change-email-done-says",
    onward: TO_SIGN_IN,
};
const STOPPED: Done = Done {
    title: "accounts-change-email-stopped-title",
    says: "accounts-change-email-stopped-says",
    onward: TO_RESET,
};

/// What was typed for another address.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Begin {
    email: String,
    form_token: String,
}

impl Form for Begin {
    const NAME: &'static str = "change-email";
    const FIELDS: &'static [&'static str] = &["email"];

    fn token(&self) -> &str {
        &self.form_token
    }
}

/// What the owner of a mailbox answers.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Answer {
    answer: String,
    form_token: String,
}

impl Form for Answer {
    const NAME: &'static str = "answer-email-change";
    const FIELDS: &'static [&'static str] = &["answer"];

    fn token(&self) -> &str {
        &self.form_token
    }
}

#[derive(Template)]
#[template(path = "accounts/change-email.html")]
struct BeginPage {
    frame: Frame,
    fields: Begin,
    problems: Problems,
    token: String,
}

impl BeginPage {
    fn new(desk: &Desk, member: &Member, fields: Begin, problems: Problems) -> Self {
        let token = desk.private_token(Begin::NAME, HERE, member);
        Self { frame: desk.frame_of(member), fields, problems, token }
    }
}

#[derive(Template)]
#[template(path = "accounts/answer-email.html")]
struct AnswerPage {
    frame: Frame,
    is_new: bool,
    may_agree: bool,
    address: String,
    problems: Problems,
    token: String,
}

impl AnswerPage {
    fn new(desk: &Desk, (change, address): &(Change, EmailAddress), end: End) -> Self {
        Self {
            frame: desk.frame.clone(),
            is_new: end == End::New,
            may_agree: end == End::New || change.agreed_at.is_none(),
            address: address.as_str().to_owned(),
            problems: Problems::default(),
            token: desk.public_token(Answer::NAME),
        }
    }
}

/// `GET /account/email`.
///
/// # Errors
/// Proof required.
pub async fn show(member: Recently<Member>, desk: Desk) -> Result<HttpResponse> {
    page(&BeginPage::new(&desk, &member, Begin::default(), Problems::default()))
}

/// `POST /account/email`: the answer is the same whether anybody has the address or not.
///
/// # Errors
/// Those of the database; proof required.
pub async fn send(desk: Desk, form: Private<Recently<Member>, Begin>) -> Result<HttpResponse> {
    let Private { owner, fields, problems } = form;
    match begin(&desk, &owner, &fields, problems).await {
        Err(error) => refused(error, |problems| BeginPage::new(&desk, &owner, fields, problems)),
        Ok(()) => desk.done(SENT),
    }
}

async fn begin(desk: &Desk, member: &Member, fields: &Begin, mut problems: Problems) -> Result<()> {
    let new = problems.note("email", EmailAddress::parse(&fields.email), email_problem);
    let (keys, id) = (desk.keys.clone(), member.account_id.clone());
    let own = desk.db.read(move |conn| address_of(conn, &keys, &id)).await?.or_not_found()?;
    if new.as_ref().is_some_and(|new| new.normalised() == own.normalised()) {
        problems.add("email", "accounts-change-email-same");
    }
    problems.into_result()?;
    let new = new.or_not_found()?;
    email_change::may_begin(&desk.db, &member.account_id).await?;
    let may_write = email_change::may_write(&desk.db, &desk.keys, &new).await?;
    let keys = desk.keys.clone();
    let of = Owner { account: member.account_id.clone(), session: member.session.clone() };
    desk.db.write(move |tx| email_change::begin(tx, &keys, &of, (&new, may_write))).await
}

/// `GET /account/email/new/{token}`: looking confirms nothing.
///
/// # Errors
/// Those of the database.
pub async fn show_new(desk: Desk, path: web::Path<String>) -> Result<HttpResponse> {
    show_end(&desk, &path, End::New).await
}

/// `GET /account/email/old/{token}`: looking neither agrees nor stops.
///
/// # Errors
/// Those of the database.
pub async fn show_old(desk: Desk, path: web::Path<String>) -> Result<HttpResponse> {
    show_end(&desk, &path, End::Old).await
}

async fn show_end(desk: &Desk, path: &web::Path<String>, end: End) -> Result<HttpResponse> {
    match find(desk, path, end).await? {
        Some((_, found)) => page(&AnswerPage::new(desk, &found, end)),
        None => desk.dead_link(TO_FRONT),
    }
}

/// `POST /account/email/new/{token}`: the new address is its owner's.
///
/// # Errors
/// Those of the database.
pub async fn confirm(desk: Desk, path: web::Path<String>, form: Public<Answer>) -> Result<HttpResponse> {
    answered(&desk, &path, End::New, form).await
}

/// `POST /account/email/old/{token}`: the owner of the old address agrees, or stops it.
///
/// # Errors
/// Those of the database.
pub async fn answer(desk: Desk, path: web::Path<String>, form: Public<Answer>) -> Result<HttpResponse> {
    answered(&desk, &path, End::Old, form).await
}

async fn answered(
    desk: &Desk,
    path: &web::Path<String>,
    end: End,
    form: Public<Answer>,
) -> Result<HttpResponse> {
    let Some((token, found)) = find(desk, path, end).await? else { return desk.dead_link(TO_FRONT) };
    match take(desk, token, end, form).await {
        Err(Error::NotFound) => desk.dead_link(TO_FRONT),
        Err(error) => {
            refused(error, |problems| AnswerPage { problems, ..AnswerPage::new(desk, &found, end) })
        }
        Ok(done) => desk.done(done),
    }
}

/// Does what the owner of a mailbox says; answers what is done.
async fn take(desk: &Desk, token: Token, end: End, form: Public<Answer>) -> Result<Done> {
    form.problems.into_result()?;
    let keys = desk.keys.clone();
    if end == End::Old && form.fields.answer == "stop" {
        desk.db.write(move |tx| email_change::stop(tx, &keys, &token)).await?;
        return Ok(STOPPED);
    }
    match desk.db.write(move |tx| email_change::agree(tx, &keys, &token, end)).await? {
        Outcome::Done => Ok(CHANGED),
        Outcome::Waits => Ok(WAITS),
    }
}

type Found = (Token, (Change, EmailAddress));

async fn find(desk: &Desk, path: &web::Path<String>, end: End) -> Result<Option<Found>> {
    let Ok(token) = token_in(path) else { return Ok(None) };
    let (keys, sought, now) = (desk.keys.clone(), token.clone(), desk.db.now());
    let found = desk.db.read(move |conn| email_change::find(conn, &keys, (&sought, end), now)).await?;
    Ok(found.map(|found| (token, found)))
}
