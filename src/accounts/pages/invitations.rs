//! `/admin/invitations`: who is asked to come in.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;
use validator::Validate;

use super::Desk;
use super::newcomer::email_problem;
use super::refused;
use crate::accounts::Role;
use crate::accounts::guard::{Admin, Recently};
use crate::accounts::invitations::{self, Guest, Invitation, InvitationId};
use crate::base::text::EmailAddress;
use crate::error::{Error, OrNotFound as _, Problems, Result};
use crate::web::form::{Form, Private};
use crate::web::frame::Frame;
use crate::web::respond::{page_as, see_other};

const HERE: &str = "/admin/invitations";

/// Who is invited, and to what.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Invite {
    email: String,
    role: String,
    form_token: String,
}

impl Form for Invite {
    const NAME: &'static str = "invite";
    const FIELDS: &'static [&'static str] = &["email", "role"];

    fn token(&self) -> &str {
        &self.form_token
    }
}

/// The button that takes an invitation back.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Revoke {
    form_token: String,
}

impl Form for Revoke {
    const NAME: &'static str = "revoke-invitation";
    const FIELDS: &'static [&'static str] = &[];

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

/// One invitation, as the page shows it.
struct Row {
    id: InvitationId,
    address: String,
    role: &'static str,
    state: &'static str,
    since: String,
    revoke: Option<String>,
}

#[derive(Template)]
#[template(path = "accounts/admin/invitations.html")]
struct InvitationsPage {
    frame: Frame,
    rows: Vec<Row>,
    fields: Invite,
    roles: [Role; 3],
    token: String,
    done: bool,
    problems: Problems,
}

/// `GET /admin/invitations`.
///
/// # Errors
/// Those of the database.
pub async fn show(admin: Admin, desk: Desk, shown: web::Query<Shown>) -> Result<HttpResponse> {
    let page = invitations_page(&desk, &admin).await?;
    page_as(StatusCode::OK, &InvitationsPage { done: shown.done.is_some(), ..page })
}

/// `POST /admin/invitations`: invites somebody.
///
/// # Errors
/// Those of the database; proof required.
pub async fn send(desk: Desk, form: Private<Recently<Admin>, Invite>) -> Result<HttpResponse> {
    let Private { owner, fields, problems } = form;
    let Err(error) = invite(&desk, &owner, &fields, problems).await else {
        return Ok(see_other("/admin/invitations?done=1"));
    };
    let page = invitations_page(&desk, &owner).await?;
    refused(error, |problems| InvitationsPage { fields, problems, ..page })
}

async fn invite(desk: &Desk, admin: &Admin, fields: &Invite, mut problems: Problems) -> Result<()> {
    let email = problems.note("email", EmailAddress::parse(&fields.email), email_problem);
    let role = problems.note("role", fields.role.parse::<Role>(), |_| "accounts-role-missing");
    problems.into_result()?;
    let (Some(email), Some(role)) = (email, role) else { return Err(Error::NotFound) };
    let (keys, actor, guest) = (desk.keys.clone(), admin.actor(), Guest { email, role });
    desk.db.write(move |tx| invitations::invite(tx, &keys, &actor, &guest)).await?;
    Ok(())
}

/// `POST /admin/invitations/{id}/revoke`.
///
/// # Errors
/// Those of the database; not found.
pub async fn revoke(desk: Desk, id: web::Path<String>, form: Private<Admin, Revoke>) -> Result<HttpResponse> {
    let Private { owner, problems, .. } = form;
    let id: InvitationId = id.parse().ok().or_not_found()?;
    let actor = owner.actor();
    let done = match problems.into_result() {
        Ok(()) => desk.db.write(move |tx| invitations::revoke(tx, &actor, &id)).await,
        Err(error) => Err(error),
    };
    let Err(error) = done else { return Ok(see_other("/admin/invitations?done=1")) };
    let page = invitations_page(&desk, &owner).await?;
    refused(error, |problems| InvitationsPage { problems, ..page })
}

async fn invitations_page(desk: &Desk, admin: &Admin) -> Result<InvitationsPage> {
    let keys = desk.keys.clone();
    let listed = desk.db.read(move |conn| invitations::list(conn, &keys)).await?;
    let rows = listed.iter().map(|(invitation, address)| row(desk, admin, invitation, address)).collect();
    let (frame, token) = (desk.frame_of(admin), desk.private_token(Invite::NAME, HERE, admin));
    let (fields, problems) = (Invite::default(), Problems::default());
    Ok(InvitationsPage { frame, rows, fields, roles: Role::STAFF, token, done: false, problems })
}

fn row(desk: &Desk, admin: &Admin, invitation: &Invitation, address: &EmailAddress) -> Row {
    let open = invitation.is_open(desk.db.now());
    let target = format!("{HERE}/{}/revoke", invitation.id);
    Row {
        id: invitation.id.clone(),
        address: address.as_str().to_owned(),
        role: invitation.role.key(),
        state: state_of(invitation, open),
        since: desk.day(invitation.created_at),
        revoke: open.then(|| desk.private_token(Revoke::NAME, &target, admin)),
    }
}

const fn state_of(invitation: &Invitation, open: bool) -> &'static str {
    match (open, invitation.accepted_at, invitation.revoked_at) {
        (true, ..) => "accounts-invitation-open",
        (false, Some(_), _) => "accounts-invitation-accepted",
        (false, None, Some(_)) => "accounts-invitation-revoked",
        (false, None, None) => "accounts-invitation-expired",
    }
}
