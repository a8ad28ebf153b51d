//! What the pages show of a case: its entries, its hearings to come, and the box that stands beside an article.

use jiff::Zoned;
use jiff::tz::TimeZone;

use crate::base::clock::Timestamp;
use crate::base::markup::{Html, plain_to_html};
use crate::base::text::Prose;
use crate::base::words::Words;
use crate::cases::{self, Case, Hearing, HearingState, Kind, Update, UpdateLine, UpdateState};
use crate::db::Conn;
use crate::error::Result;

/// A text in a timeline is cut after about so many letters.
const BEGINNING: usize = 320;
/// How many entries stand in the box beside an article.
const IN_BOX: i64 = 3;

/// One published or retracted update, as a timeline shows it.
pub(super) struct Entry {
    pub(super) update: Update,
    pub(super) path: String,
    /// How its text begins, or why it was retracted.
    pub(super) says: String,
    /// Whether the text goes on.
    pub(super) cut: bool,
}

impl Entry {
    fn of(case: &Case, update: Update) -> Option<Self> {
        let path = update.path(case)?;
        let (says, cut) = update.retraction.as_ref().unwrap_or(&update.body).beginning(BEGINNING);
        Some(Self { update, path, says, cut })
    }

    pub(super) fn is_retracted(&self) -> bool {
        self.update.state == UpdateState::Retracted
    }

    /// A ruling has a mark of its own.
    pub(super) fn is_ruling(&self) -> bool {
        self.update.kind == Kind::Ruling
    }
}

/// The updates that have an address, as a timeline shows them.
pub(super) fn entries(case: &Case, updates: impl IntoIterator<Item = Update>) -> Vec<Entry> {
    updates.into_iter().filter_map(|update| Entry::of(case, update)).collect()
}

/// A text in paragraphs, ready to be shown.
pub(super) fn html(text: &Prose) -> Html {
    plain_to_html(text)
}

/// One published or retracted update, in a line.
pub(super) struct Heading {
    pub(super) update: UpdateLine,
    pub(super) path: String,
}

impl Heading {
    pub(super) fn of(case: &Case, update: UpdateLine) -> Self {
        Self { path: update.path(case), update }
    }

    pub(super) fn is_retracted(&self) -> bool {
        self.update.state == UpdateState::Retracted
    }

    /// A ruling has a mark of its own.
    pub(super) fn is_ruling(&self) -> bool {
        self.update.kind == Kind::Ruling
    }
}

/// A case in short: what it is called, and what happened last.
pub(super) struct CaseInShort {
    pub(super) case: Case,
    pub(super) latest: Vec<Heading>,
    /// How many updates it has.
    pub(super) updates: i64,
}

impl CaseInShort {
    /// The case as it stands now.
    pub(super) fn of(conn: &mut Conn, case: Case) -> Result<Self> {
        let lines = cases::lines(conn, &case.id, IN_BOX)?;
        let latest = lines.into_iter().map(|line| Heading::of(&case, line)).collect();
        Ok(Self { latest, updates: cases::count_updates(conn, &case.id)?, case })
    }
}

/// What a page was made of, as far as it shows a case.
pub(super) fn stamp_of_case(case: &Case) -> String {
    format!("{}.{}", case.id, case.version)
}

/// A hearing that has not ended.
pub(super) struct Coming {
    pub(super) hearing: Hearing,
    /// The court's own day and time.
    pub(super) local: Zoned,
    /// Whether it has begun.
    pub(super) begun: bool,
}

impl Coming {
    fn of(hearing: Hearing, now: Timestamp) -> Self {
        let zone = TimeZone::get(&hearing.time_zone).unwrap_or(TimeZone::UTC);
        let begins = hearing.begins_at();
        Self { local: begins.to_jiff().to_zoned(zone), begun: begins <= now, hearing }
    }

    /// What a page was made of, as far as time changes what it says of this hearing; its words are the case's.
    pub(super) fn stamp(&self) -> String {
        format!("{}.{}", self.hearing.id, u8::from(self.begun))
    }

    /// The instant, for programs.
    pub(super) fn instant(&self) -> Timestamp {
        self.local.timestamp().into()
    }

    /// The court's own clock: "20 May 2026, 9:30 PDT".
    pub(super) fn court_time(&self, words: &Words) -> String {
        said(words, "site-hearing-court-time", &self.local)
    }

    /// The same in UTC, for everyone who lives elsewhere.
    pub(super) fn universal_time(&self, words: &Words) -> String {
        let universal = self.local.with_time_zone(TimeZone::UTC);
        said(words, "site-hearing-universal-time", &universal)
    }
}

fn said(words: &Words, key: &str, at: &Zoned) -> String {
    let day = words.date(at.date()).into();
    let (time, zone) = (at.strftime("%H:%M").to_string().into(), at.strftime("%Z").to_string().into());
    words.say_with(key, &[("day", day), ("time", time), ("zone", zone)])
}

/// The hearings that have not ended and were not cancelled, the next one first.
pub(super) fn coming(hearings: Vec<Hearing>, now: Timestamp) -> Vec<Coming> {
    let ahead = |hearing: &Hearing| hearing.state == HearingState::Planned && now < hearing.ends_at();
    let mut coming: Vec<Coming> =
        hearings.into_iter().filter(ahead).map(|hearing| Coming::of(hearing, now)).collect();
    coming.sort_by_key(Coming::instant);
    coming
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_between_two_words_and_a_short_one_is_whole() {
        let cut = |text: &str| Prose::parse(text).unwrap().beginning(BEGINNING);
        assert_eq!(
            cut("The court finds for the plaintiffs."),
            ("The court finds for the plaintiffs.".to_owned(), false)
        );
        assert_eq!(cut("One.\n\nTwo."), ("One.".to_owned(), true));
        let (start, goes_on) = cut(&"plaintiff ".repeat(60));
        assert!(
            goes_on && start.ends_with("plaintiff …") && start.chars().count() <= BEGINNING + 2,
            "{start}"
        );
        assert!(cut(&"x".repeat(900)).0.ends_with("x …"));
    }
}
