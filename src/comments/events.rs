//! What happens to a comment. [`apply`] is the only writer of its state and of every count that follows
//! from it; each event is kept with who did it, under which rule, with which words and why then.

use std::time::Duration;

use super::states::State;
use super::store::{self, CommentRow, EventRow};
use super::{CommentId, DECIDED_MEANWHILE, EventId, NO_SUCH_STEP, NOT_UNDOABLE, place};
use crate::accounts::AccountId;
use crate::articles::ArticleId;
use crate::base::clock::Timestamp;
use crate::base::text::Prose;
use crate::db::Tx;
use crate::error::{Error, OrNotFound as _, Result};

/// A published rule in the words that it had when it was cited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleCited {
    /// Its number.
    pub number: i32,
    /// The version of its words.
    pub version: i32,
}

/// Who made something happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// Whoever wrote the comment.
    Author,
    /// A moderator or an admin.
    Moderator(AccountId),
    /// An automatic check, in one of its versions.
    Check {
        /// Its name.
        name: String,
        /// Its version.
        version: u32,
    },
    /// The program, by the clock or at a command.
    Program,
}

/// What happens. A step that needs a rule or words cannot be made without them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// It appears, or appears again.
    Approve,
    /// It breaks a rule.
    Reject {
        /// The rule.
        rule: RuleCited,
        /// Words to its author.
        words: Option<Prose>,
    },
    /// It is advertising or worse.
    FileAsSpam,
    /// Its author may change it and send it again.
    Return {
        /// The rule that it would break.
        rule: Option<RuleCited>,
        /// Words to its author.
        words: Prose,
    },
    /// It is taken out of sight.
    Hide {
        /// The rule.
        rule: RuleCited,
        /// Words to its author.
        words: Option<Prose>,
    },
    /// It waits for a decision again.
    Reopen,
    /// Its author takes it back.
    Withdraw,
    /// Its words go for good.
    Erase,
    /// The last decision is taken back.
    Undo {
        /// The event of that decision.
        event: EventId,
    },
}

impl Step {
    /// Its word among the events.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Approve => "approved",
            Self::Reject { .. } => "rejected",
            Self::FileAsSpam => "filed_as_spam",
            Self::Return { .. } => "returned",
            Self::Hide { .. } => "hidden",
            Self::Reopen => "reopened",
            Self::Withdraw => "withdrawn",
            Self::Erase => "erased",
            Self::Undo { .. } => "undone",
        }
    }

    const fn rule(&self) -> Option<RuleCited> {
        match self {
            Self::Reject { rule, .. } | Self::Hide { rule, .. } => Some(*rule),
            Self::Return { rule, .. } => *rule,
            _ => None,
        }
    }

    const fn words(&self) -> Option<&Prose> {
        match self {
            Self::Reject { words, .. } | Self::Hide { words, .. } => words.as_ref(),
            Self::Return { words, .. } => Some(words),
            _ => None,
        }
    }
}

/// What made it happen now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// The comment arrived.
    Submission,
    /// A moderator read it in the queue.
    Queue,
    /// Its author came with the receipt.
    Receipt,
    /// Its author came with their account.
    Account,
    /// A decision was taken back.
    Undo,
    /// A person is erased.
    Erasure,
    /// A time ran out.
    Retention,
    /// Made-up data.
    Demo,
}

impl Cause {
    /// Its word among the events.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Submission => "submission",
            Self::Queue => "queue",
            Self::Receipt => "receipt",
            Self::Account => "account",
            Self::Undo => "undo",
            Self::Erasure => "erasure",
            Self::Retention => "retention",
            Self::Demo => "demo",
        }
    }
}

/// Something that is to happen to a comment.
#[derive(Debug, Clone)]
pub struct Event {
    /// The comment.
    pub comment: CommentId,
    /// The version of it that the actor saw.
    pub version: i64,
    /// Who does it.
    pub actor: Actor,
    /// What.
    pub step: Step,
    /// Why now.
    pub cause: Cause,
}

/// What an event did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// Its record.
    pub event: EventId,
    /// The comment.
    pub comment: CommentId,
    /// The article that it stands under.
    pub article: ArticleId,
    /// The state before.
    pub from: State,
    /// The state now.
    pub to: State,
    /// The comment's version now.
    pub version: i64,
}

/// Makes it happen: state, texts, place, counts and record in one change.
///
/// # Errors
/// [`Error::NotFound`] without such a comment; [`Error::Conflict`] if the comment changed since the actor saw it
/// ([`DECIDED_MEANWHILE`]), the table of states has no such step ([`NO_SUCH_STEP`]), or the decision is not the
/// last one or cannot be taken back ([`NOT_UNDOABLE`]).
pub fn apply(tx: &mut Tx<'_>, event: &Event) -> Result<Applied> {
    let mut comment = store::find(tx, &event.comment)?.or_not_found()?;
    if comment.version != event.version {
        return Err(Error::Conflict(DECIDED_MEANWHILE));
    }
    let from = comment.state()?;
    let to = target(tx, &comment, from, &event.step)?;
    let was_listed = comment.listed;
    comment.version += 1;
    to.as_str().clone_into(&mut comment.state);
    comment.deciding = false;
    let submitted_at = comment.submitted_at;
    settle_times(&mut comment, to, tx.now);
    let moves = Moves { from, to, was_listed };
    take_place(tx, &mut comment, moves)?;
    let id = record(tx, &comment, event, moves, hours_between(submitted_at, tx.now))?;
    settle_texts(tx, &mut comment, to)?;
    store::save(tx, &comment)?;
    Ok(Applied { event: id, article: comment.article_id, comment: comment.id, from, to, version: comment.version })
}

/// Raises the comment's version for a decision that waits for its grace to pass: whoever decides next on what they
/// saw before gets a conflict, and the queue shows the comment no more. Answers the version to [`apply`] with.
///
/// # Errors
/// As [`apply`].
pub fn set_aside(tx: &mut Tx<'_>, comment: &CommentId, version: i64) -> Result<i64> {
    decide(tx, comment, version, true)
}

/// Takes back a [`set_aside`]: the comment waits in the queue again, under a new version.
///
/// # Errors
/// As [`apply`].
pub fn put_back(tx: &mut Tx<'_>, comment: &CommentId, version: i64) -> Result<i64> {
    decide(tx, comment, version, false)
}

fn decide(tx: &mut Tx<'_>, comment: &CommentId, version: i64, deciding: bool) -> Result<i64> {
    let mut row = store::find(tx, comment)?.or_not_found()?;
    if row.version != version {
        return Err(Error::Conflict(DECIDED_MEANWHILE));
    }
    row.version += 1;
    row.deciding = deciding;
    store::save(tx, &row)?;
    Ok(row.version)
}

#[derive(Clone, Copy)]
struct Moves {
    from: State,
    to: State,
    was_listed: bool,
}

fn target(tx: &mut Tx<'_>, comment: &CommentRow, from: State, step: &Step) -> Result<State> {
    let to = match step {
        Step::Approve => State::Published,
        Step::Reject { .. } => State::Rejected,
        Step::FileAsSpam => State::Spam,
        Step::Return { .. } => State::Returned,
        Step::Hide { .. } => State::Hidden,
        Step::Reopen => State::Held,
        Step::Withdraw => State::Withdrawn,
        Step::Erase => State::Erased,
        Step::Undo { event } => return before(tx, comment, from, event),
    };
    if from.may_become(to) { Ok(to) } else { Err(Error::Conflict(NO_SUCH_STEP)) }
}

/// The state before the decision that is taken back, which must be the comment's last event.
fn before(tx: &mut Tx<'_>, comment: &CommentRow, from: State, event: &EventId) -> Result<State> {
    let decided = store::event(tx, event)?.filter(|decided| decided.comment_id == comment.id).or_not_found()?;
    let earlier = decided.from_state.as_deref().and_then(State::parse);
    let is_last = decided.version == comment.version && decided.to_state == from.as_str() && decided.reverts.is_none();
    earlier.filter(|earlier| is_last && earlier.can_be_undone(from)).ok_or(Error::Conflict(NOT_UNDOABLE))
}

/// What is kept of when it was written: the minute while it waits, the day once it is decided. With the decision
/// goes what was kept only to recognise a resend or a flood.
fn settle_times(comment: &mut CommentRow, to: State, now: Timestamp) {
    if to.is_waiting() {
        comment.decided_at = None;
        return;
    }
    comment.submitted_at = comment.submitted_at.to_day();
    comment.decided_at = Some(now.to_day());
    comment.editable_until = None;
    comment.sameness = None;
    comment.pseudonym = None;
}

/// Gives a published comment its place, and keeps what the discussion counts.
fn take_place(tx: &mut Tx<'_>, comment: &mut CommentRow, moves: Moves) -> Result<()> {
    let published = moves.to == State::Published;
    let step = i64::from(published) - i64::from(moves.from == State::Published);
    let number = if published && comment.path.is_none() { Some(next_number(tx, &comment.article_id)?) } else { None };
    if let Some(number) = number {
        let parent = match &comment.parent_id {
            Some(parent) => store::place_of(tx, parent)?,
            None => None,
        };
        comment.path = Some(place::below(parent.as_deref(), number)?);
    }
    comment.listed = comment.path.is_some() && (published || comment.replies > 0);
    if step != 0 {
        count_below(tx, comment, step)?;
    }
    if moves.was_listed || comment.listed {
        store::count(tx, &comment.article_id, step)?;
    }
    Ok(())
}

fn next_number(tx: &mut Tx<'_>, article: &ArticleId) -> Result<i64> {
    store::open_discussion(tx, article)?;
    store::take_number(tx, article)
}

/// Tells the places above that one more, or one less, published comment stands below them.
fn count_below(tx: &mut Tx<'_>, comment: &CommentRow, step: i64) -> Result<()> {
    let Some(path) = &comment.path else { return Ok(()) };
    for mut higher in store::at_places(tx, &comment.article_id, &place::above(path))? {
        higher.replies += step;
        let listed = higher.state == State::Published.as_str() || higher.replies > 0;
        store::save_below(tx, &higher.id, higher.replies, listed)?;
    }
    Ok(())
}

fn settle_texts(tx: &mut Tx<'_>, comment: &mut CommentRow, to: State) -> Result<()> {
    if !to.is_waiting() {
        store::cut_times_to_day(tx, &comment.id)?;
    }
    if let Some(state) = to.text_becomes() {
        return store::settle_text(tx, &comment.id, state);
    }
    if to == State::Erased {
        store::erase_texts(tx, &comment.id)?;
        store::erase_receipts(tx, &comment.id)?;
        comment.forget_author();
    }
    Ok(())
}

fn record(tx: &mut Tx<'_>, comment: &CommentRow, event: &Event, moves: Moves, hours: i64) -> Result<EventId> {
    let rule = event.step.rule();
    let (actor_kind, actor_id, actor_version) = actor_columns(&event.actor);
    let decided = !moves.to.is_waiting();
    let row = EventRow {
        id: tx.fresh_id(),
        comment_id: comment.id.clone(),
        revision_id: store::current_text(tx, &comment.id)?.map(|text| text.id),
        version: comment.version,
        kind: event.step.as_str().to_owned(),
        from_state: Some(moves.from.as_str().to_owned()),
        to_state: moves.to.as_str().to_owned(),
        actor_kind: actor_kind.to_owned(),
        actor_id,
        actor_version,
        rule_number: rule.map(|rule| rule.number),
        rule_version: rule.map(|rule| rule.version),
        words: event.step.words().map(|words| words.as_str().to_owned()),
        cause: event.cause.as_str().to_owned(),
        reverts: match &event.step {
            Step::Undo { event } => Some(event.clone()),
            _ => None,
        },
        hours_waited: (decided && moves.from.is_waiting()).then_some(hours),
        at: if decided { tx.now.to_day() } else { tx.now.to_minute() },
    };
    store::insert_event(tx, &row)?;
    Ok(row.id)
}

pub(super) fn actor_columns(actor: &Actor) -> (&'static str, Option<String>, Option<String>) {
    match actor {
        Actor::Author => ("author", None, None),
        Actor::Moderator(account) => ("moderator", Some(account.as_str().to_owned()), None),
        Actor::Check { name, version } => ("check", Some(name.clone()), Some(version.to_string())),
        Actor::Program => ("program", None, None),
    }
}

fn hours_between(earlier: Timestamp, now: Timestamp) -> i64 {
    const HOUR: Duration = Duration::from_secs(60 * 60);
    i64::try_from(now.since(earlier).as_secs() / HOUR.as_secs()).unwrap_or(i64::MAX)
}
