//! Proving who one is: by address and password, and by the second factor where there is one.
//!
//! An unknown address, a wrong password, an unconfirmed and a disabled account are the same to whoever
//! asks: one run of argon2 and one answer (ASVS 6.3.8). Strangers who try fill a lane (`lanes`) of their own: the
//! owner's known browser, and whoever shows the second factor with the password, come in beside them
//! (ASVS 6.1.1).

mod lanes;
pub mod pending;

use std::time::Duration;

use self::lanes::{Entry, Lane};
use super::password::{Hasher, Password, Typed, Verdict};
use super::second_factor::{self, Given, Shown};
use super::{Account, AccountId, browsers, store};
use crate::base::seal::{EmailKey, Keys};
use crate::base::text::EmailAddress;
use crate::base::token::Token;
use crate::db::{Conn, Db};
use crate::error::{Error, OrNotFound as _, Result};
use crate::web::limits::{self, Rate};

/// Proofs at an open session that fail, within an hour: a thief who found it must not guess on.
const AGAIN: Rate = Rate::new(10, Duration::from_hours(1));
const AGAIN_CLASS: &str = "prove-failures";
/// The code is none that is good now; a key of `locales/`.
pub(super) const WRONG_CODE: &str = "accounts-code-wrong";
/// The passkey is none of the account's, or its question is good no more; a key of `locales/`.
const WRONG_PASSKEY: &str = "accounts-passkey-wrong";

/// Someone who has just proved whose account is theirs, with everything that it asks for. Only the deeds of this
/// feature make one, and without one no session is opened.
///
/// It holds for the account as it was then: a new password, another role, a second factor or a shut door in between,
/// and no session is opened for it (ASVS 7.4.3).
#[derive(Debug)]
pub struct Proven {
    account: AccountId,
    version: i64,
    factor: Option<Shown>,
    browser: Browser,
}

/// What is known of the browser that somebody came with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Browser {
    /// It was signed in with before.
    Known,
    /// It is new to the account: its owner is told by mail.
    New,
    /// The account itself has just begun in it.
    First,
}

impl Proven {
    /// By a link that proves the address, with the password that was just set or given there: of an account that has
    /// no second factor yet.
    pub(super) fn of(account: &Account) -> Self {
        let half = Half { account: account.id.clone(), version: account.version, has_factor: false };
        half.whole(None, Browser::First)
    }

    /// Whether the account is still as it was proved.
    #[must_use]
    pub fn holds_for(&self, account: &Account) -> bool {
        account.id == self.account && account.version == self.version
    }

    /// Whether everything was shown that the account asks for. It is asked in the change that opens the session.
    ///
    /// # Errors
    /// Those of the database.
    pub(super) fn is_enough(&self, conn: &mut Conn) -> Result<bool> {
        Ok(self.factor.is_some() || !second_factor::is_set_up(conn, &self.account)?)
    }

    /// Whose account it is.
    #[must_use]
    pub const fn account_id(&self) -> &AccountId {
        &self.account
    }

    /// What is known of the browser.
    #[must_use]
    pub const fn browser(&self) -> Browser {
        self.browser
    }
}

/// Someone whose password is proved, and nothing else yet: only with what else the account asks for it becomes
/// [`Proven`].
#[derive(Debug, Clone)]
struct Half {
    account: AccountId,
    version: i64,
    has_factor: bool,
}

impl Half {
    fn whole(self, factor: Option<Shown>, browser: Browser) -> Proven {
        Proven { account: self.account, version: self.version, factor, browser }
    }
}

/// How far somebody has come who signs in.
#[derive(Debug)]
pub enum Step {
    /// In.
    Proven(Proven),
    /// To the second factor; the secret is for the cookie of the browser that goes on.
    FactorOwed(Token),
}

/// What came with one try to sign in.
#[derive(Debug, Default)]
pub struct Try {
    /// What was typed for an address.
    pub address: String,
    /// What was typed for a password.
    pub password: Typed,
    /// The second factor, if it was given at once.
    pub given: Option<Given>,
    /// What the browser carries of an earlier sign-in.
    pub browser: Option<String>,
}

/// An account that was looked up by its address, with what proves whose it is.
struct Found {
    account: Account,
    hash: Option<String>,
    has_factor: bool,
}

impl Found {
    /// Whether a factor of the owner is looked at: whose account cannot sign in uses none up.
    const fn may_show(&self) -> bool {
        self.has_factor && self.account.may_sign_in()
    }
}

/// Compares address and password with what is stored; `None` if that is nobody who may sign in. The
/// hash of an older cost is replaced on the way.
///
/// # Errors
/// [`Error::TooOften`] if the lane on which the try comes is full, whether anybody has the address or not;
/// [`Error::Unavailable`] if too many wait for argon2.
pub async fn prove(db: &Db, keys: &Keys, hasher: &Hasher, tried: Try) -> Result<Option<Step>> {
    let Ok(password) = Password::parse(tried.password.as_str()) else { return Ok(None) };
    let Ok(address) = EmailAddress::parse(&tried.address) else {
        hasher.verify(password, None).await?;
        return Ok(None);
    };
    let known_as = keys.email_keys(&address);
    let found = db.read(move |conn| look_up(conn, &known_as)).await?;
    let lane = lane_of(keys, &address, found.as_ref(), tried.browser.as_deref());
    let entry = lane.enter(db).await?;
    if let (Entry::Full(retry_after), None) = (entry, &tried.given) {
        return Err(Error::TooOften { retry_after });
    }
    let owner = found.as_ref().filter(|found| found.may_show()).map(|found| found.account.id.clone());
    let hasher = if lane.browser() == Browser::Known { &hasher.for_known() } else { hasher };
    match (compare(db, hasher, found, password).await, entry) {
        (Ok(Some(half)), entry) => go_on(db, keys, (&lane, entry), half, tried.given).await.map(Some),
        (Ok(None), entry) => {
            use_up(db, keys, owner, tried.given).await?;
            // Nothing tells a stranger whether what was given was right.
            if let Entry::Full(retry_after) = entry { Err(Error::TooOften { retry_after }) } else { Ok(None) }
        }
        (Err(error), entry) => lane.leave(db, entry).await.and(Err(error)),
    }
}

/// The password was right: in, if nothing more is owed; past a full lane only with the second factor.
async fn go_on(
    db: &Db,
    keys: &Keys,
    (lane, entry): (&Lane, Entry),
    half: Half,
    given: Option<Given>,
) -> Result<Step> {
    let shown = show_at_once(db, keys, (lane, &half), given).await?;
    match (entry, shown) {
        (Entry::Full(retry_after), None) => Err(Error::TooOften { retry_after }),
        (Entry::Free, None) if half.has_factor => {
            let lane = lane.clone();
            db.write(move |tx| pending::begin(tx, &half, &lane)).await.map(Step::FactorOwed)
        }
        (entry, shown) => {
            lane.succeed(db, entry).await?;
            Ok(Step::Proven(half.whole(shown, lane.browser())))
        }
    }
}

fn lane_of(keys: &Keys, address: &EmailAddress, found: Option<&Found>, carried: Option<&str>) -> Lane {
    let browser =
        found.zip(carried).and_then(|(found, carried)| browsers::recognise(keys, &found.account, carried));
    Lane::new(keys.email_key(address).as_str().to_owned(), browser)
}

/// A factor that came with the right password: with it its owner comes in although strangers filled the lane. Six digits
/// can be guessed, so whoever knows the password guesses them as seldom as anything; nothing else can.
async fn show_at_once(
    db: &Db,
    keys: &Keys,
    (lane, half): (&Lane, &Half),
    given: Option<Given>,
) -> Result<Option<Shown>> {
    let Some(given) = given.filter(|_| half.has_factor) else { return Ok(None) };
    let guessable = given.is_guessable();
    if guessable && lane.guess(db, &half.account).await? != Entry::Free {
        return Ok(None);
    }
    let (keys, account) = (keys.clone(), half.account.clone());
    let shown = db.write(move |tx| second_factor::show(tx, &keys, &account, &given)).await?;
    if guessable && shown.is_some() {
        lane.guessed_right(db, &half.account).await?;
    }
    Ok(shown)
}

/// What came with a wrong password is used up, too: who saw it typed cannot use it (ASVS 6.5.1).
async fn use_up(db: &Db, keys: &Keys, owner: Option<AccountId>, given: Option<Given>) -> Result<()> {
    if let (Some(owner), Some(given)) = (owner, given) {
        let keys = keys.clone();
        db.write(move |tx| second_factor::show(tx, &keys, &owner, &given)).await?;
    }
    Ok(())
}

/// Compares a password with that of an account which a mailed link names; `None` if it is another.
///
/// # Errors
/// [`Error::Unavailable`] if too many wait for argon2.
pub async fn prove_owner(
    hasher: &Hasher,
    account: &Account,
    stored: Option<String>,
    typed: &Typed,
) -> Result<Option<Proven>> {
    let Ok(password) = Password::parse(typed.as_str()) else { return Ok(None) };
    match hasher.for_known().verify(password, stored).await? {
        Verdict::Wrong => Ok(None),
        Verdict::Right | Verdict::Outdated(_) => Ok(Some(Proven::of(account))),
    }
}

/// Proves once more whose a session is: by the password, and by the second factor where there is one.
///
/// # Errors
/// [`Error::Invalid`] at `password`, `code` or `passkey` for the wrong one; [`Error::TooOften`] after 10 failures of this account
/// within an hour; [`Error::Unavailable`] if too many wait for argon2; [`Error::NotFound`] if the account is gone.
pub async fn prove_again(
    db: &Db,
    keys: &Keys,
    hasher: &Hasher,
    account: &AccountId,
    (typed, given): (&Typed, Option<Given>),
) -> Result<Proven> {
    let password =
        Password::parse(typed.as_str()).map_err(|problem| Error::invalid("password", problem.key()))?;
    let id = account.clone();
    let found = db.read(move |conn| found_by_id(conn, &id)).await?.or_not_found()?;
    limits::count(db, AGAIN_CLASS, account.as_str(), AGAIN).await?;
    let half = compare(db, &hasher.for_known(), Some(found), password).await?;
    let half = half.ok_or_else(|| Error::invalid("password", "accounts-prove-wrong"))?;
    let (keys, id) = (keys.clone(), account.clone());
    let wrong = wrong(given.as_ref());
    let shown = match given.filter(|_| half.has_factor) {
        Some(given) => db.write(move |tx| second_factor::show(tx, &keys, &id, &given)).await?,
        None => None,
    };
    if half.has_factor && shown.is_none() {
        return Err(wrong);
    }
    limits::give_back(db, AGAIN_CLASS, account.as_str(), AGAIN).await?;
    Ok(half.whole(shown, Browser::Known))
}

/// What a page says of a factor that is not good.
pub(super) fn wrong(given: Option<&Given>) -> Error {
    match given {
        Some(Given::Passkey(_)) => Error::invalid("passkey", WRONG_PASSKEY),
        Some(Given::Code(_)) | None => Error::invalid("code", WRONG_CODE),
    }
}

async fn compare(db: &Db, hasher: &Hasher, found: Option<Found>, password: Password) -> Result<Option<Half>> {
    let stored = found.as_ref().and_then(|found| found.hash.clone());
    let verdict = hasher.verify(password, stored.clone()).await?;
    let Some(found) = found.filter(|found| found.account.may_sign_in()) else { return Ok(None) };
    let half =
        Half { account: found.account.id, version: found.account.version, has_factor: found.has_factor };
    match (verdict, stored) {
        (Verdict::Wrong, _) | (_, None) => Ok(None),
        (Verdict::Right, Some(_)) => Ok(Some(half)),
        (Verdict::Outdated(fresh), Some(old)) => {
            let id = half.account.clone();
            db.write(move |tx| store::replace_hash(tx, &id, &old, &fresh)).await?;
            Ok(Some(half))
        }
    }
}

fn look_up(conn: &mut Conn, keys: &[EmailKey]) -> Result<Option<Found>> {
    let account = store::account_of_address(conn, keys)?;
    account.map(|account| found(conn, account)).transpose()
}

fn found_by_id(conn: &mut Conn, id: &AccountId) -> Result<Option<Found>> {
    let account = store::account(conn, id)?;
    account.map(|account| found(conn, account)).transpose()
}

fn found(conn: &mut Conn, account: Account) -> Result<Found> {
    let hash = store::password_hash(conn, &account.id)?;
    let has_factor = second_factor::is_set_up(conn, &account.id)?;
    Ok(Found { account, hash, has_factor })
}
