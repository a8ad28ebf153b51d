//! Links, which most advertising is made of.

use super::{Found, Look};

/// More than this many links are many, whoever wrote them, unless the campaign chose another number.
pub(in crate::rules) const MANY_LINKS: u32 = 3;

pub(super) fn links(look: &Look<'_>) -> Option<Found> {
    let evidence = look.evidence;
    let words = evidence.text.as_str().split_whitespace();
    let (links, words) =
        words.fold((0_u32, 0_u32), |(links, words), word| (links + u32::from(is_link(word)), words + 1));
    let many = look.lists.thresholds.many_links;
    match links {
        0 if is_link(evidence.name.as_str()) => Some(Found::hold("rules-why-link-as-name")),
        0 => None,
        _ if links >= many.max(1) && links * 2 > words => Some(Found::spam("rules-why-only-links")),
        _ if links > many => Some(Found::hold("rules-why-many-links")),
        _ if evidence.by_account => None,
        _ => Some(Found::hold("rules-why-link")),
    }
}

/// A text without its links: those of two copies of an advertisement often differ in nothing else.
#[must_use]
pub fn without_links(text: &str) -> String {
    text.split_whitespace().filter(|word| !is_link(word)).collect::<Vec<_>>().join(" ")
}

fn is_link(word: &str) -> bool {
    let word = word.trim_matches(|letter: char| !letter.is_alphanumeric()).to_lowercase();
    let scheme = ["http://", "https://", "hxxp", "mailto:", "tg://"].iter().any(|start| word.contains(start));
    scheme || word.contains("www.") || word.split(['/', '?', '#']).next().is_some_and(is_host)
}

/// Endings that stand after a dot in hosts and hardly ever in prose.
const ENDINGS: [&str; 16] = [
    "com", "net", "org", "info", "io", "ru", "cn", "xyz", "top", "shop", "site", "online", "onion", "link",
    "club", "biz",
];

fn is_host(text: &str) -> bool {
    let Some((name, ending)) = text.rsplit_once('.') else { return false };
    let proper =
        |part: &str| !part.is_empty() && part.chars().all(|letter| letter.is_alphanumeric() || letter == '-');
    name.split('.').all(proper) && ENDINGS.contains(&ending)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::checks::tests::{evidence, looked_at, reasons};
    use crate::rules::checks::{Evidence, Outcome, verdict};

    #[test]
    fn a_link_of_a_stranger_is_a_reason_to_look_and_of_an_account_is_none() {
        for text in ["see https://example.org/x", "see www.example.de", "see (example.com/x), please"] {
            assert_eq!(reasons(&evidence(text)), ["rules-why-link"], "{text}");
            assert!(reasons(&Evidence { by_account: true, ..evidence(text) }).is_empty());
        }
    }

    #[test]
    fn a_text_that_is_mostly_links_is_filed_as_spam() {
        let findings = looked_at(&evidence("Win: a.shop b.shop c.shop"));
        assert_eq!(verdict(&findings).outcome, Some(Outcome::Spam));
        let cites = "The order is at https://a.org, the complaint at https://b.org, the brief at https://c.org and more at https://d.org";
        assert_eq!(reasons(&evidence(cites)), ["rules-why-many-links"]);
    }

    #[test]
    fn a_text_without_its_links_keeps_its_other_words() {
        assert_eq!(without_links("Look at https://a.org/x now,\nplease: b.shop!"), "Look at now, please:");
    }
}
