//! What authors changed of published comments, word by word.

use super::card::{Articles, beside};
use super::notice::{Notice, Told, of_elsewhere};
use super::place::EDITS;
use super::{Citable, Offer, Viewer};
use crate::articles::changes::{Passage, word_by_word};
use crate::base::paging::Paging;
use crate::comments::{self, Edited};
use crate::db::Conn;
use crate::error::Result;
use crate::moderation::Deed;

/// A changed text beside the one that readers see.
#[derive(Debug)]
pub(in crate::moderation) struct EditCard {
    pub(in crate::moderation) id: comments::CommentId,
    pub(in crate::moderation) version: i64,
    pub(in crate::moderation) name: String,
    pub(in crate::moderation) by_account: bool,
    /// Where the article is, and its title.
    pub(in crate::moderation) path: String,
    pub(in crate::moderation) article: String,
    pub(in crate::moderation) when: String,
    /// Both texts in one: what is in both, only in the old one, only in the new one.
    pub(in crate::moderation) passages: Vec<Passage>,
    /// Whether they lie folded: a word that hurts, or threatens, was found in one of them.
    pub(in crate::moderation) folded: bool,
    pub(in crate::moderation) reasons: Vec<String>,
    /// Why nothing is offered to whoever looks: a key.
    pub(in crate::moderation) why_not: Option<&'static str>,
    pub(in crate::moderation) offers: Vec<Offer>,
}

/// A page of them.
#[derive(Debug)]
pub(in crate::moderation) struct Edits {
    pub(in crate::moderation) notice: Option<Notice>,
    pub(in crate::moderation) cards: Vec<EditCard>,
    pub(in crate::moderation) citable: Citable,
    pub(in crate::moderation) earlier: Option<String>,
    pub(in crate::moderation) later: Option<String>,
}

/// A page of changed texts that wait.
///
/// # Errors
/// Not found for a place that is none; those of the database.
pub(in crate::moderation) fn edits(
    conn: &mut Conn,
    viewer: &Viewer,
    paging: &Paging,
    told: &Told,
) -> Result<Edits> {
    let page = comments::edited(conn, paging)?;
    let (earlier, later) = beside("/moderation/edits", &page);
    let mut articles = Articles::default();
    let cards = page.items.iter().map(|found| card(conn, viewer, &mut articles, found));
    let cards = cards.collect::<Result<_>>()?;
    let notice = of_elsewhere(conn, viewer, EDITS, told)?;
    Ok(Edits { notice, cards, citable: Citable::now(conn)?, earlier, later })
}

/// The changed text of one comment, if one waits.
pub(super) fn of_comment(
    conn: &mut Conn,
    viewer: &Viewer,
    id: &comments::CommentId,
) -> Result<Option<EditCard>> {
    let Some(found) = comments::edit_of_comment(conn, id)? else { return Ok(None) };
    card(conn, viewer, &mut Articles::default(), &found).map(Some)
}

fn card(conn: &mut Conn, viewer: &Viewer, articles: &mut Articles, found: &Edited) -> Result<EditCard> {
    let (path, article) = articles.get(conn, &found.article)?;
    let folded = !comments::distressing(conn, std::slice::from_ref(&found.id))?.is_empty();
    let own = comments::another_decides(conn, found.account.as_ref(), &viewer.account)?;
    let offers = Deed::OF_EDITS.map(|deed| Offer { deed, token: viewer.token(&found.id, deed) });
    Ok(EditCard {
        id: found.id.clone(),
        version: found.version,
        name: found.name.clone(),
        by_account: found.account.is_some(),
        path,
        article,
        when: viewer.waited(found.since),
        passages: word_by_word(found.was.as_str(), found.is.as_str()),
        folded,
        reasons: found.why.iter().map(|why| why.reason.clone()).collect(),
        why_not: own.then_some(comments::OWN_COMMENT),
        offers: if own { Vec::new() } else { offers.to_vec() },
    })
}
