//! The table of sign-ins that wait for the second factor.

use diesel::prelude::*;

use super::STEP;
use crate::accounts::AccountId;
use crate::accounts::sign_in::pending::Pending;
use crate::base::clock::Timestamp;
use crate::base::token::TokenDigest;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::schema::pending_sign_ins;

type Row = (TokenDigest, AccountId, i64, String, i64, Timestamp);

fn pending_of_row((digest, account_id, version, lane, tries, expires_at): Row) -> Pending {
    Pending { digest, account_id, version, lane, tries, expires_at }
}

pub(in crate::accounts) fn insert(tx: &mut Tx<'_>, pending: &Pending) -> Result<()> {
    let values = (
        pending_sign_ins::digest.eq(&pending.digest),
        pending_sign_ins::account_id.eq(&pending.account_id),
        pending_sign_ins::version.eq(pending.version),
        pending_sign_ins::lane.eq(&pending.lane),
        pending_sign_ins::tries.eq(pending.tries),
        pending_sign_ins::expires_at.eq(pending.expires_at),
    );
    diesel::insert_into(pending_sign_ins::table).values(values).execute(&mut **tx)?;
    Ok(())
}

pub(in crate::accounts) fn find(conn: &mut Conn, digest: &TokenDigest) -> Result<Option<Pending>> {
    Ok(pending_sign_ins::table.find(digest).first::<Row>(conn).optional()?.map(pending_of_row))
}

/// Takes one try away, and with the last one the whole row.
pub(in crate::accounts) fn fail(tx: &mut Tx<'_>, pending: &Pending) -> Result<()> {
    if pending.tries <= 1 {
        return delete(tx, &pending.digest);
    }
    let left = pending_sign_ins::tries.eq(pending_sign_ins::tries - 1);
    diesel::update(pending_sign_ins::table.find(&pending.digest)).set(left).execute(&mut **tx)?;
    Ok(())
}

pub(in crate::accounts) fn delete(tx: &mut Tx<'_>, digest: &TokenDigest) -> Result<()> {
    diesel::delete(pending_sign_ins::table.find(digest)).execute(&mut **tx)?;
    Ok(())
}

pub(in crate::accounts) fn delete_of(tx: &mut Tx<'_>, account: &AccountId) -> Result<()> {
    let theirs = pending_sign_ins::table.filter(pending_sign_ins::account_id.eq(account));
    diesel::delete(theirs).execute(&mut **tx)?;
    Ok(())
}

pub(in crate::accounts) fn forget(tx: &mut Tx<'_>) -> Result<usize> {
    let over = pending_sign_ins::table.filter(pending_sign_ins::expires_at.le(tx.now));
    let over: Vec<TokenDigest> = over.select(pending_sign_ins::digest).limit(STEP).load(&mut **tx)?;
    let over = pending_sign_ins::table.filter(pending_sign_ins::digest.eq_any(over));
    Ok(diesel::delete(over).execute(&mut **tx)?)
}
