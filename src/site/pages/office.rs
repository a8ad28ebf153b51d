//! What the admin's pages are made with.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};

use crate::accounts::guard::Admin;
use crate::base::clock::Timestamp;
use crate::base::seal::Keys;
use crate::config::Config;
use crate::db::Db;
use crate::error::{Error, Result};
use crate::web::form::FormTokens;
use crate::web::frame::Frame;
use crate::web::part;

/// The parts of the app that an admin's page needs.
#[derive(Debug, Clone)]
pub struct Office {
    pub(super) frame: Frame,
    pub(super) db: Db,
    pub(super) keys: Keys,
    pub(super) tokens: FormTokens,
    pub(super) config: web::Data<Config>,
}

impl FromRequest for Office {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        ready(Frame::from_request(request, payload).into_inner().and_then(|frame| {
            Ok(Self {
                db: part::<Db>(request)?.as_ref().clone(),
                keys: part::<Keys>(request)?.as_ref().clone(),
                tokens: part::<FormTokens>(request)?.as_ref().clone(),
                config: part(request)?,
                frame,
            })
        }))
    }
}

impl Office {
    /// The frame of a page that belongs to an admin.
    pub(super) fn frame_of(&self, admin: &Admin) -> Frame {
        admin.frame(self.frame.clone(), &self.tokens)
    }

    /// A day and a time on the site's wall clock.
    pub(super) fn moment(&self, at: Timestamp) -> String {
        let zoned = at.to_jiff().to_zoned(self.config.site.time_zone());
        let time = format!("{:02}:{:02}", zoned.hour(), zoned.minute());
        self.frame.words.say2(
            "site-admin-moment",
            ("date", self.frame.words.date(zoned.date())),
            ("time", time),
        )
    }

    /// The word of a name in one of the tables below; the name itself if nobody has given it a word yet.
    pub(super) fn word(&self, table: &[(&str, &str)], name: &str) -> String {
        let known = table.iter().find(|(known, _)| *known == name);
        known.map_or_else(|| name.replace('-', " "), |(_, key)| self.frame.t(key))
    }
}
