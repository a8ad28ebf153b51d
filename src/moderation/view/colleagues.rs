//! Notes, and who reads what now.

use super::Viewer;
use super::card::Card;
use crate::accounts::{self, AccountId};
use crate::base::markup::plain_to_html;
use crate::comments::CommentId;
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

/// Says on each card who reads it now.
pub(super) fn mark_claims(conn: &mut Conn, viewer: &Viewer, cards: &mut [Card]) -> Result<()> {
    let ids: Vec<CommentId> = cards.iter().map(|card| card.id.clone()).collect();
    let claims = colleagues::claims(conn, &ids, viewer.now)?;
    let readers: Vec<AccountId> = claims.iter().map(|claim| claim.by.clone()).collect();
    let names = accounts::names(conn, &readers)?;
    for claim in claims {
        let said = if claim.by == viewer.account {
            viewer.words.say("moderation-claimed-by-you")
        } else {
            let name = names.get(&claim.by).map_or("", String::as_str);
            viewer.say("moderation-claimed-by", "name", name)
        };
        let claimed = cards.iter_mut().filter(|card| card.id == claim.comment);
        claimed.for_each(|card| card.claimed = Some(said.clone()));
    }
    Ok(())
}

/// The notes on a comment.
pub(super) fn notes_on(conn: &mut Conn, viewer: &Viewer, comment: &CommentId) -> Result<Notes> {
    let notes = colleagues::notes(conn, comment)?;
    let writers: Vec<AccountId> = notes.iter().map(|note| note.by.clone()).collect();
    let names = accounts::names(conn, &writers)?;
    let lines = notes.into_iter().map(|note| Line {
        who: names.get(&note.by).cloned().unwrap_or_else(|| viewer.words.say("moderation-who-gone")),
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
