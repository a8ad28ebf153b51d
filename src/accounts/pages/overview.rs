//! `/account`: where a member begins.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use super::Desk;
use crate::accounts::guard::Member;
use crate::accounts::{address_of, guard};
use crate::error::{OrNotFound as _, Problems, Result};
use crate::web::frame::Frame;
use crate::web::respond::page_as;

#[derive(Template)]
#[template(path = "accounts/overview.html")]
struct OverviewPage {
    frame: Frame,
    name: String,
    role: &'static str,
    address: String,
    work: Option<&'static str>,
    put_off: bool,
    problems: Problems,
}

/// `GET /account`.
///
/// # Errors
/// Those of the database.
pub async fn show(member: Member, desk: Desk) -> Result<HttpResponse> {
    answer(&desk, &member, Problems::default(), StatusCode::OK).await
}

/// The same with what was wrong with a form that stands on every page.
pub(super) async fn again(desk: &Desk, member: &Member, problems: Problems) -> Result<HttpResponse> {
    answer(desk, member, problems, StatusCode::UNPROCESSABLE_ENTITY).await
}

async fn answer(
    desk: &Desk,
    member: &Member,
    problems: Problems,
    status: StatusCode,
) -> Result<HttpResponse> {
    let (keys, id) = (desk.keys.clone(), member.account_id.clone());
    let address = desk.db.read(move |conn| address_of(conn, &keys, &id)).await?.or_not_found()?;
    let overview = OverviewPage {
        frame: desk.frame_of(member),
        name: member.name.clone(),
        role: member.role.key(),
        address: address.as_str().to_owned(),
        work: member.role.is_staff().then(|| guard::home(member.role)),
        put_off: member.put_off,
        problems,
    };
    page_as(status, &overview)
}
