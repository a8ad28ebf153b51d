//! The table of pictures.

use diesel::prelude::*;

use crate::articles::media::{MediaKind, MediaName, Picture};
use crate::base::clock::Timestamp;
use crate::db::dialect::Each;
use crate::db::{Conn, Tx};
use crate::error::Result;
use crate::schema::media;

/// Keeps a picture, in the place of one with the same name.
pub(in crate::articles) fn put_picture(tx: &mut Tx<'_>, name: &MediaName, bytes: &[u8]) -> Result<()> {
    let (kind, now) = (name.kind().media_type(), tx.now);
    let row = (
        media::name.eq(name.to_string()),
        media::media_type.eq(kind),
        media::bytes.eq(bytes),
        media::created_at.eq(now),
    );
    let instead = (media::media_type.eq(kind), media::bytes.eq(bytes), media::created_at.eq(now));
    Each(diesel::insert_into(media::table).values(row).on_conflict(media::name).do_update().set(instead))
        .execute(&mut **tx)?;
    Ok(())
}

/// When the picture of a name was added, without its bytes.
pub(in crate::articles) fn picture_added_at(conn: &mut Conn, name: &str) -> Result<Option<Timestamp>> {
    Ok(media::table.find(name).select(media::created_at).first(conn).optional()?)
}

pub(in crate::articles) fn picture(conn: &mut Conn, name: &MediaName) -> Result<Option<Picture>> {
    let found: Option<(Vec<u8>, Timestamp)> = media::table
        .find(name.to_string())
        .select((media::bytes, media::created_at))
        .first(conn)
        .optional()?;
    let kind: MediaKind = name.kind();
    Ok(found.map(|(bytes, added_at)| Picture { kind, bytes, added_at }))
}
