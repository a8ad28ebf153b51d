//! When copies were made of what must not be lost: the date of an empty file beside the key file tells.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use super::clock::Timestamp;

/// What is copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Copied {
    /// The key file.
    Keys,
    /// The database.
    Database,
}

impl Copied {
    fn mark(self, key_file: &Path) -> PathBuf {
        key_file.with_file_name(match self {
            Self::Keys => "keys-backed-up",
            Self::Database => "database-backed-up",
        })
    }

    /// Notes that a copy was made now.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn note(self, key_file: &Path) -> io::Result<()> {
        fs::write(self.mark(key_file), [])
    }

    /// When the last copy was made; `None` if none ever was.
    #[must_use]
    pub fn last(self, key_file: &Path) -> Option<Timestamp> {
        changed(&self.mark(key_file))
    }
}

/// Whether the keys were copied since they last changed.
#[must_use]
pub fn keys_are_copied(key_file: &Path) -> bool {
    matches!((changed(key_file), Copied::Keys.last(key_file)), (Some(keys), Some(copy)) if copy >= keys)
}

fn changed(path: &Path) -> Option<Timestamp> {
    let since = |changed: SystemTime| changed.duration_since(UNIX_EPOCH).ok();
    let span = fs::metadata(path).and_then(|found| found.modified()).ok().and_then(since)?;
    i64::try_from(span.as_micros()).ok().map(Timestamp::from_micros)
}
