//! How an article's text is shown to its readers.

use crate::base::markup::{self, Html};
use crate::base::text::Markdown;

/// A first paragraph shorter than this has no large first letter.
const CAPPED_FROM: usize = 120;

/// A text ready to be shown.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The text as HTML.
    pub html: Html,
    /// Whether it begins with a paragraph that carries a large first letter.
    pub capped: bool,
    /// How many minutes reading it takes.
    pub minutes: u32,
}

impl Reading {
    /// Prepares a text.
    #[must_use]
    pub fn of(body: &Markdown) -> Self {
        let html = markup::to_html(body.as_str());
        Self { capped: is_capped(html.as_str()), minutes: markup::reading_minutes(body.as_str()), html }
    }
}

/// How an article begins: its first plain paragraphs, at most three; `None` if it begins with anything else.
#[must_use]
pub fn opening(body: &Markdown) -> Option<Reading> {
    let plain = |block: &&str| {
        block
            .trim_start()
            .chars()
            .next()
            .is_some_and(|first| first.is_alphanumeric() || "“‘«¿¡".contains(first))
    };
    let blocks: Vec<&str> = body
        .as_str()
        .split("\n\n")
        .filter(|block| !block.trim().is_empty())
        .take_while(plain)
        .take(3)
        .collect();
    Markdown::parse(&blocks.join("\n\n")).ok().map(|opening| Reading::of(&opening))
}

/// Whether a text begins with a paragraph of some length whose first character is a letter of a script
/// that has large ones: Latin, Greek, Cyrillic. A quotation mark, a digit or an emphasis has none.
fn is_capped(html: &str) -> bool {
    let Some((paragraph, _)) = html.strip_prefix("<p>").and_then(|rest| rest.split_once("</p>")) else {
        return false;
    };
    let mut inside_tag = false;
    let shown = paragraph.chars().filter(|letter| {
        let counts = !inside_tag && *letter != '<';
        inside_tag = (inside_tag || *letter == '<') && *letter != '>';
        counts
    });
    paragraph.chars().next().is_some_and(has_large_form) && shown.count() >= CAPPED_FROM
}

fn has_large_form(letter: char) -> bool {
    letter.is_alphabetic()
        && matches!(letter, 'A'..='Z' | 'a'..='z' | '\u{C0}'..='\u{24F}' | '\u{370}'..='\u{52F}' | '\u{1E00}'..='\u{1FFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn capped(text: &str) -> bool {
        Reading::of(&Markdown::parse(text).unwrap()).capped
    }

    #[test]
    fn an_opening_is_the_first_plain_paragraphs() {
        let html = |text: &str| {
            opening(&Markdown::parse(text).unwrap()).map(|reading| reading.html.as_str().to_owned())
        };
        assert_eq!(
            html("One.\n\n“Two.”\n\n## Three\n\nFour."),
            Some("<p>One.</p>\n<p>“Two.”</p>\n".to_owned())
        );
        assert_eq!(html("a\n\nb\n\nc\n\nd"), Some("<p>a</p>\n<p>b</p>\n<p>c</p>\n".to_owned()));
        assert_eq!(html("## One\n\nTwo."), None);
    }

    #[test]
    fn a_long_first_paragraph_that_begins_with_a_letter_is_capped() {
        let rest = " and so on".repeat(12);
        assert!(capped(&format!("WhatsApp took{rest}")));
        assert!(capped(&format!("Ελλάδα{rest}")));
        for first in ["“Quoted”", "2019", "*Emphasis*", "## Heading\n\nA", "> A quote", "- A list", "日本"]
        {
            assert!(!capped(&format!("{first}{rest}")), "{first}");
        }
        assert!(!capped(
            "Short.\n\nThe next paragraph may be as long as it likes, and is in fact made to be longer than the first one that counts."
        ));
        assert!(!capped(
            "A [word](/with-an-address-that-is-long-enough-to-make-up-for-the-brevity-of-the-words-around-it-if-tags-were-counted)"
        ));
    }
}
