//! The table of kept words.

use diesel::prelude::*;

use crate::base::text::{Line, Prose};
use crate::db::dialect::Each;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::moderation::snippets::{Draft, Snippet, SnippetId};
use crate::schema::snippets;

type Row = (SnippetId, Line, Prose, i64);

const COLUMNS: (snippets::id, snippets::title, snippets::words, snippets::version) =
    (snippets::id, snippets::title, snippets::words, snippets::version);

fn snippet((id, title, words, version): Row) -> Snippet {
    Snippet { id, title, words, version }
}

pub(in crate::moderation) fn all(conn: &mut Conn) -> Result<Vec<Snippet>> {
    let rows: Vec<Row> = snippets::table.select(COLUMNS).load(conn)?;
    Ok(rows.into_iter().map(snippet).collect())
}

pub(in crate::moderation) fn find(conn: &mut Conn, id: &SnippetId) -> Result<Option<Snippet>> {
    let row: Option<Row> = snippets::table.find(id).select(COLUMNS).first(conn).optional()?;
    Ok(row.map(snippet))
}

/// The places that are taken.
pub(in crate::moderation) fn places(conn: &mut Conn) -> Result<Vec<i32>> {
    Ok(snippets::table.select(snippets::place).load(conn)?)
}

/// Keeps words at a place; `false` if that is taken.
pub(in crate::moderation) fn insert(tx: &mut Tx<'_>, place: i32, snippet: &Snippet) -> Result<bool> {
    let row = (
        snippets::id.eq(&snippet.id),
        snippets::place.eq(place),
        snippets::title.eq(&snippet.title),
        snippets::words.eq(&snippet.words),
        snippets::version.eq(snippet.version),
    );
    let insert = diesel::insert_into(snippets::table).values(row).on_conflict(snippets::place).do_nothing();
    Ok(Each(insert).execute(&mut **tx)? == 1)
}

/// Other words in the place of those of a version; `false` if that is not theirs.
pub(in crate::moderation) fn change(
    tx: &mut Tx<'_>,
    (id, seen): (&SnippetId, i64),
    draft: &Draft,
) -> Result<bool> {
    let same = snippets::table.find(id).filter(snippets::version.eq(seen));
    let changed = (
        snippets::title.eq(&draft.title),
        snippets::words.eq(&draft.words),
        snippets::version.eq(seen.saturating_add(1)),
    );
    Ok(diesel::update(same).set(changed).execute(&mut **tx)? == 1)
}

/// Removes those of a version; `false` if that is not theirs.
pub(in crate::moderation) fn delete(tx: &mut Tx<'_>, (id, seen): (&SnippetId, i64)) -> Result<bool> {
    let same = snippets::table.find(id).filter(snippets::version.eq(seen));
    Ok(diesel::delete(same).execute(&mut **tx)? == 1)
}
