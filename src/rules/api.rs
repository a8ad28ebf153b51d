//! The rules for programs.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use crate::db::Db;
use crate::error::{Error, Result};
use crate::web::ready::{Keep, ReadyBytes};

/// A published rule.
#[derive(Debug, Serialize, ToSchema)]
pub struct PublishedRule {
    /// Its number, by which decisions cite it; never given to another rule.
    number: i32,
    /// Rises with every change of its words.
    version: i32,
    /// In a few words.
    title: String,
    /// In full: plain text, paragraphs parted by empty lines.
    text: String,
}

/// The rules that are in force, by number.
///
/// # Errors
/// Those of the database.
#[utoipa::path(get, path = "/api/v1/rules", tag = "rules", responses((status = 200, description = "The rules in force", body = [PublishedRule])))]
pub async fn list(request: HttpRequest, db: web::Data<Db>) -> Result<HttpResponse> {
    let rules = db.read(super::in_force).await?;
    let published: Vec<PublishedRule> = rules.iter().map(PublishedRule::of).collect();
    let json = serde_json::to_vec(&published).map_err(Error::fault)?;
    Ok(ReadyBytes::new("application/json", Keep::Revalidate, json).answer(&request))
}

impl PublishedRule {
    fn of(rule: &super::Rule) -> Self {
        Self {
            number: rule.number,
            version: rule.version,
            title: rule.title.as_str().to_owned(),
            text: rule.text.as_str().to_owned(),
        }
    }
}
