//! The words of texts, and finding by them.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use crate::base::text::Prose;
use crate::comments::RevisionId;
use crate::comments::search::Sought;
use crate::db::dialect::{Around, Either, on_each};
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::schema::revisions;

/// Texts that have all words that are looked for, counted so far, tell that it is quicker to read the queue than the index.
const COMMON: i64 = 3_000;

/// How texts with some words are found among those of the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::comments) enum Way {
    /// By the index, which knows no order: all texts that have them, and then their places in the queue.
    ByIndex,
    /// Along the queue, text by text, until a page is full.
    AlongTheQueue,
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    many: i64,
}

/// The quicker way.
pub(in crate::comments) fn way_to(conn: &mut Conn, sought: &Sought) -> Result<Way> {
    let (counting, words) = match conn {
        Conn::Postgres(_) => (
            "SELECT count(*) AS many FROM \
             (SELECT 1 FROM revisions WHERE words_index @@ CAST($1 AS tsquery) LIMIT $2) AS found",
            sought.asked(IN_TSQUERY, '\''),
        ),
        Conn::Sqlite(_) => (
            "SELECT count(*) AS many FROM (SELECT 1 FROM revision_words WHERE revision_words MATCH ? LIMIT ?)",
            sought.asked(IN_FTS5, '"'),
        ),
    };
    let counted: Counted = on_each!(conn, conn => diesel::sql_query(counting)
        .bind::<Text, _>(words)
        .bind::<BigInt, _>(COMMON)
        .get_result(conn))?;
    Ok(if counted.many < COMMON { Way::ByIndex } else { Way::AlongTheQueue })
}

/// "And" and "or" between words, as the index of SQLite has them.
const IN_FTS5: (&str, &str) = (" AND ", " OR ");
/// The same for the index of PostgreSQL.
const IN_TSQUERY: (&str, &str) = (" & ", " | ");

/// Whether a text has all words that are looked for, in the words of each database.
pub(in crate::comments) fn has_words(sought: &Sought, way: Way) -> Either {
    let postgres = Around {
        before: "revisions.words_index @@ CAST(",
        text: sought.asked(IN_TSQUERY, '\''),
        after: " AS tsquery)",
    };
    let sqlite = match way {
        Way::ByIndex => Around {
            before: "revisions.words_number IN (SELECT rowid FROM revision_words WHERE revision_words MATCH ",
            text: sought.asked(IN_FTS5, '"'),
            after: ")",
        },
        Way::AlongTheQueue => Around {
            before: "NOT EXISTS (SELECT 1 FROM json_each(",
            text: sought.listed(),
            after: ") AS word WHERE NOT EXISTS \
                    (SELECT 1 FROM json_each(word.value) AS print WHERE instr(revisions.words, print.value) > 0))",
        },
    };
    Either { postgres, sqlite }
}

/// Keeps the fingerprints of a text's words; from then on it is found by them.
pub(in crate::comments) fn keep_words(tx: &mut Tx<'_>, text: &RevisionId, words: &str) -> Result<()> {
    diesel::update(revisions::table.find(text)).set(revisions::words.eq(words)).execute(&mut **tx)?;
    Ok(())
}

/// Texts that nobody finds yet.
pub(in crate::comments) fn without_words(conn: &mut Conn, most: i64) -> Result<Vec<(RevisionId, Prose)>> {
    let silent = revisions::table.filter(revisions::words.is_null()).limit(most);
    Ok(silent.select((revisions::id, revisions::text)).load(conn)?)
}
