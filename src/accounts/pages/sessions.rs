//! `/account/sessions`: where somebody is signed in, and how they end it.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;
use validator::Validate;

use super::Desk;
use crate::accounts::guard::Member;
use crate::accounts::session::{self, Session};
use crate::error::{Problems, Result};
use crate::web::form::{Form, Private};
use crate::web::frame::Frame;
use crate::web::respond::{page_as, see_other};

const END: &str = "/account/sessions/end";
const END_OTHERS: &str = "/account/sessions/end-others";
const DONE: &str = "/account/sessions?done=1";

/// Which session is to end.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct End {
    session: String,
    form_token: String,
}

impl Form for End {
    const NAME: &'static str = "end-session";
    const FIELDS: &'static [&'static str] = &["session"];

    fn token(&self) -> &str {
        &self.form_token
    }
}

/// Whether a deed has just been done.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default)]
pub struct Shown {
    done: Option<u8>,
}

/// One signed-in browser, as the page shows it.
struct Row {
    handle: String,
    browser: String,
    when: String,
    is_this: bool,
    token: String,
}

#[derive(Template)]
#[template(path = "accounts/sessions.html")]
struct SessionsPage {
    frame: Frame,
    rows: Vec<Row>,
    end_others: Option<String>,
    done: bool,
    problems: Problems,
}

/// `GET /account/sessions`.
///
/// # Errors
/// Those of the database.
pub async fn show(member: Member, desk: Desk, shown: web::Query<Shown>) -> Result<HttpResponse> {
    answer(&desk, &member, (shown.done.is_some(), Problems::default()), StatusCode::OK).await
}

/// `POST /account/sessions/end`: one of one's own.
///
/// # Errors
/// Those of the database; not found, if it is none of theirs.
pub async fn end(desk: Desk, form: Private<Member, End>) -> Result<HttpResponse> {
    let Private { owner, fields, problems } = form;
    if !problems.is_empty() {
        return answer(&desk, &owner, (false, problems), StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    desk.db.write(move |tx| session::end_named(tx, &owner.account_id, &fields.session)).await?;
    Ok(see_other(DONE))
}

/// `POST /account/sessions/end-others`: all but this one.
///
/// # Errors
/// Those of the database.
pub async fn end_others(desk: Desk, form: Private<Member, End>) -> Result<HttpResponse> {
    let Private { owner, problems, .. } = form;
    if !problems.is_empty() {
        return answer(&desk, &owner, (false, problems), StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    desk.db.write(move |tx| session::end_all(tx, &owner.account_id, Some(&owner.session))).await?;
    Ok(see_other(DONE))
}

async fn answer(
    desk: &Desk,
    member: &Member,
    (done, problems): (bool, Problems),
    status: StatusCode,
) -> Result<HttpResponse> {
    let (id, role, now) = (member.account_id.clone(), member.role, desk.db.now());
    let sessions = desk.db.read(move |conn| session::list(conn, &id, role, now)).await?;
    let rows: Vec<Row> = sessions.iter().map(|session| row(desk, member, session)).collect();
    let end_others = (rows.len() > 1).then(|| desk.private_token(End::NAME, END_OTHERS, member));
    page_as(status, &SessionsPage { frame: desk.frame_of(member), rows, end_others, done, problems })
}

fn row(desk: &Desk, member: &Member, session: &Session) -> Row {
    let (began, used) = (desk.day(session.created_at), desk.day(session.last_used_at));
    Row {
        handle: session.handle(),
        browser: session.browser.clone(),
        when: desk.frame.words.say2("accounts-sessions-when", ("began", began), ("used", used)),
        is_this: session.digest == member.session,
        token: desk.private_token(End::NAME, END, member),
    }
}
