//! The front page, the list of articles, and an article with its discussion. The same bytes for everyone.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::follow;
use super::of_case::{CaseInShort, stamp_of_case};
use super::press::{HTML, Press, drawn};
use crate::articles::reading::{Reading, opening};
use crate::articles::{self, Article, ArticleLine, Correction};
use crate::base::clock::Timestamp;
use crate::base::markup::{Html, plain_to_html};
use crate::base::paging::{Direction, Paging};
use crate::base::text::{Prose, Slug};
use crate::cases::{self, Case};
use crate::comments::pages::Discussion;
use crate::comments::{self, Thread};
use crate::db::Conn;
use crate::error::{Error, OrNotFound as _, Result};
use crate::rules::attack::{self, Standing};
use crate::site::cache::MadeOf;
use crate::web::frame::Frame;
use crate::web::ready::ReadyBytes;
use crate::web::respond::moved;

/// How many articles the front page tells of, the lead included.
const ON_FRONT: usize = 12;
/// How many cases it tells of.
const CASES_ON_FRONT: usize = 3;

#[derive(Template)]
#[template(path = "site/front.html")]
struct FrontPage {
    frame: Frame,
    lead: Option<Article>,
    opening: Option<Reading>,
    comments: i64,
    cases: Vec<CaseInShort>,
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
    short: Option<CaseInShort>,
    follow: String,
}

impl ArticlePage {
    fn html(text: &Prose) -> Html {
        plain_to_html(text)
    }
}

/// What a list was made of: each article in its version.
pub(super) fn stamp_of(lines: &[ArticleLine]) -> String {
    let each = |line: &ArticleLine| format!("{}.{}", line.id, line.version);
    lines.iter().map(each).collect::<Vec<_>>().join(" ")
}

/// What the front page is made of.
struct Front {
    lines: Vec<ArticleLine>,
    comments: i64,
    cases: Vec<Case>,
}

fn gather_front(conn: &mut Conn) -> Result<(String, Front)> {
    let lines = articles::list_published(conn)?;
    let comments = lines.first().map_or(Ok(0), |lead| comments::published_count(conn, &lead.id))?;
    let cases: Vec<Case> = cases::list_published(conn)?.into_iter().take(CASES_ON_FRONT).collect();
    let of_cases = cases.iter().map(stamp_of_case).collect::<Vec<_>>().join(" ");
    Ok((format!("{} {comments} {of_cases}", stamp_of(&lines)), Front { lines, comments, cases }))
}

fn draw_front(frame: Frame, conn: &mut Conn, Front { lines, comments, cases }: Front) -> Result<String> {
    let lead = lines.first().map_or(Ok(None), |lead| articles::by_id(conn, &lead.id))?;
    let opening = lead.as_ref().and_then(|lead| opening(&lead.body));
    let cases = cases.into_iter().map(|case| CaseInShort::of(conn, case)).collect::<Result<_>>()?;
    let more = lines.len() > ON_FRONT;
    let others = lines.into_iter().take(ON_FRONT).skip(1).collect();
    drawn(&FrontPage { frame, lead, opening, comments, cases, others, more })
}

/// `/`: the newest article, what happened last in court, and the other articles in lines.
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

/// One page of what stands at a path, with its own parameters and no others.
pub(super) fn key_of(path: String, paging: &Paging) -> Result<String> {
    Ok(match paging.direction().map_err(|_| Error::NotFound)? {
        Direction::Start => path,
        Direction::After(place) => format!("{path}?after={place}"),
        Direction::Before(place) => format!("{path}?before={place}"),
    })
}

/// What an article's page is made of.
struct Material {
    article: Article,
    case: Option<Case>,
    standing: Standing,
}

/// What switches hold on a discussion ends by itself: the page is fresh until then.
fn gather_article(conn: &mut Conn, slug: &Slug, now: Timestamp) -> Result<(MadeOf, Material)> {
    let article = articles::published(conn, slug)?.or_not_found()?;
    let discussion = comments::stamp(conn, &article.id)?.unwrap_or(0);
    let case = cases::of_article(conn, &article.id)?;
    let of_case = case.as_ref().map(stamp_of_case).unwrap_or_default();
    let standing = attack::standing(conn)?;
    let stamp = format!("{}.{}.{discussion}.{} {of_case}", article.id, article.version, standing.version);
    let made_of = MadeOf { stamp, until: standing.changes_at(now) };
    Ok((made_of, Material { article, case, standing }))
}

impl Press {
    async fn article(&self, slug: Slug, paging: Paging) -> Result<ReadyBytes> {
        let key = key_of(articles::path_of(&slug), &paging)?;
        let now = self.db.now();
        let gather = move |conn: &mut Conn| gather_article(conn, &slug, now);
        let press = self.clone();
        let draw = move |conn: &mut Conn, material: Material| {
            let thread = comments::thread(conn, &material.article.id, &paging)?;
            drawn(&article_page(conn, &press, material, thread)?)
        };
        self.page((key, HTML), gather, draw).await
    }
}

fn article_page(
    conn: &mut Conn,
    press: &Press,
    Material { article, case, standing }: Material,
    thread: Thread,
) -> Result<ArticlePage> {
    let (frame, tokens, moment) = (press.frame.clone(), &press.tokens, press.moment(standing));
    let follow = case.as_ref().map_or(Ok(String::new()), |case| follow::card(&frame, tokens, case))?;
    Ok(ArticlePage {
        comments: thread.published,
        reading: Reading::of(&article.body),
        dir: frame.face.catalogue.words(&article.language).dir(),
        corrections: articles::corrections(conn, &article.id)?,
        discussion: drawn(&Discussion::new(&frame, tokens, &article, thread, &moment))?,
        short: case.map(|case| CaseInShort::of(conn, case)).transpose()?,
        frame,
        article,
        follow,
    })
}
