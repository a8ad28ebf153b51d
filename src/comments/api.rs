//! The discussion for programs: what readers see, as JSON, in pages.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::{State, Thread, ThreadItem, thread};
use crate::articles;
use crate::base::paging::Paging;
use crate::base::text::Slug;
use crate::db::Db;
use crate::error::{Error, OrNotFound as _, Result};
use crate::web::ready::{Keep, ReadyBytes};

/// One comment, or the stub that holds its answers together.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublicComment {
    /// Its id; `/comments/{id}` leads to it.
    id: String,
    /// `published`, or why only a stub stands here: `withdrawn`, `hidden`, `rejected`, `held` or `erased`.
    state: String,
    /// Its level, 1 to 4. The comments stand in the order of reading.
    depth: i32,
    /// The comment that it answers, as long as that is published.
    #[serde(skip_serializing_if = "Option::is_none")]
    answers: Option<String>,
    /// Who wrote it; absent on a stub, and if its author was erased and let the text stay.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// Whether its author wrote it as one of the team.
    team: bool,
    /// Its text: plain, paragraphs parted by empty lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// The day on which it was written, such as 2026-05-04.
    #[schema(format = Date)]
    written_on: String,
    /// On a stub, the rule that it broke.
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<i32>,
    /// On a stub, the legal demand that led to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    legal_demand: Option<LegalDemand>,
}

/// Why a comment is out of sight that a legal demand was made against.
#[derive(Debug, Serialize, ToSchema)]
pub struct LegalDemand {
    /// The law or the order that was named.
    basis: String,
    /// The day since which it is out of sight, such as 2026-05-04.
    #[schema(format = Date)]
    since: Option<String>,
}

/// A page of a discussion: up to 50 comments.
#[derive(Debug, Serialize, ToSchema)]
pub struct DiscussionPage {
    /// How many comments are published in the whole discussion.
    published: i64,
    /// The comments, in the order of reading.
    comments: Vec<PublicComment>,
    /// Ask with `?before=` this for the earlier page; absent on the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    earlier: Option<String>,
    /// Ask with `?after=` this for the later page; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    later: Option<String>,
}

impl PublicComment {
    fn of(item: ThreadItem) -> Self {
        let published = item.state == State::Published;
        Self {
            id: item.id.to_string(),
            state: item.state.as_str().to_owned(),
            depth: item.depth,
            answers: item.to.map(|to| to.id.to_string()),
            name: published.then_some(item.name).filter(|name| !name.is_empty()),
            team: item.staff,
            text: item.text.map(|text| text.to_string()),
            written_on: item.written_on.to_string(),
            rule: item.rule.map(|rule| rule.number),
            legal_demand: item.demand.map(|basis| LegalDemand {
                basis: basis.to_string(),
                since: item.decided_on.map(|day| day.to_string()),
            }),
        }
    }
}

impl DiscussionPage {
    fn of(thread: Thread) -> Self {
        Self {
            published: thread.published,
            comments: thread.items.into_iter().map(PublicComment::of).collect(),
            earlier: thread.earlier.map(|cursor| cursor.to_string()),
            later: thread.later.map(|cursor| cursor.to_string()),
        }
    }
}

/// A page of the comments under an article.
///
/// # Errors
/// [`Error::NotFound`] without such an article, or for a place that is none.
#[utoipa::path(
    get, path = "/api/v1/articles/{slug}/comments", tag = "comments",
    params(("slug" = String, Path), ("after" = Option<String>, Query), ("before" = Option<String>, Query)),
    responses((status = 200, description = "Up to 50 comments in the order of reading", body = DiscussionPage), (status = 404))
)]
pub async fn list(
    slug: web::Path<String>,
    paging: web::Query<Paging>,
    request: HttpRequest,
    db: web::Data<Db>,
) -> Result<HttpResponse> {
    let slug = Slug::parse(&slug).map_err(|_| Error::NotFound)?;
    let look = move |conn: &mut crate::db::Conn| {
        let article = articles::published(conn, &slug)?.or_not_found()?;
        thread(conn, &article.id, &paging)
    };
    let found = db.read(look).await?;
    // Up to 50 long texts are compressed: not where other requests wait for it, and not on a connection's time.
    let ready = web::block(move || {
        serde_json::to_vec(&DiscussionPage::of(found))
            .map(|json| ReadyBytes::new("application/json", Keep::Revalidate, json))
    });
    let ready = ready.await.map_err(Error::fault)?.map_err(Error::fault)?;
    Ok(ready.answer(&request))
}
