//! What was decided today.

use actix_web::{HttpResponse, web};
use askama::Template;

use super::Room;
use crate::accounts::guard::Moderator;
use crate::base::paging::Paging;
use crate::error::Result;
use crate::moderation::view::{self, Today};
use crate::web::frame::Frame;
use crate::web::respond::page;

#[derive(Template)]
#[template(path = "moderation/today.html")]
struct TodayPage {
    frame: Frame,
    today: Today,
}

/// `GET /moderation/decisions/today`: what moderators decided today, counted and one by one; who it was, admins read.
///
/// # Errors
/// Not found for a place that is none; those of the database.
pub async fn today(paging: web::Query<Paging>, moderator: Moderator, room: Room) -> Result<HttpResponse> {
    let viewer = room.viewer(&moderator);
    let today = room.db.read(move |conn| view::today(conn, &viewer, &paging)).await?;
    page(&TodayPage { frame: moderator.frame(room.frame, &room.tokens), today })
}
