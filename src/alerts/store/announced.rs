//! What letters say: the text of an update as it was released, in each language that it had.

use diesel::prelude::*;

use crate::base::text::{Line, Prose};
use crate::cases::UpdateId;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::schema::announced_texts;

/// A released text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::alerts) struct Announced {
    pub(in crate::alerts) language: String,
    pub(in crate::alerts) case_title: Line,
    pub(in crate::alerts) title: Line,
    pub(in crate::alerts) body: Prose,
}

/// Keeps a text as it is released.
pub(in crate::alerts) fn freeze(tx: &mut Tx<'_>, update: &UpdateId, text: &Announced) -> Result<()> {
    let row = (
        announced_texts::update_id.eq(update),
        announced_texts::language.eq(&text.language),
        announced_texts::case_title.eq(&text.case_title),
        announced_texts::title.eq(&text.title),
        announced_texts::body.eq(&text.body),
    );
    diesel::insert_into(announced_texts::table).values(row).execute(&mut **tx)?;
    Ok(())
}

/// The released text in a language.
pub(in crate::alerts) fn announced(
    conn: &mut Conn,
    update: &UpdateId,
    language: &str,
) -> Result<Option<Announced>> {
    let columns = (announced_texts::case_title, announced_texts::title, announced_texts::body);
    let found: Option<(Line, Line, Prose)> =
        announced_texts::table.find((update, language)).select(columns).first(conn).optional()?;
    Ok(found.map(|(case_title, title, body)| Announced {
        language: language.to_owned(),
        case_title,
        title,
        body,
    }))
}
