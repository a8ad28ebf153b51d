//! The card with which a reader follows a case: alerts that need no address first, then the form.

use askama::Template;

use super::press::drawn;
use crate::cases::Case;
use crate::error::Result;
use crate::web::form::FormTokens;
use crate::web::frame::Frame;

#[derive(Template)]
#[template(path = "site/follow.html")]
struct FollowCard<'a> {
    frame: &'a Frame,
    case: &'a Case,
    form: String,
}

/// The `<section class="card follow">` of a case; print it with `{{ follow|safe }}`.
///
/// # Errors
/// A fault, if it cannot be rendered.
pub(super) fn card(frame: &Frame, tokens: &FormTokens, case: &Case) -> Result<String> {
    let form = drawn(&crate::alerts::pages::Follow::new(frame, tokens, case))?;
    drawn(&FollowCard { frame, case, form })
}
