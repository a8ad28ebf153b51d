//! `/admin/letters`: personal letters that did not arrive, without anybody's address.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;
use serde_json::json;
use validator::Validate;

use super::office::Office;
use crate::accounts::admin::must_be_one;
use crate::accounts::guard::Admin;
use crate::accounts::{self, AccountId};
use crate::audit::{self, Actor, Target};
use crate::db::{Conn, Tx};
use crate::error::{OrNotFound as _, Problems, Result};
use crate::mail::DeliveryId;
use crate::mail::outbox::personal::{Troubled, troubled, try_again};
use crate::web::form::{Form, Owner as _, Private, comes_back};
use crate::web::frame::Frame;
use crate::web::respond::{page_as, see_other};

const HERE: &str = "/admin/letters";
const DONE: &str = "/admin/letters?done=1";

/// Kinds of personal letters, with the keys of their words.
const LETTERS: [(&str, &str); 32] = [
    ("account-app-removed", "site-letter-kind-app-removed"),
    ("account-codes-renewed", "site-letter-kind-codes-renewed"),
    ("account-confirm", "site-letter-kind-confirm"),
    ("account-email-agree", "site-letter-kind-email-agree"),
    ("account-email-changed", "site-letter-kind-email-changed"),
    ("account-email-left", "site-letter-kind-email-left"),
    ("account-email-new", "site-letter-kind-email-new"),
    ("account-email-stop", "site-letter-kind-email-stop"),
    ("account-factor-removed", "site-letter-kind-factor-removed"),
    ("account-factor-set", "site-letter-kind-factor-set"),
    ("account-invitation", "site-letter-kind-invitation"),
    ("account-known-address", "site-letter-kind-known"),
    ("account-new-browser", "site-letter-kind-new-browser"),
    ("account-passkey-added", "site-letter-kind-passkey-added"),
    ("account-passkey-removed", "site-letter-kind-passkey-removed"),
    ("account-password-set", "site-letter-kind-password"),
    ("account-recovered", "site-letter-kind-recovered"),
    ("account-recovery-code-used", "site-letter-kind-code-used"),
    ("account-reset", "site-letter-kind-reset"),
    ("account-role-changed", "site-letter-kind-role"),
    ("account-sanction-ended", "site-letter-kind-sanction-ended"),
    ("account-sanction-upheld", "site-letter-kind-sanction-upheld"),
    ("account-sanctioned", "site-letter-kind-sanctioned"),
    ("audit-head", "site-letter-kind-head"),
    ("comment-address", "site-letter-kind-comment-address"),
    ("comment-decided", "site-letter-kind-comment-decided"),
    ("queue-begun", "site-letter-kind-queue-begun"),
    ("queue-late", "site-letter-kind-queue-late"),
    ("sanction-waits", "site-letter-kind-sanction-waits"),
    ("subscription-ask", "site-letter-kind-ask"),
    ("subscription-known", "site-letter-kind-following"),
    ("subscription-manage", "site-letter-kind-manage"),
];

/// Letters that answer somebody who asked for them: whoever still waits asks again, and nobody else does it for them.
const ASKED_FOR: [&str; 7] = [
    "account-confirm",
    "account-email-new",
    "account-known-address",
    "account-reset",
    "subscription-ask",
    "subscription-known",
    "subscription-manage",
];

/// How they ended, with the keys of their words.
const ENDS: [(&str, &str); 3] = [
    ("expired", "site-letters-expired"),
    ("failed", "site-letters-failed"),
    ("uncertain", "site-letters-uncertain"),
];

/// The button that tries a letter again.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct Again {
    form_token: String,
}

impl Form for Again {
    const NAME: &'static str = "letter-again";
    const FIELDS: &'static [&'static str] = &[];

    fn token(&self) -> &str {
        &self.form_token
    }
}

/// Whether a deed has just been done.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(default)]
pub struct Shown {
    done: Option<u8>,
}

struct Row {
    id: DeliveryId,
    what: String,
    /// The name of the account that it was for, and its page.
    who: Option<(String, String)>,
    end: String,
    reply: Option<String>,
    attempts: i32,
    when: String,
    /// The token of the button that tries it again, where that makes sense.
    token: Option<String>,
}

#[derive(Template)]
#[template(path = "site/letters.html")]
struct LettersPage {
    frame: Frame,
    rows: Vec<Row>,
    done: bool,
    problems: Problems,
}

/// `GET /admin/letters`.
///
/// # Errors
/// Those of the database.
pub async fn letters(admin: Admin, office: Office, shown: web::Query<Shown>) -> Result<HttpResponse> {
    let page = office.letters_page(&admin).await?;
    page_as(StatusCode::OK, &LettersPage { done: shown.done.is_some(), ..page })
}

/// `POST /admin/letters/{id}/again`: tries one again.
///
/// # Errors
/// Not found; those of the database.
pub async fn again(
    id: web::Path<String>,
    form: Private<Admin, Again>,
    office: Office,
) -> Result<HttpResponse> {
    let Private { owner, problems, .. } = form;
    let id: DeliveryId = id.parse().ok().or_not_found()?;
    let done = match problems.into_result() {
        Ok(()) => office.send_again(owner.actor(), id).await,
        Err(error) => Err(error),
    };
    let (status, problems) = match done {
        Ok(()) => return Ok(see_other(DONE)),
        Err(error) => comes_back(error)?,
    };
    let page = office.letters_page(&owner).await?;
    page_as(status, &LettersPage { problems, ..page })
}

impl Office {
    async fn send_again(&self, actor: Actor, id: DeliveryId) -> Result<()> {
        let change = move |tx: &mut Tx<'_>| {
            must_be_one(tx, &actor)?;
            try_again(tx, &id)?;
            let target = Target { kind: "delivery", id: id.as_str() };
            audit::record(tx, &actor, "letter-again", target, &json!({}))
        };
        self.db.write(change).await
    }

    async fn letters_page(&self, admin: &Admin) -> Result<LettersPage> {
        let look = |conn: &mut Conn| {
            let letters = troubled(conn)?;
            let ids: Vec<AccountId> = letters.iter().filter_map(account_of).collect();
            Ok((accounts::names(conn, &ids)?, letters))
        };
        let (names, letters) = self.db.read(look).await?;
        let rows = letters.into_iter().map(|letter| self.letter(admin, letter, &names)).collect();
        Ok(LettersPage { frame: self.frame_of(admin), rows, done: false, problems: Problems::default() })
    }

    fn letter(&self, admin: &Admin, letter: Troubled, names: &HashMap<AccountId, String>) -> Row {
        let who = account_of(&letter)
            .and_then(|id| names.get(&id).map(|name| (name.clone(), format!("/admin/accounts/{id}"))));
        let target = format!("{HERE}/{}/again", letter.id);
        let again = !ASKED_FOR.contains(&letter.kind.as_str());
        Row {
            what: self.word(&LETTERS, &letter.kind),
            who,
            end: self.word(&ENDS, &letter.state),
            reply: letter.reply,
            attempts: letter.attempts,
            when: letter.settled_at.map(|at| self.moment(at)).unwrap_or_default(),
            token: again.then(|| self.tokens.private(Again::NAME, &target, admin.binding())),
            id: letter.id,
        }
    }
}

fn account_of(letter: &Troubled) -> Option<AccountId> {
    letter.recipient_id.parse().ok().filter(|_| letter.recipient_kind == "account")
}
