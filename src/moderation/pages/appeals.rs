//! Appeals that wait.

use actix_web::{HttpResponse, web};
use askama::Template;

use super::{Asked, Room};
use crate::accounts::guard::Moderator;
use crate::error::{Problems, Result};
use crate::moderation::forms::Typed;
use crate::moderation::view::{self, AppealCard, Appeals, Citable, Notice};
use crate::web::frame::Frame;
use crate::web::respond::page;

#[derive(Template)]
#[template(path = "moderation/appeals.html")]
struct AppealsPage {
    frame: Frame,
    notice: Option<Notice>,
    cards: Vec<AppealCard>,
    citable: Citable,
    earlier: Option<String>,
    later: Option<String>,
    nothing_typed: Typed,
    no_problems: Problems,
}

/// `/moderation/appeals`: what authors contest, the longest waiting first.
///
/// # Errors
/// Those of the database.
pub async fn appeals(asked: web::Query<Asked>, moderator: Moderator, room: Room) -> Result<HttpResponse> {
    let (viewer, asked) = (room.viewer(&moderator), asked.into_inner());
    let Appeals { notice, cards, citable, earlier, later } =
        room.db.read(move |conn| view::appeals(conn, &viewer, &asked.paging, &asked.told)).await?;
    let frame = moderator.frame(room.frame, &room.tokens);
    let (nothing_typed, no_problems) = (Typed::default(), Problems::default());
    page(&AppealsPage { frame, notice, cards, citable, earlier, later, nothing_typed, no_problems })
}
