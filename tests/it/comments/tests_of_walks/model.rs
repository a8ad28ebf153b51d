//! What is to be seen of each comment, kept by a model that is far simpler than the program.

use super::legal::{Demanded, Kept};
use super::*;

/// How a comment is to be, as far as anybody sees it.
#[derive(Debug, Clone)]
pub(super) struct Stands {
    pub(super) state: State,
    /// The word of the text that its state is about.
    pub(super) text: String,
    /// The word of a changed text that waits beside it.
    pub(super) edit: Option<String>,
    /// The rule under which it came there.
    pub(super) rule: Option<i32>,
    /// How it stood before it was hidden with all that readers saw, if that still is why it is hidden.
    pub(super) swept: Option<Box<Stands>>,
}

/// What the model knows of a comment.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub(super) id: CommentId,
    pub(super) receipt: ReceiptWords,
    /// The word of its author's name.
    pub(super) name: String,
    pub(super) stands: Stands,
    /// What was decided, under which rule, and has not taken effect.
    pub(super) in_grace: Option<(Deed, i32)>,
    /// How it stood before the last decision, as long as that can be taken back.
    pub(super) before: Option<Stands>,
    pub(super) held: Option<Kept>,
    pub(super) demanded: Option<Demanded>,
    /// Whether nothing but a hold, or an open demand, keeps what was refused long ago.
    pub(super) overdue: bool,
    /// Every word that was ever written with it or about it.
    pub(super) words: Vec<String>,
}

impl Known {
    pub(super) const fn is_gone(&self) -> bool {
        matches!(self.stands.state, State::Withdrawn | State::Erased)
    }

    /// The words by which readers would know it.
    pub(super) fn is_read_by(&self) -> Vec<&str> {
        if self.stands.state == State::Published { vec![&self.name, &self.stands.text] } else { Vec::new() }
    }

    /// A decision takes effect.
    pub(super) fn decided(&mut self, (deed, rule): (Deed, i32)) {
        let before = self.stands.clone();
        self.overdue = false;
        let stands = &mut self.stands;
        match deed {
            Deed::ApproveEdit => stands.text = stands.edit.take().expect("a changed text waits"),
            Deed::RefuseEdit => stands.edit = None,
            Deed::Keep | Deed::Pin | Deed::Unpin => {}
            Deed::Uphold => stands.swept = None,
            _ => {
                let cited = matches!(deed, Deed::Reject | Deed::Hide | Deed::Return).then_some(rule);
                (stands.state, stands.edit, stands.rule, stands.swept) = (deed.to(), None, cited, None);
            }
        }
        self.before = can_be_taken_back(deed, before.state).then_some(before);
    }

    /// Whether a decision was in its grace and takes effect.
    pub(super) fn grace_passes(&mut self) -> bool {
        let decision = self.in_grace.take();
        decision.map(|decision| self.decided(decision)).is_some()
    }

    pub(super) fn is_erased_as(&mut self, state: State) {
        if let Some(kept) = &mut self.held {
            // A text that words were taken out of is known by the name alone, and that is not kept.
            let known_by_name = self.stands.text == self.name;
            kept.asked.get_or_insert(if known_by_name { String::new() } else { self.stands.text.clone() });
        }
        self.stands = Stands { state, text: String::new(), edit: None, rule: None, swept: None };
        (self.in_grace, self.before, self.demanded) = (None, None, None);
    }
}

pub(super) fn can_be_taken_back(deed: Deed, from: State) -> bool {
    let finally = matches!((deed, from), (Deed::Approve, State::Spam) | (Deed::Reject, State::Hidden));
    !finally && !matches!(deed, Deed::Pin | Deed::Unpin)
}
