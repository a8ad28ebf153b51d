//! The one error type, and the messages of a form that was not right.
//!
//! It knows neither HTTP nor the database. `db` turns whatever a database says into a [`Fault`];
//! `web` dresses an [`Error`] as a page or as a problem document, and logs a fault once, there.

use std::fmt;
use std::panic::Location;
use std::time::Duration;

/// What every deed answers with.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Every way in which a deed can fail. `Display` is what a stranger may read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nothing is here, or nothing that you may know of.
    #[error("not found")]
    NotFound,
    /// Who is asking must be known first.
    #[error("sign in first")]
    SignInRequired,
    /// Who is asking has a role that begins with a second factor, and has none yet.
    #[error("set up a second factor first")]
    SecondFactorRequired,
    /// Who is asking proved it too long ago for this; `back` is the page to which they return.
    #[error("prove again that it is you")]
    ProofRequired {
        /// A path of ours.
        back: String,
    },
    /// Who is asking is known, and may not.
    #[error("not allowed")]
    Forbidden,
    /// The request itself is not one: a broken body, a wrong token, text that is no text.
    #[error("bad request")]
    BadRequest(&'static str),
    /// The request's body is larger than its form allows.
    #[error("too large")]
    TooLarge,
    /// The request's body came too slowly.
    #[error("too slow")]
    TooSlow,
    /// The request's body is of a kind that no form of ours sends.
    #[error("not a form")]
    NotAForm,
    /// A form's fields are not right.
    #[error("some fields need another look")]
    Invalid(Problems),
    /// Somebody else changed the same thing meanwhile, or the name is taken. The key names the words to show.
    #[error("changed by someone else meanwhile")]
    Conflict(&'static str),
    /// Something that this needs was deleted at the same moment. Within a change only: who passes over a conflict there
    /// must not pass over that. To whoever asked for the change it is a conflict.
    #[error("gone meanwhile")]
    Gone,
    /// Asked too often.
    #[error("too many requests")]
    TooOften {
        /// When asking again makes sense.
        retry_after: Duration,
    },
    /// Something that we need is away for the moment.
    #[error("not available for the moment")]
    Unavailable,
    /// A mistake of ours.
    #[error("our mistake")]
    Fault(Fault),
}

impl Error {
    /// A fault at the caller's place.
    #[track_caller]
    #[must_use]
    pub fn fault(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Fault(Fault { cause: cause.into(), place: Location::caller() })
    }

    /// One field's problem, as a whole error.
    #[must_use]
    pub fn invalid(field: &'static str, key: &'static str) -> Self {
        let mut problems = Problems::default();
        problems.add(field, key);
        Self::Invalid(problems)
    }
}

/// A mistake of ours: what went wrong and where. Never shown; logged once with a short code.
#[derive(Debug)]
pub struct Fault {
    cause: Box<dyn std::error::Error + Send + Sync>,
    place: &'static Location<'static>,
}

impl Fault {
    /// What went wrong, with its whole chain of causes.
    #[must_use]
    pub fn story(&self) -> String {
        let mut story = self.cause.to_string();
        let mut cause = self.cause.source();
        while let Some(deeper) = cause {
            story.push_str(": ");
            story.push_str(&deeper.to_string());
            cause = deeper.source();
        }
        story
    }

    /// The place in our source where it was noticed.
    #[must_use]
    pub const fn place(&self) -> &'static Location<'static> {
        self.place
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}", self.story(), self.place)
    }
}

/// Turns "no such row" into an answer.
pub trait OrNotFound<T> {
    /// The value, or [`Error::NotFound`].
    ///
    /// # Errors
    /// [`Error::NotFound`] if there is none.
    fn or_not_found(self) -> Result<T>;
}

impl<T> OrNotFound<T> for Option<T> {
    fn or_not_found(self) -> Result<T> {
        self.ok_or(Error::NotFound)
    }
}

/// What is wrong with a form, field by field, in the order of the fields.
///
/// Messages are keys of `locales/`: the page says them in its reader's language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems(Vec<(&'static str, &'static str)>);

impl Problems {
    /// One message at one field.
    #[must_use]
    pub fn one(field: &'static str, key: &'static str) -> Self {
        Self(vec![(field, key)])
    }

    /// Adds a message (a key of `locales/`) to a field.
    ///
    /// A field keeps its first message: one thing to mend at a time.
    pub fn add(&mut self, field: &'static str, key: &'static str) {
        if self.of(field).is_none() {
            self.0.push((field, key));
        }
    }

    /// The value, or `None` with the field's message noted.
    pub fn note<T, E>(
        &mut self,
        field: &'static str,
        read: Result<T, E>,
        key: impl FnOnce(E) -> &'static str,
    ) -> Option<T> {
        read.map_err(|problem| self.add(field, key(problem))).ok()
    }

    /// The first message of a field, if it has one.
    #[must_use]
    pub fn of(&self, field: &str) -> Option<&'static str> {
        self.0.iter().find(|(named, _)| *named == field).map(|(_, key)| *key)
    }

    /// Every (field, message key), in order.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &'static str)> + '_ {
        self.0.iter().copied()
    }

    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// `Ok` if nothing is wrong.
    ///
    /// # Errors
    /// [`Error::Invalid`] with these problems otherwise.
    pub fn into_result(self) -> Result<()> {
        if self.is_empty() { Ok(()) } else { Err(Error::Invalid(self)) }
    }
}
