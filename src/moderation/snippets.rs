//! Words to authors that the team keeps: said often, written once.
//!
//! Whoever decides on comments adds, changes and drops them; each change names the version that was seen, and is an entry of
//! the record.

use super::MOST_WORDS;
use super::store::snippets as store;
use crate::audit::{self, Actor, Target};
use crate::base::ids::Id;
use crate::base::text::{Line, Prose};
use crate::db::{Conn, Tx};
use crate::error::{Error, Problems, Result};

/// The most that are kept: whoever looks for one reads them all.
pub const MOST: i32 = 50;

/// Somebody else changed them meanwhile; a key of `locales/`.
const MEANWHILE: &str = "moderation-snippets-meanwhile";
/// There are [`MOST`] of them; a key of `locales/`.
pub const FULL: &str = "moderation-snippets-full";

/// Words that are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippet {
    /// Their id.
    pub id: SnippetId,
    /// By which a moderator finds them.
    pub title: Line,
    /// The words themselves.
    pub words: Prose,
    /// Rises with every change.
    pub version: i64,
}

/// The id of kept words.
pub type SnippetId = Id<Snippet>;

/// Words that are to be kept.
#[derive(Debug, Clone)]
pub struct Draft {
    /// By which a moderator finds them.
    pub title: Line,
    /// The words themselves; at most [`MOST_WORDS`] letters.
    pub words: Prose,
}

impl Draft {
    /// Takes what was typed; `None`, with the fields' messages noted, if something cannot be taken.
    pub fn parse(title: &str, words: &str, problems: &mut Problems) -> Option<Self> {
        let title = problems.note("title", Line::parse(title), |_| "moderation-snippet-title-problem");
        let words = Prose::parse(words).ok().filter(|words| words.grapheme_count() <= MOST_WORDS);
        if words.is_none() {
            problems.add("words", "moderation-snippet-words-problem");
        }
        Some(Self { title: title?, words: words? })
    }
}

/// All of them, by title.
///
/// # Errors
/// Those of the database.
pub fn all(conn: &mut Conn) -> Result<Vec<Snippet>> {
    let mut all = store::all(conn)?;
    all.sort_by(|one, other| {
        (one.title.as_str(), one.id.as_str()).cmp(&(other.title.as_str(), other.id.as_str()))
    });
    Ok(all)
}

/// One of them.
///
/// # Errors
/// Those of the database.
pub fn find(conn: &mut Conn, id: &SnippetId) -> Result<Option<Snippet>> {
    store::find(conn, id)
}

/// The first of the [`MOST`] places that is free, for [`keep`]; ask before the change, in a read.
///
/// # Errors
/// [`Error::Invalid`] at `title` if there is none.
pub fn free_place(conn: &mut Conn) -> Result<i32> {
    let taken = store::places(conn)?;
    (1..=MOST).find(|place| !taken.contains(place)).ok_or_else(|| Error::invalid("title", FULL))
}

/// Keeps words at a free place.
///
/// # Errors
/// [`Error::Conflict`] if somebody was faster with this place.
pub fn keep(tx: &mut Tx<'_>, by: &Actor, place: i32, draft: &Draft) -> Result<SnippetId> {
    let (title, words) = (draft.title.clone(), draft.words.clone());
    let snippet = Snippet { id: tx.fresh_id(), title, words, version: 1 };
    if !store::insert(tx, place, &snippet)? {
        return Err(Error::Conflict(MEANWHILE));
    }
    record(tx, by, "snippet-keep", (&snippet.id, 1))?;
    Ok(snippet.id)
}

/// Keeps other words in the place of those of a version.
///
/// # Errors
/// [`Error::Conflict`] if that is no longer their version.
pub fn change(tx: &mut Tx<'_>, by: &Actor, seen: (&SnippetId, i64), draft: &Draft) -> Result<()> {
    if !store::change(tx, seen, draft)? {
        return Err(Error::Conflict(MEANWHILE));
    }
    record(tx, by, "snippet-change", (seen.0, seen.1.saturating_add(1)))
}

/// Keeps words no longer; decisions that said them go on saying them.
///
/// # Errors
/// [`Error::Conflict`] if that is no longer their version.
pub fn discard(tx: &mut Tx<'_>, by: &Actor, seen: (&SnippetId, i64)) -> Result<()> {
    if !store::delete(tx, seen)? {
        return Err(Error::Conflict(MEANWHILE));
    }
    record(tx, by, "snippet-discard", seen)
}

fn record(tx: &mut Tx<'_>, by: &Actor, deed: &'static str, (id, version): (&SnippetId, i64)) -> Result<()> {
    let target = Target { kind: "snippet", id: id.as_str() };
    audit::record(tx, by, deed, target, &serde_json::json!({ "version": version }))
}
