//! The description of the API, for programs and those who write them.

use actix_web::{HttpRequest, HttpResponse, web};
use utoipa::OpenApi;

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
        cases::api::update
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
