//! Pictures of the site's own. They come by the command line alone, and articles show no others:
//! a reader's browser never asks a third party.

use std::fmt;

use super::store;
use crate::base::clock::Timestamp;
use crate::base::text::Slug;
use crate::db::{Conn, Tx};
use crate::error::{Error, Result};

/// The largest picture that is taken: 5 MB.
pub const MOST_BYTES: usize = 5_000_000;

/// The kinds of pictures that every browser shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MediaKind {
    /// PNG (ISO/IEC 15948).
    Png,
    /// JPEG (ISO/IEC 10918).
    Jpeg,
    /// WebP (RFC 9649).
    WebP,
}

impl MediaKind {
    /// What the bytes are, by how they begin; the name of a file says nothing.
    #[must_use]
    pub fn sniff(bytes: &[u8]) -> Option<Self> {
        let riff = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
        match bytes {
            _ if bytes.starts_with(b"\x89PNG\r\n\x1a\n") => Some(Self::Png),
            _ if bytes.starts_with(b"\xff\xd8\xff") => Some(Self::Jpeg),
            _ if riff => Some(Self::WebP),
            _ => None,
        }
    }

    fn of_ending(ending: &str) -> Option<Self> {
        match ending {
            "png" => Some(Self::Png),
            "jpg" => Some(Self::Jpeg),
            "webp" => Some(Self::WebP),
            _ => None,
        }
    }

    const fn ending(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::WebP => "webp",
        }
    }

    /// As it stands in `Content-Type`.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::WebP => "image/webp",
        }
    }
}

/// The name of a picture below `/media/`: a slug and the ending of its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaName {
    stem: Slug,
    kind: MediaKind,
}

impl MediaName {
    /// Takes what stands in a URL for a name; `None` if no picture can have it.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let (stem, ending) = name.rsplit_once('.')?;
        Some(Self { stem: Slug::parse(stem).ok()?, kind: MediaKind::of_ending(ending)? })
    }

    /// What kind of picture has this name.
    #[must_use]
    pub const fn kind(&self) -> MediaKind {
        self.kind
    }

    /// Where readers' browsers and articles find it.
    #[must_use]
    pub fn path(&self) -> String {
        format!("/media/{self}")
    }
}

impl fmt::Display for MediaName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.stem, self.kind.ending())
    }
}

/// A picture with what is known of it.
#[derive(Debug, Clone)]
pub struct Picture {
    /// What it is.
    pub kind: MediaKind,
    /// The file.
    pub bytes: Vec<u8>,
    /// When it was added, or last replaced.
    pub added_at: Timestamp,
}

/// Why a file was not taken. `Display` is for the person at the terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MediaProblem {
    /// Its bytes are none of the three kinds.
    #[error("this is no PNG, JPEG or WebP picture")]
    UnknownKind,
    /// More than 5 MB.
    #[error("the picture is larger than 5 MB")]
    TooLarge,
    /// The name of the file has no letter or digit to call the picture by.
    #[error("the file's name has no letters or digits to call the picture by")]
    NoName,
}

/// What a file will be called and whether it is taken. `file_name` is its name without folders.
///
/// # Errors
/// [`MediaProblem`].
pub fn name_for(file_name: &str, bytes: &[u8]) -> Result<MediaName, MediaProblem> {
    if bytes.len() > MOST_BYTES {
        return Err(MediaProblem::TooLarge);
    }
    let kind = MediaKind::sniff(bytes).ok_or(MediaProblem::UnknownKind)?;
    let stem = file_name.rsplit_once('.').map_or(file_name, |(stem, _)| stem);
    let stem = Slug::from_title(stem).map_err(|_| MediaProblem::NoName)?;
    Ok(MediaName { stem, kind })
}

/// Keeps a picture under its name; one of the same name is replaced.
///
/// # Errors
/// A fault, if the bytes are not what the name says or are too many; those of the database.
pub fn add(tx: &mut Tx<'_>, name: &MediaName, bytes: &[u8]) -> Result<()> {
    if bytes.len() > MOST_BYTES || MediaKind::sniff(bytes) != Some(name.kind) {
        return Err(Error::fault("a picture is not what its name says"));
    }
    store::put_picture(tx, name, bytes)
}

/// The picture of a name.
///
/// # Errors
/// Those of the database.
pub fn find(conn: &mut Conn, name: &MediaName) -> Result<Option<Picture>> {
    store::picture(conn, name)
}

/// When the picture of a name was added, which is cheaper than the picture.
///
/// # Errors
/// Those of the database.
pub fn added_at(conn: &mut Conn, name: &MediaName) -> Result<Option<Timestamp>> {
    store::picture_added_at(conn, &name.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n....";

    #[test]
    fn the_bytes_say_what_a_picture_is_and_its_file_what_it_is_called() {
        let name = |file: &str, bytes: &[u8]| name_for(file, bytes).map(|name| name.to_string());
        assert_eq!(name("The Map (2).jpeg", PNG), Ok("the-map-2.png".to_owned()));
        assert_eq!(name("a.gif", b"\xff\xd8\xff\xe0"), Ok("a.jpg".to_owned()));
        assert_eq!(name("a", b"RIFF\0\0\0\0WEBPVP8 "), Ok("a.webp".to_owned()));
        assert_eq!(name("a.png", b"<svg onload=alert(1)>"), Err(MediaProblem::UnknownKind));
        assert_eq!(name("….png", PNG), Err(MediaProblem::NoName));
        assert_eq!(name("a.jpg", &vec![0xff; MOST_BYTES + 1]), Err(MediaProblem::TooLarge));
    }

    #[test]
    fn only_names_that_we_give_are_looked_up() {
        assert!(MediaName::parse("map.png").is_some());
        for name in ["map", "map.svg", "MAP.png", "../map.png", ".png", "map.PNG", "a.b.png"] {
            assert!(MediaName::parse(name).is_none(), "{name}");
        }
    }
}
