//! The table of addresses that are about to change.

use diesel::prelude::*;

use super::STEP;
use crate::accounts::AccountId;
use crate::accounts::email_change::{Change, End};
use crate::base::clock::Timestamp;
use crate::base::seal::SealedEmail;
use crate::base::token::TokenDigest;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::schema::email_changes;

type Row = (AccountId, String, SealedEmail, Option<Timestamp>, Option<Timestamp>, Timestamp);

type Columns = (
    email_changes::id,
    email_changes::email_key,
    email_changes::email_sealed,
    email_changes::confirmed_at,
    email_changes::agreed_at,
    email_changes::expires_at,
);

const CHANGE: Columns = (
    email_changes::id,
    email_changes::email_key,
    email_changes::email_sealed,
    email_changes::confirmed_at,
    email_changes::agreed_at,
    email_changes::expires_at,
);

fn change_of_row((account_id, email_key, email_sealed, confirmed_at, agreed_at, expires_at): Row) -> Change {
    Change { account_id, email_key, email_sealed, confirmed_at, agreed_at, expires_at }
}

pub(in crate::accounts) fn replace(tx: &mut Tx<'_>, change: &Change) -> Result<()> {
    delete_of(tx, &change.account_id)?;
    let values = (
        email_changes::id.eq(&change.account_id),
        email_changes::email_key.eq(&change.email_key),
        email_changes::email_sealed.eq(&change.email_sealed),
        email_changes::confirmed_at.eq(change.confirmed_at),
        email_changes::agreed_at.eq(change.agreed_at),
        email_changes::created_at.eq(tx.now),
        email_changes::expires_at.eq(change.expires_at),
    );
    diesel::insert_into(email_changes::table).values(values).execute(&mut **tx)?;
    Ok(())
}

pub(in crate::accounts) fn find(conn: &mut Conn, account: &AccountId) -> Result<Option<Change>> {
    let row = email_changes::table.find(account).select(CHANGE).first::<Row>(conn).optional()?;
    Ok(row.map(change_of_row))
}

pub(in crate::accounts) fn of_token(
    conn: &mut Conn,
    digest: &TokenDigest,
    end: End,
) -> Result<Option<Change>> {
    let changes = email_changes::table.select(CHANGE);
    let row = match end {
        End::New => changes.filter(email_changes::new_digest.eq(digest)).first::<Row>(conn),
        End::Old => changes.filter(email_changes::old_digest.eq(digest)).first::<Row>(conn),
    };
    Ok(row.optional()?.map(change_of_row))
}

pub(in crate::accounts) fn set_token(
    tx: &mut Tx<'_>,
    account: &AccountId,
    digest: &TokenDigest,
    end: End,
) -> Result<()> {
    let change = diesel::update(email_changes::table.find(account));
    match end {
        End::New => change.set(email_changes::new_digest.eq(digest)).execute(&mut **tx)?,
        End::Old => change.set(email_changes::old_digest.eq(digest)).execute(&mut **tx)?,
    };
    Ok(())
}

pub(in crate::accounts) fn set_answers(tx: &mut Tx<'_>, change: &Change) -> Result<()> {
    let answers =
        (email_changes::confirmed_at.eq(change.confirmed_at), email_changes::agreed_at.eq(change.agreed_at));
    diesel::update(email_changes::table.find(&change.account_id)).set(answers).execute(&mut **tx)?;
    Ok(())
}

pub(in crate::accounts) fn delete_of(tx: &mut Tx<'_>, account: &AccountId) -> Result<()> {
    diesel::delete(email_changes::table.find(account)).execute(&mut **tx)?;
    Ok(())
}

pub(in crate::accounts) fn forget(tx: &mut Tx<'_>) -> Result<usize> {
    let over = email_changes::table.filter(email_changes::expires_at.le(tx.now));
    let over: Vec<AccountId> = over.select(email_changes::id).limit(STEP).load(&mut **tx)?;
    Ok(diesel::delete(email_changes::table.filter(email_changes::id.eq_any(over))).execute(&mut **tx)?)
}
