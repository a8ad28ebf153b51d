//! What is not kept (DESIGN sections 7 and 13): an address that nobody confirmed goes after 7 days, one whose owner
//! left after 24 hours, a link when it runs out.

use std::time::Duration;

use super::leaving::MISTAKE_FOR;
use super::store;
use crate::db::Tx;
use crate::error::Result;

/// How long a confirmation is waited for.
const UNCONFIRMED_FOR: Duration = Duration::from_hours(168);
/// A change touches at most 500 rows; each subscription may take its subscriber and its links with it.
const LINKS: i64 = 100;
const SUBSCRIPTIONS: i64 = 60;

/// Forgets a step of what has run out; answers how much, 0 when nothing is left.
///
/// # Errors
/// Those of the database.
pub fn forget(tx: &mut Tx<'_>) -> Result<usize> {
    let now = tx.now;
    let links = store::drop_due_links(tx, LINKS)?;
    let mut due = store::due_ended(tx, now.minus(MISTAKE_FOR), SUBSCRIPTIONS)?;
    due.extend(store::due_pending(tx, now.minus(UNCONFIRMED_FOR), SUBSCRIPTIONS)?);
    let (subscriptions, subscribers): (Vec<_>, Vec<_>) = due.into_iter().unzip();
    store::delete_subscriptions(tx, &subscriptions)?;
    store::drop_lonely(tx, &subscribers)?;
    Ok(links + subscriptions.len())
}
