//! Putting a written letter into its envelope: headers, both forms of the text, Message-ID.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, SystemTime};

use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::{Address, Message};

use super::{Composed, DeliveryId, Header, Lane};
use crate::base::clock::Timestamp;
use crate::base::seal::{Keys, Purpose};
use crate::error::{Error, Result};

/// A letter ready to go: its one address and its bytes (RFC 5322).
#[derive(Debug, Clone)]
pub struct Sealed {
    /// The envelope's one recipient.
    pub to: String,
    /// Headers and body.
    pub bytes: Vec<u8>,
}

/// What every letter of the site shares.
#[derive(Debug, Clone)]
pub struct Letterhead {
    from: Mailbox,
    host: String,
    keys: Keys,
}

impl Letterhead {
    /// `from` is `Name <address>`; `host` stands in the Message-IDs.
    ///
    /// # Errors
    /// A fault, if `from` is no sender.
    pub fn new(from: &str, host: &str, keys: Keys) -> Result<Self> {
        Ok(Self { from: one_line(from).parse().map_err(Error::fault)?, host: host.to_owned(), keys })
    }

    /// The keys: addresses are looked up under them among those that nothing is sent to.
    pub(super) const fn keys(&self) -> &Keys {
        &self.keys
    }

    /// Seals a letter. The Message-ID depends on the delivery alone, so a second copy is recognised as one.
    ///
    /// # Errors
    /// A fault, if the letter cannot be built (an address or a header that is none).
    pub fn seal(
        &self,
        delivery: &DeliveryId,
        lane: Lane,
        letter: &Composed,
        now: Timestamp,
    ) -> Result<Sealed> {
        // lettre panics on some header values instead of refusing them; one letter must not stop the postman.
        catch_unwind(AssertUnwindSafe(|| self.build(delivery, lane, letter, now)))
            .unwrap_or_else(|_| Err(Error::fault("building a letter panicked")))
    }

    fn build(&self, delivery: &DeliveryId, lane: Lane, letter: &Composed, now: Timestamp) -> Result<Sealed> {
        let to: Address = letter.to.as_str().parse().map_err(Error::fault)?;
        let id = self.keys.mac(Purpose::MessageId, &[delivery.as_str().as_bytes()]).to_hex();
        let id: String = id.chars().take(32).collect();
        let sent =
            SystemTime::UNIX_EPOCH + Duration::from_micros(u64::try_from(now.as_micros()).unwrap_or(0));
        let mut message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(one_line(&letter.subject))
            .date(sent)
            .message_id(Some(format!("<{id}@{}>", self.host)))
            .raw_header(exact("Auto-Submitted", "auto-generated")?);
        if lane == Lane::Bulk {
            message = message.raw_header(exact("X-Auto-Response-Suppress", "OOF, AutoReply")?);
        }
        for Header { name, value } in &letter.headers {
            message = message.raw_header(exact(name, value)?);
        }
        let message = message
            .multipart(MultiPart::alternative_plain_html(letter.text.clone(), letter.html.clone()))
            .map_err(Error::fault)?;
        Ok(Sealed { to: letter.to.as_str().to_owned(), bytes: message.formatted() })
    }
}

/// A header as it stands: lettre would fold a long `List-Unsubscribe` in the middle of its link. Only what is not
/// ASCII is encoded (RFC 2047).
fn exact(name: &str, value: &str) -> Result<HeaderValue> {
    let name = HeaderName::new_from_ascii(name.to_owned()).map_err(Error::fault)?;
    let value = one_line(value);
    if value.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return Ok(HeaderValue::dangerous_new_pre_encoded(name, value.clone(), value));
    }
    Ok(HeaderValue::new(name, value))
}

/// Header text is one line, whatever stood in it.
fn one_line(text: &str) -> String {
    let words = text.split(|letter: char| letter.is_whitespace() || letter.is_control());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
