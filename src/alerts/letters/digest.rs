//! The letter that tells of a day or a week: every case that its reader follows that way, in one.

use std::ops::Range;
use std::sync::Arc;

use askama::Template;

use super::lists::List;
use super::update::{Links, Telling, Told, Written};
use crate::alerts::digests::{DIGEST, named};
use crate::alerts::release::text_of;
use crate::alerts::store::digests::began;
use crate::alerts::{
    Frequency, Scope, SubscriberId, Subscription, address_of, confirmed_of, unsubscribe_token,
};
use crate::base::clock::Timestamp;
use crate::base::seal::Keys;
use crate::base::words::Words;
use crate::cases::{self, Case, State};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::mail::{Composed, Composer, Order};
use crate::web::frame::Face;

/// Writes it.
#[derive(Debug)]
pub struct Digests {
    face: Arc<Face>,
    keys: Keys,
}

/// A digest's frequency and the end of its period.
type Period = (Frequency, Timestamp);

impl Digests {
    /// A writer for this site.
    #[must_use]
    pub const fn new(face: Arc<Face>, keys: Keys) -> Self {
        Self { face, keys }
    }

    /// What was published in the period for the people of these subscriptions.
    fn parts(
        &self,
        tx: &mut Tx<'_>,
        subscriptions: Vec<Subscription>,
        period: &Range<Timestamp>,
    ) -> Result<Vec<Part>> {
        let mut parts = Vec::new();
        for subscription in subscriptions {
            let Some(case) = cases::by_id(tx, &subscription.case_id)? else { continue };
            if case.state == State::Published {
                parts.push(self.part(tx, &case, &subscription, period)?);
            }
        }
        parts.retain(|part| !part.told.is_empty());
        Ok(parts)
    }

    /// What was published of one case, the latest first, and how many more than the letter holds.
    fn part(
        &self,
        tx: &mut Tx<'_>,
        case: &Case,
        subscription: &Subscription,
        period: &Range<Timestamp>,
    ) -> Result<Part> {
        let language = &subscription.language;
        let words = self.face.catalogue.words(language);
        let (published, all) = cases::published_between(tx, &case.id, &subscription.kinds.taken(), period)?;
        let more = usize::try_from(all).unwrap_or(0).saturating_sub(published.len());
        let mut told = Vec::new();
        for update in published {
            let (title, body) = text_of(tx, &update, language)?;
            let at = (update.happened_on, update.published_at);
            let telling = Telling { case: case.clone(), update, title, body, language: language.clone() };
            told.push((at, Told::of(&self.face, &words, &telling)));
        }
        told.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        let told = told.into_iter().map(|(_, told)| told).collect();
        let and_more = words.say1("releases-digest-more", "count", more);
        let and_more = (more > 0).then_some(and_more);
        let link = self.face.origin.link(&case.path());
        Ok(Part { title: case.title.to_string(), link, told, more, and_more })
    }

    fn write(
        &self,
        words: &Words,
        parts: &[Part],
        (frequency, until): Period,
        token: &str,
    ) -> Result<Written> {
        let (face, site) = (&self.face, self.face.name.as_str());
        let links = &Links {
            leave: face.origin.link(&format!("/u/{token}")),
            manage: face.origin.link("/subscriptions"),
            feed: face.origin.link("/cases"),
            home: face.origin.link("/"),
        };
        let count: usize = parts.iter().map(|part| part.told.len() + part.more).sum();
        let said = Said::of(frequency);
        let subject = words.say2(said.subject, ("site", site), ("count", count));
        let list = List {
            name: site,
            id: &format!("{}.cases.{}", frequency.as_str(), face.origin.host()),
            leave: &links.leave,
            archive: &links.feed,
            feedback: &format!("{}:{}", until.day(), frequency.as_str()),
        };
        let why = words.say1(said.why, "site", site);
        let text = Text { words, site, subject: &subject, why: &why, parts, links };
        let html = Html { words, site, subject: &subject, why: &why, parts, links };
        Ok(Written {
            text: text.render().map_err(Error::fault)?,
            html: html.render().map_err(Error::fault)?,
            headers: list.headers(),
            subject,
        })
    }
}

impl Composer for Digests {
    fn kinds(&self) -> &'static [&'static str] {
        &[DIGEST]
    }

    fn compose(&self, tx: &mut Tx<'_>, order: &Order) -> Result<Option<Composed>> {
        let (Ok(subscriber), Some(period)) = (order.recipient_id.parse(), named(&order.subject)) else {
            return Ok(None);
        };
        let subscriber: SubscriberId = subscriber;
        let Some(since) = began(tx, period.0, period.1)? else { return Ok(None) };
        let mut subscriptions = confirmed_of(tx, &subscriber)?;
        subscriptions.retain(|subscription| subscription.frequency == period.0);
        let Some(language) = subscriptions.first().map(|first| first.language.clone()) else {
            return Ok(None);
        };
        let Some(to) = address_of(tx, &self.keys, &subscriber)? else { return Ok(None) };
        let parts = self.parts(tx, subscriptions, &(since..period.1))?;
        if parts.is_empty() {
            return Ok(None);
        }
        let token = unsubscribe_token(&self.keys, &Scope::Digest(subscriber, period.0));
        let letter = self.write(&self.face.catalogue.words(&language), &parts, period, &token)?;
        Ok(Some(letter.to(to)))
    }
}

/// One case in a digest.
struct Part {
    title: String,
    link: String,
    told: Vec<Told>,
    /// How many more there were.
    more: usize,
    /// The sentence that says so.
    and_more: Option<String>,
}

/// The keys of what a digest says of itself.
struct Said {
    subject: &'static str,
    why: &'static str,
}

impl Said {
    const fn of(frequency: Frequency) -> Self {
        match frequency {
            Frequency::Weekly => {
                Self { subject: "releases-digest-subject-weekly", why: "releases-digest-why-weekly" }
            }
            _ => Self { subject: "releases-digest-subject-daily", why: "releases-digest-why-daily" },
        }
    }
}

#[derive(Template)]
#[template(path = "letters/digest.txt")]
struct Text<'a> {
    words: &'a Words,
    site: &'a str,
    subject: &'a str,
    why: &'a str,
    parts: &'a [Part],
    links: &'a Links,
}

#[derive(Template)]
#[template(path = "letters/digest.html")]
struct Html<'a> {
    words: &'a Words,
    site: &'a str,
    subject: &'a str,
    why: &'a str,
    parts: &'a [Part],
    links: &'a Links,
}
