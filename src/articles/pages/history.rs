//! What an article was before, and what was wrong with it.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::desk::{Desk, Room};
use crate::accounts::guard::Editor;
use crate::accounts::{self, AccountId};
use crate::articles::changes::{self, Change, Passage};
use crate::articles::form::CorrectionForm;
use crate::articles::reading::Reading;
use crate::articles::{self, Article, ArticleId, Correction, Revision, RevisionLine};
use crate::base::markup::{Html, plain_to_html};
use crate::base::text::Prose;
use crate::db::Conn;
use crate::error::{Error, OrNotFound as _, Problems, Result};
use crate::web::form::{Form as _, Owner as _, Private};
use crate::web::frame::Frame;
use crate::web::respond::{page, page_as, see_other};

#[derive(Template)]
#[template(path = "articles/revisions.html")]
struct RevisionsPage {
    frame: Frame,
    article: Article,
    lines: Vec<(RevisionLine, Option<String>)>,
}

#[derive(Template)]
#[template(path = "articles/revision.html")]
struct RevisionPage {
    frame: Frame,
    article: Article,
    revision: Revision,
    by: Option<String>,
    changes: Vec<Change>,
    reading: Reading,
}

/// `/editor/articles/{id}/revisions`: every text that the article had.
///
/// # Errors
/// Not found; those of the database.
pub async fn revisions(id: web::Path<String>, editor: Editor, room: Room) -> Result<HttpResponse> {
    let Desk { editor, room: (frame, db, tokens, _), id } = Desk::at(editor, room, &id)?;
    let look = move |conn: &mut Conn| {
        let article = articles::by_id(conn, &id.or_not_found()?)?.or_not_found()?;
        let lines = articles::revisions(conn, &article.id)?;
        let editors: Vec<AccountId> = lines.iter().filter_map(|line| line.editor.clone()).collect();
        let names = accounts::names(conn, &editors)?;
        let with_editor = |line: RevisionLine| {
            let name = line.editor.as_ref().and_then(|id| names.get(id).cloned());
            (line, name)
        };
        Ok((article, lines.into_iter().map(with_editor).collect()))
    };
    let (article, lines) = db.read(look).await?;
    page(&RevisionsPage { frame: editor.frame(frame, &tokens), article, lines })
}

/// One revision with what it changed.
fn one_revision(
    conn: &mut Conn,
    id: &ArticleId,
    version: i64,
) -> Result<(Article, Revision, Option<String>, Vec<Change>)> {
    let article = articles::by_id(conn, id)?.or_not_found()?;
    let revision =
        articles::revision_at(conn, id, version)?.filter(|found| found.version == version).or_not_found()?;
    let by = match &revision.editor {
        Some(editor) => accounts::names(conn, std::slice::from_ref(editor))?.remove(editor),
        None => None,
    };
    let before = articles::revision_at(conn, id, version - 1)?;
    let changes =
        before.map(|before| changes::between((&before).into(), (&revision).into())).unwrap_or_default();
    Ok((article, revision, by, changes))
}

/// `/editor/articles/{id}/revisions/{version}`: one of them, and what it changed.
///
/// # Errors
/// Not found; those of the database.
pub async fn revision(at: web::Path<(String, String)>, editor: Editor, room: Room) -> Result<HttpResponse> {
    let (id, version) = at.into_inner();
    let version: i64 = version.parse().map_err(|_| Error::NotFound)?;
    let Desk { editor, room: (frame, db, tokens, _), id } = Desk::at(editor, room, &id)?;
    let id = id.or_not_found()?;
    let (article, revision, by, changes) = db.read(move |conn| one_revision(conn, &id, version)).await?;
    let (frame, reading) = (editor.frame(frame, &tokens), Reading::of(&revision.body));
    page(&RevisionPage { frame, article, revision, by, changes, reading })
}

#[derive(Template)]
#[template(path = "articles/corrections.html")]
struct CorrectionsPage {
    frame: Frame,
    article: Article,
    corrections: Vec<Correction>,
    token: String,
    fields: CorrectionForm,
    problems: Problems,
}

impl CorrectionsPage {
    fn html(text: &Prose) -> Html {
        plain_to_html(text)
    }
}

impl Desk {
    async fn corrections(
        self,
        status: StatusCode,
        fields: CorrectionForm,
        problems: Problems,
    ) -> Result<HttpResponse> {
        let article = self.article().await?.or_not_found()?;
        let id = article.id.clone();
        let corrections = self.room.1.read(move |conn| articles::corrections(conn, &id)).await?;
        let place = format!("{}/corrections", self.place());
        let token = self.room.2.private(CorrectionForm::NAME, &place, self.editor.binding());
        let (frame, _, tokens, _) = self.room;
        let frame = self.editor.frame(frame, &tokens);
        page_as(status, &CorrectionsPage { frame, article, corrections, token, fields, problems })
    }
}

/// `/editor/articles/{id}/corrections`: those made, and a form for another.
///
/// # Errors
/// Not found; those of the database.
pub async fn corrections(id: web::Path<String>, editor: Editor, room: Room) -> Result<HttpResponse> {
    let desk = Desk::at(editor, room, &id)?;
    desk.corrections(StatusCode::OK, CorrectionForm::default(), Problems::default()).await
}

/// Tells readers of a mistake.
///
/// # Errors
/// Not found; those of the database.
pub async fn correct(
    id: web::Path<String>,
    form: Private<Editor, CorrectionForm>,
    room: Room,
) -> Result<HttpResponse> {
    let Private { owner, fields, mut problems } = form;
    let text =
        problems.note("correction", Prose::parse(&fields.correction), |_| "articles-problem-correction");
    let desk = Desk::at(owner, room, &id)?;
    let Some(text) = text.filter(|_| problems.is_empty()) else {
        return desk.corrections(StatusCode::UNPROCESSABLE_ENTITY, fields, problems).await;
    };
    let (actor, id) = (desk.editor.actor(), desk.id.clone().or_not_found()?);
    let today = desk.room.1.now().day_in(&desk.room.3.site.time_zone());
    desk.room.1.write(move |tx| articles::correct(tx, &id, today, &text, &actor)).await?;
    Ok(see_other(&format!("{}?done=corrected", desk.place())))
}
