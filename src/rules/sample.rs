//! The house rules that an empty site begins with, from `content/rules.toml`.

use serde::Deserialize;

use super::{Draft, store};
use crate::base::text::{Line, Prose};
use crate::db::Tx;
use crate::error::{Error, Result};

const CONTENT: &str = include_str!("../../content/rules.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    rules: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    number: i32,
    title: String,
    text: String,
}

/// Publishes the sample rules as their first versions; those that are there already stay as they are.
///
/// # Errors
/// Those of the database.
pub fn load(tx: &mut Tx<'_>) -> Result<()> {
    let content: Content = toml::from_str(CONTENT).map_err(Error::fault)?;
    for entry in content.rules {
        let title = Line::parse(&entry.title).map_err(Error::fault)?;
        let text = Prose::parse(&entry.text).map_err(Error::fault)?;
        store::insert(tx, entry.number, 1, &Draft { title, text })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_rule_is_a_rule_with_a_number_of_its_own() {
        let content: Content = toml::from_str(CONTENT).unwrap();
        let mut numbers: Vec<i32> = content.rules.iter().map(|rule| rule.number).collect();
        for rule in &content.rules {
            Line::parse(&rule.title).unwrap();
            Prose::parse(&rule.text).unwrap();
        }
        numbers.dedup();
        assert_eq!(numbers.len(), content.rules.len());
    }
}
