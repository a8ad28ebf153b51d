//! Opening a connection, and what to say when that fails.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::result::Error as DieselError;
use diesel::sql_types::Text;
use diesel::{Connection, ConnectionError, PgConnection, QueryableByName, RunQueryDsl, SqliteConnection};

use super::conn::Conn;
use super::errors::{Complaint, complaint};
use super::url::{DatabaseUrl, Kind};

/// Why the database could not be opened: one line that a person can act on.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The address is none.
    #[error("database.url must be `sqlite:PATH` or `postgres://…` (a database in memory cannot be shared)")]
    NoUrl,
    /// The address leads across a network, where a connection without TLS must not go.
    #[error(
        "this program was built without TLS for PostgreSQL, so it only goes to a socket or to this machine, not to \
         {0:?}: build it with `--features postgres-tls`, or reach the server through a tunnel on 127.0.0.1"
    )]
    NeedsTls(String),
    /// There is a file, and it is no SQLite database. It was not touched.
    #[error("{} is not a SQLite database; it was left as it is", .0.display())]
    NotADatabase(PathBuf),
    /// The file was a database and is damaged.
    #[error("{} is damaged ({finding}): restore the last backup", .path.display())]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// What SQLite says of it.
        finding: String,
    },
    /// The file or its folder cannot be written.
    #[error("{} cannot be written: check its owner and mode, and those of its folder", .0.display())]
    ReadOnly(PathBuf),
    /// Another program holds the database and does not let go.
    #[error("{0} is locked by another program: end that program, or wait for it")]
    Locked(String),
    /// Nobody answers, or does not let us in.
    #[error("{0} cannot be reached: {1}")]
    Unreachable(String, String),
    /// A newer amicus has changed the tables.
    #[error(
        "the database was made by a newer amicus (it knows {0}): run that version, or restore a backup of this one"
    )]
    NewerSchema(String),
    /// A migration did not go through; nothing of it was kept.
    #[error("migration {0} failed and was taken back: {1}")]
    Migration(String, String),
    /// The database could not be copied before its tables are changed; nothing was changed.
    #[error("no copy of the database could be kept before migrating: {0}")]
    NoCopy(String),
}

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Looking: the connection refuses to write.
    Look,
    /// Changing.
    Change,
    /// Changing the tables themselves: without time limits, and with SQLite's foreign keys checked at the end.
    Migrate,
}

const SQLITE_MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// A busy writer asks again in slices this long, so that each change is refused when its own time is up.
pub(super) const BUSY_SLICE: Duration = Duration::from_millis(50);

/// How long a server may take to answer a connection.
const CONNECT_SECONDS: u8 = 3;

/// A connection to `url`; `busy` limits one statement's wait or work.
pub(super) fn open(url: &DatabaseUrl, purpose: Purpose, busy: Duration) -> Result<Conn, OpenError> {
    match url.path() {
        Some(path) => open_sqlite(path, purpose, busy).map(Conn::Sqlite),
        None => open_postgres(url, purpose, busy).map(Conn::Postgres),
    }
}

pub(super) fn open_sqlite(
    path: &Path,
    purpose: Purpose,
    busy: Duration,
) -> Result<SqliteConnection, OpenError> {
    let file = path.to_str().ok_or_else(|| unreachable(path, &"its name is not UTF-8"))?;
    let mut conn = SqliteConnection::establish(file).map_err(|error| unreachable(path, &error))?;
    conn.batch_execute(&sqlite_settings(purpose, busy)).map_err(|error| sqlite_refusal(path, &error))?;
    Ok(conn)
}

fn sqlite_settings(purpose: Purpose, busy: Duration) -> String {
    let busy = if purpose == Purpose::Change { busy.min(BUSY_SLICE) } else { busy };
    let first = format!("PRAGMA busy_timeout = {}; PRAGMA trusted_schema = OFF;", busy.as_millis());
    let rest = match purpose {
        Purpose::Look => {
            "PRAGMA foreign_keys = ON; PRAGMA cache_size = -4000; PRAGMA temp_store = MEMORY; PRAGMA query_only = ON;"
        }
        Purpose::Change => {
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;
             PRAGMA cache_size = -16000; PRAGMA temp_store = MEMORY; PRAGMA journal_size_limit = 67108864;"
        }
        Purpose::Migrate => {
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF; PRAGMA secure_delete = ON;"
        }
    };
    format!("{first} {rest}")
}

fn open_postgres(url: &DatabaseUrl, purpose: Purpose, busy: Duration) -> Result<PgConnection, OpenError> {
    let refused =
        |error: ConnectionError| OpenError::Unreachable(url.to_string(), one_line(&error.to_string()));
    let mut conn = PgConnection::establish(&with_limits(&url.reveal())).map_err(refused)?;
    conn.batch_execute(&postgres_settings(purpose, busy))
        .map_err(|error| OpenError::Unreachable(url.to_string(), one_line(&error.to_string())))?;
    Ok(conn)
}

fn with_limits(url: &str) -> String {
    let mut full = url.to_owned();
    let wait = format!("connect_timeout={CONNECT_SECONDS}");
    for (key, pair) in [("connect_timeout=", wait.as_str()), ("application_name=", "application_name=amicus")]
    {
        if !url.contains(key) {
            full.push(if full.contains('?') { '&' } else { '?' });
            full.push_str(pair);
        }
    }
    full
}

fn postgres_settings(purpose: Purpose, busy: Duration) -> String {
    let everyone = "SET client_encoding = 'UTF8'; SET TIME ZONE 'UTC'; SET client_min_messages = error;";
    let limit = busy.as_millis();
    let limits = format!(
        "SET statement_timeout = {limit}; SET lock_timeout = {limit}; SET idle_in_transaction_session_timeout = '60s';"
    );
    match purpose {
        Purpose::Look => format!("{everyone} {limits} SET default_transaction_read_only = on;"),
        // A sequential scan locks its whole table against every concurrent SERIALIZABLE insert; while a table is
        // small the planner likes it best, and concurrent submits would fail for nothing.
        Purpose::Change => format!("{everyone} {limits} SET enable_seqscan = off;"),
        Purpose::Migrate => format!("{everyone} SET statement_timeout = 0; SET lock_timeout = 0;"),
    }
}

/// Makes sure, before anything touches it, that the file is a healthy database of ours or not there yet;
/// then it is made, readable by its owner only, with its folder.
///
/// Only before this process has any connection to the file: closing a file that was opened beside SQLite drops the
/// locks of all of SQLite's own (POSIX advisory locks belong to the process), and whoever looks at the database from
/// outside would then take its write-ahead log away, with every change in it.
pub(super) fn prepare(url: &DatabaseUrl) -> Result<(), OpenError> {
    let Some(path) = url.path() else { return Ok(()) };
    match fs::metadata(path) {
        Ok(found) if !found.is_file() => Err(OpenError::NotADatabase(path.to_owned())),
        Ok(found) if found.permissions().readonly() => Err(OpenError::ReadOnly(path.to_owned())),
        Ok(found) if found.len() == 0 => Ok(()),
        Ok(_) => look_at_header(path),
        Err(error) if error.kind() == io::ErrorKind::NotFound => make_file(path),
        Err(error) => Err(refusal(path, &error)),
    }
}

fn look_at_header(path: &Path) -> Result<(), OpenError> {
    let mut magic = [0; SQLITE_MAGIC.len()];
    let read = OpenOptions::new()
        .read(true)
        .write(true)
        .open(path)
        .and_then(|mut file: File| file.read_exact(&mut magic));
    match read {
        Ok(()) if magic == *SQLITE_MAGIC => Ok(()),
        Ok(()) => Err(OpenError::NotADatabase(path.to_owned())),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            Err(OpenError::NotADatabase(path.to_owned()))
        }
        Err(error) => Err(refusal(path, &error)),
    }
}

/// Makes the folder that the file will be in, for its owner only, unless it is there.
pub(super) fn make_folder_of(path: &Path) -> Result<(), OpenError> {
    match path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        Some(folder) => DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)
            .map_err(|error| refusal(path, &error)),
        None => Ok(()),
    }
}

fn make_file(path: &Path) -> Result<(), OpenError> {
    make_folder_of(path)?;
    let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    match made {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(refusal(path, &error)),
        _ => Ok(()),
    }
}

fn refusal(path: &Path, error: &io::Error) -> OpenError {
    match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            OpenError::ReadOnly(path.to_owned())
        }
        _ => unreachable(path, error),
    }
}

#[derive(QueryableByName)]
struct Finding {
    #[diesel(sql_type = Text)]
    quick_check: String,
}

/// Looks through a SQLite file for damage, and whether it can be written at all.
pub(super) fn examine(url: &DatabaseUrl, conn: &mut Conn, busy: Duration) -> Result<(), OpenError> {
    let (Some(path), Conn::Sqlite(conn)) = (url.path(), conn) else { return Ok(()) };
    let refused = |error: DieselError| sqlite_refusal(path, &error);
    let findings: Vec<Finding> = diesel::sql_query("PRAGMA quick_check(1)").load(conn).map_err(refused)?;
    if let Some(finding) = findings.into_iter().find(|finding| finding.quick_check != "ok") {
        return Err(damaged(path, &finding.quick_check));
    }
    conn.batch_execute(&format!("PRAGMA busy_timeout = {}", busy.as_millis())).map_err(refused)?;
    conn.batch_execute("BEGIN IMMEDIATE; ROLLBACK").map_err(refused)?;
    conn.batch_execute(&format!("PRAGMA busy_timeout = {}", busy.min(BUSY_SLICE).as_millis()))
        .map_err(refused)
}

fn sqlite_refusal(path: &Path, error: &DieselError) -> OpenError {
    let said = error.to_string();
    match complaint(error) {
        Complaint::Busy => OpenError::Locked(path.display().to_string()),
        _ if said.contains("not a database") => OpenError::NotADatabase(path.to_owned()),
        _ if said.contains("malformed") => damaged(path, &said),
        _ if said.contains("readonly") => OpenError::ReadOnly(path.to_owned()),
        _ => unreachable(path, &said),
    }
}

fn damaged(path: &Path, finding: &str) -> OpenError {
    OpenError::Damaged { path: path.to_owned(), finding: one_line(finding) }
}

fn unreachable(path: &Path, cause: &impl ToString) -> OpenError {
    OpenError::Unreachable(path.display().to_string(), one_line(&cause.to_string()))
}

/// libpq speaks in several lines; the person at the terminal gets one.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a SQLite connection is one.
pub(super) fn is_file(url: &DatabaseUrl) -> bool {
    url.kind() == Kind::Sqlite
}
