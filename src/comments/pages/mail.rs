//! `/comments/mail/{token}`: the link that ends a kind of mail about a comment. A look changes nothing; a POST from
//! anywhere ends it (RFC 8058): its secret is its address.

use actix_web::{HttpResponse, web};
use askama::Template;

use super::{Parts, keep_in_journal};
use crate::articles;
use crate::comments::{ADDRESS_KIND, About, Mailing, end_mailing, mailing, parse_mailing_token};
use crate::error::{OrNotFound as _, Result};
use crate::web::frame::Frame;
use crate::web::respond::page;

#[derive(Template)]
#[template(path = "comments/mail.html")]
struct MailPage {
    frame: Frame,
    mailing: Mailing,
    title: String,
    path: String,
}

/// `GET /comments/mail/{token}`: asks for a click, and changes nothing.
///
/// # Errors
/// [`Error::NotFound`](crate::error::Error::NotFound) for a link that is none, or of a comment that is gone.
pub async fn look_mail(token: web::Path<String>, parts: Parts) -> Result<HttpResponse> {
    page(&parts.mail_page(&token).await?)
}

/// `POST /comments/mail/{token}`: ends it at once, without a redirect; asked again, it answers the same.
///
/// # Errors
/// As [`look_mail`]; [`Error::Unavailable`](crate::error::Error::Unavailable) if the journal cannot be written.
pub async fn end_mail(token: web::Path<String>, parts: Parts) -> Result<HttpResponse> {
    let (about, comment) = parse_mailing_token(&parts.keys, &token).or_not_found()?;
    let ended = comment.clone();
    if parts.db.write(move |tx| end_mailing(tx, about, &ended)).await? {
        keep_in_journal(parts.journal.clone(), (ADDRESS_KIND, comment), parts.db.now().day()).await?;
    }
    page(&parts.mail_page(&token).await?)
}

impl Parts {
    async fn mail_page(&self, token: &str) -> Result<MailPage> {
        let (about, comment) = parse_mailing_token(&self.keys, token).or_not_found()?;
        let found = self.db.read(move |conn| {
            let Some(mailing) = mailing(conn, about, &comment)? else { return Ok(None) };
            Ok(articles::by_id(conn, &mailing.article)?.map(|article| (mailing, article)))
        });
        let (mailing, article) = found.await?.or_not_found()?;
        let (title, path) = (article.title.to_string(), article.path());
        Ok(MailPage { frame: self.frame.clone(), mailing, title, path })
    }
}
