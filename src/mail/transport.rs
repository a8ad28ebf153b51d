//! How a written letter leaves: into a folder, or into a test's memory.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::DeliveryId;
use super::letters::Sealed;

/// A way out.
#[derive(Debug, Clone)]
pub enum Transport {
    /// One `.eml` file a letter: for a trial on one machine.
    Folder(PathBuf),
    /// Kept in memory, to be read by a test.
    Memory(Drawer),
}

impl Transport {
    /// Sends one letter. The same delivery sent twice replaces its first copy where that can be.
    ///
    /// # Errors
    /// What the folder says; the letter is tried again later.
    pub fn send(&self, delivery: &DeliveryId, letter: &Sealed) -> io::Result<()> {
        match self {
            Self::Folder(folder) => write_whole(folder, &format!("{delivery}.eml"), &letter.bytes),
            Self::Memory(drawer) => {
                drawer.0.lock().unwrap_or_else(PoisonError::into_inner).push(letter.clone());
                Ok(())
            }
        }
    }
}

/// Letters that went out in a test.
#[derive(Debug, Clone, Default)]
pub struct Drawer(Arc<Mutex<Vec<Sealed>>>);

impl Drawer {
    /// Every letter so far, oldest first.
    #[must_use]
    pub fn letters(&self) -> Vec<Sealed> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Writes a file whole or not at all, for its owner only: letters hold links that open accounts.
fn write_whole(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let part = folder.join(format!(".{name}.part"));
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&part)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(part, folder.join(name))
}
