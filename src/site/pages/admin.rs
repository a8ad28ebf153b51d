//! `/admin`: where whoever runs the site begins.

use actix_web::{HttpResponse, web};
use askama::Template;

use super::office::Office;
use crate::accounts::guard::Admin;
use crate::error::{Error, Result};
use crate::site::settings::shown;
use crate::site::warnings;
use crate::web::frame::Frame;
use crate::web::respond::page;

/// Where the cards lead, with the keys of their names and of what is there.
const PLACES: [(&str, &str, &str); 12] = [
    ("/moderation", "site-admin-moderation", "site-admin-moderation-says"),
    ("/moderation/attack", "site-admin-attack", "site-admin-attack-says"),
    ("/editor", "site-admin-articles", "site-admin-articles-says"),
    ("/editor/cases", "site-admin-cases", "site-admin-cases-says"),
    ("/admin/accounts", "site-admin-accounts", "site-admin-accounts-says"),
    ("/admin/rules", "site-admin-rules", "site-admin-rules-says"),
    ("/admin/checks", "site-admin-checks", "site-admin-checks-says"),
    ("/moderation/decisions", "site-admin-decisions", "site-admin-decisions-says"),
    ("/admin/suppressions", "site-admin-suppressions", "site-admin-suppressions-says"),
    ("/admin/letters", "site-admin-letters", "site-admin-letters-says"),
    ("/admin/audit", "site-admin-audit", "site-admin-audit-says"),
    ("/admin/work", "site-admin-work", "site-admin-work-says"),
];

#[derive(Template)]
#[template(path = "site/admin.html")]
struct AdminPage {
    frame: Frame,
    /// What needs somebody, and where more about it stands.
    warnings: Vec<(String, Option<&'static str>)>,
    places: &'static [(&'static str, &'static str, &'static str)],
    settings: Vec<(&'static str, String)>,
}

/// `/admin`: what needs somebody, the staff's places, and the settings as they are.
///
/// # Errors
/// Those of the database.
pub async fn admin(admin: Admin, office: Office) -> Result<HttpResponse> {
    let warnings = office.warnings().await?;
    let (frame, settings) = (office.frame_of(&admin), shown(&office.config));
    page(&AdminPage { frame, warnings, places: &PLACES, settings })
}

impl Office {
    async fn warnings(&self) -> Result<Vec<(String, Option<&'static str>)>> {
        let (keys, now, config) = (self.keys.clone(), self.db.now(), self.config.clone());
        let mut found = self.db.read(move |conn| warnings::in_database(conn, &keys, now)).await?;
        found.extend(web::block(move || warnings::on_disk(&config, now)).await.map_err(Error::fault)?);
        let said = |it: &warnings::Warning| self.frame.words.say_with(it.key, &it.mentioned);
        Ok(found.iter().map(|it| (said(it), it.place)).collect())
    }
}
