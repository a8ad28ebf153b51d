//! Public pages in memory, rendered once per change.
//!
//! An entry knows what it was made of and until when it can be fresh. While this process has changed nothing
//! and the entry was looked at within the last second, it is served as it lies. Otherwise the stamp of what
//! it was made of is read again, which is cheap, and only if that differs the page is rendered anew. So a
//! change made here shows at once, and one made by another process on the same database within a second.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::base::clock::Timestamp;
use crate::db::{Conn, Db};
use crate::error::Result;
use crate::web::ready::{Keep, ReadyBytes};

/// How many pages are kept; the one that was not asked for longest goes first.
const ENTRIES: usize = 512;
/// For how long a page is trusted without a look at the database, if this process changed nothing.
const TRUSTED: Duration = Duration::from_secs(1);

/// The pages in memory. Clones share them.
#[derive(Clone, Default)]
pub struct PageCache(Arc<Mutex<Shelf>>);

#[derive(Default)]
struct Shelf {
    entries: HashMap<String, Entry>,
    turns: u64,
}

struct Entry {
    bytes: ReadyBytes,
    made_of: String,
    changes: u64,
    looked_at: Timestamp,
    fresh_until: Timestamp,
    turn: u64,
}

/// What a page is made of: a stamp that changes whenever the page would, and an instant at which the page is another
/// though the stamp is not, if there is one.
#[derive(Debug, Clone)]
pub struct MadeOf {
    /// The stamp.
    pub stamp: String,
    /// When what it was made of ends by itself.
    pub until: Option<Timestamp>,
}

impl From<String> for MadeOf {
    fn from(stamp: String) -> Self {
        Self { stamp, until: None }
    }
}

/// A page that is asked for.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Its path with the parameters that it knows, in one order.
    pub key: String,
    /// As it stands in `Content-Type`.
    pub content_type: &'static str,
    /// When it must be rendered anew whatever it was made of: the day changes. What it is [made of](MadeOf) may end
    /// before.
    pub fresh_until: Timestamp,
}

impl fmt::Debug for PageCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PageCache({})", self.locked().entries.len())
    }
}

impl PageCache {
    /// The page of `wanted`: from memory, or drawn now. `gather` reads what it is to be made of, and
    /// [how to tell](MadeOf) when that is something else; `draw` renders it. Both see the database at one moment, and no
    /// other request waits for them.
    ///
    /// # Errors
    /// What `gather` and `draw` say; nothing is kept then.
    pub async fn page<M, S: Into<MadeOf>>(
        &self,
        db: &Db,
        wanted: Wanted,
        gather: impl FnOnce(&mut Conn) -> Result<(S, M)> + Send + 'static,
        draw: impl FnOnce(&mut Conn, M) -> Result<String> + Send + 'static,
    ) -> Result<ReadyBytes> {
        let (changes, now) = (db.changes(), db.now());
        if let Some(bytes) = self.trusted(&wanted.key, changes, now) {
            return Ok(bytes);
        }
        let cache = self.clone();
        let look = move |conn: &mut Conn| {
            let (made_of, material) = gather(conn)?;
            let MadeOf { stamp: made_of, until } = made_of.into();
            let fresh_until = until.map_or(wanted.fresh_until, |until| until.min(wanted.fresh_until));
            let bytes = match cache.made_of(&wanted.key, &made_of, now) {
                Some(bytes) => bytes,
                None => {
                    ReadyBytes::new(wanted.content_type, Keep::Revalidate, draw(conn, material)?.into_bytes())
                }
            };
            let entry =
                Entry { bytes: bytes.clone(), made_of, changes, looked_at: now, fresh_until, turn: 0 };
            cache.put_up(wanted.key, entry);
            Ok(bytes)
        };
        db.read(look).await
    }

    /// The page of a key, if nothing can have changed since it was looked at; it goes to the end of the line.
    fn trusted(&self, key: &str, changes: u64, now: Timestamp) -> Option<ReadyBytes> {
        let mut pages = self.locked();
        pages.turns += 1;
        let turn = pages.turns;
        let entry = pages.entries.get_mut(key)?;
        entry.turn = turn;
        let trusted =
            entry.changes == changes && now.since(entry.looked_at) < TRUSTED && now < entry.fresh_until;
        trusted.then(|| entry.bytes.clone())
    }

    /// The page of a key, if it was made of just this; perhaps another request drew it meanwhile.
    fn made_of(&self, key: &str, made_of: &str, now: Timestamp) -> Option<ReadyBytes> {
        let pages = self.locked();
        let entry =
            pages.entries.get(key).filter(|entry| entry.made_of == made_of && now < entry.fresh_until);
        entry.map(|entry| entry.bytes.clone())
    }

    fn put_up(&self, key: String, mut entry: Entry) {
        let mut pages = self.locked();
        pages.turns += 1;
        entry.turn = pages.turns;
        if pages.entries.len() >= ENTRIES && !pages.entries.contains_key(&key) {
            let oldest = pages.entries.iter().min_by_key(|(_, entry)| entry.turn).map(|(key, _)| key.clone());
            oldest.and_then(|oldest| pages.entries.remove(&oldest));
        }
        pages.entries.insert(key, entry);
    }

    fn locked(&self) -> MutexGuard<'_, Shelf> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The next midnight, by UTC (the tokens of forms) or by the site's calendar (closing days), whichever is first.
#[must_use]
pub fn next_midnight(now: Timestamp, zone: &TimeZone) -> Timestamp {
    let begin = |day: Date, zone: &TimeZone| {
        let zoned = day.tomorrow().and_then(|day| day.to_zoned(zone.clone())).ok();
        zoned.map(|zoned| Timestamp::from(zoned.timestamp()))
    };
    let ends = [begin(now.day(), &TimeZone::UTC), begin(now.day_in(zone), zone)];
    ends.into_iter().flatten().min().unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn entry(fresh_until: i64) -> Entry {
        Entry {
            bytes: ReadyBytes::new("text/plain", Keep::Revalidate, Vec::new()),
            made_of: String::new(),
            changes: 0,
            looked_at: Timestamp::from_micros(0),
            fresh_until: Timestamp::from_micros(fresh_until),
            turn: 0,
        }
    }

    #[test]
    fn the_page_that_nobody_asked_for_makes_room() {
        let (cache, now) = (PageCache::default(), Timestamp::from_micros(0));
        for place in 0..ENTRIES {
            cache.put_up(place.to_string(), entry(1));
        }
        assert!(cache.trusted("0", 0, now).is_some());
        cache.put_up("new".to_owned(), entry(1));
        assert!(cache.trusted("0", 0, now).is_some() && cache.trusted("new", 0, now).is_some());
        assert!(cache.trusted("1", 0, now).is_none());
        assert_eq!(cache.locked().entries.len(), ENTRIES);
    }

    #[test]
    fn a_page_is_trusted_for_a_second_without_changes_and_never_beyond_its_day() {
        let (cache, at) = (PageCache::default(), Timestamp::from_micros);
        cache.put_up("a".to_owned(), entry(2_000_000));
        assert!(cache.trusted("a", 0, at(999_999)).is_some());
        assert!(cache.trusted("a", 1, at(0)).is_none() && cache.trusted("a", 0, at(1_000_000)).is_none());
        assert!(cache.made_of("a", "", at(1_999_999)).is_some());
        assert!(
            cache.made_of("a", "", at(2_000_000)).is_none() && cache.made_of("a", "other", at(0)).is_none()
        );
    }

    #[test]
    fn the_day_ends_at_the_first_of_two_midnights() {
        let noon = Timestamp::start_of(date(2026, 3, 1)).plus(Duration::from_hours(12));
        let at = |zone: &str| next_midnight(noon, &TimeZone::get(zone).unwrap()).to_string();
        assert_eq!(at("UTC"), "2026-03-02T00:00:00Z");
        assert_eq!(at("Europe/Berlin"), "2026-03-01T23:00:00Z");
        assert_eq!(at("America/New_York"), "2026-03-02T00:00:00Z");
    }
}
