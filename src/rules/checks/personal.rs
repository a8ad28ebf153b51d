//! What leads to a person.

use super::{Found, Look, priority};

/// Digits that a telephone number has at least; years, dockets and sums of money have fewer in a row.
const PHONE_DIGITS: usize = 9;
/// Most digits of a telephone number with its country (ITU-T E.164).
const MOST_PHONE_DIGITS: usize = 15;

/// An address or a telephone number may put a person in danger (house rule 3): a person looks soon.
pub(super) fn personal(look: &Look<'_>) -> Option<Found> {
    let text = look.evidence.text.as_str();
    let personal = text.split_whitespace().any(is_address) || has_phone_number(text);
    personal.then(|| Found::hold("rules-why-personal").read(priority::SOON))
}

fn is_address(word: &str) -> bool {
    let word = word.trim_matches(|letter: char| !letter.is_alphanumeric());
    word.split_once('@').is_some_and(|(person, host)| {
        let named = host.split('.').all(|part| !part.is_empty());
        !person.is_empty() && host.contains('.') && named && !host.contains('@')
    })
}

/// Whether digits stand together as in a telephone number: with blanks, dots, dashes and brackets at most between them.
fn has_phone_number(text: &str) -> bool {
    let mut digits = 0_usize;
    let mut apart = 0_usize;
    let mut starts_like_one = false;
    let mut before = ' ';
    for letter in text.chars().chain(['\n']) {
        if letter.is_numeric() {
            if digits == 0 {
                starts_like_one = matches!(before, '+' | '(') || letter == '0';
            }
            digits += 1;
            apart = 0;
        } else if digits > 0 && apart < 2 && matches!(letter, ' ' | '.' | '-' | '(' | ')' | '\u{a0}' | '/') {
            apart += 1;
        } else {
            if starts_like_one && (PHONE_DIGITS..=MOST_PHONE_DIGITS).contains(&digits) {
                return true;
            }
            (digits, apart) = (0, 0);
        }
        before = letter;
    }
    false
}

#[cfg(test)]
mod tests {
    use crate::rules::checks::tests::{evidence, looked_at};
    use crate::rules::checks::{priority, verdict};

    #[test]
    fn what_leads_to_a_person_is_read_soon() {
        for text in ["Write to jo@example.org.", "Her number is +49 (0)30 901 820", "call 0151 23456789 now"]
        {
            let findings = looked_at(&evidence(text));
            assert_eq!(verdict(&findings).priority, priority::SOON, "{text}");
        }
    }
}
