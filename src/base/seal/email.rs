//! Addresses as the database keeps them: sealed, and found by a keyed hash.

use std::fmt;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key as CipherKey, XChaCha20Poly1305, XNonce};
use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::{Binary, Text};
use zeroize::Zeroizing;

use super::{Key, Keys, Purpose};
use crate::base::random::Random;
use crate::base::text::{EmailAddress, shown_as_text, stored_as_text};

const ID_BYTES: usize = 4;
const NONCE_BYTES: usize = 24;
/// Addresses are filled up to a multiple of this before sealing: a seal's length tells no name.
const STEP: usize = 64;
const FILLING: u8 = 0;

/// What an address is found by: HMAC-SHA256 of it in small letters, as 64 hexadecimal letters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct EmailKey(String);

shown_as_text!(EmailKey);
stored_as_text!(EmailKey);

/// An address under XChaCha20-Poly1305: the key's number (4 bytes), a random nonce (24), the
/// cipher text. It opens only in the row that it was sealed for.
#[derive(Clone, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Binary)]
pub struct SealedEmail(Vec<u8>);

impl fmt::Debug for SealedEmail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealedEmail(…)")
    }
}

impl<DB> ToSql<Binary, DB> for SealedEmail
where
    DB: Backend,
    [u8]: ToSql<Binary, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.0.as_slice().to_sql(out)
    }
}

impl<DB> FromSql<Binary, DB> for SealedEmail
where
    DB: Backend,
    Vec<u8>: FromSql<Binary, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        Vec::from_sql(bytes).map(Self)
    }
}

/// The seal is not ours, was made for another row, was changed, or its key is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the seal is broken, or its key is not in the key file")]
pub struct SealBroken;

impl Keys {
    /// What new rows keep to find an address again.
    #[must_use]
    pub fn email_key(&self, address: &EmailAddress) -> EmailKey {
        EmailKey(self.mac(Purpose::Index, &[address.normalised().as_bytes()]).to_hex())
    }

    /// Everything that a row may have kept for the address, newest key first: look for all of them.
    #[must_use]
    pub fn email_keys(&self, address: &EmailAddress) -> Vec<EmailKey> {
        let macs = self.macs(Purpose::Index, &[address.normalised().as_bytes()]);
        macs.iter().map(|mac| EmailKey(mac.to_hex())).collect()
    }

    /// Seals an address for one row, named `table/id`.
    #[must_use]
    pub fn seal_email(&self, address: &EmailAddress, row: &str, random: &Random) -> SealedEmail {
        let mut filled = Zeroizing::new(address.as_str().as_bytes().to_vec());
        let length = filled.len().next_multiple_of(STEP);
        filled.resize(length, FILLING);
        SealedEmail(self.seal_bytes(&filled, &email_context(row), random))
    }

    /// Opens what [`Keys::seal_email`] sealed for the same row.
    ///
    /// # Errors
    /// [`SealBroken`] if it was sealed for another row, changed, or its key is gone.
    pub fn open_email(&self, sealed: &SealedEmail, row: &str) -> Result<EmailAddress, SealBroken> {
        let opened = self.open_bytes(&sealed.0, &email_context(row))?;
        let text = std::str::from_utf8(&opened).map_err(|_| SealBroken)?;
        EmailAddress::parse(text.trim_end_matches(char::from(FILLING))).map_err(|_| SealBroken)
    }

    /// Seals any secret under the newest key; it opens only with the same context, which must name
    /// its kind and its row.
    ///
    /// # Panics
    /// If the secret is longer than 256 GiB, which the cipher cannot seal.
    #[must_use]
    pub fn seal_bytes(&self, plain: &[u8], context: &str, random: &Random) -> Vec<u8> {
        let ring = self.ring();
        let key = &ring.of(Purpose::Seal).newest;
        let nonce = random.bytes::<NONCE_BYTES>();
        let payload = Payload { msg: plain, aad: context.as_bytes() };
        #[expect(
            clippy::expect_used,
            reason = "the cipher refuses only 256 GiB and more; an empty seal would lose the secret"
        )]
        let cipher_text =
            cipher(key).encrypt(&XNonce::from(nonce), payload).expect("a secret is shorter than 256 GiB");
        [key.id.to_be_bytes().as_slice(), &nonce, &cipher_text].concat()
    }

    /// Opens what [`Keys::seal_bytes`] sealed, with whichever key sealed it.
    ///
    /// # Errors
    /// [`SealBroken`] if the context differs, a byte was changed, or the key is gone.
    pub fn open_bytes(&self, sealed: &[u8], context: &str) -> Result<Zeroizing<Vec<u8>>, SealBroken> {
        let (id, rest) = sealed.split_first_chunk::<ID_BYTES>().ok_or(SealBroken)?;
        let (nonce, cipher_text) = rest.split_first_chunk::<NONCE_BYTES>().ok_or(SealBroken)?;
        let id = u32::from_be_bytes(*id);
        let ring = self.ring();
        let key = ring.of(Purpose::Seal).newest_first().find(|key| key.id == id).ok_or(SealBroken)?;
        let payload = Payload { msg: cipher_text, aad: context.as_bytes() };
        cipher(key).decrypt(&XNonce::from(*nonce), payload).map(Zeroizing::new).map_err(|_| SealBroken)
    }

    /// The bytes that a seal under the newest key begins with; one under an older key begins with lesser ones.
    #[must_use]
    pub fn newest_seal(&self) -> [u8; ID_BYTES] {
        self.ring().of(Purpose::Seal).newest.id.to_be_bytes()
    }

    /// The same secret under the newest key.
    ///
    /// # Errors
    /// As [`Keys::open_bytes`].
    pub fn seal_again(&self, sealed: &[u8], context: &str, random: &Random) -> Result<Vec<u8>, SealBroken> {
        Ok(self.seal_bytes(&self.open_bytes(sealed, context)?, context, random))
    }
}

fn cipher(key: &Key) -> XChaCha20Poly1305 {
    let key: &CipherKey = (&*key.secret).into();
    XChaCha20Poly1305::new(key)
}

/// The context in which the address of a row, named `table/id`, is sealed.
#[must_use]
pub fn email_context(row: &str) -> String {
    format!("email {row}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn address(text: &str) -> EmailAddress {
        EmailAddress::parse(text).unwrap()
    }

    fn keys_and_random() -> (Keys, Random) {
        let random = Random::seeded(7);
        (Keys::fresh(&random), random)
    }

    #[test]
    fn a_sealed_address_opens_in_its_own_row_only() {
        let (keys, random) = keys_and_random();
        let ada = address("ada@example.org");
        let sealed = keys.seal_email(&ada, "accounts/a", &random);
        assert_eq!(keys.open_email(&sealed, "accounts/a"), Ok(ada));
        assert_eq!(keys.open_email(&sealed, "accounts/b"), Err(SealBroken));
        assert_eq!(keys.open_email(&sealed, "subscribers/a"), Err(SealBroken));
        let others = Keys::fresh(&Random::seeded(8));
        assert_eq!(others.open_email(&sealed, "accounts/a"), Err(SealBroken));
    }

    #[test]
    fn a_seal_shows_neither_the_address_nor_its_length() {
        let (keys, random) = keys_and_random();
        let short = keys.seal_email(&address("a@b.org"), "r", &random);
        let long = keys.seal_email(&address("ada.lovelace@example.org"), "r", &random);
        assert_eq!(short.0.len(), long.0.len());
        assert_ne!(keys.seal_email(&address("a@b.org"), "r", &random), short);
        assert_eq!(format!("{short:?}"), "SealedEmail(…)");
    }

    #[test]
    fn an_address_is_found_however_it_is_spelled() {
        let (keys, _) = keys_and_random();
        assert_eq!(keys.email_key(&address("Ada@Example.org")), keys.email_key(&address("ada@example.ORG")));
        assert_ne!(keys.email_key(&address("ada@example.org")), keys.email_key(&address("ida@example.org")));
        assert_eq!(
            keys.email_keys(&address("ada@example.org")),
            [keys.email_key(&address("ada@example.org"))]
        );
    }

    proptest! {
        #[test]
        fn a_changed_seal_does_not_open(plain in any::<Vec<u8>>(), place in any::<prop::sample::Index>(), flip in 1_u8..) {
            let (keys, random) = keys_and_random();
            let mut sealed = keys.seal_bytes(&plain, "row", &random);
            prop_assert_eq!(&*keys.open_bytes(&sealed, "row").unwrap(), &plain);
            let place = place.index(sealed.len());
            *sealed.get_mut(place).unwrap() ^= flip;
            prop_assert!(keys.open_bytes(&sealed, "row").is_err());
        }

        #[test]
        fn any_bytes_are_answered(bytes in any::<Vec<u8>>()) {
            let (keys, _) = keys_and_random();
            prop_assert!(keys.open_bytes(&bytes, "row").is_err());
        }
    }
}
