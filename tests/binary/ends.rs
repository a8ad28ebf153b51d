//! How a site ends: asked to, or by force.

use std::io::Write as _;
use std::net::TcpStream;

use crate::http;
use crate::ledger::{Crowd, expect_all, receipt_of, submit};
use crate::rows;
use crate::site::{Place, on_postgres, wait_until};

#[test]
fn asked_to_end_it_finishes_a_slow_upload_takes_nobody_new_and_exits_with_0() {
    let place = Place::new();
    let site = place.serve();
    let (at, article) = (site.at, site.article());
    let action = format!("{article}/comments");
    let mut fields = site.get(&article).fields_of(&action);
    fields.retain(|(name, _)| name != "name" && name != "comment");
    fields.extend(
        [("name", "Ada"), ("comment", "This takes me a while.")]
            .map(|(name, value)| (name.to_owned(), value.to_owned())),
    );
    let body = serde_urlencoded::to_string(&fields).unwrap();
    let (first, rest) = body.split_at(body.len() / 2);
    let mut upload = http::connect(at).unwrap();
    upload.write_all(http::form_head(at, &action, body.len()).as_bytes()).unwrap();
    upload.write_all(first.as_bytes()).unwrap();
    // Whoever asks after it on another connection is answered after the head was read.
    assert_eq!(site.get("/healthz").status, 200);

    site.terminate();
    wait_until("that nobody new is let in", || TcpStream::connect(at).is_err());
    upload.write_all(rest.as_bytes()).unwrap();
    let answer = http::read(&mut upload).unwrap();
    assert!(receipt_of(&answer).is_some(), "{answer:?}");
    drop(upload);
    assert_eq!(site.end().code(), Some(0));
}

#[test]
fn killed_while_many_comment_it_has_everything_that_it_answered_for() {
    let place = Place::new();
    let mut entries = Vec::new();
    for _ in 0..3 {
        let site = place.serve();
        let crowd = Crowd::start(&site, 8);
        crowd.wait_for(40);
        site.kill();
        entries.extend(crowd.stop());
    }
    let site = place.serve();
    expect_all(&site, &entries);
    site.terminate();
    assert_eq!(site.end().code(), Some(0));
}

#[test]
fn a_look_at_the_database_from_outside_takes_nothing_away() {
    if on_postgres() {
        return;
    }
    let place = Place::new();
    let site = place.serve();
    let wal = place.data("amicus.sqlite-wal");
    assert!(wal.exists());
    assert_eq!(rows::count(&place, "cases"), 1);
    assert!(wal.exists(), "whoever closes the database last takes its log away: the site held no lock");
    let receipt = receipt_of(&submit(site.at, &site.article(), "Ada", "Kept after that look.").unwrap());
    site.kill();
    let again = place.serve();
    assert_eq!(again.get(&receipt.unwrap()).status, 200);
}
