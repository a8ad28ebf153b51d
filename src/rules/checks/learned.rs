//! How likely it is that moderators refuse a text, by the words of those that they decided on.
//!
//! Naive Bayes over words, each counted once a text: the multinomial kind with boolean attributes, which did best in
//! V. Metsis, I. Androutsopoulos, G. Paliouras, "Spam Filtering with Naive Bayes: Which Naive Bayes?" (CEAS 2006,
//! section 2.3). It learns anew from texts that are kept, and keeps nothing of one that is not.

use std::collections::{HashMap, HashSet};

use super::{Found, Look};
use crate::base::text::Folded;

/// With fewer decisions of either kind there is nothing to learn.
pub const ENOUGH: usize = 40;
/// So many words are named, those that weighed most.
const NAMED: usize = 5;
/// A word is worth naming if it is this many times as usual in texts that were refused.
const TELLING: f64 = 2.0;

/// What was learned from decisions.
#[derive(Debug, Default)]
pub struct Learned {
    approved: Texts,
    refused: Texts,
    words: usize,
}

/// The texts of one outcome.
#[derive(Debug, Default)]
struct Texts {
    many: usize,
    with: HashMap<String, u32>,
    words: f64,
}

/// What it makes of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Likely {
    /// How likely a moderator refuses it, in a hundred.
    pub percent: u32,
    /// The words of it that weighed most, folded, the weightiest first.
    pub because: Vec<String>,
}

impl Learned {
    /// Learns from texts and whether each was approved.
    #[must_use]
    pub fn from(decided: impl IntoIterator<Item = (Folded, bool)>) -> Self {
        let mut learned = Self::default();
        for (words, approved) in decided {
            let texts = if approved { &mut learned.approved } else { &mut learned.refused };
            texts.take(&words);
        }
        let all = learned.approved.with.keys().chain(learned.refused.with.keys());
        learned.words = all.collect::<HashSet<_>>().len();
        learned
    }

    /// What it makes of a text; `None` while too little was decided, or if no word of it is known.
    #[must_use]
    pub fn judge(&self, words: &Folded) -> Option<Likely> {
        if self.approved.many.min(self.refused.many) < ENOUGH {
            return None;
        }
        let mut weighed: Vec<(f64, &str)> = distinct(words)
            .filter(|word| self.knows(word))
            .map(|word| (self.refused.says(word, self.words) - self.approved.says(word, self.words), word))
            .collect();
        if weighed.is_empty() {
            return None;
        }
        // Which of the two a site sees more of is not the text's fault: both begin alike.
        let odds: f64 = weighed.iter().map(|(weight, _)| weight).sum();
        weighed.sort_by(|(one, word), (other, next)| other.total_cmp(one).then_with(|| word.cmp(next)));
        let telling = weighed.into_iter().filter(|(weight, _)| *weight >= TELLING.ln());
        Some(Likely {
            percent: percent(odds),
            because: telling.take(NAMED).map(|(_, word)| word.to_owned()).collect(),
        })
    }

    fn knows(&self, word: &str) -> bool {
        self.approved.with.contains_key(word) || self.refused.with.contains_key(word)
    }
}

impl Texts {
    fn take(&mut self, words: &Folded) {
        self.many += 1;
        for word in distinct(words) {
            *self.with.entry(word.to_owned()).or_default() += 1;
            self.words += 1.0;
        }
    }

    /// The logarithm of how usual a word is here, as if every known word had been met once more (Laplace).
    fn says(&self, word: &str, known: usize) -> f64 {
        let met = f64::from(self.with.get(word).copied().unwrap_or_default());
        let known = f64::from(u32::try_from(known).unwrap_or(u32::MAX));
        ((met + 1.0) / (self.words + known)).ln()
    }
}

fn distinct(words: &Folded) -> impl Iterator<Item = &str> {
    let mut met = HashSet::new();
    words.runs(1).filter(move |word| met.insert(*word))
}

/// What stands behind the logarithm of odds, in a hundred.
fn percent(odds: f64) -> u32 {
    let sure = 100.0 / (1.0 + (-odds).exp());
    (0..=100).rev().find(|percent| f64::from(*percent) <= sure).unwrap_or(0)
}

/// A text that is like those which were refused.
pub(super) fn learned(look: &Look<'_>) -> Option<Found> {
    let likely = look.evidence.likely.as_ref()?;
    let from = look.lists.thresholds.likely_percent;
    let found = Found::hold("rules-why-learned");
    let named = if likely.because.is_empty() { found } else { found.naming(likely.because.join(", ")) };
    (from > 0 && likely.percent >= from).then_some(named)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::tests::evidence;
    use super::super::{Evidence, examine};
    use super::*;
    use crate::base::clock::Timestamp;
    use crate::rules::Lists;

    const FINE: [&str; 3] =
        ["the court read the order", "my phone was read in the night", "who asked the judge"];
    const REFUSED: [&str; 2] = ["buy golden watches in the shop", "cheap watches and loans in the shop"];

    fn decided(each: usize) -> Vec<(Folded, bool)> {
        let of = |texts: &'static [&'static str], approved| {
            texts.iter().cycle().take(each).map(move |text| (Folded::of(text), approved))
        };
        of(&FINE, true).chain(of(&REFUSED, false)).collect()
    }

    fn judged(learned: &Learned, text: &str) -> Option<Likely> {
        learned.judge(&Folded::of(text))
    }

    #[test]
    fn a_text_like_those_that_were_refused_is_likely_to_be_and_the_words_say_why() {
        let learned = Learned::from(decided(ENOUGH));
        let likely = judged(&learned, "Watches! Watches from the SHOP, for the judge.").unwrap();
        assert!(likely.percent >= 90, "{likely:?}");
        assert_eq!(likely.because, ["shop", "watches"]);
        let fine = judged(&learned, "The judge asked who read the order.").unwrap();
        assert!(fine.percent <= 10 && fine.because.is_empty(), "{fine:?}");
    }

    #[test]
    fn what_is_likely_to_be_refused_is_held_from_the_percentage_on_that_an_admin_typed() {
        let likely = Some(Likely { percent: 80, because: vec!["watches".to_owned()] });
        let text = Evidence { likely, ..evidence("Watches for everyone") };
        let mut lists = Lists::shipped();
        for (from, held) in [(0, false), (80, true), (81, false)] {
            lists.thresholds.likely_percent = from;
            let found = examine(&text, &lists, || Timestamp::from_micros(0));
            let details: Vec<_> = found.into_iter().map(|finding| (finding.reason, finding.detail)).collect();
            let expected = [("rules-why-learned", Some("watches".to_owned()))];
            assert_eq!(details, expected[..usize::from(held)], "{from}");
        }
    }

    #[test]
    fn nothing_is_said_before_enough_was_decided_either_way_or_of_words_that_nobody_used() {
        let few: Vec<_> = decided(ENOUGH).into_iter().skip(1).collect();
        assert_eq!(judged(&Learned::from(few), "watches"), None);
        assert_eq!(judged(&Learned::from(decided(ENOUGH)), "xylophone"), None);
    }

    #[test]
    fn a_site_that_refuses_most_holds_it_against_no_text() {
        let many =
            decided(ENOUGH).into_iter().chain(decided(ENOUGH * 10).into_iter().filter(|(_, fine)| !fine));
        let likely = judged(&Learned::from(many), "who asked the judge").unwrap();
        assert!(likely.percent < 50, "{likely:?}");
    }

    proptest! {
        #[test]
        fn a_judgement_is_no_matter_of_order(text in "[a-z ]{1,60}", swap in any::<prop::sample::Index>()) {
            let mut turned = decided(ENOUGH);
            let at = swap.index(turned.len());
            turned.rotate_left(at);
            prop_assert_eq!(judged(&Learned::from(decided(ENOUGH)), &text), judged(&Learned::from(turned), &text));
        }

        #[test]
        fn any_text_is_judged_within_a_hundred(text in "\\PC{0,200}") {
            if let Some(likely) = judged(&Learned::from(decided(ENOUGH)), &text) {
                prop_assert!(likely.percent <= 100 && likely.because.len() <= NAMED);
            }
        }
    }
}
