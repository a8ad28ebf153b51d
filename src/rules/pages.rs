//! `/rules` for everyone, and the desk at `/admin/rules` where an admin writes them.

use std::sync::{Mutex, PoisonError};

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;
use validator::Validate;

use super::{Draft, Rule};
use crate::accounts::guard::Admin;
use crate::base::markup::{Html, plain_to_html};
use crate::db::Db;
use crate::error::{Error, OrNotFound as _, Problems, Result};
use crate::web::form::{Form, FormTokens, Owner as _, Private, comes_back};
use crate::web::frame::Frame;
use crate::web::ready::{Keep, ReadyBytes};
use crate::web::respond::{page_as, see_other};

const DESK: &str = "/admin/rules";

/// The rendered page of the rules, as long as they stay as they are.
#[derive(Debug, Default)]
pub struct Shelf(Mutex<Option<(Vec<Rule>, ReadyBytes)>>);

impl Shelf {
    /// The ready page of these rules: the one that lies here, or the one that `draw` makes.
    fn page(&self, rules: Vec<Rule>, draw: impl FnOnce(&[Rule]) -> Result<String>) -> Result<ReadyBytes> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, ready)) = kept.as_ref()
            && *of == rules
        {
            return Ok(ready.clone());
        }
        let ready = ReadyBytes::new("text/html; charset=utf-8", Keep::Revalidate, draw(&rules)?.into_bytes());
        *kept = Some((rules, ready.clone()));
        Ok(ready)
    }
}

#[derive(Template)]
#[template(path = "rules/rules.html")]
struct RulesPage<'a> {
    frame: Frame,
    rules: &'a [Rule],
}

impl RulesPage<'_> {
    fn html(rule: &Rule) -> Html {
        plain_to_html(&rule.text)
    }
}

/// `/rules`: the rules in force.
///
/// # Errors
/// Those of the database.
pub async fn show(
    request: HttpRequest,
    frame: Frame,
    db: web::Data<Db>,
    shelf: web::Data<Shelf>,
) -> Result<HttpResponse> {
    let rules = db.read(super::in_force).await?;
    let draw = |rules: &[Rule]| RulesPage { frame, rules }.render().map_err(Error::fault);
    Ok(shelf.page(rules, draw)?.answer(&request))
}

/// The words of a rule as an admin typed them.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct RuleForm {
    form_token: String,
    version: i32,
    title: String,
    text: String,
}

impl Form for RuleForm {
    const NAME: &'static str = "rule";
    const FIELDS: &'static [&'static str] = &["title", "text"];

    fn token(&self) -> &str {
        &self.form_token
    }
}

/// Taking a rule out of force.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct RetireForm {
    form_token: String,
    version: i32,
}

impl Form for RetireForm {
    const NAME: &'static str = "rule-retire";
    const FIELDS: &'static [&'static str] = &[];

    fn token(&self) -> &str {
        &self.form_token
    }
}

#[derive(Template)]
#[template(path = "rules/desk.html")]
struct DeskPage {
    frame: Frame,
    rules: Vec<Rule>,
    token: String,
    fields: RuleForm,
    problems: Problems,
}

#[derive(Template)]
#[template(path = "rules/edit.html")]
struct EditPage {
    frame: Frame,
    rule: Rule,
    token: String,
    retire_token: String,
    fields: RuleForm,
    problems: Problems,
}

/// What every page of the desk is made of.
struct Desk {
    admin: Admin,
    frame: Frame,
    db: web::Data<Db>,
    tokens: web::Data<FormTokens>,
}

impl Desk {
    async fn list(self, status: StatusCode, fields: RuleForm, problems: Problems) -> Result<HttpResponse> {
        let rules = self.db.read(super::every).await?;
        let token = self.tokens.private(RuleForm::NAME, DESK, self.admin.binding());
        let frame = self.admin.frame(self.frame, &self.tokens);
        page_as(status, &DeskPage { frame, rules, token, fields, problems })
    }

    /// The form of one rule. After a conflict it holds what was typed and the version that is the latest now.
    async fn edit(
        self,
        number: i32,
        typed: Option<RuleForm>,
        (status, problems): (StatusCode, Problems),
    ) -> Result<HttpResponse> {
        let rule = self.db.read(move |conn| super::latest(conn, number)).await?.or_not_found()?;
        let place = format!("{DESK}/{number}");
        let token = self.tokens.private(RuleForm::NAME, &place, self.admin.binding());
        let retire_token =
            self.tokens.private(RetireForm::NAME, &format!("{place}/retire"), self.admin.binding());
        let frame = self.admin.frame(self.frame, &self.tokens);
        let fields = typed.unwrap_or_else(|| RuleForm {
            title: rule.title.as_str().to_owned(),
            text: rule.text.as_str().to_owned(),
            ..RuleForm::default()
        });
        page_as(status, &EditPage { frame, rule, token, retire_token, fields, problems })
    }
}

/// `/admin/rules`: every rule, and a form for a new one.
///
/// # Errors
/// Those of the database.
pub async fn desk(
    admin: Admin,
    frame: Frame,
    db: web::Data<Db>,
    tokens: web::Data<FormTokens>,
) -> Result<HttpResponse> {
    Desk { admin, frame, db, tokens }.list(StatusCode::OK, RuleForm::default(), Problems::default()).await
}

/// Publishes a new rule.
///
/// # Errors
/// Those of the database.
pub async fn add(
    form: Private<Admin, RuleForm>,
    frame: Frame,
    db: web::Data<Db>,
    tokens: web::Data<FormTokens>,
) -> Result<HttpResponse> {
    let Private { owner: admin, fields, mut problems } = form;
    let draft = Draft::parse(&fields.title, &fields.text, &mut problems);
    let actor = admin.actor();
    let desk = Desk { admin, frame, db: db.clone(), tokens };
    let Some(draft) = draft.filter(|_| problems.is_empty()) else {
        return desk.list(StatusCode::UNPROCESSABLE_ENTITY, fields, problems).await;
    };
    let number = db.read(super::next_number).await?;
    let Err(outcome) = db.write(move |tx| super::add(tx, &actor, number, &draft)).await else {
        return Ok(see_other(DESK));
    };
    let (status, problems) = comes_back(outcome)?;
    desk.list(status, fields, problems).await
}

/// `/admin/rules/{number}`: the form of one rule.
///
/// # Errors
/// Not found, or those of the database.
pub async fn edit(
    number: web::Path<i32>,
    admin: Admin,
    frame: Frame,
    db: web::Data<Db>,
    tokens: web::Data<FormTokens>,
) -> Result<HttpResponse> {
    Desk { admin, frame, db, tokens }
        .edit(number.into_inner(), None, (StatusCode::OK, Problems::default()))
        .await
}

/// Publishes new words for a rule.
///
/// # Errors
/// Not found, or those of the database.
pub async fn change(
    number: web::Path<i32>,
    form: Private<Admin, RuleForm>,
    frame: Frame,
    db: web::Data<Db>,
    tokens: web::Data<FormTokens>,
) -> Result<HttpResponse> {
    let Private { owner: admin, fields, mut problems } = form;
    let draft = Draft::parse(&fields.title, &fields.text, &mut problems).filter(|_| problems.is_empty());
    let (actor, seen) = (admin.actor(), (number.into_inner(), fields.version));
    let desk = Desk { admin, frame, db: db.clone(), tokens };
    let Some(draft) = draft else {
        return desk.edit(seen.0, Some(fields), (StatusCode::UNPROCESSABLE_ENTITY, problems)).await;
    };
    match db.write(move |tx| super::change(tx, &actor, seen, &draft)).await {
        Ok(()) => Ok(see_other(DESK)),
        Err(outcome) => desk.edit(seen.0, Some(fields), comes_back(outcome)?).await,
    }
}

/// Takes a rule out of force.
///
/// # Errors
/// Not found, or those of the database.
pub async fn retire(
    number: web::Path<i32>,
    form: Private<Admin, RetireForm>,
    frame: Frame,
    db: web::Data<Db>,
    tokens: web::Data<FormTokens>,
) -> Result<HttpResponse> {
    let Private { owner: admin, fields, problems } = form;
    let (actor, seen) = (admin.actor(), (number.into_inner(), fields.version));
    let desk = Desk { admin, frame, db: db.clone(), tokens };
    if !problems.is_empty() {
        return desk.edit(seen.0, None, (StatusCode::UNPROCESSABLE_ENTITY, problems)).await;
    }
    match db.write(move |tx| super::retire(tx, &actor, seen)).await {
        Ok(()) => Ok(see_other(DESK)),
        Err(outcome) => desk.edit(seen.0, None, comes_back(outcome)?).await,
    }
}
