//! What is written of one update; each change holds only if the update is still as it was looked at.

use diesel::prelude::*;

use crate::accounts::AccountId;
use crate::base::clock::Timestamp;
use crate::base::ids::Id;
use crate::base::text::{Line, Prose};
use crate::cases::updates::Release;
use crate::cases::{Case, CaseId, Correcting, Correction, Update, UpdateDraft, UpdateId, UpdateState};
use crate::db::Tx;
use crate::error::Result;
use crate::schema::{update_corrections, update_texts, updates};

/// What an editor writes, as columns. Whatever was proposed or released before is so no more.
#[derive(Insertable, AsChangeset)]
#[diesel(table_name = updates, treat_none_as_default_value = false, treat_none_as_null = true)]
struct Written {
    state: &'static str,
    kind: &'static str,
    happened_on: String,
    source: Line,
    source_url: Option<String>,
    as_reported: bool,
    version: i64,
    proposed_by: Option<AccountId>,
    proposed_at: Option<Timestamp>,
    released_by: Option<AccountId>,
    released_alone: bool,
    publish_at: Option<Timestamp>,
    updated_at: Timestamp,
}

impl Written {
    fn of(draft: &UpdateDraft, version: i64, now: Timestamp) -> Self {
        let draft = draft.clone();
        Self {
            state: UpdateState::Draft.as_str(),
            kind: draft.kind.as_str(),
            happened_on: draft.happened_on.to_string(),
            source: draft.source,
            source_url: draft.source_url,
            as_reported: draft.as_reported,
            version,
            proposed_by: None,
            proposed_at: None,
            released_by: None,
            released_alone: false,
            publish_at: None,
            updated_at: now,
        }
    }
}

/// The update of an id, if it is still at the version that was looked at.
macro_rules! same {
    ($update:expr) => {
        updates::table.filter(updates::id.eq(&$update.id)).filter(updates::version.eq($update.version))
    };
}

/// What every change of an update changes.
macro_rules! moved_on {
    ($tx:expr, $update:expr) => {
        (updates::version.eq($update.version + 1), updates::updated_at.eq($tx.now))
    };
}

pub(in crate::cases) fn insert_update(
    tx: &mut Tx<'_>,
    id: &UpdateId,
    case: &Case,
    draft: &UpdateDraft,
) -> Result<()> {
    let now = tx.now;
    let row = (
        updates::id.eq(id),
        updates::case_id.eq(&case.id),
        updates::created_at.eq(now),
        Written::of(draft, 1, now),
    );
    diesel::insert_into(updates::table).values(row).execute(&mut **tx)?;
    let text = (
        update_texts::update_id.eq(id),
        update_texts::language.eq(&case.language),
        update_texts::title.eq(&draft.title),
        update_texts::body.eq(&draft.body),
    );
    diesel::insert_into(update_texts::table).values(text).execute(&mut **tx)?;
    Ok(())
}

pub(in crate::cases) fn rewrite_update(
    tx: &mut Tx<'_>,
    before: &Update,
    draft: &UpdateDraft,
) -> Result<bool> {
    let written = Written::of(draft, before.version + 1, tx.now);
    let changed = diesel::update(same!(before)).set(written).execute(&mut **tx)? == 1;
    rewrite_text(tx, before, (&draft.title, &draft.body))?;
    Ok(changed)
}

fn rewrite_text(tx: &mut Tx<'_>, before: &Update, (title, body): (&Line, &Prose)) -> Result<()> {
    let text = update_texts::table.find((&before.id, &before.language));
    diesel::update(text)
        .set((update_texts::title.eq(title), update_texts::body.eq(body)))
        .execute(&mut **tx)?;
    Ok(())
}

pub(in crate::cases) fn set_proposed(tx: &mut Tx<'_>, update: &Update, by: &AccountId) -> Result<bool> {
    let proposed = (updates::proposed_by.eq(by), updates::proposed_at.eq(tx.now), moved_on!(tx, update));
    Ok(diesel::update(same!(update)).set(proposed).execute(&mut **tx)? == 1)
}

pub(in crate::cases) fn set_unproposed(tx: &mut Tx<'_>, update: &Update) -> Result<bool> {
    let draft = (
        updates::proposed_by.eq(None::<AccountId>),
        updates::proposed_at.eq(None::<Timestamp>),
        moved_on!(tx, update),
    );
    Ok(diesel::update(same!(update)).set(draft).execute(&mut **tx)? == 1)
}

pub(in crate::cases) fn set_published(
    tx: &mut Tx<'_>,
    update: &Update,
    number: i64,
    release: &Release<'_>,
) -> Result<bool> {
    let published = (
        updates::state.eq(UpdateState::Published.as_str()),
        updates::number.eq(number),
        updates::released_by.eq(release.by),
        updates::released_alone.eq(release.alone),
        updates::published_at.eq(release.at),
        moved_on!(tx, update),
    );
    Ok(diesel::update(same!(update)).set(published).execute(&mut **tx)? == 1)
}

pub(in crate::cases) fn set_scheduled(
    tx: &mut Tx<'_>,
    update: &Update,
    at: Timestamp,
    release: &Release<'_>,
) -> Result<bool> {
    let scheduled = (
        updates::state.eq(UpdateState::Scheduled.as_str()),
        updates::released_by.eq(release.by),
        updates::released_alone.eq(release.alone),
        updates::publish_at.eq(at),
        moved_on!(tx, update),
    );
    Ok(diesel::update(same!(update)).set(scheduled).execute(&mut **tx)? == 1)
}

pub(in crate::cases) fn set_unscheduled(tx: &mut Tx<'_>, update: &Update) -> Result<bool> {
    let draft = (
        updates::state.eq(UpdateState::Draft.as_str()),
        updates::released_by.eq(None::<AccountId>),
        updates::released_alone.eq(false),
        updates::publish_at.eq(None::<Timestamp>),
        moved_on!(tx, update),
    );
    Ok(diesel::update(same!(update)).set(draft).execute(&mut **tx)? == 1)
}

pub(in crate::cases) fn set_corrected(
    tx: &mut Tx<'_>,
    update: &Update,
    correcting: &Correcting,
) -> Result<bool> {
    let id: Id<Correction> = tx.fresh_id();
    let row = (
        update_corrections::id.eq(id),
        update_corrections::update_id.eq(&update.id),
        update_corrections::corrected_on.eq(correcting.on.to_string()),
        update_corrections::text.eq(&correcting.note),
        update_corrections::created_at.eq(tx.now),
    );
    diesel::insert_into(update_corrections::table).values(row).execute(&mut **tx)?;
    rewrite_text(tx, update, (&correcting.title, &correcting.body))?;
    Ok(diesel::update(same!(update)).set(moved_on!(tx, update)).execute(&mut **tx)? == 1)
}

pub(in crate::cases) fn set_retracted(tx: &mut Tx<'_>, update: &Update, reason: &Prose) -> Result<bool> {
    let retracted = (
        updates::state.eq(UpdateState::Retracted.as_str()),
        updates::retracted_at.eq(tx.now),
        updates::retraction.eq(reason),
        moved_on!(tx, update),
    );
    Ok(diesel::update(same!(update)).set(retracted).execute(&mut **tx)? == 1)
}

/// A case that nobody saw yet turns out to be in another language: so are its updates.
pub(in crate::cases) fn rename_language(
    tx: &mut Tx<'_>,
    case: &CaseId,
    before: &str,
    after: &str,
) -> Result<()> {
    let own = updates::table.filter(updates::case_id.eq(case)).select(updates::id);
    let texts = update_texts::table
        .filter(update_texts::update_id.eq_any(own))
        .filter(update_texts::language.eq(before));
    diesel::update(texts).set(update_texts::language.eq(after)).execute(&mut **tx)?;
    Ok(())
}
