//! New keys for a site that is in use.

use std::fs;

use amicus::base::clock::Clock;
use amicus::base::seal::Keys;
use amicus::{accounts, alerts, comments};

use crate::http;
use crate::kills::{SLOWLY, alone};
use crate::ledger::{Crowd, expect_all, submit};
use crate::newsroom::Campaign;
use crate::rows;
use crate::site::{Place, wait_until};

fn keys_of(place: &Place) -> Keys {
    Keys::load(&place.data("keys"), Clock::machine().now()).unwrap()
}

/// How many keys of seals the key file holds.
fn seal_keys(place: &Place) -> usize {
    let text = fs::read_to_string(place.data("keys")).unwrap();
    text.lines().filter(|line| line.starts_with("seal ")).count()
}

/// How many addresses there are, and how many lie under the newest key; every one of them opens.
#[track_caller]
fn open_all(place: &Place) -> (usize, usize) {
    let (keys, mut conn) = (keys_of(place), rows::connect(place));
    let (mut all, mut newest) = (0, 0);
    for column in [accounts::SEALED.as_slice(), &comments::SEALED, &alerts::SEALED].concat() {
        for (id, sealed) in (column.before)(&mut conn, &[0xff; 4], "", i64::MAX).unwrap() {
            let opened = keys.open_bytes(&sealed, &(column.context)(&id));
            assert!(opened.is_ok(), "{} of {id} does not open", column.name);
            all += 1;
            newest += usize::from(sealed.starts_with(&keys.newest_seal()));
        }
    }
    (all, newest)
}

#[test]
fn keys_change_while_people_write_and_letters_go_out_and_every_address_still_opens() {
    let _alone = alone();
    let Some(campaign) = Campaign::set_up(600, &SLOWLY) else { return };
    let (place, site) = (&campaign.place, &campaign.site);
    let article = site.article();
    let lying = site.get(&article);
    let crowd = Crowd::start(site, 4);
    campaign.announce();
    let said = place.done(&["keys", "rotate", "--in", "3"]);
    assert!(said.contains("New keys are in use"), "{said}");
    crowd.wait_for(10);
    let written = crowd.stop();
    campaign.wait_for_the_end();
    assert_eq!(campaign.expect_everyone_got_it(), 0);
    expect_all(site, &written);

    let (all, newest) = open_all(place);
    assert!(all > 600 && all == newest, "{newest} of {all} lie under the new key");
    assert_eq!(seal_keys(place), 2);
    let mut fields = lying.fields_of(&format!("{article}/comments"));
    fields.retain(|(name, _)| name != "name" && name != "comment");
    fields.extend([("name", "Ada"), ("comment", "I began to write this yesterday.")].map(owned));
    let sent = http::post(site.at, &format!("{article}/comments"), &fields).unwrap();
    assert_eq!(sent.status, 303, "a form that lay open is good still: {sent:?}");
}

fn owned((name, value): (&str, &str)) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

/// A site of so many made-up people, whose addresses are sealed.
fn peopled(count: usize) -> Place {
    let place = Place::new();
    place.done(&["demo", "--subscribers", &count.to_string()]);
    place
}

#[test]
fn a_rotation_that_was_killed_goes_on_and_makes_no_further_keys() {
    let place = peopled(3_000);
    let mut killed = place.begin(&["keys", "rotate", "--in", "3"]);
    wait_until("that the new keys are in the file", || seal_keys(&place) == 2);
    killed.kill().unwrap();
    killed.wait().unwrap();
    assert_eq!(open_all(&place).1, open_all(&place).0, "the new keys are not in use yet");

    let mut killed = place.begin(&["keys", "rotate", "--in", "3"]);
    let mut under_way = (0, 0);
    wait_until("that some lie under the new key", || {
        under_way = open_all(&place);
        under_way.0 == 3_000 && under_way.1 > 0 && keys_of(&place).newest_seal() == 2_u32.to_be_bytes()
    });
    let was_over = killed.try_wait().unwrap().is_some();
    killed.kill().unwrap();
    killed.wait().unwrap();
    if !was_over {
        place.done(&["keys", "rotate", "--in", "3"]);
    }
    assert_eq!((open_all(&place), seal_keys(&place)), ((3_000, 3_000), 2));
}

#[test]
fn an_old_key_is_dropped_once_nothing_lies_under_it() {
    let place = peopled(500);
    let said = place.done(&["keys", "rotate", "--in", "3", "--drop-old"]);
    assert!(said.contains("500 addresses were put") && said.contains("1 old key was dropped"), "{said}");
    assert_eq!((open_all(&place), seal_keys(&place)), ((500, 500), 1));
}

#[test]
fn check_asks_for_a_copy_of_the_keys_until_there_is_one_and_again_after_a_rotation() {
    let place = Place::new();
    place.done(&["migrate"]);
    let asks = || place.done(&["check"]).contains("keys backup");
    assert!(asks());
    place.done(&["keys", "backup", place.path("first").to_str().unwrap()]);
    assert!(!asks());
    place.done(&["keys", "rotate", "--in", "3"]);
    assert!(asks());
    place.done(&["keys", "backup", place.path("second").to_str().unwrap()]);
    assert!(!asks());
}

#[test]
fn a_comment_is_found_by_its_receipt_under_older_keys() {
    let place = Place::new();
    let site = place.serve();
    let answer = submit(site.at, &site.article(), "Ada", "They read what I wrote to my lawyer.").unwrap();
    let receipt = crate::ledger::receipt_of(&answer).unwrap();
    place.done(&["keys", "rotate", "--in", "3"]);
    assert!(site.get(&receipt).body.contains("to my lawyer"));
}
