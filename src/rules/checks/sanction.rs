//! What a moderator decided about the account that a text comes from.

use super::{Found, Look};

/// A sanction holds every text of the account, however much it is trusted.
pub(super) fn held(look: &Look<'_>) -> Option<Found> {
    look.evidence.held_by_sanction.then_some(Found::hold("rules-why-sanction"))
}

#[cfg(test)]
mod tests {
    use crate::rules::checks::Evidence;
    use crate::rules::checks::tests::{evidence, reasons};

    #[test]
    fn a_sanction_that_holds_is_a_reason_whatever_the_text_says() {
        let held =
            Evidence { by_account: true, held_by_sanction: true, ..evidence("Nobody has been asked.") };
        assert_eq!(reasons(&held), ["rules-why-sanction"]);
    }
}
