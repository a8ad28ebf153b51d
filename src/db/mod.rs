//! One promise on two databases.
//!
//! [`Db::read`] looks, [`Db::write`] changes as if it were alone, [`Db::queue`] makes short changes under
//! row locks. On SQLite all changes go through one thread that commits in groups (`writer`); on
//! PostgreSQL they run `SERIALIZABLE` and again if they meet. What differs otherwise lives in [`dialect`].
//!
//! Closures are sync on purpose: nothing can be awaited inside a transaction. They run on threads that may block.

pub mod backup;
mod conn;
pub mod dialect;
pub mod duties;
mod errors;
pub mod jobs;
pub mod migrate;
mod open;
pub mod owner;
mod pool;
mod postgres_tools;
pub mod sealed;
mod url;
mod writer;

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::Integer;
use tokio::sync::watch;

pub use self::conn::{Backend, Conn, Tx};
pub use self::open::OpenError;
use self::open::Purpose;
use self::pool::{Outcome, Pool};
pub use self::url::{DatabaseUrl, Kind};
use self::writer::{Desk, Weight, Writer};
use crate::base::clock::{Clock, Timestamp};
use crate::base::random::Random;
use crate::error::{Error, Result};

/// How often a change that met another on PostgreSQL is run again before its caller is told to come back.
const RERUNS: u32 = 5;

/// How many changes share one commit on SQLite, at most.
const GROUP: usize = 64;

/// How long a look at the migrations may wait for another program's lock.
const MIGRATION_LOOK: Duration = Duration::from_secs(5);

/// The message key of a change that needs what was deleted at the same moment.
const GONE: &str = "base-conflict-gone";
/// The message key of a lease that ended before its holder did.
pub(crate) const LEASE_LOST: &str = "base-conflict-lease";

const LOOK_POSTGRES: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
const LOOK_SQLITE: &str = "BEGIN";
const WRITE: &str = "BEGIN ISOLATION LEVEL SERIALIZABLE";
const QUEUE: &str = "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL synchronous_commit = off";

/// What the configuration says of the database.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where it is.
    pub url: DatabaseUrl,
    /// How many connections look at once, at most.
    pub readers: u32,
    /// How many connections change at once, at most; SQLite has one writer whatever this says.
    pub writers: u32,
    /// How long a change waits for another program's lock (SQLite), and how long a statement, or a whole
    /// look or change, may take (PostgreSQL).
    pub busy: Duration,
    /// How many callers may wait for their turn; the next is told that the database is not available.
    pub queue: usize,
}

/// The database. Clones share it.
#[derive(Debug, Clone)]
pub struct Db(Arc<House>);

#[derive(Debug)]
struct House {
    kind: Kind,
    url: DatabaseUrl,
    readers: Arc<Pool>,
    changes: Changes,
    clock: Clock,
    random: Random,
    reruns: AtomicU64,
    commits: watch::Sender<u64>,
}

#[derive(Debug)]
enum Changes {
    Sqlite(Writer),
    Postgres(Arc<Pool>),
}

impl Db {
    /// Opens the database, making a SQLite file that is not there yet, and looks it through. Tables are not
    /// touched: see [`Db::migrate`]. Blocks for some milliseconds, longer for a large file.
    ///
    /// # Errors
    /// Why it cannot be used, in one line for the person at the terminal.
    pub fn open(settings: &Settings, clock: Clock, random: Random) -> Result<Self, OpenError> {
        Self::open_grouping(settings, clock, random, GROUP)
    }

    /// [`Db::open`] with at most `group` changes in one commit on SQLite: for measuring what groups are worth.
    ///
    /// # Errors
    /// As [`Db::open`].
    pub fn open_grouping(
        settings: &Settings,
        clock: Clock,
        random: Random,
        group: usize,
    ) -> Result<Self, OpenError> {
        let Settings { url, busy, .. } = settings;
        open::prepare(url)?;
        let mut first = open::open(url, Purpose::Change, *busy)?;
        open::examine(url, &mut first, *busy)?;
        migrate::pending(&mut first)?;
        let looking = open::open(url, Purpose::Look, *busy)?;
        let readers =
            Pool::of(url.clone(), Purpose::Look, *busy, (settings.readers, settings.queue), looking);
        let changes = match url.path() {
            None => Changes::Postgres(Arc::new(Pool::of(
                url.clone(),
                Purpose::Change,
                *busy,
                (settings.writers, settings.queue),
                first,
            ))),
            Some(path) => Changes::Sqlite(Writer::start(Desk {
                conn: first,
                path: path.to_owned(),
                clock: clock.clone(),
                random: random.clone(),
                busy: *busy,
                queue: settings.queue,
                group,
            })?),
        };
        let house = House {
            kind: url.kind(),
            url: url.clone(),
            readers: Arc::new(readers),
            changes,
            clock,
            random,
            reruns: AtomicU64::new(0),
            commits: watch::Sender::new(0),
        };
        Ok(Self(Arc::new(house)))
    }

    /// The present instant, by the clock that changes are dated with.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    /// Where ids and secrets come from.
    #[must_use]
    pub fn random(&self) -> &Random {
        &self.0.random
    }

    /// A number that rises with every change of this process, to wait for or to compare: while it stands still,
    /// nothing was changed here. Other processes on the same database do not raise it.
    #[must_use]
    pub fn commits(&self) -> watch::Receiver<u64> {
        self.0.commits.subscribe()
    }

    /// How many changes this process has made.
    #[must_use]
    pub fn changes(&self) -> u64 {
        *self.0.commits.borrow()
    }

    fn noted<T>(&self, answer: Result<T>) -> Result<T> {
        if answer.is_ok() {
            self.0.commits.send_modify(|count| *count += 1);
        }
        answer.map_err(|error| if matches!(error, Error::Gone) { Error::Conflict(GONE) } else { error })
    }

    /// Which of the two databases this is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// Looks, at one moment: all queries of one look see the same state. The connection refuses to write.
    ///
    /// # Errors
    /// What `look` says, or [`Error::Unavailable`] if no connection is free within 3 s or the database is away.
    pub async fn read<T: Send + 'static>(
        &self,
        look: impl FnOnce(&mut Conn) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let begin = match self.0.kind {
            Kind::Postgres => LOOK_POSTGRES,
            Kind::Sqlite => LOOK_SQLITE,
        };
        let mut once = Some(look);
        let work = move |conn: &mut Conn| once.take().map_or(Err(Error::Unavailable), |look| look(conn));
        match self.0.readers.transact(begin, work).await?.1 {
            Outcome::Settled(answer) => answer,
            Outcome::Met => Err(Error::Unavailable),
        }
    }

    /// Changes, as if alone: all or nothing, durable when answered. May run again, so it must not keep anything
    /// but its last result. Reads only the rows that it changes or guards, by key; touches at most 500 rows.
    ///
    /// # Errors
    /// What `change` says (then nothing was changed), or [`Error::Unavailable`] if too many wait, the database is
    /// locked, full or away, or the change met others six times.
    pub async fn write<T: Send + 'static>(
        &self,
        change: impl FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.noted(match &self.0.changes {
            Changes::Sqlite(writer) => writer.ask(Weight::Durable, change).await,
            Changes::Postgres(pool) => self.change(pool, WRITE, change).await,
        })
    }

    /// Leases, marks, limits, seals: short changes under row locks (`skip_locked!`). A power cut may lose the
    /// last of them; a crash of the program does not. May run again.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub async fn queue<T: Send + 'static>(
        &self,
        change: impl FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.noted(match &self.0.changes {
            Changes::Sqlite(writer) => writer.ask(Weight::Mark, change).await,
            Changes::Postgres(pool) => self.change(pool, QUEUE, change).await,
        })
    }

    async fn change<T: Send + 'static>(
        &self,
        pool: &Arc<Pool>,
        begin: &'static str,
        mut change: impl FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (clock, random) = (self.0.clock.clone(), self.0.random.clone());
        let mut work = move |conn: &mut Conn| change(&mut Tx::of(conn, clock.now(), &random));
        for again in 1..=RERUNS + 1 {
            let (same, outcome) = pool.transact(begin, work).await?;
            match outcome {
                Outcome::Settled(answer) => return answer,
                Outcome::Met => work = same,
            }
            if again <= RERUNS {
                self.0.reruns.fetch_add(1, Ordering::Relaxed);
                let jitter = self.0.random.below(4 << again);
                tokio::time::sleep(Duration::from_millis(jitter)).await;
            }
        }
        tracing::warn!("a change met others six times");
        Err(Error::Unavailable)
    }

    /// How often a change was run again because it met another (PostgreSQL), since the start.
    #[must_use]
    pub fn reruns(&self) -> u64 {
        self.0.reruns.load(Ordering::Relaxed)
    }

    /// Brings the tables up to date; names the migrations applied, in order.
    ///
    /// # Errors
    /// As [`migrate::bring_up`].
    pub async fn migrate(&self) -> Result<Vec<String>, OpenError> {
        let (url, now) = (self.0.url.clone(), self.0.clock.now());
        let place = url.to_string();
        let done = tokio::task::spawn_blocking(move || migrate::bring_up_open(&url, now)).await;
        done.map_err(|error| OpenError::Unreachable(place, error.to_string()))?
    }

    /// The migrations that this program has and the database does not, in order.
    ///
    /// # Errors
    /// [`OpenError::NewerSchema`], or why the database cannot be opened.
    pub async fn pending(&self) -> Result<Vec<String>, OpenError> {
        let url = self.0.url.clone();
        let place = url.to_string();
        let look = move || {
            let mut conn = open::open(&url, Purpose::Look, MIGRATION_LOOK)?;
            Ok(migrate::pending(&mut conn)?.into_iter().map(|(name, _)| name).collect())
        };
        let looked = tokio::task::spawn_blocking(look).await;
        looked.map_err(|error| OpenError::Unreachable(place, error.to_string()))?
    }

    /// Lets the database look at what its tables hold, after much was added at once: until then it may choose slow
    /// ways (PostgreSQL took fifty times as long for a page of comments).
    ///
    /// # Errors
    /// As [`Db::write`].
    pub async fn take_stock(&self) -> Result<()> {
        self.write(|tx| Ok(tx.batch_execute("ANALYZE")?)).await
    }

    /// A cheap look, for `/readyz`: the database answers, its tables are ours, and changes are still taken.
    ///
    /// # Errors
    /// [`Error::Unavailable`] if not.
    pub async fn ready(&self) -> Result<()> {
        if let Changes::Sqlite(writer) = &self.0.changes
            && writer.is_lost()
        {
            return Err(Error::Unavailable);
        }
        self.read(|conn| {
            diesel::select(1.into_sql::<Integer>()).get_result::<i32>(conn)?;
            Ok(())
        })
        .await
    }

    /// Returns when nothing can be written any more until the program is started again, because the disk failed
    /// to keep a change (faults row 6): end the program then. Otherwise it waits for ever.
    pub async fn lost(&self) {
        match &self.0.changes {
            Changes::Sqlite(writer) => writer.lost().await,
            Changes::Postgres(_) => std::future::pending().await,
        }
    }

    /// Finishes the changes that wait, tidies a SQLite file (checkpoint, optimize) and lets nobody in any more,
    /// through this and every clone.
    pub async fn close(self) {
        match &self.0.changes {
            Changes::Sqlite(writer) => writer.close().await,
            Changes::Postgres(pool) => pool.close(),
        }
        self.0.readers.close();
    }
}
