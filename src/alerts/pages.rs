//! The pages of alerts: asking, confirming, managing, leaving.

mod confirm;
mod leave;
mod letter;
mod letters;
mod manage;
mod release;
mod send;
mod subscribe;
pub mod suppressions;

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, RETRY_AFTER};
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use askama::Template;

pub use self::confirm::{ConfirmForm, look_confirm, take_confirm};
pub use self::leave::{UnsubscribeDeed, look_leave, take_leave};
pub use self::letter::show as letter;
pub use self::letters::show as letters;
pub use self::manage::{AskForm, LinkHolder, ManageForm, ask_link, enter_address, manage, show};
pub use self::release::{send as release, show as show_release};
pub use self::send::{Held, again, cancel, pause, resume, show as sending};
pub use self::subscribe::{Follow, SubscribeForm, asked, subscribe};

use crate::alerts::{ENDED_KIND, Ended};
use crate::base::journal::Journal;
use crate::base::seal::Keys;
use crate::config::Config;
use crate::db::Db;
use crate::error::{Error, Problems, Result};
use crate::web::client::Client;
use crate::web::form::{FormTokens, WHOLE};
use crate::web::frame::Frame;
use crate::web::limits::{self, Rate};
use crate::web::part;
use crate::web::respond::page_as;

const HOUR: Duration = Duration::from_hours(1);
/// When whoever met a full waiting room may come again.
const SOON: Duration = Duration::from_secs(5);

/// What the handlers here need, taken from the app in one go.
#[derive(Clone, Debug)]
pub struct Parts {
    frame: Frame,
    db: Db,
    keys: Keys,
    journal: Journal,
    tokens: FormTokens,
    config: web::Data<Config>,
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
                journal: (*part::<Journal>(&request)?.into_inner()).clone(),
                tokens: (*part::<FormTokens>(&request)?.into_inner()).clone(),
                config: part(&request)?,
            })
        })
    }
}

impl Parts {
    /// Counts one request for a letter by a network.
    async fn count_letter(&self, client: &Client) -> Result<()> {
        let pseudonym = client.pseudonym(&self.db, &self.keys).await?;
        let rate = Rate::new(self.config.limits.subscriptions_an_hour, HOUR);
        limits::count(&self.db, "subscriptions", &pseudonym, client.rate(rate)).await
    }

    /// Writes what ended into the journal, so that no backup brings it back. Only then may it be said to be over.
    async fn keep_in_journal(&self, ended: Vec<Ended>) -> Result<()> {
        let (journal, today) = (self.journal.clone(), self.db.now().day());
        let record =
            move || ended.iter().try_for_each(|it| journal.record(ENDED_KIND, &it.journal_id, today));
        web::block(record).await.map_err(Error::fault)?.map_err(|error| {
            tracing::error!(%error, "the end of a subscription could not be kept in the journal");
            Error::Unavailable
        })
    }

    /// Ends subscriptions and keeps that in the journal, in a task of its own: whoever closes the connection between
    /// the two leaves no end without its journal.
    async fn over<F>(&self, deed: F) -> Result<()>
    where
        F: FnMut(&mut crate::db::Tx<'_>) -> Result<Vec<Ended>> + Send + 'static,
    {
        let parts = self.clone();
        let whole = actix_web::rt::spawn(async move {
            let ended = parts.db.write(deed).await?;
            parts.keep_in_journal(ended).await
        });
        whole.await.map_err(Error::fault)?
    }
}

/// Answers a deed that failed: what its form can mend, a limit or a full waiting room shows the form again, filled.
fn refused<T: Template>(error: Error, again: impl FnOnce(Problems) -> T) -> Result<HttpResponse> {
    let whole = |key| {
        let mut problems = Problems::default();
        problems.add(WHOLE, key);
        problems
    };
    let (status, problems, wait) = match error {
        Error::Invalid(problems) => (StatusCode::UNPROCESSABLE_ENTITY, problems, None),
        Error::TooOften { retry_after } => {
            (StatusCode::TOO_MANY_REQUESTS, whole("alerts-problem-too-often"), Some(retry_after))
        }
        Error::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, whole("alerts-problem-busy"), Some(SOON)),
        other => return Err(other),
    };
    let mut answer = page_as(status, &again(problems))?;
    if let Some(wait) = wait {
        answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from(wait.as_secs().max(1)));
    }
    Ok(answer)
}

/// A page about a link that is good no more, or a thing that is over.
#[derive(Template)]
#[template(path = "alerts/over.html")]
struct OverPage {
    frame: Frame,
    title: &'static str,
    says: &'static str,
    /// Where to go on, and the key of what that says.
    onward: (&'static str, &'static str),
}

impl Parts {
    fn over_page(
        &self,
        status: StatusCode,
        [title, says]: [&'static str; 2],
        onward: (&'static str, &'static str),
    ) -> Result<HttpResponse> {
        page_as(status, &OverPage { frame: self.frame.clone(), title, says, onward })
    }
}
