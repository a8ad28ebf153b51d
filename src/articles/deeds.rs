//! What editors do with articles.

use jiff::civil::Date;
use serde_json::json;

use super::store::{self, SLUG_TAKEN};
use super::{Article, ArticleId, Draft, OUTDATED, State};
use crate::accounts::AccountId;
use crate::audit::{self, Actor, Target};
use crate::base::text::{Prose, Slug};
use crate::db::Tx;
use crate::error::{Error, OrNotFound as _, Result};

/// Begins an article; nobody but editors sees it yet.
///
/// # Errors
/// [`Error::Invalid`] at `slug` if the address is, or was, another article's.
pub fn create(tx: &mut Tx<'_>, draft: &Draft, actor: &Actor) -> Result<ArticleId> {
    let id: ArticleId = tx.fresh_id();
    refuse_taken(tx, &draft.slug, &id)?;
    store::insert(tx, &id, draft)?;
    store::keep_revision(tx, &id, 1, draft, editor_of(actor).as_ref())?;
    record(tx, actor, "article-create", &id, 1)?;
    Ok(id)
}

/// Changes an article and answers its new version. A text that differs from the last one becomes a
/// revision; a published article keeps its day and leaves its former address behind when its slug changes.
///
/// # Errors
/// [`Error::Conflict`] with [`OUTDATED`] if the article is not at `version` any more; [`Error::Invalid`]
/// at `slug` if the address is, or was, another article's; [`Error::NotFound`].
pub fn edit(tx: &mut Tx<'_>, id: &ArticleId, version: i64, draft: &Draft, actor: &Actor) -> Result<i64> {
    let before = store::by_id(tx, id)?.or_not_found()?;
    if before.version != version {
        return Err(Error::Conflict(OUTDATED));
    }
    let day = if before.state == State::Published {
        draft.published_on.or(before.published_on)
    } else {
        draft.published_on
    };
    let kept = Draft { published_on: day, ..draft.clone() };
    move_address(tx, &before, &kept.slug)?;
    if !store::update(tx, id, version, &kept)? {
        return Err(Error::Conflict(OUTDATED));
    }
    let after = version + 1;
    if differs(&before, &kept) {
        store::keep_revision(tx, id, after, &kept, editor_of(actor).as_ref())?;
    }
    record(tx, actor, "article-edit", id, after)?;
    Ok(after)
}

/// Shows an article to everyone, under its own date or `today`. One that is published stays as it is.
///
/// # Errors
/// [`Error::Conflict`] with [`OUTDATED`] if the article is not at `version` any more; [`Error::NotFound`].
pub fn publish(tx: &mut Tx<'_>, id: &ArticleId, version: i64, today: Date, actor: &Actor) -> Result<()> {
    let article = store::by_id(tx, id)?.or_not_found()?;
    if article.state == State::Published {
        return Ok(());
    }
    let day = article.published_on.unwrap_or(today);
    if !store::make_public(tx, id, version, day)? {
        return Err(Error::Conflict(OUTDATED));
    }
    record(tx, actor, "article-publish", id, version + 1)
}

/// Tells readers of a mistake of ours, on the day of the correction.
///
/// # Errors
/// [`Error::NotFound`]; those of the database.
pub fn correct(tx: &mut Tx<'_>, id: &ArticleId, day: Date, text: &Prose, actor: &Actor) -> Result<()> {
    if !store::raise_version(tx, id)? {
        return Err(Error::NotFound);
    }
    store::add_correction(tx, id, day, text)?;
    let target = Target { kind: "article", id: id.as_str() };
    audit::record(tx, actor, "article-correct", target, &json!({ "day": day.to_string() }))
}

fn record(tx: &mut Tx<'_>, actor: &Actor, deed: &'static str, id: &ArticleId, version: i64) -> Result<()> {
    let target = Target { kind: "article", id: id.as_str() };
    audit::record(tx, actor, deed, target, &json!({ "version": version }))
}

fn editor_of(actor: &Actor) -> Option<AccountId> {
    match actor {
        Actor::Account(id) => id.parse().ok(),
        Actor::Terminal | Actor::Program => None,
    }
}

/// Addresses are never given to another article: links to them would lead astray.
fn refuse_taken(tx: &mut Tx<'_>, slug: &Slug, id: &ArticleId) -> Result<()> {
    let owner = match store::by_slug(tx, slug)? {
        Some(article) => Some(article.id),
        None => store::id_of_former(tx, slug)?,
    };
    if owner.is_some_and(|owner| owner != *id) { Err(Error::invalid("slug", SLUG_TAKEN)) } else { Ok(()) }
}

fn move_address(tx: &mut Tx<'_>, before: &Article, slug: &Slug) -> Result<()> {
    if before.slug == *slug {
        return Ok(());
    }
    refuse_taken(tx, slug, &before.id)?;
    store::take_back_slug(tx, slug)?;
    if before.state == State::Published {
        store::leave_slug(tx, &before.slug, &before.id)?;
    }
    Ok(())
}

fn differs(before: &Article, after: &Draft) -> bool {
    let was = (&before.title, &before.standfirst, &before.byline, &before.category, &before.body);
    was != (&after.title, &after.standfirst, &after.byline, &after.category, &after.body)
}
