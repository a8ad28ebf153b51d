//! Taking words out of a comment: a text of the moderator's takes its place, with a mark where the words stood.

use super::deed::Deed;
use super::{Decision, Grounds, at_once, examine};
use crate::base::text::{Prose, TextProblem};
use crate::base::words::Words;
use crate::comments::{self, CommentId, RuleCited, Step};
use crate::db::{Conn, Tx};
use crate::error::{Error, OrNotFound as _, Result};
use crate::rules;

pub(super) const QUOTE_MISSING: &str = "moderation-quote-missing";
const QUOTE_NOT_THERE: &str = "moderation-quote-not-there";
const QUOTE_SEVERAL: &str = "moderation-quote-several";
const QUOTE_TOO_LONG: &str = "moderation-quote-too-long";

/// Words that are to go from a comment, as its moderator quoted them.
#[derive(Debug, Clone)]
pub struct Quote {
    /// The words, exactly as they stand there.
    pub words: String,
    /// Whether they go from everywhere, if they stand there several times.
    pub everywhere: bool,
}

/// The text of a comment as it was seen, without the quoted words; where they stood, a mark names the rule.
///
/// # Errors
/// [`Error::Invalid`] at `quote` if the words do not stand there, or several times and are not to go from everywhere;
/// [`Error::Conflict`] if the comment is no longer as it was seen; [`Error::NotFound`] without it.
pub fn text_without(
    conn: &mut Conn,
    (comment, seen): (&CommentId, i64),
    quote: &Quote,
    (rule, words): (RuleCited, &Words),
) -> Result<Prose> {
    examine(conn, comment, seen, Deed::Redact)?;
    let text = comments::find_for_moderation(conn, comment)?.or_not_found()?.comment.text.or_not_found()?;
    let title = rules::cited(conn, rule.number, rule.version)?.or_not_found()?.title;
    let mark = words.say2("moderation-quote-mark", ("number", rule.number), ("title", title.as_str()));
    take_out(&text, quote, &mark)
}

/// Puts `text` in the place of what is read, or waits.
///
/// # Errors
/// [`Error::Conflict`] if the comment is no longer as it was seen; [`Error::Invalid`] without a rule;
/// [`Error::NotFound`] without the comment.
pub fn redact(tx: &mut Tx<'_>, decision: &Decision, grounds: &Grounds, text: Prose) -> Result<()> {
    at_once(tx, decision, Step::Redact { rule: grounds.rule()?, words: grounds.words.clone(), text })
}

/// The text with a mark in place of the quoted words.
pub(super) fn take_out(text: &Prose, quote: &Quote, mark: &str) -> Result<Prose> {
    let wrong = |key| Error::invalid("quote", key);
    let quoted = Prose::parse(&quote.words).map_err(|_| wrong(QUOTE_MISSING))?;
    match text.as_str().matches(quoted.as_str()).count() {
        0 => return Err(wrong(QUOTE_NOT_THERE)),
        1 => {}
        _ if quote.everywhere => {}
        _ => return Err(wrong(QUOTE_SEVERAL)),
    }
    let left = text.as_str().replace(quoted.as_str(), mark);
    Prose::parse(&left).map_err(|problem| match problem {
        TextProblem::TooLong => wrong(QUOTE_TOO_LONG),
        _ => wrong(QUOTE_NOT_THERE),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MARK: &str = "[removed under rule 3: Do not name private persons]";

    fn without(text: &str, words: &str, everywhere: bool) -> Result<String, Option<&'static str>> {
        let quote = Quote { words: words.to_owned(), everywhere };
        match take_out(&Prose::parse(text).unwrap(), &quote, MARK) {
            Ok(left) => Ok(left.as_str().to_owned()),
            Err(Error::Invalid(problems)) => Err(problems.of("quote")),
            Err(_) => Err(None),
        }
    }

    #[test]
    fn the_quoted_words_go_and_a_mark_says_why() {
        let text = "Ask Jo Bloggs, of 5 Elm Street, about it.";
        let left = format!("Ask {MARK}, about it.");
        assert_eq!(without(text, "Jo Bloggs, of 5 Elm Street", false), Ok(left.clone()));
        assert_eq!(without(text, "\r\n  Jo Bloggs, of 5 Elm Street \n", false), Ok(left));
    }

    #[test]
    fn what_does_not_stand_there_or_several_times_is_told() {
        let text = "Jo, not jo: Jo.";
        assert_eq!(without(text, "Joe", false), Err(Some(QUOTE_NOT_THERE)));
        assert_eq!(without(text, " ", false), Err(Some(QUOTE_MISSING)));
        assert_eq!(without(text, "Jo", false), Err(Some(QUOTE_SEVERAL)));
        assert_eq!(without(text, "Jo", true), Ok(format!("{MARK}, not jo: {MARK}.")));
    }

    #[test]
    fn a_text_that_its_marks_would_make_too_long_is_told() {
        let text = format!("{} a a", "b".repeat(4_950));
        assert_eq!(without(&text, "a", true), Err(Some(QUOTE_TOO_LONG)));
    }

    proptest! {
        #[test]
        fn nothing_else_than_the_quoted_words_goes(before in "[a-z ]{0,40}", quoted in "[A-Z]{1,12}", after in "[a-z ]{0,40}") {
            let text = format!("x{before}{quoted}{after}x");
            let left = without(&text, &quoted, false);
            prop_assert_eq!(left, Ok(format!("x{before}{MARK}{after}x")));
        }
    }
}
