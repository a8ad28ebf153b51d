//! Secrets handed to one person: links in mails, sessions. The database keeps only their digest.

use std::fmt;

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Text;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::random::Random;

const BYTES: usize = 32;

/// A secret of 256 random bits, as 43 letters of URL-safe base 64 (ASVS 11.5.1).
///
/// It is shown to its owner once and never stored: rows keep its [`TokenDigest`].
#[derive(Clone)]
pub struct Token(Zeroizing<String>);

impl Token {
    /// A fresh secret.
    #[must_use]
    pub fn fresh(random: &Random) -> Self {
        Self(Zeroizing::new(BASE64URL_NOPAD.encode(&random.bytes::<BYTES>())))
    }

    /// Takes what a stranger sent for a token; `None` if it cannot be one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let proper = BASE64URL_NOPAD.decode(text.as_bytes()).is_ok_and(|bytes| bytes.len() == BYTES);
        proper.then(|| Self(Zeroizing::new(text.to_owned())))
    }

    /// The secret itself, for the one link or cookie that carries it.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// What the database keeps: SHA-256 over purpose and secret, so that a token of one purpose is
    /// no token of another (ASVS 9.2.2).
    #[must_use]
    pub fn digest(&self, purpose: &'static str) -> TokenDigest {
        TokenDigest::of(purpose, &self.0)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// The digest of a secret: 64 hexadecimal letters; worthless to who steals it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct TokenDigest(String);

impl TokenDigest {
    /// SHA-256 over purpose and secret. The secret must hold 112 random bits at least (ASVS 6.5.2).
    #[must_use]
    pub fn of(purpose: &'static str, secret: &str) -> Self {
        let hash = Sha256::new().chain_update(purpose).chain_update([0]).chain_update(secret).finalize();
        Self(HEXLOWER.encode(&hash))
    }

    /// A digest computed elsewhere, such as a keyed hash of receipt words.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Self {
        Self(HEXLOWER.encode(bytes))
    }

    /// As hexadecimal text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<DB> ToSql<Text, DB> for TokenDigest
where
    DB: Backend,
    str: ToSql<Text, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.0.as_str().to_sql(out)
    }
}

impl<DB> FromSql<Text, DB> for TokenDigest
where
    DB: Backend,
    String: FromSql<Text, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        String::from_sql(bytes).map(Self)
    }
}
