//! The pictures below `/media/`.

use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, EntityTag, Header as _, IfNoneMatch};
use actix_web::{HttpRequest, HttpResponse, web};

use crate::articles::media::{self, MediaName};
use crate::db::Db;
use crate::error::{OrNotFound as _, Result};

/// `/media/{name}`: a picture. A name can be given anew, so browsers ask each time whether it changed.
///
/// # Errors
/// Not found; those of the database.
pub async fn picture(
    request: HttpRequest,
    name: web::Path<String>,
    db: web::Data<Db>,
) -> Result<HttpResponse> {
    let name = MediaName::parse(&name).or_not_found()?;
    let sought = name.clone();
    let added_at = db.read(move |conn| media::added_at(conn, &sought)).await?.or_not_found()?;
    let tag = EntityTag::new_strong(added_at.as_micros().to_string());
    if knows(&request, &tag) {
        return Ok(HttpResponse::NotModified()
            .insert_header((ETAG, tag))
            .insert_header((CACHE_CONTROL, "no-cache"))
            .finish());
    }
    let picture = db.read(move |conn| media::find(conn, &name)).await?.or_not_found()?;
    let tag = EntityTag::new_strong(picture.added_at.as_micros().to_string());
    let mut answer = HttpResponse::Ok();
    answer.insert_header((ETAG, tag)).insert_header((CACHE_CONTROL, "no-cache"));
    Ok(answer.insert_header((CONTENT_TYPE, picture.kind.media_type())).body(picture.bytes))
}

fn knows(request: &HttpRequest, tag: &EntityTag) -> bool {
    match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Any) => true,
        Ok(IfNoneMatch::Items(known)) => known.iter().any(|known| known.weak_eq(tag)),
        Err(_) => false,
    }
}
