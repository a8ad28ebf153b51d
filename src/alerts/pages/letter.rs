//! `/editor/updates/{id}/letter`: the letter of an update as its readers will get it.

use actix_web::{HttpResponse, web};
use askama::Template;

use super::release::Room;
use crate::accounts::guard::Editor;
use crate::alerts::letters::update::{self, Telling, Written};
use crate::base::text::Line;
use crate::cases::UpdateId;
use crate::error::{Error, Result};
use crate::web::frame::{Face, Frame};
use crate::web::respond::page;

/// What stands in a preview where each reader's own token will stand.
const NOBODY: &str = "example";

#[derive(Template)]
#[template(path = "alerts/letter.html")]
struct LetterPage {
    frame: Frame,
    id: UpdateId,
    title: Line,
    letter: Written,
    /// Who it comes from, as the configuration says.
    from: String,
}

/// The letter as text and as HTML source, side by side.
///
/// # Errors
/// Not found; those of the database.
pub async fn show(id: web::Path<String>, editor: Editor, room: Room) -> Result<HttpResponse> {
    let id: UpdateId = id.parse().map_err(|_| Error::NotFound)?;
    let (frame, db, tokens, config) = room;
    let (language, sought) = (frame.words.lang().to_owned(), id.clone());
    let telling = db.read(move |conn| Telling::of(conn, &sought, &language)).await?;
    let letter = preview(&frame.face, &telling)?;
    let frame = editor.frame(frame, &tokens);
    page(&LetterPage { frame, id, title: telling.title, letter, from: config.mail.from.clone() })
}

/// The letter of nobody.
pub(super) fn preview(face: &Face, telling: &Telling) -> Result<Written> {
    update::write(face, telling, NOBODY)
}
