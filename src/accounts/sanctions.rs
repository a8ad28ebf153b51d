//! Sanctions on an account: what its owner may not do with it for a while, why, and what they say against it.
//!
//! A sanction cites a published rule. It takes effect at once, or, if it is a long one ([`Measure::needs_two`]), when
//! somebody else than whoever proposed it confirms it. It ends by the clock alone: nothing has to run for that. Whatever
//! it is, its owner still comes in, to read, to take their data along, to erase it and to contest; what they write as a
//! stranger is linked to no account, and no sanction reaches it. [`deeds`] has what is done with them, [`outcomes`] what is told of them to everybody.

pub mod deeds;
pub mod outcomes;
mod words;

use serde::Serialize;

use self::deeds::Deed;
pub(super) use self::words::State;
pub use self::words::{Answered, Kind, MOST_DAYS, MOST_DAYS_ALONE, Measure, SLOWED_FOR, Stands};
use super::{Account, AccountId, Role, store};
use crate::base::clock::Timestamp;
use crate::base::ids::Id;
use crate::base::paging::{Cursor, Direction, Page, Paging, rows_to_fetch};
use crate::base::text::Prose;
use crate::base::words::{Said, Words};
use crate::db::Conn;
use crate::error::{Error, Result};

/// The id of a sanction.
pub type SanctionId = Id<Sanction>;

/// Sanctions on a page of those in force.
pub const ON_A_PAGE: usize = 25;

/// What an owner says against a sanction, and what was answered.
#[derive(Debug, Clone)]
pub struct Contested {
    /// Their words.
    pub words: Prose,
    /// What was decided.
    pub answered: Answered,
}

/// One sanction.
#[derive(Debug, Clone)]
pub struct Sanction {
    /// Its id.
    pub id: SanctionId,
    /// The account.
    pub account: AccountId,
    /// Which of the account's sanctions it is, from 1.
    pub number: i32,
    /// What it is, and for how long.
    pub measure: Measure,
    pub(super) state: State,
    /// The number and the version of the rule that it cites.
    pub rule: (i32, i32),
    /// Words to the owner.
    pub words: Option<Prose>,
    /// Who imposed or proposed it, if they are still there.
    pub imposed_by: Option<AccountId>,
    /// Who confirmed it.
    pub confirmed_by: Option<AccountId>,
    /// When it took effect, or was proposed; to the minute.
    pub begun_at: Timestamp,
    /// When it ends, or ended; of a proposal, when that lapses.
    pub until: Option<Timestamp>,
    /// What its owner says against it.
    pub contested: Option<Contested>,
    /// What was answered to them.
    pub answer: Option<Prose>,
    /// Rises with every change.
    pub version: i64,
}

impl Sanction {
    /// The page on which its owner reads it.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/account/sanctions/{}", self.id)
    }

    /// How it stands at `now`.
    #[must_use]
    pub fn stands(&self, now: Timestamp) -> Stands {
        let over = self.until.is_some_and(|until| until <= now);
        match self.state {
            State::Proposed if !over => Stands::Proposed,
            State::Proposed | State::Refused => Stands::NotConfirmed,
            State::Imposed if !over => Stands::InForce,
            State::Imposed => Stands::Over,
            State::Lifted => Stands::Lifted,
        }
    }

    /// Whether what its owner says against it waits for an answer.
    #[must_use]
    pub fn is_contested(&self) -> bool {
        self.contested.as_ref().is_some_and(|contested| contested.answered == Answered::Open)
    }

    /// Whether its owner can say something against it: once, while it is in force.
    #[must_use]
    pub fn can_be_contested(&self, now: Timestamp) -> bool {
        self.stands(now) == Stands::InForce && self.contested.is_none()
    }

    /// Whether `person` imposed, proposed or confirmed it.
    #[must_use]
    pub fn is_by(&self, person: &AccountId) -> bool {
        self.imposed_by.as_ref() == Some(person) || self.confirmed_by.as_ref() == Some(person)
    }

    /// Its name and for how long it was meant.
    #[must_use]
    pub fn says(&self, words: &Words) -> String {
        self.measure.says(words)
    }

    /// What it takes from its owner, and until when.
    #[must_use]
    pub fn means(&self, words: &Words) -> String {
        let until = self.until.map(|until| moment(words, until)).unwrap_or_default();
        let minutes = SLOWED_FOR.as_secs() / 60;
        let mentioned: [(&str, Said); 2] = [("until", until.into()), ("minutes", minutes.into())];
        words.say_with(self.measure.kind().means_key(), &mentioned)
    }
}

/// An instant that nobody can mistake, wherever they read it: day and minute in UTC.
#[must_use]
pub fn moment(words: &Words, at: Timestamp) -> String {
    let time = at.to_jiff().strftime("%H:%M").to_string();
    words.say2("accounts-sanction-moment", ("day", words.date(at.day())), ("time", time))
}

/// What an account may not do now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Bounds {
    /// One comment in [`SLOWED_FOR`].
    pub slow: bool,
    /// Every comment is read before it appears.
    pub held: bool,
    /// No comment at all.
    pub shut_out: bool,
}

/// What an account may not do at `now`: all that its sanctions in force say together.
///
/// # Errors
/// Those of the database.
pub fn bounds(conn: &mut Conn, account: &AccountId, now: Timestamp) -> Result<Bounds> {
    let kinds: Vec<Kind> =
        in_force_on(conn, account, now)?.iter().map(|found| found.measure.kind()).collect();
    Ok(Bounds {
        slow: kinds.contains(&Kind::Slow),
        held: kinds.contains(&Kind::Hold),
        shut_out: kinds.iter().any(|kind| kind.shuts_out()),
    })
}

/// The sanctions on an account that are in force at `now`, the latest first.
///
/// # Errors
/// Those of the database.
pub fn in_force_on(conn: &mut Conn, account: &AccountId, now: Timestamp) -> Result<Vec<Sanction>> {
    store::sanctions::in_force_on(conn, account, now)
}

/// One sanction.
///
/// # Errors
/// Those of the database.
pub fn find(conn: &mut Conn, id: &SanctionId) -> Result<Option<Sanction>> {
    store::sanctions::find(conn, id)
}

/// Every sanction of an account that is kept, the latest first.
///
/// # Errors
/// Those of the database.
pub fn all_on(conn: &mut Conn, account: &AccountId) -> Result<Vec<Sanction>> {
    store::sanctions::all_on(conn, account)
}

/// What waits for a second person at `now`, the longest waiting first.
///
/// # Errors
/// Those of the database.
pub fn proposed(conn: &mut Conn, now: Timestamp) -> Result<Vec<Sanction>> {
    store::sanctions::proposed(conn, now)
}

/// Those that their owners contest and nobody has answered for.
///
/// # Errors
/// Those of the database.
pub fn contested(conn: &mut Conn) -> Result<Vec<Sanction>> {
    store::sanctions::contested(conn)
}

/// Whether anything waits at `now` that `person` may decide on: a proposal of somebody else's, or what an owner contests.
///
/// # Errors
/// Those of the database.
pub fn waits_for(conn: &mut Conn, now: Timestamp, person: &Account) -> Result<bool> {
    let proposed = proposed(conn, now)?.into_iter().map(|found| (found, Deed::Confirm));
    let contested = contested(conn)?.into_iter().map(|found| (found, Deed::Uphold));
    for (found, deed) in proposed.chain(contested) {
        let Some(account) = store::account(conn, &found.account)? else { continue };
        let judges = judges_of(&account).contains(&person.role) && account.id != person.id;
        let alone = nobody_else_judges(conn, &account, &[&person.id])?;
        if judges && person.may_sign_in() && deed.is_for_another(&found, &person.id, alone).is_none() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A page of those in force at `now`, the oldest first.
///
/// # Errors
/// [`Error::NotFound`] for a place that is none.
pub fn in_force(conn: &mut Conn, now: Timestamp, paging: &Paging) -> Result<Page<Sanction>> {
    let direction = paging.direction().map_err(|_| Error::NotFound)?;
    let most = rows_to_fetch(ON_A_PAGE);
    let place = |cursor: &Cursor| cursor.instant_and_id().map_err(|_| Error::NotFound);
    let found = match &direction {
        Direction::Start => store::sanctions::in_force(conn, now, None, most)?,
        Direction::After(at) => store::sanctions::in_force(conn, now, Some((place(at)?, true)), most)?,
        Direction::Before(at) => store::sanctions::in_force(conn, now, Some((place(at)?, false)), most)?,
    };
    Ok(Page::cut(found, ON_A_PAGE, &direction, |row| Cursor::of_instant(row.begun_at, &row.id)))
}

/// Who may sanction an account: for one of the team only admins.
pub(super) const fn judges_of(account: &Account) -> &'static [Role] {
    if account.role.is_staff() { &[Role::Admin] } else { &[Role::Moderator, Role::Admin] }
}

/// Whether nobody may judge this account besides these people: then one of them answers for themselves, and the pages
/// say so. The owner of the account never counts.
///
/// # Errors
/// Those of the database.
pub fn nobody_else_judges(conn: &mut Conn, account: &Account, but: &[&AccountId]) -> Result<bool> {
    let but: Vec<&AccountId> = but.iter().copied().chain([&account.id]).collect();
    Ok(!store::somebody_else_is(conn, judges_of(account), &but)?)
}

/// Who could confirm what somebody proposes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Second {
    /// A moderator, or an admin.
    Colleague,
    /// Only an admin.
    Admin,
    /// Nobody.
    Nobody,
}

/// Who could confirm what `by` proposes for an account.
///
/// # Errors
/// Those of the database.
pub fn second(conn: &mut Conn, account: &Account, by: &AccountId) -> Result<Second> {
    if nobody_else_judges(conn, account, &[by])? {
        return Ok(Second::Nobody);
    }
    let moderators = judges_of(account).contains(&Role::Moderator)
        && store::somebody_else_is(conn, &[Role::Moderator], &[by, &account.id])?;
    Ok(if moderators { Second::Colleague } else { Second::Admin })
}

/// A sanction, as its owner takes it along. Who imposed it is not theirs to know.
#[derive(Debug, Serialize)]
pub struct OwnSanction {
    kind: &'static str,
    state: &'static str,
    days: Option<u32>,
    rule: i32,
    words: Option<String>,
    begun_at: String,
    until: Option<String>,
    contested: Option<String>,
    answered: Option<&'static str>,
    answer: Option<String>,
}

/// What an account's owner takes along of its sanctions.
///
/// # Errors
/// Those of the database.
pub fn own(conn: &mut Conn, account: &AccountId) -> Result<Vec<OwnSanction>> {
    Ok(all_on(conn, account)?.into_iter().map(OwnSanction::from).collect())
}

impl From<Sanction> for OwnSanction {
    fn from(sanction: Sanction) -> Self {
        let text = |words: Prose| words.as_str().to_owned();
        Self {
            kind: sanction.measure.kind().as_str(),
            state: sanction.state.as_str(),
            days: sanction.measure.days(),
            rule: sanction.rule.0,
            words: sanction.words.map(text),
            begun_at: sanction.begun_at.to_jiff().to_string(),
            until: sanction.until.map(|until| until.to_jiff().to_string()),
            answered: sanction.contested.as_ref().map(|contested| contested.answered.as_str()),
            contested: sanction.contested.map(|contested| text(contested.words)),
            answer: sanction.answer.map(text),
        }
    }
}
