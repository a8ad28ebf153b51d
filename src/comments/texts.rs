//! A text of a comment is kept, with what the checks found in it.

use super::evidence::Examined;
use super::states::RevisionState;
use super::store::{self, FindingRow, TextRow};
use super::submit::{Evidence, Submission};
use super::{CommentId, RevisionId};
use crate::base::clock::Timestamp;
use crate::db::Tx;
use crate::error::Result;
use crate::rules::checks::{Finding, Outcome, priority};

/// Where a text of a comment takes its place.
pub(super) struct NewText<'a> {
    pub(super) comment: &'a CommentId,
    pub(super) state: RevisionState,
    pub(super) number: i32,
    pub(super) at: Timestamp,
    pub(super) cluster: String,
}

/// That of the text which it repeats, or one of its own.
pub(super) fn cluster_for(tx: &Tx<'_>, evidence: &Evidence) -> String {
    evidence.examined.cluster.clone().unwrap_or_else(|| tx.fresh_id::<RevisionId>().to_string())
}

/// Keeps a text, with what the checks found in it.
pub(super) fn keep_text(
    tx: &mut Tx<'_>,
    place: &NewText<'_>,
    submission: &Submission,
    evidence: &Evidence,
) -> Result<TextRow> {
    let text = TextRow {
        id: tx.fresh_id(),
        comment_id: place.comment.clone(),
        state: place.state.as_str().to_owned(),
        text: submission.text.clone(),
        text_key: evidence.examined.text_key.clone(),
        created_at: place.at,
        number: place.number,
        ended_by: None,
        cluster: Some(place.cluster.clone()),
    };
    store::insert_text(tx, &text, Some(&evidence.examined.words))?;
    if let Some(likeness) = &evidence.examined.likeness {
        store::insert_likeness(tx, &text, likeness, &place.cluster)?;
    }
    keep_findings(tx, &text, &evidence.examined, submission.trapped)?;
    Ok(text)
}

/// Keeps why the checks object to a text, with the versions of the checks and of the lists.
fn keep_findings(tx: &mut Tx<'_>, text: &TextRow, examined: &Examined, trapped: bool) -> Result<()> {
    let trap = trapped.then_some(Finding {
        check: "honeypot",
        version: 1,
        outcome: Outcome::Spam,
        reason: "comments-why-honeypot",
        detail: None,
        priority: priority::USUAL,
    });
    for found in examined.findings.iter().chain(&trap) {
        let finding = FindingRow {
            revision_id: text.id.clone(),
            check_name: found.check.to_owned(),
            check_version: i32::try_from(found.version).unwrap_or(i32::MAX),
            outcome: found.outcome.as_str().to_owned(),
            reason: found.reason.to_owned(),
            lists_version: Some(examined.lists_version),
            detail: found.detail.clone(),
        };
        store::insert_finding(tx, &text.comment_id, &finding)?;
    }
    Ok(())
}
