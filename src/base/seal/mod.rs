//! The key file, and everything that needs a key of it: keyed hashes, sealed addresses, receipts.
//!
//! Keys live outside the database and its backups, each with one purpose: who steals the database
//! alone reads no address and finds none. A purpose gets a further key by a rotation; what its older ones made
//! is still found, opened and believed.

mod email;
mod file;
mod receipt;
mod rotation;

use std::fmt;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

use data_encoding::HEXLOWER;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

use super::clock::Timestamp;
use super::random::Random;

pub use email::{EmailKey, SealBroken, SealedEmail, email_context};
pub use file::KeyFileError;
pub use receipt::ReceiptWords;

const KEY_BYTES: usize = 32;
const HMAC_BLOCK: usize = 64;

/// What a key is for. No key serves two purposes (NIST SP 800-57 part 1, section 5.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Purpose {
    /// Finding an address without knowing it.
    Index,
    /// Sealing addresses and other secrets of rows.
    Seal,
    /// Tokens of forms.
    Form,
    /// The six words of a receipt.
    Receipt,
    /// The day's pseudonym of a network.
    Pseudonym,
    /// Links that end a subscription.
    Unsubscribe,
    /// The Message-ID of a letter.
    MessageId,
    /// Remembering whom not to mail.
    Suppression,
    /// The journal of erasures.
    Journal,
    /// The chain of audit entries.
    Audit,
}

impl Purpose {
    /// Every purpose, in the order of the key file.
    pub const ALL: [Self; 10] = [
        Self::Index,
        Self::Seal,
        Self::Form,
        Self::Receipt,
        Self::Pseudonym,
        Self::Unsubscribe,
        Self::MessageId,
        Self::Suppression,
        Self::Journal,
        Self::Audit,
    ];

    /// Its word in the key file.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Index => "index",
            Self::Seal => "seal",
            Self::Form => "form",
            Self::Receipt => "receipt",
            Self::Pseudonym => "pseudonym",
            Self::Unsubscribe => "unsubscribe",
            Self::MessageId => "message-id",
            Self::Suppression => "suppression",
            Self::Journal => "journal",
            Self::Audit => "audit",
        }
    }
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// One key; wiped from memory when dropped.
#[derive(Clone)]
struct Key {
    id: u32,
    /// Nothing is made with it earlier: every instance can learn of it before.
    from: Option<Timestamp>,
    secret: Zeroizing<[u8; KEY_BYTES]>,
}

impl Key {
    fn fresh(id: u32, random: &Random) -> Self {
        Self { id, from: None, secret: Zeroizing::new(random.bytes()) }
    }

    /// HMAC-SHA256 (RFC 2104). Each part goes in with its length before it, so that `ab, c` and
    /// `a, bc` differ.
    fn mac(&self, parts: &[&[u8]]) -> Mac {
        let mut block = Zeroizing::new([0_u8; HMAC_BLOCK]);
        for (to, from) in block.iter_mut().zip(self.secret.iter()) {
            *to = *from;
        }
        let mut mac = Hmac::<Sha256>::new((&*block).into());
        for part in parts {
            mac.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            mac.update(part);
        }
        Mac(mac.finalize().into_bytes().into())
    }
}

/// The keys of one purpose: at least one.
struct KeyLine {
    /// The newest of those that are in use: what things are made with.
    newest: Key,
    /// From the newest to the oldest: also those whose time has yet to come.
    others: Vec<Key>,
}

impl KeyLine {
    fn newest_first(&self) -> impl Iterator<Item = &Key> {
        std::iter::once(&self.newest).chain(&self.others)
    }
}

/// Every purpose's keys: none can be lacking.
struct Ring {
    index: KeyLine,
    seal: KeyLine,
    form: KeyLine,
    receipt: KeyLine,
    pseudonym: KeyLine,
    unsubscribe: KeyLine,
    message_id: KeyLine,
    suppression: KeyLine,
    journal: KeyLine,
    audit: KeyLine,
}

impl Ring {
    fn gather<E>(mut keys_of: impl FnMut(Purpose) -> Result<KeyLine, E>) -> Result<Self, E> {
        Ok(Self {
            index: keys_of(Purpose::Index)?,
            seal: keys_of(Purpose::Seal)?,
            form: keys_of(Purpose::Form)?,
            receipt: keys_of(Purpose::Receipt)?,
            pseudonym: keys_of(Purpose::Pseudonym)?,
            unsubscribe: keys_of(Purpose::Unsubscribe)?,
            message_id: keys_of(Purpose::MessageId)?,
            suppression: keys_of(Purpose::Suppression)?,
            journal: keys_of(Purpose::Journal)?,
            audit: keys_of(Purpose::Audit)?,
        })
    }

    const fn of(&self, purpose: Purpose) -> &KeyLine {
        match purpose {
            Purpose::Index => &self.index,
            Purpose::Seal => &self.seal,
            Purpose::Form => &self.form,
            Purpose::Receipt => &self.receipt,
            Purpose::Pseudonym => &self.pseudonym,
            Purpose::Unsubscribe => &self.unsubscribe,
            Purpose::MessageId => &self.message_id,
            Purpose::Suppression => &self.suppression,
            Purpose::Journal => &self.journal,
            Purpose::Audit => &self.audit,
        }
    }
}

/// The program's keys. Clones share them; `Debug` prints none.
#[derive(Clone)]
pub struct Keys(Arc<Shared>);

struct Shared {
    ring: RwLock<Arc<Ring>>,
    /// Where they were read from; nowhere in a test.
    file: Option<PathBuf>,
}

impl Keys {
    /// Fresh keys, one for each purpose.
    #[must_use]
    pub fn fresh(random: &Random) -> Self {
        let fresh = |_| {
            Ok::<_, std::convert::Infallible>(KeyLine { newest: Key::fresh(1, random), others: Vec::new() })
        };
        match Ring::gather(fresh) {
            Ok(ring) => Self::of(ring, None),
            Err(never) => match never {},
        }
    }

    fn of(ring: Ring, file: Option<PathBuf>) -> Self {
        Self(Arc::new(Shared { ring: RwLock::new(Arc::new(ring)), file }))
    }

    /// The keys as they are now.
    fn ring(&self) -> Arc<Ring> {
        Arc::clone(&self.0.ring.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads the key file again, for this and every clone: a rotation may have added a key, or the time of one may
    /// have come by `now`. What cannot be read changes nothing.
    ///
    /// # Errors
    /// As [`Keys::load`].
    pub fn look_again(&self, now: Timestamp) -> Result<(), KeyFileError> {
        if let Some(file) = &self.0.file {
            let ring = Self::load(file, now)?.ring();
            *self.0.ring.write().unwrap_or_else(PoisonError::into_inner) = ring;
        }
        Ok(())
    }

    /// The keyed hash of the parts with the purpose's newest key.
    #[must_use]
    pub fn mac(&self, purpose: Purpose, parts: &[&[u8]]) -> Mac {
        self.ring().of(purpose).newest.mac(parts)
    }

    /// The keyed hash with every key of the purpose, newest first: for finding and checking what an
    /// older key made.
    #[must_use]
    pub fn macs(&self, purpose: Purpose, parts: &[&[u8]]) -> Vec<Mac> {
        self.ring().of(purpose).newest_first().map(|key| key.mac(parts)).collect()
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys(…)")
    }
}

/// A keyed hash of 32 bytes.
#[derive(Clone)]
pub struct Mac([u8; 32]);

impl Mac {
    /// Its bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Its bytes as 64 small hexadecimal letters.
    #[must_use]
    pub fn to_hex(&self) -> String {
        HEXLOWER.encode(&self.0)
    }

    /// Whether `other` is the same hash, in a time that does not tell where they differ (ASVS 11.2.4).
    #[must_use]
    pub fn matches(&self, other: &[u8]) -> bool {
        self.0.as_slice().ct_eq(other).into()
    }
}

impl fmt::Debug for Mac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mac(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> Keys {
        Keys::fresh(&Random::seeded(1))
    }

    #[test]
    fn parts_cannot_be_shifted_into_each_other() {
        let keys = keys();
        let mac = keys.mac(Purpose::Form, &[b"ab", b"c"]);
        assert!(mac.matches(keys.mac(Purpose::Form, &[b"ab", b"c"]).as_bytes()));
        assert!(!mac.matches(keys.mac(Purpose::Form, &[b"a", b"bc"]).as_bytes()));
        assert!(!mac.matches(keys.mac(Purpose::Form, &[b"abc"]).as_bytes()));
        assert!(!mac.matches(b"short"));
    }

    #[test]
    fn every_purpose_hashes_differently() {
        let keys = keys();
        let macs: std::collections::BTreeSet<String> =
            Purpose::ALL.iter().map(|purpose| keys.mac(*purpose, &[b"same"]).to_hex()).collect();
        assert_eq!(macs.len(), Purpose::ALL.len());
    }

    #[test]
    fn a_mac_is_the_hmac_of_the_rfc() {
        let mut secret = [0_u8; KEY_BYTES];
        secret.iter_mut().take(20).for_each(|byte| *byte = 0x0b);
        let key = Key { id: 1, from: None, secret: Zeroizing::new(secret) };
        assert_eq!(key.mac(&[]).to_hex().len(), 64);
        let mut plain = Hmac::<Sha256>::new_from_slice(&secret).unwrap();
        plain.update(&[0, 0, 0, 0, 0, 0, 0, 8]);
        plain.update(b"Hi There");
        assert!(key.mac(&[b"Hi There"]).matches(&plain.finalize().into_bytes()));
    }

    #[test]
    fn nothing_secret_is_printed() {
        let keys = keys();
        assert_eq!(format!("{keys:?} {:?}", keys.mac(Purpose::Audit, &[])), "Keys(…) Mac(…)");
    }
}
