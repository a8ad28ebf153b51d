//! What is left of an account while its last comments are taken from it.

use diesel::prelude::*;

use crate::accounts::AccountId;
use crate::accounts::erasure::Texts;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::schema::accounts;

/// Empties an account's row: its id is what its columns say of it now.
pub(in crate::accounts) fn empty(tx: &mut Tx<'_>, id: &AccountId, texts: Texts) -> Result<()> {
    let emptied = (
        accounts::email_key.eq(id),
        accounts::email_sealed.eq(Vec::<u8>::new()),
        accounts::public_name.eq(id),
        accounts::name_key.eq(id),
        accounts::password_hash.eq(None::<String>),
        accounts::role.eq("reader"),
        accounts::disabled_at.eq(tx.now),
        accounts::version.eq(accounts::version + 1),
        accounts::erasure.eq(texts.as_str()),
    );
    diesel::update(accounts::table.find(id)).set(emptied).execute(&mut **tx)?;
    Ok(())
}

/// Deletes the row of an account.
pub(in crate::accounts) fn delete(tx: &mut Tx<'_>, id: &AccountId) -> Result<()> {
    diesel::delete(accounts::table.find(id)).execute(&mut **tx)?;
    Ok(())
}

/// An account whose comments are still being taken from it.
pub(in crate::accounts) fn unfinished(conn: &mut Conn) -> Result<Option<(AccountId, Texts)>> {
    let found =
        accounts::table.filter(accounts::erasure.is_not_null()).select((accounts::id, accounts::erasure));
    let found: Option<(AccountId, Option<String>)> = found.first(conn).optional()?;
    Ok(found.and_then(|(id, word)| Some((id, Texts::parse(word.as_deref()?)?))))
}

/// Ids of accounts in order, after one of them.
pub(in crate::accounts) fn after(
    conn: &mut Conn,
    after: Option<&AccountId>,
    most: i64,
) -> Result<Vec<AccountId>> {
    let from = after.map_or("", AccountId::as_str);
    let standing = accounts::table.filter(accounts::id.gt(from)).filter(accounts::erasure.is_null());
    Ok(standing.order(accounts::id).limit(most).select(accounts::id).load(conn)?)
}
