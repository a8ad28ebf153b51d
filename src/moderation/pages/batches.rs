//! Decisions on many comments: those that were ticked, or all that the queue finds at a place.

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::{HttpResponse, web};
use askama::Template;

use super::Room;
use crate::accounts::guard::Moderator;
use crate::base::clock::Timestamp;
use crate::base::seal::Keys;
use crate::comments::{self, CommentId, Filter};
use crate::error::{Error, Problems, Result};
use crate::moderation::Deed;
use crate::moderation::batches::{self, BatchId, Wanted};
use crate::moderation::forms::{BatchForm, UndoForm};
use crate::moderation::view::{self, Ask, AtOnce, Place};
use crate::web::form::{Form as _, Owner as _, Private};
use crate::web::frame::Frame;
use crate::web::respond::{page, page_as, see_other};

const HERE: &str = "/moderation/batches";
/// The form is asked for again.
const AMISS: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;
/// More comments than these have a page of their own to tell how far they are.
const AT_A_GLANCE: usize = comments::QUEUE_PAGE;

#[derive(Template)]
#[template(path = "moderation/batch-ask.html")]
struct AskPage {
    frame: Frame,
    deed: Deed,
    ask: Ask,
    form: BatchForm,
    until: String,
    back: String,
    token: String,
    problems: Problems,
}

#[derive(Template)]
#[template(path = "moderation/batch.html")]
struct BatchPage {
    frame: Frame,
    told: AtOnce,
}

/// What a form orders, in all its parts.
struct Order {
    deed: Deed,
    place: Place,
    filter: Filter,
    form: BatchForm,
    problems: Problems,
}

/// `POST /moderation/batches`: one decision on many comments. Asks back before it decides on all at a place, or where
/// a rule is to be cited.
///
/// # Errors
/// Those of the database.
pub async fn decide(form: Private<Moderator, BatchForm>, room: Room) -> Result<HttpResponse> {
    let Private { owner: moderator, fields: form, problems } = form;
    let order = Order::read(form, problems, (room.db.now(), &room.keys))?;
    if order.problems.is_empty() && (order.form.asked().is_some() || !order.must_be_asked()) {
        return room.decide_many(moderator, order).await;
    }
    let status = if order.problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    room.ask(moderator, order, status).await
}

/// `GET /moderation/batches/{id}`: how far it is.
///
/// # Errors
/// Not found, or those of the database.
pub async fn show(id: web::Path<BatchId>, moderator: Moderator, room: Room) -> Result<HttpResponse> {
    let viewer = room.viewer(&moderator);
    let told = room.db.read(move |conn| view::batch(conn, &viewer, &id)).await?;
    let goes_on = told.goes_on;
    let mut answer = page(&BatchPage { frame: moderator.frame(room.frame, &room.tokens), told })?;
    if goes_on {
        look_again(&mut answer);
    }
    Ok(answer)
}

/// `POST /moderation/batches/{id}/undo`: takes all of its decisions back that still stand as it left them.
///
/// # Errors
/// Not found, or those of the database; [`Error::Conflict`] if it is too late.
pub async fn undo(
    id: web::Path<BatchId>,
    form: Private<Moderator, UndoForm>,
    room: Room,
) -> Result<HttpResponse> {
    let Private { owner: moderator, problems, .. } = form;
    problems.into_result()?;
    let (batch, by) = (id.clone(), moderator.account_id.clone());
    let since = room.db.now().minus(room.config.moderation.undo_within());
    room.db.write(move |tx| batches::begin_to_undo(tx, &batch, &by, since)).await?;
    Ok(see_other(&format!("{HERE}/{id}")))
}

impl Order {
    fn read(form: BatchForm, problems: Problems, (now, keys): (Timestamp, &Keys)) -> Result<Self> {
        let deed = Deed::parse(&form.deed).ok_or(Error::BadRequest("base-error-unreadable-form"))?;
        let place = form.place();
        let until = form.until.parse().map_or(now, Timestamp::from_micros);
        let filter = Filter { until: Some(until), ..place.filter(keys)? };
        Ok(Self { deed, place, filter, form, problems })
    }

    fn must_be_asked(&self) -> bool {
        self.form.wants_all() || self.deed.cites_a_rule()
    }
}

/// Has the browser load a page anew, scripts or not, while something goes on that it tells about.
fn look_again(answer: &mut HttpResponse) {
    answer.headers_mut().insert(HeaderName::from_static("refresh"), HeaderValue::from_static("2"));
}

impl Room {
    async fn decide_many(self, moderator: Moderator, mut order: Order) -> Result<HttpResponse> {
        let wanted = self.wanted(&moderator, &mut order).await?;
        let count = wanted.comments.len();
        let grace = self.config.moderation.grace(self.config.server.is_trial());
        let done = match order.problems.clone().into_result() {
            Ok(()) => batches::begin(&self.db, wanted, grace).await,
            Err(problems) => Err(problems),
        };
        match done {
            Ok(batch) if count > AT_A_GLANCE => Ok(see_other(&format!("{HERE}/{batch}"))),
            Ok(batch) => Ok(see_other(&order.place.path_with("batch", batch.as_str()))),
            Err(Error::Invalid(problems)) => self.ask(moderator, Order { problems, ..order }, AMISS).await,
            Err(other) => Err(other),
        }
    }

    /// What the form orders, as a batch: problems with its grounds are noted, and whether it finds more comments than
    /// it was asked about. What a colleague decides comes under a decided tab with the day on which it was written, so
    /// the minute in which the list was made does not leave it out there.
    async fn wanted(&self, moderator: &Moderator, order: &mut Order) -> Result<Wanted> {
        let (by, deed) = (moderator.account_id.clone(), order.deed);
        let grounds = self.grounds(deed, order.form.grounds(), &mut order.problems).await?;
        let comments = if order.form.wants_all() {
            let filter = order.filter.clone();
            let found = self.db.read(move |conn| comments::matching(conn, &filter, batches::MOST)).await?;
            if order.form.asked().is_some_and(|asked| found.len() > asked) {
                order.problems.add("comments", "moderation-batch-more");
            }
            found
        } else {
            order.form.ticked()
        };
        Ok(Wanted { by, deed, grounds, comments })
    }

    async fn ask(self, moderator: Moderator, order: Order, status: StatusCode) -> Result<HttpResponse> {
        let Order { deed, place, filter, form, problems } = order;
        let until = filter.until.map(Timestamp::as_micros).unwrap_or_default().to_string();
        let ticked: Vec<CommentId> = form.ticked().into_iter().map(|(comment, _)| comment).collect();
        let all = form.wants_all().then_some(filter);
        let ask = self.db.read(move |conn| view::ask(conn, all.as_ref(), ticked)).await?;
        let token = self.tokens.private(BatchForm::NAME, HERE, moderator.binding());
        let frame = moderator.frame(self.frame, &self.tokens);
        page_as(status, &AskPage { frame, deed, ask, form, until, back: place.path(), token, problems })
    }
}
