//! A folder of letters, a file each.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;

use super::Verdict;
use crate::mail::DeliveryId;
use crate::mail::letters::Sealed;

/// Writes the letter on a thread that may block.
pub(super) async fn keep(folder: &Path, delivery: &DeliveryId, letter: &Sealed) -> Verdict {
    let (folder, name, bytes) = (folder.to_owned(), format!("{delivery}.eml"), letter.bytes.clone());
    match tokio::task::spawn_blocking(move || write_whole(&folder, &name, &bytes)).await {
        Ok(Ok(())) => Verdict::Sent,
        Ok(Err(error)) => Verdict::Later(error.to_string()),
        Err(_) => Verdict::Later("the transport stopped".to_owned()),
    }
}

/// Writes a file whole or not at all, for its owner only: letters hold links that open accounts.
fn write_whole(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let part = folder.join(format!(".{name}.part"));
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&part)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(part, folder.join(name))
}
