//! `/editor/letters`: all letters to many of the last days, those of updates and digests.

use actix_web::HttpResponse;
use askama::Template;
use jiff::tz::TimeZone;

use super::release::Room;
use super::send::{Held as _, SendPage};
use crate::accounts::guard::Editor;
use crate::alerts::Frequency;
use crate::alerts::under_way::{self, About, UnderWay};
use crate::base::clock::Timestamp;
use crate::base::words::Words;
use crate::error::Result;
use crate::web::frame::Frame;
use crate::web::respond::page;

#[derive(Template)]
#[template(path = "alerts/letters.html")]
struct LettersPage {
    frame: Frame,
    rows: Vec<Row>,
}

/// One letter in the list.
struct Row {
    place: String,
    title: String,
    /// The language of the title, if it is not the page's.
    lang: Option<String>,
    case: Option<String>,
    badge: &'static str,
    state: &'static str,
    begun: String,
    /// How many of how many were taken by the mail server.
    says: String,
    uncertain: i64,
}

impl Row {
    /// `None` for a letter that was forgotten between two looks.
    fn of(letter: &UnderWay, words: &Words, zone: &TimeZone) -> Option<Self> {
        let books = letter.books.as_ref()?;
        let (case, lang) = match &letter.about {
            About::Update(both) => (Some(both.0.title.to_string()), Some(both.1.language.clone())),
            About::Digest(..) | About::Other => (None, None),
        };
        Some(Self {
            place: books.letter.place(),
            title: title(&letter.about, words, zone),
            lang,
            case,
            badge: SendPage::badge(books.state),
            state: SendPage::state_key(books.state),
            begun: moment(books.created_at, words, zone),
            says: words.say2("releases-letters-sent", ("sent", books.sent), ("count", books.candidates)),
            uncertain: books.uncertain,
        })
    }
}

/// How a letter is called: the title of its update, or the day on which a digest ended.
pub(super) fn title(about: &About, words: &Words, zone: &TimeZone) -> String {
    match about {
        About::Update(both) => both.1.title.to_string(),
        About::Digest(frequency, until) => {
            let key = match frequency {
                Frequency::Weekly => "releases-letters-weekly",
                Frequency::Daily | Frequency::AtOnce => "releases-letters-daily",
            };
            words.say1(key, "date", words.date(until.day_in(zone)))
        }
        About::Other => words.say("releases-letters-other"),
    }
}

/// A day and a time on the site's wall clock.
pub(super) fn moment(at: Timestamp, words: &Words, zone: &TimeZone) -> String {
    let zoned = at.to_jiff().to_zoned(zone.clone());
    let time = format!("{:02}:{:02}", zoned.hour(), zoned.minute());
    words.say2("releases-send-when", ("date", words.date(zoned.date())), ("time", time))
}

/// The list.
///
/// # Errors
/// Those of the database.
pub async fn show(editor: Editor, room: Room) -> Result<HttpResponse> {
    let (frame, db, tokens, config) = room;
    let now = db.now();
    let letters = db.read(move |conn| under_way::under_way(conn, now)).await?;
    let zone = config.site.time_zone();
    let rows = letters.iter().filter_map(|letter| Row::of(letter, &frame.words, &zone)).collect();
    page(&LettersPage { frame: editor.frame(frame, &tokens), rows })
}
