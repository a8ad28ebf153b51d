//! Letters of other alphabets that look like Latin ones: how a name can be read as another without being it.

/// Each Latin letter with what a reader takes for it (after the confusables of Unicode Technical Standard 39): Cyrillic,
/// Greek, Armenian, Cherokee, Coptic and Lisu letters, Latin small capitals, and signs. Small letters where there are,
/// as [`Name::key`](super::Name::key) has them.
const ALIKE: [(char, &str); 25] = [
    ('a', "аαᴀꭺꓮⲁ"),
    ('b', "вβʙᏼꮟꓐⲃ"),
    ('c', "сᴄꮯꓚⲥ"),
    ('d', "ԁᴅꭰꓓ"),
    ('e', "еёεᴇꭼꓰ"),
    ('f', "ғꜰꓝ"),
    ('g', "ցɢꮐꓖ"),
    ('h', "һнհʜꮋꓧⲏ"),
    ('j', "јյᴊꭻꓙ"),
    ('k', "кκᴋꮶꓗⲕ"),
    ('l', "іїӏιɪʟꮮꓡꓲⲓı1i|"),
    ('m', "мμᴍꮇꓟⲙ"),
    ('n', "пηոɴꓠⲛ"),
    ('o', "оοσօᴏꓳⲟ0"),
    ('p', "рρᴘꮲꓑⲣ"),
    ('q', "ԛզ"),
    ('r', "гʀꭱꮢꓣ"),
    ('s', "ѕꜱꮥꮪꓢ"),
    ('t', "тτᴛꭲꓔⲧ"),
    ('u', "цυսᴜꓴ"),
    ('v', "ѵνᴠꮩꓦ"),
    ('w', "ԝωᴡꮃꮤꓪⲱ"),
    ('x', "хχꓫⲭ"),
    ('y', "уʏꮍꓬⲩ"),
    ('z', "ᴢꮓꓜⲍ"),
];

/// The Latin letter that a reader sees.
pub(super) fn seen_as(letter: char) -> char {
    if matches!(letter, 'a'..='h' | 'j'..='z') {
        return letter;
    }
    ALIKE.iter().find(|(_, alike)| alike.contains(letter)).map_or(letter, |(seen, _)| *seen)
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
