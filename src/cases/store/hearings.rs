//! The table of hearings.

use diesel::prelude::*;
use jiff::civil::DateTime;

use crate::base::clock::Timestamp;
use crate::base::text::{Line, Prose};
use crate::cases::{CaseId, Hearing, HearingDraft, HearingId, HearingState, MOST_IN_A_LIST};
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::schema::hearings;

const PLANNED: &str = "planned";
const CANCELLED: &str = "cancelled";
/// As `starts` is kept: its order as text is its order in time.
const WALL_CLOCK: &str = "%Y-%m-%dT%H:%M";

#[derive(Queryable, Selectable)]
#[diesel(table_name = hearings)]
struct HearingRow {
    id: HearingId,
    case_id: CaseId,
    state: String,
    title: Line,
    place: Line,
    starts: String,
    time_zone: String,
    minutes: i32,
    note: String,
    sequence: i32,
    version: i64,
    updated_at: Timestamp,
}

impl HearingRow {
    fn read(self) -> Result<Hearing> {
        let state = match self.state.as_str() {
            PLANNED => HearingState::Planned,
            CANCELLED => HearingState::Cancelled,
            _ => return Err(Error::fault("a hearing is in no known state")),
        };
        Ok(Hearing {
            id: self.id,
            case_id: self.case_id,
            state,
            title: self.title,
            place: self.place,
            starts: self.starts.parse().map_err(Error::fault)?,
            time_zone: self.time_zone,
            minutes: self.minutes,
            note: Prose::parse(&self.note).ok(),
            sequence: self.sequence,
            version: self.version,
            updated_at: self.updated_at,
        })
    }
}

/// What an editor decides, as columns.
#[derive(Insertable, AsChangeset)]
#[diesel(table_name = hearings)]
struct Decided {
    state: &'static str,
    title: Line,
    place: Line,
    starts: String,
    time_zone: String,
    minutes: i32,
    note: String,
    sequence: i32,
    version: i64,
    updated_at: Timestamp,
}

impl Decided {
    fn of(draft: &HearingDraft, (sequence, version): (i32, i64), now: Timestamp) -> Self {
        let draft = draft.clone();
        Self {
            state: PLANNED,
            title: draft.title,
            place: draft.place,
            starts: draft.starts.strftime(WALL_CLOCK).to_string(),
            time_zone: draft.time_zone,
            minutes: draft.minutes,
            note: draft.note.map(|note| note.to_string()).unwrap_or_default(),
            sequence,
            version,
            updated_at: now,
        }
    }
}

pub(in crate::cases) fn hearing(conn: &mut Conn, id: &HearingId) -> Result<Option<Hearing>> {
    let row = hearings::table.find(id).select(HearingRow::as_select()).first(conn).optional()?;
    row.map(HearingRow::read).transpose()
}

/// The last ones in time, in the order of their times.
pub(in crate::cases) fn hearings(conn: &mut Conn, case: &CaseId) -> Result<Vec<Hearing>> {
    let rows: Vec<HearingRow> = hearings::table
        .filter(hearings::case_id.eq(case))
        .order((hearings::starts.desc(), hearings::id.desc()))
        .limit(MOST_IN_A_LIST)
        .select(HearingRow::as_select())
        .load(conn)?;
    rows.into_iter().rev().map(HearingRow::read).collect()
}

/// The planned ones that begin at a time of the court's own clock or later, the next one first.
pub(in crate::cases) fn hearings_from(
    conn: &mut Conn,
    case: &CaseId,
    from: DateTime,
) -> Result<Vec<Hearing>> {
    let rows: Vec<HearingRow> = hearings::table
        .filter(hearings::case_id.eq(case))
        .filter(hearings::state.eq(PLANNED))
        .filter(hearings::starts.ge(from.strftime(WALL_CLOCK).to_string()))
        .order((hearings::starts.asc(), hearings::id.asc()))
        .limit(MOST_IN_A_LIST)
        .select(HearingRow::as_select())
        .load(conn)?;
    rows.into_iter().map(HearingRow::read).collect()
}

pub(in crate::cases) fn insert_hearing(
    tx: &mut Tx<'_>,
    id: &HearingId,
    case: &CaseId,
    draft: &HearingDraft,
) -> Result<()> {
    let now = tx.now;
    let row = (
        hearings::id.eq(id),
        hearings::case_id.eq(case),
        hearings::created_at.eq(now),
        Decided::of(draft, (0, 1), now),
    );
    diesel::insert_into(hearings::table).values(row).execute(&mut **tx)?;
    Ok(())
}

/// Writes what the editor decided, if the hearing is still as it was `before`.
pub(in crate::cases) fn rewrite_hearing(
    tx: &mut Tx<'_>,
    before: &Hearing,
    draft: &HearingDraft,
) -> Result<bool> {
    let now = tx.now;
    let same =
        hearings::table.filter(hearings::id.eq(&before.id)).filter(hearings::version.eq(before.version));
    let decided = Decided::of(draft, (before.sequence + 1, before.version + 1), now);
    Ok(diesel::update(same).set(decided).execute(&mut **tx)? == 1)
}

pub(in crate::cases) fn set_cancelled(tx: &mut Tx<'_>, before: &Hearing) -> Result<bool> {
    let now = tx.now;
    let same =
        hearings::table.filter(hearings::id.eq(&before.id)).filter(hearings::version.eq(before.version));
    let cancelled = (
        hearings::state.eq(CANCELLED),
        hearings::sequence.eq(before.sequence + 1),
        hearings::version.eq(before.version + 1),
        hearings::updated_at.eq(now),
    );
    Ok(diesel::update(same).set(cancelled).execute(&mut **tx)? == 1)
}
