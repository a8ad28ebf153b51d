//! Letters of other alphabets that look like Latin ones: how a name can be read as another without being it.

/// Cyrillic and Greek letters, and signs, with the Latin letter that a reader sees (from the confusables of Unicode
/// Technical Standard 39, as far as these alphabets go). Small letters, as [`Name::key`](super::Name::key) has them.
const ALIKE: [(char, char); 45] = [
    ('а', 'a'),
    ('в', 'b'),
    ('с', 'c'),
    ('ԁ', 'd'),
    ('е', 'e'),
    ('ё', 'e'),
    ('ғ', 'f'),
    ('һ', 'h'),
    ('н', 'h'),
    ('і', 'l'),
    ('ї', 'l'),
    ('ј', 'j'),
    ('к', 'k'),
    ('ӏ', 'l'),
    ('м', 'm'),
    ('п', 'n'),
    ('о', 'o'),
    ('р', 'p'),
    ('ԛ', 'q'),
    ('г', 'r'),
    ('ѕ', 's'),
    ('т', 't'),
    ('ц', 'u'),
    ('ѵ', 'v'),
    ('ԝ', 'w'),
    ('х', 'x'),
    ('у', 'y'),
    ('α', 'a'),
    ('β', 'b'),
    ('ε', 'e'),
    ('η', 'n'),
    ('ι', 'l'),
    ('κ', 'k'),
    ('μ', 'm'),
    ('ν', 'v'),
    ('ο', 'o'),
    ('ρ', 'p'),
    ('σ', 'o'),
    ('τ', 't'),
    ('υ', 'u'),
    ('χ', 'x'),
    ('ω', 'w'),
    ('0', 'o'),
    ('1', 'l'),
    ('i', 'l'),
];

/// The Latin letter that a reader sees.
pub(super) fn seen_as(letter: char) -> char {
    if matches!(letter, 'a'..='h' | 'j'..='z') {
        return letter;
    }
    ALIKE.iter().find(|(other, _)| *other == letter).map_or(letter, |(_, seen)| *seen)
}

/// Alphabets with letters that pass for Latin ones: Greek, Cyrillic, Armenian, Cherokee, Coptic, Lisu.
const BESIDE_LATIN: [std::ops::RangeInclusive<char>; 8] = [
    '\u{370}'..='\u{3ff}',
    '\u{400}'..='\u{52f}',
    '\u{530}'..='\u{58f}',
    '\u{13a0}'..='\u{13ff}',
    '\u{1f00}'..='\u{1fff}',
    '\u{2c80}'..='\u{2cff}',
    '\u{a4d0}'..='\u{a4ff}',
    '\u{ab70}'..='\u{abbf}',
];

/// Whether a word is written in Latin letters together with those of an alphabet that passes for it, as no language is.
pub(super) fn is_mixed(word: &str) -> bool {
    let of = |ranges: &[std::ops::RangeInclusive<char>]| {
        word.chars()
            .any(|letter| letter.is_alphabetic() && ranges.iter().any(|range| range.contains(&letter)))
    };
    let latin = of(&['a'..='z', 'A'..='Z', '\u{c0}'..='\u{24f}']);
    latin && of(&BESIDE_LATIN)
}
