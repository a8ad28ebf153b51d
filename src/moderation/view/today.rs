//! What was decided today.

use super::card::beside;
use super::record::{Line, line, names_of, told};
use super::{Says, Viewer};
use crate::base::paging::Paging;
use crate::comments::{self, Decisions};
use crate::db::Conn;
use crate::error::Result;

/// What is counted of a day, with the keys of its words; what else was done is in the list alone.
const COUNTED: [(&str, &str); 14] = [
    ("approved", "moderation-today-approved"),
    ("rejected", "moderation-today-rejected"),
    ("filed_as_spam", "moderation-today-spam"),
    ("returned", "moderation-today-returned"),
    ("hidden", "moderation-today-hidden"),
    ("redacted", "moderation-today-redacted"),
    ("reopened", "moderation-today-reopened"),
    ("edit_approved", "moderation-today-edit-approved"),
    ("edit_refused", "moderation-today-edit-refused"),
    ("kept", "moderation-today-kept"),
    ("upheld", "moderation-today-upheld"),
    ("overturned", "moderation-today-overturned"),
    ("pinned", "moderation-today-pinned"),
    ("undone", "moderation-today-undone"),
];

/// A decision of today, with how the comment begins.
#[derive(Debug)]
pub(in crate::moderation) struct Lately {
    pub(in crate::moderation) line: Line,
    pub(in crate::moderation) says: Option<Says>,
}

/// How many decisions of each kind there were, and a page of them.
#[derive(Debug)]
pub(in crate::moderation) struct Today {
    pub(in crate::moderation) day: String,
    pub(in crate::moderation) counts: Vec<(String, i64)>,
    pub(in crate::moderation) decided: Vec<Lately>,
    pub(in crate::moderation) earlier: Option<String>,
    pub(in crate::moderation) later: Option<String>,
}

/// What was decided since the day began, by UTC: as decisions are kept.
///
/// # Errors
/// Not found for a place that is none; those of the database.
pub(in crate::moderation) fn today(conn: &mut Conn, viewer: &Viewer, paging: &Paging) -> Result<Today> {
    let day = viewer.now.to_day();
    let counts = comments::decided_by_kind(conn, day, viewer.now.plus(super::MOMENT))?;
    let page = comments::decided(conn, Decisions { since: Some(day), rule: None }, paging)?;
    let (earlier, later) = beside("/moderation/decisions/today", &page);
    let names = names_of(conn, &page.items.iter().map(|decided| &decided.entry.actor).collect::<Vec<_>>())?;
    let mut decided = Vec::with_capacity(page.items.len());
    for one in &page.items {
        let line = line(conn, viewer, &names, &one.into(), &told(&one.entry))?;
        let says = comments::text_now(conn, &one.comment)?;
        decided.push(Lately { line, says: says.map(|(text, folded)| Says::beginning(&text, folded)) });
    }
    let counted = |(kind, key): &(&str, &str)| Some((viewer.words.say(key), *counts.get(*kind)?));
    let counts = COUNTED.iter().filter_map(counted).collect();
    Ok(Today { day: viewer.words.date(day.day()), counts, decided, earlier, later })
}
