//! Decisions on many comments, as their moderator meets them: asked before, and told how far they are.

use super::notice::decided_keys;
use super::{Citable, Place, Says, Undo, Viewer, state_class, state_key};
use crate::comments::{self, CommentId};
use crate::db::Conn;
use crate::error::{OrNotFound as _, Result};
use crate::moderation::attack;
use crate::moderation::batches::{self, Batch, BatchId, Progress, Stage};

/// Comments that a page shows of many.
const SHOWN: usize = 5;
/// Comments that were passed over, as far as a page lists them.
const LISTED: i64 = 50;

/// One comment of many, in short.
#[derive(Debug)]
pub(in crate::moderation) struct Brief {
    pub(in crate::moderation) id: CommentId,
    pub(in crate::moderation) name: String,
    pub(in crate::moderation) says: Says,
    pub(in crate::moderation) state_key: &'static str,
    pub(in crate::moderation) state_class: &'static str,
}

/// What is asked before many comments are decided: how many they are, some of them, what can be cited.
#[derive(Debug)]
pub(in crate::moderation) struct Ask {
    count: usize,
    pub(in crate::moderation) some: Vec<Brief>,
    pub(in crate::moderation) citable: Citable,
}

impl Ask {
    pub(in crate::moderation) const fn count(&self) -> usize {
        self.count
    }
}

/// How far a batch is.
#[derive(Debug)]
pub(in crate::moderation) struct AtOnce {
    pub(in crate::moderation) title: String,
    pub(in crate::moderation) says_key: &'static str,
    pub(in crate::moderation) facts: Vec<(String, String)>,
    pub(in crate::moderation) goes_on: bool,
    pub(in crate::moderation) undo: Option<Undo>,
    /// Why whoever looks does not take it back: a key.
    pub(in crate::moderation) why_not: Option<&'static str>,
    /// The comments that were passed over, or stand.
    pub(in crate::moderation) left: Vec<Brief>,
}

/// What to ask before these comments are decided.
///
/// # Errors
/// Those of the database.
pub(in crate::moderation) fn ask(conn: &mut Conn, meant: &[CommentId]) -> Result<Ask> {
    let some = meant.get(..SHOWN).unwrap_or(meant);
    Ok(Ask { count: meant.len(), some: briefs(conn, some)?, citable: Citable::now(conn)? })
}

fn briefs(conn: &mut Conn, some: &[CommentId]) -> Result<Vec<Brief>> {
    let mut briefs = Vec::with_capacity(some.len());
    for id in some {
        let Some(found) = comments::find_for_moderation(conn, id)?.map(|found| found.comment) else {
            continue;
        };
        briefs.push(Brief {
            id: found.id,
            says: Says::of(found.text.as_ref(), comments::is_distressing(&found.why)),
            name: found.name,
            state_key: state_key(found.state),
            state_class: state_class(found.state),
        });
    }
    Ok(briefs)
}

/// A batch with all that is told of it.
///
/// # Errors
/// Not found without it; those of the database.
pub(in crate::moderation) fn batch(conn: &mut Conn, viewer: &Viewer, id: &BatchId) -> Result<AtOnce> {
    let (batch, progress) = batches::find(conn, id)?.or_not_found()?;
    let left = batches::left(conn, id, LISTED)?;
    Ok(AtOnce { left: briefs(conn, &left)?, ..at_once(conn, viewer, (&batch, progress), &Place::default())? })
}

/// How far a batch is, in words, with the way back for whoever may go it.
pub(super) fn at_once(
    conn: &mut Conn,
    viewer: &Viewer,
    (batch, progress): (&Batch, Progress),
    place: &Place,
) -> Result<AtOnce> {
    let what = viewer.words.say(decided_keys(batch.deed.to()).0);
    let title = viewer.words.say2("moderation-batch-title", ("what", what), ("count", batch.total));
    let rows = [
        ("moderation-batch-fact-decided", progress.decided, true),
        ("moderation-batch-fact-passed-over", progress.passed_over, progress.passed_over > 0),
        ("moderation-batch-fact-undone", progress.undone, progress.undone > 0),
        ("moderation-batch-fact-stands", progress.stand, progress.stand > 0),
    ];
    let told = rows.into_iter().filter(|(_, _, told)| *told);
    let (admin, hides) = (viewer.role.may_administer(), attack::hides_what_is_new(conn, &batch.id)?);
    let in_time = if hides { admin } else { batch.can_be_undone(viewer.undo_since()) };
    let back = in_time && matches!(batch.stage, Stage::Deciding | Stage::Decided);
    let action = format!("/moderation/batches/{}/undo", batch.id);
    Ok(AtOnce {
        title,
        says_key: says_of(batch.stage),
        facts: told.map(|(key, count, _)| (viewer.words.say(key), count.to_string())).collect(),
        goes_on: batch.stage.goes_on(),
        why_not: (hides && !admin).then_some("moderation-attack-for-an-admin"),
        undo: back.then(|| viewer.undo_at(action, 0, &place.to_text())),
        left: Vec::new(),
    })
}

const fn says_of(stage: Stage) -> &'static str {
    match stage {
        Stage::Gathering => "moderation-batch-gathering",
        Stage::Deciding => "moderation-batch-deciding",
        Stage::Decided => "moderation-batch-decided",
        Stage::Undoing => "moderation-batch-undoing",
        Stage::Undone => "moderation-batch-undone",
    }
}
