//! How a reader's account begins, and how its password is set anew.
//!
//! Whoever asks learns nothing about an address: known or not, the page is the same, and only a letter
//! to the address tells its owner more (ASVS 6.3.8).

use std::time::Duration;

use super::links::{self, Purpose};
use super::role::Role;
use super::second_factor::Owner;
use super::sign_in::Proven;
use super::{Account, AccountId, NewAccount, address_of, create, letters, second_factor, session, store};
use crate::base::clock::Timestamp;
use crate::base::seal::Keys;
use crate::base::text::{EmailAddress, Name};
use crate::base::token::{Token, TokenDigest};
use crate::db::{Conn, Db, Tx};
use crate::error::{Error, OrNotFound as _, Result};
use crate::web::limits::{self, Rate};

const HOUR: Duration = Duration::from_hours(1);
/// One letter an hour to an address that somebody else may be typing.
const LETTERS_TO_ONE: Rate = Rate::new(1, HOUR);
/// Who asks for a new password may have lost the first letter.
const RESETS_FOR_ONE: Rate = Rate::new(3, HOUR);
const SETTING: [Purpose; 2] = [Purpose::Reset, Purpose::Recover];

/// What somebody registers with.
#[derive(Debug, Clone)]
pub struct Registration {
    /// The name that others will see.
    pub name: Name,
    /// The address to confirm.
    pub email: EmailAddress,
    /// The hash of the password.
    pub password_hash: String,
}

/// Whether one more letter may go to this address now. It is asked for every address alike.
///
/// # Errors
/// Those of the database.
pub async fn may_be_written_to(db: &Db, keys: &Keys, address: &EmailAddress) -> Result<bool> {
    let key = keys.email_key(address);
    Ok(limits::over(db, "known-address", key.as_str(), LETTERS_TO_ONE).await?.is_none())
}

/// Whether one more reset letter may go to this address now.
///
/// # Errors
/// Those of the database.
pub async fn may_be_reset(db: &Db, keys: &Keys, address: &EmailAddress) -> Result<bool> {
    let key = keys.email_key(address);
    Ok(limits::over(db, "reset-letter", key.as_str(), RESETS_FOR_ONE).await?.is_none())
}

/// Refuses a name that another account has, that reads like one of the team's, or that is kept because somebody registered
/// it with a known address.
///
/// # Errors
/// [`Error::Invalid`] at `name`.
pub fn check_name(conn: &mut Conn, name: &Name) -> Result<()> {
    let taken = store::account_of_name(conn, &name.key())?.is_some()
        || store::reserved_names::is_kept(conn, &name.key())?
        || super::looks_like_staff(conn, name)?;
    if taken { Err(Error::invalid("name", super::NAME_TAKEN)) } else { Ok(()) }
}

/// Registers: a new address gets an account and a letter to confirm it, a known one a letter that says
/// that somebody tried, if `may_write`. The answer is the same, and the name is taken either way: for a known address it
/// is kept for as long as an account that nobody confirms.
///
/// # Errors
/// [`Error::Invalid`] at `name` if another account has it.
pub fn register(tx: &mut Tx<'_>, keys: &Keys, who: &Registration, may_write: bool) -> Result<()> {
    check_name(tx, &who.name)?;
    if let Some(known) = store::account_of_address(tx, &keys.email_keys(&who.email))? {
        store::reserved_names::keep(tx, &who.name.key())?;
        return if may_write { letters::post(tx, letters::KNOWN_ADDRESS, &known.id) } else { Ok(()) };
    }
    let account = NewAccount {
        email: who.email.clone(),
        name: who.name.clone(),
        role: Role::Reader,
        password_hash: Some(who.password_hash.clone()),
        confirmed: false,
    };
    let id = create(tx, keys, &account)?;
    letters::post(tx, letters::CONFIRM, &id)
}

/// Whose address a link confirms, with the hash of the password that was chosen with it; `None` if the link is not
/// good any more.
///
/// # Errors
/// Those of the database.
pub fn who_confirms(
    conn: &mut Conn,
    token: &Token,
    now: Timestamp,
) -> Result<Option<(Account, Option<String>)>> {
    let Some(id) = links::find(conn, token, &[Purpose::Confirm], now)?.and_then(|link| link.account_id)
    else {
        return Ok(None);
    };
    let Some(account) = store::account(conn, &id)? else { return Ok(None) };
    let hash = store::password_hash(conn, &id)?;
    Ok(Some((account, hash)))
}

/// Confirms an address by the link that was mailed to it, for someone who also knows the password: a stranger may
/// have registered with the address first, and must not have the account that its owner opens. Answers the account as it
/// is then.
///
/// # Errors
/// [`Error::NotFound`] if the link was used or has run out, or the account is another than the one proved.
pub fn confirm(tx: &mut Tx<'_>, token: &Token, proven: &Proven) -> Result<Account> {
    let link = links::take(tx, token, &[Purpose::Confirm])?;
    let account = link.account_id.or_not_found()?;
    store::account(tx, &account)?.filter(|account| proven.holds_for(account)).or_not_found()?;
    store::set_confirmed(tx, &account)?;
    store::account(tx, &account)?.or_not_found()
}

/// Mails a link to set a new password, if the address has an account that is not disabled. For any other address the
/// same is written, and comes to nothing when the letter is to be composed: how long this takes tells nobody which it
/// was (ASVS 6.3.8).
///
/// # Errors
/// Those of the database.
pub fn ask_reset(tx: &mut Tx<'_>, keys: &Keys, address: &EmailAddress) -> Result<()> {
    let owner = store::account_of_address(tx, &keys.email_keys(address))?;
    let id = owner.map_or_else(|| tx.fresh_id(), |account| account.id);
    letters::post(tx, letters::RESET, &id)
}

/// Whose password a link sets, with their address, which must not be part of it; `None` if the link is
/// not good any more.
///
/// # Errors
/// Those of the database.
pub fn who_resets(
    conn: &mut Conn,
    keys: &Keys,
    token: &Token,
    now: Timestamp,
) -> Result<Option<(Account, EmailAddress)>> {
    let Some(id) = links::find(conn, token, &SETTING, now)?.and_then(|link| link.account_id) else {
        return Ok(None);
    };
    let account = store::account(conn, &id)?.filter(|account| account.disabled_at.is_none());
    let address = address_of(conn, keys, &id)?;
    Ok(account.zip(address))
}

/// Sets a new password by a link. Every session and every other link of the account ends; nobody is
/// signed in by it and a second factor stays (ASVS 6.4.3), unless the link came from the terminal of the machine: then
/// the factor is lost, and taken away. The owner is told by mail. Who had the link read the address's
/// mail, so the address is confirmed.
///
/// # Errors
/// [`Error::NotFound`] if the link was used or has run out, or the account was disabled.
pub fn reset(tx: &mut Tx<'_>, token: &Token, password_hash: &str) -> Result<AccountId> {
    let link = links::take(tx, token, &SETTING)?;
    let id = link.account_id.or_not_found()?;
    let account = store::account(tx, &id)?.filter(|account| account.disabled_at.is_none()).or_not_found()?;
    store::set_password(tx, &account.id, password_hash)?;
    store::set_confirmed(tx, &account.id)?;
    if link.purpose == Purpose::Recover {
        second_factor::lose(tx, &account.id)?;
    }
    end_everything(tx, &account.id)?;
    letters::post(tx, letters::PASSWORD_SET, &account.id)?;
    Ok(account.id)
}

/// Sets another password, at the owner's own wish: every other session and all that leads into the account ends, and
/// the owner is told (ASVS 6.3.7).
///
/// # Errors
/// [`Error::SignInRequired`] if the owner's session has ended meanwhile; those of the database.
pub fn change_password(tx: &mut Tx<'_>, of: &Owner, hash: &str) -> Result<()> {
    session::still_stands(tx, of)?;
    store::set_password(tx, &of.account, hash)?;
    end_all_but(tx, &of.account, Some(&of.session))?;
    letters::post(tx, letters::PASSWORD_SET, &of.account)
}

/// Ends every session of an account and all else that leads into it.
pub(super) fn end_everything(tx: &mut Tx<'_>, account: &AccountId) -> Result<()> {
    end_all_but(tx, account, None)
}

/// Ends every session of an account but one, voids its links, and makes worthless what browsers carry of it and what
/// of it is under way: whoever was in the middle of coming in begins anew (ASVS 7.4.3).
pub(super) fn end_all_but(tx: &mut Tx<'_>, account: &AccountId, keep: Option<&TokenDigest>) -> Result<()> {
    store::delete_sessions(tx, account, keep)?;
    store::sign_ins::delete_of(tx, account)?;
    store::email_changes::delete_of(tx, account)?;
    store::delete_links_of(tx, account)?;
    store::raise_version(tx, account)
}
