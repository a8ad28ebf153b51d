//! Under attack: how watchful the discussions are, and the switches that somebody presses when it is on fire.
//!
//! The mode rises by itself, when more comments arrive than the campaign's [`Thresholds`] have for calm, and falls only
//! by a person's hand. A switch holds for the hours that it was given and ends by itself, by the clock alone: whoever
//! looks after its end finds it off. Every change is a version of its own, made on the one before it.

use std::time::Duration;

use serde_json::{Value, json};

use super::lists::Thresholds;
use super::store;
use crate::accounts::admin::must_be_one;
use crate::audit::{self, Actor, Target};
use crate::base::clock::Timestamp;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};

/// Arrivals are counted over this time.
pub const WINDOW: Duration = Duration::from_mins(10);
/// Hours that a switch holds if nobody says otherwise.
pub const USUAL_HOURS: u32 = 24;
/// The most hours that a switch holds: 7 days.
pub const MOST_HOURS: u32 = 7 * 24;
/// Somebody changed it between a look and a change made on it: look again.
pub const FASTER: &str = "rules-attack-faster";
/// The mode is no longer what was seen.
pub const MEANWHILE: &str = "rules-attack-meanwhile";
/// What was new is out of sight by this switch already.
pub const HIDDEN_ALREADY: &str = "rules-attack-hidden-already";

/// How watchful the discussions are. Ordered: the later is the stricter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mode {
    /// As the configuration says.
    Normal,
    /// A moderator reads every comment before it appears, whoever wrote it.
    Elevated,
    /// The same, and a network that writes more than once in ten minutes is read last.
    Siege,
}

impl Mode {
    /// All of them, the mildest first.
    pub const ALL: [Self; 3] = [Self::Normal, Self::Elevated, Self::Siege];

    /// Its word in the database and in forms.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Elevated => "elevated",
            Self::Siege => "siege",
        }
    }

    /// The mode of a word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.as_str() == word)
    }

    /// What so many arrivals within [`WINDOW`] ask for.
    #[must_use]
    pub const fn asked_by(arrivals: u32, thresholds: &Thresholds) -> Self {
        if arrivals >= thresholds.siege_at {
            Self::Siege
        } else if arrivals >= thresholds.elevated_at {
            Self::Elevated
        } else {
            Self::Normal
        }
    }
}

/// From when until when something holds; at `until` it is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The minute in which it began.
    pub since: Timestamp,
    /// The instant at which it ends.
    pub until: Timestamp,
}

impl Span {
    fn begin(now: Timestamp, hours: Hours) -> Self {
        let since = now.to_minute();
        Self { since, until: since.plus(Duration::from_hours(u64::from(hours.0))) }
    }

    fn at(self, now: Timestamp) -> Option<Self> {
        (now < self.until).then_some(self)
    }
}

/// For how long a switch holds: 1 to [`MOST_HOURS`] hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hours(u32);

impl Hours {
    /// Takes a number as it was typed.
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        typed.trim().parse().ok().filter(|hours| (1..=MOST_HOURS).contains(hours)).map(Self)
    }
}

/// A switch that works on what comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Switch {
    /// A moderator reads every comment before it appears.
    Hold,
    /// No new comment is taken.
    Freeze,
}

impl Switch {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Hold => "hold",
            Self::Freeze => "freeze",
        }
    }
}

/// What was new is out of sight for a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hiding {
    /// From when until when.
    pub span: Span,
    /// The decisions that did it, by which they are taken back.
    pub batch: String,
}

/// How the discussions stand, in one version. What it holds of switches may be over: ask by an instant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Rises with every change; 0 before the first.
    pub version: i64,
    /// How watchful they are.
    pub mode: Mode,
    /// Since when.
    pub mode_since: Timestamp,
    /// Arrivals before this raise nothing: a person lowered the mode then, knowing of them.
    pub counted_from: Timestamp,
    /// Every comment waits.
    pub hold: Option<Span>,
    /// No comment is taken.
    pub freeze: Option<Span>,
    /// What was new is out of sight.
    pub hide: Option<Hiding>,
}

impl Default for Standing {
    /// Before anything ever happened.
    fn default() -> Self {
        let begin = Timestamp::from_micros(0);
        let mode = Mode::Normal;
        Self {
            version: 0,
            mode,
            mode_since: begin,
            counted_from: begin,
            hold: None,
            freeze: None,
            hide: None,
        }
    }
}

impl Standing {
    /// Until when and since when every comment waits by a switch.
    #[must_use]
    pub fn held(&self, now: Timestamp) -> Option<Span> {
        self.hold.and_then(|span| span.at(now))
    }

    /// Until when and since when no comment is taken.
    #[must_use]
    pub fn frozen(&self, now: Timestamp) -> Option<Span> {
        self.freeze.and_then(|span| span.at(now))
    }

    /// Until when and since when what was new is out of sight.
    #[must_use]
    pub fn hidden(&self, now: Timestamp) -> Option<Span> {
        self.hide.as_ref().and_then(|hiding| hiding.span.at(now))
    }

    /// Whether a moderator reads everything first, whoever wrote it.
    #[must_use]
    pub fn holds_everything(&self, now: Timestamp) -> bool {
        self.mode > Mode::Normal || self.held(now).is_some()
    }

    /// Whether all is as usual.
    #[must_use]
    pub fn is_calm(&self, now: Timestamp) -> bool {
        !self.holds_everything(now) && self.frozen(now).is_none() && self.hidden(now).is_none()
    }

    /// When it will be something else though nobody changes it: the end of the switch that ends first.
    #[must_use]
    pub fn changes_at(&self, now: Timestamp) -> Option<Timestamp> {
        let spans = [self.held(now), self.frozen(now), self.hidden(now)];
        spans.into_iter().flatten().map(|span| span.until).min()
    }

    /// Since when arrivals count.
    #[must_use]
    pub fn counts_from(&self, now: Timestamp) -> Timestamp {
        now.minus(WINDOW).max(self.counted_from)
    }

    /// The mode to which so many arrivals raise it; `None` if they do not. Nothing that arrives ever lowers it.
    #[must_use]
    pub fn raised_by(&self, arrivals: u32, thresholds: &Thresholds) -> Option<Mode> {
        Some(Mode::asked_by(arrivals, thresholds)).filter(|asked| *asked > self.mode)
    }

    fn after(&self, change: &Change, now: Timestamp) -> Result<Self> {
        let mut next = Self { version: self.version.saturating_add(1), ..self.clone() };
        match change {
            Change::Raise(to) if *to > self.mode => (next.mode, next.mode_since) = (*to, now.to_minute()),
            Change::Lower { seen, to } if *seen == self.mode && to < seen => {
                (next.mode, next.mode_since, next.counted_from) = (*to, now.to_minute(), now);
            }
            Change::Raise(_) | Change::Lower { .. } => return Err(Error::Conflict(MEANWHILE)),
            Change::On(Switch::Hold, hours) => next.hold = Some(Span::begin(now, *hours)),
            Change::On(Switch::Freeze, hours) => next.freeze = Some(Span::begin(now, *hours)),
            Change::Off(Switch::Hold) => next.hold = None,
            Change::Off(Switch::Freeze) => next.freeze = None,
            Change::Hide { .. } if self.hide.is_some() => return Err(Error::Conflict(HIDDEN_ALREADY)),
            Change::Hide { batch, hours } => {
                next.hide = Some(Hiding { span: Span::begin(now, *hours), batch: batch.clone() });
            }
            Change::EndHiding => next.hide = None,
        }
        Ok(next)
    }
}

/// What is changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// More watchful.
    Raise(Mode),
    /// Less watchful than what was seen.
    Lower {
        /// The mode that was seen.
        seen: Mode,
        /// The milder one.
        to: Mode,
    },
    /// A switch is pressed, or pressed again for another time.
    On(Switch, Hours),
    /// A switch is let go before its time.
    Off(Switch),
    /// What was new goes out of sight.
    Hide {
        /// The decisions that do it.
        batch: String,
        /// For how long.
        hours: Hours,
    },
    /// What was new is no more out of sight because it was new: it came back, or was decided on for good.
    EndHiding,
}

impl Change {
    /// Whether any moderator may do it: what makes us read more, and what ends that.
    const fn is_for_moderators(&self) -> bool {
        matches!(self, Self::Raise(_) | Self::On(Switch::Hold, _) | Self::Off(Switch::Hold))
    }

    fn record(&self, before: &Standing, after: &Standing) -> (&'static str, Value) {
        let until = |span: Option<Span>| span.map(|span| span.until.to_string());
        match self {
            Self::Raise(_) | Self::Lower { .. } => {
                ("attack-mode", json!({ "from": before.mode.as_str(), "to": after.mode.as_str() }))
            }
            Self::On(switch, _) => {
                let span = if *switch == Switch::Hold { after.hold } else { after.freeze };
                ("panic-on", json!({ "switch": switch.as_str(), "until": until(span) }))
            }
            Self::Off(switch) => ("panic-off", json!({ "switch": switch.as_str() })),
            Self::Hide { .. } => {
                let span = after.hide.as_ref().map(|hiding| hiding.span);
                ("panic-on", json!({ "switch": "hide", "until": until(span) }))
            }
            Self::EndHiding => ("panic-off", json!({ "switch": "hide" })),
        }
    }
}

/// How the discussions stand now.
///
/// # Errors
/// Those of the database.
pub fn standing(conn: &mut Conn) -> Result<Standing> {
    Ok(store::standing(conn)?.unwrap_or_default())
}

/// Makes a change on what was seen, and keeps its record.
///
/// # Errors
/// [`Error::Conflict`] with [`FASTER`] if somebody changed it since it was seen, with [`HIDDEN_ALREADY`] if what was new is
/// out of sight already, with [`MEANWHILE`] if the mode is not (any more) one that can be changed so;
/// [`Error::Forbidden`] if it is for admins and `actor` is none.
pub fn change(tx: &mut Tx<'_>, actor: &Actor, seen: &Standing, change: &Change) -> Result<()> {
    if !change.is_for_moderators() {
        must_be_one(tx, actor)?;
    }
    let next = seen.after(change, tx.now)?;
    if !store::insert_standing(tx, &next)? {
        return Err(Error::Conflict(FASTER));
    }
    let (deed, detail) = change.record(seen, &next);
    audit::record(tx, actor, deed, Target { kind: "attack", id: &next.version.to_string() }, &detail)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MINUTE: Duration = Duration::from_mins(1);
    const START: Timestamp = Timestamp::from_micros(1_700_000_040_000_000);

    fn hours(typed: &str) -> Hours {
        Hours::parse(typed).unwrap()
    }

    #[test]
    fn a_switch_holds_for_an_hour_to_seven_days() {
        for typed in ["1", " 24 ", "168"] {
            assert!(Hours::parse(typed).is_some(), "{typed}");
        }
        for typed in ["", "0", "169", "-1", "1.5", "a day"] {
            assert!(Hours::parse(typed).is_none(), "{typed}");
        }
    }

    #[test]
    fn a_switch_is_over_at_its_instant_and_until_then_that_is_the_next_change() {
        let frozen = Standing::default().after(&Change::On(Switch::Freeze, hours("2")), START).unwrap();
        let both = frozen.after(&Change::On(Switch::Hold, hours("1")), START).unwrap();
        let (one, two) = (START.to_minute().plus(MINUTE * 60), START.to_minute().plus(MINUTE * 120));
        assert_eq!(both.changes_at(START), Some(one));
        assert!(both.held(one).is_none() && both.frozen(one).is_some());
        assert_eq!(both.changes_at(one), Some(two));
        assert!(both.is_calm(two));
        assert_eq!(both.changes_at(two), None);
    }

    #[test]
    fn only_what_was_seen_is_lowered() {
        let siege = Standing::default().after(&Change::Raise(Mode::Siege), START).unwrap();
        let lower = |seen, to| siege.after(&Change::Lower { seen, to }, START);
        assert!(lower(Mode::Elevated, Mode::Normal).is_err(), "it rose since");
        assert!(lower(Mode::Siege, Mode::Siege).is_err());
        assert_eq!(lower(Mode::Siege, Mode::Elevated).unwrap().mode, Mode::Elevated);
        assert!(siege.after(&Change::Raise(Mode::Elevated), START).is_err());
    }

    proptest! {
        /// Whatever arrives, and whenever a person lowers it: the mode falls by nobody else, rises only with arrivals
        /// enough since it was lowered, and so never swings between two modes by itself.
        #[test]
        fn the_mode_rises_by_arrivals_and_falls_by_a_person_alone(
            minutes in prop::collection::vec((0_u32..40, prop::bool::weighted(0.1)), 1..120),
        ) {
            let thresholds = Thresholds { elevated_at: 60, siege_at: 150, ..Thresholds::default() };
            let (mut standing, mut now) = (Standing::default(), START);
            let mut arrived: Vec<(Timestamp, u32)> = Vec::new();
            let mut since_lowered = 0;
            for (arrivals, lowers) in minutes {
                now = now.plus(MINUTE);
                arrived.push((now, arrivals));
                since_lowered += arrivals;
                let before = standing.mode;
                let from = standing.counts_from(now);
                let counted = arrived.iter().filter(|(at, _)| *at >= from).map(|(_, many)| many).sum();
                if let Some(to) = standing.raised_by(counted, &thresholds) {
                    standing = standing.after(&Change::Raise(to), now).unwrap();
                    prop_assert!(standing.mode > before);
                    prop_assert!(since_lowered >= thresholds.elevated_at);
                }
                prop_assert!(standing.mode >= before);
                if lowers && standing.mode > Mode::Normal {
                    let lower = Change::Lower { seen: standing.mode, to: Mode::Normal };
                    standing = standing.after(&lower, now.plus(Duration::from_secs(1))).unwrap();
                    since_lowered = 0;
                }
            }
        }
    }
}
