//! One decision on many comments: on those that a moderator ticked, or on all that a filter of the queue finds.
//!
//! What is to be decided is written down first, every comment with the version that stood in the queue; then the
//! duty `decide-batches` works it off in steps, each comment as if its own button had been pressed. A comment that
//! somebody else decided meanwhile, or that changed, is passed over. Taking a batch back walks the same list: what was
//! decided and still stands as it left it goes back, what is in somebody's grace waits for that, and the rest stays.

mod stages;

pub use self::stages::{Outcome, Stage};
use super::store::batches as store;
use super::{Decision, Deed, Grounds, LastDecision, Reversal, What, attack, carry_out, last_decision, undo};
use crate::accounts::{self, AccountId};
use crate::base::clock::Timestamp;
use crate::base::ids::Id;
use crate::comments::{self, Actor, CommentId};
use crate::db::{Conn, Db, Tx};
use crate::error::{Error, OrNotFound as _, Result};
use std::time::Duration;

/// One decision on many comments.
#[derive(Debug)]
pub enum Many {}
/// The id of a batch.
pub type BatchId = Id<Many>;

/// The most comments that one batch decides on; whoever has more waiting decides again.
pub const MOST: usize = 10_000;
/// A batch to which nobody said yes for so long is forgotten.
const UNANSWERED_FOR: Duration = Duration::from_hours(24);
/// Comments that are written down in one change.
const GATHERED: usize = 400;
/// Comments that are decided in one change: each with its text, record, place and ancestors, at most 500 rows.
const STEP: i64 = 40;

/// A batch that was begun.
#[derive(Debug, Clone)]
pub struct Batch {
    /// Its id.
    pub id: BatchId,
    /// Who decided.
    pub by: AccountId,
    /// What was decided.
    pub deed: Deed,
    /// On what grounds, where the deed needs some.
    pub grounds: Option<Grounds>,
    /// Where it stands.
    pub stage: Stage,
    /// How many comments it is about.
    pub total: usize,
    /// Who takes it back; the clock, if nobody does and it is, and always what the switch hid.
    pub undone_by: Option<AccountId>,
    /// When it was begun.
    pub created_at: Timestamp,
}

impl Batch {
    /// Whether it can be taken back: if it was made since `since`, or somebody began to take it back and left.
    #[must_use]
    pub fn can_be_undone(&self, since: Timestamp) -> bool {
        self.created_at >= since || self.undone_by.is_some()
    }
}

/// How many comments of a batch came to what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// Decided, and not taken back.
    pub decided: usize,
    /// Passed over.
    pub passed_over: usize,
    /// Taken back.
    pub undone: usize,
    /// Not taken back, because something else happened since.
    pub stand: usize,
}

/// What somebody wants to decide at once.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Who decides.
    pub by: AccountId,
    /// What.
    pub deed: Deed,
    /// On what grounds; a deed that cites a rule cannot be without.
    pub grounds: Option<Grounds>,
    /// The comments, each with the version that was seen; at most [`MOST`].
    pub comments: Vec<(CommentId, i64)>,
}

/// Writes a batch down, begins it and does its first step, so that a page of the queue is decided when this answers, unless
/// others are at the same comments: then the duty does that as well.
///
/// # Errors
/// [`Error::Invalid`] without a comment, or if the deed needs grounds and has none; those of the database.
pub async fn begin(db: &Db, wanted: Wanted, grace: Duration) -> Result<BatchId> {
    if wanted.comments.is_empty() {
        return Err(Error::invalid("comments", "moderation-batch-none"));
    }
    let id = write_down(db, &wanted).await?;
    start(db, id.clone(), wanted.grounds, grace).await?;
    Ok(id)
}

/// Writes down what somebody is asked about, every comment as it was seen; nothing is decided before [`start`]. Their yes
/// means these comments and no others. Of what they were asked before about this deed, and left unanswered, all is
/// forgotten but the last two.
///
/// # Errors
/// Those of the database.
pub async fn ask_about(db: &Db, wanted: &Wanted) -> Result<BatchId> {
    let (by, deed) = (wanted.by.clone(), wanted.deed);
    loop {
        let by = by.clone();
        if db.write(move |tx| store::forget_unanswered(tx, &by, deed)).await? == 0 {
            return write_down(db, wanted).await;
        }
    }
}

/// Writes down what is to be decided, every comment as it was seen; nothing is decided before [`start`].
///
/// # Errors
/// Those of the database.
pub(super) async fn write_down(db: &Db, wanted: &Wanted) -> Result<BatchId> {
    let (by, deed) = (wanted.by.clone(), wanted.deed);
    let total = wanted.comments.len().min(MOST);
    let written = db.write(move |tx| {
        let (id, stage, created_at): (BatchId, _, _) = (tx.fresh_id(), Stage::Gathering, tx.now);
        let by = by.clone();
        let batch =
            Batch { id: id.clone(), by, deed, grounds: None, stage, total, undone_by: None, created_at };
        store::insert(tx, &batch)?;
        Ok(id)
    });
    let id = written.await?;
    for (part, some) in wanted.comments.chunks(GATHERED).take(MOST / GATHERED).enumerate() {
        let (batch, some, from) = (id.clone(), some.to_vec(), part * GATHERED);
        db.write(move |tx| store::add(tx, &batch, from, &some)).await?;
    }
    Ok(id)
}

/// Begins to decide what was written down and does the first step, unless others are at the same comments: then the duty
/// does that as well. One that was begun before goes on as it was.
///
/// # Errors
/// [`Error::NotFound`] without it, or if it was not written down whole; [`Error::Invalid`] if its deed needs a rule and
/// has none; those of the database.
pub async fn start(db: &Db, id: BatchId, grounds: Option<Grounds>, grace: Duration) -> Result<()> {
    let begun = id.clone();
    db.write(move |tx| set_going(tx, &begun, grounds.clone())).await?;
    first_step(db, id, grace).await;
    Ok(())
}

/// Begins to decide what was written down; the duty does the rest. One that was begun before goes on as it was.
///
/// # Errors
/// As [`start`].
pub(super) fn set_going(tx: &mut Tx<'_>, id: &BatchId, grounds: Option<Grounds>) -> Result<()> {
    let batch = store::find(tx, id)?.or_not_found()?;
    if batch.stage != Stage::Gathering {
        return Ok(());
    }
    if store::how_many(tx, id)? != batch.total {
        return Err(Error::NotFound);
    }
    if batch.deed.cites_a_rule() && grounds.is_none() {
        return Err(Error::invalid("rule", "moderation-rule-missing"));
    }
    store::set_deciding(tx, &Batch { stage: Stage::Deciding, grounds, ..batch })
}

/// Does the first step of a batch that was begun. Nothing is lost if it cannot be done now: the duty comes by.
pub(super) async fn first_step(db: &Db, id: BatchId, grace: Duration) {
    let step = db.write(move |tx| match store::find(tx, &id)? {
        Some(batch) if batch.stage == Stage::Deciding => decide_some(tx, &batch, grace).map(|_| ()),
        _ => Ok(()),
    });
    match step.await {
        Ok(()) | Err(Error::Unavailable) => {}
        Err(error) => tracing::error!(?error, "the first step of a batch could not be done"),
    }
}

/// Does one step of the batch that has waited for longest and need not wait for a grace; answers how many comments it
/// settled, 0 if nothing can be done now.
///
/// # Errors
/// Those of the database.
pub fn work_off(tx: &mut Tx<'_>, grace: Duration) -> Result<usize> {
    for batch in store::open(tx)? {
        let settled = match batch.stage {
            Stage::Undoing => undo_some(tx, &batch)?,
            _ => decide_some(tx, &batch, grace)?,
        };
        if settled > 0 {
            return Ok(settled);
        }
    }
    Ok(0)
}

fn decide_some(tx: &mut Tx<'_>, batch: &Batch, grace: Duration) -> Result<usize> {
    let waiting = store::some(tx, &batch.id, Outcome::Waits, STEP)?;
    let may = accounts::moderates(tx, &batch.by)?;
    let grace = if attack::hides_what_is_new(tx, &batch.id)? { Duration::ZERO } else { grace };
    let kept_hidden = attack::kept_hidden_from(tx, &batch.by, batch.deed)?;
    for (place, comment, seen) in &waiting {
        let decision =
            Decision { comment: comment.clone(), seen: *seen, by: batch.by.clone(), grace, alone: false };
        let done = super::store::attempt(tx, |tx| {
            if !may || is_decided_in(tx, kept_hidden.as_ref(), comment)? {
                return Err(Error::NotFound);
            }
            if !batch.deed.fits(comments::state_of(tx, comment)?) {
                return Err(Error::Conflict(comments::DECIDED_MEANWHILE));
            }
            carry_out(tx, batch.deed, &decision, batch.grounds.as_ref())
        });
        let outcome = outcome_of(done, (Outcome::Decided, Outcome::PassedOver))?;
        store::settle(tx, &batch.id, (*place, seen + 1), outcome)?;
    }
    if rest_of(&waiting) {
        store::set_stage(tx, &batch.id, Stage::Decided)?;
    }
    Ok(waiting.len().max(1))
}

fn is_decided_in(conn: &mut Conn, batch: Option<&BatchId>, comment: &CommentId) -> Result<bool> {
    match batch {
        Some(batch) => store::has_decided(conn, batch, comment),
        None => Ok(false),
    }
}

/// Answers how many comments it settled; 0 if all that are left wait for a grace.
fn undo_some(tx: &mut Tx<'_>, batch: &Batch) -> Result<usize> {
    let decided = store::some(tx, &batch.id, Outcome::Decided, STEP)?;
    if let Some(by) = &batch.undone_by
        && !accounts::moderates(tx, by)?
    {
        // The rest is decided as it was, for somebody else to take back.
        store::set_stage(tx, &batch.id, Stage::Decided)?;
        return Ok(1);
    }
    let mut in_a_grace = 0;
    for (place, comment, version) in &decided {
        let mut waits = false;
        let done = super::store::attempt(tx, |tx| {
            let reversal = reversal_of(tx, batch, (comment, *version))?;
            // Somebody may think better of what they decided meanwhile: then ours is why the comment is where it is.
            waits = reversal.is_none() && comments::is_being_decided(tx, comment)?;
            if waits { Ok(()) } else { take_back(tx, batch, reversal.as_ref()) }
        });
        if waits {
            in_a_grace += 1;
            continue;
        }
        let outcome = outcome_of(done, (Outcome::Undone, Outcome::Stands))?;
        store::settle(tx, &batch.id, (*place, *version), outcome)?;
    }
    if rest_of(&decided) && in_a_grace == 0 {
        store::set_stage(tx, &batch.id, Stage::Undone)?;
        return Ok(decided.len().max(1));
    }
    Ok(decided.len() - in_a_grace)
}

/// Whether a step found fewer comments than it could have done.
fn rest_of<T>(found: &[T]) -> bool {
    i64::try_from(found.len()).is_ok_and(|found| found < STEP)
}

/// What to write down for a comment: something happened to it before us, or it could not be done and is logged.
fn outcome_of(done: Result<()>, (fine, refused): (Outcome, Outcome)) -> Result<Outcome> {
    match done {
        Ok(()) => Ok(fine),
        Err(Error::Unavailable) => Err(Error::Unavailable),
        Err(Error::Conflict(_) | Error::NotFound) => Ok(refused),
        Err(error) => {
            tracing::error!(?error, "a comment of a batch could not be decided");
            Ok(refused)
        }
    }
}

fn take_back(tx: &mut Tx<'_>, batch: &Batch, reversal: Option<&Reversal>) -> Result<()> {
    undo(tx, batch.undone_by.as_ref(), reversal.ok_or(Error::Conflict(super::UNDO_TOO_LATE))?)
}

/// How one decision of a batch is taken back, in its grace or made, if it still is why its comment is where it is.
fn reversal_of(
    conn: &mut Conn,
    batch: &Batch,
    (comment, version): (&CommentId, i64),
) -> Result<Option<Reversal>> {
    match reversal_of_made(conn, batch, (comment, version))? {
        None => reversal_of_waiting(conn, batch, (comment, version)),
        made => Ok(made),
    }
}

fn reversal_of_made(
    conn: &mut Conn,
    batch: &Batch,
    (comment, version): (&CommentId, i64),
) -> Result<Option<Reversal>> {
    let Some((decided, now)) = comments::decision_in_force(conn, comment)? else { return Ok(None) };
    let theirs = matches!(&decided.actor, Actor::Moderator(by) if *by == batch.by);
    // A grace that has passed adds a version; and what they did next without one is another deed.
    let same = (version..=version + 1).contains(&decided.version) && decided.kind == batch.deed.step();
    let ours = theirs && same;
    Ok(ours.then(|| Reversal { comment: comment.clone(), version: now, what: What::Made(decided.id) }))
}

fn reversal_of_waiting(
    conn: &mut Conn,
    batch: &Batch,
    (comment, version): (&CommentId, i64),
) -> Result<Option<Reversal>> {
    let ours = |last: &LastDecision| {
        last.due_at.is_some() && last.by.as_ref() == Some(&batch.by) && last.version == version
    };
    let last = last_decision(conn, comment, batch.created_at)?.filter(ours);
    Ok(last.map(|last| Reversal { comment: comment.clone(), version: last.version, what: last.what }))
}

/// Begins to take a batch back, as far as it was decided, by a moderator or by the clock; the duty does the rest. One that
/// was not made since `since` stays as it is.
///
/// # Errors
/// [`Error::NotFound`] without it; [`Error::Conflict`] if it is too late.
pub fn begin_to_undo(tx: &mut Tx<'_>, id: &BatchId, by: Option<&AccountId>, since: Timestamp) -> Result<()> {
    let batch = store::find(tx, id)?.or_not_found()?;
    match batch.stage {
        Stage::Undoing | Stage::Undone => Ok(()),
        Stage::Deciding | Stage::Decided if batch.can_be_undone(since) => {
            store::pass_over_the_rest(tx, id)?;
            store::set_undoing(tx, id, by)?;
            let batch = Batch { stage: Stage::Undoing, undone_by: by.cloned(), ..batch };
            undo_some(tx, &batch).map(|_| ())
        }
        _ => Err(Error::Conflict(super::UNDO_TOO_LATE)),
    }
}

/// A batch, and how far it is.
///
/// # Errors
/// Those of the database.
pub fn find(conn: &mut Conn, id: &BatchId) -> Result<Option<(Batch, Progress)>> {
    let Some(batch) = store::find(conn, id)? else { return Ok(None) };
    let progress = store::progress(conn, id)?;
    Ok(Some((batch, progress)))
}

/// The batch of this name, if this moderator was asked about it for this deed.
///
/// # Errors
/// Those of the database.
pub fn asked(
    conn: &mut Conn,
    named: Option<&BatchId>,
    (by, deed): (&AccountId, Deed),
) -> Result<Option<BatchId>> {
    let Some(id) = named else { return Ok(None) };
    let batch = store::find(conn, id)?.filter(|batch| batch.by == *by && batch.deed == deed);
    Ok(batch.map(|batch| batch.id))
}

/// The comments of a batch, each as it was seen or left.
///
/// # Errors
/// Those of the database.
pub fn comments_of(conn: &mut Conn, id: &BatchId) -> Result<Vec<(CommentId, i64)>> {
    store::comments_of(conn, id)
}

/// The comments of a batch that it passed over, or that stand though it was taken back; at most `most`.
///
/// # Errors
/// Those of the database.
pub fn left(conn: &mut Conn, id: &BatchId, most: i64) -> Result<Vec<CommentId>> {
    let mut left = store::some(conn, id, Outcome::PassedOver, most)?;
    left.extend(store::some(conn, id, Outcome::Stands, most)?);
    Ok(left.into_iter().map(|(_, comment, _)| comment).collect())
}

/// Forgets a step of batches that are too old to be taken back, or to which nobody said yes for a day; answers how many.
///
/// # Errors
/// Those of the database.
pub fn forget(tx: &mut Tx<'_>) -> Result<usize> {
    let (before, asked_before) = (tx.now.minus(super::BATCHES_KEPT), tx.now.minus(UNANSWERED_FOR));
    store::forget(tx, before, asked_before)
}
