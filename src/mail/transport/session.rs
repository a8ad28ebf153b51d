//! One SMTP connection (RFC 5321): opened, let in, used for letter after letter, closed.
//!
//! The commands are lettre's; the connection is ours: no waiting for Nagle, MAIL, RCPT and DATA in one write where the
//! relay can take them so (RFC 2920), the letter and its final dot in one write, a time for every phase.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::commands::{Data, Ehlo, Mail, Quit, Rcpt, Rset, Starttls};
use lettre::transport::smtp::extension::ClientId;
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};
use tokio_rustls::rustls::pki_types::ServerName;

use super::Verdict;
use super::dialogue::{Cut, Dialogue, Unsaid, Wire};
use super::relay::{Patience, Relay};
use super::reply::{Reply, Step};
use crate::base::relay::{Login, Secrecy};

/// Why no connection could be had: for the log and for `amicus check`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Closed {
    #[error("nothing answers at that address")]
    Unreachable,
    #[error("the relay does not answer in time")]
    Slow,
    #[error("the relay broke the connection off")]
    Broken,
    #[error("what answers there does not speak SMTP")]
    Garbage,
    #[error("the relay takes no letters now ({0})")]
    Refused(String),
    #[error("the relay's certificate is not one that we believe: {0}")]
    Untrusted(String),
    #[error("the relay offers no STARTTLS, and nothing is sent in plain text")]
    NoTls,
    #[error("the relay offers no way to sign in that we know (PLAIN, LOGIN)")]
    NoAuth,
    #[error("the relay does not accept name and password ({0})")]
    Locked(String),
}

impl From<Cut> for Closed {
    fn from(cut: Cut) -> Self {
        match cut {
            Cut::Slow => Self::Slow,
            Cut::Broken => Self::Broken,
            Cut::Garbage => Self::Garbage,
        }
    }
}

/// Held by each connection that stands or is being opened: who holds a relay's other end can count them.
pub(super) type Standing = Arc<()>;

/// An open connection, past the greeting.
#[derive(Debug)]
pub(in crate::mail) struct Session {
    talk: Dialogue,
    pipelines: bool,
    standing: Option<Standing>,
    letters: u32,
    opened: Instant,
    pub(super) used: Instant,
}

impl Session {
    /// Connects, greets, makes it secret and signs in, as the relay's settings ask.
    pub(super) async fn open(relay: &Relay, standing: Standing) -> Result<Self, Closed> {
        let patience = relay.patience();
        let secrecy = relay.secrecy();
        let wire = timeout(patience.connect, connect(relay, secrecy)).await.map_err(|_| Closed::Slow)??;
        let mut talk = Dialogue::on(wire);
        let banner = talk.hear(patience.command).await?;
        if !banner.is_good() {
            return Err(Closed::Refused(banner.to_string()));
        }
        let mut greeting = greet(&mut talk, relay).await?;
        if secrecy == Secrecy::StartTls {
            talk = made_secret(talk, &greeting, relay).await?;
            greeting = greet(&mut talk, relay).await?;
        }
        if let Some(login) = relay.login() {
            sign_in(&mut talk, &greeting, login, patience.command).await?;
        }
        let now = Instant::now();
        let pipelines = greeting.offers("PIPELINING").is_some();
        Ok(Self { talk, pipelines, standing: Some(standing), letters: 0, opened: now, used: now })
    }

    /// Whether it can take another letter: neither broken nor old.
    pub(super) fn is_fresh(&self, patience: &Patience) -> bool {
        !self.is_broken() && self.letters < patience.letters && self.opened.elapsed() < patience.age
    }

    pub(super) const fn is_broken(&self) -> bool {
        self.standing.is_none()
    }

    /// Nothing is said on it any more, not even goodbye.
    fn break_off(&mut self) {
        self.standing = None;
    }

    /// From now on it counts among others.
    pub(super) fn count_among(&mut self, standing: Standing) {
        if !self.is_broken() {
            self.standing = Some(standing);
        }
    }

    /// Whether the relay is still there, after a silence.
    pub(super) async fn answers(&mut self, patience: &Patience) -> bool {
        if !self.ask(&Rset.to_string(), patience.command).await.is_ok_and(|reply| reply.is_good()) {
            self.break_off();
        }
        !self.is_broken()
    }

    /// Says goodbye.
    pub(super) async fn quit(&mut self, patience: &Patience) {
        if !self.is_broken() {
            // A relay that does not say goodbye is left all the same.
            drop(self.ask(&Quit.to_string(), patience.command.min(Duration::from_secs(2))).await);
            self.break_off();
        }
    }

    async fn ask(&mut self, command: &str, within: Duration) -> Result<Reply, Cut> {
        let answer = self.talk.ask(command, within).await;
        if answer.as_ref().map_or(true, |reply| reply.is(421)) {
            self.break_off();
        }
        answer
    }

    /// Hands one letter over: envelope, letter, dot. The second half says whether the relay locked us out.
    pub(super) async fn carry(
        &mut self,
        from: &Address,
        to: &Address,
        bytes: &[u8],
        patience: &Patience,
    ) -> (Verdict, Option<Closed>) {
        self.letters += 1;
        let verdict = match self.envelope(from, to, patience.command).await {
            Ok(None) => self.letter(bytes, patience).await,
            Ok(Some((step, reply))) => Ok((step, reply)),
            Err(cut) => Err((Verdict::Down, Closed::from(cut))),
        };
        self.used = Instant::now();
        match verdict {
            Ok((_, reply)) if reply.is_good() => (Verdict::Sent, None),
            Ok((step, reply)) => self.refused(step, &reply, patience).await,
            Err((verdict, closed)) => {
                self.break_off();
                (verdict, Some(closed))
            }
        }
    }

    /// What was refused is taken back with RSET, whichever step it was: an envelope that stays open would take the
    /// next letter's reader in (RFC 5321 section 4.1.1.5).
    async fn refused(&mut self, step: Step, reply: &Reply, patience: &Patience) -> (Verdict, Option<Closed>) {
        if reply.is(421) {
            self.break_off();
        }
        if !self.is_broken() {
            self.answers(patience).await;
        }
        let verdict = reply.judged(step);
        let closed = match &verdict {
            Verdict::Down if reply.locks_out() => Some(Closed::Locked(reply.to_string())),
            Verdict::Down => Some(Closed::Refused(reply.to_string())),
            _ => None,
        };
        (verdict, closed)
    }

    /// MAIL, RCPT and DATA; `None` if the relay waits for the letter now, else the first refusal.
    async fn envelope(
        &mut self,
        from: &Address,
        to: &Address,
        within: Duration,
    ) -> Result<Option<(Step, Reply)>, Cut> {
        let steps = steps(from, to);
        if self.pipelines {
            let all: String = steps.iter().map(|(_, command)| command.as_str()).collect();
            self.talk.say(all.as_bytes(), within).await.map_err(|_| Cut::Broken)?;
        }
        for (said, (step, command)) in (1..).zip(&steps) {
            if !self.pipelines {
                self.talk.say(command.as_bytes(), within).await.map_err(|_| Cut::Broken)?;
            }
            let reply = self.talk.hear(within).await?;
            if !reply.goes_on_after(*step) {
                if self.pipelines {
                    self.hear_out(steps.len() - said, within).await;
                }
                return if reply.is_refusal() { Ok(Some((*step, reply))) } else { Err(Cut::Garbage) };
            }
        }
        Ok(None)
    }

    /// Hears the replies to what was said along with a refused step. If the relay waits for a letter all the same (RFC
    /// 2920 section 3.1 lets it), the connection is broken off: a lone dot could end a letter to somebody else.
    async fn hear_out(&mut self, replies: usize, within: Duration) {
        for _ in 0..replies {
            if !self.talk.hear(within).await.is_ok_and(|reply| reply.is_refusal() && !reply.is(421)) {
                return self.break_off();
            }
        }
    }

    async fn letter(
        &mut self,
        bytes: &[u8],
        patience: &Patience,
    ) -> Result<(Step, Reply), (Verdict, Closed)> {
        match self.talk.say(&with_dot(bytes), patience.command).await {
            Ok(()) => {}
            Err(Unsaid::Surely) => return Err((Verdict::Down, Closed::Broken)),
            Err(Unsaid::Perhaps) => return Err((Verdict::Unknown, Closed::Broken)),
        }
        match self.talk.hear(patience.dot).await {
            Ok(reply) if reply.is(354) => Err((Verdict::Unknown, Closed::Garbage)),
            Ok(reply) => Ok((Step::Letter, reply)),
            Err(cut) => Err((Verdict::Unknown, cut.into())),
        }
    }
}

/// The envelope's commands, in their order.
fn steps(from: &Address, to: &Address) -> [(Step, String); 3] {
    [
        (Step::Mail, Mail::new(Some(from.clone()), Vec::new()).to_string()),
        (Step::Recipient, Rcpt::new(to.clone(), Vec::new()).to_string()),
        (Step::Data, Data.to_string()),
    ]
}

async fn connect(relay: &Relay, secrecy: Secrecy) -> Result<Wire, Closed> {
    let (host, port) = relay.place();
    let stream = TcpStream::connect((host, port)).await.map_err(|_| Closed::Unreachable)?;
    stream.set_nodelay(true).map_err(|_| Closed::Unreachable)?;
    if secrecy == Secrecy::Implicit { secret(stream, relay).await } else { Ok(Wire::Plain(stream)) }
}

async fn secret(stream: TcpStream, relay: &Relay) -> Result<Wire, Closed> {
    let untrusted = |error: &dyn std::fmt::Display| Closed::Untrusted(error.to_string());
    let name = ServerName::try_from(relay.place().0.to_owned()).map_err(|error| untrusted(&error))?;
    let connector = relay.connector().ok_or(Closed::NoTls)?;
    let stream = connector.connect(name, stream).await.map_err(|error| untrusted(&error))?;
    Ok(Wire::Secret(Box::new(stream)))
}

async fn greet(talk: &mut Dialogue, relay: &Relay) -> Result<Reply, Closed> {
    let name = match relay.hello().parse() {
        Ok(IpAddr::V4(address)) => ClientId::Ipv4(address),
        Ok(IpAddr::V6(address)) => ClientId::Ipv6(address),
        Err(_) => ClientId::Domain(relay.hello().to_owned()),
    };
    let hello = Ehlo::new(name).to_string();
    let greeting = talk.ask(&hello, relay.patience().command).await?;
    if greeting.is_good() { Ok(greeting) } else { Err(Closed::Refused(greeting.to_string())) }
}

async fn made_secret(mut talk: Dialogue, greeting: &Reply, relay: &Relay) -> Result<Dialogue, Closed> {
    let patience = relay.patience();
    greeting.offers("STARTTLS").ok_or(Closed::NoTls)?;
    let answer = talk.ask(&Starttls.to_string(), patience.command).await?;
    if !answer.is_good() {
        return Err(Closed::Refused(answer.to_string()));
    }
    let stream = talk.into_bare().ok_or(Closed::Garbage)?;
    let wire = timeout(patience.connect, secret(stream, relay)).await.map_err(|_| Closed::Slow)??;
    Ok(Dialogue::on(wire))
}

/// Only reached over TLS or on loopback: see [`RelayUrl::secrecy`](crate::base::relay::RelayUrl::secrecy).
async fn sign_in(
    talk: &mut Dialogue,
    greeting: &Reply,
    login: &Login,
    within: Duration,
) -> Result<(), Closed> {
    let offered = greeting.offers("AUTH").unwrap_or_default();
    let known = [("PLAIN", Mechanism::Plain), ("LOGIN", Mechanism::Login)];
    let offers = |name: &str| offered.split(' ').any(|word| word == name);
    let mechanism = known.into_iter().find(|(name, _)| offers(name)).ok_or(Closed::NoAuth)?.1;
    let credentials = Credentials::new(login.name.clone(), login.password.as_str().to_owned());
    let begin = lettre::transport::smtp::commands::Auth::new(mechanism, credentials.clone(), None)
        .map_err(|_| Closed::NoAuth)?;
    let mut answer = talk.ask(&begin.to_string(), within).await?;
    for secret in [&login.name, &*login.password] {
        if mechanism == Mechanism::Login && answer.is(334) {
            let secret = data_encoding::BASE64.encode(secret.as_bytes());
            answer = talk.ask(&format!("{secret}\r\n"), within).await?;
        }
    }
    if answer.is(235) { Ok(()) } else { Err(Closed::Locked(answer.to_string())) }
}

/// The letter as it goes over the wire: dots at the beginning of a line doubled, the final dot behind (RFC 5321
/// section 4.5.2).
fn with_dot(letter: &[u8]) -> Vec<u8> {
    let mut wire = Vec::with_capacity(letter.len() + 64);
    let mut line_begins = true;
    for byte in letter {
        if line_begins && *byte == b'.' {
            wire.push(b'.');
        }
        wire.push(*byte);
        line_begins = *byte == b'\n';
    }
    wire.extend_from_slice(if line_begins { b".\r\n" } else { b"\r\n.\r\n" });
    wire
}

#[cfg(test)]
mod tests {
    use super::with_dot;

    #[test]
    fn dots_that_begin_a_line_are_doubled_and_no_others() {
        assert_eq!(with_dot(b".a\r\n..\r\nb.c\r\n"), b"..a\r\n...\r\nb.c\r\n.\r\n");
        assert_eq!(with_dot(b"end"), b"end\r\n.\r\n");
    }
}
