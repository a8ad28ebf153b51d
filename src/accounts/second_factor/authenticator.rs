//! The codes of an authenticator app: TOTP (RFC 6238), as every such app knows it.

use std::fmt;

use data_encoding::BASE32_NOPAD;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use totp_rs::{Builder, Secret as Shared};
use zeroize::Zeroizing;

use crate::accounts::AccountId;
use crate::base::clock::Timestamp;
use crate::base::random::Random;
use crate::base::seal::{Keys, SealBroken};

const SECRET_BYTES: usize = 20;
/// Letters of the key that stand together, so that it can be copied by hand.
const GROUP: usize = 4;

/// What an app and we both know: 160 random bits (RFC 4226 section 4), from which both make a code of six digits
/// every 30 seconds.
#[derive(Clone)]
pub struct Secret(Zeroizing<[u8; SECRET_BYTES]>);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Secret {
    /// A fresh secret.
    #[must_use]
    pub fn fresh(random: &Random) -> Self {
        Self(Zeroizing::new(random.bytes()))
    }

    /// Sealed under the key file for one place: it opens nowhere else.
    #[must_use]
    pub fn seal(&self, keys: &Keys, place: &Place<'_>, random: &Random) -> Vec<u8> {
        keys.seal_bytes(self.0.as_slice(), &place.context(), random)
    }

    /// Opens what was sealed for the same place.
    ///
    /// # Errors
    /// [`SealBroken`] if it was sealed for another place, changed, or its key is gone.
    pub fn open(keys: &Keys, sealed: &[u8], place: &Place<'_>) -> Result<Self, SealBroken> {
        let opened = keys.open_bytes(sealed, &place.context())?;
        let bytes = <[u8; SECRET_BYTES]>::try_from(opened.as_slice()).map_err(|_| SealBroken)?;
        Ok(Self(Zeroizing::new(bytes)))
    }

    /// The step of 30 seconds whose code this is, if that is the one of `now`, the one before or the one after (RFC
    /// 6238 section 5.2). That each step is good once is for the caller to see to.
    #[must_use]
    pub fn step_of(&self, digits: &str, now: Timestamp) -> Option<i64> {
        let totp = Builder::new().with_secret(Shared::new_stack(*self.0)).build().ok()?;
        let seconds = u64::try_from(now.as_micros() / 1_000_000).ok()?;
        i64::try_from(totp.check(digits, seconds)?).ok()
    }

    /// The key as a person types it into an app: base 32, in groups of four.
    #[must_use]
    pub fn to_text(&self) -> String {
        let letters: Vec<char> = BASE32_NOPAD.encode(self.0.as_slice()).chars().collect();
        letters.chunks(GROUP).map(|group| group.iter().collect()).collect::<Vec<String>>().join(" ")
    }

    /// The link that apps read, from a tap or from a QR code (Google's Key URI format).
    #[must_use]
    pub fn to_link(&self, site: &str, name: &str) -> String {
        let [site, name] = [site, name].map(|text| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string());
        let secret = BASE32_NOPAD.encode(self.0.as_slice());
        format!("otpauth://totp/{site}:{name}?secret={secret}&issuer={site}")
    }
}

/// Where a sealed secret belongs.
#[derive(Debug, Clone, Copy)]
pub enum Place<'a> {
    /// The row of an account whose owner proved that their app knows it.
    Row(&'a AccountId),
    /// The form, in one session, by which the owner proves it.
    Form(&'a str),
}

impl Place<'_> {
    fn context(&self) -> String {
        match self {
            Self::Row(account) => row_context(account.as_str()),
            Self::Form(session) => format!("authenticator form/{session}"),
        }
    }
}

/// What the secret in the row of this id is sealed for.
pub(in crate::accounts) fn row_context(id: &str) -> String {
    format!("authenticator authenticators/{id}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::base::ids::Id;

    /// The secret of the examples in RFC 6238, appendix B.
    fn rfc() -> Secret {
        Secret(Zeroizing::new(*b"12345678901234567890"))
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(seconds * 1_000_000)
    }

    #[test]
    fn the_examples_of_the_standard_are_understood() {
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471")] {
            assert_eq!(rfc().step_of(code, at(seconds)), Some(seconds / 30), "{code}");
        }
    }

    #[test]
    fn a_code_is_good_for_its_step_and_the_ones_beside_it() {
        let step = 1_111_111_109 / 30;
        for (away, good) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
            let seen = rfc().step_of("081804", at((step + away) * 30));
            assert_eq!(seen, good.then_some(step), "{away} steps away");
        }
    }

    #[test]
    fn a_sealed_secret_opens_in_its_own_place_only() {
        let random = Random::seeded(4);
        let keys = Keys::fresh(&random);
        let (ada, bea) = (Id::fresh(&random), Id::fresh(&random));
        let sealed = Secret::fresh(&random).seal(&keys, &Place::Row(&ada), &random);
        assert!(Secret::open(&keys, &sealed, &Place::Row(&ada)).is_ok());
        assert!(Secret::open(&keys, &sealed, &Place::Row(&bea)).is_err());
        assert!(Secret::open(&keys, &sealed, &Place::Form(ada.as_str())).is_err());
    }

    #[test]
    fn the_link_holds_the_site_and_the_name_whatever_is_in_them() {
        let link = rfc().to_link("Spyware: on Trial", "Ada & Co");
        let wanted = "otpauth://totp/Spyware%3A%20on%20Trial:Ada%20%26%20Co?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
            &issuer=Spyware%3A%20on%20Trial";
        assert_eq!(link, wanted);
        assert_eq!(rfc().to_text(), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in any::<String>(), seconds in 0..4_000_000_000_i64) {
            let step = rfc().step_of(&text, at(seconds));
            prop_assert!(step.is_none() || text.len() == 6);
        }
    }
}
