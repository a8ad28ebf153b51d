//! What `amicus account …` does: the deeds of an admin, from the terminal of the machine.

use serde_json::json;

use super::invitations::{self, Guest, InvitationId};
use super::links::{self, Purpose};
use super::role::Role;
use super::{Account, AccountId, address_of, admin, find_by_address, find_by_name, letters, store};
use crate::audit::Actor;
use crate::base::seal::Keys;
use crate::base::text::{EmailAddress, Name};
use crate::base::token::Token;
use crate::db::{Conn, Tx};
use crate::error::{OrNotFound as _, Result};

/// The path at which a recovered account sets its password, but for the token.
pub const RECOVER_PATH: &str = "/account/reset/";

/// One line of the list.
#[derive(Debug, Clone)]
pub struct Line {
    /// The account.
    pub account: Account,
    /// Its address.
    pub address: EmailAddress,
}

/// `list`: everyone but readers, with their addresses.
///
/// # Errors
/// Those of the database.
pub fn list(conn: &mut Conn, keys: &Keys) -> Result<Vec<Line>> {
    let mut lines = Vec::new();
    for account in store::staff(conn)? {
        let address = address_of(conn, keys, &account.id)?.or_not_found()?;
        lines.push(Line { account, address });
    }
    Ok(lines)
}

/// `invite ADDRESS ROLE`.
///
/// # Errors
/// As [`invitations::invite`].
pub fn invite(tx: &mut Tx<'_>, keys: &Keys, email: &EmailAddress, role: Role) -> Result<InvitationId> {
    invitations::invite(tx, keys, &Actor::Terminal, &Guest { email: email.clone(), role })
}

/// `role WHO ROLE`.
///
/// # Errors
/// As [`admin::change_role`].
pub fn role(tx: &mut Tx<'_>, keys: &Keys, who: &str, role: Role) -> Result<()> {
    let id = named(tx, keys, who)?;
    admin::change_role(tx, &Actor::Terminal, &id, role)
}

/// `disable WHO`.
///
/// # Errors
/// As [`admin::disable`].
pub fn disable(tx: &mut Tx<'_>, keys: &Keys, who: &str) -> Result<()> {
    let id = named(tx, keys, who)?;
    admin::disable(tx, &Actor::Terminal, &id)
}

/// `end-sessions WHO`.
///
/// # Errors
/// As [`admin::end_sessions`].
pub fn end_sessions(tx: &mut Tx<'_>, keys: &Keys, who: &str) -> Result<()> {
    let id = named(tx, keys, who)?;
    admin::end_sessions(tx, &Actor::Terminal, &id)
}

/// `recover WHO`: lets somebody in who is locked out. The account is enabled, its sessions end, its owner is told by
/// mail, and the answer is the secret of a link, good once and for 15 minutes, that sets a new password and takes a
/// lost second factor away. Who has a role sets another one up before they reach it.
///
/// # Errors
/// [`crate::error::Error::NotFound`] if nobody is called that.
pub fn recover(tx: &mut Tx<'_>, keys: &Keys, who: &str) -> Result<Token> {
    let id = named(tx, keys, who)?;
    admin::enable(tx, &Actor::Terminal, &id)?;
    super::registration::end_everything(tx, &id)?;
    letters::post(tx, letters::RECOVERED, &id)?;
    admin::record(tx, &Actor::Terminal, "recover", &id, &json!({}))?;
    links::mint(tx, Purpose::Recover, Some(&id))
}

/// The account that `who` means: an address or a public name.
fn named(conn: &mut Conn, keys: &Keys, who: &str) -> Result<AccountId> {
    let account = match (EmailAddress::parse(who), Name::parse(who)) {
        (Ok(address), _) => find_by_address(conn, &keys.email_keys(&address))?,
        (_, Ok(name)) => find_by_name(conn, &name)?,
        _ => None,
    };
    account.map(|account| account.id).or_not_found()
}
