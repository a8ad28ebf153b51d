//! Links that are mailed to a subscriber: to confirm a subscription, to manage all of them. The database keeps their
//! digests only (ASVS 11.5.1).

use std::time::Duration;

use super::store::{self, LinkRow};
use super::{SubscriberId, SubscriptionId};
use crate::base::clock::Timestamp;
use crate::base::token::{Token, TokenDigest};
use crate::db::{Conn, Tx};
use crate::error::Result;

/// How long a link to confirm is good (DESIGN section 13).
pub const CONFIRM_FOR: Duration = Duration::from_hours(72);
/// How long a link to manage is good (DESIGN section 13).
pub const MANAGE_FOR: Duration = Duration::from_hours(1);

/// What a link is for: one of another purpose opens nothing (ASVS 9.2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    Confirm,
    Manage,
}

impl Purpose {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Manage => "manage",
        }
    }

    /// The digest of a token under this purpose.
    pub(super) fn digest(self, token: &Token) -> TokenDigest {
        token.digest(match self {
            Self::Confirm => "subscription-confirm",
            Self::Manage => "subscription-manage",
        })
    }

    const fn lasts(self) -> Duration {
        match self {
            Self::Confirm => CONFIRM_FOR,
            Self::Manage => MANAGE_FOR,
        }
    }
}

/// A fresh link. It is minted while its letter is written, so that none lies in the queue; those made before stay
/// good, for the letter with the newer one may come first.
pub(super) fn mint(
    tx: &mut Tx<'_>,
    purpose: Purpose,
    subscriber: &SubscriberId,
    subscription: Option<&SubscriptionId>,
) -> Result<Token> {
    let token = Token::fresh(tx.random());
    let link = LinkRow {
        digest: purpose.digest(&token),
        purpose: purpose.as_str().to_owned(),
        subscriber_id: subscriber.clone(),
        subscription_id: subscription.cloned(),
        expires_at: tx.now.plus(purpose.lasts()),
    };
    store::insert_link(tx, &link)?;
    Ok(token)
}

/// The link of a token, while it is good.
pub(super) fn find(
    conn: &mut Conn,
    purpose: Purpose,
    token: &Token,
    now: Timestamp,
) -> Result<Option<LinkRow>> {
    let link = store::link(conn, &purpose.digest(token))?;
    Ok(link.filter(|link| link.purpose == purpose.as_str() && link.expires_at > now))
}
