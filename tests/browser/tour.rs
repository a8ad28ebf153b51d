//! A tour of every page, at three widths, in the light and in the dark: none is wider than its window, none breaks a
//! rule of accessibility. Pictures are kept on request.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::axe::Axe;
use crate::window::Window;

const WIDTHS: [u32; 3] = [320, 360, 1280];
/// Accessibility is looked at where it differs: narrow in the light, wide in the dark.
const JUDGED: [(u32, &str); 2] = [(360, "light"), (1280, "dark")];
/// Pages that no link leads to, and those that only a mistake shows.
const BESIDES: [&str; 6] =
    ["/", "/account/sign-in", "/account/register", "/account/reset", "/receipt", "/nothing/here"];
const DESKS: [&str; 5] = ["/admin", "/moderation", "/editor", "/account", "/mailbox"];

/// Where the tour has been, and what it found on the way.
pub struct Tour {
    pictures: Option<PathBuf>,
    axe: Option<Axe>,
    kinds: BTreeSet<String>,
    faults: Vec<String>,
}

impl Tour {
    /// A tour that has seen nothing yet. `AMICUS_SCREENSHOTS=1` keeps pictures in `target/screenshots/`.
    pub fn new() -> Self {
        let wanted = std::env::var("AMICUS_SCREENSHOTS").is_ok_and(|wanted| wanted == "1");
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/screenshots");
        let pictures = wanted.then_some(folder);
        Self { pictures, axe: Axe::found(), kinds: BTreeSet::new(), faults: Vec::new() }
    }

    /// Every page that links lead to, as a stranger, and then those that only an admin sees.
    pub async fn of_everything(&mut self, stranger: &Window, admin: &Window, receipt: &str) {
        self.of_pages(stranger, &[&BESIDES[..], &[receipt]].concat()).await;
        self.of_pages(admin, &DESKS).await;
    }

    /// Every page that can be reached from these, one of each kind that was not seen yet.
    async fn of_pages(&mut self, window: &Window, starts: &[&str]) {
        let mut waiting: Vec<String> = starts.iter().map(|start| (*start).to_owned()).collect();
        while let Some(path) = waiting.pop() {
            let path = path.split(['#', '?']).next().unwrap_or_default().to_owned();
            let is_page = !path.contains('.');
            if !is_page || !self.kinds.insert(kind_of(&path)) {
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
                    self.faults.push(format!("{name} is {overflow} pixels wider than {width}"));
                }
                if let Some(folder) = self.pictures.as_ref().filter(|_| width != 320) {
                    window.picture(&folder.join(format!("{name}-{width}-{scheme}.png"))).await;
                }
                if let Some(axe) = self.axe.as_ref().filter(|_| JUDGED.contains(&(width, scheme))) {
                    let broken = axe.judge(window).await;
                    self.faults
                        .extend(broken.iter().map(|rule| format!("{name}, {width}, {scheme}: {rule}")));
                }
            }
        }
        window.stand_before(1280, "light").await;
    }

    /// Fails if anything was found.
    pub fn end(self) {
        assert!(self.faults.is_empty(), "{:#?}", self.faults);
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
