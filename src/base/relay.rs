//! Where the mail relay is and how to talk to it.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use percent_encoding::percent_decode_str;
use url::Url;
use zeroize::Zeroizing;

/// How a connection to the relay becomes secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Secrecy {
    /// It does not: the relay is this machine.
    None,
    /// After STARTTLS, without which nothing is sent (RFC 3207).
    StartTls,
    /// From the first byte (RFC 8314).
    Implicit,
}

/// Name and password at the relay.
#[derive(Clone)]
pub struct Login {
    /// The name.
    pub name: String,
    /// The password; wiped from memory when dropped.
    pub password: Zeroizing<String>,
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Login(…)")
    }
}

/// `smtp://[name:password@]host[:port]` or `smtps://…`. Shown without the password.
#[derive(Debug, Clone)]
pub struct RelayUrl {
    /// The host's name or address.
    pub host: String,
    /// Its port: 465 for `smtps`, else 587, or 25 on loopback.
    pub port: u16,
    /// Who we are there, if it wants to know.
    pub login: Option<Login>,
    implicit: bool,
}

/// The text is no address of a relay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("write smtp://name:password@host:port or smtps://name:password@host:port")]
pub struct NoRelay;

impl RelayUrl {
    /// Whether the relay is this machine.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        self.host == "localhost" || self.host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
    }

    /// How the connection becomes secret. Plain text is for loopback; an operator who names an authority of his own
    /// wants TLS there too.
    #[must_use]
    pub fn secrecy(&self, own_authority: bool) -> Secrecy {
        match (self.implicit, self.is_loopback() && !own_authority) {
            (true, _) => Secrecy::Implicit,
            (false, true) => Secrecy::None,
            (false, false) => Secrecy::StartTls,
        }
    }
}

impl FromStr for RelayUrl {
    type Err = NoRelay;

    fn from_str(text: &str) -> Result<Self, NoRelay> {
        let url: Url = text.parse().map_err(|_| NoRelay)?;
        let implicit = match url.scheme() {
            "smtp" => false,
            "smtps" => true,
            _ => return Err(NoRelay),
        };
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_ascii_lowercase();
        let bare = matches!(url.path(), "" | "/") && url.query().is_none() && url.fragment().is_none();
        if host.is_empty() || !bare {
            return Err(NoRelay);
        }
        let mut relay = Self { host, port: 0, login: login(&url)?, implicit };
        let usual = match (implicit, relay.is_loopback()) {
            (true, _) => 465,
            (false, true) => 25,
            (false, false) => 587,
        };
        relay.port = url.port().unwrap_or(usual);
        Ok(relay)
    }
}

fn login(url: &Url) -> Result<Option<Login>, NoRelay> {
    let plain = |text: &str| percent_decode_str(text).decode_utf8().map(String::from).map_err(|_| NoRelay);
    match (url.username(), url.password()) {
        ("", None) => Ok(None),
        (name, Some(password)) if !name.is_empty() => {
            Ok(Some(Login { name: plain(name)?, password: Zeroizing::new(plain(password)?) }))
        }
        _ => Err(NoRelay),
    }
}

impl fmt::Display for RelayUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.implicit { "smtps://" } else { "smtp://" })?;
        if let Some(login) = &self.login {
            write!(f, "{}@", login.name)?;
        }
        if self.host.contains(':') {
            write!(f, "[{}]:{}", self.host, self.port)
        } else {
            write!(f, "{}:{}", self.host, self.port)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (RelayUrl, String) {
        let url: RelayUrl = text.parse().unwrap();
        let shown = url.to_string();
        (url, shown)
    }

    #[test]
    fn ports_follow_scheme_and_place() {
        assert_eq!(read("smtp://localhost").1, "smtp://localhost:25");
        assert_eq!(read("smtp://127.0.0.1:2525").1, "smtp://127.0.0.1:2525");
        assert_eq!(read("smtp://[::1]").1, "smtp://[::1]:25");
        assert_eq!(read("smtp://relay.example").1, "smtp://relay.example:587");
        assert_eq!(read("smtps://relay.example/").1, "smtps://relay.example:465");
    }

    #[test]
    fn plain_text_is_for_this_machine_alone() {
        assert_eq!(read("smtp://127.0.0.1").0.secrecy(false), Secrecy::None);
        assert_eq!(read("smtp://127.0.0.1").0.secrecy(true), Secrecy::StartTls);
        assert_eq!(read("smtp://relay.example").0.secrecy(false), Secrecy::StartTls);
        assert_eq!(read("smtps://localhost").0.secrecy(false), Secrecy::Implicit);
    }

    #[test]
    fn a_password_is_read_and_never_shown() {
        let (url, shown) = read("smtps://news%40example.org:s%3Acret@relay.example");
        assert_eq!(shown, "smtps://news@example.org@relay.example:465");
        assert!(!format!("{url:?}").contains("cret"), "{url:?}");
        let login = url.login.unwrap();
        assert_eq!((login.name.as_str(), login.password.as_str()), ("news@example.org", "s:cret"));
    }

    #[test]
    fn what_is_no_relay_is_refused() {
        for text in [
            "",
            "relay.example",
            "http://relay.example",
            "smtp://",
            "smtp://a/b",
            "smtp://name@relay.example",
        ] {
            assert!(text.parse::<RelayUrl>().is_err(), "{text}");
        }
    }
}
