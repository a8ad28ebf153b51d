//! Migrations: one tree of files for both databases, forward only.
//!
//! A file `migrations/NNNN_name.sql` is written once. Where the databases differ it says `{{blob}}`,
//! `{{instant}}` or `{{text}}`, or sets lines between `-- only sqlite` or `-- only postgres` and `-- end`.
//! Each file is applied whole or not at all, and two programs that start at once apply each once.

use std::collections::BTreeSet;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool};
use rust_embed::RustEmbed;

use super::backup;
use super::conn::Conn;
use super::open::{self, OpenError, Purpose, one_line};
use super::url::{DatabaseUrl, Kind};
use crate::base::clock::Timestamp;

#[derive(RustEmbed)]
#[folder = "migrations/"]
struct Files;

diesel::table! {
    /// What was applied, and when.
    schema_migrations (name) {
        /// The file's name without its ending.
        name -> Text,
        /// The instant, in microseconds.
        applied_at -> BigInt,
    }
}

/// A migration may have to wait for another program's.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// Any number that only we use: PostgreSQL's advisory lock for migrating (the letters "amicus").
const LOCK: i64 = 0x61_6d69_6375_7300;

const LEDGER: &str = "CREATE TABLE IF NOT EXISTS schema_migrations (name TEXT PRIMARY KEY NOT NULL, applied_at BIGINT NOT NULL)";

/// Brings the tables up to date and names what was applied, in order. A SQLite database that holds something is
/// copied first, to `FILE.before-MIGRATION`. It blocks: not for an async thread.
///
/// # Errors
/// [`OpenError::NewerSchema`] if the database knows migrations that this program does not,
/// [`OpenError::Migration`] if one fails (nothing of it is kept), [`OpenError::NoCopy`], or why the database cannot be opened.
pub fn bring_up(url: &DatabaseUrl, now: Timestamp) -> Result<Vec<String>, OpenError> {
    open::prepare(url)?;
    bring_up_open(url, now)
}

/// The same for a database to which this process has connections already: its file is not looked at again.
pub(super) fn bring_up_open(url: &DatabaseUrl, now: Timestamp) -> Result<Vec<String>, OpenError> {
    let mut conn = open::open(url, Purpose::Migrate, PATIENCE)?;
    lock(&mut conn).map_err(|error| failure("lock", &error))?;
    let mut applied = Vec::new();
    let waiting = pending(&mut conn)?;
    if let Some((first, _)) = waiting.first().filter(|_| waiting.len() < files().len()) {
        backup::before_migrating(url, first).map_err(|error| OpenError::NoCopy(error.to_string()))?;
    }
    for (name, sql) in waiting {
        let ready =
            for_database(&sql, url.kind()).map_err(|cause| OpenError::Migration(name.clone(), cause))?;
        if apply(&mut conn, &name, &ready, now).map_err(|error| failure(&name, &error))? {
            applied.push(name);
        }
    }
    Ok(applied)
}

/// The migrations that this program has and the database does not.
pub(super) fn pending(conn: &mut Conn) -> Result<Vec<(String, String)>, OpenError> {
    let known = files();
    let done: BTreeSet<String> = done(conn).map_err(|error| failure("ledger", &error))?.into_iter().collect();
    if let Some(unknown) = done.iter().find(|name| !known.iter().any(|(file, _)| file == *name)) {
        return Err(OpenError::NewerSchema(unknown.clone()));
    }
    Ok(known.into_iter().filter(|(name, _)| !done.contains(name)).collect())
}

fn files() -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Files::iter()
        .filter_map(|file| {
            let sql = Files::get(&file)?;
            let name = file.strip_suffix(".sql")?.to_owned();
            Some((name, String::from_utf8_lossy(&sql.data).into_owned()))
        })
        .collect();
    files.sort();
    files
}

/// Held until the connection closes. SQLite's is the lock of each migration's own transaction.
pub(super) fn lock(conn: &mut Conn) -> QueryResult<()> {
    match conn {
        Conn::Postgres(conn) => conn.batch_execute(&format!("SELECT pg_advisory_lock({LOCK})")),
        Conn::Sqlite(_) => Ok(()),
    }
}

fn done(conn: &mut Conn) -> QueryResult<Vec<String>> {
    let there = match conn {
        Conn::Postgres(_) => "to_regclass('schema_migrations') IS NOT NULL",
        Conn::Sqlite(_) => "EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'schema_migrations')",
    };
    if diesel::select(diesel::dsl::sql::<Bool>(there)).get_result::<bool>(conn)? {
        schema_migrations::table.select(schema_migrations::name).load(conn)
    } else {
        Ok(Vec::new())
    }
}

/// Applies one migration unless somebody else just did.
fn apply(conn: &mut Conn, name: &str, sql: &str, now: Timestamp) -> QueryResult<bool> {
    conn.begin(match conn {
        Conn::Postgres(_) => "BEGIN",
        Conn::Sqlite(_) => "BEGIN IMMEDIATE",
    })?;
    let applied = apply_within(conn, name, sql, now);
    match applied {
        Ok(true) => conn.commit().map(|()| true),
        other => {
            conn.abandon();
            other
        }
    }
}

fn apply_within(conn: &mut Conn, name: &str, sql: &str, now: Timestamp) -> QueryResult<bool> {
    conn.batch_execute(LEDGER)?;
    let ours = schema_migrations::table.filter(schema_migrations::name.eq(name));
    if diesel::select(exists(ours)).get_result(conn)? {
        return Ok(false);
    }
    conn.batch_execute(sql)?;
    check_foreign_keys(conn)?;
    let row = (schema_migrations::name.eq(name), schema_migrations::applied_at.eq(now));
    diesel::insert_into(schema_migrations::table).values(row).execute(conn)?;
    Ok(true)
}

/// A SQLite migration may rebuild a table, so its foreign keys are looked at when it is done.
fn check_foreign_keys(conn: &mut Conn) -> QueryResult<()> {
    let Conn::Sqlite(conn) = conn else { return Ok(()) };
    let broken = diesel::dsl::sql::<BigInt>("(SELECT count(*) FROM pragma_foreign_key_check)");
    match diesel::select(broken).get_result::<i64>(conn)? {
        0 => Ok(()),
        rows => Err(diesel::result::Error::QueryBuilderError(
            format!("{rows} rows lost what they refer to").into(),
        )),
    }
}

pub(super) fn failure(name: &str, error: &diesel::result::Error) -> OpenError {
    let said = error.to_string();
    if said.contains("readonly database") {
        return OpenError::ReadOnly(std::path::PathBuf::from("the database"));
    }
    match super::errors::complaint(error) {
        super::errors::Complaint::Busy => OpenError::Locked("the database".to_owned()),
        _ => OpenError::Migration(name.to_owned(), one_line(&said)),
    }
}

/// The text of a migration as one of the databases wants it.
fn for_database(text: &str, kind: Kind) -> Result<String, String> {
    let mut chosen = String::with_capacity(text.len());
    let mut only: Option<Kind> = None;
    for line in text.lines() {
        match line.trim() {
            "-- only sqlite" if only.is_none() => only = Some(Kind::Sqlite),
            "-- only postgres" if only.is_none() => only = Some(Kind::Postgres),
            "-- end" if only.is_some() => only = None,
            "-- only sqlite" | "-- only postgres" | "-- end" => return Err("blocks do not match".to_owned()),
            _ if only.is_some_and(|only| only != kind) => {}
            _ => {
                chosen.push_str(line);
                chosen.push('\n');
            }
        }
    }
    if only.is_some() {
        return Err("a block has no `-- end`".to_owned());
    }
    fill(&chosen, kind)
}

fn fill(text: &str, kind: Kind) -> Result<String, String> {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        let (word, tail) = after.split_once("}}").ok_or("a `{{` has no `}}`")?;
        filled.push_str(before);
        filled.push_str(meaning(word, kind).ok_or_else(|| format!("nobody knows what {{{{{word}}}}} is"))?);
        rest = tail;
    }
    filled.push_str(rest);
    Ok(filled)
}

fn meaning(word: &str, kind: Kind) -> Option<&'static str> {
    Some(match (word, kind) {
        ("blob", Kind::Postgres) => "BYTEA",
        ("blob", Kind::Sqlite) => "BLOB",
        // Microseconds since 1970.
        ("instant", _) => "BIGINT",
        ("bool", _) => "BOOLEAN",
        // Text whose order is that of its bytes on both.
        ("text", Kind::Postgres) => "TEXT COLLATE \"C\"",
        ("text", Kind::Sqlite) => "TEXT",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use diesel::SqliteConnection;

    use super::*;

    #[test]
    fn each_database_gets_its_own_words() {
        let text = "CREATE TABLE a (b {{blob}} NOT NULL, c {{instant}});\n-- only sqlite\nS;\n-- end\n-- only postgres\nP;\n-- end\nE;\n";
        let sqlite = for_database(text, Kind::Sqlite).unwrap();
        let postgres = for_database(text, Kind::Postgres).unwrap();
        assert_eq!(sqlite, "CREATE TABLE a (b BLOB NOT NULL, c BIGINT);\nS;\nE;\n");
        assert_eq!(postgres, "CREATE TABLE a (b BYTEA NOT NULL, c BIGINT);\nP;\nE;\n");
    }

    #[test]
    fn a_text_that_is_not_whole_is_refused() {
        for broken in [
            "{{nothing}}",
            "{{blob",
            "-- only sqlite\n",
            "-- end\n",
            "-- only sqlite\n-- only postgres\n-- end\n",
        ] {
            assert!(for_database(broken, Kind::Sqlite).is_err(), "{broken}");
        }
    }

    #[test]
    fn a_migration_that_fails_in_the_middle_leaves_nothing() {
        let mut conn = Conn::Sqlite(SqliteConnection::establish(":memory:").unwrap());
        let now = Timestamp::from_micros(1);
        assert!(
            apply(&mut conn, "1_bad", "CREATE TABLE half (a TEXT); CREATE TABEL whole (b TEXT);", now)
                .is_err()
        );
        assert_eq!(done(&mut conn).unwrap(), Vec::<String>::new());
        assert!(apply(&mut conn, "1_bad", "CREATE TABLE half (a TEXT);", now).unwrap());
        assert!(!apply(&mut conn, "1_bad", "CREATE TABLE half (a TEXT);", now).unwrap());
        assert_eq!(done(&mut conn).unwrap(), ["1_bad"]);
    }

    #[test]
    fn every_migration_has_a_number_of_its_own_and_reads_on_both() {
        let files = files();
        assert!(!files.is_empty());
        let mut numbers = BTreeSet::new();
        for (name, sql) in &files {
            let number = name.split_once('_').and_then(|(number, _)| number.parse::<u16>().ok());
            assert!(number.is_some_and(|number| numbers.insert(number)), "{name} has no number of its own");
            for kind in [Kind::Sqlite, Kind::Postgres] {
                assert!(for_database(sql, kind).is_ok(), "{name}");
            }
        }
    }
}
