//! The tables of the audit.

mod guards;
mod seen;

use std::collections::BTreeSet;

use diesel::prelude::*;

pub(super) use self::guards::{may_change, triggers_stand};
pub(super) use self::seen::seen;
use super::canonical::{Hash, Row};
use super::chain::Link;
use super::heads::Head;
use super::people::Named;
use crate::base::clock::Timestamp;
use crate::db::dialect::skip_locked;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::schema::{audit_entries, audit_heads, audit_people, audit_seals, audit_unsealed};

/// How many rows a change touches: each sealed entry is read, linked and no longer waits.
const SEALED_AT_ONCE: i64 = 150;
const FORGOTTEN_AT_ONCE: i64 = 100;

type EntryColumns = (
    audit_entries::id,
    audit_entries::at,
    audit_entries::actor_kind,
    audit_entries::actor_id,
    audit_entries::actor_mark,
    audit_entries::deed,
    audit_entries::target_kind,
    audit_entries::target_id,
    audit_entries::target_mark,
    audit_entries::detail,
);

const ENTRY: EntryColumns = (
    audit_entries::id,
    audit_entries::at,
    audit_entries::actor_kind,
    audit_entries::actor_id,
    audit_entries::actor_mark,
    audit_entries::deed,
    audit_entries::target_kind,
    audit_entries::target_id,
    audit_entries::target_mark,
    audit_entries::detail,
);

type EntryRow = (
    String,
    Timestamp,
    String,
    Option<String>,
    Option<Vec<u8>>,
    String,
    String,
    String,
    Option<Vec<u8>>,
    String,
);

fn entry_of_row(row: EntryRow) -> Row {
    let (id, at, actor_kind, actor_id, actor_mark, deed, target_kind, target_id, target_mark, detail) = row;
    Row { id, at, actor_kind, actor_id, actor_mark, deed, target_kind, target_id, target_mark, detail }
}

fn hash_of(bytes: &[u8]) -> Result<Hash> {
    Hash::of_bytes(bytes).ok_or_else(|| Error::fault("a hash of the audit chain has another length"))
}

// Entries, and whom they name

pub(super) fn insert_entry(tx: &mut Tx<'_>, row: &Row) -> Result<()> {
    let values = (
        audit_entries::id.eq(&row.id),
        audit_entries::at.eq(row.at),
        audit_entries::actor_kind.eq(&row.actor_kind),
        audit_entries::actor_id.eq(&row.actor_id),
        audit_entries::actor_mark.eq(&row.actor_mark),
        audit_entries::deed.eq(&row.deed),
        audit_entries::target_kind.eq(&row.target_kind),
        audit_entries::target_id.eq(&row.target_id),
        audit_entries::target_mark.eq(&row.target_mark),
        audit_entries::detail.eq(&row.detail),
    );
    diesel::insert_into(audit_entries::table).values(values).execute(&mut **tx)?;
    Ok(())
}

pub(super) fn insert_person(tx: &mut Tx<'_>, of: &Row, named: &Named) -> Result<()> {
    let values = (
        audit_people::entry_id.eq(&of.id),
        audit_people::field.eq(&named.field),
        audit_people::salt.eq(&named.salt),
        audit_people::person.eq(&named.person),
        audit_people::at.eq(of.at),
    );
    diesel::insert_into(audit_people::table).values(values).execute(&mut **tx)?;
    Ok(())
}

pub(super) fn people_of(conn: &mut Conn, entries: &[String]) -> Result<Vec<(String, Named)>> {
    let columns = (audit_people::entry_id, audit_people::field, audit_people::salt, audit_people::person);
    let rows = audit_people::table.filter(audit_people::entry_id.eq_any(entries)).select(columns);
    let rows: Vec<(String, String, Vec<u8>, String)> = rows.load(conn)?;
    Ok(rows.into_iter().map(|(entry, field, salt, person)| (entry, Named { field, salt, person })).collect())
}

pub(super) fn drop_people_before(tx: &mut Tx<'_>, before: Timestamp) -> Result<usize> {
    let old = audit_people::table.filter(audit_people::at.lt(before)).order(audit_people::at);
    let entries: Vec<String> =
        old.limit(FORGOTTEN_AT_ONCE / 2).select(audit_people::entry_id).load(&mut **tx)?;
    Ok(diesel::delete(audit_people::table.filter(audit_people::entry_id.eq_any(entries)))
        .execute(&mut **tx)?)
}

pub(super) fn drop_person(tx: &mut Tx<'_>, person: &str) -> Result<usize> {
    let theirs = audit_people::table.filter(audit_people::person.eq(person));
    let entries: Vec<String> =
        theirs.limit(FORGOTTEN_AT_ONCE).select(audit_people::entry_id).load(&mut **tx)?;
    let named = theirs.filter(audit_people::entry_id.eq_any(entries));
    Ok(diesel::delete(named).execute(&mut **tx)?)
}

/// By the instants at which they were written.
pub(super) fn entries(conn: &mut Conn, ids: &[String]) -> Result<Vec<Row>> {
    let rows = audit_entries::table
        .filter(audit_entries::id.eq_any(ids))
        .order((audit_entries::at, audit_entries::id))
        .select(ENTRY);
    Ok(rows.load::<EntryRow>(conn)?.into_iter().map(entry_of_row).collect())
}

pub(super) fn entry_ids_after(conn: &mut Conn, after: &str, most: i64) -> Result<Vec<String>> {
    let rows = audit_entries::table.filter(audit_entries::id.gt(after)).order(audit_entries::id);
    Ok(rows.limit(most).select(audit_entries::id).load(conn)?)
}

pub(super) fn sealed_or_waiting(conn: &mut Conn, ids: &[String]) -> Result<BTreeSet<String>> {
    let sealed = audit_seals::table.filter(audit_seals::entry_id.eq_any(ids)).select(audit_seals::entry_id);
    let mut known: BTreeSet<String> = sealed.load(conn)?.into_iter().collect();
    let waiting = audit_unsealed::table.filter(audit_unsealed::entry_id.eq_any(ids));
    known.extend(waiting.select(audit_unsealed::entry_id).load::<String>(conn)?);
    Ok(known)
}

// What waits

pub(super) fn lock_unsealed(tx: &mut Tx<'_>) -> Result<Vec<String>> {
    let oldest = audit_unsealed::table
        .order((audit_unsealed::at, audit_unsealed::entry_id))
        .limit(SEALED_AT_ONCE)
        .select(audit_unsealed::entry_id);
    Ok(skip_locked!(&mut **tx, oldest, |inner, rows| rows.load(inner))?)
}

pub(super) fn drop_unsealed(tx: &mut Tx<'_>, ids: &[String]) -> Result<usize> {
    Ok(diesel::delete(audit_unsealed::table.filter(audit_unsealed::entry_id.eq_any(ids)))
        .execute(&mut **tx)?)
}

pub(super) fn oldest_unsealed(conn: &mut Conn) -> Result<Option<Timestamp>> {
    let oldest = audit_unsealed::table.order(audit_unsealed::at).select(audit_unsealed::at);
    Ok(oldest.first(conn).optional()?)
}

// Links

type LinkRow = (i64, Vec<u8>, String);

fn link_of_row((n, hash, entry): LinkRow) -> Result<(Link, String)> {
    Ok((Link { n, hash: hash_of(&hash)? }, entry))
}

const LINK: (audit_seals::n, audit_seals::hash, audit_seals::entry_id) =
    (audit_seals::n, audit_seals::hash, audit_seals::entry_id);

pub(super) fn insert_links(tx: &mut Tx<'_>, links: &[(Link, String)]) -> Result<()> {
    for (Link { n, hash }, entry) in links {
        let values = (
            audit_seals::n.eq(n),
            audit_seals::entry_id.eq(entry),
            audit_seals::hash.eq(hash.as_bytes().as_slice()),
        );
        diesel::insert_into(audit_seals::table).values(values).execute(&mut **tx)?;
    }
    Ok(())
}

pub(super) fn last_link(conn: &mut Conn) -> Result<Option<Link>> {
    let last = audit_seals::table.order(audit_seals::n.desc()).select(LINK).first::<LinkRow>(conn);
    Ok(last.optional()?.map(link_of_row).transpose()?.map(|(link, _)| link))
}

pub(super) fn link_at(conn: &mut Conn, n: i64) -> Result<Option<Link>> {
    let found = audit_seals::table.find(n).select(LINK).first::<LinkRow>(conn).optional()?;
    Ok(found.map(link_of_row).transpose()?.map(|(link, _)| link))
}

pub(super) fn links_after(conn: &mut Conn, n: i64, most: i64) -> Result<Vec<(Link, String)>> {
    let rows = audit_seals::table.filter(audit_seals::n.gt(n)).order(audit_seals::n).limit(most);
    rows.select(LINK).load::<LinkRow>(conn)?.into_iter().map(link_of_row).collect()
}

// Heads

type HeadRow = (i64, Vec<u8>, Timestamp, Vec<u8>);

fn head_of_row((n, hash, told_at, mac): HeadRow) -> Result<Head> {
    Ok(Head { link: Link { n, hash: hash_of(&hash)? }, told_at, mac })
}

pub(super) fn insert_head(tx: &mut Tx<'_>, head: &Head) -> Result<()> {
    let values = (
        audit_heads::n.eq(head.link.n),
        audit_heads::hash.eq(head.link.hash.as_bytes().as_slice()),
        audit_heads::told_at.eq(head.told_at),
        audit_heads::mac.eq(&head.mac),
    );
    diesel::insert_into(audit_heads::table).values(values).execute(&mut **tx)?;
    Ok(())
}

pub(super) fn last_head(conn: &mut Conn) -> Result<Option<Head>> {
    let last = audit_heads::table.order(audit_heads::n.desc()).first::<HeadRow>(conn);
    last.optional()?.map(head_of_row).transpose()
}

/// At most some hundred, the first ones.
pub(super) fn heads_between(conn: &mut Conn, from: i64, to: i64) -> Result<Vec<Head>> {
    let rows = audit_heads::table.filter(audit_heads::n.between(from, to)).order(audit_heads::n);
    let rows: Vec<HeadRow> = rows.limit(super::verify::STEP).load(conn)?;
    rows.into_iter().map(head_of_row).collect()
}
