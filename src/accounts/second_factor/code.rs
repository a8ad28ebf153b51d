//! What somebody types beside a password: six digits of an app, or a recovery code.

use std::fmt;

use data_encoding::BASE32_NOPAD;
use zeroize::Zeroizing;

use crate::accounts::password::Typed;
use crate::base::random::Random;
use crate::base::token::TokenDigest;

const PURPOSE: &str = "recovery-code";
const RECOVERY_BYTES: usize = 15;
const RECOVERY_LETTERS: usize = 24;
const DIGITS: usize = 6;
const GROUP: usize = 4;

/// A recovery code: 120 random bits as 24 letters of base 32. It is shown once; rows keep its digest, for which that
/// many bits need no salt and no slow hash (ASVS 6.5.2).
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode(Zeroizing<String>);

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(…)")
    }
}

impl RecoveryCode {
    /// A fresh code.
    #[must_use]
    pub fn fresh(random: &Random) -> Self {
        Self(Zeroizing::new(BASE32_NOPAD.encode(&random.bytes::<RECOVERY_BYTES>())))
    }

    /// The code itself, in groups of four, for the one page that shows it.
    #[must_use]
    pub fn reveal(&self) -> String {
        let letters: Vec<char> = self.0.chars().collect();
        letters.chunks(GROUP).map(|group| group.iter().collect()).collect::<Vec<String>>().join("-")
    }

    /// What the database keeps.
    #[must_use]
    pub fn digest(&self) -> TokenDigest {
        TokenDigest::of(PURPOSE, &self.0)
    }
}

/// A code as it was meant, however it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Code {
    /// Six digits of an app.
    App(Digits),
    /// A recovery code.
    Recovery(RecoveryCode),
}

/// Six digits.
#[derive(Clone, PartialEq, Eq)]
pub struct Digits(Zeroizing<String>);

impl Digits {
    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Digits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Digits(…)")
    }
}

impl Code {
    /// Reads what was typed: blanks and hyphens say nothing, small letters are capital ones. `None` if it cannot be
    /// a code.
    #[must_use]
    pub fn read(typed: &Typed) -> Option<Self> {
        let said = typed.as_str().chars().filter(|letter| !letter.is_whitespace() && *letter != '-');
        let said: Zeroizing<String> = Zeroizing::new(
            said.take(RECOVERY_LETTERS + 1).map(|letter| letter.to_ascii_uppercase()).collect(),
        );
        if said.len() == DIGITS && said.chars().all(|letter| letter.is_ascii_digit()) {
            return Some(Self::App(Digits(said)));
        }
        let proper = said.len() == RECOVERY_LETTERS && BASE32_NOPAD.decode(said.as_bytes()).is_ok();
        proper.then_some(Self::Recovery(RecoveryCode(said)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Option<Code> {
        Code::read(&serde_json::from_value(text.into()).unwrap())
    }

    #[test]
    fn digits_are_read_with_blanks_around_and_between_them() {
        for typed in ["123456", " 123456 ", "123 456", "12\u{a0}34 56\n"] {
            assert!(
                matches!(read(typed), Some(Code::App(digits)) if digits.as_str() == "123456"),
                "{typed:?}"
            );
        }
        for typed in ["", "12345", "1234567", "+12345", "１２３４５６"] {
            assert_eq!(read(typed), None, "{typed:?}");
        }
    }

    proptest! {
        #[test]
        fn a_recovery_code_is_read_however_it_is_typed(seed in any::<u64>()) {
            let code = RecoveryCode::fresh(&Random::seeded(seed));
            let shown = code.reveal();
            for typed in [shown.clone(), shown.to_lowercase(), shown.replace('-', " "), format!(" {} ", shown.replace('-', ""))] {
                prop_assert_eq!(read(&typed), Some(Code::Recovery(code.clone())));
            }
        }

        #[test]
        fn any_text_is_answered(text in any::<String>()) {
            read(&text);
        }
    }
}
