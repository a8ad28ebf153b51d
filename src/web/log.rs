//! A line in the log for each request: about the request, and about nobody.
//!
//! Method, route as `src/routes.rs` writes it, status, milliseconds and a random number stand there; never a path, a
//! query, a body, an address, a name, a browser, a token or a cookie (ASVS 16.2.5). Lines are written only if the
//! operator asks for them (`AMICUS_LOG=amicus=debug`): what is not written cannot be taken.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::Next;
use actix_web::{Error as ActixError, web};
use tracing::Instrument as _;

use crate::base::ids::Id;
use crate::db::Db;

/// One request; only its number is used.
struct Request;

/// Writes the line of a request. What is logged while it is answered bears the same number.
///
/// # Errors
/// Those of the inner service.
pub async fn each(
    db: web::Data<Db>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, ActixError> {
    let span = tracing::error_span!("request", number = %Id::<Request>::fresh(db.random()));
    let (method, begun) = (name_of(request.method()), db.now());
    let answer = next.call(request).instrument(span.clone()).await?.map_into_boxed_body();
    let route = answer.request().match_pattern();
    let (status, ms) = (answer.status().as_u16(), db.now().since(begun).as_millis());
    tracing::debug!(parent: &span, method, route, status, ms, "answered");
    Ok(answer)
}

/// A method that has a name; a stranger may call one whatever they like.
fn name_of(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        _ => "other",
    }
}
