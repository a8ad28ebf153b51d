//! The list of cases, and the form of one.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::room::{Desk, Done, Meanwhile, Room, Sheet};
use crate::accounts::guard::Editor;
use crate::articles::changes::Passage;
use crate::articles::pages::languages;
use crate::articles::{self, ArticleId};
use crate::base::text::Line;
use crate::cases::forms::{CaseDeed, CaseForm};
use crate::cases::{
    self, Case, CaseDraft, CaseId, Hearing, HearingState, OUTDATED, State, Update, UpdateState, store,
};
use crate::db::{Conn, Tx};
use crate::error::{Error, OrNotFound as _, Result};
use crate::web::form::{FormTokens, Private};
use crate::web::frame::Frame;
use crate::web::respond::{page, page_as, see_other};

const NEW: &str = "/editor/cases/new";

#[derive(Template)]
#[template(path = "cases/list.html")]
struct ListPage {
    frame: Frame,
    cases: Vec<Case>,
}

#[derive(Template)]
#[template(path = "cases/desk.html")]
struct DeskPage {
    frame: Frame,
    token: String,
    sheet: Sheet<CaseForm>,
    /// Tag and name of each language that the case may be in.
    languages: Vec<(String, String)>,
    shown: Shown,
}

impl DeskPage {
    fn is_public(&self) -> bool {
        self.shown.case.as_ref().is_some_and(|case| case.state == State::Published)
    }
}

/// What belongs to the case, and the articles that could.
struct Shown {
    case: Option<Case>,
    updates: Vec<Update>,
    hearings: Vec<Hearing>,
    offers: Vec<Offer>,
}

/// An article that could belong to the case.
struct Offer {
    id: ArticleId,
    title: Line,
    language: String,
    ticked: bool,
    /// Another case, which has it already.
    owner: Option<Line>,
}

impl Shown {
    fn look(conn: &mut Conn, id: Option<&CaseId>, ticked: &[ArticleId]) -> Result<Self> {
        let offers = offers(conn, id, ticked)?;
        let Some(id) = id else {
            return Ok(Self { case: None, updates: Vec::new(), hearings: Vec::new(), offers });
        };
        Ok(Self {
            case: Some(cases::by_id(conn, id)?.or_not_found()?),
            updates: cases::updates_of(conn, id)?,
            hearings: cases::hearings(conn, id)?,
            offers,
        })
    }
}

fn offers(conn: &mut Conn, own: Option<&CaseId>, ticked: &[ArticleId]) -> Result<Vec<Offer>> {
    let lines = articles::list(conn)?;
    let ids: Vec<ArticleId> = lines.iter().map(|line| line.id.clone()).collect();
    let owners = store::owners(conn, &ids)?;
    let offer = |line: articles::ArticleLine| {
        let owner = owners.iter().find(|(id, case, _)| *id == line.id && Some(case) != own);
        Offer {
            ticked: ticked.contains(&line.id),
            owner: owner.map(|(_, _, title)| title.clone()),
            id: line.id,
            title: line.title,
            language: line.language,
        }
    };
    Ok(lines.into_iter().map(offer).collect())
}

/// One editor at one case, or at a new one.
struct CaseDesk {
    desk: Desk,
    id: Option<CaseId>,
}

fn place_of(id: &CaseId) -> String {
    format!("/editor/cases/{id}")
}

/// The form of a case as it stands.
fn form_of(conn: &mut Conn, id: &CaseId) -> Result<CaseForm> {
    let case = cases::by_id(conn, id)?.or_not_found()?;
    let (parties, own) = (cases::parties(conn, id)?, store::article_ids(conn, id)?);
    Ok(CaseForm::of(&case, &parties, &own))
}

impl CaseDesk {
    fn at(editor: Editor, room: Room, id: &str) -> Result<Self> {
        let id = Some(id.parse().map_err(|_| Error::NotFound)?);
        Ok(Self { desk: Desk { editor, room }, id })
    }

    fn place(&self) -> String {
        self.id.as_ref().map_or_else(|| NEW.to_owned(), place_of)
    }

    async fn show(self, status: StatusCode, sheet: Sheet<CaseForm>) -> Result<HttpResponse> {
        let (id, ticked) = (self.id.clone(), sheet.fields.articles());
        let look = move |conn: &mut Conn| Shown::look(conn, id.as_ref(), &ticked);
        let shown = self.desk.db().read(look).await?;
        let token = self.desk.token::<CaseForm>(&self.place());
        let frame = self.desk.frame();
        let languages = languages(&frame, &sheet.fields.language);
        page_as(status, &DeskPage { frame, token, sheet, languages, shown })
    }

    /// Does what the button says, in one change; answers where to go then.
    async fn carry_out(&self, draft: CaseDraft, version: i64, deed: CaseDeed) -> Result<String> {
        let (actor, id) = (self.desk.editor.actor(), self.id.clone());
        let change = move |tx: &mut Tx<'_>| {
            let (id, version) = match &id {
                Some(id) => (id.clone(), cases::edit(tx, id, version, &draft, &actor)?),
                None => (cases::create(tx, &draft, &actor)?, 1),
            };
            if deed == CaseDeed::Publish {
                cases::publish_case(tx, &id, version, &actor)?;
            }
            Ok(id)
        };
        let id = self.desk.db().write(change).await?;
        Ok(format!("{}?done={}", place_of(&id), done_by(deed)))
    }

    /// The form again, with what was typed and what stands now. It now carries the version that stands, so that
    /// saving once more is a choice.
    async fn outdated(self, mut sheet: Sheet<CaseForm>) -> Result<HttpResponse> {
        let id = self.id.clone().or_not_found()?;
        let standing = self.desk.db().read(move |conn| form_of(conn, &id)).await?;
        sheet.meanwhile = Some(Meanwhile::of(OUTDATED, sheet.fields.beside(&standing)));
        sheet.fields.version = standing.version;
        self.show(StatusCode::CONFLICT, sheet).await
    }

    async fn refused(self, outcome: Error, mut sheet: Sheet<CaseForm>) -> Result<HttpResponse> {
        match outcome {
            Error::Conflict(OUTDATED) => self.outdated(sheet).await,
            Error::Invalid(more) => {
                more.iter().for_each(|(field, key)| sheet.problems.add(field, key));
                self.show(StatusCode::UNPROCESSABLE_ENTITY, sheet).await
            }
            other => Err(other),
        }
    }

    /// What a sent form leads to.
    async fn take(self, form: Private<Editor, CaseForm>) -> Result<HttpResponse> {
        let Private { fields, mut problems, .. } = form;
        let draft = fields.draft(&mut problems).filter(|_| problems.is_empty());
        let (version, deed) = (fields.seen(), fields.deed);
        let sheet = Sheet::sent(fields, problems);
        let Some(draft) = draft else {
            return self.show(StatusCode::UNPROCESSABLE_ENTITY, sheet).await;
        };
        match self.carry_out(draft, version, deed).await {
            Ok(place) => Ok(see_other(&place)),
            Err(outcome) => self.refused(outcome, sheet).await,
        }
    }
}

const fn done_by(deed: CaseDeed) -> &'static str {
    match deed {
        CaseDeed::Save => "saved",
        CaseDeed::Publish => "published",
    }
}

/// `/editor/cases`: every case, the last changed first.
///
/// # Errors
/// Those of the database.
pub async fn list(
    editor: Editor,
    frame: Frame,
    db: web::Data<crate::db::Db>,
    tokens: web::Data<FormTokens>,
) -> Result<HttpResponse> {
    let cases = db.read(cases::list).await?;
    page(&ListPage { frame: editor.frame(frame, &tokens), cases })
}

/// `/editor/cases/new`: an empty form.
///
/// # Errors
/// Those of the database.
pub async fn blank(editor: Editor, room: Room) -> Result<HttpResponse> {
    let fields = CaseForm::blank(&room.3.site.language);
    let desk = CaseDesk { desk: Desk { editor, room }, id: None };
    desk.show(StatusCode::OK, Sheet::open(fields, None)).await
}

/// Begins a case.
///
/// # Errors
/// Those of the database.
pub async fn begin(form: Private<Editor, CaseForm>, room: Room) -> Result<HttpResponse> {
    CaseDesk { desk: Desk { editor: form.owner.clone(), room }, id: None }.take(form).await
}

/// `/editor/cases/{id}`: the form of a case, its hearings and its updates.
///
/// # Errors
/// Not found; those of the database.
pub async fn desk(
    id: web::Path<String>,
    done: web::Query<Done>,
    editor: Editor,
    room: Room,
) -> Result<HttpResponse> {
    let desk = CaseDesk::at(editor, room, &id)?;
    let id = desk.id.clone().or_not_found()?;
    let fields = desk.desk.db().read(move |conn| form_of(conn, &id)).await?;
    desk.show(StatusCode::OK, Sheet::open(fields, done.key())).await
}

/// Saves or publishes a case.
///
/// # Errors
/// Not found; those of the database.
pub async fn save(
    id: web::Path<String>,
    form: Private<Editor, CaseForm>,
    room: Room,
) -> Result<HttpResponse> {
    CaseDesk::at(form.owner.clone(), room, &id)?.take(form).await
}
