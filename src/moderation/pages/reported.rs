//! What readers reported.

use actix_web::{HttpResponse, web};
use askama::Template;

use super::{Asked, Room};
use crate::accounts::guard::Moderator;
use crate::error::{Problems, Result};
use crate::moderation::forms::Typed;
use crate::moderation::view::{self, Citable, Notice, ReportCard, Reports};
use crate::web::frame::Frame;
use crate::web::respond::page;

#[derive(Template)]
#[template(path = "moderation/reported.html")]
struct ReportedPage {
    frame: Frame,
    notice: Option<Notice>,
    cards: Vec<ReportCard>,
    citable: Citable,
    more: usize,
    nothing_typed: Typed,
    no_problems: Problems,
}

/// `/moderation/reported`: what readers reported, the heaviest first.
///
/// # Errors
/// Those of the database.
pub async fn reported(asked: web::Query<Asked>, moderator: Moderator, room: Room) -> Result<HttpResponse> {
    let (viewer, asked) = (room.viewer(&moderator), asked.into_inner());
    let Reports { notice, cards, citable, more } =
        room.db.read(move |conn| view::reports(conn, &viewer, &asked.told)).await?;
    let frame = moderator.frame(room.frame, &room.tokens);
    let (nothing_typed, no_problems) = (Typed::default(), Problems::default());
    page(&ReportedPage { frame, notice, cards, citable, more, nothing_typed, no_problems })
}
