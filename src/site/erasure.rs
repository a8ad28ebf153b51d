//! The erasure of a person, by themselves: account, name, address, sessions, links, and all that was asked for with
//! the same address.
//!
//! It is written into the journal of erasures inside the change: an erasure that could not be kept there does not
//! happen, and one that happened is in it.

use crate::accounts::erasure::{self as account, Texts};
use crate::accounts::second_factor::Owner;
use crate::accounts::{AccountId, address_of, admin, readable_address, session};
use crate::base::journal::Journal;
use crate::base::seal::Keys;
use crate::base::text::EmailAddress;
use crate::db::{Conn, Db, Tx};
use crate::error::{Error, OrNotFound as _, Result};
use crate::{alerts, audit, comments, moderation};

/// Erases a person for good. More than some dozen comments are taken from the account after this returns, within
/// seconds, by [`finish`].
///
/// # Errors
/// [`Error::Conflict`] with [`admin::LAST_ADMIN`]; [`Error::NotFound`] if they are gone already;
/// [`Error::SignInRequired`] if their session has ended meanwhile;
/// [`Error::Unavailable`] if the journal cannot be written: nothing of the account was changed then.
pub async fn erase_person(
    db: &Db,
    (keys, journal): (&Keys, &Journal),
    of: &Owner,
    texts: Texts,
) -> Result<()> {
    let (who, theirs) = (of.account.clone(), keys.clone());
    let look = move |conn: &mut Conn| {
        admin::may_go(conn, &who)?;
        address_of(conn, &theirs, &who)?.or_not_found()
    };
    let address = db.read(look).await?;
    forget_address(db, (keys, journal), &address).await?;
    let (of, keys, journal) = (of.clone(), keys.clone(), journal.clone());
    db.write(move |tx| {
        session::still_stands(tx, &of)?;
        admin::may_go(tx, &of.account)?;
        erase(tx, (&keys, &journal), &of.account, texts)
    })
    .await
}

/// Whoever left an address with more comments than one change takes has it forgotten in several: each is whole.
async fn forget_address(db: &Db, (keys, journal): (&Keys, &Journal), address: &EmailAddress) -> Result<()> {
    let found_by = keys.email_keys(address);
    loop {
        let (found_by, journal) = (found_by.clone(), journal.clone());
        let step = move |tx: &mut Tx<'_>| {
            let gone = comments::forget_address(tx, &found_by)?;
            let gone = gone.iter().map(|comment| (comments::ADDRESS_KIND, comment.as_str().to_owned()));
            let gone: Vec<_> = gone.collect();
            keep(tx, &journal, &gone)?;
            Ok(gone.is_empty())
        };
        if db.write(step).await? {
            return Ok(());
        }
    }
}

/// Erases an account, whoever it is, and what was asked for with its address, if that can still be read.
///
/// # Errors
/// As [`erase_person`], but for the last admin.
pub fn erase(
    tx: &mut Tx<'_>,
    (keys, journal): (&Keys, &Journal),
    person: &AccountId,
    texts: Texts,
) -> Result<()> {
    let address = readable_address(tx, keys, person)?;
    account::empty(tx, keys, person, texts)?;
    let ended = match &address {
        Some(address) => alerts::erase_all(tx, keys, address)?,
        None => Vec::new(),
    };
    take_the_rest(tx, person, texts)?;
    let ended = ended.into_iter().map(|over| (alerts::ENDED_KIND, over.journal_id));
    let itself = (texts.journal_kind(), person.as_str().to_owned());
    keep(tx, journal, &ended.chain([itself]).collect::<Vec<_>>())
}

/// Goes on where an erasure was more than one change takes; answers how much it did, 0 when nothing is left.
///
/// # Errors
/// Those of the database.
pub fn finish(tx: &mut Tx<'_>) -> Result<usize> {
    match account::unfinished(tx)? {
        Some((person, texts)) => take_the_rest(tx, &person, texts).map(|()| 1),
        None => Ok(0),
    }
}

/// Takes a step of comments from an emptied account, lets a step of the record forget whom it names, and puts a step of
/// comments back that its decisions in their grace keep aside. With the last of all three the account's row goes.
fn take_the_rest(tx: &mut Tx<'_>, person: &AccountId, texts: Texts) -> Result<()> {
    let nothing_names = audit::people::erase(tx, person.as_str())? == 0;
    let nothing_left = comments::take_from_account(tx, person, texts)?;
    let nothing_waits = moderation::put_back_of(tx, person)? == 0;
    if nothing_names && nothing_left && nothing_waits { account::finish(tx, person) } else { Ok(()) }
}

fn keep(tx: &Tx<'_>, journal: &Journal, erased: &[(&str, String)]) -> Result<()> {
    journal.record_all(erased, tx.now.day()).map_err(|error| {
        tracing::error!(%error, "an erasure could not be kept in the journal");
        Error::Unavailable
    })
}
