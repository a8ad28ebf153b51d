//! Made-up subscribers for trying the site with many of them: confirmed, most of them at once. Their addresses end
//! in `demo.invalid`, which no relay can deliver to (RFC 2606 section 2).

use std::time::Duration;

use super::store::made_up::{self, MadeUp};
use super::{Frequency, Kinds, SubscriberId, row_of};
use crate::base::random::Random;
use crate::base::seal::Keys;
use crate::base::text::EmailAddress;
use crate::cases::CaseId;
use crate::db::Tx;
use crate::error::{Error, Result};

/// How many subscribers one step makes; each is two rows.
pub const STEP: usize = 160;

/// Makes up to [`STEP`] subscribers of a case, and no more than `wanted`; answers how many. They are numbered on from
/// those who are there.
///
/// # Errors
/// Those of the database.
pub fn fill(tx: &mut Tx<'_>, keys: &Keys, case: &CaseId, wanted: usize) -> Result<usize> {
    let many = i64::try_from(wanted.min(STEP)).map_err(Error::fault)?;
    let first = made_up::count(tx)?;
    let people: Vec<MadeUp> =
        (first..first + many).map(|number| person(tx, keys, number)).collect::<Result<_>>()?;
    made_up::insert_all(tx, case, &people)?;
    Ok(people.len())
}

fn person(tx: &Tx<'_>, keys: &Keys, number: i64) -> Result<MadeUp> {
    let address = EmailAddress::parse(&format!("reader-{number:06}@demo.invalid")).map_err(Error::fault)?;
    let id: SubscriberId = tx.fresh_id();
    let days = tx.random().below(60);
    Ok(MadeUp {
        email_key: keys.email_key(&address),
        email_sealed: keys.seal_email(&address, &row_of(&id), tx.random()),
        subscription: tx.fresh_id(),
        frequency: frequency(tx.random()),
        kinds: if tx.random().below(4) == 0 { Kinds::RulingsAndHearings } else { Kinds::All },
        since: tx.now.to_day().minus(Duration::from_hours(24 * days)),
        id,
    })
}

/// Eight of ten at once, one daily, one weekly.
fn frequency(random: &Random) -> Frequency {
    match random.below(10) {
        0 => Frequency::Daily,
        1 => Frequency::Weekly,
        _ => Frequency::AtOnce,
    }
}
