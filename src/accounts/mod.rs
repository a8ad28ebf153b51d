//! People with an account: who they are, what they may do, and how they come in.
//!
//! Reading order: [`role`] and this file for the words, [`sign_in`], [`second_factor`] and [`session`] for coming in,
//! [`registration`], [`invitations`] and [`first_admin`] for how an account begins, [`admin`] for what
//! is done to one, [`sanctions`] for what its owner may not do with it, [`email_change`] for what its owner changes, [`erasure`] for how it ends; [`guard`] stands before every
//! handler that is not for everyone.

pub mod admin;
pub mod browsers;
pub mod email_change;
pub mod erasure;
pub mod export;
pub mod first_admin;
pub mod guard;
pub mod invitations;
pub mod letters;
mod links;
pub mod pages;
pub mod password;
pub mod registration;
pub mod role;
pub mod sanctions;
pub mod second_factor;
pub mod session;
pub mod sign_in;
mod store;
pub mod terminal;

use std::collections::HashMap;

pub use self::first_admin::first_admin_link;
pub use self::role::Role;
use crate::base::clock::Timestamp;
use crate::base::ids::Id;
use crate::base::seal::{EmailKey, Keys};
use crate::base::text::{EmailAddress, Name};
use crate::db::sealed::SealedColumn;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};

/// A person's account, as everyone may know it who has business with it. Its address and its password
/// hash are fetched only where they are needed.
#[derive(Debug, Clone)]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// The name that others see; no two accounts share one.
    pub public_name: Name,
    /// What its owner may do.
    pub role: Role,
    /// When its address was confirmed.
    pub confirmed_at: Option<Timestamp>,
    /// When it was disabled, if it is.
    pub disabled_at: Option<Timestamp>,
    /// Rises with every change; what was read earlier is compared with it.
    pub version: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// Since when its owner is staff, if they are.
    pub staff_since: Option<Timestamp>,
}

/// The id of an account.
pub type AccountId = Id<Account>;

impl Account {
    /// Whether its owner may sign in, password aside.
    #[must_use]
    pub const fn may_sign_in(&self) -> bool {
        self.confirmed_at.is_some() && self.disabled_at.is_none()
    }
}

/// What a new account needs.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// Its address.
    pub email: EmailAddress,
    /// Its public name.
    pub name: Name,
    /// What its owner may do.
    pub role: Role,
    /// Its password's hash; without one nobody can sign in until a password was set.
    pub password_hash: Option<String>,
    /// Whether its address is known to be its owner's.
    pub confirmed: bool,
}

/// The columns of accounts that hold what is sealed.
pub const SEALED: [SealedColumn; 6] = store::sealed::COLUMNS;

/// The name is another account's; a key of `locales/`.
pub const NAME_TAKEN: &str = "accounts-name-taken";
/// The address has an account; a key of `locales/`. Only for those who may know: admins and the terminal.
pub const ADDRESS_TAKEN: &str = "accounts-email-taken";

/// Makes an account.
///
/// # Errors
/// [`Error::Invalid`] at `name` or `email` if another account has it.
pub fn create(tx: &mut Tx<'_>, keys: &Keys, account: &NewAccount) -> Result<AccountId> {
    if store::account_of_name(tx, &account.name.key())?.is_some() {
        return Err(Error::invalid("name", NAME_TAKEN));
    }
    if store::account_of_address(tx, &keys.email_keys(&account.email))?.is_some() {
        return Err(Error::invalid("email", ADDRESS_TAKEN));
    }
    let id: AccountId = tx.fresh_id();
    let row = store::NewRow {
        email_key: keys.email_key(&account.email),
        email_sealed: keys.seal_email(&account.email, &row_of(&id), tx.random()),
        public_name: &account.name,
        name_key: account.name.key(),
        password_hash: account.password_hash.as_deref(),
        role: account.role,
        confirmed_at: account.confirmed.then_some(tx.now),
        disabled_at: None,
        version: 1,
        created_at: tx.now,
        id: id.clone(),
    };
    store::insert_account(tx, &row)?;
    Ok(id)
}

/// The account of an id.
///
/// # Errors
/// Those of the database.
pub fn find(conn: &mut Conn, id: &AccountId) -> Result<Option<Account>> {
    store::account(conn, id)
}

/// Whether this account moderates now: it has the role, and was not shut out.
///
/// # Errors
/// Those of the database.
pub fn moderates(conn: &mut Conn, id: &AccountId) -> Result<bool> {
    is_here(conn, id, Role::may_moderate)
}

/// Whether this account edits now: it has the role, and was not shut out.
///
/// # Errors
/// Those of the database.
pub fn edits(conn: &mut Conn, id: &AccountId) -> Result<bool> {
    is_here(conn, id, Role::may_edit)
}

fn is_here(conn: &mut Conn, id: &AccountId, may: impl FnOnce(Role) -> bool) -> Result<bool> {
    let account = store::account(conn, id)?;
    Ok(account.is_some_and(|account| account.may_sign_in() && may(account.role)))
}

/// Whether somebody else than these moderates here: anybody of that role, or an admin, who is not shut out.
///
/// # Errors
/// Those of the database.
pub fn somebody_else_moderates(conn: &mut Conn, but: &[&AccountId]) -> Result<bool> {
    store::somebody_else_is(conn, &[Role::Moderator, Role::Admin], but)
}

/// The account of a public name, however it is spelled.
///
/// # Errors
/// Those of the database.
pub fn find_by_name(conn: &mut Conn, name: &Name) -> Result<Option<Account>> {
    store::account_of_name(conn, &name.key())
}

/// The account of an address, by everything that it may be found by ([`Keys::email_keys`]).
///
/// # Errors
/// Those of the database.
pub fn find_by_address(conn: &mut Conn, keys: &[EmailKey]) -> Result<Option<Account>> {
    store::account_of_address(conn, keys)
}

/// The public names of accounts. Accounts that are gone have no entry.
///
/// # Errors
/// Those of the database.
pub fn names(conn: &mut Conn, ids: &[AccountId]) -> Result<HashMap<AccountId, String>> {
    store::names(conn, ids)
}

/// The address of an account, for a letter to it or for its owner's own page.
///
/// # Errors
/// Those of the database; a fault if its seal is broken or its key is gone.
pub fn address_of(conn: &mut Conn, keys: &Keys, id: &AccountId) -> Result<Option<EmailAddress>> {
    let sealed = store::sealed_address(conn, id)?;
    sealed.map(|sealed| keys.open_email(&sealed, &row_of(id)).map_err(Error::fault)).transpose()
}

/// The same for an erasure: whoever is to go goes, too, if nobody can read the address any more, because a backup is
/// older than the keys that are left.
///
/// # Errors
/// Those of the database.
pub fn readable_address(conn: &mut Conn, keys: &Keys, id: &AccountId) -> Result<Option<EmailAddress>> {
    let sealed = store::sealed_address(conn, id)?;
    Ok(sealed.and_then(|sealed| keys.open_email(&sealed, &row_of(id)).ok()))
}

/// Whether anybody but readers has an account.
///
/// # Errors
/// Those of the database.
pub fn staff_exists(conn: &mut Conn) -> Result<bool> {
    store::anyone_is(conn, &Role::STAFF)
}

/// How many people may write and release: editors and admins who can sign in.
///
/// # Errors
/// Those of the database.
pub fn editors(conn: &mut Conn) -> Result<usize> {
    let staff = store::staff(conn)?;
    Ok(staff.iter().filter(|account| account.role.may_edit() && account.may_sign_in()).count())
}

/// Whether a reader could take `name` for that of someone of the team.
///
/// # Errors
/// Those of the database.
pub fn looks_like_staff(conn: &mut Conn, name: &Name) -> Result<bool> {
    let looks = name.looks();
    Ok(store::staff(conn)?.iter().any(|account| account.public_name.looks() == looks))
}

/// Whether there is any account at all.
///
/// # Errors
/// Those of the database.
pub fn anyone_exists(conn: &mut Conn) -> Result<bool> {
    store::anyone_is(conn, &Role::ALL)
}

/// Forgets what has run out, at most 500 rows at a time: sessions, links, invitations that lie two weeks
/// back, and accounts whose address was never confirmed within 7 days. Answers how many rows went.
///
/// # Errors
/// Those of the database.
pub fn forget(tx: &mut Tx<'_>) -> Result<usize> {
    Ok(store::forget(tx)? + invitations::forget(tx)?)
}

/// What an account's address is sealed for.
fn row_of(id: &(impl std::fmt::Display + ?Sized)) -> String {
    format!("accounts/{id}")
}
