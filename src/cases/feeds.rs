//! A case for feed readers and calendars: Atom (RFC 4287), JSON Feed 1.1, iCalendar (RFC 5545). Pure drawing: the
//! same case gives the same bytes.

use icalendar::{Calendar, Component as _, Event, EventLike as _, Property};
use serde_json::{Value, json};

use super::{Case, Hearing, HearingState, Update, UpdateState};
use crate::base::clock::Timestamp;
use crate::base::markup::plain_to_html;
use crate::base::origin::Origin;
use crate::base::text::Prose;
use crate::base::words::Words;

/// How many updates a feed tells at most (DESIGN section 13).
pub const MOST_IN_A_FEED: u8 = 20;

/// What a feed is made of. The first [`MOST_IN_A_FEED`] of the updates are told; give them as they appeared, the last
/// one first, published and retracted ones ([`super::latest`]).
#[derive(Debug, Clone, Copy)]
pub struct Feed<'a> {
    /// The site's name.
    pub site: &'a str,
    /// Where the site lives.
    pub origin: &'a Origin,
    /// The words of the case's language.
    pub words: &'a Words,
    /// The case.
    pub case: &'a Case,
    /// Its updates, the last number first.
    pub updates: &'a [Update],
}

/// An update as a feed tells it.
struct Entry<'a> {
    link: String,
    title: String,
    html: String,
    update: &'a Update,
}

impl<'a> Feed<'a> {
    /// The feed as an Atom document. Its ids are addresses, which never change.
    #[must_use]
    pub fn atom(&self) -> String {
        let (case, entries) = (self.case, self.entries());
        let home = self.origin.link(&case.path());
        let own = format!("{home}/feed.atom");
        let mut xml = vec!["<?xml version=\"1.0\" encoding=\"utf-8\"?>\n".to_owned()];
        let language = safe(&case.language);
        xml.push(format!("<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{language}\">\n"));
        element(&mut xml, "id", &home);
        element(&mut xml, "title", &self.title());
        element(&mut xml, "updated", &self.changed_at().to_string());
        xml.push(format!("<author><name>{}</name></author>\n", safe(self.site)));
        xml.push(link("self", &own, "application/atom+xml"));
        xml.push(link("alternate", &home, "text/html"));
        for entry in entries {
            entry.atom(&mut xml);
        }
        xml.push("</feed>\n".to_owned());
        xml.concat()
    }

    /// The feed as a JSON Feed.
    #[must_use]
    pub fn json(&self) -> String {
        let home = self.origin.link(&self.case.path());
        let feed = json!({
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.title(),
            "home_page_url": home,
            "feed_url": format!("{home}/feed.json"),
            "language": self.case.language,
            "authors": [{ "name": self.site, "url": self.origin.link("/") }],
            "items": self.entries().iter().map(Entry::json).collect::<Vec<Value>>(),
        });
        feed.to_string()
    }

    fn title(&self) -> String {
        format!("{} · {}", self.case.title, self.site)
    }

    /// When what it tells changed last.
    fn changed_at(&self) -> Timestamp {
        let told = self.updates.iter().take(MOST_IN_A_FEED.into()).map(|update| update.updated_at);
        told.max().unwrap_or(self.case.updated_at)
    }

    fn entries(&self) -> Vec<Entry<'a>> {
        let seen = self.updates.iter().filter_map(|update| Some((update, update.path(self.case)?)));
        seen.take(MOST_IN_A_FEED.into()).map(|(update, path)| self.entry(update, &path)).collect()
    }

    fn entry(&self, update: &'a Update, path: &str) -> Entry<'a> {
        let link = self.origin.link(path);
        if update.state != UpdateState::Retracted {
            let source = safe(&self.words.say1("cases-feed-source", "source", update.source.as_str()));
            let html = format!("{}<p>{source}</p>\n", html_of(Some(&update.body)));
            return Entry { link, title: update.title.to_string(), html, update };
        }
        let title = self.words.say1("cases-feed-retracted-title", "title", update.title.as_str());
        let says = safe(&self.words.say("cases-feed-retracted"));
        let html = format!("<p>{says}</p>\n{}", html_of(update.retraction.as_ref()));
        Entry { link, title, html, update }
    }
}

fn html_of(text: Option<&Prose>) -> String {
    text.map(|text| plain_to_html(text).as_str().to_owned()).unwrap_or_default()
}

impl Entry<'_> {
    fn atom(&self, xml: &mut Vec<String>) {
        xml.push("<entry>\n".to_owned());
        element(xml, "id", &self.link);
        element(xml, "title", &self.title);
        element(xml, "updated", &self.update.updated_at.to_string());
        if let Some(at) = self.update.published_at {
            element(xml, "published", &at.to_string());
        }
        xml.push(link("alternate", &self.link, "text/html"));
        if let Some(source) = &self.update.source_url {
            xml.push(link("via", source, ""));
        }
        xml.push(format!("<category term=\"{}\"/>\n", self.update.kind.as_str()));
        xml.push(format!("<content type=\"html\">{}</content>\n</entry>\n", safe(&self.html)));
    }

    fn json(&self) -> Value {
        let mut item = json!({
            "id": self.link,
            "url": self.link,
            "title": self.title,
            "content_html": self.html,
            "date_modified": self.update.updated_at.to_string(),
            "tags": [self.update.kind.as_str()],
            "language": self.update.language,
        });
        let more = [
            ("date_published", self.update.published_at.map(|at| at.to_string())),
            ("external_url", self.update.source_url.clone()),
        ];
        if let Value::Object(fields) = &mut item {
            fields
                .extend(more.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.into()))));
        }
        item
    }
}

fn element(xml: &mut Vec<String>, name: &str, text: &str) {
    xml.push(format!("<{name}>{}</{name}>\n", safe(text)));
}

fn link(relation: &str, address: &str, media: &str) -> String {
    let media = if media.is_empty() { String::new() } else { format!(" type=\"{media}\"") };
    format!("<link rel=\"{relation}\"{media} href=\"{}\"/>\n", safe(address))
}

/// Text as XML and HTML may hold it: escaped, without what XML 1.0 refuses even escaped.
fn safe(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' | '\t' => escaped.push(letter),
            '\u{FFFE}' | '\u{FFFF}' => {}
            other if other.is_control() => {}
            other => escaped.push(other),
        }
    }
    escaped
}

/// The hearings of a case as a calendar to subscribe to. Instants are in UTC, computed from the court's own clock; each
/// hearing keeps its UID, and its SEQUENCE rises with every change; a cancelled one stays and says so.
#[must_use]
pub fn calendar(origin: &Origin, case: &Case, hearings: &[Hearing]) -> String {
    let mut calendar = Calendar::empty();
    calendar.append_property(Property::new("VERSION", "2.0"));
    calendar.append_property(Property::new("PRODID", "-//amicus//hearings//EN"));
    calendar.append_property(Property::new("METHOD", "PUBLISH"));
    calendar.append_property(Property::new("X-WR-CALNAME", case.title.as_str()));
    for hearing in hearings {
        calendar.push(event(origin, case, hearing));
    }
    calendar.to_string()
}

fn event(origin: &Origin, case: &Case, hearing: &Hearing) -> Event {
    let mut event = Event::new();
    event.uid(&format!("hearing-{}@{}", hearing.id, origin.host()));
    event.summary(&format!("{}: {}", case.title, hearing.title));
    event.location(hearing.place.as_str());
    event.url(&origin.link(&case.path()));
    if let Some(note) = &hearing.note {
        event.description(note.as_str());
    }
    let changed = utc(hearing.updated_at);
    event.add_property("DTSTAMP", &changed).add_property("LAST-MODIFIED", &changed);
    event.add_property("DTSTART", utc(hearing.begins_at())).add_property("DTEND", utc(hearing.ends_at()));
    event.add_property("SEQUENCE", hearing.sequence.to_string());
    event.add_property(
        "STATUS",
        match hearing.state {
            HearingState::Planned => "CONFIRMED",
            HearingState::Cancelled => "CANCELLED",
        },
    );
    event.done()
}

/// An instant in UTC as calendars write it.
fn utc(at: Timestamp) -> String {
    at.to_jiff().strftime("%Y%m%dT%H%M%SZ").to_string()
}
