//! What differs between two texts of an article, paragraph by paragraph.

use super::{Article, Revision};

/// Beyond this many pairs of lines a passage is shown as taken out and put in whole.
const MOST_PAIRS: usize = 250_000;

/// One field that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The key of the field's name in `locales/`.
    pub field: &'static str,
    /// Its passages, in order.
    pub passages: Vec<Passage>,
}

/// A passage of a field that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Passage {
    /// In both texts.
    Kept(String),
    /// Only in the earlier text.
    Gone(String),
    /// Only in the later text.
    Come(String),
    /// In both texts, and too far from a change to be shown.
    Skipped,
}

/// The fields that readers see, as one text has them.
#[derive(Debug, Clone, Copy)]
pub struct Text<'a> {
    title: &'a str,
    standfirst: &'a str,
    category: &'a str,
    byline: &'a str,
    body: &'a str,
}

impl<'a> From<&'a Revision> for Text<'a> {
    fn from(revision: &'a Revision) -> Self {
        Self {
            title: revision.title.as_str(),
            standfirst: revision.standfirst.as_str(),
            category: revision.category.as_str(),
            byline: revision.byline.as_str(),
            body: revision.body.as_str(),
        }
    }
}

impl<'a> From<&'a Article> for Text<'a> {
    fn from(article: &'a Article) -> Self {
        Self {
            title: article.title.as_str(),
            standfirst: article.standfirst.as_str(),
            category: article.category.as_str(),
            byline: article.byline.as_str(),
            body: article.body.as_str(),
        }
    }
}

/// What became different from `before` to `after`, field by field; empty if nothing did.
#[must_use]
pub fn between(before: Text<'_>, after: Text<'_>) -> Vec<Change> {
    let fields = [
        ("articles-title-label", before.title, after.title),
        ("articles-standfirst-label", before.standfirst, after.standfirst),
        ("articles-category-label", before.category, after.category),
        ("articles-byline-label", before.byline, after.byline),
        ("articles-body-label", before.body, after.body),
    ];
    among(fields)
}

/// What became different among any fields, each the key of its name, what it was and what it is.
#[must_use]
pub fn among<'a>(fields: impl IntoIterator<Item = (&'static str, &'a str, &'a str)>) -> Vec<Change> {
    let differing = fields.into_iter().filter(|(_, was, is)| was != is);
    differing.map(|(field, was, is)| Change { field, passages: passages(was, is) }).collect()
}

fn passages(before: &str, after: &str) -> Vec<Passage> {
    let lines = |text: &str| {
        text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect::<Vec<_>>()
    };
    let (old, new) = (lines(before), lines(after));
    let alike = |(a, b): &(&String, &String)| a == b;
    let head = old.iter().zip(&new).take_while(alike).count();
    let room = old.len().min(new.len()) - head;
    let tail = old.iter().rev().zip(new.iter().rev()).take(room).take_while(alike).count();
    let middle =
        |lines: &[String]| lines.iter().take(lines.len() - tail).skip(head).cloned().collect::<Vec<_>>();
    let kept = |line: &String| Passage::Kept(line.clone());
    let mut all: Vec<Passage> = old.iter().take(head).map(kept).collect();
    all.extend(middle_of(middle(&old), middle(&new)));
    all.extend(old.iter().skip(old.len() - tail).map(kept));
    without_far(all)
}

/// What became different from one text to another, word by word; what is alike is never left out.
#[must_use]
pub fn word_by_word(before: &str, after: &str) -> Vec<Passage> {
    let words = |text: &str| text.split_inclusive(char::is_whitespace).map(str::to_owned).collect();
    let mut joined: Vec<Passage> = Vec::new();
    for next in middle_of(words(before), words(after)) {
        match (joined.last_mut(), next) {
            (Some(Passage::Kept(last)), Passage::Kept(word))
            | (Some(Passage::Gone(last)), Passage::Gone(word))
            | (Some(Passage::Come(last)), Passage::Come(word)) => last.push_str(&word),
            (_, next) => joined.push(next),
        }
    }
    joined
}

fn middle_of(old: Vec<String>, new: Vec<String>) -> Vec<Passage> {
    if old.len().saturating_mul(new.len()) > MOST_PAIRS {
        let gone = old.into_iter().map(Passage::Gone);
        return gone.chain(new.into_iter().map(Passage::Come)).collect();
    }
    let longest = longest_common(&old, &new);
    let (height, at) =
        (old.len(), |i: usize, j: usize| longest.get(i).and_then(|row| row.get(j)).copied().unwrap_or(0));
    let (mut i, mut j, mut merged) = (0, 0, Vec::new());
    while let (Some(was), Some(is)) = (old.get(i), new.get(j)) {
        if was == is {
            merged.push(Passage::Kept(was.clone()));
            (i, j) = (i + 1, j + 1);
        } else if at(i + 1, j) >= at(i, j + 1) {
            merged.push(Passage::Gone(was.clone()));
            i += 1;
        } else {
            merged.push(Passage::Come(is.clone()));
            j += 1;
        }
    }
    merged.extend(old.into_iter().take(height).skip(i).map(Passage::Gone));
    merged.extend(new.into_iter().skip(j).map(Passage::Come));
    merged
}

/// How many lines the ends of both texts from line `i` and line `j` on share at most, in order: row `i`, place `j`.
fn longest_common(old: &[String], new: &[String]) -> Vec<Vec<u32>> {
    let mut rows = vec![vec![0; new.len() + 1]];
    for was in old.iter().rev() {
        let below = rows.last().cloned().unwrap_or_default();
        let mut row = vec![0];
        for ((is, under), diagonal) in new.iter().zip(&below).rev().zip(below.iter().rev()) {
            let right = row.last().copied().unwrap_or(0);
            row.push(if was == is { diagonal + 1 } else { right.max(*under) });
        }
        row.reverse();
        rows.push(row);
    }
    rows.reverse();
    rows
}

/// Leaves out what is alike and stands beside nothing that differs.
fn without_far(all: Vec<Passage>) -> Vec<Passage> {
    let same = |passage: Option<&Passage>| passage.is_none_or(|passage| matches!(passage, Passage::Kept(_)));
    let far: Vec<bool> = (0..all.len())
        .map(|place| {
            let before = place.checked_sub(1).and_then(|place| all.get(place));
            same(all.get(place)) && same(before) && same(all.get(place + 1))
        })
        .collect();
    let mut shown = Vec::new();
    for (passage, far) in all.into_iter().zip(far) {
        if !far {
            shown.push(passage);
        } else if shown.last() != Some(&Passage::Skipped) {
            shown.push(Passage::Skipped);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn told(before: &str, after: &str) -> String {
        let line = |passage: &Passage| match passage {
            Passage::Kept(line) => format!(" {line}"),
            Passage::Gone(line) => format!("-{line}"),
            Passage::Come(line) => format!("+{line}"),
            Passage::Skipped => "…".to_owned(),
        };
        passages(before, after).iter().map(line).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn what_changed_is_told_with_its_neighbours() {
        assert_eq!(told("a\n\nb\n\nc\n\nd\n\ne", "a\n\nb\n\nC\n\nd\n\ne"), "…| b|-c|+C| d|…");
        assert_eq!(told("a", "a\n\nb"), " a|+b");
        assert_eq!(told("a\nb\nc", "b\nc\na"), "-a| b| c|+a");
        assert_eq!(told("", "a"), "+a");
    }

    #[test]
    fn changed_words_stand_between_those_that_stayed() {
        let kept = |words: &str| Passage::Kept(words.to_owned());
        let (gone, come) = (Passage::Gone("two ".to_owned()), Passage::Come("2 ".to_owned()));
        assert_eq!(word_by_word("one two three", "one 2 three"), [kept("one "), gone, come, kept("three")]);
    }

    proptest! {
        #[test]
        fn both_texts_can_be_read_from_the_passages(before in "([ab]\n){0,7}", after in "([ab]\n){0,7}") {
            let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
            let (mut old, mut new) = (Vec::new(), Vec::new());
            for passage in middle_of(lines(&before), lines(&after)) {
                match passage {
                    Passage::Kept(line) => { old.push(line.clone()); new.push(line); }
                    Passage::Gone(line) => old.push(line),
                    Passage::Come(line) => new.push(line),
                    Passage::Skipped => prop_assert!(false),
                }
            }
            prop_assert_eq!((old, new), (lines(&before), lines(&after)));
        }
    }
}
