//! The relay: how it is reached, how long it is waited for, and its rest when it cannot be talked to.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use lettre::Address;
use tokio::time::Instant;
use tokio_rustls::TlsConnector;

use super::session::{Closed, Session, Standing};
use super::{NoLine, Verdict, tls};
use crate::base::random::Random;
use crate::base::relay::{Login, RelayUrl, Secrecy};
use crate::mail::Lane;
use crate::mail::letters::Sealed;

/// How long each phase may take (DESIGN section 13).
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Until the connection stands, TLS included.
    pub connect: Duration,
    /// For each command's reply, and for the banner.
    pub command: Duration,
    /// For the reply after the final dot.
    pub dot: Duration,
    /// An unused connection is closed after this time.
    pub idle: Duration,
    /// A connection is renewed after this time, and after as many letters.
    pub age: Duration,
    /// See `age`.
    pub letters: u32,
    /// The relay's first rest; each further one is twice as long.
    pub rest: Duration,
    /// Its longest rest.
    pub longest_rest: Duration,
}

impl Patience {
    /// With a relay on this machine, or elsewhere.
    #[must_use]
    pub const fn with(loopback: bool) -> Self {
        Self {
            connect: Duration::from_secs(10),
            command: Duration::from_secs(30),
            dot: if loopback { Duration::from_mins(2) } else { Duration::from_mins(10) },
            idle: Duration::from_secs(15),
            age: Duration::from_mins(5),
            letters: 100,
            rest: Duration::from_secs(1),
            longest_rest: Duration::from_mins(1),
        }
    }
}

/// What the operator says of the relay.
#[derive(Debug, Clone)]
pub struct RelaySettings {
    /// Where it is and who we are there.
    pub url: RelayUrl,
    /// Where it sends what it cannot deliver.
    pub return_path: String,
    /// Who we say we are: the site's host.
    pub hello: String,
    /// Authorities that are believed besides the machine's own.
    pub ca_file: Option<PathBuf>,
    /// How long it is waited for.
    pub patience: Patience,
}

/// A relay. Each lane has connections and rests of its own: what one person waits for is held up by no refusal of what
/// many get.
pub struct Relay {
    settings: RelaySettings,
    return_path: Address,
    connector: Option<TlsConnector>,
    random: Random,
    personal: Side,
    bulk: Side,
    /// A personal letter found no connection while letters to many stand on some.
    wanted: AtomicBool,
}

impl std::fmt::Debug for Relay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Relay({})", self.settings.url)
    }
}

/// One lane's connections.
#[derive(Debug, Default)]
struct Side {
    rest: Mutex<Rest>,
    /// Those that stand open unused.
    parked: Mutex<Vec<Session>>,
    /// Counts all that stand or are being opened.
    standing: Standing,
}

impl Side {
    fn stands(&self) -> bool {
        Arc::strong_count(&self.standing) > 1
    }
}

#[derive(Debug, Default)]
struct Rest {
    span: Duration,
    until: Option<Instant>,
}

impl Relay {
    /// A relay that nobody has talked to yet.
    ///
    /// # Errors
    /// One line that names the key of the configuration that is not right.
    pub fn new(settings: RelaySettings, random: Random) -> Result<Self, String> {
        let return_path = settings.return_path.parse();
        let return_path = return_path.map_err(|error| format!("mail.return_path: {error}"))?;
        let secrecy = settings.url.secrecy(settings.ca_file.is_some());
        let connector = match secrecy {
            Secrecy::None => None,
            _ => Some(tls::connector(settings.ca_file.as_deref())?),
        };
        let (personal, bulk, wanted) = (Side::default(), Side::default(), AtomicBool::default());
        Ok(Self { settings, return_path, connector, random, personal, bulk, wanted })
    }

    /// Connects, makes it secret, signs in and says goodbye: whether the relay would take letters of ours.
    ///
    /// # Errors
    /// One line that says what is wrong.
    pub async fn knock(&self) -> Result<(), String> {
        let opened = Session::open(self, Standing::default()).await;
        let mut session = opened.map_err(|closed| closed.to_string())?;
        session.quit(self.patience()).await;
        Ok(())
    }

    const fn side(&self, lane: Lane) -> &Side {
        match lane {
            Lane::Personal => &self.personal,
            Lane::Bulk => &self.bulk,
        }
    }

    /// A connection: one that stands open, or a new one.
    pub(super) async fn session(&self, lane: Lane) -> Result<Session, NoLine> {
        if self.is_resting(lane) {
            return Err(NoLine);
        }
        loop {
            let parked = lock(&self.side(lane).parked).pop();
            let Some(mut session) = parked else { break };
            if session.is_fresh(self.patience()) && session.answers(self.patience()).await {
                return Ok(session);
            }
            session.quit(self.patience()).await;
        }
        self.opened(lane).await
    }

    /// A new connection.
    async fn opened(&self, lane: Lane) -> Result<Session, NoLine> {
        let opened = Session::open(self, Arc::clone(&self.side(lane).standing)).await;
        if lane == Lane::Personal {
            self.wanted.store(opened.is_err() && self.bulk.stands(), Ordering::Relaxed);
        }
        opened.map_err(|closed| self.lost(lane, &closed))
    }

    /// Hands one letter over, on a new connection if the old one has done enough. The old one is left first: a relay
    /// may allow so many and no more.
    pub(super) async fn carry(&self, lane: Lane, session: &mut Session, letter: &Sealed) -> Verdict {
        let Ok(to) = letter.to.parse() else { return Verdict::Faulty("the address is none".to_owned()) };
        if !session.is_fresh(self.patience()) {
            session.quit(self.patience()).await;
            match self.opened(lane).await {
                Ok(fresh) => *session = fresh,
                Err(NoLine) => return Verdict::Down,
            }
        }
        let (verdict, closed) = session.carry(&self.return_path, &to, &letter.bytes, self.patience()).await;
        match closed {
            Some(closed) if session.is_broken() => drop(self.lost(lane, &closed)),
            Some(closed) => self.ill(lane, &closed),
            None => *lock(&self.side(lane).rest) = Rest::default(),
        }
        verdict
    }

    /// Whether this connection for many is to become one for a person's letters; then it counts as such.
    pub(super) fn gives_way(&self, session: &mut Session) -> bool {
        let wanted = !session.is_broken() && self.wanted.swap(false, Ordering::Relaxed);
        if wanted {
            session.count_among(Arc::clone(&self.personal.standing));
            *lock(&self.personal.rest) = Rest::default();
        }
        wanted
    }

    /// Keeps a connection open for who comes next.
    pub(super) fn park(&self, lane: Lane, session: Session) {
        if !session.is_broken() {
            lock(&self.side(lane).parked).push(session);
        }
    }

    /// Says goodbye on connections that nobody used for a while, or on all.
    pub(super) async fn close(&self, all: bool) {
        let idle = self.settings.patience.idle;
        for side in [&self.personal, &self.bulk] {
            let left: Vec<Session> = {
                let mut parked = lock(&side.parked);
                parked.extract_if(.., |session| all || session.used.elapsed() >= idle).collect()
            };
            for mut session in left {
                session.quit(self.patience()).await;
            }
        }
    }

    pub(super) fn is_resting(&self, lane: Lane) -> bool {
        lock(&self.side(lane).rest).until.is_some_and(|until| until > Instant::now())
    }

    /// One connection could not be had, or broke. While others stand the relay is there: it may allow no more of them.
    fn lost(&self, lane: Lane, closed: &Closed) -> NoLine {
        if self.side(lane).stands() && !matches!(closed, Closed::Locked(_)) {
            tracing::info!(relay = %self.settings.url, "{closed}; the other connections carry on");
        } else {
            self.ill(lane, closed);
        }
        NoLine
    }

    /// Lets the relay rest, twice as long as the last time, and up to half of it less by chance.
    fn ill(&self, lane: Lane, closed: &Closed) {
        let mut rest = lock(&self.side(lane).rest);
        let now = Instant::now();
        if rest.until.is_some_and(|until| until > now) {
            return;
        }
        let patience = self.patience();
        rest.span = (rest.span * 2).clamp(patience.rest, patience.longest_rest);
        let micros = u64::try_from(rest.span.as_micros()).unwrap_or(u64::MAX);
        rest.until = Some(now + Duration::from_micros(micros - self.random.below(micros / 2)));
        if matches!(closed, Closed::Locked(_)) {
            tracing::error!(relay = %self.settings.url, "{closed}; no letter leaves until that is mended");
        } else {
            tracing::warn!(relay = %self.settings.url, rest = ?rest.span, "{closed}; letters wait");
        }
    }

    pub(super) const fn patience(&self) -> &Patience {
        &self.settings.patience
    }

    pub(super) fn secrecy(&self) -> Secrecy {
        self.settings.url.secrecy(self.settings.ca_file.is_some())
    }

    pub(super) fn place(&self) -> (&str, u16) {
        (&self.settings.url.host, self.settings.url.port)
    }

    pub(super) const fn login(&self) -> Option<&Login> {
        self.settings.url.login.as_ref()
    }

    pub(super) fn hello(&self) -> &str {
        &self.settings.hello
    }

    pub(super) const fn connector(&self) -> Option<&TlsConnector> {
        self.connector.as_ref()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
