//! The words: every key that the sources name is a message, every message is named, and what a message
//! mentions is what it is given.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use fluent_syntax::ast;

/// How keys begin: with the feature whose words they are.
const FEATURES: [&str; 12] = [
    "alerts",
    "base",
    "accounts",
    "articles",
    "cases",
    "cli",
    "comments",
    "mail",
    "moderation",
    "releases",
    "rules",
    "site",
];
/// Texts in the sources that look like keys and are none.
const NOT_WORDS: [&str; 0] = [];

#[test]
fn every_word_that_the_sources_name_is_there() {
    let (messages, named) = (messages("en"), Named::everywhere());
    let missing: Vec<&String> = named.keys.iter().filter(|key| !messages.contains_key(*key)).collect();
    assert!(missing.is_empty(), "locales/en lacks {missing:#?}");
    let hollow: Vec<&String> =
        named.beginnings.iter().filter(|begin| !messages.keys().any(|key| key.starts_with(*begin))).collect();
    assert!(hollow.is_empty(), "no message of locales/en begins with {hollow:#?}");
}

#[test]
fn every_word_is_said_somewhere() {
    let (messages, named) = (messages("en"), Named::everywhere());
    let said = |key: &String| {
        named.keys.contains(key) || named.beginnings.iter().any(|begin| key.starts_with(begin))
    };
    let silent: Vec<&String> = messages.keys().filter(|key| !said(key)).collect();
    assert!(silent.is_empty(), "nothing in src/ or templates/ says {silent:#?}");
}

#[test]
fn admins_read_every_duty_and_every_kind_of_letter_by_its_name() {
    let sources = files(&root().join("src"), &["rs"]);
    let after = |file: &str, marks: &[&str]| -> Vec<String> {
        let texts = sources.iter().filter(|(path, _)| path.to_string_lossy().contains(file));
        let named = texts.flat_map(|(_, text)| marks.iter().flat_map(|mark| text.split(mark).skip(1)));
        let is_name = |name: &&str| name.chars().all(|sign| sign.is_ascii_lowercase() || sign == '-');
        named.filter_map(|rest| rest.split('"').next().filter(is_name).map(str::to_owned)).collect()
    };
    let named =
        [after("src/duties.rs", &["    write(\"", "    queue(\""]), after("letters", &["    name: \""])]
            .concat();
    assert!(named.len() > 20, "only {named:?}");
    let pages = sources.iter().filter(|(path, _)| path.to_string_lossy().contains("src/site/pages/"));
    let told: String = pages.map(|(_, text)| text.as_str()).collect();
    let silent: Vec<&String> =
        named.iter().filter(|name| !told.contains(&format!("(\"{name}\", \"site-"))).collect();
    assert!(silent.is_empty(), "/admin shows these by their bare names: {silent:?}");
}

#[test]
fn a_message_is_given_what_it_mentions() {
    let (messages, named) = (messages("en"), Named::everywhere());
    let given = |key: &String| messages.get(key).cloned().unwrap_or_default();
    let wrong: Vec<String> = named
        .given
        .iter()
        .filter(|(key, names)| messages.contains_key(key) && given(key) != *names)
        .map(|(key, names)| format!("{key} mentions {:?} and is given {names:?}", given(key)))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_language_knows_only_what_english_knows() {
    let english = messages("en");
    for language in languages() {
        let unknown: Vec<String> =
            messages(&language).into_keys().filter(|key| !english.contains_key(key)).collect();
        assert!(unknown.is_empty(), "locales/{language} has messages that nobody says: {unknown:#?}");
    }
}

#[test]
fn a_message_stands_in_the_file_of_its_feature() {
    for (file, text) in files(&root().join("locales"), &["ftl"]) {
        let feature = file.file_stem().unwrap().to_str().unwrap().to_owned();
        let foreign: Vec<String> =
            parsed(&text).into_keys().filter(|key| !key.starts_with(&format!("{feature}-"))).collect();
        assert!(foreign.is_empty(), "{}: {foreign:#?}", file.display());
    }
}

/// What the sources say.
#[derive(Default)]
struct Named {
    /// Whole keys.
    keys: BTreeSet<String>,
    /// What keys begin with that are put together, such as `base-month-`.
    beginnings: BTreeSet<String>,
    /// Keys with the names of what they are given there.
    given: Vec<(String, BTreeSet<String>)>,
}

impl Named {
    fn everywhere() -> Self {
        let mut named = Self::default();
        for (_, text) in files(&root().join("src"), &["rs"]) {
            named.read(&without_tests_and_comments(&text));
        }
        for (_, text) in files(&root().join("templates"), &["html", "txt"]) {
            named.read(&expressions(&text));
        }
        named
    }

    fn read(&mut self, text: &str) {
        for (at, _) in text.match_indices('"') {
            let rest = &text[at + 1..];
            let word: String = rest
                .chars()
                .take_while(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || *letter == '-')
                .collect();
            let is_key = FEATURES
                .iter()
                .any(|feature| word.strip_prefix(feature).is_some_and(|rest| rest.starts_with('-')));
            match rest[word.len()..].chars().next() {
                Some('"') if is_key && !NOT_WORDS.contains(&word.as_str()) => {
                    self.note(&text[..at], &word, &rest[word.len() + 1..]);
                }
                Some('{') if is_key => {
                    self.beginnings.insert(word);
                }
                _ => {}
            }
        }
    }

    fn note(&mut self, before: &str, key: &str, after: &str) {
        self.keys.insert(key.to_owned());
        let gives = |deeds: [&str; 2]| deeds.iter().any(|deed| before.ends_with(deed));
        if gives([".t(", ".say("]) && after.starts_with(')') {
            self.given.push((key.to_owned(), BTreeSet::new()));
        } else if gives([".t1(", ".say1("]) {
            let name = after.trim_start_matches([',', ' ', '\n', '"']).split('"').next().unwrap_or_default();
            self.given.push((key.to_owned(), BTreeSet::from([name.to_owned()])));
        }
    }
}

/// The messages of a language, each with the names that it mentions.
fn messages(language: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut messages = BTreeMap::new();
    for (file, text) in files(&root().join("locales").join(language), &["ftl"]) {
        for (key, mentions) in parsed(&text) {
            assert!(
                messages.insert(key.clone(), mentions).is_none(),
                "{}: {key} is there twice",
                file.display()
            );
        }
    }
    messages
}

fn parsed(text: &str) -> BTreeMap<String, BTreeSet<String>> {
    let resource = fluent_syntax::parser::parse(text).expect("locales are Fluent");
    let messages = resource.body.into_iter().filter_map(|entry| match entry {
        ast::Entry::Message(message) => {
            let mut mentions = BTreeSet::new();
            mentioned(message.value.as_ref(), &mut mentions);
            Some((message.id.name.to_owned(), mentions))
        }
        _ => None,
    });
    messages.collect()
}

fn mentioned(pattern: Option<&ast::Pattern<&str>>, found: &mut BTreeSet<String>) {
    for element in pattern.iter().flat_map(|pattern| &pattern.elements) {
        if let ast::PatternElement::Placeable { expression } = element {
            in_expression(expression, found);
        }
    }
}

fn in_expression(expression: &ast::Expression<&str>, found: &mut BTreeSet<String>) {
    match expression {
        ast::Expression::Inline(inline) => in_inline(inline, found),
        ast::Expression::Select { selector, variants } => {
            in_inline(selector, found);
            for variant in variants {
                mentioned(Some(&variant.value), found);
            }
        }
    }
}

fn in_inline(inline: &ast::InlineExpression<&str>, found: &mut BTreeSet<String>) {
    match inline {
        ast::InlineExpression::VariableReference { id } => {
            found.insert(id.name.to_owned());
        }
        ast::InlineExpression::Placeable { expression } => in_expression(expression, found),
        ast::InlineExpression::FunctionReference { arguments, .. } => {
            arguments.positional.iter().for_each(|argument| in_inline(argument, found));
        }
        _ => {}
    }
}

fn languages() -> Vec<String> {
    let folders = std::fs::read_dir(root().join("locales")).unwrap();
    folders.map(|folder| folder.unwrap().file_name().into_string().unwrap()).collect()
}

/// What a source does, without what it says about itself and how it is tried out.
fn without_tests_and_comments(text: &str) -> String {
    let deeds = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    deeds.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// What a template computes: ids and classes look like keys and are none.
fn expressions(text: &str) -> String {
    let inside = |open: &'static str, close: &'static str| {
        text.split(open).skip(1).map(move |rest| rest.split(close).next().unwrap_or_default())
    };
    inside("{{", "}}").chain(inside("{%", "%}")).collect::<Vec<_>>().join("\n")
}

pub(crate) fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every file below a folder with one of these endings, and its text.
pub(crate) fn files(folder: &Path, endings: &[&str]) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let Ok(entries) = std::fs::read_dir(folder) else { return found };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, endings));
        } else if path.extension().is_some_and(|ending| endings.iter().any(|wanted| ending == *wanted)) {
            let text = std::fs::read_to_string(&path).unwrap();
            found.push((path, text));
        }
    }
    found.sort();
    found
}
