//! `/editor/updates/{id}/send`: how the letters of an update fare, and the deeds that hold them.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;
use validator::Validate;

use super::release::Room;
use crate::accounts::guard::Editor;
use crate::alerts::release::{self as deeds, BY_EDITOR, Grip};
use crate::cases::{Case, Update, UpdateId, UpdateState};
use crate::db::Conn;
use crate::error::{Error, Problems, Result};
use crate::mail::books::{Books, LetterState};
use crate::web::form::{Form, Owner as _, Private, WHOLE};
use crate::web::frame::Frame;
use crate::web::respond::{page_as, see_other};

/// A button of the send page as it arrives.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct GripForm {
    form_token: String,
    /// Ticked by whoever means to cancel.
    sure: String,
}

impl Form for GripForm {
    const NAME: &'static str = "send";
    const FIELDS: &'static [&'static str] = &["sure"];

    fn token(&self) -> &str {
        &self.form_token
    }
}

/// The token of each button's form.
struct Tokens {
    pause: String,
    resume: String,
    cancel: String,
    again: String,
}

#[derive(Template)]
#[template(path = "alerts/send.html")]
struct SendPage {
    frame: Frame,
    case: Case,
    update: Update,
    books: Option<Books>,
    tokens: Tokens,
    problems: Problems,
    /// When it appears or appeared, on the site's wall clock.
    when: String,
    /// The pause was nobody's but the program's: what it noted.
    relay: Option<String>,
}

impl SendPage {
    /// Each count of the books with the key of its name.
    const fn rows(books: &Books) -> [(&'static str, i64); 8] {
        [
            ("releases-send-sent", books.sent),
            ("releases-send-waiting", books.waiting()),
            ("releases-send-deferred", books.deferred),
            ("releases-send-failed", books.failed),
            ("releases-send-suppressed", books.suppressed),
            ("releases-send-uncertain", books.uncertain),
            ("releases-send-cancelled", books.cancelled),
            ("releases-send-expired", books.expired),
        ]
    }

    /// The minutes until all are through at the pace of the last minute; `None` if nothing moves.
    const fn minutes_left(books: &Books) -> Option<i64> {
        if books.last_minute == 0 || books.waiting() == 0 {
            return None;
        }
        Some((books.waiting() + books.last_minute - 1) / books.last_minute)
    }

    const fn state_key(state: LetterState) -> &'static str {
        match state {
            LetterState::Open => "releases-send-state-open",
            LetterState::Paused => "releases-send-state-paused",
            LetterState::Cancelled => "releases-send-state-cancelled",
            LetterState::Done => "releases-send-state-done",
        }
    }

    const fn badge(state: LetterState) -> &'static str {
        match state {
            LetterState::Open => "wait",
            LetterState::Paused | LetterState::Cancelled => "bad",
            LetterState::Done => "good",
        }
    }

    /// What is said where no letters go.
    const fn silence_key(state: UpdateState) -> &'static str {
        match state {
            UpdateState::Draft => "releases-send-none-draft",
            UpdateState::Scheduled => "releases-send-none-scheduled",
            UpdateState::Published | UpdateState::Retracted => "releases-send-none-published",
        }
    }
}

/// One editor before the letters of one update.
struct Desk {
    editor: Editor,
    room: Room,
    id: UpdateId,
}

impl Desk {
    fn at(editor: Editor, room: Room, id: &str) -> Result<Self> {
        Ok(Self { editor, room, id: id.parse().map_err(|_| Error::NotFound)? })
    }

    fn place(&self) -> String {
        format!("/editor/updates/{}/send", self.id)
    }

    fn token(&self, grip: Grip) -> String {
        let target = format!("{}/{}", self.place(), grip.as_str());
        self.room.2.private(GripForm::NAME, &target, self.editor.binding())
    }

    fn tokens(&self) -> Tokens {
        Tokens {
            pause: self.token(Grip::Pause),
            resume: self.token(Grip::Resume),
            cancel: self.token(Grip::Cancel),
            again: self.token(Grip::Again),
        }
    }

    async fn look(&self) -> Result<(Case, Update, Option<Books>)> {
        let (id, now) = (self.id.clone(), self.room.1.now());
        let look = move |conn: &mut Conn| {
            let (case, update) = deeds::update_of(conn, &id)?;
            Ok((case, update, deeds::books_of(conn, &id, now)?))
        };
        self.room.1.read(look).await
    }

    async fn show(self, status: StatusCode, problems: Problems) -> Result<HttpResponse> {
        let (case, update, books) = self.look().await?;
        let (tokens, when) = (self.tokens(), self.when(&update));
        let cause = books.as_ref().and_then(|books| books.pause_cause.clone());
        let relay = cause.filter(|cause| cause != BY_EDITOR);
        let frame = self.editor.frame(self.room.0, &self.room.2);
        page_as(status, &SendPage { frame, case, update, books, tokens, problems, when, relay })
    }

    /// When the update appears or appeared.
    fn when(&self, update: &Update) -> String {
        let Some(at) = update.published_at.or(update.publish_at) else { return String::new() };
        let zoned = at.to_jiff().to_zoned(self.room.3.site.time_zone());
        let time = format!("{:02}:{:02}", zoned.hour(), zoned.minute());
        let words = &self.room.0.words;
        words.say2("releases-send-when", ("date", words.date(zoned.date())), ("time", time))
    }

    async fn press(self, grip: Grip, fields: GripForm, mut problems: Problems) -> Result<HttpResponse> {
        if grip == Grip::Cancel && fields.sure != "yes" {
            problems.add("sure", "releases-problem-sure");
        }
        if !problems.is_empty() {
            return self.show(StatusCode::UNPROCESSABLE_ENTITY, problems).await;
        }
        let (id, actor) = (self.id.clone(), self.editor.actor());
        let outcome = self.room.1.write(move |tx| deeds::take_grip(tx, &id, grip, &actor)).await;
        self.after(outcome).await
    }

    async fn after(self, outcome: Result<()>) -> Result<HttpResponse> {
        match outcome {
            Ok(()) => Ok(see_other(&self.place())),
            Err(Error::Conflict(key)) => {
                let mut problems = Problems::default();
                problems.add(WHOLE, key);
                self.show(StatusCode::CONFLICT, problems).await
            }
            Err(other) => Err(other),
        }
    }
}

/// How the letters fare.
///
/// # Errors
/// Not found; those of the database.
pub async fn show(id: web::Path<String>, editor: Editor, room: Room) -> Result<HttpResponse> {
    Desk::at(editor, room, &id)?.show(StatusCode::OK, Problems::default()).await
}

/// Hands nothing more over until somebody says so.
///
/// # Errors
/// Not found; those of the database.
pub async fn pause(
    id: web::Path<String>,
    form: Private<Editor, GripForm>,
    room: Room,
) -> Result<HttpResponse> {
    Desk::at(form.owner, room, &id)?.press(Grip::Pause, form.fields, form.problems).await
}

/// Goes on.
///
/// # Errors
/// Not found; those of the database.
pub async fn resume(
    id: web::Path<String>,
    form: Private<Editor, GripForm>,
    room: Room,
) -> Result<HttpResponse> {
    Desk::at(form.owner, room, &id)?.press(Grip::Resume, form.fields, form.problems).await
}

/// Never hands over what waits.
///
/// # Errors
/// Not found; those of the database.
pub async fn cancel(
    id: web::Path<String>,
    form: Private<Editor, GripForm>,
    room: Room,
) -> Result<HttpResponse> {
    Desk::at(form.owner, room, &id)?.press(Grip::Cancel, form.fields, form.problems).await
}

/// Sends those again of which nobody knows whether they came.
///
/// # Errors
/// Not found; those of the database.
pub async fn again(
    id: web::Path<String>,
    form: Private<Editor, GripForm>,
    room: Room,
) -> Result<HttpResponse> {
    Desk::at(form.owner, room, &id)?.press(Grip::Again, form.fields, form.problems).await
}
