//! Writing a comment: the form below an article, the page of an answer, and what is sent.

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, RETRY_AFTER};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use serde::Deserialize;
use validator::Validate;

use super::{Moment, Parts};
use crate::accounts::AccountId;
use crate::accounts::guard::{Member, Visitor};
use crate::accounts::sanctions::{self, Kind, SLOWED_FOR};
use crate::articles::Article;
use crate::base::markup::{Html, plain_to_html};
use crate::base::seal::{EmailKey, ReceiptWords};
use crate::base::text::{EmailAddress, Name, Prose, TextProblem};
use crate::comments::{
    ByAccount, CommentId, Evidence, SHUT_OUT, SLOWED, Submission, Submitted, ThreadItem, gather, let_appear,
    may_appear, published_comment, submit as keep,
};
use crate::config::Mode;
use crate::error::{Error, OrNotFound as _, Problems, Result};
use crate::web::client::Client;
use crate::web::form::{Form, FormTokens, Sent, WHOLE};
use crate::web::frame::Frame;
use crate::web::limits::{self, Rate};
use crate::web::ready::{Keep, ReadyBytes};
use crate::web::respond::{page_as, see_other};

const TEN_MINUTES: Duration = Duration::from_mins(10);
/// Letters to an address that nobody confirmed: one a day (DESIGN section 13).
const LETTERS: Rate = Rate::new(1, Duration::from_hours(24));
/// What a box sends that was ticked.
const YES: &str = "yes";
/// Comments of one network in ten minutes while the site is under siege; what comes beyond is read last.
const UNDER_SIEGE: u32 = 1;
/// No comment is taken for a time.
const FROZEN: &str = "comments-problem-frozen";
const LETTERS_CLASS: &str = "comment-letter";
const SLOWED_CLASS: &str = "slowed";
/// An account that was slowed down.
const SLOWED_RATE: Rate = Rate::new(1, SLOWED_FOR);
pub(super) const COME_BACK: HeaderValue = HeaderValue::from_static("5");

/// A comment as it was typed.
#[derive(Debug, Clone, Default, Deserialize, Validate)]
#[serde(default)]
pub struct CommentForm {
    form_token: String,
    pub(super) comment: String,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) parent: String,
    /// `yes`, if answers are to be mailed as well.
    pub(super) replies: String,
    website: String,
}

impl Form for CommentForm {
    const NAME: &'static str = "comment";
    const FIELDS: &'static [&'static str] = &["comment", "name", "email"];

    fn token(&self) -> &str {
        &self.form_token
    }
}

/// The form as a page shows it.
#[derive(Debug, Clone)]
pub(super) struct Compose {
    pub(super) action: String,
    pub(super) token: String,
    pub(super) fields: CommentForm,
    pub(super) problems: Problems,
}

impl Compose {
    /// An empty form below an article, or one that answers a comment.
    pub(super) fn empty(tokens: &FormTokens, article: &Article, parent: Option<&CommentId>) -> Self {
        let parent = parent.map(ToString::to_string).unwrap_or_default();
        Self::again(tokens, article, CommentForm { parent, ..CommentForm::default() }, Problems::default())
    }

    /// The form with all that was typed and a fresh token.
    pub(super) fn again(
        tokens: &FormTokens,
        article: &Article,
        fields: CommentForm,
        problems: Problems,
    ) -> Self {
        let action = format!("{}/comments", article.path());
        Self { token: tokens.public(CommentForm::NAME, &action), action, fields, problems }
    }
}

/// What was typed, taken apart.
struct Written {
    name: Name,
    text: Prose,
    email: Option<EmailAddress>,
    parent: Option<CommentId>,
    account: Option<ByAccount>,
    wants_replies: bool,
    trapped: bool,
}

impl Written {
    /// `None`, with every field's message noted, unless all of it is right.
    fn read(fields: &CommentForm, member: Option<&Member>, problems: &mut Problems) -> Option<Self> {
        let text = problems.note("comment", Prose::parse(&fields.comment), comment_problem);
        let own_name = member.filter(|member| is_own(&fields.name, member));
        let typed = own_name.map_or(fields.name.as_str(), |member| member.name.as_str());
        let name = problems.note("name", Name::parse(typed), name_problem);
        let email = match fields.email.trim() {
            "" => Some(None),
            typed => {
                problems.note("email", EmailAddress::parse(typed), |_| "comments-problem-email").map(Some)
            }
        };
        let parent = match fields.parent.as_str() {
            "" => Some(None),
            id => problems.note("parent", id.parse(), |_| "comments-problem-parent").map(Some),
        };
        let account = own_name.map(|member| ByAccount {
            id: member.account_id.clone(),
            staff: member.role.is_staff(),
            session: Some(member.session.clone()),
        });
        Some(Self {
            name: name?,
            text: text?,
            email: email?,
            parent: parent?,
            account,
            wants_replies: fields.replies == YES,
            trapped: !fields.website.is_empty(),
        })
    }
}

/// Only an empty name, or their own, makes it a comment of their account (DESIGN section 6).
fn is_own(typed: &str, member: &Member) -> bool {
    match (Name::parse(typed), Name::parse(&member.name)) {
        (Err(TextProblem::Missing), _) => true,
        (Ok(typed), Ok(own)) => typed.key() == own.key(),
        _ => false,
    }
}

pub(super) const fn comment_problem(problem: TextProblem) -> &'static str {
    match problem {
        TextProblem::Missing => "comments-problem-comment-missing",
        TextProblem::TooLong => "comments-problem-comment-long",
        TextProblem::NotAllowed => "comments-problem-comment-signs",
    }
}

pub(super) const fn name_problem(problem: TextProblem) -> &'static str {
    match problem {
        TextProblem::Missing => "comments-problem-name-missing",
        TextProblem::TooLong => "comments-problem-name-long",
        TextProblem::NotAllowed => "comments-problem-name-signs",
    }
}

/// `POST /articles/{slug}/comments`: keeps a comment and leads to its receipt.
///
/// # Errors
/// [`Error::NotFound`] without such an article, and those of the database.
pub async fn submit(
    slug: web::Path<String>,
    client: Client,
    sent: Sent<Visitor, CommentForm>,
    parts: Parts,
) -> Result<HttpResponse> {
    let article = parts.article(&slug).await?;
    let (fields, member) = (sent.form.fields.clone(), sent.by.member().cloned());
    match parts.take(&article, sent, &client).await {
        Ok(words) => Ok(see_other(&format!("/receipt/{}", words.reveal()))),
        Err(Error::Invalid(problems)) => {
            let bound = parts.bound(member.as_ref(), &problems).await?;
            parts.form_again(&article, (fields, bound), problems, StatusCode::UNPROCESSABLE_ENTITY).await
        }
        Err(Error::Unavailable) => {
            let problems = Problems::one(WHOLE, "comments-problem-unavailable");
            parts.form_again(&article, (fields, None), problems, StatusCode::SERVICE_UNAVAILABLE).await
        }
        Err(other) => Err(other),
    }
}

impl Parts {
    /// Takes what was sent for a comment of the article, or says what is wrong with it.
    async fn take(
        &self,
        article: &Article,
        sent: Sent<Visitor, CommentForm>,
        client: &Client,
    ) -> Result<ReceiptWords> {
        let Sent { by: visitor, form: sent } = sent;
        let mut problems = sent.problems;
        let moment = self.moment().await?;
        if moment.is_closed(article) {
            problems.add(WHOLE, "comments-problem-closed");
        } else if moment.frozen().is_some() {
            problems.add(WHOLE, FROZEN);
        }
        let written = Written::read(&sent.fields, visitor.member(), &mut problems);
        let Some(written) = written.filter(|_| problems.is_empty()) else {
            return Err(Error::Invalid(problems));
        };
        let submission = self.submission(article, written, client).await?;
        self.keep(submission).await
    }

    /// The pseudonym of a writer's network, and whether it writes more than the limit.
    pub(super) async fn network(&self, client: &Client) -> Result<(String, bool)> {
        let pseudonym = client.pseudonym(&self.db, &self.keys).await?;
        let usual = self.config.limits.comments_in_ten_minutes;
        let most = if self.moment().await?.is_siege() { usual.min(UNDER_SIEGE) } else { usual };
        let rate = Rate::new(most, TEN_MINUTES);
        let over = limits::over(&self.db, "comments", &pseudonym, client.rate(rate)).await?;
        Ok((pseudonym, over.is_some()))
    }

    async fn submission(&self, article: &Article, written: Written, client: &Client) -> Result<Submission> {
        let (pseudonym, over_rate) = self.network(client).await?;
        Ok(Submission {
            article: article.id.clone(),
            parent: written.parent,
            name: written.name,
            text: written.text,
            email: written.email,
            wants_replies: written.wants_replies,
            may_write: false,
            account: written.account,
            pseudonym,
            over_rate,
            trapped: written.trapped,
            changes: None,
        })
    }

    async fn keep(&self, mut submission: Submission) -> Result<ReceiptWords> {
        let (now, examiner, looked_up) = (self.db.now(), self.examiner.clone(), submission.clone());
        let evidence = self.db.read(move |conn| gather(conn, &examiner, now, &looked_up)).await?;
        let slowed = self.count_slowed(&submission, &evidence).await?;
        let counted = self.count_letter(&mut submission).await?;
        let appears = self.appears(&submission, &evidence).await?;
        let keys = self.keys.clone();
        let submitted = self.db.write(move |tx| keep(tx, &keys, &submission, &evidence)).await;
        let nothing_new = !matches!(&submitted, Ok(kept) if !kept.resent);
        if nothing_new {
            self.give_back(counted, slowed).await?;
        } else if appears {
            self.let_appear(&submitted).await;
        }
        Ok(submitted?.receipt)
    }

    /// Takes back what was counted for a comment of which nothing came.
    async fn give_back(&self, counted: Option<EmailKey>, slowed: Option<AccountId>) -> Result<()> {
        if let Some(address) = counted {
            limits::give_back(&self.db, LETTERS_CLASS, address.as_str(), LETTERS).await?;
        }
        if let Some(account) = slowed {
            limits::give_back(&self.db, SLOWED_CLASS, account.as_str(), SLOWED_RATE).await?;
        }
        Ok(())
    }

    /// Counts a comment of an account that was slowed down; answers the account if so.
    async fn count_slowed(&self, submission: &Submission, evidence: &Evidence) -> Result<Option<AccountId>> {
        let Some(by) = submission.account.as_ref().filter(|_| evidence.is_slowed()) else { return Ok(None) };
        match limits::over(&self.db, SLOWED_CLASS, by.id.as_str(), SLOWED_RATE).await? {
            None => Ok(Some(by.id.clone())),
            Some(_) => Err(Error::invalid(WHOLE, SLOWED)),
        }
    }

    /// The sanction because of which a comment was not taken, for its owner.
    async fn bound(&self, member: Option<&Member>, problems: &Problems) -> Result<Option<Bound>> {
        let refused = problems.of(WHOLE).filter(|key| [SHUT_OUT, SLOWED].contains(key));
        let (Some(refused), Some(member)) = (refused, member) else { return Ok(None) };
        let (account, now) = (member.account_id.clone(), self.db.now());
        let in_force = self.db.read(move |conn| sanctions::in_force_on(conn, &account, now)).await?;
        let is_why = |kind: Kind| if refused == SLOWED { kind == Kind::Slow } else { kind.shuts_out() };
        let why = in_force.into_iter().find(|found| is_why(found.measure.kind()));
        Ok(why.map(|why| Bound { means: why.means(&self.frame.words), path: why.path() }))
    }

    /// Lets the address that was left get a letter if it had none today; answers it if so.
    async fn count_letter(&self, submission: &mut Submission) -> Result<Option<EmailKey>> {
        let Some(email) = &submission.email else { return Ok(None) };
        let address = self.keys.email_key(email);
        let over = limits::over(&self.db, LETTERS_CLASS, address.as_str(), LETTERS).await?;
        submission.may_write = over.is_none();
        Ok(Some(address).filter(|_| submission.may_write))
    }

    /// Whether a comment appears before a moderator read it.
    async fn appears(&self, submission: &Submission, evidence: &Evidence) -> Result<bool> {
        if self.config.moderation.mode != Mode::Trusted {
            return Ok(false);
        }
        let (now, examiner) = (self.db.now(), self.examiner.clone());
        let (submission, evidence) = (submission.clone(), evidence.clone());
        self.db.read(move |conn| may_appear(conn, &examiner, now, (&submission, &evidence))).await
    }

    /// A change of its own: the comment is kept, and waits, whatever becomes of this.
    async fn let_appear(&self, submitted: &Result<Submitted>) {
        let Ok(Submitted { comment, .. }) = submitted else { return };
        let comment = comment.clone();
        if let Err(error) = self.db.write(move |tx| let_appear(tx, &comment)).await {
            tracing::warn!(%error, "a comment of a trusted account waits for a moderator");
        }
    }

    /// The form with all that was typed, on a page of its own.
    async fn form_again(
        &self,
        article: &Article,
        (mut fields, bound): (CommentForm, Option<Bound>),
        problems: Problems,
        status: StatusCode,
    ) -> Result<HttpResponse> {
        if problems.of("parent").is_some() {
            fields.parent.clear();
        }
        let moment = self.moment().await?;
        let wait = moment.seconds_to_wait().filter(|_| problems.of(WHOLE) == Some(FROZEN));
        let status = if wait.is_some() { StatusCode::SERVICE_UNAVAILABLE } else { status };
        let compose = Compose::again(&self.tokens, article, fields, problems);
        let page = FormPage { bound, ..FormPage::new(self, &moment, article, compose) };
        let mut again = page_as(status, &page)?;
        if status == StatusCode::SERVICE_UNAVAILABLE {
            again.headers_mut().insert(RETRY_AFTER, wait.map_or(COME_BACK, HeaderValue::from));
        }
        Ok(again)
    }
}

#[derive(Template)]
#[template(path = "comments/form.html")]
struct FormPage<'a> {
    frame: Frame,
    article: &'a Article,
    answered: Option<ThreadItem>,
    bound: Option<Bound>,
    compose: Compose,
    notices: Vec<String>,
}

/// The sanction that keeps somebody from sending a comment: what it means, and the page where they read why.
struct Bound {
    means: String,
    path: String,
}

impl<'a> FormPage<'a> {
    fn new(parts: &Parts, moment: &Moment, article: &'a Article, compose: Compose) -> Self {
        let (frame, notices) = (parts.frame.clone(), moment.notices(&parts.frame.words));
        Self { frame, article, answered: None, bound: None, compose, notices }
    }

    fn answer(&self, request: &HttpRequest) -> Result<HttpResponse> {
        let html = self.render().map_err(Error::fault)?;
        Ok(ReadyBytes::new("text/html; charset=utf-8", Keep::Revalidate, html.into_bytes()).answer(request))
    }

    fn html(text: &Prose) -> Html {
        plain_to_html(text)
    }
}

/// `GET /comments/{id}/reply`: the form that answers a comment.
///
/// # Errors
/// [`Error::NotFound`] if nobody can read the comment.
pub async fn answer(request: HttpRequest, id: web::Path<CommentId>, parts: Parts) -> Result<HttpResponse> {
    let id = id.into_inner();
    let wanted = id.clone();
    let found = parts.db.read(move |conn| {
        let Some((article, item)) = published_comment(conn, &wanted)? else { return Ok(None) };
        Ok(crate::articles::by_id(conn, &article)?.map(|article| (article, item)))
    });
    let (article, item) = found.await?.or_not_found()?;
    let moment = parts.moment().await?;
    if !moment.takes_comments(&article) {
        return Ok(see_other(&format!("{}#write", article.path())));
    }
    let compose = Compose::empty(&parts.tokens, &article, Some(&id));
    let answered = Some(item.by_nobody_called(&parts.frame.t("comments-nobody")));
    let page = FormPage { answered, ..FormPage::new(&parts, &moment, &article, compose) };
    page.answer(&request)
}
