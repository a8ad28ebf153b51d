//! `/admin/checks`: what the automatic checks look for, tried on past decisions before it holds.

use std::borrow::Borrow;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;
use serde::Deserialize;
use validator::Validate;

use super::Parts;
use crate::accounts::guard::Admin;
use crate::comments::{CommentId, TRIED_ON, try_lists};
use crate::error::{Error, Problems, Result};
use crate::rules::checks::trial::Trial;
use crate::rules::checks::words::WrongLine;
use crate::rules::lists::{self, Draft, Lists, Thresholds, WrongLines};
use crate::web::form::{Form, Owner as _, Private, WHOLE};
use crate::web::frame::Frame;
use crate::web::respond::{page_as, see_other};

const AT: &str = "/admin/checks";
/// The button that tries without keeping.
const TRY: &str = "try";
/// So many comments of each kind are linked to; the others are counted.
const SHOWN: usize = 25;

/// Lists and thresholds as an admin typed them.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct ListsForm {
    form_token: String,
    /// The version that was seen.
    version: i64,
    /// Which button was pressed.
    deed: String,
    banned: String,
    suspect: String,
    distressing: String,
    many_links: String,
    near_bits: String,
    refused_percent: String,
    refused_least: String,
    likely_percent: String,
    trusted_approved: String,
    trusted_moderators: String,
    elevated_at: String,
    siege_at: String,
}

impl Form for ListsForm {
    const NAME: &'static str = "check-lists";
    const FIELDS: &'static [&'static str] = &[
        "banned",
        "suspect",
        "distressing",
        "many_links",
        "near_bits",
        "refused_percent",
        "refused_least",
        "likely_percent",
        "trusted_approved",
        "trusted_moderators",
        "elevated_at",
        "siege_at",
    ];

    fn token(&self) -> &str {
        &self.form_token
    }
}

impl ListsForm {
    fn of(lists: &Lists) -> Self {
        let thresholds = lists.thresholds;
        Self {
            version: lists.version,
            banned: lists.typed.banned.clone(),
            suspect: lists.typed.suspect.clone(),
            distressing: lists.typed.distressing.clone(),
            many_links: thresholds.many_links.to_string(),
            near_bits: thresholds.near_bits.to_string(),
            refused_percent: thresholds.refused_percent.to_string(),
            refused_least: thresholds.refused_least.to_string(),
            likely_percent: thresholds.likely_percent.to_string(),
            trusted_approved: thresholds.trusted_approved.to_string(),
            trusted_moderators: thresholds.trusted_moderators.to_string(),
            elevated_at: thresholds.elevated_at.to_string(),
            siege_at: thresholds.siege_at.to_string(),
            ..Self::default()
        }
    }

    /// What is no number is beyond every range.
    fn draft(&self) -> Draft {
        let number = |typed: &str| typed.trim().parse().unwrap_or(u32::MAX);
        Draft {
            banned: self.banned.replace("\r\n", "\n"),
            suspect: self.suspect.replace("\r\n", "\n"),
            distressing: self.distressing.replace("\r\n", "\n"),
            thresholds: Thresholds {
                many_links: number(&self.many_links),
                near_bits: number(&self.near_bits),
                refused_percent: number(&self.refused_percent),
                refused_least: number(&self.refused_least),
                likely_percent: number(&self.likely_percent),
                trusted_approved: number(&self.trusted_approved),
                trusted_moderators: number(&self.trusted_moderators),
                elevated_at: number(&self.elevated_at),
                siege_at: number(&self.siege_at),
            },
        }
    }
}

/// What the page shows beside the form.
#[derive(Default)]
struct Told {
    problems: Problems,
    wrong: WrongLines,
    tried: Option<Trial<CommentId>>,
}

#[derive(Template)]
#[template(path = "comments/checks.html")]
struct ChecksPage {
    frame: Frame,
    token: String,
    fields: ListsForm,
    told: Told,
}

impl ChecksPage {
    fn wrong_line(&self, wrong: &WrongLine) -> String {
        self.frame.t1(wrong.why, "line", wrong.line.to_string())
    }

    fn counted(&self, key: &str, many: impl Borrow<usize>) -> String {
        self.frame.t1(key, "count", i64::try_from(*many.borrow()).unwrap_or(i64::MAX))
    }

    fn shown(ids: &[CommentId]) -> impl Iterator<Item = &CommentId> {
        ids.iter().take(SHOWN)
    }

    fn tried_on() -> usize {
        usize::try_from(TRIED_ON).unwrap_or(0)
    }
}

/// `GET /admin/checks`: the lists and thresholds that hold.
///
/// # Errors
/// Those of the database.
pub async fn show_checks(admin: Admin, parts: Parts) -> Result<HttpResponse> {
    let lists = parts.lists().await?;
    parts.checks_page(&admin, StatusCode::OK, ListsForm::of(&lists), Told::default())
}

/// `POST /admin/checks`: tries what was typed on past decisions, or lets it hold from now on.
///
/// # Errors
/// Those of the database.
pub async fn save_checks(form: Private<Admin, ListsForm>, parts: Parts) -> Result<HttpResponse> {
    let Private { owner: admin, fields, mut problems } = form;
    let lists = match fields.draft().ready(fields.version, &mut problems) {
        Ok(lists) => lists,
        Err(wrong) => {
            let told = Told { problems, wrong, tried: None };
            return parts.checks_page(&admin, StatusCode::UNPROCESSABLE_ENTITY, fields, told);
        }
    };
    if fields.deed == TRY {
        let tried = parts.db.read(move |conn| try_lists(conn, &lists)).await?;
        let told = Told { tried: Some(tried), ..Told::default() };
        return parts.checks_page(&admin, StatusCode::OK, fields, told);
    }
    parts.save_lists(admin, fields, lists).await
}

impl Parts {
    /// The lists that hold.
    async fn lists(&self) -> Result<Lists> {
        let examiner = self.examiner.clone();
        self.db.read(move |conn| examiner.lists(conn)).await
    }

    async fn save_lists(self, admin: Admin, mut fields: ListsForm, lists: Lists) -> Result<HttpResponse> {
        let actor = admin.actor();
        match self.db.write(move |tx| lists::save(tx, &actor, &lists)).await {
            Ok(()) => Ok(see_other(AT)),
            Err(Error::Conflict(key)) => {
                fields.version = self.lists().await?.version;
                let mut told = Told::default();
                told.problems.add(WHOLE, key);
                self.checks_page(&admin, StatusCode::CONFLICT, fields, told)
            }
            Err(other) => Err(other),
        }
    }

    fn checks_page(
        self,
        admin: &Admin,
        status: StatusCode,
        fields: ListsForm,
        told: Told,
    ) -> Result<HttpResponse> {
        let token = self.tokens.private(ListsForm::NAME, AT, admin.binding());
        let frame = admin.frame(self.frame, &self.tokens);
        page_as(status, &ChecksPage { frame, token, fields, told })
    }
}
