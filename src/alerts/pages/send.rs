//! `/editor/updates/{id}/send` and `/editor/letters/{id}`: how letters to many fare, and the deeds that hold them.

use std::str::FromStr;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;
use validator::Validate;

use super::letters::{moment, title};
use super::release::Room;
use crate::accounts::guard::{Editor, Recently};
use crate::alerts::under_way::{self, About, BY_EDITOR, Grip, UnderWay};
use crate::audit::Actor;
use crate::base::clock::Timestamp;
use crate::cases::{UpdateId, UpdateState};
use crate::db::{Conn, Tx};
use crate::error::{Error, Problems, Result};
use crate::mail::LetterId;
use crate::mail::books::{Books, LetterState};
use crate::mail::bulk::OVER_THE_CAP;
use crate::mail::outbox::RESTORED;
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
pub(super) struct SendPage {
    frame: Frame,
    /// Where it stands; its buttons post below it.
    place: String,
    about: About,
    title: String,
    books: Option<Books>,
    tokens: Tokens,
    problems: Problems,
    /// When the update appears or appeared, on the site's wall clock.
    when: String,
}

impl SendPage {
    /// Why the letters are paused.
    fn cause(&self) -> Option<&str> {
        self.books.as_ref()?.pause_cause.as_deref()
    }

    /// What the relay answered, if the program paused them for that.
    fn relay(&self) -> Option<&str> {
        self.cause().filter(|cause| ![BY_EDITOR, RESTORED, OVER_THE_CAP].contains(cause))
    }

    /// What is said of a pause that is neither an editor's nor the relay's.
    fn pause_key(&self) -> Option<&'static str> {
        match self.cause()? {
            RESTORED => Some("releases-send-restored"),
            OVER_THE_CAP => Some("releases-send-over-the-cap"),
            _ => None,
        }
    }

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

    /// The minutes until all are through at the pace of the last minute, at most: a send that has just begun is faster
    /// than that; `None` if nothing moves.
    const fn minutes_left(books: &Books) -> Option<i64> {
        if books.last_minute == 0 || books.waiting() == 0 || !matches!(books.state, LetterState::Open) {
            return None;
        }
        Some((books.waiting() + books.last_minute - 1) / books.last_minute)
    }

    pub(super) const fn state_key(state: LetterState) -> &'static str {
        match state {
            LetterState::Open => "releases-send-state-open",
            LetterState::Paused => "releases-send-state-paused",
            LetterState::Cancelled => "releases-send-state-cancelled",
            LetterState::Done => "releases-send-state-done",
        }
    }

    pub(super) const fn badge(state: LetterState) -> &'static str {
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

/// What the letters are found by: the update that they tell of, or their own id.
pub trait Held: FromStr + Clone + Send + Sync + 'static {
    /// Where an editor sees how they fare.
    fn place(&self) -> String;

    /// How they fare.
    ///
    /// # Errors
    /// Not found; those of the database.
    fn look(&self, conn: &mut Conn, now: Timestamp) -> Result<UnderWay>;

    /// Holds them.
    ///
    /// # Errors
    /// Not found; [`Error::Conflict`] if that cannot be done as they stand.
    fn take(&self, tx: &mut Tx<'_>, grip: Grip, by: &Actor) -> Result<()>;
}

impl Held for UpdateId {
    fn place(&self) -> String {
        format!("/editor/updates/{self}/send")
    }

    fn look(&self, conn: &mut Conn, now: Timestamp) -> Result<UnderWay> {
        under_way::update_under_way(conn, self, now)
    }

    fn take(&self, tx: &mut Tx<'_>, grip: Grip, by: &Actor) -> Result<()> {
        under_way::take_grip_of_update(tx, self, grip, by)
    }
}

impl Held for LetterId {
    fn place(&self) -> String {
        format!("/editor/letters/{self}")
    }

    fn look(&self, conn: &mut Conn, now: Timestamp) -> Result<UnderWay> {
        under_way::letter_under_way(conn, self, now)
    }

    fn take(&self, tx: &mut Tx<'_>, grip: Grip, by: &Actor) -> Result<()> {
        under_way::take_grip(tx, self, grip, by)
    }
}

/// One editor before letters to many.
struct Desk<H> {
    editor: Editor,
    room: Room,
    held: H,
}

impl<H: Held> Desk<H> {
    fn at(editor: Editor, room: Room, id: &str) -> Result<Self> {
        Ok(Self { editor, room, held: id.parse().map_err(|_| Error::NotFound)? })
    }

    fn token(&self, grip: Grip) -> String {
        let target = format!("{}/{}", self.held.place(), grip.as_str());
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

    async fn show(self, status: StatusCode, problems: Problems) -> Result<HttpResponse> {
        let (held, now) = (self.held.clone(), self.room.1.now());
        let UnderWay { about, books } = self.room.1.read(move |conn| held.look(conn, now)).await?;
        let (tokens, place, zone) = (self.tokens(), self.held.place(), self.room.3.site.time_zone());
        let title = title(&about, &self.room.0.words, &zone);
        let when = match &about {
            About::Update(both) => both.1.published_at.or(both.1.publish_at),
            About::Digest(..) | About::Other => None,
        };
        let when = when.map(|at| moment(at, &self.room.0.words, &zone)).unwrap_or_default();
        let frame = self.editor.frame(self.room.0, &self.room.2);
        page_as(status, &SendPage { frame, place, about, title, books, tokens, problems, when })
    }

    async fn press(self, grip: Grip, fields: GripForm, mut problems: Problems) -> Result<HttpResponse> {
        if grip == Grip::Cancel && fields.sure != "yes" {
            problems.add("sure", "releases-problem-sure");
        }
        if !problems.is_empty() {
            return self.show(StatusCode::UNPROCESSABLE_ENTITY, problems).await;
        }
        let (held, actor) = (self.held.clone(), self.editor.actor());
        let outcome = self.room.1.write(move |tx| held.take(tx, grip, &actor)).await;
        self.after(outcome).await
    }

    async fn after(self, outcome: Result<()>) -> Result<HttpResponse> {
        match outcome {
            Ok(()) => Ok(see_other(&self.held.place())),
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
pub async fn show<H: Held>(id: web::Path<String>, editor: Editor, room: Room) -> Result<HttpResponse> {
    Desk::<H>::at(editor, room, &id)?.show(StatusCode::OK, Problems::default()).await
}

/// Hands nothing more over until somebody says so.
///
/// # Errors
/// Not found; those of the database.
pub async fn pause<H: Held>(
    id: web::Path<String>,
    form: Private<Editor, GripForm>,
    room: Room,
) -> Result<HttpResponse> {
    Desk::<H>::at(form.owner, room, &id)?.press(Grip::Pause, form.fields, form.problems).await
}

/// Goes on.
///
/// # Errors
/// Not found; proof required; those of the database.
pub async fn resume<H: Held>(
    id: web::Path<String>,
    form: Private<Recently<Editor>, GripForm>,
    room: Room,
) -> Result<HttpResponse> {
    Desk::<H>::at((*form.owner).clone(), room, &id)?.press(Grip::Resume, form.fields, form.problems).await
}

/// Never hands over what waits.
///
/// # Errors
/// Not found; those of the database.
pub async fn cancel<H: Held>(
    id: web::Path<String>,
    form: Private<Editor, GripForm>,
    room: Room,
) -> Result<HttpResponse> {
    Desk::<H>::at(form.owner, room, &id)?.press(Grip::Cancel, form.fields, form.problems).await
}

/// Sends those again of which nobody knows whether they came.
///
/// # Errors
/// Not found; proof required; those of the database.
pub async fn again<H: Held>(
    id: web::Path<String>,
    form: Private<Recently<Editor>, GripForm>,
    room: Room,
) -> Result<HttpResponse> {
    Desk::<H>::at((*form.owner).clone(), room, &id)?.press(Grip::Again, form.fields, form.problems).await
}
