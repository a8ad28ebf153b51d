//! Sign-ins that wait for the second factor: a row on the server and a secret in one browser's cookie.

use std::time::Duration;

use super::lanes::{Entry, Lane};
use super::{Half, Proven};
use crate::accounts::second_factor::{self, code::Code};
use crate::accounts::store::sign_ins as store;
use crate::accounts::{AccountId, store as accounts};
use crate::base::clock::Timestamp;
use crate::base::seal::Keys;
use crate::base::token::{Token, TokenDigest};
use crate::db::{Conn, Db, Tx};
use crate::error::{OrNotFound as _, Result};

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

/// Whether a secret still belongs to a sign-in that waits.
///
/// # Errors
/// Those of the database.
pub fn is_waiting(conn: &mut Conn, token: &Token, now: Timestamp) -> Result<bool> {
    Ok(find(conn, &token.digest(PURPOSE), now)?.is_some())
}

/// Shows the second factor. `None` if the code is wrong; after five wrong ones nothing waits any more.
///
/// # Errors
/// [`NotFound`](crate::error::Error::NotFound) if nothing waits under this secret; those of the database.
pub async fn complete(db: &Db, keys: &Keys, token: &Token, code: Option<Code>) -> Result<Option<Proven>> {
    let (digest, keys) = (token.digest(PURPOSE), keys.clone());
    let judged = db.write(move |tx| judge(tx, &keys, &digest, code.as_ref())).await?;
    let Some((proven, lane)) = judged else { return Ok(None) };
    lane.succeed(db, Entry::Free).await?;
    Ok(Some(proven))
}

fn judge(
    tx: &mut Tx<'_>,
    keys: &Keys,
    digest: &TokenDigest,
    code: Option<&Code>,
) -> Result<Option<(Proven, Lane)>> {
    let now = tx.now;
    let pending = find(tx, digest, now)?.or_not_found()?;
    let shown = match code {
        Some(code) => second_factor::show(tx, keys, &pending.account_id, code)?,
        None => None,
    };
    let Some(shown) = shown else {
        store::fail(tx, &pending)?;
        return Ok(None);
    };
    store::delete(tx, digest)?;
    let lane = Lane::of_text(&pending.lane);
    let half = Half { account: pending.account_id, version: pending.version, has_factor: true };
    Ok(Some((half.whole(Some(shown), lane.browser()), lane)))
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
