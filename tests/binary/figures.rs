//! What the README says of many comments, measured: `cargo test --release --test binary figures -- --ignored --nocapture`.

use std::time::{Duration, Instant};

use crate::site::{Place, Site};

const ROUNDS: usize = 200;

/// The middle of many tries.
fn middle(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn article(site: &Site) -> Duration {
    let path = site.article();
    site.get(&path);
    middle((0..ROUNDS).map(|_| timed(|| site.get(&path).status)).collect())
}

/// Pages that nobody asked for before: each begins after another comment.
fn cold_pages(site: &Site) -> Duration {
    let mut path = site.article();
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        let page = site.get(&path);
        times.push(begun.elapsed());
        match page.link(&format!("{}?after=", site.article())) {
            Some(later) => path = later,
            None => break,
        }
    }
    middle(times)
}

fn timed(ask: impl FnOnce() -> u16) -> Duration {
    let begun = Instant::now();
    assert_eq!(ask(), 200);
    begun.elapsed()
}

#[test]
#[ignore = "a measurement; it wants a release build and a quiet machine"]
fn the_articles_page_takes_no_longer_with_a_thousand_times_the_comments() {
    let (few, many) = (Place::new(), Place::new());
    few.done(&["demo", "--comments", "100"]);
    let filling = Instant::now();
    many.done(&["demo", "--comments", "100000"]);
    let filled = filling.elapsed();
    let (few, many) = (few.serve(), many.serve());
    let (warm_few, warm_many) = (article(&few), article(&many));
    let (cold_few, cold_many) = (cold_pages(&few), cold_pages(&many));
    println!("100,000 made-up comments took {filled:?}");
    println!("article p50: {warm_few:?} with 100 comments, {warm_many:?} with 100,000");
    println!("page never asked for before: {cold_few:?} with 100 comments, {cold_many:?} with 100,000");
    assert!(filled < Duration::from_mins(1), "{filled:?}");
    assert!(
        warm_many.as_secs_f64() <= 1.5 * warm_few.as_secs_f64().max(0.000_2),
        "{warm_few:?} {warm_many:?}"
    );
}
