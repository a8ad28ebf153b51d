//! Entries as they are looked through.

use std::collections::HashMap;

use diesel::dsl::exists;
use diesel::prelude::*;

use crate::audit::EntryId;
use crate::audit::reading::{By, Seen, Sought};
use crate::base::clock::Timestamp;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::schema::{audit_entries, audit_people, audit_seals};

type SeenRow = (EntryId, Timestamp, String, Option<String>, String, String, String, String, Option<i64>);

/// Up to `most` entries beyond a place, the newest first; or the newer ones, nearest first.
pub(in crate::audit) fn seen(
    conn: &mut Conn,
    sought: &Sought,
    place: Option<&(Timestamp, EntryId)>,
    (later, most): (bool, i64),
) -> Result<Vec<Seen>> {
    let mut found = audit_entries::table
        .left_join(audit_seals::table)
        .select((
            audit_entries::id,
            audit_entries::at,
            audit_entries::actor_kind,
            audit_entries::actor_id,
            audit_entries::deed,
            audit_entries::target_kind,
            audit_entries::target_id,
            audit_entries::detail,
            audit_seals::n.nullable(),
        ))
        .limit(most)
        .into_boxed();
    if let Some(deed) = &sought.deed {
        found = found.filter(audit_entries::deed.eq(deed));
    }
    if let Some(about) = &sought.about {
        let named = audit_people::table
            .filter(audit_people::entry_id.eq(audit_entries::id))
            .filter(audit_people::person.eq(about));
        found = found.filter(audit_entries::target_id.eq(about).or(exists(named)));
    }
    if let Some((at, id)) = place {
        let older = audit_entries::at.lt(*at).or(audit_entries::at.eq(*at).and(audit_entries::id.lt(id)));
        let newer = audit_entries::at.gt(*at).or(audit_entries::at.eq(*at).and(audit_entries::id.gt(id)));
        found = if later { found.filter(older) } else { found.filter(newer) };
    }
    let found = if later {
        found.order((audit_entries::at.desc(), audit_entries::id.desc()))
    } else {
        found.order((audit_entries::at.asc(), audit_entries::id.asc()))
    };
    let rows: Vec<SeenRow> = found.load(conn)?;
    let people = people_of(conn, &rows)?;
    rows.into_iter().map(|row| seen_of_row(row, &people)).collect()
}

/// Whom an entry names, by its id and the field.
type People = HashMap<(String, String), String>;

fn people_of(conn: &mut Conn, rows: &[SeenRow]) -> Result<People> {
    let ids: Vec<&EntryId> = rows.iter().map(|row| &row.0).collect();
    let named = audit_people::table.filter(audit_people::entry_id.eq_any(ids));
    let columns = (audit_people::entry_id, audit_people::field, audit_people::person);
    let named: Vec<(String, String, String)> = named.select(columns).load(conn)?;
    Ok(named.into_iter().map(|(entry, field, person)| ((entry, field), person)).collect())
}

fn seen_of_row(row: SeenRow, people: &People) -> Result<Seen> {
    let (id, at, actor_kind, actor_id, deed, target_kind, target_id, detail, sealed) = row;
    let person = |field: &str| people.get(&(id.as_str().to_owned(), field.to_owned())).cloned();
    let by = match actor_kind.as_str() {
        "account" => By::Account(actor_id.or_else(|| person("actor"))),
        "terminal" => By::Terminal,
        "program" => By::Program,
        _ => return Err(Error::fault("an audit entry has an unknown actor")),
    };
    let target = Some(target_id).filter(|id| !id.is_empty()).or_else(|| person("target"));
    Ok(Seen { id, at, by, deed, target_kind, target, detail, sealed })
}
