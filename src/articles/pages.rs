//! The editor's pages below `/editor`, and the pictures below `/media/`.

mod desk;
mod history;
mod pictures;

pub use self::desk::{begin, blank, desk, languages, list, save};
pub use self::history::{correct, corrections, revision, revisions};
pub use self::pictures::picture;
