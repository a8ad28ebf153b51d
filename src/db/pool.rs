//! Connections that callers share, each used on a blocking thread.
//!
//! Waiting happens on the async side, in a fair queue with an end: whoever would be one too many, or
//! waits longer than [`PATIENCE`], is told that the database is not available.

use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use diesel::Connection;
use diesel::connection::{InstrumentationEvent, SimpleConnection};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task;
use tokio::time::timeout;

use super::conn::Conn;
use super::errors::{Complaint, complaint};
use super::open::{self, Purpose};
use super::url::DatabaseUrl;
use crate::error::{Error, Result};

/// How long anybody waits for a connection (3 s; faults row 11).
const PATIENCE: Duration = Duration::from_secs(3);

const FINE: u8 = 0;
const STUMBLED: u8 = 1;
const MET: u8 = 2;

/// How a transaction went.
#[derive(Debug)]
pub(super) enum Outcome<T> {
    /// It is over, well or not.
    Settled(Result<T>),
    /// It met another change and left nothing behind: run it again.
    Met,
}

#[derive(Debug)]
pub(super) struct Pool {
    url: DatabaseUrl,
    purpose: Purpose,
    busy: Duration,
    /// Only a database across a wire can hang: how long an answer may take.
    limit: Option<Duration>,
    idle: Mutex<Vec<Slot>>,
    door: Arc<Semaphore>,
    line: Arc<Semaphore>,
}

/// A connection with a memory of the worst that its database said in this transaction, whatever the
/// caller made of it.
#[derive(Debug)]
struct Slot {
    conn: Conn,
    heard: Arc<AtomicU8>,
}

impl Slot {
    fn of(mut conn: Conn) -> Self {
        let heard = Arc::new(AtomicU8::new(FINE));
        let ear = Arc::clone(&heard);
        conn.set_instrumentation(move |event: InstrumentationEvent<'_>| {
            if let InstrumentationEvent::FinishQuery { error: Some(error), .. } = event {
                let worst = if complaint(error) == Complaint::Met { MET } else { STUMBLED };
                ear.fetch_max(worst, Ordering::Relaxed);
            }
        });
        Self { conn, heard }
    }

    fn has_heard(&self) -> u8 {
        self.heard.load(Ordering::Relaxed)
    }
}

impl Pool {
    /// At most `size` connections; `first` is the one that proved that the database is there.
    pub(super) fn of(
        url: DatabaseUrl,
        purpose: Purpose,
        busy: Duration,
        sizes: (u32, usize),
        first: Conn,
    ) -> Self {
        let size = usize::try_from(sizes.0.max(1)).unwrap_or(1);
        let limit = (!open::is_file(&url)).then_some(busy);
        Self {
            url,
            purpose,
            busy,
            limit,
            idle: Mutex::new(vec![Slot::of(first)]),
            door: Arc::new(Semaphore::new(size)),
            line: Arc::new(Semaphore::new(size.saturating_add(sizes.1).min(Semaphore::MAX_PERMITS))),
        }
    }

    /// Runs `work` inside a transaction that `begin` opens, and hands `work` back for a further run.
    pub(super) async fn transact<W, T>(
        self: &Arc<Self>,
        begin: &'static str,
        mut work: W,
    ) -> Result<(W, Outcome<T>)>
    where
        W: FnMut(&mut Conn) -> Result<T> + Send + 'static,
        T: Send + 'static,
    {
        let place = self.enter().await?;
        let pool = Arc::clone(self);
        let running = task::spawn_blocking(move || {
            let outcome = pool.transact_here(begin, &mut work);
            drop(place);
            outcome.map(|outcome| (work, outcome))
        });
        let ended = match self.limit {
            Some(limit) => timeout(limit, running).await.map_err(|_| Error::Unavailable)?,
            None => running.await,
        };
        ended.map_err(Error::fault)?
    }

    async fn enter(&self) -> Result<(OwnedSemaphorePermit, OwnedSemaphorePermit)> {
        let in_line = Arc::clone(&self.line).try_acquire_owned().map_err(|_| Error::Unavailable)?;
        match timeout(PATIENCE, Arc::clone(&self.door).acquire_owned()).await {
            Ok(Ok(inside)) => Ok((inside, in_line)),
            _ => Err(Error::Unavailable),
        }
    }

    fn transact_here<T>(
        &self,
        begin: &str,
        work: &mut impl FnMut(&mut Conn) -> Result<T>,
    ) -> Result<Outcome<T>> {
        let mut slot = self.begin(begin)?;
        let said = work(&mut slot.conn);
        let settled = match said {
            Ok(value) => conclude(&mut slot).map(|()| value),
            Err(error) => {
                slot.conn.roll_back();
                Err(error)
            }
        };
        let met = slot.has_heard() == MET;
        let alive = self.take_back(slot);
        Ok(match settled {
            Err(_) if met => Outcome::Met,
            Err(Error::Fault(fault)) if !alive => {
                tracing::warn!(%fault, "the connection broke");
                Outcome::Settled(Err(Error::Unavailable))
            }
            settled => Outcome::Settled(settled),
        })
    }

    /// A connection inside a fresh transaction. Connections that died unnoticed, in a restart of the
    /// server for example, are replaced here, where nothing has happened yet.
    fn begin(&self, sql: &str) -> Result<Slot> {
        let waiting = self.idle().pop();
        if let Some(mut slot) = waiting {
            slot.heard.store(FINE, Ordering::Relaxed);
            match slot.conn.begin(sql) {
                Ok(()) => return Ok(slot),
                Err(error) if complaint(&error) == Complaint::Mistake && slot.conn.is_usable() => {
                    return Err(error.into());
                }
                Err(_) => self.idle().clear(),
            }
        }
        let mut slot = Slot::of(self.connect()?);
        slot.conn.begin(sql)?;
        Ok(slot)
    }

    fn connect(&self) -> Result<Conn> {
        open::open(&self.url, self.purpose, self.busy).map_err(|error| {
            tracing::warn!(%error, "no connection to the database");
            Error::Unavailable
        })
    }

    /// Keeps a connection for the next caller unless it is broken; says whether it was kept.
    fn take_back(&self, mut slot: Slot) -> bool {
        let usable = slot.conn.is_usable() && !self.door.is_closed();
        if usable {
            self.idle().push(slot);
        }
        usable
    }

    fn idle(&self) -> std::sync::MutexGuard<'_, Vec<Slot>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets nobody in any more and closes the connections that are idle; those in use close after it.
    pub(super) fn close(&self) {
        self.door.close();
        self.idle().clear();
    }
}

/// Commits. PostgreSQL answers the COMMIT of a transaction that had failed with a silent rollback, so after
/// any error that the work swallowed the transaction has to show that it is alive.
fn conclude(slot: &mut Slot) -> Result<()> {
    if slot.has_heard() != FINE
        && let Err(error) = slot.conn.batch_execute("SELECT 1")
    {
        slot.conn.roll_back();
        return Err(error.into());
    }
    slot.conn.commit().map_err(Error::from)
}
