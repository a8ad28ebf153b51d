//! The case that an empty site begins with, from `content/cases/`.

use rust_embed::RustEmbed;
use serde::Deserialize;

use super::updates::{Release, appear};
use super::{CaseDraft, CaseId, Kind, Party, Side, UpdateDraft, UpdateId, deeds, draft_update, store};
use crate::articles;
use crate::audit::Actor;
use crate::base::clock::Timestamp;
use crate::base::text::{Line, Prose, Slug};
use crate::db::Tx;
use crate::error::{Error, OrNotFound as _, Result};

#[derive(RustEmbed)]
#[folder = "content/cases/"]
struct Content;

/// What stands between the `+++` lines of a file.
#[derive(Deserialize)]
struct Front {
    slug: String,
    title: String,
    full_title: String,
    court: String,
    court_short: String,
    court_id: Option<String>,
    docket_number: String,
    docket_id: Option<i64>,
    judge: String,
    filed_on: Option<String>,
    language: String,
    #[serde(default)]
    articles: Vec<String>,
    claims: Vec<String>,
    parties: Parties,
    updates: Vec<Told>,
}

#[derive(Deserialize)]
struct Parties {
    #[serde(default)]
    plaintiffs: Vec<String>,
    #[serde(default)]
    defendants: Vec<String>,
    #[serde(default)]
    others: Vec<String>,
}

#[derive(Deserialize)]
struct Told {
    date: String,
    kind: String,
    #[serde(default)]
    as_reported: bool,
    title: String,
    summary: String,
    source: String,
    source_url: Option<String>,
}

/// A file, taken apart and found good.
struct Sample {
    draft: CaseDraft,
    articles: Vec<Slug>,
    updates: Vec<UpdateDraft>,
}

/// Publishes the sample cases with their updates, in the order of their days; nobody is mailed. A case whose address
/// is there already stays as it is. Load the sample's articles before: those that are there are linked.
///
/// # Errors
/// A fault, if a file is not a case; those of the database.
pub fn load(tx: &mut Tx<'_>) -> Result<()> {
    for name in Content::iter() {
        let file = Content::get(&name).ok_or_else(|| Error::fault("an embedded case is gone"))?;
        let sample = read(&String::from_utf8_lossy(&file.data))?;
        if store::by_slug(tx, &sample.draft.slug)?.is_none() {
            put_up(tx, sample)?;
        }
    }
    Ok(())
}

/// Publishes an update that comes with the program: nobody proposed it, nobody released it, nobody is mailed. It is
/// told as of its day, so that no digest and no feed takes it for news.
///
/// # Errors
/// [`Error::Conflict`] if the case is a draft; [`Error::NotFound`]; those of the database.
pub fn publish(tx: &mut Tx<'_>, case: &CaseId, draft: &UpdateDraft) -> Result<UpdateId> {
    let id = draft_update(tx, case, draft, &Actor::Program)?;
    let update = store::update(tx, &id)?.or_not_found()?;
    let at = Timestamp::start_of(draft.happened_on).min(tx.now);
    appear(tx, &update, &Release { by: None, alone: false, at }, &Actor::Program)?;
    Ok(id)
}

fn put_up(tx: &mut Tx<'_>, mut sample: Sample) -> Result<()> {
    for slug in &sample.articles {
        if let Some(article) = articles::published(tx, slug)?
            && store::case_of_article(tx, &article.id)?.is_none()
        {
            sample.draft.articles.push(article.id);
        }
    }
    let id = deeds::create(tx, &sample.draft, &Actor::Program)?;
    deeds::publish_case(tx, &id, 1, &Actor::Program)?;
    for update in &sample.updates {
        publish(tx, &id, update)?;
    }
    Ok(())
}

fn read(text: &str) -> Result<Sample> {
    let parts = text.strip_prefix("+++\n").and_then(|rest| rest.split_once("\n+++\n"));
    let (front, _) = parts.ok_or_else(|| Error::fault("a case lacks its front matter"))?;
    let front: Front = toml::from_str(front).map_err(Error::fault)?;
    let articles = front.articles.iter().map(|slug| Slug::parse(slug)).collect::<Result<_, _>>();
    let mut updates = front.updates.iter().map(told).collect::<Result<Vec<_>>>()?;
    updates.sort_by_key(|update| update.happened_on);
    Ok(Sample { articles: articles.map_err(Error::fault)?, updates, draft: draft(front)? })
}

fn line(text: &str) -> Result<Line> {
    Line::parse(text).map_err(Error::fault)
}

fn draft(front: Front) -> Result<CaseDraft> {
    Ok(CaseDraft {
        slug: Slug::parse(&front.slug).map_err(Error::fault)?,
        title: line(&front.title)?,
        full_title: line(&front.full_title)?,
        court: line(&front.court)?,
        court_short: line(&front.court_short)?,
        docket_number: line(&front.docket_number)?,
        judge: line(&front.judge)?,
        filed_on: front.filed_on.map(|day| day.parse()).transpose().map_err(Error::fault)?,
        claims: front.claims.iter().map(|claim| line(claim)).collect::<Result<_>>()?,
        parties: parties(&front.parties)?,
        language: front.language,
        court_id: front.court_id,
        docket_id: front.docket_id,
        articles: Vec::new(),
    })
}

fn parties(named: &Parties) -> Result<Vec<Party>> {
    let sides = [
        (Side::Plaintiff, &named.plaintiffs),
        (Side::Defendant, &named.defendants),
        (Side::Other, &named.others),
    ];
    let all = sides.into_iter().flat_map(|(side, names)| names.iter().map(move |name| (side, name)));
    all.map(|(side, name)| Ok(Party { side, name: line(name)? })).collect()
}

fn told(told: &Told) -> Result<UpdateDraft> {
    let address = |typed: &String| {
        super::checked_address(typed).ok_or_else(|| Error::fault("a source's address is no https address"))
    };
    Ok(UpdateDraft {
        kind: Kind::parse(&told.kind).ok_or_else(|| Error::fault("an update is of no known kind"))?,
        happened_on: told.date.parse().map_err(Error::fault)?,
        title: line(&told.title)?,
        body: Prose::parse(&told.summary).map_err(Error::fault)?,
        source: line(&told.source)?,
        source_url: told.source_url.as_ref().map(address).transpose()?,
        as_reported: told.as_reported,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_case_is_a_case_with_its_story() {
        assert!(Content::iter().count() >= 1);
        for name in Content::iter() {
            let file = Content::get(&name).unwrap();
            let sample = read(&String::from_utf8_lossy(&file.data)).unwrap();
            assert!(sample.updates.len() >= 13, "{name} tells {} updates", sample.updates.len());
            assert!(sample.updates.is_sorted_by_key(|update| update.happened_on));
        }
    }
}
