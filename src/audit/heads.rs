//! Heads of the chain as they are told outside of this machine: whoever makes the chain anew cannot make what was
//! mailed and logged anew with it.
//!
//! A head is told as one line of words apart by blanks, so that it survives mail programs that wrap lines:
//! `amicus-audit-head 1 NUMBER INSTANT HASH MAC`. The MAC is made with the audit key of the key file, so that nobody
//! passes a head off as ours.

use data_encoding::HEXLOWER_PERMISSIVE;

use super::canonical::Hash;
use super::chain::{self, Link};
use super::store;
use crate::base::clock::Timestamp;
use crate::base::seal::{Keys, Purpose};
use crate::db::{Conn, Tx};
use crate::error::Result;

const WORD: &str = "amicus-audit-head";
const VERSION: &str = "1";

/// A head that was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// Which link of the chain it was.
    pub link: Link,
    /// When it was told.
    pub told_at: Timestamp,
    pub(super) mac: Vec<u8>,
}

impl Head {
    fn of(keys: &Keys, link: Link, told_at: Timestamp) -> Self {
        let mac = keys.mac(Purpose::Audit, &parts(&link, told_at).each_ref().map(Vec::as_slice));
        Self { link, told_at, mac: mac.as_bytes().to_vec() }
    }

    /// Whether it was made with one of these keys.
    #[must_use]
    pub fn is_ours(&self, keys: &Keys) -> bool {
        let parts = parts(&self.link, self.told_at);
        keys.macs(Purpose::Audit, &parts.each_ref().map(Vec::as_slice))
            .iter()
            .any(|mac| mac.matches(&self.mac))
    }

    /// The line that is told.
    #[must_use]
    pub fn line(&self) -> String {
        let Self { link: Link { n, hash }, told_at, mac } = self;
        format!("{WORD} {VERSION} {n} {told_at} {hash} {}", data_encoding::HEXLOWER.encode(mac))
    }

    /// Every head that stands in a text: a saved letter, a log. What is no line of ours is passed over.
    #[must_use]
    pub fn find_all(text: &str) -> Vec<Self> {
        // A letter that was saved as it was sent has its long lines broken.
        let whole = text.replace("=\r\n", "").replace("=\n", "");
        let words: Vec<&str> = whole.split_whitespace().collect();
        words.windows(6).filter_map(|six| Self::read(six.try_into().ok()?)).collect()
    }

    fn read([word, version, n, told_at, hash, mac]: [&str; 6]) -> Option<Self> {
        let mac = mac.trim_end_matches('"');
        if !word.ends_with(WORD) || version != VERSION {
            return None;
        }
        let link = Link { n: n.parse().ok()?, hash: Hash::parse(hash)? };
        let told_at = told_at.parse::<jiff::Timestamp>().ok()?.into();
        Some(Self { link, told_at, mac: HEXLOWER_PERMISSIVE.decode(mac.as_bytes()).ok()? })
    }
}

fn parts(link: &Link, told_at: Timestamp) -> [Vec<u8>; 4] {
    [
        WORD.as_bytes().to_vec(),
        link.n.to_be_bytes().to_vec(),
        told_at.as_micros().to_be_bytes().to_vec(),
        link.hash.as_bytes().to_vec(),
    ]
}

/// The chain's head, if it has not been told yet; from now on it counts as told.
///
/// # Errors
/// Those of the database.
pub fn tell(tx: &mut Tx<'_>, keys: &Keys) -> Result<Option<Head>> {
    let Some(link) = chain::head(tx)? else { return Ok(None) };
    if last_told(tx)?.is_some_and(|told| told.link.n >= link.n) {
        return Ok(None);
    }
    let head = Head::of(keys, link, tx.now);
    store::insert_head(tx, &head)?;
    Ok(Some(head))
}

/// The head that was told last.
///
/// # Errors
/// Those of the database.
pub fn last_told(conn: &mut Conn) -> Result<Option<Head>> {
    store::last_head(conn)
}

/// The told head of a number.
///
/// # Errors
/// Those of the database.
pub fn find(conn: &mut Conn, n: i64) -> Result<Option<Head>> {
    Ok(store::heads_between(conn, n, n)?.pop())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::base::random::Random;

    fn head(n: i64, micros: i64, seed: u64) -> (Keys, Head) {
        let keys = Keys::fresh(&Random::seeded(seed));
        let hash = Hash::of_bytes(&Random::seeded(seed).bytes::<32>()).unwrap();
        let head = Head::of(&keys, Link { n, hash }, Timestamp::from_micros(micros));
        (keys, head)
    }

    proptest! {
        #[test]
        fn a_head_is_found_in_whatever_text_it_stands(
            n in 1_i64.., micros in 0_i64..4_000_000_000_000_000, before in "\\PC*", after in "\\PC*", seed in any::<u64>()
        ) {
            let (keys, head) = head(n, micros, seed);
            let found = Head::find_all(&format!("{before}\n{}\r\n{after}", head.line()));
            prop_assert!(found.contains(&head));
            prop_assert!(found.iter().all(|found| found.is_ours(&keys)));
        }

        #[test]
        fn no_text_makes_the_reader_fall_over(text in "\\PC*") {
            prop_assert!(Head::find_all(&text).is_empty());
        }
    }

    #[test]
    fn a_line_that_mail_broke_or_a_log_quoted_is_still_read() {
        let (_, head) = head(7, 1_000_000, 3);
        let logged = format!("2026-05-04T09:30:00Z  INFO told head=\"{}\"", head.line());
        for broken in [logged, head.line().replace(' ', "\r\n"), {
            let line = head.line();
            let (one, two) = line.split_at(76);
            format!("{one}=\r\n{two}")
        }] {
            assert_eq!(Head::find_all(&broken), vec![head.clone()], "{broken}");
        }
    }

    #[test]
    fn a_head_that_was_tampered_with_is_not_ours() {
        let (keys, genuine) = head(7, 1_000_000, 3);
        assert!(genuine.is_ours(&keys));
        let other = Head { link: Link { n: 8, ..genuine.link }, ..genuine.clone() };
        assert!(!other.is_ours(&keys));
        let other = Head { told_at: Timestamp::from_micros(1), ..genuine.clone() };
        assert!(!other.is_ours(&keys));
        assert!(!genuine.is_ours(&Keys::fresh(&Random::seeded(4))));
    }
}
