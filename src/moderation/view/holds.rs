//! Legal holds: those that stand, and the one on a comment.

use super::card::{Articles, Card, card};
use super::{Says, Viewer};
use crate::comments::holds::{self, Hold};
use crate::comments::{self, CommentId};
use crate::db::Conn;
use crate::error::{OrNotFound as _, Result};
use crate::moderation::forms::HoldForm;
use crate::web::form::Form as _;

/// A hold in words.
#[derive(Debug)]
pub(in crate::moderation) struct HoldCard {
    pub(in crate::moderation) comment: CommentId,
    pub(in crate::moderation) reason: String,
    pub(in crate::moderation) until: String,
    /// The last day, as a form takes it.
    pub(in crate::moderation) last_day: String,
    /// Whether its words are erased when it ends.
    pub(in crate::moderation) asked: bool,
}

/// A comment with the hold on it, its words, and the token of the form that sets or ends one.
#[derive(Debug)]
pub(in crate::moderation) struct UnderHold {
    pub(in crate::moderation) comment: Card,
    pub(in crate::moderation) words: Vec<Says>,
    pub(in crate::moderation) hold: Option<HoldCard>,
    pub(in crate::moderation) version: i64,
    pub(in crate::moderation) token: String,
}

/// Every hold that stands.
///
/// # Errors
/// Those of the database.
pub(super) fn all(conn: &mut Conn, viewer: &Viewer) -> Result<Vec<HoldCard>> {
    Ok(holds::all(conn)?.into_iter().map(|hold| shown(viewer, hold)).collect())
}

/// The hold on a comment.
///
/// # Errors
/// Those of the database.
pub(super) fn on(conn: &mut Conn, viewer: &Viewer, id: &CommentId) -> Result<Option<HoldCard>> {
    Ok(holds::find(conn, id)?.map(|hold| shown(viewer, hold)))
}

/// A comment with the hold on it.
///
/// # Errors
/// Not found without the comment; those of the database.
pub(in crate::moderation) fn under_hold(
    conn: &mut Conn,
    viewer: &Viewer,
    id: &CommentId,
) -> Result<UnderHold> {
    let about = comments::find_for_moderation(conn, id)?.or_not_found()?.comment;
    let hold = holds::find(conn, id)?;
    let target = format!("/moderation/comments/{id}/hold");
    let comment = card(conn, viewer, &mut Articles::default(), &about)?;
    let words = match &hold {
        Some(hold) if hold.asked => {
            holds::words_aside(conn, id)?.iter().map(|text| Says::of(Some(text), false)).collect()
        }
        _ => vec![comment.says.clone()],
    };
    Ok(UnderHold {
        comment,
        words,
        version: hold.as_ref().map_or(0, |hold| hold.version),
        hold: hold.map(|hold| shown(viewer, hold)),
        token: viewer.tokens.private(HoldForm::NAME, &target, &viewer.binding),
    })
}

/// Nothing is offered to be done to a comment that was to be erased and is only kept, and its card says so.
pub(super) fn mark_holds(conn: &mut Conn, cards: &mut [Card]) -> Result<()> {
    let ids: Vec<CommentId> = cards.iter().map(|card| card.id.clone()).collect();
    for kept in holds::among(conn, &ids)?.into_iter().filter(|hold| hold.asked) {
        for card in cards.iter_mut().filter(|card| card.id == kept.comment) {
            card.offers.clear();
            card.why_not = Some(comments::ONLY_KEPT);
        }
    }
    Ok(())
}

fn shown(viewer: &Viewer, hold: Hold) -> HoldCard {
    HoldCard {
        comment: hold.comment,
        reason: hold.reason.to_string(),
        until: viewer.words.date(hold.until),
        last_day: hold.until.to_string(),
        asked: hold.asked,
    }
}
