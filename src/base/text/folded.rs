//! A text as words for comparing: what a reader takes for the same word is the same word here, however it is written.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use super::{alike, clean};

/// The words of a text in their order, each folded: compatibility forms (NFKC), case, accents, signs inside a word and
/// invisible letters do not count, and letters of other alphabets are the Latin ones that they look like (after the
/// skeleton of Unicode Technical Standard 39). Words are those of Unicode Standard Annex 29, so a sign of Chinese is
/// one. For comparing only, never shown. Made in a time that grows with the text's length and nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Folded {
    text: String,
    places: Vec<Range<usize>>,
}

impl Folded {
    /// The words of a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let seen: String = text.nfkc().filter(|letter| letter.is_whitespace() || is_seen(*letter)).collect();
        let mut folded = Self::default();
        for word in seen.unicode_words() {
            folded.push(word);
        }
        folded
    }

    fn push(&mut self, word: &str) {
        let before = self.text.len();
        if before > 0 {
            self.text.push(' ');
        }
        let begin = self.text.len();
        let cased = word.chars().flat_map(char::to_uppercase).flat_map(char::to_lowercase);
        self.text.extend(cased.nfd().filter(|letter| counts(*letter)).map(alike::seen_as));
        if self.text.len() == begin {
            self.text.truncate(before);
        } else {
            self.places.push(begin..self.text.len());
        }
    }

    /// All words, one space between two.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// How many words there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there is no word at all: nothing but signs, or nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// `many` words from the one of number `from` on, one space between two; `None` if there are not so many.
    #[must_use]
    pub fn run(&self, from: usize, many: usize) -> Option<&str> {
        let last = from.checked_add(many.checked_sub(1)?)?;
        let (first, last) = (self.places.get(from)?, self.places.get(last)?);
        self.text.get(first.start..last.end)
    }

    /// Every run of `many` words, in order.
    pub fn runs(&self, many: usize) -> impl Iterator<Item = &str> {
        (0..self.len()).map_while(move |from| self.run(from, many))
    }
}

/// Whether a letter leaves a trace on the page; variation selectors change how the one before looks.
fn is_seen(letter: char) -> bool {
    !clean::is_blank(letter) && !clean::is_bidi_control(letter) && !clean::only_varies(letter)
}

/// Accents and the vowel points of Hebrew and Arabic are left out by many who write; the vowels of Devanagari, which
/// are marks as well, make another word.
fn counts(letter: char) -> bool {
    let accent = matches!(letter, '\u{300}'..='\u{36F}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}'
        | '\u{20D0}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}');
    let point = matches!(letter, '\u{591}'..='\u{5C7}' | '\u{640}' | '\u{64B}'..='\u{65F}' | '\u{670}');
    !accent && !point && (letter.is_alphanumeric() || unicode_normalization::char::is_combining_mark(letter))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fold(text: &str) -> String {
        Folded::of(text).as_str().to_owned()
    }

    #[test]
    fn what_reads_as_the_same_word_is_the_same_word() {
        for written in
            ["scam", "SCAM", "ｓｃａｍ", "sсаm", "s\u{200D}c\u{AD}am", "s.c.a.m", "s_c_a_m", "scám", "𝓼𝓬𝓪𝓶"]
        {
            assert_eq!(fold(written), "scam", "{written:?}");
        }
        assert_eq!(fold("Straße"), fold("STRASSE"));
        assert_eq!(fold("ΣΊΣΥΦΟΣ"), fold("σίσυφος"));
        assert_eq!(fold("שָׁלוֹם"), fold("שלום"));
    }

    #[test]
    fn what_reads_as_another_word_is_another_word() {
        for (one, other) in [("scam", "scan"), ("कल", "कला"), ("坏", "话"), ("a b", "ab")] {
            assert_ne!(fold(one), fold(other), "{one} {other}");
        }
    }

    #[test]
    fn words_stand_apart_in_every_script() {
        assert_eq!(Folded::of("Wer zahlt, bitte?").len(), 3);
        assert_eq!(Folded::of("说坏话").runs(2).collect::<Vec<_>>(), ["说 坏", "坏 话"]);
        assert!(Folded::of("😀 … — 🎉!").is_empty());
    }

    #[test]
    fn a_run_ends_where_the_words_end() {
        let folded = Folded::of("one two three");
        assert_eq!(folded.run(1, 2), Some("two three"));
        assert_eq!((folded.run(2, 2), folded.run(0, 0), folded.run(9, 1)), (None, None, None));
    }

    proptest! {
        #[test]
        fn folding_again_changes_nothing(text in "[a-zA-Z0-9 .,_éßΣσςа-я说坏话üЁ]{0,120}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn the_words_are_the_text(text in any::<String>()) {
            let folded = Folded::of(&text);
            let words: Vec<&str> = folded.runs(1).collect();
            prop_assert_eq!(words.len(), folded.len());
            prop_assert_eq!(words.join(" "), folded.as_str());
        }
    }
}
