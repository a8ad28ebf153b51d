//! The words of takedowns: who demands, by when, what was decided, and what happens to a comment on a demand.

use jiff::civil::Date;

use super::super::EventId;
use super::super::events::{DEMAND_REDACTED, DEMAND_REMOVED};
use crate::base::text::Prose;

/// What kind of claimant it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claimant {
    /// A court.
    Court,
    /// An authority of a state.
    Authority,
    /// A company, or whoever acts for one.
    Company,
    /// A private person.
    Person,
    /// Somebody else.
    Other,
}

impl Claimant {
    /// All of them, in the order in which a form offers them.
    pub const ALL: [Self; 5] = [Self::Court, Self::Authority, Self::Company, Self::Person, Self::Other];

    /// Its word in tables and forms.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Court => "court",
            Self::Authority => "authority",
            Self::Company => "company",
            Self::Person => "person",
            Self::Other => "other",
        }
    }

    /// The kind of this word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// The key of its word in `locales/`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Court => "comments-demand-by-court",
            Self::Authority => "comments-demand-by-authority",
            Self::Company => "comments-demand-by-company",
            Self::Person => "comments-demand-by-person",
            Self::Other => "comments-demand-by-other",
        }
    }

    /// Whether the author of the comment reads its name: those who act in public are named.
    #[must_use]
    pub const fn is_named_to_authors(self) -> bool {
        matches!(self, Self::Court | Self::Authority)
    }
}

/// What was decided on a takedown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The comment was removed.
    Removed,
    /// The words complained of were taken out.
    Redacted,
    /// The demand was refused.
    Refused,
    /// The comment went by itself before anybody decided.
    Gone,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Removed, Self::Redacted, Self::Refused, Self::Gone];

    /// Its word in tables and forms.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Removed => "removed",
            Self::Redacted => "redacted",
            Self::Refused => "refused",
            Self::Gone => "gone",
        }
    }

    /// The outcome of this word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.as_str() == word)
    }

    /// The key of its word in `locales/`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Removed => "comments-demand-removed",
            Self::Redacted => "comments-demand-redacted",
            Self::Refused => "comments-demand-refused",
            Self::Gone => "comments-demand-gone",
        }
    }
}

/// What is wrong with two days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TermProblem {
    /// It came after today.
    NotCome,
    /// It must be decided by a day that is not after the one on which it came.
    NoTime,
}

/// The days on which a demand came and by which it must be decided; the second is after the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    received_on: Date,
    decide_by: Date,
}

impl Term {
    /// The term of a demand that came at `today` the latest.
    ///
    /// # Errors
    /// [`TermProblem`], as it says.
    pub fn new(received_on: Date, decide_by: Date, today: Date) -> Result<Self, TermProblem> {
        if received_on > today {
            return Err(TermProblem::NotCome);
        }
        if decide_by > received_on { Ok(Self { received_on, decide_by }) } else { Err(TermProblem::NoTime) }
    }

    pub(super) const fn kept(received_on: Date, decide_by: Date) -> Self {
        Self { received_on, decide_by }
    }

    /// The day on which it came.
    #[must_use]
    pub const fn received_on(self) -> Date {
        self.received_on
    }

    /// The day by which it must be decided.
    #[must_use]
    pub const fn decide_by(self) -> Date {
        self.decide_by
    }
}

/// What happens to a comment on a legal demand. Where it was hidden until the decision, the event that did it is named, so
/// that all of it is taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OnDemand {
    /// Somebody demands its removal; it stays as it is.
    Record,
    /// Somebody demands its removal; it goes out of sight until that is decided.
    Hide,
    /// It is removed.
    Remove,
    /// The words complained of are taken out.
    Redact {
        /// The text without them.
        text: Prose,
        /// What hid it.
        hidden_by: Option<EventId>,
    },
    /// The demand is refused, and it is what it was before.
    Refuse {
        /// What hid it.
        hidden_by: Option<EventId>,
    },
}

impl OnDemand {
    /// Its word among the events.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Record => "demand_recorded",
            Self::Hide => "demand_hidden",
            Self::Remove => DEMAND_REMOVED,
            Self::Redact { .. } => DEMAND_REDACTED,
            Self::Refuse { .. } => "demand_refused",
        }
    }

    /// The event whose hiding ends with it.
    pub(in crate::comments) const fn hidden_by(&self) -> Option<&EventId> {
        match self {
            Self::Redact { hidden_by, .. } | Self::Refuse { hidden_by, .. } => hidden_by.as_ref(),
            Self::Record | Self::Hide | Self::Remove => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_demand_has_come_and_leaves_a_day_to_decide() {
        let today = date(2026, 5, 4);
        assert_eq!(Term::new(date(2026, 5, 5), date(2026, 6, 1), today), Err(TermProblem::NotCome));
        assert_eq!(Term::new(today, today, today), Err(TermProblem::NoTime));
        assert!(Term::new(today, date(2026, 5, 5), today).is_ok());
    }

    #[test]
    fn only_courts_and_authorities_are_named_to_authors() {
        let named: Vec<_> = Claimant::ALL.into_iter().filter(|kind| kind.is_named_to_authors()).collect();
        assert_eq!(named, [Claimant::Court, Claimant::Authority]);
    }

    #[test]
    fn words_are_read_back() {
        assert!(Claimant::ALL.into_iter().all(|kind| Claimant::parse(kind.as_str()) == Some(kind)));
        assert!(Outcome::ALL.into_iter().all(|outcome| Outcome::parse(outcome.as_str()) == Some(outcome)));
    }
}
