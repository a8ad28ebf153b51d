//! Every word that a person reads comes from `locales/`, one folder a language, in Fluent; the
//! operator may override single messages by a directory laid out alike.

mod catalogue;

use std::fmt;
use std::sync::Arc;

use fluent_bundle::{FluentArgs, FluentValue};
use jiff::civil::Date;

use self::catalogue::Language;

pub use self::catalogue::{Catalogue, CatalogueError};

const MONTHS: [&str; 12] = [
    "base-month-1",
    "base-month-2",
    "base-month-3",
    "base-month-4",
    "base-month-5",
    "base-month-6",
    "base-month-7",
    "base-month-8",
    "base-month-9",
    "base-month-10",
    "base-month-11",
    "base-month-12",
];

/// Something that a message mentions. Numbers choose among a message's plural forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// Text, as it is: pages and letters escape it.
    Text(String),
    /// A whole number.
    Number(i64),
}

impl From<&str> for Said {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&String> for Said {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<String> for Said {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Said {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<i32> for Said {
    fn from(number: i32) -> Self {
        Self::Number(number.into())
    }
}

impl From<u32> for Said {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<u64> for Said {
    fn from(number: u64) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<usize> for Said {
    fn from(number: usize) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

/// The words of one language, and English where it lacks one. Cheap to clone.
#[derive(Clone)]
pub struct Words {
    language: Arc<Language>,
    english: Arc<Language>,
}

impl Words {
    /// The message of a key. A key without a message answers itself in brackets and is logged: a
    /// page with one odd word is better than none.
    #[must_use]
    pub fn say(&self, key: &str) -> String {
        self.say_with(key, &[])
    }

    /// The message of a key that mentions one thing.
    #[must_use]
    pub fn say1(&self, key: &str, name: &str, value: impl Into<Said>) -> String {
        self.say_with(key, &[(name, value.into())])
    }

    /// The message of a key that mentions two things.
    #[must_use]
    pub fn say2(&self, key: &str, first: (&str, impl Into<Said>), second: (&str, impl Into<Said>)) -> String {
        self.say_with(key, &[(first.0, first.1.into()), (second.0, second.1.into())])
    }

    /// The message of a key with everything that it mentions.
    #[must_use]
    pub fn say_with(&self, key: &str, mentioned: &[(&str, Said)]) -> String {
        let arguments: FluentArgs<'_> =
            mentioned.iter().map(|(name, value)| (*name, fluent(value))).collect();
        let message = self.language.say(key, &arguments).or_else(|| self.english.say(key, &arguments));
        message.unwrap_or_else(|| {
            tracing::warn!(key, language = self.lang(), "a message is missing from locales");
            format!("[{key}]")
        })
    }

    /// The language's tag (BCP 47), for `lang` attributes and `Content-Language`.
    #[must_use]
    pub fn lang(&self) -> &str {
        self.language.tag()
    }

    /// `ltr` or `rtl`, for `dir` attributes.
    #[must_use]
    pub fn dir(&self) -> &'static str {
        self.language.direction()
    }

    /// A day in full, such as "29 October 2019".
    #[must_use]
    pub fn date(&self, day: Date) -> String {
        let month = self.month(day);
        self.say_with(
            "base-date",
            &[
                ("day", i32::from(day.day()).into()),
                ("month", month.into()),
                ("year", i32::from(day.year()).into()),
            ],
        )
    }

    /// A day of a year that is known, such as "29 October".
    #[must_use]
    pub fn day_month(&self, day: Date) -> String {
        self.say2("base-day-month", ("day", i32::from(day.day())), ("month", self.month(day)))
    }

    fn month(&self, day: Date) -> String {
        let place = usize::try_from(day.month() - 1).ok();
        place.and_then(|place| MONTHS.get(place)).map(|key| self.say(key)).unwrap_or_default()
    }
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Words({})", self.lang())
    }
}

fn fluent(value: &Said) -> FluentValue<'_> {
    match value {
        Said::Text(text) => text.as_str().into(),
        Said::Number(number) => (*number).into(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn words() -> Words {
        Catalogue::load(None).unwrap().words("en")
    }

    #[test]
    fn a_day_is_said_in_words() {
        assert_eq!(words().date(date(2019, 10, 29)), "29 October 2019");
        assert_eq!(words().day_month(date(2020, 1, 1)), "1 January");
        for month in 1..=12 {
            assert!(!words().date(date(2024, month, 1)).contains('['));
        }
    }

    #[test]
    fn a_missing_message_answers_its_key() {
        assert_eq!(words().say("base-nothing-like-it"), "[base-nothing-like-it]");
        assert_eq!(words().say1("", "x", 1), "[]");
    }

    #[test]
    fn english_reads_from_left_to_right() {
        assert_eq!((words().lang(), words().dir()), ("en", "ltr"));
    }
}
