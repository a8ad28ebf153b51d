//! How a new site gets its first admin: by a link that only somebody at the server can see.
//!
//! It is printed to the terminal; if nobody watches, it is written to a file beside the key file that only its
//! owner may read. Every start replaces it, until it was used.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use super::Failure;
use super::terminal::Terminal;
use crate::accounts;
use crate::app::App;
use crate::base::token::Token;
use crate::config::Config;
use crate::db::Db;

/// The file's name, in the folder of the key file.
const FILE_NAME: &str = "first-admin";
const MODE: u32 = 0o600;

/// Where the link is written if nobody watches the terminal.
pub(super) fn file_of(config: &Config) -> PathBuf {
    config.keys.file.with_file_name(FILE_NAME)
}

/// Offers the link if the site has no admin yet; otherwise takes the file away.
pub(super) async fn offer(app: &App, terminal: &Terminal) -> Result<(), Failure> {
    let file = file_of(&app.config);
    let Some(token) = app.db.write(accounts::first_admin_link).await? else {
        return removed(&file);
    };
    let link = app.face.origin.link(&format!("{}{}", accounts::first_admin::PATH, token.reveal()));
    if Terminal::is_watched() {
        terminal.say("cli-first-admin-link", &[("link", link.into())]);
        return removed(&file);
    }
    write(&file, &link).map_err(|error| Failure::of(format!("{}: {error}", file.display())))?;
    terminal.say("cli-first-admin-file", &[("file", file.display().to_string().into())]);
    tokio::spawn(remove_once_used(app.db.clone(), token, file, link));
    Ok(())
}

/// Writes the link whole or not at all: whoever finds the file finds the newest link in it.
fn write(file: &Path, link: &str) -> io::Result<()> {
    let part = file.with_extension("part");
    gone(&part)?;
    let mut new = OpenOptions::new().write(true).create_new(true).mode(MODE).open(&part)?;
    writeln!(new, "{link}")?;
    new.sync_all()?;
    fs::rename(part, file)
}

/// A link that was used, replaced or has run out is of no use to anybody; its file goes with the next change.
async fn remove_once_used(db: Db, token: Token, file: PathBuf, link: String) {
    let mut commits = db.commits();
    while commits.changed().await.is_ok() {
        if !is_of_use(&db, &token).await && remove_link(&file, &link) {
            return;
        }
    }
}

/// While nobody knows, it is.
async fn is_of_use(db: &Db, token: &Token) -> bool {
    let (sought, now) = (token.clone(), db.now());
    db.read(move |conn| accounts::first_admin::is_open(conn, &sought, now)).await.unwrap_or(true)
}

/// Removes the file unless another start has written its own link; says whether no more is to be done.
fn remove_link(file: &Path, link: &str) -> bool {
    if fs::read_to_string(file).is_ok_and(|written| written.trim() != link) {
        return true;
    }
    gone(file)
        .inspect_err(|error| tracing::warn!(%error, "the first admin's file could not be removed"))
        .is_ok()
}

fn removed(file: &Path) -> Result<(), Failure> {
    gone(file).map_err(|error| Failure::of(format!("{}: {error}", file.display())))
}

fn gone(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
