//! One e-mail address.

use std::fmt;

use validator::ValidateEmail;

use super::{TextProblem, shown_as_text};

/// Exactly one e-mail address, at most 254 bytes (RFC 5321 section 4.5.3.1.3), whose domain is a
/// dotted name in ASCII.
///
/// Stricter than the RFC on purpose: no quoted local part, no leading dash (a mail program would
/// take it for an option), no IP literal, nothing that could end a header or pose as an encoded
/// word. `Debug` hides it, so that no log has it; the database has it only sealed.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct EmailAddress(String);

impl EmailAddress {
    const MOST_BYTES: usize = 254;

    /// Takes a text for an address; spaces and tabs around it do not count.
    ///
    /// # Errors
    /// `Missing` if empty, `TooLong` beyond 254 bytes, `NotAllowed` for everything that is not
    /// exactly one address of the kind above.
    pub fn parse(raw: &str) -> Result<Self, TextProblem> {
        let text = raw.trim_matches([' ', '\t']);
        if text.is_empty() {
            return Err(TextProblem::Missing);
        }
        if text.len() > Self::MOST_BYTES {
            return Err(TextProblem::TooLong);
        }
        let proper = text.is_ascii()
            && text.validate_email()
            && text.split_once('@').is_some_and(|(local, domain)| is_local(local) && is_domain(domain));
        if proper { Ok(Self(text.to_owned())) } else { Err(TextProblem::NotAllowed) }
    }

    /// What is before the `@`, as typed.
    #[must_use]
    pub fn local(&self) -> &str {
        self.0.split_once('@').map_or("", |(local, _)| local)
    }

    /// What is after the `@`, as typed.
    #[must_use]
    pub fn domain(&self) -> &str {
        self.0.split_once('@').map_or("", |(_, domain)| domain)
    }

    /// The whole address in small letters: what two spellings of one mailbox have in common.
    #[must_use]
    pub fn normalised(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

shown_as_text!(EmailAddress);

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EmailAddress(…)")
    }
}

/// Atoms of RFC 5321 section 4.1.2 parted by single dots, at most 64 bytes.
fn is_local(local: &str) -> bool {
    let is_atom_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte);
    let atoms = local.split('.').all(|atom| !atom.is_empty() && atom.bytes().all(is_atom_letter));
    atoms && local.len() <= 64 && !local.starts_with('-') && !local.contains("=?")
}

/// At least two labels of RFC 1035 section 2.3.1, the last one a name.
fn is_domain(domain: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let named = domain
        .rsplit_once('.')
        .is_some_and(|(_, last)| last.len() >= 2 && last.bytes().any(|byte| !byte.is_ascii_digit()));
    named && domain.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ordinary_addresses_are_taken() {
        for text in
            ["ada@example.org", " ada@example.org\t", "a.b+c_d@sub.example.co.uk", "x@xn--bcher-kva.example"]
        {
            assert!(EmailAddress::parse(text).is_ok(), "{text:?}");
        }
    }

    #[test]
    fn what_is_not_exactly_one_address_is_refused() {
        let refused = [
            "ada",
            "@example.org",
            "ada@",
            "a@b,c@d",
            "a@b.org,c@d.org",
            "a@b.org c@d.org",
            "a@b.org>",
            "<a@b.org>",
            "\"a b\"@example.org",
            "-f@example.org",
            "a@[127.0.0.1]",
            "a@127.0.0.1",
            "a@localhost",
            "a@@b.org",
            "a@b@c.org",
            ".a@b.org",
            "a.@b.org",
            "a..b@c.org",
            "a@-b.org",
            "a@b-.org",
            "a@b..org",
            "a@.org",
            "a@b.org.",
            "a@b.c",
            "a@bücher.example",
            "ä@example.org",
            "a\r\nBcc: c@d.org@example.org",
            "a@b.org\n",
            "a\0@b.org",
            "a@b.org\u{2028}",
            "=?utf-8?q?x?=@example.org",
            "a(x)@b.org",
            "a@b.org\r",
        ];
        for text in refused {
            assert_eq!(EmailAddress::parse(text), Err(TextProblem::NotAllowed), "{text:?}");
        }
    }

    #[test]
    fn the_limits_are_those_of_mail() {
        assert_eq!(EmailAddress::parse("  "), Err(TextProblem::Missing));
        let local = "a".repeat(64);
        assert!(EmailAddress::parse(&format!("{local}@example.org")).is_ok());
        assert_eq!(EmailAddress::parse(&format!("a{local}@example.org")), Err(TextProblem::NotAllowed));
        let long = format!("a@{}org", "label.".repeat(50));
        assert_eq!(EmailAddress::parse(&long), Err(TextProblem::TooLong));
    }

    #[test]
    fn an_address_is_hidden_from_logs_and_compared_in_small_letters() {
        let address = EmailAddress::parse("Ada@Example.ORG").unwrap();
        assert_eq!(format!("{address:?}"), "EmailAddress(…)");
        assert_eq!(address.normalised(), "ada@example.org");
        assert_eq!((address.local(), address.domain()), ("Ada", "Example.ORG"));
    }

    proptest! {
        #[test]
        fn no_taken_address_can_break_a_header(text in "[a@.,;:<>\"\\\\ \r\n\0\u{2028}=?()\\[\\]0-]{1,24}@[a.0\r\n>-]{1,9}") {
            if let Ok(address) = EmailAddress::parse(&text) {
                prop_assert_eq!(address.as_str().matches('@').count(), 1);
                let breaks = |letter: char| {
                    letter.is_control() || letter.is_whitespace() || "<>,;:\"\\()[]".contains(letter)
                };
                let broken = address.as_str().contains(breaks);
                prop_assert!(!broken);
            }
        }

        #[test]
        fn any_text_is_answered(text in any::<String>()) {
            if let Ok(address) = EmailAddress::parse(&text) {
                prop_assert_eq!(EmailAddress::parse(address.as_str()), Ok(address));
            }
        }
    }
}
