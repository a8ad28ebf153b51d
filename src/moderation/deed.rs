//! What a moderator can do to a comment, as data.

use serde::Deserialize;

use super::store::DecisionRow;
use super::{Grounds, LastDecision, What};
use crate::base::clock::Timestamp;
use crate::comments::{Actor, HistoryEntry, RuleCited, State, Step};
use crate::error::{Error, Result};

/// Something that a moderator does to one comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
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
    /// Ask its author to change it.
    Return,
    /// Let what its author changed take the place of what readers see.
    ApproveEdit,
    /// Leave readers with what they see.
    RefuseEdit,
    /// Let a decision stand that its author contests.
    Uphold,
    /// Let what was contested appear.
    Overturn,
    /// Leave what readers reported as it is.
    Keep,
    /// Put it first in its discussion.
    Pin,
    /// Put it back where it was written.
    Unpin,
    /// Take words out of it under a rule.
    Redact,
}

impl Deed {
    /// All of them, in the order of a card's buttons.
    pub const ALL: [Self; 7] =
        [Self::Approve, Self::Restore, Self::Hide, Self::Return, Self::Reject, Self::Spam, Self::Reopen];

    /// What can be done about a changed text that waits.
    pub const OF_EDITS: [Self; 2] = [Self::ApproveEdit, Self::RefuseEdit];

    /// What can be done about a reported comment.
    pub const OF_REPORTS: [Self; 3] = [Self::Keep, Self::Hide, Self::Reject];

    /// What can be answered to an appeal.
    pub const OF_APPEALS: [Self; 2] = [Self::Overturn, Self::Uphold];

    /// Whether it answers an appeal.
    #[must_use]
    pub const fn is_of_appeal(self) -> bool {
        matches!(self, Self::Uphold | Self::Overturn)
    }

    /// The word of the step that it makes.
    #[must_use]
    pub const fn step(self) -> &'static str {
        match self {
            Self::Approve | Self::Restore => "approved",
            Self::Reject => "rejected",
            Self::Spam => "filed_as_spam",
            Self::Hide => "hidden",
            Self::Reopen => "reopened",
            Self::Return => "returned",
            Self::ApproveEdit => "edit_approved",
            Self::RefuseEdit => "edit_refused",
            Self::Uphold => "upheld",
            Self::Overturn => "overturned",
            Self::Keep => "kept",
            Self::Pin => "pinned",
            Self::Unpin => "unpinned",
            Self::Redact => "redacted",
        }
    }

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
            Self::Return => "return",
            Self::ApproveEdit => "approve-edit",
            Self::RefuseEdit => "refuse-edit",
            Self::Uphold => "uphold",
            Self::Overturn => "overturn",
            Self::Keep => "keep",
            Self::Pin => "pin",
            Self::Unpin => "unpin",
            Self::Redact => "redact",
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
            Self::Approve
            | Self::Restore
            | Self::ApproveEdit
            | Self::RefuseEdit
            | Self::Overturn
            | Self::Keep
            | Self::Pin
            | Self::Redact
            | Self::Unpin => State::Published,
            Self::Reject | Self::Uphold => State::Rejected,
            Self::Spam => State::Spam,
            Self::Hide => State::Hidden,
            Self::Reopen => State::Held,
            Self::Return => State::Returned,
        }
    }

    /// Whether it can be done to a comment in this state.
    #[must_use]
    pub fn fits(self, state: State) -> bool {
        let meant = match self {
            Self::Restore => state == State::Hidden,
            Self::Approve => state != State::Hidden,
            Self::Reopen => matches!(state, State::Rejected | State::Spam),
            Self::ApproveEdit | Self::RefuseEdit | Self::Keep | Self::Pin | Self::Unpin => {
                return state == State::Published;
            }
            Self::Redact => return matches!(state, State::Held | State::Published),
            Self::Uphold | Self::Overturn => return matches!(state, State::Rejected | State::Hidden),
            Self::Reject | Self::Spam | Self::Hide | Self::Return => true,
        };
        meant && state.may_become(self.to())
    }

    /// Whether it says to the author why: under which rule, and in words of the moderator's.
    #[must_use]
    pub const fn cites_a_rule(self) -> bool {
        matches!(self, Self::Reject | Self::Hide | Self::Return | Self::RefuseEdit | Self::Redact)
            || self.is_of_appeal()
    }

    /// Whether it may name a rule.
    #[must_use]
    pub const fn takes_a_rule(self) -> bool {
        !self.is_of_appeal()
    }

    /// Whether it must name the rule that the comment breaks; else it may.
    #[must_use]
    pub const fn needs_a_rule(self) -> bool {
        matches!(self, Self::Reject | Self::Hide | Self::RefuseEdit | Self::Redact)
    }

    /// Whether it names the words of the comment that it is about.
    #[must_use]
    pub const fn quotes(self) -> bool {
        matches!(self, Self::Redact)
    }

    /// Whether it must carry words to the author; else it may.
    #[must_use]
    pub const fn needs_words(self) -> bool {
        matches!(self, Self::Return | Self::Uphold)
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
            Self::Return => "moderation-deed-return",
            Self::ApproveEdit => "moderation-deed-approve-edit",
            Self::RefuseEdit => "moderation-deed-refuse-edit",
            Self::Uphold => "moderation-deed-uphold",
            Self::Overturn => "moderation-deed-overturn",
            Self::Keep => "moderation-deed-keep",
            Self::Pin => "moderation-deed-pin",
            Self::Unpin => "moderation-deed-unpin",
            Self::Redact => "moderation-deed-redact",
        }
    }

    /// The key of the button that does it to many comments.
    #[must_use]
    pub const fn many_key(self) -> &'static str {
        match self {
            Self::Approve => "moderation-many-approve",
            Self::Return => "moderation-many-return",
            Self::Reject => "moderation-many-reject",
            Self::Spam => "moderation-many-spam",
            Self::Hide => "moderation-many-hide",
            Self::Restore => "moderation-many-restore",
            Self::Reopen => "moderation-many-reopen",
            // Only one by one: each author is told something else.
            _ => self.key(),
        }
    }

    /// The key of the keyboard that does it to the comment at hand.
    #[must_use]
    pub const fn shortcut(self) -> Option<char> {
        match self {
            Self::Approve => Some('a'),
            Self::Reject => Some('r'),
            Self::Spam => Some('s'),
            _ => None,
        }
    }

    /// The key of what unfolds its form.
    #[must_use]
    pub const fn unfold_key(self) -> &'static str {
        match self {
            Self::Hide => "moderation-deed-hide-unfold",
            Self::Return => "moderation-deed-return-unfold",
            Self::RefuseEdit => "moderation-deed-refuse-edit-unfold",
            Self::Uphold => "moderation-deed-uphold-unfold",
            Self::Overturn => "moderation-deed-overturn-unfold",
            Self::Redact => "moderation-deed-redact-unfold",
            _ => "moderation-deed-reject-unfold",
        }
    }

    /// The class of the button below what it says to the author.
    #[must_use]
    pub const fn citing_class(self) -> &'static str {
        if matches!(self, Self::Overturn) { "good" } else { "danger" }
    }

    /// The class of its button.
    #[must_use]
    pub const fn class(self) -> &'static str {
        match self {
            Self::Approve | Self::Restore | Self::ApproveEdit | Self::Overturn | Self::Keep => "good",
            _ => "plain",
        }
    }
}

/// What a step makes of a comment, and on what grounds: the columns of a decision that waits.
pub(super) fn of_step(step: Step) -> (State, Option<Grounds>) {
    match step {
        Step::Reject { rule, words } => (State::Rejected, Some(Grounds { rule: Some(rule), words })),
        Step::Hide { rule, words } => (State::Hidden, Some(Grounds { rule: Some(rule), words })),
        Step::Return { rule, words } => (State::Returned, Some(Grounds { rule, words: Some(words) })),
        Step::FileAsSpam => (State::Spam, None),
        Step::Reopen => (State::Held, None),
        _ => (State::Published, None),
    }
}

/// The step of a decision that waited.
pub(super) fn step_of(row: &DecisionRow) -> Result<Step> {
    let rule = rule_of(row.rule_number, row.rule_version);
    let cited = || rule.ok_or_else(|| Error::fault("a decision lost its rule"));
    let said = || row.words.clone().ok_or_else(|| Error::fault("a decision lost its words"));
    Ok(match state_of(row)? {
        State::Rejected => Step::Reject { rule: cited()?, words: row.words.clone() },
        State::Hidden => Step::Hide { rule: cited()?, words: row.words.clone() },
        State::Returned => Step::Return { rule, words: said()? },
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
        kind: event.kind,
        what: if open { What::Made(event.id) } else { What::Final },
        by: match event.actor {
            Actor::Moderator(account) => Some(account),
            _ => None,
        },
    }
}
