//! The one writer of a SQLite database: a thread that commits in groups.
//!
//! It takes all changes that wait, runs each in a savepoint inside one `BEGIN IMMEDIATE`, commits once
//! and only then answers: one flush to the disk serves them all. A change that fails is taken back
//! alone. Whatever ends the whole transaction (a full disk, a panic) costs only the change that
//! did it: the others run again, which is why a change may run more than once.

mod tidying;

use std::any::Any;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::result::Error as DieselError;
use tokio::sync::{oneshot, watch};

use super::conn::{Conn, Tx};
use super::errors::{Complaint, complaint};
use super::open::OpenError;
use crate::base::clock::Clock;
use crate::base::random::Random;
use crate::error::{Error, Result};

/// What a writer is made of.
#[derive(Debug)]
pub(super) struct Desk {
    pub(super) conn: Conn,
    pub(super) path: PathBuf,
    pub(super) clock: Clock,
    pub(super) random: Random,
    /// How long a change may wait for another program's lock.
    pub(super) busy: Duration,
    /// How many changes may wait; beyond it they are refused.
    pub(super) queue: usize,
    /// How many changes share one commit, at most.
    pub(super) group: usize,
}

/// Whether a change has to outlive a power cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    /// An answer depends on it.
    Durable,
    /// A lease or a mark: a crash of the program keeps it, a power cut may take the last ones.
    Mark,
}

/// The way to the writer's thread.
#[derive(Debug)]
pub(super) struct Writer {
    inbox: SyncSender<Message>,
    fate: watch::Receiver<bool>,
}

enum Message {
    Change(Asked),
    Close(oneshot::Sender<()>),
}

/// A change in the queue, with its caller's return address inside.
struct Asked {
    change: Box<dyn Change>,
    weight: Weight,
    since: Instant,
}

trait Change: Send {
    /// Runs it and keeps what it says; `true` if that is to be kept in the database too.
    fn run(&mut self, tx: &mut Tx<'_>) -> bool;
    /// Replaces what it said.
    fn overrule(&mut self, error: Error);
    /// Whether the last run said that all is well.
    fn is_well(&self) -> bool;
    /// Tells the caller what the last run said.
    fn answer(self: Box<Self>);
}

struct Errand<T, F> {
    change: F,
    said: Option<Result<T>>,
    reply: oneshot::Sender<Result<T>>,
}

impl<T, F> Change for Errand<T, F>
where
    T: Send,
    F: FnMut(&mut Tx<'_>) -> Result<T> + Send,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> bool {
        self.said = Some((self.change)(tx));
        self.is_well()
    }

    fn overrule(&mut self, error: Error) {
        self.said = Some(Err(error));
    }

    fn is_well(&self) -> bool {
        matches!(self.said, Some(Ok(_)))
    }

    fn answer(self: Box<Self>) {
        let Self { said, reply, .. } = *self;
        if reply.send(said.unwrap_or(Err(Error::Unavailable))).is_err() {
            tracing::trace!("nobody waited for the answer to a change");
        }
    }
}

impl Writer {
    /// Starts the thread.
    pub(super) fn start(desk: Desk) -> Result<Self, OpenError> {
        let (inbox, letters) = sync_channel(desk.queue.max(1));
        let (told, fate) = watch::channel(false);
        let place = desk.path.display().to_string();
        let mut scribe = Scribe { desk, letters, told, durable: true };
        thread::Builder::new()
            .name("amicus-writer".to_owned())
            .spawn(move || scribe.work())
            .map_err(|error| OpenError::Unreachable(place, error.to_string()))?;
        Ok(Self { inbox, fate })
    }

    /// Hands in a change and waits until it is committed.
    pub(super) async fn ask<T, F>(&self, weight: Weight, change: F) -> Result<T>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let change = Box::new(Errand { change, said: None, reply });
        match self.inbox.try_send(Message::Change(Asked { change, weight, since: now() })) {
            Ok(()) => answer.await.unwrap_or(Err(Error::Unavailable)),
            Err(TrySendError::Full(_)) => {
                tracing::warn!("the writer's queue is full");
                Err(Error::Unavailable)
            }
            Err(TrySendError::Disconnected(_)) => Err(Error::Unavailable),
        }
    }

    /// Lets the thread finish what waits, tidy the file and end.
    pub(super) async fn close(&self) {
        let (done, wait) = oneshot::channel();
        let inbox = self.inbox.clone();
        let sent = tokio::task::spawn_blocking(move || inbox.send(Message::Close(done)).is_ok()).await;
        if matches!(sent, Ok(true)) && wait.await.is_err() {
            tracing::warn!("the writer ended before it was told to");
        }
    }

    /// Whether the writer gave up for good.
    pub(super) fn is_lost(&self) -> bool {
        *self.fate.borrow()
    }

    /// Returns when the writer gives up for good; never, if it ends in peace.
    pub(super) async fn lost(&self) {
        let mut fate = self.fate.clone();
        if fate.wait_for(|lost| *lost).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "a wait for a lock is measured by the machine, whatever a test's clock says"
)]
fn now() -> Instant {
    Instant::now()
}

/// What became of one change of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ran {
    /// Its savepoint stands, or was taken back: the transaction goes on.
    Within,
    /// The whole transaction is gone.
    Ended,
}

/// What became of a group.
enum Grouped {
    /// All are answered.
    Answered,
    /// These are to run again, together.
    Together(Vec<Asked>),
    /// These are to run again, each alone.
    Alone(Vec<Asked>),
}

struct Scribe {
    desk: Desk,
    letters: Receiver<Message>,
    told: watch::Sender<bool>,
    durable: bool,
}

impl Scribe {
    fn work(&mut self) {
        let mut emptied = now();
        while let Ok(first) = self.letters.recv() {
            let (group, close) = self.gather(first);
            self.commit_all(group);
            emptied = self.empty_log(emptied);
            if let Some(done) = close {
                self.tidy();
                if done.send(()).is_err() {
                    tracing::trace!("nobody waited for the writer to close");
                }
                return;
            }
        }
    }

    /// All that waits, up to a group's size.
    fn gather(&self, first: Message) -> (Vec<Asked>, Option<oneshot::Sender<()>>) {
        let mut group = Vec::new();
        let mut next = Some(first);
        while let Some(message) = next {
            match message {
                Message::Close(done) => return (group, Some(done)),
                Message::Change(asked) => group.push(asked),
            }
            next = if group.len() < self.desk.group.max(1) { self.letters.try_recv().ok() } else { None };
        }
        (group, None)
    }

    fn commit_all(&mut self, group: Vec<Asked>) {
        let mut groups = vec![group];
        while let Some(group) = groups.pop() {
            match self.commit_group(group) {
                Grouped::Answered => {}
                Grouped::Together(rest) => groups.push(rest),
                Grouped::Alone(each) => groups.extend(each.into_iter().rev().map(|asked| vec![asked])),
            }
        }
    }

    fn commit_group(&mut self, mut group: Vec<Asked>) -> Grouped {
        if *self.told.borrow() {
            refuse(group);
            return Grouped::Answered;
        }
        if !self.begin(&mut group) {
            return Grouped::Answered;
        }
        for place in 0..group.len() {
            let Some(asked) = group.get_mut(place) else { break };
            if self.run(asked.change.as_mut()) == Ran::Ended {
                self.desk.conn.abandon();
                group.remove(place).change.answer();
                return Grouped::Together(group);
            }
        }
        self.conclude(group)
    }

    /// Opens the group's transaction. While another program holds the lock, changes whose time is up are refused.
    fn begin(&mut self, group: &mut Vec<Asked>) -> bool {
        while !group.is_empty() {
            let begun = self.weigh(group).and_then(|()| self.desk.conn.begin("BEGIN IMMEDIATE"));
            let Err(error) = begun else { return true };
            let busy = self.desk.busy;
            let gone = match complaint(&error) {
                Complaint::Busy => group.extract_if(.., |asked| asked.since.elapsed() >= busy).collect(),
                _ => std::mem::take(group),
            };
            if !gone.is_empty() {
                tracing::warn!(%error, refused = gone.len(), "no change could begin");
            }
            refuse(gone);
        }
        false
    }

    /// Only a group of nothing but marks may be lost in a power cut.
    fn weigh(&mut self, group: &[Asked]) -> Result<(), DieselError> {
        let durable = group.iter().any(|asked| asked.weight == Weight::Durable);
        if durable != self.durable {
            let mode = if durable { "PRAGMA synchronous = FULL" } else { "PRAGMA synchronous = NORMAL" };
            self.desk.conn.batch_execute(mode)?;
            self.durable = durable;
        }
        Ok(())
    }

    /// Runs one change in its savepoint.
    fn run(&mut self, change: &mut dyn Change) -> Ran {
        if let Err(error) = self.desk.conn.batch_execute("SAVEPOINT change") {
            change.overrule(error.into());
            return Ran::Ended;
        }
        let now = self.desk.clock.now();
        let mut tx = Tx::of(&mut self.desk.conn, now, &self.desk.random);
        let kept = match catch_unwind(AssertUnwindSafe(|| change.run(&mut tx))) {
            Ok(kept) => kept,
            Err(panic) => {
                change.overrule(Error::fault(format!("a change panicked: {}", last_words(panic.as_ref()))));
                return Ran::Ended;
            }
        };
        let close = if kept { "RELEASE change" } else { "ROLLBACK TO change; RELEASE change" };
        match self.desk.conn.batch_execute(close) {
            Ok(()) => Ran::Within,
            Err(error) => {
                if change.is_well() {
                    tracing::warn!(%error, "a change lost its transaction and did not say so");
                    change.overrule(Error::Unavailable);
                }
                Ran::Ended
            }
        }
    }

    fn conclude(&mut self, group: Vec<Asked>) -> Grouped {
        let Err(error) = self.desk.conn.commit() else {
            for asked in group {
                asked.change.answer();
            }
            return Grouped::Answered;
        };
        self.desk.conn.abandon();
        tracing::error!(%error, changes = group.len(), "a group of changes could not be committed");
        let disk = complaint(&error) == Complaint::Disk;
        if disk && has_room(&self.desk.path) {
            self.give_up();
        } else if !disk && group.len() > 1 {
            return Grouped::Alone(group);
        }
        if matches!(complaint(&error), Complaint::Mistake | Complaint::Gone) {
            answer_all(group, error);
        } else {
            refuse(group);
        }
        Grouped::Answered
    }

    /// After a failed flush nobody knows what the disk holds: another flush that succeeds would prove
    /// nothing (faults row 6). Only a fresh start, which reads the file again, does.
    fn give_up(&self) {
        tracing::error!(
            "the disk failed to keep a change; nothing more is written until the program is started again"
        );
        self.told.send_replace(true);
    }
}

fn refuse(group: Vec<Asked>) {
    for mut asked in group {
        asked.change.overrule(Error::Unavailable);
        asked.change.answer();
    }
}

/// A group of one that was refused at its commit, by a deferred constraint for example, hears why.
fn answer_all(group: Vec<Asked>, error: DieselError) {
    let mut why = Some(error);
    for mut asked in group {
        asked.change.overrule(why.take().map_or(Error::Unavailable, Error::from));
        asked.change.answer();
    }
}

fn last_words(panic: &(dyn Any + Send)) -> &str {
    let owned = panic.downcast_ref::<String>().map(String::as_str);
    owned.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("without a word")
}

/// SQLite calls it an I/O error, too, when its shared-memory file finds no room: what the disk takes now tells which.
fn has_room(database: &Path) -> bool {
    let probe = database.with_extension("room");
    let tried =
        OpenOptions::new().write(true).create(true).truncate(true).open(&probe).and_then(|mut file| {
            file.write_all(&vec![0; 1 << 16])?;
            file.sync_all()
        });
    if let Err(error) = fs::remove_file(&probe) {
        tracing::debug!(%error, "the probe for room could not be removed");
    }
    !tried
        .is_err_and(|error| matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded))
}
