//! A rotation gives purposes a further key, in the key file.
//!
//! It is written there some time before anything is made with it. Running instances read the file again every second,
//! so that by then each of them finds, opens and believes what the others make.

use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use zeroize::Zeroizing;

use super::file::{FILE_MODE, parse, read, write_line};
use super::{Key, KeyFileError, Keys, Purpose};
use crate::base::clock::Timestamp;
use crate::base::random::Random;

/// So long after its successor an older key of forms is still needed: a form is good for three days, and what a browser
/// carries that knows an account for ninety.
const FORMS_FOR: Duration = Duration::from_hours(90 * 24);

impl Keys {
    /// Gives every purpose a further key, in the key file: from `from` on, things are made with it.
    ///
    /// # Errors
    /// As [`Keys::load`]; `Io`, if another rotation is at it, or the operating system refuses.
    pub fn rotate(path: &Path, from: Timestamp, random: &Random) -> Result<(), KeyFileError> {
        let mut text = read(path)?;
        let found = parse(&text, path)?;
        if !text.ends_with('\n') {
            text.push('\n');
        }
        for purpose in Purpose::ALL {
            let last = found.iter().filter(|(of, _)| *of == purpose).map(|(_, key)| key.id).max();
            let key = Key { from: Some(from), ..Key::fresh(last.unwrap_or(0).saturating_add(1), random) };
            write_line(&mut text, purpose, &key);
        }
        replace(path, &text)
    }

    /// Takes out of the key file what nothing needs any more: older keys of seals, under which nothing may lie, and
    /// those of forms that have run out by `now`. Keys by which something is found are never taken out. Answers how
    /// many went.
    ///
    /// # Errors
    /// As [`Keys::rotate`].
    pub fn drop_old(path: &Path, now: Timestamp) -> Result<usize, KeyFileError> {
        let text = read(path)?;
        let found = parse(&text, path)?;
        let newest = |purpose, by: Timestamp| {
            let used =
                found.iter().filter(|(of, key)| *of == purpose && key.from.is_none_or(|from| from <= by));
            used.map(|(_, key)| key.id).max().unwrap_or(0)
        };
        let seal = newest(Purpose::Seal, now);
        let form = newest(Purpose::Form, now.minus(FORMS_FOR));
        let is_old = |purpose: Purpose, key: &Key| match purpose {
            Purpose::Seal => key.id < seal,
            Purpose::Form => key.id < form,
            _ => false,
        };
        let mut kept = Zeroizing::new(String::with_capacity(text.len()));
        let mut dropped = 0;
        for line in text.lines() {
            let key = parse_one(line, path);
            if key.is_some_and(|(purpose, key)| is_old(purpose, &key)) {
                dropped += 1;
            } else {
                kept.push_str(line);
                kept.push('\n');
            }
        }
        if dropped == 0 { Ok(0) } else { replace(path, &kept).map(|()| dropped) }
    }

    /// When the newest key of seals is in use, if its time has yet to come at `now`.
    ///
    /// # Errors
    /// As [`Keys::load`].
    pub fn next_seal(path: &Path, now: Timestamp) -> Result<Option<Timestamp>, KeyFileError> {
        let found = parse(&read(path)?, path)?;
        let coming =
            found.iter().filter(|(purpose, _)| *purpose == Purpose::Seal).filter_map(|(_, key)| key.from);
        Ok(coming.filter(|from| *from > now).max())
    }
}

fn parse_one(line: &str, path: &Path) -> Option<(Purpose, Key)> {
    let text = Zeroizing::new(format!("{}\n{line}", super::file::HEADER));
    parse(&text, path).ok()?.pop()
}

/// Puts a text in place of the key file's, at once and for good: nobody reads half of it.
fn replace(path: &Path, text: &str) -> Result<(), KeyFileError> {
    let beside = beside(path);
    let write = || -> std::io::Result<()> {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(FILE_MODE).open(&beside)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&beside, path)?;
        match path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            Some(folder) => File::open(folder)?.sync_all(),
            None => Ok(()),
        }
    };
    write().map_err(|cause| KeyFileError::Io { file: beside, cause })
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    const NOW: Timestamp = Timestamp::from_micros(1_800_000_000_000_000);
    const MINUTE: Duration = Duration::from_mins(1);
    const ROW: &str = "accounts/a";

    fn place() -> (tempfile::TempDir, PathBuf, Keys) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys");
        let keys = Keys::load_or_create(&path, NOW, &Random::seeded(1)).unwrap();
        (folder, path, keys)
    }

    #[test]
    fn what_an_older_key_made_is_opened_found_and_believed() {
        let (_folder, path, keys) = place();
        let random = Random::seeded(2);
        let sealed = keys.seal_bytes(b"ada@example.org", ROW, &random);
        let marks = Purpose::ALL.map(|purpose| keys.mac(purpose, &[b"x"]).to_hex());
        Keys::rotate(&path, NOW.plus(MINUTE), &random).unwrap();
        keys.look_again(NOW.plus(MINUTE)).unwrap();
        assert_eq!(&**keys.open_bytes(&sealed, ROW).unwrap(), b"ada@example.org");
        for (purpose, mark) in Purpose::ALL.into_iter().zip(marks) {
            let found = keys.macs(purpose, &[b"x"]);
            assert!(found.iter().any(|mac| mac.to_hex() == mark), "{purpose}");
            assert_ne!(keys.mac(purpose, &[b"x"]).to_hex(), mark, "{purpose}");
        }
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_seal_is_made_with_the_newest_key_from_its_instant_on() {
        let (_folder, path, keys) = place();
        let random = Random::seeded(2);
        let old = keys.seal_bytes(b"ada", ROW, &random);
        Keys::rotate(&path, NOW.plus(MINUTE), &random).unwrap();
        assert_eq!(Keys::next_seal(&path, NOW).unwrap(), Some(NOW.plus(MINUTE)));
        keys.look_again(NOW).unwrap();
        assert!(keys.seal_bytes(b"ada", ROW, &random).starts_with(&1_u32.to_be_bytes()));
        keys.look_again(NOW.plus(MINUTE)).unwrap();
        let again = keys.seal_again(&old, ROW, &random).unwrap();
        assert!(again.starts_with(&keys.newest_seal()) && keys.newest_seal() == 2_u32.to_be_bytes());
        assert_eq!(&**keys.open_bytes(&again, ROW).unwrap(), b"ada");
    }

    #[test]
    fn only_keys_by_which_nothing_is_found_are_dropped() {
        let (_folder, path, _) = place();
        Keys::rotate(&path, NOW, &Random::seeded(2)).unwrap();
        assert_eq!(
            Keys::drop_old(&path, NOW).unwrap(),
            1,
            "the key of seals; forms of it may still lie open"
        );
        assert_eq!(Keys::drop_old(&path, NOW.plus(FORMS_FOR)).unwrap(), 1, "the key of forms");
        assert_eq!(Keys::drop_old(&path, NOW.plus(FORMS_FOR)).unwrap(), 0);
        let keys = Keys::load(&path, NOW).unwrap();
        for purpose in Purpose::ALL {
            let one = matches!(purpose, Purpose::Seal | Purpose::Form);
            assert_eq!(keys.macs(purpose, &[b"x"]).len(), if one { 1 } else { 2 }, "{purpose}");
        }
    }

    #[test]
    fn two_rotations_at_once_are_one() {
        let (_folder, path, _) = place();
        fs::write(beside(&path), "somebody else's").unwrap();
        let before = fs::read(&path).unwrap();
        let refusal = Keys::rotate(&path, NOW, &Random::seeded(2)).unwrap_err().to_string();
        assert!(refusal.contains("keys.new"), "{refusal}");
        assert_eq!(fs::read(&path).unwrap(), before);
    }

    #[test]
    fn a_note_in_the_file_stays() {
        let (_folder, path, _) = place();
        let mut text = fs::read_to_string(&path).unwrap();
        text.push_str("# the copy is with Mia");
        fs::write(&path, text).unwrap();
        Keys::rotate(&path, NOW, &Random::seeded(2)).unwrap();
        Keys::drop_old(&path, NOW).unwrap();
        assert!(fs::read_to_string(&path).unwrap().contains("# the copy is with Mia\n"));
    }
}
