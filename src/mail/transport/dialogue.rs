//! A connection on which one side speaks and the other answers, within bounds of time and size.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::client::TlsStream;

use super::reply::Reply;

/// A reply longer than this is none: the connection is dropped.
const LONGEST_REPLY: usize = 64 * 1024;

/// Why the dialogue ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    /// No answer within the time.
    Slow,
    /// The connection broke.
    Broken,
    /// The answer was none, or too long.
    Garbage,
}

/// What was said may have arrived whole, or cannot have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unsaid {
    /// The end of it never left us.
    Surely,
    /// Nobody knows.
    Perhaps,
}

/// The wire under a dialogue.
#[derive(Debug)]
pub(super) enum Wire {
    Plain(TcpStream),
    Secret(Box<TlsStream<TcpStream>>),
}

impl Wire {
    async fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Plain(wire) => wire.write_all(bytes).await,
            Self::Secret(wire) => wire.write_all(bytes).await,
        }
    }

    async fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(wire) => wire.flush().await,
            Self::Secret(wire) => wire.flush().await,
        }
    }

    async fn read(&mut self, bytes: &mut Vec<u8>) -> io::Result<usize> {
        match self {
            Self::Plain(wire) => wire.read_buf(bytes).await,
            Self::Secret(wire) => wire.read_buf(bytes).await,
        }
    }
}

/// Two sides talking.
#[derive(Debug)]
pub(super) struct Dialogue {
    wire: Wire,
    heard: Vec<u8>,
}

impl Dialogue {
    pub(super) const fn on(wire: Wire) -> Self {
        Self { wire, heard: Vec::new() }
    }

    /// The bare wire, to make it secret; `None` if the other side has said more than it was asked, which would
    /// otherwise be taken for a secret answer (RFC 3207 section 6), or if it is secret already.
    pub(super) fn into_bare(self) -> Option<TcpStream> {
        match self.wire {
            Wire::Plain(wire) if self.heard.is_empty() => Some(wire),
            _ => None,
        }
    }

    /// Says all of it, in one write where the system takes it so.
    pub(super) async fn say(&mut self, text: &[u8], within: Duration) -> Result<(), Unsaid> {
        match timeout(within, self.wire.write_all(text)).await {
            Ok(Ok(())) => {}
            Ok(Err(_)) | Err(_) => return Err(Unsaid::Surely),
        }
        match timeout(within, self.wire.flush()).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(Unsaid::Perhaps),
        }
    }

    /// Hears one reply.
    pub(super) async fn hear(&mut self, within: Duration) -> Result<Reply, Cut> {
        timeout(within, self.whole_reply()).await.unwrap_or(Err(Cut::Slow))
    }

    /// Says one thing and hears its reply.
    pub(super) async fn ask(&mut self, command: &str, within: Duration) -> Result<Reply, Cut> {
        self.say(command.as_bytes(), within).await.map_err(|_| Cut::Broken)?;
        self.hear(within).await
    }

    async fn whole_reply(&mut self) -> Result<Reply, Cut> {
        let (mut lines, mut size) = (Vec::new(), 0);
        loop {
            let line = self.line(size).await?;
            size += line.len();
            let last = line.as_bytes().get(3) != Some(&b'-');
            lines.push(line);
            if last {
                return Reply::read(&lines).ok_or(Cut::Garbage);
            }
        }
    }

    async fn line(&mut self, before: usize) -> Result<String, Cut> {
        loop {
            if let Some(end) = self.heard.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.heard.drain(..=end).collect();
                let line = String::from_utf8_lossy(&line);
                return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
            }
            if before + self.heard.len() > LONGEST_REPLY {
                return Err(Cut::Garbage);
            }
            match self.wire.read(&mut self.heard).await {
                Ok(0) | Err(_) => return Err(Cut::Broken),
                Ok(_) => {}
            }
        }
    }
}
