//! The journal of erasures: what was erased, so that no restored backup brings it back.
//!
//! A line is `2026-03-01 9f86d0…`: the day, and a keyed hash of what was erased. Whoever finds the file learns
//! how much was erased on which day, and nothing else. It lies beside the key file, outside every backup.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{FileExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use jiff::civil::Date;

use super::seal::{Keys, Purpose};

/// The journal's name, in the folder of the key file.
pub const FILE_NAME: &str = "erasures";
const MODE: u32 = 0o600;
const HASH_BYTES: usize = 32;

/// Where the journal of an instance is: beside its key file.
#[must_use]
pub fn beside(key_file: &Path) -> PathBuf {
    key_file.with_file_name(FILE_NAME)
}

/// Writes down erasures. Several processes of one instance may write to the same file.
#[derive(Debug, Clone)]
pub struct Journal {
    path: Option<PathBuf>,
    keys: Keys,
}

impl Journal {
    /// The journal in this file, which is made at the first record.
    #[must_use]
    pub fn at(path: PathBuf, keys: Keys) -> Self {
        Self { path: Some(path), keys }
    }

    /// A journal that keeps nothing: for a site that nobody restores, such as a test's.
    #[must_use]
    pub const fn unkept(keys: Keys) -> Self {
        Self { path: None, keys }
    }

    /// Writes down that the thing of this kind and id was erased on `day`. It is on the disk when this
    /// returns: only then may the person who asked be told that it is done. It blocks for a flush of the disk.
    ///
    /// # Errors
    /// What the operating system says; the erasure must not be confirmed then.
    pub fn record(&self, kind: &str, id: &str, day: Date) -> io::Result<()> {
        self.record_all(&[(kind, id.to_owned())], day)
    }

    /// The same of several things at once, by kind and id, with one flush of the disk.
    ///
    /// # Errors
    /// As [`Journal::record`].
    pub fn record_all(&self, erased: &[(&str, String)], day: Date) -> io::Result<()> {
        let Some(path) = self.path.as_ref().filter(|_| !erased.is_empty()) else { return Ok(()) };
        let fresh = !fs::exists(path)?;
        let mut file = OpenOptions::new().read(true).append(true).create(true).mode(MODE).open(path)?;
        let hash = |kind: &str, id: &str| self.keys.mac(Purpose::Journal, &[kind.as_bytes(), id.as_bytes()]);
        let lines = erased.iter().map(|(kind, id)| format!("{day} {}\n", hash(kind, id).to_hex()));
        let gap = if ends_within_a_line(&file)? { "\n" } else { "" };
        file.write_all(format!("{gap}{}", lines.collect::<String>()).as_bytes())?;
        file.sync_all()?;
        match path.parent().filter(|folder| fresh && !folder.as_os_str().is_empty()) {
            Some(folder) => File::open(folder)?.sync_all(),
            None => Ok(()),
        }
    }
}

/// A crash may have cut the last line short; its erasure was never confirmed, and the next line stands alone.
fn ends_within_a_line(file: &File) -> io::Result<bool> {
    let mut last = [b'\n'];
    if let Some(place) = file.metadata()?.len().checked_sub(1) {
        file.read_exact_at(&mut last, place)?;
    }
    Ok(last != [b'\n'])
}

/// Everything that some journals say was erased.
#[derive(Debug, Clone, Default)]
pub struct Erasures {
    hashes: BTreeSet<[u8; HASH_BYTES]>,
    unreadable: usize,
}

impl Erasures {
    /// Adds what a journal says. Lines that a crash cut short are counted and passed over.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn read(&mut self, path: &Path) -> io::Result<()> {
        let mut bytes = Vec::new();
        File::open(path)?.read_to_end(&mut bytes)?;
        for line in bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            match hash_of(line) {
                Some(hash) => {
                    self.hashes.insert(hash);
                }
                None => self.unreadable += 1,
            }
        }
        Ok(())
    }

    /// Whether the thing of this kind and id was erased, under any journal key there ever was.
    #[must_use]
    pub fn cover(&self, keys: &Keys, kind: &str, id: &str) -> bool {
        let hashes = keys.macs(Purpose::Journal, &[kind.as_bytes(), id.as_bytes()]);
        hashes.iter().any(|hash| self.hashes.contains(hash.as_bytes()))
    }

    /// How many different things were erased.
    #[must_use]
    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    /// Whether nothing was erased.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }

    /// How many lines could not be read.
    #[must_use]
    pub const fn unreadable(&self) -> usize {
        self.unreadable
    }
}

fn hash_of(line: &[u8]) -> Option<[u8; HASH_BYTES]> {
    let (day, hash) = std::str::from_utf8(line).ok()?.split_once(' ')?;
    day.parse::<Date>().ok()?;
    HEXLOWER.decode(hash.as_bytes()).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use jiff::civil::date;

    use super::*;
    use crate::base::random::Random;

    fn in_a_folder() -> (tempfile::TempDir, PathBuf, Keys) {
        let folder = tempfile::tempdir().unwrap();
        let path = beside(&folder.path().join("keys"));
        (folder, path, Keys::fresh(&Random::seeded(5)))
    }

    fn read(path: &Path) -> Erasures {
        let mut erasures = Erasures::default();
        erasures.read(path).unwrap();
        erasures
    }

    #[test]
    fn what_was_erased_is_found_again_and_nothing_else_is() {
        let (_folder, path, keys) = in_a_folder();
        let journal = Journal::at(path.clone(), keys.clone());
        journal.record("comment", "a", date(2026, 3, 1)).unwrap();
        journal.record("account", "b", date(2026, 3, 2)).unwrap();
        let erasures = read(&path);
        assert!(erasures.cover(&keys, "comment", "a") && erasures.cover(&keys, "account", "b"));
        assert!(!erasures.cover(&keys, "account", "a") && !erasures.cover(&keys, "comment", "b"));
        assert_eq!((erasures.len(), erasures.unreadable()), (2, 0));
    }

    #[test]
    fn the_journal_shows_neither_id_nor_kind_and_only_its_owner_may_read_it() {
        let (_folder, path, keys) = in_a_folder();
        Journal::at(path.clone(), keys).record("comment", "0123456789abcdef", date(2026, 3, 1)).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("2026-03-01 ") && text.len() == 11 + 64 + 1, "{text}");
        assert!(!text.contains("comment") && !text.contains("0123456789abcdef"));
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_line_cut_short_by_a_crash_costs_no_other() {
        let (_folder, path, keys) = in_a_folder();
        let journal = Journal::at(path.clone(), keys.clone());
        journal.record("comment", "a", date(2026, 3, 1)).unwrap();
        let mut text = fs::read_to_string(&path).unwrap();
        text.push_str("2026-03-01 9f86");
        fs::write(&path, text).unwrap();
        journal.record("comment", "b", date(2026, 3, 2)).unwrap();
        let erasures = read(&path);
        assert!(erasures.cover(&keys, "comment", "a") && erasures.cover(&keys, "comment", "b"));
        assert_eq!((erasures.len(), erasures.unreadable()), (2, 1));
    }

    #[test]
    fn journals_of_several_instances_are_read_together() {
        let (folder, path, keys) = in_a_folder();
        let other = folder.path().join("elsewhere");
        Journal::at(path.clone(), keys.clone()).record("comment", "a", date(2026, 3, 1)).unwrap();
        Journal::at(other.clone(), keys.clone()).record("comment", "b", date(2026, 3, 1)).unwrap();
        let mut erasures = read(&path);
        erasures.read(&other).unwrap();
        assert!(erasures.cover(&keys, "comment", "a") && erasures.cover(&keys, "comment", "b"));
        assert!(erasures.read(Path::new("/nowhere/at/all")).is_err());
    }
}
