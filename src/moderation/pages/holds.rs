//! Legal holds as admins set, extend and end them.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::Room;
use super::takedowns::Done;
use crate::accounts::guard::Admin;
use crate::base::journal::Journal;
use crate::comments::CommentId;
use crate::comments::holds::{keep, release};
use crate::error::{Problems, Result};
use crate::moderation::forms::HoldForm;
use crate::moderation::view::{self, UnderHold};
use crate::web::form::{Private, comes_back};
use crate::web::frame::Frame;
use crate::web::respond::{page_as, see_other};

/// How the page is shown again: with what was typed and why it was refused, or after it was done.
#[derive(Default)]
struct Again {
    fields: Option<HoldForm>,
    came_back: Option<(StatusCode, Problems)>,
    done: bool,
}

#[derive(Template)]
#[template(path = "moderation/hold.html")]
struct HoldPage {
    frame: Frame,
    about: UnderHold,
    done: bool,
    fields: HoldForm,
    problems: Problems,
}

/// `/moderation/comments/{id}/hold`: the hold on a comment, and the form that sets, extends or ends one.
///
/// # Errors
/// Not found, or those of the database.
pub async fn show(
    id: web::Path<CommentId>,
    just: web::Query<Done>,
    admin: Admin,
    room: Room,
) -> Result<HttpResponse> {
    let shown = Again { done: just.is_done(), ..Again::default() };
    room.hold_page(&admin, &id, shown).await
}

/// `POST /moderation/comments/{id}/hold`: sets, extends or ends it.
///
/// # Errors
/// Not found, or those of the database.
pub async fn act(
    id: web::Path<CommentId>,
    form: Private<Admin, HoldForm>,
    journal: web::Data<Journal>,
    room: Room,
) -> Result<HttpResponse> {
    let Private { owner: admin, fields, problems } = form;
    match room.hold(&admin, (&id, &journal), &fields, problems).await {
        Ok(()) => Ok(see_other(&format!("/moderation/comments/{id}/hold?done=1"))),
        Err(refusal) => {
            let again = Again { fields: Some(fields), came_back: Some(comes_back(refusal)?), done: false };
            room.hold_page(&admin, &id, again).await
        }
    }
}

impl Room {
    async fn hold(
        &self,
        admin: &Admin,
        (id, journal): (&CommentId, &Journal),
        fields: &HoldForm,
        problems: Problems,
    ) -> Result<()> {
        let (by, of, seen) = (admin.actor(), id.clone(), fields.version);
        if fields.ends() {
            problems.into_result()?;
            let journal = journal.clone();
            return self.db.write(move |tx| release(tx, &journal, &by, (&of, seen))).await;
        }
        let wanted = fields.wanted(id, self.db.now(), problems)?;
        self.db.write(move |tx| keep(tx, &by, &wanted)).await
    }

    async fn hold_page(&self, admin: &Admin, id: &CommentId, again: Again) -> Result<HttpResponse> {
        let (viewer, id) = (self.viewer(admin), id.clone());
        let about = self.db.read(move |conn| view::under_hold(conn, &viewer, &id)).await?;
        let frame = admin.frame(self.frame.clone(), &self.tokens);
        let (status, problems) = again.came_back.unwrap_or_default();
        let fields = again.fields.unwrap_or_else(|| HoldForm::of(about.hold.as_ref()));
        page_as(status, &HoldPage { frame, about, done: again.done, fields, problems })
    }
}
