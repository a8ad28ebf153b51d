//! All updates of a case, and one of them with its source, its corrections and its neighbours.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::follow;
use super::of_case::{CaseInShort, Entry, Heading, entries, html, stamp_of_case};
use super::press::{HTML, Press, drawn};
use super::reading::key_of;
use crate::base::markup::Html;
use crate::base::paging::{Cursor, Page, Paging};
use crate::base::text::{Prose, Slug};
use crate::cases::{self, Case, Correction, Update, UpdateState};
use crate::db::Conn;
use crate::error::{Error, OrNotFound as _, Result};
use crate::web::form::FormTokens;
use crate::web::frame::Frame;

#[derive(Template)]
#[template(path = "site/updates.html")]
struct UpdatesPage {
    frame: Frame,
    case: Case,
    path: String,
    entries: Vec<Entry>,
    earlier: Option<Cursor>,
    later: Option<Cursor>,
}

#[derive(Template)]
#[template(path = "site/update.html")]
struct UpdatePage {
    frame: Frame,
    dir: &'static str,
    update: Update,
    number: i64,
    corrections: Vec<Correction>,
    before: Option<Heading>,
    after: Option<Heading>,
    short: CaseInShort,
    follow: String,
}

impl UpdatePage {
    fn is_retracted(&self) -> bool {
        self.update.state == UpdateState::Retracted
    }

    fn html(text: &Prose) -> Html {
        html(text)
    }
}

/// `/cases/{slug}/updates`: every update of a case, 50 a page, the newest first; where letters say that they are kept.
///
/// # Errors
/// Not found, without such a published case or for a place that is none of its list; those of the database.
pub async fn updates(
    request: HttpRequest,
    slug: web::Path<String>,
    paging: web::Query<Paging>,
    press: Press,
) -> Result<HttpResponse> {
    let slug = Slug::parse(&slug).map_err(|_| Error::NotFound)?;
    let (path, paging) = (updates_path(&slug), paging.into_inner());
    let (key, frame) = (key_of(path.clone(), &paging)?, press.frame.clone());
    let gather = move |conn: &mut Conn| {
        let case = cases::published(conn, &slug)?.or_not_found()?;
        Ok((stamp_of_case(&case), case))
    };
    let draw = move |conn: &mut Conn, case: Case| {
        let Page { items, earlier, later } = cases::updates_page(conn, &case.id, &paging)?;
        drawn(&UpdatesPage { entries: entries(&case, items), frame, case, path, earlier, later })
    };
    Ok(press.page((key, HTML), gather, draw).await?.answer(&request))
}

fn updates_path(slug: &Slug) -> String {
    format!("{}/updates", cases::path_of(slug))
}

/// `/cases/{slug}/updates/{n}`: one update; a retracted one stays readable, and says so.
///
/// # Errors
/// Not found, without such a published case or such a number; those of the database.
pub async fn update(
    request: HttpRequest,
    path: web::Path<(String, String)>,
    press: Press,
) -> Result<HttpResponse> {
    let (slug, number) = path.into_inner();
    let slug = Slug::parse(&slug).map_err(|_| Error::NotFound)?;
    let number = number_of(&number).or_not_found()?;
    let (frame, tokens) = (press.frame.clone(), press.tokens.clone());
    let key = format!("{}/{number}", updates_path(&slug));
    let gather = move |conn: &mut Conn| {
        let case = cases::published(conn, &slug)?.or_not_found()?;
        let update = cases::update_at(conn, &case.id, number)?.or_not_found()?;
        Ok((stamp_of_case(&case), (case, update)))
    };
    let draw =
        move |conn: &mut Conn, (case, update)| draw_update(frame, &tokens, conn, (case, update, number));
    Ok(press.page((key, HTML), gather, draw).await?.answer(&request))
}

/// The number that a path says, if it says it as we do: an update has one address.
fn number_of(text: &str) -> Option<i64> {
    text.parse::<i64>().ok().filter(|number| number.to_string() == text)
}

fn draw_update(
    frame: Frame,
    tokens: &FormTokens,
    conn: &mut Conn,
    (case, update, number): (Case, Update, i64),
) -> Result<String> {
    let (before, after) = cases::neighbours(conn, &update)?;
    drawn(&UpdatePage {
        dir: frame.face.catalogue.words(&update.language).dir(),
        corrections: cases::corrections_of(conn, &update.id)?,
        follow: follow::card(&frame, tokens, &case)?,
        before: before.map(|line| Heading::of(&case, line)),
        after: after.map(|line| Heading::of(&case, line)),
        short: CaseInShort::of(conn, case)?,
        frame,
        update,
        number,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_update_has_one_address() {
        assert_eq!(number_of("12"), Some(12));
        for text in ["", "012", "+12", "x", "1.0", "99999999999999999999"] {
            assert_eq!(number_of(text), None, "{text}");
        }
    }
}
