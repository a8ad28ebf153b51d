//! What the writer does between changes: its write-ahead log keeps nothing for long.

use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection as _;

use super::{Scribe, now};

/// What was erased lies in the write-ahead log for so long at most, or until nobody reads
/// from it at that moment.
const EVERY: Duration = Duration::from_secs(10);

impl Scribe {
    /// Moves what the log holds into the file, where `secure_delete` has overwritten what was erased, and cuts the log
    /// to nothing; not while somebody reads from it, for nobody waits here.
    pub(super) fn empty_log(&mut self, last: Instant) -> Instant {
        if last.elapsed() < EVERY {
            return last;
        }
        let busy = self.desk.busy.as_millis();
        let emptied =
            self.desk.conn.batch_execute("PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE);");
        let patient = self.desk.conn.batch_execute(&format!("PRAGMA busy_timeout = {busy};"));
        if let Err(error) = emptied.and(patient) {
            tracing::warn!(%error, "the write-ahead log could not be emptied");
        }
        now()
    }

    /// Leaves one tidy file behind.
    pub(super) fn tidy(&mut self) {
        if let Err(error) = self.desk.conn.batch_execute("PRAGMA optimize; PRAGMA wal_checkpoint(TRUNCATE);")
        {
            tracing::warn!(%error, "the database was closed without being tidied");
        }
    }
}
