//! `amicus keys`: the key file, which no backup of the database holds.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::Failure;
use super::terminal::Terminal;
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
}

pub(super) fn perform(deed: &Deed, config: &Config, terminal: &Terminal) -> Result<(), Failure> {
    let Deed::Backup { file } = deed;
    Keys::load(&config.keys.file)?;
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
