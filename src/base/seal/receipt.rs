//! The six words with which an author without an account finds a comment again.

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use diceware_wordlists::EFF_LONG_WORDLIST;
use zeroize::Zeroizing;

use super::{Keys, Mac, Purpose};
use crate::base::random::Random;
use crate::base::token::TokenDigest;

const WORDS: usize = 6;
/// Longer than any six words with generous blanks between them.
const MOST_BYTES: usize = 256;

/// Every word by its letters alone, and the four that the list writes with a hyphen ("t-shirt")
/// also as it writes them. A receipt shows letters only: its hyphens always part two words.
static BY_SPELLING: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let spellings =
        |word: &&str| [((*word).to_owned(), letters_of(word)), (letters_of(word), letters_of(word))];
    EFF_LONG_WORDLIST.iter().flat_map(spellings).collect()
});

/// Six words of the EFF's list of 7,776 (two of which differ by a hyphen only): 77 random bits that can be read aloud and copied by hand.
///
/// Shown to their author once and never stored: rows keep their [`TokenDigest`].
#[derive(Clone, PartialEq, Eq)]
pub struct ReceiptWords(Zeroizing<String>);

impl ReceiptWords {
    /// Six fresh words.
    #[must_use]
    pub fn fresh(random: &Random) -> Self {
        let count = u64::try_from(EFF_LONG_WORDLIST.len()).unwrap_or(u64::MAX);
        let draw =
            || usize::try_from(random.below(count)).ok().and_then(|drawn| EFF_LONG_WORDLIST.get(drawn));
        let drawn = std::iter::repeat_with(draw).flatten().take(WORDS).map(|word| letters_of(word));
        Self(Zeroizing::new(drawn.collect::<Vec<_>>().join("-")))
    }

    /// Takes what a person typed, in any case and with anything but letters between the words;
    /// `None` unless it is six words of the list.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() > MOST_BYTES {
            return None;
        }
        let small = Zeroizing::new(text.to_lowercase());
        let mut parts = small.split(|letter: char| !letter.is_alphanumeric()).filter(|part| !part.is_empty());
        let mut words = Vec::with_capacity(WORDS);
        while let Some(part) = parts.next() {
            let word = match BY_SPELLING.get(part) {
                Some(word) => word,
                None => BY_SPELLING.get(&format!("{part}-{}", parts.next()?))?,
            };
            words.push(word.as_str());
        }
        (words.len() == WORDS).then(|| Self(Zeroizing::new(words.join("-"))))
    }

    /// The words themselves, joined by hyphens, for the one page that shows them.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What a new row keeps of them.
    #[must_use]
    pub fn digest(&self, keys: &Keys) -> TokenDigest {
        digest_of(&keys.mac(Purpose::Receipt, &[self.0.as_bytes()]))
    }

    /// Everything that a row may have kept of them, newest key first: look for all of them.
    #[must_use]
    pub fn digests(&self, keys: &Keys) -> Vec<TokenDigest> {
        keys.macs(Purpose::Receipt, &[self.0.as_bytes()]).iter().map(digest_of).collect()
    }
}

impl fmt::Debug for ReceiptWords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReceiptWords(…)")
    }
}

fn letters_of(word: &str) -> String {
    word.replace('-', "")
}

fn digest_of(mac: &Mac) -> TokenDigest {
    TokenDigest::from_bytes(mac.as_bytes())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_word_of_the_list_is_read_back_in_every_place() {
        for word in EFF_LONG_WORDLIST {
            for place in 0..WORDS {
                let mut words = ["zoom", "drop-down", "yo-yo", "abacus", "t-shirt", "felt-tip"];
                *words.get_mut(place).unwrap() = word;
                let shown = words.map(letters_of).join("-");
                for typed in [shown.clone(), words.join("-"), words.join(" ")] {
                    let read = ReceiptWords::parse(&typed);
                    assert_eq!(read.as_ref().map(ReceiptWords::reveal), Some(shown.as_str()), "{typed}");
                }
            }
        }
    }

    #[test]
    fn a_hurried_hand_is_understood() {
        let receipt = ReceiptWords::parse("zoom-yoyo-ablaze-tshirt-felttip-acid").unwrap();
        for typed in [
            "  Zoom  YO-YO ablaze\tT-Shirt felt tip, acid\n",
            "zoom yoyo ablaze tshirt felttip acid",
            "zoom – yo–yo – ablaze – t‑shirt – felt_tip – acid.",
        ] {
            assert_eq!(ReceiptWords::parse(typed).as_ref(), Some(&receipt), "{typed:?}");
        }
    }

    #[test]
    fn what_is_not_six_words_of_the_list_is_none() {
        for typed in [
            "",
            "zoom",
            "zoom zoom zoom zoom zoom",
            "a b c d e f",
            "zoom zoom zoom zoom zoom yo",
            "zoom zoom zoom zoom zoom t",
            "zoom zoom zoom zoom zoom zoom zoom",
            "zo om zoom zoom zoom zoom zoom",
        ] {
            assert_eq!(ReceiptWords::parse(typed), None, "{typed:?}");
        }
        assert_eq!(ReceiptWords::parse(&"zoom ".repeat(1000)), None);
    }

    #[test]
    fn only_a_keyed_digest_is_kept() {
        let random = Random::seeded(3);
        let keys = Keys::fresh(&random);
        let receipt = ReceiptWords::fresh(&random);
        assert_eq!(receipt.digest(&keys), receipt.clone().digest(&keys));
        assert_eq!(receipt.digests(&keys), [receipt.digest(&keys)]);
        assert_ne!(receipt.digest(&keys), receipt.digest(&Keys::fresh(&random)));
        assert_eq!(format!("{receipt:?}"), "ReceiptWords(…)");
    }

    proptest! {
        #[test]
        fn fresh_words_are_read_back(seed in any::<u64>()) {
            let receipt = ReceiptWords::fresh(&Random::seeded(seed));
            prop_assert_eq!(ReceiptWords::parse(receipt.reveal()), Some(receipt));
        }

        #[test]
        fn any_text_is_answered(text in any::<String>()) {
            prop_assert_eq!(ReceiptWords::parse(&text), None);
        }
    }
}
