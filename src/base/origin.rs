//! Where the site lives on the web.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use url::{Host, Url};

/// Scheme, host and port of the site; every link that leaves the program is built from it, never
/// from a request's `Host` header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    url: Url,
    text: String,
}

/// Why a text is no origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoOrigin {
    /// Not `scheme://host[:port]`.
    #[error("write it as scheme://host or scheme://host:port, without a path")]
    Form,
    /// Browsers keep the session cookie on https, on loopback and on .onion only.
    #[error("use https; http is only for 127.0.0.1, localhost and .onion names")]
    Http,
}

impl Origin {
    /// Whether only this machine can reach it: then it is a trial.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        match self.url.host() {
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            Some(Host::Domain(name)) => name == "localhost",
            None => false,
        }
    }

    /// Whether it is reached by TLS.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// Whether it is an onion service: 56 letters of base32 before `.onion` (Tor rend-spec-v3, section 6).
    #[must_use]
    pub fn is_onion(&self) -> bool {
        let name = self.url.domain().and_then(|name| name.strip_suffix(".onion")).unwrap_or_default();
        let key = name.rsplit('.').next().unwrap_or_default();
        key.len() == 56 && key.bytes().all(|sign| matches!(sign, b'a'..=b'z' | b'2'..=b'7'))
    }

    /// The value of the `Host` header that belongs to it.
    #[must_use]
    pub fn authority(&self) -> &str {
        self.text.split_once("://").map_or("", |(_, authority)| authority)
    }

    /// Its host, without the port.
    #[must_use]
    pub fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// Whether `authority` is the other loopback name of this trial site, with the same port.
    #[must_use]
    pub fn is_other_loopback_name(&self, authority: &str) -> bool {
        let Ok(other) = format!("{}://{authority}", self.url.scheme()).parse::<Self>() else {
            return false;
        };
        self.is_loopback()
            && other.is_loopback()
            && self.url.port_or_known_default() == other.url.port_or_known_default()
    }

    /// The full address of a path that begins with `/`.
    #[must_use]
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.text)
    }

    /// As browsers write it in the `Origin` header.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl FromStr for Origin {
    type Err = NoOrigin;

    fn from_str(text: &str) -> Result<Self, NoOrigin> {
        let url = Url::parse(text).map_err(|_| NoOrigin::Form)?;
        let bare = url.path() == "/"
            && url.query().is_none()
            && url.fragment().is_none()
            && url.username().is_empty();
        if !bare || url.host().is_none() || !matches!(url.scheme(), "http" | "https") {
            return Err(NoOrigin::Form);
        }
        let origin = Self { text: url.origin().ascii_serialization(), url };
        let private = origin.is_loopback() || origin.is_onion();
        if origin.is_https() || private { Ok(origin) } else { Err(NoOrigin::Http) }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<'de> serde::Deserialize<'de> for Origin {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}

/// The part of a network address that stands for one client: all of an IPv4 address, the first 64
/// bits of an IPv6 one, and of a mapped IPv4 address the IPv4 one inside.
#[must_use]
pub fn network_of(address: IpAddr) -> Vec<u8> {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.octets().to_vec(),
        IpAddr::V6(v6) => v6.octets().into_iter().take(8).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_https_or_loopback_or_onion() {
        assert!("https://example.org".parse::<Origin>().is_ok());
        assert!("http://127.0.0.1:8080".parse::<Origin>().is_ok());
        assert!("http://[::1]:8080".parse::<Origin>().is_ok());
        assert!(format!("http://{}.onion", "b7".repeat(28)).parse::<Origin>().is_ok());
        assert_eq!("http://short.onion".parse::<Origin>(), Err(NoOrigin::Http));
        assert_eq!("http://example.org".parse::<Origin>(), Err(NoOrigin::Http));
        assert_eq!("https://example.org/path".parse::<Origin>(), Err(NoOrigin::Form));
        assert_eq!("example.org".parse::<Origin>(), Err(NoOrigin::Form));
    }

    #[test]
    fn the_two_loopback_names_know_each_other() {
        let origin: Origin = "http://127.0.0.1:8080".parse().unwrap();
        assert!(origin.is_other_loopback_name("localhost:8080"));
        assert!(!origin.is_other_loopback_name("localhost:9090"));
        assert!(!origin.is_other_loopback_name("evil.example:8080"));
    }

    #[test]
    fn one_client_is_an_ipv4_address_or_an_ipv6_network() {
        let of = |text: &str| network_of(text.parse().unwrap());
        assert_eq!(of("203.0.113.7"), of("::ffff:203.0.113.7"));
        assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
    }
}
