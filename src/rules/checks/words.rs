//! The campaign's words: whole words and phrases in any script, however they are spelled.

use std::collections::HashMap;

use super::{Found, Look, priority};
use crate::base::text::Folded;

/// Most entries of a list.
pub const MOST_ENTRIES: usize = 2_000;
/// Most words of an entry; in scripts without spaces each sign is one.
pub const MOST_WORDS: usize = 12;
/// A reason names no more entries than this.
const MOST_NAMED: usize = 5;

/// Words and phrases, one a line, to look for in texts. Looking takes a time that grows with the text's length, and
/// not with the list's.
#[derive(Debug, Clone, Default)]
pub struct WordList {
    /// Each entry as it is compared, with how it was typed.
    entries: HashMap<String, String>,
    /// How long the entries are that begin with a word: bit n for n words.
    lengths: HashMap<String, u32>,
}

/// What is wrong with a line of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrongLine {
    /// The line's number, from 1.
    pub line: usize,
    /// Why it cannot be taken: a key of `locales/` that is given `line`.
    pub why: &'static str,
}

impl WordList {
    /// Takes a list as it was typed: one entry a line; empty lines, and those that begin with `#`, are left out. With it
    /// comes every line that is no entry: without a word, a single letter, too many words, beyond [`MOST_ENTRIES`].
    #[must_use]
    pub fn read(typed: &str) -> (Self, Vec<WrongLine>) {
        let (mut list, mut wrong) = (Self::default(), Vec::new());
        for (line, entry) in (1..).zip(typed.lines()) {
            let entry = entry.trim();
            if entry.is_empty() || entry.starts_with('#') {
                continue;
            }
            let taken =
                if list.entries.len() < MOST_ENTRIES { list.add(entry) } else { Err("rules-lists-many") };
            wrong.extend(taken.err().map(|why| WrongLine { line, why }));
        }
        (list, wrong)
    }

    fn add(&mut self, entry: &str) -> Result<(), &'static str> {
        let words = Folded::of(entry);
        let first = words.run(0, 1).ok_or("rules-lists-no-word")?;
        if words.len() > MOST_WORDS {
            return Err("rules-lists-long");
        }
        // A single letter stands in every text; a sign of Chinese does not, and is longer.
        if words.as_str().chars().count() < 2 && words.as_str().len() < 3 {
            return Err("rules-lists-letter");
        }
        let length = u32::try_from(words.len()).map_or(0, |words| 1_u32 << words);
        *self.lengths.entry(first.to_owned()).or_default() |= length;
        self.entries.entry(words.as_str().to_owned()).or_insert_with(|| entry.to_owned());
        Ok(())
    }

    /// How many entries there are, counted once however they are spelled.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether the list is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The entries that stand in a text, as they were typed, in the text's order: at most five, each once.
    #[must_use]
    pub fn find(&self, words: &Folded) -> Vec<&str> {
        let mut found = Vec::new();
        for (from, first) in words.runs(1).enumerate() {
            let Some(lengths) = self.lengths.get(first) else { continue };
            let runs = (1..=MOST_WORDS).filter(|many| lengths >> many & 1 == 1);
            let met = runs.filter_map(|many| self.entries.get(words.run(from, many)?));
            for entry in met {
                if !found.contains(&entry.as_str()) {
                    found.push(entry);
                }
            }
            if found.len() >= MOST_NAMED {
                found.truncate(MOST_NAMED);
                break;
            }
        }
        found
    }

    fn met(&self, words: &Folded, found: Found) -> Option<Found> {
        let entries = self.find(words);
        (!entries.is_empty()).then(|| found.naming(entries.join(", ")))
    }
}

/// A word that this campaign never publishes: filed as spam, where a person still sees it.
pub(super) fn banned(look: &Look<'_>) -> Option<Found> {
    look.lists.banned.met(&look.words, Found::spam("rules-why-banned"))
}

/// A word that may or may not be meant well.
pub(super) fn suspect(look: &Look<'_>) -> Option<Found> {
    look.lists.suspect.met(&look.words, Found::hold("rules-why-suspect"))
}

/// A slur or a threat, which a person should see soon and not unawares. It is not named: the text is folded, and so would
/// the reason have to be.
pub(super) fn distressing(look: &Look<'_>) -> Option<Found> {
    let met = !look.lists.distressing.find(&look.words).is_empty();
    met.then(|| Found::hold("rules-why-distressing").read(priority::SOON))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn list(typed: &str) -> WordList {
        let (list, wrong) = WordList::read(typed);
        assert_eq!(wrong, []);
        list
    }

    fn found(list: &WordList, text: &str) -> Vec<String> {
        list.find(&Folded::of(text)).into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn a_word_is_met_whole_and_however_it_is_spelled() {
        let list = list("# ours\nassassin\n\ncrypto giveaway\n坏话\nспам");
        for text in ["An ASSASSIN!", "the аssаssin", "a.s.s.a.s.s.i.n", "“assassín”"] {
            assert_eq!(found(&list, text), ["assassin"], "{text}");
        }
        assert_eq!(
            found(&list, "A crypto   giveaway, and СПАМ; 他说坏话。"),
            ["crypto giveaway", "спам", "坏话"]
        );
        for text in ["assassinate", "crypto is no giveaway", "坏的话", "спамер"] {
            assert!(found(&list, text).is_empty(), "{text}");
        }
    }

    #[test]
    fn each_wrong_line_is_told_by_its_number() {
        let long = "word ".repeat(MOST_WORDS + 1);
        let (taken, wrong) = WordList::read(&format!("fine\nx\n!!!\n# x\n{long}\n说"));
        assert_eq!(taken.len(), 2);
        let told: Vec<(usize, &str)> = wrong.iter().map(|wrong| (wrong.line, wrong.why)).collect();
        assert_eq!(told, [(2, "rules-lists-letter"), (3, "rules-lists-no-word"), (5, "rules-lists-long")]);
        let many = (0..=MOST_ENTRIES).map(|number| format!("word{number}")).collect::<Vec<_>>().join("\n");
        let wrong = WordList::read(&many).1;
        assert_eq!(wrong, [WrongLine { line: MOST_ENTRIES + 1, why: "rules-lists-many" }]);
    }

    #[test]
    fn a_reason_names_no_more_than_five_entries() {
        let list = list("one\ntwo\nthree\nfour\nfive\nsix");
        assert_eq!(found(&list, "six five four four three two one").len(), 5);
    }

    proptest! {
        /// Against what the definition says, word by word.
        #[test]
        fn the_list_meets_what_stands_there_and_nothing_else(
            entries in prop::collection::vec("[ab]{2,3}( [ab]{1,2}){0,2}", 1..6),
            text in "[ab]{1,3}([ ,.][ab]{1,3}){0,12}",
        ) {
            let list = list(&entries.join("\n"));
            let words = Folded::of(&text);
            let stands = |entry: &String| format!(" {} ", words.as_str()).contains(&format!(" {entry} "));
            let mut expected: Vec<&String> = entries.iter().filter(|entry| stands(entry)).collect();
            expected.sort();
            expected.dedup();
            let met = found(&list, &text);
            prop_assert_eq!(met.len(), expected.len().min(MOST_NAMED));
            prop_assert!(met.iter().all(|entry| expected.contains(&entry)));
        }

        /// Each word of a text is asked for once, and once more for every length of an entry that begins with it.
        #[test]
        fn the_work_grows_with_the_text_alone(words in 1_usize..400) {
            let list = list(&(0..1_500).map(|number| format!("spam word{number}")).collect::<Vec<_>>().join("\n"));
            let folded = Folded::of(&"spam ".repeat(words));
            let asked: u32 = folded.runs(1).map(|word| 1 + list.lengths.get(word).map_or(0, |lengths| lengths.count_ones())).sum();
            prop_assert_eq!(usize::try_from(asked).unwrap(), 2 * words);
            prop_assert!(list.find(&folded).is_empty());
        }
    }
}
