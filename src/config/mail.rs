//! `[mail]`: how letters leave.

use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use jiff::civil::Time;
use serde::Deserialize;

use crate::base::relay::RelayUrl;

/// The bulk lane's letters a second on a relay elsewhere, if nobody says otherwise (DESIGN section 13).
const POLITE: u32 = 20;

/// `[mail]`
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    url: Way,
    /// `Name <address>` of the sender.
    pub from: String,
    return_path: String,
    rate: u32,
    daily_cap: u32,
    digest_at: String,
    ca_file: String,
    /// Whether a folder is meant although the site is public.
    pub allow_folder: bool,
}

/// `mail.url`, read.
#[derive(Debug, Clone, Deserialize)]
#[serde(from = "String")]
enum Way {
    Folder(PathBuf),
    Relay(RelayUrl),
    Neither,
}

impl From<String> for Way {
    fn from(text: String) -> Self {
        match text.strip_prefix("folder:") {
            Some("") => Self::Neither,
            Some(path) => Self::Folder(PathBuf::from(path)),
            None => text.parse().map_or(Self::Neither, Self::Relay),
        }
    }
}

impl Mail {
    /// The folder that letters are written to, if that is what becomes of them.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        match &self.url {
            Way::Folder(folder) => Some(folder),
            _ => None,
        }
    }

    /// The relay that letters are handed to.
    #[must_use]
    pub const fn relay(&self) -> Option<&RelayUrl> {
        match &self.url {
            Way::Relay(relay) => Some(relay),
            _ => None,
        }
    }

    /// `mail.url` without the password.
    #[must_use]
    pub fn place(&self) -> String {
        match &self.url {
            Way::Folder(folder) => format!("folder:{}", folder.display()),
            Way::Relay(relay) => relay.to_string(),
            Way::Neither => String::new(),
        }
    }

    /// Where the relay sends what it cannot deliver: without a setting, the sender's own address.
    #[must_use]
    pub fn return_path(&self) -> &str {
        let inner = self.from.rsplit_once('<').and_then(|(_, rest)| rest.split_once('>'));
        match (self.return_path.as_str(), inner) {
            ("", Some((address, _))) => address.trim(),
            ("", None) => self.from.trim(),
            (set, _) => set,
        }
    }

    /// Letters to many, a second, of one process; `None` is as fast as the relay takes them.
    #[must_use]
    pub fn rate(&self) -> Option<NonZeroU32> {
        let polite = self.relay().is_some_and(|relay| !relay.is_loopback());
        NonZeroU32::new(self.rate).or_else(|| NonZeroU32::new(POLITE).filter(|_| polite))
    }

    /// Letters to many that may come together within 24 hours before the next wait for an editor; `None` is any number.
    #[must_use]
    pub const fn daily_cap(&self) -> Option<NonZeroU32> {
        NonZeroU32::new(self.daily_cap)
    }

    /// The hour at which digests are made, by the site's calendar.
    #[must_use]
    pub fn digest_at(&self) -> Time {
        self.digest_at.parse().unwrap_or_else(|_| Time::midnight())
    }

    /// Certificates of authorities that are believed besides the machine's own (PEM).
    #[must_use]
    pub fn ca_file(&self) -> Option<&Path> {
        (!self.ca_file.is_empty()).then(|| Path::new(&self.ca_file))
    }

    /// The first key that cannot be, and why; `public` is whether others than this machine reach the site.
    pub(super) fn problem(&self, public: bool) -> Option<(&'static str, &'static str)> {
        let way = match &self.url {
            Way::Neither => Some("write folder:PATH, smtp://name:password@host:port or smtps://…"),
            Way::Folder(_) if public && !self.allow_folder => {
                Some("mail in a folder is for a trial on this machine; or set mail.allow_folder = true")
            }
            _ => None,
        };
        let hour = self.digest_at.parse::<Time>().is_err();
        way.map(|problem| ("mail.url", problem))
            .or_else(|| hour.then_some(("mail.digest_at", "write an hour of the day, such as 08:00")))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Config, ConfigError};

    fn mail(keys: &[(&str, &str)]) -> Result<Config, ConfigError> {
        let variables = keys.iter().map(|(key, value)| (format!("AMICUS__MAIL__{key}"), (*value).to_owned()));
        Config::load(None, variables)
    }

    #[test]
    fn a_password_is_in_no_debug_output_and_on_no_page() {
        let config = mail(&[("URL", "smtp://news:s3cret@relay.example")]).unwrap();
        assert_eq!(config.mail.place(), "smtp://news@relay.example:587");
        assert!(!format!("{config:?}").contains("s3cret"));
    }

    #[test]
    fn letters_that_cannot_be_delivered_come_back_to_the_sender() {
        assert_eq!(mail(&[]).unwrap().mail.return_path(), "news@localhost");
        let set = mail(&[("FROM", "ada@example.org"), ("RETURN_PATH", "back@example.org")]).unwrap();
        assert_eq!(set.mail.return_path(), "back@example.org");
    }

    #[test]
    fn a_relay_elsewhere_is_not_flooded_unless_asked_for() {
        let rate =
            |keys: &[(&str, &str)]| mail(keys).unwrap().mail.rate().map_or(0, std::num::NonZeroU32::get);
        assert_eq!(rate(&[("URL", "smtp://relay.example")]), 20);
        assert_eq!(rate(&[("URL", "smtp://relay.example"), ("RATE", "100")]), 100);
        assert_eq!(rate(&[("URL", "smtp://127.0.0.1")]), 0);
    }

    #[test]
    fn without_another_word_a_day_has_fifty_thousand_letters_to_many_and_0_is_any_number() {
        let cap = |keys: &[(&str, &str)]| mail(keys).unwrap().mail.daily_cap().map(std::num::NonZeroU32::get);
        assert_eq!((cap(&[]), cap(&[("DAILY_CAP", "0")])), (Some(50_000), None));
    }

    #[test]
    fn what_is_no_way_out_and_no_hour_is_refused_by_name() {
        let problem = |keys: &[(&str, &str)]| mail(keys).unwrap_err().to_string();
        let told = problem(&[("URL", "smtp://name:s3cret@relay.example/inbox")]);
        assert!(told.starts_with("mail.url: ") && !told.contains("s3cret"), "{told}");
        assert!(problem(&[("DIGEST_AT", "noon")]).starts_with("mail.digest_at: "));
    }
}
