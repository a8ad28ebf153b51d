//! What stands around every page: the site's name, its words, its sections, and who is signed in.

use std::future::{Ready, ready};
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};

use crate::base::origin::Origin;
use crate::base::words::{Catalogue, Said, Words};
use crate::error::{Error, Result};

/// One entry of a page's sections: where it leads and the key of its word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Section {
    /// The path that it leads to.
    pub path: &'static str,
    /// The key of its word in `locales/`.
    pub key: &'static str,
    /// Places that belong to it although they do not lie below its path.
    besides: &'static [&'static str],
}

impl Section {
    /// A section of what lies below `path`, called by the word of `key`.
    #[must_use]
    pub const fn new(path: &'static str, key: &'static str) -> Self {
        Self { path, key, besides: &[] }
    }

    /// The same with what lies below these paths.
    #[must_use]
    pub const fn and(self, besides: &'static [&'static str]) -> Self {
        Self { besides, ..self }
    }

    /// How long the path is by which it holds a page; `None` if it does not.
    fn holds(&self, page: &str) -> Option<usize> {
        let below =
            |path: &str| page.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        let all = std::iter::once(self.path).chain(self.besides.iter().copied());
        all.filter(|path| below(path)).map(str::len).max()
    }
}

/// The sections of the public pages: the same for everyone.
pub const PUBLIC_SECTIONS: [Section; 5] = [
    Section::new("/articles", "base-section-articles"),
    Section::new("/cases", "base-section-cases"),
    Section::new("/rules", "base-section-rules"),
    Section::new("/receipt", "base-section-receipt"),
    Section::new("/account", "base-section-account"),
];

/// What is the same on every page of the site.
#[derive(Debug, Clone)]
pub struct Face {
    /// The site's name, as the campaign chose it.
    pub name: String,
    /// Where the site lives.
    pub origin: Origin,
    /// The language of pages without a language prefix.
    pub language: String,
    /// The path of the stylesheet.
    pub stylesheet: String,
    /// The path of the script that enhances forms.
    pub script: String,
    /// The path of the script that asks a browser for passkeys: their pages run it whatever staff pages do.
    pub passkey_script: String,
    /// The path of the script with the queue's keys; `None` if staff pages run no scripts.
    pub staff_script: Option<String>,
    /// The path of the icon.
    pub icon: String,
    /// Whether `/mailbox` stands: on a trial origin with mail in a folder.
    pub mailbox: bool,
    /// Every language that the site speaks.
    pub catalogue: Catalogue,
}

/// Who is signed in, as their pages show it.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Their public name.
    pub name: String,
    /// The key of their role's word.
    pub role_key: &'static str,
    /// The sections that their role opens.
    pub sections: &'static [Section],
    /// The token of the sign-out form.
    pub sign_out: String,
    /// Whether this is a page for staff, with the staff masthead.
    pub staff: bool,
}

/// What stands around one page.
#[derive(Debug, Clone)]
pub struct Frame {
    /// The words of the page's language.
    pub words: Words,
    /// The site.
    pub face: Arc<Face>,
    /// The page's own path, to mark its section.
    pub path: String,
    /// Who is signed in; always `None` on public pages, which are the same for everyone.
    pub signed_in: Option<SignedIn>,
}

impl Frame {
    /// The frame of a page at `path`.
    #[must_use]
    pub fn new(face: Arc<Face>, path: &str) -> Self {
        Self { words: face.catalogue.words(&face.language), face, path: path.to_owned(), signed_in: None }
    }

    /// The same frame around a personal page.
    #[must_use]
    pub fn for_someone(mut self, someone: SignedIn) -> Self {
        self.signed_in = Some(someone);
        self
    }

    /// The words of a key.
    #[must_use]
    pub fn t(&self, key: &str) -> String {
        self.words.say(key)
    }

    /// The words of a key with one value in them.
    #[must_use]
    pub fn t1(&self, key: &str, name: &'static str, value: impl Into<Said>) -> String {
        self.words.say1(key, name, value)
    }

    /// The sections of this page's masthead.
    #[must_use]
    pub fn sections(&self) -> &'static [Section] {
        self.signed_in.as_ref().map_or(&PUBLIC_SECTIONS, |someone| someone.sections)
    }

    /// How a section relates to this page, for `aria-current`: it is this page, it is the nearest section that
    /// holds this page, or neither.
    #[must_use]
    pub fn current(&self, section: &Section) -> &'static str {
        let depth = |section: &Section| section.holds(&self.path);
        let nearest =
            self.sections().iter().filter(|other| depth(other).is_some()).max_by_key(|other| depth(other));
        match nearest {
            Some(nearest) if nearest != section => "",
            Some(_) if self.path == section.path => "page",
            Some(_) => "true",
            None => "",
        }
    }

    /// Whether this is a page for staff.
    #[must_use]
    pub fn is_staff(&self) -> bool {
        self.signed_in.as_ref().is_some_and(|someone| someone.staff)
    }
}

impl FromRequest for Frame {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let face = request.app_data::<web::Data<Face>>().map(|face| Arc::clone(face));
        ready(
            face.map(|face| Self::new(face, request.path()))
                .ok_or_else(|| Error::fault("the site's face is not registered")),
        )
    }
}
