//! What we keep and for how long, and what robots are told.

use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::press::{HTML, Press, drawn};
use crate::articles::{self, ArticleLine};
use crate::db::Conn;
use crate::error::Result;
use crate::site::retention::{Kept, ROWS, Row};
use crate::web::frame::Frame;

/// Personal places: nothing there is for a search engine.
const NOT_FOR_ROBOTS: [&str; 8] =
    ["/account", "/admin", "/comments", "/editor", "/mailbox", "/moderation", "/receipt", "/subscriptions"];

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
    let page = press.page(("/robots.txt".to_owned(), "text/plain; charset=utf-8"), gather, draw).await?;
    Ok(page.answer(&request))
}

/// `/sitemap.xml`: the public pages (sitemaps.org protocol 0.9).
///
/// # Errors
/// Those of the database.
pub async fn sitemap(request: HttpRequest, press: Press) -> Result<HttpResponse> {
    let frame = press.frame.clone();
    let gather = |conn: &mut Conn| {
        let lines = articles::list_published(conn)?;
        let each = |line: &ArticleLine| format!("{}.{}", line.id, line.version);
        Ok((lines.iter().map(each).collect::<Vec<_>>().join(" "), lines))
    };
    let draw = move |_: &mut Conn, lines| drawn(&Sitemap { frame, lines });
    let page =
        press.page(("/sitemap.xml".to_owned(), "application/xml; charset=utf-8"), gather, draw).await?;
    Ok(page.answer(&request))
}
