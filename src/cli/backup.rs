//! `amicus backup`: one moment of the whole database in one file, while the site goes on.

use std::path::{Path, PathBuf};

use super::terminal::Terminal;
use super::{Failure, site};
use crate::base::copies::Copied;
use crate::config::Config;
use crate::db::DatabaseUrl;
use crate::db::backup;

pub(super) async fn backup(file: &Path, config: &Config, terminal: &Terminal) -> Result<(), Failure> {
    site::must_be_there(config)?;
    let url: DatabaseUrl = config.database.url.parse()?;
    let to = file.to_owned();
    in_the_background(move || Ok(backup::copy_out(&url, &to)?)).await?;
    if let Err(error) = Copied::Database.note(&config.keys.file) {
        tracing::warn!(%error, "that a backup was made could not be noted beside the key file");
    }
    let size = std::fs::metadata(file).map_or(0, |made| made.len());
    terminal.say("cli-backup-done", &[("file", shown(file).into()), ("size", size.div_ceil(1024).into())]);
    terminal.say("cli-backup-keys", &[("file", shown(&config.keys.file).into())]);
    Ok(())
}

/// What blocks runs where it may.
pub(super) async fn in_the_background<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    tokio::task::spawn_blocking(work).await.map_err(Failure::of)?
}

pub(super) fn shown(file: &Path) -> String {
    PathBuf::from(file).display().to_string()
}
