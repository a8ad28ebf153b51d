//! Takedowns: what is open and what was decided, one with all that can be decided on it, and the comment that a demand is
//! about before it is recorded.

use std::collections::HashSet;

use super::card::{Articles, Card, beside, card};
use super::holds::{self, HoldCard};
use super::{Says, Viewer};
use crate::base::markup::plain_to_html;
use crate::base::paging::Paging;
use crate::base::text::Prose;
use crate::comments::takedowns::{self, Claimant, Outcome, Takedown, TakedownId};
use crate::comments::{self, CommentId, State, Waiting};
use crate::db::Conn;
use crate::error::{OrNotFound as _, Result};
use crate::moderation::forms::{DemandForm, RulingForm};
use crate::web::form::Form as _;

/// A takedown in words.
#[derive(Debug)]
pub(in crate::moderation) struct TakedownCard {
    pub(in crate::moderation) path: String,
    pub(in crate::moderation) claimant: Claimant,
    pub(in crate::moderation) name: Option<String>,
    pub(in crate::moderation) basis: String,
    pub(in crate::moderation) quote: Option<Says>,
    pub(in crate::moderation) received: String,
    pub(in crate::moderation) decide_by: String,
    /// Whether that day is over.
    pub(in crate::moderation) late: bool,
    pub(in crate::moderation) hides: bool,
    /// What the author says.
    pub(in crate::moderation) answer: Option<String>,
    /// What was decided, on which day.
    pub(in crate::moderation) decided: Option<(Outcome, String)>,
    pub(in crate::moderation) alone: bool,
    /// What the team wrote with it.
    pub(in crate::moderation) words: Option<String>,
}

/// What is open, and a page of what was decided.
#[derive(Debug)]
pub(in crate::moderation) struct Takedowns {
    pub(in crate::moderation) open: Vec<TakedownCard>,
    pub(in crate::moderation) decided: Vec<TakedownCard>,
    pub(in crate::moderation) holds: Vec<HoldCard>,
    pub(in crate::moderation) earlier: Option<String>,
    pub(in crate::moderation) later: Option<String>,
}

/// One takedown with its comment, and what whoever looks may decide.
#[derive(Debug)]
pub(in crate::moderation) struct OneTakedown {
    pub(in crate::moderation) card: TakedownCard,
    pub(in crate::moderation) comment: Card,
    pub(in crate::moderation) version: i64,
    pub(in crate::moderation) rulings: Vec<Outcome>,
    /// What whoever looks should know of what they may do: a key.
    pub(in crate::moderation) note: Option<&'static str>,
    pub(in crate::moderation) token: String,
}

/// A comment against which a demand came, and the token of the form that records it.
#[derive(Debug)]
pub(in crate::moderation) struct Demanded {
    pub(in crate::moderation) comment: Card,
    pub(in crate::moderation) is_read: bool,
    pub(in crate::moderation) token: String,
}

/// All that is open, and a page of what was decided.
///
/// # Errors
/// Not found for a place that is none; those of the database.
pub(in crate::moderation) fn takedowns(
    conn: &mut Conn,
    viewer: &Viewer,
    paging: &Paging,
) -> Result<Takedowns> {
    let page = takedowns::decided(conn, &viewer.keys, paging)?;
    let (earlier, later) = beside("/moderation/takedowns", &page);
    let open = takedowns::open(conn, &viewer.keys)?;
    let (open, decided) = (shown(conn, viewer, open)?, shown(conn, viewer, page.items)?);
    let holds = holds::all(conn, viewer)?;
    Ok(Takedowns { open, decided, holds, earlier, later })
}

/// One takedown.
///
/// # Errors
/// Not found without it; those of the database.
pub(in crate::moderation) fn takedown(
    conn: &mut Conn,
    viewer: &Viewer,
    id: &TakedownId,
) -> Result<OneTakedown> {
    let found = takedowns::find(conn, &viewer.keys, id)?.or_not_found()?;
    let about = comments::find_for_moderation(conn, &found.comment)?.or_not_found()?.comment;
    let alone = takedowns::nobody_else_decides(conn, &found)?;
    let comment = card(conn, viewer, &mut Articles::default(), &about)?;
    let why_not = found.is_for_another(&viewer.account, alone);
    let why_not = why_not.or(comment.why_not);
    let open = found.decided.is_none();
    let own = found.recorded_by.as_ref() == Some(&viewer.account);
    let target = format!("/moderation/takedowns/{id}");
    Ok(OneTakedown {
        rulings: if open && why_not.is_none() { rulings(&found, &about) } else { Vec::new() },
        note: why_not.or((own && alone).then_some("moderation-demand-alone")).filter(|_| open),
        version: found.version,
        card: as_card(viewer, found, comment.says.is_folded()),
        comment,
        token: viewer.tokens.private(RulingForm::NAME, &target, &viewer.binding),
    })
}

/// What can be decided: words can go only where they stand.
fn rulings(found: &Takedown, about: &Waiting) -> Vec<Outcome> {
    let quote = found.claim.as_ref().map(|claim| claim.quote.as_str());
    let stands = about.text.as_ref().zip(quote).is_some_and(|(text, quote)| text.as_str().contains(quote));
    let shows = match about.state {
        State::Held | State::Published => true,
        State::Hidden => found.hides,
        _ => false,
    };
    let mut rulings = vec![Outcome::Removed, Outcome::Redacted, Outcome::Refused];
    rulings.retain(|ruling| *ruling != Outcome::Redacted || (stands && shows));
    rulings
}

/// The comment that a demand is about.
///
/// # Errors
/// Not found without it; those of the database.
pub(in crate::moderation) fn demanded(conn: &mut Conn, viewer: &Viewer, id: &CommentId) -> Result<Demanded> {
    let about = comments::find_for_moderation(conn, id)?.or_not_found()?.comment;
    let target = format!("/moderation/comments/{id}/takedown");
    Ok(Demanded {
        is_read: about.state == State::Published,
        comment: card(conn, viewer, &mut Articles::default(), &about)?,
        token: viewer.tokens.private(DemandForm::NAME, &target, &viewer.binding),
    })
}

/// Every takedown of a comment, the latest first.
///
/// # Errors
/// Those of the database.
pub(super) fn of_comment(conn: &mut Conn, viewer: &Viewer, id: &CommentId) -> Result<Vec<TakedownCard>> {
    let found = takedowns::all_of(conn, &viewer.keys, id)?;
    shown(conn, viewer, found)
}

/// Says on each card whether a legal demand is open against its comment.
pub(super) fn mark_demands(conn: &mut Conn, cards: &mut [Card]) -> Result<()> {
    let ids: Vec<CommentId> = cards.iter().map(|card| card.id.clone()).collect();
    for id in takedowns::demanded(conn, &ids)? {
        cards.iter_mut().filter(|card| card.id == id).for_each(|card| card.demanded = true);
    }
    Ok(())
}

fn shown(conn: &mut Conn, viewer: &Viewer, found: Vec<Takedown>) -> Result<Vec<TakedownCard>> {
    let about: Vec<CommentId> = found.iter().map(|found| found.comment.clone()).collect();
    let distressing: HashSet<CommentId> = comments::distressing(conn, &about)?;
    let card = |found: Takedown| {
        let folded = distressing.contains(&found.comment);
        as_card(viewer, found, folded)
    };
    Ok(found.into_iter().map(card).collect())
}

fn as_card(viewer: &Viewer, found: Takedown, folded: bool) -> TakedownCard {
    let html = |text: Prose| plain_to_html(&text).to_string();
    let (name, quote) = found.claim.map(|claim| (claim.name, claim.quote)).unzip();
    let open = found.decided.is_none();
    let decided = found.decided.as_ref().map(|made| (made.outcome, viewer.words.date(made.on)));
    TakedownCard {
        path: format!("/moderation/takedowns/{}", found.id),
        claimant: found.claimant,
        name: name.map(|name| name.to_string()),
        basis: found.basis.to_string(),
        quote: quote.map(|quote| Says::of(Some(&quote), folded)),
        received: viewer.words.date(found.term.received_on()),
        decide_by: viewer.words.date(found.term.decide_by()),
        late: open && viewer.now.day_in(&viewer.zone) > found.term.decide_by(),
        hides: open && found.hides,
        answer: found.answer.map(html),
        alone: found.decided.as_ref().is_some_and(|made| made.alone),
        words: found.decided.and_then(|made| made.words).map(html),
        decided,
    }
}
