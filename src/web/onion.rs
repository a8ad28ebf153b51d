//! How Tor introduces a connection: by a line that says by which circuit it came.
//!
//! Behind an onion service all requests come from this machine. Tor tells them apart, if asked to
//! (`HiddenServiceExportCircuitID haproxy`), by a line before the first request: version 1 of the PROXY protocol
//! with an address that names the circuit. A circuit says nothing about whose it is, and ends with the visit.

use std::net::{IpAddr, SocketAddr};

use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;

/// The longest line, with its end (PROXY protocol, section 2.1).
pub const LINE_BYTES: usize = 107;
/// The network from which Tor takes the addresses that stand for circuits.
const CIRCUITS: [u8; 12] = [0xfc, 0x00, 0xde, 0xad, 0xbe, 0xef, 0x4d, 0xad, 0, 0, 0, 0];

/// Why what stands before a request is no line of the PROXY protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no line of version 1 of the PROXY protocol")]
pub struct NoProxyLine;

/// Reads a line of version 1 of the PROXY protocol (section 2.1), with its CR and LF: whom the connection comes from,
/// or `None` if the sender does not know.
///
/// # Errors
/// [`NoProxyLine`] for anything else, be it one blank too many.
pub fn source_of(line: &[u8]) -> Result<Option<SocketAddr>, NoProxyLine> {
    let whole = line.len() <= LINE_BYTES && line.is_ascii();
    let text = line.strip_suffix(b"\r\n").filter(|_| whole).and_then(|line| std::str::from_utf8(line).ok());
    let text = text.and_then(|text| text.strip_prefix("PROXY ")).ok_or(NoProxyLine)?;
    if text.contains(['\r', '\n']) {
        return Err(NoProxyLine);
    }
    let (family, rest) = text.split_once(' ').unwrap_or((text, ""));
    if family == "UNKNOWN" {
        return Ok(None);
    }
    let mut parts = rest.split(' ');
    let mut next = || parts.next().ok_or(NoProxyLine);
    let (from, to) = (address(family, next()?)?, address(family, next()?)?);
    let (from, _) = (SocketAddr::new(from, port(next()?)?), SocketAddr::new(to, port(next()?)?));
    if parts.next().is_some() { Err(NoProxyLine) } else { Ok(Some(from)) }
}

fn address(family: &str, text: &str) -> Result<IpAddr, NoProxyLine> {
    let read = match family {
        "TCP4" => text.parse().map(IpAddr::V4),
        "TCP6" => text.parse().map(IpAddr::V6),
        _ => return Err(NoProxyLine),
    };
    read.map_err(|_| NoProxyLine)
}

/// A port as the protocol writes it: digits, without a sign and without a zero in front.
fn port(text: &str) -> Result<u16, NoProxyLine> {
    let port: u16 = text.parse().map_err(|_| NoProxyLine)?;
    if port.to_string() == text { Ok(port) } else { Err(NoProxyLine) }
}

/// The circuit that an address of Tor's stands for.
#[must_use]
pub fn circuit_of(address: IpAddr) -> Option<[u8; 4]> {
    let IpAddr::V6(address) = address else { return None };
    address.octets().strip_prefix(&CIRCUITS)?.try_into().ok()
}

/// Which circuit a connection says it came by; `None` if Tor does not know.
///
/// # Errors
/// Those of the connection, and one that begins otherwise: it is closed without a word.
pub async fn introduction(stream: &mut TcpStream) -> std::io::Result<Option<SocketAddr>> {
    source_of(&first_line(stream).await?).map_err(std::io::Error::other)
}

/// Takes the first line off the stream and not a byte more.
async fn first_line(stream: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let mut line = Vec::with_capacity(LINE_BYTES);
    while line.len() < LINE_BYTES && line.last() != Some(&b'\n') {
        line.push(stream.read_u8().await?);
    }
    Ok(line)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(line: &str) -> Result<Option<String>, NoProxyLine> {
        source_of(line.as_bytes()).map(|from| from.map(|from| from.to_string()))
    }

    #[test]
    fn tor_names_the_circuit_of_a_connection() {
        let from = source_of(b"PROXY TCP6 fc00:dead:beef:4dad::ab12:cd34 ::1 43794 80\r\n").unwrap().unwrap();
        assert_eq!(circuit_of(from.ip()), Some([0xab, 0x12, 0xcd, 0x34]));
        assert_eq!(circuit_of("fc00:dead:beef:4dad::7".parse().unwrap()), Some([0, 0, 0, 7]));
    }

    #[test]
    fn an_address_that_is_not_of_tors_network_names_no_circuit() {
        for other in ["::1", "fc00:dead:beef:4dae::1", "fc00:dead:beef:4dad:1::1", "198.51.100.4"] {
            assert_eq!(circuit_of(other.parse().unwrap()), None, "{other}");
        }
    }

    #[test]
    fn a_proxy_that_does_not_know_says_so() {
        assert_eq!(read("PROXY UNKNOWN\r\n"), Ok(None));
        assert_eq!(read("PROXY UNKNOWN ffff::1 ffff::2 65535 65535\r\n"), Ok(None));
        assert_eq!(read("PROXY TCP4 198.51.100.4 10.0.0.1 5 80\r\n"), Ok(Some("198.51.100.4:5".to_owned())));
    }

    #[test]
    fn a_line_is_read_strictly_or_not_at_all() {
        for line in [
            "",
            "\r\n",
            "GET / HTTP/1.1\r\n",
            "PROXY\r\n",
            "PROXY TCP6\r\n",
            "PROXY TCP6 ::1 ::1 1 2\n",
            "PROXY TCP6 ::1 ::1 1 2",
            "PROXY  TCP6 ::1 ::1 1 2\r\n",
            "PROXY TCP6 ::1  ::1 1 2\r\n",
            "PROXY TCP6 ::1 ::1 1 2 \r\n",
            "PROXY TCP6 ::1 ::1 1 2 3\r\n",
            "PROXY TCP6 ::1 ::1 01 2\r\n",
            "PROXY TCP6 ::1 ::1 +1 2\r\n",
            "PROXY TCP6 ::1 ::1 1 65536\r\n",
            "PROXY TCP6 10.0.0.1 ::1 1 2\r\n",
            "PROXY TCP4 ::1 10.0.0.1 1 2\r\n",
            "PROXY TCP5 ::1 ::1 1 2\r\n",
            "proxy TCP6 ::1 ::1 1 2\r\n",
            " PROXY TCP6 ::1 ::1 1 2\r\n",
            "PROXY UNKNOWN\nGET / HTTP/1.1\r\n",
        ] {
            assert_eq!(read(line), Err(NoProxyLine), "{line:?}");
        }
        let long = format!("PROXY UNKNOWN {}\r\n", "x".repeat(LINE_BYTES));
        assert_eq!(read(&long), Err(NoProxyLine));
    }

    proptest! {
        #[test]
        fn every_circuit_is_read_back(circuit in any::<u32>(), port in any::<u16>()) {
            let (high, low) = (circuit >> 16, circuit & 0xffff);
            let line = format!("PROXY TCP6 fc00:dead:beef:4dad::{high:x}:{low:x} ::1 {port} 80\r\n");
            let from = source_of(line.as_bytes()).unwrap().unwrap();
            prop_assert_eq!(circuit_of(from.ip()), Some(circuit.to_be_bytes()));
        }

        #[test]
        fn any_bytes_are_answered(line in prop::collection::vec(any::<u8>(), 0..200)) {
            if source_of(&line).is_ok() {
                prop_assert!(line.starts_with(b"PROXY ") && line.len() <= LINE_BYTES);
            }
        }

        #[test]
        fn a_line_with_anything_around_it_is_none(before in "[ -~]{1,3}", after in "[ -/:-~]{1,3}") {
            let line = format!("{before}PROXY TCP6 ::1 ::1 1 2\r\n");
            prop_assert_eq!(read(&line), Err(NoProxyLine));
            let line = format!("PROXY TCP6 ::1 ::1 1 2{after}\r\n");
            prop_assert_eq!(read(&line), Err(NoProxyLine));
        }
    }
}
