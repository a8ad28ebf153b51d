//! `/admin/audit`: the record of what people with a role did.

use std::collections::HashMap;

use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::office::Office;
use crate::accounts::guard::Admin;
use crate::accounts::{self, AccountId};
use crate::audit::reading::{self, By, Seen, Sought};
use crate::base::clock::Timestamp;
use crate::base::paging::{Cursor, Paging};
use crate::error::{OrNotFound as _, Result};
use crate::web::frame::Frame;
use crate::web::respond::page;

/// What can be done, with the keys of its words.
const DEEDS: [(&str, &str); 61] = [
    ("accept-invitation", "site-deed-accept-invitation"),
    ("allow-mail", "site-deed-allow-mail"),
    ("article-correct", "site-deed-article-correct"),
    ("article-create", "site-deed-article-create"),
    ("article-edit", "site-deed-article-edit"),
    ("article-publish", "site-deed-article-publish"),
    ("attack-mode", "site-deed-attack-mode"),
    ("become-first-admin", "site-deed-become-first-admin"),
    ("case-create", "site-deed-case-create"),
    ("case-edit", "site-deed-case-edit"),
    ("case-publish", "site-deed-case-publish"),
    ("change-role", "site-deed-change-role"),
    ("disable", "site-deed-disable"),
    ("drop-keys", "site-deed-drop-keys"),
    ("enable", "site-deed-enable"),
    ("end-sessions", "site-deed-end-sessions"),
    ("end-staff-sessions", "site-deed-end-staff-sessions"),
    ("erase-own-account", "site-deed-erase-own-account"),
    ("hearing-cancel", "site-deed-hearing-cancel"),
    ("hearing-edit", "site-deed-hearing-edit"),
    ("hearing-plan", "site-deed-hearing-plan"),
    ("hold-end", "site-deed-hold-end"),
    ("hold-extend", "site-deed-hold-extend"),
    ("hold-set", "site-deed-hold-set"),
    ("invite", "site-deed-invite"),
    ("letter-again", "site-deed-letter-again"),
    ("letters-held", "site-deed-letters-held"),
    ("lists-change", "site-deed-lists-change"),
    ("look-up-address", "site-deed-look-up-address"),
    ("panic-off", "site-deed-panic-off"),
    ("panic-on", "site-deed-panic-on"),
    ("recover", "site-deed-recover"),
    ("restore", "site-deed-restore"),
    ("revoke-invitation", "site-deed-revoke-invitation"),
    ("rotate-keys", "site-deed-rotate-keys"),
    ("rule_added", "site-deed-rule-added"),
    ("rule_changed", "site-deed-rule-changed"),
    ("rule_retired", "site-deed-rule-retired"),
    ("sanction", "site-deed-sanction"),
    ("sanction-confirm", "site-deed-sanction-confirm"),
    ("sanction-lift", "site-deed-sanction-lift"),
    ("sanction-overturn", "site-deed-sanction-overturn"),
    ("sanction-propose", "site-deed-sanction-propose"),
    ("sanction-refuse", "site-deed-sanction-refuse"),
    ("sanction-uphold", "site-deed-sanction-uphold"),
    ("snippet-change", "site-deed-snippet-change"),
    ("snippet-discard", "site-deed-snippet-discard"),
    ("snippet-keep", "site-deed-snippet-keep"),
    ("stop-mail", "site-deed-stop-mail"),
    ("takedown-decide", "site-deed-takedown-decide"),
    ("takedown-record", "site-deed-takedown-record"),
    ("update-correct", "site-deed-update-correct"),
    ("update-draft", "site-deed-update-draft"),
    ("update-edit", "site-deed-update-edit"),
    ("update-propose", "site-deed-update-propose"),
    ("update-publish", "site-deed-update-publish"),
    ("update-released", "site-deed-update-released"),
    ("update-retract", "site-deed-update-retract"),
    ("update-schedule", "site-deed-update-schedule"),
    ("update-unpropose", "site-deed-update-unpropose"),
    ("update-unschedule", "site-deed-update-unschedule"),
];

/// To what, with the keys of its words.
const THINGS: [(&str, &str); 19] = [
    ("account", "site-thing-account"),
    ("address", "site-thing-address"),
    ("article", "site-thing-article"),
    ("attack", "site-thing-attack"),
    ("case", "site-thing-case"),
    ("comment", "site-thing-comment"),
    ("database", "site-thing-database"),
    ("delivery", "site-thing-delivery"),
    ("hearing", "site-thing-hearing"),
    ("invitation", "site-thing-invitation"),
    ("keys", "site-thing-keys"),
    ("letter", "site-thing-letter"),
    ("lists", "site-thing-lists"),
    ("rule", "site-thing-rule"),
    ("sessions", "site-thing-sessions"),
    ("snippet", "site-thing-snippet"),
    ("subscriber", "site-thing-address"),
    ("takedown", "site-thing-takedown"),
    ("update", "site-thing-update"),
];

/// Where a thing has a page of its own.
const PLACES: [(&str, &str); 10] = [
    ("account", "/admin/accounts/"),
    ("article", "/editor/articles/"),
    ("case", "/editor/cases/"),
    ("comment", "/moderation/comments/"),
    ("hearing", "/editor/hearings/"),
    ("letter", "/editor/letters/"),
    ("rule", "/admin/rules/"),
    ("snippet", "/moderation/snippets/"),
    ("takedown", "/moderation/takedowns/"),
    ("update", "/editor/updates/"),
];

/// The page of a thing of which there is only one.
const SOLE: [(&str, &str); 2] = [("attack", "/moderation/attack"), ("lists", "/admin/checks")];

/// What the address of the page asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    deed: String,
    about: String,
    #[serde(flatten)]
    paging: Paging,
}

/// One entry, as the page shows it.
struct Row {
    at: Timestamp,
    when: String,
    did: String,
    /// Who did it, and the id that finds all of theirs.
    who: (String, Option<String>),
    /// To what, the page of it, and the id that finds all that was done to it.
    what: (String, Option<String>, Option<String>),
    detail: Vec<(String, String)>,
    sealed: Option<i64>,
}

#[derive(Template)]
#[template(path = "site/audit.html")]
struct AuditPage {
    frame: Frame,
    rows: Vec<Row>,
    deeds: Vec<(&'static str, String)>,
    deed: String,
    about: String,
    earlier: Option<String>,
    later: Option<String>,
}

/// `GET /admin/audit`: the record, newest first; of one deed, or about one person or thing.
///
/// # Errors
/// Not found, if the place is none of this list; those of the database.
pub async fn audit(admin: Admin, office: Office, asked: web::Query<Asked>) -> Result<HttpResponse> {
    let asked = asked.into_inner().cleaned();
    let direction = asked.paging.direction().ok().or_not_found()?;
    let sought = asked.sought();
    let look = move |conn: &mut crate::db::Conn| {
        let found = reading::page(conn, &sought, &direction)?;
        let people: Vec<AccountId> = found.items.iter().flat_map(people_in).collect();
        Ok((accounts::names(conn, &people)?, found))
    };
    let (names, found) = office.db.read(look).await?;
    let (earlier, later) = (asked.beside("before", found.earlier), asked.beside("after", found.later));
    let rows = found.items.iter().map(|seen| office.row(seen, &names)).collect();
    let (frame, deeds) = (office.frame_of(&admin), office.deeds());
    page(&AuditPage { frame, rows, deeds, deed: asked.deed, about: asked.about, earlier, later })
}

impl Asked {
    /// Without what no filter of ours says.
    fn cleaned(mut self) -> Self {
        if !DEEDS.iter().any(|(deed, _)| *deed == self.deed) {
            self.deed.clear();
        }
        if Cursor::parse(&self.about).is_err() {
            self.about.clear();
        }
        self
    }

    fn sought(&self) -> Sought {
        let given = |value: &String| Some(value.clone()).filter(|value| !value.is_empty());
        Sought { deed: given(&self.deed), about: given(&self.about) }
    }

    /// The address of a page beside this one, with the same filters.
    fn beside(&self, direction: &str, place: Option<Cursor>) -> Option<String> {
        let (deed, about) = (&self.deed, &self.about);
        place.map(|place| format!("/admin/audit?deed={deed}&about={about}&{direction}={place}"))
    }
}

fn people_in(seen: &Seen) -> Vec<AccountId> {
    let by = match &seen.by {
        By::Account(id) => id.as_deref(),
        By::Terminal | By::Program => None,
    };
    let to = seen.target.as_deref().filter(|_| seen.target_kind == "account");
    by.into_iter().chain(to).filter_map(|id| id.parse().ok()).collect()
}

impl Office {
    fn deeds(&self) -> Vec<(&'static str, String)> {
        let mut deeds: Vec<_> = DEEDS.iter().map(|(deed, key)| (*deed, self.frame.t(key))).collect();
        deeds.sort_by(|(_, one), (_, other)| one.cmp(other));
        deeds
    }

    fn row(&self, seen: &Seen, names: &HashMap<AccountId, String>) -> Row {
        Row {
            at: seen.at,
            when: self.moment(seen.at),
            did: self.word(&DEEDS, &seen.deed),
            who: self.who(&seen.by, names),
            what: self.what(seen, names),
            detail: detail(&seen.detail),
            sealed: seen.sealed,
        }
    }

    fn who(&self, by: &By, names: &HashMap<AccountId, String>) -> (String, Option<String>) {
        match by {
            By::Account(Some(id)) => (self.name(id, names), Some(id.clone())),
            By::Account(None) => (self.frame.t("site-audit-forgotten"), None),
            By::Terminal => (self.frame.t("site-audit-terminal"), None),
            By::Program => (self.frame.t("site-audit-program"), None),
        }
    }

    fn name(&self, id: &str, names: &HashMap<AccountId, String>) -> String {
        let known = id.parse().ok().and_then(|id: AccountId| names.get(&id).cloned());
        known.unwrap_or_else(|| self.frame.t("site-audit-gone"))
    }

    fn what(
        &self,
        seen: &Seen,
        names: &HashMap<AccountId, String>,
    ) -> (String, Option<String>, Option<String>) {
        let thing = self.word(&THINGS, &seen.target_kind);
        let Some(id) = &seen.target else { return (thing, None, None) };
        let place = PLACES.iter().find(|(kind, _)| *kind == seen.target_kind);
        let place = place.map(|(_, place)| format!("{place}{id}"));
        let sole = SOLE.iter().find(|(kind, _)| *kind == seen.target_kind);
        let place = place.or_else(|| sole.map(|(_, place)| (*place).to_owned()));
        let called = match seen.target_kind.as_str() {
            "account" => self.name(id, names),
            "rule" => format!("{thing} {id}"),
            _ => thing,
        };
        (called, place, Some(id.clone()))
    }
}

/// What changed, as names and values.
fn detail(json: &str) -> Vec<(String, String)> {
    let Ok(serde_json::Value::Object(fields)) = serde_json::from_str(json) else { return Vec::new() };
    let said = |value: serde_json::Value| match value {
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    };
    fields.into_iter().map(|(name, value)| (name, said(value))).collect()
}
