//! Takedowns: legal demands against a comment, from their arrival to what somebody else decided on them.
//!
//! One person writes down what is demanded; the comment may go out of sight meanwhile; its author reads the demand and
//! answers; another person complies or refuses ([`deeds`]). Who demands it, and the words complained of, are sealed.
//! What happens to the comment happens by [`apply`](super::apply()), with an [`OnDemand`] for its step.

pub mod deeds;
mod words;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

pub use self::words::{Claimant, OnDemand, Outcome, Term, TermProblem};
use super::desk::QUEUE_PAGE;
use super::store::takedowns::{self as store, Row};
use super::{CommentId, EventId, own, store as comments};
use crate::accounts::AccountId;
use crate::base::clock::Timestamp;
use crate::base::ids::Id;
use crate::base::paging::{Cursor, Direction, Page, Paging, rows_to_fetch};
use crate::base::random::Random;
use crate::base::seal::Keys;
use crate::base::text::{Line, Prose};
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};

/// The id of a takedown.
pub type TakedownId = Id<Takedown>;

/// The longest counter-notice, in letters as a person counts them.
pub const MOST_OF_ANSWER: usize = 2_000;
/// How long what names somebody is kept after the decision, in days.
pub const KEPT_DAYS: u32 = 180;
/// What is sealed is filled up to a multiple of so many bytes: its length tells nothing of a name.
const STEP: usize = 256;
const FILLING: u8 = b' ';

/// Who demands it, and what: nobody reads it without the keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The name of whoever demands it.
    pub name: Line,
    /// The words complained of, as they stand in the comment.
    pub quote: Prose,
}

#[derive(Serialize, Deserialize)]
struct Sealed {
    name: String,
    quote: String,
}

/// What was decided on a takedown.
#[derive(Debug, Clone)]
pub struct Decided {
    /// What.
    pub outcome: Outcome,
    /// What the team wrote with it.
    pub words: Option<Prose>,
    /// Who, if they are still there; nobody, if the comment went by itself.
    pub by: Option<AccountId>,
    /// Whether the same person had recorded it, for nobody else was there.
    pub alone: bool,
    /// The day.
    pub on: Date,
}

/// A legal demand against a comment, as the team reads it.
#[derive(Debug, Clone)]
pub struct Takedown {
    /// Its id.
    pub id: TakedownId,
    /// The comment.
    pub comment: CommentId,
    /// What kind of claimant it is.
    pub claimant: Claimant,
    /// The law or the order that it names.
    pub basis: Line,
    /// Who demands it and what they complain of, as long as that is kept.
    pub claim: Option<Claim>,
    /// The days on which it came and by which it must be decided.
    pub term: Term,
    /// What its author says.
    pub answer: Option<Prose>,
    /// Whether the comment was taken out of sight when it came.
    pub hides: bool,
    /// Who recorded it, if they are still there.
    pub recorded_by: Option<AccountId>,
    /// What was decided; nothing yet.
    pub decided: Option<Decided>,
    /// Rises with every change.
    pub version: i64,
}

/// A legal demand as the author of the comment reads it: who demands it only if that is a court or an authority.
#[derive(Debug, Clone)]
pub struct ForAuthor {
    /// What kind of claimant it is.
    pub claimant: Claimant,
    /// Its name, of a court or an authority.
    pub name: Option<Line>,
    /// The law or the order that it names.
    pub basis: Line,
    /// The words complained of.
    pub quote: Option<Prose>,
    /// The day by which it must be decided.
    pub decide_by: Date,
    /// What they answered.
    pub answer: Option<Prose>,
    /// What was decided; nothing yet.
    pub outcome: Option<Outcome>,
    /// What the team wrote with it.
    pub words: Option<Prose>,
    /// Whether the comment was taken out of sight when it came.
    pub hides: bool,
}

impl ForAuthor {
    /// What came of it, or what it means for the comment until then: a key.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        match self.outcome {
            Some(outcome) => outcome.key(),
            None if self.hides => "comments-demand-hides",
            None => "comments-demand-stays",
        }
    }

    /// Whether they can answer, and change what they answered.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.outcome.is_none()
    }
}

impl From<Takedown> for ForAuthor {
    fn from(found: Takedown) -> Self {
        let (name, quote) = found.claim.map(|claim| (claim.name, claim.quote)).unzip();
        Self {
            name: name.filter(|_| found.claimant.is_named_to_authors()),
            claimant: found.claimant,
            basis: found.basis,
            quote,
            decide_by: found.term.decide_by(),
            answer: found.answer,
            outcome: found.decided.as_ref().map(|decided| decided.outcome),
            words: found.decided.and_then(|decided| decided.words),
            hides: found.hides,
        }
    }
}

/// What everybody reads where a comment stood: the law or the order that was named.
///
/// # Errors
/// Those of the database.
pub(super) fn basis_for_readers(conn: &mut Conn, comment: &CommentId) -> Result<Option<Line>> {
    Ok(store::latest_of(conn, comment)?.map(|row| row.basis))
}

/// One takedown.
///
/// # Errors
/// Those of the database; a fault if the keys that sealed it are gone.
pub fn find(conn: &mut Conn, keys: &Keys, id: &TakedownId) -> Result<Option<Takedown>> {
    store::find(conn, id)?.map(|row| opened(keys, row)).transpose()
}

/// Every takedown of a comment, the latest first.
///
/// # Errors
/// As [`find`].
pub fn all_of(conn: &mut Conn, keys: &Keys, comment: &CommentId) -> Result<Vec<Takedown>> {
    store::all_of(conn, comment)?.into_iter().map(|row| opened(keys, row)).collect()
}

/// The latest takedown of a comment, for its author. One that ended by itself is none of theirs.
///
/// # Errors
/// As [`find`].
pub fn for_author(conn: &mut Conn, keys: &Keys, comment: &CommentId) -> Result<Option<ForAuthor>> {
    let found = store::latest_of(conn, comment)?.map(|row| opened(keys, row)).transpose()?;
    Ok(found.map(ForAuthor::from).filter(|found| found.outcome != Some(Outcome::Gone)))
}

/// Those of these comments against which a takedown is open.
///
/// # Errors
/// Those of the database.
pub fn demanded(conn: &mut Conn, comments: &[CommentId]) -> Result<Vec<CommentId>> {
    store::open_among(conn, comments)
}

/// What waits for a decision, the earliest deadline first; what fits on a page.
///
/// # Errors
/// As [`find`].
pub fn open(conn: &mut Conn, keys: &Keys) -> Result<Vec<Takedown>> {
    store::open(conn)?.into_iter().map(|row| opened(keys, row)).collect()
}

/// A page of those that were decided, the latest day first.
///
/// # Errors
/// [`Error::NotFound`] for a place that is none; as [`find`].
pub fn decided(conn: &mut Conn, keys: &Keys, paging: &Paging) -> Result<Page<Takedown>> {
    let direction = paging.direction().map_err(|_| Error::NotFound)?;
    let most = rows_to_fetch(QUEUE_PAGE);
    let place = |cursor: &Cursor| cursor.instant_and_id().map_err(|_| Error::NotFound);
    let found = match &direction {
        Direction::Start => store::decided(conn, None, most)?,
        Direction::After(at) => store::decided(conn, Some((place(at)?, true)), most)?,
        Direction::Before(at) => store::decided(conn, Some((place(at)?, false)), most)?,
    };
    let on = |row: &Row| row.decided_on.unwrap_or(row.recorded_at);
    let page = Page::cut(found, QUEUE_PAGE, &direction, |row| Cursor::of_instant(on(row), &row.id));
    let items = page.items.into_iter().map(|row| opened(keys, row)).collect::<Result<_>>()?;
    Ok(Page { items, earlier: page.earlier, later: page.later })
}

/// Whether whoever recorded a takedown decides on it too, for nobody else than they and the author moderates here.
///
/// # Errors
/// Those of the database.
pub fn nobody_else_decides(conn: &mut Conn, takedown: &Takedown) -> Result<bool> {
    let Some(by) = &takedown.recorded_by else { return Ok(false) };
    let author = comments::find(conn, &takedown.comment)?.and_then(|comment| comment.account_id);
    own::nobody_looks_anew(conn, by, author.as_ref())
}

/// What the claim in the row of this id is sealed for.
pub(super) fn row_context(id: &str) -> String {
    format!("takedown takedowns/{id}")
}

fn sealed(keys: &Keys, id: &TakedownId, claim: &Claim, random: &Random) -> Result<Vec<u8>> {
    let plain = Sealed { name: claim.name.as_str().to_owned(), quote: claim.quote.as_str().to_owned() };
    let mut filled = Zeroizing::new(serde_json::to_vec(&plain).map_err(Error::fault)?);
    let length = filled.len().next_multiple_of(STEP);
    filled.resize(length, FILLING);
    Ok(keys.seal_bytes(&filled, &row_context(id.as_str()), random))
}

fn claim(keys: &Keys, id: &TakedownId, sealed: &[u8]) -> Result<Claim> {
    let plain = keys.open_bytes(sealed, &row_context(id.as_str())).map_err(Error::fault)?;
    let Sealed { name, quote } = serde_json::from_slice(&plain).map_err(Error::fault)?;
    Ok(Claim {
        name: Line::parse(&name).map_err(Error::fault)?,
        quote: Prose::parse(&quote).map_err(Error::fault)?,
    })
}

fn opened(keys: &Keys, row: Row) -> Result<Takedown> {
    let odd = || Error::fault("a takedown has a word that is none");
    let outcome = row.outcome.as_deref().map(|word| Outcome::parse(word).ok_or_else(odd)).transpose()?;
    let decided = outcome.zip(row.decided_on).map(|(outcome, on)| Decided {
        outcome,
        words: row.words,
        by: row.decided_by,
        alone: row.alone,
        on: on.day(),
    });
    Ok(Takedown {
        claim: row.claim_sealed.map(|sealed| claim(keys, &row.id, &sealed)).transpose()?,
        claimant: Claimant::parse(&row.claimant).ok_or_else(odd)?,
        term: Term::kept(row.received_on.day(), row.decide_by.day()),
        hides: row.hidden_by.is_some(),
        id: row.id,
        comment: row.comment_id,
        basis: row.basis,
        answer: row.answer,
        recorded_by: row.recorded_by,
        decided,
        version: row.version,
    })
}

/// The event that hid a comment until its open takedown is decided.
pub(super) fn hiding(conn: &mut Conn, comment: &CommentId) -> Result<Option<EventId>> {
    Ok(store::open_of(conn, comment)?.and_then(|row| row.hidden_by))
}

/// The words of a comment go, and with them what quotes or answers them: an open takedown has nothing left to be about.
pub(super) fn end(tx: &mut Tx<'_>, comment: &CommentId) -> Result<()> {
    store::end(tx, comment, tx.now.to_day())
}

/// Forgets a step of what was decided long enough before `before`: names, words, answers; that it was, and why, stays.
pub(super) fn forget(tx: &mut Tx<'_>, before: Timestamp, most: i64) -> Result<usize> {
    let due = store::due(tx, before, most)?;
    store::bare(tx, &due)?;
    Ok(due.len())
}
