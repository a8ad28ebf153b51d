//! The queue, the context of a comment, the log of decisions, and the deeds that their forms do.

mod appeals;
pub mod attack;
pub mod batches;
pub mod colleagues;
mod comment;
mod edits;
mod grounds;
pub mod holds;
mod own_sanction;
mod reported;
mod sanctions;
pub mod snippets;
pub mod takedowns;
mod today;

use std::future::{Ready, ready};
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;

pub use self::appeals::appeals;
pub use self::edits::edits;
pub use self::own_sanction::{contest, show_own as own_sanction};
pub use self::reported::reported;
pub use self::sanctions::{account, impose, judge, sanctions};
pub use self::today::today;
use super::forms::{BatchForm, DeedForm, Typed, UndoForm};
use super::view::{self, Card, Chip, Citable, Log, Notice, Place, Queue, Stats, Tab, Told, Viewer};
use super::{
    Decision, Deed, Grounds, carry_out, decided_by, examine, redact, reversal, text_without,
    undo as take_back,
};
use crate::accounts::guard::{Member, Moderator};
use crate::base::paging::Paging;
use crate::base::seal::Keys;
use crate::comments::{self, CommentId, OWN_COMMENT, OWN_DECISION};
use crate::config::Config;
use crate::db::{Conn, Db};
use crate::error::{Error, OrNotFound as _, Problems, Result};
use crate::web::form::{Form as _, FormTokens, Owner as _, Private};
use crate::web::frame::Frame;
use crate::web::respond::{page, see_other};

/// What every page here is made with.
#[derive(Debug)]
pub struct Room {
    frame: Frame,
    db: web::Data<Db>,
    tokens: web::Data<FormTokens>,
    keys: web::Data<Keys>,
    config: web::Data<Config>,
}

impl FromRequest for Room {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let parts = (request.app_data().cloned(), request.app_data().cloned(), request.app_data().cloned());
        let keys: Option<web::Data<Keys>> = request.app_data().cloned();
        let frame = Frame::from_request(request, payload).into_inner();
        ready(match (frame, parts, keys) {
            (Ok(frame), (Some(db), Some(tokens), Some(config)), Some(keys)) => {
                Ok(Self { frame, db, tokens, keys, config })
            }
            (Err(error), ..) => Err(error),
            _ => Err(Error::fault("a part of moderation is not registered")),
        })
    }
}

#[derive(Template)]
#[template(path = "moderation/queue.html")]
struct QueuePage {
    frame: Frame,
    tab: Tab,
    place: Place,
    many: Many,
    notice: Option<Notice>,
    stats: Stats,
    chips: Vec<Chip>,
    cards: Vec<Card>,
    all: Option<String>,
    citable: Citable,
    earlier: Option<String>,
    later: Option<String>,
    nothing_typed: Typed,
    no_problems: Problems,
}

impl QueuePage {
    fn new(frame: Frame, place: Place, many: Many, queue: Queue) -> Self {
        let Queue { notice, stats, chips, cards, all, citable, earlier, later } = queue;
        let (tab, nothing_typed, no_problems) = (place.tab(), Typed::default(), Problems::default());
        Self {
            frame,
            tab,
            place,
            many,
            notice,
            stats,
            chips,
            cards,
            all,
            citable,
            earlier,
            later,
            nothing_typed,
            no_problems,
        }
    }
}

#[derive(Template)]
#[template(path = "moderation/decisions.html")]
struct DecisionsPage {
    frame: Frame,
    log: Log,
}

/// The form that decides on many comments of a page, or of all pages.
struct Many {
    token: String,
    until: String,
    deeds: Vec<Deed>,
}

/// What the address of the queue asks for.
#[derive(Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(flatten)]
    place: Place,
    #[serde(flatten)]
    told: Told,
    #[serde(flatten)]
    paging: Paging,
}

/// What the address of the log asks for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct AskedOfLog {
    /// The number of the only rule that is wanted.
    rule: String,
    #[serde(flatten)]
    told: Told,
    #[serde(flatten)]
    paging: Paging,
}

/// A form that comes back: with what status, what was typed, what is wrong.
struct Again {
    status: StatusCode,
    typed: Typed,
    problems: Problems,
}

/// `/moderation`: what waits for a decision, the most urgent and oldest first.
///
/// # Errors
/// Those of the database.
pub async fn queue(asked: web::Query<Asked>, moderator: Moderator, room: Room) -> Result<HttpResponse> {
    let Asked { place, told, paging } = asked.into_inner();
    let (viewer, here, many) = (room.viewer(&moderator), place.clone(), room.many(&moderator, place.tab()));
    let queue = room.db.read(move |conn| view::queue(conn, &viewer, &here, &paging, &told)).await?;
    page(&QueuePage::new(moderator.frame(room.frame, &room.tokens), place, many, queue))
}

/// `/moderation/comments/{id}`: one comment with all that stands around it.
///
/// # Errors
/// Not found, or those of the database.
pub async fn comment(id: web::Path<CommentId>, moderator: Moderator, room: Room) -> Result<HttpResponse> {
    let fresh = Again { status: StatusCode::OK, typed: Typed::default(), problems: Problems::default() };
    room.comment(moderator, id.into_inner(), None, fresh).await
}

/// `/moderation/decisions`: what was decided, the latest first; with `?rule=`, under the rule of this number.
///
/// # Errors
/// Those of the database.
pub async fn decisions(
    asked: web::Query<AskedOfLog>,
    moderator: Moderator,
    room: Room,
) -> Result<HttpResponse> {
    let (viewer, AskedOfLog { rule, told, paging }) = (room.viewer(&moderator), asked.into_inner());
    let rule = rule.parse().ok();
    let log = room.db.read(move |conn| view::log(conn, &viewer, &paging, (&told, rule))).await?;
    let frame = moderator.frame(room.frame, &room.tokens);
    page(&DecisionsPage { frame, log })
}

/// `/moderation/comments/{id}/{deed}`: decides on a comment.
///
/// # Errors
/// Not found, or those of the database.
pub async fn decide(
    asked: web::Path<(CommentId, Deed)>,
    form: Private<Moderator, DeedForm>,
    room: Room,
) -> Result<HttpResponse> {
    let (comment, deed) = asked.into_inner();
    let Private { owner, fields, mut problems } = form;
    let grounds = room.grounds(deed, fields.grounds(), &mut problems).await?;
    room.decide(owner, Order { comment, deed, fields, problems }, grounds).await
}

/// Takes the last decision on a comment back.
///
/// # Errors
/// Not found, or those of the database.
pub async fn undo(
    id: web::Path<CommentId>,
    form: Private<Moderator, UndoForm>,
    room: Room,
) -> Result<HttpResponse> {
    let Private { owner: moderator, fields, problems } = form;
    let taken_back = match problems.into_result() {
        Ok(()) => room.undo(&moderator, &id, fields.version).await,
        Err(problems) => Err(problems),
    };
    match taken_back {
        Ok(()) => Ok(see_other(&view::after_undo(&fields.tab, &id))),
        Err(refusal) => room.refused(moderator, id.into_inner(), refusal, Typed::default()).await,
    }
}

/// A deed that was asked for, in all its parts.
struct Order {
    comment: CommentId,
    deed: Deed,
    fields: DeedForm,
    problems: Problems,
}

impl Room {
    /// What decides on many comments of a tab.
    fn many(&self, moderator: &Moderator, tab: Tab) -> Many {
        let deeds = Deed::ALL.into_iter().filter(|deed| deed.fits(tab.state()));
        Many {
            token: self.tokens.private(BatchForm::NAME, "/moderation/batches", moderator.binding()),
            until: self.db.now().as_micros().to_string(),
            deeds: deeds.collect(),
        }
    }

    async fn must_exist(&self, comment: &CommentId) -> Result<()> {
        let id = comment.clone();
        self.db.read(move |conn| comments::find_for_moderation(conn, &id)).await?.or_not_found().map(|_| ())
    }

    fn viewer(&self, moderator: &Member) -> Viewer {
        Viewer {
            account: moderator.account_id.clone(),
            role: moderator.role,
            binding: moderator.binding().to_owned(),
            tokens: FormTokens::clone(&self.tokens),
            keys: Keys::clone(&self.keys),
            words: self.frame.words.clone(),
            zone: self.config.site.time_zone(),
            now: self.db.now(),
            undo_within: self.config.moderation.undo_within(),
        }
    }

    async fn decide(
        self,
        moderator: Moderator,
        order: Order,
        grounds: Option<Grounds>,
    ) -> Result<HttpResponse> {
        let Order { comment, deed, fields, problems } = order;
        let done = view::after(&fields.tab, &comment);
        let decided = if problems.is_empty() {
            self.act(&moderator, (&comment, deed), &fields, grounds).await
        } else if self.did_already(&moderator, &comment, (fields.version, deed)).await? {
            Ok(())
        } else {
            Err(Error::Invalid(problems))
        };
        match decided {
            Ok(()) => Ok(see_other(&done)),
            Err(refusal) => self.refused(moderator, comment, refusal, Typed::new(deed, fields)).await,
        }
    }

    /// The form again, with what was typed and why it could not be done.
    async fn refused(
        self,
        moderator: Moderator,
        comment: CommentId,
        refusal: Error,
        typed: Typed,
    ) -> Result<HttpResponse> {
        match refusal {
            Error::Conflict(key) => self.lost(moderator, comment, typed, key).await,
            Error::Invalid(problems) => {
                let again = Again { status: StatusCode::UNPROCESSABLE_ENTITY, typed, problems };
                self.comment(moderator, comment, None, again).await
            }
            other => Err(other),
        }
    }

    async fn change(
        &self,
        moderator: &Moderator,
        asked: (&CommentId, i64, Deed),
        grounds: Option<Grounds>,
    ) -> Result<()> {
        let (comment, seen, deed) = (asked.0.clone(), asked.1, asked.2);
        let grace = self.config.moderation.grace(self.config.server.is_trial());
        let (by, examined) = (moderator.account_id.clone(), comment.clone());
        let alone = self.db.read(move |conn| examine(conn, &examined, seen, deed)).await?;
        let decision = Decision { comment, seen, by, grace, alone };
        self.db.write(move |tx| carry_out(tx, deed, &decision, grounds.as_ref())).await
    }

    async fn act(
        &self,
        moderator: &Moderator,
        (comment, deed): (&CommentId, Deed),
        typed: &DeedForm,
        grounds: Option<Grounds>,
    ) -> Result<()> {
        match grounds {
            Some(grounds) if deed.quotes() => self.redact(moderator, (comment, typed), grounds).await,
            grounds => self.change(moderator, (comment, typed.version, deed), grounds).await,
        }
    }

    /// Takes words out of a comment, at once: what must not be read does not wait.
    async fn redact(
        &self,
        moderator: &Moderator,
        (comment, typed): (&CommentId, &DeedForm),
        grounds: Grounds,
    ) -> Result<()> {
        let (looked_at, seen, quote) = (comment.clone(), typed.version, typed.quoted());
        let (rule, words) = (grounds.rule()?, self.frame.words.clone());
        let left = move |conn: &mut Conn| text_without(conn, (&looked_at, seen), &quote, (rule, &words));
        let text = self.db.read(left).await?;
        let (comment, by, grace) = (comment.clone(), moderator.account_id.clone(), Duration::ZERO);
        let decision = Decision { comment, seen, by, grace, alone: false };
        self.db.write(move |tx| redact(tx, &decision, &grounds, text.clone())).await
    }

    async fn undo(&self, moderator: &Moderator, comment: &CommentId, seen: i64) -> Result<()> {
        let (comment, by) = (comment.clone(), moderator.account_id.clone());
        let since = self.db.now().minus(self.config.moderation.undo_within());
        let back = self.db.read(move |conn| reversal(conn, &comment, seen, since)).await?;
        self.db.write(move |tx| take_back(tx, Some(&by), &back)).await
    }

    /// Whether this is the second press of a button whose first one did it.
    async fn did_already(
        &self,
        moderator: &Moderator,
        comment: &CommentId,
        asked: (i64, Deed),
    ) -> Result<bool> {
        let (comment, by) = (comment.clone(), moderator.account_id.clone());
        self.db.read(move |conn| decided_by(conn, &comment, &by, asked)).await
    }

    /// The page for whoever comes second: what was decided, and nothing lost of what they typed.
    async fn lost(
        self,
        moderator: Moderator,
        comment: CommentId,
        typed: Typed,
        key: &'static str,
    ) -> Result<HttpResponse> {
        let (viewer, id, seen) = (self.viewer(&moderator), comment.clone(), typed.seen());
        let notice = self.db.read(move |conn| view::conflict(conn, &viewer, &id, (seen, key))).await?;
        let own = matches!(key, OWN_DECISION | OWN_COMMENT);
        let status = if own { StatusCode::FORBIDDEN } else { StatusCode::CONFLICT };
        let again = Again { status, typed, problems: Problems::default() };
        self.comment(moderator, comment, Some(notice), again).await
    }
}
