//! The pages of the discussion: writing, answering, one comment's address, receipts, one's own comments.

mod account;
mod address;
mod appeal;
mod attack;
mod checks;
mod compose;
mod demand;
mod desk;
mod discussion;
mod edit;
mod mail;
mod receipt;
mod report;

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use jiff::civil::Date;
use jiff::tz::TimeZone;

pub use self::account::{list_own, withdraw_own};
pub use self::address::{ask_address, take_address};
pub use self::appeal::{AppealForm, appeal_by_receipt, appeal_own, show_appeal_by_receipt, show_appeal_own};
pub use self::attack::Moment;
pub use self::checks::{ListsForm, save_checks, show_checks};
pub use self::compose::{CommentForm, answer, submit};
pub use self::demand::{AnswerForm, answer_by_receipt, answer_own, show_demand_by_receipt, show_demand_own};
pub use self::discussion::{Discussion, permalink};
pub use self::edit::{EditForm, edit_by_receipt, edit_own, show_edit_by_receipt, show_edit_own};
pub use self::mail::{end_mail, look_mail};
pub use self::receipt::{
    ReceiptForm, ReceiptHolder, WithdrawForm, enter_receipt, find_receipt, show_receipt, withdraw_by_receipt,
};

pub use self::report::{ReportForm, send_report, show_report};
use crate::articles::{self, Article};
use crate::base::clock::Timestamp;
use crate::base::journal::Journal;
use crate::base::seal::Keys;
use crate::base::text::Slug;
use crate::base::words::Words;
use crate::comments::holds::Hold;
use crate::comments::{Cause, CommentId, ERASED_KIND, Examiner, withdraw};
use crate::config::Config;
use crate::db::Db;
use crate::error::{Error, OrNotFound as _, Result};
use crate::rules::attack::standing;
use crate::web::form::FormTokens;
use crate::web::frame::Frame;
use crate::web::part;

/// What most handlers here need, taken from the app in one go.
#[derive(Clone, Debug)]
pub struct Parts {
    frame: Frame,
    db: Db,
    keys: Keys,
    examiner: Examiner,
    journal: Journal,
    tokens: FormTokens,
    config: web::Data<Config>,
}

impl Parts {
    /// Now, and how the discussions stand.
    async fn moment(&self) -> Result<Moment> {
        let standing = self.db.read(standing).await?;
        Ok(Moment::new(self.db.now(), self.config.site.time_zone(), standing))
    }

    /// What a legal hold means for the author of a comment.
    fn says_of_hold(&self, hold: &Hold) -> String {
        let key = if hold.asked { "comments-hold-kept" } else { "comments-hold-stands" };
        self.frame.t1(key, "day", self.frame.words.date(hold.until).as_str())
    }

    /// Takes a comment back for its author, for good: no backup brings it back. Asked again, it makes sure of the
    /// journal again.
    async fn take_back(&self, comment: CommentId, version: i64, cause: Cause) -> Result<()> {
        let (db, journal) = (self.db.clone(), self.journal.clone());
        // A task of its own: whoever closes the page between the two leaves no withdrawal without its journal.
        let whole = actix_web::rt::spawn(async move {
            let id = comment.clone();
            db.write(move |tx| withdraw(tx, &id, version, cause)).await?;
            keep_in_journal(journal, (ERASED_KIND, comment), db.now().day()).await
        });
        whole.await.map_err(Error::fault)?
    }

    /// The published article of a slug, or of one that it had when the page was opened.
    async fn article(&self, slug: &str) -> Result<Article> {
        let slug = Slug::parse(slug).map_err(|_| Error::NotFound)?;
        let found = self.db.read(move |conn| {
            if let Some(article) = articles::published(conn, &slug)? {
                return Ok(Some(article));
            }
            match articles::former(conn, &slug)? {
                Some(now) => articles::published(conn, &now),
                None => Ok(None),
            }
        });
        found.await?.or_not_found()
    }
}

impl FromRequest for Parts {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let frame = Frame::from_request(request, payload);
        let request = request.clone();
        Box::pin(async move {
            Ok(Self {
                frame: frame.await?,
                db: (*part::<Db>(&request)?.into_inner()).clone(),
                keys: (*part::<Keys>(&request)?.into_inner()).clone(),
                examiner: (*part::<Examiner>(&request)?.into_inner()).clone(),
                journal: (*part::<Journal>(&request)?.into_inner()).clone(),
                tokens: (*part::<FormTokens>(&request)?.into_inner()).clone(),
                config: part(&request)?,
            })
        })
    }
}

async fn keep_in_journal(
    journal: Journal,
    (kind, comment): (&'static str, CommentId),
    today: Date,
) -> Result<()> {
    let record = move || journal.record(kind, comment.as_str(), today);
    web::block(record).await.map_err(Error::fault)?.map_err(|error| {
        tracing::error!(%error, "an erasure could not be kept in the journal");
        Error::Unavailable
    })
}

/// An instant as a person reads it: day and minute in the site's calendar, or the day alone if no more is kept.
fn when(words: &Words, config: &Config, at: Timestamp) -> String {
    if at == at.to_day() { words.date(at.day()) } else { moment_in(words, &config.site.time_zone(), at) }
}

/// An instant to the minute.
fn moment_in(words: &Words, zone: &TimeZone, at: Timestamp) -> String {
    let day = words.date(at.day_in(zone));
    let time = at.to_jiff().to_zoned(zone.clone()).strftime("%H:%M").to_string();
    words.say2("comments-when", ("day", day), ("time", time))
}
