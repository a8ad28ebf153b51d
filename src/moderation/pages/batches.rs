//! Decisions on many comments: those that were ticked, or all that the queue finds at a place.

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::{HttpResponse, web};
use askama::Template;

use super::Room;
use crate::accounts::AccountId;
use crate::accounts::guard::Moderator;
use crate::base::clock::Timestamp;
use crate::comments::{self, CommentId, Filter};
use crate::db::Conn;
use crate::error::{Error, Problems, Result};
use crate::moderation::attack::take_back;
use crate::moderation::batches::{self, BatchId, Wanted};
use crate::moderation::forms::{BatchForm, UndoForm};
use crate::moderation::view::{self, Ask, AtOnce, Place};
use crate::moderation::{Deed, Grounds};
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
    batch: Option<BatchId>,
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

/// Comments, each as it was seen, and the batch that they were written down in.
type Meant = (Option<BatchId>, Vec<(CommentId, i64)>);

/// What a form orders, in all its parts.
struct Order {
    deed: Deed,
    place: Place,
    /// The comments that are meant, each as it was seen.
    meant: Vec<(CommentId, i64)>,
    /// They as they were written down, where the moderator was asked about them.
    batch: Option<BatchId>,
    form: BatchForm,
    problems: Problems,
}

/// `POST /moderation/batches`: one decision on many comments. Asks back before it decides on all at a place, or where
/// a rule is to be cited: what is asked about is written down, and a yes means that and nothing that came since.
///
/// # Errors
/// Those of the database.
pub async fn decide(form: Private<Moderator, BatchForm>, room: Room) -> Result<HttpResponse> {
    let Private { owner: moderator, fields: form, problems } = form;
    let mut order = room.order_of_many(&moderator, form, problems).await?;
    if !order.problems.is_empty() {
        return room.ask(moderator, order, AMISS).await;
    }
    if order.batch.is_some() || !order.must_be_asked() {
        return room.decide_many(moderator, order).await;
    }
    room.ask_about(&moderator, &mut order).await?;
    room.ask(moderator, order, StatusCode::OK).await
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
    let (batch, by, role) = (id.clone(), moderator.account_id.clone(), moderator.role);
    let since = room.db.now().minus(room.config.moderation.undo_within());
    room.db.write(move |tx| take_back(tx, &batch, (&by, role), since)).await?;
    Ok(see_other(&format!("{HERE}/{id}")))
}

impl Order {
    fn must_be_asked(&self) -> bool {
        self.form.wants_all() || self.deed.cites_a_rule()
    }

    fn wanted(&self, moderator: &Moderator, grounds: Option<Grounds>) -> Wanted {
        let (by, comments) = (moderator.account_id.clone(), self.meant.clone());
        Wanted { by, deed: self.deed, grounds, comments }
    }
}

/// The comments that a form means, each as it was seen: those that its moderator was asked about, with the batch that
/// they were written down in; else all that a filter finds, or those that were chosen.
fn meant(conn: &mut Conn, form: &BatchForm, filter: &Filter, order: (&AccountId, Deed)) -> Result<Meant> {
    let batch = batches::asked(conn, form.batch().as_ref(), order)?;
    let meant = match &batch {
        Some(batch) => batches::comments_of(conn, batch)?,
        None if form.wants_all() => comments::matching(conn, filter, batches::MOST)?,
        None => there(conn, form.chosen())?,
    };
    Ok((batch, meant))
}

/// Those of the comments that there are.
fn there(conn: &mut Conn, chosen: Vec<(CommentId, i64)>) -> Result<Vec<(CommentId, i64)>> {
    let mut there = Vec::with_capacity(chosen.len());
    for (comment, seen) in chosen {
        if comments::standing_of(conn, &comment)?.is_some() {
            there.push((comment, seen));
        }
    }
    Ok(there)
}

/// Has the browser load a page anew, scripts or not, while something goes on that it tells about.
fn look_again(answer: &mut HttpResponse) {
    answer.headers_mut().insert(HeaderName::from_static("refresh"), HeaderValue::from_static("2"));
}

impl Room {
    async fn order_of_many(
        &self,
        moderator: &Moderator,
        form: BatchForm,
        problems: Problems,
    ) -> Result<Order> {
        let deed = Deed::parse(&form.deed).ok_or(Error::BadRequest("base-error-unreadable-form"))?;
        let (place, by, looked_at) = (form.place(), moderator.account_id.clone(), form.clone());
        let until = form.until.parse().map_or(self.db.now(), Timestamp::from_micros);
        let filter = Filter { until: Some(until), ..place.filter(&self.keys)? };
        let look = move |conn: &mut Conn| meant(conn, &looked_at, &filter, (&by, deed));
        let (batch, meant) = self.db.read(look).await?;
        Ok(Order { deed, place, meant, batch, form, problems })
    }

    async fn ask_about(&self, moderator: &Moderator, order: &mut Order) -> Result<()> {
        if !order.meant.is_empty() {
            let wanted = order.wanted(moderator, None);
            order.batch = Some(batches::ask_about(&self.db, &wanted).await?);
        }
        Ok(())
    }

    async fn decide_many(self, moderator: Moderator, mut order: Order) -> Result<HttpResponse> {
        let grounds = self.grounds(order.deed, order.form.grounds(), &mut order.problems).await?;
        let grace = self.config.moderation.grace(self.config.server.is_trial());
        let done = match (order.problems.clone().into_result(), order.batch.clone()) {
            (Err(problems), _) => Err(problems),
            (Ok(()), Some(batch)) => {
                batches::start(&self.db, batch.clone(), grounds, grace).await.map(|()| batch)
            }
            (Ok(()), None) => batches::begin(&self.db, order.wanted(&moderator, grounds), grace).await,
        };
        match done {
            Ok(batch) if order.meant.len() > AT_A_GLANCE => Ok(see_other(&format!("{HERE}/{batch}"))),
            Ok(batch) => Ok(see_other(&order.place.path_with("batch", batch.as_str()))),
            Err(Error::Invalid(problems)) => self.ask(moderator, Order { problems, ..order }, AMISS).await,
            Err(other) => Err(other),
        }
    }

    async fn ask(self, moderator: Moderator, order: Order, status: StatusCode) -> Result<HttpResponse> {
        let Order { deed, place, meant, batch, form, problems } = order;
        let meant: Vec<CommentId> = meant.into_iter().map(|(comment, _)| comment).collect();
        let ask = self.db.read(move |conn| view::ask(conn, &meant)).await?;
        let token = self.tokens.private(BatchForm::NAME, HERE, moderator.binding());
        let frame = moderator.frame(self.frame, &self.tokens);
        page_as(status, &AskPage { frame, deed, ask, form, batch, back: place.path(), token, problems })
    }
}
