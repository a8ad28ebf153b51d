//! The form of an update, and the page that says what becomes of it.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::room::{Desk, Done, Meanwhile, Room, Sheet};
use super::standing::{People, Standing, Viewer};
use crate::accounts::guard::Editor;
use crate::articles::changes::Passage;
use crate::base::markup::{Html, plain_to_html};
use crate::base::text::Prose;
use crate::cases::forms::{UpdateDeed, UpdateForm};
use crate::cases::{self, Case, CaseId, Correction, Kind, Update, UpdateDraft, UpdateId, UpdateState};
use crate::db::{Conn, Tx};
use crate::error::{Error, OrNotFound as _, Problems, Result};
use crate::web::form::Private;
use crate::web::frame::Frame;
use crate::web::respond::{page_as, see_other};

#[derive(Template)]
#[template(path = "cases/update.html")]
struct UpdatePage {
    frame: Frame,
    token: String,
    place: String,
    sheet: Sheet<UpdateForm>,
    case: Case,
    update: Option<Update>,
    corrections: Vec<Correction>,
    standing: Option<Standing>,
    /// The text as readers would see it.
    preview: Option<Prose>,
    dir: &'static str,
}

impl UpdatePage {
    fn html(text: &Prose) -> Html {
        plain_to_html(text)
    }

    fn state(&self) -> UpdateState {
        self.update.as_ref().map_or(UpdateState::Draft, |update| update.state)
    }

    /// Whether the text can be changed without a word.
    fn is_open(&self) -> bool {
        matches!(self.state(), UpdateState::Draft | UpdateState::Scheduled)
    }

    /// The day that was typed, in words if it is one.
    fn day(&self) -> String {
        let typed = &self.sheet.fields.happened_on;
        typed
            .trim()
            .parse::<jiff::civil::Date>()
            .map_or_else(|_| typed.clone(), |day| self.frame.words.date(day))
    }

    fn kind_key(&self) -> &'static str {
        Kind::parse(&self.sheet.fields.kind).unwrap_or(Kind::Other).key()
    }
}

/// Which update: one that is there, or a new one of a case.
#[derive(Clone)]
enum Which {
    Of(CaseId),
    There(UpdateId),
}

/// What is looked up for the page.
struct Shown {
    case: Case,
    there: Option<(Update, People)>,
    corrections: Vec<Correction>,
}

impl Which {
    fn place(&self) -> String {
        match self {
            Self::Of(case) => format!("/editor/cases/{case}/updates/new"),
            Self::There(id) => place_of(id),
        }
    }

    fn look(&self, conn: &mut Conn) -> Result<Shown> {
        let id = match self {
            Self::There(id) => id,
            Self::Of(case) => {
                let case = cases::by_id(conn, case)?.or_not_found()?;
                return Ok(Shown { case, there: None, corrections: Vec::new() });
            }
        };
        let update = cases::update(conn, id)?.or_not_found()?;
        let case = cases::by_id(conn, &update.case_id)?.or_not_found()?;
        let corrections = cases::corrections_of(conn, id)?;
        let people = People::of(conn, &update)?;
        Ok(Shown { case, there: Some((update, people)), corrections })
    }
}

fn place_of(id: &UpdateId) -> String {
    format!("/editor/updates/{id}")
}

/// One editor at one update.
struct UpdateDesk {
    desk: Desk,
    which: Which,
}

impl UpdateDesk {
    fn of(editor: Editor, room: Room, case: &str) -> Result<Self> {
        let which = Which::Of(case.parse().map_err(|_| Error::NotFound)?);
        Ok(Self { desk: Desk { editor, room }, which })
    }

    fn at(editor: Editor, room: Room, id: &str) -> Result<Self> {
        let which = Which::There(id.parse().map_err(|_| Error::NotFound)?);
        Ok(Self { desk: Desk { editor, room }, which })
    }

    async fn look(&self) -> Result<Shown> {
        let which = self.which.clone();
        self.desk.db().read(move |conn| which.look(conn)).await
    }

    async fn show(self, status: StatusCode, sheet: Sheet<UpdateForm>) -> Result<HttpResponse> {
        let shown = self.look().await?;
        page_as(status, &self.page(sheet, shown))
    }

    fn page(self, sheet: Sheet<UpdateForm>, shown: Shown) -> UpdatePage {
        let place = self.which.place();
        let token = self.desk.token::<UpdateForm>(&place);
        let (account, zone) = (self.desk.editor.account_id.clone(), self.desk.room.3.site.time_zone());
        let frame = self.desk.frame();
        let viewer = Viewer { account: &account, words: &frame.words, zone: &zone };
        let standing = shown.there.as_ref().map(|(update, people)| Standing::of(update, people, &viewer));
        let dir = frame.face.catalogue.words(&shown.case.language).dir();
        let update = shown.there.map(|(update, _)| update);
        let preview = preview(&sheet, update.as_ref());
        let (case, corrections) = (shown.case, shown.corrections);
        UpdatePage { frame, token, place, sheet, case, update, corrections, standing, preview, dir }
    }

    /// Does what the button says, in one change; answers where to go then.
    async fn carry_out(&self, draft: Option<UpdateDraft>, fields: &UpdateForm) -> Result<String> {
        let (editor, which) = (self.desk.editor.clone(), self.which.clone());
        let (version, deed) = (fields.version, fields.deed);
        let change = move |tx: &mut Tx<'_>| match &draft {
            Some(draft) => write(tx, &which, (version, draft), (&editor, deed)),
            None => take_back(tx, &which, version, &editor),
        };
        let id = self.desk.db().write(change).await?;
        Ok(format!("{}?done={}", place_of(&id), done_by(deed)))
    }

    /// The page again, with what was typed beside what stands now.
    async fn refused(self, outcome: Error, mut sheet: Sheet<UpdateForm>) -> Result<HttpResponse> {
        let Error::Conflict(key) = outcome else { return Err(outcome) };
        let (update, _) = self.look().await?.there.or_not_found()?;
        let standing = UpdateForm::of(&update);
        sheet.meanwhile = Some(Meanwhile::of(key, sheet.fields.beside(&standing)));
        sheet.fields.version = standing.version;
        self.show(StatusCode::CONFLICT, sheet).await
    }

    /// What a sent form leads to.
    async fn take(self, form: Private<Editor, UpdateForm>) -> Result<HttpResponse> {
        let Private { fields, mut problems, .. } = form;
        let draft = wanted(&fields, &mut problems);
        let sheet = Sheet::sent(fields, problems);
        if !sheet.problems.is_empty() {
            return self.show(StatusCode::UNPROCESSABLE_ENTITY, sheet).await;
        }
        if sheet.fields.deed == UpdateDeed::Preview {
            return self.show(StatusCode::OK, sheet).await;
        }
        match self.carry_out(draft, &sheet.fields).await {
            Ok(place) => Ok(see_other(&place)),
            Err(outcome) => self.refused(outcome, sheet).await,
        }
    }
}

/// The update that was typed; `None` if it is to be taken back, or with the fields' messages noted.
fn wanted(fields: &UpdateForm, problems: &mut Problems) -> Option<UpdateDraft> {
    match fields.deed {
        UpdateDeed::Save | UpdateDeed::Preview | UpdateDeed::Propose => fields.draft(problems),
        UpdateDeed::Unschedule => None,
    }
}

/// What readers see of a text that appeared, or would see of one that is previewed.
fn preview(sheet: &Sheet<UpdateForm>, update: Option<&Update>) -> Option<Prose> {
    let seen =
        update.filter(|update| matches!(update.state, UpdateState::Published | UpdateState::Retracted));
    match seen {
        Some(update) => Some(update.body.clone()),
        None if sheet.fields.deed == UpdateDeed::Preview => Prose::parse(&sheet.fields.body).ok(),
        None => None,
    }
}

fn write(
    tx: &mut Tx<'_>,
    which: &Which,
    (version, draft): (i64, &UpdateDraft),
    (editor, deed): (&Editor, UpdateDeed),
) -> Result<UpdateId> {
    let (id, version) = match which {
        Which::Of(case) => (cases::draft_update(tx, case, draft, &editor.actor())?, 1),
        Which::There(id) => (id.clone(), cases::edit_update(tx, id, version, draft, &editor.actor())?),
    };
    if deed == UpdateDeed::Propose {
        cases::propose(tx, &id, version, &editor.account_id)?;
    }
    Ok(id)
}

fn take_back(tx: &mut Tx<'_>, which: &Which, version: i64, editor: &Editor) -> Result<UpdateId> {
    let Which::There(id) = which else { return Err(Error::NotFound) };
    cases::unschedule(tx, id, version, (&editor.actor(), "asked"))?;
    Ok(id.clone())
}

const fn done_by(deed: UpdateDeed) -> &'static str {
    match deed {
        UpdateDeed::Save | UpdateDeed::Preview => "drafted",
        UpdateDeed::Propose => "proposed",
        UpdateDeed::Unschedule => "unscheduled",
    }
}

/// `/editor/cases/{id}/updates/new`: an empty form.
///
/// # Errors
/// Not found; those of the database.
pub async fn blank(id: web::Path<String>, editor: Editor, room: Room) -> Result<HttpResponse> {
    UpdateDesk::of(editor, room, &id)?.show(StatusCode::OK, Sheet::open(UpdateForm::blank(), None)).await
}

/// Begins an update, or shows how it would look.
///
/// # Errors
/// Not found; those of the database.
pub async fn begin(
    id: web::Path<String>,
    form: Private<Editor, UpdateForm>,
    room: Room,
) -> Result<HttpResponse> {
    UpdateDesk::of(form.owner.clone(), room, &id)?.take(form).await
}

/// `/editor/updates/{id}`: an update, what becomes of it, and its form as long as readers have not seen it.
///
/// # Errors
/// Not found; those of the database.
pub async fn desk(
    id: web::Path<String>,
    done: web::Query<Done>,
    editor: Editor,
    room: Room,
) -> Result<HttpResponse> {
    let desk = UpdateDesk::at(editor, room, &id)?;
    let shown = desk.look().await?;
    let fields = shown.there.as_ref().map(|(update, _)| UpdateForm::of(update)).or_not_found()?;
    page_as(StatusCode::OK, &desk.page(Sheet::open(fields, done.key()), shown))
}

/// Saves, proposes or takes back an update, or shows how it would look.
///
/// # Errors
/// Not found; those of the database.
pub async fn save(
    id: web::Path<String>,
    form: Private<Editor, UpdateForm>,
    room: Room,
) -> Result<HttpResponse> {
    UpdateDesk::at(form.owner.clone(), room, &id)?.take(form).await
}
