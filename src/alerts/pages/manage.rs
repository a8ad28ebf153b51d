//! `/subscriptions`: a link to manage by mail; `/subscriptions/{token}`: all that somebody follows.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;
use validator::Validate;

use super::{Parts, refused};
use crate::alerts::{
    Frequency, Kinds, Managed, Subscription, SubscriptionId, SubscriptionState, ask_to_manage, change,
    confirm_own, end, end_all, managed, take_back, who,
};
use crate::base::text::EmailAddress;
use crate::base::token::Token;
use crate::cases;
use crate::db::{Conn, Tx};
use crate::error::{Error, OrNotFound as _, Problems, Result};
use crate::web::client::Client;
use crate::web::form::{Form, Owner, Private, Public};
use crate::web::frame::Frame;
use crate::web::limits::{self, Rate};
use crate::web::respond::{page, page_as, see_other};

/// Links to manage for one address.
const LINKS_FOR_ONE: Rate = Rate::new(3, Duration::from_hours(24));
const GONE: &str = "alerts-manage-gone";

/// The address that a link shall be mailed to.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct AskForm {
    form_token: String,
    email: String,
    website: String,
}

impl Form for AskForm {
    const NAME: &'static str = "subscription-link";
    const FIELDS: &'static [&'static str] = &[];

    fn token(&self) -> &str {
        &self.form_token
    }
}

#[derive(Template)]
#[template(path = "alerts/ask.html")]
struct AskPage {
    frame: Frame,
    token: String,
    email: String,
    done: bool,
    problems: Problems,
}

impl AskPage {
    fn new(parts: &Parts, email: String, problems: Problems) -> Self {
        let token = parts.tokens.public(AskForm::NAME, &parts.frame.path);
        Self { frame: parts.frame.clone(), token, email, done: false, problems }
    }
}

/// `GET /subscriptions`: where the address is typed.
///
/// # Errors
/// A fault, if the page cannot be rendered.
pub async fn enter_address(parts: Parts) -> Result<HttpResponse> {
    page(&AskPage::new(&parts, String::new(), Problems::default()))
}

/// `POST /subscriptions`: mails a link, if the address follows anything; the answer is the same if not.
///
/// # Errors
/// Those of the database.
pub async fn ask_link(client: Client, sent: Public<AskForm>, parts: Parts) -> Result<HttpResponse> {
    match parts.mail_link(&client, &sent.fields, sent.problems).await {
        Ok(()) => page(&AskPage { done: true, ..AskPage::new(&parts, String::new(), Problems::default()) }),
        Err(error) => refused(error, |problems| AskPage::new(&parts, sent.fields.email, problems)),
    }
}

impl Parts {
    async fn mail_link(&self, client: &Client, fields: &AskForm, mut problems: Problems) -> Result<()> {
        let address = EmailAddress::parse(&fields.email);
        let address = problems.note("email", address, |_| "alerts-problem-email");
        problems.into_result()?;
        let address = address.or_not_found()?;
        self.count_letter(client).await?;
        let key = self.keys.email_key(&address);
        let over = limits::over(&self.db, "manage-link", key.as_str(), LINKS_FOR_ONE).await?;
        if over.is_some() || !fields.website.is_empty() {
            return Ok(());
        }
        let keys = self.keys.clone();
        let known = self.db.read(move |conn| who(conn, &keys, &address)).await?;
        self.db.write(move |tx| ask_to_manage(tx, known.as_ref())).await
    }
}

/// Whoever came with a link to manage. Its forms are bound to that link.
#[derive(Debug)]
pub struct LinkHolder {
    path: String,
    managed: Managed,
}

impl Owner for LinkHolder {
    fn binding(&self) -> &str {
        self.managed.binding.as_str()
    }
}

impl FromRequest for LinkHolder {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    /// A link that ran out while its page lay open says so.
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let parts = Parts::extract(&request).await?;
            let typed = request.match_info().get("token").unwrap_or_default().to_owned();
            let managed = parts.opened(&typed).await?.ok_or(Error::Conflict(GONE))?;
            Ok(Self { path: format!("/subscriptions/{typed}"), managed })
        })
    }
}

impl Parts {
    async fn opened(&self, typed: &str) -> Result<Option<Managed>> {
        let Some(token) = Token::parse(typed) else { return Ok(None) };
        let now = self.db.now();
        self.db.read(move |conn| managed(conn, &token, now)).await
    }
}

/// One case as the page shows it.
#[derive(Debug)]
pub(super) struct Followed {
    pub(super) subscription: Subscription,
    pub(super) title: String,
    pub(super) path: String,
}

impl Followed {
    fn is_ended(&self) -> bool {
        self.subscription.state == SubscriptionState::Ended
    }

    fn waits(&self) -> bool {
        self.subscription.state == SubscriptionState::Pending
    }
}

#[derive(Template)]
#[template(path = "alerts/manage.html")]
struct ManagePage {
    frame: Frame,
    path: String,
    token: String,
    followed: Vec<Followed>,
    /// The key of what was just done.
    done: Option<&'static str>,
    problems: Problems,
}

impl ManagePage {
    /// What can still be changed or ended.
    fn open(&self) -> impl Iterator<Item = &Followed> {
        self.followed.iter().filter(|followed| !followed.is_ended())
    }

    fn over(&self) -> impl Iterator<Item = &Followed> {
        self.followed.iter().filter(|followed| followed.is_ended())
    }
}

/// What was done before the page was shown again, as its address says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Before {
    done: String,
}

impl Before {
    fn key(&self) -> Option<&'static str> {
        match self.done.as_str() {
            "saved" => Some("alerts-manage-saved"),
            "ended" => Some("alerts-manage-ended"),
            "restored" => Some("alerts-manage-restored"),
            "confirmed" => Some("alerts-manage-confirmed"),
            _ => None,
        }
    }
}

/// `GET /subscriptions/{token}`: everything that goes to one address.
///
/// # Errors
/// Those of the database.
pub async fn show(
    token: web::Path<String>,
    before: web::Query<Before>,
    parts: Parts,
) -> Result<HttpResponse> {
    let Some(managed) = parts.opened(&token).await? else {
        let says = ["alerts-manage-dead-title", GONE];
        return parts.over_page(StatusCode::NOT_FOUND, says, ("/subscriptions", "alerts-link-manage"));
    };
    let holder = LinkHolder { path: parts.frame.path.clone(), managed };
    let page = parts.manage_page(holder, Problems::default()).await?;
    page_as(StatusCode::OK, &ManagePage { done: before.key(), ..page })
}

/// What was chosen and pressed.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct ManageForm {
    form_token: String,
    deed: String,
    #[serde(flatten)]
    chosen: HashMap<String, String>,
}

impl Form for ManageForm {
    const NAME: &'static str = "subscription-manage";
    const FIELDS: &'static [&'static str] = &[];

    fn token(&self) -> &str {
        &self.form_token
    }
}

/// What a button of the page does.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Deed {
    Save,
    EndAll,
    End(SubscriptionId),
    TakeBack(SubscriptionId),
    Confirm(SubscriptionId),
}

impl Deed {
    fn parse(value: &str) -> Option<Self> {
        match value.split_once(':') {
            None if value == "save" => Some(Self::Save),
            None if value == "end-all" => Some(Self::EndAll),
            Some(("end", id)) => id.parse().ok().map(Self::End),
            Some(("restore", id)) => id.parse().ok().map(Self::TakeBack),
            Some(("confirm", id)) => id.parse().ok().map(Self::Confirm),
            _ => None,
        }
    }
}

/// `POST /subscriptions/{token}`: changes, ends, takes back, confirms.
///
/// # Errors
/// [`Error::Conflict`] once the link ran out; those of the database.
pub async fn manage(sent: Private<LinkHolder, ManageForm>, parts: Parts) -> Result<HttpResponse> {
    let path = sent.owner.path.clone();
    match parts.perform_managed(&sent.owner.managed, &sent.fields, sent.problems).await {
        Ok(done) => Ok(see_other(&format!("{path}?done={done}"))),
        Err(error @ (Error::Invalid(_) | Error::Unavailable)) => {
            let again = parts.manage_page(sent.owner, Problems::default()).await?;
            refused(error, |problems| ManagePage { problems, ..again })
        }
        Err(other) => Err(other),
    }
}

impl Parts {
    async fn perform_managed(
        &self,
        managed: &Managed,
        form: &ManageForm,
        mut problems: Problems,
    ) -> Result<&'static str> {
        let deed = problems.note("form", Deed::parse(&form.deed).ok_or(()), |()| "alerts-problem-deed");
        problems.into_result()?;
        let (keys, whose) = (self.keys.clone(), managed.subscriber.clone());
        match deed.or_not_found()? {
            Deed::Save => self.save(managed.clone(), form.clone()).await,
            Deed::EndAll => self.over(move |tx| end_all(tx, &keys, &whose)).await.map(|()| "ended"),
            Deed::End(id) => self.over(move |tx| end(tx, &keys, (&whose, &id))).await.map(|()| "ended"),
            Deed::TakeBack(id) => {
                self.db.write(move |tx| take_back(tx, &keys, (&whose, &id))).await.map(|_| "restored")
            }
            Deed::Confirm(id) => self.confirm_one(managed, form, id).await,
        }
    }

    /// What is confirmed is what the page showed, and not what somebody asked for since.
    async fn confirm_one(
        &self,
        managed: &Managed,
        form: &ManageForm,
        id: SubscriptionId,
    ) -> Result<&'static str> {
        let shown = managed.subscriptions.iter().find(|it| it.id == id).or_not_found()?;
        let (frequency, kinds, _) = form.wishes_for(shown);
        let (keys, whose) = (self.keys.clone(), managed.subscriber.clone());
        let confirm = move |tx: &mut Tx<'_>| confirm_own(tx, &keys, (&whose, &id), (frequency, kinds));
        self.db.write(confirm).await.map(|_| "confirmed")
    }

    async fn save(&self, managed: Managed, form: ManageForm) -> Result<&'static str> {
        let save = move |tx: &mut Tx<'_>| {
            for subscription in &managed.subscriptions {
                let of = (&managed.subscriber, &subscription.id);
                change(tx, of, form.wishes_for(subscription))?;
            }
            Ok("saved")
        };
        self.db.write(save).await
    }

    async fn manage_page(&self, holder: LinkHolder, problems: Problems) -> Result<ManagePage> {
        let token = self.tokens.private(ManageForm::NAME, &holder.path, holder.binding());
        let subscriptions = holder.managed.subscriptions;
        let followed = self.db.read(move |conn| followed(conn, subscriptions)).await?;
        let frame = self.frame.clone();
        Ok(ManagePage { frame, path: holder.path, token, followed, done: None, problems })
    }
}

impl ManageForm {
    /// What was chosen for one subscription; what was not sent, or is none, stays.
    fn wishes_for<'a>(&self, it: &'a Subscription) -> (Frequency, Kinds, &'a str) {
        let (frequency, kinds) = chosen_for(&self.chosen, it);
        (frequency, kinds, &it.language)
    }
}

/// What the radio buttons of one subscription say; without them, what it has.
pub(super) fn chosen_for(chosen: &HashMap<String, String>, it: &Subscription) -> (Frequency, Kinds) {
    let chosen = |field: &str| chosen.get(&format!("{field}-{}", it.id)).map(String::as_str);
    let frequency = chosen("frequency").and_then(Frequency::parse).unwrap_or(it.frequency);
    (frequency, chosen("kinds").and_then(Kinds::parse).unwrap_or(it.kinds))
}

/// Subscriptions with the titles of their cases.
pub(super) fn followed(conn: &mut Conn, subscriptions: Vec<Subscription>) -> Result<Vec<Followed>> {
    let mut followed = Vec::new();
    for subscription in subscriptions {
        if let Some(case) = cases::by_id(conn, &subscription.case_id)? {
            let (title, path) = (case.title.to_string(), case.path());
            followed.push(Followed { subscription, title, path });
        }
    }
    Ok(followed)
}
