//! Automatic checks: pure functions that look at a text before a person does, and say why a person should look closely.
//!
//! A check may hold a comment or file it as spam, where a person sees it all the same; it never rejects. All checks
//! look at every new text and every edit, every reason is kept, and the strictest outcome wins ([`verdict`]).
//! To add one: write a function from [`Evidence`] to what it found, give it a line in [`CHECKS`] and its reason a
//! message in `locales/`; raise its version whenever it decides differently than before.

use std::panic::catch_unwind;

use crate::base::text::{Name, Prose};

/// What is known of a text when it arrives. It is gathered before the change that stores the comment.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// The text, cleaned; at most 40 KiB, so that looking at it takes a bounded time.
    pub text: Prose,
    /// The name under which it was written.
    pub name: Name,
    /// Whether a reader could take it for the name of someone of the team.
    pub looks_like_staff: bool,
    /// Whether the author wrote by an account of theirs.
    pub by_account: bool,
    /// How many other comments with the same text came within the last 24 hours.
    pub same_lately: u32,
    /// Whether its network wrote more lately than the limit of `limits.comments_in_ten_minutes`.
    pub over_rate: bool,
}

/// What a check asks for. Ordered: the later is the stricter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// A moderator reads it before it appears.
    Hold,
    /// It is filed as spam, where a moderator can still find it.
    Spam,
}

impl Outcome {
    /// As it stands in `check_findings.outcome`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hold => "hold",
            Self::Spam => "spam",
        }
    }
}

/// When a held comment is read: smaller numbers sooner.
pub mod priority {
    /// Before the others: it may hurt somebody to let it lie, or to let it pass unseen.
    pub const SOON: i32 = 10;
    /// In its turn.
    pub const USUAL: i32 = 50;
    /// After all others.
    pub const LAST: i32 = 90;
}

/// What one check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The check's name.
    pub check: &'static str,
    /// The check's version, kept with the finding.
    pub version: u32,
    /// What it asks for.
    pub outcome: Outcome,
    /// Why: a key of `locales/`, for moderators.
    pub reason: &'static str,
    /// When the comment should be read: one of [`priority`].
    pub priority: i32,
}

/// What all findings come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// The strictest outcome; `None` if no check objects.
    pub outcome: Option<Outcome>,
    /// The comment's place in the queue.
    pub priority: i32,
}

struct Found(Outcome, &'static str, i32);

/// One automatic check.
#[derive(Debug)]
pub struct Check {
    /// Its name, kept with every finding.
    pub name: &'static str,
    /// Rises whenever it decides differently than before.
    pub version: u32,
    look: fn(&Evidence) -> Option<Found>,
}

/// Every check, in the order in which moderators read the reasons.
pub const CHECKS: [Check; 5] = [
    Check { name: "personal", version: 1, look: personal },
    Check { name: "name", version: 1, look: name },
    Check { name: "links", version: 1, look: links },
    Check { name: "repeat", version: 1, look: repeat },
    Check { name: "rate", version: 1, look: rate },
];

/// Links that a text may hold before they are called many.
const MANY_LINKS: usize = 3;
/// Digits that a telephone number has at least; years, dockets and sums of money have fewer in a row.
const PHONE_DIGITS: usize = 9;
/// Most digits of a telephone number with its country (ITU-T E.164).
const MOST_PHONE_DIGITS: usize = 15;

/// Lets every check look at a text. A check that fails has not cleared it: that holds the comment.
#[must_use]
pub fn examine(evidence: &Evidence) -> Vec<Finding> {
    CHECKS.iter().filter_map(|check| run(check, evidence)).collect()
}

fn run(check: &Check, evidence: &Evidence) -> Option<Finding> {
    let looked = catch_unwind(std::panic::AssertUnwindSafe(|| (check.look)(evidence)));
    let unavailable = || Some(Found(Outcome::Hold, "rules-why-check-unavailable", priority::USUAL));
    let Found(outcome, reason, priority) = looked.unwrap_or_else(|_| unavailable())?;
    Some(Finding { check: check.name, version: check.version, outcome, reason, priority })
}

/// The strictest outcome, and when to read: last if a check says last, else as soon as the most urgent one says.
#[must_use]
pub fn verdict(findings: &[Finding]) -> Verdict {
    let last = findings.iter().any(|finding| finding.priority >= priority::LAST);
    let soonest = findings.iter().map(|finding| finding.priority).min().unwrap_or(priority::USUAL);
    Verdict {
        outcome: findings.iter().map(|finding| finding.outcome).max(),
        priority: if last { priority::LAST } else { soonest },
    }
}

/// An address or a telephone number may put a person in danger (house rule 3): a person looks soon.
fn personal(evidence: &Evidence) -> Option<Found> {
    let text = evidence.text.as_str();
    let personal = text.split_whitespace().any(is_address) || has_phone_number(text);
    personal.then_some(Found(Outcome::Hold, "rules-why-personal", priority::SOON))
}

/// A name that is made to be read as another's; an account's name was looked at when it was made.
fn name(evidence: &Evidence) -> Option<Found> {
    let reason = match (evidence.looks_like_staff, evidence.name.mixes_alphabets()) {
        _ if evidence.by_account => return None,
        (true, _) => "rules-why-name-like-staff",
        (false, true) => "rules-why-name-mixed",
        (false, false) => return None,
    };
    Some(Found(Outcome::Hold, reason, priority::USUAL))
}

fn links(evidence: &Evidence) -> Option<Found> {
    let words = evidence.text.as_str().split_whitespace();
    let (links, words) = words
        .fold((0_usize, 0_usize), |(links, words), word| (links + usize::from(is_link(word)), words + 1));
    let name_is_link = is_link(evidence.name.as_str());
    match links {
        0 if name_is_link => Some(Found(Outcome::Hold, "rules-why-link-as-name", priority::USUAL)),
        0 => None,
        _ if links >= MANY_LINKS && links * 2 > words => {
            Some(Found(Outcome::Spam, "rules-why-only-links", priority::USUAL))
        }
        _ if links > MANY_LINKS => Some(Found(Outcome::Hold, "rules-why-many-links", priority::USUAL)),
        _ if evidence.by_account => None,
        _ => Some(Found(Outcome::Hold, "rules-why-link", priority::USUAL)),
    }
}

fn repeat(evidence: &Evidence) -> Option<Found> {
    (evidence.same_lately > 0).then_some(Found(Outcome::Hold, "rules-why-repeat", priority::USUAL))
}

fn rate(evidence: &Evidence) -> Option<Found> {
    evidence.over_rate.then_some(Found(Outcome::Hold, "rules-why-rate", priority::LAST))
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

fn is_address(word: &str) -> bool {
    let word = word.trim_matches(|letter: char| !letter.is_alphanumeric());
    word.split_once('@').is_some_and(|(person, host)| {
        let named = host.split('.').all(|part| !part.is_empty());
        !person.is_empty() && host.contains('.') && named && !host.contains('@')
    })
}

/// Whether digits stand together as in a telephone number: with blanks, dots, dashes and brackets at most between them.
fn has_phone_number(text: &str) -> bool {
    let mut digits = 0_usize;
    let mut apart = 0_usize;
    let mut starts_like_one = false;
    let mut before = ' ';
    for letter in text.chars().chain(['\n']) {
        if letter.is_numeric() {
            if digits == 0 {
                starts_like_one = matches!(before, '+' | '(') || letter == '0';
            }
            digits += 1;
            apart = 0;
        } else if digits > 0 && apart < 2 && matches!(letter, ' ' | '.' | '-' | '(' | ')' | '\u{a0}' | '/') {
            apart += 1;
        } else {
            if starts_like_one && (PHONE_DIGITS..=MOST_PHONE_DIGITS).contains(&digits) {
                return true;
            }
            (digits, apart) = (0, 0);
        }
        before = letter;
    }
    false
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn evidence(text: &str) -> Evidence {
        Evidence {
            text: Prose::parse(text).unwrap(),
            name: Name::parse("Ana Ruiz").unwrap(),
            looks_like_staff: false,
            by_account: false,
            same_lately: 0,
            over_rate: false,
        }
    }

    fn reasons(evidence: &Evidence) -> Vec<&'static str> {
        examine(evidence).into_iter().map(|finding| finding.reason).collect()
    }

    #[test]
    fn plain_words_give_no_check_a_reason() {
        let text = "In docket 4:19-cv-07123 the jury gave 167,254,000 dollars on 6 May 2025. Who pays, e.g. NSO? I.e. nobody.";
        assert_eq!(reasons(&evidence(text)), Vec::<&str>::new());
    }

    #[test]
    fn a_link_of_a_stranger_is_a_reason_to_look_and_of_an_account_is_none() {
        for text in ["see https://example.org/x", "see www.example.de", "see (example.com/x), please"] {
            assert_eq!(reasons(&evidence(text)), ["rules-why-link"], "{text}");
            assert!(reasons(&Evidence { by_account: true, ..evidence(text) }).is_empty());
        }
    }

    #[test]
    fn a_name_that_is_made_to_be_read_as_another_is_a_reason_to_look() {
        let text = "Nobody has been asked.";
        let staff = Evidence { looks_like_staff: true, ..evidence(text) };
        assert_eq!(reasons(&staff), ["rules-why-name-like-staff"]);
        let mixed = Evidence { name: Name::parse("Аna Ruiz").unwrap(), ..evidence(text) };
        assert_eq!(reasons(&mixed), ["rules-why-name-mixed"]);
        assert!(reasons(&Evidence { by_account: true, ..mixed }).is_empty());
        let russian = Evidence { name: Name::parse("Анна Руис").unwrap(), ..evidence(text) };
        assert!(reasons(&russian).is_empty());
    }

    #[test]
    fn a_text_that_is_mostly_links_is_filed_as_spam() {
        let findings = examine(&evidence("Win: a.shop b.shop c.shop"));
        assert_eq!(verdict(&findings).outcome, Some(Outcome::Spam));
        let cites = "The order is at https://a.org, the complaint at https://b.org, the brief at https://c.org and more at https://d.org";
        assert_eq!(reasons(&evidence(cites)), ["rules-why-many-links"]);
    }

    #[test]
    fn what_leads_to_a_person_is_read_soon() {
        for text in ["Write to jo@example.org.", "Her number is +49 (0)30 901 820", "call 0151 23456789 now"]
        {
            let findings = examine(&evidence(text));
            assert_eq!(verdict(&findings).priority, priority::SOON, "{text}");
        }
    }

    #[test]
    fn a_network_that_wrote_too_often_is_read_last_whatever_else_is_found() {
        let findings = examine(&Evidence { over_rate: true, ..evidence("Write to jo@example.org.") });
        assert_eq!(verdict(&findings), Verdict { outcome: Some(Outcome::Hold), priority: priority::LAST });
    }

    #[test]
    fn a_check_that_fails_holds_the_comment() {
        let broken = Check { name: "broken", version: 1, look: |_| panic!("broken") };
        let finding = run(&broken, &evidence("Hello there")).unwrap();
        assert_eq!((finding.outcome, finding.reason), (Outcome::Hold, "rules-why-check-unavailable"));
    }

    proptest! {
        #[test]
        fn no_text_breaks_a_check(text in "\\PC{1,200}") {
            if let Ok(text) = Prose::parse(&text) {
                let findings = examine(&Evidence { text, ..evidence("x") });
                prop_assert!(findings.iter().all(|finding| finding.reason != "rules-why-check-unavailable"));
            }
        }
    }
}
