//! `docs/security/checklist.md` is whole and true: every row is there once, and every proof that it names exists.

#![expect(clippy::unwrap_used, reason = "a test may stop by falling over")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The groups of the checklist, and how many rows each has.
const GROUPS: [(&str, usize); 14] = [
    ("AU", 26),
    ("AZ", 8),
    ("CF", 5),
    ("HD", 10),
    ("IN", 8),
    ("RL", 9),
    ("TK", 7),
    ("PV", 12),
    ("AL", 5),
    ("SC", 7),
    ("TO", 4),
    ("DS", 6),
    ("BK", 5),
    ("UX", 6),
];
/// A reason in fewer letters is none.
const REASON: usize = 20;

/// One row: its name, what must hold, and by what that is proved.
#[derive(Debug)]
struct Row {
    name: String,
    holds: String,
    proofs: Vec<String>,
}

impl Row {
    fn is_open(&self) -> bool {
        self.proofs.iter().any(|proof| proof.starts_with(OPEN))
    }
}

const OPEN: &str = "**open**: ";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn checklist() -> String {
    std::fs::read_to_string(root().join("docs/security/checklist.md")).unwrap()
}

fn rows(text: &str) -> Vec<Row> {
    let cells = |line: &str| -> Option<Row> {
        let mut cells = line.strip_prefix("| ")?.strip_suffix(" |")?.split(" | ");
        let (name, holds, proofs) = (cells.next()?, cells.next()?, cells.next()?);
        let is_row = name
            .get(2..)
            .is_some_and(|number| !number.is_empty() && number.bytes().all(|sign| sign.is_ascii_digit()));
        let proofs = proofs.split("<br>").map(|proof| proof.trim().to_owned()).collect();
        is_row.then(|| Row { name: name.to_owned(), holds: holds.to_owned(), proofs })
    };
    text.lines().filter_map(cells).collect()
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, files);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            files.push(path);
        }
    }
}

/// Every test of the program, by its path: `web::client::a_name` below `src/`, `it::limits::a_name` below `tests/`.
fn tests() -> BTreeSet<String> {
    let mut files = Vec::new();
    for folder in ["src", "tests"] {
        gather(&root().join(folder), &mut files);
    }
    files
        .iter()
        .flat_map(|file| tests_of(&module_of(file), &std::fs::read_to_string(file).unwrap()))
        .collect()
}

fn module_of(file: &Path) -> String {
    let file = file.strip_prefix(root()).unwrap().with_extension("");
    let parts: Vec<_> = file.iter().skip(1).filter_map(|part| part.to_str()).collect();
    let named: Vec<_> = parts.into_iter().filter(|part| !matches!(*part, "mod" | "main")).collect();
    named.join("::")
}

/// The functions of a source that stand below an attribute which makes them tests.
fn tests_of(module: &str, source: &str) -> Vec<String> {
    let (mut found, mut is_test, mut is_ignored) = (Vec::new(), false, false);
    for line in source.lines().map(str::trim) {
        if line.starts_with("#[") {
            is_ignored |= line.starts_with("#[ignore");
            is_test |=
                ["#[test]", "#[actix_web::test", "#[tokio::test"].iter().any(|made| line.starts_with(made));
        } else if let Some((_, rest)) = line.split_once("fn ") {
            let name = rest.split(['(', '<']).next().unwrap();
            if std::mem::take(&mut is_test) && !std::mem::take(&mut is_ignored) {
                found.push(format!("{module}::{name}"));
            }
        } else if !line.starts_with("//") && !line.is_empty() {
            (is_test, is_ignored) = (false, false);
        }
    }
    found
}

/// The attacks that `tests/attack/run` knows.
fn attacks() -> BTreeSet<String> {
    let script = std::fs::read_to_string(root().join("tests/attack/run")).unwrap();
    let steps = script.lines().filter_map(|line| line.strip_prefix("step "));
    steps.filter_map(|line| line.split(' ').next().map(str::to_owned)).collect()
}

/// What is wrong with a proof; `None` if nothing is.
fn wrong(proof: &str, tests: &BTreeSet<String>, attacks: &BTreeSet<String>) -> Option<String> {
    if let Some(reason) = proof.strip_prefix(OPEN) {
        return (reason.len() < REASON).then(|| format!("no reason: {proof:?}"));
    }
    let Some((kind, name)) = proof.split_once(": ") else { return Some(format!("no proof: {proof:?}")) };
    let name = name.trim_matches('`');
    let exists = match kind {
        "suite" => tests.contains(name),
        "browser" => tests.contains(name) && name.starts_with("browser::"),
        "shipped configuration" => tests.contains(name) && name.starts_with("front::"),
        "attack" => attacks.contains(name),
        "build" => !name.contains(['/', '.']) && root().join(".ci").join(name).is_file(),
        _ => return Some(format!("no kind of proof: {proof:?}")),
    };
    (!exists).then(|| format!("it is not there: {proof:?}"))
}

#[test]
fn every_row_is_there_once_and_in_order() {
    let wanted: Vec<String> =
        GROUPS.iter().flat_map(|(group, rows)| (1..=*rows).map(move |row| format!("{group}{row}"))).collect();
    assert_eq!(wanted.len(), 118);
    let found: Vec<String> = rows(&checklist()).into_iter().map(|row| row.name).collect();
    assert_eq!(found, wanted);
}

#[test]
fn every_row_says_what_holds_and_every_proof_that_it_names_exists() {
    let (tests, attacks) = (tests(), attacks());
    assert!(tests.len() > 600 && attacks.len() > 5, "{} tests, {} attacks", tests.len(), attacks.len());
    let mut problems = Vec::new();
    for row in rows(&checklist()) {
        if row.holds.len() < REASON {
            problems.push(format!("{}: says too little", row.name));
        }
        if row.proofs.iter().collect::<BTreeSet<_>>().len() < row.proofs.len() {
            problems.push(format!("{}: names a proof twice", row.name));
        }
        let found = row.proofs.iter().filter_map(|proof| wrong(proof, &tests, &attacks));
        problems.extend(found.map(|problem| format!("{}: {problem}", row.name)));
    }
    assert!(problems.is_empty(), "{problems:#?}");
}

#[test]
fn the_checklist_counts_its_open_rows_rightly() {
    let text = checklist();
    let open = rows(&text).iter().filter(|row| row.is_open()).count();
    assert!(text.contains(&format!("\n118 rows, {open} of them open.\n")), "{open} rows are open");
}

#[test]
fn a_proof_that_is_none_is_seen() {
    let tests = ["it::a".to_owned(), "browser::b".to_owned()].into();
    let attacks = ["walk".to_owned()].into();
    let judged = |proof: &str| wrong(proof, &tests, &attacks).is_none();
    for fine in [
        "suite: `it::a`",
        "browser: `browser::b`",
        "attack: `walk`",
        "build: `reproducible`",
        "**open**: nobody has built it yet",
    ] {
        assert!(judged(fine), "{fine}");
    }
    for none in [
        "",
        "suite: ",
        "suite: `it::b`",
        "browser: `it::a`",
        "attack: `run`",
        "build: `perhaps`",
        "build: `../README.md`",
        "**open**: ",
        "trust us: `it::a`",
    ] {
        assert!(!judged(none), "{none}");
    }
    let source = "#[test]\n#[ignore]\nfn a() {}\nfn b() {}\n#[actix_web::test]\n/// c\nasync fn c() {}\n";
    assert_eq!(tests_of("it", source), ["it::c"], "what is ignored proves nothing");
}
