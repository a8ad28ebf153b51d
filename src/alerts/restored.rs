//! After a restore: nobody knows what was mailed since the backup was made, so nothing of that time is mailed again.

use super::Calendar;
use crate::audit::Actor;
use crate::cases;
use crate::db::Tx;
use crate::error::Result;

/// Takes scheduled updates back whose time has come (they may have been published and mailed since) for a person to
/// release again, some at a time; answers how many. When there are none left, it closes the periods of digests that
/// are over without a letter.
///
/// # Errors
/// Those of the database.
pub fn doubt_what_was_due(tx: &mut Tx<'_>, calendar: &Calendar) -> Result<usize> {
    let now = tx.now;
    let due = cases::due(tx, now)?;
    for (id, version) in &due {
        cases::unschedule(tx, id, *version, &Actor::Program)?;
    }
    if due.is_empty() {
        calendar.close_all(tx)?;
    }
    Ok(due.len())
}
