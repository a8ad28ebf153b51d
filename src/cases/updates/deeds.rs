//! What editors do with updates, and what the clock does.

use serde_json::{Value, json};

use super::{Correcting, Update, UpdateDraft, UpdateId, UpdateState};
use crate::accounts::AccountId;
use crate::audit::{self, Actor, Target};
use crate::base::clock::Timestamp;
use crate::base::text::Prose;
use crate::cases::permit::Permit;
use crate::cases::{CaseId, OUTDATED, State, store};
use crate::db::Tx;
use crate::error::{Error, OrNotFound as _, Result};

/// Readers saw it already: it can be corrected or retracted, and no more changed.
const APPEARED: &str = "cases-problem-appeared";
/// It is scheduled, published or retracted already.
const NOT_A_DRAFT: &str = "cases-refusal-not-a-draft";
/// Only what stands published can be corrected or retracted.
const NOT_PUBLISHED: &str = "cases-problem-not-published";
/// It is not scheduled, or its time has not come.
const NOT_DUE: &str = "cases-problem-not-due";
/// Its case is a draft.
const CASE_IS_DRAFT: &str = "cases-problem-case-draft";
/// The instant to publish it at has gone by.
const TIME_GONE: &str = "cases-problem-publish-at";

/// Begins an update; nobody but editors sees it yet.
///
/// # Errors
/// [`Error::NotFound`] without such a case; those of the database.
pub fn draft_update(tx: &mut Tx<'_>, case: &CaseId, draft: &UpdateDraft, actor: &Actor) -> Result<UpdateId> {
    let case = store::by_id(tx, case)?.or_not_found()?;
    let id: UpdateId = tx.fresh_id();
    store::insert_update(tx, &id, &case, draft)?;
    record(tx, actor, "update-draft", &id, &json!({ "case": case.id.as_str() }))?;
    Ok(id)
}

/// Changes an update that readers have not seen, and answers its new version. It must be proposed and released anew.
///
/// # Errors
/// [`Error::Conflict`] with [`OUTDATED`] if it is not at `version` any more, or that it appeared;
/// [`Error::NotFound`].
pub fn edit_update(
    tx: &mut Tx<'_>,
    id: &UpdateId,
    version: i64,
    draft: &UpdateDraft,
    actor: &Actor,
) -> Result<i64> {
    let before = at_version(tx, id, version)?;
    if !matches!(before.state, UpdateState::Draft | UpdateState::Scheduled) {
        return Err(Error::Conflict(APPEARED));
    }
    in_time(store::rewrite_update(tx, &before, draft)?)?;
    record(tx, actor, "update-edit", id, &json!({ "version": version + 1 }))?;
    Ok(version + 1)
}

/// Says that an update is ready for somebody else to release.
///
/// # Errors
/// [`Error::Conflict`] with [`OUTDATED`] if it is not at `version` any more, or that it is no draft;
/// [`Error::NotFound`].
pub fn propose(tx: &mut Tx<'_>, id: &UpdateId, version: i64, by: &AccountId) -> Result<()> {
    let update = at_version(tx, id, version)?;
    if update.state != UpdateState::Draft {
        return Err(Error::Conflict(NOT_A_DRAFT));
    }
    in_time(store::set_proposed(tx, &update, by)?)?;
    record(tx, &person(by), "update-propose", id, &json!({ "version": version + 1 }))
}

/// Takes back that an update is ready; it is a draft that nobody may release before it is proposed again.
///
/// # Errors
/// [`Error::Conflict`] with [`OUTDATED`] if it is not at `version` any more, or that it is no draft;
/// [`Error::NotFound`].
pub fn unpropose(tx: &mut Tx<'_>, id: &UpdateId, version: i64, actor: &Actor) -> Result<()> {
    let update = at_version(tx, id, version)?;
    if update.state != UpdateState::Draft {
        return Err(Error::Conflict(NOT_A_DRAFT));
    }
    in_time(store::set_unproposed(tx, &update)?)?;
    record(tx, actor, "update-unpropose", id, &json!({ "version": version + 1 }))
}

/// Lets an update appear now, and answers its number in the case.
///
/// # Errors
/// [`Error::Conflict`] with [`OUTDATED`] if it is not at `version` any more or the permit was given for another
/// version, that it is no draft, or that its case is one; [`Error::NotFound`].
pub fn publish(tx: &mut Tx<'_>, id: &UpdateId, version: i64, permit: &Permit) -> Result<i64> {
    let update = permitted(tx, id, version, permit)?;
    let release = Release { by: Some(permit.by()), alone: permit.alone(), at: tx.now };
    appear(tx, &update, &release, &person(permit.by()))
}

/// Lets an update appear by itself at `at`; until then it is frozen, and changing it makes it a draft again.
///
/// # Errors
/// As [`publish`]; [`Error::Invalid`] at `publish_at` for an instant that is not ahead.
pub fn schedule(tx: &mut Tx<'_>, id: &UpdateId, version: i64, at: Timestamp, permit: &Permit) -> Result<()> {
    let update = permitted(tx, id, version, permit)?;
    case_is_public(tx, &update)?;
    if at <= tx.now {
        return Err(Error::invalid("publish_at", TIME_GONE));
    }
    let release = Release { by: Some(permit.by()), alone: permit.alone(), at: tx.now };
    in_time(store::set_scheduled(tx, &update, at, &release)?)?;
    let detail = json!({ "version": version + 1, "at": at.to_string(), "alone": permit.alone() });
    record(tx, &person(permit.by()), "update-schedule", id, &detail)
}

/// Lets a scheduled update appear whose time has come, and answers its number in the case.
///
/// # Errors
/// [`Error::Conflict`] with [`OUTDATED`] if it is not at `version` any more, or that it is not due;
/// [`Error::NotFound`].
pub fn publish_due(tx: &mut Tx<'_>, id: &UpdateId, version: i64) -> Result<i64> {
    let update = at_version(tx, id, version)?;
    let due = update.publish_at.is_some_and(|at| at <= tx.now);
    if update.state != UpdateState::Scheduled || !due {
        return Err(Error::Conflict(NOT_DUE));
    }
    let by = update.released_by.clone();
    let release = Release { by: by.as_ref(), alone: update.released_alone, at: tx.now };
    appear(tx, &update, &release, &Actor::Program)
}

/// Takes a scheduled update back; it is a draft again and stays proposed. `because`: a word for the record.
///
/// # Errors
/// [`Error::Conflict`] with [`OUTDATED`] if it is not at `version` any more, or that it is not scheduled;
/// [`Error::NotFound`].
pub fn unschedule(
    tx: &mut Tx<'_>,
    id: &UpdateId,
    version: i64,
    (actor, because): (&Actor, &'static str),
) -> Result<()> {
    let update = at_version(tx, id, version)?;
    if update.state != UpdateState::Scheduled {
        return Err(Error::Conflict(NOT_DUE));
    }
    in_time(store::set_unscheduled(tx, &update)?)?;
    record(tx, actor, "update-unschedule", id, &json!({ "version": version + 1, "because": because }))
}

/// Tells readers of a mistake in a published update, with its day, and puts the text right.
///
/// # Errors
/// [`Error::Conflict`] with [`OUTDATED`] if it is not at `version` any more, or that it is not published;
/// [`Error::NotFound`].
pub fn correct(
    tx: &mut Tx<'_>,
    id: &UpdateId,
    version: i64,
    correcting: &Correcting,
    actor: &Actor,
) -> Result<()> {
    let update = at_version(tx, id, version)?;
    if update.state != UpdateState::Published {
        return Err(Error::Conflict(NOT_PUBLISHED));
    }
    in_time(store::set_corrected(tx, &update, correcting)?)?;
    store::raise_version(tx, &update.case_id)?;
    record(tx, actor, "update-correct", id, &json!({ "day": correcting.on.to_string() }))
}

/// Takes a published update back as a whole. Its page stays, and says why.
///
/// # Errors
/// [`Error::Conflict`] with [`OUTDATED`] if it is not at `version` any more, or that it is not published;
/// [`Error::NotFound`].
pub fn retract(tx: &mut Tx<'_>, id: &UpdateId, version: i64, reason: &Prose, actor: &Actor) -> Result<()> {
    let update = at_version(tx, id, version)?;
    if update.state != UpdateState::Published {
        return Err(Error::Conflict(NOT_PUBLISHED));
    }
    in_time(store::set_retracted(tx, &update, reason)?)?;
    store::raise_version(tx, &update.case_id)?;
    record(tx, actor, "update-retract", id, &json!({ "version": version + 1 }))
}

/// Who let an update appear, and when.
pub(in crate::cases) struct Release<'a> {
    /// Nobody, if it came with the program.
    pub(in crate::cases) by: Option<&'a AccountId>,
    /// Whether they had proposed it themselves.
    pub(in crate::cases) alone: bool,
    /// As of when it is told to readers.
    pub(in crate::cases) at: Timestamp,
}

/// Gives an update its number and shows it to everyone.
pub(in crate::cases) fn appear(
    tx: &mut Tx<'_>,
    update: &Update,
    release: &Release<'_>,
    actor: &Actor,
) -> Result<i64> {
    case_is_public(tx, update)?;
    let number = store::take_numbers(tx, &update.case_id, 1)?;
    in_time(store::set_published(tx, update, number, release)?)?;
    let detail = json!({ "number": number, "version": update.version + 1, "alone": release.alone });
    record(tx, actor, "update-publish", &update.id, &detail)?;
    Ok(number)
}

fn case_is_public(tx: &mut Tx<'_>, update: &Update) -> Result<()> {
    let case = store::by_id(tx, &update.case_id)?.or_not_found()?;
    if case.state == State::Published { Ok(()) } else { Err(Error::Conflict(CASE_IS_DRAFT)) }
}

fn permitted(tx: &mut Tx<'_>, id: &UpdateId, version: i64, permit: &Permit) -> Result<Update> {
    let update = at_version(tx, id, version)?;
    if update.state != UpdateState::Draft {
        return Err(Error::Conflict(NOT_A_DRAFT));
    }
    if permit.is_for(id, version) { Ok(update) } else { Err(Error::Conflict(OUTDATED)) }
}

fn at_version(tx: &mut Tx<'_>, id: &UpdateId, version: i64) -> Result<Update> {
    let update = store::update(tx, id)?.or_not_found()?;
    if update.version == version { Ok(update) } else { Err(Error::Conflict(OUTDATED)) }
}

fn in_time(changed: bool) -> Result<()> {
    if changed { Ok(()) } else { Err(Error::Conflict(OUTDATED)) }
}

fn person(id: &AccountId) -> Actor {
    Actor::Account(id.as_str().to_owned())
}

fn record(tx: &mut Tx<'_>, actor: &Actor, deed: &'static str, id: &UpdateId, detail: &Value) -> Result<()> {
    audit::record(tx, actor, deed, Target { kind: "update", id: id.as_str() }, detail)
}
