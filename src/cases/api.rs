//! The cases for programs: what readers see, as JSON; updates in pages.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Case, Correction, Hearing, HearingState, Party, Side, Update};
use crate::articles::ArticleLine;
use crate::base::paging::{Page, Paging};
use crate::base::text::{Line, Slug};
use crate::db::{Conn, Db};
use crate::error::{Error, OrNotFound as _, Result};
use crate::web::ready::{Keep, ReadyBytes};

/// What a list of cases tells of each.
#[derive(Debug, Serialize, ToSchema)]
pub struct ListedCase {
    /// The last part of its address.
    slug: String,
    /// Its language (BCP 47).
    language: String,
    /// Its short name.
    title: String,
    /// Its name in full.
    full_title: String,
    /// The court.
    court: String,
    /// The court, in short.
    court_short: String,
    /// What public dockets call the court.
    #[serde(skip_serializing_if = "Option::is_none")]
    court_id: Option<String>,
    /// The number under which the court keeps it.
    docket_number: String,
    /// What a public docket's API calls it.
    #[serde(skip_serializing_if = "Option::is_none")]
    docket_id: Option<i64>,
    /// Who judges.
    judge: String,
    /// The day on which it began, such as 2019-10-29.
    #[schema(value_type = Option<String>, format = Date)]
    filed_on: Option<String>,
    /// What the plaintiffs claim.
    claims: Vec<String>,
    /// Rises with every change that readers can see.
    version: i64,
}

/// A published case.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublishedCase {
    #[serde(flatten)]
    line: ListedCase,
    /// Who sues.
    plaintiffs: Vec<String>,
    /// Who is sued.
    defendants: Vec<String>,
    /// Who else takes part.
    others: Vec<String>,
    /// The slugs of the published articles about it.
    articles: Vec<String>,
    /// Its hearings in the order of their times, cancelled ones too.
    hearings: Vec<PublishedHearing>,
}

/// A hearing of a case.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublishedHearing {
    /// Its id.
    id: String,
    /// `planned` or `cancelled`.
    state: &'static str,
    /// What is heard.
    title: String,
    /// Where.
    place: String,
    /// When it begins, in UTC.
    #[schema(format = DateTime)]
    begins_at: String,
    /// When it is to end, in UTC.
    #[schema(format = DateTime)]
    ends_at: String,
    /// The same by the court's own clock, such as 2026-05-20T09:30:00.
    local_time: String,
    /// The court's time zone.
    time_zone: String,
    /// What else is to be known.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

/// An update of a case that readers see.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublishedUpdate {
    /// Its number within the case.
    number: i64,
    /// `published` or `retracted`.
    state: &'static str,
    /// `ruling`, `hearing`, `filing` or `other`.
    kind: &'static str,
    /// The day on which it happened, such as 2026-05-04.
    #[schema(format = Date)]
    happened_on: String,
    /// Its language (BCP 47).
    language: String,
    /// Its title.
    title: String,
    /// Its text: plain, paragraphs parted by empty lines.
    text: String,
    /// Where it is known from.
    source: String,
    /// The source's address.
    #[serde(skip_serializing_if = "Option::is_none")]
    source_url: Option<String>,
    /// Whether it rests on a report and not on the court's own papers.
    as_reported: bool,
    /// When it appeared, in UTC.
    #[schema(value_type = Option<String>, format = DateTime)]
    published_at: Option<String>,
    /// When it was retracted, in UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    retracted_at: Option<String>,
    /// Why it was retracted.
    #[serde(skip_serializing_if = "Option::is_none")]
    retraction: Option<String>,
}

/// One update with its corrections.
#[derive(Debug, Serialize, ToSchema)]
pub struct WholeUpdate {
    #[serde(flatten)]
    update: PublishedUpdate,
    /// Mistakes of ours, in the order in which they were corrected.
    corrections: Vec<UpdateCorrection>,
}

/// A mistake and what is right.
#[derive(Debug, Serialize, ToSchema)]
pub struct UpdateCorrection {
    /// The day of the correction.
    #[schema(format = Date)]
    corrected_on: String,
    /// In plain text.
    text: String,
}

/// A page of updates: up to 50.
#[derive(Debug, Serialize, ToSchema)]
pub struct UpdatesPage {
    /// The updates, the newest day first.
    updates: Vec<PublishedUpdate>,
    /// Ask with `?before=` this for the page before; absent on the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    earlier: Option<String>,
    /// Ask with `?after=` this for the page after; absent on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    later: Option<String>,
}

impl ListedCase {
    fn of(case: &Case) -> Self {
        Self {
            slug: case.slug.to_string(),
            language: case.language.clone(),
            title: case.title.to_string(),
            full_title: case.full_title.to_string(),
            court: case.court.to_string(),
            court_short: case.court_short.to_string(),
            court_id: case.court_id.clone(),
            docket_number: case.docket_number.to_string(),
            docket_id: case.docket_id,
            judge: case.judge.to_string(),
            filed_on: case.filed_on.map(|day| day.to_string()),
            claims: case.claims.iter().map(Line::to_string).collect(),
            version: case.version,
        }
    }
}

impl PublishedCase {
    fn look(conn: &mut Conn, case: &Case) -> Result<Self> {
        let parties = super::parties(conn, &case.id)?;
        let side = |side: Side| {
            let named = parties.iter().filter(|party: &&Party| party.side == side);
            named.map(|party| party.name.to_string()).collect()
        };
        let articles = super::articles_of(conn, &case.id)?;
        Ok(Self {
            line: ListedCase::of(case),
            plaintiffs: side(Side::Plaintiff),
            defendants: side(Side::Defendant),
            others: side(Side::Other),
            articles: articles.iter().map(|line: &ArticleLine| line.slug.to_string()).collect(),
            hearings: super::hearings(conn, &case.id)?.iter().map(PublishedHearing::of).collect(),
        })
    }
}

impl PublishedHearing {
    fn of(hearing: &Hearing) -> Self {
        Self {
            id: hearing.id.to_string(),
            state: match hearing.state {
                HearingState::Planned => "planned",
                HearingState::Cancelled => "cancelled",
            },
            title: hearing.title.to_string(),
            place: hearing.place.to_string(),
            begins_at: hearing.begins_at().to_string(),
            ends_at: hearing.ends_at().to_string(),
            local_time: hearing.starts.to_string(),
            time_zone: hearing.time_zone.clone(),
            note: hearing.note.as_ref().map(ToString::to_string),
        }
    }
}

impl PublishedUpdate {
    fn of(update: Update) -> Self {
        Self {
            number: update.number.unwrap_or(0),
            state: update.state.as_str(),
            kind: update.kind.as_str(),
            happened_on: update.happened_on.to_string(),
            language: update.language,
            title: update.title.to_string(),
            text: update.body.to_string(),
            source: update.source.to_string(),
            source_url: update.source_url,
            as_reported: update.as_reported,
            published_at: update.published_at.map(|at| at.to_string()),
            retracted_at: update.retracted_at.map(|at| at.to_string()),
            retraction: update.retraction.map(|text| text.to_string()),
        }
    }
}

impl WholeUpdate {
    fn of(update: Update, corrections: &[Correction]) -> Self {
        let correction = |correction: &Correction| UpdateCorrection {
            corrected_on: correction.corrected_on.to_string(),
            text: correction.text.to_string(),
        };
        Self {
            update: PublishedUpdate::of(update),
            corrections: corrections.iter().map(correction).collect(),
        }
    }
}

impl UpdatesPage {
    fn of(page: Page<Update>) -> Self {
        Self {
            updates: page.items.into_iter().map(PublishedUpdate::of).collect(),
            earlier: page.earlier.map(|place| place.to_string()),
            later: page.later.map(|place| place.to_string()),
        }
    }
}

/// Ready bytes of what was found; made where no request waits for them and on no connection's time.
async fn ready(value: impl Serialize + Send + 'static) -> Result<ReadyBytes> {
    let write = move || {
        serde_json::to_vec(&value).map(|json| ReadyBytes::new("application/json", Keep::Revalidate, json))
    };
    web::block(write).await.map_err(Error::fault)?.map_err(Error::fault)
}

fn slug_of(text: &str) -> Result<Slug> {
    Slug::parse(text).map_err(|_| Error::NotFound)
}

/// The published cases, the last changed first.
///
/// # Errors
/// Those of the database.
#[utoipa::path(get, path = "/api/v1/cases", tag = "cases",
    responses((status = 200, description = "The published cases, the last changed first", body = [ListedCase])))]
pub async fn list(request: HttpRequest, db: web::Data<Db>) -> Result<HttpResponse> {
    let cases = db.read(super::list_published).await?;
    Ok(ready(cases.iter().map(ListedCase::of).collect::<Vec<_>>()).await?.answer(&request))
}

/// One published case with its parties, articles and hearings.
///
/// # Errors
/// Not found; those of the database.
#[utoipa::path(get, path = "/api/v1/cases/{slug}", tag = "cases",
    params(("slug" = String, Path, description = "The last part of the case's address")),
    responses((status = 200, description = "The case", body = PublishedCase),
        (status = 404, description = "No case has this address", content_type = "application/problem+json")))]
pub async fn show(request: HttpRequest, slug: web::Path<String>, db: web::Data<Db>) -> Result<HttpResponse> {
    let slug = slug_of(&slug)?;
    let look = move |conn: &mut Conn| {
        let case = super::published(conn, &slug)?.or_not_found()?;
        PublishedCase::look(conn, &case)
    };
    Ok(ready(db.read(look).await?).await?.answer(&request))
}

/// A page of a case's updates, the newest day first.
///
/// # Errors
/// [`Error::NotFound`] without such a case, or for a place that is none.
#[utoipa::path(get, path = "/api/v1/cases/{slug}/updates", tag = "cases",
    params(("slug" = String, Path), ("after" = Option<String>, Query), ("before" = Option<String>, Query)),
    responses((status = 200, description = "Up to 50 updates, the newest day first", body = UpdatesPage), (status = 404)))]
pub async fn updates(
    slug: web::Path<String>,
    paging: web::Query<Paging>,
    request: HttpRequest,
    db: web::Data<Db>,
) -> Result<HttpResponse> {
    let slug = slug_of(&slug)?;
    let look = move |conn: &mut Conn| {
        let case = super::published(conn, &slug)?.or_not_found()?;
        super::updates_page(conn, &case.id, &paging)
    };
    Ok(ready(UpdatesPage::of(db.read(look).await?)).await?.answer(&request))
}

/// One update of a case, published or retracted.
///
/// # Errors
/// Not found; those of the database.
#[utoipa::path(get, path = "/api/v1/cases/{slug}/updates/{number}", tag = "cases",
    params(("slug" = String, Path), ("number" = i64, Path, description = "The update's number within the case")),
    responses((status = 200, description = "The update with its corrections", body = WholeUpdate), (status = 404)))]
pub async fn update(
    request: HttpRequest,
    at: web::Path<(String, String)>,
    db: web::Data<Db>,
) -> Result<HttpResponse> {
    let (slug, number) = at.into_inner();
    let (slug, number) = (slug_of(&slug)?, number.parse().map_err(|_| Error::NotFound)?);
    let look = move |conn: &mut Conn| {
        let case = super::published(conn, &slug)?.or_not_found()?;
        let update = super::update_at(conn, &case.id, number)?.or_not_found()?;
        let corrections = super::corrections_of(conn, &update.id)?;
        Ok(WholeUpdate::of(update, &corrections))
    };
    Ok(ready(db.read(look).await?).await?.answer(&request))
}
