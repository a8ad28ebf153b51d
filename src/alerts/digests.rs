//! Digests: what was published in a day or a week, in one letter to each who asked for it that way.
//!
//! A period ends at the site's hour, daily or on Mondays, and begins where the last one ended: after a pause of the
//! program one digest tells of the whole gap. The key of `digests` lets one instance close a period, and no other.

use std::num::NonZeroU32;
use std::ops::Range;
use std::time::Duration;

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span, ToSpan as _};

use super::store::digests as store;
use super::store::fan_out::{self, FAN_OUT, Published};
use super::{Frequency, Kinds};
use crate::base::clock::Timestamp;
use crate::cases;
use crate::db::Tx;
use crate::db::dialect::let_it_take;
use crate::error::{Error, Result};
use crate::mail::bulk::{self, ALERT_USEFUL_FOR, BulkLetter};

/// The kind of the letter that tells of a period; its recipients are subscribers.
pub(super) const DIGEST: &str = "case-digest";

/// How long after its end a period is closed. A release bears the instant at which its change began, and the change
/// that makes its letters may take [`FAN_OUT`]: by then it is there to be looked at, or it never will be.
const SETTLED_AFTER: Duration = Duration::from_mins(5);

/// When digests go out.
#[derive(Debug, Clone)]
pub struct Calendar {
    /// The hour of the wall clock.
    pub at: Time,
    /// Where that clock hangs.
    pub zone: TimeZone,
}

impl Calendar {
    /// The end of the last period of a frequency that is over at `now`. Where the clock skips the hour, it is the
    /// hour after; where it shows it twice, the first.
    fn ended(&self, frequency: Frequency, now: Timestamp) -> Result<Timestamp> {
        let today = now.day_in(&self.zone);
        let back = match frequency {
            Frequency::Weekly => i64::from(today.weekday().since(Weekday::Monday)),
            _ => 0,
        };
        let last = self.on(today, back.days())?;
        if last <= now { Ok(last) } else { self.on(today, (back + length(frequency)).days()) }
    }

    /// The hour on the day that lies `back` before `day`.
    fn on(&self, day: Date, back: Span) -> Result<Timestamp> {
        let day = day.checked_sub(back).map_err(Error::fault)?;
        let zoned = day.to_datetime(self.at).to_zoned(self.zone.clone()).map_err(Error::fault)?;
        Ok(zoned.timestamp().into())
    }

    /// Closes the periods that are over without a letter.
    pub(super) fn close_all(&self, tx: &mut Tx<'_>) -> Result<()> {
        for frequency in [Frequency::Daily, Frequency::Weekly] {
            self.close(tx, frequency)?;
        }
        Ok(())
    }

    /// Closes the last period of a frequency that has been over for [`SETTLED_AFTER`]; `None` if it is closed already.
    fn close(&self, tx: &mut Tx<'_>, frequency: Frequency) -> Result<Option<(Timestamp, Timestamp)>> {
        let until = self.ended(frequency, tx.now.minus(SETTLED_AFTER))?;
        let since = match store::last(tx, frequency)? {
            Some(last) if last >= until => return Ok(None),
            Some(last) => last,
            None => self.first_began(frequency, until)?,
        };
        Ok(store::close(tx, frequency, since, until)?.then_some((since, until)))
    }

    /// The beginning of the first period ever: one step before its end.
    fn first_began(&self, frequency: Frequency, until: Timestamp) -> Result<Timestamp> {
        self.on(until.day_in(&self.zone), length(frequency).days())
    }
}

/// The days of a period.
const fn length(frequency: Frequency) -> i64 {
    match frequency {
        Frequency::Weekly => 7,
        _ => 1,
    }
}

/// Closes the periods that are over and makes their letters; answers how many letters it made. A period in which
/// nothing was published is closed without one; letters on top of `cap` wait ([`bulk::count_in`]).
///
/// # Errors
/// Those of the database.
pub fn make_digests(tx: &mut Tx<'_>, calendar: &Calendar, cap: Option<NonZeroU32>) -> Result<usize> {
    let daily = make(tx, calendar, Frequency::Daily, cap)?;
    Ok(daily + make(tx, calendar, Frequency::Weekly, cap)?)
}

fn make(
    tx: &mut Tx<'_>,
    calendar: &Calendar,
    frequency: Frequency,
    cap: Option<NonZeroU32>,
) -> Result<usize> {
    let Some((since, until)) = calendar.close(tx, frequency)? else { return Ok(0) };
    let published = published(tx, &(since..until))?;
    if published.cases.is_empty() {
        return Ok(0);
    }
    let_it_take(tx, FAN_OUT)?;
    let subject = subject(frequency, until);
    let letter =
        bulk::begin(tx, &BulkLetter { kind: DIGEST, subject: &subject, useful_for: ALERT_USEFUL_FOR })?;
    let candidates = fan_out::to_subscribers(tx, &letter, frequency, &published)?;
    bulk::count_in(tx, &letter, candidates, cap)?;
    store::tell(tx, frequency, until, &letter)?;
    Ok(1)
}

/// Which cases moved in a period.
fn published(tx: &mut Tx<'_>, period: &Range<Timestamp>) -> Result<Published> {
    Ok(Published {
        cases: cases::with_news(tx, &Kinds::All.taken(), period)?,
        with_rulings: cases::with_news(tx, &Kinds::RulingsAndHearings.taken(), period)?,
    })
}

/// How a digest is named in the outbox: `daily/{end of its period, in microseconds}`.
fn subject(frequency: Frequency, until: Timestamp) -> String {
    format!("{}/{}", frequency.as_str(), until.as_micros())
}

/// What [`subject`] names.
pub(super) fn named(subject: &str) -> Option<(Frequency, Timestamp)> {
    let (frequency, until) = subject.split_once('/')?;
    Some((Frequency::parse(frequency)?, Timestamp::from_micros(until.parse().ok()?)))
}

#[cfg(test)]
mod tests {
    use jiff::civil::time;

    use super::*;

    fn berlin() -> Calendar {
        Calendar { at: time(7, 0, 0, 0), zone: TimeZone::get("Europe/Berlin").unwrap() }
    }

    fn at(text: &str) -> Timestamp {
        text.parse::<jiff::Timestamp>().unwrap().into()
    }

    fn ended(calendar: &Calendar, frequency: Frequency, now: &str) -> String {
        calendar.ended(frequency, at(now)).unwrap().to_string()
    }

    #[test]
    fn a_day_ends_at_the_hour_of_the_site() {
        assert_eq!(ended(&berlin(), Frequency::Daily, "2026-05-04T04:59:59Z"), "2026-05-03T05:00:00Z");
        assert_eq!(ended(&berlin(), Frequency::Daily, "2026-05-04T05:00:00Z"), "2026-05-04T05:00:00Z");
    }

    #[test]
    fn a_week_ends_on_monday() {
        for (now, end) in [
            ("2026-05-04T04:59:59Z", "2026-04-27T05:00:00Z"),
            ("2026-05-04T05:00:00Z", "2026-05-04T05:00:00Z"),
            ("2026-05-10T23:00:00Z", "2026-05-04T05:00:00Z"),
        ] {
            assert_eq!(ended(&berlin(), Frequency::Weekly, now), end);
        }
    }

    #[test]
    fn the_hour_stays_the_same_on_the_wall_when_the_clocks_change() {
        assert_eq!(ended(&berlin(), Frequency::Daily, "2026-03-28T12:00:00Z"), "2026-03-28T06:00:00Z");
        assert_eq!(ended(&berlin(), Frequency::Daily, "2026-03-29T12:00:00Z"), "2026-03-29T05:00:00Z");
        assert_eq!(ended(&berlin(), Frequency::Weekly, "2026-10-26T06:00:00Z"), "2026-10-26T06:00:00Z");
        let until = at("2026-10-26T06:00:00Z");
        let began = berlin().first_began(Frequency::Weekly, until).unwrap();
        assert_eq!(began.to_string(), "2026-10-19T05:00:00Z");
    }

    #[test]
    fn an_hour_that_the_clock_skips_or_shows_twice_comes_once() {
        let night = Calendar { at: time(2, 30, 0, 0), ..berlin() };
        assert_eq!(ended(&night, Frequency::Daily, "2026-03-29T12:00:00Z"), "2026-03-29T01:30:00Z");
        assert_eq!(ended(&night, Frequency::Daily, "2026-10-25T12:00:00Z"), "2026-10-25T00:30:00Z");
    }

    #[test]
    fn a_digest_is_found_by_its_name() {
        let until = at("2026-05-04T05:00:00Z");
        assert_eq!(named(&subject(Frequency::Weekly, until)), Some((Frequency::Weekly, until)));
        for other in ["", "daily", "daily/x", "at_once", "yearly/1"] {
            assert!(named(other).is_none(), "{other:?}");
        }
    }
}
