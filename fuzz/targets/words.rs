//! A list of words and a text, as an admin and a stranger type them: the list meets only what stands in the text, folding
//! is the same each time, and no fingerprint is made of too few words.
#![no_main]

use amicus::base::text::Folded;
use amicus::rules::checks::likeness::{LEAST_WORDS, Likeness};
use amicus::rules::checks::without_links;
use amicus::rules::checks::words::WordList;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|typed: (&str, &str)| {
    let (list, text) = typed;
    let (list, _) = WordList::read(list);
    let words = Folded::of(text);
    assert_eq!(words, Folded::of(text));
    assert_eq!(words.runs(1).count(), words.len());
    for entry in list.find(&words) {
        let entry = Folded::of(entry);
        assert!(words.runs(entry.len()).any(|run| run == entry.as_str()));
    }
    let plain = Folded::of(&without_links(text));
    assert!(plain.len() <= words.len() + text.split_whitespace().count());
    assert_eq!(Likeness::of(&plain, 1).is_some(), plain.len() >= LEAST_WORDS);
});
