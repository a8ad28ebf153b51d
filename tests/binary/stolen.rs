//! What a thief finds who has the database, its write-ahead log, the log, the last backup and the journal of a site
//! that was used, and not its key file.

use std::cell::RefCell;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::http::{self, Answer, FORM};
use crate::person::Person;
use crate::site::{Place, Site, wait_until};

const INVITED: &str = "canary.invited@nest.example";
const MEMBER: &str = "canary.member@nest.example";
const FOLLOWER: &str = "canary.follower@nest.example";
const AUTHOR: &str = "canary.author@nest.example";
const PASSWORD: &str = "canaries hum at the quiet violet harbour";
const WRONG: &str = "canaries typed something else entirely";
/// Where all of them come from, behind the proxy on this machine.
const NETWORK: &str = "203.0.113.77";
const NETWORK_V6: &str = "2001:db8:cafe:77::d00d";
/// What a browser says of itself, and where it says it was.
const BROWSER: &str = "Canary/77.7 (feathers; rv:canary)";
const ELSEWHERE: &str = "https://canary.elsewhere.example/what-they-read";

/// Someone who leaves traces wherever a request can, and remembers the secrets that they were given.
struct Canary {
    at: std::net::SocketAddr,
    network: &'static str,
    cookies: RefCell<Vec<(String, String)>>,
    secrets: RefCell<Vec<String>>,
}

impl Canary {
    fn on(site: &Site, network: &'static str) -> Self {
        Self { at: site.at, network, cookies: RefCell::default(), secrets: RefCell::default() }
    }

    fn ask(&self, what: (&str, &str), body: &[u8]) -> Answer {
        let origin = format!("http://{}", self.at);
        let mut cookies = vec!["theme=canary-cookie".to_owned()];
        cookies.extend(self.cookies.borrow().iter().map(|(name, value)| format!("{name}={value}")));
        let cookies = cookies.join("; ");
        let mut headers = vec![
            ("X-Forwarded-For", self.network),
            ("User-Agent", BROWSER),
            ("Referer", ELSEWHERE),
            ("Cookie", &cookies),
        ];
        if what.0 == "POST" {
            headers.extend([
                ("Origin", origin.as_str()),
                ("Sec-Fetch-Site", "same-origin"),
                ("Content-Type", FORM),
            ]);
        }
        let answer = http::send(self.at, what, &headers, body).unwrap();
        self.keep(&answer);
        answer
    }

    fn keep(&self, answer: &Answer) {
        for line in answer.head.lines().filter(|line| line.to_ascii_lowercase().starts_with("set-cookie:")) {
            let pair = line.split_once(':').unwrap().1.trim().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if !value.is_empty() {
                self.remember(value);
                self.cookies.borrow_mut().push((name.to_owned(), value.to_owned()));
            }
        }
    }

    fn remember(&self, secret: &str) {
        self.secrets.borrow_mut().push(secret.to_owned());
    }

    fn look(&self, path: &str) -> Answer {
        self.ask(("GET", path), &[])
    }

    /// Fills in the form of a page and sends it; the token that lay in the form is one of the secrets.
    #[track_caller]
    fn fill(&self, page: &Answer, action: &str, typed: &[(&str, &str)]) -> Answer {
        let mut fields = page.fields_of(action);
        for (name, value) in typed {
            fields.retain(|(named, _)| named != name);
            fields.push(((*name).to_owned(), (*value).to_owned()));
        }
        for (_, token) in fields.iter().filter(|(name, _)| name == "form_token") {
            self.remember(token);
        }
        let path = page.action(action);
        self.ask(("POST", &path), serde_urlencoded::to_string(&fields).unwrap().as_bytes())
    }

    /// Opens the link of a letter to this address; its token is one of the secrets.
    #[track_caller]
    fn follow(&self, (site, place): (&Site, &Place), address: &str, part: &str) -> Answer {
        let path = path_in_letter(place, site, address, part);
        self.remember(path.rsplit('/').next().unwrap());
        self.look(&path)
    }
}

/// The path of a link that was mailed to an address.
#[track_caller]
fn path_in_letter(place: &Place, site: &Site, address: &str, part: &str) -> String {
    let (origin, mut found) = (format!("http://{}/", site.at), None);
    wait_until(&format!("a letter to {address} with {part}"), || {
        let letters = fs::read_dir(place.data("mail")).into_iter().flatten().flatten();
        let letters = letters.filter_map(|letter| fs::read(letter.path()).ok());
        let texts: Vec<String> = letters.filter_map(|letter| text_to(&letter, address)).collect();
        let mut words = texts.iter().flat_map(|text| text.split_whitespace());
        found = words.find(|word| word.starts_with(&origin) && word.contains(part)).map(str::to_owned);
        found.is_some()
    });
    found.unwrap().replace(origin.trim_end_matches('/'), "")
}

/// The text of a letter, if it went to this address.
fn text_to(letter: &[u8], address: &str) -> Option<String> {
    let read = mail_parser::MessageParser::default().parse(letter)?;
    let to = read.to()?.first()?.address()?.to_owned();
    let text = read.body_text(0)?.into_owned();
    (to == address).then_some(text)
}

/// Everything that people do who leave something behind, well and badly; answers every secret that they were given.
fn live(site: &Site, place: &Place) -> Vec<String> {
    let (canary, other) = (Canary::on(site, NETWORK), Canary::on(site, NETWORK_V6));
    place.done(&["account", "invite", INVITED, "moderator"]);
    canary.follow((site, place), INVITED, "/account/invitation/");

    let typed = [("name", "Canary"), ("email", MEMBER), ("password", PASSWORD)];
    canary.fill(&canary.look("/account/register"), "/account/register", &typed);
    let confirm = canary.follow((site, place), MEMBER, "/account/confirm/");
    canary.fill(&confirm, "/account/confirm/", &[("password", PASSWORD)]);
    let sign_in = canary.look("/account/sign-in");
    canary.fill(&sign_in, "/account/sign-in", &[("email", MEMBER), ("password", WRONG)]);
    let signed_in = canary.fill(&sign_in, "/account/sign-in", &[("email", MEMBER), ("password", PASSWORD)]);
    assert_eq!(signed_in.status, 303, "{signed_in:?}");
    canary.look("/account/sessions");

    let article = site.article();
    let typed = [("name", "Wren"), ("comment", "They read my mail for a year."), ("email", AUTHOR)];
    let sent = other.fill(&other.look(&article), "/comments", &typed);
    let receipt = crate::ledger::receipt_of(&sent).expect("a receipt");
    other.remember(receipt.trim_start_matches("/receipt/"));
    other.look(&receipt);
    other.follow((site, place), AUTHOR, "/comments/address/");

    let case = crate::newsroom::CASE;
    let typed = [("email", FOLLOWER), ("frequency", "at_once"), ("kinds", "all")];
    other.fill(&other.look(case), "/subscriptions", &typed);
    let asked = other.follow((site, place), FOLLOWER, "/subscriptions/confirm/");
    other.fill(&asked, "/subscriptions/confirm/", &[]);
    other.fill(&other.look("/account/reset"), "/account/reset", &[("email", FOLLOWER)]);
    stray(&other);
    [canary.secrets.into_inner(), other.secrets.into_inner()].concat()
}

/// What nobody should send.
fn stray(canary: &Canary) {
    for path in [
        "/canary-path/canary.member@nest.example",
        "/articles/canary-slug?email=canary.member@nest.example",
        "/u/canary-token",
        "/receipt/zoom-zoom-zoom-zoom-zoom-zoom?q=canary-query",
    ] {
        canary.look(path);
        canary.ask(("POST", path), b"email=canary.member%40nest.example&name=canary-body");
        canary.ask(("CANARY-METHOD", path), b"");
    }
    canary.ask(("POST", "/account/sign-in"), b"\xff\xfecanary-bytes");
    canary.ask(("POST", "/account/sign-in"), "x=canary-body&".repeat(5_000).as_bytes());
}

/// What may be found nowhere, a line each: as it is, and networks as bytes too.
fn canaries(secrets: &[String]) -> Vec<u8> {
    let words = [INVITED, MEMBER, FOLLOWER, AUTHOR, PASSWORD, WRONG, NETWORK, NETWORK_V6, BROWSER, ELSEWHERE];
    let parts = ["canary.invited", "canary.member", "canary.follower", "canary.author", "2001:db8:cafe:77"];
    let strays = [
        "canary-path",
        "canary-slug",
        "canary-token",
        "canary-query",
        "canary-body",
        "canary-bytes",
        "canary-cookie",
    ];
    let v6: std::net::Ipv6Addr = NETWORK_V6.parse().unwrap();
    let texts = words.iter().chain(&parts).chain(&strays).map(|word| word.as_bytes());
    let bytes = [[203, 0, 113, 77].as_slice(), &v6.octets()[..8]].map(<[u8]>::to_vec);
    let texts = texts.map(<[u8]>::to_vec).chain(secrets.iter().map(|secret| secret.clone().into_bytes()));
    texts.chain(bytes).collect::<Vec<_>>().join(&b'\n')
}

/// How many files one `grep` reads: PostgreSQL's folder holds those of every test, more than a command line takes.
const AT_ONCE: usize = 1_000;

/// What `grep` finds of the canaries in these files: a line each, with the file's name.
fn found(files: &[PathBuf], canaries: &[u8], place: &Place) -> String {
    let sought = place.path("canaries");
    fs::write(&sought, canaries).unwrap();
    files.chunks(AT_ONCE).map(|some| found_in(some, &sought)).collect()
}

fn found_in(files: &[PathBuf], sought: &Path) -> String {
    let mut grep = Command::new("grep");
    grep.env("LC_ALL", "C").args(["-a", "-o", "-H", "-F", "-f"]).arg(sought).args(files);
    let output = grep.output().unwrap();
    // Another test's database may go while its files are read.
    let told = String::from_utf8_lossy(&output.stderr);
    let gone = !told.is_empty() && told.lines().all(|line| line.ends_with("No such file or directory"));
    assert!(gone || output.status.code().is_some_and(|code| code < 2), "{output:?}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn files_below(folder: &Path, but: &[&str]) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if but.iter().any(|name| path.ends_with(name)) {
            continue;
        }
        if path.is_dir() {
            files.extend(files_below(&path, but));
        } else {
            files.push(path);
        }
    }
    files
}

/// All that lies in the site's folder but the keys and the letters that left, with the backup, and PostgreSQL's own
/// folder.
fn loot(place: &Place) -> Vec<PathBuf> {
    let mut files = files_below(&place.data(""), &["keys", "mail", "first-admin"]);
    files.push(place.path("copy"));
    if let Some((_, folder)) = place.setting("DATABASE__URL").split_once("?host=") {
        files.extend(files_below(Path::new(folder), &[]));
    }
    files.retain(|file| fs::File::open(file).is_ok());
    files
}

#[test]
fn a_thief_without_the_keys_finds_no_address_no_network_no_secret_and_no_trace_of_a_request() {
    let mut place = Place::new();
    place.set("SERVER__TRUSTED_PROXIES", "[\"127.0.0.1/32\"]");
    place.log_everything();
    let site = place.serve();
    place.set("SERVER__LISTEN", &site.at.to_string());
    Person::admin(&site, &place, "Ruth");
    let secrets = live(&site, &place);
    assert!(secrets.len() > 10, "{secrets:?}");
    place.done(&["backup", place.path("copy").to_str().unwrap()]);

    let canaries = canaries(&secrets);
    assert_eq!(found(&loot(&place), &canaries, &place), "", "while it is served");
    let log = site.logged();
    assert!(log.contains("route=\"/receipt/{words}\"") && log.contains("method=\"other\""), "{log}");
    fs::write(place.path("log"), log).unwrap();
    site.terminate();
    site.end();
    let mut files = loot(&place);
    files.push(place.path("log"));
    assert_eq!(found(&files, &canaries, &place), "", "after its end");
}

#[test]
fn the_search_finds_what_is_there() {
    let place = Place::new();
    let (text, bytes) = (place.path("text"), place.path("bytes"));
    fs::write(&text, format!("…{MEMBER}…")).unwrap();
    fs::write(&bytes, [1, 203, 0, 113, 77, 2, 0]).unwrap();
    let found = found(&[text, bytes], &canaries(&["secret".to_owned()]), &place);
    assert!(found.contains(&format!("text:{MEMBER}")) && found.contains("bytes:"), "{found}");
}
