//! What the public pages are made with.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use askama::Template;
use jiff::civil::Date;

use crate::comments::pages::Moment;
use crate::config::Config;
use crate::db::{Conn, Db};
use crate::error::{Error, Result};
use crate::rules::attack::Standing;
use crate::site::cache::{MadeOf, PageCache, Wanted, next_midnight};
use crate::web::form::FormTokens;
use crate::web::frame::Frame;
use crate::web::part;
use crate::web::ready::ReadyBytes;

pub(super) const HTML: &str = "text/html; charset=utf-8";

/// The parts of the app that a public page needs, and the place where it is kept.
#[derive(Clone)]
pub struct Press {
    pub(super) frame: Frame,
    pub(super) tokens: FormTokens,
    pub(super) db: Db,
    config: web::Data<Config>,
    cache: web::Data<PageCache>,
}

impl Press {
    /// Today, by the site's calendar.
    pub(super) fn today(&self) -> Date {
        self.db.now().day_in(&self.config.site.time_zone())
    }

    /// Now, as discussions stand.
    pub(super) fn moment(&self, standing: Standing) -> Moment {
        Moment::new(self.db.now(), self.config.site.time_zone(), standing)
    }

    /// The page of a key, from memory or drawn now.
    pub(super) async fn page<M: Send + 'static, S: Into<MadeOf> + 'static>(
        &self,
        (key, content_type): (String, &'static str),
        gather: impl FnOnce(&mut Conn) -> Result<(S, M)> + Send + 'static,
        draw: impl FnOnce(&mut Conn, M) -> Result<String> + Send + 'static,
    ) -> Result<ReadyBytes> {
        let fresh_until = next_midnight(self.db.now(), &self.config.site.time_zone());
        self.cache.page(&self.db, Wanted { key, content_type, fresh_until }, gather, draw).await
    }
}

/// A page as text.
pub(super) fn drawn(page: &impl Template) -> Result<String> {
    page.render().map_err(Error::fault)
}

impl FromRequest for Press {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (frame, request) = (Frame::from_request(request, payload), request.clone());
        Box::pin(async move {
            Ok(Self {
                frame: frame.await?,
                tokens: part::<FormTokens>(&request)?.get_ref().clone(),
                db: part::<Db>(&request)?.get_ref().clone(),
                config: part(&request)?,
                cache: part(&request)?,
            })
        })
    }
}
