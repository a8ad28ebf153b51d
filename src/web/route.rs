//! How a URL is written in `routes.rs`: where it is, who looks, who acts.

use actix_web::http::header::{ALLOW, HeaderValue};
use actix_web::{FromRequest, Handler, HttpResponse, Resource, Responder, guard, web};

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
    {
        let looking = guard::Any(guard::Get()).or(guard::Head());
        self.resource = self.resource.route(web::route().guard(looking).to(handler));
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
    {
        self.resource = self.resource.route(web::post().to(handler));
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
