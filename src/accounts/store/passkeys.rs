//! The table of passkeys.

use diesel::prelude::*;

use crate::accounts::AccountId;
use crate::accounts::second_factor::passkey::{PasskeyId, Row};
use crate::base::clock::Timestamp;
use crate::base::token::TokenDigest;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::schema::passkeys;

type Columns = (PasskeyId, AccountId, TokenDigest, Vec<u8>, Timestamp);

fn row_of((id, account_id, credential_key, sealed, created_at): Columns) -> Row {
    Row { id, account_id, credential_key, sealed, created_at }
}

pub(in crate::accounts) fn insert(tx: &mut Tx<'_>, row: &Row) -> Result<()> {
    let values = (
        passkeys::id.eq(&row.id),
        passkeys::account_id.eq(&row.account_id),
        passkeys::credential_key.eq(&row.credential_key),
        passkeys::passkey_sealed.eq(&row.sealed),
        passkeys::created_at.eq(row.created_at),
    );
    diesel::insert_into(passkeys::table).values(values).execute(&mut **tx)?;
    Ok(())
}

/// An account's, the oldest first.
pub(in crate::accounts) fn of(conn: &mut Conn, account: &AccountId) -> Result<Vec<Row>> {
    let theirs = passkeys::table.filter(passkeys::account_id.eq(account));
    let rows: Vec<Columns> = theirs.order((passkeys::created_at, passkeys::id)).load(conn)?;
    Ok(rows.into_iter().map(row_of).collect())
}

pub(in crate::accounts) fn of_credential(conn: &mut Conn, key: &TokenDigest) -> Result<Option<Row>> {
    let found = passkeys::table.filter(passkeys::credential_key.eq(key));
    Ok(found.first::<Columns>(conn).optional()?.map(row_of))
}

/// When an account's youngest was made.
pub(in crate::accounts) fn since(conn: &mut Conn, account: &AccountId) -> Result<Option<Timestamp>> {
    let theirs = passkeys::table.filter(passkeys::account_id.eq(account));
    let youngest = theirs.order(passkeys::created_at.desc()).select(passkeys::created_at);
    Ok(youngest.first(conn).optional()?)
}

pub(in crate::accounts) fn replace(tx: &mut Tx<'_>, id: &PasskeyId, sealed: &[u8]) -> Result<()> {
    diesel::update(passkeys::table.find(id)).set(passkeys::passkey_sealed.eq(sealed)).execute(&mut **tx)?;
    Ok(())
}

/// Deletes one; `false` if the account has none of this id.
pub(in crate::accounts) fn delete(tx: &mut Tx<'_>, account: &AccountId, id: &PasskeyId) -> Result<bool> {
    let theirs = passkeys::table.find(id).filter(passkeys::account_id.eq(account));
    Ok(diesel::delete(theirs).execute(&mut **tx)? == 1)
}

pub(in crate::accounts) fn delete_of(tx: &mut Tx<'_>, account: &AccountId) -> Result<()> {
    diesel::delete(passkeys::table.filter(passkeys::account_id.eq(account))).execute(&mut **tx)?;
    Ok(())
}
