//! The site as commands need it: its database and its keys, without serving.

use super::Failure;
use super::terminal::Terminal;
use crate::app::{self, Parts};
use crate::base::seal::Keys;
use crate::config::Config;
use crate::db::{DatabaseUrl, Db};

/// The site's database, its tables up to date, and its keys; both are made if they are not there yet.
pub(super) async fn open(config: &Config) -> Result<(Db, Keys), Failure> {
    let parts = Parts::of(config)?;
    let db = app::open_database(config, &parts).await?;
    Ok((db, parts.keys))
}

/// Refuses where no site was ever started: in the wrong folder, or without `--config`.
pub(super) fn must_be_there(config: &Config) -> Result<(), Failure> {
    let url: DatabaseUrl = config.database.url.parse()?;
    match url.path().filter(|path| !path.exists()) {
        Some(path) => Err(Failure::of(format!("{}: there is no database yet", path.display()))),
        None => Ok(()),
    }
}

/// `amicus migrate`
pub(super) async fn migrate(config: &Config, terminal: &Terminal) -> Result<(), Failure> {
    let parts = Parts::of(config)?;
    let mut applied = app::migrate_as_owner(config, parts.clock.now()).await?;
    let db = Db::open(&app::database_settings(config)?, parts.clock, parts.random)?;
    applied.extend(db.migrate().await?);
    db.close().await;
    for name in &applied {
        terminal.say("cli-migrate-applied", &[("name", name.into())]);
    }
    terminal.say("cli-migrate-done", &[("count", applied.len().into())]);
    Ok(())
}
