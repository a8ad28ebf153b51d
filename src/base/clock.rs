//! Instants and days, and the clock that gives them.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::BigInt;
use jiff::civil::Date;
use jiff::tz::TimeZone;

const MICROS_PER_SECOND: i64 = 1_000_000;
const MICROS_PER_MINUTE: i64 = 60 * MICROS_PER_SECOND;
const MICROS_PER_HOUR: i64 = 60 * MICROS_PER_MINUTE;
const MICROS_PER_DAY: i64 = 24 * MICROS_PER_HOUR;

/// An instant, in whole microseconds since 1970-01-01T00:00:00Z.
///
/// Microseconds are what both databases keep alike, so an instant read back equals the one written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = BigInt)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The instant this many microseconds after the Unix epoch.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since the Unix epoch.
    #[must_use]
    pub const fn as_micros(self) -> i64 {
        self.0
    }

    /// Midnight UTC at the beginning of `day`.
    #[must_use]
    pub fn start_of(day: Date) -> Self {
        day.to_zoned(TimeZone::UTC).map_or(Self(0), |zoned| Self(zoned.timestamp().as_microsecond()))
    }

    /// This instant and `span` later; stops at the end of time instead of overflowing.
    #[must_use]
    pub fn plus(self, span: Duration) -> Self {
        Self(self.0.saturating_add(micros(span)))
    }

    /// This instant and `span` earlier; stops at the beginning of time instead of overflowing.
    #[must_use]
    pub fn minus(self, span: Duration) -> Self {
        Self(self.0.saturating_sub(micros(span)))
    }

    /// How long after `earlier` this is; zero if it is not after it.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// The beginning of this instant's minute: what is kept of a waiting comment's time.
    #[must_use]
    pub const fn to_minute(self) -> Self {
        Self(self.0.div_euclid(MICROS_PER_MINUTE) * MICROS_PER_MINUTE)
    }

    /// The beginning of this instant's UTC day: what is kept of a decided comment's time.
    #[must_use]
    pub const fn to_day(self) -> Self {
        Self(self.0.div_euclid(MICROS_PER_DAY) * MICROS_PER_DAY)
    }

    /// The calendar day in UTC.
    #[must_use]
    pub fn day(self) -> Date {
        self.to_jiff().to_zoned(TimeZone::UTC).date()
    }

    /// The calendar day where the site is at home.
    #[must_use]
    pub fn day_in(self, zone: &TimeZone) -> Date {
        self.to_jiff().to_zoned(zone.clone()).date()
    }

    /// The same instant as the calendar library's type, for formatting.
    #[must_use]
    pub fn to_jiff(self) -> jiff::Timestamp {
        jiff::Timestamp::from_microsecond(self.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH)
    }
}

impl From<jiff::Timestamp> for Timestamp {
    fn from(instant: jiff::Timestamp) -> Self {
        Self(instant.as_microsecond())
    }
}

/// RFC 3339 in UTC, as in feeds, the API and `<time datetime>`.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_jiff().fmt(f)
    }
}

impl<DB> ToSql<BigInt, DB> for Timestamp
where
    DB: Backend,
    i64: ToSql<BigInt, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.0.to_sql(out)
    }
}

impl<DB> FromSql<BigInt, DB> for Timestamp
where
    DB: Backend,
    i64: FromSql<BigInt, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<Self> {
        i64::from_sql(bytes).map(Self)
    }
}

fn micros(span: Duration) -> i64 {
    i64::try_from(span.as_micros()).unwrap_or(i64::MAX)
}

/// Where the present instant comes from: the machine's clock, or a test's hand.
#[derive(Clone)]
pub struct Clock(Source);

#[derive(Clone)]
enum Source {
    Machine,
    Hand(Arc<AtomicI64>),
    Looks(Arc<AtomicI64>, Duration),
}

impl Clock {
    /// The machine's clock.
    #[must_use]
    pub const fn machine() -> Self {
        Self(Source::Machine)
    }

    /// A clock that stands at `at` until the returned hand moves it.
    #[must_use]
    pub fn standing_at(at: Timestamp) -> (Self, ClockHand) {
        let hand = Arc::new(AtomicI64::new(at.as_micros()));
        (Self(Source::Hand(Arc::clone(&hand))), ClockHand(hand))
    }

    /// A clock that goes on by `step` each time that somebody looks at it: for what must be over within a time.
    #[must_use]
    pub fn stepping(from: Timestamp, step: Duration) -> Self {
        Self(Source::Looks(Arc::new(AtomicI64::new(from.as_micros())), step))
    }

    /// The present instant.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Source::Machine => machine_now(),
            Source::Hand(at) => Timestamp(at.load(Ordering::SeqCst)),
            Source::Looks(at, step) => Timestamp(at.fetch_add(micros(*step), Ordering::SeqCst)),
        }
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place where the machine's clock is read")]
fn machine_now() -> Timestamp {
    jiff::Timestamp::now().into()
}

/// Moves a clock made by [`Clock::standing_at`].
#[derive(Debug, Clone)]
pub struct ClockHand(Arc<AtomicI64>);

impl ClockHand {
    /// Moves the clock on by `span`.
    pub fn advance(&self, span: Duration) {
        self.0.fetch_add(micros(span), Ordering::SeqCst);
    }
}
