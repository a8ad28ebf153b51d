//! What is not kept (DESIGN section 13): the minute until which an author could change their comment once it has passed,
//! the traces of a network after 48 hours, an unconfirmed address after 7 days
//! and any address with the receipt after 90, receipts that ran out, spam, rejected and hidden texts after 30 days, and so those
//! that words were taken out of.
//! Fingerprints of texts go after 7 days, and how was decided on a network's comments with the day.
//! Of a legal demand only that it was made, on what basis and what came of it is kept 180 days after the decision.
//! What its author took back goes at once, in [`apply`]; what a legal hold keeps goes when the hold ends.

use std::time::Duration;

use super::address::UNCONFIRMED_FOR;
use super::apply::apply;
use super::events::{Actor, Cause, Event, Step};
use super::evidence::LIKENESS_DAYS;
use super::receipts::RECEIPT_DAYS;
use super::{holds, store, takedowns};
use crate::db::Tx;
use crate::error::Result;

const DAY: Duration = Duration::from_hours(24);
const TRACES_FOR: Duration = Duration::from_hours(48);
const REFUSED_DAYS: u32 = 30;
const REPORT_DAYS: u32 = 90;
/// A change touches at most 500 rows; erasing a comment touches several.
const ROWS: i64 = 200;
const COMMENTS: i64 = 40;

/// Forgets a step of what has run out; answers how much, 0 when nothing is left.
///
/// # Errors
/// Those of the database.
pub fn forget(tx: &mut Tx<'_>) -> Result<usize> {
    let now = tx.now;
    let over = holds::end_due(tx)?;
    if over > 0 {
        return Ok(over);
    }
    let receipts = store::due_receipts(tx, now, ROWS)?;
    store::drop_receipts(tx, &receipts)?;
    let windows = store::due_windows(tx, now, ROWS)?;
    store::close_windows(tx, &windows)?;
    let traces = store::due_traces(tx, now.minus(TRACES_FOR), ROWS)?;
    store::forget_traces(tx, &traces)?;
    let decided = store::forget_decisions(tx, now.to_day(), ROWS)?;
    let likenesses = store::due_likenesses(tx, now.minus(DAY * LIKENESS_DAYS), ROWS)?;
    store::forget_likenesses(tx, &likenesses)?;
    let (unconfirmed, over) = (now.minus(UNCONFIRMED_FOR), now.minus(DAY * RECEIPT_DAYS));
    let addresses = store::due_addresses(tx, unconfirmed, over, COMMENTS)?;
    store::forget_addresses(tx, &addresses)?;
    let appeals = store::due_appeals(tx, now.minus(DAY * REFUSED_DAYS), ROWS)?;
    store::drop_appeals(tx, &appeals)?;
    let reports = store::due_reports(tx, now.minus(DAY * REPORT_DAYS), ROWS)?;
    store::drop_reports(tx, &reports)?;
    let asides = store::due_asides(tx, now.minus(DAY * REFUSED_DAYS), ROWS)?;
    store::drop_texts(tx, &asides)?;
    let refused = store::due_texts(tx, now.minus(DAY * REFUSED_DAYS), COMMENTS)?;
    for comment in &refused {
        let event = Event {
            comment: comment.id.clone(),
            version: comment.version,
            actor: Actor::Program,
            step: Step::Erase,
            cause: Cause::Retention,
        };
        apply(tx, &event)?;
    }
    let traces = traces.len() + windows.len() + decided + likenesses.len() + asides.len();
    let demands = takedowns::forget(tx, now.minus(DAY * takedowns::KEPT_DAYS), ROWS)?;
    let said = appeals.len() + reports.len() + demands;
    Ok(receipts.len() + traces + addresses.len() + said + refused.len())
}
