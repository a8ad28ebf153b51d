//! The front page, the list of articles, and an article with its discussion. The same bytes for everyone.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use jiff::civil::Date;

use super::press::{HTML, Press, drawn};
use crate::articles::reading::{Reading, opening};
use crate::articles::{self, Article, ArticleLine, Correction};
use crate::base::markup::{Html, plain_to_html};
use crate::base::paging::{Direction, Paging};
use crate::base::text::{Prose, Slug};
use crate::comments::pages::Discussion;
use crate::comments::{self, Thread};
use crate::db::Conn;
use crate::error::{Error, OrNotFound as _, Result};
use crate::web::form::FormTokens;
use crate::web::frame::Frame;
use crate::web::ready::ReadyBytes;
use crate::web::respond::moved;

/// How many articles the front page tells of, the lead included.
const ON_FRONT: usize = 12;

#[derive(Template)]
#[template(path = "site/front.html")]
struct FrontPage {
    frame: Frame,
    lead: Option<Article>,
    opening: Option<Reading>,
    comments: i64,
    others: Vec<ArticleLine>,
    more: bool,
}

#[derive(Template)]
#[template(path = "site/articles.html")]
struct ArticlesPage {
    frame: Frame,
    lines: Vec<ArticleLine>,
}

#[derive(Template)]
#[template(path = "site/article.html")]
struct ArticlePage {
    frame: Frame,
    article: Article,
    dir: &'static str,
    reading: Reading,
    corrections: Vec<Correction>,
    comments: i64,
    discussion: String,
}

impl ArticlePage {
    fn html(text: &Prose) -> Html {
        plain_to_html(text)
    }
}

/// What a list was made of: each article in its version.
fn stamp_of(lines: &[ArticleLine]) -> String {
    let each = |line: &ArticleLine| format!("{}.{}", line.id, line.version);
    lines.iter().map(each).collect::<Vec<_>>().join(" ")
}

fn gather_front(conn: &mut Conn) -> Result<(String, (Vec<ArticleLine>, i64))> {
    let lines = articles::list_published(conn)?;
    let comments = lines.first().map_or(Ok(0), |lead| comments::published_count(conn, &lead.id))?;
    Ok((format!("{} {comments}", stamp_of(&lines)), (lines, comments)))
}

fn draw_front(frame: Frame, conn: &mut Conn, (lines, comments): (Vec<ArticleLine>, i64)) -> Result<String> {
    let lead = lines.first().map_or(Ok(None), |lead| articles::by_id(conn, &lead.id))?;
    let opening = lead.as_ref().and_then(|lead| opening(&lead.body));
    let more = lines.len() > ON_FRONT;
    let others = lines.into_iter().take(ON_FRONT).skip(1).collect();
    drawn(&FrontPage { frame, lead, opening, comments, others, more })
}

/// `/`: the newest article, and the others in lines.
///
/// # Errors
/// Those of the database.
pub async fn front(request: HttpRequest, press: Press) -> Result<HttpResponse> {
    let frame = press.frame.clone();
    let draw = move |conn: &mut Conn, lines| draw_front(frame, conn, lines);
    let page = press.page(("/".to_owned(), HTML), gather_front, draw).await?;
    Ok(page.answer(&request))
}

/// `/articles`: every published article, the newest first.
///
/// # Errors
/// Those of the database.
pub async fn articles(request: HttpRequest, press: Press) -> Result<HttpResponse> {
    let frame = press.frame.clone();
    let gather = |conn: &mut Conn| articles::list_published(conn).map(|lines| (stamp_of(&lines), lines));
    let draw = move |_: &mut Conn, lines| drawn(&ArticlesPage { frame, lines });
    Ok(press.page(("/articles".to_owned(), HTML), gather, draw).await?.answer(&request))
}

/// `/articles/{slug}`: an article with its discussion; a former address leads to the one of today.
///
/// # Errors
/// Not found, without such an article or for a place that is none of its discussion; those of the database.
pub async fn article(
    request: HttpRequest,
    slug: web::Path<String>,
    paging: web::Query<Paging>,
    press: Press,
) -> Result<HttpResponse> {
    let slug = Slug::parse(&slug).map_err(|_| Error::NotFound)?;
    match press.article(slug.clone(), paging.into_inner()).await {
        Ok(page) => Ok(page.answer(&request)),
        Err(Error::NotFound) => {
            let now = press.db.read(move |conn| articles::former(conn, &slug)).await?.or_not_found()?;
            Ok(moved(&articles::path_of(&now)))
        }
        Err(other) => Err(other),
    }
}

/// One page of an article, with its own parameters and no others.
fn key_of(slug: &Slug, paging: &Paging) -> Result<String> {
    let path = articles::path_of(slug);
    Ok(match paging.direction().map_err(|_| Error::NotFound)? {
        Direction::Start => path,
        Direction::After(place) => format!("{path}?after={place}"),
        Direction::Before(place) => format!("{path}?before={place}"),
    })
}

impl Press {
    async fn article(&self, slug: Slug, paging: Paging) -> Result<ReadyBytes> {
        let key = key_of(&slug, &paging)?;
        let gather = move |conn: &mut Conn| {
            let article = articles::published(conn, &slug)?.or_not_found()?;
            let discussion = comments::stamp(conn, &article.id)?.unwrap_or(0);
            Ok((format!("{}.{}.{discussion}", article.id, article.version), article))
        };
        let (frame, tokens, today) = (self.frame.clone(), self.tokens.clone(), self.today());
        let draw = move |conn: &mut Conn, article: Article| {
            let thread = comments::thread(conn, &article.id, &paging)?;
            let corrections = articles::corrections(conn, &article.id)?;
            drawn(&article_page(frame, &tokens, (article, corrections, thread), today)?)
        };
        self.page((key, HTML), gather, draw).await
    }
}

fn article_page(
    frame: Frame,
    tokens: &FormTokens,
    (article, corrections, thread): (Article, Vec<Correction>, Thread),
    today: Date,
) -> Result<ArticlePage> {
    let (comments, reading) = (thread.published, Reading::of(&article.body));
    let dir = frame.face.catalogue.words(&article.language).dir();
    let discussion = drawn(&Discussion::new(&frame, tokens, &article, thread, today))?;
    Ok(ArticlePage { frame, article, dir, reading, corrections, comments, discussion })
}
