//! Alerts that need no address: the updates of a case as feeds, its hearings as a calendar.

use actix_web::{HttpRequest, HttpResponse, web};

use super::of_case::stamp_of_case;
use super::press::Press;
use crate::base::text::Slug;
use crate::base::words::Words;
use crate::cases::feeds::{self, Feed, MOST_IN_A_FEED};
use crate::cases::{self, Case, Update};
use crate::db::Conn;
use crate::error::{Error, OrNotFound as _, Result};
use crate::web::frame::Frame;
use crate::web::ready::ReadyBytes;

const ATOM: &str = "application/atom+xml; charset=utf-8";
const JSON: &str = "application/feed+json; charset=utf-8";
const CALENDAR: &str = "text/calendar; charset=utf-8";

impl Press {
    /// What programs read of a case: a name below its address, and its media type.
    async fn of_case(
        &self,
        slug: &str,
        (name, media): (&str, &'static str),
        draw: impl FnOnce(&Frame, &mut Conn, &Case) -> Result<String> + Send + 'static,
    ) -> Result<ReadyBytes> {
        let slug = Slug::parse(slug).map_err(|_| Error::NotFound)?;
        let (key, frame) = (format!("{}/{name}", cases::path_of(&slug)), self.frame.clone());
        let gather = move |conn: &mut Conn| {
            let case = cases::published(conn, &slug)?.or_not_found()?;
            Ok((stamp_of_case(&case), case))
        };
        self.page((key, media), gather, move |conn: &mut Conn, case| draw(&frame, conn, &case)).await
    }
}

/// The updates of a case as feeds tell them: what appeared last stands first, whenever it happened.
fn told(conn: &mut Conn, case: &Case) -> Result<Vec<Update>> {
    cases::latest(conn, &case.id, MOST_IN_A_FEED.into())
}

fn feed<'a>(frame: &'a Frame, words: &'a Words, case: &'a Case, updates: &'a [Update]) -> Feed<'a> {
    Feed { site: &frame.face.name, origin: &frame.face.origin, words, case, updates }
}

fn words_of(frame: &Frame, case: &Case) -> Words {
    frame.face.catalogue.words(&case.language)
}

/// `/cases/{slug}/feed.atom`: the last updates of a case.
///
/// # Errors
/// Not found, without such a published case; those of the database.
pub async fn atom(request: HttpRequest, slug: web::Path<String>, press: Press) -> Result<HttpResponse> {
    let draw = |frame: &Frame, conn: &mut Conn, case: &Case| {
        Ok(feed(frame, &words_of(frame, case), case, &told(conn, case)?).atom())
    };
    Ok(press.of_case(&slug, ("feed.atom", ATOM), draw).await?.answer(&request))
}

/// `/cases/{slug}/feed.json`: the same as JSON Feed.
///
/// # Errors
/// Not found, without such a published case; those of the database.
pub async fn json(request: HttpRequest, slug: web::Path<String>, press: Press) -> Result<HttpResponse> {
    let draw = |frame: &Frame, conn: &mut Conn, case: &Case| {
        Ok(feed(frame, &words_of(frame, case), case, &told(conn, case)?).json())
    };
    Ok(press.of_case(&slug, ("feed.json", JSON), draw).await?.answer(&request))
}

/// `/cases/{slug}/hearings.ics`: its hearings; a cancelled one stays, so that calendars drop it.
///
/// # Errors
/// Not found, without such a published case; those of the database.
pub async fn calendar(request: HttpRequest, slug: web::Path<String>, press: Press) -> Result<HttpResponse> {
    let draw = |frame: &Frame, conn: &mut Conn, case: &Case| {
        Ok(feeds::calendar(&frame.face.origin, case, &cases::hearings(conn, &case.id)?))
    };
    Ok(press.of_case(&slug, ("hearings.ics", CALENDAR), draw).await?.answer(&request))
}
