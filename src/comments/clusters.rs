//! Copies in the queue: comments whose texts are the same, or nearly so, share a cluster and stand there as one card.

use std::collections::HashSet;

use super::desk::{Filter, QUEUE_PAGE, Waiting, as_waiting, cursor_of, in_queue};
use super::store::{self, CommentRow, InQueue};
use crate::base::paging::{Direction, Page, Paging};
use crate::db::Conn;
use crate::error::{Error, Result};

/// Comments that are fetched at once.
const CHUNK: i64 = 100;
/// Comments that are looked through for a page of others than copies; then the page ends, however few it shows. Time
/// for a page must not grow with the size of a campaign.
const MOST_SCANNED: usize = 1_000;

/// A page of comments that no decision waits for, in the order of [`waiting`](super::waiting), where copies of one text
/// stand once on a page: as the first of them.
///
/// # Errors
/// [`Error::NotFound`] for a place that is none.
pub fn waiting_by_cluster(conn: &mut Conn, filter: &Filter, paging: &Paging) -> Result<Page<Waiting>> {
    let direction = paging.direction().map_err(|_| Error::NotFound)?;
    let (later, place) = match &direction {
        Direction::Start => (true, None),
        Direction::After(at) => (true, Some(in_queue(at)?)),
        Direction::Before(at) => (false, Some(in_queue(at)?)),
    };
    let scan = Scan::through(conn, filter, place, later)?;
    let mut items: Vec<Waiting> =
        scan.first.iter().map(|row| as_waiting(conn, row)).collect::<Result<_>>()?;
    let ahead = scan.last.as_ref().filter(|_| scan.more).map(cursor_of);
    let behind = scan.first.first().filter(|_| direction != Direction::Start).map(cursor_of);
    if later {
        return Ok(Page { items, earlier: behind, later: ahead });
    }
    items.reverse();
    Ok(Page { items, earlier: ahead, later: behind })
}

/// What looking through the queue came to.
#[derive(Default)]
struct Scan {
    /// The first comment of each cluster.
    first: Vec<CommentRow>,
    /// The comment that was looked at last.
    last: Option<CommentRow>,
    /// Whether others follow it.
    more: bool,
}

impl Scan {
    fn through(conn: &mut Conn, filter: &Filter, from: Option<InQueue>, later: bool) -> Result<Self> {
        let (mut scan, mut place, mut seen) = (Self::default(), from, HashSet::new());
        for _ in 0..MOST_SCANNED / usize::try_from(CHUNK).unwrap_or(1) {
            let rows = store::waiting(conn, filter, place.as_ref(), later, CHUNK)?;
            scan.more = i64::try_from(rows.len()).is_ok_and(|found| found == CHUNK);
            for row in rows {
                let is_copy = row.cluster.as_ref().is_some_and(|cluster| !seen.insert(cluster.clone()));
                if !is_copy && scan.first.len() == QUEUE_PAGE {
                    scan.more = true;
                    return Ok(scan);
                }
                place = Some((row.priority, row.submitted_at, row.id.clone()));
                scan.last = Some(row.clone());
                if !is_copy {
                    scan.first.push(row);
                }
            }
            if !scan.more {
                break;
            }
        }
        Ok(scan)
    }
}
