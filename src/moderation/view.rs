//! What moderators see, made ready for the pages: words, tokens and all.

mod card;
mod notice;
mod record;

use std::time::Duration;

use jiff::tz::TimeZone;

pub(super) use self::card::{Card, Context, Near, Queue, Stats, context, queue};
pub(super) use self::notice::{Notice, conflict};
pub(super) use self::record::{Line, Log, log};
use crate::accounts::AccountId;
use crate::base::clock::Timestamp;
use crate::base::words::{Said, Words};
use crate::comments::{CommentId, State};
use crate::web::form::{Form as _, FormTokens};

use super::Deed;
use super::forms::{CitingForm, DeedForm};

/// Who looks, and with what words, tokens and clock their page is made.
#[derive(Debug, Clone)]
pub(super) struct Viewer {
    pub(super) account: AccountId,
    pub(super) binding: String,
    pub(super) tokens: FormTokens,
    pub(super) words: Words,
    pub(super) zone: TimeZone,
    pub(super) now: Timestamp,
    pub(super) undo_within: Duration,
}

/// A deed that is open, with the token of its form.
#[derive(Debug, Clone)]
pub(super) struct Offer {
    pub(super) deed: Deed,
    pub(super) token: String,
}

/// The form that takes a decision back.
#[derive(Debug, Clone)]
pub(super) struct Undo {
    pub(super) comment: CommentId,
    pub(super) version: i64,
    pub(super) token: String,
    pub(super) tab: &'static str,
}

impl Viewer {
    /// What can be done to a comment in this state, each with a token of its own.
    fn offers(&self, comment: &CommentId, state: State) -> Vec<Offer> {
        let open = Deed::ALL.into_iter().filter(|deed| deed.fits(state));
        open.map(|deed| Offer { deed, token: self.token(comment, deed) }).collect()
    }

    fn token(&self, comment: &CommentId, deed: Deed) -> String {
        let form = if deed.cites_a_rule() { CitingForm::NAME } else { DeedForm::NAME };
        self.tokens.private(form, &format!("/moderation/comments/{comment}/{}", deed.as_str()), &self.binding)
    }

    fn undo(&self, comment: &CommentId, version: i64, tab: &'static str) -> Undo {
        let token = self.tokens.private(
            DeedForm::NAME,
            &format!("/moderation/comments/{comment}/undo"),
            &self.binding,
        );
        Undo { comment: comment.clone(), version, token, tab }
    }

    /// Decisions made before this instant stay as they are.
    fn undo_since(&self) -> Timestamp {
        self.now.minus(self.undo_within)
    }

    fn day(&self, at: Timestamp) -> String {
        self.words.date(at.day_in(&self.zone))
    }

    /// Times of decided comments are whole days in UTC: no other zone may move them to the day before.
    fn kept_day(&self, at: Timestamp) -> String {
        if at == at.to_day() { self.words.date(at.day()) } else { self.day(at) }
    }

    fn waited(&self, since: Timestamp) -> String {
        self.words.say1("moderation-waited", "time", self.how_long(self.now.since(since)))
    }

    fn how_long(&self, span: Duration) -> String {
        let minutes = span.as_secs() / 60;
        match minutes {
            0..60 => self.words.say1("moderation-time-minutes", "minutes", minutes),
            60..2880 => {
                self.words.say2("moderation-time-hours", ("hours", minutes / 60), ("minutes", minutes % 60))
            }
            _ => self.words.say1("moderation-time-days", "days", minutes / 1440),
        }
    }

    fn say(&self, key: &str, name: &'static str, value: impl Into<Said>) -> String {
        self.words.say1(key, name, value)
    }
}

/// The parts of the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tab {
    /// What waits for a decision.
    Waiting,
    /// What was filed as spam.
    Spam,
    /// What was rejected.
    Rejected,
    /// What was taken out of sight.
    Hidden,
}

impl Tab {
    pub(super) const ALL: [Self; 4] = [Self::Waiting, Self::Spam, Self::Rejected, Self::Hidden];

    /// The tab of a word; what waits if it is none.
    pub(super) fn parse(word: &str) -> Self {
        Self::ALL.into_iter().find(|tab| tab.as_str() == word).unwrap_or(Self::Waiting)
    }

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Spam => "spam",
            Self::Rejected => "rejected",
            Self::Hidden => "hidden",
        }
    }

    const fn state(self) -> State {
        match self {
            Self::Waiting => State::Held,
            Self::Spam => State::Spam,
            Self::Rejected => State::Rejected,
            Self::Hidden => State::Hidden,
        }
    }

    pub(super) const fn is_waiting(self) -> bool {
        matches!(self, Self::Waiting)
    }

    /// Its address, to which `&key=value` can be added.
    pub(super) fn path(self) -> String {
        if self.is_waiting() {
            "/moderation".to_owned()
        } else {
            format!("/moderation?tab={}", self.as_str())
        }
    }

    fn path_with(self, key: &str, value: &str) -> String {
        let path = self.path();
        let mark = if path.contains('?') { '&' } else { '?' };
        format!("{path}{mark}{key}={value}")
    }

    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::Waiting => "moderation-tab-waiting",
            Self::Spam => "moderation-tab-spam",
            Self::Rejected => "moderation-tab-rejected",
            Self::Hidden => "moderation-tab-hidden",
        }
    }

    pub(super) const fn title_key(self) -> &'static str {
        match self {
            Self::Waiting => "moderation-queue-waiting",
            Self::Spam => "moderation-queue-spam",
            Self::Rejected => "moderation-queue-rejected",
            Self::Hidden => "moderation-queue-hidden",
        }
    }

    pub(super) const fn empty_key(self) -> &'static str {
        match self {
            Self::Waiting => "moderation-empty-waiting",
            Self::Spam => "moderation-empty-spam",
            Self::Rejected => "moderation-empty-rejected",
            Self::Hidden => "moderation-empty-hidden",
        }
    }
}

/// The word by which a form of the log says where to go on.
const LOG: &str = "decisions";

/// Where to go on after a decision: the tab it was made from, with a notice of it.
pub(super) fn after(tab: &str, comment: &CommentId) -> String {
    Tab::parse(tab).path_with("decided", comment.as_str())
}

/// Where to go on after a decision was taken back.
pub(super) fn after_undo(tab: &str, comment: &CommentId) -> String {
    if tab == LOG {
        format!("/moderation/decisions?undone={comment}")
    } else {
        Tab::parse(tab).path_with("undone", comment.as_str())
    }
}

/// The key of a state's word.
const fn state_key(state: State) -> &'static str {
    match state {
        State::Held => "moderation-state-held",
        State::Published => "moderation-state-published",
        State::Rejected => "moderation-state-rejected",
        State::Spam => "moderation-state-spam",
        State::Returned => "moderation-state-returned",
        State::Hidden => "moderation-state-hidden",
        State::Withdrawn => "moderation-state-withdrawn",
        State::Erased => "moderation-state-erased",
    }
}

/// The class of a state's badge.
const fn state_class(state: State) -> &'static str {
    match state {
        State::Held | State::Returned => "wait",
        State::Published => "good",
        State::Rejected | State::Spam => "bad",
        State::Hidden | State::Withdrawn | State::Erased => "dim",
    }
}
