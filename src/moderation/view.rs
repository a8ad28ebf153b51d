//! What moderators see, made ready for the pages: words, tokens and all.

mod appeals;
mod attack;
mod batch;
mod card;
mod citable;
mod colleagues;
mod copies;
mod edits;
mod holds;
mod notice;
mod place;
mod record;
mod reports;
mod sanctions;
mod says;
mod takedowns;
mod today;

use std::time::Duration;

use jiff::tz::TimeZone;

pub(super) use self::appeals::{AppealCard, Appeals, appeals};
pub(super) use self::attack::{Facing, facing};
pub(super) use self::batch::{Ask, AtOnce, ask, batch};
pub(super) use self::card::{Card, Context, Near, Queue, Stats, context, queue};
pub(super) use self::citable::Citable;
pub(super) use self::colleagues::Notes;
pub(super) use self::edits::{EditCard, Edits, edits};
pub(super) use self::holds::{HoldCard, UnderHold, under_hold};
pub(super) use self::notice::{Notice, Told, conflict};
pub(super) use self::place::{Chip, Place, Tab, after, after_undo};
pub(super) use self::record::{Line, Log, log};
pub(super) use self::reports::{ReportCard, Reports, reports};
pub(super) use self::sanctions::{
    OfAccount, Own, SanctionCard, Sanctions, nobody_else_answers, of_account, own_sanction, sanctions,
};
pub(super) use self::says::Says;
pub(super) use self::takedowns::{
    Demanded, OneTakedown, TakedownCard, Takedowns, demanded, takedown, takedowns,
};
pub(super) use self::today::{Today, today};
use crate::accounts::{AccountId, Role};
use crate::base::clock::Timestamp;
use crate::base::seal::Keys;
use crate::base::words::{Said, Words};
use crate::comments::{CommentId, State};
use crate::web::form::{Form as _, FormTokens};

use super::Deed;
use super::forms::{DeedForm, UndoForm};

/// What happened at this instant is before the next.
const MOMENT: Duration = Duration::from_micros(1);

/// Who looks, and with what words, tokens and clock their page is made.
#[derive(Debug, Clone)]
pub(super) struct Viewer {
    pub(super) account: AccountId,
    pub(super) role: Role,
    pub(super) binding: String,
    pub(super) tokens: FormTokens,
    pub(super) keys: Keys,
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
    pub(super) action: String,
    pub(super) version: i64,
    pub(super) token: String,
    /// Where to go on, as the form's field `tab` says it.
    pub(super) tab: String,
}

impl Viewer {
    /// Whether they may know which moderator it was: admins, and everybody of themselves.
    pub(super) fn may_know(&self, moderator: &AccountId) -> bool {
        self.role.may_administer() || self.account == *moderator
    }

    /// What can be done to a comment in this state, each with a token of its own.
    fn offers(&self, comment: &CommentId, state: State) -> Vec<Offer> {
        let open = Deed::ALL.into_iter().filter(|deed| deed.fits(state));
        open.map(|deed| Offer { deed, token: self.token(comment, deed) }).collect()
    }

    fn token(&self, comment: &CommentId, deed: Deed) -> String {
        let target = format!("/moderation/comments/{comment}/{}", deed.as_str());
        self.tokens.private(DeedForm::NAME, &target, &self.binding)
    }

    fn undo(&self, comment: &CommentId, version: i64, tab: &str) -> Undo {
        self.undo_at(format!("/moderation/comments/{comment}/undo"), version, tab)
    }

    fn undo_at(&self, action: String, version: i64, tab: &str) -> Undo {
        let token = self.tokens.private(UndoForm::NAME, &action, &self.binding);
        Undo { action, version, token, tab: tab.to_owned() }
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
