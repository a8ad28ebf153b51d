//! The second factor: what somebody has, beside the password that they know.
//!
//! An app that makes codes ([`authenticator`]), and recovery codes for the day on which it is lost. Nothing counts
//! before a code of the app was typed, and nothing but the owner's own hand takes it away: no reset and no link
//! (ASVS 6.4.3). Whoever has a role cannot be without one ([`role_has_begun`]).
//!
//! Another kind of factor (a passkey) gets a table of its own and a variant of [`Shown`]; what asks for a factor
//! asks here, and need not know which kinds there are.

pub mod authenticator;
pub mod code;

use self::authenticator::{Place, Secret};
use self::code::{Code, RecoveryCode};
use super::store::second_factor as store;
use super::{Account, AccountId, letters, registration, session, store as accounts};
use crate::base::clock::Timestamp;
use crate::base::seal::Keys;
use crate::base::token::TokenDigest;
use crate::db::{Conn, Tx};
use crate::error::{Error, OrNotFound as _, Result};

/// Recovery codes that are made at once.
const CODES: usize = 10;

/// What was shown beside the password. It was used up by being shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// A code of the app.
    App,
    /// A recovery code.
    Recovery,
}

/// A second factor that is set up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Factor {
    /// When its owner proved that they have it.
    pub since: Timestamp,
    /// Recovery codes that are left.
    pub codes_left: usize,
}

/// Somebody's second factor, if they have one.
///
/// # Errors
/// Those of the database.
pub fn of(conn: &mut Conn, account: &AccountId) -> Result<Option<Factor>> {
    let Some(since) = store::since(conn, account)? else { return Ok(None) };
    Ok(Some(Factor { since, codes_left: store::codes_left(conn, account)? }))
}

/// Whether somebody has a second factor.
///
/// # Errors
/// Those of the database.
pub fn is_set_up(conn: &mut Conn, account: &AccountId) -> Result<bool> {
    Ok(store::since(conn, account)?.is_some())
}

/// Whether the role of an account has begun: at once for readers, for staff with a second factor that was set up
/// since they are staff (ASVS 6.3.3).
///
/// # Errors
/// Those of the database.
pub fn role_has_begun(conn: &mut Conn, account: &Account) -> Result<bool> {
    if !account.role.is_staff() {
        return Ok(true);
    }
    let since = store::since(conn, &account.id)?;
    Ok(since.is_some_and(|since| account.staff_since.is_none_or(|staff| since >= staff)))
}

/// Looks whether a code is one of somebody's, and uses it up: each step of an app is good once, each recovery code
/// too. Using one of those is told by mail. `None` if it is none of theirs, or was used before.
///
/// # Errors
/// Those of the database; a fault if the secret's seal is broken or its key is gone.
pub fn show(tx: &mut Tx<'_>, keys: &Keys, account: &AccountId, code: &Code) -> Result<Option<Shown>> {
    let Some(sealed) = store::sealed(tx, account)? else { return Ok(None) };
    match code {
        Code::App(digits) => {
            let secret = Secret::open(keys, &sealed, &Place::Row(account)).map_err(Error::fault)?;
            let Some(step) = secret.step_of(digits.as_str(), tx.now) else { return Ok(None) };
            Ok(store::use_step(tx, account, step)?.then_some(Shown::App))
        }
        Code::Recovery(code) => {
            if !store::use_code(tx, account, &code.digest())? {
                return Ok(None);
            }
            letters::post(tx, letters::RECOVERY_CODE_USED, account)?;
            Ok(Some(Shown::Recovery))
        }
    }
}

/// Sets a second factor up, or another in its place, once a code shows that the app knows the secret. Answers the
/// recovery codes, which nobody sees again; those before are void. `None` if the code is none of the secret's.
///
/// # Errors
/// Those of the database; [`Error::SignInRequired`] if the owner's session has ended; [`Error::NotFound`] if the account
/// is gone.
pub fn set_up(
    tx: &mut Tx<'_>,
    keys: &Keys,
    of: &Owner,
    new: (&Secret, &Code),
) -> Result<Option<Vec<RecoveryCode>>> {
    session::still_stands(tx, of)?;
    let (secret, Code::App(digits)) = new else { return Ok(None) };
    let Some(step) = secret.step_of(digits.as_str(), tx.now) else { return Ok(None) };
    let sealed = secret.seal(keys, &Place::Row(&of.account), tx.random());
    store::replace(tx, &of.account, &sealed, step)?;
    let codes = fresh_codes(tx, &of.account)?;
    changed(tx, of, letters::FACTOR_SET)?;
    Ok(Some(codes))
}

/// Makes ten recovery codes in place of those that are left.
///
/// # Errors
/// Those of the database; [`Error::NotFound`] if the owner has no second factor.
pub fn renew_codes(tx: &mut Tx<'_>, of: &Owner) -> Result<Vec<RecoveryCode>> {
    session::still_stands(tx, of)?;
    store::since(tx, &of.account)?.or_not_found()?;
    let codes = fresh_codes(tx, &of.account)?;
    changed(tx, of, letters::CODES_RENEWED)?;
    Ok(codes)
}

/// Takes a reader's second factor away, at their own wish.
///
/// # Errors
/// [`Error::Forbidden`] for staff, who cannot be without one; [`Error::NotFound`] if there is none.
pub fn take_away(tx: &mut Tx<'_>, of: &Owner) -> Result<()> {
    session::still_stands(tx, of)?;
    let account = accounts::account(tx, &of.account)?.or_not_found()?;
    if account.role.is_staff() {
        return Err(Error::Forbidden);
    }
    store::since(tx, &of.account)?.or_not_found()?;
    store::delete(tx, &of.account)?;
    changed(tx, of, letters::FACTOR_REMOVED)
}

/// Takes away the second factor of somebody who lost it and all codes: for the terminal of the machine alone.
pub(super) fn lose(tx: &mut Tx<'_>, account: &AccountId) -> Result<()> {
    store::delete(tx, account)
}

/// Somebody at their own account, in the session that stays open when all others end.
#[derive(Debug, Clone)]
pub struct Owner {
    /// Their account.
    pub account: AccountId,
    /// Their session.
    pub session: TokenDigest,
}

/// Every other session, every known browser, every link and every sign-in under way ends (ASVS 7.4.3), and the owner
/// is told.
fn changed(tx: &mut Tx<'_>, of: &Owner, letter: letters::Kind) -> Result<()> {
    registration::end_all_but(tx, &of.account, Some(&of.session))?;
    letters::post(tx, letter, &of.account)
}

fn fresh_codes(tx: &mut Tx<'_>, account: &AccountId) -> Result<Vec<RecoveryCode>> {
    let codes: Vec<RecoveryCode> =
        std::iter::repeat_with(|| RecoveryCode::fresh(tx.random())).take(CODES).collect();
    let digests: Vec<TokenDigest> = codes.iter().map(RecoveryCode::digest).collect();
    store::replace_codes(tx, account, &digests)?;
    Ok(codes)
}
