//! What a moderator can do to a comment, as data.

use serde::Deserialize;

use super::store::DecisionRow;
use super::{Grounds, LastDecision, What};
use crate::base::clock::Timestamp;
use crate::comments::{Actor, HistoryEntry, RuleCited, State, Step};
use crate::error::{Error, Result};

/// Something that a moderator does to one comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Deed {
    /// Let it appear.
    Approve,
    /// Say no under a rule.
    Reject,
    /// File it as spam.
    Spam,
    /// Take it out of sight under a rule.
    Hide,
    /// Let a hidden one appear again.
    Restore,
    /// Put it back into the queue.
    Reopen,
}

impl Deed {
    /// All of them, in the order of a card's buttons.
    pub const ALL: [Self; 6] =
        [Self::Approve, Self::Restore, Self::Hide, Self::Reject, Self::Spam, Self::Reopen];

    /// Its word in URLs.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Approve => "approve",
            Self::Reject => "reject",
            Self::Spam => "spam",
            Self::Hide => "hide",
            Self::Restore => "restore",
            Self::Reopen => "reopen",
        }
    }

    /// The deed of a word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|deed| deed.as_str() == word)
    }

    /// What a comment becomes by it.
    #[must_use]
    pub const fn to(self) -> State {
        match self {
            Self::Approve | Self::Restore => State::Published,
            Self::Reject => State::Rejected,
            Self::Spam => State::Spam,
            Self::Hide => State::Hidden,
            Self::Reopen => State::Held,
        }
    }

    /// Whether it can be done to a comment in this state.
    #[must_use]
    pub fn fits(self, state: State) -> bool {
        let meant = match self {
            Self::Restore => state == State::Hidden,
            Self::Approve => state != State::Hidden,
            Self::Reopen => matches!(state, State::Rejected | State::Spam),
            Self::Reject | Self::Spam | Self::Hide => true,
        };
        meant && state.may_become(self.to())
    }

    /// Whether it must name the rule that the comment breaks.
    #[must_use]
    pub const fn cites_a_rule(self) -> bool {
        matches!(self, Self::Reject | Self::Hide)
    }

    /// The key of its button.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Approve => "moderation-deed-approve",
            Self::Reject => "moderation-deed-reject",
            Self::Spam => "moderation-deed-spam",
            Self::Hide => "moderation-deed-hide",
            Self::Restore => "moderation-deed-restore",
            Self::Reopen => "moderation-deed-reopen",
        }
    }

    /// The key of the button that does it to many comments.
    #[must_use]
    pub const fn many_key(self) -> &'static str {
        match self {
            Self::Approve => "moderation-many-approve",
            Self::Reject => "moderation-many-reject",
            Self::Spam => "moderation-many-spam",
            Self::Hide => "moderation-many-hide",
            Self::Restore => "moderation-many-restore",
            Self::Reopen => "moderation-many-reopen",
        }
    }

    /// The key of the keyboard that does it to the comment at hand.
    #[must_use]
    pub const fn shortcut(self) -> Option<char> {
        match self {
            Self::Approve => Some('a'),
            Self::Reject => Some('r'),
            Self::Spam => Some('s'),
            Self::Hide | Self::Restore | Self::Reopen => None,
        }
    }

    /// The key of what unfolds its form.
    #[must_use]
    pub const fn unfold_key(self) -> &'static str {
        match self {
            Self::Hide => "moderation-deed-hide-unfold",
            _ => "moderation-deed-reject-unfold",
        }
    }

    /// The class of its button.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Approve | Self::Restore => "good",
            _ => "plain",
        }
    }
}

/// What a step makes of a comment, and on what grounds: the columns of a decision that waits.
pub(super) fn of_step(step: Step) -> (State, Option<Grounds>) {
    match step {
        Step::Reject { rule, words } => (State::Rejected, Some(Grounds { rule, words })),
        Step::Hide { rule, words } => (State::Hidden, Some(Grounds { rule, words })),
        Step::FileAsSpam => (State::Spam, None),
        Step::Reopen => (State::Held, None),
        _ => (State::Published, None),
    }
}

/// The step of a decision that waited.
pub(super) fn step_of(row: &DecisionRow) -> Result<Step> {
    let cited =
        || rule_of(row.rule_number, row.rule_version).ok_or_else(|| Error::fault("a decision lost its rule"));
    Ok(match state_of(row)? {
        State::Rejected => Step::Reject { rule: cited()?, words: row.words.clone() },
        State::Hidden => Step::Hide { rule: cited()?, words: row.words.clone() },
        State::Spam => Step::FileAsSpam,
        State::Held => Step::Reopen,
        _ => Step::Approve,
    })
}

/// What a decision that waits makes of its comment.
pub(super) fn state_of(row: &DecisionRow) -> Result<State> {
    State::parse(&row.to_state).ok_or_else(|| Error::fault("a decision to an unknown state"))
}

/// The rule of two columns.
pub(super) fn rule_of(number: Option<i32>, version: Option<i32>) -> Option<RuleCited> {
    Some(RuleCited { number: number?, version: version? })
}

/// Whether a moderator decided, rather than took a decision back.
pub(super) const fn is_decision(event: &HistoryEntry) -> bool {
    matches!(event.actor, Actor::Moderator(_)) && event.reverts.is_none()
}

/// A decision that was made; it can be taken back if its day is not before that of `since`.
pub(super) fn made(event: HistoryEntry, since: Timestamp) -> LastDecision {
    let open = event.can_be_undone() && event.at >= since.to_day();
    LastDecision {
        to: event.to,
        at: event.at,
        due_at: None,
        rule: event.rule,
        version: event.version,
        what: if open { What::Made(event.id) } else { What::Final },
        by: match event.actor {
            Actor::Moderator(account) => Some(account),
            _ => None,
        },
    }
}
