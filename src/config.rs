//! The configuration: `config/default.toml`, then the operator's file, then the environment.
//!
//! Every key stands in `config/default.toml` with its meaning; this file only gives them types. An unknown key,
//! a value of the wrong kind and a combination that cannot be are errors of one line each, with the place.

mod layers;
mod mail;
mod server;

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::tz::TimeZone;
use serde::Deserialize;

pub use self::mail::Mail;
pub use self::server::Server;

/// The file with every key, embedded.
pub const DEFAULT: &str = include_str!("../config/default.toml");
/// Variables of the environment that begin so are keys.
pub const PREFIX: &str = "AMICUS__";

/// Everything that the operator decides.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where and how it listens.
    pub server: Server,
    /// The face of the site.
    pub site: Site,
    /// Where things are kept.
    pub database: Database,
    /// The key file.
    pub keys: KeyFile,
    /// How letters leave.
    pub mail: Mail,
    /// How comments are moderated.
    pub moderation: Moderation,
    /// How often is too often.
    pub limits: Limits,
    /// How passwords are hashed.
    pub passwords: Passwords,
}

/// `[site]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// The name in the masthead.
    pub name: String,
    /// The language of pages without a prefix.
    pub language: String,
    words: String,
    time_zone: String,
    security_contact: String,
    /// Whether staff pages may run scripts.
    pub staff_scripts: StaffScripts,
    /// Whether an empty database gets the sample campaign.
    pub sample: bool,
}

impl Site {
    /// The operator's own words, if there are any.
    #[must_use]
    pub fn words(&self) -> Option<&Path> {
        (!self.words.is_empty()).then(|| Path::new(&self.words))
    }

    /// Where weaknesses are reported: a `mailto:` or `https:` address; `None` if nobody is named.
    #[must_use]
    pub fn security_contact(&self) -> Option<&str> {
        (!self.security_contact.is_empty()).then_some(&self.security_contact)
    }

    /// The calendar of the site.
    #[must_use]
    pub fn time_zone(&self) -> TimeZone {
        TimeZone::get(&self.time_zone).unwrap_or(TimeZone::UTC)
    }
}

/// `site.staff_scripts`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StaffScripts {
    /// Our own scripts.
    #[serde(rename = "self")]
    Own,
    /// No script at all.
    None,
}

/// `[database]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// `sqlite:PATH` or `postgres://…`.
    pub url: String,
    owner_url: String,
    /// Connections for reading.
    pub readers: u32,
    /// Connections for writing, on PostgreSQL.
    pub writers: u32,
    busy_seconds: u64,
    /// Changes that may wait at once.
    pub queue: usize,
}

impl Database {
    /// The same database as the role that owns its tables, if that is another.
    #[must_use]
    pub fn owner_url(&self) -> Option<&str> {
        (!self.owner_url.is_empty()).then_some(self.owner_url.as_str())
    }

    /// How long a write waits for another process.
    #[must_use]
    pub const fn busy(&self) -> Duration {
        Duration::from_secs(self.busy_seconds)
    }
}

/// `[keys]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyFile {
    /// Where the keys are.
    pub file: PathBuf,
}

/// `[moderation]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moderation {
    /// Which comments are read before they appear.
    pub mode: Mode,
    /// Whether moderators are told by mail that their queue begins to fill, or that somebody waits too long.
    pub tell_moderators: bool,
    grace_seconds: u64,
    undo_days: u64,
}

impl Moderation {
    /// How long a decision waits before it takes effect; on a trial it does not wait.
    #[must_use]
    pub const fn grace(&self, trial: bool) -> Duration {
        Duration::from_secs(if trial { 0 } else { self.grace_seconds })
    }

    /// How long a decision can be undone.
    #[must_use]
    pub const fn undo_within(&self) -> Duration {
        Duration::from_secs(self.undo_days * 24 * 60 * 60)
    }
}

/// `moderation.mode`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// A moderator reads every comment first.
    Pre,
    /// Comments of trusted accounts to which no check objects appear at once.
    Trusted,
}

/// `[limits]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Comments of one network in ten minutes, before they are held at the lowest priority.
    pub comments_in_ten_minutes: u32,
    /// Wrong receipts of one network in an hour.
    pub receipt_tries_an_hour: u32,
    /// Sign-ins of one network in a minute.
    pub sign_ins_a_minute: u32,
    /// Registrations, and resets, of one network in an hour.
    pub registrations_an_hour: u32,
    /// Requests for a letter about subscriptions, of one network in an hour.
    pub subscriptions_an_hour: u32,
}

/// `[passwords]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Passwords {
    /// argon2's memory, in KiB.
    pub memory_kib: u32,
    /// argon2's passes.
    pub passes: u32,
    /// Hashes at once; 0 is half the cores, at least one.
    pub at_once: usize,
    /// How many hashes of strangers may wait.
    pub waiting: usize,
}

/// Why a configuration cannot be used: one line that names the place.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("{0}: {1}")]
    Unreadable(PathBuf, std::io::Error),
    /// The file, or a variable, is not right.
    #[error("{place}: {problem}")]
    Wrong {
        /// File and line, or the name of the variable.
        place: String,
        /// What is wrong with it.
        problem: String,
    },
}

impl Config {
    /// Reads all three layers. `variables` are those of the environment.
    ///
    /// # Errors
    /// [`ConfigError`], with file and line or the variable's name.
    pub fn load(
        file: Option<&Path>,
        variables: impl Iterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let mut found = toml::Table::new();
        layers::merge(&mut found, layers::defaults()?);
        if let Some(path) = file {
            let text = std::fs::read_to_string(path)
                .map_err(|error| ConfigError::Unreadable(path.to_owned(), error))?;
            let place = path.display().to_string();
            layers::merge(&mut found, layers::known(&place, &text)?);
        }
        for (name, value) in variables {
            if let Some(keys) = name.strip_prefix(PREFIX) {
                layers::set(&mut found, &name, keys, &value)?;
            }
        }
        let config: Self =
            found.try_into().map_err(|error: toml::de::Error| wrong("configuration", error.message()))?;
        config.checked()
    }

    /// Refuses what cannot be, each with the key's name.
    fn checked(self) -> Result<Self, ConfigError> {
        if let Some((key, problem)) = self.server.problem() {
            return Err(wrong(key, problem));
        }
        if let Some((key, problem)) = self.mail.problem(self.server.is_public()) {
            return Err(wrong(key, problem));
        }
        if TimeZone::get(&self.site.time_zone).is_err() {
            return Err(wrong("site.time_zone", "no such time zone"));
        }
        let contact = &self.site.security_contact;
        let is_address = contact.starts_with("mailto:") || contact.starts_with("https://");
        if self.site.security_contact().is_some() && (!is_address || contact.contains(char::is_whitespace)) {
            return Err(wrong("site.security_contact", "mailto:you@example.org, or an https:// page"));
        }
        if self.passwords.memory_kib < 19_456 || self.passwords.passes < 2 {
            return Err(wrong("passwords", "memory_kib must be 19456 or more, passes 2 or more"));
        }
        Ok(self)
    }
}

fn wrong(place: &str, problem: &str) -> ConfigError {
    ConfigError::Wrong { place: place.to_owned(), problem: problem.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(file: &str, variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("site.toml");
        std::fs::write(&path, file).unwrap();
        let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Config::load(Some(&path), variables)
    }

    #[test]
    fn without_any_setting_it_is_a_trial_on_this_machine() {
        let config = Config::load(None, std::iter::empty()).unwrap();
        assert_eq!(config.server.origin().unwrap().as_str(), "http://127.0.0.1:8080");
        assert!(config.server.is_trial());
    }

    #[test]
    fn the_environment_overrides_the_file_and_the_file_the_defaults() {
        let config =
            with("[site]\nname = \"File\"\nlanguage = \"es\"\n", &[("AMICUS__SITE__NAME", "Environment")])
                .unwrap();
        assert_eq!((config.site.name.as_str(), config.site.language.as_str()), ("Environment", "es"));
    }

    #[test]
    fn an_unknown_key_is_named_with_its_file_and_line() {
        let error = with("[site]\nname = \"x\"\ncolour = \"red\"\n", &[]).unwrap_err().to_string();
        assert!(error.ends_with("site.toml:3: site.colour is no key of amicus"), "{error}");
        let error = with("", &[("AMICUS__SITE__COLOUR", "red")]).unwrap_err().to_string();
        assert_eq!(error, "AMICUS__SITE__COLOUR: names no key of amicus");
    }

    #[test]
    fn a_secret_of_the_example_is_refused_with_its_line() {
        let error = with("[database]\nurl = \"postgres://amicus:CHANGE-ME@localhost/amicus\"\n", &[])
            .unwrap_err()
            .to_string();
        assert!(error.ends_with("site.toml:2: put your own value in place of CHANGE-ME"), "{error}");
    }

    #[test]
    fn broken_toml_is_named_with_its_line() {
        let error = with("[site]\nname = \n", &[]).unwrap_err().to_string();
        assert!(error.contains("site.toml:2"), "{error}");
    }

    #[test]
    fn http_without_loopback_or_onion_is_refused() {
        assert!(with("[server]\norigin = \"http://example.org\"\n", &[]).is_err());
    }

    #[test]
    fn a_proxy_that_is_no_network_stops_the_start() {
        for proxy in ["10.0.0.0/33", "proxy.example", "10.0.0.1", "*"] {
            assert!(with(&format!("[server]\ntrusted_proxies = [\"{proxy}\"]\n"), &[]).is_err(), "{proxy}");
        }
        assert!(with("[server]\ntrusted_proxies = [\"10.0.0.0/8\", \"::1/128\"]\n", &[]).is_ok());
    }

    #[test]
    fn a_cost_of_hashing_below_the_floor_stops_the_start() {
        for (key, least) in [("memory_kib", 19_456), ("passes", 2)] {
            assert!(with(&format!("[passwords]\n{key} = {least}\n"), &[]).is_ok());
            let error = with(&format!("[passwords]\n{key} = {}\n", least - 1), &[]).unwrap_err();
            assert!(error.to_string().contains("19456"), "{error}");
        }
    }

    #[test]
    fn an_onion_service_needs_its_address_and_its_socket_and_makes_a_site_public() {
        let onion = |listen: &str, origin: &str| {
            let server = format!("[server]\nonion_listen = \"{listen}\"\nonion_origin = \"{origin}\"\n");
            with(&format!("{server}[mail]\nallow_folder = true\n"), &[])
        };
        let address = format!("http://{}.onion", "a2".repeat(28));
        let config = onion("127.0.0.1:8081", &address).unwrap();
        assert_eq!(config.server.onion().unwrap().1.as_str(), address);
        assert!(!config.server.is_trial());
        for (listen, origin) in [
            ("", address.as_str()),
            ("127.0.0.1:8081", ""),
            ("here", &address),
            ("127.0.0.1:8081", "http://short.onion"),
            ("127.0.0.1:8081", "https://example.org"),
        ] {
            assert!(onion(listen, origin).is_err(), "{listen} {origin}");
        }
    }

    #[test]
    fn mail_in_a_folder_is_refused_on_a_public_site_unless_it_is_meant() {
        assert!(with("[server]\norigin = \"https://example.org\"\n", &[]).is_err());
        assert!(
            with("[server]\norigin = \"https://example.org\"\n[mail]\nallow_folder = true\n", &[]).is_ok()
        );
    }
}
