//! Automatic checks: pure functions that look at a text before a person does, and say why a person should look closely.
//!
//! A check may hold a comment or file it as spam, where a person sees it all the same; it never rejects. All checks
//! look at every new text and every edit, every reason is kept, and the strictest outcome wins ([`verdict`]).
//! To add one: write a function from what is [looked at](Look) to what it found, give it a line in [`CHECKS`] and its
//! reason a message in `locales/`; raise its version whenever it decides differently than before.

mod crowd;
pub mod learned;
pub mod likeness;
mod links;
mod names;
mod personal;
mod sanction;
pub mod trial;
pub mod words;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

pub(in crate::rules) use self::links::MANY_LINKS;
pub use self::links::without_links;

use self::learned::Likely;
use super::lists::Lists;
use crate::base::clock::Timestamp;
use crate::base::text::{Folded, Name, Prose};

/// All checks together look at a text for this long; one that takes longer was not cleared by them.
pub const BUDGET: Duration = Duration::from_millis(5);

/// What is known of a text when it arrives. It is gathered before the change that stores the comment.
#[expect(clippy::struct_excessive_bools, reason = "each is an answer to a question of its own")]
#[derive(Debug, Clone)]
pub struct Evidence {
    /// The text, cleaned; at most 40 KiB, so that looking at it takes a bounded time.
    pub text: Prose,
    /// The name under which it was written.
    pub name: Name,
    /// For whom a reader could take the name.
    pub taken_for: Option<TakenFor>,
    /// Whether the author wrote by an account of theirs.
    pub by_account: bool,
    /// Whether a sanction on that account holds every text of it.
    pub held_by_sanction: bool,
    /// How many other comments with the same words came within the last 24 hours.
    pub same_lately: u32,
    /// How many other comments with nearly the same words came within the last days.
    pub alike_lately: u32,
    /// Whether its network wrote more lately than the limit of `limits.comments_in_ten_minutes`.
    pub over_rate: bool,
    /// What moderators decided lately on others by the same author.
    pub decided_lately: Decided,
    /// What was learned from decisions on other texts makes of this one.
    pub likely: Option<Likely>,
    /// Whether a person reads everything first now, whoever wrote it (`rules::attack`).
    pub under_attack: bool,
}

/// For whom a name could be taken by a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TakenFor {
    /// Somebody else who writes in the same discussion: the same to the eye, in other letters.
    Neighbour,
    /// A party or the judge of the case.
    Party,
    /// Someone of the team.
    Staff,
}

/// How moderators decided on an author's comments of late.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Decided {
    /// All of them.
    pub all: u32,
    /// Those that did not appear.
    pub refused: u32,
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
    /// The entries of a list that it met, as they stand in the list, or words of the text that were met in others before;
    /// it goes with the text.
    pub detail: Option<String>,
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

/// What a check looks at: the evidence, its text as words, and what the campaign decided.
#[derive(Debug)]
pub struct Look<'a> {
    evidence: &'a Evidence,
    words: Folded,
    lists: &'a Lists,
}

/// Why a check objects.
#[derive(Debug)]
struct Found {
    outcome: Outcome,
    reason: &'static str,
    detail: Option<String>,
    priority: i32,
}

impl Found {
    const fn hold(reason: &'static str) -> Self {
        Self { outcome: Outcome::Hold, reason, detail: None, priority: priority::USUAL }
    }

    const fn spam(reason: &'static str) -> Self {
        Self { outcome: Outcome::Spam, reason, detail: None, priority: priority::USUAL }
    }

    fn read(self, priority: i32) -> Self {
        Self { priority, ..self }
    }

    fn naming(self, detail: String) -> Self {
        Self { detail: Some(detail), ..self }
    }
}

/// One automatic check.
#[derive(Debug)]
pub struct Check {
    /// Its name, kept with every finding.
    pub name: &'static str,
    /// Rises whenever it decides differently than before.
    pub version: u32,
    look: fn(&Look<'_>) -> Option<Found>,
}

/// The name of the check for words that a moderator should not meet unawares: a text in which it found one is folded
/// until it is opened.
pub const DISTRESSING: &str = "distressing";

/// Every check, in the order in which moderators read the reasons.
pub const CHECKS: [Check; 13] = [
    Check { name: "sanction", version: 1, look: sanction::held },
    Check { name: DISTRESSING, version: 1, look: words::distressing },
    Check { name: "banned", version: 1, look: words::banned },
    Check { name: "suspect", version: 1, look: words::suspect },
    Check { name: "personal", version: 1, look: personal::personal },
    Check { name: "name", version: 2, look: names::name },
    Check { name: "links", version: 2, look: links::links },
    Check { name: "repeat", version: 2, look: crowd::repeat },
    Check { name: "alike", version: 1, look: crowd::alike },
    Check { name: "refused", version: 1, look: crowd::refused },
    Check { name: "rate", version: 1, look: crowd::rate },
    Check { name: "attack", version: 1, look: crowd::attack },
    Check { name: "learned", version: 1, look: learned::learned },
];

/// Lets every check look at a text, by a clock. A check that fails has not cleared it, and once [`BUDGET`] is used up
/// no further one is asked: either holds the comment.
#[must_use]
pub fn examine(evidence: &Evidence, lists: &Lists, now: impl Fn() -> Timestamp) -> Vec<Finding> {
    examine_by(&CHECKS, evidence, lists, now)
}

fn examine_by(
    checks: &[Check],
    evidence: &Evidence,
    lists: &Lists,
    now: impl Fn() -> Timestamp,
) -> Vec<Finding> {
    let begun = now();
    let folded = catch_unwind(|| Folded::of(evidence.text.as_str()));
    let Ok(words) = folded else { return vec![unavailable("words", 1)] };
    let look = Look { evidence, words, lists };
    let mut findings = Vec::new();
    for check in checks {
        findings.extend(run(check, &look));
        if now().since(begun) > BUDGET {
            findings.push(unavailable("budget", 1));
            break;
        }
    }
    findings
}

fn run(check: &Check, look: &Look<'_>) -> Option<Finding> {
    match catch_unwind(AssertUnwindSafe(|| (check.look)(look))) {
        Ok(found) => found.map(|found| finding(check.name, check.version, found)),
        Err(_) => Some(unavailable(check.name, check.version)),
    }
}

fn unavailable(check: &'static str, version: u32) -> Finding {
    finding(check, version, Found::hold("rules-why-check-unavailable"))
}

fn finding(check: &'static str, version: u32, found: Found) -> Finding {
    let Found { outcome, reason, detail, priority } = found;
    Finding { check, version, outcome, reason, detail, priority }
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

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use proptest::prelude::*;

    use super::*;
    use crate::rules::lists::Thresholds;

    pub(super) fn evidence(text: &str) -> Evidence {
        Evidence {
            text: Prose::parse(text).unwrap(),
            name: Name::parse("Ana Ruiz").unwrap(),
            taken_for: None,
            by_account: false,
            held_by_sanction: false,
            same_lately: 0,
            alike_lately: 0,
            over_rate: false,
            decided_lately: Decided::default(),
            likely: None,
            under_attack: false,
        }
    }

    pub(super) fn reasons(evidence: &Evidence) -> Vec<&'static str> {
        looked_at(evidence).into_iter().map(|finding| finding.reason).collect()
    }

    pub(super) fn looked_at(evidence: &Evidence) -> Vec<Finding> {
        examine(evidence, &Lists::shipped(), || Timestamp::from_micros(0))
    }

    /// A clock that goes on by so much each time that it is asked.
    fn ticking(by: Duration) -> impl Fn() -> Timestamp {
        let asked = Cell::new(0);
        move || {
            asked.set(asked.get() + 1);
            Timestamp::from_micros(0).plus(by * asked.get())
        }
    }

    #[test]
    fn plain_words_give_no_check_a_reason() {
        let text = "In docket 4:19-cv-07123 the jury gave 167,254,000 dollars on 6 May 2025. Who pays, e.g. NSO? I.e. nobody.";
        assert_eq!(reasons(&evidence(text)), Vec::<&str>::new());
    }

    #[test]
    fn a_network_that_wrote_too_often_is_read_last_whatever_else_is_found() {
        let findings = looked_at(&Evidence { over_rate: true, ..evidence("Write to jo@example.org.") });
        assert_eq!(verdict(&findings), Verdict { outcome: Some(Outcome::Hold), priority: priority::LAST });
    }

    #[test]
    fn a_check_that_fails_holds_the_comment_and_keeps_no_other_from_looking() {
        let broken = Check { name: "broken", version: 1, look: |_| panic!("broken") };
        let rate = Check { name: "rate", version: 1, look: crowd::rate };
        let busy = Evidence { over_rate: true, ..evidence("Hello there") };
        let findings = examine_by(&[broken, rate], &busy, &Lists::shipped(), || Timestamp::from_micros(0));
        let reasons: Vec<&str> = findings.iter().map(|finding| finding.reason).collect();
        assert_eq!(reasons, ["rules-why-check-unavailable", "rules-why-rate"]);
        assert_eq!(verdict(&findings).outcome, Some(Outcome::Hold));
    }

    #[test]
    fn a_text_that_takes_the_checks_too_long_is_held() {
        let hello = evidence("Hello there");
        let slow = examine(&hello, &Lists::shipped(), ticking(BUDGET + Duration::from_micros(1)));
        assert_eq!(slow.len(), 1);
        assert_eq!((slow[0].check, slow[0].reason), ("budget", "rules-why-check-unavailable"));
        assert_eq!(verdict(&slow).outcome, Some(Outcome::Hold));
        let quick = examine(&hello, &Lists::shipped(), ticking(BUDGET / 20));
        assert!(quick.is_empty(), "{quick:?}");
    }

    /// What is found under thresholds of an admin's.
    fn found_under(change: impl FnOnce(&mut Thresholds), evidence: &Evidence) -> Vec<&'static str> {
        let mut lists = Lists::shipped();
        change(&mut lists.thresholds);
        let findings = examine(evidence, &lists, || Timestamp::from_micros(0));
        findings.into_iter().map(|finding| finding.reason).collect()
    }

    #[test]
    fn each_threshold_makes_its_check_object_sooner_or_later() {
        let linked = Evidence {
            by_account: true,
            ..evidence("See a.org, and b.org for the order of the court, please.")
        };
        assert!(found_under(|_| {}, &linked).is_empty());
        assert_eq!(found_under(|these| these.many_links = 1, &linked), ["rules-why-many-links"]);
        let decided =
            |refused, all| Evidence { decided_lately: Decided { all, refused }, ..evidence("Hello there") };
        assert_eq!(found_under(|_| {}, &decided(2, 5)), ["rules-why-refused"]);
        assert!(found_under(|these| these.refused_percent = 41, &decided(2, 5)).is_empty());
        assert!(found_under(|these| these.refused_least = 6, &decided(2, 5)).is_empty());
        assert_eq!(found_under(|these| these.refused_least = 1, &decided(1, 1)), ["rules-why-refused"]);
    }

    proptest! {
        #[test]
        fn no_text_breaks_a_check(text in "\\PC{1,200}") {
            if let Ok(text) = Prose::parse(&text) {
                let findings = looked_at(&Evidence { text, ..evidence("x") });
                prop_assert!(findings.iter().all(|finding| finding.reason != "rules-why-check-unavailable"));
            }
        }
    }
}
