//! Changes that share a commit, and what happens when one of them goes wrong.

use super::*;

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
    assert!(matches!(answer, Err(Error::Conflict(_))), "{answer:?}");
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
