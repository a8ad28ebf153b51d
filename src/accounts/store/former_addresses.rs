//! The table of addresses that were an account's until lately.

use diesel::prelude::*;

use super::STEP;
use crate::accounts::AccountId;
use crate::accounts::email_change::{Former, FormerId};
use crate::base::clock::Timestamp;
use crate::base::seal::SealedEmail;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::schema::former_addresses;

type Row = (FormerId, AccountId, SealedEmail, Timestamp);

pub(in crate::accounts) fn insert(tx: &mut Tx<'_>, former: &Former) -> Result<()> {
    let values = (
        former_addresses::id.eq(&former.id),
        former_addresses::account_id.eq(&former.account_id),
        former_addresses::email_sealed.eq(&former.email_sealed),
        former_addresses::expires_at.eq(former.expires_at),
    );
    diesel::insert_into(former_addresses::table).values(values).execute(&mut **tx)?;
    Ok(())
}

pub(in crate::accounts) fn find(conn: &mut Conn, id: &FormerId) -> Result<Option<Former>> {
    let found = former_addresses::table.find(id).first::<Row>(conn).optional()?;
    Ok(found.map(|(id, account_id, email_sealed, expires_at)| Former {
        id,
        account_id,
        email_sealed,
        expires_at,
    }))
}

pub(in crate::accounts) fn delete_of(tx: &mut Tx<'_>, account: &AccountId) -> Result<()> {
    let theirs = former_addresses::table.filter(former_addresses::account_id.eq(account));
    diesel::delete(theirs).execute(&mut **tx)?;
    Ok(())
}

pub(in crate::accounts) fn forget(tx: &mut Tx<'_>) -> Result<usize> {
    let over = former_addresses::table.filter(former_addresses::expires_at.le(tx.now));
    let over: Vec<FormerId> = over.select(former_addresses::id).limit(STEP).load(&mut **tx)?;
    Ok(diesel::delete(former_addresses::table.filter(former_addresses::id.eq_any(over)))
        .execute(&mut **tx)?)
}
