//! What moderators do: read what waits, decide by the published rules, take decisions back.
//!
//! A moderator decides on the version of a comment that they saw: of two who decide at once exactly one does, and
//! the other learns what was decided. With a grace the decision lies in `decisions` until it is due, the comment
//! out of the queue meanwhile ([`comments::set_aside`]); [`apply_due`] makes it happen, each decision in a change of
//! its own, and undoing it before leaves no trace. Evidence is looked up first ([`examine`], [`rule_cited`],
//! [`reversal`]), in a read; the change itself reads little but the rows that it changes:
//! whose comment it is, whether an appeal waits, and who moderates still.

mod appeals;
pub mod attack;
pub mod batches;
pub mod colleagues;
mod deed;
mod edits;
mod forms;
mod grace;
pub mod letters;
pub mod pages;
mod redaction;
pub mod snippets;
mod store;
mod takedowns;
mod view;
pub mod watch;

use std::time::Duration;

pub use self::appeals::{APPEAL_FIRST, overturn, uphold};
pub use self::deed::Deed;
pub use self::edits::{approve_edit, refuse_edit};
pub use self::grace::{apply_due, put_back_of};
pub use self::redaction::{Quote, redact, text_without};
use self::store::DecisionRow;
use crate::accounts::AccountId;
use crate::base::clock::Timestamp;
use crate::base::ids::Id;
use crate::base::text::Prose;
use crate::comments::{self, Actor, Cause, CommentId, Event, EventId, RuleCited, State, Step};
use crate::db::{Conn, Tx};
use crate::error::{Error, OrNotFound as _, Result};
use crate::rules;

/// A decision that waits for its grace to pass.
#[derive(Debug)]
pub enum Waiting {}
/// The id of such a decision.
pub type DecisionId = Id<Waiting>;

/// The longest words to an author, in letters as a person counts them.
pub const MOST_WORDS: usize = 500;

/// How long it is known which decisions were made at once (`site::retention`); as long as any can be taken back.
pub const BATCHES_KEPT: Duration = Duration::from_hours(30 * 24);

const RULE_MISSING: &str = "moderation-rule-missing";
const WORDS_MISSING: &str = "moderation-words-missing";
const SNIPPET_GONE: &str = "moderation-snippet-gone";

/// The decision cannot be taken back any more; a key of `locales/`.
pub const UNDO_TOO_LATE: &str = "moderation-undone-late";

/// A decision on a comment as its moderator saw it.
#[derive(Debug, Clone)]
pub struct Decision {
    /// The comment.
    pub comment: CommentId,
    /// The version that was seen; another one by now is a conflict.
    pub seen: i64,
    /// Who decides.
    pub by: AccountId,
    /// How long the decision waits before it takes effect.
    pub grace: Duration,
    /// Whether nobody else than whoever decided could answer an appeal; looked up before ([`examine`]).
    pub alone: bool,
}

/// Why a comment does not appear, for its author.
#[derive(Debug, Clone)]
pub struct Grounds {
    /// The rule that it breaks; only asking its author to change it may go without.
    pub rule: Option<RuleCited>,
    /// Words of the team's own; at most [`MOST_WORDS`] letters.
    pub words: Option<Prose>,
}

impl Grounds {
    fn rule(&self) -> Result<RuleCited> {
        self.rule.ok_or_else(|| Error::invalid("rule", RULE_MISSING))
    }
}

/// Lets a comment appear.
///
/// # Errors
/// [`Error::Conflict`] if the comment is no longer as it was seen; [`Error::NotFound`] without it.
pub fn approve(tx: &mut Tx<'_>, decision: &Decision) -> Result<()> {
    decide(tx, decision, Step::Approve)
}

/// Says no to a comment, or takes a published one away, under a rule.
///
/// # Errors
/// As [`approve`].
pub fn reject(tx: &mut Tx<'_>, decision: &Decision, grounds: &Grounds) -> Result<()> {
    decide(tx, decision, Step::Reject { rule: grounds.rule()?, words: grounds.words.clone() })
}

/// Asks the author of a waiting comment to change it, in words; with the rule that it would break, if there is one.
///
/// # Errors
/// As [`approve`]; [`Error::Invalid`] without words.
pub fn send_back(tx: &mut Tx<'_>, decision: &Decision, grounds: &Grounds) -> Result<()> {
    let words = grounds.words.clone().ok_or_else(|| Error::invalid("words", WORDS_MISSING))?;
    decide(tx, decision, Step::Return { rule: grounds.rule, words })
}

/// Files a comment as spam.
///
/// # Errors
/// As [`approve`].
pub fn file_as_spam(tx: &mut Tx<'_>, decision: &Decision) -> Result<()> {
    decide(tx, decision, Step::FileAsSpam)
}

/// Takes a published comment out of sight.
///
/// # Errors
/// As [`approve`].
pub fn hide(tx: &mut Tx<'_>, decision: &Decision, grounds: &Grounds) -> Result<()> {
    decide(tx, decision, Step::Hide { rule: grounds.rule()?, words: grounds.words.clone() })
}

/// Lets a hidden comment appear again.
///
/// # Errors
/// As [`approve`].
pub fn restore(tx: &mut Tx<'_>, decision: &Decision) -> Result<()> {
    decide(tx, decision, Step::Approve)
}

/// Puts a comment back into the queue, to be decided anew.
///
/// # Errors
/// As [`approve`].
pub fn reopen(tx: &mut Tx<'_>, decision: &Decision) -> Result<()> {
    decide(tx, decision, Step::Reopen)
}

fn decide(tx: &mut Tx<'_>, decision: &Decision, step: Step) -> Result<()> {
    if decision.grace.is_zero() {
        comments::apply(tx, &event(decision.comment.clone(), decision.seen, &decision.by, step))?;
        return Ok(());
    }
    let (to, grounds) = deed::of_step(step);
    let seen = (&decision.comment, decision.seen);
    let version = comments::set_aside(tx, seen, (&decision.by, to))?;
    let rule = grounds.as_ref().and_then(|grounds| grounds.rule);
    let row = DecisionRow {
        id: tx.fresh_id(),
        comment_id: decision.comment.clone(),
        version,
        to_state: to.as_str().to_owned(),
        moderator_id: decision.by.clone(),
        rule_number: rule.map(|rule| rule.number),
        rule_version: rule.map(|rule| rule.version),
        words: grounds.and_then(|grounds| grounds.words),
        decided_at: tx.now,
        due_at: tx.now.plus(decision.grace),
    };
    store::insert(tx, &row)
}

/// What changes no state takes effect without a grace.
fn at_once(tx: &mut Tx<'_>, decision: &Decision, step: Step) -> Result<()> {
    comments::apply(tx, &event(decision.comment.clone(), decision.seen, &decision.by, step)).map(|_| ())
}

fn event(comment: CommentId, version: i64, by: &AccountId, step: Step) -> Event {
    Event { comment, version, actor: Actor::Moderator(by.clone()), step, cause: Cause::Queue }
}

/// Whether `deed` can still be done to the comment as it was seen: the evidence for a decision. Answers whether nobody
/// else than whoever decided could answer the appeal that it answers, if it answers one.
///
/// # Errors
/// [`Error::Conflict`] if not; [`Error::NotFound`] without the comment.
pub fn examine(conn: &mut Conn, comment: &CommentId, seen: i64, deed: Deed) -> Result<bool> {
    let found = comments::find_for_moderation(conn, comment)?.or_not_found()?.comment;
    if found.version != seen || found.deciding || !deed.fits(found.state) {
        return Err(Error::Conflict(comments::DECIDED_MEANWHILE));
    }
    let appeal = if deed.is_of_appeal() { comments::open_appeal(conn, comment)? } else { None };
    Ok(appeal.is_some_and(|appeal| appeal.alone))
}

/// The rule of a number in the words that it has today, if it is in force.
///
/// # Errors
/// Those of the database.
pub fn rule_cited(conn: &mut Conn, number: i32) -> Result<Option<RuleCited>> {
    let rule = rules::in_force_numbered(conn, number)?;
    Ok(rule.map(|rule| RuleCited { number: rule.number, version: rule.version }))
}

/// The last decision of a moderator on a comment, in its grace or made.
#[derive(Debug, Clone)]
pub struct LastDecision {
    /// What the comment became, or will become.
    pub to: State,
    /// Who decided.
    pub by: Option<AccountId>,
    /// When; once made, the day.
    pub at: Timestamp,
    /// When it takes effect, if it has not yet.
    pub due_at: Option<Timestamp>,
    /// The rule that it cites.
    pub rule: Option<RuleCited>,
    /// The comment's version since.
    pub version: i64,
    /// What was decided: the word of a [`Step`].
    pub kind: String,
    what: What,
}

#[derive(Debug, Clone)]
enum What {
    Waiting(DecisionId),
    Made(EventId),
    /// Made, and it cannot be taken back.
    Final,
}

/// How the last decision on a comment is taken back.
#[derive(Debug, Clone)]
pub struct Reversal {
    comment: CommentId,
    version: i64,
    what: What,
}

impl LastDecision {
    /// Whether it can be taken back.
    #[must_use]
    pub const fn can_be_undone(&self) -> bool {
        !matches!(self.what, What::Final)
    }
}

/// The last decision on a comment, if nothing happened to it since; it can be taken back if it was made on the day
/// of `since` or later.
///
/// # Errors
/// Those of the database.
pub fn last_decision(conn: &mut Conn, comment: &CommentId, since: Timestamp) -> Result<Option<LastDecision>> {
    let last = comments::history(conn, comment)?.pop();
    let stands = |row: &DecisionRow| last.as_ref().is_none_or(|since| since.version < row.version);
    if let Some(row) = store::of_comment(conn, comment)?.filter(stands) {
        return Ok(Some(LastDecision {
            to: deed::state_of(&row)?,
            kind: deed::step_of(&row)?.as_str().to_owned(),
            by: Some(row.moderator_id),
            at: row.decided_at,
            due_at: Some(row.due_at),
            rule: deed::rule_of(row.rule_number, row.rule_version),
            version: row.version,
            what: What::Waiting(row.id),
        }));
    }
    Ok(last.filter(deed::is_decision).map(|event| deed::made(event, since)))
}

/// Whether `by` has done just this `deed` to the comment as it was when they saw its version `seen`.
///
/// # Errors
/// Those of the database.
pub fn decided_by(
    conn: &mut Conn,
    comment: &CommentId,
    by: &AccountId,
    (seen, deed): (i64, Deed),
) -> Result<bool> {
    let last = last_decision(conn, comment, Timestamp::from_micros(0))?;
    // In its grace the decision stands one version on; a grace that has passed adds another.
    let same = |last: &LastDecision| {
        last.by.as_ref() == Some(by) && last.kind == deed.step() && (1..=2).contains(&(last.version - seen))
    };
    Ok(last.is_some_and(|last| same(&last)))
}

/// How to take back the last decision on a comment as it was seen. A decision that was in its grace when it was
/// seen, and has taken effect since, is the same decision.
///
/// # Errors
/// [`Error::Conflict`] if there is none, if something else happened since, or if it was made before `since`.
pub fn reversal(conn: &mut Conn, comment: &CommentId, seen: i64, since: Timestamp) -> Result<Reversal> {
    let last = last_decision(conn, comment, since)?.filter(LastDecision::can_be_undone);
    let same =
        last.filter(|last| last.version == seen || (last.due_at.is_none() && last.version == seen + 1));
    let last = same.ok_or(Error::Conflict(UNDO_TOO_LATE))?;
    Ok(Reversal { comment: comment.clone(), version: last.version, what: last.what })
}

/// Takes a decision back: one in its grace without a trace, one that was made by an event of its own; by a moderator, or
/// by the clock as it was ordered.
///
/// # Errors
/// [`Error::Conflict`] if the comment changed since, if `by` wrote it, or with [`comments::OWN_DECISION`] if they made a
/// decision that is contested.
pub fn undo(tx: &mut Tx<'_>, by: Option<&AccountId>, reversal: &Reversal) -> Result<()> {
    let Reversal { comment, version, what } = reversal;
    match what {
        What::Final => Err(Error::Conflict(UNDO_TOO_LATE)),
        What::Made(event_id) => {
            let step = Step::Undo { event: event_id.clone() };
            let actor = by.map_or(Actor::Program, |by| Actor::Moderator(by.clone()));
            let (comment, version, cause) = (comment.clone(), *version, Cause::Undo);
            comments::apply(tx, &Event { comment, version, actor, step, cause }).map(|_| ())
        }
        What::Waiting(id) => {
            if let Some(by) = by {
                comments::must_not_be_against(tx, comment, by)?;
            }
            if !store::remove(tx, id)? {
                return Err(Error::Conflict(UNDO_TOO_LATE));
            }
            comments::put_back(tx, comment, *version, by).map(|_| ())
        }
    }
}

/// Does a deed to a comment: the way from a form's word to the deeds above.
///
/// # Errors
/// As [`approve`]; [`Error::Invalid`] if the deed needs grounds and has none; [`Error::Conflict`] with
/// [`comments::OWN_DECISION`] if whoever made a contested decision would let its comment appear, unless nobody else could,
/// with [`APPEAL_FIRST`] if a contested comment would be kept away or waiting in another way.
pub fn carry_out(tx: &mut Tx<'_>, deed: Deed, decision: &Decision, grounds: Option<&Grounds>) -> Result<()> {
    appeals::must_not_end_one(tx, deed, decision)?;
    match (deed, grounds) {
        (Deed::Approve, _) => approve(tx, decision),
        (Deed::Restore, _) => restore(tx, decision),
        (Deed::Spam, _) => file_as_spam(tx, decision),
        (Deed::Reopen, _) => reopen(tx, decision),
        (Deed::Reject, Some(grounds)) => reject(tx, decision, grounds),
        (Deed::Hide, Some(grounds)) => hide(tx, decision, grounds),
        (Deed::Return, Some(grounds)) => send_back(tx, decision, grounds),
        (Deed::Uphold, Some(grounds)) => uphold(tx, decision, grounds),
        (Deed::Overturn, grounds) => overturn(tx, decision, grounds),
        (Deed::Keep, _) => at_once(tx, decision, Step::Keep),
        (Deed::Pin, _) => at_once(tx, decision, Step::Pin),
        (Deed::Unpin, _) => at_once(tx, decision, Step::Unpin),
        (Deed::ApproveEdit, _) => approve_edit(tx, decision),
        (Deed::RefuseEdit, Some(grounds)) => refuse_edit(tx, decision, grounds),
        (Deed::Reject | Deed::Hide | Deed::Return | Deed::RefuseEdit | Deed::Uphold, None) => {
            Err(Error::invalid("rule", RULE_MISSING))
        }
        // What is left of the text must be known first: `text_without`, then `redact`.
        (Deed::Redact, _) => Err(Error::invalid("quote", redaction::QUOTE_MISSING)),
    }
}
