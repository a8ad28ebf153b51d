//! Where an author stands before a comment of theirs: with its receipt, or with their account.

use super::Parts;
use super::receipt::ReceiptHolder;
use crate::accounts::guard::Member;
use crate::articles::{self, Article, ArticleId};
use crate::comments::{Cause, CommentId, RuleCited, Standing, of_author, standing_of};
use crate::db::Conn;
use crate::error::{OrNotFound as _, Result};
use crate::rules::{self, Rule};
use crate::web::form::Owner as _;
use crate::web::frame::Frame;

/// An author with a comment of theirs, and how they came.
pub(super) struct Desk {
    pub(super) standing: Standing,
    /// The page that they came from.
    pub(super) back: String,
    /// What their forms are bound to.
    pub(super) binding: String,
    pub(super) frame: Frame,
    pub(super) cause: Cause,
    at: String,
}

impl Desk {
    pub(super) fn of_holder(holder: &ReceiptHolder, parts: &Parts) -> Self {
        Self {
            standing: holder.standing().clone(),
            at: holder.path(),
            back: holder.path(),
            binding: holder.binding().to_owned(),
            frame: parts.frame.clone(),
            cause: Cause::Receipt,
        }
    }

    pub(super) async fn of_member(member: &Member, id: CommentId, parts: &Parts) -> Result<Self> {
        let account = member.account_id.clone();
        let standing = parts.db.read(move |conn| of_author(conn, &account, &id)).await?.or_not_found()?;
        Ok(Self {
            at: format!("/account/comments/{}", standing.comment),
            standing,
            back: "/account/comments".to_owned(),
            binding: member.binding().to_owned(),
            frame: member.frame(parts.frame.clone(), &parts.tokens),
            cause: Cause::Account,
        })
    }

    /// Where a deed of theirs is sent.
    pub(super) fn action(&self, deed: &str) -> String {
        format!("{}/{deed}", self.at)
    }
}

/// The article of a comment, and the rule that was cited to its author.
pub(super) fn about(
    conn: &mut Conn,
    article: &ArticleId,
    cited: Option<RuleCited>,
) -> Result<(Article, Option<Rule>)> {
    let rule = cited.map(|cited| rules::cited(conn, cited.number, cited.version)).transpose()?.flatten();
    Ok((articles::by_id(conn, article)?.or_not_found()?, rule))
}

impl Parts {
    /// How the comment stands by now.
    pub(super) async fn stands_now(&self, desk: &Desk) -> Result<Standing> {
        let id = desk.standing.comment.clone();
        self.db.read(move |conn| standing_of(conn, &id)).await?.or_not_found()
    }
}
