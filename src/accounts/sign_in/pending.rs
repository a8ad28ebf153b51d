//! Sign-ins that wait for the second factor: a row on the server and a secret in one browser's cookie.

use std::time::Duration;

use super::lanes::{Entry, Lane};
use super::{Half, Proven};
use crate::accounts::second_factor::{self, Given};
use crate::accounts::store::sign_ins as store;
use crate::accounts::{AccountId, store as accounts};
use crate::base::clock::Timestamp;
use crate::base::seal::Keys;
use crate::base::token::{Token, TokenDigest};
use crate::db::{Conn, Db, Tx};
use crate::error::{Error, OrNotFound as _, Result};

const PURPOSE: &str = "pending-sign-in";
/// How long one waits.
const LASTS: Duration = Duration::from_mins(10);
/// Wrong codes after which it is over (ASVS 6.5.8).
const TRIES: i64 = 5;

/// A sign-in that waits, as the database keeps it.
#[derive(Debug, Clone)]
pub(in crate::accounts) struct Pending {
    pub(in crate::accounts) digest: TokenDigest,
    pub(in crate::accounts) account_id: AccountId,
    /// The account's version when its password was proved.
    pub(in crate::accounts) version: i64,
    pub(in crate::accounts) lane: String,
    /// Tries that are left.
    pub(in crate::accounts) tries: i64,
    pub(in crate::accounts) expires_at: Timestamp,
}

/// Begins to wait.
pub(super) fn begin(tx: &mut Tx<'_>, half: &Half, lane: &Lane) -> Result<Token> {
    let token = Token::fresh(tx.random());
    let pending = Pending {
        digest: token.digest(PURPOSE),
        account_id: half.account.clone(),
        version: half.version,
        lane: lane.to_text(),
        tries: TRIES,
        expires_at: tx.now.plus(LASTS),
    };
    store::insert(tx, &pending)?;
    Ok(token)
}

/// What the database keeps of the secret of a sign-in that waits.
#[must_use]
pub fn digest(token: &Token) -> TokenDigest {
    token.digest(PURPOSE)
}

/// Whose sign-in waits under a secret, if one still does.
///
/// # Errors
/// Those of the database.
pub fn who_waits(conn: &mut Conn, token: &Token, now: Timestamp) -> Result<Option<AccountId>> {
    Ok(find(conn, &digest(token), now)?.map(|pending| pending.account_id))
}

/// Shows the second factor. `None` if it is wrong; after five wrong ones nothing waits any more.
///
/// # Errors
/// [`Error::NotFound`] if nothing waits under this secret; [`Error::TooOften`] if codes of the app were guessed at too
/// often, in this sign-in and all others; those of the database.
pub async fn complete(db: &Db, keys: &Keys, token: &Token, given: Option<Given>) -> Result<Option<Proven>> {
    let (sought, keys, now) = (digest(token), keys.clone(), db.now());
    let found = sought.clone();
    let pending = db.read(move |conn| find(conn, &found, now)).await?.or_not_found()?;
    let (lane, account) = (Lane::of_text(&pending.lane), pending.account_id);
    let guessable = given.as_ref().is_some_and(Given::is_guessable);
    if guessable && let Entry::Full(retry_after) = lane.guess(db, &account).await? {
        return Err(Error::TooOften { retry_after });
    }
    let judged = db.write(move |tx| judge(tx, &keys, &sought, given.as_ref())).await?;
    let Some(proven) = judged else { return Ok(None) };
    if guessable {
        lane.guessed_right(db, &account).await?;
    }
    lane.succeed(db, Entry::Free).await?;
    Ok(Some(proven))
}

fn judge(
    tx: &mut Tx<'_>,
    keys: &Keys,
    digest: &TokenDigest,
    given: Option<&Given>,
) -> Result<Option<Proven>> {
    let now = tx.now;
    let pending = find(tx, digest, now)?.or_not_found()?;
    let shown = match given {
        Some(given) => second_factor::show(tx, keys, &pending.account_id, given)?,
        None => None,
    };
    let Some(shown) = shown else {
        store::fail(tx, &pending)?;
        return Ok(None);
    };
    store::delete(tx, digest)?;
    let lane = Lane::of_text(&pending.lane);
    let half = Half { account: pending.account_id, version: pending.version, has_factor: true };
    Ok(Some(half.whole(Some(shown), lane.browser())))
}

/// It holds while the account is as it was when its password was proved.
fn find(conn: &mut Conn, digest: &TokenDigest, now: Timestamp) -> Result<Option<Pending>> {
    let Some(pending) = store::find(conn, digest)?.filter(|pending| pending.expires_at > now) else {
        return Ok(None);
    };
    let account = accounts::account(conn, &pending.account_id)?;
    let same = account.is_some_and(|account| account.may_sign_in() && account.version == pending.version);
    Ok(same.then_some(pending))
}
