//! The versions of how the discussions stand.

use diesel::prelude::*;

use crate::base::clock::Timestamp;
use crate::db::dialect::Each;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::rules::attack::{Hiding, Mode, Span, Standing};
use crate::schema::attack_standings;

#[derive(Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = attack_standings)]
struct Row {
    version: i64,
    mode: String,
    mode_since: Timestamp,
    counted_from: Timestamp,
    hold_since: Option<Timestamp>,
    hold_until: Option<Timestamp>,
    freeze_since: Option<Timestamp>,
    freeze_until: Option<Timestamp>,
    hide_since: Option<Timestamp>,
    hide_until: Option<Timestamp>,
    hide_batch: Option<String>,
    created_at: Timestamp,
}

impl Row {
    fn read(self) -> Result<Standing> {
        let span = |since: Option<Timestamp>, until: Option<Timestamp>| {
            since.zip(until).map(|(since, until)| Span { since, until })
        };
        let hidden = span(self.hide_since, self.hide_until).zip(self.hide_batch);
        Ok(Standing {
            version: self.version,
            mode: Mode::parse(&self.mode).ok_or_else(|| Error::fault("an unknown mode"))?,
            mode_since: self.mode_since,
            counted_from: self.counted_from,
            hold: span(self.hold_since, self.hold_until),
            freeze: span(self.freeze_since, self.freeze_until),
            hide: hidden.map(|(span, batch)| Hiding { span, batch }),
        })
    }

    fn of(standing: &Standing, created_at: Timestamp) -> Self {
        let hide = standing.hide.as_ref();
        Self {
            version: standing.version,
            mode: standing.mode.as_str().to_owned(),
            mode_since: standing.mode_since,
            counted_from: standing.counted_from,
            hold_since: standing.hold.map(|span| span.since),
            hold_until: standing.hold.map(|span| span.until),
            freeze_since: standing.freeze.map(|span| span.since),
            freeze_until: standing.freeze.map(|span| span.until),
            hide_since: hide.map(|hiding| hiding.span.since),
            hide_until: hide.map(|hiding| hiding.span.until),
            hide_batch: hide.map(|hiding| hiding.batch.clone()),
            created_at,
        }
    }
}

/// The latest version; `None` if there never was a change.
pub(in crate::rules) fn standing(conn: &mut Conn) -> Result<Option<Standing>> {
    let latest = attack_standings::table.order(attack_standings::version.desc()).select(Row::as_select());
    latest.first(conn).optional()?.map(Row::read).transpose()
}

/// Adds a version; `false` if it is there already.
pub(in crate::rules) fn insert_standing(tx: &mut Tx<'_>, standing: &Standing) -> Result<bool> {
    let row = Row::of(standing, tx.now);
    let insert = diesel::insert_into(attack_standings::table).values(row).on_conflict_do_nothing();
    Ok(Each(insert).execute(&mut **tx)? == 1)
}
