//! All that the site holds about a person, for them to take along (GDPR Art. 15 and 20).

use serde::Serialize;

use crate::accounts::export::OwnAccount;
use crate::accounts::{self, AccountId, address_of};
use crate::alerts::export::OwnSubscription;
use crate::base::clock::Timestamp;
use crate::base::seal::Keys;
use crate::comments::export::{OwnComment, OwnReport};
use crate::db::Conn;
use crate::error::{OrNotFound as _, Result};
use crate::{alerts, comments};

/// A person's own data, and nothing of anybody else's.
#[derive(Debug, Serialize)]
pub struct Export {
    /// When it was put together.
    pub exported_at: String,
    /// The account.
    pub account: OwnAccount,
    /// What was written under it.
    pub comments: Vec<OwnComment>,
    /// What was reported with it.
    pub reports: Vec<OwnReport>,
    /// What is mailed to its address.
    pub subscriptions: Vec<OwnSubscription>,
}

/// Gathers a person's own data.
///
/// # Errors
/// [`NotFound`](crate::error::Error::NotFound) if they are gone; those of the database.
pub fn of(conn: &mut Conn, keys: &Keys, person: &AccountId, now: Timestamp) -> Result<Export> {
    let address = address_of(conn, keys, person)?.or_not_found()?;
    Ok(Export {
        exported_at: now.to_jiff().to_string(),
        account: accounts::export::own(conn, keys, person, now)?,
        comments: comments::export::own(conn, keys, person)?,
        reports: comments::export::own_reports(conn, person)?,
        subscriptions: alerts::export::own(conn, keys, &address)?,
    })
}
