//! How an outcome becomes an answer: pages, redirects, and errors dressed for people or for programs.

pub(super) mod kept;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{CONTENT_TYPE, HeaderValue, LOCATION, RETRY_AFTER};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{
    Error as ActixError, FromRequest, HttpMessage as _, HttpRequest, HttpResponse, ResponseError, web,
};
use askama::Template;
use serde::Serialize;

use self::kept::handed_back;
use super::form::NotTheirs;
use super::frame::Frame;
use crate::db::Db;
use crate::error::{Error, Result};

const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");
/// Where people sign in, where they set a second factor up, and where they prove again who they are.
const SIGN_IN: &str = "/account/sign-in";
const SECOND_FACTOR: &str = "/account/second-factor";
const PROVE: &str = "/account/prove";
const PROBLEM_JSON: HeaderValue = HeaderValue::from_static("application/problem+json");

/// A page that was found or made.
///
/// # Errors
/// A fault, if the template cannot be rendered.
pub fn page(template: &impl Template) -> Result<HttpResponse> {
    page_as(StatusCode::OK, template)
}

/// A page under another status, such as a form that shows itself again (422).
///
/// # Errors
/// A fault, if the template cannot be rendered.
pub fn page_as(status: StatusCode, template: &impl Template) -> Result<HttpResponse> {
    let html = template.render().map_err(Error::fault)?;
    Ok(HttpResponse::build(status).insert_header((CONTENT_TYPE, HTML)).body(html))
}

/// "Done; look there": 303 to a path of ours.
#[must_use]
pub fn see_other(path: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, path)).finish()
}

/// "It lives there now": 301 to a path of ours.
#[must_use]
pub fn moved(path: &str) -> HttpResponse {
    HttpResponse::MovedPermanently().insert_header((LOCATION, path)).finish()
}

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::SignInRequired => StatusCode::UNAUTHORIZED,
            Self::SecondFactorRequired | Self::ProofRequired { .. } | Self::Forbidden => {
                StatusCode::FORBIDDEN
            }
            Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::NotAForm => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Conflict(_) | Self::Gone => StatusCode::CONFLICT,
            Self::TooOften { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Fault(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Bare; the scope's dress ([`as_page`], [`as_json`]) gives it a body.
    fn error_response(&self) -> HttpResponse<BoxBody> {
        let mut answer = HttpResponse::build(self.status_code());
        match self {
            Self::TooOften { retry_after } => {
                answer.insert_header((RETRY_AFTER, retry_after.as_secs().max(1).to_string()));
            }
            Self::Unavailable => {
                answer.insert_header((RETRY_AFTER, "5"));
            }
            _ => {}
        }
        answer.finish()
    }
}

/// What is told of an error: its status, the key of its words, a code for the operator, and where it goes on.
struct Told {
    status: StatusCode,
    key: &'static str,
    code: Option<String>,
    onward: Option<Onward>,
}

/// Where it goes on.
enum Onward {
    /// At once, without a word: to a path of ours.
    Led(HeaderValue),
    /// From the page of the error, by a link.
    Shown(String),
}

impl Told {
    const fn plain(status: StatusCode, key: &'static str) -> Self {
        Self { status, key, code: None, onward: None }
    }
}

fn told(answer: &ServiceResponse<BoxBody>) -> Option<Told> {
    let error = answer.response().error().and_then(|error| error.as_error::<Error>());
    let status = answer.status();
    let bare = status.is_client_error() || status.is_server_error();
    match error {
        Some(Error::Fault(fault)) => {
            let code = short_code(answer.request(), &fault.to_string());
            tracing::error!(code, fault = %fault, route = answer.request().match_pattern(), "fault");
            Some(Told { code: Some(code), ..Told::plain(status, "base-error-fault") })
        }
        Some(Error::SignInRequired) => {
            Some(Told { onward: led(SIGN_IN), ..Told::plain(status, "base-error-sign-in") })
        }
        Some(Error::SecondFactorRequired) => {
            Some(Told { onward: led(SECOND_FACTOR), ..Told::plain(status, "base-error-forbidden") })
        }
        Some(Error::ProofRequired { back }) => {
            let prove = format!("{PROVE}?back={back}");
            let looked = matches!(*answer.request().method(), Method::GET | Method::HEAD);
            let onward = if looked { led(&prove) } else { Some(Onward::Shown(prove)) };
            Some(Told { onward, ..Told::plain(status, "base-error-prove") })
        }
        Some(Error::BadRequest(key) | Error::Conflict(key)) => Some(Told::plain(status, key)),
        Some(_) => Some(Told::plain(status, key_of(status))),
        None if bare && answer.response().headers().get(CONTENT_TYPE).is_none() => {
            Some(Told::plain(status, key_of(status)))
        }
        None => None,
    }
}

fn key_of(status: StatusCode) -> &'static str {
    match status.as_u16() {
        401 => "base-error-sign-in",
        403 => "base-error-forbidden",
        404 => "base-error-not-found",
        405 => "base-error-method",
        408 => "base-error-too-slow",
        409 => "base-error-conflict",
        413 => "base-error-too-large",
        415 => "base-error-not-a-form",
        421 => "base-error-host",
        422 => "base-error-invalid",
        429 => "base-error-too-often",
        431 => "base-error-headers",
        503 => "base-error-unavailable",
        500.. => "base-error-fault",
        _ => "base-error-bad-request",
    }
}

/// A short code that the operator finds in the log, made of when and what; it names no person.
fn short_code(request: &HttpRequest, story: &str) -> String {
    use sha2::{Digest, Sha256};
    let now = request.app_data::<web::Data<Db>>().map_or(0, |db| db.now().as_micros());
    let when = now.to_be_bytes();
    let hash = Sha256::new().chain_update(when).chain_update(story).chain_update(request.path()).finalize();
    data_encoding::HEXLOWER.encode(&hash).chars().take(8).collect()
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    frame: Frame,
    status: u16,
    key: &'static str,
    code: Option<String>,
    prove_at: Option<String>,
}

/// Dresses whatever went wrong below as a page for people.
///
/// # Errors
/// Those of the inner service.
pub async fn as_page(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, ActixError> {
    let mut answer = next.call(request).await?.map_into_boxed_body();
    let Some(told) = told(&answer) else {
        if answer.request().extensions().contains::<NotTheirs>() && answer.status().is_client_error() {
            *answer.response_mut().status_mut() = StatusCode::FORBIDDEN;
        }
        return Ok(answer);
    };
    let Ok(frame) = Frame::extract(answer.request()).await else { return Ok(answer) };
    if let Some(page) = handed_back(answer.request(), &frame) {
        return Ok(answer.into_response(page));
    }
    if let Some(Onward::Led(place)) = &told.onward {
        return Ok(answer.map_body(|head, _| {
            head.status = StatusCode::SEE_OTHER;
            head.headers_mut().insert(LOCATION, place.clone());
            BoxBody::new(())
        }));
    }
    let Told { status, key, code, onward } = told;
    let prove_at = onward.and_then(|onward| match onward {
        Onward::Shown(path) => Some(path),
        Onward::Led(_) => None,
    });
    let page = ErrorPage { frame, status: status.as_u16(), key, code, prove_at };
    let html = page.render().unwrap_or_else(|_| status.to_string());
    Ok(with_body(answer, HTML, html))
}

fn led(path: &str) -> Option<Onward> {
    HeaderValue::from_str(path).ok().map(Onward::Led)
}

#[derive(Serialize)]
struct Problem<'a> {
    r#type: &'a str,
    title: &'a str,
    status: u16,
    detail: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
}

/// Dresses whatever went wrong below as a problem document (RFC 9457).
///
/// # Errors
/// Those of the inner service.
pub async fn as_json(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, ActixError> {
    let answer = next.call(request).await?.map_into_boxed_body();
    let Some(told) = told(&answer) else { return Ok(answer) };
    let detail = Frame::extract(answer.request()).await.map(|frame| frame.t(told.key)).unwrap_or_default();
    let problem = Problem {
        r#type: "about:blank",
        title: told.status.canonical_reason().unwrap_or_default(),
        status: told.status.as_u16(),
        detail,
        code: told.code,
    };
    let json = serde_json::to_string(&problem).unwrap_or_default();
    Ok(with_body(answer, PROBLEM_JSON, json))
}

fn with_body(answer: ServiceResponse<BoxBody>, media: HeaderValue, body: String) -> ServiceResponse<BoxBody> {
    answer.map_body(|head, _| {
        head.headers_mut().insert(CONTENT_TYPE, media);
        BoxBody::new(body)
    })
}
