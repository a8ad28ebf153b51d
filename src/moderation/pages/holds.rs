//! Legal holds as admins set, extend and end them.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::Room;
use crate::accounts::guard::Admin;
use crate::comments::CommentId;
use crate::comments::holds::{keep, release};
use crate::error::{Problems, Result};
use crate::moderation::forms::HoldForm;
use crate::moderation::view::{self, Held};
use crate::web::form::{Private, comes_back};
use crate::web::frame::Frame;
use crate::web::respond::{page_as, see_other};

#[derive(Template)]
#[template(path = "moderation/hold.html")]
struct HoldPage {
    frame: Frame,
    about: Held,
    fields: HoldForm,
    problems: Problems,
}

/// `/moderation/comments/{id}/hold`: the hold on a comment, and the form that sets, extends or ends one.
///
/// # Errors
/// Not found, or those of the database.
pub async fn show(id: web::Path<CommentId>, admin: Admin, room: Room) -> Result<HttpResponse> {
    room.hold_page(&admin, &id, HoldForm::default(), (StatusCode::OK, Problems::default())).await
}

/// `POST /moderation/comments/{id}/hold`: sets, extends or ends it.
///
/// # Errors
/// Not found, or those of the database.
pub async fn act(
    id: web::Path<CommentId>,
    form: Private<Admin, HoldForm>,
    room: Room,
) -> Result<HttpResponse> {
    let Private { owner: admin, fields, problems } = form;
    match room.hold(&admin, &id, &fields, problems).await {
        Ok(()) => Ok(see_other("/moderation/takedowns#holds")),
        Err(refusal) => room.hold_page(&admin, &id, fields, comes_back(refusal)?).await,
    }
}

impl Room {
    async fn hold(&self, admin: &Admin, id: &CommentId, fields: &HoldForm, problems: Problems) -> Result<()> {
        let (by, of, seen) = (admin.actor(), id.clone(), fields.version);
        if fields.ends() {
            problems.into_result()?;
            return self.db.write(move |tx| release(tx, &by, (&of, seen))).await;
        }
        let wanted = fields.wanted(id, self.db.now(), problems)?;
        self.db.write(move |tx| keep(tx, &by, &wanted)).await
    }

    async fn hold_page(
        &self,
        admin: &Admin,
        id: &CommentId,
        fields: HoldForm,
        (status, problems): (StatusCode, Problems),
    ) -> Result<HttpResponse> {
        let (viewer, id) = (self.viewer(admin), id.clone());
        let about = self.db.read(move |conn| view::held(conn, &viewer, &id)).await?;
        let frame = admin.frame(self.frame.clone(), &self.tokens);
        page_as(status, &HoldPage { frame, about, fields, problems })
    }
}
