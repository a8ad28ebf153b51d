//! Every URL of the site.

use actix_web::middleware::from_fn;
use actix_web::web::{self, ServiceConfig};

use crate::web::respond::{as_json, as_page};
use crate::web::route::at;
use crate::web::{assets, headers};
use crate::{accounts, articles, comments, moderation, rules, site};

/// Registers everything: headers and host check outermost, then the API, then the pages.
pub fn routes(services: &mut ServiceConfig) {
    let api = web::scope("/api/v1").wrap(from_fn(as_json)).configure(api);
    let pages = web::scope("").wrap(from_fn(as_page)).configure(pages);
    services.service(web::scope("").wrap(from_fn(headers::guard)).service(api).service(pages));
}

fn api(_urls: &mut ServiceConfig) {}

fn pages(urls: &mut ServiceConfig) {
    urls.service(at("/static/{name}").look(assets::show).done());
}
