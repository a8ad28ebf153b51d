//! Notes, and who reads what now.

use super::Viewer;
use super::card::Card;
use super::record::{names_of, who};
use crate::accounts::AccountId;
use crate::base::markup::plain_to_html;
use crate::comments::{Actor, CommentId};
use crate::db::Conn;
use crate::error::Result;
use crate::moderation::colleagues;
use crate::moderation::forms::{ClaimForm, NoteForm};
use crate::web::form::Form as _;

/// A note, in words.
#[derive(Debug)]
pub(in crate::moderation) struct Line {
    pub(in crate::moderation) who: String,
    pub(in crate::moderation) when: String,
    pub(in crate::moderation) says: String,
}

/// The notes on a comment, with the forms for one more and for taking the comment.
#[derive(Debug)]
pub(in crate::moderation) struct Notes {
    pub(in crate::moderation) lines: Vec<Line>,
    pub(in crate::moderation) token: String,
    pub(in crate::moderation) claim_token: String,
}

/// Each of these moderators as the record calls them: by name to admins alone.
fn whoever(conn: &mut Conn, viewer: &Viewer, these: Vec<AccountId>) -> Result<Vec<String>> {
    let actors: Vec<Actor> = these.into_iter().map(Actor::Moderator).collect();
    let names = names_of(conn, &actors.iter().collect::<Vec<_>>())?;
    Ok(actors.iter().map(|actor| who(viewer, &names, actor)).collect())
}

/// Says on each card who reads it now.
pub(super) fn mark_claims(conn: &mut Conn, viewer: &Viewer, cards: &mut [Card]) -> Result<()> {
    let ids: Vec<CommentId> = cards.iter().map(|card| card.id.clone()).collect();
    let claims = colleagues::claims(conn, &ids, viewer.now)?;
    let readers = whoever(conn, viewer, claims.iter().map(|claim| claim.by.clone()).collect())?;
    for (claim, reader) in claims.iter().zip(readers) {
        let said = if claim.by == viewer.account {
            viewer.words.say("moderation-claimed-by-you")
        } else {
            viewer.say("moderation-claimed-by", "name", reader)
        };
        let claimed = cards.iter_mut().filter(|card| card.id == claim.comment);
        claimed.for_each(|card| card.claimed = Some(said.clone()));
    }
    Ok(())
}

/// The notes on a comment.
pub(super) fn notes_on(conn: &mut Conn, viewer: &Viewer, comment: &CommentId) -> Result<Notes> {
    let notes = colleagues::notes(conn, comment)?;
    let writers = whoever(conn, viewer, notes.iter().map(|note| note.by.clone()).collect())?;
    let lines = notes.into_iter().zip(writers).map(|(note, who)| Line {
        who,
        when: viewer.day(note.at),
        says: plain_to_html(&note.text).to_string(),
    });
    let at = |deed: &str| format!("/moderation/comments/{comment}/{deed}");
    Ok(Notes {
        lines: lines.collect(),
        token: viewer.tokens.private(NoteForm::NAME, &at("notes"), &viewer.binding),
        claim_token: viewer.tokens.private(ClaimForm::NAME, &at("claim"), &viewer.binding),
    })
}
