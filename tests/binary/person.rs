//! Someone with a browser before a site that is being served: cookies, forms, redirects.

use std::cell::RefCell;
use std::net::SocketAddr;

use crate::http::{self, Answer, FORM};
use crate::mail::{Peer, path_of};
use crate::site::{Place, Site};

const PASSWORD: &str = "violet tractor hums at the quiet harbour";

/// A person with a browser.
pub(crate) struct Person {
    at: SocketAddr,
    cookies: RefCell<Vec<(String, String)>>,
}

impl Person {
    /// Somebody whom the site does not know.
    pub(crate) fn stranger(site: &Site) -> Self {
        Self { at: site.at, cookies: RefCell::default() }
    }

    /// The first admin, by the operator's link.
    #[track_caller]
    pub(crate) fn admin(site: &Site, place: &Place, name: &str) -> Self {
        let (admin, address) = (Self::stranger(site), address_of(name));
        admin.joins(&site.first_admin_link(place), &[("name", name), ("email", &address)]);
        admin
    }

    /// Somebody whom the terminal invites; the invitation comes by mail.
    #[track_caller]
    pub(crate) fn invited(site: &Site, place: &Place, peer: &Peer, name: &str, role: &str) -> Self {
        let address = address_of(name);
        place.done(&["account", "invite", &address, role]);
        let guest = Self::stranger(site);
        guest.joins(&peer.letter_to(&address, "").path("/account/invitation/"), &[("name", name)]);
        guest
    }

    #[track_caller]
    pub(crate) fn joins(&self, link: &str, fields: &[(&str, &str)]) {
        let answer = self.fill(&self.get(link), link, &[fields, &[("password", PASSWORD)]].concat());
        assert_eq!(answer.status, 303, "{}", answer.text());
        assert!(!self.cookies.borrow().is_empty(), "no session: {}", answer.head);
    }

    /// The same person before another instance of the site.
    pub(crate) fn before(&self, site: &Site) -> Self {
        Self { at: site.at, cookies: self.cookies.clone() }
    }

    /// Opens a page.
    pub(crate) fn get(&self, path: &str) -> Answer {
        let answer = self.ask(("GET", path), &[("Sec-Fetch-Site", "none")], b"").unwrap();
        self.keep(&answer);
        answer
    }

    /// Opens a page, fills in its form and sends it; answers the page behind the redirect.
    #[track_caller]
    pub(crate) fn does(&self, page: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
        let answer = self.fill(&self.get(page), action, fields);
        assert_eq!(answer.status, 303, "{action}: {}", answer.text());
        let mut answer = self.get(&path_of_location(&answer));
        if answer.status == 303 {
            answer = self.get(&path_of_location(&answer));
        }
        assert_eq!(answer.status, 200, "{action}: {}", answer.text());
        answer
    }

    /// Fills in the form of a page at hand and sends it; follows nothing.
    #[track_caller]
    pub(crate) fn fill(&self, page: &Answer, action: &str, fields: &[(&str, &str)]) -> Answer {
        let (action, mut sent) = (page.action(action), page.fields_of(action));
        for (name, value) in fields {
            sent.retain(|(named, _)| named != name);
            sent.push(((*name).to_owned(), (*value).to_owned()));
        }
        self.post(&action, &sent).unwrap()
    }

    /// Posts fields as a browser on the site's own page does.
    pub(crate) fn post(&self, path: &str, fields: &[(String, String)]) -> std::io::Result<Answer> {
        let body = serde_urlencoded::to_string(fields).unwrap();
        let origin = format!("http://{}", self.at);
        let headers =
            [("Origin", origin.as_str()), ("Sec-Fetch-Site", "same-origin"), ("Content-Type", FORM)];
        let answer = self.ask(("POST", path), &headers, body.as_bytes())?;
        self.keep(&answer);
        Ok(answer)
    }

    /// The cookies that the browser sends.
    pub(crate) fn cookies(&self) -> String {
        let cookies = self.cookies.borrow();
        cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    fn ask(&self, what: (&str, &str), headers: &[(&str, &str)], body: &[u8]) -> std::io::Result<Answer> {
        let cookies = self.cookies();
        let mut headers = headers.to_vec();
        if !cookies.is_empty() {
            headers.push(("Cookie", &cookies));
        }
        http::send(self.at, what, &headers, body)
    }

    fn keep(&self, answer: &Answer) {
        for line in answer.head.lines() {
            let Some((name, cookie)) = line.split_once(':') else { continue };
            if !name.eq_ignore_ascii_case("set-cookie") {
                continue;
            }
            let pair = cookie.split(';').next().and_then(|pair| pair.trim().split_once('='));
            let Some((name, value)) = pair else { continue };
            let mut kept = self.cookies.borrow_mut();
            kept.retain(|(named, _)| named != name);
            if !value.is_empty() {
                kept.push((name.to_owned(), value.to_owned()));
            }
        }
    }
}

/// The address of staff.
pub(crate) fn address_of(name: &str) -> String {
    format!("{}@example.org", name.to_lowercase())
}

fn path_of_location(answer: &Answer) -> String {
    let location = answer.header("location");
    if location.starts_with('/') { location.to_owned() } else { path_of(location) }
}
