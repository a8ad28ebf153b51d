//! The tables of batches.

use diesel::dsl::count_star;
use diesel::prelude::*;

use crate::accounts::AccountId;
use crate::base::clock::Timestamp;
use crate::base::text::Prose;
use crate::comments::CommentId;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::moderation::batches::{Batch, BatchId, Outcome, Progress, Stage};
use crate::moderation::{Deed, Grounds, deed};
use crate::schema::{batch_comments, batches};

/// Rows that a step forgets.
const FORGOTTEN: i64 = 400;
/// Questions of one kind that wait for their answer beside the one that is asked now.
const UNANSWERED: i64 = 2;

/// How many batches are looked at for one that has something to do.
const LOOKED_AT: i64 = 20;

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = batches, treat_none_as_default_value = false)]
struct BatchRow {
    id: BatchId,
    moderator_id: AccountId,
    deed: String,
    rule_number: Option<i32>,
    rule_version: Option<i32>,
    words: Option<Prose>,
    state: String,
    total: i64,
    undone_by: Option<AccountId>,
    created_at: Timestamp,
}

impl BatchRow {
    fn read(self) -> Result<Batch> {
        let deed = Deed::parse(&self.deed).ok_or_else(|| Error::fault("a batch of an unknown deed"))?;
        let stage = Stage::parse(&self.state).ok_or_else(|| Error::fault("a batch in an unknown state"))?;
        let rule = deed::rule_of(self.rule_number, self.rule_version);
        Ok(Batch {
            id: self.id,
            by: self.moderator_id,
            deed,
            grounds: deed.cites_a_rule().then_some(Grounds { rule, words: self.words }),
            stage,
            total: usize::try_from(self.total).unwrap_or(0),
            undone_by: self.undone_by,
            created_at: self.created_at,
        })
    }
}

/// Writes a batch down that has no grounds yet.
pub(in crate::moderation) fn insert(tx: &mut Tx<'_>, batch: &Batch) -> Result<()> {
    let row = BatchRow {
        id: batch.id.clone(),
        moderator_id: batch.by.clone(),
        deed: batch.deed.as_str().to_owned(),
        rule_number: None,
        rule_version: None,
        words: None,
        state: batch.stage.as_str().to_owned(),
        total: i64::try_from(batch.total).unwrap_or(i64::MAX),
        undone_by: batch.undone_by.clone(),
        created_at: batch.created_at,
    };
    diesel::insert_into(batches::table).values(&row).execute(&mut **tx)?;
    Ok(())
}

/// Writes comments of a batch down, the first at the place `from`.
pub(in crate::moderation) fn add(
    tx: &mut Tx<'_>,
    batch: &BatchId,
    from: usize,
    some: &[(CommentId, i64)],
) -> Result<()> {
    for (at, (comment, seen)) in some.iter().enumerate() {
        let row = (
            batch_comments::batch_id.eq(batch),
            batch_comments::place.eq(i64::try_from(from + at).unwrap_or(i64::MAX)),
            batch_comments::comment_id.eq(comment),
            batch_comments::version.eq(seen),
            batch_comments::outcome.eq(Outcome::Waits.as_str()),
        );
        diesel::insert_into(batch_comments::table).values(row).execute(&mut **tx)?;
    }
    Ok(())
}

pub(in crate::moderation) fn find(conn: &mut Conn, id: &BatchId) -> Result<Option<Batch>> {
    let row = batches::table.find(id).select(BatchRow::as_select()).first(conn).optional()?;
    row.map(BatchRow::read).transpose()
}

/// Those that go on, at most [`LOOKED_AT`], the one that has waited for longest first.
pub(in crate::moderation) fn open(conn: &mut Conn) -> Result<Vec<Batch>> {
    let open = batches::state.eq_any([Stage::Deciding.as_str(), Stage::Undoing.as_str()]);
    let oldest = batches::table.filter(open).order((batches::created_at, batches::id)).limit(LOOKED_AT);
    let rows: Vec<BatchRow> = oldest.select(BatchRow::as_select()).load(conn)?;
    rows.into_iter().map(BatchRow::read).collect()
}

pub(in crate::moderation) fn set_stage(tx: &mut Tx<'_>, id: &BatchId, stage: Stage) -> Result<()> {
    diesel::update(batches::table.find(id)).set(batches::state.eq(stage.as_str())).execute(&mut **tx)?;
    Ok(())
}

/// Writes down that a batch is being decided, and on which grounds.
pub(in crate::moderation) fn set_deciding(tx: &mut Tx<'_>, batch: &Batch) -> Result<()> {
    let grounds = batch.grounds.as_ref();
    let rule = grounds.and_then(|grounds| grounds.rule);
    let deciding = (
        batches::state.eq(Stage::Deciding.as_str()),
        batches::rule_number.eq(rule.map(|rule| rule.number)),
        batches::rule_version.eq(rule.map(|rule| rule.version)),
        batches::words.eq(grounds.and_then(|grounds| grounds.words.clone())),
    );
    diesel::update(batches::table.find(&batch.id)).set(deciding).execute(&mut **tx)?;
    Ok(())
}

/// What was not decided yet is not decided any more.
pub(in crate::moderation) fn pass_over_the_rest(tx: &mut Tx<'_>, id: &BatchId) -> Result<()> {
    let waits = batch_comments::batch_id.eq(id).and(batch_comments::outcome.eq(Outcome::Waits.as_str()));
    let passed_over = batch_comments::outcome.eq(Outcome::PassedOver.as_str());
    diesel::update(batch_comments::table.filter(waits)).set(passed_over).execute(&mut **tx)?;
    Ok(())
}

pub(in crate::moderation) fn set_undoing(
    tx: &mut Tx<'_>,
    id: &BatchId,
    by: Option<&AccountId>,
) -> Result<()> {
    let undoing = (batches::state.eq(Stage::Undoing.as_str()), batches::undone_by.eq(by));
    diesel::update(batches::table.find(id)).set(undoing).execute(&mut **tx)?;
    Ok(())
}

/// Whether a batch decided on a comment, and was not taken back.
pub(in crate::moderation) fn has_decided(
    conn: &mut Conn,
    batch: &BatchId,
    comment: &CommentId,
) -> Result<bool> {
    let these = batch_comments::table
        .filter(batch_comments::comment_id.eq(comment))
        .filter(batch_comments::batch_id.eq(batch))
        .filter(batch_comments::outcome.eq(Outcome::Decided.as_str()));
    Ok(these.select(batch_comments::place).first::<i64>(conn).optional()?.is_some())
}

/// How many comments of a batch are written down.
pub(in crate::moderation) fn how_many(conn: &mut Conn, id: &BatchId) -> Result<usize> {
    let these = batch_comments::table.filter(batch_comments::batch_id.eq(id));
    let count: i64 = these.select(count_star()).first(conn)?;
    Ok(usize::try_from(count).unwrap_or(0))
}

/// All comments of a batch in their order, with their versions.
pub(in crate::moderation) fn comments_of(conn: &mut Conn, id: &BatchId) -> Result<Vec<(CommentId, i64)>> {
    let these = batch_comments::table.filter(batch_comments::batch_id.eq(id)).order(batch_comments::place);
    Ok(these.select((batch_comments::comment_id, batch_comments::version)).load(conn)?)
}

/// The first comments of a batch that came to this: place, comment, version.
pub(in crate::moderation) fn some(
    conn: &mut Conn,
    id: &BatchId,
    outcome: Outcome,
    most: i64,
) -> Result<Vec<(i64, CommentId, i64)>> {
    let these = batch_comments::table
        .filter(batch_comments::batch_id.eq(id))
        .filter(batch_comments::outcome.eq(outcome.as_str()))
        .order(batch_comments::place)
        .limit(most);
    let columns = (batch_comments::place, batch_comments::comment_id, batch_comments::version);
    Ok(these.select(columns).load(conn)?)
}

pub(in crate::moderation) fn settle(
    tx: &mut Tx<'_>,
    id: &BatchId,
    (place, version): (i64, i64),
    outcome: Outcome,
) -> Result<()> {
    let settled = (batch_comments::version.eq(version), batch_comments::outcome.eq(outcome.as_str()));
    diesel::update(batch_comments::table.find((id, place))).set(settled).execute(&mut **tx)?;
    Ok(())
}

pub(in crate::moderation) fn progress(conn: &mut Conn, id: &BatchId) -> Result<Progress> {
    let of = |conn: &mut Conn, outcome: Outcome| -> Result<usize> {
        let these = batch_comments::table
            .filter(batch_comments::batch_id.eq(id))
            .filter(batch_comments::outcome.eq(outcome.as_str()));
        let count: i64 = these.select(count_star()).first(conn)?;
        Ok(usize::try_from(count).unwrap_or(0))
    };
    Ok(Progress {
        decided: of(conn, Outcome::Decided)?,
        passed_over: of(conn, Outcome::PassedOver)?,
        undone: of(conn, Outcome::Undone)?,
        stand: of(conn, Outcome::Stands)?,
    })
}

/// Forgets some comments of the oldest batch from before an instant, or that nobody began since another, and the batch
/// itself once it has none.
pub(in crate::moderation) fn forget(
    tx: &mut Tx<'_>,
    before: Timestamp,
    asked_before: Timestamp,
) -> Result<usize> {
    let unanswered = batches::state.eq(Stage::Gathering.as_str()).and(batches::created_at.lt(asked_before));
    let old = batches::table.filter(batches::created_at.lt(before).or(unanswered)).order(batches::created_at);
    match old.select(batches::id).first(&mut **tx).optional()? {
        Some(id) => forget_some(tx, &id),
        None => Ok(0),
    }
}

/// Forgets some comments of a batch for this deed to which its moderator did not say yes, and the batch itself once it
/// has none; the last [`UNANSWERED`] of them stay: one may be written down at this moment.
pub(in crate::moderation) fn forget_unanswered(tx: &mut Tx<'_>, by: &AccountId, deed: Deed) -> Result<usize> {
    let asked = batches::moderator_id.eq(by).and(batches::deed.eq(deed.as_str()));
    let unanswered = batches::table.filter(batches::state.eq(Stage::Gathering.as_str())).filter(asked);
    let latest_first = unanswered.order((batches::created_at.desc(), batches::id.desc()));
    let earlier = latest_first.select(batches::id).offset(UNANSWERED).limit(1);
    match earlier.first(&mut **tx).optional()? {
        Some(id) => forget_some(tx, &id),
        None => Ok(0),
    }
}

fn forget_some(tx: &mut Tx<'_>, id: &BatchId) -> Result<usize> {
    let own = batch_comments::table.filter(batch_comments::batch_id.eq(id)).order(batch_comments::place);
    let places: Vec<i64> = own.select(batch_comments::place).limit(FORGOTTEN).load(&mut **tx)?;
    let Some(last) = places.last() else {
        return Ok(diesel::delete(batches::table.find(id)).execute(&mut **tx)?);
    };
    let gone = batch_comments::batch_id.eq(id).and(batch_comments::place.le(*last));
    Ok(diesel::delete(batch_comments::table.filter(gone)).execute(&mut **tx)?)
}
