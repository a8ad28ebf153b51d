//! After a restore: nobody knows what was mailed since the backup was made, so nothing of that time is mailed again.

use super::Calendar;
use crate::audit::Actor;
use crate::cases;
use crate::db::Tx;
use crate::error::Result;

/// Takes back scheduled updates whose time has come and proposed ones (they may have been released and mailed since)
/// for somebody to look at and propose again, some at a time; answers how many. When there are none left, it closes
/// the periods of digests that are over without a letter.
///
/// # Errors
/// Those of the database.
pub fn doubt_what_was_due(tx: &mut Tx<'_>, calendar: &Calendar) -> Result<usize> {
    let now = tx.now;
    let due = cases::due(tx, now)?;
    for (id, version) in &due {
        cases::unschedule(tx, id, *version, (&Actor::Program, "restored"))?;
        cases::unpropose(tx, id, version + 1, &Actor::Program)?;
    }
    let proposed = cases::proposed(tx)?;
    for (id, version) in &proposed {
        cases::unpropose(tx, id, *version, &Actor::Program)?;
    }
    if due.is_empty() && proposed.is_empty() {
        calendar.close_all(tx)?;
    }
    Ok(due.len() + proposed.len())
}
