//! The three cookies of this feature: of a session, of a sign-in that waits, and of a browser that knows an account.
//! Each is bound to this host, out of reach of scripts, and comes with no request that another site began (ASVS 3.3).

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::cookie::time::SignedDuration;
use actix_web::cookie::{Cookie, SameSite};

use crate::accounts::session;
use crate::base::token::{Token, TokenDigest};

const SESSION: &str = "__Host-sid";
const PENDING: &str = "__Host-pending";
const BROWSER: &str = "__Host-dev";
/// A browser is known for this long after it was last signed in with.
const KNOWN_FOR: Duration = Duration::from_hours(90 * 24);

/// The digest of the session that the request's cookie names, whether it still holds or not.
pub(in crate::accounts) fn session_of(request: &HttpRequest) -> Option<TokenDigest> {
    let cookie = request.cookie(SESSION)?;
    Token::parse(cookie.value()).map(|token| session::digest(&token))
}

/// The secret of the sign-in that waits in this browser, whether it still does or not.
pub(in crate::accounts) fn pending_of(request: &HttpRequest) -> Option<Token> {
    Token::parse(request.cookie(PENDING)?.value())
}

/// What the browser carries of an earlier sign-in.
pub(in crate::accounts) fn carried_by(request: &HttpRequest) -> Option<String> {
    Some(request.cookie(BROWSER)?.value().to_owned())
}

/// The cookie that carries a session's secret; it ends with the browser at the latest.
pub(in crate::accounts) fn session(token: &Token) -> Cookie<'static> {
    cookie(SESSION, token.reveal())
}

/// The cookie of a sign-in that waits; it ends with the browser at the latest.
pub(in crate::accounts) fn pending(token: &Token) -> Cookie<'static> {
    cookie(PENDING, token.reveal())
}

/// The cookie of a browser that knows an account: it stays when its owner signs out.
pub(in crate::accounts) fn browser(remembered: &str) -> Cookie<'static> {
    let mut cookie = cookie(BROWSER, remembered);
    cookie.set_max_age(SignedDuration::try_from(KNOWN_FOR).ok());
    cookie
}

/// The cookie that makes a browser forget its session.
pub(in crate::accounts) fn no_session() -> Cookie<'static> {
    gone(SESSION)
}

/// The cookie that makes a browser forget that it knew an account.
pub(in crate::accounts) fn no_browser() -> Cookie<'static> {
    gone(BROWSER)
}

/// The cookie that makes a browser forget a sign-in that waited.
pub(in crate::accounts) fn no_pending() -> Cookie<'static> {
    gone(PENDING)
}

fn gone(name: &'static str) -> Cookie<'static> {
    let mut cookie = cookie(name, "");
    cookie.make_removal();
    cookie
}

fn cookie(name: &'static str, value: &str) -> Cookie<'static> {
    let cookie = Cookie::build(name, value.to_owned()).path("/").secure(true).http_only(true);
    cookie.same_site(SameSite::Strict).finish()
}
