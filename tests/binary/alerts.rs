//! The whole journey of an alert, read from a peer that is not ours.

use crate::http::{self, FORM};
use crate::mail::{Certificate, Letter, Peer, path_of};
use crate::newsroom::{CASE, Campaign, INJUNCTION, Newsroom};
use crate::person::Person;
use crate::rows;
use crate::site::{Place, Site, wait_until};

const ADA: &str = "ada@reader.example";
const BEN: &str = "ben@reader.example";
/// Where links of an alert may lead besides our own site.
const COURTS: [&str; 1] = ["https://www.courtlistener.com/"];
const APPEAL: [(&str, &str); 6] = [
    ("kind", "filing"),
    ("happened_on", "2025-11-03"),
    ("title", "NSO asks the court of appeals to lift the ban"),
    ("body", "NSO has appealed. The ban stays in force meanwhile."),
    ("source", "Notice of appeal"),
    ("source_url", ""),
];

/// A site that mails to this peer.
fn place_of(mail: &str) -> Place {
    let mut place = Place::new();
    place.set("MAIL__URL", mail);
    place
}

/// Follows the case by the form on its page, and by the link in the letter.
#[track_caller]
fn subscribes(site: &Site, peer: &Peer, address: &str) -> Letter {
    let reader = Person::stranger(site);
    let asked = reader.does(
        CASE,
        "/subscriptions",
        &[("email", address), ("frequency", "at_once"), ("kinds", "all")],
    );
    assert!(!asked.body.contains(address), "the page does not say whom it knows: {}", asked.text());
    let letter = peer.letter_to(address, "");
    sound(&letter);
    let link = letter.path("/subscriptions/confirm/");
    let page = reader.get(&link);
    assert_eq!(page.status, 200, "{}", page.text());
    let confirmed = reader.fill(&page, "/subscriptions/confirm/", &[]);
    assert!(confirmed.status == 200 || confirmed.status == 303, "{}", confirmed.text());
    letter
}

/// What holds for every letter.
#[track_caller]
fn sound(letter: &Letter) {
    assert_eq!(letter.defects, Vec::<String>::new(), "{letter:?}");
    assert_eq!(letter.kinds, ["multipart/alternative", "text/plain", "text/html"]);
    assert_eq!(letter.fetched, Vec::<String>::new(), "nothing is fetched to show it");
    assert_eq!(letter.header("Auto-Submitted"), "auto-generated");
    assert_eq!(letter.header("Message-ID"), letter.message_id);
    assert_eq!(letter.header("To"), letter.to());
    assert!(!letter.text.is_empty() && !letter.html.is_empty());
    assert!(!letter.header("Date").is_empty() && letter.header("MIME-Version") == "1.0");
}

/// The header block of an alert; answers the path of its one-click link.
#[track_caller]
fn sound_alert(letter: &Letter, site: &Site) -> String {
    sound(letter);
    let origin = format!("http://{}", site.at);
    let unsubscribe = letter.header("List-Unsubscribe").trim_matches(['<', '>']).to_owned();
    assert!(unsubscribe.starts_with(&format!("{origin}/u/")), "{unsubscribe}");
    assert_eq!(letter.header("List-Unsubscribe-Post"), "List-Unsubscribe=One-Click");
    assert_eq!(letter.header("List-Archive"), format!("<{origin}{CASE}/updates>"));
    assert_eq!(site.get(&format!("{CASE}/updates")).status, 200, "the archive is there");
    assert!(letter.header("List-Id").contains("<whatsapp-v-nso.cases."), "{}", letter.header("List-Id"));
    assert_eq!(letter.header("X-Auto-Response-Suppress"), "OOF, AutoReply");
    assert!(!letter.header("Feedback-ID").contains('@'));
    let thread = letter.header("References");
    assert!(thread.starts_with('<') && thread == letter.header("In-Reply-To"), "{thread}");
    assert_ne!(thread, letter.message_id);
    for link in letter.text_links.iter().chain(&letter.html_links) {
        let ours = link.starts_with(&format!("{origin}/"));
        assert!(ours || COURTS.iter().any(|court| link.starts_with(court)), "a link to strangers: {link}");
    }
    assert!(!letter.mail_from.contains("reader"), "no address in the return path: {}", letter.mail_from);
    assert!(
        letter.text.contains("/u/") && letter.html.contains("/u/"),
        "a link to leave stands in the body as well"
    );
    path_of(&unsubscribe)
}

/// One click, as a mail provider's machine makes it: no cookie, no origin, no page before.
#[track_caller]
fn leaves_by_one_click(site: &Site, path: &str) {
    let page = site.get(path);
    assert_eq!(page.status, 200, "looking changes nothing");
    for _ in 0..2 {
        let clicked =
            http::send(site.at, ("POST", path), &[("Content-Type", FORM)], b"List-Unsubscribe=One-Click")
                .unwrap();
        assert_eq!((clicked.status, clicked.header("location")), (200, ""), "{}", clicked.text());
    }
}

/// The journey over one kind of connection.
fn journey(mail: &str, peer: &Peer, place: &Place) {
    let site = place.serve();
    let newsroom = Newsroom::open(&site, place, peer);
    subscribes(&site, peer, ADA);
    subscribes(&site, peer, BEN);
    newsroom.announce(&INJUNCTION);
    let (to_ada, to_ben) = (peer.letter_to(ADA, INJUNCTION[2].1), peer.letter_to(BEN, INJUNCTION[2].1));
    let (leave, stay) = (sound_alert(&to_ada, &site), sound_alert(&to_ben, &site));
    assert_ne!(leave, stay);
    assert_ne!(to_ada.message_id, to_ben.message_id);
    assert_eq!(
        to_ada.text.replace(&leave, ""),
        to_ben.text.replace(&stay, ""),
        "the same for all but for the token"
    );
    assert!(to_ada.text.contains("banned NSO for good"), "{}", to_ada.text);
    assert_eq!(to_ada.tls, !mail.starts_with("smtp://") || mail.contains("alerts:"), "{mail}");

    leaves_by_one_click(&site, &leave);
    newsroom.announce(&APPEAL);
    let next = peer.letter_to(BEN, APPEAL[2].1);
    assert_eq!(sound_alert(&next, &site), stay, "a subscription has one link");
    assert_eq!(next.header("References"), to_ben.header("References"), "one thread a case");
    wait_until("that nothing is under way", || {
        rows::number(place, "SELECT count(*) AS count FROM deliveries WHERE settled_at IS NULL") == 0
    });
    assert!(peer.letters().iter().all(|letter| letter.to() != ADA || !letter.subject.contains(APPEAL[2].1)));
    site.terminate();
    assert_eq!(site.end().code(), Some(0));
}

#[test]
fn a_reader_follows_the_case_gets_the_injunction_leaves_by_one_click_and_gets_nothing_more() {
    let Some(peer) = Peer::start(&["--pipelining"]) else { return };
    let mail = format!("smtp://{}", peer.place());
    journey(&mail, &peer, &place_of(&mail));
}

#[test]
fn the_same_goes_over_starttls_with_a_password() {
    let certificate = Certificate::new();
    let (file, key) = (certificate.file(), certificate.key());
    let options = ["--starttls", &file, &key, "--auth", "alerts", "a secret"];
    let Some(peer) = Peer::start(&options) else { return };
    let mail = format!("smtp://alerts:a%20secret@{}", peer.place());
    let mut place = place_of(&mail);
    place.set("MAIL__CA_FILE", &file);
    journey(&mail, &peer, &place);
    assert!(peer.letters().iter().all(|letter| letter.login == "alerts"));
}

#[test]
fn the_same_goes_over_tls_from_the_first_byte() {
    let certificate = Certificate::new();
    let (file, key) = (certificate.file(), certificate.key());
    let Some(peer) = Peer::start(&["--smtps", &file, &key, "--auth", "alerts", "a secret"]) else { return };
    let mail = format!("smtps://alerts:a%20secret@{}", peer.place());
    let mut place = place_of(&mail);
    place.set("MAIL__CA_FILE", &file);
    journey(&mail, &peer, &place);
}

#[test]
fn a_peer_whose_certificate_nobody_vouches_for_gets_neither_password_nor_letter() {
    let certificate = Certificate::new();
    let (file, key) = (certificate.file(), certificate.key());
    let Some(peer) = Peer::start(&["--smtps", &file, &key]) else { return };
    let place = place_of(&format!("smtps://alerts:secret@{}", peer.place()));
    let checked = String::from_utf8(place.run(&["check"]).stdout).unwrap();
    assert!(checked.lines().any(|line| line.contains("mail") && line.contains("WRONG")), "{checked}");
    let site = place.serve();
    place.done(&["account", "invite", "mia@example.org", "editor"]);
    wait_until("that the invitation is in the queue", || rows::count(&place, "deliveries") == 1);
    assert_eq!((site.get("/readyz").status, peer.count()), (200, 0));
}

#[test]
fn an_address_that_is_refused_for_good_keeps_nobody_else_waiting() {
    let refused = ["--fail-rcpt", "00[37]@=550 5.1.1"];
    let Some(campaign) = Campaign::set_up(20, &refused) else { return };
    campaign.announce();
    campaign.wait_for_the_end();
    let states = "SELECT state || ' ' || count(*) AS word FROM deliveries WHERE lane = 'bulk' GROUP BY state ORDER BY 1";
    assert_eq!(rows::words(&campaign.place, states), ["failed 2", "sent 18"]);
    assert_eq!(campaign.alerts().len(), 18);
}
