//! The states of a comment and the steps between them, as data: whatever is not in the table cannot happen.

/// Where a comment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// It waits for a moderator.
    Held,
    /// Everybody reads it.
    Published,
    /// A moderator decided that it breaks a published rule.
    Rejected,
    /// Filed as advertising or worse, where a moderator still sees it.
    Spam,
    /// Its author was asked to change it.
    Returned,
    /// It was published and is taken out of sight.
    Hidden,
    /// Its author took it back: its words are gone, and a receipt still says so.
    Withdrawn,
    /// Its words are gone; only its place may remain.
    Erased,
}

use State::{Erased, Held, Hidden, Published, Rejected, Returned, Spam, Withdrawn};

/// What each state may become.
const STEPS: [(State, &[State]); 8] = [
    (Held, &[Published, Rejected, Spam, Returned, Withdrawn, Erased]),
    (Returned, &[Held, Withdrawn, Erased]),
    (Published, &[Held, Hidden, Rejected, Withdrawn, Erased]),
    (Hidden, &[Held, Published, Rejected, Erased]),
    (Rejected, &[Held, Published, Erased]),
    (Spam, &[Held, Published, Withdrawn, Erased]),
    (Withdrawn, &[Erased]),
    (Erased, &[]),
];

/// Steps that only taking back a decision makes.
const ONLY_BY_UNDO: [(State, State); 1] = [(Published, Held)];

impl State {
    /// Every state, in the order in which a comment may meet them.
    pub const ALL: [Self; 8] = [Held, Published, Rejected, Spam, Returned, Hidden, Withdrawn, Erased];

    /// Its word in the database, the API and the keys of `locales/`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Held => "held",
            Published => "published",
            Rejected => "rejected",
            Spam => "spam",
            Returned => "returned",
            Hidden => "hidden",
            Withdrawn => "withdrawn",
            Erased => "erased",
        }
    }

    /// The state of a word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// Whether a new decision may make `to` of it.
    #[must_use]
    pub fn may_become(self, to: Self) -> bool {
        self.may_become_by_undo(to) && !ONLY_BY_UNDO.contains(&(self, to))
    }

    /// Whether taking back the decision that led here may make `to` of it.
    #[must_use]
    pub fn may_become_by_undo(self, to: Self) -> bool {
        STEPS.iter().any(|(from, steps)| *from == self && steps.contains(&to))
    }

    /// What it becomes in place of `to` while a legal hold keeps its words: out of everybody's sight, and never erased.
    #[must_use]
    pub fn under_legal_hold(self, to: Self) -> Self {
        match to {
            Withdrawn | Erased if self.may_become(Withdrawn) => Withdrawn,
            Withdrawn | Erased => self,
            _ => to,
        }
    }

    /// Whether the step from this state to `to` can be taken back: the reverse step must be in the
    /// table, and what an author or an erasure did stays done.
    #[must_use]
    pub fn can_be_undone(self, to: Self) -> bool {
        self.may_become(to) && !matches!(to, Withdrawn | Erased) && to.may_become_by_undo(self)
    }

    /// Whether a moderator has yet to decide.
    #[must_use]
    pub const fn is_waiting(self) -> bool {
        matches!(self, Held | Returned)
    }

    /// What becomes of the text that was decided on, when the comment comes to this state; `None`
    /// if every word of its author goes at once.
    #[must_use]
    pub const fn text_becomes(self) -> Option<RevisionState> {
        match self {
            Held => Some(RevisionState::Pending),
            Published | Hidden => Some(RevisionState::Shown),
            Rejected | Spam | Returned => Some(RevisionState::Refused),
            Withdrawn | Erased => None,
        }
    }
}

/// Where one text of a comment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RevisionState {
    /// Nobody has decided on it.
    Pending,
    /// The text that readers see.
    Shown,
    /// A moderator said no to it.
    Refused,
    /// A later text took its place.
    Superseded,
}

impl RevisionState {
    /// Its word in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Shown => "shown",
            Self::Refused => "refused",
            Self::Superseded => "superseded",
        }
    }

    /// The state of a word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Pending, Self::Shown, Self::Refused, Self::Superseded]
            .into_iter()
            .find(|state| state.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Every decision that can be taken back, written out: a change of the table shows here.
    const UNDOABLE: [(State, State); 11] = [
        (Held, Published),
        (Held, Rejected),
        (Held, Spam),
        (Held, Returned),
        (Returned, Held),
        (Published, Hidden),
        (Published, Rejected),
        (Hidden, Published),
        (Rejected, Held),
        (Rejected, Published),
        (Spam, Held),
    ];

    #[test]
    fn each_undo_has_its_reverse_step_and_no_other_step_has_one() {
        for from in State::ALL {
            for to in State::ALL {
                assert_eq!(from.can_be_undone(to), UNDOABLE.contains(&(from, to)), "{from:?} to {to:?}");
            }
        }
    }

    #[test]
    fn what_a_moderator_refused_cannot_be_taken_back_and_all_else_can() {
        let takes_back: Vec<State> =
            State::ALL.into_iter().filter(|state| state.may_become(Withdrawn)).collect();
        assert_eq!(takes_back, [Held, Published, Spam, Returned]);
    }

    #[test]
    fn a_published_comment_is_held_again_only_by_undo() {
        assert!(!Published.may_become(Held));
        assert!(Published.may_become_by_undo(Held));
    }

    #[test]
    fn a_state_is_read_back_from_its_word() {
        for state in State::ALL {
            assert_eq!(State::parse(state.as_str()), Some(state));
        }
        assert_eq!(State::parse("approved"), None);
    }

    #[test]
    fn every_state_can_be_erased_and_nothing_follows_it() {
        for state in State::ALL {
            assert_eq!(state.may_become(Erased), state != Erased, "{state:?}");
            assert!(!Erased.may_become_by_undo(state));
            assert!(!state.may_become_by_undo(state));
        }
    }

    #[test]
    fn what_is_held_leaves_everybodys_sight_and_is_never_erased() {
        for from in State::ALL.into_iter().filter(|from| *from != Erased) {
            for to in [Withdrawn, Erased] {
                let becomes = from.under_legal_hold(to);
                assert!(!matches!(becomes, Erased | Published), "{from:?} to {to:?} becomes {becomes:?}");
                assert!(becomes == from || from.may_become(becomes), "{from:?} to {to:?}");
            }
        }
    }

    proptest! {
        /// Whatever is asked of a comment, in any order: it only walks along the table, what its author
        /// took back never shows again, and an erased one stays erased.
        #[test]
        fn no_walk_brings_back_what_its_author_took_back(asked in prop::collection::vec((0_usize..8, any::<bool>()), 0..40), held: bool) {
            let mut state = Held;
            let mut before = None;
            let mut taken_back = false;
            for (wish, undo) in asked {
                let to = State::ALL.into_iter().nth(wish).unwrap_or(Held);
                let next = if undo { before.filter(|from: &State| from.can_be_undone(state)) } else { Some(to).filter(|to| state.may_become(*to)) };
                let Some(next) = next else { continue };
                let next = if held { state.under_legal_hold(next) } else { next };
                prop_assert!(!held || next != Erased);
                if next == state { continue }
                prop_assert!(state.may_become_by_undo(next));
                taken_back |= matches!(next, Withdrawn | Erased);
                prop_assert!(!taken_back || matches!(next, Withdrawn | Erased));
                before = if undo { None } else { Some(state) };
                state = next;
            }
        }
    }
}
