//! What groups are worth: 64 tasks through `Db::write` on SQLite, with groups of 64 and with groups of one, by turns.
//!
//! `cargo bench --bench group_commit` prints the transactions a second of both and their ratio, which must be 3 at least.

#![expect(
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a measurement stops when it cannot be made, and measures real time"
)]

use std::time::{Duration, Instant};

use amicus::base::clock::Clock;
use amicus::base::random::Random;
use amicus::db::{DatabaseUrl, Db, Settings};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;

diesel::table! {
    /// What is written.
    notes (id) {
        /// A random id.
        id -> Text,
        /// What it says.
        words -> Text,
    }
}

const TASKS: u32 = 64;
const SPAN: Duration = Duration::from_secs(2);

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let mut ratios: Vec<f64> = (0..3)
        .map(|_| {
            let (one, many) = (runtime.block_on(measure(1)), runtime.block_on(measure(64)));
            println!("groups of 1: {one:.0} tx/s   groups of 64: {many:.0} tx/s   ratio {:.1}", many / one);
            many / one
        })
        .collect();
    ratios.sort_by(f64::total_cmp);
    let median = ratios.get(1).copied().unwrap_or_default();
    println!("ratio (median) {median:.1}");
    assert!(median >= 3.0, "groups must be worth three times as much");
}

/// Durable transactions a second.
async fn measure(group: usize) -> f64 {
    let folder = tempfile::tempdir_in(".").expect("a folder on the disk");
    let url = format!("sqlite:{}", folder.path().join("bench.db").display());
    let settings = Settings {
        url: DatabaseUrl::parse(&url).expect("an address"),
        readers: 1,
        writers: 1,
        busy: Duration::from_secs(5),
        queue: 1_024,
    };
    let random = Random::from_system().expect("randomness");
    let db = Db::open_grouping(&settings, Clock::machine(), random, group).expect("it opens");
    db.write(|tx| {
        Ok(tx.batch_execute("CREATE TABLE notes (id TEXT PRIMARY KEY NOT NULL, words TEXT NOT NULL)")?)
    })
    .await
    .expect("a table");
    let begun = Instant::now();
    let tasks: Vec<_> = (0..TASKS).map(|_| tokio::spawn(write_on(db.clone(), begun + SPAN))).collect();
    let mut written = 0;
    for task in tasks {
        written += task.await.expect("a task");
    }
    let spent = begun.elapsed().as_secs_f64();
    db.close().await;
    f64::from(written) / spent
}

async fn write_on(db: Db, end: Instant) -> u32 {
    let mut written = 0;
    while Instant::now() < end {
        db.write(|tx| {
            let row = (
                notes::id.eq(tx.fresh_id::<()>()),
                notes::words.eq("as many words as a short comment may have"),
            );
            diesel::insert_into(notes::table).values(row).execute(&mut **tx)?;
            Ok(())
        })
        .await
        .expect("written");
        written += 1;
    }
    written
}
