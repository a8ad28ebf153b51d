//! What the campaign publishes: articles, every text that they ever had, their corrections and pictures.
//!
//! An article is a draft until it is published; then it stays at its address, and when the address
//! changes the former one leads there. Whoever edits says which version they started from: if somebody
//! else was faster, nothing is written and the page shows what changed meanwhile.

pub mod api;
pub mod changes;
mod deeds;
mod form;
pub mod media;
pub mod pages;
pub mod reading;
pub mod sample;
mod store;

use jiff::civil::Date;

pub use self::deeds::{correct, create, edit, publish};
use crate::accounts::AccountId;
use crate::base::clock::Timestamp;
use crate::base::ids::Id;
use crate::base::text::{Line, Markdown, Prose, Slug};
use crate::db::Conn;
use crate::error::Result;

/// The id of an article.
pub type ArticleId = Id<Article>;

/// Somebody saved the article after this page was opened.
pub const OUTDATED: &str = "articles-problem-outdated";

/// How many articles a list shows at most.
pub const MOST_IN_A_LIST: i64 = 200;

/// One article as it stands.
#[derive(Debug, Clone)]
pub struct Article {
    /// Its id; it never changes.
    pub id: ArticleId,
    /// Its address below `/articles/`.
    pub slug: Slug,
    /// Whether readers see it.
    pub state: State,
    /// Its language (a tag of BCP 47).
    pub language: String,
    /// The word above its title.
    pub category: Line,
    /// Its title.
    pub title: Line,
    /// What it says, in a sentence or two.
    pub standfirst: Line,
    /// Who wrote it, as readers see it.
    pub byline: Line,
    /// Its text.
    pub body: Markdown,
    /// The day above it; always there once it is published.
    pub published_on: Option<Date>,
    /// Whether readers may comment.
    pub comments: CommentsMode,
    /// Rises with every change, corrections too; what a cached page was made of.
    pub version: i64,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl Article {
    /// Whether readers may comment on `today`, a day of the site's calendar.
    #[must_use]
    pub fn takes_comments(&self, today: Date) -> bool {
        let open = match self.comments {
            CommentsMode::Open => true,
            CommentsMode::Closed => false,
            CommentsMode::Until(last) => today <= last,
        };
        open && self.state == State::Published
    }

    /// Where readers find it.
    #[must_use]
    pub fn path(&self) -> String {
        path_of(&self.slug)
    }
}

/// Where readers find the article of a slug.
#[must_use]
pub fn path_of(slug: &Slug) -> String {
    format!("/articles/{slug}")
}

/// Whether readers see an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Only editors see it.
    Draft,
    /// Everyone sees it.
    Published,
}

/// Whether readers may comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommentsMode {
    /// They may.
    Open,
    /// They may not (any more); what was published stays.
    Closed,
    /// They may until the end of this day of the site's calendar.
    Until(Date),
}

/// What lists show of an article.
#[derive(Debug, Clone)]
pub struct ArticleLine {
    /// Its id.
    pub id: ArticleId,
    /// Its address below `/articles/`.
    pub slug: Slug,
    /// Whether readers see it.
    pub state: State,
    /// Its language (a tag of BCP 47).
    pub language: String,
    /// The word above its title.
    pub category: Line,
    /// Its title.
    pub title: Line,
    /// What it says, in a sentence or two.
    pub standfirst: Line,
    /// Who wrote it.
    pub byline: Line,
    /// The day above it.
    pub published_on: Option<Date>,
    /// Rises with every change.
    pub version: i64,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl ArticleLine {
    /// Where readers find it.
    #[must_use]
    pub fn path(&self) -> String {
        path_of(&self.slug)
    }
}

/// Everything that an editor decides about an article, taken apart and found good.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Its address below `/articles/`.
    pub slug: Slug,
    /// Its language (a tag of BCP 47).
    pub language: String,
    /// The word above its title.
    pub category: Line,
    /// Its title.
    pub title: Line,
    /// What it says, in a sentence or two.
    pub standfirst: Line,
    /// Who wrote it, as readers see it.
    pub byline: Line,
    /// Its text; links and pictures were checked.
    pub body: Markdown,
    /// The day above it; publishing sets it if it is not there.
    pub published_on: Option<Date>,
    /// Whether readers may comment.
    pub comments: CommentsMode,
}

/// A text that an article had, or has.
#[derive(Debug, Clone)]
pub struct Revision {
    /// The version of the article that brought it.
    pub version: i64,
    /// The title.
    pub title: Line,
    /// The standfirst.
    pub standfirst: Line,
    /// The byline.
    pub byline: Line,
    /// The category.
    pub category: Line,
    /// The body.
    pub body: Markdown,
    /// Who saved it; nobody's for the sample, or if the account is gone.
    pub editor: Option<AccountId>,
    /// When it was saved.
    pub created_at: Timestamp,
}

/// What lists show of a revision.
#[derive(Debug, Clone)]
pub struct RevisionLine {
    /// The version of the article that brought it.
    pub version: i64,
    /// Its title.
    pub title: Line,
    /// Who saved it.
    pub editor: Option<AccountId>,
    /// When it was saved.
    pub created_at: Timestamp,
}

/// A mistake of ours that readers are told of.
#[derive(Debug, Clone)]
pub struct Correction {
    /// The day of the correction.
    pub corrected_on: Date,
    /// What was wrong and what is right.
    pub text: Prose,
}

/// The published article at an address.
///
/// # Errors
/// Those of the database.
pub fn published(conn: &mut Conn, slug: &Slug) -> Result<Option<Article>> {
    Ok(store::by_slug(conn, slug)?.filter(|article| article.state == State::Published))
}

/// An article, whatever its state.
///
/// # Errors
/// Those of the database.
pub fn by_id(conn: &mut Conn, id: &ArticleId) -> Result<Option<Article>> {
    store::by_id(conn, id)
}

/// The address that a former address leads to, if its article is published.
///
/// # Errors
/// Those of the database.
pub fn former(conn: &mut Conn, slug: &Slug) -> Result<Option<Slug>> {
    let Some(id) = store::id_of_former(conn, slug)? else { return Ok(None) };
    Ok(store::by_id(conn, &id)?
        .filter(|article| article.state == State::Published)
        .map(|article| article.slug))
}

/// The published articles, newest first, at most [`MOST_IN_A_LIST`].
///
/// # Errors
/// Those of the database.
pub fn list_published(conn: &mut Conn) -> Result<Vec<ArticleLine>> {
    store::lines(conn, Some(State::Published))
}

/// All articles, drafts too, the last changed first, at most [`MOST_IN_A_LIST`].
///
/// # Errors
/// Those of the database.
pub fn list(conn: &mut Conn) -> Result<Vec<ArticleLine>> {
    store::lines(conn, None)
}

/// Whether there is no article at all, as on the first start.
///
/// # Errors
/// Those of the database.
pub fn none_yet(conn: &mut Conn) -> Result<bool> {
    Ok(store::any_id(conn)?.is_none())
}

/// The texts that an article had, the newest first.
///
/// # Errors
/// Those of the database.
pub fn revisions(conn: &mut Conn, id: &ArticleId) -> Result<Vec<RevisionLine>> {
    store::revision_lines(conn, id)
}

/// The text that an article had at a version: that version's own, or the last one before it.
///
/// # Errors
/// Those of the database.
pub fn revision_at(conn: &mut Conn, id: &ArticleId, version: i64) -> Result<Option<Revision>> {
    store::revision_at(conn, id, version)
}

/// An article's corrections, in the order in which they were made.
///
/// # Errors
/// Those of the database.
pub fn corrections(conn: &mut Conn, id: &ArticleId) -> Result<Vec<Correction>> {
    store::corrections(conn, id)
}
