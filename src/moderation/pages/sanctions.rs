//! Sanctions as moderators impose, confirm, lift and answer for them.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::Room;
use crate::accounts::guard::Moderator;
use crate::accounts::sanctions::deeds::{self, Deed, OWN, OWN_DECISION, OWN_PROPOSAL, Order, Wanted};
use crate::accounts::sanctions::{self, Kind, MOST_DAYS_ALONE, SanctionId};
use crate::accounts::{self, AccountId};
use crate::base::paging::Paging;
use crate::db::Conn;
use crate::error::{Error, OrNotFound as _, Problems, Result};
use crate::moderation::forms::{JudgeForm, SanctionForm};
use crate::moderation::view::{self, OfAccount, SanctionCard, Sanctions};
use crate::moderation::{RULE_MISSING, rule_cited};
use crate::web::form::Private;
use crate::web::frame::Frame;
use crate::web::respond::{page, page_as, see_other};

/// Whether something was done just now.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Done {
    done: Option<u8>,
}

#[derive(Template)]
#[template(path = "moderation/sanctions.html")]
struct SanctionsPage {
    frame: Frame,
    lists: [(&'static str, &'static str, Vec<SanctionCard>); 3],
    earlier: Option<String>,
    later: Option<String>,
    typed: Typed,
    problems: Problems,
}

#[derive(Template)]
#[template(path = "moderation/account.html")]
struct AccountPage {
    frame: Frame,
    of: OfAccount,
    kinds: [Kind; 5],
    alone_days: u32,
    done: bool,
    /// Why it was not done: a key.
    refused: Option<&'static str>,
    typed: Typed,
    problems: Problems,
}

/// What was typed, and into which form; nothing on a fresh page.
#[derive(Debug, Default)]
struct Typed {
    sanction: SanctionForm,
    judged: Option<(SanctionId, String)>,
}

impl Typed {
    /// What was typed as an answer for this sanction.
    fn answer(&self, id: &SanctionId) -> &str {
        match &self.judged {
            Some((judged, answer)) if judged == id => answer,
            _ => "",
        }
    }

    /// What is wrong with it.
    fn wrong(&self, id: &SanctionId, problems: &Problems) -> Option<&'static str> {
        let judged = self.judged.as_ref().is_some_and(|(judged, _)| judged == id);
        problems.of("answer").filter(|_| judged)
    }

    /// The part of the page that a problem is about.
    fn anchor(&self, field: &str) -> String {
        match &self.judged {
            Some((id, _)) if field == "answer" => format!("answer-{id}"),
            _ => field.to_owned(),
        }
    }
}

/// `/moderation/sanctions`: what waits for a second person or an answer, and what is in force.
///
/// # Errors
/// Those of the database.
pub async fn sanctions(paging: web::Query<Paging>, moderator: Moderator, room: Room) -> Result<HttpResponse> {
    let (viewer, paging) = (room.viewer(&moderator), paging.into_inner());
    let found = room.db.read(move |conn| view::sanctions(conn, &viewer, &paging)).await?;
    let Sanctions { proposed, contested, in_force, earlier, later } = found;
    let lists = [
        ("proposed", "moderation-sanctions-proposed", proposed),
        ("contested", "moderation-sanctions-contested", contested),
        ("in-force", "moderation-sanctions-in-force", in_force),
    ];
    let frame = moderator.frame(room.frame, &room.tokens);
    let (typed, problems) = (Typed::default(), Problems::default());
    page(&SanctionsPage { frame, lists, earlier, later, typed, problems })
}

/// `/moderation/accounts/{id}`: every sanction on an account, and the form for one more.
///
/// # Errors
/// Not found, or those of the database.
pub async fn account(
    id: web::Path<AccountId>,
    done: web::Query<Done>,
    moderator: Moderator,
    room: Room,
) -> Result<HttpResponse> {
    let fresh = room.account_page(&moderator, &id, Typed::default()).await?;
    page(&AccountPage { done: done.done.is_some(), ..fresh })
}

/// `POST /moderation/accounts/{id}`: imposes a sanction, or proposes it to a second person.
///
/// # Errors
/// Not found, forbidden, or those of the database.
pub async fn impose(
    id: web::Path<AccountId>,
    form: Private<Moderator, SanctionForm>,
    room: Room,
) -> Result<HttpResponse> {
    let Private { owner: moderator, fields, mut problems } = form;
    let wanted = room.wanted_sanction(&id, &moderator, &fields, &mut problems).await?;
    let done = match wanted.filter(|_| problems.is_empty()) {
        Some(wanted) => room.db.write(move |tx| deeds::impose(tx, &wanted)).await.map(|_| ()),
        None => Err(Error::Invalid(problems)),
    };
    room.told(moderator, &id, done, Typed { sanction: fields, judged: None }).await
}

/// `POST /moderation/sanctions/{id}`: confirms or refuses a proposal, lifts a sanction, or answers its owner.
///
/// # Errors
/// Not found, forbidden, or those of the database.
pub async fn judge(
    id: web::Path<SanctionId>,
    form: Private<Moderator, JudgeForm>,
    room: Room,
) -> Result<HttpResponse> {
    let Private { owner: moderator, fields, mut problems } = form;
    let (account, order) = room.order(&id, &moderator, &fields, &mut problems).await?;
    let done = match problems.into_result() {
        Ok(()) => room.db.write(move |tx| deeds::decide(tx, &order)).await,
        Err(error) => Err(error),
    };
    let judged = Some((id.into_inner(), fields.answer));
    room.told(moderator, &account, done, Typed { judged, ..Typed::default() }).await
}

impl Room {
    async fn account_page(
        &self,
        moderator: &Moderator,
        id: &AccountId,
        mut typed: Typed,
    ) -> Result<AccountPage> {
        let (viewer, id) = (self.viewer(moderator), id.clone());
        let of = self.db.read(move |conn| view::of_account(conn, &viewer, &id)).await?;
        typed.sanction.seen = of.seen;
        Ok(AccountPage {
            frame: moderator.frame(self.frame.clone(), &self.tokens),
            of,
            kinds: Kind::ALL,
            alone_days: MOST_DAYS_ALONE,
            done: false,
            refused: None,
            typed,
            problems: Problems::default(),
        })
    }

    /// What a form asks for; what is missing is noted.
    async fn wanted_sanction(
        &self,
        id: &AccountId,
        moderator: &Moderator,
        fields: &SanctionForm,
        problems: &mut Problems,
    ) -> Result<Option<Wanted>> {
        let (measure, words) = (fields.measure(problems), fields.grounds().words(None, problems));
        let (account, by, number) = (id.clone(), moderator.account_id.clone(), fields.grounds().rule());
        let look = move |conn: &mut Conn| {
            let account = accounts::find(conn, &account)?.or_not_found()?;
            let rule = number.map(|number| rule_cited(conn, number)).transpose()?.flatten();
            Ok((rule, sanctions::nobody_else_judges(conn, &account, &[&by])?))
        };
        let (rule, alone) = self.db.read(look).await?;
        if rule.is_none() {
            problems.add("rule", RULE_MISSING);
        }
        let (Some(measure), Some(rule)) = (measure, rule) else { return Ok(None) };
        let (account, by, rule) = (id.clone(), moderator.account_id.clone(), (rule.number, rule.version));
        Ok(Some(Wanted { account, seen: fields.seen, measure, rule, words, by, alone }))
    }

    /// What a form orders for a sanction, and whose account that is on.
    async fn order(
        &self,
        id: &SanctionId,
        moderator: &Moderator,
        fields: &JudgeForm,
        problems: &mut Problems,
    ) -> Result<(AccountId, Order)> {
        let deed = Deed::parse(&fields.deed).or_not_found()?;
        let (sanction, answer) = (id.clone(), fields.answer(problems));
        let look = move |conn: &mut Conn| {
            let found = sanctions::find(conn, &sanction)?.or_not_found()?;
            let account = accounts::find(conn, &found.account)?.or_not_found()?;
            Ok((view::nobody_else_answers(conn, &found, &account)?, account.id))
        };
        let (alone, account) = self.db.read(look).await?;
        let (sanction, seen, by) = (id.clone(), fields.version, moderator.account_id.clone());
        Ok((account, Order { sanction, seen, deed, by, answer, alone }))
    }

    /// The account's page, which says what came of a deed; nothing that was typed is lost.
    async fn told(
        &self,
        moderator: Moderator,
        id: &AccountId,
        done: Result<()>,
        typed: Typed,
    ) -> Result<HttpResponse> {
        let (status, refused, problems) = match done {
            Ok(()) => return Ok(see_other(&format!("/moderation/accounts/{id}?done=1"))),
            Err(Error::Invalid(problems)) => (StatusCode::UNPROCESSABLE_ENTITY, None, problems),
            Err(Error::Conflict(key)) => {
                let own = [OWN, OWN_PROPOSAL, OWN_DECISION].contains(&key);
                let status = if own { StatusCode::FORBIDDEN } else { StatusCode::CONFLICT };
                (status, Some(key), Problems::default())
            }
            Err(other) => return Err(other),
        };
        let again = self.account_page(&moderator, id, typed).await?;
        page_as(status, &AccountPage { refused, problems, ..again })
    }
}
