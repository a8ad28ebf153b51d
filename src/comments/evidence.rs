//! What is looked up about a text before it is kept, and what the checks say of it: the same for a new comment and for
//! every later text of one.

use std::sync::Arc;
use std::time::Duration;

use super::CommentId;
use super::lessons::Lessons;
use super::search::fingerprints;
use super::states::State;
use super::store;
use super::submit::Submission;
use crate::accounts::sanctions::{self, Bounds};
use crate::accounts::{self, AccountId};
use crate::base::clock::{Clock, Timestamp};
use crate::base::seal::{Keys, Purpose};
use crate::base::text::{Folded, Name, Prose};
use crate::cases;
use crate::db::Conn;
use crate::error::Result;
use crate::rules::checks::likeness::Likeness;
use crate::rules::checks::{self, Decided, Finding, TakenFor, without_links};
use crate::rules::{Latest, Lists, attack};

const DAY: Duration = Duration::from_hours(24);
/// A text is compared with those of so many days.
pub(super) const LIKENESS_DAYS: u32 = 7;
/// An author's decided comments of so many days tell how to read the next one.
const RECORD_DAYS: u32 = 7;
/// Counting further than this changes nothing.
const MOST: i64 = 100;

/// What the checks need besides the database: the keys, the campaign's lists, and a clock by which their time is up.
#[derive(Clone, Debug)]
pub struct Examiner {
    pub(super) keys: Keys,
    lists: Arc<Latest>,
    lessons: Arc<Lessons>,
    clock: Clock,
}

/// What was found out about a text.
#[derive(Debug, Clone)]
pub struct Examined {
    /// What the checks found.
    pub(super) findings: Vec<Finding>,
    /// The lists that they looked with.
    pub(super) lists_version: i64,
    /// What it has in common with texts of the same words.
    pub(super) text_key: String,
    /// The fingerprints of its words.
    pub(super) words: String,
    /// Its fingerprints, if it has words enough.
    pub(super) likeness: Option<Likeness>,
    /// The cluster of the nearest earlier text that is the same or nearly so.
    pub(super) cluster: Option<String>,
}

/// The texts that came before and are the same, or nearly.
#[derive(Debug, Default)]
struct Copies {
    same: u32,
    alike: u32,
    cluster: Option<String>,
}

impl Examiner {
    /// With these keys, by this clock.
    #[must_use]
    pub fn new(keys: Keys, clock: Clock) -> Self {
        Self { keys, lists: Arc::default(), lessons: Arc::default(), clock }
    }

    /// The lists that hold now.
    ///
    /// # Errors
    /// Those of the database.
    pub fn lists(&self, conn: &mut Conn) -> Result<Lists> {
        self.lists.get(conn).map(|lists| (*lists).clone())
    }

    /// Gathers what stands beside a text, and lets every check look at it.
    ///
    /// # Errors
    /// Those of the database.
    pub(super) fn examine(
        &self,
        conn: &mut Conn,
        now: Timestamp,
        submission: &Submission,
        bounds: Bounds,
    ) -> Result<Examined> {
        let lists = self.lists.get(conn)?;
        let words = Folded::of(&without_links(submission.text.as_str()));
        let text_key = self.text_key(&words, &submission.text);
        let likeness = Likeness::of(&words, self.seed());
        let near = (likeness.as_ref(), lists.thresholds.near_bits);
        let copies = copies(conn, now, (&text_key, submission.changes.as_ref()), near)?;
        let evidence = checks::Evidence {
            text: submission.text.clone(),
            name: submission.name.clone(),
            taken_for: taken_for(conn, now, submission)?,
            by_account: submission.account.is_some(),
            held_by_sanction: bounds.held,
            same_lately: copies.same,
            alike_lately: copies.alike,
            over_rate: submission.over_rate,
            decided_lately: decided_lately(conn, now, submission)?,
            likely: self.lessons.latest(conn, now)?.judge(&words),
            under_attack: attack::standing(conn)?.holds_everything(now),
        };
        Ok(Examined {
            findings: checks::examine(&evidence, &lists, || self.clock.now()),
            lists_version: lists.version,
            text_key,
            words: fingerprints(&self.keys, submission.text.as_str()),
            likeness,
            cluster: copies.cluster,
        })
    }

    /// What texts of the same words have in common, under a key; of a text without words, texts of the same signs.
    fn text_key(&self, words: &Folded, text: &Prose) -> String {
        let signs = text.as_str().to_lowercase();
        let folded = if words.is_empty() { signs.as_str() } else { words.as_str() };
        self.keys.mac(Purpose::Index, &[b"text", folded.as_bytes()]).to_hex()
    }

    fn seed(&self) -> u64 {
        let mac = self.keys.mac(Purpose::Index, &[b"likeness"]);
        mac.as_bytes().iter().take(8).fold(0, |seed, byte| seed << 8 | u64::from(*byte))
    }
}

/// Earlier texts like this one, but not those of the comment that it changes.
fn copies(
    conn: &mut Conn,
    now: Timestamp,
    text: (&str, Option<&CommentId>),
    (likeness, near_bits): (Option<&Likeness>, u32),
) -> Result<Copies> {
    let same = store::same_texts(conn, text, now.minus(DAY), MOST)?;
    let mut copies = Copies { same: count(same.len()), ..Copies::default() };
    copies.cluster = same.into_iter().flatten().next();
    let Some(likeness) = likeness else { return Ok(copies) };
    let since = now.minus(DAY * LIKENESS_DAYS);
    let mut near: Vec<(u32, String)> = store::sharing_a_band(conn, likeness, MOST)?
        .into_iter()
        .filter(|other| other.day >= since && Some(&other.comment_id) != text.1)
        .map(|other| (likeness.distance(other.print.cast_unsigned()), other.cluster))
        .filter(|(distance, _)| *distance <= near_bits)
        .collect();
    near.sort();
    copies.alike = count(near.iter().filter(|(distance, _)| *distance > 0).count());
    copies.cluster = copies.cluster.or_else(|| near.into_iter().next().map(|(_, cluster)| cluster));
    Ok(copies)
}

fn count(many: usize) -> u32 {
    u32::try_from(many).unwrap_or(u32::MAX)
}

/// What the account may not do by which a text is written. A stranger is bound by nothing.
pub(super) fn bounds_of(conn: &mut Conn, now: Timestamp, submission: &Submission) -> Result<Bounds> {
    match &submission.account {
        Some(account) => sanctions::bounds(conn, &account.id, now),
        None => Ok(Bounds::default()),
    }
}

/// For whom a name could be taken. That of an account that is not of the team could be for one of the team alone: every
/// other it keeps for itself.
fn taken_for(conn: &mut Conn, now: Timestamp, submission: &Submission) -> Result<Option<TakenFor>> {
    let (name, account) = (&submission.name, submission.account.as_ref());
    if account.is_some_and(|account| account.staff) {
        return Ok(None);
    }
    if accounts::looks_like_staff(conn, name)? {
        return Ok(Some(TakenFor::Staff));
    }
    if account.is_some() {
        return Ok(None);
    }
    if cases::named_in(conn, &submission.article)?.iter().any(|party| called_alike(party.as_str(), name)) {
        return Ok(Some(TakenFor::Party));
    }
    let place = (&submission.article, name.looks());
    let lately = store::names_like(conn, place, now.minus(DAY).to_day(), MOST)?;
    let own = |id: &CommentId| Some(id) == submission.changes.as_ref();
    let other = lately.iter().any(|(id, key)| !own(id) && *key != name.key());
    Ok(other.then_some(TakenFor::Neighbour))
}

/// What stands behind the name of a company, and is left out where it is talked about.
const LEGAL_FORMS: [&str; 14] = [
    "ag",
    "co",
    "company",
    "corp",
    "corporation",
    "gmbh",
    "inc",
    "limited",
    "llc",
    "ltd",
    "plc",
    "sa",
    "technologies",
    "technology",
];

fn called_alike(party: &str, name: &Name) -> bool {
    let short = |name: &Name| {
        let looks = name.looks();
        let mut words: Vec<&str> = looks.split(' ').map(|word| word.trim_matches(['.', ','])).collect();
        while words.len() > 1 && words.last().is_some_and(|word| is_legal_form(word)) {
            words.pop();
        }
        words.join(" ")
    };
    Name::parse(party).is_ok_and(|party| short(&party) == short(name))
}

fn is_legal_form(word: &str) -> bool {
    LEGAL_FORMS.iter().any(|form| Name::parse(form).is_ok_and(|form| form.looks() == word))
}

/// How moderators decided of late on comments of the same account or, today, of the same network.
fn decided_lately(conn: &mut Conn, now: Timestamp, submission: &Submission) -> Result<Decided> {
    let refused: Vec<bool> = match &submission.account {
        Some(account) => of_account(conn, &account.id, now.minus(DAY * RECORD_DAYS))?,
        None => store::decided_of_network(conn, &submission.pseudonym, MOST)?,
    };
    let all = count(refused.len());
    Ok(Decided { all, refused: count(refused.into_iter().filter(|refused| *refused).count()) })
}

fn of_account(conn: &mut Conn, account: &AccountId, since: Timestamp) -> Result<Vec<bool>> {
    let decided = store::states_of_account(conn, account, MOST)?.into_iter();
    Ok(decided
        .filter(|(_, at)| at.is_some_and(|at| at >= since))
        .filter_map(|(state, _)| refused(&state))
        .collect())
}

/// Whether a decision left a comment out; `None` if nobody decided, or its author did.
fn refused(state: &str) -> Option<bool> {
    match State::parse(state)? {
        State::Published => Some(false),
        State::Rejected | State::Spam | State::Hidden => Some(true),
        State::Held | State::Returned | State::Withdrawn | State::Erased => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_company_is_called_by_its_name_without_its_legal_form() {
        let alike = |party: &str, name: &str| called_alike(party, &Name::parse(name).unwrap());
        for (party, name) in [
            ("NSO Group Technologies Limited", "nso group"),
            ("WhatsApp LLC", "WhatsApp"),
            ("WhatsApp LLC", "WhаtsApp"),
            ("Meta Platforms, Inc.", "Meta Platforms"),
            ("Phyllis Hamilton", "phyllis hamilton"),
        ] {
            assert!(alike(party, name), "{party} {name}");
        }
        for (party, name) in
            [("Phyllis Hamilton", "Phyllis"), ("WhatsApp LLC", "Ana LLC"), ("Limited", "LLC")]
        {
            assert!(!alike(party, name), "{party} {name}");
        }
    }
}
