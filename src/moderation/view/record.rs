//! What happened, line by line: the history of one comment, and the log of all decisions.

use std::collections::HashMap;

use super::card::beside;
use super::notice::{Notice, Told as JustDone, of_undone, rule_line, undo_in_log};
use super::place::LOG;
use super::{Undo, Viewer, state_class, state_key};
use crate::accounts::{self, AccountId};
use crate::base::clock::Timestamp;
use crate::base::paging::{Direction, Paging};
use crate::comments::{self, Actor, CommentId, Decided, Decisions, HistoryEntry, RuleCited, State};
use crate::db::Conn;
use crate::error::Result;
use crate::moderation::deed;
use crate::moderation::store::{self, DecisionRow};

/// Decisions in their grace that the log shows.
const SOON: i64 = 25;

/// One thing that happened.
#[derive(Debug)]
pub(in crate::moderation) struct Line {
    pub(in crate::moderation) comment: CommentId,
    /// The name above the comment; empty in the history of one.
    pub(in crate::moderation) name: String,
    pub(in crate::moderation) when: String,
    pub(in crate::moderation) datetime: String,
    pub(in crate::moderation) did: String,
    /// Whether a moderator did it to what they wrote themselves, as who is alone may: for who may know which one it was.
    pub(in crate::moderation) own: bool,
    pub(in crate::moderation) state_key: &'static str,
    pub(in crate::moderation) state_class: &'static str,
    /// The rule that was cited: its number, and its words then.
    pub(in crate::moderation) rule: Option<(i32, String)>,
    pub(in crate::moderation) words: Option<String>,
    /// Whether it has not taken effect yet.
    pub(in crate::moderation) soon: bool,
    pub(in crate::moderation) undo: Option<Undo>,
}

/// A page of the log.
#[derive(Debug)]
pub(in crate::moderation) struct Log {
    pub(in crate::moderation) notice: Option<Notice>,
    /// That only those under one rule are listed.
    pub(in crate::moderation) narrowed: Option<String>,
    pub(in crate::moderation) lines: Vec<Line>,
    pub(in crate::moderation) earlier: Option<String>,
    pub(in crate::moderation) later: Option<String>,
}

/// What is told of an event, before it is said in words.
pub(super) struct Told<'a> {
    kind: &'a str,
    actor: &'a Actor,
    to: State,
    at: Timestamp,
    rule: Option<RuleCited>,
}

/// The comment that a line is about.
pub(super) struct About<'a> {
    pub(super) comment: &'a CommentId,
    pub(super) name: &'a str,
    pub(super) author: Option<&'a AccountId>,
}

impl<'a> From<&'a Decided> for About<'a> {
    fn from(decided: &'a Decided) -> Self {
        Self { comment: &decided.comment, name: &decided.name, author: decided.account.as_ref() }
    }
}

/// The history of one comment, the first first.
pub(super) fn lines_of(
    conn: &mut Conn,
    viewer: &Viewer,
    (comment, author): (&CommentId, Option<&AccountId>),
    history: &[HistoryEntry],
) -> Result<Vec<Line>> {
    let names = names_of(conn, &history.iter().map(|event| &event.actor).collect::<Vec<_>>())?;
    let lines = history.iter().map(|event| {
        let line = line(conn, viewer, &names, &About { comment, name: "", author }, &told(event))?;
        Ok(Line { words: event.words.clone(), ..line })
    });
    lines.collect()
}

/// A page of the log of decisions, or of those under one rule; the first one begins with those in their grace.
///
/// # Errors
/// Not found for a place that is none; those of the database.
pub(in crate::moderation) fn log(
    conn: &mut Conn,
    viewer: &Viewer,
    paging: &Paging,
    (just, rule): (&JustDone, Option<i32>),
) -> Result<Log> {
    let page = comments::decided(conn, Decisions { since: None, rule }, paging)?;
    let path = rule.map_or_else(|| LOG.to_owned(), |rule| format!("{LOG}?rule={rule}"));
    let (earlier, later) = beside(&path, &page);
    let mut lines = match paging.direction() {
        Ok(Direction::Start) => in_grace(conn, viewer, rule)?,
        _ => Vec::new(),
    };
    let names = names_of(conn, &page.items.iter().map(|decided| &decided.entry.actor).collect::<Vec<_>>())?;
    for decided in &page.items {
        let line = line(conn, viewer, &names, &decided.into(), &told(&decided.entry))?;
        let open = decided.can_be_undone && decided.entry.at >= viewer.undo_since().to_day();
        let open = open && !comments::another_decides(conn, decided.account.as_ref(), &viewer.account)?;
        let undo = open.then(|| undo_in_log(viewer, &decided.comment, decided.entry.version));
        lines.push(Line { undo, ..line });
    }
    let narrowed = rule.map(|rule| viewer.say("moderation-under-rule", "rule", rule));
    Ok(Log { notice: of_undone(conn, viewer, &just.undone)?, narrowed, lines, earlier, later })
}

fn in_grace(conn: &mut Conn, viewer: &Viewer, rule: Option<i32>) -> Result<Vec<Line>> {
    let mut rows = store::waiting(conn, SOON)?;
    rows.retain(|row| rule.is_none() || row.rule_number == rule);
    let actors: Vec<Actor> = rows.iter().map(|row| Actor::Moderator(row.moderator_id.clone())).collect();
    let names = names_of(conn, &actors.iter().collect::<Vec<_>>())?;
    rows.iter().zip(&actors).map(|(row, actor)| waiting_line(conn, viewer, &names, (row, actor))).collect()
}

fn waiting_line(
    conn: &mut Conn,
    viewer: &Viewer,
    names: &Names,
    (row, actor): (&DecisionRow, &Actor),
) -> Result<Line> {
    let found = comments::find_for_moderation(conn, &row.comment_id)?.map(|found| found.comment);
    let (name, author) = found.map(|found| (found.name, found.account)).unwrap_or_default();
    let own = comments::another_decides(conn, author.as_ref(), &viewer.account)?;
    let step = deed::step_of(row)?;
    let rule = deed::rule_of(row.rule_number, row.rule_version);
    let told = Told { kind: step.as_str(), actor, to: deed::state_of(row)?, at: row.decided_at, rule };
    let about = About { comment: &row.comment_id, name: &name, author: author.as_ref() };
    let line = line(conn, viewer, names, &about, &told)?;
    let undo = (!own).then(|| undo_in_log(viewer, &row.comment_id, row.version));
    Ok(Line { soon: true, undo, ..line })
}

pub(super) fn told(event: &HistoryEntry) -> Told<'_> {
    Told { kind: &event.kind, actor: &event.actor, to: event.to, at: event.at, rule: event.rule }
}

pub(super) fn line(
    conn: &mut Conn,
    viewer: &Viewer,
    names: &Names,
    about: &About<'_>,
    told: &Told<'_>,
) -> Result<Line> {
    let rule = match told.rule {
        Some(cited) => Some((cited.number, rule_line(conn, viewer, cited)?)),
        None => None,
    };
    Ok(Line {
        comment: about.comment.clone(),
        name: about.name.to_owned(),
        when: viewer.kept_day(told.at),
        datetime: told.at.day().to_string(),
        did: viewer.say(did_key(told.kind), "who", who(viewer, names, told.actor)),
        own: matches!(told.actor, Actor::Moderator(by) if about.author == Some(by) && viewer.may_know(by)),
        state_key: state_key(told.to),
        state_class: state_class(told.to),
        rule,
        words: None,
        soon: false,
        undo: None,
    })
}

pub(super) type Names = HashMap<AccountId, String>;

/// The names of the moderators among these actors, for admins.
pub(super) fn names_of(conn: &mut Conn, actors: &[&Actor]) -> Result<Names> {
    let moderators = actors.iter().filter_map(|actor| match actor {
        Actor::Moderator(account) => Some(account.clone()),
        _ => None,
    });
    let mut moderators: Vec<AccountId> = moderators.collect();
    moderators.sort();
    moderators.dedup();
    accounts::names(conn, &moderators)
}

/// Who it was, as far as the viewer [may know](Viewer::may_know).
pub(super) fn who(viewer: &Viewer, names: &Names, actor: &Actor) -> String {
    match actor {
        Actor::Moderator(account) if viewer.role.may_administer() => {
            names.get(account).cloned().unwrap_or_else(|| viewer.words.say("moderation-who-gone"))
        }
        Actor::Moderator(account) if *account == viewer.account => viewer.words.say("moderation-who-you"),
        Actor::Moderator(_) => viewer.words.say("moderation-who-colleague"),
        Actor::Author => viewer.words.say("moderation-who-author"),
        Actor::Check { .. } => viewer.words.say("moderation-who-check"),
        Actor::Program => viewer.words.say("moderation-who-program"),
    }
}

/// The key of what an event's word says.
fn did_key(kind: &str) -> &'static str {
    match kind {
        "submitted" => "moderation-did-submitted",
        "approved" => "moderation-did-approved",
        "rejected" => "moderation-did-rejected",
        "filed_as_spam" => "moderation-did-filed-as-spam",
        "returned" => "moderation-did-returned",
        "hidden" => "moderation-did-hidden",
        "reopened" => "moderation-did-reopened",
        "withdrawn" => "moderation-did-withdrawn",
        "erased" => "moderation-did-erased",
        "disowned" => "moderation-did-disowned",
        "edited" => "moderation-did-edited",
        "edit_approved" => "moderation-did-edit-approved",
        "edit_refused" => "moderation-did-edit-refused",
        "redacted" => "moderation-did-redacted",
        "demand_recorded" => "moderation-did-demand-recorded",
        "demand_hidden" => "moderation-did-demand-hidden",
        "demand_removed" => "moderation-did-demand-removed",
        "demand_redacted" => "moderation-did-demand-redacted",
        "demand_refused" => "moderation-did-demand-refused",
        "kept" => "moderation-did-kept",
        "pinned" => "moderation-did-pinned",
        "unpinned" => "moderation-did-unpinned",
        "appealed" => "moderation-did-appealed",
        "upheld" => "moderation-did-upheld",
        "overturned" => "moderation-did-overturned",
        "undone" => "moderation-did-undone",
        _ => "moderation-did-something",
    }
}
