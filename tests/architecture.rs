//! Who may import whom, and what a module may look like: the import rule of `src/lib.rs`, checked on every
//! `use`, path, attribute and macro under `src/`.
//!
//! `architecture/names.rs` reads the sources, `arrows.rs` holds modules to the arrows between them,
//! `walls.rs` holds crates and tables to their places, `shapes.rs` looks at sizes, names and globals.
//! `caught.rs` feeds each of them sources that break it, so that none can pass by seeing nothing.

#![expect(clippy::expect_used, reason = "a source that cannot be read must fail the test")]

#[path = "architecture/arrows.rs"]
mod arrows;
#[path = "architecture/caught.rs"]
mod caught;
#[path = "architecture/names.rs"]
mod names;
#[path = "architecture/shapes.rs"]
mod shapes;
#[path = "architecture/walls.rs"]
mod walls;

use std::fmt;
use std::path::{Path, PathBuf};

use names::Source;

/// One place that breaks a rule.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Finding {
    file: String,
    line: usize,
    what: String,
}

impl Finding {
    fn new(source: &Source, line: usize, what: impl Into<String>) -> Self {
        Self { file: source.file.clone(), line, what: what.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.what)
    }
}

/// Every file under `src/`, in the order of their names.
fn our_sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    gather(&root.join("src"), &mut files);
    files.sort();
    files.iter().map(|file| read(root, file)).collect()
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("src/ can be listed") {
        let path = entry.expect("src/ can be listed").path();
        if path.is_dir() {
            gather(&path, files);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            files.push(path);
        }
    }
}

fn read(root: &Path, file: &Path) -> Source {
    let name = file.strip_prefix(root).expect("a file of ours").to_string_lossy().replace('\\', "/");
    Source::parse(&name, &std::fs::read_to_string(file).expect("a source of ours is text"))
}

#[track_caller]
fn assert_kept(rule: &str, mut findings: Vec<Finding>) {
    findings.sort();
    findings.dedup();
    let places: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert!(places.is_empty(), "{rule}\n  {}\n", places.join("\n  "));
}

#[test]
fn every_source_is_read_and_its_imports_are_seen() {
    let sources = our_sources();
    assert!(sources.iter().any(|source| source.file == "src/lib.rs"));
    let seen =
        |krate: &str| sources.iter().flat_map(|source| &source.names).any(|name| name.starts_with(krate));
    for name in ["crate", "diesel", "actix_web"] {
        assert!(seen(name), "no import of {name} was seen under src/: is this test looking at the program?");
    }
}

#[test]
fn modules_import_only_along_the_arrows() {
    let rule = "A module uses only what stands before it in the import rule (`MAY_USE` in tests/architecture/arrows.rs):";
    assert_kept(rule, arrows::against_the_arrows(&our_sources()));
}

#[test]
fn the_store_of_a_feature_is_its_own_secret() {
    assert_kept(
        "Only its own feature uses a `store`; others ask the feature:",
        arrows::into_foreign_stores(&our_sources()),
    );
}

#[test]
fn crates_stay_behind_their_walls() {
    let rule = "A walled crate is used only in its places (`WALLS` in tests/architecture/walls.rs):";
    assert_kept(rule, walls::over_the_walls(&our_sources()));
}

#[test]
fn walled_crates_are_not_handed_on() {
    assert_kept("What lies behind a wall is not re-exported through it:", walls::handed_on(&our_sources()));
}

#[test]
fn a_table_is_named_in_one_store() {
    let rule =
        "A table is named in one store only; a join across features is listed in `JOINS` with its reason:";
    assert_kept(rule, walls::shared_tables(&our_sources(), walls::JOINS));
}

#[test]
fn modules_are_called_by_what_they_are() {
    assert_kept(
        "No module is a util, helper, common, manager or service:",
        shapes::empty_names(&our_sources()),
    );
}

#[test]
fn no_pattern_is_made_of_what_somebody_typed() {
    let sources = our_sources();
    let patterns = ["regex", "fancy_regex", "regex_lite", "tera", "minijinja", "handlebars"];
    let found: Vec<String> = sources
        .iter()
        .flat_map(|source| source.names.iter().map(move |name| (source, name)))
        .filter(|(_, name)| patterns.iter().any(|krate| name.starts_with(krate)))
        .map(|(source, name)| format!("{}:{}", source.file, name.line))
        .collect();
    assert!(found.is_empty(), "Templates are compiled in, and no regular expression is read: {found:#?}");
}

#[test]
fn nothing_global_can_change() {
    assert_kept("State is owned and handed over, never global:", shapes::globals(&our_sources()));
}

#[test]
fn a_handler_is_at_most_fifteen_lines() {
    assert_kept(
        "A handler extracts, does one deed and responds, in at most 15 lines:",
        shapes::long_handlers(&our_sources()),
    );
}

#[test]
fn a_file_can_be_read_in_one_sitting() {
    assert_kept("A file has at most 400 lines, main.rs at most 80:", shapes::long_files(&our_sources()));
}
