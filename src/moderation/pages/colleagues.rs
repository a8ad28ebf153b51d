//! What moderators tell each other: a note on a comment, and that they read it now.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::{Again, Room};
use crate::accounts::guard::Moderator;
use crate::comments::CommentId;
use crate::error::Result;
use crate::moderation::colleagues;
use crate::moderation::forms::{ClaimForm, NoteForm, Typed};
use crate::web::form::Private;
use crate::web::respond::see_other;

/// `POST /moderation/comments/{id}/claim`: takes a comment, from whoever has it, for five minutes.
///
/// # Errors
/// Not found, or those of the database.
pub async fn claim(
    id: web::Path<CommentId>,
    form: Private<Moderator, ClaimForm>,
    room: Room,
) -> Result<HttpResponse> {
    let Private { owner: moderator, problems, .. } = form;
    problems.into_result()?;
    room.must_exist(&id).await?;
    let (comment, by) = (id.clone(), moderator.account_id.clone());
    room.db.write(move |tx| colleagues::claim(tx, &comment, &by)).await?;
    Ok(see_other(&format!("/moderation/comments/{id}")))
}

/// `POST /moderation/comments/{id}/notes`: leaves a note for colleagues.
///
/// # Errors
/// Not found, or those of the database.
pub async fn note(
    id: web::Path<CommentId>,
    form: Private<Moderator, NoteForm>,
    room: Room,
) -> Result<HttpResponse> {
    let Private { owner: moderator, fields, mut problems } = form;
    room.must_exist(&id).await?;
    let text = fields.text(&mut problems);
    let Some(text) = text.filter(|_| problems.is_empty()) else {
        let again =
            Again { status: StatusCode::UNPROCESSABLE_ENTITY, typed: Typed::note(fields.note), problems };
        return room.comment(moderator, id.into_inner(), None, again).await;
    };
    let (comment, by) = (id.clone(), moderator.account_id.clone());
    room.db.write(move |tx| colleagues::leave_note(tx, &comment, &by, &text)).await?;
    Ok(see_other(&format!("/moderation/comments/{id}#notes")))
}
