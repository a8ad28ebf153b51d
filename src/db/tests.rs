//! The promises of this layer, on SQLite. `tests/migrations.rs` has those of PostgreSQL.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use tempfile::TempDir;
use tokio::task::{JoinHandle, yield_now};

use super::dialect::{Each, RandomId, random_id, violates};
use super::*;
use crate::base::clock::{ClockHand, Timestamp};
use crate::base::ids::Id;

mod tests_of_groups;
mod tests_of_leases;
mod tests_of_opening;

const HOUR: Duration = Duration::from_hours(1);

diesel::table! {
    notes (id) {
        id -> BigInt,
        words -> Text,
    }
}

struct House {
    db: Db,
    hand: ClockHand,
    folder: TempDir,
}

impl House {
    fn path(&self) -> PathBuf {
        self.folder.path().join("amicus.db")
    }
}

fn settings(path: &Path) -> Settings {
    Settings {
        url: DatabaseUrl::parse(&format!("sqlite:{}", path.display())).unwrap(),
        readers: 2,
        writers: 1,
        busy: Duration::from_millis(200),
        queue: 128,
    }
}

fn open_at(path: &Path) -> Result<Db, OpenError> {
    Db::open(&settings(path), Clock::machine(), Random::seeded(7))
}

async fn house() -> House {
    let folder = TempDir::new().unwrap();
    let (clock, hand) = Clock::standing_at(Timestamp::from_micros(1_800_000_000_000_000));
    let db = Db::open(&settings(&folder.path().join("amicus.db")), clock, Random::seeded(7)).unwrap();
    db.migrate().await.unwrap();
    db.write(|tx| {
        Ok(tx.batch_execute("CREATE TABLE notes (id BIGINT PRIMARY KEY NOT NULL, words TEXT NOT NULL)")?)
    })
    .await
    .unwrap();
    House { db, hand, folder }
}

fn note(tx: &mut Tx<'_>, id: i64, words: &str) -> Result<()> {
    diesel::insert_into(notes::table)
        .values((notes::id.eq(id), notes::words.eq(words)))
        .execute(&mut **tx)?;
    Ok(())
}

async fn noted(db: &Db) -> Vec<i64> {
    db.read(|conn| Ok(notes::table.select(notes::id).order(notes::id).load(conn)?)).await.unwrap()
}

/// Keeps the writer at one change until the returned sender speaks, so that what is asked meanwhile shares a group.
async fn hold(db: &Db) -> (mpsc::Sender<()>, JoinHandle<Result<()>>) {
    let (release, released) = mpsc::channel();
    let (begun, begins) = tokio::sync::oneshot::channel();
    let (released, mut begun) = (Mutex::new(released), Some(begun));
    let db = db.clone();
    let held = tokio::spawn(async move {
        db.write(move |_| {
            if let Some(begun) = begun.take() {
                begun.send(()).unwrap();
                released.lock().unwrap().recv_timeout(Duration::from_secs(10)).unwrap();
            }
            Ok(())
        })
        .await
    });
    begins.await.unwrap();
    (release, held)
}

fn ask(db: &Db, change: impl FnMut(&mut Tx<'_>) -> Result<()> + Send + 'static) -> JoinHandle<Result<()>> {
    let db = db.clone();
    tokio::spawn(async move { db.write(change).await })
}

/// Asks for notes 1 and 3 with `between` in the middle, all in one group; says what `between` was answered.
async fn with_neighbours(
    db: &Db,
    between: impl FnMut(&mut Tx<'_>) -> Result<()> + Send + 'static,
) -> Result<()> {
    let (release, held) = hold(db).await;
    let first = ask(db, |tx| note(tx, 1, "first"));
    let middle = ask(db, between);
    let last = ask(db, |tx| note(tx, 3, "last"));
    yield_now().await;
    release.send(()).unwrap();
    held.await.unwrap().unwrap();
    first.await.unwrap().unwrap();
    last.await.unwrap().unwrap();
    middle.await.unwrap()
}
