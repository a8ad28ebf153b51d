//! Pictures of every page at two widths, in the light and in the dark, and a look at whether any is too wide.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::window::Window;

const WIDTHS: [u32; 3] = [320, 360, 1280];
/// Pages that no link leads to, and those that only a mistake shows.
const BESIDES: [&str; 6] =
    ["/", "/account/sign-in", "/account/register", "/account/reset", "/receipt", "/nothing/here"];
const DESKS: [&str; 5] = ["/admin", "/moderation", "/editor", "/account", "/mailbox"];

/// Takes a picture of every page that links lead to, as a stranger and as an admin.
pub async fn take(stranger: &Window, admin: &Window, receipt: &str) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/screenshots");
    let mut wide = Vec::new();
    for (window, who, starts) in
        [(stranger, "reader", [&BESIDES[..], &[receipt]].concat()), (admin, "admin", DESKS.to_vec())]
    {
        for path in pages(window, &starts).await {
            window.open(&path).await;
            for width in WIDTHS {
                for scheme in ["light", "dark"] {
                    window.stand_before(width, scheme).await;
                    let overflow = window.overflow().await;
                    if overflow > 0 {
                        wide.push(format!("{path} is {overflow} pixels wider than {width}"));
                    }
                    if width != 320 {
                        window
                            .picture(&folder.join(format!("{who}{}-{width}-{scheme}.png", name_of(&path))))
                            .await;
                    }
                }
            }
        }
    }
    assert!(wide.is_empty(), "{wide:#?}");
}

/// Every page that can be reached from these, one of each kind.
async fn pages(window: &Window, starts: &[&str]) -> Vec<String> {
    let mut waiting: Vec<String> = starts.iter().map(|start| (*start).to_owned()).collect();
    let (mut kinds, mut found) = (BTreeSet::new(), Vec::new());
    while let Some(path) = waiting.pop() {
        if path.starts_with("/static/") || !kinds.insert(kind_of(&path)) {
            continue;
        }
        window.open(&path).await;
        waiting.extend(
            window
                .links()
                .await
                .into_iter()
                .map(|link| link.split('#').next().unwrap_or_default().to_owned()),
        );
        found.push(path);
    }
    found
}

/// Pages that differ in an id alone are of one kind.
fn kind_of(path: &str) -> String {
    let is_name = |part: &&str| !part.chars().any(|letter| letter.is_ascii_digit()) && part.len() < 20;
    path.split('/').map(|part| if is_name(&part) { part } else { "…" }).collect::<Vec<_>>().join("/")
}

fn name_of(path: &str) -> String {
    let plain: String = path
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' })
        .take(60)
        .collect();
    if plain == "-" { "-front".to_owned() } else { plain }
}
