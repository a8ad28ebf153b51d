//! What appeared of late goes out of sight at once, and comes back by itself: the switch of `rules::attack` that works
//! on what is there already, as one decision on many comments.

use std::time::Duration;

use super::batches::{self, BatchId, Stage, Wanted};
use super::{Deed, Grounds};
use crate::accounts::{self, AccountId, Role};
use crate::audit::Actor;
use crate::base::clock::Timestamp;
use crate::comments;
use crate::db::{Conn, Db, Tx};
use crate::error::{Error, Result};
use crate::rules::attack::{self, Change, Hours, Standing};

/// Nothing appeared since the day that was chosen; a key of `locales/`.
pub const NOTHING_NEW: &str = "moderation-attack-nothing-new";

/// Writes down what appeared on the day of `since` or later, the latest first, at most [`batches::MOST`] comments, to be
/// hidden once the switch is on. Only days are kept of when something appeared.
///
/// # Errors
/// [`Error::Invalid`] at `since` if nothing did; those of the database.
pub async fn look_for_new(db: &Db, by: AccountId, since: Timestamp) -> Result<BatchId> {
    let comments = db.read(move |conn| comments::published_since(conn, since, batches::MOST)).await?;
    if comments.is_empty() {
        return Err(Error::invalid("since", NOTHING_NEW));
    }
    batches::write_down(db, &Wanted { by, deed: Deed::Hide, grounds: None, comments }).await
}

/// Turns the switch on, on what was `seen`, and begins to hide what was written down, without a grace: both or neither.
///
/// # Errors
/// As [`attack::change`]; [`Error::NotFound`] if it was not written down whole.
pub async fn hide_new(
    db: &Db,
    (actor, seen): (Actor, Standing),
    (batch, grounds): (BatchId, Grounds),
    hours: Hours,
) -> Result<()> {
    let begun = batch.clone();
    db.write(move |tx| {
        let change = Change::Hide { batch: begun.as_str().to_owned(), hours };
        attack::change(tx, &actor, &seen, &change)?;
        batches::set_going(tx, &begun, Some(grounds.clone()))
    })
    .await?;
    batches::first_step(db, batch, Duration::ZERO).await;
    Ok(())
}

/// Whether a batch hides what is new, by the switch that is on.
///
/// # Errors
/// Those of the database.
pub fn hides_what_is_new(conn: &mut Conn, batch: &BatchId) -> Result<bool> {
    Ok(hiding(&attack::standing(conn)?, batch))
}

fn hiding(standing: &Standing, batch: &BatchId) -> bool {
    standing.hide.as_ref().is_some_and(|hiding| hiding.batch == batch.as_str())
}

/// The batch that hides what is new, if whoever lets comments appear again may not end that: of single comments they
/// decide, and of many at once an admin.
pub(super) fn kept_hidden_from(conn: &mut Conn, by: &AccountId, deed: Deed) -> Result<Option<BatchId>> {
    if deed != Deed::Restore {
        return Ok(None);
    }
    let Some(hiding) = attack::standing(conn)?.hide else { return Ok(None) };
    let account = accounts::find(conn, by)?;
    let ends_it = account.is_some_and(|account| account.role.may_administer());
    if ends_it { Ok(None) } else { hiding.batch.parse().map(Some).map_err(Error::fault) }
}

/// Begins to take a batch back, if it was made since `since`. One that hides what is new is taken back by an admin alone,
/// who turns the switch off with it: no moderator ends what an admin ordered.
///
/// # Errors
/// [`Error::Forbidden`]; as [`batches::begin_to_undo`].
pub fn take_back(
    tx: &mut Tx<'_>,
    id: &BatchId,
    (by, role): (&AccountId, Role),
    since: Timestamp,
) -> Result<()> {
    let standing = attack::standing(tx)?;
    if !hiding(&standing, id) {
        return batches::begin_to_undo(tx, id, Some(by), since);
    }
    if !role.may_administer() {
        return Err(Error::Forbidden);
    }
    let actor = Actor::Account(by.as_str().to_owned());
    attack::change(tx, &actor, &standing, &Change::EndHiding)?;
    bring_back(tx, id)
}

/// Begins to bring back what a batch hid, whenever that was, as the switch was ordered and whatever becomes of who ended it;
/// one that never began hid nothing.
fn bring_back(tx: &mut Tx<'_>, id: &BatchId) -> Result<()> {
    match batches::find(tx, id)? {
        Some((batch, _)) if batch.stage != Stage::Gathering => {
            batches::begin_to_undo(tx, id, None, batch.created_at)
        }
        _ => Ok(()),
    }
}

/// Brings back what was hidden because it was new once the switch is over, as far as nobody decided on it meanwhile;
/// answers 1 if that was due. Whoever pressed the switch ordered it with its hours.
///
/// # Errors
/// Those of the database.
pub fn end_hiding(tx: &mut Tx<'_>) -> Result<usize> {
    let (standing, now) = (attack::standing(tx)?, tx.now);
    let Some(hiding) = standing.hide.clone().filter(|hiding| hiding.span.until <= now) else {
        return Ok(0);
    };
    let id: BatchId = hiding.batch.parse().map_err(Error::fault)?;
    bring_back(tx, &id)?;
    attack::change(tx, &Actor::Program, &standing, &Change::EndHiding)?;
    Ok(1)
}
