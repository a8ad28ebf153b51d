//! What a database says, turned into what a deed answers.

use std::panic::Location;

use diesel::result::{DatabaseErrorKind, Error as DieselError};

use crate::error::Error;

/// What a database's complaint means to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Complaint {
    /// Two changes met: running the same one again will do.
    Met,
    /// The lock was not had in time.
    Busy,
    /// No room is left on the disk.
    Full,
    /// The disk did not do as told.
    Disk,
    /// The database is away, going away or too slow.
    Away,
    /// What a row names is not there: it was deleted since the change looked.
    Gone,
    /// Anything else is a mistake of ours.
    Mistake,
}

/// Said by SQLite, in English always, and by PostgreSQL, whose operator may have chosen another
/// language: there a broken connection and the `DatabaseErrorKind` tell the rest.
const SAYINGS: [(&str, Complaint); 16] = [
    ("deadlock detected", Complaint::Met),
    ("database is locked", Complaint::Busy),
    ("database table is locked", Complaint::Busy),
    ("database schema is locked", Complaint::Busy),
    ("database or disk is full", Complaint::Full),
    ("No space left on device", Complaint::Full),
    ("disk I/O error", Complaint::Disk),
    ("out of memory", Complaint::Away),
    ("canceling statement due to", Complaint::Away),
    ("terminating connection", Complaint::Away),
    ("the database system is", Complaint::Away),
    ("too many clients already", Complaint::Away),
    ("remaining connection slots", Complaint::Away),
    ("server closed the connection", Complaint::Away),
    ("no connection to the server", Complaint::Away),
    ("could not receive data from server", Complaint::Away),
];

pub(super) fn complaint(error: &DieselError) -> Complaint {
    match error {
        DieselError::DatabaseError(kind, told) => match kind {
            DatabaseErrorKind::SerializationFailure => Complaint::Met,
            DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand => Complaint::Away,
            DatabaseErrorKind::ForeignKeyViolation if is_named_elsewhere(told.message()) => {
                Complaint::Mistake
            }
            DatabaseErrorKind::ForeignKeyViolation => Complaint::Gone,
            DatabaseErrorKind::Unknown => heard(told.message()),
            _ => Complaint::Mistake,
        },
        DieselError::BrokenTransactionManager => Complaint::Away,
        DieselError::RollbackErrorOnCommit { commit_error, .. } => complaint(commit_error),
        _ => Complaint::Mistake,
    }
}

/// Whether a row was to go that others name: PostgreSQL tells that from one that names what is not there.
fn is_named_elsewhere(message: &str) -> bool {
    message.starts_with("update or delete on table")
}

fn heard(message: &str) -> Complaint {
    SAYINGS
        .iter()
        .find(|(words, _)| message.contains(words))
        .map_or(Complaint::Mistake, |(_, meaning)| *meaning)
}

/// Every error of a query is a fault, "no such row" too (stores return `Option`); what will pass by
/// itself, such as a full disk or a database that is away, is [`Error::Unavailable`], and what needs something that
/// somebody deleted at the same moment is [`Error::Gone`].
impl From<DieselError> for Error {
    #[track_caller]
    fn from(error: DieselError) -> Self {
        match complaint(&error) {
            Complaint::Mistake => Self::fault(error),
            Complaint::Gone => {
                tracing::warn!(%error, place = %Location::caller(), "a change came after what it needs was deleted");
                Self::Gone
            }
            complaint => {
                tracing::warn!(%error, ?complaint, place = %Location::caller(), "the database could not serve");
                Self::Unavailable
            }
        }
    }
}
