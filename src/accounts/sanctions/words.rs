//! The words of sanctions: their kinds, for how long they are, how they stand, what was answered to their owners.

use std::time::Duration;

use crate::base::words::Words;

/// The longest sanction with an end, in days.
pub const MOST_DAYS: u32 = 365;
/// A suspension for more days than these needs two persons.
pub const MOST_DAYS_ALONE: u32 = 30;
/// A warning is on record for so many days.
const WARNING_DAYS: u32 = 90;
/// An account that was slowed down sends one comment in this time.
pub const SLOWED_FOR: Duration = Duration::from_mins(30);

/// What kind of sanction it is, from the mildest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Its owner is told, and nothing is taken from them.
    Warning,
    /// One comment in [`SLOWED_FOR`].
    Slow,
    /// A moderator reads every comment before it appears, however the site is run.
    Hold,
    /// No comment under its name for a while.
    Suspension,
    /// No comment under its name any more.
    Ban,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Warning, Self::Slow, Self::Hold, Self::Suspension, Self::Ban];

    /// Its word in tables and forms.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Slow => "slow",
            Self::Hold => "hold",
            Self::Suspension => "suspension",
            Self::Ban => "ban",
        }
    }

    /// The kind of this word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// The key of its name in `locales/`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Warning => "accounts-sanction-warning",
            Self::Slow => "accounts-sanction-slow",
            Self::Hold => "accounts-sanction-hold",
            Self::Suspension => "accounts-sanction-suspension",
            Self::Ban => "accounts-sanction-ban",
        }
    }

    /// The key of what it is, for whoever imposes it.
    #[must_use]
    pub const fn explained_key(self) -> &'static str {
        match self {
            Self::Warning => "accounts-sanction-warning-explained",
            Self::Slow => "accounts-sanction-slow-explained",
            Self::Hold => "accounts-sanction-hold-explained",
            Self::Suspension => "accounts-sanction-suspension-explained",
            Self::Ban => "accounts-sanction-ban-explained",
        }
    }

    pub(super) const fn means_key(self) -> &'static str {
        match self {
            Self::Warning => "accounts-sanction-warning-means",
            Self::Slow => "accounts-sanction-slow-means",
            Self::Hold => "accounts-sanction-hold-means",
            Self::Suspension => "accounts-sanction-suspension-means",
            Self::Ban => "accounts-sanction-ban-means",
        }
    }

    /// Whether whoever imposes it says for how long.
    #[must_use]
    pub const fn is_for_days(self) -> bool {
        matches!(self, Self::Slow | Self::Hold | Self::Suspension)
    }

    /// Whether nothing is taken under the account's name while it is in force.
    #[must_use]
    pub const fn shuts_out(self) -> bool {
        matches!(self, Self::Suspension | Self::Ban)
    }
}

/// A kind of sanction, with the days that it is for: only a ban is for none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Measure {
    kind: Kind,
    days: Option<u32>,
}

impl Measure {
    /// A sanction for so many days, 1 to [`MOST_DAYS`]; of a kind that is for no chosen time the days are not asked.
    /// `None` if they are missing or too many.
    #[must_use]
    pub fn new(kind: Kind, days: Option<u32>) -> Option<Self> {
        let days = match kind {
            Kind::Warning => Some(WARNING_DAYS),
            Kind::Ban => None,
            Kind::Slow | Kind::Hold | Kind::Suspension => {
                Some(days.filter(|days| (1..=MOST_DAYS).contains(days))?)
            }
        };
        Some(Self { kind, days })
    }

    pub(in crate::accounts) const fn kept(kind: Kind, days: Option<u32>) -> Self {
        Self { kind, days }
    }

    /// Its kind.
    #[must_use]
    pub const fn kind(self) -> Kind {
        self.kind
    }

    /// For how many days it is.
    #[must_use]
    pub const fn days(self) -> Option<u32> {
        self.days
    }

    /// Whether one person alone may not impose it: a ban, or a suspension for more than [`MOST_DAYS_ALONE`].
    #[must_use]
    pub fn needs_two(self) -> bool {
        match self.kind {
            Kind::Ban => true,
            Kind::Suspension => self.days.is_none_or(|days| days > MOST_DAYS_ALONE),
            Kind::Warning | Kind::Slow | Kind::Hold => false,
        }
    }

    /// Its name and for how long it is.
    #[must_use]
    pub fn says(self, words: &Words) -> String {
        let name = words.say(self.kind.key());
        match self.days.filter(|_| self.kind.is_for_days()) {
            Some(days) => words.say2("accounts-sanction-for-days", ("name", name), ("days", days)),
            None => name,
        }
    }
}

/// How far a sanction has come, as it is kept; what the clock makes of it is [`Stands`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::accounts) enum State {
    Proposed,
    Imposed,
    Refused,
    Lifted,
}

impl State {
    const ALL: [Self; 4] = [Self::Proposed, Self::Imposed, Self::Refused, Self::Lifted];

    pub(in crate::accounts) const fn as_str(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Imposed => "imposed",
            Self::Refused => "refused",
            Self::Lifted => "lifted",
        }
    }

    pub(in crate::accounts) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// How a sanction stands at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    /// It waits for somebody else to confirm it.
    Proposed,
    /// Nobody confirmed it.
    NotConfirmed,
    /// It is in force.
    InForce,
    /// Its time is over.
    Over,
    /// Somebody lifted it.
    Lifted,
}

impl Stands {
    /// The key of its word in `locales/`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Proposed => "accounts-sanction-proposed",
            Self::NotConfirmed => "accounts-sanction-not-confirmed",
            Self::InForce => "accounts-sanction-in-force",
            Self::Over => "accounts-sanction-over",
            Self::Lifted => "accounts-sanction-lifted",
        }
    }
}

/// What was decided on what an owner said against a sanction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answered {
    /// Nothing yet.
    Open,
    /// The sanction stands.
    Upheld,
    /// It was wrong.
    Overturned,
}

impl Answered {
    const ALL: [Self; 3] = [Self::Open, Self::Upheld, Self::Overturned];

    pub(in crate::accounts) const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Upheld => "upheld",
            Self::Overturned => "overturned",
        }
    }

    pub(in crate::accounts) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|answered| answered.as_str() == word)
    }

    /// The key of what its owner reads of it.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Open => "accounts-sanction-contested",
            Self::Upheld => "accounts-sanction-upheld",
            Self::Overturned => "accounts-sanction-overturned",
        }
    }
}
