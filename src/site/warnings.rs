//! What whoever looks after the site should know before anything else.

use std::path::Path;
use std::time::Duration;

use crate::audit::{chain, heads, verify};
use crate::base::clock::Timestamp;
use crate::base::copies::{Copied, keys_are_copied};
use crate::base::seal::Keys;
use crate::base::words::Said;
use crate::config::Config;
use crate::db::{Conn, DatabaseUrl, duties, jobs};
use crate::error::Result;
use crate::mail::books;
use crate::mail::outbox::personal;
use crate::rules::attack;

const MINUTES: Duration = Duration::from_mins(10);
const DAY: Duration = Duration::from_hours(24);
/// A backup that is older is no backup of what was written since.
const BACKUP_EVERY: u32 = 7;
/// Less free room than this is worth a word: 1 GiB.
const LITTLE_ROOM: u64 = 1024 * 1024 * 1024;

/// One thing to know, and where to look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Warning {
    /// The key of its words.
    pub(super) key: &'static str,
    /// What its words mention.
    pub(super) mentioned: Vec<(&'static str, Said)>,
    /// Where more about it stands.
    pub(super) place: Option<&'static str>,
}

const fn plain(key: &'static str, place: Option<&'static str>) -> Warning {
    Warning { key, mentioned: Vec::new(), place }
}

/// What the database tells. It looks at a bounded number of rows.
///
/// # Errors
/// Those of the database.
pub(super) fn in_database(conn: &mut Conn, keys: &Keys, now: Timestamp) -> Result<Vec<Warning>> {
    let mut found = of_the_record(conn, keys, now)?;
    let waits = personal::waiting_since(conn, now)?;
    found.extend(waits.filter(|since| now.since(*since) > MINUTES).map(|_| plain("site-warn-mail", None)));
    let lately = personal::troubled(conn)?;
    let lately = lately.iter().filter(|it| it.settled_at.is_some_and(|at| now.since(at) < DAY * 2)).count();
    if lately > 0 {
        let mentioned = vec![("count", lately.into())];
        found.push(Warning { key: "site-warn-letters", mentioned, place: Some("/admin/letters") });
    }
    let paused = books::paused(conn, now)?;
    if paused > 0 {
        let mentioned = vec![("count", paused.into())];
        found.push(Warning { key: "site-warn-paused", mentioned, place: Some("/editor/letters") });
    }
    if !attack::standing(conn)?.is_calm(now) {
        found.push(plain("site-warn-attack", Some("/moderation/attack")));
    }
    let late = |duty: &duties::Standing| now.since(duty.due_at) > MINUTES;
    let failed = |duty: &duties::Standing| duty.outcome.as_deref() == Some("failed");
    if duties::standings(conn)?.iter().any(|duty| late(duty) || failed(duty)) {
        found.push(plain("site-warn-duties", Some("/admin/work")));
    }
    if jobs::latest(conn)?.iter().any(|job| job.state == "failed") {
        found.push(plain("site-warn-jobs", Some("/admin/work")));
    }
    Ok(found)
}

fn of_the_record(conn: &mut Conn, keys: &Keys, now: Timestamp) -> Result<Vec<Warning>> {
    let mut found = Vec::new();
    let place = Some("/admin/audit");
    let Ok(head) = verify::near_the_head(conn, keys)? else {
        return Ok(vec![plain("site-warn-record", place)]);
    };
    if chain::waiting_since(conn)?.is_some_and(|since| now.since(since) > MINUTES) {
        found.push(plain("site-warn-unsealed", place));
    }
    let told = heads::last_told(conn)?;
    if told.is_some_and(|told| told.link.n < head.n && now.since(told.told_at) > DAY * 2) {
        found.push(plain("site-warn-untold", place));
    }
    Ok(found)
}

/// What the disks tell. It blocks. On a trial nobody minds copies.
pub(super) fn on_disk(config: &Config, now: Timestamp) -> Vec<Warning> {
    let key_file = &config.keys.file;
    let url = DatabaseUrl::parse(&config.database.url).ok();
    let database = url.as_ref().and_then(DatabaseUrl::path);
    let mut found: Vec<Warning> = database.into_iter().chain([key_file.as_path()]).filter_map(room).collect();
    found.dedup();
    if config.server.is_trial() {
        return found;
    }
    if !keys_are_copied(key_file) {
        found.push(plain("site-warn-keys", None));
    }
    match Copied::Database.last(key_file) {
        None => found.push(plain("site-warn-no-backup", None)),
        Some(last) if now.since(last) > DAY * BACKUP_EVERY => {
            let mentioned = vec![("days", (now.since(last).as_secs() / DAY.as_secs()).into())];
            found.push(Warning { key: "site-warn-old-backup", mentioned, place: None });
        }
        Some(_) => {}
    }
    found
}

/// That there is little room where this file is, or is going to be.
fn room(file: &Path) -> Option<Warning> {
    let there = file.ancestors().find(|above| !above.as_os_str().is_empty() && above.exists());
    let disk = rustix::fs::statvfs(there.unwrap_or_else(|| Path::new("."))).ok()?;
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    let mentioned = vec![("mebibytes", (free / 1024 / 1024).into())];
    (free < LITTLE_ROOM).then_some(Warning { key: "site-warn-room", mentioned, place: None })
}
