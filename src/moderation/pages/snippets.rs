//! `/moderation/snippets`: the words to authors that the team keeps.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::Room;
use crate::accounts::guard::Moderator;
use crate::error::{Error, OrNotFound as _, Problems, Result};
use crate::moderation::forms::{DiscardForm, SnippetForm};
use crate::moderation::snippets::{self, Draft, Snippet, SnippetId};
use crate::web::form::{Form as _, Owner as _, Private, comes_back};
use crate::web::frame::Frame;
use crate::web::respond::{page_as, see_other};

const HERE: &str = "/moderation/snippets";

#[derive(Template)]
#[template(path = "moderation/snippets.html")]
struct ListPage {
    frame: Frame,
    snippets: Vec<Snippet>,
    token: String,
    fields: SnippetForm,
    problems: Problems,
}

#[derive(Template)]
#[template(path = "moderation/snippet.html")]
struct SnippetPage {
    frame: Frame,
    snippet: Snippet,
    token: String,
    discard_token: String,
    fields: SnippetForm,
    problems: Problems,
}

/// `GET /moderation/snippets`: all of them, and a form for more.
///
/// # Errors
/// Those of the database.
pub async fn list(moderator: Moderator, room: Room) -> Result<HttpResponse> {
    room.snippets(&moderator, SnippetForm::default(), fresh()).await
}

/// `POST /moderation/snippets`: keeps words.
///
/// # Errors
/// Those of the database.
pub async fn keep(form: Private<Moderator, SnippetForm>, room: Room) -> Result<HttpResponse> {
    let Private { owner: moderator, fields, problems } = form;
    match room.keep_snippet(&moderator, &fields, problems).await {
        Ok(()) => Ok(see_other(HERE)),
        Err(refusal) => room.snippets(&moderator, fields, comes_back(refusal)?).await,
    }
}

/// `GET /moderation/snippets/{id}`: the form of one of them.
///
/// # Errors
/// Not found, or those of the database.
pub async fn show(id: web::Path<SnippetId>, moderator: Moderator, room: Room) -> Result<HttpResponse> {
    room.snippet(&moderator, &id, None, fresh()).await
}

/// `POST /moderation/snippets/{id}`: keeps other words in their place.
///
/// # Errors
/// Not found, or those of the database.
pub async fn change(
    id: web::Path<SnippetId>,
    form: Private<Moderator, SnippetForm>,
    room: Room,
) -> Result<HttpResponse> {
    let Private { owner: moderator, fields, problems } = form;
    match room.change_snippet(&moderator, &id, &fields, problems).await {
        Ok(()) => Ok(see_other(HERE)),
        Err(refusal) => room.snippet(&moderator, &id, Some(fields), comes_back(refusal)?).await,
    }
}

/// `POST /moderation/snippets/{id}/discard`: keeps them no longer.
///
/// # Errors
/// Not found, or those of the database.
pub async fn discard(
    id: web::Path<SnippetId>,
    form: Private<Moderator, DiscardForm>,
    room: Room,
) -> Result<HttpResponse> {
    let Private { owner: moderator, fields, problems } = form;
    let (by, of) = (moderator.actor(), id.clone());
    let gone = match problems.into_result() {
        Ok(()) => room.db.write(move |tx| snippets::discard(tx, &by, (&of, fields.version))).await,
        Err(refusal) => Err(refusal),
    };
    match gone {
        Ok(()) => Ok(see_other(HERE)),
        Err(refusal) => room.snippet(&moderator, &id, None, comes_back(refusal)?).await,
    }
}

fn fresh() -> (StatusCode, Problems) {
    (StatusCode::OK, Problems::default())
}

/// What was typed, if nothing is wrong with it.
fn draft(fields: &SnippetForm, mut problems: Problems) -> Result<Draft> {
    let draft = Draft::parse(&fields.title, &fields.words, &mut problems).filter(|_| problems.is_empty());
    draft.ok_or(Error::Invalid(problems))
}

impl Room {
    async fn keep_snippet(
        &self,
        moderator: &Moderator,
        fields: &SnippetForm,
        problems: Problems,
    ) -> Result<()> {
        let draft = draft(fields, problems)?;
        let (by, place) = (moderator.actor(), self.db.read(snippets::free_place).await?);
        self.db.write(move |tx| snippets::keep(tx, &by, place, &draft).map(|_| ())).await
    }

    async fn change_snippet(
        &self,
        moderator: &Moderator,
        id: &SnippetId,
        fields: &SnippetForm,
        problems: Problems,
    ) -> Result<()> {
        let (draft, by, of, seen) = (draft(fields, problems)?, moderator.actor(), id.clone(), fields.version);
        self.db.write(move |tx| snippets::change(tx, &by, (&of, seen), &draft)).await
    }

    async fn snippets(
        self,
        moderator: &Moderator,
        fields: SnippetForm,
        (status, problems): (StatusCode, Problems),
    ) -> Result<HttpResponse> {
        let snippets = self.db.read(snippets::all).await?;
        let token = self.tokens.private(SnippetForm::NAME, HERE, moderator.binding());
        let frame = moderator.frame(self.frame, &self.tokens);
        page_as(status, &ListPage { frame, snippets, token, fields, problems })
    }

    /// One of them. After a conflict the form holds what was typed, and the version that is theirs now.
    async fn snippet(
        self,
        moderator: &Moderator,
        id: &SnippetId,
        typed: Option<SnippetForm>,
        (status, problems): (StatusCode, Problems),
    ) -> Result<HttpResponse> {
        let id = id.clone();
        let snippet = self.db.read(move |conn| snippets::find(conn, &id)).await?.or_not_found()?;
        let at = format!("{HERE}/{}", snippet.id);
        let token = self.tokens.private(SnippetForm::NAME, &at, moderator.binding());
        let discard_token =
            self.tokens.private(DiscardForm::NAME, &format!("{at}/discard"), moderator.binding());
        let frame = moderator.frame(self.frame, &self.tokens);
        let fields = typed.unwrap_or_else(|| SnippetForm::of(&snippet));
        page_as(status, &SnippetPage { frame, snippet, token, discard_token, fields, problems })
    }
}
