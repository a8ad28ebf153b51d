//! The letters that span features: the head of the audit chain, for admins.

use std::sync::Arc;
use std::time::Duration;

use askama::Template;

use crate::accounts::{self, AccountId, Role};
use crate::audit::heads::{self, Head};
use crate::base::seal::Keys;
use crate::base::text::EmailAddress;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::mail::{self, Composed, Composer, Letter, Order, Recipient};
use crate::web::frame::Face;

const HEAD: &str = "audit-head";
/// The next day tells the next head.
const USEFUL_FOR: Duration = Duration::from_hours(24);

/// Queues the letter that tells an admin a head of the audit chain.
pub(super) fn post_head(tx: &mut Tx<'_>, head: &Head, admin: &AccountId) -> Result<()> {
    let recipient = Recipient { kind: "account", id: admin.as_str() };
    let subject = head.link.n.to_string();
    mail::post(tx, &Letter { kind: HEAD, subject: &subject, recipient, useful_for: USEFUL_FOR })
}

/// Writes them, just before they are sent.
#[derive(Debug)]
pub struct Writer {
    face: Arc<Face>,
    keys: Keys,
}

impl Writer {
    /// A writer for this site.
    #[must_use]
    pub const fn new(face: Arc<Face>, keys: Keys) -> Self {
        Self { face, keys }
    }

    fn write(&self, to: EmailAddress, head: &Head) -> Result<Composed> {
        let words = self.face.catalogue.words(&self.face.language);
        let about = [("site", (&self.face.name).into()), ("count", head.link.n.into())];
        let text = Text {
            says: &words.say_with("site-letter-head-says", &about),
            line: &head.line(),
            after: &words.say_with("site-letter-head-after", &about),
            site: &self.face.name,
            home: self.face.origin.as_str(),
        };
        let html = Page { lang: words.lang(), dir: words.dir(), text: &text };
        Ok(Composed {
            to,
            subject: words.say_with("site-letter-head-subject", &about),
            text: text.render().map_err(Error::fault)?,
            html: html.render().map_err(Error::fault)?,
            headers: Vec::new(),
        })
    }
}

impl Composer for Writer {
    fn kinds(&self) -> &'static [&'static str] {
        &[HEAD]
    }

    fn compose(&self, tx: &mut Tx<'_>, order: &Order) -> Result<Option<Composed>> {
        let (Ok(n), Ok(admin)) = (order.subject.parse::<i64>(), order.recipient_id.parse::<AccountId>())
        else {
            return Ok(None);
        };
        let account = accounts::find(tx, &admin)?;
        let still = account.is_some_and(|account| account.role == Role::Admin && account.may_sign_in());
        let (Some(head), Some(to)) = (heads::find(tx, n)?, accounts::address_of(tx, &self.keys, &admin)?)
        else {
            return Ok(None);
        };
        if still { self.write(to, &head).map(Some) } else { Ok(None) }
    }
}

/// The letter as plain text.
#[derive(Template)]
#[template(path = "letters/audit_head.txt")]
struct Text<'a> {
    says: &'a str,
    line: &'a str,
    after: &'a str,
    site: &'a str,
    home: &'a str,
}

/// The same letter as HTML, without anything remote.
#[derive(Template)]
#[template(path = "letters/audit_head.html")]
struct Page<'a> {
    lang: &'a str,
    dir: &'a str,
    text: &'a Text<'a>,
}
