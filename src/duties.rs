//! What happens by the clock: each duty, how often, and the loop that does what is due.
//!
//! A duty is leased in the database, so that of several instances one does it; a lease that ran out is
//! fenced, so that a woken instance cannot settle what another has done meanwhile. No duty waits for another.

use std::time::Duration;

use futures_util::future::join_all;
use tokio::sync::watch;

use crate::alerts::{self, Calendar};
use crate::app::App;
use crate::base::clock::Timestamp;
use crate::base::ids::Id;
use crate::db::{Tx, duties};
use crate::error::Result;
use crate::{audit, comments, moderation, site};

/// How often the clock is looked at.
const TICK: Duration = Duration::from_secs(1);
/// A duty that has not settled by then is taken for dead. It begins no step in the second half.
const LEASE: Duration = Duration::from_mins(1);
/// How long a duty that failed rests before it is tried again.
const PAUSE: Duration = Duration::from_secs(5);
const DAY: Duration = Duration::from_hours(24);

/// Something that is done by the clock, in steps that answer how much they did: 0 ends the work.
struct Duty {
    name: &'static str,
    every: Duration,
    lane: Lane,
    deed: Deed,
}

type Deed = fn(&App, &mut Tx<'_>) -> Result<usize>;

/// With which of the database's promises a step is made.
#[derive(Clone, Copy)]
enum Lane {
    /// As if alone, and on the disk when it is done.
    Write,
    /// Under row locks beside deeds that go on: what a power cut loses of it is made again.
    Queue,
}

/// Every duty.
const DUTIES: [Duty; 13] = [
    write("apply-decisions", Duration::from_secs(1), |_, tx| moderation::apply_due(tx)),
    write("decide-batches", Duration::from_secs(1), decide_batches),
    write("end-hiding", Duration::from_secs(10), |_, tx| moderation::attack::end_hiding(tx)),
    queue("watch-arrivals", Duration::from_secs(10), watch_arrivals),
    queue("watch-queue", Duration::from_mins(1), watch_queue),
    write("publish-updates", Duration::from_secs(5), |app, tx| {
        alerts::publish_due(tx, app.config.mail.daily_cap())
    }),
    write("make-digests", Duration::from_mins(1), make_digests),
    write("finish-erasures", Duration::from_secs(5), |_, tx| site::erasure::finish(tx)),
    queue("make-findable", Duration::from_mins(1), |app, tx| comments::make_findable(tx, &app.keys)),
    write("forget", Duration::from_mins(15), |_, tx| site::retention::forget(tx)),
    queue("tally", Duration::from_mins(15), |_, tx| comments::tallies::tally(tx)),
    queue("seal-audit", Duration::from_secs(10), |_, tx| audit::chain::seal(tx)),
    write("tell-audit-head", DAY, |app, tx| site::audit_head::tell(tx, &app.keys)),
];

const fn write(name: &'static str, every: Duration, deed: Deed) -> Duty {
    Duty { name, every, lane: Lane::Write, deed }
}

const fn queue(name: &'static str, every: Duration, deed: Deed) -> Duty {
    Duty { name, every, lane: Lane::Queue, deed }
}

/// Decisions on many comments, which wait their grace like any other.
fn decide_batches(app: &App, tx: &mut Tx<'_>) -> Result<usize> {
    moderation::batches::work_off(tx, app.config.moderation.grace(app.config.server.is_trial()))
}

/// More comments than usual make the discussions more watchful: one look is enough.
fn watch_arrivals(app: &App, tx: &mut Tx<'_>) -> Result<usize> {
    comments::watch(tx, &app.examiner).map(|_| 0)
}

/// Letters to moderators about their queue, if the site wants them: one look each minute is enough.
fn watch_queue(app: &App, tx: &mut Tx<'_>) -> Result<usize> {
    if app.config.moderation.tell_moderators {
        moderation::watch::look(tx)?;
    }
    Ok(0)
}

/// Daily and weekly letters, at the site's hour.
fn make_digests(app: &App, tx: &mut Tx<'_>) -> Result<usize> {
    let calendar = Calendar { at: app.config.mail.digest_at(), zone: app.config.site.time_zone() };
    alerts::make_digests(tx, &calendar, app.config.mail.daily_cap())
}

/// One run of the program, as a holder of leases.
struct Runner;

/// Does what is due until `stop` turns true; then a step that has begun is ended, and no other begins.
pub async fn run(app: App, stop: watch::Receiver<bool>) {
    let holder = Id::<Runner>::fresh(app.db.random()).as_str().to_owned();
    join_all(DUTIES.iter().map(|duty| keep(&app, duty, &holder, stop.clone()))).await;
}

/// Reads the key file again and again, in every instance, until `stop` turns true: a rotation may add keys to it.
pub async fn watch_keys(app: App, mut stop: watch::Receiver<bool>) {
    let mut fine = true;
    loop {
        let read = app.keys.look_again(app.db.now());
        if let Err(error) = &read
            && fine
        {
            tracing::error!(%error, "the key file cannot be read any more; the keys that are known go on");
        }
        fine = read.is_ok();
        tokio::select! {
            _ = stop.wait_for(|stop| *stop) => return,
            () = tokio::time::sleep(TICK) => {}
        }
    }
}

/// Looks after one duty.
async fn keep(app: &App, duty: &'static Duty, holder: &str, mut stop: watch::Receiver<bool>) {
    loop {
        if let Err(error) = perform(app, duty, holder, &stop).await {
            tracing::warn!(duty = duty.name, ?error, "a duty could not be done; it is tried again");
        }
        tokio::select! {
            _ = stop.wait_for(|stop| *stop) => return,
            () = tokio::time::sleep(TICK) => {}
        }
    }
}

/// Does one duty if it is due and nobody else is at it, and says what came of it, whatever that is.
async fn perform(app: &App, duty: &'static Duty, holder: &str, stop: &watch::Receiver<bool>) -> Result<()> {
    let (name, now) = (duty.name, app.db.now());
    if !app.db.read(move |conn| duties::is_due(conn, name, now)).await? {
        return Ok(());
    }
    let who = holder.to_owned();
    let Some(lease) = app.db.queue(move |tx| duties::lease(tx, name, &who, LEASE)).await? else {
        return Ok(());
    };
    let ended = work(app, duty, lease.until.minus(LEASE / 2), stop).await;
    let (pause, outcome) = match ended {
        Ok(true) => (duty.every, "done"),
        Ok(false) => (Duration::ZERO, "goes on"),
        Err(_) => (PAUSE, "failed"),
    };
    let next = app.db.now().plus(pause);
    let settled = app.db.queue(move |tx| duties::settle(tx, &lease, next, outcome)).await;
    ended.and(settled)
}

/// Works in steps, each a change of its own, until nothing is left (`true`), time is up or the program ends.
async fn work(app: &App, duty: &Duty, until: Timestamp, stop: &watch::Receiver<bool>) -> Result<bool> {
    loop {
        let (this, deed) = (app.clone(), duty.deed);
        let step = move |tx: &mut Tx<'_>| deed(&this, tx);
        let done = match duty.lane {
            Lane::Write => app.db.write(step).await?,
            Lane::Queue => app.db.queue(step).await?,
        };
        if done == 0 {
            return Ok(true);
        }
        if *stop.borrow() || app.db.now() >= until {
            return Ok(false);
        }
    }
}
