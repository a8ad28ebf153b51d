//! Pictures of every page at two widths, in the light and in the dark, and a look at whether any is too wide.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::window::Window;

const WIDTHS: [u32; 3] = [320, 360, 1280];
/// Pages that no link leads to, and those that only a mistake shows.
const BESIDES: [&str; 6] =
    ["/", "/account/sign-in", "/account/register", "/account/reset", "/receipt", "/nothing/here"];
const DESKS: [&str; 5] = ["/admin", "/moderation", "/editor", "/account", "/mailbox"];

/// What is photographed, and what was found to be too wide on the way.
pub struct Album {
    folder: PathBuf,
    kinds: BTreeSet<String>,
    wide: Vec<String>,
}

impl Album {
    /// An empty album.
    pub fn new() -> Self {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/screenshots");
        Self { folder, kinds: BTreeSet::new(), wide: Vec::new() }
    }

    /// Every page that links lead to, as a stranger, and then those that only an admin sees.
    pub async fn of_everything(&mut self, stranger: &Window, admin: &Window, receipt: &str) {
        self.of_pages(stranger, &[&BESIDES[..], &[receipt]].concat()).await;
        self.of_pages(admin, &DESKS).await;
    }

    /// Every page that can be reached from these, one of each kind that is not in the album.
    async fn of_pages(&mut self, window: &Window, starts: &[&str]) {
        let mut waiting: Vec<String> = starts.iter().map(|start| (*start).to_owned()).collect();
        while let Some(path) = waiting.pop() {
            let path = path.split(['#', '?']).next().unwrap_or_default().to_owned();
            if path.starts_with("/static/") || !self.kinds.insert(kind_of(&path)) {
                continue;
            }
            window.open(&path).await;
            waiting.extend(window.links().await);
            self.of_this(window, &name_of(&path)).await;
        }
    }

    /// The page that a window shows now.
    pub async fn of_this(&mut self, window: &Window, name: &str) {
        for width in WIDTHS {
            for scheme in ["light", "dark"] {
                window.stand_before(width, scheme).await;
                let overflow = window.overflow().await;
                if overflow >= 1.0 {
                    self.wide.push(format!("{name} is {overflow} pixels wider than {width}"));
                }
                if width != 320 {
                    window.picture(&self.folder.join(format!("{name}-{width}-{scheme}.png"))).await;
                }
            }
        }
        window.stand_before(1280, "light").await;
    }

    /// Fails if any page was wider than its window.
    pub fn close(self) {
        assert!(self.wide.is_empty(), "{:#?}", self.wide);
    }
}

/// Pages that differ in an id alone are of one kind.
fn kind_of(path: &str) -> String {
    let is_name = |part: &&str| !part.chars().any(|letter| letter.is_ascii_digit()) && part.len() < 20;
    path.split('/').map(|part| if is_name(&part) { part } else { "…" }).collect::<Vec<_>>().join("/")
}

fn name_of(path: &str) -> String {
    let kind = kind_of(path).replace('…', "id");
    let plain: String =
        kind.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' }).collect();
    if plain == "-" { "front".to_owned() } else { plain.trim_matches('-').to_owned() }
}
