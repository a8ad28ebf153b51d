//! How much waits beside the queue.

use super::desk::MOST_COUNTED;
use super::store;
use crate::base::paging::rows_to_fetch;
use crate::db::Conn;
use crate::error::Result;

/// How many comments wait for something else than a first decision, each counted up to one more than [`MOST_COUNTED`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Beside {
    /// Published comments that readers reported.
    pub reported: usize,
    /// Published comments of which a changed text waits.
    pub edited: usize,
    /// Decisions that authors contest.
    pub contested: usize,
}

/// How much waits beside the queue.
///
/// # Errors
/// Those of the database.
pub fn beside_queue(conn: &mut Conn) -> Result<Beside> {
    let most = rows_to_fetch(MOST_COUNTED);
    Ok(Beside {
        reported: store::count_reported(conn, most)?,
        edited: store::count_edited(conn, most)?,
        contested: store::count_contested(conn, most)?,
    })
}
