//! The table of names that are kept while an address is not confirmed.

use diesel::prelude::*;

use super::{STEP, UNCONFIRMED_FOR};
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::schema::reserved_names;

pub(in crate::accounts) fn is_kept(conn: &mut Conn, name_key: &str) -> Result<bool> {
    let kept = reserved_names::table.find(name_key).select(reserved_names::name_key).first::<String>(conn);
    Ok(kept.optional()?.is_some())
}

pub(in crate::accounts) fn keep(tx: &mut Tx<'_>, name_key: &str) -> Result<()> {
    let row = (reserved_names::name_key.eq(name_key), reserved_names::created_at.eq(tx.now));
    diesel::insert_into(reserved_names::table).values(row).execute(&mut **tx)?;
    Ok(())
}

pub(in crate::accounts) fn forget(tx: &mut Tx<'_>) -> Result<usize> {
    let over = reserved_names::table.filter(reserved_names::created_at.le(tx.now.minus(UNCONFIRMED_FOR)));
    let over: Vec<String> = over.select(reserved_names::name_key).limit(STEP).load(&mut **tx)?;
    Ok(diesel::delete(reserved_names::table.filter(reserved_names::name_key.eq_any(over)))
        .execute(&mut **tx)?)
}
