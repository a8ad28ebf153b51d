//! What is learned from the decisions of moderators. It is learned anew from the texts that are kept, and stays in the
//! memory of the instance that learned it: what is erased is forgotten here as well, within [`LEARN_EVERY`].

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::store;
use super::trial::{approved, last_decisions};
use crate::base::clock::Timestamp;
use crate::base::text::Folded;
use crate::db::Conn;
use crate::error::Result;
use crate::rules::checks::learned::Learned;
use crate::rules::checks::without_links;

/// How old what was learned may be.
const LEARN_EVERY: Duration = Duration::from_mins(10);
/// How many decisions it is learned from, the last ones.
const FROM: i64 = 1_000;

/// What was learned last, and when.
#[derive(Debug, Default)]
pub(super) struct Lessons(Mutex<Option<(Timestamp, Arc<Learned>)>>);

impl Lessons {
    /// What can be learned now, or could a short while ago.
    pub(super) fn latest(&self, conn: &mut Conn, now: Timestamp) -> Result<Arc<Learned>> {
        // Held while it is learned: of many who come at once one does the work, and the others wait for it.
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, learned)) = kept.as_ref().filter(|(at, _)| now.since(*at) < LEARN_EVERY) {
            return Ok(Arc::clone(learned));
        }
        let learned = Arc::new(learn(conn)?);
        *kept = Some((now, Arc::clone(&learned)));
        Ok(learned)
    }
}

fn learn(conn: &mut Conn) -> Result<Learned> {
    let last = last_decisions(conn, FROM)?;
    let texts: Vec<_> = last.values().filter_map(|event| event.revision_id.clone()).collect();
    let kept = store::texts_with_names(conn, &texts)?.into_iter();
    Ok(Learned::from(kept.filter_map(|(text, _, _)| {
        let decision = last.get(&text.comment_id)?;
        Some((Folded::of(&without_links(text.text.as_str())), approved(decision)))
    })))
}
