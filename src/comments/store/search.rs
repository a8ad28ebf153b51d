//! The words of texts, and finding by them.

use diesel::prelude::*;

use crate::base::text::Prose;
use crate::comments::RevisionId;
use crate::comments::search::Sought;
use crate::db::dialect::{Around, Either};
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::schema::revisions;

/// Whether a text has all words that are looked for, in the words of each database.
pub(in crate::comments) fn has_words(sought: &Sought) -> Either {
    Either {
        postgres: Around {
            before: "revisions.words_index @@ CAST(",
            text: sought.asked((" & ", " | "), '\''),
            after: " AS tsquery)",
        },
        sqlite: Around {
            before: "revisions.words_number IN (SELECT rowid FROM revision_words WHERE revision_words MATCH ",
            text: sought.asked((" AND ", " OR "), '"'),
            after: ")",
        },
    }
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
