//! The list of cases, and a case: what it is, who is in it, what comes and what happened. The same bytes for everyone.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::follow;
use super::of_case::{CaseInShort, Coming, Entry, coming, entries, html, stamp_of_case};
use super::press::{HTML, Press, drawn};
use super::reading::stamp_of;
use crate::articles::ArticleLine;
use crate::base::clock::Timestamp;
use crate::base::markup::Html;
use crate::base::text::{Prose, Slug};
use crate::cases::{self, Case, Party, Side};
use crate::db::Conn;
use crate::error::{Error, OrNotFound as _, Result};
use crate::web::form::FormTokens;
use crate::web::frame::Frame;

/// How many updates the page of a case tells of; the others have pages of their own.
const ON_PAGE: i64 = 20;

#[derive(Template)]
#[template(path = "site/cases.html")]
struct CasesPage {
    frame: Frame,
    cases: Vec<CaseInShort>,
}

#[derive(Template)]
#[template(path = "site/case.html")]
struct CasePage {
    frame: Frame,
    case: Case,
    dir: &'static str,
    parties: Vec<Party>,
    coming: Vec<Coming>,
    entries: Vec<Entry>,
    updates: i64,
    more: bool,
    articles: Vec<ArticleLine>,
    follow: String,
}

impl CasePage {
    /// The names on one side.
    fn side(&self, side: Side) -> Vec<&Party> {
        self.parties.iter().filter(|party| party.side == side).collect()
    }

    fn html(text: &Prose) -> Html {
        html(text)
    }
}

/// What the page of a case is made of.
struct Material {
    case: Case,
    articles: Vec<ArticleLine>,
    coming: Vec<Coming>,
}

fn gather_case(conn: &mut Conn, slug: &Slug, now: Timestamp) -> Result<(String, Material)> {
    let case = cases::published(conn, slug)?.or_not_found()?;
    let articles = cases::articles_of(conn, &case.id)?;
    let coming = coming(cases::hearings_ahead(conn, &case.id, now)?, now);
    let times = coming.iter().map(Coming::stamp).collect::<Vec<_>>().join(" ");
    let stamp = format!("{} {} {times}", stamp_of_case(&case), stamp_of(&articles));
    Ok((stamp, Material { case, articles, coming }))
}

fn draw_case(frame: Frame, tokens: &FormTokens, conn: &mut Conn, material: Material) -> Result<String> {
    let Material { case, articles, coming } = material;
    let updates = cases::count_updates(conn, &case.id)?;
    drawn(&CasePage {
        dir: frame.face.catalogue.words(&case.language).dir(),
        parties: cases::parties(conn, &case.id)?,
        entries: entries(&case, cases::timeline(conn, &case.id, ON_PAGE)?),
        follow: follow::card(&frame, tokens, &case)?,
        frame,
        case,
        coming,
        updates,
        more: updates > ON_PAGE,
        articles,
    })
}

/// `/cases`: every published case, with what happened last.
///
/// # Errors
/// Those of the database.
pub async fn cases(request: HttpRequest, press: Press) -> Result<HttpResponse> {
    let frame = press.frame.clone();
    let gather = |conn: &mut Conn| {
        let cases = cases::list_published(conn)?;
        Ok((cases.iter().map(stamp_of_case).collect::<Vec<_>>().join(" "), cases))
    };
    let draw = move |conn: &mut Conn, cases: Vec<Case>| {
        let cases = cases.into_iter().map(|case| CaseInShort::of(conn, case)).collect::<Result<_>>()?;
        drawn(&CasesPage { frame, cases })
    };
    Ok(press.page(("/cases".to_owned(), HTML), gather, draw).await?.answer(&request))
}

/// `/cases/{slug}`: a case with its timeline, its hearings to come, and how to follow it.
///
/// # Errors
/// Not found, without such a published case; those of the database.
pub async fn case(request: HttpRequest, slug: web::Path<String>, press: Press) -> Result<HttpResponse> {
    let slug = Slug::parse(&slug).map_err(|_| Error::NotFound)?;
    let (key, now) = (cases::path_of(&slug), press.db.now());
    let (frame, tokens) = (press.frame.clone(), press.tokens.clone());
    let gather = move |conn: &mut Conn| gather_case(conn, &slug, now);
    let draw = move |conn: &mut Conn, material| draw_case(frame, &tokens, conn, material);
    Ok(press.page((key, HTML), gather, draw).await?.answer(&request))
}
