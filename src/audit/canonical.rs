//! What is hashed: the one way in which an entry is written as bytes, the commitment to a person, a link of the chain.
//!
//! Pure functions. Each field goes in with a byte that says whether it is there and its length before it, so two
//! entries that differ anywhere differ in their bytes, and nobody can shift text from one field into the next.

use sha2::{Digest as _, Sha256};

use crate::base::clock::Timestamp;

/// How many bytes of salt a commitment has: without them nobody tries names out against it.
pub(super) const SALT_BYTES: usize = 32;

/// The first bytes of what is hashed; another way of writing would have others.
const ENTRY: &[u8] = b"amicus audit entry 1";
const PERSON: &[u8] = b"amicus audit person 1";

/// A hash of 32 bytes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hash([u8; 32]);

impl Hash {
    /// What stands before the first link.
    pub const START: Self = Self([0; 32]);

    /// The hash of these bytes; `None` if they are not 32.
    #[must_use]
    pub fn of_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// The hash that 64 hexadecimal letters say.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        data_encoding::HEXLOWER_PERMISSIVE
            .decode(text.as_bytes())
            .ok()
            .and_then(|bytes| Self::of_bytes(&bytes))
    }

    /// Its bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// As 64 small hexadecimal letters.
impl std::fmt::Display for Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&data_encoding::HEXLOWER.encode(&self.0))
    }
}

impl std::fmt::Debug for Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Hash({self})")
    }
}

/// An entry as its row keeps it. What names a person is a mark, that is a commitment; entries from before there were
/// marks have the actor's id itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its id.
    pub id: String,
    /// When it was written.
    pub at: Timestamp,
    /// `account`, `terminal` or `program`.
    pub actor_kind: String,
    /// Who, in an entry without a mark.
    pub actor_id: Option<String>,
    /// The commitment to who.
    pub actor_mark: Option<Vec<u8>>,
    /// What was done.
    pub deed: String,
    /// To what kind of thing.
    pub target_kind: String,
    /// To which; empty where a mark stands for it.
    pub target_id: String,
    /// The commitment to which, if that is a person.
    pub target_mark: Option<Vec<u8>>,
    /// What changed, as JSON.
    pub detail: String,
}

impl Row {
    /// The bytes that stand for this entry in the chain.
    #[must_use]
    pub fn canonical(&self) -> Vec<u8> {
        let at = self.at.as_micros().to_be_bytes();
        let fields: [Option<&[u8]>; 11] = [
            Some(ENTRY),
            Some(self.id.as_bytes()),
            Some(&at),
            Some(self.actor_kind.as_bytes()),
            self.actor_id.as_deref().map(str::as_bytes),
            self.actor_mark.as_deref(),
            Some(self.deed.as_bytes()),
            Some(self.target_kind.as_bytes()),
            Some(self.target_id.as_bytes()),
            self.target_mark.as_deref(),
            Some(self.detail.as_bytes()),
        ];
        let mut bytes = Vec::with_capacity(256);
        for field in fields {
            put(&mut bytes, field);
        }
        bytes
    }
}

fn put(bytes: &mut Vec<u8>, field: Option<&[u8]>) {
    let Some(field) = field else { return bytes.push(0) };
    bytes.push(1);
    bytes.extend(u64::try_from(field.len()).unwrap_or(u64::MAX).to_be_bytes());
    bytes.extend(field);
}

/// The next link: SHA-256 of the hash before and of the entry.
#[must_use]
pub fn link(before: &Hash, entry: &Row) -> Hash {
    Hash(Sha256::new().chain_update(before.0).chain_update(entry.canonical()).finalize().into())
}

/// The commitment to a person in one field of one entry. Without the salt it says nothing about whom it names.
#[must_use]
pub(super) fn commitment(field: &str, salt: &[u8], person: &str) -> Hash {
    let mut bytes = Vec::with_capacity(160);
    for part in [PERSON, field.as_bytes(), salt, person.as_bytes()] {
        put(&mut bytes, Some(part));
    }
    Hash(Sha256::digest(bytes).into())
}

#[cfg(test)]
mod tests {
    use proptest::option;
    use proptest::prelude::*;

    use super::*;

    /// Reads the canonical bytes back: what can be read back is ambiguous nowhere.
    fn read(mut bytes: &[u8]) -> Option<Vec<Option<Vec<u8>>>> {
        let mut fields = Vec::new();
        while let Some((present, rest)) = bytes.split_first() {
            if *present == 0 {
                fields.push(None);
                bytes = rest;
                continue;
            }
            let (length, rest) = rest.split_at_checked(8)?;
            let length = usize::try_from(u64::from_be_bytes(length.try_into().ok()?)).ok()?;
            let (field, rest) = rest.split_at_checked(length)?;
            fields.push(Some(field.to_vec()));
            bytes = rest;
        }
        Some(fields)
    }

    prop_compose! {
        fn rows()(
            id in ".*", at in any::<i64>(), actor_kind in ".*", actor_id in option::of(".*"),
            marks in (option::of(any::<Vec<u8>>()), option::of(any::<Vec<u8>>())),
            deed in ".*", target_kind in ".*", target_id in ".*", detail in ".*",
        ) -> Row {
            let (actor_mark, target_mark) = marks;
            let at = Timestamp::from_micros(at);
            Row { id, at, actor_kind, actor_id, actor_mark, deed, target_kind, target_id, target_mark, detail }
        }
    }

    fn row() -> Row {
        Row {
            id: "0123456789abcdef".to_owned(),
            at: Timestamp::from_micros(1),
            actor_kind: "account".to_owned(),
            actor_id: None,
            actor_mark: Some(vec![7; 32]),
            deed: "disable".to_owned(),
            target_kind: "account".to_owned(),
            target_id: String::new(),
            target_mark: Some(vec![9; 32]),
            detail: "{}".to_owned(),
        }
    }

    proptest! {
        #[test]
        fn an_entry_is_read_back_from_its_bytes(row in rows()) {
            let text = |text: &String| Some(text.as_bytes().to_vec());
            let fields = read(&row.canonical()).unwrap();
            prop_assert_eq!(fields, vec![
                Some(ENTRY.to_vec()), text(&row.id), Some(row.at.as_micros().to_be_bytes().to_vec()),
                text(&row.actor_kind), row.actor_id.as_ref().and_then(text), row.actor_mark.clone(), text(&row.deed),
                text(&row.target_kind), text(&row.target_id), row.target_mark.clone(), text(&row.detail),
            ]);
        }

        #[test]
        fn entries_that_differ_anywhere_differ_in_their_links(one in rows(), other in rows(), before in any::<[u8; 32]>()) {
            let same = link(&Hash(before), &one) == link(&Hash(before), &other);
            prop_assert_eq!(same, one == other);
        }

        #[test]
        fn text_cannot_be_moved_from_one_field_into_the_next(whole in ".{0,12}", cut in 0_usize..12) {
            let cut = whole.char_indices().map(|(at, _)| at).nth(cut).unwrap_or(whole.len());
            let (deed, kind) = whole.split_at(cut);
            let split = Row { deed: deed.to_owned(), target_kind: kind.to_owned(), ..row() };
            let joined = Row { deed: whole.clone(), target_kind: String::new(), ..row() };
            prop_assert_eq!(split.canonical() == joined.canonical(), kind.is_empty());
        }

        #[test]
        fn a_hash_is_read_back(bytes in any::<[u8; 32]>()) {
            prop_assert_eq!(Hash::parse(&Hash(bytes).to_string()), Some(Hash(bytes)));
        }
    }

    #[test]
    fn a_link_is_sha_256_over_the_one_before_and_the_entry() {
        let entry = row();
        let mut bytes = Hash::START.0.to_vec();
        bytes.extend(entry.canonical());
        assert_eq!(link(&Hash::START, &entry), Hash(Sha256::digest(bytes).into()));
        assert_eq!(
            link(&Hash::START, &entry).to_string(),
            "9bebfb1fc2ef392fefd5e450e527ca468fb518858d0dc2d81ca7539dde0e16e0",
            "the way of writing changed: chains that were made before no longer verify"
        );
    }

    #[test]
    fn a_commitment_hangs_on_each_of_its_parts() {
        let all = [
            commitment("actor", &[1; SALT_BYTES], "ada"),
            commitment("target", &[1; SALT_BYTES], "ada"),
            commitment("actor", &[2; SALT_BYTES], "ada"),
            commitment("actor", &[1; SALT_BYTES], "adam"),
        ];
        assert_eq!(all.iter().collect::<std::collections::BTreeSet<_>>().len(), all.len());
    }
}
