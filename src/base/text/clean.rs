//! What is taken out of every text before it is judged.

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use super::TextProblem;

/// A raw text may be this many times longer than the clean one may be; beyond that nobody looks.
const RAW_ALLOWANCE: usize = 4;

/// Marks that turn the direction of what follows: a name could make its whole line read backwards.
pub(super) const fn is_bidi_control(letter: char) -> bool {
    matches!(letter, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Takes no room at all and joins nothing.
const fn is_zero_width(letter: char) -> bool {
    matches!(letter, '\u{180E}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}')
}

/// Takes room and shows nothing.
fn is_spacing(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '\u{2800}' | '\u{3164}' | '\u{FFA0}')
}

/// Shows nothing where a text begins or ends, whether Unicode calls it white space or not.
pub(super) fn is_blank(letter: char) -> bool {
    is_spacing(letter)
        || is_zero_width(letter)
        || matches!(
            letter,
            '\u{00AD}'
                | '\u{034F}'
                | '\u{115F}'
                | '\u{1160}'
                | '\u{17B4}'
                | '\u{17B5}'
                | '\u{200C}'
                | '\u{200D}'
                | '\u{2061}'..='\u{2064}' | '\u{1D159}'
        )
}

/// Says at most how another sign is drawn, and is drawn itself nowhere: variation selectors, tags, and what else has
/// Unicode's `Default_Ignorable_Code_Point` and is no blank, or marks annotations.
pub(super) const fn only_varies(letter: char) -> bool {
    matches!(
        letter,
        '\u{180B}'..='\u{180F}' | '\u{2065}' | '\u{206A}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}'
            | '\u{FFF0}'..='\u{FFFB}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}'
            | '\u{E0000}'..='\u{E0FFF}'
    )
}

/// Whether any letter of the text can be seen.
pub(super) fn shows_something(text: &str) -> bool {
    let unseen = |letter: char| {
        is_blank(letter) || is_bidi_control(letter) || letter.is_control() || only_varies(letter)
    };
    !text.chars().all(unseen)
}

/// How many letters a person sees (extended grapheme clusters of UAX 29).
pub(super) fn graphemes(text: &str) -> usize {
    text.graphemes(true).count()
}

/// Whether so much was sent that cleaning it is not worth the work.
pub(super) const fn is_hopeless(raw: &str, bytes: usize) -> bool {
    raw.len() > bytes.saturating_mul(RAW_ALLOWANCE)
}

/// Whether a mail program could take the text for an encoded word (RFC 2047) and show another one.
fn poses_as_encoded_word(text: &str) -> bool {
    text.contains("=?") && text.contains("?=")
}

/// A text of one line: no control characters, direction marks or zero-width letters; NFC; each run
/// of white space one space; nothing blank at its ends.
pub(super) fn one_line(raw: &str, most_graphemes: usize, most_bytes: usize) -> Result<String, TextProblem> {
    if is_hopeless(raw, most_bytes) {
        return Err(TextProblem::TooLong);
    }
    if raw.chars().any(char::is_control) {
        return Err(TextProblem::NotAllowed);
    }
    let composed: String =
        raw.chars().filter(|letter| !is_bidi_control(*letter) && !is_zero_width(*letter)).nfc().collect();
    let words: Vec<&str> = composed.split(is_spacing).filter(|word| !word.is_empty()).collect();
    let spaced = words.join(" ");
    let text = spaced.trim_matches(is_blank);
    if !shows_something(text) {
        return Err(TextProblem::Missing);
    }
    if text.len() > most_bytes || graphemes(text) > most_graphemes {
        return Err(TextProblem::TooLong);
    }
    if poses_as_encoded_word(text) { Err(TextProblem::NotAllowed) } else { Ok(text.to_owned()) }
}
