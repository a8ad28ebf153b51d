//! `/u/{token}`: the link of every alert. A look changes nothing; a POST from anywhere ends the mail (RFC 8058).

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use askama::Template;

use super::{HOUR, Parts};
use crate::alerts::{Leaving, Restored, Scope, leave, leaving, parse_unsubscribe_token, restore};
use crate::base::clock::Timestamp;
use crate::cases;
use crate::error::{Error, Result};
use crate::web::Settings;
use crate::web::frame::Frame;
use crate::web::limits::{self, Rate};
use crate::web::respond::page;

/// As often may one link take an end back in an hour. Ending is never refused: a mail provider repeats itself, and whoever
/// holds a forwarded letter must not be able to keep its reader in.
const RESTORES: Rate = Rate::new(10, HOUR);
/// More than any answer of a form of ours, or of a mail program, holds.
const MOST_BYTES: usize = 8 * 1024;

/// What a POST to an unsubscribe link asks for. It carries no cookie, no token of a form and comes from anywhere: its
/// secret is its address (RFC 8058 section 3.2). Whatever it says that is not known here ends the subscription.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnsubscribeDeed {
    /// End what the link names.
    One,
    /// End everything that goes to this address.
    All,
    /// Take back what was ended at that instant; without one, the last end.
    Restore(Option<Timestamp>),
}

impl FromRequest for UnsubscribeDeed {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let media = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let media = media.unwrap_or_default().to_ascii_lowercase();
        let within = request.app_data::<web::Data<Settings>>().map(|settings| settings.body_within);
        let body = web::Bytes::from_request(request, payload);
        Box::pin(async move {
            let within = within.ok_or_else(|| Error::fault("the settings are not registered"))?;
            let body = tokio::time::timeout(within, body).await.map_err(|_| Error::TooSlow)?;
            let body = body.map_err(|_| Error::TooLarge)?;
            if body.len() > MOST_BYTES {
                return Err(Error::TooLarge);
            }
            let text = String::from_utf8_lossy(&body);
            let multipart = media.starts_with("multipart/form-data");
            Ok(Self::of(&if multipart { parts_of(&text) } else { fields_of(&text) }))
        })
    }
}

impl UnsubscribeDeed {
    fn of(fields: &[(String, String)]) -> Self {
        let value = |name| fields.iter().find(|(named, _)| named == name).map(|(_, value)| value.as_str());
        match value("deed") {
            Some("all") => Self::All,
            Some("restore") => {
                Self::Restore(value("at").and_then(|at| at.parse().ok()).map(Timestamp::from_micros))
            }
            _ => Self::One,
        }
    }
}

fn fields_of(text: &str) -> Vec<(String, String)> {
    serde_urlencoded::from_str(text).unwrap_or_default()
}

/// The short fields of a `multipart/form-data` body (RFC 7578), by their names.
fn parts_of(text: &str) -> Vec<(String, String)> {
    let text = text.replace("\r\n", "\n");
    let boundary = text.lines().next().unwrap_or_default();
    if !boundary.starts_with("--") {
        return Vec::new();
    }
    let part = |part: &str| {
        let (head, value) = part.split_once("\n\n")?;
        let (_, named) = head.split_once("name=\"")?;
        let (name, _) = named.split_once('"')?;
        Some((name.to_owned(), value.trim_end_matches('\n').to_owned()))
    };
    text.split(boundary).filter_map(part).collect()
}

#[derive(Template)]
#[template(path = "alerts/leave.html")]
struct LeavePage {
    frame: Frame,
    what: What,
}

#[derive(Template)]
#[template(path = "alerts/left.html")]
struct LeftPage {
    frame: Frame,
    what: What,
    /// The instant to send along with "that was a mistake".
    at: Option<i64>,
    all: bool,
    back: bool,
    late: bool,
}

/// What a link is about, as a page says it.
#[derive(Debug, Clone, Default)]
struct What {
    /// The case, if the link names one and its subscription is not erased.
    case: Option<String>,
    /// The key of how often, if it is a digest.
    digest: Option<&'static str>,
    leaving: Leaving,
}

impl What {
    /// Whether the link names nothing any more, while other mail goes to the address: how often was changed since,
    /// for one.
    fn is_moot(&self) -> bool {
        self.leaving.named.is_empty() && self.leaving.still > 0
    }

    /// How many other cases are mailed to the address.
    const fn still(&self) -> usize {
        self.leaving.still
    }
}

/// `GET /u/{token}`: a page with a button; programs that open every link of a letter change nothing.
///
/// # Errors
/// Those of the database.
pub async fn look_leave(token: web::Path<String>, parts: Parts) -> Result<HttpResponse> {
    let Some(scope) = parse_unsubscribe_token(&parts.keys, &token) else { return parts.no_such_link() };
    let what = parts.what(&scope, false).await?;
    if what.leaving.live {
        return page(&LeavePage { frame: parts.frame, what });
    }
    page(&LeftPage::new(parts.frame, what))
}

/// `POST /u/{token}`: ends the mail at once, without a redirect; or takes that back. Asked again, it answers the same.
///
/// # Errors
/// [`Error::TooOften`] if one link takes back too often; those of the database.
pub async fn take_leave(
    token: web::Path<String>,
    deed: UnsubscribeDeed,
    parts: Parts,
) -> Result<HttpResponse> {
    let Some(scope) = parse_unsubscribe_token(&parts.keys, &token) else { return parts.no_such_link() };
    let (began, all) = (parts.db.now().as_micros(), deed == UnsubscribeDeed::All);
    let back = parts.perform(&scope, deed).await?;
    let what = parts.what(&scope, all).await?;
    let mut done = LeftPage { all, ..LeftPage::new(parts.frame, what) };
    // What other links ended is not for the holder of this one to bring back.
    done.at = done.at.filter(|at| !all || *at >= began);
    (done.back, done.late) = (back == Some(true), back == Some(false));
    page(&done)
}

impl LeftPage {
    fn new(frame: Frame, what: What) -> Self {
        let at = what.leaving.can_be_taken_back.map(Timestamp::as_micros);
        Self { frame, what, at, all: false, back: false, late: false }
    }

    fn heading(&self) -> &'static str {
        if self.back {
            "alerts-left-back"
        } else if self.what.is_moot() {
            "alerts-left-moot"
        } else {
            "alerts-left-title"
        }
    }
}

impl Parts {
    /// Does it; answers whether something was taken back, if that was asked.
    async fn perform(&self, scope: &Scope, deed: UnsubscribeDeed) -> Result<Option<bool>> {
        let (keys, scope) = (self.keys.clone(), scope.clone());
        match deed {
            UnsubscribeDeed::Restore(at) => {
                limits::count(&self.db, "unsubscribe-restore", &scope.name(), RESTORES).await?;
                let done = self.db.write(move |tx| restore(tx, &keys, &scope, at)).await?;
                Ok(Some(done != Restored::Nothing))
            }
            UnsubscribeDeed::One | UnsubscribeDeed::All => {
                let all = deed == UnsubscribeDeed::All;
                self.over(move |tx| leave(tx, &keys, &scope, all)).await?;
                Ok(None)
            }
        }
    }

    async fn what(&self, scope: &Scope, all: bool) -> Result<What> {
        let (now, scope) = (self.db.now(), scope.clone());
        self.db
            .read(move |conn| {
                let leaving = leaving(conn, &scope, all, now)?;
                let digest = match &scope {
                    Scope::Digest(_, frequency) => Some(frequency.key()),
                    Scope::Subscription(_) => None,
                };
                let named = leaving.named.first().filter(|_| digest.is_none());
                let case = named.map(|it| cases::by_id(conn, &it.case_id)).transpose()?.flatten();
                Ok(What { case: case.map(|case| case.title.to_string()), digest, leaving })
            })
            .await
    }

    fn no_such_link(&self) -> Result<HttpResponse> {
        let says = ["alerts-leave-unknown-title", "alerts-leave-unknown-says"];
        self.over_page(StatusCode::NOT_FOUND, says, ("/subscriptions", "alerts-link-manage"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_mail_programs_send_ends_the_subscription() {
        let multipart =
            "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n";
        assert_eq!(UnsubscribeDeed::of(&parts_of(multipart)), UnsubscribeDeed::One);
        assert_eq!(UnsubscribeDeed::of(&fields_of("List-Unsubscribe=One-Click")), UnsubscribeDeed::One);
        assert_eq!(UnsubscribeDeed::of(&fields_of("")), UnsubscribeDeed::One);
    }

    #[test]
    fn the_buttons_of_the_page_mean_what_they_say() {
        assert_eq!(UnsubscribeDeed::of(&fields_of("deed=all")), UnsubscribeDeed::All);
        let at = Some(Timestamp::from_micros(17));
        assert_eq!(UnsubscribeDeed::of(&fields_of("deed=restore&at=17")), UnsubscribeDeed::Restore(at));
        assert_eq!(UnsubscribeDeed::of(&fields_of("deed=restore&at=x")), UnsubscribeDeed::Restore(None));
        let multipart = "--b\r\nContent-Disposition: form-data; name=\"deed\"\r\n\r\nall\r\n--b--";
        assert_eq!(UnsubscribeDeed::of(&parts_of(multipart)), UnsubscribeDeed::All);
    }

    proptest! {
        #[test]
        fn no_body_confuses_it(text in "\\PC{0,80}", lines in "(--b|\r\n|name=\"deed\"|all|=|&){0,20}") {
            for body in [text, lines] {
                let _ = (UnsubscribeDeed::of(&parts_of(&body)), UnsubscribeDeed::of(&fields_of(&body)));
            }
        }
    }
}
