//! How a URL is written in `routes.rs`: where it is, who looks, who acts.

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;

use actix_web::http::header::{ALLOW, HeaderValue};
use actix_web::{FromRequest, Handler, HttpResponse, Resource, Responder, guard, web};
use futures_util::FutureExt as _;

use crate::error::{Error, Result};

/// One URL and what may be done there. Anything else answers 405 with `Allow` (RFC 9110 section 15.5.6).
pub struct Place {
    resource: Resource,
    looks: bool,
    acts: bool,
}

/// The place at `path`.
#[must_use]
pub fn at(path: &str) -> Place {
    Place { resource: web::resource(path), looks: false, acts: false }
}

impl Place {
    /// What GET and HEAD answer: it changes nothing.
    #[must_use]
    pub fn look<F, A>(mut self, handler: F) -> Self
    where
        F: Handler<A>,
        A: FromRequest + 'static,
        F::Output: Responder + 'static,
        F::Future: 'static,
    {
        let looking = guard::Any(guard::Get()).or(guard::Head());
        self.resource = self.resource.route(web::route().guard(looking).to(Caught(handler)));
        self.looks = true;
        self
    }

    /// What POST does.
    #[must_use]
    pub fn act<F, A>(mut self, handler: F) -> Self
    where
        F: Handler<A>,
        A: FromRequest + 'static,
        F::Output: Responder + 'static,
        F::Future: 'static,
    {
        self.resource = self.resource.route(web::post().to(Caught(handler)));
        self.acts = true;
        self
    }

    /// As actix takes it.
    #[must_use]
    pub fn done(self) -> Resource {
        let allow = HeaderValue::from_static(match (self.looks, self.acts) {
            (true, true) => "GET, HEAD, POST",
            (true, false) => "GET, HEAD",
            (false, true) => "POST",
            (false, false) => "",
        });
        self.resource.default_service(web::to(move || {
            let allow = allow.clone();
            async move { HttpResponse::MethodNotAllowed().insert_header((ALLOW, allow)).finish() }
        }))
    }
}

/// A handler whose panic is a fault of that one request: it gets its page, and the next finds everything in place.
#[derive(Clone)]
struct Caught<F>(F);

impl<F, A> Handler<A> for Caught<F>
where
    F: Handler<A>,
    F::Output: 'static,
    F::Future: 'static,
{
    type Output = Result<F::Output>;
    type Future = Pin<Box<dyn Future<Output = Self::Output>>>;

    fn call(&self, parts: A) -> Self::Future {
        let handled = self.0.call(parts);
        Box::pin(async move {
            AssertUnwindSafe(handled).catch_unwind().await.map_err(|_| Error::fault("a handler panicked"))
        })
    }
}
