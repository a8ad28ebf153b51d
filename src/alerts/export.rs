//! What an address follows, for its owner to take along.

use serde::Serialize;

use super::{Subscription, store};
use crate::base::clock::Timestamp;
use crate::base::seal::Keys;
use crate::base::text::EmailAddress;
use crate::cases;
use crate::db::Conn;
use crate::error::Result;

/// A subscription, as its owner takes it along.
#[derive(Debug, Serialize)]
pub struct OwnSubscription {
    /// The path of the case.
    pub case: Option<String>,
    /// Whether it is confirmed, waits for that, or was ended a short while ago.
    pub state: &'static str,
    /// How often.
    pub frequency: &'static str,
    /// Of which updates.
    pub kinds: &'static str,
    /// In which language.
    pub language: String,
    /// When it was asked for.
    pub asked_at: String,
    /// When it was confirmed.
    pub confirmed_at: Option<String>,
}

/// All that an address follows.
///
/// # Errors
/// Those of the database.
pub fn own(conn: &mut Conn, keys: &Keys, address: &EmailAddress) -> Result<Vec<OwnSubscription>> {
    let Some(subscriber) = store::by_address(conn, &keys.email_keys(address))? else { return Ok(Vec::new()) };
    store::subscriptions_of(conn, &subscriber)?.into_iter().map(|it| of(conn, it)).collect()
}

fn of(conn: &mut Conn, subscription: Subscription) -> Result<OwnSubscription> {
    let written = |at: Timestamp| at.to_jiff().to_string();
    let case = cases::by_id(conn, &subscription.case_id)?;
    Ok(OwnSubscription {
        case: case.map(|case| case.path()),
        state: subscription.state.as_str(),
        frequency: subscription.frequency.as_str(),
        kinds: subscription.kinds.as_str(),
        asked_at: written(subscription.created_at),
        confirmed_at: subscription.confirmed_at.map(written),
        language: subscription.language,
    })
}
