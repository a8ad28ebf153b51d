//! What somebody's account holds, for them to take along.

use serde::Serialize;

use super::sanctions::{self, OwnSanction};
use super::{AccountId, Role, address_of, email_change, second_factor, session, store};
use crate::base::clock::Timestamp;
use crate::base::seal::Keys;
use crate::db::Conn;
use crate::error::{OrNotFound as _, Result};

/// An account, as its owner takes it along.
#[derive(Debug, Serialize)]
pub struct OwnAccount {
    /// Its id.
    pub id: String,
    /// Its public name.
    pub name: String,
    /// Its address.
    pub email: String,
    /// What its owner may do.
    pub role: &'static str,
    /// When it was made.
    pub created_at: String,
    /// When its address was confirmed.
    pub confirmed_at: Option<String>,
    /// The address that it is about to have.
    pub next_email: Option<String>,
    /// Since when it has an app as a second factor.
    pub second_factor_since: Option<String>,
    /// The browsers that are signed in.
    pub sessions: Vec<OwnSession>,
    /// The passkeys.
    pub passkeys: Vec<OwnPasskey>,
    /// The sanctions on it.
    pub sanctions: Vec<OwnSanction>,
}

/// A signed-in browser.
#[derive(Debug, Serialize)]
pub struct OwnSession {
    /// Its family; empty if it is none that we know.
    pub browser: String,
    /// When its owner signed in.
    pub created_at: String,
    /// When it was last used, to five minutes.
    pub last_used_at: String,
    /// When it ends at the latest.
    pub ends_at: String,
}

/// A passkey.
#[derive(Debug, Serialize)]
pub struct OwnPasskey {
    /// What its owner calls it.
    pub name: String,
    /// The host of the address of the site that it was made for.
    pub host: String,
    /// The day on which it was made.
    pub created_on: String,
    /// The day on which it was last shown.
    pub used_on: Option<String>,
}

/// What an account holds: neither the hash of its password nor the secrets of its second factors.
///
/// # Errors
/// [`NotFound`](crate::error::Error::NotFound) if it is gone; those of the database.
pub fn own(conn: &mut Conn, keys: &Keys, id: &AccountId, now: Timestamp) -> Result<OwnAccount> {
    let account = store::account(conn, id)?.or_not_found()?;
    let email = address_of(conn, keys, id)?.or_not_found()?;
    Ok(OwnAccount {
        id: account.id.as_str().to_owned(),
        name: account.public_name.as_str().to_owned(),
        email: email.as_str().to_owned(),
        role: account.role.as_str(),
        created_at: written(account.created_at),
        confirmed_at: account.confirmed_at.map(written),
        next_email: email_change::next_address(conn, keys, id, now)?.map(|email| email.as_str().to_owned()),
        second_factor_since: second_factor::of(conn, id)?.and_then(|factor| factor.app_since).map(written),
        sessions: sessions(conn, id, account.role, now)?,
        passkeys: passkeys(conn, keys, id)?,
        sanctions: sanctions::own(conn, id)?,
    })
}

fn passkeys(conn: &mut Conn, keys: &Keys, id: &AccountId) -> Result<Vec<OwnPasskey>> {
    let all = second_factor::passkeys_of(conn, keys, id)?;
    let own = all.into_iter().map(|passkey| OwnPasskey {
        created_on: passkey.created_at.day().to_string(),
        used_on: passkey.used_on.map(|day| day.to_string()),
        name: passkey.name,
        host: passkey.host,
    });
    Ok(own.collect())
}

fn sessions(conn: &mut Conn, id: &AccountId, role: Role, now: Timestamp) -> Result<Vec<OwnSession>> {
    let all = session::list(conn, id, role, now)?;
    let own = all.into_iter().map(|session| OwnSession {
        created_at: written(session.created_at),
        last_used_at: written(session.last_used_at),
        ends_at: written(session.ends_at),
        browser: session.browser,
    });
    Ok(own.collect())
}

fn written(at: Timestamp) -> String {
    at.to_jiff().to_string()
}
