//! What is done with takedowns. Each deed of a moderator is an entry of the record, which names nobody who demands anything.

use serde_json::json;

use super::super::appeals;
use super::super::apply::apply;
use super::super::events::{Actor, Cause, Event, Step};
use super::super::states::State;
use super::super::store::{self as comments, takedowns as store};
use super::super::{CommentId, DECIDED_MEANWHILE, NO_SUCH_STEP};
use super::{Claim, Claimant, OnDemand, Outcome, Takedown, TakedownId, Term, sealed};
use crate::accounts::AccountId;
use crate::audit::{self, Target};
use crate::base::clock::Timestamp;
use crate::base::seal::Keys;
use crate::base::text::{Line, Prose};
use crate::db::Tx;
use crate::error::{Error, OrNotFound as _, Result};

/// The words complained of do not stand in the comment; a key of `locales/`.
pub const QUOTE_NOT_THERE: &str = "comments-demand-quote-not-there";
/// Another demand against the comment is open; a key of `locales/`.
pub const ALREADY_OPEN: &str = "comments-demand-already-open";
/// A moderator's decision on the comment is in its grace; a key of `locales/`.
pub const IN_A_GRACE: &str = "comments-demand-in-a-grace";
/// Somebody decided on it meanwhile, or its author answered; a key of `locales/`.
pub const MEANWHILE: &str = "comments-demand-meanwhile";
/// Whoever recorded it does not decide on it; a key of `locales/`.
pub const OWN_RECORD: &str = "comments-demand-own-record";
/// It is decided, and no answer changes that; a key of `locales/`.
pub const TOO_LATE: &str = "comments-demand-too-late";

/// A legal demand that came.
#[derive(Debug, Clone)]
pub struct Demand {
    /// The comment.
    pub comment: CommentId,
    /// The version of it that was seen.
    pub seen: i64,
    /// What kind of claimant it is.
    pub claimant: Claimant,
    /// Who, and what they complain of.
    pub claim: Claim,
    /// The law or the order that they name.
    pub basis: Line,
    /// When it came, and by when it must be decided.
    pub term: Term,
    /// Whether the comment goes out of sight until that.
    pub hide: bool,
    /// Who records it.
    pub by: AccountId,
}

/// Records a demand; in the same change the comment goes out of sight, if that is wanted and readers see it.
///
/// # Errors
/// [`Error::Conflict`] with [`DECIDED_MEANWHILE`] if the comment is no longer as it was seen, with [`ALREADY_OPEN`],
/// with [`IN_A_GRACE`], or with [`NO_SUCH_STEP`] if nobody could read it soon; [`Error::Invalid`] at `quote` with
/// [`QUOTE_NOT_THERE`]; [`Error::NotFound`] without the comment.
pub fn record(tx: &mut Tx<'_>, keys: &Keys, demand: &Demand) -> Result<TakedownId> {
    let comment = fitting(tx, demand)?;
    let hides = demand.hide && comment.state()? == State::Published;
    let step = if hides { OnDemand::Hide } else { OnDemand::Record };
    let event = happen(tx, (&demand.comment, demand.seen), &demand.by, step)?;
    let id: TakedownId = tx.fresh_id();
    let claim = sealed(keys, &id, &demand.claim, tx.random())?;
    let row = store::Row {
        id: id.clone(),
        comment_id: demand.comment.clone(),
        open_key: Some(demand.comment.as_str().to_owned()),
        claimant: demand.claimant.as_str().to_owned(),
        basis: demand.basis.clone(),
        claim_sealed: Some(claim),
        received_on: Timestamp::start_of(demand.term.received_on()),
        decide_by: Timestamp::start_of(demand.term.decide_by()),
        hidden_by: hides.then_some(event),
        answer: None,
        outcome: None,
        words: None,
        recorded_by: Some(demand.by.clone()),
        recorded_at: tx.now.to_minute(),
        decided_by: None,
        decided_on: None,
        alone: false,
        version: 1,
    };
    if !store::insert(tx, &row)? {
        return Err(Error::Conflict(ALREADY_OPEN));
    }
    let detail = json!({ "claimant": demand.claimant.as_str(), "hidden": hides });
    note(tx, &demand.by, "takedown-record", &id, &detail)?;
    Ok(id)
}

/// The comment of a demand, as it was seen and with the words complained of in it.
fn fitting(tx: &mut Tx<'_>, demand: &Demand) -> Result<comments::CommentRow> {
    let comment = comments::find(tx, &demand.comment)?.or_not_found()?;
    if store::open_of(tx, &demand.comment)?.is_some() {
        return Err(Error::Conflict(ALREADY_OPEN));
    }
    if comment.version != demand.seen {
        return Err(Error::Conflict(DECIDED_MEANWHILE));
    }
    must_not_be_in_a_grace(&comment)?;
    let text = comments::current_text(tx, &demand.comment)?.ok_or(Error::Conflict(NO_SUCH_STEP))?;
    if !text.text.as_str().contains(demand.claim.quote.as_str()) {
        return Err(Error::invalid("quote", QUOTE_NOT_THERE));
    }
    Ok(comment)
}

/// A demand takes nobody's decision away before that takes effect.
fn must_not_be_in_a_grace(comment: &comments::CommentRow) -> Result<()> {
    if comment.deciding { Err(Error::Conflict(IN_A_GRACE)) } else { Ok(()) }
}

/// The author answers an open demand against their comment, in place of what they answered before.
///
/// # Errors
/// [`Error::Conflict`] with [`TOO_LATE`] if none is open any more; with [`MEANWHILE`] if it was decided at the same time.
pub fn answer(tx: &mut Tx<'_>, comment: &CommentId, words: &Prose) -> Result<()> {
    let mut row = store::open_of(tx, comment)?.ok_or(Error::Conflict(TOO_LATE))?;
    row.answer = Some(words.clone());
    save(tx, &row)
}

/// What somebody decides on a demand.
#[derive(Debug, Clone)]
pub enum Ruling {
    /// The comment goes.
    Remove,
    /// The words complained of go, and this is left.
    Redact(Prose),
    /// The comment is what it was before.
    Refuse,
}

/// A decision on a demand.
#[derive(Debug, Clone)]
pub struct Order {
    /// The takedown.
    pub takedown: TakedownId,
    /// The version of it that was seen.
    pub seen: i64,
    /// The version of the comment that was seen.
    pub comment_seen: i64,
    /// What.
    pub ruling: Ruling,
    /// What the team writes with it.
    pub words: Option<Prose>,
    /// Who decides.
    pub by: AccountId,
    /// Whether nobody else than whoever recorded it could; looked up before ([`super::nobody_else_decides`]).
    pub alone: bool,
}

/// Decides on a demand: never whoever recorded it, unless they are alone; nor does whoever made a decision that is
/// contested end that appeal by it.
///
/// # Errors
/// [`Error::Conflict`] with [`MEANWHILE`], [`OWN_RECORD`], [`OWN_DECISION`](super::super::OWN_DECISION),
/// [`DECIDED_MEANWHILE`], [`IN_A_GRACE`], or with [`NO_SUCH_STEP`] if words are to go of a comment that does not show them;
/// [`Error::NotFound`] without it.
pub fn decide(tx: &mut Tx<'_>, order: &Order) -> Result<()> {
    let mut row = store::find(tx, &order.takedown)?.or_not_found()?;
    if row.version != order.seen || row.outcome.is_some() {
        return Err(Error::Conflict(MEANWHILE));
    }
    let own = row.recorded_by.as_ref() == Some(&order.by);
    if own && !order.alone {
        return Err(Error::Conflict(OWN_RECORD));
    }
    let comment = comments::find(tx, &row.comment_id)?.or_not_found()?;
    must_not_be_in_a_grace(&comment)?;
    if matches!(order.ruling, Ruling::Remove) {
        appeals::must_not_be_against(tx, &row.comment_id, &order.by)?;
    }
    let hidden_by = row.hidden_by.clone().filter(|_| comment.state == State::Hidden.as_str());
    let outcome = order.ruling.outcome();
    let step = match &order.ruling {
        Ruling::Remove => OnDemand::Remove,
        Ruling::Redact(text) => OnDemand::Redact { text: text.clone(), hidden_by },
        Ruling::Refuse => OnDemand::Refuse { hidden_by },
    };
    // Closed before the comment changes: what an open demand hides appears by nothing but its decision.
    row.open_key = None;
    row.outcome = Some(outcome.as_str().to_owned());
    row.words.clone_from(&order.words);
    row.decided_by = Some(order.by.clone());
    row.decided_on = Some(tx.now.to_day());
    row.alone = own;
    save(tx, &row)?;
    happen(tx, (&row.comment_id, order.comment_seen), &order.by, step)?;
    let detail = json!({ "claimant": row.claimant, "outcome": outcome.as_str(), "alone": own });
    note(tx, &order.by, "takedown-decide", &row.id, &detail)
}

fn happen(
    tx: &mut Tx<'_>,
    (comment, version): (&CommentId, i64),
    by: &AccountId,
    step: OnDemand,
) -> Result<super::EventId> {
    let (comment, actor, step) = (comment.clone(), Actor::Moderator(by.clone()), Step::Demand(step));
    Ok(apply(tx, &Event { comment, version, actor, step, cause: Cause::Takedown })?.event)
}

/// Of two who change it at once one is second.
fn save(tx: &mut Tx<'_>, row: &store::Row) -> Result<()> {
    if store::save(tx, row)? { Ok(()) } else { Err(Error::Conflict(MEANWHILE)) }
}

fn note(
    tx: &mut Tx<'_>,
    by: &AccountId,
    deed: &'static str,
    takedown: &TakedownId,
    detail: &serde_json::Value,
) -> Result<()> {
    let actor = audit::Actor::Account(by.as_str().to_owned());
    audit::record(tx, &actor, deed, Target { kind: "takedown", id: takedown.as_str() }, detail)
}

impl Ruling {
    /// What comes of it.
    const fn outcome(&self) -> Outcome {
        match self {
            Self::Remove => Outcome::Removed,
            Self::Redact(_) => Outcome::Redacted,
            Self::Refuse => Outcome::Refused,
        }
    }
}

impl Takedown {
    /// Why `person` does not decide on it: a key. Nothing, if they may.
    #[must_use]
    pub fn is_for_another(&self, person: &AccountId, alone: bool) -> Option<&'static str> {
        (self.recorded_by.as_ref() == Some(person) && !alone).then_some(OWN_RECORD)
    }
}
