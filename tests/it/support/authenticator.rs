//! The app on somebody's phone that makes codes.

use std::cell::Cell;

use amicus::accounts::second_factor::authenticator::Secret;
use amicus::base::clock::Timestamp;
use amicus::base::random::Random;
use data_encoding::BASE32_NOPAD;
use totp_rs::{Builder, Totp};

use super::page::Page;

const STEP: i64 = 30;

/// An app that knows one key.
pub struct Authenticator {
    totp: Totp,
    last: Cell<i64>,
}

impl Authenticator {
    /// An app into which the key of the page was typed.
    pub fn of_page(page: &Page) -> Self {
        Self::of_key(&page.text_of(".key"))
    }

    /// The app of everybody to whom `given` gave a second factor.
    pub fn given() -> Self {
        Self::of_key(&given_secret().to_text())
    }

    fn of_key(key: &str) -> Self {
        let letters: String = key.chars().filter(|letter| !letter.is_whitespace()).collect();
        let bytes = BASE32_NOPAD.decode(letters.as_bytes()).unwrap();
        let secret: [u8; 20] = bytes.try_into().unwrap();
        let totp = Builder::new().with_secret(totp_rs::Secret::new_stack(secret)).build().unwrap();
        Self { totp, last: Cell::new(0) }
    }

    /// What it shows at an instant.
    pub fn code_at(&self, at: Timestamp) -> String {
        self.totp.generate(u64::try_from(at.as_micros() / 1_000_000).unwrap()).to_string()
    }

    /// A code that is good now and was not given before: each step is good once, and the clock of a test stands.
    pub fn next_code(&self, now: Timestamp) -> String {
        let step = now.as_micros() / 1_000_000 / STEP;
        let next = (step - 1).max(self.last.get() + 1);
        assert!(next <= step + 1, "three codes are good at one instant: advance the clock before the fourth");
        self.last.set(next);
        self.code_at(Timestamp::from_micros(next * STEP * 1_000_000))
    }
}

/// The secret of [`Authenticator::given`].
pub fn given_secret() -> Secret {
    Secret::fresh(&Random::seeded(7))
}
