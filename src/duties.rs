//! What happens by the clock: each duty, how often, and the loop that does what is due.
//!
//! A duty is leased in the database, so that of several instances one does it; a lease that ran out is
//! fenced, so that a woken instance cannot settle what another has done meanwhile.

use std::time::Duration;

use tokio::sync::watch;

use crate::app::App;
use crate::base::ids::Id;
use crate::db::duties;
use crate::error::Result;
use crate::{moderation, site};

/// How often the clock is looked at.
const TICK: Duration = Duration::from_secs(1);
/// A duty that has not settled by then is taken for dead.
const LEASE: Duration = Duration::from_mins(2);

/// Something that is done by the clock.
struct Duty {
    name: &'static str,
    every: Duration,
    deed: fn(&mut crate::db::Tx<'_>) -> Result<usize>,
}

/// Every duty.
const DUTIES: [Duty; 2] = [
    Duty { name: "apply-decisions", every: Duration::from_secs(1), deed: moderation::apply_due },
    Duty { name: "forget", every: Duration::from_mins(15), deed: site::retention::forget },
];

/// One run of the program, as a holder of leases.
struct Runner;

/// Does what is due until `stop` turns true.
pub async fn run(app: App, mut stop: watch::Receiver<bool>) {
    let holder = Id::<Runner>::fresh(app.db.random()).as_str().to_owned();
    while !*stop.borrow() {
        for duty in &DUTIES {
            if let Err(error) = perform(&app, duty, &holder).await {
                tracing::warn!(duty = duty.name, %error, "a duty could not be done; it is tried again");
            }
        }
        tokio::select! {
            _ = stop.changed() => {}
            () = tokio::time::sleep(TICK) => {}
        }
    }
}

/// Does one duty if it is due and nobody else is at it: in steps, each a change of its own, until nothing is left.
async fn perform(app: &App, duty: &'static Duty, holder: &str) -> Result<()> {
    let (name, now) = (duty.name, app.db.now());
    if !app.db.read(move |conn| duties::is_due(conn, name, now)).await? {
        return Ok(());
    }
    let who = holder.to_owned();
    let Some(lease) = app.db.queue(move |tx| duties::lease(tx, name, &who, LEASE)).await? else {
        return Ok(());
    };
    while app.db.write(duty.deed).await? > 0 {}
    let next = app.db.now().plus(duty.every);
    app.db.queue(move |tx| duties::settle(tx, &lease, next, "done")).await
}
