//! The articles for programs: what readers see, as JSON, and the text as Markdown.

use actix_web::{HttpRequest, HttpResponse, web};
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Article, ArticleLine, Correction};
use crate::base::text::Slug;
use crate::config::Config;
use crate::db::Db;
use crate::error::{Error, OrNotFound as _, Result};
use crate::web::ready::{Keep, ReadyBytes};

/// What a list of articles tells of each.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListedArticle {
    /// The last part of its address.
    slug: String,
    /// Its language (BCP 47).
    language: String,
    /// The word above its title.
    category: String,
    /// Its title.
    title: String,
    /// What it says, in a sentence or two.
    standfirst: String,
    /// Who wrote it.
    byline: String,
    /// The day above it, such as 2019-10-29.
    #[schema(value_type = Option<String>, format = Date)]
    published_on: Option<String>,
    /// Rises with every change.
    version: i64,
}

/// A published article.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublishedArticle {
    #[serde(flatten)]
    line: ListedArticle,
    /// Its text in Markdown (`CommonMark` with tables).
    body: String,
    /// Whether readers may comment on it today.
    takes_comments: bool,
    /// Mistakes of ours, in the order in which they were corrected.
    corrections: Vec<PublishedCorrection>,
}

/// A mistake and what is right.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublishedCorrection {
    /// The day of the correction.
    #[schema(format = Date)]
    corrected_on: String,
    /// In plain text.
    text: String,
}

impl ListedArticle {
    fn of(line: &ArticleLine) -> Self {
        Self {
            slug: line.slug.to_string(),
            language: line.language.clone(),
            category: line.category.to_string(),
            title: line.title.to_string(),
            standfirst: line.standfirst.to_string(),
            byline: line.byline.to_string(),
            published_on: line.published_on.map(|day| day.to_string()),
            version: line.version,
        }
    }
}

impl PublishedArticle {
    fn of(article: &Article, corrections: &[Correction], today: Date) -> Self {
        let correction = |correction: &Correction| PublishedCorrection {
            corrected_on: correction.corrected_on.to_string(),
            text: correction.text.to_string(),
        };
        let line = ListedArticle {
            slug: article.slug.to_string(),
            language: article.language.clone(),
            category: article.category.to_string(),
            title: article.title.to_string(),
            standfirst: article.standfirst.to_string(),
            byline: article.byline.to_string(),
            published_on: article.published_on.map(|day| day.to_string()),
            version: article.version,
        };
        let takes_comments = article.takes_comments(today);
        Self {
            line,
            body: article.body.to_string(),
            takes_comments,
            corrections: corrections.iter().map(correction).collect(),
        }
    }
}

fn ready(value: &impl Serialize) -> Result<ReadyBytes> {
    let json = serde_json::to_vec(value).map_err(Error::fault)?;
    Ok(ReadyBytes::new("application/json", Keep::Revalidate, json))
}

/// The published articles, newest first.
///
/// # Errors
/// Those of the database.
#[utoipa::path(get, path = "/api/v1/articles", tag = "articles",
    responses((status = 200, description = "The published articles, newest first", body = [ListedArticle])))]
pub async fn list(request: HttpRequest, db: web::Data<Db>) -> Result<HttpResponse> {
    let look = |conn: &mut crate::db::Conn| {
        let lines = super::list_published(conn)?;
        ready(&lines.iter().map(ListedArticle::of).collect::<Vec<_>>())
    };
    Ok(db.read(look).await?.answer(&request))
}

/// One published article.
///
/// # Errors
/// Not found; those of the database.
#[utoipa::path(get, path = "/api/v1/articles/{slug}", tag = "articles",
    params(("slug" = String, Path, description = "The last part of the article's address")),
    responses((status = 200, description = "The article", body = PublishedArticle),
        (status = 404, description = "No article has this address", content_type = "application/problem+json")))]
pub async fn show(
    request: HttpRequest,
    slug: web::Path<String>,
    db: web::Data<Db>,
    config: web::Data<Config>,
) -> Result<HttpResponse> {
    let slug = Slug::parse(&slug).map_err(|_| Error::NotFound)?;
    let today = db.now().day_in(&config.site.time_zone());
    let look = move |conn: &mut crate::db::Conn| {
        let article = super::published(conn, &slug)?.or_not_found()?;
        let corrections = super::corrections(conn, &article.id)?;
        ready(&PublishedArticle::of(&article, &corrections, today))
    };
    Ok(db.read(look).await?.answer(&request))
}
