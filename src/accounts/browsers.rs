//! Browsers that know an account: who came in with one before is not kept out by strangers who try.
//!
//! The browser carries a cookie that only we can make (OWASP, Device Cookies); nothing about it is kept here. It is
//! made for the account as it is: a new password, second factor or role, being shut out or signing out everywhere
//! makes it worthless (ASVS 7.4.3).

use data_encoding::BASE64URL_NOPAD;

use super::Account;
use crate::base::random::Random;
use crate::base::seal::{Keys, Purpose};

const NONCE_BYTES: usize = 16;

/// What a browser is given that somebody signed in with.
#[must_use]
pub fn remember(keys: &Keys, account: &Account, random: &Random) -> String {
    let nonce = BASE64URL_NOPAD.encode(&random.bytes::<NONCE_BYTES>());
    let version = account.version.to_string();
    let mac = keys.mac(Purpose::Form, &parts(account, &version, &nonce));
    format!("{nonce}.{}", BASE64URL_NOPAD.encode(mac.as_bytes()))
}

/// What a browser is called that knows this account; `None` if it knows another, or one that has changed since.
#[must_use]
pub(super) fn recognise(keys: &Keys, account: &Account, carried: &str) -> Option<String> {
    let (nonce, mac_given) = carried.split_once('.')?;
    let proper = BASE64URL_NOPAD.decode(nonce.as_bytes()).is_ok_and(|bytes| bytes.len() == NONCE_BYTES);
    let given = BASE64URL_NOPAD.decode(mac_given.as_bytes()).ok()?;
    // Of any key that is kept: making new keys must not turn owners into strangers.
    let version = account.version.to_string();
    let ours = keys.macs(Purpose::Form, &parts(account, &version, nonce));
    (proper && ours.iter().any(|ours| ours.matches(&given))).then(|| nonce.to_owned())
}

/// What is said under the key of forms: our sign-in form was sent rightly from there, for the account as it was.
fn parts<'a>(account: &'a Account, version: &'a str, nonce: &'a str) -> [&'a [u8]; 4] {
    ["browser", account.id.as_str(), version, nonce].map(str::as_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::Role;
    use crate::base::clock::Timestamp;
    use crate::base::ids::Id;
    use crate::base::text::Name;

    const NOW: Timestamp = Timestamp::from_micros(1_700_000_000_000_000);

    fn account(random: &Random) -> Account {
        Account {
            id: Id::fresh(random),
            public_name: Name::parse("ada").unwrap(),
            role: Role::Reader,
            confirmed_at: Some(NOW),
            disabled_at: None,
            version: 1,
            created_at: NOW,
            staff_since: None,
        }
    }

    #[test]
    fn a_browser_stays_known_when_the_site_has_new_keys() {
        let random = Random::seeded(7);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keys");
        let before = Keys::load_or_create(&path, NOW, &random).unwrap();
        let ada = account(&random);
        let carried = remember(&before, &ada, &random);
        Keys::rotate(&path, NOW, &random).unwrap();
        let after = Keys::load(&path, NOW).unwrap();
        assert!(recognise(&after, &ada, &carried).is_some());
        assert!(recognise(&after, &ada, &remember(&after, &ada, &random)).is_some());
        assert!(recognise(&after, &Account { version: 2, ..ada }, &carried).is_none(), "it has changed");
        assert!(recognise(&Keys::fresh(&random), &account(&random), &carried).is_none());
    }
}
