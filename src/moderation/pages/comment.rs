//! One comment with all that stands around it.

use actix_web::HttpResponse;
use askama::Template;

use super::{Again, Room};
use crate::accounts::guard::Moderator;
use crate::articles::changes::Passage;
use crate::comments::CommentId;
use crate::error::{Problems, Result};
use crate::moderation::forms::Typed;
use crate::moderation::view::{
    self, AppealCard, Card, Citable, EditCard, HoldCard, Line, Near, Notes, Notice, Says, TakedownCard,
};
use crate::web::frame::Frame;
use crate::web::respond::page_as;

#[derive(Template)]
#[template(path = "moderation/comment.html")]
struct CommentPage {
    frame: Frame,
    card: Card,
    notes: Notes,
    notice: Option<Notice>,
    citable: Citable,
    texts: Vec<Says>,
    edit: Option<EditCard>,
    appeal: Option<AppealCard>,
    reports: Vec<(Option<String>, Option<String>)>,
    demands: Vec<TakedownCard>,
    hold: Option<HoldCard>,
    may_hold: bool,
    record: Vec<Line>,
    around: Vec<Near>,
    others: Vec<Near>,
    typed: Typed,
    problems: Problems,
}

impl CommentPage {
    fn new(frame: Frame, view: view::Context, notice: Option<Notice>, again: Again) -> Self {
        Self {
            frame,
            card: view.card,
            notes: view.notes,
            notice: notice.or(view.notice),
            citable: view.citable,
            texts: view.texts,
            edit: view.edit,
            appeal: view.appeal,
            reports: view.reports,
            demands: view.demands,
            hold: view.hold,
            may_hold: view.may_hold,
            record: view.record,
            around: view.around,
            others: view.others,
            typed: again.typed,
            problems: again.problems,
        }
    }
}

impl Room {
    /// The page of a comment, with a form that came back.
    pub(super) async fn comment(
        self,
        moderator: Moderator,
        id: CommentId,
        notice: Option<Notice>,
        again: Again,
    ) -> Result<HttpResponse> {
        let viewer = self.viewer(&moderator);
        let view = self.db.read(move |conn| view::context(conn, &viewer, &id)).await?;
        let frame = moderator.frame(self.frame, &self.tokens);
        page_as(again.status, &CommentPage::new(frame, view, notice, again))
    }
}
