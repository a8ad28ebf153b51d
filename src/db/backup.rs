//! Copies of the whole database while it is in use, and bringing a copy back.
//!
//! A copy is one moment of the database in one file that only its owner may read. Nothing is ever written over:
//! neither a file by a copy nor a database by a restore.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::sql_types::{Integer, Text};

use super::conn::Conn;
use super::open::{self, OpenError, Purpose};
use super::postgres_tools::{self as tools, Tool};
use super::url::DatabaseUrl;

/// What must not outlive its day, its browser or its form: these tables are empty in every copy.
pub const SHORT_LIVED: [&str; 7] = [
    "daily_salts",
    "likenesses",
    "limits",
    "network_decisions",
    "pending_sign_ins",
    "sessions",
    "spent_tokens",
];

/// How long a copy waits for another program's lock.
const PATIENCE: Duration = Duration::from_secs(30);
const MODE: u32 = 0o600;
const SQLITE_MAGIC: &[u8] = b"SQLite format 3\0";
const POSTGRES_MAGIC: &[u8] = b"PGDMP";
const SQLITE_TABLES: &str = "SELECT name FROM sqlite_schema WHERE type = 'table'";
const POSTGRES_TABLES: &str =
    "SELECT tablename::text AS name FROM pg_tables WHERE schemaname = current_schema()";

/// Why there is no copy, or why it was not brought back: one line that a person can act on.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The database cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// There is a file of that name.
    #[error("{file}: there is a file of this name; nothing is written over", file = .0.display())]
    InTheWay(PathBuf),
    /// The file is no copy of such a database.
    #[error("{file}: not a backup of {kind}", file = .0.display(), kind = .1)]
    NotACopy(PathBuf, &'static str),
    /// The copy is damaged.
    #[error("{file}: the copy is damaged ({finding})", file = .0.display(), finding = .1)]
    Damaged(PathBuf, String),
    /// The database that was to be restored into holds something.
    #[error("{0} is not empty; a backup is only restored into a new database")]
    NotEmpty(String),
    /// The operating system refused.
    #[error("{file}: {cause}", file = .0.display(), cause = .1)]
    File(PathBuf, io::Error),
    /// The database refused.
    #[error("{0}")]
    Database(String),
    /// `pg_dump` or `pg_restore` is missing or failed.
    #[error("{0}: {1}")]
    Tool(&'static str, String),
}

impl From<diesel::result::Error> for BackupError {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(open::one_line(&error.to_string()))
    }
}

type Result<T, E = BackupError> = std::result::Result<T, E>;

/// Writes a copy of one moment of the database to `to`, a new file (0600) that is on the disk when this returns.
/// The tables of [`SHORT_LIVED`] are empty in it, and nothing of their rows is left in its bytes. It blocks; the
/// database may be in use meanwhile.
///
/// # Errors
/// [`BackupError`]; then no file is left behind.
pub fn copy_out(url: &DatabaseUrl, to: &Path) -> Result<()> {
    let place = NewFile::reserve(to)?;
    let part = NewFile::reserve(&with_tail(to, ".part"))?;
    match url.path() {
        Some(from) => copy_sqlite(from, &part.path)?,
        None => tools::run(Tool::Dump, url, &dump_arguments(&part.path))?,
    }
    place.take_over(part)
}

/// Keeps a copy of a SQLite database as it is before its tables are changed, beside it, unless one was kept by a
/// start that did not come to its end. A PostgreSQL database is its operator's to copy: `amicus backup`.
///
/// # Errors
/// As [`copy_out`].
pub(super) fn before_migrating(url: &DatabaseUrl, migration: &str) -> Result<()> {
    match url.path().map(|path| with_tail(path, &format!(".before-{migration}"))) {
        Some(copy) if !copy.exists() => copy_out(url, &copy),
        _ => Ok(()),
    }
}

fn dump_arguments(to: &Path) -> Vec<String> {
    let excluded = SHORT_LIVED.iter().map(|table| format!("--exclude-table-data={table}"));
    let plain = ["--format=custom", "--no-owner", "--no-privileges"].map(str::to_owned);
    excluded.chain(plain).chain([format!("--file={}", to.display())]).collect()
}

fn copy_sqlite(from: &Path, to: &Path) -> Result<()> {
    let mut conn = open::open_sqlite(from, Purpose::Migrate, PATIENCE)?;
    let name = to.to_str().ok_or_else(|| BackupError::NotACopy(to.to_owned(), "SQLite"))?;
    diesel::sql_query("VACUUM INTO ?").bind::<Text, _>(name).execute(&mut conn)?;
    let mut copy = Conn::Sqlite(establish(to)?);
    // What is deleted must leave the pages too, and a journal would hold a copy of it on the disk.
    copy.batch_execute(
        "PRAGMA journal_mode = MEMORY; PRAGMA secure_delete = ON; PRAGMA foreign_keys = OFF;",
    )?;
    empty(&mut copy, &SHORT_LIVED)?;
    copy.batch_execute("VACUUM")?;
    check(&mut copy, to)
}

fn establish(path: &Path) -> Result<SqliteConnection> {
    let name = path.to_str().ok_or_else(|| BackupError::NotACopy(path.to_owned(), "SQLite"))?;
    SqliteConnection::establish(name)
        .map_err(|error| BackupError::Database(open::one_line(&error.to_string())))
}

#[derive(QueryableByName)]
struct Table {
    #[diesel(sql_type = Text)]
    name: String,
}

fn tables(conn: &mut Conn) -> QueryResult<Vec<String>> {
    let tables: Vec<Table> = match conn {
        Conn::Sqlite(conn) => diesel::sql_query(SQLITE_TABLES).load(conn)?,
        Conn::Postgres(conn) => diesel::sql_query(POSTGRES_TABLES).load(conn)?,
    };
    Ok(tables.into_iter().map(|table| table.name).collect())
}

/// Empties those of the tables that are there: an older copy may lack some.
fn empty(conn: &mut Conn, emptied: &[&str]) -> QueryResult<()> {
    let there = tables(conn)?;
    let mut emptied = emptied.iter().filter(|table| there.iter().any(|name| name == *table));
    emptied.try_for_each(|table| conn.batch_execute(&format!("DELETE FROM {table}")))
}

#[derive(QueryableByName)]
struct Finding {
    #[diesel(sql_type = Text)]
    integrity_check: String,
}

/// Looks a whole SQLite file through; `path` is what the person at the terminal calls it.
fn check(conn: &mut Conn, path: &Path) -> Result<()> {
    let Conn::Sqlite(conn) = conn else { return Ok(()) };
    let findings: Vec<Finding> = diesel::sql_query("PRAGMA integrity_check(1)").load(conn)?;
    match findings.into_iter().find(|finding| finding.integrity_check != "ok") {
        Some(finding) => Err(BackupError::Damaged(path.to_owned(), open::one_line(&finding.integrity_check))),
        None => Ok(()),
    }
}

/// A database that a copy was brought back into, before anybody uses it.
///
/// On SQLite it stands beside its place until [`Restored::put_in_place`]: a restore that is cut short leaves no
/// half-restored database behind. PostgreSQL takes the copy in one transaction.
#[derive(Debug)]
pub struct Restored {
    url: DatabaseUrl,
    waiting: Option<(NewFile, PathBuf)>,
}

impl Restored {
    /// Brings `copy` back into the empty database at `url`, looks it through and empties the tables of
    /// [`SHORT_LIVED`] and those in `emptied`. It blocks.
    ///
    /// # Errors
    /// [`BackupError`]; on SQLite the database is as empty as before then.
    pub fn from_copy(url: &DatabaseUrl, copy: &Path, emptied: &[&str]) -> Result<Self> {
        let restored = match url.path() {
            Some(path) => Self::sqlite(path, copy)?,
            None => Self::postgres(url, copy)?,
        };
        let mut conn = open::open(&restored.url, Purpose::Migrate, PATIENCE)?;
        check(&mut conn, copy)?;
        empty(&mut conn, &SHORT_LIVED)?;
        empty(&mut conn, emptied)?;
        Ok(restored)
    }

    fn sqlite(path: &Path, copy: &Path) -> Result<Self> {
        // A journal without its database would be played into whatever takes the database's place.
        for name in [path.to_owned(), with_tail(path, "-wal")] {
            if fs::metadata(&name).is_ok_and(|found| found.len() > 0) {
                return Err(BackupError::NotEmpty(name.display().to_string()));
            }
        }
        expect_magic(copy, SQLITE_MAGIC, "SQLite")?;
        open::make_folder_of(path)?;
        let waiting = NewFile::reserve(&with_tail(path, ".restoring"))?;
        waiting.fill(copy)?;
        let url = DatabaseUrl::of_file(&waiting.path);
        Ok(Self { url, waiting: Some((waiting, path.to_owned())) })
    }

    fn postgres(url: &DatabaseUrl, copy: &Path) -> Result<Self> {
        expect_magic(copy, POSTGRES_MAGIC, "PostgreSQL")?;
        if !tables(&mut open::open(url, Purpose::Look, PATIENCE)?)?.is_empty() {
            return Err(BackupError::NotEmpty(url.to_string()));
        }
        let file = copy.display().to_string();
        let arguments = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", &file];
        tools::run(Tool::Restore, url, &arguments.map(str::to_owned))?;
        Ok(Self { url: url.clone(), waiting: None })
    }

    /// Where the database is until it is put in its place.
    #[must_use]
    pub const fn url(&self) -> &DatabaseUrl {
        &self.url
    }

    /// Puts the database, closed by everybody, in its place.
    ///
    /// # Errors
    /// [`BackupError::File`] if the operating system refuses, [`BackupError::Open`] if somebody uses it.
    pub fn put_in_place(self) -> Result<()> {
        let Some((waiting, place)) = self.waiting else { return Ok(()) };
        // The last connection may still be on its way out, so the journal is emptied here and not left to it.
        let mut conn = establish(&waiting.path)?;
        conn.batch_execute("PRAGMA busy_timeout = 30000")?;
        let emptied: Checkpoint =
            diesel::sql_query("PRAGMA wal_checkpoint(TRUNCATE)").get_result(&mut conn)?;
        if emptied.busy != 0 {
            return Err(OpenError::Locked(waiting.path.display().to_string()).into());
        }
        drop(conn);
        rename(waiting, &place)
    }
}

#[derive(QueryableByName)]
struct Checkpoint {
    #[diesel(sql_type = Integer)]
    busy: i32,
}

fn expect_magic(path: &Path, magic: &[u8], kind: &'static str) -> Result<()> {
    let mut head = Vec::new();
    let limit = u64::try_from(magic.len()).unwrap_or(0);
    File::open(path)
        .and_then(|file| file.take(limit).read_to_end(&mut head))
        .map_err(|error| BackupError::File(path.to_owned(), error))?;
    if head == magic { Ok(()) } else { Err(BackupError::NotACopy(path.to_owned(), kind)) }
}

/// A file that was made just now and goes again unless it is kept.
#[derive(Debug)]
struct NewFile {
    path: PathBuf,
    kept: bool,
}

impl NewFile {
    fn reserve(path: &Path) -> Result<Self> {
        let made = OpenOptions::new().write(true).create_new(true).mode(MODE).open(path);
        match made {
            Ok(_) => Ok(Self { path: path.to_owned(), kept: false }),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                Err(BackupError::InTheWay(path.to_owned()))
            }
            Err(error) => Err(BackupError::File(path.to_owned(), error)),
        }
    }

    /// Takes what another file holds, and none of its permissions.
    fn fill(&self, from: &Path) -> Result<()> {
        let copied = File::open(from).and_then(|mut from| {
            let mut to = OpenOptions::new().write(true).open(&self.path)?;
            io::copy(&mut from, &mut to)
        });
        copied.map(|_| ()).map_err(|error| BackupError::File(self.path.clone(), error))
    }

    /// Puts a finished file in this one's place.
    fn take_over(mut self, finished: Self) -> Result<()> {
        rename(finished, &self.path)?;
        self.kept = true;
        Ok(())
    }
}

/// Moves a finished file to its place, on the disk when this returns.
fn rename(mut finished: NewFile, place: &Path) -> Result<()> {
    let folder =
        place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    File::open(&finished.path)
        .and_then(|file| file.sync_all())
        .and_then(|()| fs::rename(&finished.path, place))
        .and_then(|()| File::open(folder)?.sync_all())
        .map_err(|error| BackupError::File(place.to_owned(), error))?;
    finished.kept = true;
    Ok(())
}

impl Drop for NewFile {
    fn drop(&mut self) {
        if !self.kept {
            remove_if_there(&self.path);
        }
        // SQLite may have left its side files, of a database that moved on or that nobody wants.
        for tail in ["-wal", "-shm"] {
            remove_if_there(&with_tail(&self.path, tail));
        }
    }
}

fn remove_if_there(file: &Path) {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            tracing::warn!(%error, file = %file.display(), "a file could not be removed");
        }
        _ => {}
    }
}

fn with_tail(path: &Path, tail: &str) -> PathBuf {
    let mut name = path.to_owned().into_os_string();
    name.push(tail);
    name.into()
}
