//! Long work in steps: each step is one transaction that also keeps where the work stands.
//!
//! A job that is interrupted, by a restart or a lost power, goes on after its last step, here or in another
//! instance, as soon as its lease is over.

use std::sync::Arc;
use std::time::Duration;

use diesel::prelude::*;

use super::dialect::skip_locked;
use super::{Conn, Db, Tx};
use crate::base::clock::Timestamp;
use crate::base::ids::Id;
use crate::error::{Error, Result};
use crate::schema::jobs;

/// How long a worker may be silent before another takes its job over.
const SPAN: Duration = Duration::from_mins(1);
/// How many jobs a list shows.
const LISTED: i64 = 50;

/// A kind of long work.
pub trait Job: Send + Sync + 'static {
    /// Its name in the table; never changed.
    const KIND: &'static str;

    /// Does the part of the work that follows `cursor` (empty at first), touching at most 500 rows.
    ///
    /// # Errors
    /// [`Error::Unavailable`] lets the step be tried again; any other error ends the job as failed.
    fn step(&self, tx: &mut Tx<'_>, payload: &str, cursor: &str) -> Result<Step>;
}

/// What a step says of the work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// There is more, after this cursor.
    More {
        /// Where the next step begins.
        cursor: String,
        /// How many things this step did.
        done: i64,
    },
    /// That was all.
    Finished {
        /// How many things this step did.
        done: i64,
    },
}

/// A job as it waits in its table; only its id is used.
#[derive(Debug, Clone, Copy)]
pub struct Ticket;

/// A job that one worker holds until its lease is over.
#[derive(Debug, Clone)]
pub struct Held {
    /// Which job.
    pub id: Id<Ticket>,
    /// What it was started with.
    pub payload: String,
    /// Where its next step begins.
    pub cursor: String,
    /// How many things it has done.
    pub done: i64,
    holder: String,
    until: Timestamp,
}

/// How a job stands.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Standing {
    /// `waiting`, `running`, `done` or `failed`.
    pub state: String,
    /// How many things are done.
    pub done: i64,
    /// Of how many, if that was known.
    pub total: Option<i64>,
    /// Why it failed.
    pub failure: Option<String>,
}

/// A job as a list of them shows it.
#[derive(Debug, Clone, PartialEq, Eq, Queryable)]
pub struct Listed {
    /// Its kind.
    pub kind: String,
    /// `waiting`, `running`, `done` or `failed`.
    pub state: String,
    /// How many things are done.
    pub done: i64,
    /// Of how many, if that was known.
    pub total: Option<i64>,
    /// Why it failed.
    pub failure: Option<String>,
    /// When it was last heard of.
    pub updated_at: Timestamp,
}

/// Puts a job in line.
///
/// # Errors
/// Only what the database refuses.
pub fn start(tx: &mut Tx<'_>, kind: &str, payload: &str, total: Option<i64>) -> Result<Id<Ticket>> {
    let id = tx.fresh_id::<Ticket>();
    let now = tx.now;
    let row = (
        jobs::id.eq(&id),
        jobs::kind.eq(kind),
        jobs::state.eq("waiting"),
        jobs::payload.eq(payload),
        jobs::cursor.eq(""),
        jobs::done.eq(0_i64),
        jobs::total.eq(total),
        jobs::created_at.eq(now),
        jobs::updated_at.eq(now),
    );
    diesel::insert_into(jobs::table).values(row).execute(&mut **tx)?;
    Ok(id)
}

/// Takes the oldest job of a kind that nobody is working on, for `span`. Belongs into [`Db::queue`].
///
/// # Errors
/// Only what the database refuses.
pub fn lease(tx: &mut Tx<'_>, kind: &str, holder: &str, span: Duration) -> Result<Option<Held>> {
    let now = tx.now;
    let free = jobs::state
        .eq("waiting")
        .or(jobs::state.eq("running").and(jobs::leased_until.lt(now).assume_not_null()));
    let oldest = jobs::table
        .filter(jobs::kind.eq(kind))
        .filter(free)
        .order((jobs::created_at, jobs::id))
        .limit(1)
        .select((jobs::id, jobs::payload, jobs::cursor, jobs::done));
    let found: Option<(Id<Ticket>, String, String, i64)> =
        skip_locked!(&mut **tx, oldest, |c, row| row.first(c).optional())?;
    let Some((id, payload, cursor, done)) = found else { return Ok(None) };
    let held = Held { id, payload, cursor, done, holder: holder.to_owned(), until: now.plus(span) };
    diesel::update(jobs::table.find(&held.id))
        .set((
            jobs::state.eq("running"),
            jobs::leased_by.eq(&held.holder),
            jobs::leased_until.eq(held.until),
            jobs::updated_at.eq(now),
        ))
        .execute(&mut **tx)?;
    Ok(Some(held))
}

/// Makes one step of a held job and keeps where it stands; `None` when the job is done. Belongs into [`Db::write`].
///
/// # Errors
/// [`Error::Conflict`] if the lease is over or somebody else's, and whatever the step itself says: nothing is kept then.
pub fn step<J: Job>(tx: &mut Tx<'_>, job: &J, held: &Held) -> Result<Option<Held>> {
    let until = tx.now.plus(SPAN);
    renew(tx, held, until)?;
    let made = job.step(tx, &held.payload, &held.cursor)?;
    let (cursor, done, state) = match made {
        Step::More { cursor, done } => (cursor, held.done.saturating_add(done), "running"),
        Step::Finished { done } => (held.cursor.clone(), held.done.saturating_add(done), "done"),
    };
    diesel::update(jobs::table.find(&held.id))
        .set((jobs::cursor.eq(&cursor), jobs::done.eq(done), jobs::state.eq(state)))
        .execute(&mut **tx)?;
    Ok((state == "running").then(|| Held { cursor, done, until, ..held.clone() }))
}

/// Only who holds the job, and still holds it, may go on.
fn renew(tx: &mut Tx<'_>, held: &Held, until: Timestamp) -> Result<()> {
    let now = tx.now;
    let ours = jobs::table
        .find(&held.id)
        .filter(jobs::state.eq("running"))
        .filter(jobs::leased_by.eq(&held.holder))
        .filter(jobs::leased_until.eq(held.until))
        .filter(jobs::leased_until.gt(now));
    let renewed = diesel::update(ours)
        .set((jobs::leased_until.eq(until), jobs::updated_at.eq(now)))
        .execute(&mut **tx)?;
    if renewed == 1 { Ok(()) } else { Err(Error::Conflict(super::LEASE_LOST)) }
}

/// Ends a held job as failed.
///
/// # Errors
/// [`Error::Conflict`] if the lease is over or somebody else's.
pub fn fail(tx: &mut Tx<'_>, held: &Held, failure: &str) -> Result<()> {
    renew(tx, held, held.until)?;
    diesel::update(jobs::table.find(&held.id))
        .set((jobs::state.eq("failed"), jobs::failure.eq(failure)))
        .execute(&mut **tx)?;
    Ok(())
}

/// How a job stands; `None` if there is no such job.
///
/// # Errors
/// Only what the database refuses.
pub fn standing(conn: &mut Conn, id: &Id<Ticket>) -> Result<Option<Standing>> {
    let columns = (jobs::state, jobs::done, jobs::total, jobs::failure);
    Ok(jobs::table.find(id).select(columns).first(conn).optional()?)
}

/// The latest fifty jobs, the newest first.
///
/// # Errors
/// Only what the database refuses.
pub fn latest(conn: &mut Conn) -> Result<Vec<Listed>> {
    let columns = (jobs::kind, jobs::state, jobs::done, jobs::total, jobs::failure, jobs::updated_at);
    let newest = jobs::table.order((jobs::created_at.desc(), jobs::id.desc())).limit(LISTED);
    Ok(newest.select(columns).load(conn)?)
}

/// Takes one waiting job of this kind, if there is any, to its end; says what was done of which job.
///
/// # Errors
/// What stopped it: after [`Error::Unavailable`] the job goes on later, after any other error it is marked as failed.
pub async fn work_off<J: Job>(db: &Db, job: &Arc<J>, holder: &str) -> Result<Option<(Id<Ticket>, i64)>> {
    let name = holder.to_owned();
    let Some(first) = db.queue(move |tx| lease(tx, J::KIND, &name, SPAN)).await? else { return Ok(None) };
    let id = first.id.clone();
    let mut held = first;
    loop {
        let (work, now) = (Arc::clone(job), held.clone());
        match db.write(move |tx| step(tx, work.as_ref(), &now)).await {
            Ok(Some(next)) => held = next,
            Ok(None) => break,
            Err(error @ (Error::Unavailable | Error::Conflict(super::LEASE_LOST))) => return Err(error),
            Err(error) => return Err(give_up(db, held, error).await),
        }
    }
    let done = db.read({
        let id = id.clone();
        move |conn| standing(conn, &id)
    });
    Ok(done.await?.map(|standing| (id, standing.done)))
}

async fn give_up(db: &Db, held: Held, error: Error) -> Error {
    let failure = match &error {
        Error::Fault(fault) => fault.story(),
        other => other.to_string(),
    };
    match db.write(move |tx| fail(tx, &held, &failure)).await {
        Ok(()) => error,
        Err(second) => second,
    }
}
