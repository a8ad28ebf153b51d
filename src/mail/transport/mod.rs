//! How a written letter leaves: to a relay, into a folder, or into a test's memory.

mod dialogue;
mod folder;
mod relay;
mod reply;
mod session;
mod tls;

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

pub use self::relay::{Patience, Relay, RelaySettings};
use self::session::Session;
use super::letters::Sealed;
use super::{DeliveryId, Lane};

/// A way out.
#[derive(Debug, Clone)]
pub enum Transport {
    /// One `.eml` file a letter: for a trial on one machine.
    Folder(PathBuf),
    /// Kept in memory, to be read by a test.
    Memory(Drawer),
    /// Handed to a relay by SMTP (RFC 5321).
    Smtp(Arc<Relay>),
}

/// Letters that went out in a test.
#[derive(Debug, Clone, Default)]
pub struct Drawer(Arc<Mutex<Vec<Sealed>>>);

impl Drawer {
    /// Every letter so far, oldest first.
    #[must_use]
    pub fn letters(&self) -> Vec<Sealed> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// What became of one letter on its way out. Replies are code and enhanced status alone (`451 4.7.1`): a reply's
/// text may hold an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The relay has it, and answers for it.
    Sent,
    /// Not now; the same letter may be taken later.
    Later(String),
    /// There is no such mailbox, or it takes nothing.
    Dead {
        /// The relay's reply.
        reply: String,
        /// Whether the relay said so of the address itself, so that no other letter need be tried.
        bounced: bool,
    },
    /// The relay dislikes the letter or its sender: the recipient has no part in it.
    Faulty(String),
    /// The relay takes nothing now, or cannot be talked to. It does not have the letter.
    Down,
    /// The whole letter was handed over and no answer came: nobody knows.
    Unknown,
}

/// No line can be had for the moment. If no other stands in that lane, the relay is not asked again before its rest is
/// over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NoLine;

/// One open way, for one letter after the other.
#[derive(Debug)]
pub(super) enum Line {
    Folder(PathBuf),
    Memory(Drawer),
    Smtp(Box<Session>, Arc<Relay>, Lane),
}

impl Transport {
    /// Opens a way, or takes one that stands open in this lane.
    pub(super) async fn line(&self, lane: Lane) -> Result<Line, NoLine> {
        match self {
            Self::Folder(folder) => Ok(Line::Folder(folder.clone())),
            Self::Memory(drawer) => Ok(Line::Memory(drawer.clone())),
            Self::Smtp(relay) => {
                let session = relay.session(lane).await?;
                Ok(Line::Smtp(Box::new(session), Arc::clone(relay), lane))
            }
        }
    }

    /// Whether [`Transport::line`] would refuse without trying.
    pub(super) fn is_resting(&self, lane: Lane) -> bool {
        matches!(self, Self::Smtp(relay) if relay.is_resting(lane))
    }

    /// Says goodbye on lines that nobody used for a while; on all, if `all`.
    pub(super) async fn close(&self, all: bool) {
        if let Self::Smtp(relay) = self {
            relay.close(all).await;
        }
    }
}

impl Line {
    /// Hands one letter over. The same delivery sent twice replaces its first copy where that can be.
    pub(super) async fn carry(&mut self, delivery: &DeliveryId, letter: &Sealed) -> Verdict {
        match self {
            Self::Folder(folder) => folder::keep(folder, delivery, letter).await,
            Self::Memory(drawer) => {
                drawer.0.lock().unwrap_or_else(PoisonError::into_inner).push(letter.clone());
                Verdict::Sent
            }
            Self::Smtp(session, relay, lane) => relay.carry(*lane, session, letter).await,
        }
    }

    /// Whether this line is to be left now, because one person's letter finds none. One line alone is asked so.
    pub(super) fn gives_way(&mut self) -> bool {
        match self {
            Self::Smtp(session, relay, lane @ Lane::Bulk) => {
                let gives_way = relay.gives_way(session);
                if gives_way {
                    *lane = Lane::Personal;
                }
                gives_way
            }
            _ => false,
        }
    }

    /// Leaves the line; it stands open for a while if it can.
    pub(super) fn leave(self) {
        if let Self::Smtp(session, relay, lane) = self {
            relay.park(lane, *session);
        }
    }
}
