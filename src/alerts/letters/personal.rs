//! The letters that answer one person: confirm, "you follow this already", manage. They hold nothing that an asker
//! wrote (the name field of others carried spam), and each says first why it came.

use std::sync::Arc;
use std::time::Duration;

use askama::Template;

use crate::alerts::links::{self, CONFIRM_FOR, MANAGE_FOR, Purpose};
use crate::alerts::{
    SubscriberId, Subscription, SubscriptionId, SubscriptionState, address_of, store, subscription,
};
use crate::base::seal::Keys;
use crate::base::text::EmailAddress;
use crate::base::words::{Said, Words};
use crate::cases;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::mail::{self, Composed, Composer, Letter, Order, PERSONAL_USEFUL_FOR, Recipient};
use crate::web::frame::Face;

const ASK: &str = "subscription-ask";
const KNOWN: &str = "subscription-known";
const MANAGE: &str = "subscription-manage";
const TO_SUBSCRIPTION: &str = "subscription";
const TO_SUBSCRIBER: &str = "subscriber";

/// Asks the owner of an address whether it was them.
pub(in crate::alerts) fn post_ask(tx: &mut Tx<'_>, id: &SubscriptionId) -> Result<()> {
    post(tx, ASK, Recipient { kind: TO_SUBSCRIPTION, id: id.as_str() }, PERSONAL_USEFUL_FOR)
}

/// Tells the owner of an address that somebody asked for what they get already.
pub(in crate::alerts) fn post_known(tx: &mut Tx<'_>, id: &SubscriptionId) -> Result<()> {
    post(tx, KNOWN, Recipient { kind: TO_SUBSCRIPTION, id: id.as_str() }, PERSONAL_USEFUL_FOR)
}

/// Mails the link to manage.
pub(in crate::alerts) fn post_manage(tx: &mut Tx<'_>, id: &SubscriberId) -> Result<()> {
    post(tx, MANAGE, Recipient { kind: TO_SUBSCRIBER, id: id.as_str() }, MANAGE_FOR)
}

fn post(tx: &mut Tx<'_>, kind: &'static str, recipient: Recipient<'_>, useful_for: Duration) -> Result<()> {
    mail::post(tx, &Letter { kind, subject: recipient.id, recipient, useful_for })
}

/// Writes them, just before they are sent.
#[derive(Debug)]
pub struct Personal {
    face: Arc<Face>,
    keys: Keys,
}

impl Personal {
    /// A writer of letters that link to the site's own origin.
    #[must_use]
    pub const fn new(face: Arc<Face>, keys: Keys) -> Self {
        Self { face, keys }
    }

    fn about_subscription(&self, tx: &mut Tx<'_>, order: &Order) -> Result<Option<Composed>> {
        let Ok(id) = order.recipient_id.parse() else { return Ok(None) };
        let Some((about, to)) = subscription(tx, &self.keys, &id)? else { return Ok(None) };
        let Some(case) = cases::by_id(tx, &about.case_id)? else { return Ok(None) };
        let said = [("case", case.title.as_str().into()), ("site", (&self.face.name).into())];
        match (order.kind.as_str(), about.state) {
            (ASK, SubscriptionState::Pending) => self.ask(tx, to, &about, &said).map(Some),
            (KNOWN, SubscriptionState::Confirmed) => self.known(tx, to, &about, &said).map(Some),
            _ => Ok(None),
        }
    }

    fn ask(
        &self,
        tx: &mut Tx<'_>,
        to: EmailAddress,
        about: &Subscription,
        said: &[(&str, Said)],
    ) -> Result<Composed> {
        let token = links::mint(tx, Purpose::Confirm, &about.subscriber_id, Some(&about.id))?;
        let words = self.face.catalogue.words(&about.language);
        let hours = [("hours", Said::from(CONFIRM_FOR.as_secs().div_euclid(3600)))];
        self.write(
            &words,
            to,
            &format!("/subscriptions/confirm/{}", token.reveal()),
            [
                words.say_with("alerts-letter-ask-subject", said),
                words.say_with("alerts-letter-ask-says", said),
                words.say("alerts-letter-ask-deed"),
                words.say_with("alerts-letter-ask-after", &hours),
            ],
        )
    }

    fn known(
        &self,
        tx: &mut Tx<'_>,
        to: EmailAddress,
        about: &Subscription,
        said: &[(&str, Said)],
    ) -> Result<Composed> {
        let token = links::mint(tx, Purpose::Manage, &about.subscriber_id, None)?;
        let words = self.face.catalogue.words(&about.language);
        self.write(
            &words,
            to,
            &format!("/subscriptions/{}", token.reveal()),
            [
                words.say_with("alerts-letter-known-subject", said),
                words.say_with("alerts-letter-known-says", said),
                words.say("alerts-letter-known-deed"),
                words.say("alerts-letter-known-after"),
            ],
        )
    }

    /// Nothing goes to an address that nobody confirmed, and nothing to one that follows nothing.
    fn manage(&self, tx: &mut Tx<'_>, order: &Order) -> Result<Option<Composed>> {
        let Ok(id) = order.recipient_id.parse() else { return Ok(None) };
        let confirmed = store::subscriber(tx, &id)?.is_some_and(|row| row.confirmed_at.is_some());
        let followed = store::subscriptions_of(tx, &id)?;
        let (Some(to), Some(first)) = (address_of(tx, &self.keys, &id)?, followed.first()) else {
            return Ok(None);
        };
        if !confirmed {
            return Ok(None);
        }
        let token = links::mint(tx, Purpose::Manage, &id, None)?;
        let words = self.face.catalogue.words(&first.language);
        let site = [("site", Said::from(&self.face.name))];
        let written = self.write(
            &words,
            to,
            &format!("/subscriptions/{}", token.reveal()),
            [
                words.say_with("alerts-letter-manage-subject", &site),
                words.say_with("alerts-letter-manage-says", &site),
                words.say("alerts-letter-manage-deed"),
                words.say("alerts-letter-manage-after"),
            ],
        );
        written.map(Some)
    }

    fn write(&self, words: &Words, to: EmailAddress, path: &str, said: [String; 4]) -> Result<Composed> {
        let [subject, says, deed, after] = said;
        let link = self.face.origin.link(path);
        let text = Text {
            says: &says,
            deed: &deed,
            link: &link,
            after: &after,
            site: &self.face.name,
            home: self.face.origin.as_str(),
        };
        let html = Page { lang: words.lang(), dir: words.dir(), text: &text };
        Ok(Composed {
            to,
            subject,
            headers: Vec::new(),
            text: text.render().map_err(Error::fault)?,
            html: html.render().map_err(Error::fault)?,
        })
    }
}

impl Composer for Personal {
    fn kinds(&self) -> &'static [&'static str] {
        &[ASK, KNOWN, MANAGE]
    }

    fn compose(&self, tx: &mut Tx<'_>, order: &Order) -> Result<Option<Composed>> {
        if order.kind == MANAGE { self.manage(tx, order) } else { self.about_subscription(tx, order) }
    }
}

/// A letter of one link, as plain text.
#[derive(Template)]
#[template(path = "letters/subscription.txt")]
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
#[template(path = "letters/subscription.html")]
struct Page<'a> {
    lang: &'a str,
    dir: &'a str,
    text: &'a Text<'a>,
}
