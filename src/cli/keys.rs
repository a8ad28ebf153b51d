//! `amicus keys`: the key file, which no backup of the database holds.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::Failure;
use super::terminal::Terminal;
use crate::base::seal::Keys;
use crate::config::Config;

/// Its date is that of the last copy; it lies beside the key file.
const MARK: &str = "keys-backed-up";
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
    let mark = mark_of(&config.keys.file);
    fs::write(&mark, []).map_err(|error| Failure::of(format!("{}: {error}", mark.display())))?;
    terminal.say("cli-keys-copied", &[("file", file.display().to_string().into())]);
    Ok(())
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let mut new = OpenOptions::new().write(true).create_new(true).mode(MODE).open(to)?;
    io::copy(&mut File::open(from)?, &mut new)?;
    new.sync_all()
}

/// Whether a copy of the keys was made since they last changed.
pub(super) fn are_backed_up(key_file: &Path) -> bool {
    let changed = |path: &Path| fs::metadata(path).and_then(|found| found.modified()).ok();
    matches!((changed(key_file), changed(&mark_of(key_file))), (Some(keys), Some(copy)) if copy >= keys)
}

fn mark_of(key_file: &Path) -> PathBuf {
    key_file.with_file_name(MARK)
}
