//! Changed texts that wait beside published ones.

use actix_web::{HttpResponse, web};
use askama::Template;

use super::{Asked, Room};
use crate::accounts::guard::Moderator;
use crate::articles::changes::Passage;
use crate::error::{Problems, Result};
use crate::moderation::forms::Typed;
use crate::moderation::view::{self, Citable, EditCard, Edits, Notice};
use crate::web::frame::Frame;
use crate::web::respond::page;

#[derive(Template)]
#[template(path = "moderation/edits.html")]
struct EditsPage {
    frame: Frame,
    notice: Option<Notice>,
    cards: Vec<EditCard>,
    citable: Citable,
    earlier: Option<String>,
    later: Option<String>,
    nothing_typed: Typed,
    no_problems: Problems,
}

/// `/moderation/edits`: what authors changed of published comments, the longest waiting first.
///
/// # Errors
/// Those of the database.
pub async fn edits(asked: web::Query<Asked>, moderator: Moderator, room: Room) -> Result<HttpResponse> {
    let (viewer, asked) = (room.viewer(&moderator), asked.into_inner());
    let Edits { notice, cards, citable, earlier, later } =
        room.db.read(move |conn| view::edits(conn, &viewer, &asked.paging, &asked.told)).await?;
    let frame = moderator.frame(room.frame, &room.tokens);
    let (nothing_typed, no_problems) = (Typed::default(), Problems::default());
    page(&EditsPage { frame, notice, cards, citable, earlier, later, nothing_typed, no_problems })
}
