//! The letters that moderators get: somebody waits, somebody waits too long, a sanction needs another person. They hold no
//! word of a comment and no name.

use std::sync::Arc;
use std::time::Duration;

use askama::Template;

use super::watch::News;
use crate::accounts::{self, Account, AccountId, Role, sanctions};
use crate::base::seal::Keys;
use crate::base::text::EmailAddress;
use crate::comments::{self, Filter, MOST_COUNTED, State};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::mail::{self, Composed, Composer, Letter, Order, Recipient};
use crate::web::frame::Face;

/// A letter about what waits.
struct Kind {
    name: &'static str,
    subject: &'static str,
    says: &'static str,
    /// What its link says, and where it leads.
    link: (&'static str, &'static str),
}

const TO_QUEUE: (&str, &str) = ("moderation-letter-deed", "/moderation");

const BEGUN: Kind = Kind {
    name: "queue-begun",
    subject: "moderation-letter-begun-subject",
    says: "moderation-letter-begun-says",
    link: TO_QUEUE,
};
const LATE: Kind = Kind {
    name: "queue-late",
    subject: "moderation-letter-late-subject",
    says: "moderation-letter-late-says",
    link: TO_QUEUE,
};
const SANCTION: Kind = Kind {
    name: "sanction-waits",
    subject: "moderation-letter-sanction-subject",
    says: "moderation-letter-sanction-says",
    link: ("moderation-letter-sanction-deed", "/moderation/sanctions"),
};
const KINDS: [&Kind; 3] = [&BEGUN, &LATE, &SANCTION];
/// After that what waits has changed.
const USEFUL_FOR: Duration = Duration::from_hours(12);

/// Queues a letter for somebody who decides on comments.
pub(super) fn post(tx: &mut Tx<'_>, news: News, to: &AccountId) -> Result<()> {
    let kind = match news {
        News::Begun => BEGUN.name,
        News::Late => LATE.name,
        News::Sanction => SANCTION.name,
    };
    let recipient = Recipient { kind: "account", id: to.as_str() };
    mail::post(tx, &Letter { kind, subject: "", recipient, useful_for: USEFUL_FOR })
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

    fn write(&self, to: EmailAddress, kind: &Kind, waiting: usize) -> Result<Composed> {
        let words = self.face.catalogue.words(&self.face.language);
        let waiting = waiting.min(MOST_COUNTED);
        let about = [("site", (&self.face.name).into()), ("count", waiting.into())];
        let text = Text {
            says: &words.say_with(kind.says, &about),
            deed: &words.say(kind.link.0),
            link: &format!("{}{}", self.face.origin, kind.link.1),
            after: &words.say("moderation-letter-after"),
            site: &self.face.name,
            home: self.face.origin.as_str(),
        };
        let html = Page { lang: words.lang(), dir: words.dir(), text: &text };
        Ok(Composed {
            to,
            subject: words.say_with(kind.subject, &about),
            text: text.render().map_err(Error::fault)?,
            html: html.render().map_err(Error::fault)?,
            headers: Vec::new(),
        })
    }
}

impl Composer for Writer {
    fn kinds(&self) -> &'static [&'static str] {
        &[BEGUN.name, LATE.name, SANCTION.name]
    }

    /// Nothing, if nobody waits any more or its reader decides no more.
    fn compose(&self, tx: &mut Tx<'_>, order: &Order) -> Result<Option<Composed>> {
        let kind = KINDS.into_iter().find(|kind| kind.name == order.kind);
        let (Some(kind), Ok(id)) = (kind, order.recipient_id.parse::<AccountId>()) else { return Ok(None) };
        let Some(account) = accounts::find(tx, &id)?.filter(Account::may_sign_in) else { return Ok(None) };
        let now = tx.now;
        let waiting = if kind.name == SANCTION.name {
            usize::from(sanctions::waits_for(tx, now, &account)?)
        } else if matches!(account.role, Role::Moderator | Role::Admin) {
            comments::waiting_count(tx, &Filter::of(State::Held))?
        } else {
            0
        };
        match accounts::address_of(tx, &self.keys, &id)? {
            Some(to) if waiting > 0 => self.write(to, kind, waiting).map(Some),
            _ => Ok(None),
        }
    }
}

/// The letter as plain text.
#[derive(Template)]
#[template(path = "letters/account.txt")]
struct Text<'a> {
    says: &'a str,
    deed: &'a str,
    link: &'a str,
    after: &'a str,
    site: &'a str,
    home: &'a str,
}

/// The same letter as HTML, without anything remote.
#[derive(Template)]
#[template(path = "letters/account.html")]
struct Page<'a> {
    lang: &'a str,
    dir: &'a str,
    text: &'a Text<'a>,
}
