//! Comments as moderators decide on them: the cards of the queue, and one with all that surrounds it.

use std::collections::{HashMap, HashSet};

use super::appeals::{AppealCard, mark_appeals};
use super::colleagues::{Notes, mark_claims, notes_on};
use super::copies::{Copies, mark_copies};
use super::edits::EditCard;
use super::holds::{HoldCard, mark_holds};
use super::notice::{Notice, Told, of_address, of_decision};
use super::record::{Line, lines_of};
use super::reports::further_offers;
use super::takedowns::{TakedownCard, mark_demands, of_comment as demands_on};
use super::{Chip, Citable, Offer, Place, Says, Tab, Viewer, state_class, state_key};
use crate::accounts::AccountId;
use crate::articles::{self, Article, ArticleId};
use crate::base::clock::Timestamp;
use crate::base::paging::{Page, Paging};
use crate::comments::{
    self, Brief, CommentId, Filter, MOST_COUNTED, RevisionState, State, ThreadItem, Waiting, Why,
};
use crate::db::Conn;
use crate::error::{OrNotFound as _, Result};

/// Why a check objects: the key of its words, and the words with the entries of a list that it met.
#[derive(Debug)]
pub(in crate::moderation) struct Reason {
    pub(in crate::moderation) key: String,
    pub(in crate::moderation) says: String,
}

/// A comment with all that can be done to it.
#[derive(Debug)]
pub(in crate::moderation) struct Card {
    pub(in crate::moderation) id: CommentId,
    pub(in crate::moderation) version: i64,
    pub(in crate::moderation) name: String,
    /// The account that wrote it.
    pub(in crate::moderation) account: Option<AccountId>,
    /// Where the article is, and its title.
    pub(in crate::moderation) path: String,
    pub(in crate::moderation) article: String,
    pub(in crate::moderation) article_id: ArticleId,
    /// Whom it answers.
    pub(in crate::moderation) answers: Option<String>,
    pub(in crate::moderation) when: String,
    pub(in crate::moderation) says: Says,
    pub(in crate::moderation) reasons: Vec<Reason>,
    /// The number of the rule under which it came to its state, if one was cited.
    pub(in crate::moderation) rule: Option<i32>,
    pub(in crate::moderation) state_key: &'static str,
    pub(in crate::moderation) state_class: &'static str,
    pub(in crate::moderation) is_waiting: bool,
    /// Its copies, if there are any.
    pub(in crate::moderation) copies: Option<Copies>,
    /// Who reads it now.
    pub(in crate::moderation) claimed: Option<String>,
    /// Whether a legal demand is open against it.
    pub(in crate::moderation) demanded: bool,
    /// Whether its author contests what was decided; then that is answered, and nothing else decided.
    pub(in crate::moderation) contested: bool,
    /// Why nothing is offered to whoever looks: a key.
    pub(in crate::moderation) why_not: Option<&'static str>,
    pub(in crate::moderation) offers: Vec<Offer>,
}

/// A comment beside the one that is decided on.
#[derive(Debug)]
pub(in crate::moderation) struct Near {
    pub(in crate::moderation) id: CommentId,
    pub(in crate::moderation) depth: i32,
    pub(in crate::moderation) name: String,
    pub(in crate::moderation) staff: bool,
    pub(in crate::moderation) when: String,
    pub(in crate::moderation) says: Says,
    pub(in crate::moderation) state_key: &'static str,
    pub(in crate::moderation) state_class: &'static str,
}

/// How much waits, in words.
#[derive(Debug)]
pub(in crate::moderation) struct Stats {
    pub(in crate::moderation) waiting: String,
    pub(in crate::moderation) spam: String,
    pub(in crate::moderation) reported: String,
    pub(in crate::moderation) edited: String,
    pub(in crate::moderation) contested: String,
    pub(in crate::moderation) oldest: String,
}

impl Tab {
    /// How many it holds, where that is counted.
    pub(in crate::moderation) fn count(self, stats: &Stats) -> Option<&str> {
        match self {
            Self::Waiting => Some(&stats.waiting),
            Self::Spam => Some(&stats.spam),
            Self::Returned | Self::Rejected | Self::Hidden => None,
        }
    }
}

/// A page of the queue.
#[derive(Debug)]
pub(in crate::moderation) struct Queue {
    pub(in crate::moderation) notice: Option<Notice>,
    pub(in crate::moderation) stats: Stats,
    pub(in crate::moderation) chips: Vec<Chip>,
    pub(in crate::moderation) cards: Vec<Card>,
    /// How many there are, where more than one page is.
    pub(in crate::moderation) all: Option<String>,
    pub(in crate::moderation) citable: Citable,
    pub(in crate::moderation) earlier: Option<String>,
    pub(in crate::moderation) later: Option<String>,
}

/// One comment with all that a decision needs.
#[derive(Debug)]
pub(in crate::moderation) struct Context {
    pub(in crate::moderation) card: Card,
    pub(in crate::moderation) notes: Notes,
    pub(in crate::moderation) notice: Option<Notice>,
    pub(in crate::moderation) citable: Citable,
    pub(in crate::moderation) texts: Vec<Says>,
    /// What its author changed, if that waits.
    pub(in crate::moderation) edit: Option<EditCard>,
    /// What readers report, as far as that waits.
    pub(in crate::moderation) reports: Vec<(Option<String>, Option<String>)>,
    /// What they contest, if that waits.
    pub(in crate::moderation) appeal: Option<AppealCard>,
    /// The legal demands against it.
    pub(in crate::moderation) demands: Vec<TakedownCard>,
    pub(in crate::moderation) hold: Option<HoldCard>,
    /// Whether whoever looks may put it under a legal hold, or end one.
    pub(in crate::moderation) may_hold: bool,
    pub(in crate::moderation) record: Vec<Line>,
    pub(in crate::moderation) around: Vec<Near>,
    pub(in crate::moderation) others: Vec<Near>,
}

/// The articles of a page, each looked up once.
#[derive(Default)]
pub(super) struct Articles(HashMap<ArticleId, Option<Article>>);

impl Articles {
    pub(super) fn get(&mut self, conn: &mut Conn, id: &ArticleId) -> Result<(String, String)> {
        if !self.0.contains_key(id) {
            self.0.insert(id.clone(), articles::by_id(conn, id)?);
        }
        let article = self.0.get(id).and_then(Option::as_ref);
        Ok(article.map(|article| (article.path(), article.title.as_str().to_owned())).unwrap_or_default())
    }
}

/// A page of the queue.
///
/// # Errors
/// Not found for a place that is none; those of the database.
pub(in crate::moderation) fn queue(
    conn: &mut Conn,
    viewer: &Viewer,
    place: &Place,
    paging: &Paging,
    told: &Told,
) -> Result<Queue> {
    let filter = place.filter(&viewer.keys)?;
    let page = if place.gathers_copies() {
        comments::waiting_by_cluster(conn, &filter, paging)?
    } else {
        comments::waiting(conn, &filter, paging)?
    };
    let (earlier, later) = beside(&place.path(), &page);
    let mut articles = Articles::default();
    let mut cards: Vec<Card> =
        page.items.iter().map(|found| card(conn, viewer, &mut articles, found)).collect::<Result<_>>()?;
    mark_claims(conn, viewer, &mut cards)?;
    mark_demands(conn, &mut cards)?;
    mark_appeals(conn, &mut cards)?;
    mark_holds(conn, &mut cards)?;
    if place.gathers_copies() {
        mark_copies(conn, viewer, place, &mut cards, &page.items)?;
    }
    let several = cards.len() > 1 || earlier.is_some() || later.is_some();
    let all = several.then(|| comments::waiting_count(conn, &filter)).transpose()?;
    Ok(Queue {
        notice: of_address(conn, viewer, place, told)?,
        stats: stats(conn, viewer)?,
        citable: Citable::now(conn)?,
        chips: place.chips(conn, &viewer.words, &cards)?,
        all: all.map(|all| counted(viewer, all)),
        cards,
        earlier,
        later,
    })
}

/// The addresses of the pages beside a page of the list at `path`.
pub(super) fn beside<T>(path: &str, page: &Page<T>) -> (Option<String>, Option<String>) {
    let mark = if path.contains('?') { '&' } else { '?' };
    let earlier = page.earlier.as_ref().map(|place| format!("{path}{mark}before={place}"));
    (earlier, page.later.as_ref().map(|place| format!("{path}{mark}after={place}")))
}

fn stats(conn: &mut Conn, viewer: &Viewer) -> Result<Stats> {
    let first = comments::waiting(conn, &Filter::of(State::Held), &Paging::default())?;
    let oldest = first.items.iter().map(|found| found.submitted_at).min();
    let count = |conn: &mut Conn, state| {
        comments::waiting_count(conn, &Filter::of(state)).map(|count| counted(viewer, count))
    };
    let beside = comments::beside_queue(conn)?;
    Ok(Stats {
        reported: counted(viewer, beside.reported),
        edited: counted(viewer, beside.edited),
        contested: counted(viewer, beside.contested),
        waiting: count(conn, State::Held)?,
        spam: count(conn, State::Spam)?,
        oldest: oldest.map_or_else(
            || viewer.words.say("moderation-stat-none"),
            |since| viewer.how_long(viewer.now.since(since)),
        ),
    })
}

pub(super) fn counted(viewer: &Viewer, count: usize) -> String {
    if count > MOST_COUNTED {
        viewer.say("moderation-count-more", "count", MOST_COUNTED)
    } else {
        count.to_string()
    }
}

pub(super) fn card(
    conn: &mut Conn,
    viewer: &Viewer,
    articles: &mut Articles,
    found: &Waiting,
) -> Result<Card> {
    let (path, article) = articles.get(conn, &found.article)?;
    let answers = match &found.parent {
        Some(parent) => Some(name_of(conn, viewer, parent)?),
        None => None,
    };
    let folded = comments::is_distressing(&found.why);
    let own = comments::another_decides(conn, found.account.as_ref(), &viewer.account)?;
    Ok(Card {
        id: found.id.clone(),
        version: found.version,
        name: found.name.clone(),
        account: found.account.clone(),
        path,
        article,
        article_id: found.article.clone(),
        answers,
        when: when(viewer, found.state, found.submitted_at),
        says: Says::of(found.text.as_ref(), folded),
        reasons: found.why.iter().map(|why| reason(viewer, why, folded)).collect(),
        rule: found.rule,
        state_key: state_key(found.state),
        state_class: state_class(found.state),
        is_waiting: found.state == State::Held,
        copies: None,
        claimed: None,
        demanded: false,
        contested: false,
        why_not: own.then_some(comments::OWN_COMMENT),
        offers: if own || found.deciding { Vec::new() } else { viewer.offers(&found.id, found.state) },
    })
}

/// Of a folded text a reason names no word that stands in it.
fn reason(viewer: &Viewer, why: &Why, folded: bool) -> Reason {
    let words = viewer.words.say(&why.reason);
    let says = match why.detail.as_ref().filter(|_| !folded) {
        Some(entries) => viewer.words.say2(
            "moderation-why-naming",
            ("reason", words.as_str()),
            ("entries", entries.as_str()),
        ),
        None => words,
    };
    Reason { key: why.reason.clone(), says }
}

fn name_of(conn: &mut Conn, viewer: &Viewer, comment: &CommentId) -> Result<String> {
    let found = comments::find_for_moderation(conn, comment)?.map(|found| found.comment.name);
    Ok(found.filter(|name| !name.is_empty()).unwrap_or_else(|| viewer.words.say("moderation-someone")))
}

fn when(viewer: &Viewer, state: State, submitted_at: Timestamp) -> String {
    if state.is_waiting() { viewer.waited(submitted_at) } else { viewer.kept_day(submitted_at) }
}

/// One comment with what it answers, what happened to it, and what else its account wrote.
///
/// # Errors
/// Not found without it; those of the database.
pub(in crate::moderation) fn context(conn: &mut Conn, viewer: &Viewer, id: &CommentId) -> Result<Context> {
    let found = comments::find_for_moderation(conn, id)?.or_not_found()?;
    let notice = if found.comment.deciding {
        of_decision(conn, viewer, id, &Place::default().to_text())?
    } else {
        None
    };
    let earlier = found.texts.iter().filter(|text| matches!(text.state, RevisionState::Superseded));
    let beside = found.above.iter().map(|item| &item.id).chain(found.others.iter().map(|other| &other.id));
    let folded = comments::distressing(conn, &beside.cloned().collect::<Vec<_>>())?;
    let others = found.others.iter().map(|other| of_same(viewer, &found.comment.name, other, &folded));
    let reports = super::reports::of_comment(conn, viewer, id)?;
    let mut shown = [card(conn, viewer, &mut Articles::default(), &found.comment)?];
    mark_claims(conn, viewer, &mut shown)?;
    mark_demands(conn, &mut shown)?;
    mark_appeals(conn, &mut shown)?;
    mark_holds(conn, &mut shown)?;
    let [mut card] = shown;
    if card.why_not.is_none() && !card.contested {
        card.offers.extend(further_offers(conn, viewer, &found.comment, !reports.is_empty())?);
    }
    let hold = super::holds::on(conn, viewer, id)?;
    Ok(Context {
        card,
        reports,
        notes: notes_on(conn, viewer, id)?,
        notice,
        citable: Citable::now(conn)?,
        edit: super::edits::of_comment(conn, viewer, id)?,
        appeal: super::appeals::of_comment(conn, viewer, id)?,
        demands: demands_on(conn, viewer, id)?,
        may_hold: viewer.role.may_administer() && (hold.is_some() || found.comment.text.is_some()),
        hold,
        texts: earlier.map(|text| Says::of(Some(&text.text), text.distressing)).collect(),
        around: found.above.iter().map(|item| near(viewer, item, &folded)).collect(),
        others: others.collect(),
        record: lines_of(conn, viewer, (id, found.comment.account.as_ref()), &found.history)?,
    })
}

/// Another comment of the same account.
pub(super) fn of_same(viewer: &Viewer, name: &str, other: &Brief, folded: &HashSet<CommentId>) -> Near {
    Near {
        id: other.id.clone(),
        depth: 1,
        name: name.to_owned(),
        staff: false,
        when: when(viewer, other.state, other.submitted_at),
        says: Says::of(other.text.as_ref(), folded.contains(&other.id)),
        state_key: state_key(other.state),
        state_class: state_class(other.state),
    }
}

fn near(viewer: &Viewer, item: &ThreadItem, folded: &HashSet<CommentId>) -> Near {
    Near {
        id: item.id.clone(),
        depth: item.depth,
        name: item.name.clone(),
        staff: item.staff,
        when: viewer.words.date(item.written_on),
        says: Says::of(item.text.as_ref(), folded.contains(&item.id)),
        state_key: state_key(item.state),
        state_class: state_class(item.state),
    }
}
