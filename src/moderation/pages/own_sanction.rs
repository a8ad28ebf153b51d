//! A sanction as the owner of the account reads it, and what they say against it.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::Room;
use crate::accounts::guard::Member;
use crate::accounts::sanctions::SanctionId;
use crate::accounts::sanctions::deeds::{self, Objection};
use crate::error::{Error, Problems, Result};
use crate::moderation::forms::ContestForm;
use crate::moderation::view::{self, Own};
use crate::web::form::{Private, comes_back};
use crate::web::frame::Frame;
use crate::web::respond::{page_as, see_other};

#[derive(Template)]
#[template(path = "moderation/own-sanction.html")]
struct OwnPage {
    frame: Frame,
    own: Own,
    words: String,
    problems: Problems,
}

/// `/account/sanctions/{id}`: what it means, until when, why, and a form for what its owner says against it.
///
/// # Errors
/// Not found if it is not theirs; those of the database.
pub async fn show_own(id: web::Path<SanctionId>, member: Member, room: Room) -> Result<HttpResponse> {
    room.own(&member, &id, (String::new(), Problems::default(), StatusCode::OK)).await
}

/// `POST /account/sanctions/{id}`: contests it.
///
/// # Errors
/// Not found if it is not theirs; those of the database.
pub async fn contest(
    id: web::Path<SanctionId>,
    form: Private<Member, ContestForm>,
    room: Room,
) -> Result<HttpResponse> {
    let Private { owner: member, fields, problems } = form;
    match room.contest(&member, &id, &fields, problems).await {
        Ok(()) => Ok(see_other(&format!("/account/sanctions/{id}"))),
        Err(refusal) => {
            let (status, problems) = comes_back(refusal)?;
            room.own(&member, &id, (fields.words, problems, status)).await
        }
    }
}

impl Room {
    async fn contest(
        &self,
        member: &Member,
        id: &SanctionId,
        fields: &ContestForm,
        mut problems: Problems,
    ) -> Result<()> {
        let words = fields.words(&mut problems).filter(|_| problems.is_empty());
        let Some(words) = words else { return Err(Error::Invalid(problems)) };
        let (sanction, seen, owner) = (id.clone(), fields.version, member.account_id.clone());
        let objection = Objection { sanction, seen, owner, words };
        self.db.write(move |tx| deeds::contest(tx, &objection)).await
    }

    async fn own(
        &self,
        member: &Member,
        id: &SanctionId,
        (words, problems, status): (String, Problems, StatusCode),
    ) -> Result<HttpResponse> {
        let (viewer, id) = (self.viewer(member), id.clone());
        let own = self.db.read(move |conn| view::own_sanction(conn, &viewer, &id)).await?;
        let frame = member.frame(self.frame.clone(), &self.tokens);
        page_as(status, &OwnPage { frame, own, words, problems })
    }
}
