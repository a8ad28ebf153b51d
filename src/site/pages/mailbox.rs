//! `/mailbox`: the letters of a trial, so that a newcomer can follow their links.

use actix_web::http::header::HOST;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use crate::config::Config;
use crate::error::{Error, OrNotFound as _, Result};
use crate::site::mailbox::{Letter, Piece, letters};
use crate::web::frame::{Face, Frame};
use crate::web::respond::page;

#[derive(Template)]
#[template(path = "site/mailbox.html")]
struct MailboxPage {
    frame: Frame,
    letters: Vec<Letter>,
}

/// Whether the page stands for this request: on a trial whose mail goes to a folder, under its own name.
fn stands(face: &Face, request: &HttpRequest) -> bool {
    let host = request.headers().get(HOST).and_then(|host| host.to_str().ok());
    face.mailbox && host.is_some_and(|host| host.eq_ignore_ascii_case(face.origin.authority()))
}

/// `/mailbox`: the letters of the folder, the newest first.
///
/// # Errors
/// Not found, unless the site is a trial on this machine; a fault, if the folder cannot be read.
pub async fn mailbox(request: HttpRequest, frame: Frame, config: web::Data<Config>) -> Result<HttpResponse> {
    if !stands(&frame.face, &request) {
        return Err(Error::NotFound);
    }
    let (folder, origin) = (config.mail.folder().or_not_found()?.to_path_buf(), frame.face.origin.clone());
    let letters =
        web::block(move || letters(&folder, &origin)).await.map_err(Error::fault)?.map_err(Error::fault)?;
    page(&MailboxPage { frame, letters })
}
