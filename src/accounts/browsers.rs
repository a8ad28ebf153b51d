//! Browsers that know an account: who came in with one before is not kept out by strangers who try.
//!
//! The browser carries a cookie that only we can make (OWASP, Device Cookies); nothing about it is kept here. It is
//! made for the account as it is: a new password, second factor or role, being shut out or signing out everywhere
//! makes it worthless (ASVS 7.4.3).

use data_encoding::BASE64URL_NOPAD;
use subtle::ConstantTimeEq as _;

use super::Account;
use crate::base::random::Random;
use crate::base::seal::{Keys, Purpose};

const NONCE_BYTES: usize = 16;

/// What a browser is given that somebody signed in with.
#[must_use]
pub fn remember(keys: &Keys, account: &Account, random: &Random) -> String {
    let nonce = BASE64URL_NOPAD.encode(&random.bytes::<NONCE_BYTES>());
    let mac = mac(keys, account, &nonce);
    format!("{nonce}.{mac}")
}

/// What a browser is called that knows this account; `None` if it knows another, or one that has changed since.
#[must_use]
pub(super) fn recognise(keys: &Keys, account: &Account, carried: &str) -> Option<String> {
    let (nonce, mac_given) = carried.split_once('.')?;
    let proper = BASE64URL_NOPAD.decode(nonce.as_bytes()).is_ok_and(|bytes| bytes.len() == NONCE_BYTES);
    let ours = mac(keys, account, nonce).as_bytes().ct_eq(mac_given.as_bytes());
    (proper && bool::from(ours)).then(|| nonce.to_owned())
}

/// Under the key of forms: the cookie says that our sign-in form was sent rightly from there.
fn mac(keys: &Keys, account: &Account, nonce: &str) -> String {
    let version = account.version.to_string();
    let parts = ["browser", account.id.as_str(), &version, nonce].map(str::as_bytes);
    BASE64URL_NOPAD.encode(keys.mac(Purpose::Form, &parts).as_bytes())
}
