//! Whatever stands before the first request on the onion's socket: a strict line of the PROXY protocol, or nothing.
#![no_main]

use amicus::web::Entrance;
use amicus::web::client::Client;
use amicus::web::onion::{LINE_BYTES, circuit_of, source_of};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|line: &[u8]| {
    let Ok(source) = source_of(line) else { return };
    assert!(line.len() <= LINE_BYTES && line.starts_with(b"PROXY ") && line.ends_with(b"\r\n"));
    assert_eq!(line.iter().filter(|sign| matches!(sign, b'\r' | b'\n')).count(), 2);
    let _ = Client::behind(&Entrance::Onion, source.map(|source| source.ip()), &[]);
    let Some(source) = source else { return };
    let family = if source.is_ipv4() { "TCP4" } else { "TCP6" };
    let (ip, port) = (source.ip(), source.port());
    let again = format!("PROXY {family} {ip} {ip} {port} {port}\r\n");
    assert_eq!(source_of(again.as_bytes()), Ok(Some(source)));
    if circuit_of(ip).is_some() {
        assert!(ip.to_string().starts_with("fc00:dead:beef:4dad:"));
    }
});
