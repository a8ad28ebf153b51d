//! What editors write: titles, slugs and bodies in Markdown.

use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use diesel::sql_types::Text;
use unicode_normalization::UnicodeNormalization;

use super::{TextProblem, clean, shown_as_text, stored_as_text};

/// A title or a byline: 1 to 200 graphemes in at most 800 bytes, one line, composed (NFC), without
/// control characters or marks that turn its direction.
#[derive(Debug, Clone, PartialEq, Eq, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Line(String);

impl Line {
    const MOST_GRAPHEMES: usize = 200;
    const MOST_BYTES: usize = 800;

    /// Takes a text for a line, cleaned of what cannot be seen.
    ///
    /// # Errors
    /// `Missing` if nothing in it shows, `TooLong` beyond the limits, `NotAllowed` for a control
    /// character or what a mail program would take for an encoded word.
    pub fn parse(raw: &str) -> Result<Self, TextProblem> {
        clean::one_line(raw, Self::MOST_GRAPHEMES, Self::MOST_BYTES).map(Self)
    }
}

shown_as_text!(Line);
stored_as_text!(Line);

/// The part of a URL that names an article or a case: 1 to 80 small ASCII letters and digits, with
/// single hyphens between them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Slug(String);

impl Slug {
    const MOST_LETTERS: usize = 80;

    /// Takes a text for a slug, exactly as it is.
    ///
    /// # Errors
    /// `Missing` if empty, `TooLong` beyond 80 letters, `NotAllowed` for everything that is no slug.
    pub fn parse(text: &str) -> Result<Self, TextProblem> {
        if text.is_empty() {
            return Err(TextProblem::Missing);
        }
        if text.len() > Self::MOST_LETTERS {
            return Err(TextProblem::TooLong);
        }
        let letters =
            |part: &str| part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        let proper = text.split('-').all(|part| !part.is_empty() && letters(part));
        if proper { Ok(Self(text.to_owned())) } else { Err(TextProblem::NotAllowed) }
    }

    /// The slug that a title suggests: accents fall away, everything else that is no letter or
    /// digit parts words, whole words are kept up to 80 letters.
    ///
    /// # Errors
    /// `Missing` if the title has no letter that ASCII can show; its author must choose a slug then.
    pub fn from_title(title: &str) -> Result<Self, TextProblem> {
        let mut slug = String::new();
        for word in ascii_of(title)
            .split(|letter: char| !letter.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty())
        {
            if slug.is_empty() {
                slug.extend(word.chars().take(Self::MOST_LETTERS));
            } else if slug.len() + 1 + word.len() <= Self::MOST_LETTERS {
                slug.push('-');
                slug.push_str(word);
            } else {
                break;
            }
        }
        Self::parse(&slug)
    }
}

shown_as_text!(Slug);
stored_as_text!(Slug);

/// Small ASCII letters for Latin ones, without apostrophes and accents; other scripts stay.
fn ascii_of(title: &str) -> String {
    let mut ascii = String::with_capacity(title.len());
    for letter in title.nfkd().flat_map(char::to_lowercase) {
        match letter {
            'ß' => ascii.push_str("ss"),
            'æ' => ascii.push_str("ae"),
            'œ' => ascii.push_str("oe"),
            'ø' => ascii.push('o'),
            'ł' => ascii.push('l'),
            'đ' | 'ð' => ascii.push('d'),
            'þ' => ascii.push_str("th"),
            'ı' => ascii.push('i'),
            '\'' | '’' | '\u{0300}'..='\u{036F}' => {}
            other => ascii.push(other),
        }
    }
    ascii
}

/// The body of an article, a case or an update, as its editor wrote it: at most 400 KiB, with
/// `\n` line ends, composed (NFC), without control characters except tabs.
///
/// Whether its links and pictures may be shown is [`super::super::markup::check`]'s to say.
#[derive(Debug, Clone, PartialEq, Eq, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Markdown(String);

impl Markdown {
    const MOST_BYTES: usize = 400 * 1024;

    /// Takes a text for a body.
    ///
    /// # Errors
    /// `Missing` if nothing in it shows, `TooLong` beyond 400 KiB, `NotAllowed` for a control
    /// character other than tab and line end.
    pub fn parse(raw: &str) -> Result<Self, TextProblem> {
        if clean::is_hopeless(raw, Self::MOST_BYTES) {
            return Err(TextProblem::TooLong);
        }
        let text: String = raw.replace("\r\n", "\n").replace('\r', "\n").nfc().collect();
        if text.chars().any(|letter| letter.is_control() && !matches!(letter, '\n' | '\t')) {
            return Err(TextProblem::NotAllowed);
        }
        let text = text.trim_end().trim_start_matches('\n');
        if !clean::shows_something(text) {
            return Err(TextProblem::Missing);
        }
        if text.len() > Self::MOST_BYTES { Err(TextProblem::TooLong) } else { Ok(Self(text.to_owned())) }
    }
}

shown_as_text!(Markdown);
stored_as_text!(Markdown);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_title_is_one_line_of_at_most_two_hundred_graphemes() {
        assert_eq!(Line::parse("  A  <new>  ruling ").unwrap().as_str(), "A <new> ruling");
        assert!(Line::parse(&"ä".repeat(200)).is_ok());
        assert_eq!(Line::parse(&"ä".repeat(201)), Err(TextProblem::TooLong));
        assert_eq!(Line::parse("a\nb"), Err(TextProblem::NotAllowed));
        assert_eq!(Line::parse(" \u{200B} "), Err(TextProblem::Missing));
    }

    #[test]
    fn a_title_suggests_its_slug() {
        let slug = |title| Slug::from_title(title).map(|slug| slug.as_str().to_owned());
        assert_eq!(slug("Facebook's “Tracking Pixel”, 2019"), Ok("facebooks-tracking-pixel-2019".to_owned()));
        assert_eq!(slug("Straße à Łódź"), Ok("strasse-a-lodz".to_owned()));
        assert_eq!(slug("日本語"), Err(TextProblem::Missing));
        assert_eq!(slug(&"word ".repeat(40)).map(|slug| slug.len()), Ok(79));
    }

    #[test]
    fn what_is_not_a_slug_is_refused() {
        for text in ["-a", "a-", "a--b", "A", "é", "a b", "a/b", "..", "a\n"] {
            assert_eq!(Slug::parse(text), Err(TextProblem::NotAllowed), "{text:?}");
        }
        assert_eq!(Slug::parse(""), Err(TextProblem::Missing));
        assert_eq!(Slug::parse(&"a".repeat(81)), Err(TextProblem::TooLong));
    }

    #[test]
    fn a_body_keeps_its_indentation_and_loses_carriage_returns() {
        assert_eq!(Markdown::parse("\r\n    code\r\ntext\r\n\r\n").unwrap().as_str(), "    code\ntext");
        assert_eq!(Markdown::parse("a\0"), Err(TextProblem::NotAllowed));
        assert_eq!(Markdown::parse("\n \n"), Err(TextProblem::Missing));
        assert_eq!(Markdown::parse(&"a".repeat(400 * 1024 + 1)), Err(TextProblem::TooLong));
    }

    proptest! {
        #[test]
        fn a_suggested_slug_is_a_slug(title in any::<String>()) {
            if let Ok(slug) = Slug::from_title(&title) {
                prop_assert_eq!(Slug::parse(slug.as_str()), Ok(slug));
            }
        }

        #[test]
        fn a_taken_body_is_taken_again_unchanged(raw in any::<String>()) {
            if let Ok(body) = Markdown::parse(&raw) {
                prop_assert_eq!(Markdown::parse(body.as_str()), Ok(body));
            }
        }
    }
}
