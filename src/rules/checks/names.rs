//! Names that are made to be read as another's.

use super::{Found, Look, TakenFor, priority};

/// A name that a reader takes for another's; an account's name is its own, and can be taken for one of the team alone.
pub(super) fn name(look: &Look<'_>) -> Option<Found> {
    let evidence = look.evidence;
    match evidence.taken_for {
        Some(TakenFor::Staff) => Some(Found::hold("rules-why-name-like-staff")),
        _ if evidence.by_account => None,
        Some(TakenFor::Party) => Some(Found::hold("rules-why-name-like-party").read(priority::SOON)),
        Some(TakenFor::Neighbour) => Some(Found::hold("rules-why-name-like-neighbour")),
        None if evidence.name.mixes_alphabets() => Some(Found::hold("rules-why-name-mixed")),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::base::text::Name;
    use crate::rules::checks::tests::{evidence, reasons};
    use crate::rules::checks::{Evidence, TakenFor};

    #[test]
    fn a_name_that_is_made_to_be_read_as_another_is_a_reason_to_look() {
        let text = "Nobody has been asked.";
        for (taken_for, reason) in [
            (TakenFor::Staff, "rules-why-name-like-staff"),
            (TakenFor::Party, "rules-why-name-like-party"),
            (TakenFor::Neighbour, "rules-why-name-like-neighbour"),
        ] {
            let looks = Evidence { taken_for: Some(taken_for), ..evidence(text) };
            assert_eq!(reasons(&looks), [reason]);
            let found = reasons(&Evidence { by_account: true, ..looks });
            assert_eq!(found.is_empty(), taken_for != TakenFor::Staff, "{found:?}");
        }
        let mixed = Evidence { name: Name::parse("Аna Ruiz").unwrap(), ..evidence(text) };
        assert_eq!(reasons(&mixed), ["rules-why-name-mixed"]);
        assert!(reasons(&Evidence { by_account: true, ..mixed }).is_empty());
        let russian = Evidence { name: Name::parse("Анна Руис").unwrap(), ..evidence(text) };
        assert!(reasons(&russian).is_empty());
    }
}
