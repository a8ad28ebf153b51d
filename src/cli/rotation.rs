//! `amicus keys rotate`: new keys, and everything that is sealed put under them, while the site goes on.
//!
//! It can be stopped at any point. Run again, it makes no further keys while something lies under older ones, but goes
//! on: how far it came stands in the first bytes of every seal.

use std::time::Duration;

use serde_json::json;

use super::keys::Rotation;
use super::terminal::{Progress, Terminal};
use super::{Failure, site};
use crate::audit::{self, Actor, Target};
use crate::base::clock::{Clock, Timestamp};
use crate::base::seal::Keys;
use crate::config::Config;
use crate::db::sealed::{Held, SealedColumn};
use crate::db::{Db, Tx};
use crate::error::{Error, Result};
use crate::{accounts, alerts, comments};

/// How many values are put under the new key at once.
const STEP: i64 = 200;
/// What was begun with the old key when the new one came into use is over after this time.
const GRACE: Duration = Duration::from_secs(2);
/// How often a site that has too much to do is asked again.
const PATIENCE: Duration = Duration::from_millis(200);

/// Every column that holds what is sealed. A test compares them with the tables.
pub(super) fn columns() -> Vec<SealedColumn> {
    [accounts::SEALED.as_slice(), &comments::SEALED, &alerts::SEALED].concat()
}

/// How many values lie under older keys than the newest in use.
pub(super) async fn waiting(db: &Db, keys: &Keys) -> Result<i64> {
    let newest = keys.newest_seal();
    db.read(move |conn| columns().iter().try_fold(0, |sum, column| Ok(sum + (column.count)(conn, &newest)?)))
        .await
}

pub(super) async fn rotate(wanted: &Rotation, config: &Config, terminal: &Terminal) -> Result<(), Failure> {
    site::must_be_there(config)?;
    let (db, keys) = site::open(config).await?;
    let done = rotate_here(wanted, config, terminal, (&db, &keys)).await;
    db.close().await;
    done
}

async fn rotate_here(
    wanted: &Rotation,
    config: &Config,
    terminal: &Terminal,
    (db, keys): (&Db, &Keys),
) -> Result<(), Failure> {
    let mut sealed = seal_all(db, keys, terminal).await?;
    if sealed.again == 0 {
        let from = match Keys::next_seal(&config.keys.file, db.now())? {
            Some(begun) => begun,
            None => begin(wanted, config, db)?,
        };
        wait_for(from, terminal).await;
        keys.look_again(db.now())?;
        sealed = seal_all(db, keys, terminal).await?;
    }
    terminal.say("cli-keys-rotated", &[("count", sealed.again.into())]);
    if sealed.broken > 0 {
        terminal.say("cli-keys-broken", &[("count", sealed.broken.into())]);
    }
    note(db, keys, &sealed).await?;
    if wanted.drop_old {
        drop_old(config, terminal, (db, keys)).await?;
    }
    terminal.say("cli-keys-copy-anew", &[]);
    Ok(())
}

/// Adds new keys to the file; answers when they come into use.
fn begin(wanted: &Rotation, config: &Config, db: &Db) -> Result<Timestamp, Failure> {
    let from = db.now().plus(Duration::from_secs(wanted.lead.into()));
    Keys::rotate(&config.keys.file, from, db.random())?;
    Ok(from)
}

/// Waits until every instance uses the new keys.
async fn wait_for(from: Timestamp, terminal: &Terminal) {
    let clock = Clock::machine();
    let seconds = from.since(clock.now()).as_secs();
    let progress = terminal.progress(seconds, "cli-keys-coming");
    while from > clock.now() {
        tokio::time::sleep(from.since(clock.now()).min(Duration::from_secs(1))).await;
        progress.advance(1);
    }
    tokio::time::sleep(GRACE).await;
}

/// What came of a walk through all that is sealed.
#[derive(Debug, Default)]
struct Sealed {
    again: usize,
    /// Values that no key opens.
    broken: usize,
}

async fn seal_all(db: &Db, keys: &Keys, terminal: &Terminal) -> Result<Sealed, Failure> {
    let total = u64::try_from(waiting(db, keys).await?).unwrap_or(0);
    let progress = terminal.progress(total, "cli-keys-sealing");
    let mut sealed = Sealed::default();
    for column in columns() {
        seal_column(db, keys, column, (&mut sealed, &progress)).await?;
    }
    Ok(sealed)
}

async fn seal_column(
    db: &Db,
    keys: &Keys,
    column: SealedColumn,
    (sealed, progress): (&mut Sealed, &Progress),
) -> Result<()> {
    let (newest, mut after) = (keys.newest_seal(), String::new());
    loop {
        let from = after.clone();
        let found = db.read(move |conn| (column.before)(conn, &newest, &from, STEP)).await?;
        let Some((last, _)) = found.last() else { return Ok(()) };
        after.clone_from(last);
        let (count, keys) = (found.len(), keys.clone());
        let broken = patiently(db, move |tx| seal_step(tx, &keys, column, &found)).await?;
        sealed.broken += broken;
        sealed.again += count.saturating_sub(broken);
        progress.advance(u64::try_from(count).unwrap_or(0));
    }
}

/// Puts some values under the newest key, each only if it is still what was found; answers how many no key opens.
fn seal_step(tx: &mut Tx<'_>, keys: &Keys, column: SealedColumn, found: &[Held]) -> Result<usize> {
    let mut broken = 0;
    for (id, old) in found {
        match keys.seal_again(old, &(column.context)(id), tx.random()) {
            Ok(new) => {
                (column.replace)(tx, id, (old, &new))?;
            }
            Err(_) => broken += 1,
        }
    }
    Ok(broken)
}

/// Asks again while the site has too much to do.
async fn patiently<T: Send + 'static>(
    db: &Db,
    change: impl FnMut(&mut Tx<'_>) -> Result<T> + Clone + Send + 'static,
) -> Result<T> {
    loop {
        match db.queue(change.clone()).await {
            Err(Error::Unavailable) => tokio::time::sleep(PATIENCE).await,
            answer => return answer,
        }
    }
}

/// The audit's entry. It is kept as durably as anything, and with it all that was sealed before.
async fn note(db: &Db, keys: &Keys, sealed: &Sealed) -> Result<()> {
    let id = u32::from_be_bytes(keys.newest_seal()).to_string();
    let detail = json!({ "sealed": sealed.again, "broken": sealed.broken });
    db.write(move |tx| {
        audit::record(tx, &Actor::Terminal, "rotate-keys", Target { kind: "keys", id: &id }, &detail)
    })
    .await
}

async fn drop_old(config: &Config, terminal: &Terminal, (db, keys): (&Db, &Keys)) -> Result<(), Failure> {
    let left = waiting(db, keys).await?;
    if left > 0 {
        return Err(Failure::of(terminal.words("cli-keys-in-use", &[("count", left.into())])));
    }
    let dropped = Keys::drop_old(&config.keys.file, db.now())?;
    let detail = json!({ "dropped": dropped });
    let target = Target { kind: "keys", id: "" };
    db.write(move |tx| audit::record(tx, &Actor::Terminal, "drop-keys", target, &detail)).await?;
    terminal.say("cli-keys-dropped", &[("count", dropped.into())]);
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::columns;

    /// Columns of bytes that hold no secret of a person.
    const PLAIN: [&str; 8] = [
        "audit_entries.actor_mark",
        "audit_entries.target_mark",
        "audit_heads.hash",
        "audit_heads.mac",
        "audit_people.salt",
        "audit_seals.hash",
        "daily_salts.salt",
        "media.bytes",
    ];

    #[test]
    fn every_column_of_bytes_is_put_under_the_new_key_or_holds_no_secret() {
        let (mut table, mut found) = ("", BTreeSet::new());
        for line in include_str!("../schema.rs").lines().map(str::trim) {
            if let Some((name, _)) = line.split_once(" (").filter(|_| line.ends_with('{')) {
                table = name;
            }
            if let Some((column, _)) = line.split_once(" -> ").filter(|(_, kind)| kind.contains("Binary")) {
                found.insert(format!("{table}.{column}"));
            }
        }
        let known = columns().iter().map(|column| column.name.to_owned()).collect::<BTreeSet<_>>();
        let plain = PLAIN.iter().map(|name| (*name).to_owned()).collect();
        assert_eq!(found, known.union(&plain).cloned().collect());
    }
}
