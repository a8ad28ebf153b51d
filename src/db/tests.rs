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

#[tokio::test]
async fn neighbours_of_a_change_that_fails_are_kept() {
    let house = house().await;
    let answer = with_neighbours(&house.db, |tx| {
        note(tx, 2, "never")?;
        Err(Error::Forbidden)
    });
    assert!(matches!(answer.await, Err(Error::Forbidden)));
    assert_eq!(noted(&house.db).await, [1, 3]);
}

#[tokio::test]
async fn neighbours_of_a_change_that_breaks_a_rule_of_the_tables_are_kept() {
    let house = house().await;
    let answer = with_neighbours(&house.db, |tx| note(tx, 1, "twice")).await;
    assert!(matches!(answer, Err(Error::Fault(_))), "{answer:?}");
    assert_eq!(noted(&house.db).await, [1, 3]);
}

#[tokio::test]
async fn neighbours_of_a_change_that_panics_are_kept() {
    let house = house().await;
    let answer = with_neighbours(&house.db, |tx| {
        note(tx, 2, "never")?;
        panic!("oh dear");
    });
    let Err(Error::Fault(fault)) = answer.await else { panic!("a panic is a fault") };
    assert!(fault.story().contains("oh dear"));
    assert_eq!(noted(&house.db).await, [1, 3]);
}

#[tokio::test]
async fn neighbours_of_a_change_that_panics_in_a_nested_transaction_are_kept() {
    let house = house().await;
    let answer = with_neighbours(&house.db, |tx| {
        tx.transaction(|conn| {
            diesel::insert_into(notes::table)
                .values((notes::id.eq(2), notes::words.eq("never")))
                .execute(conn)?;
            panic!("deep down")
        })
    });
    assert!(matches!(answer.await, Err(Error::Fault(_))));
    assert_eq!(noted(&house.db).await, [1, 3]);
}

async fn leave_little_room(db: &Db) {
    db.write(|tx| {
        let pages: i64 = diesel::select(diesel::dsl::sql::<diesel::sql_types::BigInt>(
            "(SELECT page_count FROM pragma_page_count)",
        ))
        .get_result(&mut **tx)?;
        Ok(tx.batch_execute(&format!("PRAGMA max_page_count = {}", pages + 8))?)
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn neighbours_of_a_change_that_fills_the_disk_are_kept() {
    let house = house().await;
    leave_little_room(&house.db).await;
    let large = "x".repeat(1 << 20);
    let answer = with_neighbours(&house.db, move |tx| note(tx, 2, &large)).await;
    assert!(matches!(answer, Err(Error::Unavailable)), "{answer:?}");
    assert_eq!(noted(&house.db).await, [1, 3]);
    house.db.write(|tx| Ok(tx.batch_execute("PRAGMA max_page_count = 1000000")?)).await.unwrap();
    let large = "x".repeat(1 << 20);
    house.db.write(move |tx| note(tx, 4, &large)).await.unwrap();
    assert_eq!(noted(&house.db).await, [1, 3, 4]);
}

#[tokio::test]
async fn neighbours_of_a_change_that_fills_the_disk_bit_by_bit_are_kept() {
    let house = house().await;
    leave_little_room(&house.db).await;
    let answer = with_neighbours(&house.db, |tx| {
        (100..1_000)
            .try_for_each(|id| note(tx, id, "a line of some length, again and again, until nothing fits"))
    });
    assert!(matches!(answer.await, Err(Error::Unavailable)));
    assert_eq!(noted(&house.db).await, [1, 3]);
}

#[tokio::test]
async fn a_change_that_hides_a_full_disk_is_not_answered_as_done() {
    let house = house().await;
    leave_little_room(&house.db).await;
    let large = "x".repeat(1 << 20);
    let answer = with_neighbours(&house.db, move |tx| {
        if note(tx, 2, &large).is_err() {
            return Ok(());
        }
        Err(Error::Forbidden)
    });
    assert!(matches!(answer.await, Err(Error::Unavailable)));
    assert_eq!(noted(&house.db).await, [1, 3]);
}

#[tokio::test]
async fn a_change_that_only_its_commit_refuses_fails_alone() {
    let house = house().await;
    house
        .db
        .write(|tx| {
            Ok(tx.batch_execute(
                "CREATE TABLE replies (id BIGINT PRIMARY KEY NOT NULL,
                                       note BIGINT NOT NULL REFERENCES notes (id) DEFERRABLE INITIALLY DEFERRED)",
            )?)
        })
        .await
        .unwrap();
    let answer =
        with_neighbours(&house.db, |tx| Ok(tx.batch_execute("INSERT INTO replies VALUES (1, 77)")?)).await;
    assert!(matches!(answer, Err(Error::Fault(_))), "{answer:?}");
    assert_eq!(noted(&house.db).await, [1, 3]);
}

#[tokio::test]
async fn a_change_that_ends_the_transaction_itself_costs_nobody_else() {
    let house = house().await;
    let answer = with_neighbours(&house.db, |tx| Ok(tx.batch_execute("ROLLBACK")?)).await;
    assert!(matches!(answer, Err(Error::Unavailable)), "{answer:?}");
    assert_eq!(noted(&house.db).await, [1, 3]);
}

#[tokio::test]
async fn marks_share_the_writer_and_can_be_undone_like_all_changes() {
    let house = house().await;
    house.db.queue(|tx| note(tx, 1, "a mark")).await.unwrap();
    let refused = house.db.queue(|tx| note(tx, 2, "a mark").and(Err::<(), _>(Error::NotFound))).await;
    assert!(matches!(refused, Err(Error::NotFound)));
    house.db.write(|tx| note(tx, 3, "no mark")).await.unwrap();
    assert_eq!(noted(&house.db).await, [1, 3]);
}

#[tokio::test]
async fn a_look_cannot_write() {
    let house = house().await;
    let answer = house
        .db
        .read(|conn| {
            diesel::insert_into(notes::table)
                .values((notes::id.eq(1), notes::words.eq("no")))
                .execute(conn)?;
            Ok(())
        })
        .await;
    assert!(matches!(answer, Err(Error::Fault(_))), "{answer:?}");
    assert!(noted(&house.db).await.is_empty());
}

#[tokio::test]
async fn a_look_sees_one_moment_while_others_write() {
    let house = house().await;
    let (looked, has_looked) = tokio::sync::oneshot::channel();
    let (written, is_written) = mpsc::channel::<()>();
    let db = house.db.clone();
    let look = tokio::spawn(async move {
        db.read(move |conn| {
            let before: i64 = notes::table.count().get_result(conn)?;
            looked.send(()).unwrap();
            is_written.recv_timeout(Duration::from_secs(10)).unwrap();
            let after: i64 = notes::table.count().get_result(conn)?;
            Ok((before, after))
        })
        .await
    });
    has_looked.await.unwrap();
    house.db.write(|tx| note(tx, 1, "meanwhile")).await.unwrap();
    written.send(()).unwrap();
    assert_eq!(look.await.unwrap().unwrap(), (0, 0));
    assert_eq!(noted(&house.db).await, [1]);
}

#[tokio::test]
async fn a_look_that_panics_is_a_fault_and_leaves_the_others_alone() {
    let house = house().await;
    for _ in 0..5 {
        let answer: Result<()> = house.db.read(|_| panic!("oh dear")).await;
        assert!(matches!(answer, Err(Error::Fault(_))));
    }
    assert!(noted(&house.db).await.is_empty());
}

#[tokio::test]
async fn more_changes_than_may_wait_are_refused_at_once() {
    let folder = TempDir::new().unwrap();
    let few = Settings { queue: 2, ..settings(&folder.path().join("amicus.db")) };
    let db = Db::open(&few, Clock::machine(), Random::seeded(7)).unwrap();
    let (release, held) = hold(&db).await;
    let waiting = [ask(&db, |_| Ok(())), ask(&db, |_| Ok(()))];
    yield_now().await;
    assert!(matches!(db.write(|_| Ok(())).await, Err(Error::Unavailable)));
    release.send(()).unwrap();
    held.await.unwrap().unwrap();
    for change in waiting {
        change.await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn a_lock_of_another_program_is_waited_for_and_then_refused_while_looks_go_on() {
    let house = house().await;
    let mut other = SqliteConnection::establish(house.path().to_str().unwrap()).unwrap();
    other.batch_execute("BEGIN IMMEDIATE").unwrap();
    assert!(matches!(house.db.write(|tx| note(tx, 1, "locked out")).await, Err(Error::Unavailable)));
    assert!(noted(&house.db).await.is_empty());
    let waiting = ask(&house.db, |tx| note(tx, 2, "in time"));
    yield_now().await;
    other.batch_execute("COMMIT").unwrap();
    waiting.await.unwrap().unwrap();
    assert_eq!(noted(&house.db).await, [2]);
    house.db.ready().await.unwrap();
}

#[tokio::test]
async fn closing_finishes_what_waits_and_empties_the_journal() {
    let house = house().await;
    let clone = house.db.clone();
    let (release, held) = hold(&house.db).await;
    let waiting = ask(&house.db, |tx| note(tx, 1, "just in time"));
    yield_now().await;
    release.send(()).unwrap();
    let path = house.path();
    house.db.close().await;
    held.await.unwrap().unwrap();
    waiting.await.unwrap().unwrap();
    assert!(matches!(clone.write(|_| Ok(())).await, Err(Error::Unavailable)));
    assert!(matches!(clone.read(|_| Ok(())).await, Err(Error::Unavailable)));
    assert!(std::fs::metadata(path.with_extension("db-wal")).map_or(0, |wal| wal.len()) == 0);
    drop(clone);
    assert_eq!(noted(&open_at(&path).unwrap()).await, [1]);
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_and_left_as_it_is() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("letter.txt");
    for text in ["dear Ada", "this is a longer letter, and it is no database either"] {
        std::fs::write(&path, text).unwrap();
        let refusal = open_at(&path).unwrap_err();
        assert!(matches!(refusal, OpenError::NotADatabase(_)), "{refusal}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    }
    assert!(matches!(open_at(folder.path()), Err(OpenError::NotADatabase(_))));
}

#[tokio::test]
async fn a_damaged_file_is_refused_in_one_line() {
    let house = house().await;
    let lines =
        (0..500).map(|id| (notes::id.eq(id), notes::words.eq("a line of some length, again and again")));
    let lines: Vec<_> = lines.collect();
    house
        .db
        .write(move |tx| {
            super::dialect::on_each!(&mut **tx, c => diesel::insert_into(notes::table).values(&lines).execute(c))?;
            Ok(())
        })
        .await
        .unwrap();
    let path = house.path();
    house.db.close().await;
    let mut bytes = std::fs::read(&path).unwrap();
    let last = bytes.len() - 4096;
    bytes[last..last + 512].fill(0xA5);
    std::fs::write(&path, bytes).unwrap();
    let refusal = open_at(&path).unwrap_err();
    assert!(matches!(refusal, OpenError::Damaged { .. }), "{refusal}");
    assert!(!refusal.to_string().contains('\n'));
}

#[tokio::test]
async fn a_file_without_the_right_to_write_is_refused() {
    let house = house().await;
    let path = house.path();
    house.db.close().await;
    let mut mode = std::fs::metadata(&path).unwrap().permissions();
    mode.set_readonly(true);
    std::fs::set_permissions(&path, mode).unwrap();
    assert!(matches!(open_at(&path), Err(OpenError::ReadOnly(_))));
}

#[tokio::test]
async fn a_locked_file_is_refused_after_a_while() {
    let house = house().await;
    let path = house.path();
    let mut other = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    other.batch_execute("BEGIN IMMEDIATE").unwrap();
    let refusal = open_at(&path).unwrap_err();
    assert!(matches!(refusal, OpenError::Locked(_)), "{refusal}");
}

#[tokio::test]
async fn a_database_of_a_newer_version_is_refused() {
    let house = house().await;
    house
        .db
        .write(|tx| Ok(tx.batch_execute("INSERT INTO schema_migrations VALUES ('9999_flying', 1)")?))
        .await
        .unwrap();
    assert!(matches!(open_at(&house.path()), Err(OpenError::NewerSchema(name)) if name == "9999_flying"));
    assert!(matches!(house.db.migrate().await, Err(OpenError::NewerSchema(_))));
}

#[tokio::test]
async fn a_new_file_and_its_folder_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("var/amicus.db");
    let db = open_at(&path).unwrap();
    db.migrate().await.unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&path), 0o600);
    assert_eq!(mode(&path.with_extension("db-wal")), 0o600);
    assert_eq!(mode(path.parent().unwrap()), 0o700);
}

#[tokio::test]
async fn migrations_are_applied_once_whoever_comes_first() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("amicus.db");
    let (one, other) = (open_at(&path).unwrap(), open_at(&path).unwrap());
    let (first, second) = tokio::join!(one.migrate(), other.migrate());
    let (first, second) = (first.unwrap(), second.unwrap());
    assert!(!first.is_empty() || !second.is_empty());
    assert!(first.iter().all(|name| !second.contains(name)));
    assert_eq!(one.migrate().await.unwrap(), Vec::<String>::new());
}

#[test]
fn the_names_of_violated_indexes_are_read_from_sqlite() {
    let mut conn = SqliteConnection::establish(":memory:").unwrap();
    conn.batch_execute(
        "CREATE TABLE a (email_key TEXT NOT NULL, n INTEGER CONSTRAINT a_small CHECK (n < 10), m INTEGER);
         CREATE UNIQUE INDEX a_email_key ON a (email_key);
         CREATE UNIQUE INDEX a_n_m ON a (n, m);
         INSERT INTO a VALUES ('x', 1, 1)",
    )
    .unwrap();
    let mut broken = |sql: &str| diesel::sql_query(sql).execute(&mut conn).unwrap_err();
    assert!(violates(&broken("INSERT INTO a VALUES ('x', 2, 2)"), "a_email_key"));
    assert!(violates(&broken("INSERT INTO a VALUES ('y', 1, 1)"), "a_n_m"));
    assert!(violates(&broken("INSERT INTO a VALUES ('y', 99, 1)"), "a_small"));
    assert!(!violates(&broken("INSERT INTO a VALUES ('x', 2, 2)"), "a_n_m"));
    assert!(!violates(&broken("INSERT INTO nowhere VALUES (1)"), "a_n_m"));
    assert!(!violates(&diesel::result::Error::NotFound, "a_n_m"));
}

#[tokio::test]
async fn ids_made_by_the_database_are_ids_each_its_own() {
    let house = house().await;
    let made: Vec<String> = house
        .db
        .write(|tx| {
            (0..20).try_for_each(|id| note(tx, id, "x"))?;
            Ok(notes::table.select(random_id()).load(&mut **tx)?)
        })
        .await
        .unwrap();
    assert!(made.iter().all(|id| id.parse::<Id<RandomId>>().is_ok()));
    assert_eq!(made.iter().collect::<std::collections::BTreeSet<_>>().len(), 20);
}

#[tokio::test]
async fn a_statement_that_the_pair_refuses_goes_through_each() {
    let house = house().await;
    let twice = house.db.write(|tx| {
        for words in ["one", "two"] {
            let row = (notes::id.eq(1), notes::words.eq(words));
            let upsert = diesel::insert_into(notes::table).values(row).on_conflict(notes::id).do_update();
            Each(upsert.set(notes::words.eq(words))).execute(&mut **tx)?;
        }
        Ok(notes::table.select(notes::words).first::<String>(&mut **tx)?)
    });
    assert_eq!(twice.await.unwrap(), "two");
}

const HOUR: Duration = Duration::from_hours(1);

#[tokio::test]
async fn a_duty_is_leased_to_one_and_due_again_when_settled() {
    let house = house().await;
    let take = |who: &'static str| house.db.queue(move |tx| duties::lease(tx, "sweep", who, HOUR));
    let lease = take("one").await.unwrap().unwrap();
    assert_eq!(take("other").await.unwrap(), None);
    let settled = house.db.queue(move |tx| duties::settle(tx, &lease, tx.now.plus(HOUR), "swept 3 rows"));
    settled.await.unwrap();
    assert_eq!(take("other").await.unwrap(), None);
    house.hand.advance(HOUR);
    assert!(take("other").await.unwrap().is_some());
    let standings = house.db.read(duties::standings).await.unwrap();
    assert_eq!(standings[0].outcome.as_deref(), Some("swept 3 rows"));
}

#[tokio::test]
async fn who_slept_past_its_lease_settles_nothing() {
    let house = house().await;
    let take = |who: &'static str| house.db.queue(move |tx| duties::lease(tx, "sweep", who, HOUR));
    let sleeper = take("sleeper").await.unwrap().unwrap();
    house.hand.advance(HOUR * 2);
    let settle = |lease: duties::Lease| {
        house.db.write(move |tx| {
            note(tx, 1, "the work")?;
            duties::settle(tx, &lease, tx.now.plus(HOUR), "done")
        })
    };
    assert!(matches!(settle(sleeper.clone()).await, Err(Error::Conflict(_))));
    let awake = take("sleeper").await.unwrap().unwrap();
    assert!(matches!(settle(sleeper).await, Err(Error::Conflict(_))));
    assert!(noted(&house.db).await.is_empty());
    settle(awake).await.unwrap();
    assert_eq!(noted(&house.db).await, [1]);
}

/// Writes the numbers below a bound, ten a step; stumbles once at 30 if told to.
struct Counting {
    stumble: Mutex<Option<Error>>,
}

impl jobs::Job for Counting {
    const KIND: &'static str = "counting";

    fn step(&self, tx: &mut Tx<'_>, payload: &str, cursor: &str) -> Result<jobs::Step> {
        let (bound, from): (i64, i64) = (payload.parse().unwrap(), cursor.parse().unwrap_or(0));
        for id in from..from + 10 {
            note(tx, id, "counted")?;
        }
        if from == 30
            && let Some(error) = self.stumble.lock().unwrap().take()
        {
            return Err(error);
        }
        if from + 10 >= bound {
            return Ok(jobs::Step::Finished { done: 10 });
        }
        Ok(jobs::Step::More { cursor: (from + 10).to_string(), done: 10 })
    }
}

#[tokio::test]
async fn a_job_that_stumbles_goes_on_after_its_last_step() {
    let house = house().await;
    let job = Arc::new(Counting { stumble: Mutex::new(Some(Error::Unavailable)) });
    let id = house.db.write(|tx| jobs::start(tx, "counting", "50", Some(50))).await.unwrap();
    assert!(matches!(jobs::work_off(&house.db, &job, "one").await, Err(Error::Unavailable)));
    assert_eq!(noted(&house.db).await, (0..30).collect::<Vec<_>>());
    assert!(jobs::work_off(&house.db, &job, "other").await.unwrap().is_none());
    house.hand.advance(HOUR);
    assert_eq!(jobs::work_off(&house.db, &job, "other").await.unwrap().unwrap(), (id.clone(), 50));
    assert_eq!(noted(&house.db).await, (0..50).collect::<Vec<_>>());
    let standing = house.db.read(move |conn| jobs::standing(conn, &id)).await.unwrap().unwrap();
    assert_eq!((standing.state.as_str(), standing.done, standing.total), ("done", 50, Some(50)));
}

#[tokio::test]
async fn a_job_that_cannot_be_done_says_why() {
    let house = house().await;
    let job = Arc::new(Counting { stumble: Mutex::new(Some(Error::fault("no ink"))) });
    let id = house.db.write(|tx| jobs::start(tx, "counting", "50", None)).await.unwrap();
    assert!(jobs::work_off(&house.db, &job, "one").await.is_err());
    let standing = house.db.read(move |conn| jobs::standing(conn, &id)).await.unwrap().unwrap();
    assert_eq!((standing.state.as_str(), standing.failure.as_deref()), ("failed", Some("no ink")));
    assert!(jobs::work_off(&house.db, &job, "other").await.unwrap().is_none());
}

#[tokio::test]
async fn a_worker_that_slept_past_its_lease_makes_no_further_step() {
    let house = house().await;
    let job = Arc::new(Counting { stumble: Mutex::new(None) });
    house.db.write(|tx| jobs::start(tx, "counting", "50", None)).await.unwrap();
    let lease = |who: &'static str| house.db.queue(move |tx| jobs::lease(tx, "counting", who, HOUR));
    let sleeper = lease("sleeper").await.unwrap().unwrap();
    house.hand.advance(HOUR * 2);
    let awake = lease("awake").await.unwrap().unwrap();
    let step = |held: jobs::Held| {
        let job = Arc::clone(&job);
        house.db.write(move |tx| jobs::step(tx, job.as_ref(), &held))
    };
    assert!(matches!(step(sleeper).await, Err(Error::Conflict(_))));
    assert_eq!(step(awake).await.unwrap().unwrap().cursor, "10");
}
