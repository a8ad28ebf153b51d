//! The onion service: a socket of its own, on which Tor tells each connection's circuit.

use std::io::{self, Read as _, Write as _};
use std::net::SocketAddr;

use crate::http::{self, Answer, FORM};
use crate::site::{Place, Site};

/// A site that is an onion service too, and the socket where Tor would hand its connections over.
struct Onion {
    _place: Place,
    site: Site,
    at: SocketAddr,
    host: String,
}

impl Onion {
    fn with(settings: &[(&str, &str)]) -> Self {
        let host = format!("{}.onion", "b7".repeat(28));
        let mut place = Place::new();
        place.set("SERVER__ONION_LISTEN", "127.0.0.1:0");
        place.set("SERVER__ONION_ORIGIN", &format!("http://{host}"));
        place.set("MAIL__ALLOW_FOLDER", "true");
        for (key, value) in settings {
            place.set(key, value);
        }
        let site = place.serve();
        let said = site.next_line();
        let at = said.strip_prefix(&format!("amicus serves http://{host} to Tor at "));
        let at = at.unwrap_or_else(|| panic!("{said}")).parse().unwrap();
        Self { _place: place, site, at, host }
    }

    /// Asks as Tor does, by a circuit or without saying which.
    fn ask(&self, circuit: Option<u16>, what: (&str, &str), headers: &[(&str, &str)], body: &str) -> Answer {
        self.send(circuit, what, headers, body).unwrap()
    }

    fn send(
        &self,
        circuit: Option<u16>,
        (method, path): (&str, &str),
        headers: &[(&str, &str)],
        body: &str,
    ) -> io::Result<Answer> {
        let mut stream = http::connect(self.at)?;
        if let Some(circuit) = circuit {
            write!(stream, "PROXY TCP6 fc00:dead:beef:4dad::0:{circuit:x} ::1 {circuit} 80\r\n")?;
        }
        let named = headers.iter().any(|(name, _)| *name == "Host");
        let host = if named { String::new() } else { format!("Host: {}\r\n", self.host) };
        write!(stream, "{method} {path} HTTP/1.1\r\n{host}Connection: close\r\n")?;
        for (name, value) in headers {
            write!(stream, "{name}: {value}\r\n")?;
        }
        write!(stream, "Content-Length: {}\r\n\r\n{body}", body.len())?;
        http::read(&mut stream)
    }

    fn look(&self, path: &str) -> Answer {
        self.ask(Some(1), ("GET", path), &[], "")
    }

    /// Tries wrong words for a receipt; answers the status.
    fn tries(&self, circuit: Option<u16>) -> u16 {
        let page = self.ask(circuit, ("GET", "/receipt"), &[], "");
        let mut fields = page.fields_of("/receipt");
        fields.iter_mut().filter(|(name, _)| name == "words").for_each(|(_, words)| WRONG.clone_into(words));
        let origin = format!("http://{}", self.host);
        let headers = [("Origin", origin.as_str()), ("Content-Type", FORM)];
        let body = serde_urlencoded::to_string(fields).unwrap();
        self.ask(circuit, ("POST", "/receipt"), &headers, &body).status
    }
}

const WRONG: &str = "abacus abacus abacus abacus abacus abacus";

#[test]
fn a_reader_of_the_onion_sees_the_same_site_and_not_a_word_of_the_clearnet() {
    let onion = Onion::with(&[]);
    let clearnet = onion.site.at.to_string();
    for path in ["/", "/articles/whatsapp-v-nso", "/cases/whatsapp-v-nso", "/account/sign-in", "/sitemap.xml"]
    {
        let page = onion.look(path);
        assert_eq!(page.status, 200, "{path}");
        for header in ["strict-transport-security", "onion-location"] {
            assert_eq!(page.header(header), "", "{header} of {path}");
        }
        assert!(!page.header("content-security-policy").contains("upgrade-insecure-requests"));
        assert!(!page.body.contains(&clearnet), "{path} leads out of Tor: {}", page.body);
    }
    assert!(onion.look("/sitemap.xml").body.contains(&format!("http://{}/", onion.host)));
    assert_eq!(onion.ask(Some(1), ("GET", "/"), &[("Host", &clearnet)], "").status, 421);
    let astray = http::send(onion.site.at, ("GET", "/rules"), &[], b"").unwrap();
    assert_eq!(astray.status, 200);
    assert!(astray.body.contains("<main") && !astray.body.contains(&onion.host));
}

#[test]
fn a_form_sent_through_tor_is_judged_by_the_onions_own_origin() {
    let onion = Onion::with(&[]);
    let article = onion.look("/articles/whatsapp-v-nso");
    let action = article.action("/comments");
    let mut fields = article.fields_of("/comments");
    for (name, value) in &mut fields {
        match name.as_str() {
            "name" => "Ada".clone_into(value),
            "comment" => "They read my mail, and I say so through Tor.".clone_into(value),
            _ => {}
        }
    }
    let body = serde_urlencoded::to_string(fields).unwrap();
    let from = |origin: &str| {
        let headers = [("Origin", origin), ("Content-Type", FORM)];
        onion.ask(Some(7), ("POST", &action), &headers, &body)
    };
    assert_eq!(from(&format!("http://{}", onion.site.at)).status, 403);
    let taken = from(&format!("http://{}", onion.host));
    assert_eq!(taken.status, 303, "{}", taken.text());
    assert_eq!(taken.header("set-cookie"), "");
    let receipt = onion.look(taken.header("location"));
    assert!(receipt.body.contains(&format!("http://{}/receipt/", onion.host)), "{}", receipt.text());
}

#[test]
fn limits_are_counted_by_circuit_and_apart_from_this_machine() {
    let onion = Onion::with(&[("LIMITS__RECEIPT_TRIES_AN_HOUR", "2")]);
    let tries = [(); 3].map(|()| onion.tries(Some(1)));
    assert_eq!(tries, [422, 422, 429]);
    assert_eq!(onion.tries(Some(2)), 422, "another circuit is another client");
    let here = http::get(onion.site.at, &format!("/receipt/{}", WRONG.replace(' ', "-")));
    assert_eq!(here.status, 404, "this machine is another client");
}

#[test]
fn where_tor_tells_no_circuits_all_share_one_generous_limit() {
    let onion = Onion::with(&[("LIMITS__RECEIPT_TRIES_AN_HOUR", "1"), ("SERVER__ONION_CIRCUITS", "false")]);
    let tries: Vec<u16> = (0..51).map(|_| onion.tries(None)).collect();
    assert!(tries.iter().take(50).all(|status| *status == 422), "{tries:?}");
    assert_eq!(tries[50], 429);
    let here = http::get(onion.site.at, &format!("/receipt/{}", WRONG.replace(' ', "-")));
    assert_eq!(here.status, 404, "this machine is another client");
}

#[test]
fn a_connection_that_does_not_begin_with_its_circuit_is_closed() {
    let onion = Onion::with(&[]);
    for beginning in ["GET / HTTP/1.1\r\n", "PROXY TCP6 ::1\r\n", "PROXY UNKNOWN\n"] {
        let mut stream = http::connect(onion.at).unwrap();
        stream.write_all(beginning.as_bytes()).unwrap();
        let mut rest = Vec::new();
        let ended = stream.read_to_end(&mut rest);
        assert!(ended.is_ok() || ended.is_err_and(|error| error.kind() == io::ErrorKind::ConnectionReset));
        assert!(rest.is_empty(), "{beginning:?}: {}", String::from_utf8_lossy(&rest));
    }
    assert_eq!(onion.look("/").status, 200);
}

#[test]
fn asked_to_end_the_site_ends_behind_both_doors() {
    let onion = Onion::with(&[]);
    assert_eq!(onion.look("/").status, 200);
    onion.site.terminate();
    let Onion { site, at, .. } = onion;
    assert!(site.end().success());
    assert!(std::net::TcpStream::connect(at).is_err());
}
