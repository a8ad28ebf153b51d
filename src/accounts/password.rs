//! Passwords: what may be one, and how one is kept. The only place that knows argon2.
//!
//! A hash takes 64 MiB and most of a core, so only few run at once and only few more may wait:
//! without that, 50 sign-ins at once would stop the site for its readers. Whoever is known has places of their own,
//! so that strangers who take all of theirs keep nobody out (ASVS 6.1.1).

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use argon2::{Algorithm, Argon2, Params, Version};
use data_encoding::BASE64_NOPAD;
use serde::Deserialize;
use subtle::ConstantTimeEq as _;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::spawn_blocking;
use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;
use zxcvbn::{Score, zxcvbn};

use crate::base::random::Random;
use crate::config::Passwords;
use crate::error::{Error, Result};

const FEWEST: usize = 15;
const MOST: usize = 256;
/// No text of 256 code points is longer than this before NFC composes it.
const MOST_BYTES: usize = 16 * 1024;
const SALT_BYTES: usize = 16;
const HASH_BYTES: usize = 32;
/// How many who are known may wait for a hash or have one run.
const KEPT: usize = 8;
/// What every attacker of this site tries first.
const SITE_WORDS: [&str; 12] = [
    "amicus", "campaign", "citizen", "court", "group", "meta", "nso", "pegasus", "privacy", "spyware",
    "trial", "whatsapp",
];
/// A password with such words has at least this many characters beside them.
const FEWEST_BESIDE_WORDS: usize = 8;
/// A word shorter than this in a name or address is no hint.
const SHORTEST_WORD: usize = 3;

/// What was typed into a password field: wiped from memory when dropped, never shown again.
#[derive(Clone, Default)]
pub struct Typed(Zeroizing<String>);

impl Typed {
    /// The text, for the one who judges or compares it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Typed {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from).map(|text| Self(Zeroizing::new(text)))
    }
}

impl fmt::Debug for Typed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Typed(…)")
    }
}

/// A password: at most 256 code points of any kind, composed (NFC) so that it is the same on every
/// keyboard (ASVS 6.2.5, 6.2.8, 6.2.9). Neither cut nor folded.
pub struct Password(Zeroizing<String>);

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// Why a text is not taken for a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordProblem {
    /// Nothing was typed.
    #[error("no password")]
    Missing,
    /// Fewer than 15 code points.
    #[error("shorter than 15 characters")]
    TooShort,
    /// More than 256 code points.
    #[error("longer than 256 characters")]
    TooLong,
    /// Made of what others would try.
    #[error("too easy to guess")]
    Guessable,
}

impl PasswordProblem {
    /// The key of its message in `locales/`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Missing => "accounts-password-missing",
            Self::TooShort => "accounts-password-short",
            Self::TooLong => "accounts-password-long",
            Self::Guessable => "accounts-password-guessable",
        }
    }
}

impl Password {
    /// A password that is to be compared with the one that was set.
    ///
    /// # Errors
    /// `Missing`, or `TooLong` beyond 256 code points: such a text is never hashed (ASVS 6.2.9).
    pub fn parse(text: &str) -> Result<Self, PasswordProblem> {
        if text.is_empty() {
            return Err(PasswordProblem::Missing);
        }
        if text.len() > MOST_BYTES {
            return Err(PasswordProblem::TooLong);
        }
        let mut composed = Zeroizing::new(String::with_capacity(text.len() * 3));
        composed.extend(text.nfc());
        if composed.chars().count() > MOST { Err(PasswordProblem::TooLong) } else { Ok(Self(composed)) }
    }

    /// A password that is to be set: at least 15 code points (ASVS 6.2.1), and not one that zxcvbn
    /// guesses (score 3 of 4 at least) who knows the words of the site and `about` its owner: their
    /// name, their address (ASVS 6.2.11, 6.2.12). Nothing is asked of the network.
    ///
    /// # Errors
    /// The first rule that it breaks.
    pub fn fresh(text: &str, about: &[&str]) -> Result<Self, PasswordProblem> {
        let password = Self::parse(text)?;
        if password.0.chars().count() < FEWEST {
            return Err(PasswordProblem::TooShort);
        }
        let words: Vec<&str> = about.iter().flat_map(|text| words_of(text)).chain(SITE_WORDS).collect();
        let guessed =
            is_made_of(&password.0, words.clone()) || zxcvbn(&password.0, &words).score() < Score::Three;
        if guessed { Err(PasswordProblem::Guessable) } else { Ok(password) }
    }
}

/// A text and each word of it.
fn words_of(text: &str) -> impl Iterator<Item = &str> {
    let local = text.rsplit_once('@').map_or(text, |(local, _)| local);
    let words = text.split(|letter: char| !letter.is_alphanumeric());
    [text, local].into_iter().chain(words).filter(|word| word.chars().count() >= SHORTEST_WORD)
}

/// Whether next to nothing is left of a password without the words in it, however they are parted.
fn is_made_of(password: &str, mut words: Vec<&str>) -> bool {
    words.sort_unstable_by_key(|word| std::cmp::Reverse(word.len()));
    let whole = Zeroizing::new(password.to_lowercase());
    let mut rest = whole.clone();
    for word in words {
        rest = Zeroizing::new(rest.replace(&word.to_lowercase(), " "));
    }
    rest != whole && rest.chars().filter(|letter| !letter.is_whitespace()).count() < FEWEST_BESIDE_WORDS
}

/// What one hash costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Memory, in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
}

impl Cost {
    /// Almost nothing: for tests and made-up data only. The configuration cannot ask for it.
    pub const CHEAP: Self = Self { memory_kib: 64, passes: 1 };
}

/// What a comparison showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It is not the password.
    Wrong,
    /// It is.
    Right,
    /// It is, and was kept under an older cost: keep this hash instead.
    Outdated(String),
}

/// Who asks for a hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asker {
    Stranger,
    Known,
}

/// Hashes passwords with argon2id: few at once, few more waiting, the next is told to come back.
/// Clones share the places.
#[derive(Clone)]
pub struct Hasher {
    room: Arc<Room>,
    asker: Asker,
}

struct Room {
    cost: Cost,
    running: Arc<Semaphore>,
    /// Of strangers only as many as may run stand in the row for running: whoever is known waits for no others.
    strangers_in_row: Arc<Semaphore>,
    places: Arc<Semaphore>,
    kept: Arc<Semaphore>,
    random: Random,
    runs: AtomicU64,
}

impl fmt::Debug for Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hasher")
            .field("cost", &self.room.cost)
            .field("asker", &self.asker)
            .finish_non_exhaustive()
    }
}

impl Hasher {
    /// A hasher of this cost, with `at_once` hashes running and `waiting` more; for strangers. Salts come from `random`.
    #[must_use]
    pub fn new(cost: Cost, at_once: usize, waiting: usize, random: Random) -> Self {
        let at_once = at_once.max(1);
        let room = Room {
            cost,
            running: Arc::new(Semaphore::new(at_once)),
            strangers_in_row: Arc::new(Semaphore::new(at_once)),
            places: Arc::new(Semaphore::new(at_once.saturating_add(waiting).min(Semaphore::MAX_PERMITS))),
            kept: Arc::new(Semaphore::new(KEPT)),
            random,
            runs: AtomicU64::new(0),
        };
        Self { room: Arc::new(room), asker: Asker::Stranger }
    }

    /// The same hasher for somebody who is known: by a session, by a browser that signed in before, by a link that was
    /// mailed to them. They wait in places of their own, and behind no strangers but those whose turn has come.
    #[must_use]
    pub fn for_known(&self) -> Self {
        Self { room: Arc::clone(&self.room), asker: Asker::Known }
    }

    /// The hasher that the configuration asks for: half the cores at once, at least one, if it leaves
    /// that open.
    #[must_use]
    pub fn of(passwords: &Passwords, random: Random) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let at_once = if passwords.at_once == 0 { cores / 2 } else { passwords.at_once };
        let cost = Cost { memory_kib: passwords.memory_kib, passes: passwords.passes };
        Self::new(cost, at_once, passwords.waiting, random)
    }

    /// The hash of a password, as a text that names its cost and its salt (the PHC string format).
    ///
    /// # Errors
    /// [`Error::Unavailable`] if too many wait.
    pub async fn hash(&self, password: Password) -> Result<String> {
        self.run(move |room| room.hash(&password)).await
    }

    /// Compares a password with a stored hash. Without one, as for an address that nobody has, it works
    /// as long and answers `Wrong`: how long an answer takes tells nothing (ASVS 6.3.8).
    ///
    /// # Errors
    /// [`Error::Unavailable`] if too many wait; a fault if the hash is none of ours.
    pub async fn verify(&self, password: Password, stored: Option<String>) -> Result<Verdict> {
        self.run(move |room| room.verify(&password, stored.as_deref())).await
    }

    /// How often argon2 ran, since the start.
    #[must_use]
    pub fn runs(&self) -> u64 {
        self.room.runs.load(Ordering::SeqCst)
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Room) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let room = Arc::clone(&self.room);
        let turn = room.turn(self.asker).await?;
        let done = spawn_blocking(move || {
            let done = work(&room);
            drop(turn);
            done
        });
        done.await.map_err(Error::fault)?
    }
}

/// A turn to run; whoever drops it lets the next one run.
struct Turn {
    _place: OwnedSemaphorePermit,
    _in_row: Option<OwnedSemaphorePermit>,
    _running: OwnedSemaphorePermit,
}

impl Room {
    async fn turn(&self, asker: Asker) -> Result<Turn> {
        let (places, row) = match asker {
            Asker::Stranger => (&self.places, Some(&self.strangers_in_row)),
            Asker::Known => (&self.kept, None),
        };
        let place = Arc::clone(places).try_acquire_owned().map_err(|_| Error::Unavailable)?;
        let in_row = match row {
            Some(row) => Some(next(row).await?),
            None => None,
        };
        Ok(Turn { _place: place, _in_row: in_row, _running: next(&self.running).await? })
    }

    fn hash(&self, password: &Password) -> Result<String> {
        let salt = self.random.bytes::<SALT_BYTES>();
        let hash = self.argon2(self.cost, password, &salt)?;
        Ok(Stored { cost: self.cost, salt: salt.to_vec(), hash: hash.to_vec() }.to_string())
    }

    fn verify(&self, password: &Password, stored: Option<&str>) -> Result<Verdict> {
        let Some(text) = stored else {
            self.argon2(self.cost, password, &[0; SALT_BYTES])?;
            return Ok(Verdict::Wrong);
        };
        let stored =
            Stored::parse(text).ok_or_else(|| Error::fault("a stored password hash cannot be read"))?;
        let hash = self.argon2(stored.cost, password, &stored.salt)?;
        if !bool::from(hash.as_slice().ct_eq(&stored.hash)) {
            return Ok(Verdict::Wrong);
        }
        if stored.cost == self.cost { Ok(Verdict::Right) } else { self.hash(password).map(Verdict::Outdated) }
    }

    fn argon2(&self, cost: Cost, password: &Password, salt: &[u8]) -> Result<Zeroizing<[u8; HASH_BYTES]>> {
        self.runs.fetch_add(1, Ordering::SeqCst);
        let params = Params::new(cost.memory_kib, cost.passes, 1, Some(HASH_BYTES)).map_err(said)?;
        let mut hash = Zeroizing::new([0; HASH_BYTES]);
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        argon2.hash_password_into(password.0.as_bytes(), salt, hash.as_mut_slice()).map_err(said)?;
        Ok(hash)
    }
}

async fn next(row: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit> {
    Arc::clone(row).acquire_owned().await.map_err(|_| Error::Unavailable)
}

fn said(error: argon2::Error) -> Error {
    Error::fault(error.to_string())
}

/// A hash as the database keeps it: `$argon2id$v=19$m=65536,t=3,p=1$salt$hash`.
struct Stored {
    cost: Cost,
    salt: Vec<u8>,
    hash: Vec<u8>,
}

impl Stored {
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix("$argon2id$v=19$")?.split('$');
        let (cost, salt, hash) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        let (memory, passes) = cost.strip_prefix("m=")?.strip_suffix(",p=1")?.split_once(",t=")?;
        let cost = Cost { memory_kib: memory.parse().ok()?, passes: passes.parse().ok()? };
        let read = |text: &str| BASE64_NOPAD.decode(text.as_bytes()).ok();
        Some(Self { cost, salt: read(salt)?, hash: read(hash)? })
    }
}

impl fmt::Display for Stored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Cost { memory_kib, passes } = self.cost;
        let (salt, hash) = (BASE64_NOPAD.encode(&self.salt), BASE64_NOPAD.encode(&self.hash));
        write!(f, "$argon2id$v=19$m={memory_kib},t={passes},p=1${salt}${hash}")
    }
}

#[cfg(test)]
mod tests;
