//! Made-up updates for trying the site with many of them: plausible, published, numbered, and mailed to nobody.

use super::store::{self, MadeUp};
use super::{CaseId, Kind};
use crate::base::random::Random;
use crate::base::text::{Line, Prose};
use crate::db::Tx;
use crate::error::{Error, OrNotFound as _, Result};

/// How many updates one step makes: with their texts at most 500 rows.
pub const STEP: usize = 160;

const TITLES: [(Kind, &str); 12] = [
    (Kind::Filing, "The plaintiffs file a brief on discovery"),
    (Kind::Filing, "The defendants ask for more time"),
    (Kind::Ruling, "The court orders that documents be produced"),
    (Kind::Ruling, "A motion to seal is denied in part"),
    (Kind::Hearing, "The parties are heard on the schedule"),
    (Kind::Hearing, "A case management conference takes place"),
    (Kind::Filing, "An expert's report is lodged"),
    (Kind::Other, "The docket is corrected by the clerk"),
    (Kind::Ruling, "The deadline for motions is moved"),
    (Kind::Filing, "A joint statement is filed"),
    (Kind::Other, "A related case is noted on the docket"),
    (Kind::Hearing, "Argument is set over to next month"),
];
const OPENINGS: [&str; 6] = [
    "According to the docket, this happened without a hearing.",
    "The entry is short and gives no reasons.",
    "The text of the paper is under seal in part.",
    "Both sides had asked for it.",
    "Nobody objected within the time that the court had set.",
    "The judge spoke for some minutes before the parties did.",
];
const ENDS: [&str; 6] = [
    "What follows from it will be known when the next paper is filed.",
    "The schedule stays as it is otherwise.",
    "An answer is due within fourteen days.",
    "The next date has not been set.",
    "Nothing changes for the questions that were decided before.",
    "The other side may still be heard on it.",
];

/// Makes up to [`STEP`] updates of a case, and no more than `wanted`; answers how many.
///
/// # Errors
/// [`Error::NotFound`] without such a case; those of the database.
pub fn fill(tx: &mut Tx<'_>, case: &CaseId, wanted: usize) -> Result<usize> {
    let many = wanted.min(STEP);
    let case = store::by_id(tx, case)?.or_not_found()?;
    let count = i64::try_from(many).unwrap_or(0);
    let first = store::take_numbers(tx, &case.id, count)?;
    let made = (first..first + count).map(|number| made_up(tx, number)).collect::<Result<Vec<_>>>()?;
    store::insert_made_up(tx, &case, &made)?;
    Ok(many)
}

/// One update; its day is within the last five years.
fn made_up(tx: &Tx<'_>, number: i64) -> Result<MadeUp> {
    let random = tx.random();
    let (kind, title) = one_of(random, &TITLES).unwrap_or((Kind::Other, "An entry"));
    let days_ago = 1 + random.below(5 * 365);
    let day = tx.now.minus(std::time::Duration::from_hours(24 * days_ago)).day();
    let opening = one_of(random, &OPENINGS).unwrap_or_default();
    let body = format!("{opening}\n\n{}", one_of(random, &ENDS).unwrap_or_default());
    Ok(MadeUp {
        id: tx.fresh_id(),
        number,
        kind,
        happened_on: day,
        title: Line::parse(&format!("{title} (made up, no. {number})")).map_err(Error::fault)?,
        body: Prose::parse(&body).map_err(Error::fault)?,
        source: Line::parse("made up").map_err(Error::fault)?,
    })
}

fn one_of<T: Copy>(random: &Random, from: &[T]) -> Option<T> {
    let drawn = random.below(u64::try_from(from.len()).unwrap_or(0));
    usize::try_from(drawn).ok().and_then(|drawn| from.get(drawn)).copied()
}
