//! The text of a comment.

use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use diesel::sql_types::Text;
use unicode_normalization::UnicodeNormalization;

use super::{TextProblem, clean, shown_as_text, stored_as_text};

/// Plain text in paragraphs: 1 to 5,000 graphemes in at most 40 KiB, composed (NFC), with `\n` line
/// ends, no control characters except tabs, nothing that turns its direction, no blanks at line
/// ends and at most two empty lines in a row.
#[derive(Debug, Clone, PartialEq, Eq, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Prose(String);

impl Prose {
    /// Most letters of a text, as a person counts them.
    pub const MOST_GRAPHEMES: usize = 5_000;
    const MOST_BYTES: usize = 40 * 1024;
    const MOST_EMPTY_LINES: usize = 2;

    /// Takes what was typed for a text, cleaned of what cannot be seen.
    ///
    /// # Errors
    /// `Missing` if nothing in it shows, `TooLong` beyond the limits, `NotAllowed` for a control
    /// character other than tab and line end.
    pub fn parse(raw: &str) -> Result<Self, TextProblem> {
        if clean::is_hopeless(raw, Self::MOST_BYTES) {
            return Err(TextProblem::TooLong);
        }
        let text = raw.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n");
        if text.chars().any(|letter| letter.is_control() && !matches!(letter, '\n' | '\t')) {
            return Err(TextProblem::NotAllowed);
        }
        let composed: String = text.chars().filter(|letter| !clean::is_bidi_control(*letter)).nfc().collect();
        let folded = fold_empty_lines(&composed, Self::MOST_EMPTY_LINES);
        let text = folded.trim_matches(clean::is_blank);
        if !clean::shows_something(text) {
            return Err(TextProblem::Missing);
        }
        let too_long = text.len() > Self::MOST_BYTES || clean::graphemes(text) > Self::MOST_GRAPHEMES;
        if too_long { Err(TextProblem::TooLong) } else { Ok(Self(text.to_owned())) }
    }

    /// Its paragraphs, which empty lines part. None is empty; `str::lines` gives a paragraph's lines.
    pub fn paragraphs(&self) -> impl Iterator<Item = &str> {
        self.0
            .split("\n\n")
            .map(|paragraph| paragraph.trim_matches('\n'))
            .filter(|paragraph| !paragraph.is_empty())
    }

    /// Its lines, the empty ones too.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.0.lines()
    }

    /// How it begins, in about so many letters and whole words, and whether it goes on.
    #[must_use]
    pub fn beginning(&self, letters: usize) -> (String, bool) {
        let first = self.paragraphs().next().unwrap_or_default();
        let goes_on = self.paragraphs().nth(1).is_some();
        if first.chars().count() <= letters {
            return (first.to_owned(), goes_on);
        }
        let start: String = first.chars().take(letters).collect();
        let whole = start.rsplit_once(char::is_whitespace).map_or(start.as_str(), |(whole, _)| whole);
        (format!("{whole} …"), true)
    }

    /// Its length as a person counts it, line ends included.
    #[must_use]
    pub fn grapheme_count(&self) -> usize {
        clean::graphemes(&self.0)
    }
}

shown_as_text!(Prose);
stored_as_text!(Prose);

/// Cuts blanks at line ends; a run of more than `most` empty lines becomes a single one.
fn fold_empty_lines(text: &str, most: usize) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut empty = 0;
    for line in text.split('\n').map(|line| line.trim_end_matches(clean::is_blank)) {
        if line.is_empty() {
            empty += 1;
            continue;
        }
        let kept = if empty > most { 1 } else { empty };
        folded.extend(std::iter::repeat_n('\n', kept));
        folded.push_str(line);
        folded.push('\n');
        empty = 0;
    }
    folded
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn prose(raw: &str) -> Result<String, TextProblem> {
        Prose::parse(raw).map(|prose| prose.as_str().to_owned())
    }

    #[test]
    fn a_text_is_kept_as_typed_but_for_its_blanks() {
        assert_eq!(
            prose("  one  \r\ntwo\r\rthree\u{2028}four\u{3164}\n"),
            Ok("one\ntwo\n\nthree\nfour".to_owned())
        );
        assert_eq!(prose("a\n\n\nb\n\n\n \n\nc"), Ok("a\n\n\nb\n\nc".to_owned()));
        assert_eq!(prose("a\n  b\n\tc"), Ok("a\n  b\n\tc".to_owned()));
        assert_eq!(prose("\u{202E}evil\u{2069}"), Ok("evil".to_owned()));
    }

    #[test]
    fn nothing_to_see_is_missing() {
        for blank in ["", "\n\n", " \u{200B}\n\u{3164}", "\u{2800}", "\u{202E}", "\u{FE0F}"] {
            assert_eq!(prose(blank), Err(TextProblem::Missing), "{blank:?}");
        }
    }

    #[test]
    fn control_characters_are_refused() {
        for raw in ["a\0", "a\u{1B}[31m", "a\u{7F}", "a\u{85}b", "\u{B}a"] {
            assert_eq!(prose(raw), Err(TextProblem::NotAllowed), "{raw:?}");
        }
    }

    #[test]
    fn the_limits_are_graphemes_and_bytes() {
        assert_eq!(Prose::parse(&"é".repeat(5_000)).unwrap().grapheme_count(), 5_000);
        assert_eq!(prose(&"é".repeat(5_001)), Err(TextProblem::TooLong));
        let stacked = format!("a{}", "\u{0323}\u{0325}".repeat(20_000));
        assert_eq!(prose(&stacked), Err(TextProblem::TooLong));
    }

    #[test]
    fn empty_lines_part_paragraphs() {
        let text = Prose::parse("one\ntwo\n\nthree\n\n\nfour").unwrap();
        assert_eq!(text.paragraphs().collect::<Vec<_>>(), ["one\ntwo", "three", "four"]);
        assert_eq!(text.lines().count(), 7);
    }

    proptest! {
        #[test]
        fn a_taken_text_is_taken_again_unchanged(raw in "[a-c \t\r\n\u{2028}\u{200B}\u{202E}\u{308}éß👩\u{200D}]{0,60}") {
            if let Ok(text) = Prose::parse(&raw) {
                prop_assert_eq!(Prose::parse(text.as_str()), Ok(text.clone()));
                prop_assert!(!text.as_str().contains("\n\n\n\n"));
                prop_assert!(text.paragraphs().count() > 0);
            }
        }

        #[test]
        fn any_text_is_answered(raw in any::<String>()) {
            if let Ok(text) = Prose::parse(&raw) {
                prop_assert_eq!(Prose::parse(text.as_str()), Ok(text));
            }
        }
    }
}
