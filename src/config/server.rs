//! `[server]`: where it listens, and how readers reach it.

use std::net::SocketAddr;
use std::time::Duration;

use ipnet::IpNet;
use serde::Deserialize;

use crate::base::origin::Origin;

/// `[server]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Server {
    /// The address to listen on.
    pub listen: SocketAddr,
    origin: String,
    onion_listen: String,
    onion_origin: String,
    /// Whether Tor tells the circuit of each connection.
    pub onion_circuits: bool,
    /// Networks of proxies whose forwarding header is believed.
    pub trusted_proxies: Vec<IpNet>,
    body_seconds: u64,
    drain_seconds: u64,
}

impl Server {
    /// How readers reach the site; without a setting, the listening address as a trial.
    #[must_use]
    pub fn origin(&self) -> Option<Origin> {
        if self.origin.is_empty() {
            format!("http://{}", self.listen).parse().ok()
        } else {
            self.origin.parse().ok()
        }
    }

    /// Where Tor reaches the site, and how readers reach it through Tor; `None` if it is no onion service.
    #[must_use]
    pub fn onion(&self) -> Option<(SocketAddr, Origin)> {
        let origin: Origin = self.onion_origin.parse().ok()?;
        let listen = self.onion_listen.parse().ok()?;
        origin.is_onion().then_some((listen, origin))
    }

    /// Learns where Tor reaches the site, where the configuration left the port to the machine.
    pub fn hears_tor_at(&mut self, address: SocketAddr) {
        self.onion_listen = address.to_string();
    }

    /// Within what time a body must come.
    #[must_use]
    pub const fn body_within(&self) -> Duration {
        Duration::from_secs(self.body_seconds)
    }

    /// How long running requests may take at the end.
    #[must_use]
    pub const fn drain_within(&self) -> Duration {
        Duration::from_secs(self.drain_seconds)
    }

    /// Whether only this machine reaches the site: loopback origin, no proxy and no onion service.
    #[must_use]
    pub fn is_trial(&self) -> bool {
        self.trusted_proxies.is_empty() && !self.is_public()
    }

    /// Whether the site says of itself that others than this machine reach it.
    pub(super) fn is_public(&self) -> bool {
        self.onion().is_some() || !self.origin().is_some_and(|origin| origin.is_loopback())
    }

    /// What cannot be: the key, and what is wrong with it.
    pub(super) fn problem(&self) -> Option<(&'static str, &'static str)> {
        if self.origin().is_none() {
            let problem = "no origin: https://host, or http:// for 127.0.0.1, localhost and .onion";
            return Some(("server.origin", problem));
        }
        let asked = !self.onion_listen.is_empty() || !self.onion_origin.is_empty();
        if asked && self.onion().is_none() {
            let problem = "an onion service needs onion_listen (address:port) and onion_origin (http://, 56 letters, .onion)";
            return Some(("server.onion_origin", problem));
        }
        None
    }
}
