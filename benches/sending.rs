//! Ten thousand alerts of the real program into a relay that only counts, against the limit: the same letter spoken
//! to the same relay over as many connections, without a database, without books, by nothing but the protocol.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a measurement may stop by falling over"
)]
#![expect(
    clippy::disallowed_methods,
    reason = "a measurement takes the time, and its settings from the environment"
)]
#![expect(dead_code, reason = "the tests of the program use the rest of its site")]

#[path = "../tests/binary/database.rs"]
mod database;
#[path = "../tests/binary/http.rs"]
mod http;
#[path = "../tests/binary/mail.rs"]
mod mail;
#[path = "../tests/binary/newsroom.rs"]
mod newsroom;
#[path = "../tests/binary/person.rs"]
mod person;
#[path = "../tests/it/support/postgres.rs"]
mod postgres;
#[path = "../tests/binary/rows.rs"]
mod rows;
#[path = "../tests/binary/site.rs"]
mod site;

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use newsroom::{INJUNCTION, Newsroom};
use person::Person;
use site::{Place, wait_until};

const LETTERS: usize = 10_000;
const CONNECTIONS: usize = 8;

fn main() {
    let relay = Relay::start();
    let mut place = Place::new();
    place.set("MAIL__URL", &format!("smtp://{}", relay.at));
    place.done(&["demo", "--subscribers", &LETTERS.to_string()]);
    rows::change(&place, "UPDATE subscriptions SET frequency = 'at_once', kinds = 'all'");
    let site = place.serve();
    let ruth = Person::admin(&site, &place, "Ruth");
    let newsroom = Newsroom { mia: ruth.before(&site), ruth };
    let desk = newsroom.propose(&INJUNCTION);
    let count = LETTERS.to_string();
    newsroom.ruth.does(&format!("{desk}/release"), "/release", &[("deed", "now"), ("recipients", &count)]);
    let (first, last) = relay.span(LETTERS);
    let ours = pace(LETTERS, last - first);
    site.terminate();
    site.end();

    let letter = relay.a_letter();
    let limit = pace(LETTERS, speak(relay.at, &letter));
    println!(
        "{LETTERS} letters of {} bytes: {ours:.0} a second with accounts and books, {limit:.0} by nothing but the \
         protocol (ratio {:.2})",
        letter.len(),
        ours / limit
    );
}

fn pace(letters: usize, took: Duration) -> f64 {
    f64::from(u32::try_from(letters).unwrap()) / took.as_secs_f64()
}

/// Says the letter often enough over all connections at once; answers how long it took.
fn speak(at: SocketAddr, letter: &[u8]) -> Duration {
    let begun = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..CONNECTIONS {
            scope.spawn(|| {
                let stream = TcpStream::connect(at).unwrap();
                stream.set_nodelay(true).unwrap();
                let (mut says, mut hears) = (stream.try_clone().unwrap(), BufReader::new(stream));
                hear(&mut hears);
                for said in ["EHLO bench\r\n", "NOOP\r\n"] {
                    says.write_all(said.as_bytes()).unwrap();
                    hear(&mut hears);
                }
                for _ in 0..LETTERS / CONNECTIONS {
                    says.write_all(b"MAIL FROM:<a@a.invalid>\r\nRCPT TO:<b@b.invalid>\r\nDATA\r\n").unwrap();
                    (0..3).for_each(|_| hear(&mut hears));
                    says.write_all(letter).unwrap();
                    hear(&mut hears);
                }
            });
        }
    });
    begun.elapsed()
}

fn hear(hears: &mut BufReader<TcpStream>) {
    let mut line = String::new();
    loop {
        line.clear();
        assert!(hears.read_line(&mut line).unwrap() > 0, "the relay hung up");
        if line.as_bytes().get(3) == Some(&b' ') {
            return;
        }
    }
}

/// A relay that takes everything and keeps the moments, and one letter.
struct Relay {
    at: SocketAddr,
    taken: Arc<Mutex<Vec<Instant>>>,
    letter: Arc<Mutex<Vec<u8>>>,
}

impl Relay {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let relay =
            Self { at: listener.local_addr().unwrap(), taken: Arc::default(), letter: Arc::default() };
        let (taken, letter) = (Arc::clone(&relay.taken), Arc::clone(&relay.letter));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (taken, letter) = (Arc::clone(&taken), Arc::clone(&letter));
                std::thread::spawn(move || attend(stream.unwrap(), &taken, &letter));
            }
        });
        relay
    }

    fn a_letter(&self) -> Vec<u8> {
        self.letter.lock().unwrap().clone()
    }

    /// Waits for so many letters; answers when the first and the last of them came.
    fn span(&self, letters: usize) -> (Instant, Instant) {
        wait_until("that all letters came", || self.taken.lock().unwrap().len() >= letters);
        let taken = self.taken.lock().unwrap();
        (taken[0], taken[letters - 1])
    }
}

/// Speaks as little SMTP as will do.
fn attend(stream: TcpStream, taken: &Mutex<Vec<Instant>>, last: &Mutex<Vec<u8>>) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    let (mut says, mut hears) = (stream.try_clone().ok()?, BufReader::new(stream));
    says.write_all(b"220 relay.invalid\r\n").ok()?;
    let (mut line, mut letter) = (Vec::new(), Vec::new());
    loop {
        line.clear();
        if hears.read_until(b'\n', &mut line).ok()? == 0 {
            return None;
        }
        let reply: &[u8] = match line.get(..4).unwrap_or_default() {
            b"EHLO" => b"250-relay.invalid\r\n250-PIPELINING\r\n250 8BITMIME\r\n",
            b"QUIT" => return says.write_all(b"221 bye\r\n").ok(),
            b"DATA" => {
                says.write_all(b"354 go on\r\n").ok()?;
                letter.clear();
                while !(letter.ends_with(b"\r\n.\r\n") || letter == b".\r\n") {
                    hears.read_until(b'\n', &mut letter).ok()?;
                }
                taken.lock().unwrap().push(Instant::now());
                b"250 2.0.0 taken\r\n"
            }
            _ => b"250 2.1.0 so be it\r\n",
        };
        says.write_all(reply).ok()?;
        if reply.starts_with(b"250 2.0.0") {
            last.lock().unwrap().clone_from(&letter);
        }
    }
}
