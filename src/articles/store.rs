//! The tables of articles, their revisions, former slugs and corrections.

mod pictures;

use diesel::prelude::*;
use diesel::result::Error as DieselError;
use jiff::civil::Date;

use super::{
    Article, ArticleId, ArticleLine, CommentsMode, Correction, Draft, MOST_IN_A_LIST, Revision, RevisionLine,
    State,
};
use crate::accounts::AccountId;
use crate::base::clock::Timestamp;
use crate::base::ids::Id;
use crate::base::text::{Line, Markdown, Prose, Slug};
use crate::db::dialect::violates;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};
use crate::schema::{article_revisions, articles, corrections, former_slugs};

pub(super) use self::pictures::{picture, picture_added_at, put_picture};

/// The address is another article's.
pub(super) const SLUG_TAKEN: &str = "articles-problem-slug-taken";

#[derive(Queryable, Selectable)]
#[diesel(table_name = articles)]
struct ArticleRow {
    id: ArticleId,
    slug: Slug,
    state: String,
    language: String,
    category: Line,
    title: Line,
    standfirst: Line,
    byline: Line,
    body: Markdown,
    published_on: Option<String>,
    comments: String,
    comments_until: Option<String>,
    version: i64,
    updated_at: Timestamp,
}

impl ArticleRow {
    fn read(self) -> Result<Article> {
        Ok(Article {
            id: self.id,
            slug: self.slug,
            state: state_of(&self.state)?,
            language: self.language,
            category: self.category,
            title: self.title,
            standfirst: self.standfirst,
            byline: self.byline,
            body: self.body,
            published_on: self.published_on.as_deref().map(day_of).transpose()?,
            comments: mode_of(&self.comments, self.comments_until.as_deref())?,
            version: self.version,
            updated_at: self.updated_at,
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = articles)]
struct LineRow {
    id: ArticleId,
    slug: Slug,
    state: String,
    language: String,
    category: Line,
    title: Line,
    standfirst: Line,
    byline: Line,
    published_on: Option<String>,
    version: i64,
    updated_at: Timestamp,
}

impl LineRow {
    fn read(self) -> Result<ArticleLine> {
        Ok(ArticleLine {
            id: self.id,
            slug: self.slug,
            state: state_of(&self.state)?,
            language: self.language,
            category: self.category,
            title: self.title,
            standfirst: self.standfirst,
            byline: self.byline,
            published_on: self.published_on.as_deref().map(day_of).transpose()?,
            version: self.version,
            updated_at: self.updated_at,
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = article_revisions)]
struct RevisionRow {
    version: i64,
    title: Line,
    standfirst: Line,
    byline: Line,
    category: Line,
    body: Markdown,
    editor_id: Option<AccountId>,
    created_at: Timestamp,
}

/// What an editor decides, as columns.
#[derive(Insertable, AsChangeset)]
#[diesel(table_name = articles, treat_none_as_default_value = false, treat_none_as_null = true)]
struct Decided {
    slug: Slug,
    language: String,
    category: Line,
    title: Line,
    standfirst: Line,
    byline: Line,
    body: Markdown,
    published_on: Option<String>,
    comments: &'static str,
    comments_until: Option<String>,
    version: i64,
    updated_at: Timestamp,
}

impl Decided {
    fn of(draft: &Draft, version: i64, now: Timestamp) -> Self {
        let draft = draft.clone();
        let (comments, comments_until) = columns_of(draft.comments);
        Self {
            slug: draft.slug,
            language: draft.language,
            category: draft.category,
            title: draft.title,
            standfirst: draft.standfirst,
            byline: draft.byline,
            body: draft.body,
            published_on: draft.published_on.map(|day| day.to_string()),
            comments,
            comments_until,
            version,
            updated_at: now,
        }
    }
}

fn day_of(text: &str) -> Result<Date> {
    text.parse().map_err(Error::fault)
}

fn state_of(text: &str) -> Result<State> {
    match text {
        "draft" => Ok(State::Draft),
        "published" => Ok(State::Published),
        _ => Err(Error::fault("an article is in no known state")),
    }
}

const fn name_of(state: State) -> &'static str {
    match state {
        State::Draft => "draft",
        State::Published => "published",
    }
}

fn mode_of(mode: &str, until: Option<&str>) -> Result<CommentsMode> {
    match (mode, until) {
        ("open", _) => Ok(CommentsMode::Open),
        ("until", Some(last)) => Ok(CommentsMode::Until(day_of(last)?)),
        ("closed", _) => Ok(CommentsMode::Closed),
        _ => Err(Error::fault("an article's comments are in no known mode")),
    }
}

fn columns_of(mode: CommentsMode) -> (&'static str, Option<String>) {
    match mode {
        CommentsMode::Open => ("open", None),
        CommentsMode::Closed => ("closed", None),
        CommentsMode::Until(last) => ("until", Some(last.to_string())),
    }
}

fn taken_or_fault(error: DieselError) -> Error {
    if violates(&error, "articles_slug") { Error::invalid("slug", SLUG_TAKEN) } else { error.into() }
}

pub(super) fn by_id(conn: &mut Conn, id: &ArticleId) -> Result<Option<Article>> {
    let row = articles::table.find(id).select(ArticleRow::as_select()).first(conn).optional()?;
    row.map(ArticleRow::read).transpose()
}

pub(super) fn by_slug(conn: &mut Conn, slug: &Slug) -> Result<Option<Article>> {
    let row = articles::table
        .filter(articles::slug.eq(slug))
        .select(ArticleRow::as_select())
        .first(conn)
        .optional()?;
    row.map(ArticleRow::read).transpose()
}

pub(super) fn id_of_former(conn: &mut Conn, slug: &Slug) -> Result<Option<ArticleId>> {
    Ok(former_slugs::table.find(slug).select(former_slugs::article_id).first(conn).optional()?)
}

pub(super) fn any_id(conn: &mut Conn) -> Result<Option<ArticleId>> {
    Ok(articles::table.select(articles::id).first(conn).optional()?)
}

pub(super) fn lines(conn: &mut Conn, state: Option<State>) -> Result<Vec<ArticleLine>> {
    let rows: Vec<LineRow> = match state {
        Some(state) => articles::table
            .filter(articles::state.eq(name_of(state)))
            .order((articles::published_on.desc(), articles::id.desc()))
            .limit(MOST_IN_A_LIST)
            .select(LineRow::as_select())
            .load(conn)?,
        None => articles::table
            .order((articles::updated_at.desc(), articles::id.desc()))
            .limit(MOST_IN_A_LIST)
            .select(LineRow::as_select())
            .load(conn)?,
    };
    rows.into_iter().map(LineRow::read).collect()
}

pub(super) fn insert(tx: &mut Tx<'_>, id: &ArticleId, draft: &Draft) -> Result<()> {
    let now = tx.now;
    let row = (
        articles::id.eq(id),
        articles::state.eq(name_of(State::Draft)),
        articles::created_at.eq(now),
        Decided::of(draft, 1, now),
    );
    diesel::insert_into(articles::table).values(row).execute(&mut **tx).map_err(taken_or_fault)?;
    Ok(())
}

/// Writes what the editor decided, if the article is still at `version`.
pub(super) fn update(tx: &mut Tx<'_>, id: &ArticleId, version: i64, draft: &Draft) -> Result<bool> {
    let now = tx.now;
    let same = articles::table.filter(articles::id.eq(id)).filter(articles::version.eq(version));
    let changed = diesel::update(same).set(Decided::of(draft, version + 1, now)).execute(&mut **tx);
    Ok(changed.map_err(taken_or_fault)? == 1)
}

/// Makes a draft public, if the article is still at `version`.
pub(super) fn make_public(tx: &mut Tx<'_>, id: &ArticleId, version: i64, day: Date) -> Result<bool> {
    let now = tx.now;
    let same = articles::table.filter(articles::id.eq(id)).filter(articles::version.eq(version));
    let public = (
        articles::state.eq(name_of(State::Published)),
        articles::published_on.eq(day.to_string()),
        articles::version.eq(version + 1),
        articles::updated_at.eq(now),
    );
    Ok(diesel::update(same).set(public).execute(&mut **tx)? == 1)
}

pub(super) fn raise_version(tx: &mut Tx<'_>, id: &ArticleId) -> Result<bool> {
    let now = tx.now;
    let raised = (articles::version.eq(articles::version + 1), articles::updated_at.eq(now));
    Ok(diesel::update(articles::table.find(id)).set(raised).execute(&mut **tx)? == 1)
}

pub(super) fn keep_revision(
    tx: &mut Tx<'_>,
    id: &ArticleId,
    version: i64,
    draft: &Draft,
    editor: Option<&AccountId>,
) -> Result<()> {
    let row = (
        article_revisions::article_id.eq(id),
        article_revisions::version.eq(version),
        article_revisions::title.eq(&draft.title),
        article_revisions::standfirst.eq(&draft.standfirst),
        article_revisions::byline.eq(&draft.byline),
        article_revisions::category.eq(&draft.category),
        article_revisions::body.eq(&draft.body),
        article_revisions::editor_id.eq(editor),
        article_revisions::created_at.eq(tx.now),
    );
    diesel::insert_into(article_revisions::table).values(row).execute(&mut **tx)?;
    Ok(())
}

pub(super) fn revision_lines(conn: &mut Conn, id: &ArticleId) -> Result<Vec<RevisionLine>> {
    use article_revisions as kept;
    let found: Vec<(i64, Line, Option<AccountId>, Timestamp)> = kept::table
        .filter(kept::article_id.eq(id))
        .order(kept::version.desc())
        .limit(MOST_IN_A_LIST)
        .select((kept::version, kept::title, kept::editor_id, kept::created_at))
        .load(conn)?;
    let line = |(version, title, editor, created_at)| RevisionLine { version, title, editor, created_at };
    Ok(found.into_iter().map(line).collect())
}

pub(super) fn revision_at(conn: &mut Conn, id: &ArticleId, version: i64) -> Result<Option<Revision>> {
    let found: Option<RevisionRow> = article_revisions::table
        .filter(article_revisions::article_id.eq(id))
        .filter(article_revisions::version.le(version))
        .order(article_revisions::version.desc())
        .select(RevisionRow::as_select())
        .first(conn)
        .optional()?;
    Ok(found.map(|row| Revision {
        version: row.version,
        title: row.title,
        standfirst: row.standfirst,
        byline: row.byline,
        category: row.category,
        body: row.body,
        editor: row.editor_id,
        created_at: row.created_at,
    }))
}

/// Makes `slug` a former address of an article.
pub(super) fn leave_slug(tx: &mut Tx<'_>, slug: &Slug, id: &ArticleId) -> Result<()> {
    let row = (former_slugs::slug.eq(slug), former_slugs::article_id.eq(id));
    diesel::insert_into(former_slugs::table).values(row).execute(&mut **tx)?;
    Ok(())
}

/// An article takes a former address of its own back.
pub(super) fn take_back_slug(tx: &mut Tx<'_>, slug: &Slug) -> Result<()> {
    diesel::delete(former_slugs::table.find(slug)).execute(&mut **tx)?;
    Ok(())
}

pub(super) fn add_correction(tx: &mut Tx<'_>, article: &ArticleId, day: Date, text: &Prose) -> Result<()> {
    let id: Id<Correction> = tx.fresh_id();
    let row = (
        corrections::id.eq(id),
        corrections::article_id.eq(article),
        corrections::corrected_on.eq(day.to_string()),
        corrections::text.eq(text),
        corrections::created_at.eq(tx.now),
    );
    diesel::insert_into(corrections::table).values(row).execute(&mut **tx)?;
    Ok(())
}

pub(super) fn corrections(conn: &mut Conn, article: &ArticleId) -> Result<Vec<Correction>> {
    let rows: Vec<(String, Prose)> = corrections::table
        .filter(corrections::article_id.eq(article))
        .order((corrections::corrected_on.asc(), corrections::created_at.asc()))
        .limit(MOST_IN_A_LIST)
        .select((corrections::corrected_on, corrections::text))
        .load(conn)?;
    rows.into_iter().map(|(day, text)| Ok(Correction { corrected_on: day_of(&day)?, text })).collect()
}
