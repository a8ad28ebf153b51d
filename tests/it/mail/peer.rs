//! A relay that does what a test tells it: the other side of SMTP, scripted step by step.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

/// Where in the dialogue the relay is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum At {
    Banner,
    Hello,
    Auth,
    Mail,
    Recipient,
    Data,
    /// After the final dot.
    Dot,
}

/// What it does there.
#[derive(Clone)]
pub enum Act {
    /// What a good relay does.
    Usual,
    /// Says this instead.
    Say(&'static str),
    /// Says nothing any more.
    Hang,
    /// Drops the connection.
    Cut,
    /// Waits until told, then does the usual.
    Wait(Arc<Notify>),
    /// Says a megabyte on one line.
    Flood,
}

/// Told where it is, how often it was there before, and the line that brought it there.
type Script = Arc<dyn Fn(At, usize, &str) -> Act + Send + Sync>;

/// A letter whose final dot was seen.
#[derive(Debug, Clone)]
pub struct Taken {
    pub from: String,
    /// Every recipient of the envelope, with commas between: a relay of ours never sees more than one.
    pub to: String,
    /// With doubled dots undone; empty if nothing but the dot came.
    pub letter: String,
}

impl Taken {
    /// A header's value as it stands, if it is one line.
    pub fn header(&self, name: &str) -> Option<&str> {
        let head = self.letter.split("\r\n\r\n").next()?;
        head.split("\r\n").find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
    }

    pub fn message_id(&self) -> &str {
        self.header("Message-ID").unwrap()
    }
}

#[derive(Default)]
pub struct Seen {
    pub connections: usize,
    /// Connections that stand open now.
    pub open: usize,
    pub taken: Vec<Taken>,
    pub commands: Vec<String>,
    times: HashMap<At, usize>,
}

/// Whether and when the relay's wire is made secret.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    #[default]
    None,
    Start,
    Implicit,
}

/// How the relay listens.
#[derive(Default, Clone)]
pub struct Manner {
    pub pipelining: bool,
    pub auth: bool,
    pub tls: Tls,
    /// Says 354 to DATA although it took no recipient (RFC 2920 section 3.1 lets it).
    pub eager: bool,
    /// More connections than these at once are turned away with 421; no limit if `None`.
    pub at_most: Option<usize>,
}

pub struct Peer {
    address: SocketAddr,
    seen: Arc<Mutex<Seen>>,
    news: Arc<Notify>,
    folder: TempDir,
}

#[derive(Clone)]
struct Desk {
    seen: Arc<Mutex<Seen>>,
    news: Arc<Notify>,
    script: Script,
    manner: Manner,
    acceptor: TlsAcceptor,
}

trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}
type Wire = BufReader<Box<dyn Stream>>;

impl Peer {
    /// A good relay.
    pub async fn good() -> Self {
        Self::doing(|_, _, _| Act::Usual).await
    }

    pub async fn doing(script: impl Fn(At, usize, &str) -> Act + Send + Sync + 'static) -> Self {
        Self::in_manner(Manner { pipelining: true, ..Manner::default() }, script).await
    }

    pub async fn in_manner(
        manner: Manner,
        script: impl Fn(At, usize, &str) -> Act + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, seen) = (listener.local_addr().unwrap(), Arc::<Mutex<Seen>>::default());
        let (folder, news) = (tempfile::tempdir().unwrap(), Arc::<Notify>::default());
        let acceptor = acceptor(&folder.path().join("ca.pem"));
        let script = Arc::new(script);
        let desk = Desk { seen: Arc::clone(&seen), news: Arc::clone(&news), script, manner, acceptor };
        actix_web::rt::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                actix_web::rt::spawn(receive(desk.clone(), stream));
            }
        });
        Self { address, seen, news, folder }
    }

    pub fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap()
    }

    /// Waits until so many letters came to addresses that begin so.
    pub async fn has(&self, letters: usize, whom: &str, within: Duration) {
        let came = || self.seen().taken.iter().filter(|taken| taken.to.starts_with(whom)).count();
        let enough = async {
            loop {
                let news = self.news.notified();
                if came() >= letters {
                    return;
                }
                news.await;
            }
        };
        assert!(timeout(within, enough).await.is_ok(), "{} letters to {whom:?} within {within:?}", came());
    }

    pub fn url(&self) -> String {
        format!("smtp://{}", self.address)
    }

    /// The same with another scheme and with a name and a password.
    pub fn url_as(&self, scheme: &str, login: &str) -> String {
        format!("{scheme}://{login}localhost:{}", self.address.port())
    }

    /// The certificate of its authority.
    pub fn ca_file(&self) -> PathBuf {
        self.folder.path().join("ca.pem")
    }
}

fn acceptor(ca_file: &std::path::Path) -> TlsAcceptor {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    std::fs::write(ca_file, made.cert.pem()).unwrap();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

/// Lets a connection in, or turns it away if as many as are allowed stand open.
async fn receive(desk: Desk, mut stream: TcpStream) {
    stream.set_nodelay(true).unwrap();
    let (seen, most) = (Arc::clone(&desk.seen), desk.manner.at_most);
    let full = {
        let mut seen = seen.lock().unwrap();
        seen.connections += 1;
        seen.open += 1;
        most.is_some_and(|most| seen.open > most)
    };
    if full {
        // The other side may have left.
        drop(stream.write_all(b"421 4.7.0 too many connections\r\n").await);
    } else {
        serve(desk, stream).await;
    }
    seen.lock().unwrap().open -= 1;
}

async fn serve(desk: Desk, stream: TcpStream) {
    let secret = desk.manner.tls == Tls::Implicit;
    let wire: Wire = if secret {
        let Ok(stream) = desk.acceptor.accept(stream).await else { return };
        BufReader::new(Box::new(stream))
    } else {
        BufReader::new(Box::new(stream))
    };
    let mut visit = Visit { desk, wire, secret, from: None, to: Vec::new() };
    if visit.answer(At::Banner, "", "220 peer ready").await.is_none() {
        return;
    }
    while let Some(line) = visit.heard().await {
        visit.desk.seen.lock().unwrap().commands.push(line.clone());
        let ended = if line == "STARTTLS" {
            let Some(secret) = visit.made_secret().await else { return };
            visit = secret;
            false
        } else {
            visit.command(&line).await.is_none()
        };
        if ended {
            return;
        }
    }
}

/// One connection, and the transaction that is open on it: as relays do, it forgets the envelope at RSET, at EHLO and
/// at the final dot, and at nothing else (RFC 5321 section 4.1.1).
struct Visit {
    desk: Desk,
    wire: Wire,
    secret: bool,
    from: Option<String>,
    to: Vec<String>,
}

impl Visit {
    async fn made_secret(mut self) -> Option<Self> {
        self.say("220 go ahead").await;
        let stream = self.desk.acceptor.accept(self.wire.into_inner()).await.ok()?;
        Some(Self { wire: BufReader::new(Box::new(stream)), secret: true, ..self })
    }

    /// `None` if the connection is over.
    async fn command(&mut self, line: &str) -> Option<bool> {
        let word = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        let argument = line.split_once(':').map_or("", |(_, rest)| rest).trim_matches(['<', '>']).to_owned();
        match word.as_str() {
            "EHLO" => {
                self.forget();
                self.greet().await
            }
            "AUTH" => self.answer(At::Auth, line, "235 2.7.0 welcome").await,
            "MAIL" if self.from.is_some() => self.out_of_step("503 5.5.1 nested MAIL").await,
            "MAIL" => {
                let said = self.answer(At::Mail, line, "250 2.1.0 ok").await?;
                self.from = said.then_some(argument);
                Some(said)
            }
            "RCPT" if self.from.is_none() => self.out_of_step("503 5.5.1 need MAIL").await,
            "RCPT" => {
                let said = self.answer(At::Recipient, line, "250 2.1.5 ok").await?;
                self.to.extend(said.then_some(argument));
                Some(said)
            }
            "DATA" if self.to.is_empty() && !self.desk.manner.eager => {
                self.out_of_step("503 5.5.1 need RCPT").await
            }
            "DATA" => match self.answer(At::Data, line, "354 go on").await {
                Some(true) => self.take().await,
                other => other,
            },
            "QUIT" => {
                self.say("221 bye").await;
                None
            }
            _ => {
                self.forget();
                self.say("250 ok").await;
                Some(true)
            }
        }
    }

    fn forget(&mut self) {
        (self.from, self.to) = (None, Vec::new());
    }

    async fn out_of_step(&mut self, text: &str) -> Option<bool> {
        self.say(text).await;
        Some(false)
    }

    async fn take(&mut self) -> Option<bool> {
        let letter = self.letter().await?;
        let (from, to) = (self.from.take().unwrap_or_default(), self.to.join(","));
        self.forget();
        self.desk.seen.lock().unwrap().taken.push(Taken { from, to: to.clone(), letter });
        self.desk.news.notify_waiters();
        self.answer(At::Dot, &to, "250 2.0.0 taken").await
    }

    async fn greet(&mut self) -> Option<bool> {
        let manner = &self.desk.manner;
        let mut offers = "250-peer\r\n".to_owned();
        let starttls = manner.tls == Tls::Start && !self.secret;
        for (on, word) in
            [(manner.pipelining, "PIPELINING"), (starttls, "STARTTLS"), (manner.auth, "AUTH PLAIN LOGIN")]
        {
            if on {
                offers.push_str("250-");
                offers.push_str(word);
                offers.push_str("\r\n");
            }
        }
        self.answer(At::Hello, "", &(offers + "250 8BITMIME")).await
    }

    /// Does what the script says; `None` if the connection is over, else whether the usual was said.
    async fn answer(&mut self, at: At, line: &str, usual: &str) -> Option<bool> {
        let times = {
            let mut seen = self.desk.seen.lock().unwrap();
            let times = seen.times.entry(at).or_insert(0);
            *times += 1;
            *times - 1
        };
        match (self.desk.script)(at, times, line) {
            Act::Usual => {}
            Act::Wait(word) => word.notified().await,
            Act::Say(text) => {
                self.say(text).await;
                return Some(false);
            }
            Act::Hang => std::future::pending().await,
            Act::Cut => return None,
            Act::Flood => {
                self.say(&format!("250 {}", "x".repeat(1024 * 1024))).await;
                return Some(false);
            }
        }
        self.say(usual).await;
        Some(true)
    }

    async fn say(&mut self, text: &str) {
        // The other side may have left.
        drop(self.wire.write_all(format!("{text}\r\n").as_bytes()).await);
        drop(self.wire.flush().await);
    }

    async fn heard(&mut self) -> Option<String> {
        let mut line = String::new();
        (self.wire.read_line(&mut line).await.ok()? > 0).then(|| line.trim_end().to_owned())
    }

    /// Up to the final dot, with doubled dots undone.
    async fn letter(&mut self) -> Option<String> {
        let mut letter = String::new();
        loop {
            let mut line = String::new();
            if self.wire.read_line(&mut line).await.ok()? == 0 {
                return None;
            }
            if line == ".\r\n" {
                return Some(letter);
            }
            letter.push_str(line.strip_prefix('.').unwrap_or(&line));
        }
    }
}
