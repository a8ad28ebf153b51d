//! `/admin`: where whoever runs the site begins.

use actix_web::{HttpResponse, web};
use askama::Template;

use crate::accounts::guard::Admin;
use crate::config::Config;
use crate::error::Result;
use crate::site::settings::shown;
use crate::web::form::FormTokens;
use crate::web::frame::Frame;
use crate::web::respond::page;

/// Where the cards lead, with the keys of their names and of what is there.
const PLACES: [(&str, &str, &str); 6] = [
    ("/moderation", "site-admin-moderation", "site-admin-moderation-says"),
    ("/editor", "site-admin-articles", "site-admin-articles-says"),
    ("/editor/cases", "site-admin-cases", "site-admin-cases-says"),
    ("/admin/accounts", "site-admin-accounts", "site-admin-accounts-says"),
    ("/admin/rules", "site-admin-rules", "site-admin-rules-says"),
    ("/moderation/decisions", "site-admin-decisions", "site-admin-decisions-says"),
];

#[derive(Template)]
#[template(path = "site/admin.html")]
struct AdminPage {
    frame: Frame,
    places: &'static [(&'static str, &'static str, &'static str)],
    settings: Vec<(&'static str, String)>,
}

/// `/admin`: the staff's places, and the settings as they are.
///
/// # Errors
/// A fault, if the page cannot be rendered.
pub async fn admin(
    admin: Admin,
    frame: Frame,
    tokens: web::Data<FormTokens>,
    config: web::Data<Config>,
) -> Result<HttpResponse> {
    page(&AdminPage { frame: admin.frame(frame, &tokens), places: &PLACES, settings: shown(&config) })
}
