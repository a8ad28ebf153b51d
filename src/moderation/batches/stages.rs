//! Where a batch stands, and what became of each of its comments.

/// Where a batch stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Its comments are written down; nothing is decided before its moderator said yes to them.
    Gathering,
    /// They are being decided.
    Deciding,
    /// Every one was decided or passed over.
    Decided,
    /// Its decisions are being taken back.
    Undoing,
    /// Every one was taken back, or stands because something else happened to its comment.
    Undone,
}

impl Stage {
    const ALL: [Self; 5] = [Self::Gathering, Self::Deciding, Self::Decided, Self::Undoing, Self::Undone];

    /// Its word in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Gathering => "gathering",
            Self::Deciding => "deciding",
            Self::Decided => "decided",
            Self::Undoing => "undoing",
            Self::Undone => "undone",
        }
    }

    pub(in crate::moderation) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.as_str() == word)
    }

    /// Whether it goes on by itself.
    #[must_use]
    pub const fn goes_on(self) -> bool {
        matches!(self, Self::Deciding | Self::Undoing)
    }
}

/// What became of one comment of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Its turn has not come.
    Waits,
    /// It was decided.
    Decided,
    /// Somebody else decided on it first, or it changed.
    PassedOver,
    /// Its decision was taken back.
    Undone,
    /// Something else happened to it since, so that its decision could not be taken back.
    Stands,
}

impl Outcome {
    /// Its word in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waits => "waits",
            Self::Decided => "decided",
            Self::PassedOver => "passed_over",
            Self::Undone => "undone",
            Self::Stands => "stands",
        }
    }
}
