//! Proving who one is, by address and password.
//!
//! An unknown address, a wrong password, an unconfirmed and a disabled account are the same to whoever
//! asks: one run of argon2 and one answer (ASVS 6.3.8).

use std::time::Duration;

use super::password::{Hasher, Password, Typed, Verdict};
use super::{Account, AccountId, store};
use crate::base::seal::{EmailKey, Keys};
use crate::base::text::EmailAddress;
use crate::db::{Conn, Db};
use crate::error::Result;
use crate::web::limits::{self, Rate};

/// Tries with one address that fail; beyond, even the right password waits (ASVS 6.3.1).
const FAILURES: Rate = Rate::new(10, Duration::from_hours(1));
const FAILURES_CLASS: &str = "sign-in-failures";
const AGAIN_CLASS: &str = "prove-failures";

/// Someone who has just proved whose account is theirs. Only the deeds of this feature make one, and
/// without one no session is opened: a further factor is asked for between the two.
///
/// It holds for the account as it was then: a new password, another role or a shut door in between, and no session
/// is opened for it (ASVS 7.4.3).
#[derive(Debug)]
pub struct Proven {
    account: AccountId,
    version: i64,
}

impl Proven {
    pub(super) fn of(account: &Account) -> Self {
        Self { account: account.id.clone(), version: account.version }
    }

    /// Whether the account is still as it was proved.
    #[must_use]
    pub fn holds_for(&self, account: &Account) -> bool {
        account.id == self.account && account.version == self.version
    }

    /// Whose account it is.
    #[must_use]
    pub const fn account_id(&self) -> &AccountId {
        &self.account
    }
}

/// Compares address and password with what is stored; `None` if that is nobody who may sign in. The
/// hash of an older cost is replaced on the way.
///
/// # Errors
/// [`crate::error::Error::TooOften`] after 10 failures with this address within an hour, whether anybody has it or
/// not; [`crate::error::Error::Unavailable`] if too many wait for argon2.
pub async fn prove(
    db: &Db,
    keys: &Keys,
    hasher: &Hasher,
    address: &str,
    typed: &Typed,
) -> Result<Option<Proven>> {
    let Ok(password) = Password::parse(typed.as_str()) else { return Ok(None) };
    let Ok(address) = EmailAddress::parse(address) else {
        hasher.verify(password, None).await?;
        return Ok(None);
    };
    let counted = keys.email_key(&address);
    limits::count(db, FAILURES_CLASS, counted.as_str(), FAILURES).await?;
    let proven = compare(db, hasher, keys.email_keys(&address), password).await;
    if !matches!(proven, Ok(None)) {
        limits::give_back(db, FAILURES_CLASS, counted.as_str(), FAILURES).await?;
    }
    proven
}

/// Compares a password with that of an account which a mailed link names; `None` if it is another.
///
/// # Errors
/// [`crate::error::Error::Unavailable`] if too many wait for argon2.
pub async fn prove_owner(
    hasher: &Hasher,
    account: &Account,
    stored: Option<String>,
    typed: &Typed,
) -> Result<Option<Proven>> {
    let Ok(password) = Password::parse(typed.as_str()) else { return Ok(None) };
    match hasher.verify(password, stored).await? {
        Verdict::Wrong => Ok(None),
        Verdict::Right | Verdict::Outdated(_) => Ok(Some(Proven::of(account))),
    }
}

/// Compares a password with that of somebody who is signed in; `None` if it is another.
///
/// # Errors
/// [`crate::error::Error::TooOften`] after 10 failures of this account within an hour: a thief at an open browser must
/// not guess on; [`crate::error::Error::Unavailable`] if too many wait for argon2.
pub async fn prove_again(
    db: &Db,
    hasher: &Hasher,
    account: &AccountId,
    typed: &Typed,
) -> Result<Option<Proven>> {
    limits::count(db, AGAIN_CLASS, account.as_str(), FAILURES).await?;
    let id = account.clone();
    let found =
        db.read(move |conn| Ok((store::account(conn, &id)?, store::password_hash(conn, &id)?))).await?;
    let (Some(owner), hash) = found else { return Ok(None) };
    let proven = prove_owner(hasher, &owner, hash, typed).await;
    if !matches!(proven, Ok(None)) {
        limits::give_back(db, AGAIN_CLASS, account.as_str(), FAILURES).await?;
    }
    proven
}

async fn compare(
    db: &Db,
    hasher: &Hasher,
    keys: Vec<EmailKey>,
    password: Password,
) -> Result<Option<Proven>> {
    let found = db.read(move |conn| credentials(conn, &keys)).await?;
    let stored = found.as_ref().and_then(|(_, hash)| hash.clone());
    let verdict = hasher.verify(password, stored.clone()).await?;
    let Some((account, _)) = found.filter(|(account, _)| account.may_sign_in()) else { return Ok(None) };
    match (verdict, stored) {
        (Verdict::Wrong, _) | (_, None) => Ok(None),
        (Verdict::Right, Some(_)) => Ok(Some(Proven::of(&account))),
        (Verdict::Outdated(fresh), Some(old)) => {
            let id = account.id.clone();
            db.write(move |tx| store::replace_hash(tx, &id, &old, &fresh)).await?;
            Ok(Some(Proven::of(&account)))
        }
    }
}

fn credentials(conn: &mut Conn, keys: &[EmailKey]) -> Result<Option<(Account, Option<String>)>> {
    let Some(account) = store::account_of_address(conn, keys)? else { return Ok(None) };
    let hash = store::password_hash(conn, &account.id)?;
    Ok(Some((account, hash)))
}
