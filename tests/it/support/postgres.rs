//! A throw-away PostgreSQL: one cluster for a test process, a database of its own for each test.
//!
//! The cluster is made from the installed programs, listens on a socket only, keeps nothing through a
//! power cut and goes when the process goes: a guard reads from a pipe that the end of the process closes.

use std::io::{BufRead, BufReader, Write as _};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use amicus::base::clock::Timestamp;
use amicus::db::{DatabaseUrl, migrate};
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};

/// Makes the cluster, says where it is, waits until the pipe closes, and removes it.
const GUARD: &str = r#"
trap '' INT TERM HUP
dir=$(mktemp -d /tmp/amicus-pg-XXXXXX) || exit 1
trap '"$0/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null 2>&1; rm -rf "$dir"' EXIT
"$0/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C --no-sync >"$dir/initdb.log" 2>&1 || exit 1
"$0/pg_ctl" -D "$dir/data" -l "$dir/log" -w -t 60 start >/dev/null 2>&1 -o "-k $dir -c listen_addresses='' \
  -c fsync=off -c synchronous_commit=on -c full_page_writes=off -c max_connections=200 -c shared_buffers=32MB \
  -c max_pred_locks_per_transaction=256 -c autovacuum=off -c wal_level=minimal -c max_wal_senders=0" || exit 1
echo "$dir"
read -r _
"#;

/// A running cluster.
pub(crate) struct Cluster {
    folder: PathBuf,
    /// Its pipe holds the cluster up.
    _guard: Child,
    _voice: BufReader<ChildStdout>,
    making: Mutex<()>,
    made: AtomicU32,
}

/// This process's cluster, started at the first call; `None`, said aloud in one line, where PostgreSQL is not
/// installed. With `AMICUS_TEST_REQUIRE=all` that is a failure.
pub(crate) fn cluster() -> Option<&'static Cluster> {
    static CLUSTER: OnceLock<Option<Cluster>> = OnceLock::new();
    CLUSTER
        .get_or_init(|| {
            let started =
                programs().ok_or("its programs were not found").and_then(|bin| Cluster::start(&bin));
            started.map_err(left_out).ok()
        })
        .as_ref()
}

/// The address of a fresh, migrated database; `None` where PostgreSQL is not installed.
pub(crate) fn fresh_database() -> Option<String> {
    cluster().map(Cluster::fresh)
}

#[expect(
    clippy::disallowed_methods,
    reason = "what a run of the tests may leave out is said by its environment"
)]
fn left_out(why: &str) {
    let required = std::env::var("AMICUS_TEST_REQUIRE").is_ok_and(|what| what == "all");
    assert!(!required, "PostgreSQL is required by AMICUS_TEST_REQUIRE=all, and {why}");
    // Past the test runner, which keeps to itself what a passing test prints.
    let said = format!("left out: everything on PostgreSQL, because {why}\n");
    std::io::stderr().write_all(said.as_bytes()).expect("standard error is open");
}

#[expect(clippy::disallowed_methods, reason = "programs are found where the shell finds them")]
/// The folder of `initdb` and `pg_ctl`: in the PATH, or where distributions hide them; the newest.
fn programs() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let hidden = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut hidden: Vec<PathBuf> = hidden.map(|version| version.path().join("bin")).collect();
    hidden.sort_by_key(|bin| std::cmp::Reverse(version_of(bin)));
    let complete =
        |bin: &PathBuf| ["initdb", "pg_ctl", "postgres"].iter().all(|program| bin.join(program).is_file());
    std::env::split_paths(&path).chain(hidden).find(complete)
}

fn version_of(bin: &Path) -> u32 {
    let version = bin.parent().and_then(Path::file_name).and_then(|name| name.to_str());
    version.and_then(|version| version.parse().ok()).unwrap_or(0)
}

impl Cluster {
    fn start(bin: &Path) -> Result<Self, &'static str> {
        let mut guard = shell(bin)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .current_dir("/")
            .process_group(0)
            .spawn()
            .map_err(|_| "no shell could be started")?;
        let mut voice = BufReader::new(guard.stdout.take().ok_or("the guard has no voice")?);
        let mut folder = String::new();
        voice.read_line(&mut folder).map_err(|_| "the guard said nothing")?;
        if folder.trim().is_empty() {
            return Err("no cluster could be made");
        }
        let folder = PathBuf::from(folder.trim());
        let cluster =
            Self { folder, _guard: guard, _voice: voice, making: Mutex::new(()), made: AtomicU32::new(0) };
        cluster.make_template();
        Ok(cluster)
    }

    fn make_template(&self) {
        self.order("CREATE DATABASE template_amicus");
        let url = DatabaseUrl::parse(&self.url("template_amicus")).expect("our own address");
        migrate::bring_up(&url, Timestamp::from_micros(0)).expect("the migrations run");
    }

    fn fresh(&self) -> String {
        let name = format!("test_{}", self.made.fetch_add(1, Ordering::Relaxed));
        self.order(&format!("CREATE DATABASE {name} TEMPLATE template_amicus"));
        self.url(&name)
    }

    /// Runs one statement as the cluster's owner.
    pub(crate) fn order(&self, sql: &str) {
        let _one_at_a_time = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        let mut owner = PgConnection::establish(&self.url("postgres")).expect("the cluster answers");
        owner.batch_execute(sql).expect("the cluster obeys");
    }

    /// The address of one of its databases.
    pub(crate) fn url(&self, database: &str) -> String {
        format!("postgres://postgres@/{database}?host={}", self.folder.display())
    }
}

/// PostgreSQL refuses to run as root: there its own account runs the guard.
fn shell(bin: &Path) -> Command {
    let root = std::fs::metadata("/proc/self").is_ok_and(|me| std::os::unix::fs::MetadataExt::uid(&me) == 0);
    let mut command = Command::new(if root { "runuser" } else { "sh" });
    if root {
        command.args(["-u", "postgres", "--", "sh"]);
    }
    command.arg("-c").arg(GUARD).arg(bin);
    command
}
