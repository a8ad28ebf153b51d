//! What admins do to accounts. Each deed is audited, and ends what the account could do before at once.

use serde_json::{Value, json};

use super::registration::end_everything;
use super::role::Role;
use super::{Account, AccountId, letters, session, store};
use crate::audit::{self, Actor, Target};
use crate::base::token::TokenDigest;
use crate::db::{Conn, Tx};
use crate::error::{Error, OrNotFound as _, Result};

/// Nobody changes or disables themselves; a key of `locales/`.
pub const OWN: &str = "accounts-admin-own";
/// Without this admin there would be none; a key of `locales/`.
pub const LAST_ADMIN: &str = "accounts-admin-last";

/// Refuses a deed of somebody who is no admin, or is shut out, by the time it is done: every deed of an admin asks in
/// its own change, and writes are as if alone, so of two admins who remove each other at once one succeeds. Whoever
/// sits at the terminal is not asked.
///
/// # Errors
/// [`Error::Forbidden`]; those of the database.
pub fn must_be_one(conn: &mut Conn, actor: &Actor) -> Result<()> {
    let Actor::Account(id) = actor else { return Ok(()) };
    let id: AccountId = id.parse().map_err(|_| Error::Forbidden)?;
    let account = store::account(conn, &id)?.filter(Account::may_sign_in);
    let is_one = account.is_some_and(|account| account.role.may_administer());
    if is_one { Ok(()) } else { Err(Error::Forbidden) }
}

/// Everyone but readers.
///
/// # Errors
/// Those of the database.
pub fn staff(conn: &mut Conn) -> Result<Vec<Account>> {
    store::staff(conn)
}

/// Gives an account another role. Its sessions, its links and the invitations that it sent end, and its owner is told by
/// mail.
///
/// # Errors
/// [`Error::Conflict`] with [`OWN`] or [`LAST_ADMIN`]; [`Error::NotFound`]; [`Error::Forbidden`] by [`must_be_one`].
pub fn change_role(tx: &mut Tx<'_>, actor: &Actor, id: &AccountId, role: Role) -> Result<()> {
    let account = others_account(tx, actor, id)?;
    if account.role == role {
        return Ok(());
    }
    keep_an_admin(tx, &account)?;
    store::set_role(tx, &account, role)?;
    store::invitations::revoke_of_sender(tx, id)?;
    end_everything(tx, id)?;
    letters::post(tx, letters::ROLE_CHANGED, id)?;
    record(tx, actor, "change-role", id, &json!({ "from": account.role.as_str(), "to": role.as_str() }))
}

/// Shuts an account out, and whomever it invited and who did not accept: it bites at the next request of a running session.
///
/// # Errors
/// As [`change_role`].
pub fn disable(tx: &mut Tx<'_>, actor: &Actor, id: &AccountId) -> Result<()> {
    let account = others_account(tx, actor, id)?;
    if account.disabled_at.is_some() {
        return Ok(());
    }
    keep_an_admin(tx, &account)?;
    let now = tx.now;
    store::set_disabled(tx, id, Some(now))?;
    store::invitations::revoke_of_sender(tx, id)?;
    end_everything(tx, id)?;
    record(tx, actor, "disable", id, &json!({}))
}

/// Lets an account in again.
///
/// # Errors
/// As [`change_role`], but for the last admin.
pub fn enable(tx: &mut Tx<'_>, actor: &Actor, id: &AccountId) -> Result<()> {
    let account = others_account(tx, actor, id)?;
    if account.disabled_at.is_none() {
        return Ok(());
    }
    store::set_disabled(tx, id, None)?;
    record(tx, actor, "enable", id, &json!({}))
}

/// Ends every session of an account; its owner can sign in again.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Forbidden`] by [`must_be_one`].
pub fn end_sessions(tx: &mut Tx<'_>, actor: &Actor, id: &AccountId) -> Result<()> {
    must_be_one(tx, actor)?;
    store::account(tx, id)?.or_not_found()?;
    session::end_all(tx, id, None)?;
    record(tx, actor, "end-sessions", id, &json!({}))
}

/// Ends every session of everyone with a role but the one `kept`, from which it is asked: whoever stole a staff member's
/// browser or password is out, and somebody stays who can act. `staff` are looked up before.
///
/// # Errors
/// [`Error::Forbidden`] by [`must_be_one`]; those of the database.
pub fn end_staff_sessions(
    tx: &mut Tx<'_>,
    actor: &Actor,
    staff: &[AccountId],
    kept: &TokenDigest,
) -> Result<()> {
    must_be_one(tx, actor)?;
    for account in staff {
        session::end_all(tx, account, Some(kept))?;
    }
    let target = Target { kind: "sessions", id: "staff" };
    audit::record(tx, actor, "end-staff-sessions", target, &json!({ "accounts": staff.len() }))
}

/// Whether an account may go without leaving the site to nobody.
///
/// # Errors
/// [`Error::Conflict`] with [`LAST_ADMIN`]; [`Error::NotFound`].
pub fn may_go(conn: &mut Conn, id: &AccountId) -> Result<()> {
    let account = store::account(conn, id)?.or_not_found()?;
    keep_an_admin(conn, &account)
}

fn others_account(tx: &mut Tx<'_>, actor: &Actor, id: &AccountId) -> Result<Account> {
    must_be_one(tx, actor)?;
    if matches!(actor, Actor::Account(own) if own == id.as_str()) {
        return Err(Error::Conflict(OWN));
    }
    store::account(tx, id)?.or_not_found()
}

/// Refuses to take the last admin away. The other admin is looked for in the change itself.
fn keep_an_admin(conn: &mut Conn, account: &Account) -> Result<()> {
    let is_one = account.role == Role::Admin && account.may_sign_in();
    if is_one && !store::another_admin(conn, &account.id)? {
        Err(Error::Conflict(LAST_ADMIN))
    } else {
        Ok(())
    }
}

pub(super) fn record(
    tx: &mut Tx<'_>,
    actor: &Actor,
    deed: &'static str,
    id: &AccountId,
    detail: &Value,
) -> Result<()> {
    audit::record(tx, actor, deed, Target { kind: "account", id: id.as_str() }, detail)
}
