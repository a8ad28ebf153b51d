//! Editors of a site that is being served, and what they do: draft an update of the case, propose it, release it.

use std::time::Duration;

use crate::http::Answer;
use crate::mail::Peer;
use crate::person::Person;
use crate::rows;
use crate::site::{DEADLINE, Place, Site};

/// The case of the sample campaign.
pub(crate) const CASE: &str = "/cases/whatsapp-v-nso";

/// An update as an editor types it.
pub(crate) const INJUNCTION: [(&str, &str); 6] = [
    ("kind", "ruling"),
    ("happened_on", "2025-10-17"),
    ("title", "Court orders NSO to stop targeting WhatsApp"),
    (
        "body",
        "The court cut the damages to $4 million and banned NSO for good.\n\nNSO has said that it will appeal.",
    ),
    ("source", "Order of 17 October 2025"),
    (
        "source_url",
        "https://www.courtlistener.com/docket/16395340/whatsapp-inc-v-nso-group-technologies-limited/",
    ),
];

/// An admin, Ruth, and an editor, Mia.
pub(crate) struct Newsroom {
    pub(crate) ruth: Person,
    pub(crate) mia: Person,
}

impl Newsroom {
    /// Ruth comes by the operator's link, Mia by the terminal's invitation.
    #[track_caller]
    pub(crate) fn open(site: &Site, place: &Place, peer: &Peer) -> Self {
        let ruth = Person::admin(site, place, "Ruth");
        let mia = Person::invited(site, place, peer, "Mia", "editor");
        Self { ruth, mia }
    }

    /// Mia drafts an update and proposes it; answers the path of its desk.
    #[track_caller]
    pub(crate) fn propose(&self, fields: &[(&str, &str)]) -> String {
        let list = self.mia.get("/editor/cases");
        let case = case_of(&list).unwrap_or_else(|| panic!("no case: {}", list.text()));
        let fields = [fields, &[("deed", "propose")]].concat();
        let page = self.mia.does(&format!("{case}/updates/new"), "/updates/new", &fields);
        let link = page.link("/editor/updates/").unwrap_or_else(|| panic!("no draft: {}", page.text()));
        link.split('/').take(4).collect::<Vec<_>>().join("/")
    }

    /// Ruth releases it.
    #[track_caller]
    pub(crate) fn release(&self, desk: &str) -> Answer {
        self.ruth.does(&format!("{desk}/release"), "/release", &[("deed", "now")])
    }

    /// Both, one after the other.
    #[track_caller]
    pub(crate) fn announce(&self, fields: &[(&str, &str)]) -> String {
        let desk = self.propose(fields);
        self.release(&desk);
        desk
    }
}

fn case_of(list: &Answer) -> Option<String> {
    let links = list.links("/editor/cases/");
    links.into_iter().find(|link| !link.ends_with("/new"))
}

/// A site that mails to a peer, with so many people who follow its case and want every letter at once.
pub(crate) struct Campaign {
    pub(crate) place: Place,
    pub(crate) peer: Peer,
    pub(crate) site: Site,
    pub(crate) newsroom: Newsroom,
    pub(crate) subscribers: usize,
    /// How many letters the peer had when all of this stood.
    pub(crate) before: usize,
}

impl Campaign {
    /// Sets it up; `None`, said aloud, where there is no peer.
    #[track_caller]
    pub(crate) fn set_up(subscribers: usize, peer: &[&str]) -> Option<Self> {
        let peer = Peer::start(peer)?;
        let mut place = Place::new();
        place.set("MAIL__URL", &format!("smtp://{}", peer.place()));
        place.set("LIMITS__REGISTRATIONS_AN_HOUR", "100");
        place.done(&["demo", "--subscribers", &subscribers.to_string(), "--updates", "1"]);
        let everything = "UPDATE subscriptions SET frequency = 'at_once', kinds = 'all', state = 'confirmed', ended_at = NULL";
        rows::change(&place, everything);
        let site = place.serve();
        place.set("SERVER__LISTEN", &site.at.to_string());
        let newsroom = Newsroom::open(&site, &place, &peer);
        let before = peer.count();
        Some(Self { place, peer, site, newsroom, subscribers, before })
    }

    /// Lets the injunction go out to everyone.
    #[track_caller]
    pub(crate) fn announce(&self) {
        self.newsroom.announce(&INJUNCTION);
    }

    /// Waits until the peer has so many letters of the send.
    #[track_caller]
    pub(crate) fn wait_for(&self, letters: usize) {
        self.peer.wait_until(&format!("letter {letters} of the send"), 3 * DEADLINE, || {
            self.peer.count() >= self.before + letters
        });
    }

    /// Waits until all that is left is in somebody's hands, be it a dead one's.
    #[track_caller]
    pub(crate) fn wait_until_none_is_queued(&self) {
        self.wait_until_none_is("that every letter is in somebody's hands", "state = 'queued'");
    }

    /// Waits until nothing waits to be sent.
    #[track_caller]
    pub(crate) fn wait_for_the_end(&self) {
        self.wait_until_none_is("the end of the send", "settled_at IS NULL");
    }

    /// Waits until no delivery is so. Each look is a connection to the database, and others work beside it.
    #[track_caller]
    fn wait_until_none_is(&self, what: &str, so: &str) {
        let sql = format!("SELECT count(*) AS count FROM deliveries WHERE {so}");
        let looks = Duration::from_millis(100);
        self.peer.wait_looking_every(looks, what, 4 * DEADLINE, || rows::number(&self.place, &sql) == 0);
    }

    /// Checks, by the peer's ledger and by the books, that everyone got the one update; answers how many copies there
    /// are too many.
    #[track_caller]
    pub(crate) fn expect_everyone_got_it(&self) -> usize {
        let letters = self.alerts();
        let copies = crate::mail::copies(&letters);
        assert_eq!(copies.len(), self.subscribers, "somebody got nothing");
        let mut ids = std::collections::BTreeSet::new();
        for (to, of_one) in &copies {
            assert!(
                of_one.iter().all(|id| *id == of_one[0] && !id.is_empty()),
                "{to} got different letters: {of_one:?}"
            );
            assert!(ids.insert(of_one[0]), "two people share {}", of_one[0]);
        }
        assert!(letters.iter().all(|letter| letter.defects.is_empty()), "Python objects to a letter");
        self.expect_balanced_books();
        letters.len() - copies.len()
    }

    #[track_caller]
    fn expect_balanced_books(&self) {
        let letter = "SELECT id FROM letters WHERE kind = 'case-update'";
        let states = format!(
            "SELECT state || ' ' || count(*) AS word FROM deliveries WHERE letter_id IN ({letter}) GROUP BY state"
        );
        assert_eq!(rows::words(&self.place, &states), [format!("sent {}", self.subscribers)]);
        let candidates = "SELECT sum(candidates) AS count FROM letters WHERE kind = 'case-update'";
        let candidates = candidates.replace("sum(candidates)", "CAST(sum(candidates) AS BIGINT)");
        assert_eq!(usize::try_from(rows::number(&self.place, &candidates)), Ok(self.subscribers));
    }

    /// What came of the send: what the bulk lane brought to those who are not staff.
    pub(crate) fn alerts(&self) -> Vec<crate::mail::Letter> {
        let letters = self.peer.letters().into_iter().skip(self.before);
        letters.filter(|letter| !letter.to().ends_with("@example.org")).collect()
    }
}
