//! The name under a comment and of an account.

use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use diesel::sql_types::Text;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::{TextProblem, alike, clean, shown_as_text, stored_as_text};

/// A person's public name: 1 to 60 graphemes in at most 240 bytes, one line, composed (NFC), with
/// nothing that turns its direction, hides at its ends, or could be markup or an address of a page.
#[derive(Debug, Clone, PartialEq, Eq, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct Name(String);

impl Name {
    /// Most letters of a name, as a person counts them.
    pub const MOST_GRAPHEMES: usize = 60;
    const MOST_BYTES: usize = 240;

    /// Takes a text for a name, cleaned of what cannot be seen.
    ///
    /// # Errors
    /// `Missing` if nothing in it shows, `TooLong` beyond the limits, `NotAllowed` for a control
    /// character (line ends and NUL too), `<`, `>`, `://` or `www.`, in whatever width of letters.
    pub fn parse(raw: &str) -> Result<Self, TextProblem> {
        let name = Self(clean::one_line(raw, Self::MOST_GRAPHEMES, Self::MOST_BYTES)?);
        let plain = name.key();
        let forbidden =
            ["<", ">", "://", "www."].iter().any(|mark| name.0.contains(mark) || plain.contains(mark));
        if forbidden { Err(TextProblem::NotAllowed) } else { Ok(name) }
    }

    /// What two names have in common if they are the same to a reader: compatibility forms, case
    /// and invisible joiners do not count. For comparing only, never shown.
    #[must_use]
    pub fn key(&self) -> String {
        self.0
            .nfkc()
            .flat_map(char::to_uppercase)
            .flat_map(char::to_lowercase)
            .nfkc()
            .filter(|letter| *letter == ' ' || !clean::is_blank(*letter))
            .collect()
    }

    /// What two names have in common if a reader takes one for the other: their [key](Self::key) with letters of
    /// other alphabets as the Latin ones that they look like, and without what only says how a sign is drawn. For
    /// comparing only, never shown.
    #[must_use]
    pub fn looks(&self) -> String {
        let counts = |sign: &char| !is_combining_mark(*sign) && !clean::only_varies(*sign);
        self.key().nfd().filter(counts).map(alike::seen_as).collect()
    }

    /// Whether a word of it is written in letters of alphabets that no language mixes.
    #[must_use]
    pub fn mixes_alphabets(&self) -> bool {
        self.0.split(|letter: char| !letter.is_alphanumeric()).any(alike::is_mixed)
    }
}

shown_as_text!(Name);
stored_as_text!(Name);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn name(raw: &str) -> Result<String, TextProblem> {
        Name::parse(raw).map(|name| name.as_str().to_owned())
    }

    #[test]
    fn a_name_loses_what_nobody_sees() {
        assert_eq!(name("  Ada   Lovelace\u{3000}"), Ok("Ada Lovelace".to_owned()));
        assert_eq!(name("\u{200B}\u{FEFF}\u{3164}Ada\u{2800}\u{1160}\u{2060}"), Ok("Ada".to_owned()));
        assert_eq!(name("\u{202E}Ada\u{2066}\u{061C}"), Ok("Ada".to_owned()));
        assert_eq!(name("Ada\u{2028}Lovelace"), Ok("Ada Lovelace".to_owned()));
        assert_eq!(name("Zoe\u{308}"), Ok("Zoë".to_owned()));
    }

    #[test]
    fn a_name_of_blanks_is_missing() {
        for blank in ["", " ", "\u{3164}", "\u{200B}\u{00AD}", "\u{202E}", "\u{FE0F}", "\u{115F}\u{2800}"] {
            assert_eq!(name(blank), Err(TextProblem::Missing), "{blank:?}");
        }
    }

    #[test]
    fn markup_addresses_and_control_characters_are_no_name() {
        let refused = [
            "<b>",
            "a > b",
            "https://example.org",
            "WWW.example.org",
            "ｗｗｗ.example.org",
            "＜b",
            "a\0b",
            "a\nb",
            "a\r",
            "\ta",
            "=?utf-8?q?Editor?=",
        ];
        for raw in refused {
            assert_eq!(name(raw), Err(TextProblem::NotAllowed), "{raw:?}");
        }
    }

    #[test]
    fn a_name_in_foreign_letters_that_reads_like_another_looks_like_it() {
        let looks = |raw: &str| Name::parse(raw).unwrap().looks();
        for alike in [
            "Mia Ruiz",
            "Міа Ruiz",
            "МIA RUIZ",
            "M1a Ruiz",
            "Mía Ruiz",
            "Mia\u{E0041} Ruiz\u{FE0F}",
            "M\u{206A}ia Ruiz",
            "M\u{FFF9}ia Ruiz",
            "ΜΙΑ Ruiz",
            "Ꮇіꭺ ꓣꓴꓲꓜ",
            "ᴍɪᴀ ʀᴜɪᴢ",
            "ⲘⲒⲀ ꓣսіꓜ",
        ] {
            assert_eq!(looks(alike), looks("Mia Ruiz"), "{alike}");
        }
        for other in ["Mia Ruis", "Мария Руис", "Maia Ruiz"] {
            assert_ne!(looks(other), looks("Mia Ruiz"), "{other}");
        }
    }

    #[test]
    fn no_language_mixes_alphabets_in_a_word() {
        let mixes = |raw: &str| Name::parse(raw).unwrap().mixes_alphabets();
        for mixed in ["Мia", "Аda Lovelace", "αdmin", "Ꮇia", "ꓟia", "Adօ"] {
            assert!(mixes(mixed), "{mixed}");
        }
        for plain in ["Ada", "Мария", "Ελένη", "Zoë", "Ada Иванова", "李 Ada", "محمد", "R2-D2", "Đorđe"]
        {
            assert!(!mixes(plain), "{plain}");
        }
    }

    #[test]
    fn sixty_graphemes_are_a_name_and_one_more_is_not() {
        let family = "👩\u{200D}👧";
        assert!(Name::parse(&"é".repeat(60)).is_ok());
        assert!(Name::parse(&family.repeat(20)).is_ok());
        assert_eq!(Name::parse(&"é".repeat(61)), Err(TextProblem::TooLong));
        assert_eq!(Name::parse(&family.repeat(30)), Err(TextProblem::TooLong));
    }

    #[test]
    fn names_that_read_alike_share_a_key() {
        let key = |raw| Name::parse(raw).unwrap().key();
        assert_eq!(key("ＡＤＡ"), key("ada"));
        assert_eq!(key("A\u{200D}da"), key("ada"));
        assert_eq!(key("STRASSE"), key("Straße"));
        assert_eq!(key("ΣΊΣΥΦΟΣ"), key("σίσυφος"));
        assert_ne!(key("Ada"), key("Ida"));
    }

    proptest! {
        #[test]
        fn a_taken_name_is_taken_again_unchanged(raw in any::<String>()) {
            if let Ok(name) = Name::parse(&raw) {
                prop_assert_eq!(Name::parse(name.as_str()), Ok(name.clone()));
                prop_assert!(!name.as_str().chars().any(char::is_control));
                prop_assert!(clean::graphemes(name.as_str()) <= Name::MOST_GRAPHEMES);
            }
        }

        #[test]
        fn blanks_around_a_name_do_not_count(
            word in "[a-zé]{1,20}",
            blanks in "[ \u{200B}\u{3164}\u{2800}\u{202E}\u{00AD}]{0,9}",
        ) {
            prop_assert_eq!(Name::parse(&format!("{blanks}{word}{blanks}")), Name::parse(&word));
        }
    }
}
