//! Making things happen to comments. [`apply`] is the only writer of a comment's state and of every count that
//! follows from it, in the one change that also keeps the event's record.

mod aside;
mod in_place;
mod legal_hold;
mod on_demand;
mod redaction;

pub use self::aside::{put_back, set_aside};
use super::appeals::{self, Answered};
use super::events::{Actor, Applied, Cause, Event, Step, actor_columns, can_be_undone};
use super::history::{deciding, holds, in_force};
use super::states::{RevisionState, State};
use super::store::{self, CommentRow, EventRow};
use super::{
    CommentId, DECIDED_MEANWHILE, EventId, NO_SUCH_STEP, NOT_UNDOABLE, address, mailing, own, place,
    takedowns,
};
use crate::articles::ArticleId;
use crate::base::clock::Timestamp;
use crate::db::Tx;
use crate::error::{Error, OrNotFound as _, Result};

const SECONDS_OF_AN_HOUR: u64 = 60 * 60;

/// Makes it happen: state, texts, place, counts and record in one change.
///
/// # Errors
/// [`Error::NotFound`] without such a comment; [`Error::Conflict`] if the comment changed since the actor saw it
/// ([`DECIDED_MEANWHILE`]), the table of states has no such step ([`NO_SUCH_STEP`]), the decision is
/// no more in force or cannot be taken back ([`NOT_UNDOABLE`]), a legal demand hides it ([`super::HIDDEN_ON_DEMAND`]),
/// nothing but a legal hold keeps it ([`super::ONLY_KEPT`]), the moderator wrote it ([`super::OWN_COMMENT`]), or would
/// judge their own decision ([`super::OWN_DECISION`]).
pub fn apply(tx: &mut Tx<'_>, event: &Event) -> Result<Applied> {
    let mut comment = store::find(tx, &event.comment)?.or_not_found()?;
    must_be_as_seen(tx, &comment, event)?;
    let from = comment.state()?;
    let undone = undone(tx, &comment, &event.step)?;
    let stands = still_in_force(tx, undone.as_ref())?;
    let to = target(&comment, from, &event.step, (undone.as_ref(), stands))?;
    if !matches!(event.step, Step::Demand(_)) {
        on_demand::must_not_hide(tx, &comment.id, (from, to))?;
    }
    let (to, kept) = legal_hold::instead(tx, &comment, (from, to))?;
    if from == to {
        return in_place::happen(tx, comment, event, undone.as_ref());
    }
    let was_listed = comment.listed;
    comment.version += 1;
    to.as_str().clone_into(&mut comment.state);
    comment.deciding = false;
    note_for_network(tx, &comment, event, (from, to))?;
    let submitted_at = comment.submitted_at;
    settle_times(&mut comment, to, tx.now);
    let moves = Moves { from, to, was_listed };
    let was_read = comment.path.is_some();
    take_place(tx, &mut comment, moves)?;
    let id = record(tx, &comment, event, (moves, hours_between(submitted_at, tx.now)))?;
    comment.rule_number = rule_now(tx, &comment.id, &event.step)?;
    if kept {
        legal_hold::put_away(tx, &mut comment, &event.step)?;
    } else {
        settle_texts(tx, &mut comment, to)?;
    }
    on_demand::take_out(tx, &comment, (event, &id))?;
    settle_edit(tx, &mut comment, (from, &id), undone.as_ref())?;
    settle_appeal(tx, &comment, (event, &id), (to, undone.as_ref()))?;
    settle_reports(tx, (event, &id), to, undone.as_ref())?;
    save(tx, &mut comment)?;
    if to == State::Published && !was_read {
        mailing::tell_of_answer(tx, &comment)?;
    }
    tell(tx, &comment, event, &id)?;
    Ok(applied(comment, id, (from, to)))
}

/// Whoever decides did not write it, and nothing happened to it since they saw it.
fn must_be_as_seen(tx: &mut Tx<'_>, comment: &CommentRow, event: &Event) -> Result<()> {
    if let Actor::Moderator(by) = &event.actor {
        own::must_be_somebody_elses(tx, comment.account_id.as_ref(), by)?;
    }
    if comment.version == event.version { Ok(()) } else { Err(Error::Conflict(DECIDED_MEANWHILE)) }
}

/// The number of the rule under which a comment is where it came by a step: that of the step, or of the decision that
/// holds again.
fn rule_now(tx: &mut Tx<'_>, comment: &CommentId, step: &Step) -> Result<Option<i32>> {
    let Step::Undo { .. } = step else { return Ok(step.rule().map(|rule| rule.number)) };
    Ok(deciding(&holds(tx, comment)?).and_then(|decided| decided.rule_number))
}

/// Writes the row, with what the queue looks for in the text that it stands for now.
fn save(tx: &mut Tx<'_>, comment: &mut CommentRow) -> Result<()> {
    let text = store::current_text(tx, &comment.id)?;
    let found = match &text {
        Some(text) => store::findings_of(tx, std::slice::from_ref(&text.id))?,
        None => Vec::new(),
    };
    comment.reasons = found.iter().map(|found| store::marked(&found.reason)).collect();
    comment.cluster = text.and_then(|text| text.cluster);
    store::save(tx, comment)
}

fn tell(tx: &mut Tx<'_>, comment: &CommentRow, event: &Event, id: &EventId) -> Result<()> {
    let is_news = matches!(event.actor, Actor::Moderator(_)) && event.step.is_news();
    if is_news { address::tell(tx, comment, id) } else { Ok(()) }
}

fn applied(comment: CommentRow, event: EventId, (from, to): (State, State)) -> Applied {
    Applied { event, article: comment.article_id, comment: comment.id, from, to, version: comment.version }
}

#[derive(Clone, Copy)]
struct Moves {
    from: State,
    to: State,
    was_listed: bool,
}

fn target(
    comment: &CommentRow,
    from: State,
    step: &Step,
    (undone, stands): (Option<&EventRow>, bool),
) -> Result<State> {
    let to = match step {
        Step::Approve => State::Published,
        Step::Reject { .. } => State::Rejected,
        Step::FileAsSpam => State::Spam,
        Step::Return { .. } => State::Returned,
        Step::Hide { .. } => State::Hidden,
        Step::Reopen => State::Held,
        Step::Withdraw => State::Withdrawn,
        Step::Erase => State::Erased,
        Step::Edit { spam } => return edited(from, *spam),
        Step::Undo { .. } => return before(comment, from, (undone, stands)),
        Step::Demand(what) => match on_demand::target(from, what) {
            stays if stays == from => return Ok(from),
            goes => goes,
        },
        Step::Overturn { .. } if matches!(from, State::Rejected | State::Hidden) => State::Published,
        Step::Overturn { .. } => return Err(Error::Conflict(NO_SUCH_STEP)),
        Step::Disown
        | Step::ApproveEdit
        | Step::RefuseEdit { .. }
        | Step::Redact { .. }
        | Step::Keep
        | Step::Pin
        | Step::Unpin
        | Step::Appeal
        | Step::Uphold { .. } => {
            return Ok(from);
        }
    };
    if from.may_become(to) { Ok(to) } else { Err(Error::Conflict(NO_SUCH_STEP)) }
}

/// What a comment becomes when its author changes it: what came back to them waits again, and only what nobody has
/// decided on can be filed as spam.
fn edited(from: State, spam: bool) -> Result<State> {
    match from {
        State::Returned => Ok(State::Held),
        State::Held if spam => Ok(State::Spam),
        State::Held | State::Spam | State::Published => Ok(from),
        _ => Err(Error::Conflict(NO_SUCH_STEP)),
    }
}

/// The event that a step takes back.
fn undone(tx: &mut Tx<'_>, comment: &CommentRow, step: &Step) -> Result<Option<EventRow>> {
    let event = match step {
        Step::Undo { event } => Some(event),
        Step::Demand(what) => what.hidden_by(),
        _ => None,
    };
    let Some(event) = event else { return Ok(None) };
    let found = store::event(tx, event)?.filter(|decided| decided.comment_id == comment.id);
    found.or_not_found().map(Some)
}

/// Whether the event that is taken back is the decision in force.
fn still_in_force(tx: &mut Tx<'_>, undone: Option<&EventRow>) -> Result<bool> {
    let Some(decided) = undone else { return Ok(false) };
    let holding = holds(tx, &decided.comment_id)?;
    Ok(in_force(&holding).is_some_and(|event| event.id == decided.id))
}

/// The state before the decision that is taken back, which must be a moderator's and the comment's last event, or still
/// in force.
fn before(comment: &CommentRow, from: State, (undone, stands): (Option<&EventRow>, bool)) -> Result<State> {
    let decided = undone.or_not_found()?;
    let earlier = decided.from_state.as_deref().and_then(State::parse);
    let is_why = (decided.version == comment.version || stands) && decided.to_state == from.as_str();
    let is_decision = decided.actor_kind == "moderator" && decided.reverts.is_none();
    earlier
        .filter(|earlier| is_why && is_decision && can_be_undone(&decided.kind, *earlier, from))
        .ok_or(Error::Conflict(NOT_UNDOABLE))
}

/// A moderator's decision counts for its network until the day's end; of which comment it was is not kept.
fn note_for_network(
    tx: &mut Tx<'_>,
    comment: &CommentRow,
    event: &Event,
    (from, to): (State, State),
) -> Result<()> {
    let refused = match to {
        State::Published => false,
        State::Rejected | State::Spam => true,
        _ => return Ok(()),
    };
    let decided =
        from == State::Held && matches!(event.actor, Actor::Moderator(_)) && event.cause != Cause::Takedown;
    match &comment.pseudonym {
        Some(pseudonym) if decided => store::note_decision(tx, pseudonym, refused),
        _ => Ok(()),
    }
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
    comment.editable_until = comment.editable_until.filter(|until| now < *until);
    comment.sameness = None;
    comment.pseudonym = None;
}

/// Gives a published comment its place, and keeps what the discussion counts.
fn take_place(tx: &mut Tx<'_>, comment: &mut CommentRow, moves: Moves) -> Result<()> {
    let published = moves.to == State::Published;
    let step = i64::from(published) - i64::from(moves.from == State::Published);
    let number =
        if published && comment.path.is_none() { Some(next_number(tx, &comment.article_id)?) } else { None };
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
    store::erase_texts(tx, &comment.id)?;
    takedowns::end(tx, &comment.id)?;
    comment.forget_author();
    // By their receipt the author still reads that they took it back.
    if to == State::Erased { store::erase_receipts(tx, &comment.id) } else { Ok(()) }
}

/// What waits beside a published text ends when the comment leaves its readers, and waits again when that is taken back.
fn settle_edit(
    tx: &mut Tx<'_>,
    comment: &mut CommentRow,
    (from, id): (State, &EventId),
    undone: Option<&EventRow>,
) -> Result<()> {
    if let Some(undone) = undone {
        return in_place::wait_again(tx, comment, undone);
    }
    let waits = if from == State::Published { comment.edited_at.take() } else { None };
    if waits.is_some()
        && let Some(text) = store::pending_text(tx, &comment.id)?
    {
        store::end_text(tx, &text.id, RevisionState::Superseded, id)?;
    }
    Ok(())
}

/// An appeal ends with the decision that it contests, and is open again when its end is taken back.
fn settle_appeal(
    tx: &mut Tx<'_>,
    comment: &CommentRow,
    (event, id): (&Event, &EventId),
    (to, undone): (State, Option<&EventRow>),
) -> Result<()> {
    match (undone, to) {
        (Some(undone), _) if appeals::ends_with(tx, comment, (event, id), undone)? => {
            address::tell(tx, comment, id)
        }
        (Some(undone), _) => appeals::open_again(tx, (event, undone)),
        (None, State::Withdrawn | State::Erased) => store::erase_appeals(tx, &event.comment),
        (None, _) if matches!(event.step, Step::Overturn { .. }) => appeals::answer(tx, (event, id)),
        (None, State::Published | State::Held) => {
            store::settle_appeals(tx, &event.comment, Answered::Overturned, id)
        }
        (None, _) => store::settle_appeals(tx, &event.comment, Answered::Upheld, id),
    }
}

/// Reports end with what they are about, and are open again when its end is taken back.
fn settle_reports(
    tx: &mut Tx<'_>,
    (event, id): (&Event, &EventId),
    to: State,
    undone: Option<&EventRow>,
) -> Result<()> {
    match (undone, to) {
        (Some(undone), _) => store::open_reports_again(tx, &undone.id),
        (None, State::Withdrawn | State::Erased) => store::erase_reports(tx, &event.comment),
        (None, State::Hidden | State::Rejected) => {
            store::settle_reports(tx, &event.comment, store::UPHELD, id)
        }
        _ => Ok(()),
    }
}

fn record(
    tx: &mut Tx<'_>,
    comment: &CommentRow,
    event: &Event,
    (moves, hours): (Moves, i64),
) -> Result<EventId> {
    let text = if event.step.is_of_edit() { store::pending_text(tx, &comment.id)? } else { None };
    let text = match text {
        None => store::current_text(tx, &comment.id)?,
        pending => pending,
    };
    let rule = event.step.rule();
    let (actor_kind, actor_id, actor_version) = actor_columns(&event.actor);
    let decided = !moves.to.is_waiting();
    let row = EventRow {
        id: tx.fresh_id(),
        comment_id: comment.id.clone(),
        revision_id: text.map(|text| text.id),
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
        hours_waited: (decided && (moves.from.is_waiting() || event.step.decides_edit())).then_some(hours),
        at: if decided { tx.now.to_day() } else { tx.now.to_minute() },
    };
    store::insert_event(tx, &row)?;
    Ok(row.id)
}

fn hours_between(earlier: Timestamp, now: Timestamp) -> i64 {
    i64::try_from(now.since(earlier).as_secs() / SECONDS_OF_AN_HOUR).unwrap_or(i64::MAX)
}
