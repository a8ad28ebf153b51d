//! The receipt: what became of a comment, for whoever holds its six words.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;
use validator::Validate;

use super::{Parts, when};
use crate::articles::{self, Article};
use crate::base::clock::Timestamp;
use crate::base::markup::{Html, plain_to_html};
use crate::base::seal::ReceiptWords;
use crate::base::text::Prose;
use crate::base::token::TokenDigest;
use crate::comments::holds::{self, Hold};
use crate::comments::takedowns::{self, ForAuthor};
use crate::comments::{Answered, Cause, Standing, State, by_receipt};
use crate::error::{Error, OrNotFound as _, Problems, Result};
use crate::rules::{self, Rule};
use crate::web::client::Client;
use crate::web::form::{Form, Owner, Private, Public};
use crate::web::frame::Frame;
use crate::web::limits::{self, Rate};
use crate::web::ready::{Keep, ReadyBytes};
use crate::web::respond::{page_as, see_other};

const HOUR: Duration = Duration::from_hours(1);
const AT: &str = "/receipt";
const TRIES: &str = "receipt";

/// Whoever came with the words of a receipt. Its forms are bound to that receipt.
#[derive(Debug)]
pub struct ReceiptHolder {
    words: ReceiptWords,
    digest: TokenDigest,
    standing: Standing,
}

impl Owner for ReceiptHolder {
    fn binding(&self) -> &str {
        self.digest.as_str()
    }
}

impl FromRequest for ReceiptHolder {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    /// Wrong words count against the network that tries them, and beyond the limit right ones wait as well.
    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let (parts, client) = (Parts::extract(&request).await?, Client::extract(&request).await?);
            let typed = request.match_info().get("words").unwrap_or_default();
            let (words, standing) = parts.tried(typed, &client).await?.or_not_found()?;
            Ok(Self { digest: words.digest(&parts.keys), words, standing })
        })
    }
}

impl ReceiptHolder {
    /// Where the receipt is read.
    pub(super) fn path(&self) -> String {
        format!("{AT}/{}", self.words.reveal())
    }

    /// How its comment stood when they came.
    pub(super) const fn standing(&self) -> &Standing {
        &self.standing
    }
}

impl Parts {
    /// The comment of whatever words were typed, if they are those of a receipt.
    async fn held(&self, typed: &str) -> Result<Option<(ReceiptWords, Standing)>> {
        let Some(words) = ReceiptWords::parse(typed) else { return Ok(None) };
        let (keys, now, wanted) = (self.keys.clone(), self.db.now(), words.clone());
        let standing = self.db.read(move |conn| by_receipt(conn, &keys, &wanted, now)).await?;
        Ok(standing.map(|standing| (words, standing)))
    }

    /// The same, within the limit of wrong tries of one network: beyond it right words wait too, and only wrong ones
    /// count, so that looking at one's own receipt changes nothing.
    async fn tried(&self, typed: &str, client: &Client) -> Result<Option<(ReceiptWords, Standing)>> {
        let who = client.pseudonym(&self.db, &self.keys).await?;
        let rate = client.rate(Rate::new(self.config.limits.receipt_tries_an_hour, HOUR));
        limits::refuse_if_full(&self.db, TRIES, &who, rate).await?;
        let held = self.held(typed).await?;
        if held.is_none() {
            limits::count(&self.db, TRIES, &who, rate).await?;
        }
        Ok(held)
    }
}

/// The words of a receipt, as they were typed.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct ReceiptForm {
    form_token: String,
    words: String,
}

impl Form for ReceiptForm {
    const NAME: &'static str = "receipt";
    const FIELDS: &'static [&'static str] = &["words"];

    fn token(&self) -> &str {
        &self.form_token
    }
}

#[derive(Template)]
#[template(path = "comments/receipt_entry.html")]
struct EntryPage {
    frame: Frame,
    token: String,
    words: String,
    problems: Problems,
}

impl EntryPage {
    fn new(parts: &Parts, words: String, problems: Problems) -> Self {
        Self {
            frame: parts.frame.clone(),
            token: parts.tokens.public(ReceiptForm::NAME, AT),
            words,
            problems,
        }
    }
}

/// `GET /receipt`: where the words are typed.
///
/// # Errors
/// A fault, if the page cannot be rendered.
pub async fn enter_receipt(request: HttpRequest, parts: Parts) -> Result<HttpResponse> {
    let html = EntryPage::new(&parts, String::new(), Problems::default()).render().map_err(Error::fault)?;
    Ok(ReadyBytes::new("text/html; charset=utf-8", Keep::Revalidate, html.into_bytes()).answer(&request))
}

/// `POST /receipt`: looks the words up.
///
/// # Errors
/// [`Error::TooOften`] after too many wrong tries of one network.
pub async fn find_receipt(sent: Public<ReceiptForm>, client: Client, parts: Parts) -> Result<HttpResponse> {
    let mut problems = sent.problems;
    if problems.is_empty() {
        if let Some((words, _)) = parts.tried(&sent.fields.words, &client).await? {
            return Ok(see_other(&format!("{AT}/{}", words.reveal())));
        }
        problems.add("words", "comments-problem-receipt");
    }
    page_as(StatusCode::UNPROCESSABLE_ENTITY, &EntryPage::new(&parts, sent.fields.words, problems))
}

/// Taking a comment back.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct WithdrawForm {
    form_token: String,
    pub(super) version: i64,
}

impl Form for WithdrawForm {
    const NAME: &'static str = "comment-withdraw";
    const FIELDS: &'static [&'static str] = &[];

    fn token(&self) -> &str {
        &self.form_token
    }
}

#[derive(Template)]
#[template(path = "comments/receipt.html")]
struct ReceiptPage {
    frame: Frame,
    words: Vec<String>,
    path: String,
    link: String,
    standing: Standing,
    article: Article,
    rule: Option<Rule>,
    demand: Option<ForAuthor>,
    /// What a legal hold keeps, and until when.
    kept: Option<String>,
    sent: String,
    ends: Option<String>,
    fresh: bool,
    /// Until when it can be changed; empty without an end, nothing if it cannot be changed.
    change: Option<String>,
    can_be_contested: bool,
    token: String,
    problems: Problems,
}

impl ReceiptPage {
    fn html(text: &Prose) -> Html {
        plain_to_html(text)
    }

    /// The kind of badge that the state wears.
    const fn badge(&self) -> &'static str {
        badge(self.standing.state)
    }

    const fn word(state: State) -> &'static str {
        word(state)
    }

    const fn says(&self) -> &'static str {
        match (self.standing.on_demand, self.standing.state) {
            (true, State::Hidden) => "comments-says-demand-hidden",
            (true, State::Rejected) => "comments-says-demand-removed",
            (_, State::Withdrawn) if self.kept.is_some() => "comments-says-withdrawn-kept",
            (_, state) => says(state),
        }
    }
}

/// The key of a state's word.
pub(super) const fn word(state: State) -> &'static str {
    match state {
        State::Held => "comments-state-held",
        State::Published => "comments-state-published",
        State::Rejected => "comments-state-rejected",
        State::Spam => "comments-state-spam",
        State::Returned => "comments-state-returned",
        State::Hidden => "comments-state-hidden",
        State::Withdrawn => "comments-state-withdrawn",
        State::Erased => "comments-state-erased",
    }
}

/// The key of what a state means for whoever wrote the comment.
const fn says(state: State) -> &'static str {
    match state {
        State::Held => "comments-says-held",
        State::Published => "comments-says-published",
        State::Rejected => "comments-says-rejected",
        State::Spam => "comments-says-spam",
        State::Returned => "comments-says-returned",
        State::Hidden => "comments-says-hidden",
        State::Withdrawn => "comments-says-withdrawn",
        State::Erased => "comments-says-erased",
    }
}

/// The kind of badge that a state wears.
pub(super) const fn badge(state: State) -> &'static str {
    match state {
        State::Published => "good",
        State::Held | State::Returned => "wait",
        State::Rejected | State::Hidden | State::Spam => "bad",
        State::Withdrawn | State::Erased => "dim",
    }
}

/// `GET /receipt/{words}`: what became of the comment, and what happens next.
///
/// # Errors
/// [`Error::NotFound`] for words of no receipt.
pub async fn show_receipt(holder: ReceiptHolder, parts: Parts) -> Result<HttpResponse> {
    parts.receipt(holder, Problems::default(), StatusCode::OK).await
}

/// `POST /receipt/{words}/withdraw`: its author takes the comment back.
///
/// # Errors
/// [`Error::Conflict`] if somebody decided meanwhile.
pub async fn withdraw_by_receipt(
    sent: Private<ReceiptHolder, WithdrawForm>,
    parts: Parts,
) -> Result<HttpResponse> {
    // Sent again after a lost answer, its token is spent, and what it asks for is done.
    let done = sent.owner.standing.state == State::Withdrawn;
    if !done && !sent.problems.is_empty() {
        return parts.receipt(sent.owner, sent.problems, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let (comment, version) = (sent.owner.standing.comment.clone(), sent.fields.version);
    parts.take_back(comment, version, Cause::Receipt).await?;
    Ok(see_other(&sent.owner.path()))
}

impl Parts {
    async fn receipt(
        &self,
        holder: ReceiptHolder,
        problems: Problems,
        status: StatusCode,
    ) -> Result<HttpResponse> {
        let (article, rule) = (holder.standing.article.clone(), holder.standing.rule);
        let (keys, comment) = (self.keys.clone(), holder.standing.comment.clone());
        let found = self.db.read(move |conn| {
            let rule =
                rule.map(|cited| rules::cited(conn, cited.number, cited.version)).transpose()?.flatten();
            let demand = takedowns::for_author(conn, &keys, &comment)?;
            let hold = holds::find(conn, &comment)?;
            Ok(articles::by_id(conn, &article)?.map(|article| (article, rule, demand, hold)))
        });
        let about = found.await?.or_not_found()?;
        page_as(status, &self.receipt_page(&holder, about, problems))
    }

    fn receipt_page(
        &self,
        holder: &ReceiptHolder,
        about: (Article, Option<Rule>, Option<ForAuthor>, Option<Hold>),
        problems: Problems,
    ) -> ReceiptPage {
        let (path, standing) = (holder.path(), holder.standing.clone());
        let say = |at: Timestamp| when(&self.frame.words, &self.config, at);
        let change = standing.can_be_changed(self.db.now()).then(|| match standing.editable_until {
            Some(until) if standing.state != State::Returned => say(until),
            _ => String::new(),
        });
        let editable = standing.editable_until.is_some_and(|until| self.db.now() < until);
        ReceiptPage {
            words: holder.words.reveal().split('-').map(str::to_owned).collect(),
            link: self.frame.face.origin.link(&path),
            sent: say(standing.submitted_at),
            ends: standing.expires_at.map(say),
            fresh: editable && standing.state == State::Held,
            change,
            can_be_contested: standing.can_be_contested(self.db.now()),
            token: self.tokens.private(WithdrawForm::NAME, &format!("{path}/withdraw"), holder.binding()),
            frame: self.frame.clone(),
            article: about.0,
            rule: about.1,
            demand: about.2,
            kept: about.3.map(|hold| self.says_of_hold(&hold)),
            path,
            standing,
            problems,
        }
    }
}
