//! What every editor's page of a case is made of.

use actix_web::web;
use serde::Deserialize;

use crate::accounts::guard::Editor;
use crate::articles::changes::{self, Change};
use crate::config::Config;
use crate::db::Db;
use crate::error::Problems;
use crate::web::form::{Form, FormTokens, Owner as _};
use crate::web::frame::Frame;

/// The parts of the app that the pages need.
pub(super) type Room = (Frame, web::Data<Db>, web::Data<FormTokens>, web::Data<Config>);

/// What the page is to say after a deed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Done {
    done: String,
}

impl Done {
    pub(super) fn key(&self) -> Option<&'static str> {
        match self.done.as_str() {
            "saved" => Some("cases-done-saved"),
            "published" => Some("cases-done-published"),
            "planned" => Some("cases-done-planned"),
            "cancelled" => Some("cases-done-cancelled"),
            "drafted" => Some("cases-done-drafted"),
            "proposed" => Some("cases-done-proposed"),
            "unscheduled" => Some("cases-done-unscheduled"),
            "corrected" => Some("cases-done-corrected"),
            "retracted" => Some("cases-done-retracted"),
            _ => None,
        }
    }
}

/// A form with all that is to be said about it.
#[derive(Default)]
pub(super) struct Sheet<F> {
    pub(super) fields: F,
    pub(super) problems: Problems,
    pub(super) meanwhile: Option<Meanwhile>,
    pub(super) done: Option<&'static str>,
}

impl<F> Sheet<F> {
    /// A form as it is opened.
    pub(super) fn open(fields: F, done: Option<&'static str>) -> Self {
        Self { fields, problems: Problems::default(), meanwhile: None, done }
    }

    /// A form as it was sent.
    pub(super) fn sent(fields: F, problems: Problems) -> Self {
        Self { fields, problems, meanwhile: None, done: None }
    }
}

/// What became of a thing while its form lay open.
pub(super) struct Meanwhile {
    /// Why nothing was saved.
    pub(super) key: &'static str,
    /// What saving would change now, field by field.
    pub(super) changes: Vec<Change>,
}

impl Meanwhile {
    /// What stands now beside what was typed.
    pub(super) fn of(key: &'static str, beside: Vec<(&'static str, &str, &str)>) -> Self {
        Self { key, changes: changes::among(beside) }
    }
}

/// One editor before one page.
pub(super) struct Desk {
    pub(super) editor: Editor,
    pub(super) room: Room,
}

impl Desk {
    pub(super) fn db(&self) -> Db {
        self.room.1.get_ref().clone()
    }

    /// A fresh token of form `F` that posts to `place`.
    pub(super) fn token<F: Form>(&self, place: &str) -> String {
        self.room.2.private(F::NAME, place, self.editor.binding())
    }

    /// The frame of the editor's page.
    pub(super) fn frame(self) -> Frame {
        let (frame, _, tokens, _) = self.room;
        self.editor.frame(frame, &tokens)
    }
}
