//! Links that let somebody in once: mailed to confirm an address or to set a new password, printed at
//! the terminal for the first admin or for someone who was locked out.

use std::time::Duration;

use super::{AccountId, store};
use crate::base::clock::Timestamp;
use crate::base::token::{Token, TokenDigest};
use crate::db::{Conn, Tx};
use crate::error::{Error, OrNotFound as _, Result};

/// What a link is for: one of another purpose opens nothing (ASVS 9.2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    Confirm,
    Reset,
    FirstAdmin,
    Recover,
}

impl Purpose {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Reset => "reset",
            Self::FirstAdmin => "first_admin",
            Self::Recover => "recover",
        }
    }

    /// How long a link is good: 72 h to confirm, 60 min to set a password (mail may be greylisted), 24 h for the first
    /// admin, 15 min for whoever was locked out.
    pub(super) const fn lasts(self) -> Duration {
        const HOUR: Duration = Duration::from_hours(1);
        match self {
            Self::Confirm => HOUR.saturating_mul(72),
            Self::Reset => HOUR,
            Self::FirstAdmin => HOUR.saturating_mul(24),
            Self::Recover => Duration::from_mins(15),
        }
    }

    fn digest(self, token: &Token) -> TokenDigest {
        token.digest(self.as_str())
    }
}

/// A link as the database keeps it, without its secret.
#[derive(Debug, Clone)]
pub(super) struct Link {
    pub(super) purpose: Purpose,
    pub(super) account_id: Option<AccountId>,
    pub(super) expires_at: Timestamp,
}

/// A fresh link. Those made before stay good until one of them is used: the letter with the newer one
/// may come first.
pub(super) fn mint(tx: &mut Tx<'_>, purpose: Purpose, account: Option<&AccountId>) -> Result<Token> {
    let token = Token::fresh(tx.random());
    let link = Link { purpose, account_id: account.cloned(), expires_at: tx.now.plus(purpose.lasts()) };
    store::insert_link(tx, &purpose.digest(&token), &link)?;
    Ok(token)
}

/// The link of a secret, if it is good for one of these purposes at `now`.
pub(super) fn find(
    conn: &mut Conn,
    token: &Token,
    purposes: &[Purpose],
    now: Timestamp,
) -> Result<Option<Link>> {
    for purpose in purposes {
        if let Some(link) = store::link(conn, &purpose.digest(token), *purpose)? {
            return Ok(Some(link).filter(|link| link.expires_at > now));
        }
    }
    Ok(None)
}

/// Uses a link up: of two who try at once, one gets it.
pub(super) fn take(tx: &mut Tx<'_>, token: &Token, purposes: &[Purpose]) -> Result<Link> {
    let now = tx.now;
    let link = find(tx, token, purposes, now)?.or_not_found()?;
    let first = store::delete_link(tx, &link.purpose.digest(token))?;
    if first { Ok(link) } else { Err(Error::NotFound) }
}
