//! Commands that run beside a served site.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use crate::person::Person;
use crate::rows;
use crate::site::{Place, wait_until};

#[test]
fn accounts_are_looked_after_while_the_site_is_served() {
    let mut place = Place::new();
    let site = place.serve();
    place.set("SERVER__LISTEN", &site.at.to_string());
    assert!(place.done(&["account", "list"]).contains("Nobody but readers"));
    place.done(&["account", "invite", "mia@example.org", "moderator"]);
    wait_until("that the invitation is in the mailbox", || {
        site.get("/mailbox").body.contains("mia@example.org")
    });
    assert_eq!(
        place.refused(&["account", "recover", "nobody@example.org"]),
        "nobody here has that address or name"
    );
    let output = place.run(&["account", "invite", "mia@example.org", "reader"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn check_says_a_line_about_each_thing_and_what_is_wrong() {
    let place = Place::new();
    let fresh = place.done(&["check"]);
    assert!(fresh.contains("is not there yet"), "{fresh}");
    assert!(!place.data("").exists(), "check makes nothing");
    place.done(&["migrate"]);
    let said = place.done(&["check"]);
    assert!(
        said.contains("keys backup")
            && said.contains("sound and up to date")
            && said.contains("nobody looks after"),
        "{said}"
    );
    place.done(&["keys", "backup", place.path("keys").to_str().unwrap()]);
    assert_eq!(fs::metadata(place.path("keys")).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(!place.done(&["check"]).contains("keys backup"));
    fs::set_permissions(place.data("keys"), fs::Permissions::from_mode(0o640)).unwrap();
    let output = place.run(&["check"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("others can read the keys"));
}

#[test]
fn check_runs_beside_a_served_site() {
    let mut place = Place::new();
    let site = place.serve();
    place.set("SERVER__LISTEN", &site.at.to_string());
    assert!(place.done(&["check"]).contains("sound"));
    assert_eq!(site.get("/readyz").status, 200);
}

#[test]
fn a_picture_is_added_by_the_terminal_and_served() {
    let place = Place::new();
    let site = place.serve();
    fs::write(place.path("The Map.png"), b"\x89PNG\r\n\x1a\n not much of a map").unwrap();
    assert!(place.done(&["media", "add", "The Map.png"]).contains("/media/the-map.png"));
    let picture = site.get("/media/the-map.png");
    assert_eq!((picture.status, picture.header("content-type")), (200, "image/png"));
    fs::write(place.path("map.svg"), "<svg/>").unwrap();
    assert!(place.refused(&["media", "add", "map.svg"]).contains("no PNG, JPEG or WebP"));
}

#[test]
fn demo_fills_an_empty_site_with_all_that_is_asked_for_and_refuses_one_with_people() {
    let place = Place::new();
    let before = {
        place.done(&["demo", "--comments", "400"]);
        rows::count(&place, "updates")
    };
    let said = place.done(&["demo", "--comments", "1", "--subscribers", "700", "--updates", "12"]);
    assert_eq!(said.lines().count(), 3, "{said}");
    assert!(said.contains("12 made-up updates") && said.contains("700 made-up people"), "{said}");
    assert_eq!(rows::count(&place, "subscriptions WHERE state = 'confirmed'"), 700);
    assert_eq!(rows::count(&place, "updates") - before, 12);
    assert_eq!(rows::count(&place, "deliveries"), 0, "made-up news is not mailed");
    let site = place.serve();
    let article = site.get(&site.article());
    assert_eq!(article.body.matches("id=\"c-").count(), 50, "a full page of comments");
    assert_eq!(site.get("/cases/whatsapp-v-nso/updates").status, 200);
    Person::admin(&site, &place, "Mia");
    assert!(place.refused(&["demo", "--comments", "1"]).contains("real"));
}

#[test]
fn demo_wants_to_know_of_what() {
    assert_eq!(Place::new().run(&["demo"]).status.code(), Some(2));
}

#[test]
fn once_there_is_an_admin_the_file_with_the_link_is_gone() {
    let place = Place::new();
    let site = place.serve();
    Person::admin(&site, &place, "Mia");
    wait_until("that the file is gone", || !place.data("first-admin").exists());
    assert!(place.done(&["account", "list"]).contains("mia@example.org"));
    assert!(place.done(&["check"]).contains("somebody looks after"));
    let link = place.done(&["account", "recover", "mia@example.org"]);
    assert!(link.contains("/account/reset/"), "{link}");
}

#[test]
fn the_example_for_production_is_one_of_ours_but_for_its_secrets() {
    let mut place = Place::new();
    place.set("MAIL__ALLOW_FOLDER", "true");
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/config/production.example.toml");
    let said = place.run(&["--config", example, "check"]);
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    assert!(said.contains("CHANGE-ME"), "{said}");
    let ours = fs::read_to_string(example).unwrap().replace("CHANGE-ME", "ours");
    fs::write(place.path("ours.toml"), ours).unwrap();
    let said = String::from_utf8_lossy(&place.run(&["--config", "ours.toml", "check"]).stdout).into_owned();
    assert!(!said.contains("no key of amicus") && said.contains("https://campaign.example"), "{said}");
    for key in ["server.origin", "site.name", "mail.from"] {
        assert!(said.contains(&format!("{key} is still the one of the example")), "{said}");
    }
}

#[test]
fn the_record_is_walked_and_the_first_entry_that_was_changed_is_named() {
    let place = Place::new();
    place.done(&["migrate"]);
    assert!(place.done(&["audit", "verify"]).contains("no sealed entry yet"));
    let site = place.serve();
    Person::admin(&site, &place, "Mia");
    wait_until("that what she did is sealed", || rows::count(&place, "audit_unsealed") == 0);
    site.terminate();
    site.end();
    let said = place.done(&["audit", "verify"]);
    let (_, head) = said.trim().rsplit_once("head ").unwrap();
    assert!(place.done(&["check"]).contains("the record is whole near its end"));
    assert!(place.done(&["audit", "verify", "--head", head]).contains("holds the head that you named"));
    let elsewhere = "0".repeat(64);
    assert!(place.refused(&["audit", "verify", "--head", &elsewhere]).contains("made anew or cut short"));

    rows::unguard(&place);
    let said = String::from_utf8(place.run(&["check"]).stdout).unwrap();
    assert!(said.contains("triggers that keep the record from being changed are not there"), "{said}");
    rows::change(
        &place,
        "UPDATE audit_entries SET deed = 'become-first-admim' WHERE deed = 'become-first-admin'",
    );
    assert!(place.refused(&["audit", "verify"]).contains("does not fit its seal"));
    assert_eq!(place.run(&["check"]).status.code(), Some(1));
}
