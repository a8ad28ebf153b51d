//! Another address for an account.
//!
//! It takes effect on a POST from the new address, so that a typing error locks nobody out; the old address is told
//! and can stop it, and where there is no second factor it must agree: whoever found an open browser and knows the
//! password must not take the account along (ASVS 6.3.7, CS: Authentication). Nothing in an answer tells whether
//! anybody has the new address (ASVS 6.3.8).

use std::time::Duration;

use super::second_factor::{self, Owner};
use super::store::{email_changes as store, former_addresses};
use super::{Account, AccountId, address_of, letters, registration, row_of, session, store as accounts};
use crate::base::clock::Timestamp;
use crate::base::ids::Id;
use crate::base::seal::{Keys, SealedEmail};
use crate::base::text::EmailAddress;
use crate::base::token::{Token, TokenDigest};
use crate::db::{Conn, Db, Tx};
use crate::error::{Error, OrNotFound as _, Result};
use crate::web::limits::{self, Rate};

/// How long a change waits for its links.
pub const LASTS: Duration = Duration::from_hours(24);
/// Changes that one account may begin.
const BEGUN: Rate = Rate::new(3, Duration::from_hours(1));
/// Letters to an address that nobody has here, however many accounts name it: as many as one account may ask for.
const TO_A_STRANGER: Rate = BEGUN;

/// Which letter may go to a new address now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MayWrite {
    /// To whoever has an account of that address.
    pub owner: bool,
    /// To whoever has none.
    pub stranger: bool,
}

/// Counts one more letter to a new address. It is asked for every address alike.
///
/// # Errors
/// Those of the database.
pub async fn may_write(db: &Db, keys: &Keys, address: &EmailAddress) -> Result<MayWrite> {
    let key = keys.email_key(address);
    let stranger = limits::over(db, "email-change-letter", key.as_str(), TO_A_STRANGER).await?.is_none();
    Ok(MayWrite { owner: registration::may_be_written_to(db, keys, address).await?, stranger })
}

/// At which end a link is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The address that is to be the account's.
    New,
    /// The address that is.
    Old,
}

impl End {
    const fn purpose(self) -> &'static str {
        match self {
            Self::New => "email-change-new",
            Self::Old => "email-change-old",
        }
    }

    fn digest(self, token: &Token) -> TokenDigest {
        token.digest(self.purpose())
    }
}

/// A change under way.
#[derive(Debug, Clone)]
pub struct Change {
    /// Whose address it is.
    pub account_id: AccountId,
    pub(super) email_key: String,
    pub(super) email_sealed: SealedEmail,
    /// When the new address confirmed it.
    pub confirmed_at: Option<Timestamp>,
    /// When the old one agreed, or at once where there is a second factor.
    pub agreed_at: Option<Timestamp>,
    /// Until when its links are good.
    pub expires_at: Timestamp,
}

/// An address that was an account's until lately: whatever became of the letters before, it is told that it is no more.
#[derive(Debug, Clone)]
pub(super) struct Former {
    pub(super) id: FormerId,
    pub(super) account_id: AccountId,
    pub(super) email_sealed: SealedEmail,
    pub(super) expires_at: Timestamp,
}

/// The id of a former address.
pub(super) type FormerId = Id<Former>;

/// How a change stands after a link was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The account has its new address.
    Done,
    /// The other address has not answered yet.
    Waits,
}

/// Counts one more change that an account begins.
///
/// # Errors
/// [`Error::TooOften`] after three within an hour.
pub async fn may_begin(db: &Db, account: &AccountId) -> Result<()> {
    limits::count(db, "email-change", account.as_str(), BEGUN).await
}

/// Begins a change, in place of one that was under way. The old address gets a letter; so does the new one, if
/// `may_write`: one that has an account gets the one that says that somebody tried.
///
/// # Errors
/// Those of the database; [`Error::NotFound`] if the account is gone.
pub fn begin(tx: &mut Tx<'_>, keys: &Keys, of: &Owner, new: (&EmailAddress, MayWrite)) -> Result<()> {
    let ((address, may_write), account) = (new, &of.account);
    session::still_stands(tx, of)?;
    let has_factor = second_factor::is_set_up(tx, account)?;
    let change = Change {
        account_id: account.clone(),
        email_key: keys.email_key(address).as_str().to_owned(),
        email_sealed: keys.seal_email(address, &change_row(account), tx.random()),
        confirmed_at: None,
        agreed_at: has_factor.then_some(tx.now),
        expires_at: tx.now.plus(LASTS),
    };
    store::replace(tx, &change)?;
    letters::post(tx, if has_factor { letters::EMAIL_STOP } else { letters::EMAIL_AGREE }, account)?;
    match accounts::account_of_address(tx, &keys.email_keys(address))? {
        None if may_write.stranger => letters::post_to_new_address(tx, account),
        Some(known) if may_write.owner => letters::post(tx, letters::KNOWN_ADDRESS, &known.id),
        None | Some(_) => Ok(()),
    }
}

/// The change that a link leads to, with the address that it would set, if it is still under way at `now`.
///
/// # Errors
/// Those of the database; a fault if a seal is broken.
pub fn find(
    conn: &mut Conn,
    keys: &Keys,
    (token, end): (&Token, End),
    now: Timestamp,
) -> Result<Option<(Change, EmailAddress)>> {
    let found = store::of_token(conn, &end.digest(token), end)?.filter(|change| change.expires_at > now);
    found.map(|change| opened(keys, change)).transpose()
}

/// The address that an account is about to have, if a change of it is under way at `now`.
///
/// # Errors
/// Those of the database; a fault if a seal is broken.
pub fn next_address(
    conn: &mut Conn,
    keys: &Keys,
    account: &AccountId,
    now: Timestamp,
) -> Result<Option<EmailAddress>> {
    let change = store::find(conn, account)?.filter(|change| change.expires_at > now);
    Ok(change.map(|change| opened(keys, change)).transpose()?.map(|(_, address)| address))
}

/// One end says yes. Once both have, the account has its new address: every session ends and every link is void.
///
/// # Errors
/// [`Error::NotFound`] if the link is good no more, or somebody else has the address by now.
pub fn agree(tx: &mut Tx<'_>, keys: &Keys, token: &Token, end: End) -> Result<Outcome> {
    let now = tx.now;
    let (mut change, address) = find(tx, keys, (token, end), now)?.or_not_found()?;
    match end {
        End::New => change.confirmed_at = Some(now),
        End::Old => change.agreed_at = Some(now),
    }
    if change.confirmed_at.is_none() || change.agreed_at.is_none() {
        store::set_answers(tx, &change)?;
        return Ok(Outcome::Waits);
    }
    if accounts::account_of_address(tx, &keys.email_keys(&address))?.is_some() {
        return Err(Error::NotFound);
    }
    let id = &change.account_id;
    tell_former(tx, keys, id)?;
    let sealed = keys.seal_email(&address, &row_of(id), tx.random());
    accounts::set_address(tx, id, &change.email_key, &sealed)?;
    registration::end_everything(tx, id)?;
    letters::post(tx, letters::EMAIL_CHANGED, id)?;
    Ok(Outcome::Done)
}

/// Keeps the address that an account still has, for the letter to it once it has another.
fn tell_former(tx: &mut Tx<'_>, keys: &Keys, account: &AccountId) -> Result<()> {
    let address = address_of(tx, keys, account)?.or_not_found()?;
    let id: FormerId = tx.fresh_id();
    let email_sealed = keys.seal_email(&address, &former_row(&id), tx.random());
    let former = Former { id, account_id: account.clone(), email_sealed, expires_at: tx.now.plus(LASTS) };
    former_addresses::insert(tx, &former)?;
    letters::post_to_former_address(tx, &former.id)
}

/// For its letter: a former address and whose it was.
pub(super) fn former(tx: &mut Tx<'_>, keys: &Keys, id: &FormerId) -> Result<Option<(Account, EmailAddress)>> {
    let Some(former) = former_addresses::find(tx, id)? else { return Ok(None) };
    let address = keys.open_email(&former.email_sealed, &former_row(id)).map_err(Error::fault)?;
    let account = accounts::account(tx, &former.account_id)?;
    Ok(account.map(|account| (account, address)))
}

/// The old end says no: nothing changes, and whatever else leads into the account is void.
///
/// # Errors
/// [`Error::NotFound`] if the link is good no more.
pub fn stop(tx: &mut Tx<'_>, keys: &Keys, token: &Token) -> Result<()> {
    let now = tx.now;
    let (change, _) = find(tx, keys, (token, End::Old), now)?.or_not_found()?;
    registration::end_everything(tx, &change.account_id)
}

/// For its letters: a fresh secret for one end of a change under way, which replaces the one before, and the address.
pub(super) fn hand_out(
    tx: &mut Tx<'_>,
    keys: &Keys,
    account: &AccountId,
    end: End,
) -> Result<Option<(Token, EmailAddress)>> {
    let now = tx.now;
    let Some(change) = store::find(tx, account)?.filter(|change| change.expires_at > now) else {
        return Ok(None);
    };
    let (_, address) = opened(keys, change)?;
    let token = Token::fresh(tx.random());
    store::set_token(tx, account, &end.digest(&token), end)?;
    Ok(Some((token, address)))
}

fn opened(keys: &Keys, change: Change) -> Result<(Change, EmailAddress)> {
    let address =
        keys.open_email(&change.email_sealed, &change_row(&change.account_id)).map_err(Error::fault)?;
    Ok((change, address))
}

/// What a former address is sealed for.
pub(super) fn former_row(id: &(impl std::fmt::Display + ?Sized)) -> String {
    format!("former_addresses/{id}")
}

/// What the address in a change's row is sealed for.
pub(super) fn change_row(id: &(impl std::fmt::Display + ?Sized)) -> String {
    format!("email_changes/{id}")
}
