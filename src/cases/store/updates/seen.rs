//! What readers see of a case's updates: no more of them than asked for, and no more of each than is shown. Every look
//! here walks an index of the case from its newest end, so that a long case costs as a short one.

use diesel::prelude::*;

use super::{SEEN, TextRow, UpdateRow, read_all, state_of, told};
use crate::base::clock::Timestamp;
use crate::base::text::Line;
use crate::cases::store::day_of;
use crate::cases::{CaseId, Kind, Update, UpdateLine};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::schema::{update_texts, updates};

/// The columns of a line: number, state, kind, day, language, title.
type LineRow = (i64, String, String, String, String, Line);

/// The lines of the updates of a case that readers see.
macro_rules! lines_of {
    ($case:expr) => {
        told().filter(updates::case_id.eq($case)).filter(updates::state.eq_any(SEEN)).select((
            updates::number.assume_not_null(),
            updates::state,
            updates::kind,
            updates::happened_on,
            update_texts::language,
            update_texts::title,
        ))
    };
}

fn read_line((number, state, kind, day, language, title): LineRow) -> Result<UpdateLine> {
    Ok(UpdateLine {
        number,
        state: state_of(&state)?,
        kind: Kind::parse(&kind).ok_or_else(|| Error::fault("an update is of no known kind"))?,
        happened_on: day_of(&day)?,
        language,
        title,
    })
}

/// The newest day first.
pub(in crate::cases) fn timeline(conn: &mut Conn, case: &CaseId, most: i64) -> Result<Vec<Update>> {
    read_all(
        told()
            .filter(updates::case_id.eq(case))
            .filter(updates::state.eq_any(SEEN))
            .order((updates::happened_on.desc(), updates::number.desc()))
            .limit(most)
            .select((UpdateRow::as_select(), TextRow::as_select()))
            .load(conn)?,
    )
}

/// What appeared last first.
pub(in crate::cases) fn latest(conn: &mut Conn, case: &CaseId, most: i64) -> Result<Vec<Update>> {
    read_all(
        told()
            .filter(updates::case_id.eq(case))
            .filter(updates::number.gt(0))
            .filter(updates::state.eq_any(SEEN))
            .order(updates::number.desc())
            .limit(most)
            .select((UpdateRow::as_select(), TextRow::as_select()))
            .load(conn)?,
    )
}

/// The newest day first, without their texts.
pub(in crate::cases) fn lines(conn: &mut Conn, case: &CaseId, most: i64) -> Result<Vec<UpdateLine>> {
    let newest = (updates::happened_on.desc(), updates::number.desc());
    let rows: Vec<LineRow> = lines_of!(case).order(newest).limit(most).load(conn)?;
    rows.into_iter().map(read_line).collect()
}

/// The line below an update in the order of the timeline, and the one above it.
pub(in crate::cases) fn neighbours(
    conn: &mut Conn,
    update: &Update,
) -> Result<(Option<UpdateLine>, Option<UpdateLine>)> {
    let Some(at) = update.number else { return Ok((None, None)) };
    let day = update.happened_on.to_string();
    let number = updates::number.assume_not_null();
    let before: Option<LineRow> = lines_of!(&update.case_id)
        .filter(updates::happened_on.le(&day))
        .filter(updates::happened_on.lt(&day).or(number.lt(at)))
        .order((updates::happened_on.desc(), updates::number.desc()))
        .first(conn)
        .optional()?;
    let after: Option<LineRow> = lines_of!(&update.case_id)
        .filter(updates::happened_on.ge(&day))
        .filter(updates::happened_on.gt(&day).or(number.gt(at)))
        .order((updates::happened_on.asc(), updates::number.asc()))
        .first(conn)
        .optional()?;
    Ok((before.map(read_line).transpose()?, after.map(read_line).transpose()?))
}

/// The numbers, the last one first, each with the instant of its last change.
pub(in crate::cases) fn changed(conn: &mut Conn, case: &CaseId, most: i64) -> Result<Vec<(i64, Timestamp)>> {
    Ok(updates::table
        .filter(updates::case_id.eq(case))
        .filter(updates::number.gt(0))
        .filter(updates::state.eq_any(SEEN))
        .order(updates::number.desc())
        .limit(most)
        .select((updates::number.assume_not_null(), updates::updated_at))
        .load(conn)?)
}
