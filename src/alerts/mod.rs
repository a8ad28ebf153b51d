//! Alerts: who asked for mail when a case moves, and what is mailed to them.
//!
//! Somebody [asks](ask) on a case's page and confirms by the link of the one letter that answers; only then is
//! anything else mailed there (double opt-in). [Managing](managed) and leaving need no account: the first goes by a
//! link that is mailed on request, the second by a [token](unsubscribe_token) in every alert, which can do nothing
//! else. Whoever [left](leave()) hears nothing from that moment on; the address itself is erased a day later.

pub mod demo;
pub mod digests;
mod erasure;
pub mod export;
mod leaving;
pub mod letters;
mod links;
mod managing;
pub mod pages;
pub mod release;
mod restored;
mod retention;
pub mod standing;
mod store;
mod subscribing;
mod token;
pub mod under_way;

pub use self::digests::{Calendar, make_digests};
pub use self::erasure::{ENDED_KIND, erase_again, erase_all, journal_id, standing_after};
pub use self::leaving::{Ended, Leaving, Restored, leave, leaving, restore};
pub use self::links::{CONFIRM_FOR, MANAGE_FOR};
pub use self::managing::{
    Managed, ask_to_manage, change, confirm_own, end, end_all, managed, take_back, who,
};
pub use self::release::{publish_due, recipients};
pub use self::restored::doubt_what_was_due;
pub use self::retention::forget;
pub use self::subscribing::{Confirmation, Consent, Known, Wish, ask, confirm, look_up, to_confirm};
pub use self::token::{Scope, parse_unsubscribe_token, unsubscribe_token};

use crate::base::clock::Timestamp;
use crate::base::ids::Id;
use crate::base::seal::Keys;
use crate::base::text::EmailAddress;
use crate::cases::{self, CaseId};
use crate::db::Conn;
use crate::db::sealed::SealedColumn;
use crate::error::{Error, Result};

/// One person who asked for mail: an address, and nothing else.
#[derive(Debug)]
pub enum Subscriber {}
/// The id of a subscriber.
pub type SubscriberId = Id<Subscriber>;
/// The id of a subscription.
pub type SubscriptionId = Id<Subscription>;

/// What one subscriber asked to hear of one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subscription {
    /// Its id.
    pub id: SubscriptionId,
    /// Whose it is.
    pub subscriber_id: SubscriberId,
    /// The case.
    pub case_id: CaseId,
    /// Whether anything is mailed for it.
    pub state: SubscriptionState,
    /// How often.
    pub frequency: Frequency,
    /// Of which updates.
    pub kinds: Kinds,
    /// In which language, as a tag such as `en`.
    pub language: String,
    /// When it was asked for last with a letter to confirm it.
    pub created_at: Timestamp,
    /// When it was confirmed; kept while it can be taken back.
    pub confirmed_at: Option<Timestamp>,
    /// When it was ended; within 24 hours that can be taken back.
    pub ended_at: Option<Timestamp>,
}

impl Subscription {
    /// Whether alerts are mailed for it.
    #[must_use]
    pub fn is_live(&self) -> bool {
        self.state == SubscriptionState::Confirmed
    }

    /// The instant at which it was ended last; `None` while it is live, or if it never was.
    fn last_end(&self) -> Option<Timestamp> {
        self.ended_at.filter(|_| !self.is_live() && self.confirmed_at.is_some())
    }
}

/// Where a subscription stands. Only a confirmed one is mailed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubscriptionState {
    /// Asked for, not confirmed by the owner of the address.
    Pending,
    /// Confirmed: alerts are mailed.
    Confirmed,
    /// Ended; the address is erased 24 hours later.
    Ended,
}

impl SubscriptionState {
    /// Its name in the tables.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Confirmed => "confirmed",
            Self::Ended => "ended",
        }
    }

    fn parse(word: &str) -> Option<Self> {
        [Self::Pending, Self::Confirmed, Self::Ended].into_iter().find(|state| state.as_str() == word)
    }
}

/// How often a subscriber hears of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Frequency {
    /// A letter for each update, as soon as it is published.
    AtOnce,
    /// One letter a day, on days on which something happened.
    Daily,
    /// One letter a week, in weeks in which something happened.
    Weekly,
}

impl Frequency {
    /// All, in the order in which a form offers them.
    pub const ALL: [Self; 3] = [Self::AtOnce, Self::Daily, Self::Weekly];

    /// Its name in tables and forms.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AtOnce => "at_once",
            Self::Daily => "daily",
            Self::Weekly => "weekly",
        }
    }

    /// The key of its words.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::AtOnce => "alerts-frequency-at-once",
            Self::Daily => "alerts-frequency-daily",
            Self::Weekly => "alerts-frequency-weekly",
        }
    }

    /// The frequency of this name.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|frequency| frequency.as_str() == word)
    }
}

/// Of which updates a subscriber hears.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kinds {
    /// Every update.
    All,
    /// What the court decides and when it meets, and nothing else.
    RulingsAndHearings,
}

impl Kinds {
    /// All, in the order in which a form offers them.
    pub const ALL: [Self; 2] = [Self::All, Self::RulingsAndHearings];

    /// Its name in tables and forms.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::RulingsAndHearings => "rulings_and_hearings",
        }
    }

    /// The key of its words.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::All => "alerts-kinds-all",
            Self::RulingsAndHearings => "alerts-kinds-rulings-and-hearings",
        }
    }

    /// Those of this name.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kinds| kinds.as_str() == word)
    }

    /// Whether an update of this kind is among them.
    #[must_use]
    pub const fn take(self, kind: cases::Kind) -> bool {
        match self {
            Self::All => true,
            Self::RulingsAndHearings => matches!(kind, cases::Kind::Ruling | cases::Kind::Hearing),
        }
    }

    /// Those that are among them.
    fn taken(self) -> Vec<cases::Kind> {
        cases::Kind::ALL.into_iter().filter(|kind| self.take(*kind)).collect()
    }
}

/// The columns of subscribers that hold what is sealed.
pub const SEALED: [SealedColumn; 1] = store::sealed::COLUMNS;

/// A subscription, whatever its state, and the address that it is mailed to.
///
/// # Errors
/// Those of the database; a fault, if the address cannot be opened.
pub fn subscription(
    conn: &mut Conn,
    keys: &Keys,
    id: &SubscriptionId,
) -> Result<Option<(Subscription, EmailAddress)>> {
    let Some(found) = store::subscription(conn, id)? else { return Ok(None) };
    let address = address_of(conn, keys, &found.subscriber_id)?;
    Ok(address.map(|address| (found, address)))
}

/// What a subscriber follows now, oldest first.
///
/// # Errors
/// Those of the database.
pub fn confirmed_of(conn: &mut Conn, subscriber: &SubscriberId) -> Result<Vec<Subscription>> {
    let all = store::subscriptions_of(conn, subscriber)?;
    Ok(all.into_iter().filter(Subscription::is_live).collect())
}

/// The address of a subscriber; `None` once it is erased.
///
/// # Errors
/// Those of the database; a fault, if it cannot be opened.
pub fn address_of(conn: &mut Conn, keys: &Keys, id: &SubscriberId) -> Result<Option<EmailAddress>> {
    let Some(row) = store::subscriber(conn, id)? else { return Ok(None) };
    keys.open_email(&row.email_sealed, &row_of(id)).map(Some).map_err(Error::fault)
}

/// The same for an erasure: what is to go goes, too, if nobody can read the address any more, because a backup is
/// older than the keys that are left.
fn readable_address(conn: &mut Conn, keys: &Keys, id: &SubscriberId) -> Result<Option<EmailAddress>> {
    let row = store::subscriber(conn, id)?;
    Ok(row.and_then(|row| keys.open_email(&row.email_sealed, &row_of(id)).ok()))
}

/// What an address is sealed for: it opens in its own row only.
fn row_of(id: &(impl std::fmt::Display + ?Sized)) -> String {
    format!("subscribers/{id}")
}
