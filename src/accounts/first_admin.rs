//! The first admin: whoever reads the terminal.

use serde_json::json;

use super::links::{self, Purpose};
use super::registration::{Registration, end_everything};
use super::role::Role;
use super::sign_in::Proven;
use super::{NewAccount, create, store};
use crate::audit::{self, Actor, Target};
use crate::base::clock::Timestamp;
use crate::base::seal::Keys;
use crate::base::token::Token;
use crate::db::{Conn, Tx};
use crate::error::{Error, OrNotFound as _, Result};

/// The path at which the first admin sets a password, but for the token.
pub const PATH: &str = "/account/first-admin/";

/// A link for the first admin: good once, for 24 hours, until the next call makes another; `None` once
/// there is an admin.
///
/// # Errors
/// Those of the database.
pub fn first_admin_link(tx: &mut Tx<'_>) -> Result<Option<Token>> {
    store::delete_links_for(tx, Purpose::FirstAdmin)?;
    if store::anyone_is(tx, &[Role::Admin])? {
        return Ok(None);
    }
    links::mint(tx, Purpose::FirstAdmin, None).map(Some)
}

/// Whether a first admin's link is still good.
///
/// # Errors
/// Those of the database.
pub fn is_open(conn: &mut Conn, token: &Token, now: Timestamp) -> Result<bool> {
    Ok(links::find(conn, token, &[Purpose::FirstAdmin], now)?.is_some())
}

/// Makes the first admin, or makes one of the account that has the address already: whoever holds the
/// link runs the machine.
///
/// # Errors
/// [`Error::NotFound`] if the link was used, has run out, or there is an admin by now;
/// [`Error::Invalid`] at `name` if another account has it.
pub fn become_first_admin(tx: &mut Tx<'_>, keys: &Keys, token: &Token, who: &Registration) -> Result<Proven> {
    links::take(tx, token, &[Purpose::FirstAdmin])?;
    // Two links cannot both be taken, but an invitation may have been accepted meanwhile.
    if store::anyone_is(tx, &[Role::Admin])? {
        return Err(Error::NotFound);
    }
    let id = match store::account_of_address(tx, &keys.email_keys(&who.email))? {
        Some(known) => {
            store::set_password(tx, &known.id, &who.password_hash)?;
            store::set_role(tx, &known, Role::Admin)?;
            store::set_confirmed(tx, &known.id)?;
            store::set_disabled(tx, &known.id, None)?;
            end_everything(tx, &known.id)?;
            known.id
        }
        None => create(tx, keys, &new_admin(who))?,
    };
    let target = Target { kind: "account", id: id.as_str() };
    audit::record(tx, &Actor::Terminal, "become-first-admin", target, &json!({}))?;
    store::account(tx, &id)?.map(|account| Proven::of(&account)).or_not_found()
}

fn new_admin(who: &Registration) -> NewAccount {
    NewAccount {
        email: who.email.clone(),
        name: who.name.clone(),
        role: Role::Admin,
        password_hash: Some(who.password_hash.clone()),
        confirmed: true,
    }
}
