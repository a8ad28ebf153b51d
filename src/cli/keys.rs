//! `amicus keys`: the key file, which no backup of the database holds.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use super::terminal::Terminal;
use super::{Failure, rotation};
use crate::base::clock::Clock;
use crate::base::copies::Copied;
use crate::base::seal::Keys;
use crate::config::Config;

const MODE: u32 = 0o600;

#[derive(Debug, Subcommand)]
pub(super) enum Deed {
    /// Copy the key file to a new file, to be kept apart from the backups of the database
    Backup {
        /// The file to make
        file: PathBuf,
    },
    /// Make new keys and put all that is sealed under them, also while the site is being served
    Rotate(Rotation),
}

#[derive(Debug, Args)]
pub(super) struct Rotation {
    /// In how many seconds the new keys come into use. Until then every instance must have them: on other machines,
    /// copy the key file meanwhile
    #[arg(long = "in", value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u32).range(3..))]
    pub(super) lead: u32,
    /// Then drop the old keys that nothing lies under any more. Addresses in backups from before cannot be read again
    #[arg(long)]
    pub(super) drop_old: bool,
}

pub(super) async fn perform(deed: &Deed, config: &Config, terminal: &Terminal) -> Result<(), Failure> {
    match deed {
        Deed::Backup { file } => back_up(file, config, terminal),
        Deed::Rotate(rotation) => rotation::rotate(rotation, config, terminal).await,
    }
}

fn back_up(file: &Path, config: &Config, terminal: &Terminal) -> Result<(), Failure> {
    Keys::load(&config.keys.file, Clock::machine().now())?;
    copy(&config.keys.file, file).map_err(|error| Failure::of(format!("{}: {error}", file.display())))?;
    Copied::Keys.note(&config.keys.file).map_err(Failure::of)?;
    terminal.say("cli-keys-copied", &[("file", file.display().to_string().into())]);
    Ok(())
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let mut new = OpenOptions::new().write(true).create_new(true).mode(MODE).open(to)?;
    io::copy(&mut File::open(from)?, &mut new)?;
    new.sync_all()
}
