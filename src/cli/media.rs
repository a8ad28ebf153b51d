//! `amicus media`: the pictures in articles come from here and from nowhere else.

use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::terminal::Terminal;
use super::{Failure, site};
use crate::articles::media;
use crate::config::Config;

#[derive(Debug, Subcommand)]
pub(super) enum Deed {
    /// Add a picture (PNG, JPEG or WebP, at most 5 MB); one of the same name is replaced
    Add {
        /// The picture
        file: PathBuf,
        /// What to call it, if not as its file
        #[arg(long)]
        name: Option<String>,
    },
}

pub(super) async fn perform(deed: Deed, config: &Config, terminal: &Terminal) -> Result<(), Failure> {
    let Deed::Add { file, name } = deed;
    let place = file.display();
    let bytes = read(&file).map_err(|error| Failure::of(format!("{place}: {error}")))?;
    let called = name.or_else(|| Some(file.file_name()?.to_string_lossy().into_owned())).unwrap_or_default();
    let name =
        media::name_for(&called, &bytes).map_err(|problem| Failure::of(format!("{place}: {problem}")))?;
    let path = name.path();
    let (db, _) = site::open(config).await?;
    let added = db.write(move |tx| media::add(tx, &name, &bytes)).await;
    db.close().await;
    added?;
    terminal.say("cli-media-added", &[("path", path.into())]);
    Ok(())
}

/// Reads no more than a byte over what is taken.
fn read(file: &Path) -> std::io::Result<Vec<u8>> {
    use std::io::Read as _;
    let mut bytes = Vec::new();
    let most = u64::try_from(media::MOST_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    std::fs::File::open(file)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}
