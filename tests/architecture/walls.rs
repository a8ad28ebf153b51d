//! The places of crates and of tables.

use std::collections::{BTreeMap, BTreeSet};

use crate::Finding;
use crate::names::{Name, Source};

/// A crate (or `crate::schema`) and the places in which it may be named.
struct Wall {
    behind: &'static [&'static str],
    may: fn(&Source, &Name) -> bool,
}

const WALLS: &[Wall] = &[
    Wall {
        behind: &["actix_web", "actix_http", "actix_rt", "actix_service"],
        may: |source, _| speaks_http(source),
    },
    Wall { behind: &["diesel"], may: |source, name| speaks_sql(source) || is_column(source, name) },
    Wall { behind: &["schema"], may: |source, _| speaks_sql(source) },
    Wall { behind: &["libsqlite3_sys", "pq_sys"], may: |source, _| source.top() == "db" },
    Wall { behind: &["argon2"], may: |source, _| at(source, "accounts", &["password"]) },
    Wall { behind: &["webauthn_rs"], may: |source, _| at(source, "accounts", &["second_factor"]) },
    Wall { behind: &["lettre"], may: |source, _| at(source, "mail", &["letters", "transport"]) },
    Wall { behind: &["askama"], may: |source, _| writes_pages(source) },
];

/// Tables that a second store names for a join: table, file, reason.
pub(crate) const JOINS: &[(&str, &str, &str)] = &[(
    "deliveries",
    "src/alerts/store.rs",
    "the fan-out is one INSERT … SELECT from subscriptions, so that no row passes through the program",
)];

fn at(source: &Source, top: &str, chapters: &[&str]) -> bool {
    source.top() == top && source.chapter().is_some_and(|chapter| chapters.contains(&chapter))
}

fn chapter_is(source: &Source, chapters: &[&str]) -> bool {
    source.chapter().is_some_and(|chapter| chapters.contains(&chapter))
}

fn speaks_http(source: &Source) -> bool {
    matches!(source.top(), "web" | "app" | "routes") || chapter_is(source, &["pages", "api", "guard"])
}

fn speaks_sql(source: &Source) -> bool {
    matches!(source.top(), "db" | "schema")
        || chapter_is(source, &["store"])
        || at(source, "mail", &["outbox"])
}

fn writes_pages(source: &Source) -> bool {
    chapter_is(source, &["pages", "letters"]) || at(source, "web", &["respond"])
}

/// `base/` teaches its types to be columns; it asks no questions of a database.
fn is_column(source: &Source, name: &Name) -> bool {
    let parts = [
        "AsExpression",
        "FromSqlRow",
        "backend",
        "deserialize",
        "expression",
        "pg",
        "serialize",
        "sql_types",
        "sqlite",
    ];
    source.top() == "base" && name.part(1).is_some_and(|part| parts.contains(&part))
}

/// What a wall would call the name: the crate, or `schema` for ours.
fn walled(name: &Name) -> Option<&str> {
    if name.starts_with("crate") { name.part(1).filter(|part| *part == "schema") } else { name.part(0) }
}

fn wall_of(name: &Name) -> Option<&'static Wall> {
    walled(name).and_then(|called| WALLS.iter().find(|wall| wall.behind.contains(&called)))
}

/// Walled crates named outside their places.
pub(crate) fn over_the_walls(sources: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources {
        for name in source.names.iter().filter(|name| !name.imported) {
            if wall_of(name).is_some_and(|wall| !(wall.may)(source, name)) {
                findings.push(Finding::new(
                    source,
                    name.line,
                    format!("`{}` has no place here", name.path.join("::")),
                ));
            }
        }
    }
    findings
}

/// Re-exports of what lies behind a wall.
pub(crate) fn handed_on(sources: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources {
        for name in source.names.iter().filter(|name| name.handed_on && wall_of(name).is_some()) {
            findings.push(Finding::new(
                source,
                name.line,
                format!("`{}` is handed on", name.path.join("::")),
            ));
        }
    }
    findings
}

/// Tables that more than one store names, beyond `joins`; and joins that nobody makes any more.
pub(crate) fn shared_tables(sources: &[Source], joins: &[(&str, &str, &str)]) -> Vec<Finding> {
    let tables: BTreeSet<String> =
        sources.iter().filter(|source| source.file == "src/schema.rs").flat_map(tables_of).collect();
    let mut places: BTreeMap<String, BTreeMap<String, Vec<Finding>>> = BTreeMap::new();
    for source in sources.iter().filter(|source| source.top() != "schema") {
        for (line, table) in named_tables(source, &tables) {
            let finding = Finding::new(source, line, format!("names the table `{table}`"));
            places.entry(table).or_default().entry(store_of(source)).or_default().push(finding);
        }
    }
    let mut findings = stale(&places, joins);
    for (table, stores) in places {
        let listed = |store: &str| joins.iter().any(|(joined, file, _)| *joined == table && *file == store);
        let own: Vec<_> = stores.into_iter().filter(|(store, _)| !listed(store)).collect();
        if own.len() > 1 {
            findings.extend(own.into_iter().flat_map(|(_, places)| places));
        }
    }
    findings
}

fn stale(
    places: &BTreeMap<String, BTreeMap<String, Vec<Finding>>>,
    joins: &[(&str, &str, &str)],
) -> Vec<Finding> {
    let unused = joins
        .iter()
        .filter(|(table, file, _)| !places.get(*table).is_some_and(|stores| stores.contains_key(*file)));
    unused
        .map(|(table, file, _)| Finding {
            file: (*file).to_owned(),
            line: 1,
            what: format!("is listed in `JOINS` for `{table}`, which it does not name"),
        })
        .collect()
}

/// `src/accounts/store.rs` for it and all under `store/`; `src/db` for all of `db/`.
fn store_of(source: &Source) -> String {
    match (source.top(), source.chapter()) {
        ("db", _) | (_, None) => format!("src/{}", source.top()),
        (top, Some(chapter)) => format!("src/{top}/{chapter}.rs"),
    }
}

/// The names in `table! { name (key) { … } }`.
fn tables_of(schema: &Source) -> Vec<String> {
    let macros = schema.tree.items.iter().filter_map(|item| match item {
        syn::Item::Macro(found) if found.mac.path.segments.last()?.ident == "table" => Some(&found.mac),
        _ => None,
    });
    macros.filter_map(|found| table_name(found.tokens.clone())).collect()
}

fn table_name(tokens: proc_macro2::TokenStream) -> Option<String> {
    tokens.into_iter().find_map(|token| match token {
        proc_macro2::TokenTree::Ident(name) if name != "use" => Some(name.to_string()),
        _ => None,
    })
}

/// Tables named as `crate::schema::…`, or in SQL after FROM, JOIN, INTO, UPDATE or TABLE.
fn named_tables(source: &Source, tables: &BTreeSet<String>) -> Vec<(usize, String)> {
    let by_path =
        source.names.iter().filter(|name| name.starts_with("crate") && name.part(1) == Some("schema"));
    let by_path = by_path.filter_map(|name| Some((name.line, name.part(2)?.to_owned())));
    let by_text = source.texts.iter().flat_map(|(line, text)| tables_in(text).map(|table| (*line, table)));
    by_path.chain(by_text).filter(|(_, table)| tables.contains(table)).collect()
}

fn tables_in(text: &str) -> impl Iterator<Item = String> {
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()).collect();
    let pairs: Vec<String> = words
        .iter()
        .zip(words.iter().skip(1))
        .filter(|(before, _)| matches!(**before, "FROM" | "JOIN" | "INTO" | "UPDATE" | "TABLE"))
        .map(|(_, table)| (*table).to_owned())
        .collect();
    pairs.into_iter()
}
