//! Many made-up updates at once.

use diesel::prelude::*;
use jiff::civil::Date;

use crate::base::clock::Timestamp;
use crate::base::text::{Line, Prose};
use crate::cases::{Case, CaseId, Kind, UpdateId, UpdateState};
use crate::db::Tx;
use crate::db::dialect::on_each;
use crate::error::Result;
use crate::schema::{update_texts, updates};

/// A made-up update that appeared.
pub(in crate::cases) struct MadeUp {
    pub(in crate::cases) id: UpdateId,
    pub(in crate::cases) number: i64,
    pub(in crate::cases) kind: Kind,
    pub(in crate::cases) happened_on: Date,
    pub(in crate::cases) title: Line,
    pub(in crate::cases) body: Prose,
    pub(in crate::cases) source: Line,
}

#[derive(Insertable)]
#[diesel(table_name = updates)]
struct Row {
    id: UpdateId,
    case_id: CaseId,
    number: i64,
    state: &'static str,
    kind: &'static str,
    happened_on: String,
    source: Line,
    as_reported: bool,
    version: i64,
    released_alone: bool,
    published_at: Timestamp,
    created_at: Timestamp,
    updated_at: Timestamp,
}

#[derive(Insertable)]
#[diesel(table_name = update_texts)]
struct Text {
    update_id: UpdateId,
    language: String,
    title: Line,
    body: Prose,
}

impl MadeUp {
    /// It appeared on the day on which it is said to have happened: no digest of today tells of it.
    fn row(&self, case: &Case, now: Timestamp) -> Row {
        Row {
            id: self.id.clone(),
            case_id: case.id.clone(),
            number: self.number,
            state: UpdateState::Published.as_str(),
            kind: self.kind.as_str(),
            happened_on: self.happened_on.to_string(),
            source: self.source.clone(),
            as_reported: false,
            version: 1,
            released_alone: false,
            published_at: Timestamp::start_of(self.happened_on),
            created_at: now,
            updated_at: now,
        }
    }

    fn text(&self, case: &Case) -> Text {
        Text {
            update_id: self.id.clone(),
            language: case.language.clone(),
            title: self.title.clone(),
            body: self.body.clone(),
        }
    }
}

/// Writes updates with their texts, each table in one statement.
pub(in crate::cases) fn insert_made_up(tx: &mut Tx<'_>, case: &Case, made: &[MadeUp]) -> Result<()> {
    let now = tx.now;
    let rows: Vec<Row> = made.iter().map(|update| update.row(case, now)).collect();
    let texts: Vec<Text> = made.iter().map(|update| update.text(case)).collect();
    on_each!(&mut **tx, conn => {
        diesel::insert_into(updates::table).values(&rows).execute(conn)?;
        diesel::insert_into(update_texts::table).values(&texts).execute(conn)?;
    });
    Ok(())
}
