//! An SMTP peer that is not ours: Debian's aiosmtpd takes the letters, Python's e-mail parser reads them.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde::Deserialize;

const PYTHON: &str = "/usr/bin/python3";
const PROGRAM: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/peer/peer.py");
/// How long anything that is waited for may take.
const DEADLINE: Duration = Duration::from_mins(1);

/// A letter that the peer took, as Python read it.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Letter {
    /// When, in seconds since 1970.
    pub(crate) time: f64,
    pub(crate) mail_from: String,
    pub(crate) rcpt_tos: Vec<String>,
    pub(crate) message_id: String,
    /// Whether it came over TLS, and who had signed in.
    pub(crate) tls: bool,
    pub(crate) login: String,
    #[serde(default)]
    pub(crate) subject: String,
    #[serde(default)]
    headers: Vec<(String, String)>,
    #[serde(default)]
    pub(crate) kinds: Vec<String>,
    #[serde(default)]
    pub(crate) text: String,
    #[serde(default)]
    pub(crate) html: String,
    #[serde(default)]
    pub(crate) text_links: Vec<String>,
    #[serde(default)]
    pub(crate) html_links: Vec<String>,
    /// What a mail program would fetch to show it.
    #[serde(default)]
    pub(crate) fetched: Vec<String>,
    /// What the parser objects to.
    #[serde(default)]
    pub(crate) defects: Vec<String>,
}

impl Letter {
    /// Its one recipient.
    pub(crate) fn to(&self) -> &str {
        assert_eq!(self.rcpt_tos.len(), 1, "{self:?}");
        &self.rcpt_tos[0]
    }

    /// A header's value; empty if there is none.
    #[track_caller]
    pub(crate) fn header(&self, name: &str) -> &str {
        let mut found = self.headers.iter().filter(|(named, _)| named.eq_ignore_ascii_case(name));
        let value = found.next().map_or("", |(_, value)| value.as_str());
        assert!(found.next().is_none(), "{name} stands twice in {self:?}");
        value
    }

    /// Its link whose address holds `part`.
    #[track_caller]
    pub(crate) fn link(&self, part: &str) -> String {
        let found = self.text_links.iter().find(|link| link.contains(part));
        found.unwrap_or_else(|| panic!("no link to {part:?}: {}", self.text)).clone()
    }

    /// The path of that link.
    #[track_caller]
    pub(crate) fn path(&self, part: &str) -> String {
        path_of(&self.link(part))
    }
}

/// The path of a link, whatever its host.
pub(crate) fn path_of(link: &str) -> String {
    format!("/{}", link.splitn(4, '/').nth(3).unwrap_or_default())
}

/// The peer. It ends when this is dropped, or when the test ends in any other way.
pub(crate) struct Peer {
    child: Child,
    port: u16,
    folder: tempfile::TempDir,
    counted: Mutex<Counted>,
}

/// As much of the ledger as was looked at, and the lines in it: the ledger of ten thousand letters is asked for its
/// length all the time, so nothing of it is read twice.
#[derive(Default)]
struct Counted {
    bytes: u64,
    lines: usize,
}

impl Peer {
    /// Starts it with the options of `tests/peer/peer.py`; `None`, said aloud, where aiosmtpd is not installed.
    pub(crate) fn start(options: &[&str]) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let has_it = Command::new(PYTHON).args(["-c", "import aiosmtpd"]).stderr(Stdio::null()).status();
        if !has_it.is_ok_and(|status| status.success()) {
            left_out();
            return None;
        }
        let mut child = Command::new(PYTHON)
            .arg(PROGRAM)
            .arg(folder.path().join("ledger"))
            .args(options)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut said).unwrap();
        let port = said.trim().strip_prefix("listening on ").and_then(|port| port.parse().ok());
        let port = port.unwrap_or_else(|| panic!("the peer said {said:?}"));
        Some(Self { child, port, folder, counted: Mutex::default() })
    }

    fn end(&mut self) {
        self.child.kill().unwrap_or_default();
        self.child.wait().unwrap();
    }

    /// Where it listens, as `mail.url` has it: `smtp://` and so on before it.
    pub(crate) fn place(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Every letter that it took, oldest first.
    pub(crate) fn letters(&self) -> Vec<Letter> {
        letters(&self.folder.path().join("ledger"))
    }

    /// How many letters it took.
    pub(crate) fn count(&self) -> usize {
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        let mut new = Vec::new();
        if let Ok(mut ledger) = File::open(self.folder.path().join("ledger")) {
            ledger.seek(SeekFrom::Start(counted.bytes)).unwrap();
            counted.bytes += u64::try_from(ledger.read_to_end(&mut new).unwrap()).unwrap();
        }
        counted.lines += new.split(|byte| *byte == b'\n').count() - 1;
        counted.lines
    }

    /// Waits for the first letter to an address whose subject holds `words`.
    #[track_caller]
    pub(crate) fn letter_to(&self, address: &str, words: &str) -> Letter {
        let mut found = None;
        self.wait_until(&format!("a letter to {address} about {words:?}"), DEADLINE, || {
            found = self.letters().into_iter().find(|letter| {
                letter.rcpt_tos.iter().any(|to| to == address) && letter.subject.contains(words)
            });
            found.is_some()
        });
        found.unwrap()
    }

    /// Waits until something is so.
    #[track_caller]
    pub(crate) fn wait_until(&self, what: &str, within: Duration, is_so: impl FnMut() -> bool) {
        self.wait_looking_every(Duration::from_millis(5), what, within, is_so);
    }

    /// The same with so much time between two looks, for what is dear to look at.
    #[track_caller]
    pub(crate) fn wait_looking_every(
        &self,
        pause: Duration,
        what: &str,
        within: Duration,
        mut is_so: impl FnMut() -> bool,
    ) {
        let begun = Instant::now();
        while !is_so() {
            assert!(begun.elapsed() < within, "{what} did not come within {within:?}: {} did", self.count());
            std::thread::sleep(pause);
        }
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.end();
    }
}

fn letters(ledger: &Path) -> Vec<Letter> {
    let text = std::fs::read_to_string(ledger).unwrap_or_default();
    let (whole, _) = text.rsplit_once('\n').unwrap_or_default();
    let read = |line: &str| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    whole.lines().map(read).collect()
}

/// The Message-IDs of all copies that each recipient got.
pub(crate) fn copies(letters: &[Letter]) -> BTreeMap<&str, Vec<&str>> {
    let mut copies: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for letter in letters {
        copies.entry(letter.to()).or_default().push(&letter.message_id);
    }
    copies
}

/// A certificate for 127.0.0.1 and its key, in files; it is its own authority.
pub(crate) struct Certificate {
    folder: tempfile::TempDir,
}

impl Certificate {
    /// Makes one.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let made =
            rcgen::generate_simple_self_signed(["127.0.0.1".to_owned(), "localhost".to_owned()]).unwrap();
        std::fs::write(folder.path().join("certificate.pem"), made.cert.pem()).unwrap();
        std::fs::write(folder.path().join("key.pem"), made.signing_key.serialize_pem()).unwrap();
        Self { folder }
    }

    /// The file of the certificate.
    pub(crate) fn file(&self) -> String {
        self.path("certificate.pem").display().to_string()
    }

    /// The file of its key.
    pub(crate) fn key(&self) -> String {
        self.path("key.pem").display().to_string()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

/// Says once in one line that letters are left out; under `AMICUS_TEST_REQUIRE=all` that is a failure.
fn left_out() {
    static SAID: std::sync::Once = std::sync::Once::new();
    let required = std::env::var("AMICUS_TEST_REQUIRE").is_ok_and(|which| which == "all");
    assert!(!required, "AMICUS_TEST_REQUIRE=all asks for a mail peer, and python3-aiosmtpd is not installed");
    // Past the test runner, which keeps to itself what a passing test prints.
    let said =
        "left out: letters to an SMTP peer that is not ours, because python3-aiosmtpd is not installed\n";
    SAID.call_once(|| std::io::stderr().write_all(said.as_bytes()).unwrap());
}
