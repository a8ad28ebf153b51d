//! Looks at the updates of a span of time, for digests and for a restore.

use std::ops::Range;

use diesel::prelude::*;

use super::{TextRow, UpdateRow, read_all, told};
use crate::base::clock::Timestamp;
use crate::cases::store::name_of;
use crate::cases::{CaseId, Kind, MOST_DUE, MOST_IN_A_SPAN, State, Update, UpdateId, UpdateState};
use crate::db::Conn;
use crate::error::Result;
use crate::schema::{cases, updates};

/// What stands published of these kinds and appeared in the span.
macro_rules! of_span {
    ($from:expr, $kinds:expr, $span:expr) => {
        $from
            .filter(updates::state.eq(UpdateState::Published.as_str()))
            .filter(updates::kind.eq_any($kinds.iter().map(|kind| kind.as_str())))
            .filter(updates::published_at.ge($span.start))
            .filter(updates::published_at.lt($span.end))
    };
}

pub(in crate::cases) fn published_between(
    conn: &mut Conn,
    case: &CaseId,
    kinds: &[Kind],
    span: &Range<Timestamp>,
) -> Result<(Vec<Update>, i64)> {
    let newest = of_span!(told(), kinds, span)
        .filter(updates::case_id.eq(case))
        .order((updates::published_at.desc(), updates::number.desc()))
        .limit(MOST_IN_A_SPAN)
        .select((UpdateRow::as_select(), TextRow::as_select()));
    let newest = read_all(newest.load(conn)?)?;
    let all = of_span!(updates::table, kinds, span).filter(updates::case_id.eq(case));
    let all: i64 = all.count().get_result(conn)?;
    Ok((newest, all))
}

pub(in crate::cases) fn with_news(
    conn: &mut Conn,
    kinds: &[Kind],
    span: &Range<Timestamp>,
) -> Result<Vec<CaseId>> {
    let public = updates::table.inner_join(cases::table).filter(cases::state.eq(name_of(State::Published)));
    let moved = of_span!(public, kinds, span).select(updates::case_id).distinct();
    Ok(moved.load(conn)?)
}

pub(in crate::cases) fn proposed(conn: &mut Conn) -> Result<Vec<(UpdateId, i64)>> {
    Ok(updates::table
        .filter(updates::state.eq(UpdateState::Draft.as_str()))
        .filter(updates::proposed_by.is_not_null())
        .order(updates::id.asc())
        .limit(MOST_DUE)
        .select((updates::id, updates::version))
        .load(conn)?)
}
