//! What is done with an update after readers saw it: correcting it, and retracting it.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::room::{Desk, Meanwhile, Room, Sheet};
use crate::accounts::guard::Editor;
use crate::articles::changes::Passage;
use crate::base::markup::{Html, plain_to_html};
use crate::base::text::Prose;
use crate::cases::forms::{CorrectionForm, RetractionForm};
use crate::cases::{self, Case, Correcting, Correction, Update, UpdateId, UpdateState};
use crate::db::Conn;
use crate::error::{Error, OrNotFound as _, Result};
use crate::web::form::Private;
use crate::web::frame::Frame;
use crate::web::respond::{page_as, see_other};

#[derive(Template)]
#[template(path = "cases/corrections.html")]
struct CorrectionsPage {
    frame: Frame,
    token: String,
    sheet: Sheet<CorrectionForm>,
    shown: Shown,
}

impl CorrectionsPage {
    fn html(text: &Prose) -> Html {
        plain_to_html(text)
    }
}

#[derive(Template)]
#[template(path = "cases/retract.html")]
struct RetractPage {
    frame: Frame,
    token: String,
    sheet: Sheet<RetractionForm>,
    shown: Shown,
}

impl RetractPage {
    fn html(text: &Prose) -> Html {
        plain_to_html(text)
    }
}

/// What is looked up for the pages.
struct Shown {
    case: Case,
    update: Update,
    corrections: Vec<Correction>,
}

impl Shown {
    fn look(conn: &mut Conn, id: &UpdateId) -> Result<Self> {
        let update = cases::update(conn, id)?.or_not_found()?;
        let case = cases::by_id(conn, &update.case_id)?.or_not_found()?;
        Ok(Self { case, corrections: cases::corrections_of(conn, id)?, update })
    }

    /// Whether it can still be corrected or retracted.
    fn stands(&self) -> bool {
        self.update.state == UpdateState::Published
    }
}

/// One editor at one update that appeared.
struct After {
    desk: Desk,
    id: UpdateId,
}

impl After {
    fn at(editor: Editor, room: Room, id: &str) -> Result<Self> {
        Ok(Self { desk: Desk { editor, room }, id: id.parse().map_err(|_| Error::NotFound)? })
    }

    fn place(&self) -> String {
        format!("/editor/updates/{}", self.id)
    }

    async fn look(&self) -> Result<Shown> {
        let id = self.id.clone();
        self.desk.db().read(move |conn| Shown::look(conn, &id)).await
    }

    async fn corrections(self, status: StatusCode, sheet: Sheet<CorrectionForm>) -> Result<HttpResponse> {
        let shown = self.look().await?;
        let token = self.desk.token::<CorrectionForm>(&format!("{}/corrections", self.place()));
        page_as(status, &CorrectionsPage { frame: self.desk.frame(), token, sheet, shown })
    }

    async fn retraction(self, status: StatusCode, sheet: Sheet<RetractionForm>) -> Result<HttpResponse> {
        let shown = self.look().await?;
        let token = self.desk.token::<RetractionForm>(&format!("{}/retract", self.place()));
        page_as(status, &RetractPage { frame: self.desk.frame(), token, sheet, shown })
    }

    async fn correct(&self, correcting: Correcting, version: i64) -> Result<String> {
        let (actor, id) = (self.desk.editor.actor(), self.id.clone());
        let deed = move |tx: &mut crate::db::Tx<'_>| cases::correct(tx, &id, version, &correcting, &actor);
        self.desk.db().write(deed).await?;
        Ok(format!("{}?done=corrected", self.place()))
    }

    async fn retract(&self, reason: Prose, version: i64) -> Result<String> {
        let (actor, id) = (self.desk.editor.actor(), self.id.clone());
        let deed = move |tx: &mut crate::db::Tx<'_>| cases::retract(tx, &id, version, &reason, &actor);
        self.desk.db().write(deed).await?;
        Ok(format!("{}?done=retracted", self.place()))
    }

    /// The correction again, beside the text that stands now.
    async fn not_corrected(self, outcome: Error, mut sheet: Sheet<CorrectionForm>) -> Result<HttpResponse> {
        let Error::Conflict(key) = outcome else { return Err(outcome) };
        let standing = CorrectionForm::of(&self.look().await?.update);
        let fields = &sheet.fields;
        let beside = vec![
            ("cases-update-title-label", standing.title.as_str(), fields.title.as_str()),
            ("cases-update-body-label", standing.body.as_str(), fields.body.as_str()),
        ];
        sheet.meanwhile = Some(Meanwhile::of(key, beside));
        sheet.fields.version = standing.version;
        self.corrections(StatusCode::CONFLICT, sheet).await
    }

    async fn not_retracted(self, outcome: Error, mut sheet: Sheet<RetractionForm>) -> Result<HttpResponse> {
        let Error::Conflict(key) = outcome else { return Err(outcome) };
        sheet.meanwhile = Some(Meanwhile::of(key, Vec::new()));
        sheet.fields.version = self.look().await?.update.version;
        self.retraction(StatusCode::CONFLICT, sheet).await
    }
}

/// `/editor/updates/{id}/corrections`: those made, and a form for another.
///
/// # Errors
/// Not found; those of the database.
pub async fn corrections(id: web::Path<String>, editor: Editor, room: Room) -> Result<HttpResponse> {
    let after = After::at(editor, room, &id)?;
    let fields = CorrectionForm::of(&after.look().await?.update);
    after.corrections(StatusCode::OK, Sheet::open(fields, None)).await
}

/// Tells readers of a mistake, and puts the text right.
///
/// # Errors
/// Not found; those of the database.
pub async fn correct(
    id: web::Path<String>,
    form: Private<Editor, CorrectionForm>,
    room: Room,
) -> Result<HttpResponse> {
    let Private { owner, fields, mut problems } = form;
    let read = fields.read(&mut problems).filter(|_| problems.is_empty());
    let (after, version, sheet) =
        (After::at(owner, room, &id)?, fields.version, Sheet::sent(fields, problems));
    let Some((note, title, body)) = read else {
        return after.corrections(StatusCode::UNPROCESSABLE_ENTITY, sheet).await;
    };
    let on = after.desk.db().now().day_in(&after.desk.room.3.site.time_zone());
    match after.correct(Correcting { on, note, title, body }, version).await {
        Ok(place) => Ok(see_other(&place)),
        Err(outcome) => after.not_corrected(outcome, sheet).await,
    }
}

/// `/editor/updates/{id}/retract`: what retracting means, and a form for the reason.
///
/// # Errors
/// Not found; those of the database.
pub async fn retraction(id: web::Path<String>, editor: Editor, room: Room) -> Result<HttpResponse> {
    let after = After::at(editor, room, &id)?;
    let fields = RetractionForm::of(&after.look().await?.update);
    after.retraction(StatusCode::OK, Sheet::open(fields, None)).await
}

/// Takes an update back as a whole.
///
/// # Errors
/// Not found; those of the database.
pub async fn retract(
    id: web::Path<String>,
    form: Private<Editor, RetractionForm>,
    room: Room,
) -> Result<HttpResponse> {
    let Private { owner, fields, mut problems } = form;
    let reason = fields.read(&mut problems).filter(|_| problems.is_empty());
    let (after, version, sheet) =
        (After::at(owner, room, &id)?, fields.version, Sheet::sent(fields, problems));
    let Some(reason) = reason else {
        return after.retraction(StatusCode::UNPROCESSABLE_ENTITY, sheet).await;
    };
    match after.retract(reason, version).await {
        Ok(place) => Ok(see_other(&place)),
        Err(outcome) => after.not_retracted(outcome, sheet).await,
    }
}
