//! Whatever comes on a connection, in parts of any size: it passes byte by byte, save that no lone LF of a head does.
#![no_main]

use std::time::Duration;

use amicus::web::wire::{Patience, Wire};
use libfuzzer_sys::fuzz_target;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};

const LONG: Patience = Patience { head: Duration::from_secs(3600), rest: Duration::from_secs(3600) };

fuzz_target!(|sent: (u8, &[u8])| {
    let (size, bytes) = sent;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let got = runtime.block_on(through(bytes, usize::from(size) + 1));
    assert_eq!(got.len(), bytes.len());
    let lone = |at: usize| bytes[at] == b'\n' && !bytes[..at].ends_with(b"\r");
    for at in 0..got.len() {
        assert!(got[at] == bytes[at] || (lone(at) && got[at] == 0));
    }
    let mut begun = bytes;
    while let Some(rest) = begun.strip_prefix(b"\r\n") {
        begun = rest;
    }
    let before = bytes.len() - begun.len();
    let head = begun.windows(4).position(|four| four == b"\r\n\r\n").map_or(bytes.len(), |end| before + end);
    assert!((0..head).filter(|at| lone(*at)).all(|at| got[at] == 0));
});

async fn through(bytes: &[u8], size: usize) -> Vec<u8> {
    let (mut far, near) = duplex(bytes.len() + 1);
    far.write_all(bytes).await.unwrap();
    drop(far);
    let (mut wire, mut got, mut part) = (Wire::new(near, LONG), Vec::new(), vec![0; size]);
    loop {
        match wire.read(&mut part).await.unwrap() {
            0 => return got,
            read => got.extend_from_slice(&part[..read]),
        }
    }
}
