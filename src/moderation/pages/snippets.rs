//! `/moderation/snippets`: the words to authors that the team keeps.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::Room;
use crate::accounts::guard::Moderator;
use crate::error::{Error, OrNotFound as _, Problems, Result};
use crate::moderation::forms::{DiscardForm, SnippetForm};
use crate::moderation::snippets::{self, Draft, Snippet, SnippetId};
use crate::web::form::{Form as _, Owner as _, Private, WHOLE};
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

/// How a form comes back.
struct Again {
    status: StatusCode,
    problems: Problems,
}

impl Again {
    fn fresh() -> Self {
        Self { status: StatusCode::OK, problems: Problems::default() }
    }

    /// With why it was refused among its problems.
    fn refused(outcome: Error, mut problems: Problems) -> Result<Self> {
        match outcome {
            Error::Conflict(key) => {
                problems.add(WHOLE, key);
                Ok(Self { status: StatusCode::CONFLICT, problems })
            }
            Error::Invalid(problems) => Ok(Self { status: StatusCode::UNPROCESSABLE_ENTITY, problems }),
            other => Err(other),
        }
    }
}

/// `GET /moderation/snippets`: all of them, and a form for more.
///
/// # Errors
/// Those of the database.
pub async fn list(moderator: Moderator, room: Room) -> Result<HttpResponse> {
    room.snippets(&moderator, SnippetForm::default(), Again::fresh()).await
}

/// `POST /moderation/snippets`: keeps words.
///
/// # Errors
/// Those of the database.
pub async fn keep(form: Private<Moderator, SnippetForm>, room: Room) -> Result<HttpResponse> {
    let Private { owner: moderator, fields, mut problems } = form;
    let draft = Draft::parse(&fields.title, &fields.words, &mut problems);
    let kept = match problems.clone().into_result() {
        Ok(()) => room.keep(&moderator, draft).await,
        Err(problems) => Err(problems),
    };
    match kept {
        Ok(()) => Ok(see_other(HERE)),
        Err(outcome) => room.snippets(&moderator, fields, Again::refused(outcome, problems)?).await,
    }
}

/// `GET /moderation/snippets/{id}`: the form of one of them.
///
/// # Errors
/// Not found, or those of the database.
pub async fn show(id: web::Path<SnippetId>, moderator: Moderator, room: Room) -> Result<HttpResponse> {
    room.snippet(&moderator, id.into_inner(), None, Again::fresh()).await
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
    let Private { owner: moderator, fields, mut problems } = form;
    let (by, of, seen) = (moderator.actor(), id.clone(), fields.version);
    let changed =
        match Draft::parse(&fields.title, &fields.words, &mut problems).filter(|_| problems.is_empty()) {
            Some(draft) => room.db.write(move |tx| snippets::change(tx, &by, (&of, seen), &draft)).await,
            None => Err(Error::Invalid(problems.clone())),
        };
    match changed {
        Ok(()) => Ok(see_other(HERE)),
        Err(outcome) => {
            let again = Again::refused(outcome, problems)?;
            room.snippet(&moderator, id.into_inner(), Some(fields), again).await
        }
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
    let gone = match problems.clone().into_result() {
        Ok(()) => room.db.write(move |tx| snippets::discard(tx, &by, (&of, fields.version))).await,
        Err(problems) => Err(problems),
    };
    match gone {
        Ok(()) => Ok(see_other(HERE)),
        Err(outcome) => {
            room.snippet(&moderator, id.into_inner(), None, Again::refused(outcome, problems)?).await
        }
    }
}

impl Room {
    async fn keep(&self, moderator: &Moderator, draft: Option<Draft>) -> Result<()> {
        let Some(draft) = draft else { return Ok(()) };
        let (by, place) = (moderator.actor(), self.db.read(snippets::free_place).await?);
        self.db.write(move |tx| snippets::keep(tx, &by, place, &draft).map(|_| ())).await
    }

    async fn snippets(
        self,
        moderator: &Moderator,
        fields: SnippetForm,
        again: Again,
    ) -> Result<HttpResponse> {
        let snippets = self.db.read(snippets::all).await?;
        let token = self.tokens.private(SnippetForm::NAME, HERE, moderator.binding());
        let (frame, problems) = (moderator.frame(self.frame, &self.tokens), again.problems);
        page_as(again.status, &ListPage { frame, snippets, token, fields, problems })
    }

    /// One of them. After a conflict the form holds what was typed, and the version that is theirs now.
    async fn snippet(
        self,
        moderator: &Moderator,
        id: SnippetId,
        typed: Option<SnippetForm>,
        again: Again,
    ) -> Result<HttpResponse> {
        let snippet = self.db.read(move |conn| snippets::find(conn, &id)).await?.or_not_found()?;
        let at = format!("{HERE}/{}", snippet.id);
        let token = self.tokens.private(SnippetForm::NAME, &at, moderator.binding());
        let discard_token =
            self.tokens.private(DiscardForm::NAME, &format!("{at}/discard"), moderator.binding());
        let (frame, problems) = (moderator.frame(self.frame, &self.tokens), again.problems);
        let fields = typed.unwrap_or_else(|| SnippetForm::of(&snippet));
        page_as(again.status, &SnippetPage { frame, snippet, token, discard_token, fields, problems })
    }
}
