//! Pages of a long list, found by what stands at their edge and not by number: a list that grows
//! meanwhile neither repeats nor skips a row.

use std::fmt;

use super::clock::Timestamp;
use super::ids::Id;

/// A place in a list, as it stands in a URL: at most 64 small letters, digits and hyphens.
///
/// Lists in the order of their ids use [`Cursor::of_id`]; those in the order of time
/// [`Cursor::of_instant`], where the id parts rows of one instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor(String);

/// The text is no place in a list, or names two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a place in a list")]
pub struct NoPlace;

impl Cursor {
    const MOST_LETTERS: usize = 64;

    /// The place of a row that its id alone finds.
    #[must_use]
    pub fn of_id<K>(id: &Id<K>) -> Self {
        Self(id.as_str().to_owned())
    }

    /// The place of a row in a list by instant, then id.
    #[must_use]
    pub fn of_instant<K>(at: Timestamp, id: &Id<K>) -> Self {
        Self(format!("{}-{id}", at.as_micros()))
    }

    /// Takes what stands in a URL for a place. Whether a row is there only the list knows.
    ///
    /// # Errors
    /// [`NoPlace`] if no cursor looks like this.
    pub fn parse(text: &str) -> Result<Self, NoPlace> {
        let proper = (1..=Self::MOST_LETTERS).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        if proper { Ok(Self(text.to_owned())) } else { Err(NoPlace) }
    }

    /// The id that [`Cursor::of_id`] wrote.
    ///
    /// # Errors
    /// [`NoPlace`] if it holds none.
    pub fn id<K>(&self) -> Result<Id<K>, NoPlace> {
        self.0.parse().map_err(|_| NoPlace)
    }

    /// The instant and the id that [`Cursor::of_instant`] wrote.
    ///
    /// # Errors
    /// [`NoPlace`] if it does not hold both.
    pub fn instant_and_id<K>(&self) -> Result<(Timestamp, Id<K>), NoPlace> {
        let (micros, id) = self.0.rsplit_once('-').ok_or(NoPlace)?;
        let micros = micros.parse().map_err(|_| NoPlace)?;
        Ok((Timestamp::from_micros(micros), id.parse().map_err(|_| NoPlace)?))
    }

    /// As it stands in a URL, which need not escape it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl serde::Serialize for Cursor {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0)
    }
}

/// Which page is wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Direction {
    /// The first one.
    #[default]
    Start,
    /// The one that follows this place.
    After(Cursor),
    /// The one that ends just before this place.
    Before(Cursor),
}

/// The `?after=&before=` of a URL, as it was sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
pub struct Paging {
    #[serde(default)]
    after: Option<String>,
    #[serde(default)]
    before: Option<String>,
}

impl Paging {
    /// The page after a place.
    #[must_use]
    pub fn after(place: &Cursor) -> Self {
        Self { after: Some(place.to_string()), before: None }
    }

    /// Which page it asks for; empty values ask for nothing.
    ///
    /// # Errors
    /// [`NoPlace`] if both are given or one is no cursor.
    pub fn direction(&self) -> Result<Direction, NoPlace> {
        let given = |value: &Option<String>| {
            value.as_deref().filter(|text| !text.is_empty()).map(Cursor::parse).transpose()
        };
        match (given(&self.after)?, given(&self.before)?) {
            (None, None) => Ok(Direction::Start),
            (Some(after), None) => Ok(Direction::After(after)),
            (None, Some(before)) => Ok(Direction::Before(before)),
            (Some(_), Some(_)) => Err(NoPlace),
        }
    }
}

/// Some rows of a list in its order, and where the pages beside them begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// The rows, in the order of the list.
    pub items: Vec<T>,
    /// Ask for what is before this place; `None` on the first page.
    pub earlier: Option<Cursor>,
    /// Ask for what is after this place; `None` on the last page.
    pub later: Option<Cursor>,
}

/// How many rows to fetch for a page of `size`: one more, which tells whether another page follows.
#[must_use]
pub fn rows_to_fetch(size: usize) -> i64 {
    i64::try_from(size.saturating_add(1)).unwrap_or(i64::MAX)
}

impl<T> Page<T> {
    /// Cuts a page of at most `size` from what the list gave.
    ///
    /// For `Start` and `After`, `found` is in the list's order; for `Before` it is in the opposite
    /// one, nearest first. Either way it holds up to [`rows_to_fetch`] rows, place itself excluded.
    /// A page without rows has no pages beside it.
    #[must_use]
    pub fn cut(mut found: Vec<T>, size: usize, direction: &Direction, place: impl Fn(&T) -> Cursor) -> Self {
        let more = found.len() > size;
        found.truncate(size);
        let (has_earlier, has_later) = match direction {
            Direction::Start => (false, more),
            Direction::After(_) => (true, more),
            Direction::Before(_) => {
                found.reverse();
                (more, true)
            }
        };
        let earlier = found.first().filter(|_| has_earlier).map(&place);
        let later = found.last().filter(|_| has_later).map(&place);
        Self { items: found, earlier, later }
    }

    /// The same page of something else.
    #[must_use]
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(change).collect(), earlier: self.earlier, later: self.later }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::base::random::Random;

    enum Comment {}

    type Row = (Timestamp, Id<Comment>);

    fn rows(instants: &[i8]) -> Vec<Row> {
        let random = Random::seeded(5);
        let mut rows: Vec<Row> =
            instants.iter().map(|at| (Timestamp::from_micros(i64::from(*at)), Id::fresh(&random))).collect();
        rows.sort();
        rows
    }

    fn fetch(list: &[Row], size: usize, direction: &Direction) -> Page<Row> {
        let most = usize::try_from(rows_to_fetch(size)).unwrap();
        let found = match direction {
            Direction::Start => list.iter().take(most).cloned().collect(),
            Direction::After(place) => {
                let place = place.instant_and_id().unwrap();
                list.iter().filter(|row| **row > place).take(most).cloned().collect()
            }
            Direction::Before(place) => {
                let place = place.instant_and_id().unwrap();
                list.iter().rev().filter(|row| **row < place).take(most).cloned().collect()
            }
        };
        Page::cut(found, size, direction, |(at, id)| Cursor::of_instant(*at, id))
    }

    #[test]
    fn a_url_asks_for_one_page() {
        let asked = |after: &str, before: &str| {
            Paging { after: Some(after.to_owned()), before: Some(before.to_owned()) }.direction()
        };
        assert_eq!(Paging::default().direction(), Ok(Direction::Start));
        assert_eq!(asked("", ""), Ok(Direction::Start));
        assert_eq!(asked("abc", ""), Ok(Direction::After(Cursor("abc".to_owned()))));
        assert_eq!(asked("", "abc"), Ok(Direction::Before(Cursor("abc".to_owned()))));
        assert_eq!(asked("abc", "abc"), Err(NoPlace));
        for broken in ["a b", "A", "é", "'", "%", "../x"] {
            assert_eq!(asked(broken, ""), Err(NoPlace), "{broken:?}");
        }
        assert_eq!(asked(&"a".repeat(65), ""), Err(NoPlace));
    }

    #[test]
    fn a_comment_is_its_own_place() {
        let id = Id::<Comment>::fresh(&Random::seeded(1));
        let cursor = Cursor::parse(Cursor::of_id(&id).as_str()).unwrap();
        assert_eq!(cursor.id::<Comment>(), Ok(id));
        assert!(cursor.instant_and_id::<Comment>().is_err());
    }

    proptest! {
        #[test]
        fn a_cursor_is_read_back(micros in any::<i64>(), seed in any::<u64>()) {
            let (at, id) = (Timestamp::from_micros(micros), Id::<Comment>::fresh(&Random::seeded(seed)));
            let cursor = Cursor::parse(Cursor::of_instant(at, &id).as_str()).unwrap();
            prop_assert_eq!(cursor.instant_and_id(), Ok((at, id)));
        }

        #[test]
        fn pages_joined_are_the_whole_in_both_directions(instants in prop::collection::vec(any::<i8>(), 0..40), size in 1_usize..7) {
            let list = rows(&instants);
            let mut page = fetch(&list, size, &Direction::Start);
            prop_assert_eq!(&page.earlier, &None);
            let mut forwards = page.items.clone();
            while let Some(later) = page.later.clone() {
                page = fetch(&list, size, &Direction::After(later));
                prop_assert!(!page.items.is_empty() && page.items.len() <= size);
                forwards.extend(page.items.clone());
            }
            prop_assert_eq!(&forwards, &list);
            let mut backwards = page.items.clone();
            while let Some(earlier) = page.earlier.clone() {
                page = fetch(&list, size, &Direction::Before(earlier));
                backwards.splice(0..0, page.items.clone());
            }
            prop_assert_eq!(&backwards, &list);
        }
    }
}
