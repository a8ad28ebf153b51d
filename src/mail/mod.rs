//! Letters: queued in the transaction of their cause, written just before they are sent, delivered at least
//! once under one Message-ID.
//!
//! A feature *posts* a letter to one person, or *begins* one to many ([`bulk`]), by naming its kind, its subject and
//! who gets it: no text and no token lies in the queue. When its turn comes, the feature's [`Composer`] writes it, or
//! answers that it is no longer wanted. What became of a letter to many stands in its [`books`].

pub mod letters;
pub mod outbox;
pub mod postman;
pub mod transport;

use std::sync::Arc;
use std::time::Duration;

pub use self::outbox::{books, bulk, suppressions};

use crate::base::ids::Id;
use crate::base::text::EmailAddress;
use crate::db::Tx;
use crate::error::Result;

/// One letter, to one person or to many.
#[derive(Debug)]
pub struct LetterRow;
/// One letter's way to one address.
#[derive(Debug)]
pub struct Delivery;
/// The id of a letter.
pub type LetterId = Id<LetterRow>;
/// The id of a delivery; the Message-ID is made of it, so a second copy is recognisable.
pub type DeliveryId = Id<Delivery>;

/// A personal letter that could not be sent within this time is given up: whoever waited has asked again.
pub const PERSONAL_USEFUL_FOR: Duration = Duration::from_hours(2);

/// Which way a letter goes: what one person waits for never stands behind what many get.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// Confirmations, resets, invitations, notices.
    Personal,
    /// Alerts and digests.
    Bulk,
}

impl Lane {
    /// Its name in the tables.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Personal => "personal",
            Self::Bulk => "bulk",
        }
    }
}

/// Who gets a letter: not an address, but whose address to look up when it is sent.
#[derive(Debug, Clone, Copy)]
pub struct Recipient<'a> {
    /// What kind of person: `account`, `invitation`, `subscriber`, …
    pub kind: &'static str,
    /// Their id.
    pub id: &'a str,
}

/// A letter that is to be written and sent.
#[derive(Debug, Clone, Copy)]
pub struct Letter<'a> {
    /// Which letter it is; one [`Composer`] writes it.
    pub kind: &'static str,
    /// What it is about: an id that its composer understands.
    pub subject: &'a str,
    /// Who gets it.
    pub recipient: Recipient<'a>,
    /// After this time it is of no use any more and is not sent.
    pub useful_for: Duration,
}

/// What a composer is asked to write.
#[derive(Debug, Clone)]
pub struct Order {
    /// The kind of the letter.
    pub kind: String,
    /// What it is about.
    pub subject: String,
    /// The kind of its recipient.
    pub recipient_kind: String,
    /// The id of its recipient.
    pub recipient_id: String,
}

/// One more header of a letter: mail adds From, To, Subject, Date, Message-ID and what MIME asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Its name, such as `List-Unsubscribe`.
    pub name: &'static str,
    /// Its value, one line of ASCII; it is sent exactly so, neither encoded nor folded.
    pub value: String,
}

/// A written letter.
#[derive(Debug, Clone)]
pub struct Composed {
    /// The one address that it goes to.
    pub to: EmailAddress,
    /// Its subject line.
    pub subject: String,
    /// The letter as plain text.
    pub text: String,
    /// The same letter as HTML, without anything remote.
    pub html: String,
    /// Further headers, in their order.
    pub headers: Vec<Header>,
}

/// Writes the letters of a feature, just before they are sent.
pub trait Composer: Send + Sync {
    /// The kinds of letters that it writes.
    fn kinds(&self) -> &'static [&'static str];

    /// Writes the letter; `None` if it is no longer wanted. Tokens are minted here, so none lies in the queue. A
    /// letter to many is written in [`Db::queue`](crate::db::Db::queue), where its composer only looks.
    ///
    /// # Errors
    /// Those of the database; the letter is tried again later.
    fn compose(&self, tx: &mut Tx<'_>, order: &Order) -> Result<Option<Composed>>;
}

/// Every feature's composer.
pub type Composers = Vec<Arc<dyn Composer>>;

/// Queues a personal letter, in the transaction of its cause: both happen or neither does.
///
/// # Errors
/// Those of the database.
pub fn post(tx: &mut Tx<'_>, letter: &Letter<'_>) -> Result<()> {
    outbox::queue(tx, Lane::Personal, letter)
}
