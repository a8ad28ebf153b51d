//! What is told after a decision, and to whoever came second.

use serde::Deserialize;

use super::batch::at_once;
use super::place::{LOG, Place};
use super::{Undo, Viewer, state_key};
use crate::base::clock::Timestamp;
use crate::comments::{self, CommentId, RuleCited, State, Waiting};
use crate::db::Conn;
use crate::error::{OrNotFound as _, Result};
use crate::moderation::batches::{self, BatchId};
use crate::moderation::{APPEAL_FIRST, LastDecision, UNDO_TOO_LATE, last_decision};
use crate::rules;

/// Why something cannot be done at all, whoever was first: these are told as they are.
const NOT_DONE: [&str; 5] = [
    comments::ONLY_KEPT,
    comments::HIDDEN_ON_DEMAND,
    comments::REMOVED_ON_DEMAND,
    comments::OWN_COMMENT,
    APPEAL_FIRST,
];

/// A notice at the head of a page.
#[derive(Debug, Clone)]
pub(in crate::moderation) struct Notice {
    pub(in crate::moderation) class: &'static str,
    pub(in crate::moderation) role: &'static str,
    pub(in crate::moderation) title: String,
    pub(in crate::moderation) says: String,
    pub(in crate::moderation) facts: Vec<(String, String)>,
    pub(in crate::moderation) undo: Option<Undo>,
}

/// What an address says was done just now.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(in crate::moderation) struct Told {
    pub(super) decided: String,
    pub(super) undone: String,
    pub(super) batch: String,
}

/// A notice of the comment that an address names, if that happened to it: the address alone is not believed.
pub(super) fn of_address(
    conn: &mut Conn,
    viewer: &Viewer,
    place: &Place,
    told: &Told,
) -> Result<Option<Notice>> {
    if let Ok(comment) = told.decided.parse::<CommentId>() {
        return of_decision(conn, viewer, &comment, &place.to_text());
    }
    if let Ok(batch) = told.batch.parse::<BatchId>() {
        return of_batch(conn, viewer, &batch, place);
    }
    of_undone(conn, viewer, &told.undone)
}

/// The same on a page beside the queue, whose forms go on where the word `tab` says.
pub(super) fn of_elsewhere(
    conn: &mut Conn,
    viewer: &Viewer,
    tab: &str,
    told: &Told,
) -> Result<Option<Notice>> {
    match told.decided.parse() {
        Ok(comment) => of_decision(conn, viewer, &comment, tab),
        Err(_) => of_undone(conn, viewer, &told.undone),
    }
}

/// What was decided on a comment last, with the way back; nothing if the last thing was no decision.
pub(super) fn of_decision(
    conn: &mut Conn,
    viewer: &Viewer,
    comment: &CommentId,
    tab: &str,
) -> Result<Option<Notice>> {
    let Some(last) = last_decision(conn, comment, viewer.undo_since())? else { return Ok(None) };
    let Some(found) = comments::find_for_moderation(conn, comment)? else { return Ok(None) };
    let (title, says) = keys_of(&last);
    let says = match last.due_at {
        Some(due_at) => viewer.words.say2(
            "moderation-decided-soon",
            ("name", &found.comment.name),
            ("seconds", seconds_until(due_at, viewer.now)),
        ),
        None => viewer.say(says, "name", &found.comment.name),
    };
    let undo = way_back(conn, viewer, (&found.comment, &last), tab)?;
    Ok(Some(Notice { undo, ..Notice::of(viewer, "good", title, says) }))
}

/// The form that takes the last decision on a comment back, for whoever may.
fn way_back(
    conn: &mut Conn,
    viewer: &Viewer,
    (comment, last): (&Waiting, &LastDecision),
    tab: &str,
) -> Result<Option<Undo>> {
    let own = comments::another_decides(conn, comment.account.as_ref(), &viewer.account)?;
    let open = last.can_be_undone() && !own;
    Ok(open.then(|| viewer.undo(&comment.id, last.version, tab)))
}

/// That a decision was taken back, and how its comment stands now.
pub(super) fn of_undone(conn: &mut Conn, viewer: &Viewer, comment: &str) -> Result<Option<Notice>> {
    let Ok(comment) = comment.parse::<CommentId>() else { return Ok(None) };
    let found = comments::find_for_moderation(conn, &comment)?.map(|found| found.comment);
    let Some(found) = found.filter(|found| !found.deciding) else { return Ok(None) };
    let state = viewer.words.say(state_key(found.state));
    let says = viewer.words.say2("moderation-undone-says", ("name", &found.name), ("state", state));
    Ok(Some(Notice::of(viewer, "good", "moderation-undone", says)))
}

/// For whoever comes second: what was decided since they saw the version `seen`, when and under which rule. Who it
/// was, it does not say.
///
/// # Errors
/// Not found without the comment; those of the database.
pub(in crate::moderation) fn conflict(
    conn: &mut Conn,
    viewer: &Viewer,
    comment: &CommentId,
    (seen, key): (i64, &str),
) -> Result<Notice> {
    if key == UNDO_TOO_LATE {
        return Ok(Notice::of(viewer, "wait", "moderation-undone-not", viewer.words.say(key)));
    }
    if NOT_DONE.contains(&key) {
        return Ok(Notice::of(viewer, "wait", "moderation-demand-not-done", viewer.words.say(key)));
    }
    if key == comments::OWN_DECISION {
        let says = viewer.words.say("moderation-appeal-own");
        return Ok(Notice::of(viewer, "wait", "moderation-appeal-not-yours", says));
    }
    let last = last_decision(conn, comment, viewer.undo_since())?.filter(|last| last.version > seen);
    let Some(last) = last else {
        return Ok(Notice::of(
            viewer,
            "wait",
            "moderation-conflict-author",
            viewer.words.say("moderation-conflict-author-says"),
        ));
    };
    let own = last.by.as_ref() == Some(&viewer.account);
    let title = if own { "moderation-conflict-you" } else { "moderation-conflict-colleague" };
    let facts = facts(conn, viewer, &last)?;
    let found = comments::find_for_moderation(conn, comment)?.or_not_found()?.comment;
    let undo = way_back(conn, viewer, (&found, &last), &Place::default().to_text())?;
    Ok(Notice {
        facts,
        undo,
        ..Notice::of(viewer, "wait", title, viewer.words.say("moderation-conflict-says"))
    })
}

/// What became of a batch so far, with the way back.
fn of_batch(conn: &mut Conn, viewer: &Viewer, id: &BatchId, place: &Place) -> Result<Option<Notice>> {
    let Some((batch, progress)) = batches::find(conn, id)? else { return Ok(None) };
    let told = at_once(conn, viewer, (&batch, progress), place)?;
    let class = if progress.passed_over + progress.stand == 0 { "good" } else { "wait" };
    let says = viewer.words.say(told.says_key);
    Ok(Some(Notice {
        title: told.title,
        facts: told.facts,
        undo: told.undo,
        ..Notice::of(viewer, class, told.says_key, says)
    }))
}

impl Notice {
    fn of(viewer: &Viewer, class: &'static str, title: &str, says: String) -> Self {
        let role = if class == "wait" { "alert" } else { "status" };
        Self { class, role, title: viewer.words.say(title), says, facts: Vec::new(), undo: None }
    }
}

fn facts(conn: &mut Conn, viewer: &Viewer, last: &LastDecision) -> Result<Vec<(String, String)>> {
    let name = |key: &str| viewer.words.say(key);
    let mut facts = vec![
        (name("moderation-conflict-what"), name(keys_of(last).0)),
        (name("moderation-conflict-when"), viewer.kept_day(last.at)),
    ];
    if let Some(rule) = last.rule.map(|rule| rule_line(conn, viewer, rule)).transpose()? {
        facts.push((name("moderation-conflict-rule"), rule));
    }
    Ok(facts)
}

/// A rule in the words that it was cited in.
pub(super) fn rule_line(conn: &mut Conn, viewer: &Viewer, cited: RuleCited) -> Result<String> {
    let rule = rules::cited(conn, cited.number, cited.version)?;
    let title = rule.map(|rule| rule.title.as_str().to_owned()).unwrap_or_default();
    Ok(viewer.words.say2("moderation-rule-line", ("number", cited.number), ("title", title)))
}

/// The forms of the log go back to the log.
pub(super) fn undo_in_log(viewer: &Viewer, comment: &CommentId, version: i64) -> Undo {
    viewer.undo(comment, version, LOG)
}

/// What is said of a decision: of one that changes no state, what it was.
fn keys_of(last: &LastDecision) -> (&'static str, &'static str) {
    match last.kind.as_str() {
        "edit_approved" => ("moderation-decided-edit-approved", "moderation-decided-edit-approved-says"),
        "edit_refused" => ("moderation-decided-edit-refused", "moderation-decided-edit-refused-says"),
        "redacted" => ("moderation-decided-redacted", "moderation-decided-redacted-says"),
        "demand_recorded" | "demand_hidden" => {
            ("moderation-decided-demanded", "moderation-decided-demanded-says")
        }
        "demand_removed" | "demand_redacted" | "demand_refused" => {
            ("moderation-decided-on-demand", "moderation-decided-on-demand-says")
        }
        "kept" => ("moderation-decided-kept", "moderation-decided-kept-says"),
        "pinned" => ("moderation-decided-pinned", "moderation-decided-pinned-says"),
        "unpinned" => ("moderation-decided-unpinned", "moderation-decided-unpinned-says"),
        "upheld" => ("moderation-decided-upheld", "moderation-decided-upheld-says"),
        "overturned" => ("moderation-decided-overturned", "moderation-decided-overturned-says"),
        _ => decided_keys(last.to),
    }
}

pub(super) const fn decided_keys(to: State) -> (&'static str, &'static str) {
    match to {
        State::Published => ("moderation-decided-published", "moderation-decided-published-says"),
        State::Spam => ("moderation-decided-spam", "moderation-decided-spam-says"),
        State::Hidden => ("moderation-decided-hidden", "moderation-decided-hidden-says"),
        State::Held => ("moderation-decided-held", "moderation-decided-held-says"),
        State::Returned => ("moderation-decided-returned", "moderation-decided-returned-says"),
        State::Rejected | State::Withdrawn | State::Erased => {
            ("moderation-decided-rejected", "moderation-decided-rejected-says")
        }
    }
}

fn seconds_until(due_at: Timestamp, now: Timestamp) -> u64 {
    due_at.since(now).as_millis().div_ceil(1000).try_into().unwrap_or(u64::MAX)
}
