//! What editors do with cases.

use serde_json::json;

use super::store::{self, ARTICLE_TAKEN, SLUG_TAKEN};
use super::{Case, CaseDraft, CaseId, OUTDATED, State};
use crate::articles::{self, ArticleId};
use crate::audit::{self, Actor, Target};
use crate::db::Tx;
use crate::error::{Error, OrNotFound as _, Result};

/// A published case keeps its address.
const SLUG_FIXED: &str = "cases-problem-slug-fixed";
/// A published case keeps its language.
const LANGUAGE_FIXED: &str = "cases-problem-language-fixed";
/// An article was chosen that is not there.
const NO_ARTICLE: &str = "cases-problem-article-gone";

/// Begins a case; nobody but editors sees it yet.
///
/// # Errors
/// [`Error::Invalid`] at `slug` if the address is another case's, at `articles` if one belongs to another.
pub fn create(tx: &mut Tx<'_>, draft: &CaseDraft, actor: &Actor) -> Result<CaseId> {
    let id: CaseId = tx.fresh_id();
    refuse_taken(tx, draft, &id)?;
    store::insert(tx, &id, draft)?;
    keep_belongings(tx, &id, draft)?;
    record(tx, actor, "case-create", &id, 1)?;
    Ok(id)
}

/// Changes a case with its parties and its articles, and answers its new version.
///
/// # Errors
/// [`Error::Conflict`] with [`OUTDATED`] if the case is not at `version` any more; [`Error::Invalid`] at `slug` or
/// `language`, which a published case keeps, or at `articles` if one belongs to another; [`Error::NotFound`].
pub fn edit(tx: &mut Tx<'_>, id: &CaseId, version: i64, draft: &CaseDraft, actor: &Actor) -> Result<i64> {
    let before = store::by_id(tx, id)?.or_not_found()?;
    if before.version != version {
        return Err(Error::Conflict(OUTDATED));
    }
    keeps_what_is_fixed(&before, draft)?;
    refuse_taken(tx, draft, id)?;
    if !store::rewrite(tx, id, version, draft)? {
        return Err(Error::Conflict(OUTDATED));
    }
    if before.language != draft.language {
        store::rename_language(tx, id, &before.language, &draft.language)?;
    }
    keep_belongings(tx, id, draft)?;
    record(tx, actor, "case-edit", id, version + 1)?;
    Ok(version + 1)
}

/// Shows a case to everyone. One that is published stays as it is.
///
/// # Errors
/// [`Error::Conflict`] with [`OUTDATED`] if the case is not at `version` any more; [`Error::NotFound`].
pub fn publish_case(tx: &mut Tx<'_>, id: &CaseId, version: i64, actor: &Actor) -> Result<()> {
    let case = store::by_id(tx, id)?.or_not_found()?;
    if case.state == State::Published {
        return Ok(());
    }
    if !store::make_public(tx, id, version)? {
        return Err(Error::Conflict(OUTDATED));
    }
    record(tx, actor, "case-publish", id, version + 1)
}

fn record(tx: &mut Tx<'_>, actor: &Actor, deed: &'static str, id: &CaseId, version: i64) -> Result<()> {
    let target = Target { kind: "case", id: id.as_str() };
    audit::record(tx, actor, deed, target, &json!({ "version": version }))
}

/// Feeds and the headers of mails hang on the address; the updates are written in the language.
fn keeps_what_is_fixed(before: &Case, draft: &CaseDraft) -> Result<()> {
    if before.state == State::Draft {
        return Ok(());
    }
    if before.slug != draft.slug {
        return Err(Error::invalid("slug", SLUG_FIXED));
    }
    if before.language != draft.language {
        return Err(Error::invalid("language", LANGUAGE_FIXED));
    }
    Ok(())
}

fn refuse_taken(tx: &mut Tx<'_>, draft: &CaseDraft, id: &CaseId) -> Result<()> {
    if store::by_slug(tx, &draft.slug)?.is_some_and(|other| other.id != *id) {
        return Err(Error::invalid("slug", SLUG_TAKEN));
    }
    for article in &draft.articles {
        refuse_article(tx, article, id)?;
    }
    Ok(())
}

fn refuse_article(tx: &mut Tx<'_>, article: &ArticleId, id: &CaseId) -> Result<()> {
    match store::case_of_article(tx, article)? {
        Some(owner) if owner == *id => Ok(()),
        Some(_) => Err(Error::invalid("articles", ARTICLE_TAKEN)),
        None if articles::by_id(tx, article)?.is_some() => Ok(()),
        None => Err(Error::invalid("articles", NO_ARTICLE)),
    }
}

fn keep_belongings(tx: &mut Tx<'_>, id: &CaseId, draft: &CaseDraft) -> Result<()> {
    store::replace_parties(tx, id, &draft.parties)?;
    store::replace_articles(tx, id, &draft.articles)
}
