//! Releasing an update: it is published and its letters are made in one change, so that no reader finds an update
//! of which nobody is told, and nobody is told of one that is not there.
//!
//! Whoever proposed an update waits for somebody else; [`cases::permit`] knows who may. A scheduled update is frozen
//! when it is released; [`publish_due`] publishes it when its time has come, and only then looks who asked for it.

use std::num::NonZeroU32;

use serde_json::json;

use super::Frequency;
use super::store::announced::{self, Announced};
use super::store::fan_out::{self, FAN_OUT};
use crate::accounts::{self, AccountId};
use crate::audit::{self, Actor, Target};
use crate::base::clock::Timestamp;
use crate::base::text::{Line, Prose};
use crate::cases::{self, Case, Permit, Refusal, Update, UpdateId, UpdateState};
use crate::db::dialect::let_it_take;
use crate::db::{Conn, Tx};
use crate::error::{Error, OrNotFound as _, Result};
use crate::mail::LetterId;
use crate::mail::bulk::{self, ALERT_USEFUL_FOR, BulkLetter};

/// The kind of the letter that tells of one update; its subject is the update, its recipients are subscriptions.
pub(super) const UPDATE: &str = "case-update";

/// To how many people an update goes, by when they want to hear of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Audience {
    /// By a letter of its own, as soon as it is published.
    pub at_once: i64,
    /// In the next daily letter.
    pub daily: i64,
    /// In the next weekly letter.
    pub weekly: i64,
}

/// All that a person must know who is to release an update.
#[derive(Debug, Clone)]
pub struct Prospect {
    /// The case.
    pub case: Case,
    /// The update as it stands.
    pub update: Update,
    /// To how many it would go now.
    pub audience: Audience,
    /// The public name of who proposed it.
    pub proposer: Option<String>,
    /// Whether this person may release it.
    pub verdict: Result<Permit, Refusal>,
}

impl Prospect {
    /// Whether it was released, with or without a time to come.
    #[must_use]
    pub fn is_released(&self) -> bool {
        self.update.state != UpdateState::Draft
    }

    /// Whether this person would release it without a second pair of eyes.
    #[must_use]
    pub fn is_alone(&self) -> bool {
        self.verdict.as_ref().is_ok_and(Permit::alone)
    }
}

/// What stands before someone who is to release an update.
///
/// # Errors
/// Not found; those of the database.
pub fn prospect(conn: &mut Conn, id: &UpdateId, releaser: &AccountId) -> Result<Prospect> {
    let (case, update) = update_of(conn, id)?;
    let audience = audience(conn, &update)?;
    let proposer = match &update.proposed_by {
        Some(proposer) => accounts::names(conn, std::slice::from_ref(proposer))?.remove(proposer),
        None => None,
    };
    let verdict = cases::permit(&update, releaser, accounts::editors(conn)?);
    Ok(Prospect { case, update, audience, proposer, verdict })
}

/// An update in whatever state, with its case.
///
/// # Errors
/// Not found; those of the database.
pub fn update_of(conn: &mut Conn, id: &UpdateId) -> Result<(Case, Update)> {
    let update = cases::update(conn, id)?.or_not_found()?;
    let case = cases::by_id(conn, &update.case_id)?.or_not_found()?;
    Ok((case, update))
}

/// What an update says in a language, or in its case's.
///
/// # Errors
/// Those of the database.
pub fn text_of(conn: &mut Conn, update: &Update, language: &str) -> Result<(Line, Prose)> {
    let text = cases::text_in(conn, &update.id, language)?;
    Ok(text.unwrap_or_else(|| (update.title.clone(), update.body.clone())))
}

/// To how many an update goes.
///
/// # Errors
/// Those of the database.
pub fn audience(conn: &mut Conn, update: &Update) -> Result<Audience> {
    let counted = fan_out::count(conn, &update.case_id, update.kind)?;
    let of = |frequency: Frequency| {
        counted.iter().find(|(found, _)| found == frequency.as_str()).map_or(0, |(_, count)| *count)
    };
    Ok(Audience {
        at_once: of(Frequency::AtOnce),
        daily: of(Frequency::Daily),
        weekly: of(Frequency::Weekly),
    })
}

/// To how many an update goes at once.
///
/// # Errors
/// Those of the database.
pub fn recipients(conn: &mut Conn, update: &Update) -> Result<i64> {
    Ok(audience(conn, update)?.at_once)
}

/// Publishes an update and makes its letters: both or neither. What comes on top of `cap` ([`bulk::count_in`]) waits.
///
/// # Errors
/// [`Error::Conflict`] if it was released or changed meanwhile.
pub fn release(
    tx: &mut Tx<'_>,
    id: &UpdateId,
    version: i64,
    permit: &Permit,
    cap: Option<NonZeroU32>,
) -> Result<LetterId> {
    cases::publish(tx, id, version, permit)?;
    let (letter, recipients) = send_off(tx, id, cap)?;
    let detail = json!({ "alone": permit.alone(), "recipients": recipients });
    note(tx, permit, "update-released", id, &detail)?;
    Ok(letter)
}

/// Freezes an update until its time comes; then [`publish_due`] publishes it and makes its letters.
///
/// # Errors
/// [`Error::Conflict`] if it was released or changed meanwhile.
pub fn schedule(tx: &mut Tx<'_>, id: &UpdateId, version: i64, at: Timestamp, permit: &Permit) -> Result<()> {
    cases::schedule(tx, id, version, at, permit)?;
    let detail = json!({ "alone": permit.alone(), "at": at.to_string() });
    note(tx, permit, "update-scheduled", id, &detail)
}

fn note(
    tx: &mut Tx<'_>,
    permit: &Permit,
    deed: &'static str,
    id: &UpdateId,
    detail: &serde_json::Value,
) -> Result<()> {
    let actor = Actor::Account(permit.by().as_str().to_owned());
    audit::record(tx, &actor, deed, Target { kind: "update", id: id.as_str() }, detail)
}

/// Publishes one scheduled update whose time has come and makes its letters; answers how many it settled. One whose
/// releaser writes here no more, because an admin shut them out or they went, is a draft again: somebody else releases it.
///
/// # Errors
/// Those of the database.
pub fn publish_due(tx: &mut Tx<'_>, cap: Option<NonZeroU32>) -> Result<usize> {
    let now = tx.now;
    for (id, version) in cases::due(tx, now)? {
        if !somebody_stands_for(tx, &id)? {
            tracing::warn!(%id, "a scheduled update is a draft again: who released it is shut out or gone");
            cases::unschedule(tx, &id, version, (&Actor::Program, "releaser-gone"))?;
            return Ok(1);
        }
        match cases::publish_due(tx, &id, version) {
            Ok(_) => {
                let (_, recipients) = send_off(tx, &id, cap)?;
                let target = Target { kind: "update", id: id.as_str() };
                let detail = json!({ "recipients": recipients });
                audit::record(tx, &Actor::Program, "update-released", target, &detail)?;
                return Ok(1);
            }
            // Its case may not be public; the others need not wait for it.
            Err(Error::Conflict(key)) => tracing::warn!(%id, key, "a scheduled update cannot be published"),
            Err(other) => return Err(other),
        }
    }
    Ok(0)
}

/// Whether whoever released an update may still.
fn somebody_stands_for(tx: &mut Tx<'_>, id: &UpdateId) -> Result<bool> {
    match cases::update(tx, id)?.and_then(|update| update.released_by) {
        Some(releaser) => accounts::edits(tx, &releaser),
        None => Ok(false),
    }
}

/// Makes the letter of a published update and one delivery for each who asked; answers how many.
fn send_off(tx: &mut Tx<'_>, id: &UpdateId, cap: Option<NonZeroU32>) -> Result<(LetterId, usize)> {
    let update = cases::update(tx, id)?.or_not_found()?;
    let told = BulkLetter { kind: UPDATE, subject: id.as_str(), useful_for: ALERT_USEFUL_FOR };
    let_it_take(tx, FAN_OUT)?;
    let letter = bulk::begin(tx, &told)?;
    let candidates = fan_out::to_subscriptions(tx, &letter, &update.case_id, update.kind)?;
    bulk::count_in(tx, &letter, candidates, cap)?;
    fan_out::announce(tx, id, &letter)?;
    freeze(tx, &update)?;
    Ok((letter, candidates))
}

/// Keeps what the letters will say: what was released, and nothing that one person alone changes afterwards.
fn freeze(tx: &mut Tx<'_>, update: &Update) -> Result<()> {
    let case = cases::by_id(tx, &update.case_id)?.or_not_found()?;
    for (language, title, body) in cases::texts(tx, &update.id)? {
        let text = Announced { language, case_title: case.title.clone(), title, body };
        announced::freeze(tx, &update.id, &text)?;
    }
    Ok(())
}
