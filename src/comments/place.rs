//! Where a published comment stands in its discussion: a text whose order is the order of reading.

use crate::error::{Error, Result};

/// How deep a thread is drawn; an answer to a comment of the last level stands beside it.
pub(super) const DEEPEST: i32 = 4;
/// Decimal digits alone sort alike under every collation of either database.
const DIGITS: usize = 8;

/// The place of comment number `number` (from 1, per article) below the parent's, if it answers one.
///
/// # Errors
/// A fault beyond 99,999,999 comments under one article.
pub(super) fn below(parent: Option<&str>, number: i64) -> Result<String> {
    let segment = format!("{number:0DIGITS$}");
    if number < 1 || segment.len() != DIGITS {
        return Err(Error::fault("a discussion has no more places"));
    }
    let levels = usize::try_from(DEEPEST).unwrap_or(1).saturating_sub(1);
    let above: String = parent.unwrap_or_default().chars().take(levels * DIGITS).collect();
    Ok(above + &segment)
}

/// The level of an answer to a comment of level `parent`; 1 without one.
pub(super) fn level_below(parent: Option<i32>) -> i32 {
    parent.map_or(1, |level| level.saturating_add(1).min(DEEPEST))
}

/// The places above this one, from the root down.
pub(super) fn above(path: &str) -> Vec<String> {
    (1..path.len() / DIGITS).map(|levels| path.chars().take(levels * DIGITS).collect()).collect()
}

/// The place of the thread's root.
pub(super) fn root(path: &str) -> String {
    path.chars().take(DIGITS).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_answer_stands_below_what_it_answers() {
        let root_place = below(None, 7).unwrap();
        let answer = below(Some(&root_place), 12).unwrap();
        assert_eq!((root_place.as_str(), answer.as_str()), ("00000007", "0000000700000012"));
        assert_eq!(above(&answer), std::slice::from_ref(&root_place));
        assert_eq!(above(&root_place), Vec::<String>::new());
        assert_eq!(root(&answer), root_place);
    }

    #[test]
    fn an_answer_to_the_deepest_level_stands_beside_it() {
        let fourth = below(Some("000000010000000200000003"), 4).unwrap();
        assert_eq!(below(Some(&fourth), 5).unwrap(), "00000001000000020000000300000005");
        assert_eq!((level_below(None), level_below(Some(3)), level_below(Some(4))), (1, 4, 4));
    }

    #[test]
    fn a_full_discussion_is_a_fault_and_not_a_wrong_order() {
        assert!(below(None, 99_999_999).is_ok());
        assert!(below(None, 100_000_000).is_err());
        assert!(below(None, 0).is_err());
    }

    proptest! {
        /// The order of the texts is that of a walk through the tree, each comment before its answers.
        #[test]
        fn text_order_is_thread_order(parents in prop::collection::vec(any::<prop::sample::Index>(), 1..60)) {
            let mut places: Vec<String> = Vec::new();
            for (index, parent) in parents.iter().enumerate() {
                let number = i64::try_from(index).unwrap() + 1;
                let answers = (index > 0 && parent.index(3) > 0).then(|| places.get(parent.index(index)).unwrap().clone());
                places.push(below(answers.as_deref(), number).unwrap());
            }
            let mut sorted = places.clone();
            sorted.sort();
            for (at, place) in sorted.iter().enumerate() {
                for higher in above(place) {
                    let found = sorted.iter().position(|other| *other == higher).unwrap();
                    prop_assert!(found < at);
                    prop_assert!(sorted.get(found..at).unwrap().iter().all(|between| between.starts_with(&higher)));
                }
            }
        }
    }
}
