//! Sessions: a row on the server and a secret in one browser's cookie.

use std::time::Duration;

use super::role::Role;
use super::second_factor::Owner;
use super::sign_in::{Browser, Proven};
use super::{Account, AccountId, letters, registration, store};
use crate::base::clock::Timestamp;
use crate::base::token::{Token, TokenDigest};
use crate::db::{Conn, Tx};
use crate::error::{Error, OrNotFound as _, Result};

/// What a session's secret is digested for.
const PURPOSE: &str = "session";
/// When a session was last used is kept no finer than this: a diary of clicks is nobody's business.
const TOUCH_EVERY: Duration = Duration::from_mins(5);
/// A session's handle is this much of its digest.
const HANDLE_LETTERS: usize = 16;

/// One signed-in browser.
#[derive(Debug, Clone)]
pub struct Session {
    /// What the database keeps of its secret.
    pub digest: TokenDigest,
    /// Whose it is.
    pub account_id: AccountId,
    /// The browser's family, such as `firefox`; nothing finer, and no address.
    pub browser: String,
    /// When its owner signed in.
    pub created_at: Timestamp,
    /// When it was last used, to five minutes.
    pub last_used_at: Timestamp,
    /// When its owner last proved who they are.
    pub authenticated_at: Timestamp,
    /// When it ends, however busy.
    pub ends_at: Timestamp,
}

impl Session {
    /// Whether it is over at `now` for an owner of this role.
    #[must_use]
    pub fn is_over(&self, role: Role, now: Timestamp) -> bool {
        let limits = role.session_limits();
        now >= self.ends_at
            || now.since(self.created_at) >= limits.absolute
            || now.since(self.last_used_at) >= limits.idle
    }

    /// Whether its use should be noted at `now`.
    #[must_use]
    pub fn wants_touch(&self, now: Timestamp) -> bool {
        now.since(self.last_used_at) >= TOUCH_EVERY
    }

    /// What a form calls it: enough of its digest to tell its owner's sessions apart.
    #[must_use]
    pub fn handle(&self) -> String {
        self.digest.as_str().chars().take(HANDLE_LETTERS).collect()
    }
}

/// A session that was just opened.
#[derive(Debug)]
pub struct Opened {
    /// Its secret, for the one cookie that carries it.
    pub token: Token,
    /// Whose it is, as of now.
    pub account: Account,
}

/// What the database keeps of a session's secret.
#[must_use]
pub fn digest(token: &Token) -> TokenDigest {
    token.digest(PURPOSE)
}

/// Opens a session for someone who proved who they are, under a fresh secret (ASVS 7.2.4); the
/// session that the same browser had before ends. Of a browser that is new to the account its owner hears by mail.
///
/// # Errors
/// Those of the database; [`Error::NotFound`] if the account is gone, was disabled, got another password or a second
/// factor meanwhile.
pub fn open(tx: &mut Tx<'_>, proven: &Proven, browser: &str, former: Option<&TokenDigest>) -> Result<Opened> {
    let account = store::account(tx, proven.account_id())?;
    let account =
        account.filter(|account| account.may_sign_in() && proven.holds_for(account)).or_not_found()?;
    if !proven.is_enough(tx)? {
        return Err(Error::NotFound);
    }
    if let Some(former) = former {
        store::delete_session(tx, former)?;
    }
    let token = Token::fresh(tx.random());
    let session = Session {
        digest: digest(&token),
        account_id: account.id.clone(),
        browser: browser.to_owned(),
        created_at: tx.now,
        last_used_at: tx.now,
        authenticated_at: tx.now,
        ends_at: tx.now.plus(account.role.session_limits().absolute),
    };
    store::insert_session(tx, &session)?;
    if proven.browser() == Browser::New {
        letters::post(tx, letters::NEW_BROWSER, &account.id)?;
    }
    Ok(Opened { token, account })
}

/// Notes that the owner of a session proved again who they are. It goes on under a fresh secret (ASVS 7.2.4): whoever
/// held the one before is out.
///
/// # Errors
/// Those of the database; [`Error::NotFound`] if the session has ended, or the account is not the one that was proved.
pub fn prove_again(tx: &mut Tx<'_>, proven: &Proven, digest_before: &TokenDigest) -> Result<Token> {
    let now = tx.now;
    let (session, account) = find(tx, digest_before, now)?.or_not_found()?;
    if !proven.holds_for(&account) || !proven.is_enough(tx)? {
        return Err(Error::NotFound);
    }
    store::delete_session(tx, digest_before)?;
    let token = Token::fresh(tx.random());
    let renewed =
        Session { digest: digest(&token), authenticated_at: tx.now, last_used_at: tx.now, ..session };
    store::insert_session(tx, &renewed)?;
    Ok(token)
}

/// Refuses a change that began in a session which has ended since: whoever signed out everywhere, or set a new password,
/// must not find another's change done after it (ASVS 7.4.3).
///
/// # Errors
/// [`Error::SignInRequired`]; those of the database.
pub fn still_stands(tx: &mut Tx<'_>, of: &Owner) -> Result<()> {
    let now = tx.now;
    let found = find(tx, &of.session, now)?.filter(|(session, _)| session.account_id == of.account);
    found.map(|_| ()).ok_or(Error::SignInRequired)
}

/// The session of a secret and its owner, if it still holds at `now` and the owner may still sign in.
///
/// # Errors
/// Those of the database.
pub fn find(conn: &mut Conn, digest: &TokenDigest, now: Timestamp) -> Result<Option<(Session, Account)>> {
    let found = store::session(conn, digest)?;
    Ok(found.filter(|(session, account)| account.may_sign_in() && !session.is_over(account.role, now)))
}

/// Notes that a session was used. One that ended meanwhile stays ended.
///
/// # Errors
/// Those of the database.
pub fn touch(tx: &mut Tx<'_>, digest: &TokenDigest) -> Result<()> {
    store::touch_session(tx, digest)
}

/// Someone's sessions that still hold, the latest used first.
///
/// # Errors
/// Those of the database.
pub fn list(conn: &mut Conn, account: &AccountId, role: Role, now: Timestamp) -> Result<Vec<Session>> {
    let mut sessions = store::sessions(conn, account)?;
    sessions.retain(|session| !session.is_over(role, now));
    Ok(sessions)
}

/// Signs out.
///
/// # Errors
/// Those of the database.
pub fn end(tx: &mut Tx<'_>, digest: &TokenDigest) -> Result<()> {
    store::delete_session(tx, digest)
}

/// Ends the one of someone's own sessions that a form named.
///
/// # Errors
/// [`Error::NotFound`] if they have none of that handle.
pub fn end_named(tx: &mut Tx<'_>, account: &AccountId, handle: &str) -> Result<()> {
    let sessions = store::sessions(tx, account)?;
    let named = sessions.into_iter().find(|session| session.handle() == handle).ok_or(Error::NotFound)?;
    store::delete_session(tx, &named.digest)
}

/// Signs somebody out everywhere but here: no browser that knew the account knows it any more.
///
/// # Errors
/// Those of the database.
pub fn end_all(tx: &mut Tx<'_>, account: &AccountId, keep: Option<&TokenDigest>) -> Result<()> {
    registration::end_all_but(tx, account, keep)
}

/// The family of a browser, as far as it says so itself: what its owner recognises in a list.
#[must_use]
pub fn browser_family(user_agent: &str) -> &'static str {
    const FAMILIES: [(&str, &str); 7] = [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("CriOS/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    FAMILIES.iter().find(|(mark, _)| user_agent.contains(mark)).map_or("", |(_, family)| family)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::base::ids::Id;
    use crate::base::random::Random;

    const HOUR: Duration = Duration::from_hours(1);
    const START: Timestamp = Timestamp::from_micros(1_700_000_000_000_000);

    fn session(role: Role) -> Session {
        let random = Random::seeded(1);
        Session {
            digest: digest(&Token::fresh(&random)),
            account_id: Id::fresh(&random),
            browser: String::new(),
            created_at: START,
            last_used_at: START,
            authenticated_at: START,
            ends_at: START.plus(role.session_limits().absolute),
        }
    }

    fn used_at(role: Role, after: Duration) -> Session {
        Session { last_used_at: START.plus(after), ..session(role) }
    }

    #[test]
    fn a_moderator_who_is_away_for_half_an_hour_signs_in_again() {
        let minute = Duration::from_mins(1);
        assert!(!session(Role::Moderator).is_over(Role::Moderator, START.plus(minute * 29)));
        assert!(session(Role::Moderator).is_over(Role::Moderator, START.plus(minute * 30)));
    }

    #[test]
    fn a_busy_moderator_signs_in_again_after_twelve_hours() {
        let busy = used_at(Role::Moderator, (HOUR * 12).checked_sub(Duration::from_secs(1)).unwrap());
        assert!(
            !busy.is_over(
                Role::Moderator,
                START.plus((HOUR * 12).checked_sub(Duration::from_secs(1)).unwrap())
            )
        );
        assert!(busy.is_over(Role::Moderator, START.plus(HOUR * 12)));
    }

    #[test]
    fn a_reader_stays_for_a_week_unseen_and_a_month_in_all() {
        assert!(
            !session(Role::Reader)
                .is_over(Role::Reader, START.plus((HOUR * 24 * 7).checked_sub(HOUR).unwrap()))
        );
        assert!(session(Role::Reader).is_over(Role::Reader, START.plus(HOUR * 24 * 7)));
        let busy = used_at(Role::Reader, (HOUR * 24 * 30).checked_sub(HOUR).unwrap());
        assert!(!busy.is_over(Role::Reader, START.plus((HOUR * 24 * 30).checked_sub(HOUR).unwrap())));
        assert!(busy.is_over(Role::Reader, START.plus(HOUR * 24 * 30)));
    }

    #[test]
    fn a_readers_old_session_is_judged_as_staffs_once_its_owner_is_staff() {
        assert!(session(Role::Reader).is_over(Role::Editor, START.plus(HOUR)));
    }

    #[test]
    fn a_session_is_listed_by_the_family_of_its_browser() {
        let tor = "Mozilla/5.0 (Windows NT 10.0; rv:128.0) Gecko/20100101 Firefox/128.0";
        assert_eq!(browser_family(tor), "Firefox");
        let chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36";
        assert_eq!(browser_family(chrome), "Chrome");
        assert_eq!(browser_family("curl/8"), "");
    }

    proptest! {
        #[test]
        fn once_over_a_session_stays_over(minutes in 0_u32..60_000, later in 0_u32..60_000, used in 0_u32..60_000) {
            let minute = Duration::from_mins(1);
            for role in Role::ALL {
                let session = used_at(role, minute * used);
                let first = session.is_over(role, START.plus(minute * minutes));
                let second = session.is_over(role, START.plus(minute * (minutes + later)));
                prop_assert!(!first || second);
            }
        }
    }
}
