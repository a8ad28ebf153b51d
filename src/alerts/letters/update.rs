//! The letter that tells of one update, written just before it is sent: whoever left meanwhile gets none, and nobody
//! is told of what was taken back.

use std::sync::Arc;

use askama::Template;

use super::lists::{List, thread};
use crate::alerts::release::{UPDATE, text_of, update_of};
use crate::alerts::store::announced::announced;
use crate::alerts::{Scope, SubscriptionState, subscription, unsubscribe_token};
use crate::base::seal::Keys;
use crate::base::text::{EmailAddress, Line, Prose};
use crate::base::words::Words;
use crate::cases::{Case, Update, UpdateId, UpdateState};
use crate::db::{Conn, Tx};
use crate::error::{Error, OrNotFound as _, Result};
use crate::mail::{Composed, Composer, Header, Order};
use crate::web::frame::Face;

/// Writes it.
#[derive(Debug)]
pub struct Updates {
    face: Arc<Face>,
    keys: Keys,
}

impl Updates {
    /// A writer for this site.
    #[must_use]
    pub const fn new(face: Arc<Face>, keys: Keys) -> Self {
        Self { face, keys }
    }
}

impl Composer for Updates {
    fn kinds(&self) -> &'static [&'static str] {
        &[UPDATE]
    }

    fn compose(&self, tx: &mut Tx<'_>, order: &Order) -> Result<Option<Composed>> {
        let (Ok(id), Ok(update)) = (order.recipient_id.parse(), order.subject.parse::<UpdateId>()) else {
            return Ok(None);
        };
        let Some((subscription, to)) = subscription(tx, &self.keys, &id)? else { return Ok(None) };
        if subscription.state != SubscriptionState::Confirmed {
            return Ok(None);
        }
        let leave = unsubscribe_token(&self.keys, &Scope::Subscription(subscription.id));
        let telling = match Telling::announced(tx, &update, &subscription.language) {
            Err(Error::NotFound) => return Ok(None),
            telling => telling?,
        };
        if telling.update.state != UpdateState::Published {
            return Ok(None);
        }
        let letter = write(&self.face, &telling, &leave)?;
        Ok(Some(letter.to(to)))
    }
}

/// What is told of an update, in one language.
#[derive(Debug)]
pub(in crate::alerts) struct Telling {
    pub(in crate::alerts) case: Case,
    pub(in crate::alerts) update: Update,
    pub(in crate::alerts) title: Line,
    pub(in crate::alerts) body: Prose,
    /// The language that its reader asked for.
    pub(in crate::alerts) language: String,
}

impl Telling {
    /// An update in a language, or in its case's.
    pub(in crate::alerts) fn of(conn: &mut Conn, id: &UpdateId, language: &str) -> Result<Self> {
        let (case, update) = update_of(conn, id)?;
        let (title, body) = text_of(conn, &update, language)?;
        Ok(Self { case, update, title, body, language: language.to_owned() })
    }

    /// An update as it was released, in a language or in its case's: later corrections are for its page.
    fn announced(conn: &mut Conn, id: &UpdateId, language: &str) -> Result<Self> {
        let mut telling = Self::of(conn, id, language)?;
        let text = match announced(conn, id, language)? {
            Some(text) => Some(text),
            None => announced(conn, id, &telling.update.language)?,
        };
        let text = text.or_not_found()?;
        telling.update.language = text.language;
        telling.case.title = text.case_title;
        (telling.title, telling.body) = (text.title.clone(), text.body.clone());
        (telling.update.title, telling.update.body) = (text.title, text.body);
        Ok(telling)
    }

    /// The language of the text itself.
    fn spoken(&self) -> &str {
        let own = self.title == self.update.title && self.body == self.update.body;
        if own { &self.update.language } else { &self.language }
    }
}

/// A letter without its address.
#[derive(Debug)]
pub(in crate::alerts) struct Written {
    pub(in crate::alerts) subject: String,
    pub(in crate::alerts) text: String,
    pub(in crate::alerts) html: String,
    pub(in crate::alerts) headers: Vec<Header>,
}

impl Written {
    /// The letter for one address.
    pub(super) fn to(self, to: EmailAddress) -> Composed {
        let Self { subject, text, html, headers } = self;
        Composed { to, subject, text, html, headers }
    }
}

/// Where the links of a letter to many lead.
#[derive(Debug)]
pub(super) struct Links {
    pub(super) leave: String,
    pub(super) manage: String,
    pub(super) feed: String,
    pub(super) home: String,
}

/// One update as a letter shows it.
#[derive(Debug)]
pub(super) struct Told {
    pub(super) what: String,
    pub(super) title: String,
    pub(super) body: Prose,
    pub(super) source: String,
    pub(super) link: String,
    pub(super) lang: String,
    pub(super) dir: &'static str,
}

impl Told {
    pub(super) fn of(face: &Face, words: &Words, telling: &Telling) -> Self {
        let Telling { case, update, title, body, .. } = telling;
        let kind = words.say(update.kind.key());
        let what =
            words.say2("releases-letter-what", ("kind", kind), ("date", words.date(update.happened_on)));
        let source = if update.as_reported { "releases-letter-reported" } else { "releases-letter-source" };
        let path = update.path(case).unwrap_or_else(|| case.path());
        Self {
            what,
            title: title.to_string(),
            body: body.clone(),
            source: words.say1(source, "source", update.source.as_str()),
            link: face.origin.link(&path),
            lang: telling.spoken().to_owned(),
            dir: face.catalogue.words(telling.spoken()).dir(),
        }
    }
}

#[derive(Template)]
#[template(path = "letters/update.txt")]
struct Text<'a> {
    words: &'a Words,
    site: &'a str,
    case: &'a str,
    told: &'a Told,
    links: &'a Links,
}

#[derive(Template)]
#[template(path = "letters/update.html")]
struct Html<'a> {
    words: &'a Words,
    site: &'a str,
    subject: &'a str,
    case: &'a str,
    told: &'a Told,
    links: &'a Links,
}

/// Writes it for whoever leaves by this token.
pub(in crate::alerts) fn write(face: &Face, telling: &Telling, token: &str) -> Result<Written> {
    let (words, case) = (&face.catalogue.words(&telling.language), &telling.case);
    let (told, site) = (&Told::of(face, words, telling), face.name.as_str());
    let links = &Links {
        leave: face.origin.link(&format!("/u/{token}")),
        manage: face.origin.link("/subscriptions"),
        feed: face.origin.link(&format!("{}/feed.atom", case.path())),
        home: face.origin.link("/"),
    };
    let subject = format!("[{}] {}", case.title, telling.title);
    let (case_title, host) = (case.title.as_str(), face.origin.host());
    let number = telling.update.number.unwrap_or(0);
    let list = List {
        name: case_title,
        id: &format!("{}.cases.{host}", case.slug),
        leave: &links.leave,
        archive: &face.origin.link(&format!("{}/updates", case.path())),
        feedback: &format!("u{number}:{}", case.slug),
    };
    let mut headers = list.headers();
    headers.extend(thread(&format!("<case-{}@{host}>", case.id)));
    let text = Text { words, site, case: case_title, told, links };
    let html = Html { words, site, subject: &subject, case: case_title, told, links };
    Ok(Written {
        text: text.render().map_err(Error::fault)?,
        html: html.render().map_err(Error::fault)?,
        subject,
        headers,
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use mail_parser::MessageParser;
    use proptest::prelude::*;

    use super::*;
    use crate::base::clock::Timestamp;
    use crate::base::ids::Id;
    use crate::base::random::Random;
    use crate::base::text::Slug;
    use crate::base::words::Catalogue;
    use crate::cases::{Kind, State};
    use crate::mail::Lane;
    use crate::mail::letters::Letterhead;

    fn face() -> Face {
        Face {
            name: "Spyware on Trial".to_owned(),
            origin: "https://amicus.example".parse().unwrap(),
            language: "en".to_owned(),
            stylesheet: String::new(),
            script: String::new(),
            passkey_script: String::new(),
            staff_script: None,
            icon: String::new(),
            mailbox: false,
            catalogue: Catalogue::load(None).unwrap(),
        }
    }

    fn line(text: &str) -> Line {
        Line::parse(text).unwrap()
    }

    fn case(title: Line) -> Case {
        Case {
            id: Id::fresh(&Random::seeded(1)),
            slug: Slug::parse("the-lesson").unwrap(),
            state: State::Published,
            language: "en".to_owned(),
            title,
            full_title: line("The lesson in full"),
            court: line("A court"),
            court_short: line("Court"),
            court_id: None,
            docket_number: line("1"),
            docket_id: None,
            judge: line("A judge"),
            filed_on: None,
            claims: Vec::new(),
            version: 1,
            updated_at: Timestamp::from_micros(0),
        }
    }

    fn telling(case_title: Line, title: Line, body: Prose, source: Line) -> Telling {
        let case = case(case_title);
        let update = Update {
            id: Id::fresh(&Random::seeded(1)),
            case_id: case.id.clone(),
            number: Some(17),
            state: UpdateState::Published,
            kind: Kind::Ruling,
            happened_on: date(2026, 5, 4),
            language: "en".to_owned(),
            title: title.clone(),
            body: body.clone(),
            source,
            source_url: None,
            as_reported: false,
            version: 3,
            proposed_by: None,
            proposed_at: None,
            released_by: None,
            released_alone: false,
            publish_at: None,
            published_at: Some(Timestamp::from_micros(0)),
            retracted_at: None,
            retraction: None,
            updated_at: Timestamp::from_micros(0),
        };
        Telling { case, update, title, body, language: "en".to_owned() }
    }

    /// The letter as it is sent.
    fn sealed(telling: &Telling) -> Vec<u8> {
        let random = Random::seeded(2);
        let head =
            Letterhead::new("News <news@example.org>", "amicus.example", Keys::fresh(&random)).unwrap();
        let letter = write(&face(), telling, "token").unwrap();
        let letter = letter.to(EmailAddress::parse("ada@example.org").unwrap());
        head.seal(&Id::fresh(&random), Lane::Bulk, &letter, Timestamp::from_micros(0)).unwrap().bytes
    }

    fn unfolded(text: &str) -> String {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_text_comes_through_as_it_was_written(
            case in "\\PC{1,60}",
            title in "\\PC{1,60}",
            body in "([\\PC\n\t.]{1,80}\n{0,3}){1,5}",
            source in "\\PC{1,60}",
        ) {
            let parsed = (Line::parse(&case), Line::parse(&title), Prose::parse(&body), Line::parse(&source));
            let (Ok(case), Ok(title), Ok(body), Ok(source)) = parsed else { return Ok(()) };
            let bytes = sealed(&telling(case.clone(), title.clone(), body.clone(), source.clone()));
            let letter = MessageParser::default().parse(&bytes).unwrap();

            prop_assert_eq!(unfolded(letter.subject().unwrap()), unfolded(&format!("[{case}] {title}")));
            let text = letter.body_text(0).unwrap().replace("\r\n", "\n");
            let told = format!("\n\n{title}\n\n{body}\n\nSource: {source}\n");
            prop_assert!(text.contains(&told), "{told:?} is not in {text:?}");

            let head = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
            let head = bytes.get(..head).unwrap();
            prop_assert!(head.is_ascii());
            prop_assert!(head.split(|byte| *byte == b'\n').all(|line| line.len() < 999));
            let (lists, threads) = (letter.header_values("List-Id").count(), letter.header_values("References").count());
            prop_assert_eq!((lists, threads), (1, 1));
        }
    }

    #[test]
    fn no_title_can_end_a_header_and_begin_another() {
        let (case, title) = (line("The \"lesson\" <x@y> Bcc: eve"), line("Größe: Bcc: eve@example.org"));
        let bytes = sealed(&telling(case, title, Prose::parse(".\n..\nFrom here").unwrap(), line("docket")));
        let letter = MessageParser::default().parse(&bytes).unwrap();
        assert!(letter.bcc().is_none());
        assert!(letter.body_text(0).unwrap().contains(".\r\n..\r\nFrom here"));
    }
}
