//! The list of articles, and the form at which one is written.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use crate::accounts;
use crate::accounts::guard::Editor;
use crate::articles::changes::{self, Change, Passage};
use crate::articles::form::{ArticleForm, Deed};
use crate::articles::reading::Reading;
use crate::articles::{self, Article, ArticleId, ArticleLine, Draft, OUTDATED, State};
use crate::base::text::Markdown;
use crate::config::Config;
use crate::db::{Conn, Db, Tx};
use crate::error::{Error, OrNotFound as _, Problems, Result};
use crate::web::form::{Form as _, FormTokens, Owner as _, Private};
use crate::web::frame::Frame;
use crate::web::respond::{page, page_as, see_other};

const NEW: &str = "/editor/articles/new";

/// What every editor's page is made of.
pub(super) type Room = (Frame, web::Data<Db>, web::Data<FormTokens>, web::Data<Config>);

/// What the page is to say after a deed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Done {
    done: String,
}

impl Done {
    fn key(&self) -> Option<&'static str> {
        match self.done.as_str() {
            "saved" => Some("articles-done-saved"),
            "published" => Some("articles-done-published"),
            "corrected" => Some("articles-done-corrected"),
            _ => None,
        }
    }
}

#[derive(Template)]
#[template(path = "articles/list.html")]
struct ListPage {
    frame: Frame,
    lines: Vec<ArticleLine>,
}

#[derive(Template)]
#[template(path = "articles/desk.html")]
struct DeskPage {
    frame: Frame,
    token: String,
    article: Option<Article>,
    sheet: Sheet,
    /// Tag and name of each language that the article may be in.
    languages: Vec<(String, String)>,
    preview: Option<Preview>,
}

impl DeskPage {
    fn is_public(&self) -> bool {
        self.article.as_ref().is_some_and(|article| article.state == State::Published)
    }
}

/// An article as readers would see it.
struct Preview {
    reading: Reading,
    dir: &'static str,
}

/// The form with all that is to be said about it.
#[derive(Default)]
struct Sheet {
    fields: ArticleForm,
    problems: Problems,
    previewed: bool,
    meanwhile: Option<Meanwhile>,
    done: Option<&'static str>,
}

/// What became of an article while its form lay open.
struct Meanwhile {
    by: Option<String>,
    changes: Vec<Change>,
}

/// One editor at one article, or at a new one.
pub(super) struct Desk {
    pub(super) editor: Editor,
    pub(super) room: Room,
    pub(super) id: Option<ArticleId>,
}

impl Desk {
    pub(super) fn at(editor: Editor, room: Room, id: &str) -> Result<Self> {
        Ok(Self { editor, room, id: Some(id.parse().map_err(|_| Error::NotFound)?) })
    }

    pub(super) fn place(&self) -> String {
        self.id.as_ref().map_or_else(|| NEW.to_owned(), place_of)
    }

    pub(super) async fn article(&self) -> Result<Option<Article>> {
        let Some(id) = self.id.clone() else { return Ok(None) };
        self.room.1.read(move |conn| articles::by_id(conn, &id)?.or_not_found()).await.map(Some)
    }

    async fn show(self, status: StatusCode, sheet: Sheet) -> Result<HttpResponse> {
        let article = self.article().await?;
        let token = self.room.2.private(ArticleForm::NAME, &self.place(), self.editor.binding());
        let (frame, _, tokens, _) = self.room;
        let frame = self.editor.frame(frame, &tokens);
        let languages = languages(&frame, &sheet.fields.language);
        let preview = if sheet.previewed { preview(&frame, &sheet.fields) } else { None };
        page_as(status, &DeskPage { frame, token, article, sheet, languages, preview })
    }

    /// Does what the button says, in one change; answers where to go then.
    async fn carry_out(&self, draft: Draft, version: i64, deed: Deed) -> Result<String> {
        let (actor, id) = (self.editor.actor(), self.id.clone());
        let today = self.room.1.now().day_in(&self.room.3.site.time_zone());
        let change = move |tx: &mut Tx<'_>| {
            let (id, version) = match &id {
                Some(id) => (id.clone(), articles::edit(tx, id, version, &draft, &actor)?),
                None => (articles::create(tx, &draft, &actor)?, 1),
            };
            if deed == Deed::Publish {
                articles::publish(tx, &id, version, today, &actor)?;
            }
            Ok(id)
        };
        let id = self.room.1.write(change).await?;
        let done = if deed == Deed::Publish { "published" } else { "saved" };
        Ok(format!("{}?done={done}", place_of(&id)))
    }

    /// The form again, with what was typed and what happened to the article meanwhile. It now carries the
    /// version that stands, so that saving once more is a choice.
    async fn outdated(self, mut sheet: Sheet) -> Result<HttpResponse> {
        let (id, seen) = (self.id.clone().or_not_found()?, sheet.fields.version);
        let (version, meanwhile) = self.room.1.read(move |conn| since(conn, &id, seen)).await?;
        sheet.fields.version = version;
        sheet.meanwhile = Some(meanwhile);
        self.show(StatusCode::CONFLICT, sheet).await
    }

    async fn refused(self, outcome: Error, mut sheet: Sheet) -> Result<HttpResponse> {
        match outcome {
            Error::Conflict(OUTDATED) => self.outdated(sheet).await,
            Error::Invalid(more) => {
                for (field, key) in more.iter() {
                    sheet.problems.add(field, key);
                }
                self.show(StatusCode::UNPROCESSABLE_ENTITY, sheet).await
            }
            other => Err(other),
        }
    }

    /// What a sent form leads to.
    async fn take(self, fields: ArticleForm, mut problems: Problems) -> Result<HttpResponse> {
        let draft = fields.draft(&mut problems).filter(|_| problems.is_empty());
        let (version, deed) = (fields.version, fields.deed);
        let sheet = Sheet { fields, problems, previewed: deed == Deed::Preview, ..Sheet::default() };
        match draft {
            None => self.show(StatusCode::UNPROCESSABLE_ENTITY, sheet).await,
            Some(_) if deed == Deed::Preview => self.show(StatusCode::OK, sheet).await,
            Some(draft) => match self.carry_out(draft, version, deed).await {
                Ok(place) => Ok(see_other(&place)),
                Err(outcome) => self.refused(outcome, sheet).await,
            },
        }
    }
}

fn place_of(id: &ArticleId) -> String {
    format!("/editor/articles/{id}")
}

/// The version that stands, and what others did to the article since version `seen`.
fn since(conn: &mut Conn, id: &ArticleId, seen: i64) -> Result<(i64, Meanwhile)> {
    let article = articles::by_id(conn, id)?.or_not_found()?;
    let started = articles::revision_at(conn, id, seen)?;
    let latest = articles::revision_at(conn, id, article.version)?.filter(|latest| latest.version > seen);
    let by = match latest.and_then(|latest| latest.editor) {
        Some(editor) => accounts::names(conn, std::slice::from_ref(&editor))?.remove(&editor),
        None => None,
    };
    let changes =
        started.map(|started| changes::between((&started).into(), (&article).into())).unwrap_or_default();
    Ok((article.version, Meanwhile { by, changes }))
}

/// The site's languages by their own names, and the article's own if it is another.
#[must_use]
pub fn languages(frame: &Frame, own: &str) -> Vec<(String, String)> {
    let catalogue = &frame.face.catalogue;
    let named = |tag: &str| (tag.to_owned(), catalogue.words(tag).say("articles-language-name"));
    let mut languages: Vec<_> = catalogue.languages().map(named).collect();
    if !own.is_empty() && !languages.iter().any(|(tag, _)| tag == own) {
        languages.push((own.to_owned(), own.to_owned()));
    }
    languages
}

fn preview(frame: &Frame, fields: &ArticleForm) -> Option<Preview> {
    let body = Markdown::parse(&fields.body).ok()?;
    let dir = frame.face.catalogue.words(&fields.language).dir();
    Some(Preview { reading: Reading::of(&body), dir })
}

/// `/editor`: every article, the last changed first.
///
/// # Errors
/// Those of the database.
pub async fn list(
    editor: Editor,
    frame: Frame,
    db: web::Data<Db>,
    tokens: web::Data<FormTokens>,
) -> Result<HttpResponse> {
    let lines = db.read(articles::list).await?;
    page(&ListPage { frame: editor.frame(frame, &tokens), lines })
}

/// `/editor/articles/new`: an empty form.
///
/// # Errors
/// Those of the database.
pub async fn blank(editor: Editor, room: Room) -> Result<HttpResponse> {
    let fields = ArticleForm::blank(&room.3.site.language);
    Desk { editor, room, id: None }.show(StatusCode::OK, Sheet { fields, ..Sheet::default() }).await
}

/// Begins an article, or shows how it would look.
///
/// # Errors
/// Those of the database.
pub async fn begin(form: Private<Editor, ArticleForm>, room: Room) -> Result<HttpResponse> {
    Desk { editor: form.owner, room, id: None }.take(form.fields, form.problems).await
}

/// `/editor/articles/{id}`: the form of an article.
///
/// # Errors
/// Not found; those of the database.
pub async fn desk(
    id: web::Path<String>,
    done: web::Query<Done>,
    editor: Editor,
    room: Room,
) -> Result<HttpResponse> {
    let desk = Desk::at(editor, room, &id)?;
    let article = desk.article().await?.or_not_found()?;
    let sheet = Sheet { fields: ArticleForm::of(&article), done: done.key(), ..Sheet::default() };
    desk.show(StatusCode::OK, sheet).await
}

/// Saves or publishes an article, or shows how it would look.
///
/// # Errors
/// Not found; those of the database.
pub async fn save(
    id: web::Path<String>,
    form: Private<Editor, ArticleForm>,
    room: Room,
) -> Result<HttpResponse> {
    Desk::at(form.owner, room, &id)?.take(form.fields, form.problems).await
}
