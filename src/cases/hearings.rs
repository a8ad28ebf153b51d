//! Hearings: when and where a court will hear the parties, by the court's own clock.

use std::time::Duration;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::json;

use super::{CaseId, OUTDATED, store};
use crate::audit::{self, Actor, Target};
use crate::base::clock::Timestamp;
use crate::base::ids::Id;
use crate::base::text::{Line, Prose};
use crate::db::{Conn, Tx};
use crate::error::{Error, OrNotFound as _, Result};

/// The id of a hearing.
pub type HearingId = Id<Hearing>;

/// It was cancelled already.
const CANCELLED_ALREADY: &str = "cases-problem-hearing-cancelled";

/// One hearing as it stands.
#[derive(Debug, Clone)]
pub struct Hearing {
    /// Its id; it never changes.
    pub id: HearingId,
    /// Its case.
    pub case_id: CaseId,
    /// Whether it is to take place.
    pub state: HearingState,
    /// What will be heard.
    pub title: Line,
    /// Where.
    pub place: Line,
    /// When it begins, by the court's own clock.
    pub starts: DateTime,
    /// The court's time zone, such as `America/Los_Angeles`.
    pub time_zone: String,
    /// How long it is to take, in minutes.
    pub minutes: i32,
    /// What else is to be known.
    pub note: Option<Prose>,
    /// Rises with every change, as calendars want it; 0 at first.
    pub sequence: i32,
    /// Rises with every change.
    pub version: i64,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl Hearing {
    /// The instant at which it begins. Where clocks go back, the earlier one of two; where they go forward, the time
    /// does not exist, which its editor was told.
    #[must_use]
    pub fn begins_at(&self) -> Timestamp {
        let zone = TimeZone::get(&self.time_zone).unwrap_or(TimeZone::UTC);
        let zoned = zone.to_ambiguous_zoned(self.starts).compatible();
        zoned.map_or(Timestamp::from_micros(0), |zoned| zoned.timestamp().into())
    }

    /// The instant at which it is to end.
    #[must_use]
    pub fn ends_at(&self) -> Timestamp {
        let minutes = u64::try_from(self.minutes).unwrap_or(0);
        self.begins_at().plus(Duration::from_secs(60 * minutes))
    }
}

/// Whether a hearing is to take place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HearingState {
    /// It is.
    Planned,
    /// It is not; calendars that have it already take it out.
    Cancelled,
}

/// Everything that an editor decides about a hearing, taken apart and found good.
#[derive(Debug, Clone)]
pub struct HearingDraft {
    /// What will be heard.
    pub title: Line,
    /// Where.
    pub place: Line,
    /// When it begins, by the court's own clock.
    pub starts: DateTime,
    /// The court's time zone; [`jiff`] knows it.
    pub time_zone: String,
    /// How long it is to take, in minutes: 1 to 2,880.
    pub minutes: i32,
    /// What else is to be known.
    pub note: Option<Prose>,
}

/// Whether clocks in that zone show that time at all that day: when they go forward, an hour is left out.
#[must_use]
pub(super) fn is_on_the_clock(starts: DateTime, zone: &TimeZone) -> bool {
    !matches!(zone.to_ambiguous_timestamp(starts).offset(), jiff::tz::AmbiguousOffset::Gap { .. })
}

/// What no clock on earth shows any more while a hearing that began then goes on: the longest takes two days, and the
/// slowest clock is half a day late.
#[must_use]
pub(super) fn long_before(now: Timestamp) -> DateTime {
    now.minus(Duration::from_hours(72)).to_jiff().to_zoned(TimeZone::UTC).datetime()
}

/// Announces a hearing.
///
/// # Errors
/// [`Error::NotFound`] without such a case; those of the database.
pub fn plan_hearing(
    tx: &mut Tx<'_>,
    case: &CaseId,
    draft: &HearingDraft,
    actor: &Actor,
) -> Result<HearingId> {
    store::by_id(tx, case)?.or_not_found()?;
    let id: HearingId = tx.fresh_id();
    store::insert_hearing(tx, &id, case, draft)?;
    store::raise_version(tx, case)?;
    record(tx, actor, "hearing-plan", &id, 1)?;
    Ok(id)
}

/// Changes a hearing and answers its new version; one that was cancelled is planned again.
///
/// # Errors
/// [`Error::Conflict`] with [`OUTDATED`] if it is not at `version` any more; [`Error::NotFound`].
pub fn edit_hearing(
    tx: &mut Tx<'_>,
    id: &HearingId,
    version: i64,
    draft: &HearingDraft,
    actor: &Actor,
) -> Result<i64> {
    let before = at_version(tx, id, version)?;
    if !store::rewrite_hearing(tx, &before, draft)? {
        return Err(Error::Conflict(OUTDATED));
    }
    store::raise_version(tx, &before.case_id)?;
    record(tx, actor, "hearing-edit", id, version + 1)?;
    Ok(version + 1)
}

/// Says that a hearing does not take place.
///
/// # Errors
/// [`Error::Conflict`] with [`OUTDATED`] if it is not at `version` any more, or that it was cancelled already;
/// [`Error::NotFound`].
pub fn cancel_hearing(tx: &mut Tx<'_>, id: &HearingId, version: i64, actor: &Actor) -> Result<()> {
    let before = at_version(tx, id, version)?;
    if before.state == HearingState::Cancelled {
        return Err(Error::Conflict(CANCELLED_ALREADY));
    }
    if !store::set_cancelled(tx, &before)? {
        return Err(Error::Conflict(OUTDATED));
    }
    store::raise_version(tx, &before.case_id)?;
    record(tx, actor, "hearing-cancel", id, version + 1)
}

fn at_version(tx: &mut Tx<'_>, id: &HearingId, version: i64) -> Result<Hearing> {
    let hearing = store::hearing(tx, id)?.or_not_found()?;
    if hearing.version == version { Ok(hearing) } else { Err(Error::Conflict(OUTDATED)) }
}

fn record(tx: &mut Tx<'_>, actor: &Actor, deed: &'static str, id: &HearingId, version: i64) -> Result<()> {
    let target = Target { kind: "hearing", id: id.as_str() };
    audit::record(tx, actor, deed, target, &json!({ "version": version }))
}

/// The hearings of a case, cancelled ones too, in the order of their times: at most [`MOST_IN_A_LIST`](super::MOST_IN_A_LIST), the earliest
/// ones left out.
///
/// # Errors
/// Those of the database.
pub fn hearings(conn: &mut Conn, id: &CaseId) -> Result<Vec<Hearing>> {
    store::hearings(conn, id)
}

/// The planned hearings of a case that may not have ended by `now`, the next one first, at most [`MOST_IN_A_LIST`](super::MOST_IN_A_LIST).
///
/// # Errors
/// Those of the database.
pub fn hearings_ahead(conn: &mut Conn, id: &CaseId, now: Timestamp) -> Result<Vec<Hearing>> {
    store::hearings_from(conn, id, long_before(now))
}

/// One hearing.
///
/// # Errors
/// Those of the database.
pub fn hearing(conn: &mut Conn, id: &HearingId) -> Result<Option<Hearing>> {
    store::hearing(conn, id)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::base::random::Random;

    fn hearing(starts: DateTime, zone: &str) -> Hearing {
        let random = Random::seeded(3);
        Hearing {
            id: Id::fresh(&random),
            case_id: Id::fresh(&random),
            state: HearingState::Planned,
            title: Line::parse("Argument").unwrap(),
            place: Line::parse("Courtroom 3").unwrap(),
            starts,
            time_zone: zone.to_owned(),
            minutes: 90,
            note: None,
            sequence: 0,
            version: 1,
            updated_at: Timestamp::from_micros(0),
        }
    }

    fn begins(starts: DateTime, zone: &str) -> String {
        hearing(starts, zone).begins_at().to_string()
    }

    #[test]
    fn the_court_s_clock_says_when_in_summer_and_in_winter() {
        let zone = "America/Los_Angeles";
        assert_eq!(begins(date(2026, 1, 20).at(9, 30, 0, 0), zone), "2026-01-20T17:30:00Z");
        assert_eq!(begins(date(2026, 5, 20).at(9, 30, 0, 0), zone), "2026-05-20T16:30:00Z");
        let ends = hearing(date(2026, 5, 20).at(9, 30, 0, 0), zone).ends_at();
        assert_eq!(ends.to_string(), "2026-05-20T18:00:00Z");
    }

    #[test]
    fn when_clocks_change_an_hour_is_missing_or_comes_twice() {
        let zone = TimeZone::get("Europe/Amsterdam").unwrap();
        assert!(!is_on_the_clock(date(2026, 3, 29).at(2, 30, 0, 0), &zone));
        assert!(is_on_the_clock(date(2026, 3, 29).at(3, 0, 0, 0), &zone));
        assert!(is_on_the_clock(date(2026, 10, 25).at(2, 30, 0, 0), &zone));
        let twice = begins(date(2026, 10, 25).at(2, 30, 0, 0), "Europe/Amsterdam");
        assert_eq!(twice, "2026-10-25T00:30:00Z", "the earlier of the two");
    }
}
