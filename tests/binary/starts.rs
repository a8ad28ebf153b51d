//! Good starts and bad ones.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;

use crate::site::{Place, on_postgres, wait_until};

fn mode(path: &std::path::Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn the_first_start_serves_the_article_with_nothing_but_an_empty_folder() {
    let place = Place::new();
    let site = place.serve();
    let article = site.get(&site.article());
    assert_eq!(article.status, 200);
    assert!(article.body.contains("NSO"), "{}", article.body);
    for path in ["/", "/rules", "/privacy", "/readyz"] {
        assert_eq!(site.get(path).status, 200, "{path}");
    }
    assert_eq!(mode(&place.data("keys")), 0o600);
    assert_eq!(mode(&place.data("")), 0o700);
    if !on_postgres() {
        assert_eq!(mode(&place.data("amicus.sqlite")), 0o600);
    }
}

#[test]
fn the_start_says_where_letters_can_be_read_and_how_to_become_admin() {
    let place = Place::new();
    let site = place.serve();
    let mailbox = site.next_line();
    assert!(mailbox.ends_with(&format!("http://{}/mailbox", site.at)), "{mailbox}");
    assert_eq!(site.get("/mailbox").status, 200);
    let file = place.data("first-admin");
    assert!(site.next_line().contains(&file.display().to_string()));
    assert_eq!(mode(&file), 0o600);
    let link = fs::read_to_string(&file).unwrap();
    let path = link.trim().strip_prefix(&format!("http://{}", site.at)).unwrap();
    assert_eq!(site.get(path).status, 200, "{link}");
}

#[test]
fn a_further_start_replaces_the_first_admins_link() {
    let place = Place::new();
    let link = |site: &crate::site::Site| {
        assert!(site.next_line().contains("mailbox"));
        site.next_line();
        fs::read_to_string(place.data("first-admin")).unwrap()
    };
    let first = place.serve();
    let old = link(&first);
    first.kill();
    let second = place.serve();
    let new = link(&second);
    let path = |link: &str| link.trim().splitn(4, '/').nth(3).map(|path| format!("/{path}")).unwrap();
    assert_eq!(second.get(&path(&new)).status, 200);
    assert_eq!(second.get(&path(&old)).status, 404);
}

#[test]
fn the_environment_overrides_the_file_and_the_file_the_defaults() {
    let mut place = Place::new();
    fs::write(place.path("site.toml"), "[site]\nname = \"From the file\"\nsample = false\n").unwrap();
    let name = |place: &Place| place.done(&["--config", "site.toml", "migrate"]);
    name(&place);
    place.set("SITE__NAME", "From the environment");
    let site = place.serve();
    assert!(site.get("/").body.contains("From the environment"));
}

#[test]
fn an_unknown_key_stops_the_start_with_its_file_and_line() {
    let mut place = Place::new();
    fs::write(place.path("site.toml"), "[site]\nname = \"x\"\ncolour = \"red\"\n").unwrap();
    assert_eq!(place.refused(&["--config", "site.toml"]), "site.toml:3: site.colour is no key of amicus");
    place.set("SITE__COLOUR", "red");
    assert_eq!(place.refused(&["serve"]), "AMICUS__SITE__COLOUR: names no key of amicus");
}

#[test]
fn keys_that_others_can_read_stop_the_start() {
    let place = Place::new();
    place.done(&["migrate"]);
    fs::set_permissions(place.data("keys"), fs::Permissions::from_mode(0o644)).unwrap();
    let said = place.refused(&["serve"]);
    assert!(said.contains("others can read the keys; run: chmod 600"), "{said}");
}

#[test]
fn a_database_file_that_is_none_stops_the_start_and_is_left_as_it_is() {
    if on_postgres() {
        return;
    }
    let place = Place::new();
    fs::create_dir(place.data("")).unwrap();
    let file = place.data("amicus.sqlite");
    fs::write(&file, "Dear diary, this is no database at all.").unwrap();
    let said = place.refused(&["serve"]);
    assert!(said.contains("is not a SQLite database; it was left as it is"), "{said}");
    assert_eq!(fs::read_to_string(&file).unwrap(), "Dear diary, this is no database at all.");
}

#[test]
fn a_damaged_database_stops_the_start() {
    if on_postgres() {
        return;
    }
    let place = Place::new();
    place.done(&["demo", "--comments", "500"]);
    let file = place.data("amicus.sqlite");
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 8192].fill(0xa5);
    fs::write(&file, &bytes).unwrap();
    let said = place.refused(&["serve"]);
    assert!(said.contains("is damaged") && said.contains("restore the last backup"), "{said}");
    assert_eq!(fs::read(&file).unwrap(), bytes, "it was left as it is");
}

#[test]
fn a_port_in_use_stops_the_start() {
    let mut place = Place::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    place.set("SERVER__LISTEN", &address);
    let said = place.refused(&["serve"]);
    assert!(said.starts_with(&format!("server.listen: {address}: ")), "{said}");
}

#[test]
fn a_command_that_is_none_is_told_apart_by_its_exit_code() {
    let place = Place::new();
    let output = place.run(&["demo", "--moderators", "3"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn another_host_name_is_answered_with_421() {
    let place = Place::new();
    let site = place.serve();
    wait_until("421", || {
        let mut stream = crate::http::connect(site.at).unwrap();
        std::io::Write::write_all(
            &mut stream,
            b"GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
        )
        .unwrap();
        crate::http::read(&mut stream).unwrap().status == 421
    });
}
