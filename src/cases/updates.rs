//! Updates: what happened in a case, from the first draft to the last correction.

mod deeds;

use jiff::civil::Date;
use url::{Host, Url};

pub(super) use self::deeds::{Release, appear};
pub use self::deeds::{
    correct, draft_update, edit_update, propose, publish, publish_due, retract, schedule, unpropose,
    unschedule,
};
use super::{Case, CaseId};
use crate::accounts::AccountId;
use crate::base::clock::Timestamp;
use crate::base::ids::Id;
use crate::base::text::{Line, Prose};

/// The id of an update.
pub type UpdateId = Id<Update>;

/// The most bytes of a source's address.
const MOST_ADDRESS_BYTES: usize = 1_000;

/// One update as it stands, in its case's language.
#[derive(Debug, Clone)]
pub struct Update {
    /// Its id; it never changes.
    pub id: UpdateId,
    /// Its case.
    pub case_id: CaseId,
    /// Its number within the case, from when it appeared on.
    pub number: Option<i64>,
    /// What became of it so far.
    pub state: UpdateState,
    /// What it tells of.
    pub kind: Kind,
    /// The day on which it happened.
    pub happened_on: Date,
    /// The language of title and text: its case's.
    pub language: String,
    /// Its title.
    pub title: Line,
    /// Its text: plain, in paragraphs.
    pub body: Prose,
    /// Where it is known from.
    pub source: Line,
    /// The source's address: https, and checked ([`checked_address`]).
    pub source_url: Option<String>,
    /// Whether it rests on a report and not on the court's own papers.
    pub as_reported: bool,
    /// Rises with every change.
    pub version: i64,
    /// Who proposed it as it stands.
    pub proposed_by: Option<AccountId>,
    /// When that was.
    pub proposed_at: Option<Timestamp>,
    /// Who released it.
    pub released_by: Option<AccountId>,
    /// Whether they released what they had proposed themselves, being the only one.
    pub released_alone: bool,
    /// When it is to appear, if it was released for later.
    pub publish_at: Option<Timestamp>,
    /// When it appeared.
    pub published_at: Option<Timestamp>,
    /// When it was retracted.
    pub retracted_at: Option<Timestamp>,
    /// Why it was retracted.
    pub retraction: Option<Prose>,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl Update {
    /// Where readers find it, once it appeared.
    #[must_use]
    pub fn path(&self, case: &Case) -> Option<String> {
        self.number.map(|number| update_path(case, number))
    }
}

/// What a line tells of an update that readers see.
#[derive(Debug, Clone)]
pub struct UpdateLine {
    /// Its number within the case.
    pub number: i64,
    /// Published or retracted.
    pub state: UpdateState,
    /// What it tells of.
    pub kind: Kind,
    /// The day on which it happened.
    pub happened_on: Date,
    /// The language of its title.
    pub language: String,
    /// Its title.
    pub title: Line,
}

impl UpdateLine {
    /// Where readers find it.
    #[must_use]
    pub fn path(&self, case: &Case) -> String {
        update_path(case, self.number)
    }
}

/// Where readers find the update of a number.
#[must_use]
pub fn update_path(case: &Case, number: i64) -> String {
    format!("{}/updates/{number}", case.path())
}

/// What an update tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A court decided.
    Ruling,
    /// A court heard the parties, or will.
    Hearing,
    /// Somebody filed something.
    Filing,
    /// Something around the case.
    Other,
}

impl Kind {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Ruling, Self::Hearing, Self::Filing, Self::Other];

    /// As it stands in tables, forms and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ruling => "ruling",
            Self::Hearing => "hearing",
            Self::Filing => "filing",
            Self::Other => "other",
        }
    }

    /// The kind of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// The key of its word.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Ruling => "cases-kind-ruling",
            Self::Hearing => "cases-kind-hearing",
            Self::Filing => "cases-kind-filing",
            Self::Other => "cases-kind-other",
        }
    }
}

/// What became of an update so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UpdateState {
    /// It is being written, or waits for somebody to release it.
    Draft,
    /// It was released and appears by itself when its time has come.
    Scheduled,
    /// Everyone reads it.
    Published,
    /// It was wrong as a whole: its page stays and says so.
    Retracted,
}

impl UpdateState {
    /// As it stands in tables and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Scheduled => "scheduled",
            Self::Published => "published",
            Self::Retracted => "retracted",
        }
    }

    /// The key of its word.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Draft => "cases-update-state-draft",
            Self::Scheduled => "cases-update-state-scheduled",
            Self::Published => "cases-update-state-published",
            Self::Retracted => "cases-update-state-retracted",
        }
    }
}

/// Everything that an editor writes in an update, taken apart and found good.
#[derive(Debug, Clone)]
pub struct UpdateDraft {
    /// What it tells of.
    pub kind: Kind,
    /// The day on which it happened.
    pub happened_on: Date,
    /// Its title, in the case's language.
    pub title: Line,
    /// Its text, in the case's language.
    pub body: Prose,
    /// Where it is known from.
    pub source: Line,
    /// The source's address, by [`checked_address`].
    pub source_url: Option<String>,
    /// Whether it rests on a report.
    pub as_reported: bool,
}

/// A mistake of ours that readers are told of.
#[derive(Debug, Clone)]
pub struct Correction {
    /// The day of the correction.
    pub corrected_on: Date,
    /// What was wrong and what is right.
    pub text: Prose,
}

/// A correction with the text that is right.
#[derive(Debug, Clone)]
pub struct Correcting {
    /// Today, by the site's calendar.
    pub on: Date,
    /// What was wrong and what is right, for readers.
    pub note: Prose,
    /// The title from now on.
    pub title: Line,
    /// The text from now on.
    pub body: Prose,
}

/// A source's address as it may be linked: https, a name for a host, no user in it, at most 1,000 bytes.
#[must_use]
pub fn checked_address(typed: &str) -> Option<String> {
    let url = Url::parse(typed.trim()).ok()?;
    let named = matches!(url.host(), Some(Host::Domain(name)) if name.contains('.'));
    let bare = url.username().is_empty() && url.password().is_none();
    let proper = url.scheme() == "https" && named && bare && url.as_str().len() <= MOST_ADDRESS_BYTES;
    proper.then(|| url.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_https_addresses_are_linked() {
        assert_eq!(
            checked_address(" https://court.example/a b"),
            Some("https://court.example/a%20b".to_owned())
        );
        for bad in [
            "",
            "court.example",
            "http://court.example",
            "javascript:alert(1)",
            "https://localhost/",
            "https://10.0.0.1/",
            "https://me@court.example/",
            "https://",
        ] {
            assert_eq!(checked_address(bad), None, "{bad}");
        }
        assert_eq!(checked_address(&format!("https://court.example/{}", "a".repeat(1_000))), None);
    }
}
