//! Why a command could not be done.

use crate::app::StartError;
use crate::base::seal::KeyFileError;
use crate::base::words::CatalogueError;
use crate::config::ConfigError;
use crate::db::OpenError;
use crate::db::backup::BackupError;
use crate::error::Error;

/// One line that a person at the terminal can act on.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Failure(String);

impl Failure {
    /// Whatever went wrong, as its one line.
    pub(super) fn of(problem: impl std::fmt::Display) -> Self {
        Self(problem.to_string().lines().map(str::trim).collect::<Vec<_>>().join(" "))
    }
}

/// At the terminal sits somebody who may know what a stranger may not.
impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Fault(fault) => Self::of(fault),
            Error::Unavailable => Self::of("the database is not available for the moment; try again"),
            other => Self::of(other),
        }
    }
}

/// Errors that already are one line for the person at the terminal.
macro_rules! spoken {
    ($($error:ty),+) => {$(
        impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                Self::of(error)
            }
        }
    )+};
}

spoken!(StartError, ConfigError, KeyFileError, CatalogueError, OpenError, BackupError);
