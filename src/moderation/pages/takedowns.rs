//! Takedowns as moderators record them and decide on them.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use super::Room;
use crate::accounts::guard::Moderator;
use crate::base::paging::Paging;
use crate::comments::takedowns::deeds::{self, Demand, OWN_RECORD};
use crate::comments::takedowns::{Claimant, TakedownId};
use crate::comments::{CommentId, OWN_COMMENT, OWN_DECISION};
use crate::db::Conn;
use crate::error::{Error, Problems, Result};
use crate::moderation::forms::{DemandForm, RulingForm};
use crate::moderation::takedowns::gather;
use crate::moderation::view::{self, Demanded, HoldCard, OneTakedown, TakedownCard, Takedowns};
use crate::web::form::Private;
use crate::web::frame::Frame;
use crate::web::respond::{page, page_as, see_other};

/// Whether something was done just now.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Done {
    done: Option<u8>,
}

impl Done {
    pub(super) const fn is_done(&self) -> bool {
        self.done.is_some()
    }
}

#[derive(Template)]
#[template(path = "moderation/takedowns.html")]
struct ListPage {
    frame: Frame,
    lists: [(&'static str, &'static str, Vec<TakedownCard>); 2],
    holds: Vec<HoldCard>,
    earlier: Option<String>,
    later: Option<String>,
}

#[derive(Template)]
#[template(path = "moderation/takedown.html")]
struct TakedownPage {
    frame: Frame,
    one: OneTakedown,
    done: bool,
    again: Again<RulingForm>,
}

#[derive(Template)]
#[template(path = "moderation/demand.html")]
struct DemandPage {
    frame: Frame,
    about: Demanded,
    claimants: [Claimant; 5],
    again: Again<DemandForm>,
}

/// A form that comes back: what was typed, why it was not done (a key), what is wrong with it.
#[derive(Debug, Default)]
struct Again<T> {
    fields: T,
    refused: Option<&'static str>,
    problems: Problems,
}

impl<T> Again<T> {
    /// The form as it was sent, and with what status it comes back.
    fn of(refusal: Error, fields: T) -> Result<(StatusCode, Self)> {
        let (status, refused, problems) = match refusal {
            Error::Invalid(problems) => (StatusCode::UNPROCESSABLE_ENTITY, None, problems),
            Error::Conflict(key) if matches!(key, OWN_RECORD | OWN_COMMENT | OWN_DECISION) => {
                (StatusCode::FORBIDDEN, Some(key), Problems::default())
            }
            Error::Conflict(key) => (StatusCode::CONFLICT, Some(key), Problems::default()),
            other => return Err(other),
        };
        Ok((status, Self { fields, refused, problems }))
    }
}

/// `/moderation/takedowns`: what is open, the earliest deadline first; then what was decided, the latest first.
///
/// # Errors
/// Those of the database.
pub async fn list(paging: web::Query<Paging>, moderator: Moderator, room: Room) -> Result<HttpResponse> {
    let (viewer, paging) = (room.viewer(&moderator), paging.into_inner());
    let found = room.db.read(move |conn| view::takedowns(conn, &viewer, &paging)).await?;
    let Takedowns { open, decided, holds, earlier, later } = found;
    let lists =
        [("open", "moderation-demands-open", open), ("decided", "moderation-demands-decided", decided)];
    page(&ListPage { frame: moderator.frame(room.frame, &room.tokens), lists, holds, earlier, later })
}

/// `/moderation/takedowns/{id}`: one of them, and the form that decides on it.
///
/// # Errors
/// Not found, or those of the database.
pub async fn show(
    id: web::Path<TakedownId>,
    done: web::Query<Done>,
    moderator: Moderator,
    room: Room,
) -> Result<HttpResponse> {
    let fresh = room.takedown_page(&moderator, &id, Again::default()).await?;
    page(&TakedownPage { done: done.done.is_some(), ..fresh })
}

/// `POST /moderation/takedowns/{id}`: decides on it.
///
/// # Errors
/// Not found, or those of the database.
pub async fn decide(
    id: web::Path<TakedownId>,
    form: Private<Moderator, RulingForm>,
    room: Room,
) -> Result<HttpResponse> {
    let Private { owner: moderator, fields, problems } = form;
    let refusal = match room.decide_demand(&moderator, &id, &fields, problems).await {
        Ok(()) => return Ok(see_other(&format!("/moderation/takedowns/{id}?done=1"))),
        Err(refusal) => refusal,
    };
    let (status, again) = Again::of(refusal, fields)?;
    page_as(status, &room.takedown_page(&moderator, &id, again).await?)
}

/// `/moderation/comments/{id}/takedown`: the form that records a legal demand against a comment.
///
/// # Errors
/// Not found, or those of the database.
pub async fn show_demand(id: web::Path<CommentId>, moderator: Moderator, room: Room) -> Result<HttpResponse> {
    page(&room.demand_page(&moderator, &id, Again::default()).await?)
}

/// `POST /moderation/comments/{id}/takedown`: records it.
///
/// # Errors
/// Not found, or those of the database.
pub async fn record(
    id: web::Path<CommentId>,
    form: Private<Moderator, DemandForm>,
    room: Room,
) -> Result<HttpResponse> {
    let Private { owner: moderator, fields, problems } = form;
    let refusal = match room.record_demand(&moderator, &id, &fields, problems).await {
        Ok(recorded) => return Ok(see_other(&format!("/moderation/takedowns/{recorded}?done=1"))),
        Err(refusal) => refusal,
    };
    let (status, again) = Again::of(refusal, fields)?;
    page_as(status, &room.demand_page(&moderator, &id, again).await?)
}

impl Room {
    async fn takedown_page(
        &self,
        moderator: &Moderator,
        id: &TakedownId,
        again: Again<RulingForm>,
    ) -> Result<TakedownPage> {
        let (viewer, id) = (self.viewer(moderator), id.clone());
        let one = self.db.read(move |conn| view::takedown(conn, &viewer, &id)).await?;
        let frame = moderator.frame(self.frame.clone(), &self.tokens);
        Ok(TakedownPage { frame, one, done: false, again })
    }

    async fn demand_page(
        &self,
        moderator: &Moderator,
        id: &CommentId,
        again: Again<DemandForm>,
    ) -> Result<DemandPage> {
        let (viewer, id) = (self.viewer(moderator), id.clone());
        let about = self.db.read(move |conn| view::demanded(conn, &viewer, &id)).await?;
        let frame = moderator.frame(self.frame.clone(), &self.tokens);
        Ok(DemandPage { frame, about, claimants: Claimant::ALL, again })
    }

    async fn record_demand(
        &self,
        moderator: &Moderator,
        comment: &CommentId,
        fields: &DemandForm,
        mut problems: Problems,
    ) -> Result<TakedownId> {
        let today = self.db.now().day_in(&self.config.site.time_zone());
        let said = fields.said(today, &mut problems).filter(|_| problems.is_empty());
        let Some(said) = said else { return Err(Error::Invalid(problems)) };
        let demand = Demand {
            comment: comment.clone(),
            seen: fields.version,
            claimant: said.claimant,
            claim: said.claim,
            basis: said.basis,
            term: said.term,
            hide: fields.hides(),
            by: moderator.account_id.clone(),
        };
        let keys = self.keys.clone();
        self.db.write(move |tx| deeds::record(tx, &keys, &demand)).await
    }

    async fn decide_demand(
        &self,
        moderator: &Moderator,
        id: &TakedownId,
        fields: &RulingForm,
        mut problems: Problems,
    ) -> Result<()> {
        let (chosen, said) = (fields.chosen(&mut problems), fields.said(&mut problems));
        let Some(chosen) = chosen.filter(|_| problems.is_empty()) else {
            return Err(Error::Invalid(problems));
        };
        let (keys, takedown, words) = (self.keys.clone(), id.clone(), self.frame.words.clone());
        let look = move |conn: &mut Conn| gather(conn, &keys, &takedown, (chosen, &words));
        let found = self.db.read(look).await?;
        let order = fields.order(id, &moderator.account_id, said, found);
        self.db.write(move |tx| deeds::decide(tx, &order)).await
    }
}
