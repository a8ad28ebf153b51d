//! The second factor: what somebody has, beside the password that they know.
//!
//! An app that makes codes ([`authenticator`]), passkeys ([`passkey`], asked for in a [`ceremony`]), and recovery codes
//! for the day on which they are lost. Nothing counts before it was shown once, and nothing but the owner's own hand
//! takes it away: no reset and no link (ASVS 6.4.3). Whoever has a role cannot be without one ([`role_has_begun`]).
//!
//! Each kind has a table of its own and a variant of [`Given`] and of [`Shown`]; what asks for a factor asks here, and
//! need not know which kinds there are.

pub mod authenticator;
pub mod ceremony;
pub mod code;
pub mod passkey;

use self::authenticator::{Place, Secret};
use self::ceremony::Answer;
use self::code::{Code, RecoveryCode};
use self::passkey::{MOST, Passkey, PasskeyId};
use super::store::{passkeys, second_factor as store};
use super::{Account, AccountId, letters, registration, session, store as accounts};
use crate::base::clock::Timestamp;
use crate::base::seal::Keys;
use crate::base::text::Name;
use crate::base::token::TokenDigest;
use crate::db::{Conn, Tx};
use crate::error::{Error, OrNotFound as _, Result};

/// Recovery codes that are made at once.
const CODES: usize = 10;

/// More passkeys than one account holds; a key of `locales/`.
const TOO_MANY: &str = "accounts-passkey-too-many";

/// What somebody gives beside the password; whether it is good is to be seen.
#[derive(Debug, Clone)]
pub enum Given {
    /// A code of the app, or a recovery code.
    Code(Code),
    /// What a browser answered to the question for a passkey.
    Passkey(Box<Answer>),
}

impl Given {
    /// Whether whoever has it not could guess it: six digits alone can be.
    #[must_use]
    pub const fn is_guessable(&self) -> bool {
        matches!(self, Self::Code(Code::App(_)))
    }
}

/// What was shown beside the password. It was used up by being shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// A code of the app.
    App,
    /// A recovery code.
    Recovery,
    /// A passkey.
    Passkey,
}

/// A second factor that is set up, passkeys aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Factor {
    /// When its owner proved that they have an app, if they have one.
    pub app_since: Option<Timestamp>,
    /// Recovery codes that are left.
    pub codes_left: usize,
}

/// Somebody's second factor, if they have one.
///
/// # Errors
/// Those of the database.
pub fn of(conn: &mut Conn, account: &AccountId) -> Result<Option<Factor>> {
    if !is_set_up(conn, account)? {
        return Ok(None);
    }
    let (app_since, codes_left) = (store::since(conn, account)?, store::codes_left(conn, account)?);
    Ok(Some(Factor { app_since, codes_left }))
}

/// Somebody's passkeys, the oldest first.
///
/// # Errors
/// Those of the database; a fault if a seal is broken or its key is gone.
pub fn passkeys_of(conn: &mut Conn, keys: &Keys, account: &AccountId) -> Result<Vec<Passkey>> {
    passkey::list(conn, keys, account)
}

/// Whether somebody has a second factor.
///
/// # Errors
/// Those of the database.
pub fn is_set_up(conn: &mut Conn, account: &AccountId) -> Result<bool> {
    Ok(since(conn, account)?.is_some())
}

/// When the youngest of somebody's factors was set up.
fn since(conn: &mut Conn, account: &AccountId) -> Result<Option<Timestamp>> {
    Ok(store::since(conn, account)?.max(passkeys::since(conn, account)?))
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
    let since = since(conn, &account.id)?;
    Ok(since.is_some_and(|since| account.staff_since.is_none_or(|staff| since >= staff)))
}

/// Looks whether what was given is somebody's, and uses it up: each step of an app is good once, each recovery code and
/// each answer of a passkey too. Using a recovery code is told by mail. `None` if it is none of theirs, or was used before.
///
/// # Errors
/// Those of the database; a fault if a seal is broken or its key is gone.
pub fn show(tx: &mut Tx<'_>, keys: &Keys, account: &AccountId, given: &Given) -> Result<Option<Shown>> {
    match given {
        Given::Code(Code::App(digits)) => {
            let Some(sealed) = store::sealed(tx, account)? else { return Ok(None) };
            let secret = Secret::open(keys, &sealed, &Place::Row(account)).map_err(Error::fault)?;
            let Some(step) = secret.step_of(digits.as_str(), tx.now) else { return Ok(None) };
            Ok(store::use_step(tx, account, step)?.then_some(Shown::App))
        }
        Given::Code(Code::Recovery(code)) => {
            if !store::use_code(tx, account, &code.digest())? {
                return Ok(None);
            }
            letters::post(tx, letters::RECOVERY_CODE_USED, account)?;
            Ok(Some(Shown::Recovery))
        }
        Given::Passkey(answer) => Ok(passkey::show(tx, keys, account, answer)?.then_some(Shown::Passkey)),
    }
}

/// Sets an app up, or another in its place, once a code shows that it knows the secret. Answers the
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
    begin_anew(tx, of)?;
    let sealed = secret.seal(keys, &Place::Row(&of.account), tx.random());
    store::replace(tx, &of.account, &sealed, step)?;
    let codes = fresh_codes(tx, &of.account)?;
    changed(tx, of, letters::FACTOR_SET)?;
    Ok(Some(codes))
}

/// Adds a passkey, once a browser answered that it made one. Answers recovery codes if it is the first factor, or the
/// first of a new role. `None` if nothing proves the passkey, or somebody has it already.
///
/// # Errors
/// Those of the database; [`Error::SignInRequired`] if the owner's session has ended; [`Error::Conflict`] beyond ten.
pub fn add_passkey(
    tx: &mut Tx<'_>,
    keys: &Keys,
    of: &Owner,
    new: (&Name, &Answer),
) -> Result<Option<Vec<RecoveryCode>>> {
    session::still_stands(tx, of)?;
    let (name, answer) = new;
    let Some(made) = passkey::made(tx, keys, answer)? else { return Ok(None) };
    let is_first = begin_anew(tx, of)?;
    if passkeys::of(tx, &of.account)?.len() >= MOST {
        return Err(Error::Conflict(TOO_MANY));
    }
    passkey::keep(tx, keys, &of.account, (name, made))?;
    let codes = if is_first { fresh_codes(tx, &of.account)? } else { Vec::new() };
    changed(tx, of, letters::PASSKEY_ADDED)?;
    Ok(Some(codes))
}

/// Takes a passkey away.
///
/// # Errors
/// [`Error::NotFound`] if its owner has none of this id; [`Error::Forbidden`] if it is the last factor of staff.
pub fn remove_passkey(tx: &mut Tx<'_>, of: &Owner, id: &PasskeyId) -> Result<()> {
    session::still_stands(tx, of)?;
    if !passkeys::delete(tx, &of.account, id)? {
        return Err(Error::NotFound);
    }
    taken_away(tx, of, letters::PASSKEY_REMOVED)
}

/// Makes ten recovery codes in place of those that are left.
///
/// # Errors
/// Those of the database; [`Error::NotFound`] if the owner has no second factor.
pub fn renew_codes(tx: &mut Tx<'_>, of: &Owner) -> Result<Vec<RecoveryCode>> {
    session::still_stands(tx, of)?;
    since(tx, &of.account)?.or_not_found()?;
    let codes = fresh_codes(tx, &of.account)?;
    changed(tx, of, letters::CODES_RENEWED)?;
    Ok(codes)
}

/// Takes the app away, at its owner's own wish.
///
/// # Errors
/// [`Error::Forbidden`] if it is the last factor of staff, who cannot be without one; [`Error::NotFound`] if there is none.
pub fn remove_app(tx: &mut Tx<'_>, of: &Owner) -> Result<()> {
    session::still_stands(tx, of)?;
    if !store::delete_app(tx, &of.account)? {
        return Err(Error::NotFound);
    }
    taken_away(tx, of, letters::APP_REMOVED)
}

/// Takes away every second factor of somebody who lost it, and all codes.
pub(super) fn lose(tx: &mut Tx<'_>, account: &AccountId) -> Result<()> {
    passkeys::delete_of(tx, account)?;
    store::replace_codes(tx, account, &[])?;
    store::delete_app(tx, account).map(drop)
}

/// Clears the way for the first factor of an account or of a role: what was set up before the role does not count for
/// it, and goes. Whether it is the first.
fn begin_anew(tx: &mut Tx<'_>, of: &Owner) -> Result<bool> {
    let account = accounts::account(tx, &of.account)?.or_not_found()?;
    let goes_on = is_set_up(tx, &of.account)? && role_has_begun(tx, &account)?;
    if !goes_on {
        lose(tx, &of.account)?;
    }
    Ok(!goes_on)
}

/// A factor is gone. What is left must carry its owner's role; with the last of a reader the recovery codes go, too.
fn taken_away(tx: &mut Tx<'_>, of: &Owner, letter: letters::Kind) -> Result<()> {
    let account = accounts::account(tx, &of.account)?.or_not_found()?;
    if !role_has_begun(tx, &account)? {
        return Err(Error::Forbidden);
    }
    if is_set_up(tx, &of.account)? {
        return changed(tx, of, letter);
    }
    store::replace_codes(tx, &of.account, &[])?;
    changed(tx, of, letters::FACTOR_REMOVED)
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
