//! The layers of the configuration: the embedded defaults, the operator's file, the environment.

use super::{ConfigError, DEFAULT, wrong};

/// The embedded defaults.
pub(super) fn defaults() -> Result<toml::Table, ConfigError> {
    layer("config/default.toml", DEFAULT)
}

fn layer(place: &str, text: &str) -> Result<toml::Table, ConfigError> {
    text.parse::<toml::Table>().map_err(|error| wrong(&at_line(place, text, error.span()), error.message()))
}

/// A layer of the operator's, whose keys must all be ones of ours.
pub(super) fn known(place: &str, text: &str) -> Result<toml::Table, ConfigError> {
    let table = layer(place, text)?;
    if let Some(line) =
        text.lines().position(|line| line.contains(EXAMPLE) && !line.trim_start().starts_with('#'))
    {
        return Err(wrong(
            &format!("{place}:{}", line + 1),
            &format!("put your own value in place of {EXAMPLE}"),
        ));
    }
    let ours = defaults()?;
    for (section, keys) in &table {
        let known = ours.get(section).and_then(toml::Value::as_table);
        let given = keys.as_table().map(|keys| keys.keys().cloned().collect::<Vec<_>>()).unwrap_or_default();
        let Some(known) = known else {
            return Err(wrong(
                &line_of(place, text, section, None),
                &format!("no section is called {section}"),
            ));
        };
        if let Some(key) = given.iter().find(|key| !known.contains_key(*key)) {
            let place = line_of(place, text, section, Some(key));
            return Err(wrong(&place, &format!("{section}.{key} is no key of amicus")));
        }
    }
    Ok(table)
}

/// What stands in `config/production.example.toml` where the operator's own secret belongs.
const EXAMPLE: &str = "CHANGE-ME";

fn line_of(place: &str, text: &str, section: &str, key: Option<&str>) -> String {
    let head = format!("[{section}]");
    let section_at = text.lines().position(|line| line.trim() == head).unwrap_or(0);
    let is_key = |line: &str| key.is_some_and(|key| line.trim_start().starts_with(key));
    let below = text.lines().skip(section_at).position(is_key).unwrap_or(0);
    format!("{place}:{}", section_at + below + 1)
}

fn at_line(place: &str, text: &str, span: Option<std::ops::Range<usize>>) -> String {
    let before = span.and_then(|span| text.get(..span.start)).unwrap_or_default();
    format!("{place}:{}", before.matches('\n').count() + 1)
}

/// Lays a layer over those below.
pub(super) fn merge(into: &mut toml::Table, layer: toml::Table) {
    for (section, keys) in layer {
        match (into.get_mut(&section), keys) {
            (Some(toml::Value::Table(below)), toml::Value::Table(above)) => below.extend(above),
            (_, keys) => {
                into.insert(section, keys);
            }
        }
    }
}

/// Sets one key from the environment; a value that reads as TOML is taken so, any other as text.
pub(super) fn set(layers: &mut toml::Table, name: &str, keys: &str, value: &str) -> Result<(), ConfigError> {
    let path = keys.to_ascii_lowercase();
    let known = path.split_once("__").and_then(|(section, key)| {
        layers
            .get_mut(section)
            .and_then(toml::Value::as_table_mut)
            .filter(|section| section.contains_key(key))
            .map(|section| (section, key))
    });
    let Some((section, key)) = known else {
        return Err(wrong(name, "names no key of amicus"));
    };
    let is_text = section.get(key).is_some_and(toml::Value::is_str);
    let plain = || toml::Value::String(value.to_owned());
    let read = || format!("v = {value}").parse::<toml::Table>().ok().and_then(|mut table| table.remove("v"));
    section.insert(key.to_owned(), if is_text { plain() } else { read().unwrap_or_else(plain) });
    Ok(())
}
