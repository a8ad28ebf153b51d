//! Who is asking, as extractor types: a handler that takes a [`Moderator`] cannot run for anyone else.
//!
//! Each request looks its session up, so whoever was disabled, demoted or signed out elsewhere is so
//! at the next request. Each guard is the owner of private forms, whose tokens are bound to its session.

pub(super) mod cookies;
mod recently;

use std::borrow::Borrow;
use std::future::Future;
use std::ops::Deref;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::header::{HeaderName, HeaderValue, USER_AGENT};
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, HttpResponse};

pub use self::recently::Recently;
use super::role::Role;
use super::{Account, AccountId, second_factor, session};
use crate::audit::Actor;
use crate::base::clock::Timestamp;
use crate::base::token::TokenDigest;
use crate::config::Config;
use crate::db::{Conn, Db};
use crate::error::{Error, Result};
use crate::web::form::{FormTokens, Owner, may_act_as_session};
use crate::web::frame::{Frame, PUBLIC_SECTIONS, Section, SignedIn};
use crate::web::part;

/// The name of the sign-out form, which stands on every personal page.
pub(super) const SIGN_OUT: &str = "sign-out";
/// Where it posts to.
pub(super) const SIGN_OUT_AT: &str = "/account/sign-out";

const QUEUE: Section = Section::new("/moderation", "accounts-section-queue");
const DECISIONS: Section = Section::new("/moderation/decisions", "accounts-section-decisions");
const EDITOR: Section = Section::new("/editor", "accounts-section-editor");
const CASES: Section = Section::new("/editor/cases", "accounts-section-cases").and(&[
    "/editor/hearings",
    "/editor/updates",
    "/editor/letters",
]);
const ADMIN: Section = Section::new("/admin", "accounts-section-admin");
const ACCOUNT: Section = Section::new("/account", "base-section-account");

const MODERATOR_SECTIONS: [Section; 3] = [QUEUE, DECISIONS, ACCOUNT];
const EDITOR_SECTIONS: [Section; 3] = [EDITOR, CASES, ACCOUNT];
const ADMIN_SECTIONS: [Section; 6] = [QUEUE, DECISIONS, EDITOR, CASES, ADMIN, ACCOUNT];

/// Someone who is signed in.
#[derive(Debug, Clone)]
pub struct Member {
    /// Whose account it is.
    pub account_id: AccountId,
    /// Their public name.
    pub name: String,
    /// What they may do, as of this request.
    pub role: Role,
    /// The session that they use now.
    pub session: TokenDigest,
    /// When they last proved who they are.
    pub authenticated_at: Timestamp,
    /// Whether they do without the second factor that their role needs, as they may on a trial.
    pub put_off: bool,
}

impl Member {
    /// The frame of a page that is theirs: their name, the sections of their role, the sign-out form.
    #[must_use]
    pub fn frame(&self, frame: Frame, tokens: &FormTokens) -> Frame {
        frame.for_someone(SignedIn {
            name: self.name.clone(),
            role_key: self.role.key(),
            sections: sections(self.role),
            sign_out: tokens.private(SIGN_OUT, SIGN_OUT_AT, self.session.as_str()),
            staff: self.role.is_staff(),
        })
    }

    /// Them, as the audit names them.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor::Account(self.account_id.as_str().to_owned())
    }
}

fn sections(role: Role) -> &'static [Section] {
    match role {
        Role::Reader => &PUBLIC_SECTIONS,
        Role::Moderator => &MODERATOR_SECTIONS,
        Role::Editor => &EDITOR_SECTIONS,
        Role::Admin => &ADMIN_SECTIONS,
    }
}

/// Where someone of this role begins after signing in.
#[must_use]
pub fn home(role: Role) -> &'static str {
    match role {
        Role::Reader => "/account",
        Role::Moderator => "/moderation",
        Role::Editor => "/editor",
        Role::Admin => "/admin",
    }
}

/// Someone who is signed in and may still owe the second factor that their role needs: they reach nothing but the pages
/// where it is set up (ASVS 6.3.3).
#[derive(Debug, Clone)]
pub struct Holder(Member);

/// Whoever asks, signed in or not; nobody who is signed in, if they owe a second factor or the browser does not say that
/// our own page sent the form.
#[derive(Debug, Clone)]
pub struct Visitor(Option<Member>);

impl Visitor {
    /// Who it is, if they are signed in.
    #[must_use]
    pub const fn member(&self) -> Option<&Member> {
        self.0.as_ref()
    }
}

/// Someone who decides on comments: a moderator or an admin.
#[derive(Debug, Clone)]
pub struct Moderator(Member);

/// Someone who writes articles: an editor or an admin.
#[derive(Debug, Clone)]
pub struct Editor(Member);

/// Someone who runs the site.
#[derive(Debug, Clone)]
pub struct Admin(Member);

type Asking<T> = Pin<Box<dyn Future<Output = Result<T>>>>;

impl FromRequest for Visitor {
    type Error = Error;
    type Future = Asking<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            if !may_act_as_session(&request)? {
                return Ok(Self(None));
            }
            who(&request).await.map(|found| Self(found.and_then(Standing::begun)))
        })
    }
}

impl FromRequest for Member {
    type Error = Error;
    type Future = Asking<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move { member(&request).await })
    }
}

impl FromRequest for Holder {
    type Error = Error;
    type Future = Asking<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            match who(&request).await?.ok_or(Error::SignInRequired)? {
                Standing::Begun(member) | Standing::FactorOwed(member) => Ok(Self(member)),
            }
        })
    }
}

impl Owner for Member {
    fn binding(&self) -> &str {
        self.session.as_str()
    }
}

/// Is the member that it holds, and owns their private forms.
macro_rules! members {
    ($guard:ident) => {
        impl Deref for $guard {
            type Target = Member;

            fn deref(&self) -> &Member {
                &self.0
            }
        }

        impl Borrow<Member> for $guard {
            fn borrow(&self) -> &Member {
                &self.0
            }
        }

        impl Owner for $guard {
            fn binding(&self) -> &str {
                self.0.binding()
            }
        }
    };
}

/// The guard of a role: lets in those whose role `$may`, and is the member that it let in.
macro_rules! guards {
    ($($guard:ident, $may:ident;)*) => {$(
        impl FromRequest for $guard {
            type Error = Error;
            type Future = Asking<Self>;

            fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
                let request = request.clone();
                Box::pin(async move {
                    let member = member(&request).await?;
                    if member.role.$may() { Ok(Self(member)) } else { Err(Error::Forbidden) }
                })
            }
        }

        members! { $guard }
    )*};
}

members! { Holder }

guards! {
    Moderator, may_moderate;
    Editor, may_edit;
    Admin, may_administer;
}

/// How far the owner of a session has come.
#[derive(Debug, Clone)]
enum Standing {
    /// Their role has begun.
    Begun(Member),
    /// It begins with the second factor that they owe.
    FactorOwed(Member),
}

impl Standing {
    fn begun(self) -> Option<Member> {
        match self {
            Self::Begun(member) => Some(member),
            Self::FactorOwed(_) => None,
        }
    }
}

/// What was found out about a request, for its second extractor.
struct Seen(Option<Standing>);

async fn member(request: &HttpRequest) -> Result<Member> {
    who(request).await?.ok_or(Error::SignInRequired)?.begun().ok_or(Error::SecondFactorRequired)
}

/// Looks the request's session up, once a request, and notes that it was used.
async fn who(request: &HttpRequest) -> Result<Option<Standing>> {
    if let Some(Seen(standing)) = request.extensions().get::<Seen>() {
        return Ok(standing.clone());
    }
    let standing = match cookies::session_of(request) {
        None => None,
        Some(digest) => look_up(request, digest).await?,
    };
    request.extensions_mut().insert(Seen(standing.clone()));
    Ok(standing)
}

async fn look_up(request: &HttpRequest, digest: TokenDigest) -> Result<Option<Standing>> {
    let (db, trial) = (part::<Db>(request)?, part::<Config>(request)?.server.is_trial());
    let (now, sought) = (db.now(), digest.clone());
    let look = move |conn: &mut Conn| {
        let Some((session, account)) = session::find(conn, &sought, now)? else { return Ok(None) };
        let begun = second_factor::role_has_begun(conn, &account)?;
        Ok(Some((session, account, begun)))
    };
    let Some((session, account, begun)) = db.read(look).await? else { return Ok(None) };
    if session.wants_touch(now) {
        let used = digest.clone();
        if let Err(error) = db.queue(move |tx| session::touch(tx, &used)).await {
            tracing::warn!(%error, "when a session was last used could not be kept");
        }
    }
    let Account { id: account_id, public_name, role, .. } = account;
    let (name, authenticated_at) = (public_name.as_str().to_owned(), session.authenticated_at);
    let member =
        Member { account_id, name, role, session: digest, authenticated_at, put_off: trial && !begun };
    Ok(Some(if begun || trial { Standing::Begun(member) } else { Standing::FactorOwed(member) }))
}

/// The family of the browser that asks.
pub(super) fn browser_of(request: &HttpRequest) -> &'static str {
    let named = request.headers().get(USER_AGENT).and_then(|value| value.to_str().ok());
    session::browser_family(named.unwrap_or_default())
}

/// Lets an answer make its browser forget the session, and what it kept of our pages; not its other cookies (ASVS
/// 14.3.1).
///
/// # Errors
/// A fault, if the answer takes no cookie.
pub fn let_forget(answer: &mut HttpResponse) -> Result<()> {
    let kept = HeaderValue::from_static("\"cache\", \"storage\"");
    answer.headers_mut().insert(HeaderName::from_static("clear-site-data"), kept);
    answer.add_cookie(&cookies::no_session()).map_err(Error::fault)
}

/// The same, and that it ever knew an account: for whoever erased theirs.
///
/// # Errors
/// A fault, if the answer takes no cookie.
pub fn let_forget_the_account(answer: &mut HttpResponse) -> Result<()> {
    let_forget(answer)?;
    answer.add_cookie(&cookies::no_browser()).map_err(Error::fault)
}
