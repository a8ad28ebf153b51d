//! A device that makes passkeys and shows them, together with the browser that asks it to (WebAuthn Level 3).

use std::cell::{Cell, RefCell};

use data_encoding::BASE64URL_NOPAD;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::page::Page;

const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const WITH_CREDENTIAL: u8 = 0x40;

/// A device of one person, at one address of the site. It remembers the last passkey that it made, and counts.
pub struct Device {
    origin: String,
    host: String,
    seed: u8,
    key: RefCell<Option<Key>>,
    counter: Cell<u32>,
    /// Whether it asks for a finger, a face or a PIN.
    pub verifies: Cell<bool>,
}

struct Key {
    id: Vec<u8>,
    handle: String,
    signs: SigningKey,
}

impl Device {
    /// A device of its own for each seed, whose browser is at `origin`.
    pub fn at(origin: &str, seed: u8) -> Self {
        let host = origin.split_once("://").unwrap().1.split(':').next().unwrap().to_owned();
        let (key, counter, verifies) = (RefCell::default(), Cell::new(0), Cell::new(true));
        Self { origin: origin.to_owned(), host, seed, key, counter, verifies }
    }

    /// The same device, if its browser believed that it is at another address.
    pub fn deceived(&self, origin: &str) -> Self {
        let key = self.key.borrow().as_ref().map(|key| Key {
            id: key.id.clone(),
            handle: key.handle.clone(),
            signs: key.signs.clone(),
        });
        let (key, counter, verifies) = (RefCell::new(key), Cell::new(9), Cell::new(true));
        Self { origin: origin.to_owned(), host: self.host.clone(), seed: self.seed, key, counter, verifies }
    }

    /// Answers the page's question for a new passkey.
    pub fn make(&self, page: &Page) -> String {
        let asked = options(page, "create");
        let seed = [self.seed; 32];
        let key = Key {
            id: Sha256::digest([self.seed]).to_vec(),
            handle: asked.pointer("/user/id").and_then(Value::as_str).unwrap().to_owned(),
            signs: SigningKey::from_slice(&seed).unwrap(),
        };
        let point = key.signs.verifying_key().to_sec1_point(false);
        // COSE: an elliptic curve key (1: 2) for ES256 (3: -7) on P-256 (-1: 1), with its two coordinates.
        let mut cose = vec![0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20];
        cose.extend(&point.as_bytes()[1..33]);
        cose.extend([0x22, 0x58, 0x20]);
        cose.extend(&point.as_bytes()[33..65]);
        let mut data = self.data(WITH_CREDENTIAL);
        data.extend([0; 16]);
        data.extend(u16::try_from(key.id.len()).unwrap().to_be_bytes());
        data.extend(&key.id);
        data.extend(cose);
        // CBOR: {"fmt": "none", "attStmt": {}, "authData": data}
        let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".to_vec();
        object.push(u8::try_from(data.len()).unwrap());
        object.extend(data);
        let response = json!({
            "attestationObject": text(&object),
            "clientDataJSON": text(&self.client_data("webauthn.create", &asked)),
        });
        let answer = answer(&key.id, &response);
        self.key.replace(Some(key));
        answer
    }

    /// Answers the page's question for a passkey with the one that it made, whichever the page asks for.
    pub fn show(&self, page: &Page) -> String {
        let asked = options(page, "get");
        let key = self.key.borrow();
        let key = key.as_ref().unwrap();
        let (data, client) = (self.data(0), self.client_data("webauthn.get", &asked));
        let mut signed = data.clone();
        signed.extend(Sha256::digest(&client));
        let signature: Signature = key.signs.sign(&signed);
        let response = json!({
            "authenticatorData": text(&data),
            "clientDataJSON": text(&client),
            "signature": text(signature.to_der().as_bytes()),
            "userHandle": key.handle,
        });
        answer(&key.id, &response)
    }

    /// The id of its passkey.
    pub fn id(&self) -> String {
        text(&self.key.borrow().as_ref().unwrap().id)
    }

    /// The ids that a page allows.
    pub fn allowed_by(page: &Page) -> Vec<String> {
        let asked = options(page, "get");
        let allowed = asked.get("allowCredentials").and_then(Value::as_array).cloned().unwrap_or_default();
        allowed.iter().map(|key| key.get("id").and_then(Value::as_str).unwrap().to_owned()).collect()
    }

    fn data(&self, flags: u8) -> Vec<u8> {
        self.counter.set(self.counter.get() + 1);
        let mut data = Sha256::digest(&self.host).to_vec();
        data.push(PRESENT | flags | if self.verifies.get() { VERIFIED } else { 0 });
        data.extend(self.counter.get().to_be_bytes());
        data
    }

    fn client_data(&self, kind: &str, asked: &Value) -> Vec<u8> {
        let challenge = asked.get("challenge").and_then(Value::as_str).unwrap();
        let data = json!({"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false});
        data.to_string().into_bytes()
    }
}

fn options(page: &Page, deed: &str) -> Value {
    let options = page.attribute(&format!("[data-passkey={deed}]"), "data-options");
    serde_json::from_str(&options).unwrap_or_else(|error| panic!("no passkey is asked for: {error} {page:?}"))
}

fn answer(id: &[u8], response: &Value) -> String {
    json!({"id": text(id), "rawId": text(id), "type": "public-key", "response": response}).to_string()
}

fn text(bytes: &[u8]) -> String {
    BASE64URL_NOPAD.encode(bytes)
}
