//! Forms that are checked before a handler sees them.
//!
//! A [`Public`] form stands on cached pages: its token proves that a form of ours was read lately, and
//! nothing more; against forged posts stand `Sec-Fetch-Site` and `Origin` (and the Strict cookie). A
//! [`Private`] form was rendered for one person: its token is bound to that person's session or receipt,
//! dated, and good once. In both, whatever is wrong with the token is a [`Problem`](Problems) of the form:
//! the page shows itself again, filled, with a fresh token, and nothing that was typed is lost. Where a private
//! form lacks its token or brings another's, that page is a refusal (403).

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest};
use data_encoding::BASE64URL_NOPAD;
use jiff::civil::Date;
use serde::de::DeserializeOwned;
use validator::Validate;

use super::body::Body;
use super::respond::kept::Kept;
use super::{PUBLIC_FORM_BYTES, STAFF_FORM_BYTES, Settings, part, store};
use crate::base::clock::{Clock, Timestamp};
use crate::base::random::Random;
use crate::base::seal::{Keys, Purpose};
use crate::base::token::TokenDigest;
use crate::db::{Db, Tx};
use crate::error::{Error, Problems, Result};

/// The name of the hidden field that carries the token.
pub const TOKEN_FIELD: &str = "form_token";
/// A private form is good for this long.
const PRIVATE_FOR: Duration = Duration::from_hours(12);
/// A public form is good on its day and on the two days after.
const PUBLIC_DAYS: i64 = 2;

/// The fields of one form, as they arrive.
pub trait Form: DeserializeOwned + Validate + 'static {
    /// The form's name: a token of one form is no token of another.
    const NAME: &'static str;
    /// The fields in the order in which the page shows them: problems are listed in that order.
    const FIELDS: &'static [&'static str];
    /// The token that came with it.
    fn token(&self) -> &str;
}

/// Who may be the owner of a private form: a session, a receipt.
pub trait Owner: FromRequest<Error = Error> + 'static {
    /// What a private token is bound to; never shown.
    fn binding(&self) -> &str;
}

/// A form of a cached page, checked.
#[derive(Debug)]
pub struct Public<T> {
    /// What was typed.
    pub fields: T,
    /// What is wrong so far: the token, the text, and what `validator` says.
    pub problems: Problems,
}

/// A form of a cached page, and who sent it: as they stand once all of it has arrived, so that whoever was shut out
/// while the body came in slowly is out.
#[derive(Debug)]
pub struct Sent<O, T> {
    /// Who sent it.
    pub by: O,
    /// What they sent.
    pub form: Public<T>,
}

/// A form that was rendered for one person, and that person.
#[derive(Debug)]
pub struct Private<O, T> {
    /// Whose form it is.
    pub owner: O,
    /// What was typed.
    pub fields: T,
    /// What is wrong so far: the token, the text, and what `validator` says.
    pub problems: Problems,
}

/// Makes and judges the tokens of forms.
#[derive(Clone, Debug)]
pub struct FormTokens {
    keys: Keys,
    clock: Clock,
    random: Random,
}

impl FormTokens {
    /// Tokens under these keys.
    #[must_use]
    pub const fn new(keys: Keys, clock: Clock, random: Random) -> Self {
        Self { keys, clock, random }
    }

    /// The source of randomness, for what is handed out in a form before anything is kept of it.
    #[must_use]
    pub const fn random(&self) -> &Random {
        &self.random
    }

    /// The token of a public form `name` that posts to `target`, for today.
    #[must_use]
    pub fn public(&self, name: &str, target: &str) -> String {
        let day = self.clock.now().day().to_string();
        let mac = self.keys.mac(Purpose::Form, &public_parts(name, target, &day));
        format!("{day}.{}", BASE64URL_NOPAD.encode(mac.as_bytes()))
    }

    /// A fresh token of the private form `name` that posts to `target`, for its owner.
    #[must_use]
    pub fn private(&self, name: &str, target: &str, owner: &str) -> String {
        let issued = self.clock.now().as_micros().to_string();
        let nonce = BASE64URL_NOPAD.encode(&self.random.bytes::<16>());
        let mac = self.keys.mac(Purpose::Form, &private_parts([name, target, owner], [&issued, &nonce]));
        format!("{issued}.{nonce}.{}", BASE64URL_NOPAD.encode(mac.as_bytes()))
    }

    /// Whether we made this keyed hash, with whichever key: a form lives on through a rotation.
    fn is_ours(&self, mac: &str, parts: &[&[u8]]) -> bool {
        let mac = BASE64URL_NOPAD.decode(mac.as_bytes()).unwrap_or_default();
        self.keys.macs(Purpose::Form, parts).iter().any(|ours| ours.matches(&mac))
    }

    fn judge_public(&self, name: &str, target: &str, token: &str) -> Result<(), &'static str> {
        let (dated, mac) = token.split_once('.').ok_or(WRONG)?;
        let day = dated.parse::<Date>().map_err(|_| WRONG)?;
        if !self.is_ours(mac, &public_parts(name, target, dated)) {
            return Err(WRONG);
        }
        let age = self.clock.now().day().since(day).map_or(i64::MAX, |span| i64::from(span.get_days()));
        if (-1..=PUBLIC_DAYS).contains(&age) { Ok(()) } else { Err(EXPIRED) }
    }

    fn judge_private(
        &self,
        name: &str,
        target: &str,
        owner: &str,
        token: &str,
    ) -> Result<Spendable, &'static str> {
        let mut parts = token.splitn(3, '.');
        let (Some(issued), Some(nonce), Some(mac)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(WRONG);
        };
        if !self.is_ours(mac, &private_parts([name, target, owner], [issued, nonce])) {
            return Err(WRONG);
        }
        let issued = issued.parse().map(Timestamp::from_micros).map_err(|_| WRONG)?;
        let now = self.clock.now();
        if now.since(issued) > PRIVATE_FOR {
            return Err(EXPIRED);
        }
        Ok(Spendable { digest: spent(token), expires_at: issued.plus(PRIVATE_FOR) })
    }
}

struct Spendable {
    digest: TokenDigest,
    expires_at: Timestamp,
}

/// The form has another's token or none.
const WRONG: &str = "base-form-wrong";
/// The form lay too long.
const EXPIRED: &str = "base-form-expired";
/// The form was sent already.
const SPENT: &str = "base-form-spent";
/// The form holds bytes that are no text.
const NO_TEXT: &str = "base-form-no-text";
/// The problem of a form as a whole stands at this field.
pub const WHOLE: &str = "form";

/// How a form comes back whose deed was refused: with what status, and what is wrong with it.
///
/// # Errors
/// The outcome itself, if it says nothing that whoever typed could mend.
pub fn comes_back(outcome: Error) -> Result<(StatusCode, Problems)> {
    match outcome {
        Error::Invalid(problems) => Ok((StatusCode::UNPROCESSABLE_ENTITY, problems)),
        Error::Conflict(key) => Ok((StatusCode::CONFLICT, Problems::one(WHOLE, key))),
        other => Err(other),
    }
}

fn public_parts<'a>(name: &'a str, target: &'a str, day: &'a str) -> [&'a [u8]; 4] {
    ["public", name, target, day].map(str::as_bytes)
}

fn private_parts<'a>([name, target, owner]: [&'a str; 3], [issued, nonce]: [&'a str; 2]) -> [&'a [u8]; 6] {
    ["private", name, target, owner, issued, nonce].map(str::as_bytes)
}

/// What is kept of a token that was used. It needs no key: whoever finds it learns no token.
fn spent(token: &str) -> TokenDigest {
    use sha2::{Digest as _, Sha256};
    TokenDigest::from_bytes(&Sha256::new().chain_update("spent").chain_update(token).finalize())
}

/// Uses something up that is good once, on all instances and across a restart: `false` if it was used before. That is
/// remembered until `expires_at`, from when on the thing itself must be good no more.
///
/// # Errors
/// Those of the database.
pub fn spend_once(tx: &mut Tx<'_>, digest: &TokenDigest, expires_at: Timestamp) -> Result<bool> {
    store::spend(tx, digest, expires_at)
}

/// What browsers say of the page that a post comes from (`Sec-Fetch-Site`, then `Origin`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sender {
    Ours,
    Another,
    /// Neither header, or `Origin: null`.
    Unknown,
}

fn sender(request: &HttpRequest, settings: &Settings) -> Sender {
    let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    let ours = match (header("sec-fetch-site"), header("origin")) {
        (Some(site), _) => site == "same-origin",
        (None, None | Some("null")) => return Sender::Unknown,
        (None, Some(origin)) => origin == settings.origin.as_str(),
    };
    if ours { Sender::Ours } else { Sender::Another }
}

/// Whether a request may act as the session that its cookie names: a look, or a post of which the browser says
/// that a page of ours sent it. Where it says nothing, a private form's token decides, and a public form is anyone's.
///
/// # Errors
/// A fault, if the settings are not registered.
pub fn may_act_as_session(request: &HttpRequest) -> Result<bool> {
    let settings = part::<Settings>(request)?;
    Ok(request.method().is_safe() || sender(request, &settings) == Sender::Ours)
}

/// The mark on a request whose private form did not come from its owner's page.
pub(super) struct NotTheirs;

async fn fields<T: Form>(
    request: &HttpRequest,
    payload: &mut Payload,
    limit: usize,
) -> Result<(T, Problems, Body)> {
    let settings = part::<Settings>(request)?;
    if sender(request, &settings) == Sender::Another {
        return Err(Error::Forbidden);
    }
    let body = Body::read(request, payload, limit, settings.body_within).await?;
    let fields: T = body.fields()?;
    let mut problems = Problems::default();
    if !body.is_text() {
        problems.add(WHOLE, NO_TEXT);
    }
    Ok((fields, problems, body))
}

/// Adds what `validator` says, in the order of the fields.
fn validate<T: Form>(fields: &T, problems: &mut Problems) {
    let Err(errors) = fields.validate() else { return };
    let errors = errors.field_errors();
    for field in T::FIELDS {
        if let Some(error) = errors.get(*field).and_then(|list| list.first()) {
            let key = match &error.message {
                Some(std::borrow::Cow::Borrowed(key)) => key,
                _ => "base-form-field",
            };
            problems.add(field, key);
        }
    }
}

impl<T: Form> FromRequest for Public<T> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, mut payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let (fields, mut problems, _) = fields::<T>(&request, &mut payload, PUBLIC_FORM_BYTES).await?;
            let tokens = part::<FormTokens>(&request)?;
            if let Err(key) = tokens.judge_public(T::NAME, request.path(), fields.token()) {
                problems.add(WHOLE, key);
            }
            validate(&fields, &mut problems);
            Ok(Self { fields, problems })
        })
    }
}

impl<O: FromRequest<Error = Error> + 'static, T: Form> FromRequest for Sent<O, T> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, form) = (request.clone(), Public::<T>::from_request(request, payload));
        Box::pin(async move {
            let form = form.await?;
            Ok(Self { by: O::from_request(&request, &mut Payload::None).await?, form })
        })
    }
}

impl<O: Owner, T: Form> FromRequest for Private<O, T> {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, mut payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let (fields, mut problems, body) = fields::<T>(&request, &mut payload, STAFF_FORM_BYTES).await?;
            // Only now: whoever was shut out while the body came in slowly is out.
            let owner = owner::<O>(&request, &body).await?;
            let tokens = part::<FormTokens>(&request)?;
            match tokens.judge_private(T::NAME, request.path(), owner.binding(), fields.token()) {
                Err(key) => {
                    problems.add(WHOLE, key);
                    if key == WRONG {
                        request.extensions_mut().insert(NotTheirs);
                    }
                }
                Ok(spendable) => spend(&request, spendable, &mut problems).await?,
            }
            validate(&fields, &mut problems);
            Ok(Self { owner, fields, problems })
        })
    }
}

/// Whose form it is; somebody whose session ended meanwhile gets back what they typed.
async fn owner<O: Owner>(request: &HttpRequest, body: &Body) -> Result<O> {
    let owner = O::from_request(request, &mut Payload::None).await;
    if matches!(owner, Err(Error::SignInRequired)) {
        Kept::of(body).leave_with(request);
    }
    owner
}

async fn spend(request: &HttpRequest, token: Spendable, problems: &mut Problems) -> Result<()> {
    let db = part::<Db>(request)?;
    if !db.write(move |tx| store::spend(tx, &token.digest, token.expires_at)).await? {
        problems.add(WHOLE, SPENT);
    }
    Ok(())
}
