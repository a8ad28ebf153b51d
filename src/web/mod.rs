//! What every page shares: forms that are checked before a handler sees them, answers, headers,
//! limits and who is asking. It knows no feature.

pub mod assets;
pub mod body;
pub mod client;
pub mod form;
pub mod frame;
pub mod headers;
pub mod limits;
pub mod ready;
pub mod respond;
pub mod route;
mod store;

use std::time::Duration;

use ipnet::IpNet;

use crate::base::origin::Origin;

/// How the site stands on the web, given as a value when the server is built.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where readers reach the site; links, cookies and the `Host` check follow it.
    pub origin: Origin,
    /// Networks whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// Within what time a request's body must have come.
    pub body_within: Duration,
    /// Whether staff pages may run our scripts (`site.staff_scripts = "self"`).
    pub staff_scripts: bool,
}

/// The largest header block that is read.
pub const HEADER_BYTES: usize = 32 * 1024;
/// The largest body of a public form.
pub const PUBLIC_FORM_BYTES: usize = 128 * 1024;
/// The largest body of a staff form.
pub const STAFF_FORM_BYTES: usize = 1024 * 1024;
