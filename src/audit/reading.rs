//! Looking through the record, newest entry first.

use super::EntryId;
use super::store;
use crate::base::clock::Timestamp;
use crate::base::paging::{Cursor, Direction, NoPlace, Page, rows_to_fetch};
use crate::db::Conn;
use crate::error::{Error, Result};

/// How many entries a page of the record shows.
pub const PAGE: usize = 50;

/// Who did it, as far as the record still says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum By {
    /// A person with an account, by its id; `None` once that was forgotten.
    Account(Option<String>),
    /// Somebody at the server's terminal.
    Terminal,
    /// The program itself.
    Program,
}

/// An entry, as it is looked at.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Its id.
    pub id: EntryId,
    /// When it was written.
    pub at: Timestamp,
    /// Who did it.
    pub by: By,
    /// What was done.
    pub deed: String,
    /// To what kind of thing.
    pub target_kind: String,
    /// To which; `None` if it names a person and that was forgotten.
    pub target: Option<String>,
    /// What changed, as JSON.
    pub detail: String,
    /// The number of its seal; `None` while it waits to be sealed.
    pub sealed: Option<i64>,
}

impl Seen {
    fn place(&self) -> Cursor {
        Cursor::of_instant(self.at, &self.id)
    }
}

/// Which entries are looked for.
#[derive(Debug, Clone, Default)]
pub struct Sought {
    /// Only of this deed.
    pub deed: Option<String>,
    /// Only those that were done by, or to, whatever has this id.
    pub about: Option<String>,
}

/// A page of the record.
///
/// # Errors
/// [`Error::NotFound`] if the place is none of this list; those of the database.
pub fn page(conn: &mut Conn, sought: &Sought, direction: &Direction) -> Result<Page<Seen>> {
    let (place, later) = match direction {
        Direction::Start => (None, true),
        Direction::After(place) => (Some(place), true),
        Direction::Before(place) => (Some(place), false),
    };
    let place = place.map(Cursor::instant_and_id).transpose().map_err(|_: NoPlace| Error::NotFound)?;
    let found = store::seen(conn, sought, place.as_ref(), (later, rows_to_fetch(PAGE)))?;
    Ok(Page::cut(found, PAGE, direction, Seen::place))
}
