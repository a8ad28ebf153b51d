//! The article's page with 100 comments under it and with 100,000, in one run of the real program; the README
//! claims that the second takes at most 1.5 times the first, and that filling takes less than a minute.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a measurement may stop by falling over"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "a measurement takes the time, and its settings from the environment"
)]
#![expect(dead_code, reason = "the tests of the program use the rest of its site")]

#[path = "../tests/binary/database.rs"]
mod database;
#[path = "../tests/binary/http.rs"]
mod http;
#[path = "../tests/it/support/postgres.rs"]
mod postgres;
#[path = "../tests/binary/site.rs"]
mod site;

use std::time::{Duration, Instant};

use site::{Place, Site};

const ROUNDS: usize = 200;
/// A page from memory takes so little that below this the connection is measured and not the page.
const FLOOR: Duration = Duration::from_micros(200);

fn main() {
    let (few, _) = filled_with("100");
    let (many, took) = filled_with("100000");
    println!("100,000 made-up comments took {took:?}");
    assert!(took < Duration::from_mins(1), "{took:?}");
    let (few, many) = (few.serve(), many.serve());
    compare("the article, from memory", again_and_again(&few), again_and_again(&many));
    compare("a page never asked for before", page_after_page(&few), page_after_page(&many));
}

fn filled_with(comments: &str) -> (Place, Duration) {
    let (place, begun) = (Place::new(), Instant::now());
    place.done(&["demo", "--comments", comments]);
    (place, begun.elapsed())
}

fn compare(what: &str, few: Duration, many: Duration) {
    let ratio = many.as_secs_f64() / few.max(FLOOR).as_secs_f64();
    println!("{what}: p50 {few:?} with 100 comments, {many:?} with 100,000 (ratio {ratio:.2})");
    assert!(ratio <= 1.5, "{what}: {ratio:.2}");
}

fn again_and_again(site: &Site) -> Duration {
    let path = site.article();
    site.get(&path);
    middle((0..ROUNDS).map(|_| timed(site, &path).0).collect())
}

/// Each page begins where the one before ended.
fn page_after_page(site: &Site) -> Duration {
    let (mut path, mut times) = (site.article(), Vec::new());
    while times.len() < ROUNDS {
        let (took, later) = timed(site, &path);
        times.push(took);
        let Some(later) = later else { break };
        path = later;
    }
    middle(times)
}

fn timed(site: &Site, path: &str) -> (Duration, Option<String>) {
    let begun = Instant::now();
    let page = site.get(path);
    let took = begun.elapsed();
    assert_eq!(page.status, 200);
    (took, page.link(&format!("{}?after=", site.article())))
}

/// The middle of many tries.
fn middle(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
