//! `/account`: where a member begins.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use super::Desk;
use crate::accounts::guard::Member;
use crate::accounts::sanctions::{self, Sanction, Stands};
use crate::accounts::{address_of, guard};
use crate::base::text::EmailAddress;
use crate::base::words::Words;
use crate::db::Conn;
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
    /// What the sanctions in force mean, each with the page that says why.
    in_force: Vec<(String, String)>,
    /// What earlier sanctions were.
    earlier: Vec<(String, String)>,
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
    let look = move |conn: &mut Conn| {
        Ok((address_of(conn, &keys, &id)?.or_not_found()?, sanctions::all_on(conn, &id)?))
    };
    let found = desk.db.read(look).await?;
    page_as(status, &OverviewPage { problems, ..OverviewPage::new(desk, member, found) })
}

impl OverviewPage {
    fn new(desk: &Desk, member: &Member, (address, found): (EmailAddress, Vec<Sanction>)) -> Self {
        let (words, now) = (&desk.frame.words, desk.db.now());
        let that = |wanted: fn(Stands) -> bool, says: fn(&Sanction, &Words) -> String| {
            let those = found.iter().filter(|found| wanted(found.stands(now)));
            those.map(|found| (says(found, words), found.path())).collect()
        };
        Self {
            frame: desk.frame_of(member),
            name: member.name.clone(),
            role: member.role.key(),
            address: address.as_str().to_owned(),
            work: member.role.is_staff().then(|| guard::home(member.role)),
            put_off: member.put_off,
            in_force: that(|stands| stands == Stands::InForce, Sanction::means),
            earlier: that(|stands| matches!(stands, Stands::Over | Stands::Lifted), Sanction::says),
            problems: Problems::default(),
        }
    }
}
