//! The header set that every answer carries, and the checks that come before any page.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error as ActixError, HttpResponse, web};

use super::{Entrance, HEADER_BYTES, Settings};

const CSP: &str = "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; style-src 'self'; \
    img-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'";
const CSP_WITHOUT_SCRIPTS: &str = "default-src 'none'; script-src 'none'; style-src 'self'; img-src 'self'; \
    font-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'";
const PERMISSIONS: &str = "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), \
    payment=(), usb=(), publickey-credentials-get=(self), publickey-credentials-create=(self)";

/// Constant on every answer (ASVS 3.4; no handler sets one of these).
const ALWAYS: [(&str, &str); 7] = [
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cross-origin-embedder-policy", "require-corp"),
    ("permissions-policy", PERMISSIONS),
];
const STAFF_PLACES: [&str; 3] = ["/moderation", "/editor", "/admin"];
/// The parts of a path that only their owner knows.
const SECRETS: [&str; 2] = ["{token}", "{words}"];
/// Asked by the machine's own supervisor, whatever name it uses.
const HEALTH_PLACES: [&str; 2] = ["/healthz", "/readyz"];

/// Turns away what no page should see, then sets the headers of whatever was answered.
///
/// # Errors
/// Those of the inner service.
pub async fn guard(
    settings: web::Data<Settings>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, ActixError> {
    let path = request.path().to_owned();
    let answer = match turned_away(&settings, &request) {
        Some(answer) => request.into_response(answer),
        None => next.call(request).await?.map_into_boxed_body(),
    };
    Ok(dressed(&settings, &path, answer))
}

/// Sets the whole header set; nothing else sets one of these.
fn dressed(
    settings: &Settings,
    path: &str,
    mut answer: ServiceResponse<BoxBody>,
) -> ServiceResponse<BoxBody> {
    // As the router reads it: `/%61dmin` leads where `/admin` does.
    let routed = answer.request().match_info().as_str();
    let staff = STAFF_PLACES.iter().any(|place| routed.starts_with(place));
    let headers = answer.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    let csp = if staff && !settings.staff_scripts { CSP_WITHOUT_SCRIPTS } else { CSP };
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(csp));
    if settings.origin.is_https() && !settings.origin.is_onion() {
        let year = HeaderValue::from_static("max-age=63072000; includeSubDomains");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, year);
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if let Some(place) = onion_place(settings, path, &answer) {
        answer.headers_mut().insert(HeaderName::from_static("onion-location"), place);
    }
    answer
}

/// Where Tor Browser finds the same page: said on pages of the clearnet, and never of an address that is a secret.
fn onion_place(settings: &Settings, path: &str, answer: &ServiceResponse<BoxBody>) -> Option<HeaderValue> {
    let Entrance::Clearnet { onion: Some(onion), .. } = &settings.entrance else { return None };
    let media = answer.headers().get(header::CONTENT_TYPE)?.to_str().ok()?;
    let pattern = answer.request().match_pattern()?;
    let secret = SECRETS.iter().any(|name| pattern.contains(name));
    let tells = settings.origin.is_https() && media.starts_with("text/html") && !secret;
    HeaderValue::from_str(&onion.link(path)).ok().filter(|_| tells)
}

fn turned_away(settings: &Settings, request: &ServiceRequest) -> Option<HttpResponse> {
    if header_bytes(request.headers()) > HEADER_BYTES {
        return Some(HttpResponse::new(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE));
    }
    if HEALTH_PLACES.contains(&request.path()) {
        return None;
    }
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    if host.eq_ignore_ascii_case(settings.origin.authority()) {
        return None;
    }
    let looking = matches!(*request.method(), Method::GET | Method::HEAD) && request.path().starts_with('/');
    if looking && settings.origin.is_other_loopback_name(host) {
        let here = request.uri().path_and_query().map_or("/", |here| here.as_str());
        let moved = HttpResponse::TemporaryRedirect()
            .insert_header((header::LOCATION, settings.origin.link(here)))
            .finish();
        return Some(moved);
    }
    Some(HttpResponse::new(StatusCode::MISDIRECTED_REQUEST))
}

fn header_bytes(headers: &HeaderMap) -> usize {
    headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum()
}
