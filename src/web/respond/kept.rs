//! What somebody typed whose session had ended when it came: it is handed back, to be sent again after signing in.

use actix_web::http::StatusCode;
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse};
use askama::Template;

use super::page_as;
use crate::web::body::Body;
use crate::web::form::TOKEN_FIELD;
use crate::web::frame::Frame;

/// Longer values, and those of several lines, are shown; the others only go along.
const SHOWN_FROM: usize = 24;

/// Fields that nobody gets back: who stands at a browser that was left open must not read them.
const SECRET: [&str; 4] = ["password", "code", "sealed", "passkey"];

/// The fields of a form that could not be taken; never its token or a secret.
#[derive(Debug, Clone)]
pub(in crate::web) struct Kept(Vec<(String, String)>);

impl Kept {
    /// What was typed into the form of a body.
    pub(in crate::web) fn of(body: &Body) -> Self {
        let fields: Vec<(String, String)> = body.fields().unwrap_or_default();
        let is_typed = |(name, value): &(String, String)| {
            let secret = SECRET.iter().any(|part| name.contains(part));
            name != TOKEN_FIELD && !secret && !value.trim().is_empty()
        };
        Self(fields.into_iter().filter(is_typed).collect())
    }

    /// Leaves it with the request, for whoever dresses the answer.
    pub(in crate::web) fn leave_with(self, request: &HttpRequest) {
        request.extensions_mut().insert(self);
    }
}

#[derive(Template)]
#[template(path = "kept.html")]
struct KeptPage {
    frame: Frame,
    action: String,
    fields: Vec<(String, String)>,
}

impl KeptPage {
    fn shows(value: &str) -> bool {
        value.len() >= SHOWN_FROM || value.contains('\n')
    }
}

/// The page that hands back what was typed into the form of a request, if something was.
pub(super) fn handed_back(request: &HttpRequest, frame: &Frame) -> Option<HttpResponse> {
    let Kept(fields) = request.extensions_mut().remove::<Kept>().filter(|Kept(fields)| !fields.is_empty())?;
    let page = KeptPage { frame: frame.clone(), action: frame.path.clone(), fields };
    page_as(StatusCode::FORBIDDEN, &page).ok()
}
