//! What we keep and for how long, and what robots are told.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use jiff::ToSpan as _;
use jiff::civil::Date;

use super::of_case::stamp_of_case;
use super::press::{HTML, Press, drawn};
use super::reading::stamp_of;
use crate::articles::{self, ArticleLine};
use crate::cases::{self, Case};
use crate::config::Config;
use crate::db::Conn;
use crate::error::{OrNotFound as _, Result};
use crate::site::retention::{Kept, ROWS, Row};
use crate::web::frame::Frame;

const TEXT: &str = "text/plain; charset=utf-8";
const SECURITY: &str = "/.well-known/security.txt";

/// Personal places: nothing there is for a search engine.
const NOT_FOR_ROBOTS: [&str; 9] = [
    "/account",
    "/admin",
    "/comments",
    "/editor",
    "/mailbox",
    "/moderation",
    "/receipt",
    "/subscriptions",
    "/u/",
];

/// For how many days a `security.txt` is good; it is made anew each day (RFC 9116 section 2.5.5 asks for less than a
/// year).
const SECURITY_DAYS: i64 = 90;

/// How many updates of a case the sitemap names. With 200 cases and their articles it stays below the 50,000 addresses
/// that the protocol allows; what is older, search engines find by the case's own pages.
const UPDATES_IN_SITEMAP: i64 = 200;

#[derive(Template)]
#[template(path = "site/privacy.html")]
struct PrivacyPage {
    frame: Frame,
    rows: &'static [Row],
}

impl PrivacyPage {
    fn time(&self, row: &Row) -> String {
        match row.kept {
            Kept::Hours(count) => self.frame.t1("site-kept-hours", "count", count),
            Kept::Days(count) => self.frame.t1("site-kept-days", "count", count),
            Kept::As(key) => self.frame.t(key),
        }
    }
}

#[derive(Template)]
#[template(path = "site/sitemap.xml")]
struct Sitemap {
    frame: Frame,
    lines: Vec<ArticleLine>,
    /// Where each page of a case is, and when it changed.
    of_cases: Vec<(String, Date)>,
}

impl Sitemap {
    fn link(&self, path: &str) -> String {
        self.frame.face.origin.link(path)
    }

    fn line_link(&self, line: &ArticleLine) -> String {
        self.link(&line.path())
    }
}

/// `/privacy`: what we keep, for how long and why.
///
/// # Errors
/// Those of the database.
pub async fn privacy(request: HttpRequest, press: Press) -> Result<HttpResponse> {
    let frame = press.frame.clone();
    let gather = |_: &mut Conn| Ok((String::new(), ()));
    let draw = move |_: &mut Conn, ()| drawn(&PrivacyPage { frame, rows: &ROWS });
    Ok(press.page(("/privacy".to_owned(), HTML), gather, draw).await?.answer(&request))
}

/// `/.well-known/security.txt`: where a weakness is reported (RFC 9116).
///
/// # Errors
/// [`NotFound`](crate::error::Error::NotFound) if the operator named nobody; those of the database.
pub async fn security(request: HttpRequest, press: Press, config: web::Data<Config>) -> Result<HttpResponse> {
    let contact = config.site.security_contact().or_not_found()?.to_owned();
    let (ours, language) = (press.frame.face.origin.link(SECURITY), press.frame.face.language.clone());
    let until = press.today().saturating_add(SECURITY_DAYS.days());
    let text = format!(
        "Contact: {contact}\nExpires: {until}T00:00:00Z\nPreferred-Languages: {language}\nCanonical: {ours}\n"
    );
    let gather = |_: &mut Conn| Ok((String::new(), ()));
    let page = press.page((SECURITY.to_owned(), TEXT), gather, move |_: &mut Conn, ()| Ok(text)).await?;
    Ok(page.answer(&request))
}

/// `/robots.txt`: everything public may be indexed.
///
/// # Errors
/// Those of the database.
pub async fn robots(request: HttpRequest, press: Press) -> Result<HttpResponse> {
    let sitemap = press.frame.face.origin.link("/sitemap.xml");
    let draw = move |_: &mut Conn, ()| {
        let closed = NOT_FOR_ROBOTS.map(|place| format!("Disallow: {place}")).join("\n");
        Ok(format!("User-agent: *\n{closed}\n\nSitemap: {sitemap}\n"))
    };
    let gather = |_: &mut Conn| Ok((String::new(), ()));
    let page = press.page(("/robots.txt".to_owned(), TEXT), gather, draw).await?;
    Ok(page.answer(&request))
}

/// `/sitemap.xml`: the public pages (sitemaps.org protocol 0.9).
///
/// # Errors
/// Those of the database.
pub async fn sitemap(request: HttpRequest, press: Press) -> Result<HttpResponse> {
    let frame = press.frame.clone();
    let gather = |conn: &mut Conn| {
        let (lines, cases) = (articles::list_published(conn)?, cases::list_published(conn)?);
        let of_cases = cases.iter().map(stamp_of_case).collect::<Vec<_>>().join(" ");
        Ok((format!("{} {of_cases}", stamp_of(&lines)), (lines, cases)))
    };
    let draw = move |conn: &mut Conn, (lines, cases): (Vec<ArticleLine>, Vec<Case>)| {
        let of_cases = cases.iter().map(|case| pages_of(conn, case)).collect::<Result<Vec<_>>>()?.concat();
        drawn(&Sitemap { frame, lines, of_cases })
    };
    let page =
        press.page(("/sitemap.xml".to_owned(), "application/xml; charset=utf-8"), gather, draw).await?;
    Ok(page.answer(&request))
}

/// The pages of a case: its own, with the day of what changed last in it, and those of its last updates.
fn pages_of(conn: &mut Conn, case: &Case) -> Result<Vec<(String, Date)>> {
    let changed = cases::changed(conn, &case.id, UPDATES_IN_SITEMAP)?;
    let last = changed.iter().map(|(_, at)| at.day()).max().unwrap_or_else(|| case.updated_at.day());
    let of_updates = changed.into_iter().map(|(number, at)| (cases::update_path(case, number), at.day()));
    Ok([(case.path(), last)].into_iter().chain(of_updates).collect())
}
