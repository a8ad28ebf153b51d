//! The key file: a header, then one key a line.
//!
//! ```text
//! amicus keys 1
//! seal 1 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
//! ```
//!
//! A purpose may have several keys; its last line is its newest. An instant behind a key says from when on things are
//! made with it; until then it only finds, opens and believes. Empty lines and lines that begin with `#` are skipped.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};
use zeroize::Zeroizing;

use super::{KEY_BYTES, Key, KeyLine, Keys, Purpose, Ring};
use crate::base::clock::Timestamp;
use crate::base::random::Random;

pub(super) const HEADER: &str = "amicus keys 1";
const OTHERS: u32 = 0o077;
pub(super) const FILE_MODE: u32 = 0o600;
const DIRECTORY_MODE: u32 = 0o700;
const MOST_BYTES: u64 = 1024 * 1024;

/// Why the key file cannot be used. `Display` is one line that names the file and the way out.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// There is none.
    #[error("{}: there is no key file", file.display())]
    Missing {
        /// The key file.
        file: PathBuf,
    },
    /// Others than its owner may read or write it.
    #[error("{file}: others can read the keys; run: chmod 600 {file}", file = file.display())]
    OpenToOthers {
        /// The key file.
        file: PathBuf,
    },
    /// A line is not what it should be.
    #[error("{}:{line}: not a line of a key file (`purpose number key`)", file.display())]
    Malformed {
        /// The key file.
        file: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// A line's purpose is none that this program knows.
    #[error("{}:{line}: no key has the purpose named here", file.display())]
    WrongPurpose {
        /// The key file.
        file: PathBuf,
        /// The line, from 1.
        line: usize,
    },
    /// A purpose has no key.
    #[error("{}: the key `{purpose}` is lacking; restore the key file from its backup", file.display())]
    Lacking {
        /// The key file.
        file: PathBuf,
        /// The purpose without a key.
        purpose: Purpose,
    },
    /// The operating system refused.
    #[error("{}: {cause}", file.display())]
    Io {
        /// The key file.
        file: PathBuf,
        /// What the operating system said.
        cause: std::io::Error,
    },
}

impl Keys {
    /// The keys of the file, as they are used at `now`.
    ///
    /// # Errors
    /// When it is missing, open to others, malformed in a line, or lacks a purpose.
    pub fn load(path: &Path, now: Timestamp) -> Result<Self, KeyFileError> {
        let mut found = parse(&read(path)?, path)?;
        let keys_of = |purpose| {
            let (mut own, others): (Vec<_>, Vec<_>) =
                std::mem::take(&mut found).into_iter().partition(|(of, _)| *of == purpose);
            found = others;
            let in_use = own.iter().rposition(|(_, key)| key.from.is_none_or(|from| from <= now));
            let lacking = || KeyFileError::Lacking { file: path.to_owned(), purpose };
            let (_, newest) = own.remove(in_use.ok_or_else(lacking)?);
            Ok(KeyLine { newest, others: own.into_iter().rev().map(|(_, key)| key).collect() })
        };
        Ring::gather(keys_of).map(|ring| Self::of(ring, Some(path.to_owned())))
    }

    /// The keys of the file; if there is none, fresh ones, which are written to it first. If another
    /// process wrote it meanwhile, its keys.
    ///
    /// # Errors
    /// As [`Keys::load`] and [`Keys::save_new`].
    pub fn load_or_create(path: &Path, now: Timestamp, random: &Random) -> Result<Self, KeyFileError> {
        match Self::load(path, now) {
            Err(KeyFileError::Missing { .. }) => {}
            answer => return answer,
        }
        match Self::fresh(random).save_new(path) {
            Err(KeyFileError::Io { cause, .. }) if cause.kind() == ErrorKind::AlreadyExists => {}
            answer => answer?,
        }
        Self::load(path, now)
    }

    /// Writes a new key file that only its owner may read (0600), in a directory that is made for
    /// its owner alone (0700) if there is none; on disk when this returns.
    ///
    /// # Errors
    /// `Io` when there is such a file already, or the operating system refuses.
    pub fn save_new(&self, path: &Path) -> Result<(), KeyFileError> {
        self.write_new(path).map_err(|cause| KeyFileError::Io { file: path.to_owned(), cause })
    }

    fn write_new(&self, path: &Path) -> std::io::Result<()> {
        let directory =
            path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
        if !fs::exists(directory)? {
            DirBuilder::new().recursive(true).mode(DIRECTORY_MODE).create(directory)?;
        }
        let mut file = OpenOptions::new().write(true).create_new(true).mode(FILE_MODE).open(path)?;
        file.write_all(self.to_text().as_bytes())?;
        file.sync_all()?;
        File::open(directory)?.sync_all()
    }

    fn to_text(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(String::with_capacity(4096));
        text.push_str(HEADER);
        text.push('\n');
        for purpose in Purpose::ALL {
            let ring = self.ring();
            let mut keys: Vec<&Key> = ring.of(purpose).newest_first().collect();
            keys.reverse();
            for key in keys {
                write_line(&mut text, purpose, key);
            }
        }
        text
    }
}

/// The line of a key. It is put together in place, so that no other copy of the secret is made.
pub(super) fn write_line(text: &mut Zeroizing<String>, purpose: Purpose, key: &Key) {
    let secret = Zeroizing::new(HEXLOWER.encode(key.secret.as_slice()));
    let from = key.from.map(|from| format!(" {from}")).unwrap_or_default();
    for part in [purpose.as_str(), " ", &key.id.to_string(), " ", &secret, &from, "\n"] {
        text.push_str(part);
    }
}

pub(super) fn read(path: &Path) -> Result<Zeroizing<String>, KeyFileError> {
    let refused = |cause: std::io::Error| match cause.kind() {
        ErrorKind::NotFound => KeyFileError::Missing { file: path.to_owned() },
        _ => KeyFileError::Io { file: path.to_owned(), cause },
    };
    let file = File::open(path).map_err(refused)?;
    let mode = file.metadata().map_err(refused)?.permissions().mode();
    if mode & OTHERS != 0 {
        return Err(KeyFileError::OpenToOthers { file: path.to_owned() });
    }
    let mut text = Zeroizing::new(String::with_capacity(4096));
    file.take(MOST_BYTES).read_to_string(&mut text).map_err(refused)?;
    Ok(text)
}

pub(super) fn parse(text: &str, path: &Path) -> Result<Vec<(Purpose, Key)>, KeyFileError> {
    let mut found: Vec<(Purpose, Key)> = Vec::new();
    for (line, text) in (1..).zip(text.lines()) {
        let malformed = || KeyFileError::Malformed { file: path.to_owned(), line };
        if line == 1 {
            if text.trim_end() == HEADER {
                continue;
            }
            return Err(malformed());
        }
        if text.trim().is_empty() || text.starts_with('#') {
            continue;
        }
        let (word, key) = text.split_once(' ').ok_or_else(malformed)?;
        let purpose = Purpose::ALL
            .into_iter()
            .find(|purpose| purpose.as_str() == word)
            .ok_or_else(|| KeyFileError::WrongPurpose { file: path.to_owned(), line })?;
        let key = key_of(key).ok_or_else(malformed)?;
        if found.iter().any(|(of, other)| *of == purpose && other.id == key.id) {
            return Err(malformed());
        }
        found.push((purpose, key));
    }
    if found.is_empty() {
        return Err(KeyFileError::Malformed { file: path.to_owned(), line: 1 });
    }
    Ok(found)
}

fn key_of(text: &str) -> Option<Key> {
    let mut words = text.split_ascii_whitespace();
    let id = words.next()?.parse().ok()?;
    let bytes = Zeroizing::new(HEXLOWER_PERMISSIVE.decode(words.next()?.as_bytes()).ok()?);
    let secret: [u8; KEY_BYTES] = bytes.as_slice().try_into().ok()?;
    let from = words.next().map(str::parse::<jiff::Timestamp>).transpose().ok()?.map(Timestamp::from);
    words.next().is_none().then(|| Key { id, from, secret: Zeroizing::new(secret) })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: std::time::Duration = std::time::Duration::from_secs(1);
    const NOW: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);

    fn place() -> (tempfile::TempDir, PathBuf) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("var").join("keys");
        (directory, path)
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    fn written(path: &Path, text: &str) -> Result<Keys, KeyFileError> {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
        Keys::load(path, NOW)
    }

    #[test]
    fn the_first_start_makes_a_key_file_that_the_second_one_reads() {
        let (_directory, path) = place();
        let first = Keys::load_or_create(&path, NOW, &Random::seeded(1)).unwrap();
        let second = Keys::load_or_create(&path, NOW, &Random::seeded(2)).unwrap();
        for purpose in Purpose::ALL {
            assert_eq!(first.mac(purpose, &[b"x"]).to_hex(), second.mac(purpose, &[b"x"]).to_hex());
        }
        assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
    }

    #[test]
    fn a_key_file_is_never_written_over() {
        let (_directory, path) = place();
        Keys::fresh(&Random::seeded(1)).save_new(&path).unwrap();
        let before = fs::read(&path).unwrap();
        assert!(Keys::fresh(&Random::seeded(2)).save_new(&path).is_err());
        assert_eq!(fs::read(&path).unwrap(), before);
    }

    #[test]
    fn a_key_file_that_others_can_read_is_refused_with_the_way_out() {
        let (_directory, path) = place();
        Keys::fresh(&Random::seeded(1)).save_new(&path).unwrap();
        for open in [0o640, 0o604, 0o620, 0o601] {
            fs::set_permissions(&path, fs::Permissions::from_mode(open)).unwrap();
            let refusal = Keys::load(&path, NOW).unwrap_err().to_string();
            assert!(refusal.contains(&format!("chmod 600 {}", path.display())), "{refusal}");
        }
    }

    #[test]
    fn a_broken_line_is_named() {
        let (_directory, path) = place();
        let good = Keys::fresh(&Random::seeded(1)).to_text();
        let broken = [
            (String::new(), 1),
            ("amicus keys 2\n".to_owned(), 1),
            (format!("{}seal 2 abc\n", *good), 12),
            (format!("{}seal two {}\n", *good, "a".repeat(64)), 12),
            (format!("{}seal 1 {}\n", *good, "a".repeat(64)), 12),
            (format!("{}\n# note\nseal 2 {} more\n", *good, "a".repeat(64)), 14),
            (format!("{}seal 2 {} 2026-05-04T09:30:00Z more\n", *good, "a".repeat(64)), 12),
            (format!("{}seal\n", *good), 12),
        ];
        for (text, expected) in broken {
            let answer = written(&path, &text);
            assert!(
                matches!(answer, Err(KeyFileError::Malformed { line, .. }) if line == expected),
                "{answer:?}"
            );
        }
        let answer = written(&path, &format!("{}sale 2 {}\n", *good, "a".repeat(64)));
        assert!(matches!(answer, Err(KeyFileError::WrongPurpose { line: 12, .. })), "{answer:?}");
    }

    #[test]
    fn a_lacking_purpose_and_a_lacking_file_are_told_apart() {
        let (_directory, path) = place();
        assert!(matches!(Keys::load(&path, NOW), Err(KeyFileError::Missing { .. })));
        let good = Keys::fresh(&Random::seeded(1)).to_text();
        let fewer: String =
            good.lines().filter(|line| !line.starts_with("audit")).flat_map(|line| [line, "\n"]).collect();
        assert!(matches!(written(&path, &fewer), Err(KeyFileError::Lacking { purpose: Purpose::Audit, .. })));
    }

    #[test]
    fn the_last_key_of_a_purpose_is_its_newest() {
        let (_directory, path) = place();
        let first = Keys::fresh(&Random::seeded(1));
        let both = written(&path, &format!("{}index 2 {}\n", *first.to_text(), "a".repeat(64))).unwrap();
        let macs = both.macs(Purpose::Index, &[b"x"]);
        assert_eq!(macs.len(), 2);
        assert_eq!(macs.first().unwrap().to_hex(), both.mac(Purpose::Index, &[b"x"]).to_hex());
        assert_eq!(macs.last().unwrap().to_hex(), first.mac(Purpose::Index, &[b"x"]).to_hex());
        assert_eq!(written(&path, &both.to_text()).unwrap().macs(Purpose::Index, &[]).len(), 2);
    }
    #[test]
    fn a_key_whose_time_has_yet_to_come_finds_and_makes_nothing() {
        let (_directory, path) = place();
        let first = Keys::fresh(&Random::seeded(1));
        let coming = format!("{}index 2 {} {}\n", *first.to_text(), "a".repeat(64), NOW.plus(SECOND));
        let before = written(&path, &coming).unwrap();
        let made = |keys: &Keys| keys.mac(Purpose::Index, &[b"x"]).to_hex();
        assert_eq!(made(&before), made(&first));
        let found = before.macs(Purpose::Index, &[b"x"]);
        assert_eq!(found.len(), 2);
        before.look_again(NOW.plus(SECOND)).unwrap();
        assert_eq!(made(&before), found.last().unwrap().to_hex());
        assert_eq!(before.macs(Purpose::Index, &[b"x"]).len(), 2);
    }
}
