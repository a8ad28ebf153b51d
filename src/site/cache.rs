//! Public pages in memory, rendered once per change.
//!
//! An entry knows what it was made of and until when it can be fresh. While this process has changed nothing
//! and the entry was looked at within the last second, it is served as it lies. Otherwise the stamp of what
//! it was made of is read again, which is cheap, and only if that differs the page is rendered anew. So a
//! change made here shows at once, and one made by another process on the same database within a second.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};
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

/// The pages in memory.
#[derive(Default)]
pub struct PageCache(Mutex<Shelf>);

#[derive(Default)]
struct Shelf {
    entries: HashMap<String, Entry>,
    turns: u64,
}

#[derive(Clone)]
struct Entry {
    bytes: ReadyBytes,
    made_of: String,
    changes: u64,
    looked_at: Timestamp,
    fresh_until: Timestamp,
    turn: u64,
}

/// A page that is asked for.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Its path with the parameters that it knows, in one order.
    pub key: String,
    /// As it stands in `Content-Type`.
    pub content_type: &'static str,
    /// When it must be rendered anew whatever it was made of: the day changes.
    pub fresh_until: Timestamp,
}

impl fmt::Debug for PageCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PageCache({})", self.shelf().entries.len())
    }
}

impl PageCache {
    /// The page of `wanted`: from memory, or drawn now. `gather` reads what it is to be made of with a stamp
    /// that changes whenever the page would; `draw` renders it. Both see the database at one moment, and no
    /// other request waits for them.
    ///
    /// # Errors
    /// What `gather` and `draw` say; nothing is kept then.
    pub async fn page<M>(
        &self,
        db: &Db,
        wanted: Wanted,
        gather: impl FnOnce(&mut Conn) -> Result<(String, M)> + Send + 'static,
        draw: impl FnOnce(&mut Conn, M) -> Result<String> + Send + 'static,
    ) -> Result<ReadyBytes> {
        let (changes, now) = (db.changes(), db.now());
        let known = self.take_down(&wanted.key, now);
        let known = match known {
            Some(entry) if entry.changes == changes && now.since(entry.looked_at) < TRUSTED => return Ok(entry.bytes),
            known => known,
        };
        let content_type = wanted.content_type;
        let look = move |conn: &mut Conn| {
            let (made_of, material) = gather(conn)?;
            match known {
                Some(entry) if entry.made_of == made_of => Ok((made_of, entry.bytes)),
                _ => {
                    let html = draw(conn, material)?;
                    Ok((made_of, ReadyBytes::new(content_type, Keep::Revalidate, html.into_bytes())))
                }
            }
        };
        let (made_of, bytes) = db.read(look).await?;
        let entry = Entry { bytes: bytes.clone(), made_of, changes, looked_at: now, fresh_until: wanted.fresh_until, turn: 0 };
        self.put_up(wanted.key, entry);
        Ok(bytes)
    }

    /// The entry of a key, if it can still be fresh; it goes to the end of the line.
    fn take_down(&self, key: &str, now: Timestamp) -> Option<Entry> {
        let mut shelf = self.shelf();
        shelf.turns += 1;
        let turn = shelf.turns;
        let entry = shelf.entries.get_mut(key).filter(|entry| now < entry.fresh_until)?;
        entry.turn = turn;
        Some(entry.clone())
    }

    fn put_up(&self, key: String, mut entry: Entry) {
        let mut shelf = self.shelf();
        shelf.turns += 1;
        entry.turn = shelf.turns;
        if shelf.entries.len() >= ENTRIES && !shelf.entries.contains_key(&key) {
            let oldest = shelf.entries.iter().min_by_key(|(_, entry)| entry.turn).map(|(key, _)| key.clone());
            oldest.and_then(|oldest| shelf.entries.remove(&oldest));
        }
        shelf.entries.insert(key, entry);
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
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
        assert!(cache.take_down("0", now).is_some());
        cache.put_up("new".to_owned(), entry(1));
        assert!(cache.take_down("0", now).is_some() && cache.take_down("new", now).is_some());
        assert!(cache.take_down("1", now).is_none());
        assert_eq!(cache.shelf().entries.len(), ENTRIES);
    }

    #[test]
    fn a_page_is_not_fresh_beyond_its_day() {
        let cache = PageCache::default();
        cache.put_up("a".to_owned(), entry(10));
        assert!(cache.take_down("a", Timestamp::from_micros(9)).is_some());
        assert!(cache.take_down("a", Timestamp::from_micros(10)).is_none());
    }

    #[test]
    fn the_day_ends_at_the_first_of_two_midnights() {
        let noon = Timestamp::start_of(date(2026, 3, 1)).plus(Duration::from_secs(12 * 3600));
        let at = |zone: &str| next_midnight(noon, &TimeZone::get(zone).unwrap()).to_string();
        assert_eq!(at("UTC"), "2026-03-02T00:00:00Z");
        assert_eq!(at("Europe/Berlin"), "2026-03-01T23:00:00Z");
        assert_eq!(at("America/New_York"), "2026-03-02T00:00:00Z");
    }
}
