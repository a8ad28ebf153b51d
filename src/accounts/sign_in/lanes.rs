//! The ways on which tries to sign in come: each counts its own failures, so that who floods one closes no other.

use std::time::Duration;

use super::Browser;
use crate::accounts::AccountId;
use crate::db::Db;
use crate::error::Result;
use crate::web::limits::{self, Rate};

/// Failures within an hour; beyond, even the right password waits (ASVS 6.3.1).
const AN_HOUR: Rate = Rate::new(10, Duration::from_hours(1));
/// Failures in a row from strangers (NIST 800-63B-4 section 3.2.2): a success, or time, lets more in.
const IN_A_ROW: Rate = Rate::new(100, Duration::from_hours(30 * 24));

const STRANGERS: &str = "sign-in-failures";
const STRANGERS_IN_A_ROW: &str = "sign-in-in-a-row";
const BROWSER: &str = "sign-in-browser";
const BROWSER_CODES: &str = "sign-in-browser-codes";
const CODES: &str = "sign-in-codes";
const CODES_IN_A_ROW: &str = "sign-in-codes-in-a-row";

/// A way in to one address, whether anybody has it or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lane {
    /// The keyed hash of the address.
    address: String,
    /// What the browser is called, if it knows the account of the address.
    browser: Option<String>,
}

impl Lane {
    pub(super) const fn new(address: String, browser: Option<String>) -> Self {
        Self { address, browser }
    }

    /// As a row keeps it.
    pub(super) fn to_text(&self) -> String {
        let browser = self.browser.as_deref().unwrap_or_default();
        format!("{} {browser}", self.address)
    }

    pub(super) fn of_text(text: &str) -> Self {
        let (address, browser) = text.split_once(' ').unwrap_or((text, ""));
        Self::new(address.to_owned(), (!browser.is_empty()).then(|| browser.to_owned()))
    }

    /// What the owner is told of the browser.
    pub(super) const fn browser(&self) -> Browser {
        if self.browser.is_some() { Browser::Known } else { Browser::New }
    }

    /// Counts a try as one that failed, until [`Lane::succeed`] says otherwise.
    pub(super) async fn enter(&self, db: &Db) -> Result<Entry> {
        match &self.browser {
            Some(browser) => Ok(Entry::of(limits::over(db, BROWSER, browser, AN_HOUR).await?)),
            None => enter_both(db, [STRANGERS, STRANGERS_IN_A_ROW], &self.address).await,
        }
    }

    /// Somebody came in: their try was no failure, and failures in a row begin anew.
    pub(super) async fn succeed(&self, db: &Db, entry: Entry) -> Result<()> {
        self.leave(db, entry).await?;
        limits::empty(db, STRANGERS_IN_A_ROW, &self.address).await
    }

    /// The try was none that failed: it could not be judged.
    pub(super) async fn leave(&self, db: &Db, entry: Entry) -> Result<()> {
        if entry != Entry::Free {
            return Ok(());
        }
        if let Some(browser) = &self.browser {
            return limits::give_back(db, BROWSER, browser, AN_HOUR).await;
        }
        limits::give_back(db, STRANGERS, &self.address, AN_HOUR).await?;
        limits::give_back(db, STRANGERS_IN_A_ROW, &self.address, IN_A_ROW).await
    }

    /// Counts a guess at the six digits of an account's app, by somebody who knows the password, as one that failed:
    /// with the password or after it, in as many sign-ins as they like.
    pub(super) async fn guess(&self, db: &Db, account: &AccountId) -> Result<Entry> {
        match &self.browser {
            Some(browser) => Ok(Entry::of(limits::over(db, BROWSER_CODES, browser, AN_HOUR).await?)),
            None => enter_both(db, [CODES, CODES_IN_A_ROW], account.as_str()).await,
        }
    }

    /// The guess was none: its owner typed the code.
    pub(super) async fn guessed_right(&self, db: &Db, account: &AccountId) -> Result<()> {
        if let Some(browser) = &self.browser {
            return limits::give_back(db, BROWSER_CODES, browser, AN_HOUR).await;
        }
        limits::give_back(db, CODES, account.as_str(), AN_HOUR).await?;
        limits::empty(db, CODES_IN_A_ROW, account.as_str()).await
    }
}

/// Counts a try in the hour and in a row; one that finds either full is counted in neither.
async fn enter_both(db: &Db, [hour, row]: [&'static str; 2], who: &str) -> Result<Entry> {
    if let Some(wait) = limits::over(db, hour, who, AN_HOUR).await? {
        return Ok(Entry::Full(wait));
    }
    let wait = limits::over(db, row, who, IN_A_ROW).await?;
    if wait.is_some() {
        limits::give_back(db, hour, who, AN_HOUR).await?;
    }
    Ok(Entry::of(wait))
}

/// How a try finds its lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entry {
    /// There was room, and the try took some.
    Free,
    /// There was none; so long until there is.
    Full(Duration),
}

impl Entry {
    fn of(wait: Option<Duration>) -> Self {
        wait.map_or(Self::Free, Self::Full)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lane_is_read_as_it_was_kept() {
        for lane in [Lane::new("a1".to_owned(), None), Lane::new("a1".to_owned(), Some("x-y_z".to_owned()))] {
            assert_eq!(Lane::of_text(&lane.to_text()), lane);
        }
    }
}
