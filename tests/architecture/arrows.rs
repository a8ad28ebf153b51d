//! The arrows between our modules.

use crate::Finding;
use crate::names::{Name, Source};

/// What the ground floor may use; arrows point at what is used.
const MAY_USE: &[(&str, &[&str])] = &[
    ("schema", &[]),
    ("base", &[]),
    ("error", &["base"]),
    ("config", &["base", "error"]),
    ("db", &["base", "error", "schema"]),
    ("mail", &["base", "error", "schema", "db"]),
    ("web", &["base", "error", "schema", "db"]),
];

/// What every feature may use.
const GROUND: &[&str] = &["schema", "base", "error", "config", "db", "mail", "web"];

/// The features in their order, and the earlier ones that each may know.
const FEATURES: &[(&str, &[&str])] = &[
    ("audit", &[]),
    ("accounts", &["audit"]),
    ("articles", &["audit", "accounts"]),
    ("cases", &["audit", "accounts", "articles"]),
    ("alerts", &["audit", "accounts", "articles", "cases"]),
    ("rules", &["audit", "accounts", "articles", "cases"]),
    ("comments", &["audit", "accounts", "articles", "cases", "rules"]),
    ("moderation", &["audit", "accounts", "articles", "cases", "rules", "comments"]),
    ("site", &["audit", "accounts", "articles", "cases", "rules", "comments", "moderation", "alerts"]),
];

/// Those that put the program together: they may use all, and nobody below may use them.
const ROOF: &[&str] = &["app", "cli", "duties", "lib", "main", "routes"];

fn may_use(from: &str, to: &str) -> bool {
    let among =
        |table: &[(&str, &[&str])]| table.iter().any(|(name, uses)| *name == from && uses.contains(&to));
    let feature = FEATURES.iter().any(|(name, _)| *name == from);
    from == to
        || ROOF.contains(&from)
        || among(MAY_USE)
        || among(FEATURES)
        || (feature && GROUND.contains(&to))
}

fn known(module: &str) -> bool {
    let within = |table: &[(&str, &[&str])]| table.iter().any(|(name, _)| *name == module);
    ROOF.contains(&module) || within(MAY_USE) || within(FEATURES)
}

/// The names of a source that are ours and stand in their full form once.
fn ours(source: &Source) -> impl Iterator<Item = &Name> {
    source.names.iter().filter(|name| name.starts_with("crate") && !name.imported)
}

/// Imports against the arrows, and modules that the rule does not know.
pub(crate) fn against_the_arrows(sources: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources {
        if !known(source.top()) {
            findings.push(Finding::new(
                source,
                1,
                format!("`{}` has no place in the import rule yet", source.top()),
            ));
            continue;
        }
        for name in ours(source) {
            let target = module_behind(name, sources);
            if !may_use(source.top(), &target) {
                let what = format!("`{}` may not use `{target}` (`{}`)", source.top(), name.path.join("::"));
                findings.push(Finding::new(source, name.line, what));
            }
        }
    }
    findings
}

/// The module of a name; for what the crate's root hands on, the module from which it comes.
fn module_behind(name: &Name, sources: &[Source]) -> String {
    let first = name.part(1).unwrap_or("lib");
    let root = sources.iter().filter(|source| source.file == "src/lib.rs").flat_map(|root| &root.names);
    let handed_on = |other: &&Name| other.handed_on && other.path.last().is_some_and(|last| last == first);
    let origin = if known(first) { None } else { root.clone().find(handed_on) };
    let Some(origin) = origin else { return first.to_owned() };
    let inside = if origin.starts_with("crate") { origin.part(1) } else { origin.part(0) };
    inside.unwrap_or(first).to_owned()
}

/// Uses of another feature's `store`.
pub(crate) fn into_foreign_stores(sources: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources {
        for name in ours(source).filter(|name| name.part(2) == Some("store")) {
            if name.part(1) != Some(source.top()) {
                let what = format!("`{}` reaches into `{}`", source.top(), name.path.join("::"));
                findings.push(Finding::new(source, name.line, what));
            }
        }
    }
    findings
}
