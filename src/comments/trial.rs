//! The campaign's lists, tried on the last decisions of moderators before they hold.

use std::collections::HashMap;

use super::CommentId;
use super::store::{self, EventRow};
use crate::base::text::Name;
use crate::db::Conn;
use crate::error::Result;
use crate::rules::Lists;
use crate::rules::checks::Evidence;
use crate::rules::checks::trial::{Past, Trial, trial};

/// How many decisions lists are tried on.
pub const TRIED_ON: i64 = 200;

/// What these lists would have said of the comments that moderators decided on last, as far as their texts are kept.
///
/// # Errors
/// Those of the database.
pub fn try_lists(conn: &mut Conn, lists: &Lists) -> Result<Trial<CommentId>> {
    Ok(trial(&last_decided(conn)?, lists))
}

/// The last decision of moderators on each of the comments that they decided on last.
pub(super) fn last_decisions(conn: &mut Conn, most: i64) -> Result<HashMap<CommentId, EventRow>> {
    let mut last: HashMap<CommentId, EventRow> = HashMap::new();
    for event in store::last_decided(conn, most)? {
        let known = last.get(&event.comment_id).is_some_and(|other| other.version > event.version);
        if !known {
            last.insert(event.comment_id.clone(), event);
        }
    }
    Ok(last)
}

/// Whether a decision let a comment appear.
pub(super) fn approved(event: &EventRow) -> bool {
    event.kind == "approved"
}

fn last_decided(conn: &mut Conn) -> Result<Vec<Past<CommentId>>> {
    let last = last_decisions(conn, TRIED_ON)?;
    let texts: Vec<_> = last.values().filter_map(|event| event.revision_id.clone()).collect();
    let mut found: HashMap<_, Vec<String>> = HashMap::new();
    for finding in store::findings_of(conn, &texts)? {
        found.entry(finding.revision_id).or_default().push(finding.reason);
    }
    let kept = store::texts_with_names(conn, &texts)?.into_iter();
    let past = kept.filter_map(|(text, name, account)| {
        let name = Name::parse(&name).ok()?;
        let event = last.get(&text.comment_id)?;
        let reasons = found.remove(&text.id).unwrap_or_default();
        Some(Past {
            key: text.comment_id,
            approved: approved(event),
            evidence: Evidence::recalled(text.text, name, account.is_some(), &reasons),
        })
    });
    Ok(past.collect())
}
