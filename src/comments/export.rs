//! What somebody wrote under their account, for them to take along.

use serde::Serialize;

use super::store;
use super::takedowns::{self, ForAuthor};
use super::{Answered, Contested, Standing, by_account};
use crate::accounts::AccountId;
use crate::articles;
use crate::base::clock::Timestamp;
use crate::base::paging::Paging;
use crate::base::seal::Keys;
use crate::base::text::{Line, Prose};
use crate::db::Conn;
use crate::error::Result;

/// A comment, as its author takes it along.
#[derive(Debug, Serialize)]
pub struct OwnComment {
    /// Its id, as in `/comments/{id}`.
    pub id: String,
    /// The path of the article that it stands under.
    pub article: Option<String>,
    /// Where it stands.
    pub state: &'static str,
    /// The name above it.
    pub name: String,
    /// Its text.
    pub text: Option<String>,
    /// When it was sent: to the minute while it waits, to the day once it is decided.
    pub sent_at: String,
    /// The day of the decision.
    pub decided_on: Option<String>,
    /// The rule that it broke.
    pub rule: Option<i32>,
    /// The moderator's words to its author.
    pub words_to_author: Option<String>,
    /// The text as they changed it, while that waits.
    pub changed_text: Option<String>,
    /// What they said against the decision.
    pub appeal: Option<String>,
    /// What came of that: `upheld`, `overturned`, or `taken_back` together with other decisions.
    pub appeal_answered: Option<&'static str>,
    /// The moderator's words about it.
    pub appeal_answer: Option<String>,
    /// A legal demand against it.
    pub legal_demand: Option<OwnDemand>,
    /// Whether an address was left with it, and if so whether it was confirmed.
    pub address_confirmed: Option<bool>,
}

/// A legal demand against a comment, as its author takes it along.
#[derive(Debug, Serialize)]
pub struct OwnDemand {
    /// Whose: `court`, `authority`, `company`, `person` or `other`.
    pub claimant: &'static str,
    /// The name of a court or an authority.
    pub name: Option<Line>,
    /// The law or the order that was named.
    pub basis: Line,
    /// The words complained of.
    pub quote: Option<Prose>,
    /// What they answered.
    pub answer: Option<Prose>,
    /// What came of it: `removed`, `redacted` or `refused`.
    pub outcome: Option<&'static str>,
    /// The team's words about it.
    pub words: Option<Prose>,
}

impl From<ForAuthor> for OwnDemand {
    fn from(found: ForAuthor) -> Self {
        Self {
            claimant: found.claimant.as_str(),
            name: found.name,
            basis: found.basis,
            quote: found.quote,
            answer: found.answer,
            outcome: found.outcome.map(takedowns::Outcome::as_str),
            words: found.words,
        }
    }
}

/// A report, as whoever made it takes it along.
#[derive(Debug, Serialize)]
pub struct OwnReport {
    /// The comment, as in `/comments/{id}`.
    pub comment: String,
    /// The rule that it breaks, as they say.
    pub rule: Option<i32>,
    /// Their words.
    pub words: Option<String>,
    /// Whether it waits (`open`), was right (`upheld`) or not (`dismissed`).
    pub state: String,
    /// The day of it.
    pub sent_on: String,
}

/// Every report of an account, the first first.
///
/// # Errors
/// Those of the database.
pub fn own_reports(conn: &mut Conn, account: &AccountId) -> Result<Vec<OwnReport>> {
    let found = store::all_reports_of(conn, account)?.into_iter().map(|row| OwnReport {
        comment: row.comment_id.as_str().to_owned(),
        rule: row.rule_number,
        words: row.words.map(|words| words.as_str().to_owned()),
        state: row.state,
        sent_on: row.created_at.day().to_string(),
    });
    Ok(found.collect())
}

/// Every comment of an account, the newest first. Nothing of others is in it: neither what they answered nor who
/// decided.
///
/// # Errors
/// Those of the database.
pub fn own(conn: &mut Conn, keys: &Keys, account: &AccountId) -> Result<Vec<OwnComment>> {
    let (mut own, mut paging) = (Vec::new(), Paging::default());
    loop {
        let page = by_account(conn, account, &paging)?;
        for standing in page.items {
            own.push(of(conn, keys, standing)?);
        }
        match page.later {
            Some(later) => paging = Paging::after(&later),
            None => return Ok(own),
        }
    }
}

fn of(conn: &mut Conn, keys: &Keys, standing: Standing) -> Result<OwnComment> {
    let article = articles::by_id(conn, &standing.article)?;
    let demand = takedowns::for_author(conn, keys, &standing.comment)?;
    Ok(OwnComment {
        legal_demand: demand.map(OwnDemand::from),
        id: standing.comment.as_str().to_owned(),
        article: article.map(|article| article.path()),
        state: standing.state.as_str(),
        name: standing.name,
        text: standing.text.map(|text| text.as_str().to_owned()),
        sent_at: standing.submitted_at.to_jiff().to_string(),
        decided_on: standing.decided_at.map(Timestamp::day).map(|day| day.to_string()),
        rule: standing.rule.map(|rule| rule.number),
        words_to_author: standing.words,
        changed_text: standing.edit.map(|text| text.as_str().to_owned()),
        appeal: standing.contested.as_ref().map(|appeal| appeal.words.as_str().to_owned()),
        appeal_answered: standing.contested.as_ref().and_then(what_came),
        appeal_answer: standing.contested.and_then(|appeal| appeal.answer),
        address_confirmed: standing.address_confirmed,
    })
}

fn what_came(appeal: &Contested) -> Option<&'static str> {
    if appeal.taken_back { Some("taken_back") } else { appeal.answered.map(Answered::as_str) }
}
