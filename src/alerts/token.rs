//! The token of an alert's unsubscribe link: who holds it can end what it names, and nothing else.
//!
//! It is no secret of a row but a keyed hash of what it names: nothing is stored, it never runs out, and a stolen
//! database holds none (ASVS 11.5.1; RFC 8058 asks for a link that works without a login).

use data_encoding::BASE64URL_NOPAD;

use super::{Frequency, SubscriberId, SubscriptionId};
use crate::base::seal::{Keys, Purpose};

/// As many bytes of the keyed hash stand in a link (128 bits).
const TAG_BYTES: usize = 16;

/// What an unsubscribe link ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// One subscription: the link of an alert.
    Subscription(SubscriptionId),
    /// All that a subscriber gets in one digest.
    Digest(SubscriberId, Frequency),
}

impl Scope {
    /// A name that no other scope has: what limits count.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Subscription(id) => format!("s{id}"),
            Self::Digest(id, Frequency::AtOnce) => format!("a{id}"),
            Self::Digest(id, Frequency::Daily) => format!("d{id}"),
            Self::Digest(id, Frequency::Weekly) => format!("w{id}"),
        }
    }

    fn parse(name: &str) -> Option<Self> {
        let (kind, id) = name.split_at_checked(1)?;
        match kind {
            "s" => id.parse().ok().map(Self::Subscription),
            "a" => id.parse().ok().map(|id| Self::Digest(id, Frequency::AtOnce)),
            "d" => id.parse().ok().map(|id| Self::Digest(id, Frequency::Daily)),
            "w" => id.parse().ok().map(|id| Self::Digest(id, Frequency::Weekly)),
            _ => None,
        }
    }
}

/// The token that ends `scope`; the same each time while the key is the newest.
#[must_use]
pub fn unsubscribe_token(keys: &Keys, scope: &Scope) -> String {
    let name = scope.name();
    let mac = keys.mac(Purpose::Unsubscribe, &[name.as_bytes()]);
    let tag: Vec<u8> = mac.as_bytes().iter().copied().take(TAG_BYTES).collect();
    format!("{name}{}", BASE64URL_NOPAD.encode(&tag))
}

/// What a token ends; `None` unless we made it, with whichever key.
#[must_use]
pub fn parse_unsubscribe_token(keys: &Keys, token: &str) -> Option<Scope> {
    use subtle::ConstantTimeEq as _;
    const NAME_LETTERS: usize = 17;
    let (name, tag) = token.split_at_checked(NAME_LETTERS)?;
    let tag = BASE64URL_NOPAD.decode(tag.as_bytes()).ok().filter(|tag| tag.len() == TAG_BYTES)?;
    let ours = keys.macs(Purpose::Unsubscribe, &[name.as_bytes()]).iter().any(|mac| {
        let made: Vec<u8> = mac.as_bytes().iter().copied().take(TAG_BYTES).collect();
        bool::from(made.ct_eq(&tag))
    });
    Scope::parse(name).filter(|_| ours)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::base::random::Random;

    fn every_scope(random: &Random) -> Vec<Scope> {
        let digests = Frequency::ALL.map(|frequency| Scope::Digest(SubscriberId::fresh(random), frequency));
        digests.into_iter().chain([Scope::Subscription(SubscriptionId::fresh(random))]).collect()
    }

    #[test]
    fn a_token_names_what_it_was_made_for_and_is_the_same_each_time() {
        let random = Random::seeded(7);
        let keys = Keys::fresh(&random);
        for scope in every_scope(&random) {
            let token = unsubscribe_token(&keys, &scope);
            assert_eq!(parse_unsubscribe_token(&keys, &token), Some(scope.clone()));
            assert_eq!(unsubscribe_token(&keys, &scope), token);
            assert!(
                token.len() < 60
                    && token.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
            );
        }
    }

    #[test]
    fn a_token_of_other_keys_or_of_another_scope_is_none() {
        let random = Random::seeded(8);
        let (keys, others) = (Keys::fresh(&random), Keys::fresh(&random));
        for scope in every_scope(&random) {
            let token = unsubscribe_token(&keys, &scope);
            assert_eq!(parse_unsubscribe_token(&others, &token), None);
            for letter in ["a", "d", "w", "s"] {
                let turned = format!("{letter}{}", token.get(1..).unwrap_or_default());
                assert!(turned == token || parse_unsubscribe_token(&keys, &turned).is_none());
            }
        }
    }

    proptest! {
        #[test]
        fn nothing_that_a_stranger_makes_up_is_a_token(text in "\\PC{0,60}", at in 0_usize..39, put in "[a-z0-9_-]") {
            let keys = Keys::fresh(&Random::seeded(9));
            prop_assert_eq!(parse_unsubscribe_token(&keys, &text), None);
            let token = unsubscribe_token(&keys, &Scope::Subscription(SubscriptionId::fresh(&Random::seeded(3))));
            let mut letters: Vec<String> = token.chars().map(String::from).collect();
            if letters.get(at).is_some_and(|letter| *letter != put) {
                letters.splice(at..=at, [put]);
                let turned = letters.concat();
                // The last letter of base 64 carries spare bits, which a decoder must refuse.
                prop_assert_eq!(parse_unsubscribe_token(&keys, &turned), None);
            }
        }
    }
}
