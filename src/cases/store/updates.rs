//! The tables of updates, their texts and their corrections.

mod changes;
mod made_up;
mod seen;
mod spans;

use diesel::prelude::*;
use jiff::civil::Date;

pub(in crate::cases) use self::changes::{
    insert_update, rename_language, rewrite_update, set_corrected, set_proposed, set_published,
    set_retracted, set_scheduled, set_unproposed, set_unscheduled,
};
pub(in crate::cases) use self::made_up::{MadeUp, insert_made_up};
pub(in crate::cases) use self::seen::{changed, latest, lines, neighbours, timeline};
pub(in crate::cases) use self::spans::{proposed, published_between, with_news};
use super::day_of;
use crate::accounts::AccountId;
use crate::base::clock::Timestamp;
use crate::base::paging::{Cursor, Direction, rows_to_fetch};
use crate::base::text::{Line, Prose};
use crate::cases::{
    CaseId, Correction, Kind, MOST_DUE, MOST_IN_A_LIST, ON_A_PAGE, Update, UpdateId, UpdateState,
};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::schema::{cases, update_corrections, update_texts, updates};

/// The states in which readers see an update.
const SEEN: [&str; 2] = ["published", "retracted"];

#[derive(Queryable, Selectable)]
#[diesel(table_name = updates)]
struct UpdateRow {
    id: UpdateId,
    case_id: CaseId,
    number: Option<i64>,
    state: String,
    kind: String,
    happened_on: String,
    source: Line,
    source_url: Option<String>,
    as_reported: bool,
    version: i64,
    proposed_by: Option<AccountId>,
    proposed_at: Option<Timestamp>,
    released_by: Option<AccountId>,
    released_alone: bool,
    publish_at: Option<Timestamp>,
    published_at: Option<Timestamp>,
    retracted_at: Option<Timestamp>,
    retraction: Option<Prose>,
    updated_at: Timestamp,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = update_texts)]
struct TextRow {
    language: String,
    title: Line,
    body: Prose,
}

impl UpdateRow {
    fn read((row, text): (Self, TextRow)) -> Result<Update> {
        Ok(Update {
            id: row.id,
            case_id: row.case_id,
            number: row.number,
            state: state_of(&row.state)?,
            kind: Kind::parse(&row.kind).ok_or_else(|| Error::fault("an update is of no known kind"))?,
            happened_on: day_of(&row.happened_on)?,
            language: text.language,
            title: text.title,
            body: text.body,
            source: row.source,
            source_url: row.source_url,
            as_reported: row.as_reported,
            version: row.version,
            proposed_by: row.proposed_by,
            proposed_at: row.proposed_at,
            released_by: row.released_by,
            released_alone: row.released_alone,
            publish_at: row.publish_at,
            published_at: row.published_at,
            retracted_at: row.retracted_at,
            retraction: row.retraction,
            updated_at: row.updated_at,
        })
    }
}

fn state_of(text: &str) -> Result<UpdateState> {
    use UpdateState::{Draft, Published, Retracted, Scheduled};
    [Draft, Scheduled, Published, Retracted]
        .into_iter()
        .find(|state| state.as_str() == text)
        .ok_or_else(|| Error::fault("an update is in no known state"))
}

/// Updates with their text in their case's language.
#[diesel::dsl::auto_type(no_type_alias)]
fn told() -> _ {
    updates::table
        .inner_join(cases::table)
        .inner_join(update_texts::table)
        .filter(update_texts::language.eq(cases::language))
}

fn read_all(rows: Vec<(UpdateRow, TextRow)>) -> Result<Vec<Update>> {
    rows.into_iter().map(UpdateRow::read).collect()
}

pub(in crate::cases) fn update(conn: &mut Conn, id: &UpdateId) -> Result<Option<Update>> {
    let row = told()
        .filter(updates::id.eq(id))
        .select((UpdateRow::as_select(), TextRow::as_select()))
        .first(conn)
        .optional()?;
    row.map(UpdateRow::read).transpose()
}

pub(in crate::cases) fn update_at(conn: &mut Conn, case: &CaseId, number: i64) -> Result<Option<Update>> {
    let row = told()
        .filter(updates::case_id.eq(case))
        .filter(updates::number.eq(number))
        .filter(updates::state.eq_any(SEEN))
        .select((UpdateRow::as_select(), TextRow::as_select()))
        .first(conn)
        .optional()?;
    row.map(UpdateRow::read).transpose()
}

pub(in crate::cases) fn updates_of(conn: &mut Conn, case: &CaseId) -> Result<Vec<Update>> {
    read_all(
        told()
            .filter(updates::case_id.eq(case))
            .order((updates::updated_at.desc(), updates::number.desc(), updates::id.desc()))
            .limit(MOST_IN_A_LIST)
            .select((UpdateRow::as_select(), TextRow::as_select()))
            .load(conn)?,
    )
}

/// Where an update that readers see stands in the list: its day and its number.
pub(in crate::cases) fn place_of(update: &Update) -> Cursor {
    let place = format!("{}-{}", update.happened_on, update.number.unwrap_or(0));
    Cursor::parse(&place).unwrap_or_else(|_| Cursor::of_id(&update.id))
}

fn day_and_number(place: &Cursor) -> Result<(String, i64)> {
    let parts = place.as_str().rsplit_once('-').ok_or(Error::NotFound)?;
    let day: Date = parts.0.parse().map_err(|_| Error::NotFound)?;
    Ok((day.to_string(), parts.1.parse().map_err(|_| Error::NotFound)?))
}

/// The rows of a page, as [`crate::base::paging::Page::cut`] wants them.
pub(in crate::cases) fn updates_beside(
    conn: &mut Conn,
    case: &CaseId,
    direction: &Direction,
) -> Result<Vec<Update>> {
    let listed = told()
        .filter(updates::case_id.eq(case))
        .filter(updates::state.eq_any(SEEN))
        .limit(rows_to_fetch(ON_A_PAGE))
        .select((UpdateRow::as_select(), TextRow::as_select()));
    let number = updates::number.assume_not_null();
    let newest = (updates::happened_on.desc(), updates::number.desc());
    let oldest = (updates::happened_on.asc(), updates::number.asc());
    read_all(match direction {
        Direction::Start => listed.order(newest).load(conn)?,
        Direction::After(place) => {
            let (day, at) = day_and_number(place)?;
            let beyond = updates::happened_on.lt(day.clone()).or(number.lt(at));
            listed.filter(updates::happened_on.le(day)).filter(beyond).order(newest).load(conn)?
        }
        Direction::Before(place) => {
            let (day, at) = day_and_number(place)?;
            let beyond = updates::happened_on.gt(day.clone()).or(number.gt(at));
            listed.filter(updates::happened_on.ge(day)).filter(beyond).order(oldest).load(conn)?
        }
    })
}

pub(in crate::cases) fn due(conn: &mut Conn, now: Timestamp) -> Result<Vec<(UpdateId, i64)>> {
    Ok(updates::table
        .filter(updates::state.eq(UpdateState::Scheduled.as_str()))
        .filter(updates::publish_at.le(now))
        .order((updates::publish_at.asc(), updates::id.asc()))
        .limit(MOST_DUE)
        .select((updates::id, updates::version))
        .load(conn)?)
}

pub(in crate::cases) fn text_in(
    conn: &mut Conn,
    id: &UpdateId,
    language: &str,
) -> Result<Option<(Line, Prose)>> {
    let text = update_texts::table.find((id, language)).select((update_texts::title, update_texts::body));
    Ok(text.first(conn).optional()?)
}

pub(in crate::cases) fn texts(conn: &mut Conn, id: &UpdateId) -> Result<Vec<(String, Line, Prose)>> {
    let all = update_texts::table.filter(update_texts::update_id.eq(id)).order(update_texts::language);
    Ok(all.select((update_texts::language, update_texts::title, update_texts::body)).load(conn)?)
}

pub(in crate::cases) fn corrections(conn: &mut Conn, id: &UpdateId) -> Result<Vec<Correction>> {
    let rows: Vec<(String, Prose)> = update_corrections::table
        .filter(update_corrections::update_id.eq(id))
        .order((update_corrections::corrected_on.asc(), update_corrections::created_at.asc()))
        .limit(MOST_IN_A_LIST)
        .select((update_corrections::corrected_on, update_corrections::text))
        .load(conn)?;
    rows.into_iter().map(|(day, text)| Ok(Correction { corrected_on: day_of(&day)?, text })).collect()
}
