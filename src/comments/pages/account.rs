//! `/account/comments`: what the member wrote, with what became of each.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::receipt::{WithdrawForm, badge, word};
use super::{Parts, when};
use crate::accounts::AccountId;
use crate::accounts::guard::Member;
use crate::articles::{self, Article};
use crate::base::paging::{Cursor, Page, Paging};
use crate::base::seal::Keys;
use crate::base::text::Prose;
use crate::comments::holds::{self, Hold};
use crate::comments::takedowns::{self, ForAuthor};
use crate::comments::{Answered, Cause, CommentId, Standing, State, by_account, is_withdrawn, of_author};
use crate::db::Conn;
use crate::error::{OrNotFound as _, Problems, Result};
use crate::rules;
use crate::web::form::{Form as _, Owner as _, Private};
use crate::web::frame::Frame;
use crate::web::respond::{page_as, see_other};

/// The beginning of a text, as a list shows it, in letters.
const START: usize = 280;

#[derive(Template)]
#[template(path = "comments/account.html")]
struct OwnPage {
    frame: Frame,
    entries: Vec<Entry>,
    earlier: Option<Cursor>,
    later: Option<Cursor>,
    problems: Problems,
}

impl OwnPage {
    const fn word(state: State) -> &'static str {
        word(state)
    }
}

struct Entry {
    standing: Standing,
    title: String,
    path: String,
    rule: Option<String>,
    demand: Option<ForAuthor>,
    /// What a legal hold keeps, and until when.
    kept: Option<String>,
    sent: String,
    start: String,
    token: String,
    badge: &'static str,
    can_be_changed: bool,
    can_be_contested: bool,
}

/// `GET /account/comments`.
///
/// # Errors
/// [`Error::SignInRequired`](crate::error::Error::SignInRequired) for strangers, `NotFound` for a place that is none.
pub async fn list_own(member: Member, paging: web::Query<Paging>, parts: Parts) -> Result<HttpResponse> {
    parts.own(member, paging.into_inner(), Problems::default()).await
}

/// `POST /account/comments/{id}/withdraw`: the member takes a comment back.
///
/// # Errors
/// [`Error::Conflict`](crate::error::Error::Conflict) if somebody decided meanwhile, `NotFound` if it is not theirs.
pub async fn withdraw_own(
    id: web::Path<CommentId>,
    sent: Private<Member, WithdrawForm>,
    parts: Parts,
) -> Result<HttpResponse> {
    if !sent.problems.is_empty() {
        return parts.own(sent.owner, Paging::default(), sent.problems).await;
    }
    let (id, account, version) = (id.into_inner(), sent.owner.account_id.clone(), sent.fields.version);
    let theirs = id.clone();
    parts.db.read(move |conn| is_theirs(conn, &account, &theirs)).await?.then_some(()).or_not_found()?;
    parts.take_back(id, version, Cause::Account).await?;
    Ok(see_other("/account/comments"))
}

impl Parts {
    async fn own(&self, member: Member, paging: Paging, problems: Problems) -> Result<HttpResponse> {
        let (account, keys) = (member.account_id.clone(), self.keys.clone());
        let look = move |conn: &mut Conn| with_about(conn, (&keys, &account), &paging);
        let (page, about) = self.db.read(look).await?;
        let entries = page.items.into_iter().zip(about).filter_map(|(standing, about)| {
            let article = about.article?;
            let (title, path) = (article.title.to_string(), article.path());
            let entry = self.entry(&member, standing, (title, path));
            let kept = about.hold.map(|hold| self.says_of_hold(&hold));
            Some(Entry { rule: about.rule, demand: about.demand, kept, ..entry })
        });
        let entries = entries.collect();
        let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        let frame = member.frame(self.frame.clone(), &self.tokens);
        page_as(status, &OwnPage { frame, entries, earlier: page.earlier, later: page.later, problems })
    }

    fn entry(&self, member: &Member, standing: Standing, (title, path): (String, String)) -> Entry {
        let target = format!("/account/comments/{}/withdraw", standing.comment);
        let text = standing.text.as_ref().map_or("", Prose::as_str);
        let cut = text.chars().count() > START;
        Entry {
            title,
            path,
            rule: None,
            demand: None,
            kept: None,
            sent: when(&self.frame.words, &self.config, standing.submitted_at),
            start: text.chars().take(START).chain(cut.then_some('…')).collect(),
            token: self.tokens.private(WithdrawForm::NAME, &target, member.binding()),
            badge: badge(standing.state),
            can_be_contested: standing.can_be_contested(self.db.now()),
            can_be_changed: standing.can_be_changed(self.db.now()),
            standing,
        }
    }
}

/// What was taken back knows its author no more; that a page of theirs offered it, the form's token shows.
fn is_theirs(conn: &mut Conn, account: &AccountId, comment: &CommentId) -> Result<bool> {
    Ok(of_author(conn, account, comment)?.is_some() || is_withdrawn(conn, comment)?)
}

/// What a comment is about: its article, the rule that it broke, what is demanded of it, what keeps it.
struct About {
    article: Option<Article>,
    rule: Option<String>,
    demand: Option<ForAuthor>,
    hold: Option<Hold>,
}

fn with_about(
    conn: &mut Conn,
    (keys, account): (&Keys, &AccountId),
    paging: &Paging,
) -> Result<(Page<Standing>, Vec<About>)> {
    let page = by_account(conn, account, paging)?;
    let mut about = Vec::new();
    for standing in &page.items {
        let rule =
            standing.rule.map(|cited| rules::cited(conn, cited.number, cited.version)).transpose()?.flatten();
        let named = rule.map(|rule| format!("{}. {}", rule.number, rule.title));
        let demand = takedowns::for_author(conn, keys, &standing.comment)?;
        let (article, hold) =
            (articles::by_id(conn, &standing.article)?, holds::find(conn, &standing.comment)?);
        about.push(About { article, rule: named, demand, hold });
    }
    Ok((page, about))
}
