//! What came of sanctions, day by day, told without whose they were: so it stays the same when an account goes.

use super::Sanction;
use crate::accounts::store;
use crate::base::clock::Timestamp;
use crate::base::ids::Id;
use crate::db::{Conn, Tx};
use crate::error::Result;

/// Something that came of a sanction.
#[derive(Debug)]
pub enum Came {}
/// The id of its record.
pub type OutcomeId = Id<Came>;

/// What can come of a sanction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It took effect.
    Imposed,
    /// Its owner said something against it.
    Contested,
    /// It stands though it was contested.
    Upheld,
    /// It was contested, and wrong.
    Overturned,
    /// It ended before its time.
    Lifted,
}

impl Outcome {
    /// All of them, in the order of a sanction's life.
    pub const ALL: [Self; 5] = [Self::Imposed, Self::Contested, Self::Upheld, Self::Overturned, Self::Lifted];
    /// Those that are decisions of moderators for everybody to read; of the others only figures are told.
    pub const LOGGED: [Self; 3] = [Self::Imposed, Self::Overturned, Self::Lifted];

    /// Its word in tables and figures.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Imposed => "imposed",
            Self::Contested => "contested",
            Self::Upheld => "upheld",
            Self::Overturned => "overturned",
            Self::Lifted => "lifted",
        }
    }

    /// The outcome of this word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.as_str() == word)
    }
}

/// What came of a sanction, as everybody may know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Its record.
    pub id: OutcomeId,
    /// The beginning of its day.
    pub day: Timestamp,
    /// The word of the sanction's kind.
    pub kind: String,
    /// The word of its outcome.
    pub outcome: String,
    /// The number and the version of the rule that it cites.
    pub rule: (i32, i32),
}

/// Notes what came of a sanction today.
pub(super) fn note(tx: &mut Tx<'_>, sanction: &Sanction, outcome: Outcome) -> Result<()> {
    let told = Told {
        id: tx.fresh_id(),
        day: tx.now.to_day(),
        kind: sanction.measure.kind().as_str().to_owned(),
        outcome: outcome.as_str().to_owned(),
        rule: sanction.rule,
    };
    store::sanctions::note_outcome(tx, &told)
}

/// What came of sanctions from one day until another: the word of the kind, that of the outcome, how often.
///
/// # Errors
/// Those of the database.
pub fn counted(conn: &mut Conn, from: Timestamp, to: Timestamp) -> Result<Vec<(String, String, i64)>> {
    store::sanctions::outcomes_counted(conn, from, to)
}

/// Up to `most` decisions on sanctions ([`Outcome::LOGGED`]) from before a day, beyond a place, the newest first; or, not
/// `later`, the newer ones, nearest first.
///
/// # Errors
/// Those of the database.
pub fn decided(
    conn: &mut Conn,
    before: Timestamp,
    place: Option<&(Timestamp, OutcomeId)>,
    (later, most): (bool, i64),
) -> Result<Vec<Told>> {
    store::sanctions::outcomes_decided(conn, before, place, (later, most))
}
