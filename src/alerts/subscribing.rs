//! Asking for mail about a case, and confirming it.
//!
//! Whoever asks learns nothing about an address: known or not, confirmed, left or written to too often, the answer
//! is the same page after the same work, and only a letter tells the owner more (ASVS 6.3.8). A first letter holds
//! nothing that the asker wrote.

use std::time::Duration;

use super::store::{self, SubscriberRow};
use super::{
    Frequency, Kinds, SubscriberId, Subscription, SubscriptionId, SubscriptionState, address_of, letters,
    links, row_of,
};
use crate::base::clock::Timestamp;
use crate::base::seal::Keys;
use crate::base::text::EmailAddress;
use crate::base::token::Token;
use crate::cases::CaseId;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::mail::PERSONAL_USEFUL_FOR;
use crate::mail::suppressions::{self, Cause};

/// One letter a day to an address that somebody else may be typing (DESIGN section 13).
const PAUSE: Duration = Duration::from_hours(24);
/// Letters that ask for a confirmation, until there is one (DESIGN section 13).
const LETTERS_EVER: i32 = 3;

/// What somebody asks for.
#[derive(Debug, Clone)]
pub struct Wish {
    /// The address that the mail shall go to.
    pub address: EmailAddress,
    /// The case.
    pub case: CaseId,
    /// How often.
    pub frequency: Frequency,
    /// Of which updates.
    pub kinds: Kinds,
    /// In which language.
    pub language: String,
}

impl Wish {
    fn wishes(&self) -> (Frequency, Kinds, &str) {
        (self.frequency, self.kinds, &self.language)
    }
}

/// What is known of an address and a case, looked up before anything is changed.
#[derive(Debug, Clone, Default)]
pub struct Known {
    subscriber: Option<SubscriberId>,
    subscription: Option<SubscriptionId>,
}

/// Looks up what is known of a wish's address.
///
/// # Errors
/// Those of the database.
pub fn look_up(conn: &mut Conn, keys: &Keys, wish: &Wish) -> Result<Known> {
    let subscriber = store::by_address(conn, &keys.email_keys(&wish.address))?;
    let subscription = match &subscriber {
        Some(id) => store::of_case(conn, id, &wish.case)?.map(|found| found.id),
        None => None,
    };
    Ok(Known { subscriber, subscription })
}

/// Asks: what is not confirmed yet waits for the link of a letter, what is confirmed stays as it is and its owner is
/// told so. At most one letter a day goes to an address, and three until it is confirmed; what waits without a letter
/// of its own is confirmed by the link of another. Beyond 100 cases nothing more is kept for an address.
///
/// # Errors
/// Those of the database.
pub fn ask(tx: &mut Tx<'_>, keys: &Keys, wish: &Wish, known: &Known) -> Result<()> {
    let Some(subscriber) = known_subscriber(tx, keys, wish, known)? else { return begin(tx, keys, wish) };
    let standing = match &known.subscription {
        Some(id) => store::subscription(tx, id)?,
        None => None,
    };
    if let Some(standing) = standing {
        return ask_for(tx, wish, &standing);
    }
    if store::is_full(tx, &subscriber)? {
        return Ok(());
    }
    let new = waiting(tx, &subscriber, wish);
    if !store::insert_subscription(tx, &new)? {
        let first = store::of_case(tx, &subscriber, &wish.case)?;
        let first = first.ok_or_else(|| Error::fault("a subscription was refused without its double"))?;
        return ask_for(tx, wish, &first);
    }
    if store::count_letter(tx, &subscriber, PAUSE, LETTERS_EVER)? {
        letters::post_ask(tx, &new.id)
    } else {
        Ok(())
    }
}

/// The subscriber of the address, held until the change ends; `None` if nobody has it, or it was erased meanwhile.
fn known_subscriber(
    tx: &mut Tx<'_>,
    keys: &Keys,
    wish: &Wish,
    known: &Known,
) -> Result<Option<SubscriberId>> {
    let Some(id) = &known.subscriber else { return Ok(None) };
    if store::touch(tx, id)? {
        return Ok(Some(id.clone()));
    }
    store::by_address(tx, &keys.email_keys(&wish.address))
}

/// An address that nobody knew: it is kept, sealed, for as long as its confirmation is waited for.
fn begin(tx: &mut Tx<'_>, keys: &Keys, wish: &Wish) -> Result<()> {
    let (id, now): (SubscriberId, Timestamp) = (tx.fresh_id(), tx.now);
    let row = SubscriberRow {
        email_key: keys.email_key(&wish.address),
        email_sealed: keys.seal_email(&wish.address, &row_of(&id), tx.random()),
        asked: 1,
        asked_at: Some(now),
        confirmed_at: None,
        created_at: now,
        id: id.clone(),
    };
    if !store::insert_subscriber(tx, &row)? {
        // The same address arrived between our look and now: a double click.
        let known = look_up(tx, keys, wish)?;
        return if known.subscriber.is_some() { ask(tx, keys, wish, &known) } else { Ok(()) };
    }
    let new = waiting(tx, &id, wish);
    store::insert_subscription(tx, &new)?;
    letters::post_ask(tx, &new.id)
}

fn waiting(tx: &Tx<'_>, subscriber: &SubscriberId, wish: &Wish) -> Subscription {
    Subscription {
        id: tx.fresh_id(),
        subscriber_id: subscriber.clone(),
        case_id: wish.case.clone(),
        state: SubscriptionState::Pending,
        frequency: wish.frequency,
        kinds: wish.kinds,
        language: wish.language.clone(),
        created_at: tx.now,
        confirmed_at: None,
        ended_at: None,
    }
}

/// Asks for what is there already. One that was ended waits only if its letter goes: without it, nobody could confirm.
/// While a link may be out, what it confirms stays as it is, for whoever asks again may be somebody else.
fn ask_for(tx: &mut Tx<'_>, wish: &Wish, standing: &Subscription) -> Result<()> {
    let (subscriber, id) = (&standing.subscriber_id, &standing.id);
    if standing.is_live() {
        return if store::note_letter(tx, subscriber, PAUSE)? { letters::post_known(tx, id) } else { Ok(()) };
    }
    if !store::count_letter(tx, subscriber, PAUSE, LETTERS_EVER)? {
        return Ok(());
    }
    let first = (standing.frequency, standing.kinds, standing.language.as_str());
    let wishes = if link_may_be_out(standing, tx.now) { first } else { wish.wishes() };
    store::ask_again(tx, id, wishes)?;
    letters::post_ask(tx, id)
}

/// Whether a link to confirm it works, or will: one is made when its letter is written, and works from then on.
fn link_may_be_out(it: &Subscription, now: Timestamp) -> bool {
    let until = it.created_at.plus(PERSONAL_USEFUL_FOR).plus(links::CONFIRM_FOR);
    it.state == SubscriptionState::Pending && until > now
}

/// What a link to confirm is about.
#[derive(Debug, Clone)]
pub struct Confirmation {
    /// What is, or was, confirmed by it.
    pub subscription: Subscription,
    /// Whether that was done before.
    pub done: bool,
    /// What else was confirmed along with it just now.
    pub along: Vec<Subscription>,
    /// What else waits that was asked for with the same address, oldest first.
    pub others: Vec<Subscription>,
}

/// What the owner of an address says yes to, as they saw and chose it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Consent {
    /// What waits.
    pub subscription: SubscriptionId,
    /// How often.
    pub frequency: Frequency,
    /// Of which updates.
    pub kinds: Kinds,
}

/// What the link of the first letter is about; `None` if it ran out, or what it was about is over.
///
/// # Errors
/// Those of the database.
pub fn to_confirm(conn: &mut Conn, token: &Token, now: Timestamp) -> Result<Option<Confirmation>> {
    let link = links::find(conn, links::Purpose::Confirm, token, now)?;
    let Some(id) = link.and_then(|link| link.subscription_id) else { return Ok(None) };
    let found = store::subscription(conn, &id)?.filter(|it| it.state != SubscriptionState::Ended);
    let Some(subscription) = found else { return Ok(None) };
    let mut others = store::subscriptions_of(conn, &subscription.subscriber_id)?;
    others.retain(|it| it.state == SubscriptionState::Pending && it.id != subscription.id);
    Ok(Some(Confirmation { done: subscription.is_live(), subscription, along: Vec::new(), others }))
}

/// The owner of the address confirms what the link is about, and of what else waits for them what `consents` name.
/// Of two who try at once, one does, and the other hears that it is done. What had been remembered because they left,
/// or because their mailbox was gone, is forgotten.
///
/// # Errors
/// Those of the database.
pub fn confirm(
    tx: &mut Tx<'_>,
    keys: &Keys,
    token: &Token,
    consents: &[Consent],
) -> Result<Option<Confirmation>> {
    let now = tx.now;
    let Some(mut found) = to_confirm(tx, token, now)? else { return Ok(None) };
    if !found.done {
        choose(&mut found.subscription, consents);
        found.done = !confirm_waiting(tx, keys, &found.subscription)?;
        found.subscription.state = SubscriptionState::Confirmed;
    }
    for mut other in std::mem::take(&mut found.others) {
        if choose(&mut other, consents) && confirm_waiting(tx, keys, &other)? {
            other.state = SubscriptionState::Confirmed;
            found.along.push(other);
        } else {
            found.others.push(other);
        }
    }
    Ok(Some(found))
}

/// Takes over what its owner chose; `false` if they named it nowhere.
fn choose(it: &mut Subscription, consents: &[Consent]) -> bool {
    let Some(consent) = consents.iter().find(|consent| consent.subscription == it.id) else { return false };
    (it.frequency, it.kinds) = (consent.frequency, consent.kinds);
    true
}

/// Confirms what waits, as often and of what it says, for whoever proved that the address is theirs and takes mail.
pub(super) fn confirm_waiting(tx: &mut Tx<'_>, keys: &Keys, waiting: &Subscription) -> Result<bool> {
    if !store::confirm(tx, &waiting.id, (waiting.frequency, waiting.kinds))? {
        return Ok(false);
    }
    store::mark_confirmed(tx, &waiting.subscriber_id)?;
    let address = address_of(tx, keys, &waiting.subscriber_id)?;
    for cause in [Cause::Left, Cause::Bounced] {
        address.as_ref().map_or(Ok(()), |address| suppressions::lift(tx, keys, address, cause))?;
    }
    Ok(true)
}

pub(super) fn forget_that_they_left(tx: &mut Tx<'_>, keys: &Keys, subscriber: &SubscriberId) -> Result<()> {
    match address_of(tx, keys, subscriber)? {
        Some(address) => suppressions::lift(tx, keys, &address, Cause::Left),
        None => Ok(()),
    }
}
