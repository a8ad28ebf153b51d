//! Passkeys as they are kept: everything about them is sealed, for what kind of device somebody has, what they call it
//! and through which door they come is nobody's business.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use webauthn_rs::prelude::Passkey as Credential;

use super::ceremony::{Answer, credential_key};
use crate::accounts::AccountId;
use crate::accounts::store::passkeys as store;
use crate::base::clock::Timestamp;
use crate::base::ids::Id;
use crate::base::seal::Keys;
use crate::base::text::Name;
use crate::base::token::TokenDigest;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};

/// Passkeys that one account holds at most.
pub const MOST: usize = 10;
/// What is sealed has one of few lengths, so that none tells the name or the address.
const STEP: usize = 1024;
const FILLING: u8 = b' ';

/// A passkey of an account.
#[derive(Debug, Clone)]
pub struct Passkey {
    /// Its id.
    pub id: PasskeyId,
    /// What its owner calls it.
    pub name: String,
    /// The host of the address that it was made for.
    pub host: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// The day on which it was last shown.
    pub used_on: Option<Date>,
    pub(super) credential: Credential,
}

/// The id of a passkey.
pub type PasskeyId = Id<Passkey>;

/// What is sealed of one.
#[derive(Serialize, Deserialize)]
struct Sealed {
    name: String,
    host: String,
    used_on: Option<String>,
    credential: Credential,
}

/// A row of the table.
pub(in crate::accounts) struct Row {
    pub(in crate::accounts) id: PasskeyId,
    pub(in crate::accounts) account_id: AccountId,
    pub(in crate::accounts) credential_key: TokenDigest,
    pub(in crate::accounts) sealed: Vec<u8>,
    pub(in crate::accounts) created_at: Timestamp,
}

/// Somebody's passkeys, the oldest first.
pub(super) fn list(conn: &mut Conn, keys: &Keys, account: &AccountId) -> Result<Vec<Passkey>> {
    store::of(conn, account)?.into_iter().map(|row| opened(keys, row)).collect()
}

/// A passkey that a browser has just made, and the host that it was made for.
pub(super) struct Made {
    host: String,
    credential: Credential,
}

/// What a browser made; `None` if nothing proves it, or somebody has it already. The question is used up either way.
pub(super) fn made(tx: &mut Tx<'_>, keys: &Keys, answer: &Answer) -> Result<Option<Made>> {
    let Some(credential) = answer.made(tx, keys)? else { return Ok(None) };
    let known = store::of_credential(tx, &credential_key(credential.cred_id()))?;
    let host = answer.party().host().to_owned();
    Ok(known.is_none().then_some(Made { host, credential }))
}

/// Keeps it, under its owner's name for it.
pub(super) fn keep(
    tx: &mut Tx<'_>,
    keys: &Keys,
    account: &AccountId,
    (name, made): (&Name, Made),
) -> Result<()> {
    let Made { host, credential } = made;
    let (id, name, created_at) = (tx.fresh_id(), name.as_str().to_owned(), tx.now);
    let passkey = Passkey { id, name, host, created_at, used_on: None, credential };
    let row = Row {
        account_id: account.clone(),
        credential_key: credential_key(passkey.credential.cred_id()),
        sealed: sealed(tx, keys, &passkey)?,
        created_at,
        id: passkey.id,
    };
    store::insert(tx, &row)
}

/// Whether an answer shows a passkey of this account, whose owner was verified. The question is used up either way.
pub(super) fn show(tx: &mut Tx<'_>, keys: &Keys, account: &AccountId, answer: &Answer) -> Result<bool> {
    let Some(claim) = answer.claim(tx, keys)? else { return Ok(false) };
    let found = store::of_credential(tx, &claim.credential_key())?;
    let Some(row) = found.filter(|row| row.account_id == *account) else { return Ok(false) };
    let mut passkey = opened(keys, row)?;
    let Some(shown) = claim.holds_for(&passkey) else { return Ok(false) };
    // Its counter must rise: a copy of the device would be behind (WebAuthn section 7.2).
    passkey.credential.update_credential(&shown);
    passkey.used_on = Some(tx.now.day());
    let sealed = sealed(tx, keys, &passkey)?;
    store::replace(tx, &passkey.id, &sealed)?;
    Ok(true)
}

fn sealed(tx: &mut Tx<'_>, keys: &Keys, passkey: &Passkey) -> Result<Vec<u8>> {
    let plain = Sealed {
        name: passkey.name.clone(),
        host: passkey.host.clone(),
        used_on: passkey.used_on.map(|day| day.to_string()),
        credential: passkey.credential.clone(),
    };
    let mut filled = serde_json::to_vec(&plain).map_err(Error::fault)?;
    let length = filled.len().next_multiple_of(STEP);
    filled.resize(length, FILLING);
    Ok(keys.seal_bytes(&filled, &row_context(passkey.id.as_str()), tx.random()))
}

fn opened(keys: &Keys, row: Row) -> Result<Passkey> {
    let plain = keys.open_bytes(&row.sealed, &row_context(row.id.as_str())).map_err(Error::fault)?;
    let Sealed { name, host, used_on, credential } = serde_json::from_slice(&plain).map_err(Error::fault)?;
    let used_on = used_on.map(|day| day.parse::<Date>()).transpose().map_err(Error::fault)?;
    Ok(Passkey { id: row.id, name, host, created_at: row.created_at, used_on, credential })
}

/// What the passkey in the row of this id is sealed for.
pub(in crate::accounts) fn row_context(id: &str) -> String {
    format!("passkey passkeys/{id}")
}
