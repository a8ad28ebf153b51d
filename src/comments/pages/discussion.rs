//! The discussion as a part of an article's page, and the address of one comment.

use actix_web::{HttpResponse, web};
use askama::Template;
use jiff::civil::Date;

use super::compose::Compose;
use super::{Moment, Parts};
use crate::articles::{self, Article, CommentsMode};
use crate::base::markup::{Html, plain_to_html};
use crate::base::text::Prose;
use crate::comments::{CommentId, State, Thread, ThreadItem, page_of};
use crate::error::{OrNotFound as _, Result};
use crate::web::form::FormTokens;
use crate::web::frame::Frame;
use crate::web::respond::see_other;

/// The whole `<section class="discussion">` of an article's page: the thread, its pager, and the form or why there is
/// none. It is the same for everyone, and its form is good on the day of its moment and the two days after; print it
/// with `{{ discussion|safe }}`.
#[derive(Template)]
#[template(path = "comments/discussion.html")]
pub struct Discussion<'a> {
    frame: &'a Frame,
    path: String,
    thread: Thread,
    compose: Option<Compose>,
    closed_on: Option<Date>,
    notices: Vec<String>,
    closed: bool,
}

impl<'a> Discussion<'a> {
    /// The discussion of an article, as far as `thread` shows it, as it is at a moment.
    #[must_use]
    pub fn new(
        frame: &'a Frame,
        tokens: &FormTokens,
        article: &Article,
        thread: Thread,
        moment: &Moment,
    ) -> Self {
        let closed_on = match article.comments {
            CommentsMode::Until(last) => Some(last),
            _ => None,
        };
        let compose = moment.takes_comments(article).then(|| Compose::empty(tokens, article, None));
        let thread = thread.by_nobody_called(&frame.t("comments-nobody"));
        let (notices, closed) = (moment.notices(&frame.words), moment.is_closed(article));
        Self { frame, path: article.path(), thread, compose, closed_on, notices, closed }
    }

    fn html(text: &Prose) -> Html {
        plain_to_html(text)
    }

    /// What a stub says: why there is nothing to read, and since when; by which rule stands beside it.
    fn stub(&self, item: &ThreadItem) -> String {
        let day = item.decided_on.map(|day| self.frame.words.date(day)).unwrap_or_default();
        if let Some(basis) = &item.demand {
            let hidden = item.state == State::Hidden;
            let key = if hidden { "comments-stub-demanded" } else { "comments-stub-demand-removed" };
            return self.frame.words.say2(key, ("day", day), ("basis", basis.as_str()));
        }
        let key = match item.state {
            State::Withdrawn => "comments-stub-withdrawn",
            State::Erased => "comments-stub-erased",
            State::Held => "comments-stub-held",
            _ => "comments-stub-removed",
        };
        self.frame.t1(key, "day", day)
    }

    /// Where an addressee or an ancestor is found from this page.
    fn link(id: &CommentId, on_page: bool) -> String {
        if on_page { format!("#c-{id}") } else { format!("/comments/{id}") }
    }
}

/// `GET /comments/{id}`: leads to the page of the discussion that begins with the root of its thread.
///
/// # Errors
/// [`Error::NotFound`](crate::error::Error::NotFound) if nobody can read it.
pub async fn permalink(id: web::Path<CommentId>, parts: Parts) -> Result<HttpResponse> {
    let id = id.into_inner();
    let wanted = id.clone();
    let found = parts.db.read(move |conn| {
        let Some(page) = page_of(conn, &wanted)? else { return Ok(None) };
        Ok(articles::by_id(conn, &page.article)?.map(|article| (article, page.after)))
    });
    let (article, after) = found.await?.or_not_found()?;
    let from = after.map(|after| format!("?after={after}")).unwrap_or_default();
    Ok(see_other(&format!("{}{from}#c-{id}", article.path())))
}
