//! What readers and writers are told while the site is under attack.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::moment_in;
use crate::articles::Article;
use crate::base::clock::Timestamp;
use crate::base::words::Words;
use crate::rules::attack::{Mode, Span, Standing};

/// When a discussion is shown, and how discussions stand then.
#[derive(Debug, Clone)]
pub struct Moment {
    now: Timestamp,
    zone: TimeZone,
    standing: Standing,
}

impl Moment {
    /// At `now`, by the calendar of the site.
    #[must_use]
    pub const fn new(now: Timestamp, zone: TimeZone, standing: Standing) -> Self {
        Self { now, zone, standing }
    }

    /// Whether a comment can be written under an article.
    pub(super) fn takes_comments(&self, article: &Article) -> bool {
        article.takes_comments(self.today()) && self.frozen().is_none()
    }

    /// Whether an article's discussion is over, whatever is frozen.
    pub(super) fn is_closed(&self, article: &Article) -> bool {
        !article.takes_comments(self.today())
    }

    /// Since when and until when no comment is taken.
    pub(super) fn frozen(&self) -> Option<Span> {
        self.standing.frozen(self.now)
    }

    /// Whether a network that writes often is read last.
    pub(super) fn is_siege(&self) -> bool {
        self.standing.mode == Mode::Siege
    }

    /// How many seconds are left until comments are taken again.
    pub(super) fn seconds_to_wait(&self) -> Option<u64> {
        self.frozen().map(|span| span.until.since(self.now).as_secs().max(1))
    }

    /// What is said above a discussion and above its form; nothing on a usual day.
    pub(super) fn notices(&self, words: &Words) -> Vec<String> {
        let (standing, now) = (&self.standing, self.now);
        let mode = match standing.mode {
            Mode::Normal => None,
            Mode::Elevated => Some("comments-attack-elevated"),
            Mode::Siege => Some("comments-attack-siege"),
        };
        let spans = [
            ("comments-attack-freeze", standing.frozen(now)),
            ("comments-attack-hold", standing.held(now)),
            ("comments-attack-hide", standing.hidden(now)),
        ];
        let spans = spans.into_iter().filter_map(|(key, span)| Some(self.says(words, key, span?)));
        let mode = mode.map(|key| words.say1(key, "since", self.clock(words, standing.mode_since)));
        spans.chain(mode).collect()
    }

    fn says(&self, words: &Words, key: &str, span: Span) -> String {
        let (since, until) = (self.clock(words, span.since), self.clock(words, span.until));
        words.say2(key, ("since", since), ("until", until))
    }

    fn clock(&self, words: &Words, at: Timestamp) -> String {
        moment_in(words, &self.zone, at)
    }

    fn today(&self) -> Date {
        self.now.day_in(&self.zone)
    }
}
