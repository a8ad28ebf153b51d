//! A connection's bytes before anybody parses them: each head comes in time, with whole ends of lines.
//!
//! actix-http holds only the first head of a connection to its time, and takes a lone LF for the end of a line, where
//! a proxy before us may see none (RFC 9112 sections 2.2 and 11.2). Here every head is held to both. Bodies are left
//! alone: who reads one bounds it, and what nobody answers ends.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

/// What no head of a request may hold, so that its parser answers 400 and closes the connection.
const SPOILT: u8 = 0;
/// An answer that is none yet: the body that it asks for is no head.
const GO_ON: &[u8] = b"HTTP/1.1 100 ";

/// How long a connection is waited for.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// From the first byte of a head to its last.
    pub head: Duration,
    /// From the end of a head until something is answered, however the body comes; and while nothing of an answer is taken
    /// or no further request comes.
    pub rest: Duration,
}

/// A connection that is held to them. Beyond its time it reads as ended: what is under way is still answered.
pub struct Wire<S> {
    stream: S,
    patience: Patience,
    stage: Stage,
    until: Instant,
    alarm: Pin<Box<Sleep>>,
}

#[derive(Debug, Clone, Copy)]
enum Stage {
    /// Nothing of a request has come since the last answer.
    Idle,
    /// A head is coming.
    Head(Line),
    /// It has come; whatever follows belongs to it until it is answered.
    Owed,
}

impl<S> Wire<S> {
    /// Holds a connection that was just taken.
    pub fn new(stream: S, patience: Patience) -> Self {
        let until = Instant::now() + patience.rest;
        Self { stream, patience, stage: Stage::Idle, until, alarm: Box::pin(sleep_until(until)) }
    }

    fn come_to(&mut self, stage: Stage) {
        let within = if matches!(stage, Stage::Head(_)) { self.patience.head } else { self.patience.rest };
        self.stage = stage;
        self.until = Instant::now() + within;
    }

    fn received(&mut self, bytes: &mut [u8]) {
        if matches!(self.stage, Stage::Idle) && !bytes.is_empty() {
            self.come_to(Stage::Head(Line::default()));
        }
        if let Stage::Head(mut line) = self.stage {
            let ended = bytes.iter_mut().any(|byte| line.ends_head(byte));
            self.stage = Stage::Head(line);
            if ended {
                self.come_to(Stage::Owed);
            }
        }
    }

    fn sent(&mut self, bytes: &[u8]) {
        if !bytes.starts_with(GO_ON) {
            self.come_to(Stage::Idle);
        }
    }

    /// Ready once what is waited for takes longer than it may.
    fn overdue(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if self.alarm.deadline() != self.until {
            self.alarm.as_mut().reset(self.until);
        }
        self.alarm.as_mut().poll(cx)
    }
}

/// How far the lines of a head have come.
#[derive(Debug, Clone, Copy, Default)]
struct Line {
    after_cr: bool,
    filled: bool,
    /// Empty lines before a request are passed over (RFC 9112 section 2.2).
    begun: bool,
}

impl Line {
    /// Takes one byte, and spoils an LF that no CR stands before; whether the head ends with it.
    fn ends_head(&mut self, byte: &mut u8) -> bool {
        let ended = *byte == b'\n' && self.after_cr && self.begun && !self.filled;
        match *byte {
            b'\n' if self.after_cr => *self = Self { begun: self.begun, ..Self::default() },
            b'\r' if !self.after_cr => self.after_cr = true,
            other => {
                *self = Self { after_cr: other == b'\r', filled: true, begun: true };
                if other == b'\n' {
                    *byte = SPOILT;
                }
            }
        }
        ended
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Wire<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let already = into.filled().len();
        let Poll::Ready(read) = Pin::new(&mut self.stream).poll_read(cx, into) else {
            return self.overdue(cx).map(Ok);
        };
        let (_, fresh) = into.filled_mut().split_at_mut(already);
        self.received(fresh);
        Poll::Ready(read)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Wire<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let Poll::Ready(written) = Pin::new(&mut self.stream).poll_write(cx, bytes) else {
            ready!(self.overdue(cx));
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        };
        if matches!(written, Ok(1..)) {
            self.sent(bytes);
        }
        Poll::Ready(written)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, duplex};

    use super::*;

    const HEAD: &[u8] = b"POST / HTTP/1.1\r\nHost: x\r\n\r\n";
    const SOON: Duration = Duration::from_millis(20);
    const NEVER: Duration = Duration::from_hours(1);

    fn held(head: Duration, rest: Duration) -> (DuplexStream, Wire<DuplexStream>) {
        let (far, near) = duplex(4096);
        (far, Wire::new(near, Patience { head, rest }))
    }

    /// What comes through of `bytes`, sent in parts of `size`.
    async fn through(
        wire: &mut Wire<DuplexStream>,
        far: &mut DuplexStream,
        bytes: &[u8],
        size: usize,
    ) -> Vec<u8> {
        let mut got = Vec::new();
        for part in bytes.chunks(size) {
            far.write_all(part).await.unwrap();
            let mut read = vec![0; part.len()];
            wire.read_exact(&mut read).await.unwrap();
            got.extend(read);
        }
        got
    }

    /// Sends byte after byte until the connection reads as ended.
    async fn drip(wire: &mut Wire<DuplexStream>, far: &mut DuplexStream, byte: u8) {
        loop {
            tokio::select! {
                read = wire.read_u8() => if read.is_err() { return },
                () = tokio::time::sleep(SOON / 10) => far.write_all(&[byte]).await.unwrap(),
            }
        }
    }

    #[tokio::test]
    async fn the_third_head_of_a_connection_comes_within_its_time_or_not_at_all() {
        let (mut far, mut wire) = held(SOON, NEVER);
        for _ in 0..2 {
            through(&mut wire, &mut far, HEAD, HEAD.len()).await;
            wire.write_all(b"HTTP/1.1 404 Not Found\r\n\r\n").await.unwrap();
        }
        tokio::time::timeout(NEVER / 60, drip(&mut wire, &mut far, b'x')).await.unwrap();
    }

    #[tokio::test]
    async fn a_body_is_not_held_to_the_time_of_a_head_though_it_was_asked_for() {
        let (mut far, mut wire) = held(SOON, NEVER);
        through(&mut wire, &mut far, HEAD, HEAD.len()).await;
        wire.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").await.unwrap();
        tokio::time::sleep(SOON * 2).await;
        assert_eq!(through(&mut wire, &mut far, b"name=\n", 1).await, b"name=\n");
    }

    #[tokio::test]
    async fn a_body_that_stands_still_reads_as_ended() {
        let (mut far, mut wire) = held(NEVER, SOON);
        through(&mut wire, &mut far, HEAD, HEAD.len()).await;
        assert_eq!(wire.read_u8().await.unwrap_err().kind(), io::ErrorKind::UnexpectedEof);
    }

    #[tokio::test]
    async fn an_answer_that_nobody_takes_is_given_up() {
        let (_far, mut wire) = held(NEVER, SOON);
        assert_eq!(wire.write_all(&[b'x'; 10_000]).await.unwrap_err().kind(), io::ErrorKind::TimedOut);
    }

    #[tokio::test]
    async fn a_lone_lf_is_spoilt_in_every_head_and_left_in_a_body() {
        let (mut far, mut wire) = held(NEVER, NEVER);
        for _ in 0..2 {
            let body = b"a\nb";
            assert_eq!(through(&mut wire, &mut far, HEAD, HEAD.len()).await, HEAD);
            assert_eq!(through(&mut wire, &mut far, body, 1).await, body);
            wire.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
        }
        let got = through(&mut wire, &mut far, b"GET / HTTP/1.1\r\nHost: x\nX: y\r\n\r\n", 40).await;
        assert_eq!(got, b"GET / HTTP/1.1\r\nHost: x\0X: y\r\n\r\n");
    }

    proptest! {
        #[test]
        fn a_head_passes_unchanged_however_it_is_cut(
            lines in prop::collection::vec("[ -~]{1,30}", 1..6),
            before in 0..3_usize,
            size in 1..40_usize,
        ) {
            let head = format!("{}{}\r\n\r\n", "\r\n".repeat(before), lines.join("\r\n"));
            let mut bytes = head.clone().into_bytes();
            let (mut line, mut ends) = (Line::default(), Vec::new());
            for part in bytes.chunks_mut(size) {
                ends.extend(part.iter_mut().map(|byte| line.ends_head(byte)));
            }
            prop_assert_eq!(String::from_utf8(bytes).unwrap(), head);
            prop_assert_eq!(ends.iter().position(|ended| *ended), Some(ends.len() - 1));
        }

        #[test]
        fn every_lone_lf_of_a_head_is_spoilt_and_nothing_else(
            sent in prop::collection::vec(prop::sample::select(b"\r\nab".to_vec()), 0..60),
        ) {
            let (mut line, mut got) = (Line::default(), sent.clone());
            let _ended = got.iter_mut().any(|byte| line.ends_head(byte));
            let mut begun = sent.as_slice();
            while let Some(rest) = begun.strip_prefix(b"\r\n") {
                begun = rest;
            }
            let before = sent.len() - begun.len();
            let head = begun.windows(4).position(|four| four == b"\r\n\r\n");
            let head = head.map_or(sent.len(), |end| before + end);
            for (at, (sent_byte, byte)) in sent.iter().zip(&got).enumerate() {
                let lone = *sent_byte == b'\n' && !sent[..at].ends_with(b"\r");
                prop_assert!(sent_byte == byte || (lone && *byte == SPOILT), "{at}");
                prop_assert!(at >= head || !lone || *byte == SPOILT, "{at}");
            }
        }
    }
}
