//! The tables are the same on both databases and in `src/schema.rs`, and PostgreSQL keeps the promises of `amicus::db`.

#![expect(clippy::expect_used, reason = "a database that does not answer must fail the test")]

#[path = "it/support/postgres.rs"]
mod postgres;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Barrier};
use std::time::Duration;

use amicus::audit;
use amicus::base::clock::{Clock, Timestamp};
use amicus::base::random::Random;
use amicus::db::dialect::violates;
use amicus::db::{DatabaseUrl, Db, Settings, Tx, duties, migrate, owner};
use amicus::error::{Error, Result};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

/// What a database says of its tables, in words that both can say.
#[derive(Debug, Default, PartialEq, Eq)]
struct Catalogue {
    /// `table.column` → its kind and whether it may be empty.
    columns: BTreeMap<String, String>,
    /// Primary keys, indexes and foreign keys.
    rules: Vec<String>,
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

const SQLITE_COLUMNS: &str = "
    SELECT m.name || '.' || c.name || ' ' || lower(c.type) || CASE WHEN c.\"notnull\" = 1 THEN '' ELSE ' null' END AS line
    FROM sqlite_schema m JOIN pragma_table_info(m.name) c
    WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name <> 'schema_migrations'";
const POSTGRES_COLUMNS: &str = "
    SELECT table_name || '.' || column_name || ' ' || data_type
        || CASE is_nullable WHEN 'NO' THEN '' ELSE ' null' END AS line
    FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'schema_migrations'";
const SQLITE_RULES: &str = "
    SELECT m.name || CASE i.origin WHEN 'pk' THEN ' primary key' ELSE ' ' || i.name
            || CASE i.\"unique\" WHEN 1 THEN ' unique' ELSE '' END || CASE i.partial WHEN 1 THEN ' partial' ELSE '' END END
        || ' (' || (SELECT group_concat(x.name) FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno) x) || ')' AS line
    FROM sqlite_schema m JOIN pragma_index_list(m.name) i
    WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name <> 'schema_migrations'
    UNION ALL
    SELECT m.name || ' (' || group_concat(f.\"from\") || ') references ' || f.\"table\" || ' ' || lower(f.on_delete) AS line
    FROM sqlite_schema m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table' GROUP BY m.name, f.id";
const POSTGRES_RULES: &str = "
    SELECT t.relname || CASE WHEN x.indisprimary THEN ' primary key' ELSE ' ' || i.relname
            || CASE WHEN x.indisunique THEN ' unique' ELSE '' END
            || CASE WHEN x.indpred IS NOT NULL THEN ' partial' ELSE '' END END
        || ' (' || (SELECT string_agg(a.attname, ',' ORDER BY k.place)
                    FROM unnest(x.indkey::int2[]) WITH ORDINALITY k (attnum, place)
                    JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attnum) || ')' AS line
    FROM pg_index x JOIN pg_class t ON t.oid = x.indrelid JOIN pg_class i ON i.oid = x.indexrelid
    WHERE t.relnamespace = 'public'::regnamespace AND t.relname <> 'schema_migrations'
    UNION ALL
    SELECT t.relname || ' (' || (SELECT string_agg(a.attname, ',' ORDER BY k.place)
            FROM unnest(c.conkey) WITH ORDINALITY k (attnum, place)
            JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.attnum) || ') references ' || r.relname || ' '
        || CASE c.confdeltype WHEN 'a' THEN 'no action' WHEN 'c' THEN 'cascade' WHEN 'n' THEN 'set null'
                              WHEN 'r' THEN 'restrict' ELSE 'set default' END AS line
    FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_class r ON r.oid = c.confrelid
    WHERE c.contype = 'f' AND t.relnamespace = 'public'::regnamespace";

/// The index of the words of texts, which each database has in its own way.
const FULL_TEXT: [&str; 3] = ["revision_words", "revisions.words_", "revisions revisions_words_"];

fn catalogue(mut columns: Vec<Line>, mut rules: Vec<Line>) -> Catalogue {
    for lines in [&mut columns, &mut rules] {
        lines.retain(|Line { line }| !FULL_TEXT.iter().any(|begin| line.starts_with(begin)));
    }
    let column = |Line { line }: Line| {
        let (name, kind) = line.split_once(' ').expect("a name and a kind");
        (name.to_owned(), kind.to_owned())
    };
    let mut rules: Vec<String> = rules.into_iter().map(|Line { line }| line).collect();
    rules.sort();
    Catalogue { columns: columns.into_iter().map(column).collect(), rules }
}

fn of_sqlite() -> Catalogue {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("amicus.db");
    let url = DatabaseUrl::parse(&format!("sqlite:{}", file.display())).expect("an address");
    migrate::bring_up(&url, Timestamp::from_micros(0)).expect("the migrations run");
    let mut conn = SqliteConnection::establish(file.to_str().expect("UTF-8")).expect("it opens");
    let columns = diesel::sql_query(SQLITE_COLUMNS).load(&mut conn).expect("columns");
    catalogue(columns, diesel::sql_query(SQLITE_RULES).load(&mut conn).expect("rules"))
}

fn of_postgres(url: &str) -> Catalogue {
    let mut conn = PgConnection::establish(url).expect("it opens");
    let columns = diesel::sql_query(POSTGRES_COLUMNS).load(&mut conn).expect("columns");
    catalogue(columns, diesel::sql_query(POSTGRES_RULES).load(&mut conn).expect("rules"))
}

/// `src/schema.rs` read as text: `table.column` → diesel's type, as a database would say it.
fn of_schema(blob: &str) -> BTreeMap<String, String> {
    let mut columns = BTreeMap::new();
    let mut table = "";
    for line in include_str!("../src/schema.rs").lines().map(str::trim) {
        if let Some((name, _)) = line.strip_suffix(") {").and_then(|head| head.split_once(" (")) {
            table = name;
        } else if let Some((column, kind)) = line.strip_suffix(',').and_then(|line| line.split_once(" -> ")) {
            let inner = kind.strip_prefix("Nullable<").map(|kind| kind.trim_end_matches('>'));
            let said = match inner.unwrap_or(kind) {
                "Text" => "text",
                "BigInt" => "bigint",
                "Integer" => "integer",
                "Bool" => "boolean",
                "Binary" => blob,
                "Double" => "double precision",
                other => other,
            };
            let empty = if inner.is_some() { " null" } else { "" };
            columns.insert(format!("{table}.{column}"), format!("{said}{empty}"));
        }
    }
    columns
}

#[test]
fn sqlite_has_the_tables_of_the_schema() {
    let found = of_sqlite().columns;
    assert!(found.len() > 10);
    similar(&found, &of_schema("blob"));
}

#[test]
fn postgres_has_the_tables_of_the_schema_and_the_rules_of_sqlite() {
    let Some(url) = postgres::fresh_database() else { return };
    let (sqlite, postgres) = (of_sqlite(), of_postgres(&url));
    similar(&postgres.columns, &of_schema("bytea"));
    let (mut only_sqlite, mut only_postgres) = (sqlite.rules.clone(), postgres.rules.clone());
    only_sqlite.retain(|rule| !postgres.rules.contains(rule));
    only_postgres.retain(|rule| !sqlite.rules.contains(rule));
    assert!(
        only_sqlite.is_empty() && only_postgres.is_empty(),
        "SQLite: {only_sqlite:#?}\nPostgreSQL: {only_postgres:#?}"
    );
    assert!(sqlite.rules.len() > 10);
}

#[test]
fn a_unique_index_is_called_after_its_columns_so_that_violates_can_name_it() {
    for rule in of_sqlite().rules {
        let Some((head, columns)) = rule.strip_suffix(')').and_then(|rule| rule.split_once(" unique ("))
        else {
            continue;
        };
        let (table, index) = head.split_once(' ').expect("table and index");
        assert_eq!(index, format!("{table}_{}", columns.replace(',', "_")), "{rule}");
    }
}

fn similar(found: &BTreeMap<String, String>, wanted: &BTreeMap<String, String>) {
    let differ = |one: &BTreeMap<String, String>, other: &BTreeMap<String, String>| -> Vec<String> {
        one.iter()
            .filter(|(name, kind)| other.get(*name) != Some(kind))
            .map(|(n, k)| format!("{n}: {k}"))
            .collect()
    };
    let (extra, missing) = (differ(found, wanted), differ(wanted, found));
    assert!(
        extra.is_empty() && missing.is_empty(),
        "in the database: {extra:#?}\nin src/schema.rs: {missing:#?}"
    );
}

diesel::table! {
    /// Something that everybody changes.
    counters (id) {
        /// Its number.
        id -> BigInt,
        /// How far it has counted.
        amount -> BigInt,
    }
}

diesel::table! {
    /// Something that each writes for itself.
    notes (id) {
        /// Its number.
        id -> BigInt,
        /// What it belongs to, as a comment belongs to its article.
        counter -> BigInt,
        /// What it says.
        words -> Text,
    }
}

diesel::joinable!(notes -> counters (counter));

const TABLES: &str = "
    CREATE TABLE counters (id BIGINT PRIMARY KEY, amount BIGINT NOT NULL);
    CREATE TABLE notes (id BIGINT PRIMARY KEY, counter BIGINT NOT NULL REFERENCES counters (id), words TEXT NOT NULL);
    CREATE INDEX notes_counter ON notes (counter, id);
    INSERT INTO counters VALUES (1, 0)";

fn open(url: &str) -> Db {
    let settings = Settings {
        url: DatabaseUrl::parse(url).expect("our own address"),
        readers: 4,
        writers: 8,
        busy: Duration::from_secs(10),
        queue: 256,
    };
    Db::open(&settings, Clock::machine(), Random::seeded(7)).expect("it opens")
}

async fn house() -> Option<(Db, String)> {
    let url = postgres::fresh_database()?;
    let db = open(&url);
    db.write(|tx| Ok(tx.batch_execute(TABLES)?)).await.expect("tables");
    Some((db, url))
}

async fn amount(db: &Db) -> i64 {
    db.read(|conn| Ok(counters::table.select(counters::amount).first(conn)?)).await.expect("an amount")
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime")
}

#[test]
fn on_postgres_a_look_cannot_write_and_a_failed_change_leaves_nothing() {
    runtime().block_on(async {
        let Some((db, _)) = house().await else { return };
        let write = |conn: &mut amicus::db::Conn| -> Result<()> {
            diesel::update(counters::table).set(counters::amount.eq(9)).execute(conn)?;
            Ok(())
        };
        assert!(matches!(db.read(write).await, Err(Error::Fault(_))));
        let failed = db.write(move |tx| write(tx).and(Err::<(), _>(Error::NotFound)));
        assert!(matches!(failed.await, Err(Error::NotFound)));
        let panicked = db.write(move |tx| -> Result<()> { write(tx).map(|()| panic!("oh dear")) });
        assert!(matches!(panicked.await, Err(Error::Fault(_))));
        assert_eq!(amount(&db).await, 0);
        db.ready().await.expect("ready");
    });
}

/// Changes, and how many of them can be made at once.
const CHANGES: usize = 16;
const MEET: usize = 8;

#[test]
fn on_postgres_changes_that_meet_run_again_until_each_is_kept() {
    runtime().block_on(async {
        let Some((db, _)) = house().await else { return };
        // As many as can be made at once have read before the first of them writes.
        let met = Arc::new(Barrier::new(MEET));
        let add = |db: Db, met: Arc<Barrier>| async move {
            let first = Arc::new(AtomicBool::new(true));
            loop {
                let (first, met) = (first.clone(), met.clone());
                let added = db.write(move |tx| {
                    let now: i64 = counters::table.find(1).select(counters::amount).first(&mut **tx)?;
                    if first.swap(false, Ordering::Relaxed) {
                        met.wait();
                    }
                    diesel::update(counters::table.find(1))
                        .set(counters::amount.eq(now + 1))
                        .execute(&mut **tx)?;
                    Ok(())
                });
                match added.await {
                    Ok(()) => break,
                    Err(Error::Unavailable) => {}
                    Err(other) => panic!("{other:?}"),
                }
            }
        };
        let adding: Vec<_> = (0..CHANGES).map(|_| tokio::spawn(add(db.clone(), met.clone()))).collect();
        for added in adding {
            added.await.expect("added");
        }
        assert_eq!(usize::try_from(amount(&db).await), Ok(CHANGES));
        assert!(db.reruns() > 0);
    });
}

/// Reads its counter by key, as a comment reads its article, and inserts rows of its own.
async fn submit(db: Db, client: i64, times: i64) {
    for turn in 0..times {
        db.write(move |tx| {
            counters::table.find(1).select(counters::amount).first::<i64>(&mut **tx)?;
            let row =
                (notes::id.eq(client * 1_000 + turn), notes::counter.eq(1), notes::words.eq("a comment"));
            diesel::insert_into(notes::table).values(row).execute(&mut **tx)?;
            Ok(())
        })
        .await
        .expect("submitted");
    }
}

#[test]
fn on_postgres_64_clients_with_rows_of_their_own_hardly_ever_run_again() {
    runtime().block_on(async {
        let Some((db, _)) = house().await else { return };
        let submitting: Vec<_> = (0..64).map(|client| tokio::spawn(submit(db.clone(), client, 30))).collect();
        for submitted in submitting {
            submitted.await.expect("submitted");
        }
        let kept: i64 = db.read(|conn| Ok(notes::table.count().get_result(conn)?)).await.expect("a count");
        assert_eq!(kept, 64 * 30);
        println!("1,920 submits ran again {} times", db.reruns());
        assert!(db.reruns() < 19, "{} of 1,920 ran again", db.reruns());
    });
}

#[test]
fn on_postgres_connections_that_were_killed_cost_nobody_anything() {
    runtime().block_on(async {
        let Some((db, url)) = house().await else { return };
        let busy: Vec<_> = (0..8).map(|client| tokio::spawn(submit(db.clone(), client, 3))).collect();
        for done in busy {
            done.await.expect("submitted");
        }
        amount(&db).await;
        let cluster = postgres::cluster().expect("it runs");
        let own =
            url.split(['/', '?']).find(|part| part.starts_with("test_")).expect("a database of its own");
        cluster.order(&format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
             WHERE application_name = 'amicus' AND datname = '{own}'"
        ));
        assert_eq!(amount(&db).await, 0);
        submit(db.clone(), 9, 3).await;
        db.queue(|tx| Ok(duties::lease(tx, "sweep", "one", Duration::from_secs(9))?.map(|_| ())))
            .await
            .expect("a lease");
    });
}

#[test]
fn on_postgres_a_change_that_goes_on_after_a_failed_statement_is_not_answered_as_done() {
    runtime().block_on(async {
        let Some((db, _)) = house().await else { return };
        let hidden = db.write(|tx| {
            diesel::update(counters::table).set(counters::amount.eq(5)).execute(&mut **tx)?;
            let twice =
                diesel::insert_into(counters::table).values((counters::id.eq(1), counters::amount.eq(1)));
            let refused = twice.execute(&mut **tx).expect_err("the key is taken");
            assert!(violates(&refused, "counters_pkey"));
            Ok(())
        });
        assert!(hidden.await.is_err());
        assert_eq!(amount(&db).await, 0);
    });
}

#[test]
fn on_postgres_two_instances_share_duties_and_a_locked_row_is_passed_over() {
    runtime().block_on(async {
        let Some((one, url)) = house().await else { return };
        let other = open(&url);
        let leased: Vec<_> = (0..16)
            .map(|n| {
                let db = if n % 2 == 0 { one.clone() } else { other.clone() };
                let who = format!("holder {n}");
                tokio::spawn(async move {
                    db.queue(move |tx| duties::lease(tx, "sweep", &who, Duration::from_mins(1)))
                        .await
                        .expect("an answer")
                })
            })
            .collect();
        let mut holders = Vec::new();
        for lease in leased {
            holders.extend(lease.await.expect("an answer"));
        }
        assert_eq!(holders.len(), 1);
    });
}

#[test]
fn on_postgres_migrations_are_applied_once_whoever_comes_first() {
    let Some(cluster) = postgres::cluster() else { return };
    cluster.order("CREATE DATABASE bare");
    let url = Arc::new(DatabaseUrl::parse(&cluster.url("bare")).expect("our own address"));
    let starting: Vec<_> = (0..4)
        .map(|_| {
            let url = Arc::clone(&url);
            std::thread::spawn(move || migrate::bring_up(&url, Timestamp::from_micros(0)).expect("it runs"))
        })
        .collect();
    let applied: Vec<Vec<String>> =
        starting.into_iter().map(|start| start.join().expect("it ends")).collect();
    assert_eq!(applied.iter().filter(|names| !names.is_empty()).count(), 1, "{applied:?}");
}

/// AL2: where another role owns the tables, the program can add to the record and do nothing else to it.
#[test]
fn on_postgres_the_programs_role_cannot_touch_a_record_that_another_owns() {
    runtime().block_on(async {
        let Some(cluster) = postgres::cluster() else { return };
        for sql in
            ["CREATE ROLE keeper LOGIN", "CREATE ROLE \"the app\" LOGIN", "CREATE DATABASE kept OWNER keeper"]
        {
            cluster.order(sql);
        }
        let of =
            |role: &str| cluster.url("kept").replace("postgres://postgres@", &format!("postgres://{role}@"));
        let (owner, user) = (of("keeper"), of("the%20app"));
        let [owner, address] = [&owner, &user].map(|url| DatabaseUrl::parse(url).expect("our own address"));
        let bring_up = move || owner::bring_up(&owner, &address, Timestamp::from_micros(0)).expect("it runs");
        assert!(!tokio::task::spawn_blocking(bring_up).await.expect("it ends").is_empty());

        let db = open(&user);
        assert!(db.migrate().await.expect("nothing waits").is_empty());
        let target = audit::Target { kind: "account", id: "0000000000000001" };
        let record = move |tx: &mut Tx<'_>| {
            audit::record(tx, &audit::Actor::Terminal, "disable", target, &serde_json::json!({}))
        };
        db.write(record).await.expect("it is recorded");
        assert_eq!(db.queue(audit::chain::seal).await.expect("it is sealed"), 1);
        assert!(db.read(audit::protection::look).await.expect("an answer").role);
        for sql in [
            "UPDATE audit_entries SET deed = 'enable'",
            "DELETE FROM audit_seals",
            "TRUNCATE audit_heads",
            "UPDATE audit_people SET person = 'x'",
            "DELETE FROM schema_migrations",
        ] {
            let refused = db.write(move |tx| Ok(tx.batch_execute(sql)?)).await;
            assert!(format!("{refused:?}").contains("permission denied"), "{sql}: {refused:?}");
        }
        let refused =
            db.write(|tx| Ok(tx.batch_execute("ALTER TABLE audit_entries DISABLE TRIGGER ALL")?)).await;
        assert!(format!("{refused:?}").contains("must be owner"), "{refused:?}");
        assert!(db.write(audit::people::forget).await.is_ok(), "whom an entry names can be forgotten");
    });
}

#[test]
fn on_postgres_ids_made_by_the_database_are_ids() {
    runtime().block_on(async {
        let Some((db, _)) = house().await else { return };
        let made: Vec<String> = db
            .read(|conn| Ok(counters::table.select(amicus::db::dialect::random_id()).load(conn)?))
            .await
            .expect("ids");
        assert!(made.iter().all(|id| id.parse::<amicus::base::ids::Id<()>>().is_ok()), "{made:?}");
    });
}

/// A server that is stopped answers nobody; callers must not wait for it.
#[test]
fn on_postgres_a_server_that_hangs_is_given_up_in_time() {
    runtime().block_on(async {
        let Some(url) = postgres::fresh_database() else { return };
        let settings = Settings {
            url: DatabaseUrl::parse(&url).expect("our own address"),
            readers: 1,
            writers: 1,
            busy: Duration::from_millis(300),
            queue: 8,
        };
        let db = Db::open(&settings, Clock::machine(), Random::seeded(7)).expect("it opens");
        let hanging = db.read(|conn| {
            diesel::select(diesel::dsl::sql::<BigInt>("(SELECT 1::bigint FROM pg_sleep(30))"))
                .get_result::<i64>(conn)?;
            Ok(())
        });
        assert!(matches!(hanging.await, Err(Error::Unavailable)));
        db.ready().await.expect("ready again");
    });
}
