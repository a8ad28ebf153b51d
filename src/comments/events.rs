//! What happens to a comment, in words: who did what, under which rule, with which words, and why then.

use super::states::State;
use super::takedowns::OnDemand;
use super::{CommentId, EventId};
use crate::accounts::AccountId;
use crate::articles::ArticleId;
use crate::base::text::Prose;

/// A published rule in the words that it had when it was cited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleCited {
    /// Its number.
    pub number: i32,
    /// The version of its words.
    pub version: i32,
}

/// The word of [`Step::Edit`].
pub(super) const EDITED: &str = "edited";
/// The word of [`Step::ApproveEdit`].
pub(super) const EDIT_APPROVED: &str = "edit_approved";
/// The word of [`Step::Keep`].
pub(super) const KEPT: &str = "kept";
/// The word of [`Step::Uphold`].
pub(super) const UPHELD: &str = "upheld";
/// The word of [`Step::Overturn`].
pub(super) const OVERTURNED: &str = "overturned";
/// The word of [`Step::Appeal`].
pub(super) const APPEALED: &str = "appealed";
/// The word of [`Step::Undo`].
pub(super) const UNDONE: &str = "undone";
/// The word of [`Step::Redact`].
pub(super) const REDACTED: &str = "redacted";
/// The word of [`OnDemand::Remove`].
pub(super) const DEMAND_REMOVED: &str = "demand_removed";
/// The word of [`OnDemand::Redact`].
pub(super) const DEMAND_REDACTED: &str = "demand_redacted";
/// How the words of [`Step::Demand`] begin.
const ON_DEMAND: &str = "demand_";
/// The word of [`Step::RefuseEdit`].
pub(super) const EDIT_REFUSED: &str = "edit_refused";

/// Whether an event's word is that of a change by the comment's author, or of what was decided on one.
pub(super) fn is_of_edit(kind: &str) -> bool {
    matches!(kind, EDITED | EDIT_APPROVED | EDIT_REFUSED)
}

/// Whether an event's word is that of words being taken out.
pub(super) fn takes_words_out(kind: &str) -> bool {
    matches!(kind, REDACTED | DEMAND_REDACTED)
}

/// Whether an event's word is that of something that a legal demand led to.
pub(super) fn is_on_demand(kind: &str) -> bool {
    kind.starts_with(ON_DEMAND)
}

/// Whether a moderator's event can be taken back as long as it is in force, by its word and the states before
/// and after.
pub(super) fn can_be_undone(kind: &str, from: State, to: State) -> bool {
    if from == to {
        matches!(kind, EDIT_APPROVED | EDIT_REFUSED | REDACTED | UPHELD | KEPT)
    } else {
        !is_on_demand(kind) && from.can_be_undone(to)
    }
}

/// Who made something happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// Whoever wrote the comment.
    Author,
    /// A moderator or an admin.
    Moderator(AccountId),
    /// An automatic check, in one of its versions.
    Check {
        /// Its name.
        name: String,
        /// Its version.
        version: u32,
    },
    /// The program, by the clock or at a command.
    Program,
}

/// What happens. A step that needs a rule or words cannot be made without them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// It appears, or appears again.
    Approve,
    /// It breaks a rule.
    Reject {
        /// The rule.
        rule: RuleCited,
        /// Words to its author.
        words: Option<Prose>,
    },
    /// It is advertising or worse.
    FileAsSpam,
    /// Its author may change it and send it again.
    Return {
        /// The rule that it would break.
        rule: Option<RuleCited>,
        /// Words to its author.
        words: Prose,
    },
    /// It is taken out of sight.
    Hide {
        /// The rule.
        rule: RuleCited,
        /// Words to its author.
        words: Option<Prose>,
    },
    /// It waits for a decision again.
    Reopen,
    /// Its author changes it: what nobody reads yet is replaced, what is read waits beside what readers see.
    Edit {
        /// Whether the checks file it as spam now.
        spam: bool,
    },
    /// What its author changed appears in place of what readers saw.
    ApproveEdit,
    /// Readers see what they saw; what its author changed breaks a rule.
    RefuseEdit {
        /// The rule.
        rule: RuleCited,
        /// Words to its author.
        words: Option<Prose>,
    },
    /// Words are taken out of what is read, or waits.
    Redact {
        /// The rule that they break.
        rule: RuleCited,
        /// Words to its author.
        words: Option<Prose>,
        /// The text without them.
        text: Prose,
    },
    /// A legal demand is made against it, or decided.
    Demand(OnDemand),
    /// Its author contests the decision.
    Appeal,
    /// The decision that its author contests holds.
    Uphold {
        /// Words to its author.
        words: Prose,
        /// Whether nobody else could have decided.
        alone: bool,
    },
    /// The decision that its author contests was wrong: it appears.
    Overturn {
        /// Words to its author.
        words: Option<Prose>,
        /// Whether nobody else could have decided.
        alone: bool,
    },
    /// It stays, whatever readers reported.
    Keep,
    /// It stands first in its discussion.
    Pin,
    /// It stands where it was written.
    Unpin,
    /// Its author takes it back.
    Withdraw,
    /// Its words go for good.
    Erase,
    /// It stays published, and is nobody's from now on.
    Disown,
    /// The decision in force is taken back.
    Undo {
        /// The event of that decision.
        event: EventId,
    },
}

impl Step {
    /// Its word among the events.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Approve => "approved",
            Self::Reject { .. } => "rejected",
            Self::FileAsSpam => "filed_as_spam",
            Self::Return { .. } => "returned",
            Self::Hide { .. } => "hidden",
            Self::Reopen => "reopened",
            Self::Edit { .. } => EDITED,
            Self::Keep => KEPT,
            Self::Pin => "pinned",
            Self::Unpin => "unpinned",
            Self::Appeal => APPEALED,
            Self::Uphold { .. } => UPHELD,
            Self::Overturn { .. } => OVERTURNED,
            Self::ApproveEdit => EDIT_APPROVED,
            Self::RefuseEdit { .. } => EDIT_REFUSED,
            Self::Redact { .. } => REDACTED,
            Self::Demand(what) => what.as_str(),
            Self::Withdraw => "withdrawn",
            Self::Erase => "erased",
            Self::Disown => "disowned",
            Self::Undo { .. } => UNDONE,
        }
    }

    /// Whether it is about a text beside the one that the comment's state is about.
    pub(super) const fn is_of_edit(&self) -> bool {
        matches!(self, Self::Edit { .. } | Self::ApproveEdit | Self::RefuseEdit { .. })
    }

    /// Whether a moderator decides by it on what an author changed.
    pub(super) const fn decides_edit(&self) -> bool {
        matches!(self, Self::ApproveEdit | Self::RefuseEdit { .. })
    }

    /// Whether its author is told by letter.
    pub(super) const fn is_news(&self) -> bool {
        matches!(
            self,
            Self::Approve
                | Self::Reject { .. }
                | Self::Return { .. }
                | Self::Hide { .. }
                | Self::ApproveEdit
                | Self::RefuseEdit { .. }
                | Self::Redact { .. }
                | Self::Demand(_)
                | Self::Uphold { .. }
                | Self::Overturn { .. }
        )
    }

    pub(super) const fn rule(&self) -> Option<RuleCited> {
        match self {
            Self::Reject { rule, .. }
            | Self::Hide { rule, .. }
            | Self::RefuseEdit { rule, .. }
            | Self::Redact { rule, .. } => Some(*rule),
            Self::Return { rule, .. } => *rule,
            _ => None,
        }
    }

    pub(super) const fn words(&self) -> Option<&Prose> {
        match self {
            Self::Reject { words, .. }
            | Self::Hide { words, .. }
            | Self::RefuseEdit { words, .. }
            | Self::Redact { words, .. }
            | Self::Overturn { words, .. } => words.as_ref(),
            Self::Return { words, .. } | Self::Uphold { words, .. } => Some(words),
            _ => None,
        }
    }
}

/// What made it happen now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// The comment arrived.
    Submission,
    /// A moderator read it in the queue.
    Queue,
    /// Its author came with the receipt.
    Receipt,
    /// Its author came with their account.
    Account,
    /// Its author contested a decision.
    Appeal,
    /// A legal demand came, or was decided.
    Takedown,
    /// A decision was taken back.
    Undo,
    /// A person is erased.
    Erasure,
    /// A time ran out.
    Retention,
    /// Made-up data.
    Demo,
}

impl Cause {
    /// Its word among the events.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Submission => "submission",
            Self::Queue => "queue",
            Self::Receipt => "receipt",
            Self::Account => "account",
            Self::Appeal => "appeal",
            Self::Takedown => "takedown",
            Self::Undo => "undo",
            Self::Erasure => "erasure",
            Self::Retention => "retention",
            Self::Demo => "demo",
        }
    }
}

/// Something that is to happen to a comment.
#[derive(Debug, Clone)]
pub struct Event {
    /// The comment.
    pub comment: CommentId,
    /// The version of it that the actor saw.
    pub version: i64,
    /// Who does it.
    pub actor: Actor,
    /// What.
    pub step: Step,
    /// Why now.
    pub cause: Cause,
}

/// What an event did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// Its record.
    pub event: EventId,
    /// The comment.
    pub comment: CommentId,
    /// The article that it stands under.
    pub article: ArticleId,
    /// The state before.
    pub from: State,
    /// The state now.
    pub to: State,
    /// The comment's version now.
    pub version: i64,
}

/// An actor as an event's row has them: kind, id and version.
pub(super) fn actor_columns(actor: &Actor) -> (&'static str, Option<String>, Option<String>) {
    match actor {
        Actor::Author => ("author", None, None),
        Actor::Moderator(account) => ("moderator", Some(account.as_str().to_owned()), None),
        Actor::Check { name, version } => ("check", Some(name.clone()), Some(version.to_string())),
        Actor::Program => ("program", None, None),
    }
}
