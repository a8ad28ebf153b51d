//! `pg_dump` and `pg_restore`, run without ever showing a password to the machine's list of processes.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::backup::BackupError;
use super::open::one_line;
use super::url::DatabaseUrl;

/// Where Debian and its kin keep each version's programs.
const VERSIONS: &str = "/usr/lib/postgresql";

/// One of PostgreSQL's own programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tool {
    /// Copies a database out.
    Dump,
    /// Brings a copy back.
    Restore,
}

impl Tool {
    const fn name(self) -> &'static str {
        match self {
            Self::Dump => "pg_dump",
            Self::Restore => "pg_restore",
        }
    }
}

/// Runs the tool against the database and waits for its end.
pub(super) fn run(tool: Tool, url: &DatabaseUrl, arguments: &[String]) -> Result<(), BackupError> {
    let name = tool.name();
    let failed = |problem: String| BackupError::Tool(name, problem);
    let mut command = Command::new(newest(name).unwrap_or_else(|| PathBuf::from(name)));
    let (address, password) = url.for_tool();
    command.arg(format!("--dbname={address}")).arg("--no-password").args(arguments).stdin(Stdio::null());
    if let Some(password) = password {
        command.env("PGPASSWORD", password);
    }
    let ended = command.output().map_err(|error| failed(error.to_string()))?;
    if ended.status.success() {
        return Ok(());
    }
    Err(failed(one_line(&String::from_utf8_lossy(&ended.stderr))))
}

/// The newest installed version: an older `pg_dump` refuses a newer server, a newer one takes any.
fn newest(name: &str) -> Option<PathBuf> {
    let version = |path: &Path| path.file_name()?.to_str()?.parse::<u32>().ok();
    let versions = std::fs::read_dir(VERSIONS).ok()?.filter_map(Result::ok).map(|entry| entry.path());
    let newest =
        versions.filter(|path| path.join("bin").join(name).is_file()).max_by_key(|path| version(path))?;
    Some(newest.join("bin").join(name))
}
