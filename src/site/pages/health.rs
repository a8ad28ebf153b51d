//! What the machine's own supervisor asks.

use actix_web::http::header::{CONTENT_TYPE, HeaderValue};
use actix_web::{HttpResponse, web};

use crate::db::Db;
use crate::error::Result;

const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");

fn fine() -> HttpResponse {
    HttpResponse::Ok().insert_header((CONTENT_TYPE, TEXT)).body("ok\n")
}

/// `/healthz`: the program runs.
pub async fn healthz() -> HttpResponse {
    fine()
}

/// `/readyz`: it can also read and write.
///
/// # Errors
/// Unavailable, if the database is not.
pub async fn readyz(db: web::Data<Db>) -> Result<HttpResponse> {
    db.ready().await?;
    Ok(fine())
}
