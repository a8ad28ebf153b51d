//! What only shows beside others: copies, a flood, an author who was refused before.

use super::{Found, Look, priority};

/// The same words came before: copies of one text, whoever wrote them.
pub(super) fn repeat(look: &Look<'_>) -> Option<Found> {
    (look.evidence.same_lately > 0).then_some(Found::hold("rules-why-repeat"))
}

/// Nearly the same words came before: a text that many are asked to send, with a word changed here and there.
pub(super) fn alike(look: &Look<'_>) -> Option<Found> {
    (look.evidence.alike_lately > 0).then_some(Found::hold("rules-why-alike"))
}

/// Whoever was refused often of late is read closely, once there are decisions enough to tell.
pub(super) fn refused(look: &Look<'_>) -> Option<Found> {
    let (decided, lists) = (look.evidence.decided_lately, look.lists.thresholds);
    let often = u64::from(decided.refused) * 100 >= u64::from(lists.refused_percent) * u64::from(decided.all);
    let enough = decided.refused > 0 && decided.all >= lists.refused_least;
    (often && enough).then_some(Found::hold("rules-why-refused"))
}

/// One network writes more than a person would: read last, never refused.
pub(super) fn rate(look: &Look<'_>) -> Option<Found> {
    look.evidence.over_rate.then(|| Found::hold("rules-why-rate").read(priority::LAST))
}

/// The site is under attack: a person reads everything first.
pub(super) fn attack(look: &Look<'_>) -> Option<Found> {
    look.evidence.under_attack.then_some(Found::hold("rules-why-attack"))
}

#[cfg(test)]
mod tests {
    use crate::rules::checks::tests::{evidence, reasons};
    use crate::rules::checks::{Decided, Evidence};

    #[test]
    fn copies_are_a_reason_to_look() {
        let copies = Evidence { same_lately: 1, alike_lately: 3, ..evidence("Nobody has been asked.") };
        assert_eq!(reasons(&copies), ["rules-why-repeat", "rules-why-alike"]);
    }

    #[test]
    fn under_attack_everything_is_read_first() {
        let attacked = Evidence { under_attack: true, ..evidence("Nobody has been asked.") };
        assert_eq!(reasons(&attacked), ["rules-why-attack"]);
    }

    #[test]
    fn an_author_who_was_refused_often_of_late_is_read_closely() {
        let author = |refused, all| Evidence {
            decided_lately: Decided { all, refused },
            ..evidence("Nobody has been asked.")
        };
        for (refused, all) in [(1, 3), (2, 3), (3, 10), (5, 5)] {
            assert_eq!(reasons(&author(refused, all)), ["rules-why-refused"], "{refused} of {all}");
        }
        for (refused, all) in [(0, 0), (0, 9), (1, 1), (2, 2), (1, 4), (29, 100)] {
            assert!(reasons(&author(refused, all)).is_empty(), "{refused} of {all}");
        }
    }
}
