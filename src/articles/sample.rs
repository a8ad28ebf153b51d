//! The articles that an empty site begins with, from `content/articles/`.

use rust_embed::RustEmbed;
use serde::Deserialize;

use super::{CommentsMode, Draft, deeds, store};
use crate::audit::Actor;
use crate::base::markup;
use crate::base::text::{Line, Markdown, Slug};
use crate::db::Tx;
use crate::error::{Error, Result};

#[derive(RustEmbed)]
#[folder = "content/articles/"]
struct Content;

/// What stands between the `+++` lines of a file.
#[derive(Deserialize)]
struct Front {
    slug: String,
    title: String,
    standfirst: String,
    category: String,
    byline: String,
    published_on: String,
    language: String,
}

/// Publishes the sample articles; one whose address is there already stays as it is. Call it if there is
/// none yet ([`super::none_yet`]).
///
/// # Errors
/// A fault, if a file is not an article; those of the database.
pub fn load(tx: &mut Tx<'_>) -> Result<()> {
    for name in Content::iter() {
        let file = Content::get(&name).ok_or_else(|| Error::fault("an embedded article is gone"))?;
        let draft = read(&String::from_utf8_lossy(&file.data))?;
        if store::by_slug(tx, &draft.slug)?.is_none() {
            let id = deeds::create(tx, &draft, &Actor::Program)?;
            deeds::publish(tx, &id, 1, tx.now.day(), &Actor::Program)?;
        }
    }
    Ok(())
}

fn read(text: &str) -> Result<Draft> {
    let parts = text.strip_prefix("+++\n").and_then(|rest| rest.split_once("\n+++\n"));
    let (front, body) = parts.ok_or_else(|| Error::fault("an article lacks its front matter"))?;
    let front: Front = toml::from_str(front).map_err(Error::fault)?;
    markup::check(body).map_err(Error::fault)?;
    Ok(Draft {
        slug: Slug::parse(&front.slug).map_err(Error::fault)?,
        language: front.language,
        category: Line::parse(&front.category).map_err(Error::fault)?,
        title: Line::parse(&front.title).map_err(Error::fault)?,
        standfirst: Line::parse(&front.standfirst).map_err(Error::fault)?,
        byline: Line::parse(&front.byline).map_err(Error::fault)?,
        body: Markdown::parse(body).map_err(Error::fault)?,
        published_on: Some(front.published_on.parse().map_err(Error::fault)?),
        comments: CommentsMode::Open,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_article_is_an_article() {
        assert!(Content::iter().count() >= 1);
        for name in Content::iter() {
            let file = Content::get(&name).unwrap();
            read(&String::from_utf8_lossy(&file.data)).unwrap();
        }
    }
}
