//! How a written letter leaves: into a folder, or into a test's memory.

use std::fs;
use std::io::{self, Write as _};
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

/// Writes a file whole or not at all: a reader never sees half a letter.
fn write_whole(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let part = folder.join(format!(".{name}.part"));
    let mut file = fs::File::create(&part)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(part, folder.join(name))
}
