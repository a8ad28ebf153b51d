//! Lists tried on what moderators decided, before they hold.

use super::learned::Likely;
use super::{Decided, Evidence, TakenFor, examine};
use crate::base::clock::Timestamp;
use crate::base::text::{Name, Prose};
use crate::rules::Lists;

/// A comment that a moderator decided on.
#[derive(Debug, Clone)]
pub struct Past<K> {
    /// By which it is found again.
    pub key: K,
    /// Whether it was approved.
    pub approved: bool,
    /// What the checks know of it still.
    pub evidence: Evidence,
}

/// What lists would have said of past comments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trial<K> {
    /// How many comments were looked at.
    pub all: usize,
    /// Approved by a moderator, and a check would object.
    pub held: Vec<K>,
    /// Refused by a moderator, and no check would object.
    pub passed: Vec<K>,
}

/// Lets the checks look at past comments, with these lists.
#[must_use]
pub fn trial<K: Clone>(past: &[Past<K>], lists: &Lists) -> Trial<K> {
    let objected = |past: &&Past<K>| !examine(&past.evidence, lists, || Timestamp::from_micros(0)).is_empty();
    let (objectionable, fine): (Vec<&Past<K>>, Vec<_>) = past.iter().partition(objected);
    let keys = |of: &[&Past<K>], approved: bool| {
        of.iter().filter(|past| past.approved == approved).map(|past| past.key.clone()).collect()
    };
    Trial { all: past.len(), held: keys(&objectionable, true), passed: keys(&fine, false) }
}

impl Evidence {
    /// What is known still of a text that was looked at before: itself, and what the checks `found` then of what stood
    /// beside it (the keys of their reasons).
    #[must_use]
    pub fn recalled(text: Prose, name: Name, by_account: bool, found: &[String]) -> Self {
        let was = |reason: &str| found.iter().any(|found| found == reason);
        let taken_for = [
            ("rules-why-name-like-staff", TakenFor::Staff),
            ("rules-why-name-like-party", TakenFor::Party),
            ("rules-why-name-like-neighbour", TakenFor::Neighbour),
        ];
        let many = if was("rules-why-refused") { u32::MAX } else { 0 };
        Self {
            text,
            name,
            taken_for: taken_for.into_iter().find(|(reason, _)| was(reason)).map(|(_, whom)| whom),
            by_account,
            held_by_sanction: was("rules-why-sanction"),
            same_lately: u32::from(was("rules-why-repeat")),
            alike_lately: u32::from(was("rules-why-alike")),
            over_rate: was("rules-why-rate"),
            decided_lately: Decided { all: many, refused: many },
            likely: was("rules-why-learned").then(|| Likely { percent: 100, because: Vec::new() }),
            under_attack: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Problems;
    use crate::rules::lists::Draft;

    fn past(key: u32, approved: bool, text: &str, found: &[&str]) -> Past<u32> {
        let found: Vec<String> = found.iter().map(|found| (*found).to_owned()).collect();
        let (text, name) = (Prose::parse(text).unwrap(), Name::parse("Ana Ruiz").unwrap());
        Past { key, approved, evidence: Evidence::recalled(text, name, false, &found) }
    }

    #[test]
    fn a_trial_tells_what_would_have_been_held_and_what_would_have_passed() {
        let decided = [
            past(1, true, "My brother called it a circus.", &[]),
            past(2, true, "Nobody has been asked.", &[]),
            past(3, false, "What a circus.", &[]),
            past(4, false, "They should all go home.", &[]),
            past(5, false, "They should all go home.", &["rules-why-alike"]),
            past(6, true, "Nobody has been asked.", &["rules-why-rate"]),
        ];
        let draft = Draft { suspect: "circus".to_owned(), ..Draft::default() };
        let lists = draft.ready(0, &mut Problems::default()).unwrap();
        assert_eq!(trial(&decided, &lists), Trial { all: 6, held: vec![1, 6], passed: vec![4] });
    }
}
