//! Finding texts by their words. What is indexed are fingerprints of the words under the index key: neither the index, nor
//! what a database keeps of it after an erasure, can be read without the key file (decision 0065).

use std::collections::BTreeSet;

use super::store;
use crate::base::seal::{Keys, Mac, Purpose};
use crate::base::text::Folded;
use crate::db::Tx;
use crate::error::Result;

const KIND: &[u8] = b"word";
/// Letters of a fingerprint: 64 bits.
const LETTERS: usize = 16;
/// Words that are looked for at once; further ones do not narrow the search.
const MOST: usize = 16;
/// Texts that are made findable in one change.
const AT_ONCE: i64 = 100;

/// The fingerprints of the words of a text, each once, in an order that tells nothing of theirs.
pub(super) fn fingerprints(keys: &Keys, text: &str) -> String {
    let words = Folded::of(text);
    let each: BTreeSet<String> =
        words.runs(1).map(|word| short(&keys.mac(Purpose::Index, &[KIND, word.as_bytes()]))).collect();
    each.into_iter().collect::<Vec<_>>().join(" ")
}

fn short(mac: &Mac) -> String {
    mac.to_hex().chars().take(LETTERS).collect()
}

/// Words that are looked for. A text is found if it has all of them: whole, and however they are written
/// ([`Folded`]). Where nothing that was typed is a word, no text is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sought(Vec<Vec<String>>);

impl Sought {
    /// The words of what somebody typed: any text is fine.
    #[must_use]
    pub fn parse(keys: &Keys, typed: &str) -> Self {
        let words = Folded::of(typed);
        let each: BTreeSet<&str> = words.runs(1).collect();
        let with_each_key =
            |word: &str| keys.macs(Purpose::Index, &[KIND, word.as_bytes()]).iter().map(short).collect();
        Self(each.into_iter().take(MOST).map(with_each_key).collect())
    }

    /// As a question in the language of an index: its words for "and" and "or" between fingerprints in `quotes`.
    pub(super) fn asked(&self, (and, or): (&str, &str), quote: char) -> String {
        let any = |prints: &Vec<String>| {
            let each: Vec<String> = prints.iter().map(|print| format!("{quote}{print}{quote}")).collect();
            format!("({})", each.join(or))
        };
        let all: Vec<String> = self.0.iter().map(any).collect();
        // No fingerprint is this short.
        if all.is_empty() { format!("{quote}none{quote}") } else { all.join(and) }
    }

    /// The same for whoever reads text by text: a list of words in JSON, each as the list of its fingerprints.
    pub(super) fn listed(&self) -> String {
        let any = |prints: &Vec<String>| format!("[\"{}\"]", prints.join("\",\""));
        let all: Vec<String> = self.0.iter().map(any).collect();
        if all.is_empty() { "[[\"none\"]]".to_owned() } else { format!("[{}]", all.join(",")) }
    }
}

/// Makes the texts findable that are not yet, some at a time; answers how many. Those that were here before texts could
/// be found, and made-up ones.
///
/// # Errors
/// Those of the database.
pub fn make_findable(tx: &mut Tx<'_>, keys: &Keys) -> Result<usize> {
    let texts = store::without_words(tx, AT_ONCE)?;
    for (id, text) in &texts {
        store::keep_words(tx, id, &fingerprints(keys, text.as_str()))?;
    }
    Ok(texts.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::base::random::Random;

    fn keys() -> Keys {
        Keys::fresh(&Random::seeded(5))
    }

    #[test]
    fn a_text_and_a_question_with_the_same_words_have_the_same_fingerprints() {
        let keys = keys();
        let kept = fingerprints(&keys, "They heard the Herón. The heron!");
        assert_eq!(kept.split(' ').count(), 4, "each word once: {kept}");
        let Sought(words) = Sought::parse(&keys, "HERON");
        assert!(words.iter().flatten().all(|print| kept.contains(print)));
        assert!(!kept.contains("heron"));
    }

    #[test]
    fn what_has_no_word_finds_nothing() {
        assert_eq!(Sought::parse(&keys(), " … 😀 \"*\" ").asked((" AND ", " OR "), '"'), "\"none\"");
    }

    proptest! {
        /// Whatever is typed: the question is fingerprints and our own signs.
        #[test]
        fn nothing_that_is_typed_reaches_an_index(typed in any::<String>()) {
            let asked = Sought::parse(&keys(), &typed).asked((" & ", " | "), '\'');
            prop_assert!(asked.bytes().all(|byte| b"0123456789abcdef&|()' ".contains(&byte)) || asked == "'none'");
            prop_assert!(asked.len() < 32 * MOST);
            let listed = Sought::parse(&keys(), &typed).listed();
            let words: Vec<Vec<String>> = serde_json::from_str(&listed).unwrap();
            let is_print = |print: &String| asked.contains(print.as_str());
            prop_assert!(words.len() <= MOST && words.iter().flatten().all(is_print));
        }
    }
}
