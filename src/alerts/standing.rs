//! What stands of an address, for whoever looks after the site and is asked: "I cannot unsubscribe", "nothing comes".
//! The address comes with each question and is kept nowhere.

use serde_json::json;

use super::managing::{end_all, who};
use super::{Ended, Subscription, store};
use crate::accounts::admin::must_be_one;
use crate::audit::{self, Actor, Target};
use crate::base::clock::Timestamp;
use crate::base::seal::Keys;
use crate::base::text::EmailAddress;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::mail::suppressions::{self, Cause};

/// What is known of an address.
#[derive(Debug, Clone, Default)]
pub struct Standing {
    /// Its subscriptions, oldest first.
    pub subscriptions: Vec<Subscription>,
    /// Why letters to many do not go there, and since which day.
    pub suppressed: Vec<(Cause, Timestamp)>,
}

impl Standing {
    /// How many cases are mailed to it.
    #[must_use]
    pub fn followed(&self) -> usize {
        self.subscriptions.iter().filter(|it| it.is_live()).count()
    }

    /// Whether nothing is known of it.
    #[must_use]
    pub const fn is_unknown(&self) -> bool {
        self.subscriptions.is_empty() && self.suppressed.is_empty()
    }
}

/// What is known of an address.
///
/// # Errors
/// Those of the database.
pub fn standing(conn: &mut Conn, keys: &Keys, address: &EmailAddress) -> Result<Standing> {
    let subscriptions = match who(conn, keys, address)? {
        Some(subscriber) => store::subscriptions_of(conn, &subscriber)?,
        None => Vec::new(),
    };
    Ok(Standing { subscriptions, suppressed: suppressions::causes(conn, keys, address)? })
}

/// Notes that somebody looked an address up: that it was done, not which address it was.
///
/// # Errors
/// [`Error::Forbidden`](crate::error::Error::Forbidden) if the actor is no admin; those of the database.
pub fn looked_up(tx: &mut Tx<'_>, actor: &Actor) -> Result<()> {
    must_be_one(tx, actor)?;
    audit::record(tx, actor, "look-up-address", Target { kind: "address", id: "" }, &json!({}))
}

/// Ends everything that is mailed to an address, and sends no letter to many there any more until its owner confirms
/// anew. What ended belongs into the journal before anybody is told that it is over.
///
/// # Errors
/// [`Error::Forbidden`](crate::error::Error::Forbidden) if the actor is no admin; those of the database.
pub fn stop(tx: &mut Tx<'_>, keys: &Keys, actor: &Actor, address: &EmailAddress) -> Result<Vec<Ended>> {
    must_be_one(tx, actor)?;
    let subscriber = who(tx, keys, address)?;
    let ended = match &subscriber {
        Some(subscriber) => end_all(tx, keys, subscriber)?,
        None => Vec::new(),
    };
    suppressions::suppress(tx, keys, address, Cause::Left)?;
    let target = match &subscriber {
        Some(subscriber) => Target { kind: "subscriber", id: subscriber.as_str() },
        None => Target { kind: "address", id: "" },
    };
    audit::record(tx, actor, "stop-mail", target, &json!({ "ended": ended.len() }))?;
    Ok(ended)
}

/// Sends letters to many to an address again although its mail system refused one, or its owner called one unwanted,
/// because the owner asked for it. That they left is for them alone to take back, by a new confirmation.
///
/// # Errors
/// [`Error::Forbidden`](crate::error::Error::Forbidden) if the actor is no admin; those of the database.
pub fn allow_again(tx: &mut Tx<'_>, keys: &Keys, actor: &Actor, address: &EmailAddress) -> Result<()> {
    must_be_one(tx, actor)?;
    suppressions::lift(tx, keys, address, Cause::Bounced)?;
    suppressions::lift(tx, keys, address, Cause::Complained)?;
    audit::record(tx, actor, "allow-mail", Target { kind: "address", id: "" }, &json!({}))
}
