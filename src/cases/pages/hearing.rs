//! The form of a hearing.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::room::{Desk, Done, Meanwhile, Room, Sheet};
use crate::accounts::guard::Editor;
use crate::articles::changes::Passage;
use crate::cases::forms::{HearingDeed, HearingForm};
use crate::cases::{self, Case, CaseId, Hearing, HearingDraft, HearingId, HearingState};
use crate::db::{Conn, Tx};
use crate::error::{Error, OrNotFound as _, Problems, Result};
use crate::web::form::Private;
use crate::web::frame::Frame;
use crate::web::respond::{page_as, see_other};

#[derive(Template)]
#[template(path = "cases/hearing.html")]
struct HearingPage {
    frame: Frame,
    token: String,
    place: String,
    sheet: Sheet<HearingForm>,
    case: Case,
    hearing: Option<Hearing>,
}

impl HearingPage {
    fn is_cancelled(&self) -> bool {
        self.hearing.as_ref().is_some_and(|hearing| hearing.state == HearingState::Cancelled)
    }
}

/// Which hearing: one that is there, or a new one of a case.
#[derive(Clone)]
enum Which {
    Of(CaseId),
    There(HearingId),
}

impl Which {
    fn place(&self) -> String {
        match self {
            Self::Of(case) => format!("/editor/cases/{case}/hearings/new"),
            Self::There(id) => format!("/editor/hearings/{id}"),
        }
    }

    fn look(&self, conn: &mut Conn) -> Result<(Case, Option<Hearing>)> {
        let hearing = match self {
            Self::Of(_) => None,
            Self::There(id) => Some(cases::hearing(conn, id)?.or_not_found()?),
        };
        let case = match (self, &hearing) {
            (Self::Of(case), _) => case,
            (Self::There(_), Some(hearing)) => &hearing.case_id,
            (Self::There(_), None) => return Err(Error::NotFound),
        };
        Ok((cases::by_id(conn, case)?.or_not_found()?, hearing))
    }
}

/// One editor at one hearing.
struct HearingDesk {
    desk: Desk,
    which: Which,
}

impl HearingDesk {
    fn of(editor: Editor, room: Room, case: &str) -> Result<Self> {
        let which = Which::Of(case.parse().map_err(|_| Error::NotFound)?);
        Ok(Self { desk: Desk { editor, room }, which })
    }

    fn at(editor: Editor, room: Room, id: &str) -> Result<Self> {
        let which = Which::There(id.parse().map_err(|_| Error::NotFound)?);
        Ok(Self { desk: Desk { editor, room }, which })
    }

    async fn look(&self) -> Result<(Case, Option<Hearing>)> {
        let which = self.which.clone();
        self.desk.db().read(move |conn| which.look(conn)).await
    }

    async fn show(self, status: StatusCode, sheet: Sheet<HearingForm>) -> Result<HttpResponse> {
        let (case, hearing) = self.look().await?;
        let place = self.which.place();
        let token = self.desk.token::<HearingForm>(&place);
        page_as(status, &HearingPage { frame: self.desk.frame(), token, place, sheet, case, hearing })
    }

    async fn save(&self, draft: HearingDraft, version: i64) -> Result<String> {
        let (actor, which) = (self.desk.editor.actor(), self.which.clone());
        let change = move |tx: &mut Tx<'_>| match &which {
            Which::Of(case) => cases::plan_hearing(tx, case, &draft, &actor).map(|id| (id, "planned")),
            Which::There(id) => {
                cases::edit_hearing(tx, id, version, &draft, &actor).map(|_| (id.clone(), "saved"))
            }
        };
        let (id, done) = self.desk.db().write(change).await?;
        Ok(format!("/editor/hearings/{id}?done={done}"))
    }

    async fn cancel(&self, version: i64) -> Result<String> {
        let Which::There(id) = self.which.clone() else { return Err(Error::NotFound) };
        let (actor, place) = (self.desk.editor.actor(), self.which.place());
        self.desk.db().write(move |tx| cases::cancel_hearing(tx, &id, version, &actor)).await?;
        Ok(format!("{place}?done=cancelled"))
    }

    /// The form again, with what was typed and what stands now.
    async fn refused(self, outcome: Error, mut sheet: Sheet<HearingForm>) -> Result<HttpResponse> {
        let Error::Conflict(key) = outcome else { return Err(outcome) };
        let standing = HearingForm::of(&self.look().await?.1.or_not_found()?);
        sheet.meanwhile = Some(Meanwhile::of(key, sheet.fields.beside(&standing)));
        sheet.fields.version = standing.version;
        self.show(StatusCode::CONFLICT, sheet).await
    }

    async fn carry_out(&self, draft: Option<HearingDraft>, version: i64) -> Result<String> {
        match draft {
            Some(draft) => self.save(draft, version).await,
            None => self.cancel(version).await,
        }
    }

    /// What a sent form leads to.
    async fn take(self, form: Private<Editor, HearingForm>) -> Result<HttpResponse> {
        let Private { fields, mut problems, .. } = form;
        let draft = wanted(&fields, &mut problems);
        let version = fields.version;
        let sheet = Sheet::sent(fields, problems);
        if !sheet.problems.is_empty() {
            return self.show(StatusCode::UNPROCESSABLE_ENTITY, sheet).await;
        }
        match self.carry_out(draft, version).await {
            Ok(place) => Ok(see_other(&place)),
            Err(outcome) => self.refused(outcome, sheet).await,
        }
    }
}

/// The hearing that was typed; `None` if it is to be cancelled, or with the fields' messages noted.
fn wanted(fields: &HearingForm, problems: &mut Problems) -> Option<HearingDraft> {
    match fields.deed {
        HearingDeed::Save => fields.draft(problems),
        HearingDeed::Cancel => None,
    }
}

/// `/editor/cases/{id}/hearings/new`: an empty form, in the time zone of the case's last hearing.
///
/// # Errors
/// Not found; those of the database.
pub async fn blank(id: web::Path<String>, editor: Editor, room: Room) -> Result<HttpResponse> {
    let desk = HearingDesk::of(editor, room, &id)?;
    let case: CaseId = id.parse().map_err(|_| Error::NotFound)?;
    let earlier = desk.desk.db().read(move |conn| cases::hearings(conn, &case)).await?;
    let zone = earlier.last().map(|hearing| hearing.time_zone.as_str());
    let fields = HearingForm::blank(zone.unwrap_or_default());
    desk.show(StatusCode::OK, Sheet::open(fields, None)).await
}

/// Announces a hearing.
///
/// # Errors
/// Not found; those of the database.
pub async fn plan(
    id: web::Path<String>,
    form: Private<Editor, HearingForm>,
    room: Room,
) -> Result<HttpResponse> {
    HearingDesk::of(form.owner.clone(), room, &id)?.take(form).await
}

/// `/editor/hearings/{id}`: the form of a hearing.
///
/// # Errors
/// Not found; those of the database.
pub async fn desk(
    id: web::Path<String>,
    done: web::Query<Done>,
    editor: Editor,
    room: Room,
) -> Result<HttpResponse> {
    let desk = HearingDesk::at(editor, room, &id)?;
    let fields = HearingForm::of(&desk.look().await?.1.or_not_found()?);
    desk.show(StatusCode::OK, Sheet::open(fields, done.key())).await
}

/// Changes or cancels a hearing.
///
/// # Errors
/// Not found; those of the database.
pub async fn save(
    id: web::Path<String>,
    form: Private<Editor, HearingForm>,
    room: Room,
) -> Result<HttpResponse> {
    HearingDesk::at(form.owner.clone(), room, &id)?.take(form).await
}
