//! What is built in comes from one registry, under licences that go with ours, and without what `deny.toml` bans.

#![expect(clippy::expect_used, reason = "what cargo or deny.toml says must be readable, or the test fails")]
#![expect(clippy::disallowed_methods, reason = "a test run takes its own settings from the environment")]

use std::process::Command;

use serde_json::Value;

/// The lists of `deny.toml`.
struct Lists {
    licences: Vec<String>,
    banned: Vec<String>,
    registries: Vec<String>,
}

fn lists() -> Lists {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/deny.toml")).expect("deny.toml");
    let table: toml::Table = text.parse().expect("deny.toml is TOML");
    let list = |section: &str, key: &str| -> Vec<toml::Value> {
        table
            .get(section)
            .and_then(|found| found.get(key))
            .and_then(toml::Value::as_array)
            .expect(key)
            .clone()
    };
    let word = |value: &toml::Value| value.as_str().expect("a text").to_owned();
    let name = |value: &toml::Value| word(value.get("crate").expect("a ban names its crate"));
    Lists {
        licences: list("licenses", "allow").iter().map(word).collect(),
        banned: list("bans", "deny").iter().map(name).collect(),
        registries: list("sources", "allow-registry").iter().map(word).collect(),
    }
}

/// What cargo would build here, tests included, as it says itself.
fn packages() -> Vec<Value> {
    let host = run(Command::new("rustc").arg("-vV"));
    let host =
        host.lines().find_map(|line| line.strip_prefix("host: ")).expect("rustc names its host").to_owned();
    let arguments = ["metadata", "--format-version=1", "--locked", "--offline", "--filter-platform", &host];
    let told = run(Command::new(env!("CARGO")).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")));
    let metadata: Value = serde_json::from_str(&told).expect("cargo metadata is JSON");
    metadata.get("packages").and_then(Value::as_array).expect("packages").clone()
}

fn run(command: &mut Command) -> String {
    let output = command.output().expect("the command starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn field<'a>(package: &'a Value, key: &str) -> &'a str {
    package.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// All packages but our own, as name and another field.
fn foreign(key: &str) -> Vec<(String, String)> {
    let packages = packages();
    assert!(packages.len() > 50, "cargo named only {} packages", packages.len());
    let others = packages.iter().filter(|package| field(package, "name") != "amicus");
    others.map(|package| (field(package, "name").to_owned(), field(package, key).to_owned())).collect()
}

/// Whether a licence expression (SPDX, or the older `MIT/Apache-2.0`) can be met by what is allowed.
fn met(expression: &str, allowed: &[String]) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    either(&mut rest, allowed) && rest.is_empty()
}

fn either(rest: &mut &[&str], allowed: &[String]) -> bool {
    let mut fine = both(rest, allowed);
    while let [first, further @ ..] = *rest
        && *first == "OR"
    {
        *rest = further;
        fine |= both(rest, allowed);
    }
    fine
}

fn both(rest: &mut &[&str], allowed: &[String]) -> bool {
    let mut fine = one(rest, allowed);
    while let [first, further @ ..] = *rest
        && *first == "AND"
    {
        *rest = further;
        fine &= one(rest, allowed);
    }
    fine
}

fn one(rest: &mut &[&str], allowed: &[String]) -> bool {
    let is_allowed = |licence: &str| allowed.iter().any(|known| known == licence);
    match *rest {
        ["(", further @ ..] => {
            *rest = further;
            let fine = either(rest, allowed);
            *rest = rest.strip_prefix(&[")"]).unwrap_or(&["unclosed"]);
            fine
        }
        [licence, "WITH", exception, further @ ..] => {
            *rest = further;
            is_allowed(&format!("{licence} WITH {exception}"))
        }
        [licence, further @ ..] => {
            *rest = further;
            is_allowed(licence)
        }
        [] => false,
    }
}

#[test]
fn every_licence_goes_with_ours() {
    let allowed = lists().licences;
    let strange: Vec<_> =
        foreign("license").into_iter().filter(|(_, licence)| !met(licence, &allowed)).collect();
    assert!(strange.is_empty(), "not under a licence of deny.toml: {strange:?}");
}

#[test]
fn nothing_banned_is_built_in() {
    let banned = lists().banned;
    assert!(banned.iter().any(|name| name == "openssl-sys"));
    let found: Vec<_> = foreign("version").into_iter().filter(|(name, _)| banned.contains(name)).collect();
    assert!(found.is_empty(), "banned by deny.toml: {found:?}");
}

#[test]
fn everything_comes_from_the_registry() {
    let registries = lists().registries;
    let known = |source: &str| {
        source.strip_prefix("registry+").is_some_and(|registry| registries.iter().any(|one| one == registry))
    };
    let strange: Vec<_> = foreign("source").into_iter().filter(|(_, source)| !known(source)).collect();
    assert!(strange.is_empty(), "from elsewhere: {strange:?}");
}

#[test]
fn a_licence_that_does_not_go_with_ours_is_seen() {
    let allowed = ["MIT", "BSD-3-Clause", "Unicode-3.0", "Apache-2.0 WITH LLVM-exception"].map(str::to_owned);
    for fine in [
        "MIT",
        "GPL-2.0-only OR MIT",
        "MIT/Apache-2.0",
        "(GPL-3.0-only OR MIT) AND Unicode-3.0",
        "BSD-3-Clause AND MIT",
        "Apache-2.0 WITH LLVM-exception OR Apache-2.0",
    ] {
        assert!(met(fine, &allowed), "{fine}");
    }
    for strange in
        ["", "GPL-3.0-only", "MIT AND GPL-3.0-only", "(MIT", "MIT)", "MIT MIT", "Apache-2.0", "mit"]
    {
        assert!(!met(strange, &allowed), "{strange}");
    }
}

fn text_of(file: &str) -> String {
    std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).expect(file)
}

#[test]
fn the_build_is_held_to_its_lock_file_its_compiler_and_safe_code() {
    let manifest: toml::Table = text_of("Cargo.toml").parse().expect("Cargo.toml is TOML");
    let at = |path: [&str; 3]| {
        path.iter().try_fold(&toml::Value::Table(manifest.clone()), |at, key| at.get(*key)).cloned()
    };
    assert_eq!(at(["lints", "rust", "unsafe_code"]), Some("forbid".into()));
    assert!(manifest.get("package").and_then(|package| package.get("rust-version")).is_some());
    let ci = text_of(".ci/run");
    let builds = ci.lines().filter(|line| line.contains("cargo test") || line.contains("cargo clippy"));
    for line in builds.filter(|line| !line.trim_start().starts_with('#') && !line.contains("--version")) {
        assert!(line.contains("--locked"), "{line}");
    }
    assert!(text_of("Cargo.lock").contains("name = \"amicus\""));
}

#[test]
fn what_would_take_time_or_randomness_is_forbidden() {
    let clippy = text_of("clippy.toml");
    for method in [
        "SystemTime::now",
        "Instant::now",
        "jiff::Timestamp::now",
        "rand::rng",
        "rand::random",
        "std::env::var",
    ] {
        assert!(clippy.contains(method), "{method}");
    }
    assert!(text_of("Cargo.toml").contains("disallowed_methods = \"deny\""));
    assert!(text_of(".ci/run").contains("cargo clippy --all-targets --locked -- -D warnings"));
}

#[test]
fn the_bill_of_materials_names_all_that_is_built_in_with_its_checksum() {
    let made = Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.ci/sbom"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("CARGO", env!("CARGO"))
        .output();
    let Ok(made) = made else {
        let required = std::env::var("AMICUS_TEST_REQUIRE").is_ok_and(|which| which == "all");
        assert!(!required, "AMICUS_TEST_REQUIRE=all asks for python3, and it is not installed");
        println!("left out: the bill of materials, because python3 is not installed");
        return;
    };
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let bill: Value = serde_json::from_slice(&made.stdout).expect("the bill is JSON");
    let parts = bill.get("components").and_then(Value::as_array).expect("components");
    for needed in ["actix-web", "diesel", "argon2", "lettre", "validator", "libsqlite3-sys"] {
        assert!(parts.iter().any(|part| field(part, "name") == needed), "{needed} is not in the bill");
    }
    assert!(
        !parts.iter().any(|part| field(part, "name") == "proptest"),
        "what only tests use is not built in"
    );
    for part in parts {
        assert!(part.get("hashes").is_some(), "{} has no checksum", field(part, "name"));
    }
}
