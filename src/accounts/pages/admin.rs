//! `/admin/accounts`: who may do what.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;
use validator::Validate;

use super::Desk;
use super::newcomer::name_problem;
use super::refused;
use crate::accounts::guard::{Admin, Recently};
use crate::accounts::{Account, AccountId, Role, address_of, admin, find, find_by_name, session};
use crate::base::text::Name;
use crate::db::{Conn, Tx};
use crate::error::{OrNotFound as _, Problems, Result};
use crate::web::form::{Form, Private};
use crate::web::frame::Frame;
use crate::web::respond::{page_as, see_other};

/// Who is looked for, or what has just been done.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Shown {
    name: Option<String>,
    done: Option<u8>,
}

#[derive(Template)]
#[template(path = "accounts/admin/accounts.html")]
struct AccountsPage {
    frame: Frame,
    staff: Vec<Account>,
    sought: String,
    problems: Problems,
}

/// `GET /admin/accounts`: everyone with a role; `?name=` leads to the account of that name.
///
/// # Errors
/// Those of the database.
pub async fn list(admin: Admin, desk: Desk, shown: web::Query<Shown>) -> Result<HttpResponse> {
    let mut problems = Problems::default();
    let sought = shown.into_inner().name.unwrap_or_default();
    if !sought.is_empty()
        && let Some(found) = search(&desk, &sought, &mut problems).await?
    {
        return Ok(see_other(&format!("/admin/accounts/{}", found.id)));
    }
    let staff = desk.db.read(admin::staff).await?;
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    page_as(status, &AccountsPage { frame: desk.frame_of(&admin), staff, sought, problems })
}

async fn search(desk: &Desk, sought: &str, problems: &mut Problems) -> Result<Option<Account>> {
    let Some(name) = problems.note("name", Name::parse(sought), name_problem) else { return Ok(None) };
    let found = desk.db.read(move |conn| find_by_name(conn, &name)).await?;
    if found.is_none() {
        problems.add("name", "accounts-admin-nobody");
    }
    Ok(found)
}

/// A deed on one account.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Deed {
    role: String,
    form_token: String,
}

impl Form for Deed {
    const NAME: &'static str = "account-deed";
    const FIELDS: &'static [&'static str] = &["role"];

    fn token(&self) -> &str {
        &self.form_token
    }
}

/// The tokens of the forms that stand on an account's page.
struct Tokens {
    role: String,
    disable: String,
    enable: String,
    end_sessions: String,
}

#[derive(Template)]
#[template(path = "accounts/admin/account.html")]
struct AccountPage {
    frame: Frame,
    account: Account,
    address: String,
    sessions: usize,
    since: String,
    is_own: bool,
    roles: [Role; 4],
    tokens: Tokens,
    done: bool,
    problems: Problems,
}

/// `GET /admin/accounts/{id}`.
///
/// # Errors
/// Those of the database; not found.
pub async fn show(
    admin: Admin,
    desk: Desk,
    id: web::Path<String>,
    shown: web::Query<Shown>,
) -> Result<HttpResponse> {
    let id = read_id(&id)?;
    let page = account_page(&desk, &admin, id).await?;
    page_as(StatusCode::OK, &AccountPage { done: shown.done.is_some(), ..page })
}

/// `POST /admin/accounts/{id}/role`.
///
/// # Errors
/// Those of the database; not found; proof required.
pub async fn change_role(
    desk: Desk,
    id: web::Path<String>,
    form: Private<Recently<Admin>, Deed>,
) -> Result<HttpResponse> {
    let id = read_id(&id)?;
    let mut form = form;
    let role = form.problems.note("role", form.fields.role.parse::<Role>(), |_| "accounts-role-missing");
    let (actor, who) = (form.owner.actor(), id.clone());
    let change = move |tx: &mut Tx<'_>| admin::change_role(tx, &actor, &who, role.or_not_found()?);
    answer(&desk, &form.owner, (id, form.problems), change).await
}

/// `POST /admin/accounts/{id}/disable`.
///
/// # Errors
/// Those of the database; not found; proof required.
pub async fn disable(
    desk: Desk,
    id: web::Path<String>,
    form: Private<Recently<Admin>, Deed>,
) -> Result<HttpResponse> {
    let id = read_id(&id)?;
    let (actor, who) = (form.owner.actor(), id.clone());
    answer(&desk, &form.owner, (id, form.problems), move |tx: &mut Tx<'_>| admin::disable(tx, &actor, &who))
        .await
}

/// `POST /admin/accounts/{id}/enable`.
///
/// # Errors
/// Those of the database; not found; proof required.
pub async fn enable(
    desk: Desk,
    id: web::Path<String>,
    form: Private<Recently<Admin>, Deed>,
) -> Result<HttpResponse> {
    let id = read_id(&id)?;
    let (actor, who) = (form.owner.actor(), id.clone());
    answer(&desk, &form.owner, (id, form.problems), move |tx: &mut Tx<'_>| admin::enable(tx, &actor, &who))
        .await
}

/// `POST /admin/accounts/{id}/end-sessions`.
///
/// # Errors
/// Those of the database; not found.
pub async fn end_sessions(
    desk: Desk,
    id: web::Path<String>,
    form: Private<Admin, Deed>,
) -> Result<HttpResponse> {
    let id = read_id(&id)?;
    let (actor, who) = (form.owner.actor(), id.clone());
    answer(&desk, &form.owner, (id, form.problems), move |tx: &mut Tx<'_>| {
        admin::end_sessions(tx, &actor, &who)
    })
    .await
}

/// Does a deed unless its form was wrong, and shows the account's page with what came of it.
async fn answer<D>(
    desk: &Desk,
    admin: &Admin,
    (id, problems): (AccountId, Problems),
    deed: D,
) -> Result<HttpResponse>
where
    D: FnMut(&mut Tx<'_>) -> Result<()> + Send + 'static,
{
    let done = match problems.into_result() {
        Ok(()) => desk.db.write(deed).await,
        Err(error) => Err(error),
    };
    let Err(error) = done else { return Ok(see_other(&format!("/admin/accounts/{id}?done=1"))) };
    let page = account_page(desk, admin, id).await?;
    refused(error, |problems| AccountPage { problems, ..page })
}

async fn account_page(desk: &Desk, admin: &Admin, id: AccountId) -> Result<AccountPage> {
    let (keys, now) = (desk.keys.clone(), desk.db.now());
    let look = move |conn: &mut Conn| {
        let account = find(conn, &id)?.or_not_found()?;
        let address = address_of(conn, &keys, &id)?.or_not_found()?;
        let sessions = session::list(conn, &id, account.role, now)?.len();
        Ok((account, address, sessions))
    };
    let (account, address, sessions) = desk.db.read(look).await?;
    let since = desk.day(account.created_at);
    let (tokens, is_own) = (tokens(desk, admin, &account.id), account.id == admin.account_id);
    let (frame, address) = (desk.frame_of(admin), address.as_str().to_owned());
    let (roles, problems, done) = (Role::ALL, Problems::default(), false);
    Ok(AccountPage { frame, account, address, sessions, since, is_own, roles, tokens, done, problems })
}

fn tokens(desk: &Desk, admin: &Admin, id: &AccountId) -> Tokens {
    let token = |deed: &str| desk.private_token(Deed::NAME, &format!("/admin/accounts/{id}/{deed}"), admin);
    Tokens {
        role: token("role"),
        disable: token("disable"),
        enable: token("enable"),
        end_sessions: token("end-sessions"),
    }
}

fn read_id(id: &web::Path<String>) -> Result<AccountId> {
    id.parse().ok().or_not_found()
}
