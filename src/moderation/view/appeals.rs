//! What authors contest, with what was decided on it.

use super::card::{Articles, Card, beside, card};
use super::notice::{Notice, Told, of_elsewhere, rule_line};
use super::place::APPEALS;
use super::{Citable, Offer, Viewer};
use crate::base::paging::Paging;
use crate::comments::{self, CommentId, OpenAppeal};
use crate::db::Conn;
use crate::error::Result;
use crate::moderation::Deed;

/// An appeal with the comment that it is about.
#[derive(Debug)]
pub(in crate::moderation) struct AppealCard {
    pub(in crate::moderation) id: CommentId,
    pub(in crate::moderation) version: i64,
    pub(in crate::moderation) comment: Card,
    pub(in crate::moderation) words: String,
    pub(in crate::moderation) when: String,
    pub(in crate::moderation) rule: Option<String>,
    pub(in crate::moderation) said: Option<String>,
    /// Why the one who looks does not answer it, or what they should know: a key.
    pub(in crate::moderation) note: Option<&'static str>,
    pub(in crate::moderation) offers: Vec<Offer>,
}

/// A page of them.
#[derive(Debug)]
pub(in crate::moderation) struct Appeals {
    pub(in crate::moderation) notice: Option<Notice>,
    pub(in crate::moderation) cards: Vec<AppealCard>,
    pub(in crate::moderation) citable: Citable,
    pub(in crate::moderation) earlier: Option<String>,
    pub(in crate::moderation) later: Option<String>,
}

/// A page of the appeals that wait.
///
/// # Errors
/// Not found for a place that is none; those of the database.
pub(in crate::moderation) fn appeals(
    conn: &mut Conn,
    viewer: &Viewer,
    paging: &Paging,
    told: &Told,
) -> Result<Appeals> {
    let page = comments::open_appeals(conn, paging)?;
    let (earlier, later) = beside("/moderation/appeals", &page);
    let cards = page.items.iter().map(|found| one(conn, viewer, found)).collect::<Result<_>>()?;
    let notice = of_elsewhere(conn, viewer, APPEALS, told)?;
    Ok(Appeals { notice, cards, citable: Citable::now(conn)?, earlier, later })
}

/// The open appeal of one comment.
pub(super) fn of_comment(conn: &mut Conn, viewer: &Viewer, id: &CommentId) -> Result<Option<AppealCard>> {
    let found = comments::open_appeal(conn, id)?;
    found.map(|found| one(conn, viewer, &found)).transpose()
}

/// Marks those of a page whose authors contest what was decided, and offers nothing else about them.
pub(super) fn mark_appeals(conn: &mut Conn, cards: &mut [Card]) -> Result<()> {
    let ids: Vec<CommentId> = cards.iter().map(|card| card.id.clone()).collect();
    let contested = comments::contested_among(conn, &ids)?;
    for card in cards.iter_mut().filter(|card| contested.contains(&card.id)) {
        card.contested = true;
        card.offers.clear();
    }
    Ok(())
}

fn one(conn: &mut Conn, viewer: &Viewer, found: &OpenAppeal) -> Result<AppealCard> {
    let id = &found.comment.id;
    let own = found.against.as_ref() == Some(&viewer.account);
    let comment = card(conn, viewer, &mut Articles::default(), &found.comment)?;
    let answers = found.is_for(&viewer.account) && comment.why_not.is_none();
    let offers = Deed::OF_APPEALS.map(|deed| Offer { deed, token: viewer.token(id, deed) });
    Ok(AppealCard {
        id: id.clone(),
        version: found.comment.version,
        words: found.words.as_str().to_owned(),
        when: viewer.waited(found.since),
        rule: found.rule.map(|rule| rule_line(conn, viewer, rule)).transpose()?,
        said: found.said.clone(),
        note: comment.why_not.or(match (own, found.alone) {
            (true, true) => Some("moderation-appeal-alone"),
            (true, false) => Some("moderation-appeal-own"),
            (false, _) => None,
        }),
        offers: if answers { offers.to_vec() } else { Vec::new() },
        comment,
    })
}
