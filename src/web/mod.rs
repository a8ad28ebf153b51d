//! What every page shares: forms that are checked before a handler sees them, answers, headers,
//! limits and who is asking. It knows no feature.

pub mod assets;
pub mod back;
pub mod body;
pub mod client;
pub mod door;
pub mod form;
pub mod frame;
pub mod headers;
pub mod limits;
pub mod log;
pub mod onion;
pub mod ready;
pub mod respond;
pub mod route;
mod store;
pub mod wire;

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::web::Data;
use ipnet::IpNet;

use crate::base::origin::Origin;
use crate::error::{Error, Result};

/// How the site stands on the web, given as a value when the server is built.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where readers reach the site by this entrance; links, cookies and the `Host` check follow it.
    pub origin: Origin,
    /// The way requests come in.
    pub entrance: Entrance,
    /// Within what time a request's body must have come.
    pub body_within: Duration,
    /// Whether staff pages may run our scripts (`site.staff_scripts = "self"`).
    pub staff_scripts: bool,
}

/// The way requests come in, and what is therefore believed of them.
#[derive(Debug, Clone)]
pub enum Entrance {
    /// Over the open web.
    Clearnet {
        /// Networks whose `X-Forwarded-For` is believed.
        trusted_proxies: Vec<IpNet>,
        /// The same site as an onion service, which readers of its pages are told of.
        onion: Option<Origin>,
    },
    /// Through Tor: the peer of a request is its circuit, or nobody; no header is believed.
    Onion,
}

/// A part of the app that a handler takes: the database, the keys, a section of the settings.
///
/// # Errors
/// A fault, if the server was built without it.
pub fn part<P: 'static>(request: &HttpRequest) -> Result<Data<P>> {
    let found = request.app_data::<Data<P>>().cloned();
    found.ok_or_else(|| Error::fault("a part of the app is not registered"))
}

/// The largest header block that is read.
pub const HEADER_BYTES: usize = 32 * 1024;
/// The largest body of a public form.
pub const PUBLIC_FORM_BYTES: usize = 128 * 1024;
/// The largest body of a staff form.
pub const STAFF_FORM_BYTES: usize = 1024 * 1024;
