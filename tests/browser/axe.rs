//! The rules of WCAG 2.2 A and AA that a program can judge, judged by axe-core in the page itself.

use std::io::Write as _;
use std::path::PathBuf;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use crate::window::Window;

/// What `.ci/run` puts into `target/`: the file `axe.min.js` of the npm package axe-core 4.14.1.
const SHA_256: &str = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c";
const TAGS: [&str; 5] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const RUN: &str = "const [tags, done] = arguments; \
    axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] }) \
        .then(found => done(found.violations), failed => done([{ id: String(failed), nodes: [] }]));";

/// axe-core, to be run in pages.
pub struct Axe(String);

impl Axe {
    /// Reads it; `None`, said aloud, if it is not there. Where everything is required that is a failure.
    pub fn found() -> Option<Self> {
        let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/axe.min.js");
        let Ok(source) = std::fs::read_to_string(&file) else {
            let required = std::env::var("AMICUS_TEST_REQUIRE").is_ok_and(|which| which == "all");
            assert!(!required, "AMICUS_TEST_REQUIRE=all asks for axe-core: `.ci/run` puts it into target/");
            let said = "left out: the rules of accessibility, because target/axe.min.js is not there\n";
            std::io::stderr().write_all(said.as_bytes()).unwrap();
            return None;
        };
        let hash = data_encoding::HEXLOWER.encode(&Sha256::digest(&source));
        assert_eq!(hash, SHA_256, "target/axe.min.js is not the file that this test knows");
        Some(Self(source))
    }

    /// The rules that the page in the window breaks, each with the places where.
    pub async fn judge(&self, window: &Window) -> Vec<String> {
        window.run(&self.0).await;
        let violations = window.run_until_done(RUN, json!(TAGS)).await;
        violations.as_array().unwrap().iter().map(told).collect()
    }
}

fn told(violation: &Value) -> String {
    let targets = violation["nodes"].as_array().unwrap().iter().map(|node| node["target"].to_string());
    format!("{} at {}", violation["id"], targets.collect::<Vec<_>>().join(", "))
}
