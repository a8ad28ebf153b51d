//! The discussion as readers meet it: pages of comments in thread order, and what is counted of it.

use std::collections::HashMap;

use jiff::civil::Date;

use super::events::{RuleCited, is_on_demand};
use super::history::{deciding, holds};
use super::states::State;
use super::store::{self, Place};
use super::{CommentId, place, takedowns};
use crate::articles::ArticleId;
use crate::base::clock::Timestamp;
use crate::base::paging::{Cursor, Direction, Page, Paging, rows_to_fetch};
use crate::base::text::{Line, Prose};
use crate::db::Conn;
use crate::error::{Error, OrNotFound as _, Result};

/// How many comments stand on a page (DESIGN section 13).
pub const PAGE: usize = 50;
/// How much of an ancestor's text its line repeats, in letters.
const ANCESTOR_LETTERS: usize = 120;

/// Whom a comment answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressee {
    /// Their comment.
    pub id: CommentId,
    /// Their name.
    pub name: String,
    /// Whether their comment stands on the same page.
    pub on_page: bool,
}

/// One comment of a page, or the stub that holds its answers together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ThreadItem {
    /// The comment.
    pub id: CommentId,
    /// Its level, 1 to 4.
    pub depth: i32,
    /// Published, or why only a stub stands here.
    pub state: State,
    /// Who wrote it; empty on a stub, and if its author was erased and let the text stay.
    pub name: String,
    /// Whether its author wrote it as one of the team.
    pub staff: bool,
    /// Its text; `None` on a stub.
    pub text: Option<Prose>,
    /// The day on which it was written.
    pub written_on: Date,
    /// On a stub, the day of the decision.
    pub decided_on: Option<Date>,
    /// Whom it answers, as long as that is to be read.
    pub to: Option<Addressee>,
    /// On a stub, the rule that it broke.
    pub rule: Option<RuleCited>,
    /// On a stub, the law or the order of the legal demand that led to it.
    pub demand: Option<Line>,
}

impl ThreadItem {
    /// The same with `word` for the name of an author who was erased.
    #[must_use]
    pub fn by_nobody_called(mut self, word: &str) -> Self {
        let names = std::iter::once(&mut self.name).filter(|_| self.text.is_some());
        for name in names.chain(self.to.as_mut().map(|to| &mut to.name)).filter(|name| name.is_empty()) {
            word.clone_into(name);
        }
        self
    }

    /// Whether it is read, and can be answered.
    #[must_use]
    pub fn is_published(&self) -> bool {
        self.state == State::Published
    }
}

/// One that the first comment of a page stands under, in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ancestor {
    /// The comment.
    pub id: CommentId,
    /// Its level.
    pub depth: i32,
    /// Who wrote it; empty as in [`ThreadItem::name`].
    pub name: String,
    /// How it begins; empty if it is a stub.
    pub start: String,
}

/// A page of a discussion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thread {
    /// The comments, in thread order.
    pub items: Vec<ThreadItem>,
    /// What the first of them stands under, from the root down.
    pub ancestors: Vec<Ancestor>,
    /// Where the earlier page ends; `None` on the first.
    pub earlier: Option<Cursor>,
    /// Where the later page begins; `None` on the last.
    pub later: Option<Cursor>,
    /// The comment that moderators put first; on the first page only.
    pub pinned: Option<ThreadItem>,
    /// How many comments are published in the whole discussion.
    pub published: i64,
}

impl Thread {
    /// The same with `word` for the names of authors who were erased.
    #[must_use]
    pub fn by_nobody_called(mut self, word: &str) -> Self {
        self.pinned = self.pinned.map(|item| item.by_nobody_called(word));
        self.items = self.items.into_iter().map(|item| item.by_nobody_called(word)).collect();
        let nobody = |above: &&mut Ancestor| above.name.is_empty() && !above.start.is_empty();
        for above in self.ancestors.iter_mut().filter(nobody) {
            word.clone_into(&mut above.name);
        }
        self
    }
}

/// A page of the discussion under an article. Its cost does not grow with the comments that are not on it.
///
/// # Errors
/// [`Error::NotFound`] for a place that is none of this discussion.
pub fn thread(conn: &mut Conn, article: &ArticleId, paging: &Paging) -> Result<Thread> {
    let direction = paging.direction().map_err(|_| Error::NotFound)?;
    let found = match &direction {
        Direction::Start => store::listed_after(conn, article, None, rows_to_fetch(PAGE))?,
        Direction::After(cursor) => {
            let path = path_at(conn, cursor)?;
            store::listed_after(conn, article, Some(&path), rows_to_fetch(PAGE))?
        }
        Direction::Before(cursor) => {
            let path = path_at(conn, cursor)?;
            store::listed_before(conn, article, &path, rows_to_fetch(PAGE))?
        }
    };
    let page = Page::cut(found, PAGE, &direction, |row| Cursor::of_id(&row.id));
    let ancestors = match page.items.first() {
        Some(first) => ancestors_of(conn, article, first)?,
        None => Vec::new(),
    };
    let items = fill(conn, page.items)?;
    let pinned = match &direction {
        Direction::Start => pinned(conn, article)?,
        _ => None,
    };
    Ok(Thread {
        items,
        pinned,
        ancestors,
        earlier: page.earlier,
        later: page.later,
        published: published_count(conn, article)?,
    })
}

fn pinned(conn: &mut Conn, article: &ArticleId) -> Result<Option<ThreadItem>> {
    let Some(id) = store::pinned(conn, article)? else { return Ok(None) };
    Ok(published_comment(conn, &id)?.map(|(_, item)| item))
}

/// Whether moderators put this comment first in its discussion.
///
/// # Errors
/// Those of the database.
pub fn is_pinned(conn: &mut Conn, article: &ArticleId, id: &CommentId) -> Result<bool> {
    Ok(store::pinned(conn, article)?.as_ref() == Some(id))
}

fn path_at(conn: &mut Conn, cursor: &Cursor) -> Result<String> {
    let id: CommentId = cursor.id().map_err(|_| Error::NotFound)?;
    store::place_of(conn, &id)?.or_not_found()
}

fn ancestors_of(conn: &mut Conn, article: &ArticleId, first: &Place) -> Result<Vec<Ancestor>> {
    let path = first.path.as_deref().unwrap_or_default();
    let above = store::at_places(conn, article, &place::above(path))?;
    Ok(fill(conn, above)?.into_iter().map(in_a_line).collect())
}

fn in_a_line(item: ThreadItem) -> Ancestor {
    let start = item.text.map(|text| start_of(text.as_str())).unwrap_or_default();
    Ancestor { id: item.id, depth: item.depth, name: item.name, start }
}

fn start_of(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= ANCESTOR_LETTERS {
        return line;
    }
    let cut: String = line.chars().take(ANCESTOR_LETTERS).collect();
    let whole_words = cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words).to_owned();
    whole_words + "…"
}

/// Adds texts, addressees and rules to the rows of a page, with one look for each kind.
fn fill(conn: &mut Conn, rows: Vec<Place>) -> Result<Vec<ThreadItem>> {
    let ids: Vec<CommentId> = rows.iter().map(|row| row.id.clone()).collect();
    let mut texts: HashMap<CommentId, Prose> = HashMap::new();
    for text in store::shown_texts(conn, &ids)? {
        texts.insert(text.comment_id, text.text);
    }
    let parents: Vec<CommentId> = rows.iter().filter_map(|row| row.parent_id.clone()).collect();
    let names = store::published_names(conn, &parents)?;
    rows.into_iter()
        .map(|row| {
            let to = row.parent_id.as_ref().and_then(|parent| names.iter().find(|(id, _)| id == parent));
            let to = to.map(|(id, name)| Addressee {
                id: id.clone(),
                name: name.clone(),
                on_page: ids.contains(id),
            });
            let text = texts.remove(&row.id);
            item(conn, row, text, to)
        })
        .collect()
}

fn item(conn: &mut Conn, row: Place, text: Option<Prose>, to: Option<Addressee>) -> Result<ThreadItem> {
    let state = store::state_of(&row.state)?;
    let published = state == State::Published;
    let (rule, demand) = match state {
        State::Hidden | State::Rejected => why_gone(conn, &row.id)?,
        _ => (None, None),
    };
    Ok(ThreadItem {
        id: row.id,
        depth: row.depth,
        state,
        name: if published { row.name } else { String::new() },
        staff: row.staff && published,
        text: text.filter(|_| published),
        written_on: row.submitted_at.day(),
        decided_on: row.decided_at.filter(|_| !published).map(Timestamp::day),
        to: to.filter(|_| published),
        rule,
        demand,
    })
}

/// The rule that a comment broke, or what a legal demand was based on: why it is not to be read any more.
fn why_gone(conn: &mut Conn, comment: &CommentId) -> Result<(Option<RuleCited>, Option<Line>)> {
    let holding = holds(conn, comment)?;
    let Some(event) = deciding(&holding) else { return Ok((None, None)) };
    if is_on_demand(&event.kind) {
        return Ok((None, takedowns::basis_for_readers(conn, comment)?));
    }
    let cited = event.rule_number.zip(event.rule_version);
    Ok((cited.map(|(number, version)| RuleCited { number, version }), None))
}

/// A published comment with its article, as the page of its answer shows it.
///
/// # Errors
/// Those of the database.
pub fn published_comment(conn: &mut Conn, id: &CommentId) -> Result<Option<(ArticleId, ThreadItem)>> {
    let Some(article) = store::article_of(conn, id)? else { return Ok(None) };
    let Some(path) = store::place_of(conn, id)? else { return Ok(None) };
    let row = store::at_places(conn, &article, &[path])?;
    let found = fill(conn, row)?.pop().filter(ThreadItem::is_published);
    Ok(found.map(|item| (article, item)))
}

/// The page on which a comment is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageOf {
    /// The article that it stands under.
    pub article: ArticleId,
    /// The comment after which the page begins; `None` for the first page.
    pub after: Option<CommentId>,
}

/// The page that begins with the root of a comment's thread; if the comment stands too far below it for one page,
/// the page that begins with the comment itself. `None` if nobody can read it.
///
/// # Errors
/// Those of the database.
pub fn page_of(conn: &mut Conn, id: &CommentId) -> Result<Option<PageOf>> {
    let Some(comment) = store::find(conn, id)?.filter(|comment| comment.listed) else { return Ok(None) };
    let Some(path) = comment.path else { return Ok(None) };
    let root = place::root(&path);
    let between = store::listed_between(conn, &comment.article_id, (&root, &path), rows_to_fetch(PAGE))?;
    let begins = if between.len() <= PAGE { root } else { path };
    let before = store::listed_before(conn, &comment.article_id, &begins, 1)?;
    Ok(Some(PageOf { article: comment.article_id, after: before.into_iter().next().map(|row| row.id) }))
}

/// How many comments are published under an article.
///
/// # Errors
/// Those of the database.
pub fn published_count(conn: &mut Conn, article: &ArticleId) -> Result<i64> {
    Ok(store::discussion(conn, article)?.unwrap_or_default().published)
}

/// A number that rises with every visible change of a discussion: what a cached page was made of. `None` before
/// its first published comment.
///
/// # Errors
/// Those of the database.
pub fn stamp(conn: &mut Conn, article: &ArticleId) -> Result<Option<i64>> {
    Ok(store::discussion(conn, article)?.map(|counted| counted.version))
}

/// What is kept of a discussion in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counted {
    /// Published comments.
    pub published: i64,
    /// Comments and stubs that stand on its pages.
    pub listed: i64,
    /// For every published comment one for each that it stands under.
    pub below: i64,
}

/// The kept numbers, and the same numbers counted anew: equal unless something went wrong. For checks; its cost
/// grows with the discussion.
///
/// # Errors
/// Those of the database.
pub fn recount(conn: &mut Conn, article: &ArticleId) -> Result<(Counted, Counted)> {
    let mut kept = Counted { published: published_count(conn, article)?, ..Counted::default() };
    let mut anew = Counted::default();
    let placed = store::placed(conn, article)?;
    let published: Vec<&str> = placed
        .iter()
        .filter(|row| row.state == State::Published.as_str())
        .filter_map(|row| row.path.as_deref())
        .collect();
    for row in &placed {
        kept.listed += i64::from(row.listed);
        kept.below += row.replies;
        let path = row.path.as_deref().unwrap_or_default();
        let from = published.partition_point(|other| *other < path);
        let has_below = published.iter().skip(from).take_while(|other| other.starts_with(path)).count();
        anew.listed += i64::from(has_below > 0);
    }
    anew.published = i64::try_from(published.len()).unwrap_or(i64::MAX);
    anew.below = published.iter().map(|path| i64::try_from(place::above(path).len()).unwrap_or(0)).sum();
    Ok((kept, anew))
}
