//! Backups of a site that is in use, and what a restored one must not bring back.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::time::Duration;

use amicus::base::clock::Clock;

use crate::http;
use crate::ledger::{Crowd, expect_all, receipt_of, submit};
use crate::person::Person;
use crate::rows;
use crate::site::{Place, Site, on_postgres, wait_until};

/// A site elsewhere with the same keys and the journal of erasures, and an empty database.
fn elsewhere(from: &Place) -> Place {
    let place = Place::new();
    fs::create_dir(place.data("")).unwrap();
    for name in ["keys", "erasures"] {
        if from.data(name).exists() {
            fs::copy(from.data(name), place.data(name)).unwrap();
        }
    }
    place
}

fn text(path: &std::path::Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_backup_under_load_restored_elsewhere_has_all_that_was_answered_for_before_it() {
    let place = Place::new();
    let site = place.serve();
    let crowd = Crowd::start(&site, 6);
    crowd.wait_for(30);
    let before = crowd.entries();
    let copy = place.path("copy");
    place.done(&["backup", text(&copy)]);
    crowd.wait_for(5);
    crowd.stop();
    assert_eq!(fs::metadata(&copy).unwrap().permissions().mode() & 0o777, 0o600);

    let other = elsewhere(&place);
    other.done(&["restore", text(&copy)]);
    assert!(other.done(&["check"]).contains("sound"));
    let restored = other.serve();
    expect_all(&restored, &before);
    drop(site);
}

#[test]
fn a_link_that_was_mailed_before_a_backup_opens_nothing_in_the_restored_site() {
    let mut place = Place::new();
    let site = place.serve();
    place.set("SERVER__LISTEN", &site.at.to_string());
    place.done(&["account", "invite", "mia@example.org", "moderator"]);
    let (origin, mut link) = (format!("http://{}", site.at), None);
    wait_until("that the invitation is in the mailbox", || {
        link = site.get("/mailbox").link(&format!("{origin}/account/invitation/"));
        link.is_some()
    });
    let path = link.unwrap().replace(&origin, "");
    assert_eq!(site.get(&path).status, 200);
    let letters = fs::read_dir(place.data("mail")).unwrap().map(|letter| letter.unwrap().metadata().unwrap());
    assert!(letters.into_iter().all(|letter| letter.permissions().mode() & 0o777 == 0o600));

    let copy = place.path("copy");
    place.done(&["backup", text(&copy)]);
    let other = elsewhere(&place);
    other.done(&["restore", text(&copy)]);
    assert_eq!(other.serve().get(&path).status, 404);
}

#[test]
fn nothing_is_written_over() {
    let place = Place::new();
    place.done(&["migrate"]);
    let copy = place.path("copy");
    fs::write(&copy, "mine").unwrap();
    assert!(place.refused(&["backup", text(&copy)]).contains("nothing is written over"));
    assert_eq!(fs::read_to_string(&copy).unwrap(), "mine");
    fs::remove_file(&copy).unwrap();
    place.done(&["backup", text(&copy)]);
    assert!(place.refused(&["restore", text(&copy)]).contains("is not empty"));
    fs::write(place.path("other"), "mine").unwrap();
    assert!(elsewhere(&place).refused(&["restore", text(&place.path("other"))]).contains("not a backup"));
}

#[test]
fn what_was_taken_back_after_a_backup_stays_gone() {
    let place = Place::new();
    let site = place.serve();
    let article = site.article();
    let send = |words: &str| receipt_of(&submit(site.at, &article, "Ada", words).unwrap()).unwrap();
    let regretted = send("I should never have written that about my employer.");
    let kept = send("This one may stay where it is, thank you very much.");
    let copy = place.path("copy");
    place.done(&["backup", text(&copy)]);
    take_back(&site, &regretted);

    let other = elsewhere(&place);
    let said = other.done(&["restore", text(&copy)]);
    assert!(said.contains("1 that the backup brought back was erased again"), "{said}");
    if !on_postgres() {
        let file = other.data("amicus.sqlite");
        assert!(!holds(&file, "about my employer") && holds(&file, "where it is, thank you"));
    }
    let restored = other.serve();
    assert!(restored.get(&kept).body.contains("This one may stay"));
    assert!(!restored.get(&regretted).body.contains("my employer"));
}

fn take_back(site: &Site, receipt: &str) {
    let page = site.get(receipt);
    let fields = page.fields_of("/withdraw");
    let answer = http::post(site.at, &format!("{receipt}/withdraw"), &fields).unwrap();
    assert!(matches!(answer.status, 200 | 303), "{answer:?}");
}

#[test]
fn a_restore_needs_the_keys_of_the_site() {
    let place = Place::new();
    place.done(&["migrate"]);
    let copy = place.path("copy");
    place.done(&["backup", text(&copy)]);
    let other = Place::new();
    assert!(other.refused(&["restore", text(&copy)]).contains("there is no key file"));
    assert!(!other.data("amicus.sqlite").exists());
}

#[test]
fn a_restored_site_knows_no_session_no_salt_and_mails_nobody_twice() {
    let place = Place::new();
    let site = place.serve();
    Person::admin(&site, &place, "Mia");
    wait_until("that what she did is sealed", || rows::count(&place, "audit_unsealed") == 0);
    submit(site.at, &site.article(), "Ada", "Somebody from this network wrote that today.").unwrap();
    site.terminate();
    site.end();
    let short_lived = ["sessions", "daily_salts", "spent_tokens", "limits"];
    for table in ["sessions", "daily_salts"] {
        assert!(rows::count(&place, table) > 0, "{table} has something to leave out");
    }
    for lane in ["bulk", "personal"] {
        on_its_way(&place, lane);
    }
    let copy = place.path("copy");
    place.done(&["backup", text(&copy)]);

    let other = elsewhere(&place);
    let said = other.done(&["restore", text(&copy)]);
    assert!(said.contains("Everyone is signed out") && said.contains("1 to many are uncertain"), "{said}");
    assert!(said.contains("a password that was replaced opens its account again"), "{said}");
    for table in short_lived.into_iter().chain(["account_links"]) {
        assert_eq!(rows::count(&other, table), 0, "{table}");
    }
    assert!(other.done(&["audit", "verify"]).contains("The record is whole"), "it came along");
    let states = "SELECT state AS word FROM deliveries WHERE letter_id IN ('bulk', 'personal') ORDER BY id";
    assert_eq!(rows::words(&other, states), ["uncertain", "cancelled"]);
    assert!(
        other.done(&["account", "list"]).contains("mia@example.org"),
        "the keys open what the backup holds"
    );
}

/// A letter of this lane that waits for its turn.
fn on_its_way(place: &Place, lane: &str) {
    let letter = "INSERT INTO letters (id, kind, subject_id, lane, created_at, expires_at)";
    rows::change(place, &format!("{letter} VALUES ('{lane}', 'alert', 'x', '{lane}', 1, 9000000000000000)"));
    let delivery = "INSERT INTO deliveries \
        (id, letter_id, lane, recipient_kind, recipient_id, state, attempts, due_at, created_at)";
    rows::change(
        place,
        &format!("{delivery} VALUES ('{lane}', '{lane}', '{lane}', 'account', 'x', 'queued', 0, 1, 1)"),
    );
}

#[test]
fn a_migration_that_fails_leaves_the_database_as_it_was_and_a_copy_of_it() {
    if on_postgres() {
        return;
    }
    let place = Place::new();
    place.done(&["migrate"]);
    let applied = rows::count(&place, "schema_migrations");
    rows::change(&place, "DELETE FROM schema_migrations WHERE name = '0006_comments'");
    assert!(place.refused(&["migrate"]).contains("migration 0006_comments failed and was taken back"));
    let copy = place.data("amicus.sqlite.before-0006_comments");
    assert_eq!(fs::metadata(&copy).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(rows::count(&place, "schema_migrations"), applied - 1);
    assert!(place.refused(&["serve"]).contains("0006_comments"), "and a further start says the same");
}

#[test]
fn a_database_of_a_newer_program_is_left_alone() {
    let place = Place::new();
    place.done(&["migrate"]);
    rows::change(&place, "INSERT INTO schema_migrations VALUES ('9999_later', 1)");
    for command in ["serve", "migrate"] {
        let said = place.refused(&[command]);
        assert!(said.contains("made by a newer amicus (it knows 9999_later)"), "{said}");
    }
}

#[test]
fn whoever_erased_themselves_after_a_backup_stays_gone() {
    let mut place = Place::new();
    let site = place.serve();
    place.set("SERVER__LISTEN", &site.at.to_string());
    let ruth = Person::admin(&site, &place, "Ruth");
    place.done(&["account", "invite", "mia@example.org", "admin"]);
    let origin = format!("http://{}", site.at);
    let mut link = None;
    wait_until("that the invitation is in the mailbox", || {
        link = site.get("/mailbox").link(&format!("{origin}/account/invitation/"));
        link.is_some()
    });
    let mia = Person::stranger(&site);
    mia.joins(&link.unwrap().replace(&origin, ""), &[("name", "Mia")]);
    let article = site.article();
    let words = "I work there, and this is how they do it.";
    let sent = ruth.fill(&ruth.get(&article), "/comments", &[("name", ""), ("comment", words)]);
    assert_eq!(sent.status, 303, "{sent:?}");
    let copy = place.path("copy");
    place.done(&["backup", text(&copy)]);
    let erased = ruth.fill(&ruth.get("/account/erase"), "/account/erase", &[("texts", "erase_texts")]);
    assert_eq!(erased.status, 200, "{}", erased.text());
    if !on_postgres() {
        wait_until("that no file of the database holds a word of theirs", || {
            ["amicus.sqlite", "amicus.sqlite-wal"].iter().all(|name| !holds(&place.data(name), words))
        });
    }

    let other = elsewhere(&place);
    let said = other.done(&["restore", text(&copy)]);
    assert!(said.contains("1 that the backup brought back was erased again"), "{said}");
    let people = other.done(&["account", "list"]);
    assert!(people.contains("mia@example.org") && !people.contains("ruth"), "{people}");
    assert_eq!(rows::count(&other, "revisions"), 0);
    assert_eq!(rows::number(&other, "SELECT count(*) AS count FROM accounts WHERE public_name = 'Ruth'"), 0);
    if !on_postgres() {
        assert!(!holds(&other.data("amicus.sqlite"), words));
    }
}

#[test]
fn words_that_a_hold_kept_stay_gone_once_an_admin_ended_it() {
    let place = Place::new();
    let site = place.serve();
    let ruth = Person::admin(&site, &place, "Ruth");
    let words = "They asked me to sign that I had never seen it.";
    let receipt = receipt_of(&submit(site.at, &site.article(), "Ada", words).unwrap()).unwrap();
    let hold = format!("{}/hold", ruth.get("/moderation").link("/moderation/comments/").unwrap());
    let last = Clock::machine().now().plus(Duration::from_hours(30 * 24)).day().to_string();
    ruth.does(
        &hold,
        "/hold",
        &[("reason", "A claim at the regional court"), ("until", &last), ("deed", "keep")],
    );
    take_back(&site, &receipt);
    assert!(ruth.get(&hold).text().contains("never seen it"), "the hold keeps them");
    let copy = place.path("copy");
    place.done(&["backup", text(&copy)]);
    ruth.does(&hold, "/hold", &[("deed", "end")]);

    let other = elsewhere(&place);
    other.done(&["restore", text(&copy)]);
    assert_eq!((rows::count(&other, "holds"), rows::count(&other, "revisions")), (0, 0));
    if !on_postgres() {
        assert!(!holds(&other.data("amicus.sqlite"), words));
    }
}

fn holds(file: &std::path::Path, words: &str) -> bool {
    let bytes = fs::read(file).unwrap_or_default();
    bytes.windows(words.len()).any(|window| window == words.as_bytes())
}
