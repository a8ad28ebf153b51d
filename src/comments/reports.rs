//! Readers report what breaks a rule. A report hides nothing, however many there are: it brings the comment before a
//! moderator, sooner the more it weighs.
//!
//! Whoever has an account reports a comment once and weighs as much as they were right before; everybody else weighs 1,
//! once for each network's pseudonym and day. What a moderator decides settles the reports that wait, and later ones
//! bring the comment back.

use std::collections::HashMap;

use super::CommentId;
use super::desk::{QUEUE_PAGE, Waiting, as_waiting};
use super::events::RuleCited;
use super::states::State;
use super::store::{self, ReportRow};
use crate::accounts::AccountId;
use crate::base::clock::Timestamp;
use crate::base::ids::Id;
use crate::base::seal::{Keys, Purpose};
use crate::base::text::Prose;
use crate::db::{Conn, Tx};
use crate::error::Result;

/// One report.
#[derive(Debug)]
pub(super) enum ReportRecord {}
/// The id of a report.
pub(super) type ReportId = Id<ReportRecord>;

/// The most letters of a report, as a person counts them.
pub const MOST_OF_REPORT: usize = 500;
/// What a report weighs of whom nothing is known, in hundredths.
const USUAL: i64 = 100;
/// Reports that wait, of which the queue takes account: beyond them the latest wait their turn.
const MOST_READ: i64 = 5_000;
/// Counting further back changes nothing.
const MOST_REMEMBERED: i64 = 200;

/// What a reader says about a comment.
#[derive(Debug, Clone)]
pub struct Report {
    /// The comment.
    pub comment: CommentId,
    /// The account, if they have one and are signed in.
    pub account: Option<AccountId>,
    /// The network's pseudonym of the day.
    pub pseudonym: String,
    /// The rule that it breaks; none of them, without one.
    pub rule: Option<RuleCited>,
    /// Their words; at most [`MOST_OF_REPORT`] letters.
    pub words: Option<Prose>,
    /// Whether their network reported more than the limit lately: then it weighs nothing, and is kept.
    pub over_rate: bool,
}

/// What was looked up for a report.
#[derive(Debug, Clone)]
pub struct Weighed {
    weight: i32,
    once_key: String,
}

/// Looks up what a report weighs: twice the share of the reader's reports that were right, as if one had been right and
/// one wrong before (Laplace's rule of succession).
///
/// # Errors
/// Those of the database.
pub fn weigh(conn: &mut Conn, keys: &Keys, report: &Report) -> Result<Weighed> {
    let who = report.account.as_ref().map_or(report.pseudonym.as_str(), AccountId::as_str);
    let parts = [&b"report"[..], report.comment.as_str().as_bytes(), who.as_bytes()];
    let weight = match &report.account {
        _ if report.over_rate => 0,
        Some(account) => {
            let upheld = store::reports_of(conn, account, store::UPHELD, MOST_REMEMBERED)?;
            let dismissed = store::reports_of(conn, account, store::DISMISSED, MOST_REMEMBERED)?;
            2 * USUAL * (upheld + 1) / (upheld + dismissed + 2)
        }
        None => USUAL,
    };
    Ok(Weighed {
        weight: i32::try_from(weight).unwrap_or(i32::MAX),
        once_key: keys.mac(Purpose::Index, &parts).to_hex(),
    })
}

/// Keeps a report of a published comment; said twice, it is kept once. It writes no row but its own.
///
/// # Errors
/// Those of the database.
pub fn report(tx: &mut Tx<'_>, report: &Report, weighed: &Weighed) -> Result<()> {
    let row = ReportRow {
        id: tx.fresh_id(),
        comment_id: report.comment.clone(),
        account_id: report.account.clone(),
        once_key: weighed.once_key.clone(),
        rule_number: report.rule.map(|rule| rule.number),
        rule_version: report.rule.map(|rule| rule.version),
        words: report.words.clone(),
        weight: weighed.weight,
        state: store::OPEN.to_owned(),
        settled_by: None,
        created_at: tx.now.to_day(),
    };
    store::insert_report(tx, &row)
}

/// What readers name as a reason.
#[derive(Debug, Clone)]
pub struct Said {
    /// The rule; none of them, without one.
    pub rule: Option<RuleCited>,
    /// Their words.
    pub words: Option<Prose>,
}

/// A comment that readers reported.
#[derive(Debug, Clone)]
pub struct Reported {
    /// The comment.
    pub comment: Waiting,
    /// How many reports wait.
    pub count: usize,
    /// What they say, the heaviest first.
    pub said: Vec<Said>,
}

/// The published comments with reports that wait, the heaviest first: as many as a page of the queue holds, and how
/// many more there are.
///
/// # Errors
/// Those of the database.
pub fn reported(conn: &mut Conn) -> Result<(Vec<Reported>, usize)> {
    let mut by_comment: HashMap<CommentId, Vec<ReportRow>> = HashMap::new();
    for row in store::open_reports(conn, MOST_READ)? {
        by_comment.entry(row.comment_id.clone()).or_default().push(row);
    }
    let mut all: Vec<(CommentId, Vec<ReportRow>)> = by_comment.into_iter().collect();
    all.sort_by_key(|(id, rows)| (std::cmp::Reverse(weight_of(rows)), since(rows), id.clone()));
    let (mut found, mut more) = (Vec::new(), 0);
    for (id, rows) in all {
        let Some(comment) = store::find(conn, &id)?.filter(|row| !row.deciding) else { continue };
        if comment.state()? != State::Published {
            continue;
        }
        if found.len() < QUEUE_PAGE {
            found.push(Reported {
                comment: as_waiting(conn, &comment)?,
                count: rows.len(),
                said: said(rows),
            });
        } else {
            more += 1;
        }
    }
    Ok((found, more))
}

/// What readers say about one comment that waits for an answer; the heaviest first.
///
/// # Errors
/// Those of the database.
pub fn reports_about(conn: &mut Conn, comment: &CommentId) -> Result<Vec<Said>> {
    Ok(said(store::open_reports_about(conn, comment)?))
}

fn weight_of(rows: &[ReportRow]) -> i64 {
    rows.iter().map(|row| i64::from(row.weight)).sum()
}

fn since(rows: &[ReportRow]) -> Option<Timestamp> {
    rows.iter().map(|row| row.created_at).min()
}

fn said(mut rows: Vec<ReportRow>) -> Vec<Said> {
    rows.sort_by_key(|row| (std::cmp::Reverse(row.weight), row.id.clone()));
    let cited = |row: &ReportRow| row.rule_number.zip(row.rule_version);
    rows.into_iter()
        .map(|row| Said {
            rule: cited(&row).map(|(number, version)| RuleCited { number, version }),
            words: row.words,
        })
        .collect()
}
