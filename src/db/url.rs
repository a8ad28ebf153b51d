//! Where the database is.

use std::fmt;
use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::open::OpenError;

/// Which of the two databases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// SQLite, inside the program: one machine.
    Sqlite,
    /// PostgreSQL: several instances on one database.
    Postgres,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        })
    }
}

/// The address of a database: `sqlite:PATH`, or `postgres://…` as libpq reads it.
///
/// Shown (`Display`, `Debug`) without its password.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(Place);

#[derive(Clone, PartialEq, Eq)]
enum Place {
    Sqlite(PathBuf),
    Postgres(String),
}

impl DatabaseUrl {
    /// Reads an address.
    ///
    /// # Errors
    /// [`OpenError::NoUrl`] if it is neither, [`OpenError::NeedsTls`] if it names a PostgreSQL server
    /// across a network and the program was built without the feature `postgres-tls`.
    pub fn parse(text: &str) -> Result<Self, OpenError> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            return Self::sqlite(path.strip_prefix("//").unwrap_or(path));
        }
        let Some(rest) = text.strip_prefix("postgres://").or_else(|| text.strip_prefix("postgresql://"))
        else {
            return Err(OpenError::NoUrl);
        };
        match hosts(rest).into_iter().find(|host| !is_here(host)) {
            Some(host) if !cfg!(feature = "postgres-tls") => Err(OpenError::NeedsTls(host)),
            _ => Ok(Self(Place::Postgres(text.to_owned()))),
        }
    }

    fn sqlite(path: &str) -> Result<Self, OpenError> {
        if path.is_empty() || path.contains(":memory:") || path.starts_with("file:") || path.contains('\0') {
            return Err(OpenError::NoUrl);
        }
        Ok(Self(Place::Sqlite(PathBuf::from(path))))
    }

    /// The address of a SQLite file.
    #[must_use]
    pub(super) fn of_file(path: &Path) -> Self {
        Self(Place::Sqlite(path.to_owned()))
    }

    /// The address for a program of PostgreSQL's, and the password that it needs but must not show.
    pub(super) fn for_tool(&self) -> (String, Option<String>) {
        match &self.0 {
            Place::Sqlite(path) => (path.display().to_string(), None),
            Place::Postgres(url) => without_password(url),
        }
    }

    /// Which of the two.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self.0 {
            Place::Sqlite(_) => Kind::Sqlite,
            Place::Postgres(_) => Kind::Postgres,
        }
    }

    /// The file, if it is SQLite.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        match &self.0 {
            Place::Sqlite(path) => Some(path),
            Place::Postgres(_) => None,
        }
    }

    /// The whole address with its password, for a program that has to connect (`pg_dump`).
    #[must_use]
    pub fn reveal(&self) -> String {
        match &self.0 {
            Place::Sqlite(path) => format!("sqlite:{}", path.display()),
            Place::Postgres(url) => url.clone(),
        }
    }
}

impl FromStr for DatabaseUrl {
    type Err = OpenError;

    fn from_str(text: &str) -> Result<Self, OpenError> {
        Self::parse(text)
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Place::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Place::Postgres(url) => f.write_str(&without_secrets(url)),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({self})")
    }
}

/// `rest` is what follows `postgres://`: its authority and its parameters.
fn parts(rest: &str) -> (&str, &str) {
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    let parameters = rest.split_once('?').map_or("", |(_, parameters)| parameters);
    (authority, parameters)
}

fn without_secrets(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("postgres", url));
    let (authority, _) = parts(rest);
    let (person, hosts) = authority.rsplit_once('@').unwrap_or(("", authority));
    let name = person.split(':').next().unwrap_or_default();
    let at = if name.is_empty() { "" } else { "@" };
    let path = rest.strip_prefix(authority).unwrap_or_default().split('?').next().unwrap_or_default();
    format!("{scheme}://{name}{at}{hosts}{path}")
}

fn without_password(url: &str) -> (String, Option<String>) {
    let (scheme, rest) = url.split_once("://").unwrap_or(("postgres", url));
    let (authority, parameters) = parts(rest);
    let (person, hosts) = authority.rsplit_once('@').unwrap_or(("", authority));
    let (name, secret) = person.split_once(':').unwrap_or((person, ""));
    let secret = percent_encoding::percent_decode_str(secret).decode_utf8_lossy().into_owned();
    let (hidden, shown): (Vec<_>, Vec<_>) =
        parameters.split('&').partition(|pair| pair.starts_with("password="));
    let hidden = hidden.join("&");
    let other = url::form_urlencoded::parse(hidden.as_bytes()).next().map(|(_, value)| value.into_owned());
    let at = if name.is_empty() { "" } else { "@" };
    let path = rest.strip_prefix(authority).unwrap_or_default().split('?').next().unwrap_or_default();
    let address = format!("{scheme}://{name}{at}{hosts}{path}?{}", shown.join("&"));
    let password = Some(secret).filter(|secret| !secret.is_empty()).or(other);
    (address.trim_end_matches('?').to_owned(), password)
}

/// Every host that the address names, in its authority or among its parameters (libpq takes several).
fn hosts(rest: &str) -> Vec<String> {
    let (authority, parameters) = parts(rest);
    let places = authority.rsplit_once('@').map_or(authority, |(_, places)| places);
    let mut named: Vec<String> = places.split(',').map(without_port).collect();
    for (key, value) in url::form_urlencoded::parse(parameters.as_bytes()) {
        if key == "host" || key == "hostaddr" {
            named.extend(value.split(',').map(str::to_owned));
        } else if key == "service" {
            named.push(format!("service {value}"));
        }
    }
    named
}

fn without_port(place: &str) -> String {
    match place.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, _)) => address.to_owned(),
        None => place.split(':').next().unwrap_or_default().to_owned(),
    }
}

/// Loopback, or a socket in the file system: nobody listens between us.
fn is_here(host: &str) -> bool {
    let socket =
        host.starts_with('/') || host.starts_with('@') || host.to_ascii_lowercase().starts_with("%2f");
    host.is_empty()
        || socket
        || host == "localhost"
        || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_on_this_machine_are_taken() {
        for here in [
            "sqlite:var/amicus.db",
            "sqlite:///var/lib/amicus/amicus.db",
            "postgres://localhost/amicus",
            "postgresql://amicus:secret@127.0.0.1:5433/amicus",
            "postgres://[::1]:5432/amicus",
            "postgres://postgres@/amicus?host=/run/postgresql",
            "postgres://%2Frun%2Fpostgresql/amicus",
            "postgres:///amicus",
        ] {
            assert!(DatabaseUrl::parse(here).is_ok(), "{here}");
        }
        assert_eq!(DatabaseUrl::parse("sqlite:///a/b.db").unwrap().path(), Some(Path::new("/a/b.db")));
    }

    #[test]
    #[cfg(not(feature = "postgres-tls"))]
    fn a_server_across_a_network_is_refused_with_the_way_out() {
        for away in [
            "postgres://db.example.org/amicus",
            "postgres://a:b@10.0.0.7:5432/amicus",
            "postgres://localhost/amicus?host=db.example.org",
            "postgres://localhost/amicus?hostaddr=10.0.0.7",
            "postgres://localhost,db.example.org/amicus",
            "postgres:///amicus?service=elsewhere",
        ] {
            let refusal = DatabaseUrl::parse(away).unwrap_err();
            assert!(matches!(refusal, OpenError::NeedsTls(_)), "{away}");
            assert!(refusal.to_string().contains("--features postgres-tls"), "{refusal}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for none in
            ["", "mysql://x/y", "sqlite:", "sqlite::memory:", "sqlite:file:x?mode=memory", "var/amicus.db"]
        {
            assert!(matches!(DatabaseUrl::parse(none), Err(OpenError::NoUrl)), "{none}");
        }
    }

    #[test]
    fn a_password_is_never_shown() {
        let url = DatabaseUrl::parse("postgres://ada:secret@localhost:5433/amicus?password=secret").unwrap();
        assert_eq!(url.to_string(), "postgres://ada@localhost:5433/amicus");
        assert!(!format!("{url:?}").contains("secret"));
        assert!(url.reveal().contains("secret"));
        assert_eq!(
            url.for_tool(),
            ("postgres://ada@localhost:5433/amicus".to_owned(), Some("secret".to_owned()))
        );
        let url = DatabaseUrl::parse("postgres:///amicus?host=/run/pg&password=p%25w").unwrap();
        assert_eq!(url.for_tool(), ("postgres:///amicus?host=/run/pg".to_owned(), Some("p%w".to_owned())));
    }
}
