//! How alike two texts are, told from two short fingerprints: copies of one text with a word changed here and there.
//!
//! A text is its *shingles*, the runs of three words in it. How far two texts are from each other is the Hamming
//! distance of their 64-bit `SimHash` (Charikar, "Similarity Estimation Techniques from Rounding Algorithms", STOC
//! 2002; Manku, Jain and Das Sarma, "Detecting Near-Duplicates for Web Crawling", WWW 2007). Which of 100,000 texts
//! are worth comparing is told by *bands* of min-hashes (Broder, "On the Resemblance and Containment of Documents",
//! 1997): two texts of which half the shingles are the same share a band nine times in ten, strangers hardly ever
//! (decision 0047 has why, and what was measured).

use crate::base::text::Folded;

/// How many words a shingle has.
const SHINGLE: usize = 3;
/// A text of fewer words is alike to another only if it has the same.
pub const LEAST_WORDS: usize = 8;
/// How many bands a text has.
pub const BANDS: usize = 8;
/// Bits in which two texts may differ to be called alike, unless the campaign chose another number.
pub const NEAR_BITS: u32 = 16;

/// The fingerprints of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Likeness {
    /// Its `SimHash`.
    pub print: u64,
    /// Texts that share one of these are worth comparing.
    pub bands: [u64; BANDS],
}

impl Likeness {
    /// The fingerprints of a text's words; `None` if there are too few. `seed` is a secret of the site: nobody outside
    /// can make a text that comes to a given fingerprint.
    #[must_use]
    pub fn of(words: &Folded, seed: u64) -> Option<Self> {
        if words.len() < LEAST_WORDS {
            return None;
        }
        let mut weights = [0_i32; 64];
        let mut lowest = [[u64::MAX; 2]; BANDS];
        for shingle in words.runs(SHINGLE).map(|shingle| hash(seed, shingle)) {
            for (bit, weight) in (0_u32..).zip(&mut weights) {
                *weight += if shingle >> bit & 1 == 1 { 1 } else { -1 };
            }
            for (number, low) in (1_u64..).zip(lowest.as_flattened_mut()) {
                *low = (*low).min(mix(shingle ^ mix(number)));
            }
        }
        let bits = weights.iter().rev();
        Some(Self {
            print: bits.fold(0, |print, weight| print << 1 | u64::from(*weight > 0)),
            bands: lowest.map(|[one, other]| mix(one ^ other.rotate_left(1))),
        })
    }

    /// In how many of 64 bits a text of this print differs; strangers differ in about half of them.
    #[must_use]
    pub const fn distance(&self, print: u64) -> u32 {
        (self.print ^ print).count_ones()
    }
}

/// FNV-1a over the bytes from a seed, and its result well mixed.
fn hash(seed: u64, text: &str) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    mix(text.bytes().fold(mix(seed), step) ^ seed)
}

/// The last step of splitmix64 (Steele, Lea and Flood, OOPSLA 2014): each bit depends on every bit.
const fn mix(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::base::random::Random;

    const SEED: u64 = 7;

    fn of(words: &[String]) -> Likeness {
        Likeness::of(&Folded::of(&words.join(" ")), SEED).unwrap()
    }

    fn words(random: &Random, many: usize) -> Vec<String> {
        (0..many).map(|_| format!("word{}", random.below(5_000))).collect()
    }

    fn shares_a_band(one: &Likeness, other: &Likeness) -> bool {
        one.bands.iter().zip(&other.bands).any(|(one, other)| one == other)
    }

    #[test]
    fn a_text_of_few_words_has_no_fingerprint() {
        assert_eq!(Likeness::of(&Folded::of("one two three four five six seven"), SEED), None);
        assert!(Likeness::of(&Folded::of("one two three four five six seven eight"), SEED).is_some());
    }

    #[test]
    fn another_site_has_other_fingerprints() {
        let text = Folded::of("one two three four five six seven eight nine ten");
        assert_ne!(Likeness::of(&text, 1), Likeness::of(&text, 2));
    }

    /// Copies as campaigns send them: of forty words, two replaced.
    #[test]
    fn nearly_every_changed_copy_is_found_and_hardly_any_stranger() {
        let (random, rounds) = (Random::seeded(11), 400);
        let (mut copies, mut strangers) = (0, 0);
        for _ in 0..rounds {
            let text = words(&random, 40);
            let mut copy = text.clone();
            for place in [random.below(20), 20 + random.below(20)] {
                copy[usize::try_from(place).unwrap()] = format!("other{}", random.below(5_000));
            }
            let near = |one: &Likeness, other: &Likeness| {
                shares_a_band(one, other) && one.distance(other.print) <= NEAR_BITS
            };
            copies += i32::from(near(&of(&text), &of(&copy)));
            strangers += i32::from(near(&of(&text), &of(&words(&random, 40))));
        }
        assert!(copies * 100 >= rounds * 90 && strangers == 0, "{copies} copies, {strangers} strangers");
    }

    proptest! {
        #[test]
        fn a_small_edit_moves_few_bits(number in any::<u64>(), place in 0_usize..120) {
            let text = words(&Random::seeded(number), 120);
            let mut edited = text.clone();
            edited[place] = "something".to_owned();
            prop_assert!(of(&text).distance(of(&edited).print) <= NEAR_BITS);
            prop_assert!(shares_a_band(&of(&text), &of(&edited)));
        }

        #[test]
        fn unrelated_texts_are_far_apart(number in any::<u64>()) {
            let random = Random::seeded(number);
            let (one, other) = (of(&words(&random, 60)), of(&words(&random, 60)));
            prop_assert!(one.distance(other.print) > 10);
        }

        #[test]
        fn the_same_words_have_the_same_fingerprint(number in any::<u64>()) {
            let text = words(&Random::seeded(number), 12);
            prop_assert_eq!(of(&text), of(&text));
            prop_assert_eq!(Likeness::of(&Folded::of(&text.join("… — ").to_uppercase()), SEED).unwrap(), of(&text));
        }
    }
}
