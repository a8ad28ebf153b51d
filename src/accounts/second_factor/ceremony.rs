//! What a page asks a browser about passkeys, and what the browser answers (WebAuthn Level 3, sections 5.1 and 7).
//!
//! A question stands in a form together with what we must remember of it, sealed: nothing is kept of one that nobody
//! answers. It is good for five minutes, once, at the address and in the place that it was asked for (ASVS 6.7.2).

use std::fmt;
use std::time::Duration;

use data_encoding::BASE64URL_NOPAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use url::Url;
use webauthn_rs::prelude::{
    AuthenticationResult, CredentialID, DiscoverableAuthentication, Passkey as Credential,
    PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential, Uuid, Webauthn, WebauthnBuilder,
};

use super::passkey::Passkey;
use crate::accounts::AccountId;
use crate::accounts::password::Typed;
use crate::base::clock::Timestamp;
use crate::base::origin::Origin;
use crate::base::random::Random;
use crate::base::seal::Keys;
use crate::base::token::TokenDigest;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::web::form::spend_once;

/// How long a question is good (WebAuthn section 15.1 recommends it).
const GOOD_FOR: Duration = Duration::from_mins(5);
const QUESTION: &str = "passkey-question";
const CREDENTIAL: &str = "passkey";
const HANDLE_BYTES: usize = 16;

/// One address of the site, as browsers know it: a passkey that was made there is of use nowhere else (WebAuthn
/// section 4, "Relying Party Identifier").
#[derive(Debug, Clone)]
pub struct Party {
    origin: Origin,
    webauthn: Webauthn,
}

impl Party {
    /// The site called `name`, as it is reached at `origin`; `None` where that is a number, for browsers make passkeys
    /// for names alone.
    #[must_use]
    pub fn at(origin: &Origin, name: &str) -> Option<Self> {
        let url = Url::parse(origin.as_str()).ok()?;
        let host = url.domain()?;
        let builder = WebauthnBuilder::new(host, &url).ok()?;
        let webauthn = builder.rp_name(name).timeout(GOOD_FOR).build().ok()?;
        Some(Self { origin: origin.clone(), webauthn })
    }

    /// Its host, which a passkey is made for.
    #[must_use]
    pub fn host(&self) -> &str {
        self.origin.host()
    }

    /// Whether a passkey was made here.
    #[must_use]
    pub fn knows(&self, passkey: &Passkey) -> bool {
        passkey.host == self.host()
    }

    /// Asks for another passkey of an account called `name`, on a device that keeps none of `held` (section 5.4).
    ///
    /// # Errors
    /// A fault, if the question cannot be put together.
    pub fn ask_to_make(
        &self,
        asking: &Asking<'_>,
        (account, name): (&AccountId, &str),
        held: &[Passkey],
    ) -> Result<Question> {
        let known: Vec<CredentialID> =
            self.known(held).map(|credential| credential.cred_id().clone()).collect();
        let begun = self.webauthn.start_passkey_registration(self.handle(account), name, name, Some(known));
        let (asked, state) = begun.map_err(Error::fault)?;
        let mut options = serde_json::to_value(&asked.public_key).map_err(Error::fault)?;
        // One that the device can find by itself is of use before anybody said who they are.
        set(&mut options, "/authenticatorSelection", "residentKey", json!("preferred"));
        self.question(asking, Deed::Make, &options, &state)
    }

    /// Asks for a passkey: one of `held`, or, where it is not said yet who asks, any of this address (section 5.5).
    ///
    /// # Errors
    /// A fault, if the question cannot be put together.
    pub fn ask_to_show(&self, asking: &Asking<'_>, held: &[Passkey]) -> Result<Question> {
        let (asked, state) = self.webauthn.start_discoverable_authentication().map_err(Error::fault)?;
        let mut options = serde_json::to_value(&asked.public_key).map_err(Error::fault)?;
        let allowed: Vec<Value> = self.known(held).map(described).collect();
        set(&mut options, "", "allowCredentials", Value::Array(allowed));
        self.question(asking, Deed::Show, &options, &state)
    }

    fn known<'a>(&'a self, held: &'a [Passkey]) -> impl Iterator<Item = &'a Credential> {
        held.iter().filter(|passkey| self.knows(passkey)).map(|passkey| &passkey.credential)
    }

    /// What a device calls an account: nothing that another site, or our other address, could know it by (section
    /// 14.6.1).
    fn handle(&self, account: &AccountId) -> Uuid {
        let hash = Sha256::new().chain_update("passkey handle").chain_update(self.host()).chain_update([0]);
        let hash = hash.chain_update(account.as_str()).finalize();
        let bytes = hash.first_chunk::<HANDLE_BYTES>().copied().unwrap_or_default();
        Uuid::from_bytes(bytes)
    }

    fn question(
        &self,
        asking: &Asking<'_>,
        deed: Deed,
        options: &Value,
        state: &impl Serialize,
    ) -> Result<Question> {
        let waiting = Waiting { until: asking.now.plus(GOOD_FOR).as_micros(), state };
        let waiting = serde_json::to_vec(&waiting).map_err(Error::fault)?;
        let sealed =
            asking.keys.seal_bytes(&waiting, &asking.place.context(deed, &self.origin), asking.random);
        Ok(Question { options: options.to_string(), sealed: BASE64URL_NOPAD.encode(&sealed) })
    }
}

/// A passkey, as options name it (section 5.8.3).
fn described(credential: &Credential) -> Value {
    json!({"type": "public-key", "id": BASE64URL_NOPAD.encode(credential.cred_id())})
}

fn set(options: &mut Value, at: &str, key: &str, value: Value) {
    if let Some(object) = options.pointer_mut(at).and_then(Value::as_object_mut) {
        object.insert(key.to_owned(), value);
    }
}

/// What it takes to ask.
#[derive(Debug)]
pub struct Asking<'a> {
    /// The keys that seal what we must remember.
    pub keys: &'a Keys,
    /// The randomness of that seal. The challenge is drawn by the library itself.
    pub random: &'a Random,
    /// When it is asked.
    pub now: Timestamp,
    /// Where it is asked.
    pub place: &'a Place,
}

/// Where a question is asked: its answer is of use there alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// Before the password, where nobody is known yet.
    SignIn,
    /// In a sign-in that waits.
    Pending(TokenDigest),
    /// In a session.
    Session(TokenDigest),
}

impl Place {
    fn context(&self, deed: Deed, origin: &Origin) -> String {
        let (place, whose) = match self {
            Self::SignIn => ("sign-in", ""),
            Self::Pending(digest) => ("pending", digest.as_str()),
            Self::Session(digest) => ("session", digest.as_str()),
        };
        format!("passkey {} {place} {whose} {}", deed.as_str(), origin.as_str())
    }
}

/// What is asked for.
#[derive(Debug, Clone, Copy)]
enum Deed {
    Make,
    Show,
}

impl Deed {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Make => "make",
            Self::Show => "show",
        }
    }
}

/// What we must remember of a question.
#[derive(Serialize, Deserialize)]
struct Waiting<S> {
    /// In microseconds.
    until: i64,
    state: S,
}

/// A question, as it stands in a form.
#[derive(Debug, Clone)]
pub struct Question {
    /// What the browser is asked, as JSON (sections 5.1.8 and 5.1.9).
    pub options: String,
    /// What we must remember of it.
    pub sealed: String,
}

/// What a browser answered, and where.
#[derive(Clone)]
pub struct Answer {
    party: Party,
    place: Place,
    sealed: String,
    said: Typed,
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Answer(…)")
    }
}

/// Somebody's claim to a passkey: the question was good, the rest is to be seen.
pub(super) struct Claim<'a> {
    party: &'a Party,
    state: DiscoverableAuthentication,
    said: PublicKeyCredential,
}

impl Claim<'_> {
    /// By what the passkey is found.
    pub(super) fn credential_key(&self) -> TokenDigest {
        credential_key(self.said.get_credential_id())
    }

    /// What the device says, if it proves that it holds this passkey, and that its owner was verified (section 7.2).
    pub(super) fn holds_for(self, passkey: &Passkey) -> Option<AuthenticationResult> {
        let Self { party, state, said } = self;
        party.webauthn.finish_discoverable_authentication_v2(&said, state, &passkey.credential).ok()
    }
}

impl Answer {
    /// What a form brought; `None` if its browser answered nothing.
    #[must_use]
    pub fn read(party: Option<Party>, place: Place, (sealed, said): (&str, &Typed)) -> Option<Self> {
        let said = Some(said).filter(|said| !said.as_str().is_empty())?;
        Some(Self { party: party?, place, sealed: sealed.to_owned(), said: said.clone() })
    }

    /// The address at which it was given.
    pub(super) const fn party(&self) -> &Party {
        &self.party
    }

    /// The passkey that was made (section 7.1); `None` if nothing proves it. The question is used up either way.
    pub(super) fn made(&self, tx: &mut Tx<'_>, keys: &Keys) -> Result<Option<Credential>> {
        let Some(state) = self.take::<PasskeyRegistration>(tx, keys, Deed::Make)? else { return Ok(None) };
        let Ok(said) = serde_json::from_str::<RegisterPublicKeyCredential>(self.said.as_str()) else {
            return Ok(None);
        };
        Ok(self.party.webauthn.finish_passkey_registration(&said, &state).ok())
    }

    /// The claim to a passkey; `None` if the question is good no more. It is used up either way.
    pub(super) fn claim(&self, tx: &mut Tx<'_>, keys: &Keys) -> Result<Option<Claim<'_>>> {
        let Some(state) = self.take::<DiscoverableAuthentication>(tx, keys, Deed::Show)? else {
            return Ok(None);
        };
        let said = serde_json::from_str::<PublicKeyCredential>(self.said.as_str()).ok();
        Ok(said.map(|said| Claim { party: &self.party, state, said }))
    }

    fn take<S: DeserializeOwned>(&self, tx: &mut Tx<'_>, keys: &Keys, deed: Deed) -> Result<Option<S>> {
        let context = self.place.context(deed, &self.party.origin);
        let opened = BASE64URL_NOPAD.decode(self.sealed.as_bytes()).ok();
        let Some(opened) = opened.and_then(|sealed| keys.open_bytes(&sealed, &context).ok()) else {
            return Ok(None);
        };
        let waiting: Waiting<S> = serde_json::from_slice(&opened).map_err(Error::fault)?;
        let until = Timestamp::from_micros(waiting.until);
        let first = spend_once(tx, &TokenDigest::of(QUESTION, &self.sealed), until)?;
        Ok((first && tx.now < until).then_some(waiting.state))
    }
}

/// By what the row of a passkey is found: its id is random and of one site alone, so its digest tells nothing.
pub(super) fn credential_key(id: &[u8]) -> TokenDigest {
    TokenDigest::of(CREDENTIAL, &BASE64URL_NOPAD.encode(id))
}
