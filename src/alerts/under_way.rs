//! The letters to many that are under way: all of the last days in a list, each with its books, and the deeds that
//! hold them. One that tells of an update is found by the update too.

use std::time::Duration;

use serde_json::json;

use super::Frequency;
use super::digests::{DIGEST, named};
use super::release::{UPDATE, update_of};
use super::store::fan_out;
use crate::audit::{self, Actor, Target};
use crate::base::clock::Timestamp;
use crate::cases::{Case, Update, UpdateId};
use crate::db::{Conn, Tx};
use crate::error::{Error, OrNotFound as _, Result};
use crate::mail::LetterId;
use crate::mail::books::{self, Books};
use crate::mail::bulk;

/// Why letters are paused that an editor paused.
pub const BY_EDITOR: &str = "editor";
/// For how long a letter stands in the list: as long as its deliveries are kept (DESIGN section 13).
pub const LISTED_FOR: Duration = Duration::from_hours(14 * 24);
/// How many letters the list shows at most.
pub const MOST_LISTED: i64 = 50;

/// What a letter tells of.
#[derive(Debug, Clone)]
pub enum About {
    /// One update of a case.
    Update(Box<(Case, Update)>),
    /// What was published in a day or a week that ended at this instant.
    Digest(Frequency, Timestamp),
    /// Something that is no more, or that this version does not know.
    Other,
}

/// A letter to many, as far as it is known what it tells of and how it fares.
#[derive(Debug, Clone)]
pub struct UnderWay {
    /// What it tells of.
    pub about: About,
    /// How it fares; `None` for an update that no letter tells of.
    pub books: Option<Books>,
}

/// The letters to many of the last [`LISTED_FOR`], the newest first, at most [`MOST_LISTED`].
///
/// # Errors
/// Those of the database.
pub fn under_way(conn: &mut Conn, now: Timestamp) -> Result<Vec<UnderWay>> {
    let begun = bulk::begun_since(conn, now.minus(LISTED_FOR), MOST_LISTED)?;
    let each = begun.into_iter().map(|(letter, (kind, subject))| {
        Ok(UnderWay { about: about(conn, &kind, &subject)?, books: books::of(conn, &letter, now)? })
    });
    each.collect()
}

fn about(conn: &mut Conn, kind: &str, subject: &str) -> Result<About> {
    let digest = || named(subject).map_or(About::Other, |(frequency, until)| About::Digest(frequency, until));
    match (kind, subject.parse::<UpdateId>()) {
        (UPDATE, Ok(id)) => match update_of(conn, &id) {
            Ok(both) => Ok(About::Update(Box::new(both))),
            Err(Error::NotFound) => Ok(About::Other),
            Err(other) => Err(other),
        },
        (DIGEST, _) => Ok(digest()),
        _ => Ok(About::Other),
    }
}

/// One letter to many.
///
/// # Errors
/// Not found; those of the database.
pub fn letter_under_way(conn: &mut Conn, letter: &LetterId, now: Timestamp) -> Result<UnderWay> {
    let (kind, subject) = bulk::about(conn, letter)?.or_not_found()?;
    Ok(UnderWay { about: about(conn, &kind, &subject)?, books: books::of(conn, letter, now)? })
}

/// The letter of an update, if there is one.
///
/// # Errors
/// Not found; those of the database.
pub fn update_under_way(conn: &mut Conn, id: &UpdateId, now: Timestamp) -> Result<UnderWay> {
    let about = About::Update(Box::new(update_of(conn, id)?));
    let books = match fan_out::letter_of(conn, id)? {
        Some(letter) => books::of(conn, &letter, now)?,
        None => None,
    };
    Ok(UnderWay { about, books })
}

/// What an editor may do to letters that are under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grip {
    /// Nothing more is handed over until somebody says so.
    Pause,
    /// It goes on.
    Resume,
    /// What was not handed over yet never is.
    Cancel,
    /// Those of which nobody knows whether they came are sent once more.
    Again,
}

impl Grip {
    /// Its word in addresses and in the audit.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pause => "pause",
            Self::Resume => "resume",
            Self::Cancel => "cancel",
            Self::Again => "again",
        }
    }
}

/// Pauses, resumes or cancels a letter to many, or sends the uncertain ones of it again.
///
/// # Errors
/// Not found; [`Error::Conflict`] if that cannot be done as it stands.
pub fn take_grip(tx: &mut Tx<'_>, letter: &LetterId, grip: Grip, by: &Actor) -> Result<()> {
    bulk::about(tx, letter)?.or_not_found()?;
    hold(tx, letter, grip, by, Target { kind: "letter", id: letter.as_str() })
}

/// [`take_grip`] of the letter that tells of an update.
///
/// # Errors
/// As [`take_grip`].
pub fn take_grip_of_update(tx: &mut Tx<'_>, id: &UpdateId, grip: Grip, by: &Actor) -> Result<()> {
    let letter = fan_out::letter_of(tx, id)?.or_not_found()?;
    hold(tx, &letter, grip, by, Target { kind: "update", id: id.as_str() })
}

fn hold(tx: &mut Tx<'_>, letter: &LetterId, grip: Grip, by: &Actor, target: Target<'_>) -> Result<()> {
    let again = match grip {
        Grip::Pause => books::pause(tx, letter, BY_EDITOR).map(|()| 0)?,
        Grip::Resume => books::resume(tx, letter).map(|()| 0)?,
        Grip::Cancel => books::cancel(tx, letter).map(|()| 0)?,
        Grip::Again => books::send_uncertain_again(tx, letter)?,
    };
    let detail = json!({ "deed": grip.as_str(), "letters": again });
    audit::record(tx, by, "letters-held", target, &detail)
}
