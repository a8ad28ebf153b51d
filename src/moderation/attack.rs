//! What appeared of late goes out of sight at once, and comes back by itself: the switch of `rules::attack` that works
//! on what is there already, as one decision on many comments.

use std::time::Duration;

use super::batches::{self, BatchId, Stage, Wanted};
use super::{Deed, Grounds};
use crate::accounts::{AccountId, Role};
use crate::audit::Actor;
use crate::base::clock::Timestamp;
use crate::comments;
use crate::db::{Conn, Db, Tx};
use crate::error::{Error, Result};
use crate::rules::attack::{self, Change};

/// An admin ordered it, and an admin ends it; a key of `locales/`.
pub const FOR_AN_ADMIN: &str = "moderation-attack-for-an-admin";
/// Nothing appeared since the day that was chosen; a key of `locales/`.
pub const NOTHING_NEW: &str = "moderation-attack-nothing-new";

/// Hides what appeared on the day of `since` or later, the latest first, at most [`batches::MOST`] comments; without a
/// grace. Only days are kept of when something appeared.
///
/// # Errors
/// [`Error::Invalid`] at `since` if nothing did; those of the database.
pub async fn hide_new(db: &Db, by: AccountId, since: Timestamp, grounds: Grounds) -> Result<BatchId> {
    let comments = db.read(move |conn| comments::published_since(conn, since, batches::MOST)).await?;
    if comments.is_empty() {
        return Err(Error::invalid("since", NOTHING_NEW));
    }
    let wanted = Wanted { by, deed: Deed::Hide, grounds: Some(grounds), comments };
    batches::begin(db, wanted, Duration::ZERO).await
}

/// Whether a batch hides what is new, by the switch that is on.
///
/// # Errors
/// Those of the database.
pub fn is_switched_on(conn: &mut Conn, batch: &BatchId) -> Result<bool> {
    Ok(attack::standing(conn)?.hide.is_some_and(|hiding| hiding.batch == batch.as_str()))
}

/// Begins to take a batch back. One that hides what is new is taken back by an admin alone, who turns the switch off
/// with it: no moderator ends what an admin ordered.
///
/// # Errors
/// [`Error::Conflict`] with [`FOR_AN_ADMIN`]; as [`batches::begin_to_undo`].
pub fn take_back(
    tx: &mut Tx<'_>,
    id: &BatchId,
    (by, role): (&AccountId, Role),
    since: Timestamp,
) -> Result<()> {
    if is_switched_on(tx, id)? {
        if !role.may_administer() {
            return Err(Error::Conflict(FOR_AN_ADMIN));
        }
        let (actor, standing) = (Actor::Account(by.as_str().to_owned()), attack::standing(tx)?);
        attack::change(tx, &actor, &standing, &Change::EndHiding)?;
    }
    batches::begin_to_undo(tx, id, by, since)
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
    match batches::find(tx, &id)? {
        Some((batch, _)) if batch.stage == Stage::Gathering => return Ok(0),
        Some((batch, _)) => batches::begin_to_undo(tx, &id, &batch.by, batch.created_at)?,
        None => {}
    }
    attack::change(tx, &Actor::Program, &standing, &Change::EndHiding)?;
    Ok(1)
}
