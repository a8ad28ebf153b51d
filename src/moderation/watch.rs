//! Moderators are told by mail when their queue begins to fill, when somebody has waited for a day, and when a sanction
//! needs another person than the one who decided first.

use std::time::Duration;

use super::letters;
use super::store::colleagues as store;
use crate::accounts::{self, Account, AccountId, Role, sanctions};
use crate::base::clock::Timestamp;
use crate::base::paging::Paging;
use crate::comments::{self, Filter, State};
use crate::db::{Conn, Tx};
use crate::error::Result;

/// That the queue begins to fill is told at most this often.
const BETWEEN_BEGINNINGS: Duration = Duration::from_hours(1);
/// Whoever waits longer than this waits too long; told once in as long.
pub const LATE_AFTER: Duration = Duration::from_hours(24);

/// What was told of the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Watched {
    /// Whether it was told that somebody waits, with the queue never empty since.
    pub waiting: bool,
    /// When that was told last.
    pub begun_at: Option<Timestamp>,
    /// When it was told last that somebody waits too long.
    pub late_at: Option<Timestamp>,
}

/// What there is to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// The queue was empty, and somebody waits now.
    Begun,
    /// Somebody has waited for a day.
    Late,
    /// A sanction waits for a second person, or its owner for an answer.
    Sanction,
}

/// What there is to tell of a queue whose longest waiting comment came at `oldest`, and what is then known to be told.
fn news(watched: Watched, oldest: Option<Timestamp>, now: Timestamp) -> (Option<News>, Watched) {
    let lately = |told: Option<Timestamp>, span| told.is_some_and(|told| now.since(told) < span);
    let Some(oldest) = oldest else { return (None, Watched { waiting: false, ..watched }) };
    if now.since(oldest) >= LATE_AFTER && !lately(watched.late_at, LATE_AFTER) {
        return (Some(News::Late), Watched { waiting: true, late_at: Some(now), ..watched });
    }
    if watched.waiting || lately(watched.begun_at, BETWEEN_BEGINNINGS) {
        return (None, watched);
    }
    (Some(News::Begun), Watched { waiting: true, begun_at: Some(now), ..watched })
}

/// Looks at the queue and at the sanctions that wait, and tells what is new; answers how many letters that made.
///
/// # Errors
/// Those of the database.
pub fn look(tx: &mut Tx<'_>) -> Result<usize> {
    let oldest = oldest(tx)?;
    let of_queue = match told(tx, store::COMMENTS, |_| oldest)? {
        Some(news) => whom(tx, news)?,
        None => Vec::new(),
    };
    for (news, account) in &of_queue {
        letters::post(tx, *news, account)?;
    }
    Ok(of_queue.len() + look_at_sanctions(tx)?)
}

/// What is new of something that waits, by the row that says what was told of it.
fn told(
    tx: &mut Tx<'_>,
    what: &str,
    since: impl FnOnce(&Watched) -> Option<Timestamp>,
) -> Result<Option<News>> {
    let (watched, now) = (store::watched(tx, what)?, tx.now);
    let (news, kept) = news(watched, since(&watched), now);
    if kept != watched {
        store::keep_watched(tx, what, &kept)?;
    }
    Ok(news)
}

/// When an owner contested a sanction is not kept: it waits since it was told first.
fn look_at_sanctions(tx: &mut Tx<'_>) -> Result<usize> {
    let now = tx.now;
    let waits = !sanctions::proposed(tx, now)?.is_empty() || !sanctions::contested(tx)?.is_empty();
    let since = |watched: &Watched| {
        let told = watched.begun_at.filter(|_| watched.waiting);
        waits.then(|| told.unwrap_or(now))
    };
    if told(tx, store::SANCTIONS, since)?.is_none() {
        return Ok(0);
    }
    let mut letters = 0;
    for person in accounts::admin::staff(tx)? {
        if sanctions::waits_for(tx, now, &person)? {
            letters::post(tx, News::Sanction, &person.id)?;
            letters += 1;
        }
    }
    Ok(letters)
}

/// When the longest waiting comment of the queue's first page came.
fn oldest(conn: &mut Conn) -> Result<Option<Timestamp>> {
    let first = comments::waiting(conn, &Filter::of(State::Held), &Paging::default())?;
    Ok(first.items.iter().map(|found| found.submitted_at).min())
}

/// Moderators; admins too when somebody waits too long, or where there is no moderator.
fn whom(conn: &mut Conn, news: News) -> Result<Vec<(News, AccountId)>> {
    let staff = accounts::admin::staff(conn)?;
    let of = |role: Role| staff.iter().filter(move |account| account.role == role && account.may_sign_in());
    let moderators: Vec<&Account> = of(Role::Moderator).collect();
    let admins = of(Role::Admin).filter(|_| news == News::Late || moderators.is_empty());
    Ok(admins.chain(moderators.iter().copied()).map(|account| (news, account.id.clone())).collect())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HOUR: Duration = Duration::from_hours(1);

    fn at(hours: u32) -> Timestamp {
        Timestamp::from_micros(0).plus(HOUR * hours)
    }

    #[test]
    fn the_first_comment_is_told_and_the_second_is_not() {
        let (told, kept) = news(Watched::default(), Some(at(5)), at(5));
        assert_eq!(told, Some(News::Begun));
        assert_eq!(news(kept, Some(at(5)), at(6)), (None, kept));
    }

    #[test]
    fn whoever_has_waited_for_a_day_is_told_of_once_a_day() {
        let kept = Watched { waiting: true, begun_at: Some(at(0)), late_at: None };
        let (told, kept) = news(kept, Some(at(0)), at(24));
        assert_eq!(told, Some(News::Late));
        assert_eq!(news(kept, Some(at(0)), at(47)).0, None);
        assert_eq!(news(kept, Some(at(0)), at(48)).0, Some(News::Late));
    }

    #[test]
    fn a_queue_that_was_empty_begins_anew_but_not_twice_an_hour() {
        let (_, kept) = news(Watched::default(), Some(at(0)), at(0));
        let (_, kept) = news(kept, None, at(0));
        let soon = at(0).plus(HOUR / 2);
        assert_eq!(news(kept, Some(soon), soon).0, None);
        assert_eq!(news(kept, Some(at(2)), at(2)).0, Some(News::Begun));
    }

    proptest! {
        #[test]
        fn moderators_get_at_most_one_letter_of_a_kind_in_its_time(steps in prop::collection::vec((0_u32..90, any::<bool>()), 1..80)) {
            let (mut watched, mut now, mut oldest) = (Watched::default(), at(100), None);
            let (mut begun, mut late): (Vec<Timestamp>, Vec<Timestamp>) = (Vec::new(), Vec::new());
            for (minutes, waits) in steps {
                now = now.plus(Duration::from_mins(u64::from(minutes)));
                oldest = if waits { oldest.or(Some(now)) } else { None };
                let (told, kept) = news(watched, oldest, now);
                watched = kept;
                match told {
                    Some(News::Begun) => begun.push(now),
                    Some(News::Late) => late.push(now),
                    Some(News::Sanction) | None => {}
                }
            }
            let apart = |told: &[Timestamp], span| told.windows(2).all(|pair| matches!(pair, [one, next] if next.since(*one) >= span));
            prop_assert!(apart(&begun, BETWEEN_BEGINNINGS) && apart(&late, LATE_AFTER));
        }
    }
}
