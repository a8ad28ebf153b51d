//! What a person may do here.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

const MINUTE: Duration = Duration::from_mins(1);
const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);

/// A role. Each account has exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Reads, and posts comments under a name of their own.
    Reader,
    /// Decides on comments.
    Moderator,
    /// Writes articles.
    Editor,
    /// Runs the site; may do all that a moderator and an editor may.
    Admin,
}

/// How long a session lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionLimits {
    /// Unused for this long, it is over.
    pub idle: Duration,
    /// After this time it is over, however busy.
    pub absolute: Duration,
}

impl Role {
    /// Every role, from the one that may least.
    pub const ALL: [Self; 4] = [Self::Reader, Self::Moderator, Self::Editor, Self::Admin];
    /// The roles that somebody can be invited to.
    pub const STAFF: [Self; 3] = [Self::Moderator, Self::Editor, Self::Admin];

    /// Its word in tables, forms and on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reader => "reader",
            Self::Moderator => "moderator",
            Self::Editor => "editor",
            Self::Admin => "admin",
        }
    }

    /// The key of its word in `locales/`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Reader => "accounts-role-reader",
            Self::Moderator => "accounts-role-moderator",
            Self::Editor => "accounts-role-editor",
            Self::Admin => "accounts-role-admin",
        }
    }

    /// Whether it decides on comments.
    #[must_use]
    pub const fn may_moderate(self) -> bool {
        matches!(self, Self::Moderator | Self::Admin)
    }

    /// Whether it writes articles.
    #[must_use]
    pub const fn may_edit(self) -> bool {
        matches!(self, Self::Editor | Self::Admin)
    }

    /// Whether it runs the site.
    #[must_use]
    pub const fn may_administer(self) -> bool {
        matches!(self, Self::Admin)
    }

    /// Whether its sessions are those of staff: short.
    #[must_use]
    pub const fn is_staff(self) -> bool {
        !matches!(self, Self::Reader)
    }

    /// How long its sessions last: readers 7 days idle and 30 in all, staff 30 minutes and 12 hours
    /// (ASVS 7.1.1, 7.3.1, 7.3.2).
    #[must_use]
    pub const fn session_limits(self) -> SessionLimits {
        match self {
            Self::Reader => SessionLimits { idle: DAY.saturating_mul(7), absolute: DAY.saturating_mul(30) },
            Self::Moderator | Self::Editor | Self::Admin => {
                SessionLimits { idle: MINUTE.saturating_mul(30), absolute: HOUR.saturating_mul(12) }
            }
        }
    }
}

/// The text names no role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no role is called that: reader, moderator, editor or admin")]
pub struct NoRole;

impl FromStr for Role {
    type Err = NoRole;

    fn from_str(text: &str) -> Result<Self, NoRole> {
        Self::ALL.into_iter().find(|role| role.as_str() == text).ok_or(NoRole)
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
