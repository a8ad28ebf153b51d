//! The court case: what it is, who is in it, what happened, what comes.
//!
//! A case is a draft until it is published; from then on its address and its language stay, for feeds and mail
//! hang on them. What happens in it is told in updates: one editor proposes, another releases ([`permit()`]); a number
//! is given when an update appears, and what readers saw never changes silently ([`correct`], [`retract`]).
//! `version` of a [`Case`] rises with every change that readers can see; cached pages are made of it.

pub mod api;
mod deeds;
pub mod demo;
pub mod feeds;
mod forms;
mod hearings;
pub mod pages;
mod permit;
pub mod sample;
mod store;
mod updates;

use std::ops::Range;

use jiff::civil::Date;

pub use self::deeds::{create, edit, publish_case};
pub use self::hearings::{
    Hearing, HearingDraft, HearingId, HearingState, cancel_hearing, edit_hearing, hearing, hearings,
    hearings_ahead, plan_hearing,
};
pub use self::permit::{Permit, Refusal, permit};
pub use self::updates::{
    Correcting, Correction, Kind, Update, UpdateDraft, UpdateId, UpdateLine, UpdateState, checked_address,
    correct, draft_update, edit_update, propose, publish, publish_due, retract, schedule, unpropose,
    unschedule, update_path,
};
use crate::articles::{self, ArticleId, ArticleLine};
use crate::base::clock::Timestamp;
use crate::base::ids::Id;
use crate::base::paging::{Page, Paging};
use crate::base::text::{Line, Prose, Slug};
use crate::db::Conn;
use crate::error::{Error, Result};

/// The id of a case.
pub type CaseId = Id<Case>;

/// Somebody changed the same thing after this page was opened.
pub const OUTDATED: &str = "cases-problem-outdated";

/// How many cases, hearings or corrections a list shows at most.
pub const MOST_IN_A_LIST: i64 = 200;
/// How many updates a page of them holds.
pub const ON_A_PAGE: usize = 50;
/// How many updates of a case a digest tells at most; it says how many more there are.
pub const MOST_IN_A_SPAN: i64 = 50;
/// How many updates that are due one look answers at most.
pub const MOST_DUE: i64 = 10;

/// One case as it stands.
#[derive(Debug, Clone)]
pub struct Case {
    /// Its id; it never changes.
    pub id: CaseId,
    /// Its address below `/cases/`; fixed once it is published.
    pub slug: Slug,
    /// Whether readers see it.
    pub state: State,
    /// Its language (a tag of BCP 47); fixed once it is published.
    pub language: String,
    /// Its short name.
    pub title: Line,
    /// Its name in full, as courts write it.
    pub full_title: Line,
    /// The court.
    pub court: Line,
    /// The court, in short.
    pub court_short: Line,
    /// What public dockets call the court, such as `cand`.
    pub court_id: Option<String>,
    /// The number under which the court keeps it.
    pub docket_number: Line,
    /// What a public docket's API calls it.
    pub docket_id: Option<i64>,
    /// Who judges.
    pub judge: Line,
    /// The day on which it began.
    pub filed_on: Option<Date>,
    /// What the plaintiffs claim.
    pub claims: Vec<Line>,
    /// Rises with every change that readers can see; what a cached page was made of.
    pub version: i64,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl Case {
    /// Where readers find it.
    #[must_use]
    pub fn path(&self) -> String {
        path_of(&self.slug)
    }
}

/// Where readers find the case of a slug.
#[must_use]
pub fn path_of(slug: &Slug) -> String {
    format!("/cases/{slug}")
}

/// Whether readers see a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Only editors see it.
    Draft,
    /// Everyone sees it.
    Published,
}

/// One party of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// On which side it stands.
    pub side: Side,
    /// Its name.
    pub name: Line,
}

/// On which side a party stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// It sues.
    Plaintiff,
    /// It is sued.
    Defendant,
    /// Neither: friends of the court, interveners.
    Other,
}

/// Everything that an editor decides about a case, taken apart and found good.
#[derive(Debug, Clone)]
pub struct CaseDraft {
    /// Its address below `/cases/`.
    pub slug: Slug,
    /// Its language (a tag of BCP 47).
    pub language: String,
    /// Its short name.
    pub title: Line,
    /// Its name in full.
    pub full_title: Line,
    /// The court.
    pub court: Line,
    /// The court, in short.
    pub court_short: Line,
    /// What public dockets call the court.
    pub court_id: Option<String>,
    /// The number under which the court keeps it.
    pub docket_number: Line,
    /// What a public docket's API calls it.
    pub docket_id: Option<i64>,
    /// Who judges.
    pub judge: Line,
    /// The day on which it began.
    pub filed_on: Option<Date>,
    /// What the plaintiffs claim; at most 100.
    pub claims: Vec<Line>,
    /// Who is in it, in order; at most 100.
    pub parties: Vec<Party>,
    /// The articles that belong to it; each belongs to one case at most.
    pub articles: Vec<ArticleId>,
}

/// The published case at an address.
///
/// # Errors
/// Those of the database.
pub fn published(conn: &mut Conn, slug: &Slug) -> Result<Option<Case>> {
    Ok(store::by_slug(conn, slug)?.filter(|case| case.state == State::Published))
}

/// A case, whatever its state.
///
/// # Errors
/// Those of the database.
pub fn by_id(conn: &mut Conn, id: &CaseId) -> Result<Option<Case>> {
    store::by_id(conn, id)
}

/// The published cases, the last changed first, at most [`MOST_IN_A_LIST`].
///
/// # Errors
/// Those of the database.
pub fn list_published(conn: &mut Conn) -> Result<Vec<Case>> {
    store::list(conn, Some(State::Published))
}

/// All cases, drafts too, the last changed first, at most [`MOST_IN_A_LIST`].
///
/// # Errors
/// Those of the database.
pub fn list(conn: &mut Conn) -> Result<Vec<Case>> {
    store::list(conn, None)
}

/// Whether there is no case at all, as on the first start.
///
/// # Errors
/// Those of the database.
pub fn none_yet(conn: &mut Conn) -> Result<bool> {
    Ok(store::any_id(conn)?.is_none())
}

/// Who is in a case, in order.
///
/// # Errors
/// Those of the database.
pub fn parties(conn: &mut Conn, id: &CaseId) -> Result<Vec<Party>> {
    store::parties(conn, id)
}

/// The published case that an article belongs to.
///
/// # Errors
/// Those of the database.
pub fn of_article(conn: &mut Conn, article: &ArticleId) -> Result<Option<Case>> {
    let Some(id) = store::case_of_article(conn, article)? else { return Ok(None) };
    Ok(store::by_id(conn, &id)?.filter(|case| case.state == State::Published))
}

/// The names of those who are in the published case that an article belongs to: its parties and its judge.
///
/// # Errors
/// Those of the database.
pub fn named_in(conn: &mut Conn, article: &ArticleId) -> Result<Vec<Line>> {
    store::named_in(conn, article)
}

/// The published articles of a case, newest first.
///
/// # Errors
/// Those of the database.
pub fn articles_of(conn: &mut Conn, id: &CaseId) -> Result<Vec<ArticleLine>> {
    let own = store::article_ids(conn, id)?;
    Ok(articles::list_published(conn)?.into_iter().filter(|line| own.contains(&line.id)).collect())
}

/// What readers see of a case's updates, published and retracted: the newest day first, at most `most`.
///
/// # Errors
/// Those of the database.
pub fn timeline(conn: &mut Conn, id: &CaseId, most: i64) -> Result<Vec<Update>> {
    store::timeline(conn, id, most)
}

/// The same by when they appeared: the last number first, whenever it happened; at most `most`.
///
/// # Errors
/// Those of the database.
pub fn latest(conn: &mut Conn, id: &CaseId, most: i64) -> Result<Vec<Update>> {
    store::latest(conn, id, most)
}

/// The beginning of the timeline in lines, without the texts; at most `most`.
///
/// # Errors
/// Those of the database.
pub fn lines(conn: &mut Conn, id: &CaseId, most: i64) -> Result<Vec<UpdateLine>> {
    store::lines(conn, id, most)
}

/// What stands below an update in the timeline (it happened before), and what above; nothing of one that never appeared.
///
/// # Errors
/// Those of the database.
pub fn neighbours(conn: &mut Conn, of: &Update) -> Result<(Option<UpdateLine>, Option<UpdateLine>)> {
    store::neighbours(conn, of)
}

/// How many updates of a case readers see. Numbers have no gaps and what appeared stays, so it is the last number.
///
/// # Errors
/// Those of the database.
pub fn count_updates(conn: &mut Conn, id: &CaseId) -> Result<i64> {
    store::numbers_taken(conn, id)
}

/// The numbers of the updates that readers see, the last one first, each with the instant of its last change; at most
/// `most`.
///
/// # Errors
/// Those of the database.
pub fn changed(conn: &mut Conn, id: &CaseId, most: i64) -> Result<Vec<(i64, Timestamp)>> {
    store::changed(conn, id, most)
}

/// Every update of a case, whatever its state, the last changed first, at most [`MOST_IN_A_LIST`]: for editors.
///
/// # Errors
/// Those of the database.
pub fn updates_of(conn: &mut Conn, id: &CaseId) -> Result<Vec<Update>> {
    store::updates_of(conn, id)
}

/// A page of [`ON_A_PAGE`] updates that readers see, the newest day first.
///
/// # Errors
/// [`Error::NotFound`] for a place that is none; those of the database.
pub fn updates_page(conn: &mut Conn, id: &CaseId, paging: &Paging) -> Result<Page<Update>> {
    let direction = paging.direction().map_err(|_| Error::NotFound)?;
    let found = store::updates_beside(conn, id, &direction)?;
    Ok(Page::cut(found, ON_A_PAGE, &direction, store::place_of))
}

/// The update of a number, if readers see it: published or retracted.
///
/// # Errors
/// Those of the database.
pub fn update_at(conn: &mut Conn, id: &CaseId, number: i64) -> Result<Option<Update>> {
    store::update_at(conn, id, number)
}

/// An update, whatever its state.
///
/// # Errors
/// Those of the database.
pub fn update(conn: &mut Conn, id: &UpdateId) -> Result<Option<Update>> {
    store::update(conn, id)
}

/// Title and text of an update in a language, or in its case's.
///
/// # Errors
/// Those of the database.
pub fn text_in(conn: &mut Conn, id: &UpdateId, language: &str) -> Result<Option<(Line, Prose)>> {
    match store::text_in(conn, id, language)? {
        Some(text) => Ok(Some(text)),
        None => Ok(store::update(conn, id)?.map(|update| (update.title, update.body))),
    }
}

/// Every text of an update: language, title, text.
///
/// # Errors
/// Those of the database.
pub fn texts(conn: &mut Conn, id: &UpdateId) -> Result<Vec<(String, Line, Prose)>> {
    store::texts(conn, id)
}

/// The corrections of an update, in the order in which they were made.
///
/// # Errors
/// Those of the database.
pub fn corrections_of(conn: &mut Conn, id: &UpdateId) -> Result<Vec<Correction>> {
    store::corrections(conn, id)
}

/// The updates of a case, of these kinds, that appeared in a span and stand: the newest first, at most
/// [`MOST_IN_A_SPAN`], and how many they are in all.
///
/// # Errors
/// Those of the database.
pub fn published_between(
    conn: &mut Conn,
    case: &CaseId,
    kinds: &[Kind],
    span: &Range<Timestamp>,
) -> Result<(Vec<Update>, i64)> {
    store::published_between(conn, case, kinds, span)
}

/// The public cases of which something of these kinds appeared in a span and stands.
///
/// # Errors
/// Those of the database.
pub fn with_news(conn: &mut Conn, kinds: &[Kind], span: &Range<Timestamp>) -> Result<Vec<CaseId>> {
    store::with_news(conn, kinds, span)
}

/// The drafts that wait for somebody to release them, each with its version, at most [`MOST_DUE`].
///
/// # Errors
/// Those of the database.
pub fn proposed(conn: &mut Conn) -> Result<Vec<(UpdateId, i64)>> {
    store::proposed(conn)
}

/// The scheduled updates whose time has come by `now`, each with its version, at most [`MOST_DUE`].
///
/// # Errors
/// Those of the database.
pub fn due(conn: &mut Conn, now: Timestamp) -> Result<Vec<(UpdateId, i64)>> {
    store::due(conn, now)
}
