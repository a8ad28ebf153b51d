//! Bodies that are too large, too slow, or no text.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crate::http::{self, Answer};
use crate::ledger::{receipt_of, submit};
use crate::person::Person;
use crate::rows;
use crate::site::{Place, Site};

const TEN_MEGABYTES: usize = 10_000_000;

fn comments_of(site: &Site) -> String {
    format!("{}/comments", site.article())
}

/// Sends a byte a second until the site answers, each half a second away from the site's own full seconds: a byte
/// that meets the answer would reset the connection.
fn drip(stream: &mut TcpStream) -> Answer {
    let begun = Instant::now();
    let mut first = [0; 1];
    let mut pace = Duration::from_millis(500);
    loop {
        stream.set_read_timeout(Some(pace)).unwrap();
        match stream.peek(&mut first) {
            Ok(_) => return http::read(stream).unwrap(),
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            Err(error) => panic!("{error}"),
        }
        assert!(begun.elapsed() < http::PATIENCE, "a body of a byte a second is still taken");
        stream.write_all(b"x").unwrap();
        pace = Duration::from_secs(1);
    }
}

#[test]
fn a_body_of_a_byte_a_second_is_cut_with_408() {
    let mut place = Place::new();
    place.set("SERVER__BODY_SECONDS", "2");
    let site = place.serve();
    let mut stream = http::connect(site.at).unwrap();
    stream.write_all(http::form_head(site.at, &comments_of(&site), 1000).as_bytes()).unwrap();
    let answer = drip(&mut stream);
    assert_eq!(answer.status, 408);
    assert!(answer.body.contains("<main"), "{}", answer.body);
    assert_eq!(site.get("/").status, 200);
}

/// ASVS 7.4.1: what a session may do ends with it, though a request was under way.
#[test]
fn a_comment_that_is_still_being_sent_when_its_session_ends_is_nobodys() {
    let place = Place::new();
    let site = place.serve();
    let mia = Person::admin(&site, &place, "Mia");
    let path = comments_of(&site);
    let mut fields = mia.get(&site.article()).fields_of(&path);
    fields
        .iter_mut()
        .filter(|(name, _)| name == "comment")
        .for_each(|(_, text)| "I say so as Mia.".clone_into(text));
    let body = serde_urlencoded::to_string(&fields).unwrap();
    let (begun, rest) = body.split_at(10);

    let cookies = format!("\r\nCookie: {}\r\n", mia.cookies());
    let head = http::form_head(site.at, &path, body.len()).replacen("\r\n", &cookies, 1);
    let mut stream = http::connect(site.at).unwrap();
    stream.write_all(format!("{head}{begun}").as_bytes()).unwrap();
    assert_eq!(mia.fill(&mia.get("/account"), "/account/sign-out", &[]).status, 200);
    stream.write_all(rest.as_bytes()).unwrap();

    let answer = http::read(&mut stream).unwrap();
    assert_eq!(answer.status, 422, "{}", answer.text());
    assert!(answer.body.contains("Please enter your name here") && answer.body.contains("I say so as Mia."));
    assert_eq!(rows::number(&place, "SELECT count(*) AS count FROM comments WHERE staff"), 0);
}

#[test]
fn ten_megabytes_are_refused_with_413_whether_announced_or_not() {
    let place = Place::new();
    let site = place.serve();
    let path = comments_of(&site);
    let mut stream = http::connect(site.at).unwrap();
    stream.write_all(http::form_head(site.at, &path, TEN_MEGABYTES).as_bytes()).unwrap();
    let announced = http::read(&mut stream).unwrap();
    assert_eq!(announced.status, 413);
    assert!(announced.body.contains("<main"), "{}", announced.body);

    let head = http::form_head(site.at, &path, 0).replace("Content-Length: 0", "Transfer-Encoding: chunked");
    let mut stream = http::connect(site.at).unwrap();
    stream.write_all(head.as_bytes()).unwrap();
    let chunk = format!("{:x}\r\n{}\r\n", 10_000, "x".repeat(10_000));
    for _ in 0..14 {
        stream.write_all(chunk.as_bytes()).unwrap();
    }
    assert_eq!(http::read(&mut stream).unwrap().status, 413);
}

#[test]
fn slow_heads_are_cut_and_the_site_goes_on() {
    let place = Place::new();
    let site = place.serve();
    let mut stream = http::connect(site.at).unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: ").unwrap();
    let mut rest = Vec::new();
    // Whatever it says, the connection is over within the deadline of `connect`.
    let ended = stream.read_to_end(&mut rest);
    assert!(ended.is_ok() || ended.is_err_and(|error| error.kind() == ErrorKind::ConnectionReset));
    assert_eq!(site.get("/").status, 200);
}

/// Sends a byte a second, whatever is answered, until the site closes the connection.
fn drip_until_closed(stream: &mut TcpStream) {
    let begun = Instant::now();
    stream.set_read_timeout(Some(Duration::from_secs(1))).unwrap();
    loop {
        assert!(begun.elapsed() < http::PATIENCE, "the connection is still open");
        match stream.read(&mut [0; 4096]) {
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                if stream.write_all(b"x").is_err() {
                    return;
                }
            }
            Ok(0) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

#[test]
fn a_second_head_on_a_connection_is_cut_as_a_first_is() {
    let place = Place::new();
    let site = place.serve();
    let mut stream = http::connect(site.at).unwrap();
    write!(stream, "GET /robots.txt HTTP/1.1\r\nHost: {}\r\n\r\n", site.at).unwrap();
    assert_eq!(http::read(&mut stream).unwrap().status, 200);
    stream.write_all(b"GET / HTTP/1.1\r\nHost: ").unwrap();
    drip_until_closed(&mut stream);
    assert_eq!(site.get("/").status, 200);
}

#[test]
fn a_body_for_a_page_that_is_not_there_is_not_waited_for() {
    let place = Place::new();
    let site = place.serve();
    let head = http::form_head(site.at, "/nowhere", 0).replace("Connection: close\r\n", "");
    let head = head.replace("Content-Length: 0", "Transfer-Encoding: chunked");
    let mut stream = http::connect(site.at).unwrap();
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(b"5\r\nhello\r\nffff\r\n").unwrap();
    assert_eq!(http::read(&mut stream).unwrap().status, 404);
    drip_until_closed(&mut stream);
    assert_eq!(site.get("/").status, 200);
}

/// Two requests in one, if a proxy and this server did not agree on where the first ends (RFC 9112 section 11.2).
#[test]
fn a_request_whose_end_is_in_doubt_is_refused_and_the_connection_closed() {
    let place = Place::new();
    let site = place.serve();
    let hidden = "GET /robots.txt HTTP/1.1\r\nHost: x\r\n\r\n";
    let head = format!("POST /receipt HTTP/1.1\r\nHost: {}\r\nContent-Type: {}\r\n", site.at, http::FORM);
    for doubt in [
        format!("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n{hidden}"),
        format!("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n{hidden}"),
        format!("Content-Length: 0\r\nContent-Length: {}\r\n\r\n{hidden}", hidden.len()),
        format!("Content-Length: +{}\r\n\r\n{hidden}", hidden.len()),
        format!("Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n{hidden}"),
        format!("Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n{hidden}"),
        format!("Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n{hidden}"),
        format!("X-Folded: a\r\n b\r\nContent-Length: 0\r\n\r\n{hidden}"),
        format!("Transfer-Encoding: chunked\r\n\r\nxyz\r\n{hidden}"),
        format!("Content-Length: 0\nX-Hidden: a\r\n\r\n{hidden}"),
        format!("Content-Length: 0\n\n{hidden}"),
    ] {
        let said = everything_said_to(&site, &format!("{head}{doubt}"));
        assert_eq!(said.matches("HTTP/1.1 ").count(), 1, "{doubt:?}: {said}");
        assert!(said.starts_with("HTTP/1.1 400 "), "{doubt:?}: {said}");
        assert!(!said.contains("Sitemap:"), "{doubt:?}: {said}");
    }
    assert_eq!(site.get("/").status, 200);
    let logged = site.logged();
    assert!(!logged.contains("ERROR"), "what strangers send is no error of ours: {logged}");
}

/// All that the site says until it closes the connection.
fn everything_said_to(site: &Site, request: &str) -> String {
    let mut stream = http::connect(site.at).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut said = Vec::new();
    let ended = stream.read_to_end(&mut said);
    assert!(ended.is_ok() || ended.is_err_and(|error| error.kind() == ErrorKind::ConnectionReset));
    String::from_utf8(said).unwrap()
}

#[test]
fn what_is_missing_is_said_beside_the_field_and_what_was_typed_is_kept() {
    let place = Place::new();
    let site = place.serve();
    let article = site.article();
    let answer = submit(site.at, &article, "  ", "A thought that must not be lost.").unwrap();
    assert_eq!(answer.status, 422);
    assert!(answer.body.contains("Please enter your name here"));
    assert!(answer.body.contains("A thought that must not be lost."));
    let answer = submit(site.at, &article, "Ada", " \n ").unwrap();
    assert!(answer.status == 422 && answer.body.contains("Please enter your comment!"));
    assert!(
        receipt_of(&submit(site.at, &article, "Ada", "A thought that must not be lost.").unwrap()).is_some()
    );
}
