//! The description of the API, for programs and those who write them.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::{OpenApi, ToSchema};

use super::transparency::{Figures, as_json, quarters};
use crate::base::paging::{Page, Paging};
use crate::comments::tallies::{Told, told};
use crate::db::Db;
use crate::error::{Error, Result};
use crate::web::frame::Face;
use crate::web::ready::{Keep, ReadyBytes};
use crate::{articles, cases, comments, rules};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "amicus",
        description = "What the campaign publishes, read-only and without a key. Errors are problem documents (RFC 9457)."
    ),
    paths(
        articles::api::list,
        articles::api::show,
        comments::api::list,
        rules::api::list,
        cases::api::list,
        cases::api::show,
        cases::api::updates,
        cases::api::update,
        figures,
        log
    )
)]
struct Document;

/// `/api/v1/openapi.json`: what can be asked here, in OpenAPI 3.1.
///
/// # Errors
/// A fault, if the document cannot be written.
pub async fn document(request: HttpRequest, face: web::Data<Face>) -> Result<HttpResponse> {
    let mut document = Document::openapi();
    document.info.title.clone_from(&face.name);
    document.servers = Some(vec![utoipa::openapi::Server::new(face.origin.as_str())]);
    let json = document.to_json().map_err(Error::fault)?;
    Ok(ReadyBytes::new("application/json", Keep::Revalidate, json.into_bytes()).answer(&request))
}

/// A decision of a moderator: nothing tells whose comment or account it was, or who decided.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublicDecision {
    /// The day of the decision, such as 2026-05-04.
    #[schema(format = Date)]
    day: String,
    /// What it was: `approved`, `rejected`, `filed_as_spam`, `hidden`, `redacted`, `edit_approved`, `edit_refused`,
    /// `overturned`, `kept` or `undone`; on a legal demand `demand_removed`, `demand_redacted` or `demand_refused`; of a
    /// sanction `imposed`, `overturned` or `lifted`.
    kind: String,
    /// Of a sanction on an account: `warning`, `slow`, `hold`, `suspension` or `ban`.
    #[serde(skip_serializing_if = "Option::is_none")]
    sanction: Option<String>,
    /// The rule that it cites.
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<i32>,
    /// The version of that rule's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_version: Option<i32>,
}

/// A page of the log of decisions: up to 25.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublicLog {
    /// The decisions, the newest day first.
    decisions: Vec<PublicDecision>,
    /// Ask with `?before=` this for newer ones; absent on the first page.
    #[serde(skip_serializing_if = "Option::is_none")]
    earlier: Option<String>,
    /// Ask with `?after=` this for older ones; absent on the last page.
    #[serde(skip_serializing_if = "Option::is_none")]
    later: Option<String>,
}

impl PublicLog {
    fn of(page: Page<Told>) -> Self {
        let decision = |told: Told| PublicDecision {
            day: told.day.day().to_string(),
            kind: told.kind,
            sanction: told.sanction,
            rule: told.rule.map(|rule| rule.number),
            rule_version: told.rule.map(|rule| rule.version),
        };
        Self {
            decisions: page.items.into_iter().map(decision).collect(),
            earlier: page.earlier.map(|cursor| cursor.to_string()),
            later: page.later.map(|cursor| cursor.to_string()),
        }
    }
}

/// How the discussions were moderated, in figures, a quarter at a time; the bytes of `/transparency.json`.
///
/// # Errors
/// Those of the database.
#[utoipa::path(get, path = "/api/v1/transparency", tag = "transparency", responses((status = 200, description = "The last eight quarters", body = Figures)))]
pub async fn figures(request: HttpRequest, db: web::Data<Db>) -> Result<HttpResponse> {
    let json = as_json(db.read(quarters).await?)?;
    Ok(ReadyBytes::new("application/json", Keep::Revalidate, json.into_bytes()).answer(&request))
}

/// The decisions of moderators, without names, once they are a week old.
///
/// # Errors
/// Not found, for a place that is none; those of the database.
#[utoipa::path(
    get, path = "/api/v1/transparency/log", tag = "transparency",
    params(("after" = Option<String>, Query), ("before" = Option<String>, Query)),
    responses((status = 200, description = "Up to 25 decisions, the newest day first", body = PublicLog), (status = 404))
)]
pub async fn log(
    request: HttpRequest,
    paging: web::Query<Paging>,
    db: web::Data<Db>,
) -> Result<HttpResponse> {
    let now = db.now();
    let page = db.read(move |conn| told(conn, now, &paging)).await?;
    let json = serde_json::to_vec(&PublicLog::of(page)).map_err(Error::fault)?;
    Ok(ReadyBytes::new("application/json", Keep::Revalidate, json).answer(&request))
}
