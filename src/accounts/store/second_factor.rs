//! The tables of second factors.

use diesel::prelude::*;

use crate::accounts::AccountId;
use crate::base::clock::Timestamp;
use crate::base::token::TokenDigest;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::schema::{authenticators, recovery_codes};

pub(in crate::accounts) fn since(conn: &mut Conn, account: &AccountId) -> Result<Option<Timestamp>> {
    Ok(authenticators::table.find(account).select(authenticators::created_at).first(conn).optional()?)
}

pub(in crate::accounts) fn sealed(conn: &mut Conn, account: &AccountId) -> Result<Option<Vec<u8>>> {
    Ok(authenticators::table.find(account).select(authenticators::secret_sealed).first(conn).optional()?)
}

pub(in crate::accounts) fn codes_left(conn: &mut Conn, account: &AccountId) -> Result<usize> {
    let left: Vec<TokenDigest> = recovery_codes::table
        .filter(recovery_codes::account_id.eq(account))
        .select(recovery_codes::digest)
        .load(conn)?;
    Ok(left.len())
}

/// Uses a step up; `false` if it, or a later one, was used before.
pub(in crate::accounts) fn use_step(tx: &mut Tx<'_>, account: &AccountId, step: i64) -> Result<bool> {
    let unused = authenticators::table.find(account).filter(authenticators::last_step.lt(step));
    Ok(diesel::update(unused).set(authenticators::last_step.eq(step)).execute(&mut **tx)? == 1)
}

/// Uses a recovery code up; `false` if it is none of the account's, or was used before.
pub(in crate::accounts) fn use_code(
    tx: &mut Tx<'_>,
    account: &AccountId,
    digest: &TokenDigest,
) -> Result<bool> {
    let theirs = recovery_codes::table.find(digest).filter(recovery_codes::account_id.eq(account));
    Ok(diesel::delete(theirs).execute(&mut **tx)? == 1)
}

/// Keeps a secret in place of the one before. The step that proved it is used up.
pub(in crate::accounts) fn replace(
    tx: &mut Tx<'_>,
    account: &AccountId,
    sealed: &[u8],
    last_step: i64,
) -> Result<()> {
    diesel::delete(authenticators::table.find(account)).execute(&mut **tx)?;
    let row = (
        authenticators::id.eq(account),
        authenticators::secret_sealed.eq(sealed),
        authenticators::last_step.eq(last_step),
        authenticators::created_at.eq(tx.now),
    );
    diesel::insert_into(authenticators::table).values(row).execute(&mut **tx)?;
    Ok(())
}

pub(in crate::accounts) fn replace_codes(
    tx: &mut Tx<'_>,
    account: &AccountId,
    digests: &[TokenDigest],
) -> Result<()> {
    diesel::delete(recovery_codes::table.filter(recovery_codes::account_id.eq(account)))
        .execute(&mut **tx)?;
    for digest in digests {
        let row = (recovery_codes::digest.eq(digest), recovery_codes::account_id.eq(account));
        diesel::insert_into(recovery_codes::table).values(row).execute(&mut **tx)?;
    }
    Ok(())
}

/// Deletes the app of an account; `false` if it has none.
pub(in crate::accounts) fn delete_app(tx: &mut Tx<'_>, account: &AccountId) -> Result<bool> {
    Ok(diesel::delete(authenticators::table.find(account)).execute(&mut **tx)? == 1)
}
