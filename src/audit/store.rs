//! The table of audit entries.

use diesel::prelude::*;

use super::{Actor, Entry, Target};
use crate::base::ids::Id;
use crate::db::Tx;
use crate::error::Result;
use crate::schema::audit_entries;

pub(super) fn insert(
    tx: &mut Tx<'_>,
    actor: &Actor,
    deed: &str,
    target: Target<'_>,
    detail: &str,
) -> Result<()> {
    let id: Id<Entry> = tx.fresh_id();
    let row = (
        audit_entries::id.eq(id),
        audit_entries::at.eq(tx.now),
        audit_entries::actor_kind.eq(actor.kind()),
        audit_entries::actor_id.eq(actor.id()),
        audit_entries::deed.eq(deed),
        audit_entries::target_kind.eq(target.kind),
        audit_entries::target_id.eq(target.id),
        audit_entries::detail.eq(detail),
    );
    diesel::insert_into(audit_entries::table).values(row).execute(&mut **tx)?;
    Ok(())
}
