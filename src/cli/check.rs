//! `amicus check`: one line about each thing that a site needs. It changes nothing and may run at any time.

use std::fs::{self, OpenOptions};
use std::path::Path;
use std::process::ExitCode;

use super::Failure;
use super::audit as record;
use super::rotation;
use super::terminal::Terminal;
use crate::accounts;
use crate::app;
use crate::audit::protection::{self, Protection};
use crate::audit::{heads, verify};
use crate::base::clock::Clock;
use crate::base::copies::keys_are_copied;
use crate::base::random::Random;
use crate::base::seal::{KeyFileError, Keys};
use crate::base::words::Said;
use crate::config::{Config, ConfigError};
use crate::db::{Conn, DatabaseUrl, Db, OpenError};
use crate::mail::outbox;
use crate::mail::transport::Transport;

/// How a thing stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Fine,
    /// The site works; somebody should look.
    Look,
    Wrong,
}

/// What was found, said as it is found.
struct Report {
    terminal: Terminal,
    worst_is_wrong: bool,
}

impl Report {
    fn note(&mut self, verdict: Verdict, subject: &str, finding: &str) {
        self.worst_is_wrong |= verdict == Verdict::Wrong;
        let mark = match verdict {
            Verdict::Fine => "cli-check-fine",
            Verdict::Look => "cli-check-look",
            Verdict::Wrong => "cli-check-wrong",
        };
        let subject = self.terminal.words(subject, &[]);
        Terminal::print(&format!("{:<8} {subject:<14} {finding}", self.terminal.words(mark, &[])));
    }

    fn say(&mut self, verdict: Verdict, subject: &str, key: &str, mentioned: &[(&str, Said)]) {
        let finding = self.terminal.words(key, mentioned);
        self.note(verdict, subject, &finding);
    }
}

const CONFIGURATION: &str = "cli-check-configuration";
const KEYS: &str = "cli-check-keys";
const DATABASE: &str = "cli-check-database";
const MAIL: &str = "cli-check-mail";
const ADMIN: &str = "cli-check-admin";
const AUDIT: &str = "cli-check-audit";
/// How hosts end that are examples, and what the example calls its site.
const EXAMPLE: &str = ".example";
const NAME_OF_EXAMPLE: &str = "The name of your campaign";
/// A database without it holds nothing.
const FIRST_MIGRATION: &str = "0001";

/// Looks at everything; the exit code is 1 if anything is wrong.
pub(super) async fn check(loaded: Result<Config, ConfigError>) -> Result<ExitCode, Failure> {
    let mut report = Report { terminal: Terminal::plain()?, worst_is_wrong: false };
    match loaded {
        Ok(config) => look_at_all(&mut report, &config).await,
        Err(error) => report.note(Verdict::Wrong, CONFIGURATION, &error.to_string()),
    }
    Ok(if report.worst_is_wrong { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

async fn look_at_all(report: &mut Report, config: &Config) {
    match Terminal::of(config) {
        Ok(terminal) => {
            report.terminal = terminal;
            let origin = config.server.origin().map(|origin| origin.to_string()).unwrap_or_default();
            let key = if config.server.is_trial() { "cli-check-trial" } else { "cli-check-origin" };
            report.say(Verdict::Fine, CONFIGURATION, key, &[("origin", origin.into())]);
            note_examples(report, config);
        }
        Err(error) => report.note(Verdict::Wrong, CONFIGURATION, &error.to_string()),
    }
    let found = find_database(config).await;
    look_at_keys(report, config, matches!(found, Found::NotYet(_)));
    match found {
        Found::Unusable(problem) => report.note(Verdict::Wrong, DATABASE, &problem),
        Found::NotYet(place) => {
            report.say(Verdict::Look, DATABASE, "cli-check-not-yet", &[("place", place.into())]);
        }
        Found::Behind(count) => {
            report.say(Verdict::Look, DATABASE, "cli-check-pending", &[("count", count.into())]);
        }
        Found::Sound(db, place) => {
            report.say(Verdict::Fine, DATABASE, "cli-check-database-fine", &[("place", place.into())]);
            look_inside(report, &db).await;
            look_at_audit(report, config, &db).await;
            look_at_seals(report, config, &db).await;
            db.close().await;
        }
    }
    look_at_mail(report, config).await;
}

/// What still stands as the example for a public site says it, which is nobody's: no such address can be reached
/// (RFC 2606 section 2).
fn note_examples(report: &mut Report, config: &Config) {
    let host = config.server.origin().map(|origin| origin.host().to_owned()).unwrap_or_default();
    let keys = [
        ("server.origin", host.ends_with(EXAMPLE)),
        ("site.name", config.site.name == NAME_OF_EXAMPLE),
        ("mail.from", config.mail.from.contains(EXAMPLE)),
    ];
    for (key, _) in keys.into_iter().filter(|(_, is_example)| *is_example) {
        report.say(Verdict::Look, CONFIGURATION, "cli-check-example", &[("key", key.into())]);
    }
}

fn look_at_keys(report: &mut Report, config: &Config, may_be_made: bool) {
    let file = &config.keys.file;
    let place = [("place", Said::from(file.display().to_string()))];
    match Keys::load(file, Clock::machine().now()) {
        Ok(_) if keys_are_copied(file) => report.say(Verdict::Fine, KEYS, "cli-check-keys-fine", &place),
        Ok(_) => report.say(Verdict::Look, KEYS, "cli-check-keys-no-copy", &place),
        Err(KeyFileError::Missing { .. }) if may_be_made => {
            report.say(Verdict::Look, KEYS, "cli-check-not-yet", &place);
        }
        Err(error) => report.note(Verdict::Wrong, KEYS, &error.to_string()),
    }
}

/// What there is at the address of the database.
enum Found {
    /// Nothing that the first start would not make.
    NotYet(String),
    /// So many migrations wait.
    Behind(usize),
    Sound(Db, String),
    Unusable(String),
}

async fn find_database(config: &Config) -> Found {
    let url: DatabaseUrl = match config.database.url.parse() {
        Ok(url) => url,
        Err(error) => return Found::Unusable(OpenError::to_string(&error)),
    };
    let place = url.to_string();
    if url.path().is_some_and(|path| !path.exists()) {
        return Found::NotYet(place);
    }
    let db = match open(config) {
        Ok(db) => db,
        Err(failure) => return Found::Unusable(failure.to_string()),
    };
    let found = match db.pending().await {
        Ok(pending) if pending.is_empty() => return Found::Sound(db, place),
        Ok(pending) if pending.first().is_some_and(|first| first.starts_with(FIRST_MIGRATION)) => {
            Found::NotYet(place)
        }
        Ok(pending) => Found::Behind(pending.len()),
        Err(error) => Found::Unusable(error.to_string()),
    };
    db.close().await;
    found
}

fn open(config: &Config) -> Result<Db, Failure> {
    let random = Random::from_system().map_err(Failure::of)?;
    Ok(Db::open(&app::database_settings(config)?, Clock::machine(), random)?)
}

async fn look_inside(report: &mut Report, db: &Db) {
    match db.read(accounts::staff_exists).await {
        Ok(true) => report.say(Verdict::Fine, ADMIN, "cli-check-admin-fine", &[]),
        Ok(false) => report.say(Verdict::Look, ADMIN, "cli-check-no-admin", &[]),
        Err(error) => report.note(Verdict::Wrong, ADMIN, &Failure::from(error).to_string()),
    }
    match db.read(outbox::unsettled).await {
        Ok(0) => {}
        Ok(waiting) => report.say(Verdict::Look, MAIL, "cli-check-waiting", &[("count", waiting.into())]),
        Err(error) => report.note(Verdict::Wrong, MAIL, &Failure::from(error).to_string()),
    }
}

/// Whether the record of what people with a role did is whole near its end, told elsewhere, and guarded.
async fn look_at_audit(report: &mut Report, config: &Config, db: &Db) {
    let Ok(keys) = Keys::load(&config.keys.file, db.now()) else { return };
    let look = move |conn: &mut Conn| {
        let end = verify::near_the_head(conn, &keys)?;
        Ok((end, heads::last_told(conn)?, protection::look(conn)?))
    };
    match db.read(look).await {
        Ok((Ok(head), told, guards)) => {
            let key = if told.is_some() { "cli-check-audit-told" } else { "cli-check-audit-untold" };
            let day = told.map(|head| head.told_at.day().to_string()).unwrap_or_default();
            report.say(Verdict::Fine, AUDIT, key, &[("count", head.n.into()), ("day", day.into())]);
            note_guards(report, guards);
        }
        Ok((Err(flaw), ..)) => {
            let flaw = record::said(&flaw, &report.terminal);
            report.note(Verdict::Wrong, AUDIT, &flaw);
        }
        Err(error) => report.note(Verdict::Wrong, AUDIT, &Failure::from(error).to_string()),
    }
}

fn note_guards(report: &mut Report, guards: Protection) {
    match guards {
        Protection { triggers: false, .. } => report.say(Verdict::Wrong, AUDIT, "cli-check-audit-open", &[]),
        Protection { role: false, .. } => report.say(Verdict::Fine, AUDIT, "cli-check-audit-triggers", &[]),
        Protection { role: true, .. } => report.say(Verdict::Fine, AUDIT, "cli-check-audit-role", &[]),
    }
}

/// Whether a rotation of keys was stopped before its end.
async fn look_at_seals(report: &mut Report, config: &Config, db: &Db) {
    let Ok(keys) = Keys::load(&config.keys.file, db.now()) else { return };
    match rotation::waiting(db, &keys).await {
        Ok(0) => {}
        Ok(count) => report.say(Verdict::Look, KEYS, "cli-check-keys-older", &[("count", count.into())]),
        Err(error) => report.note(Verdict::Wrong, DATABASE, &Failure::from(error).to_string()),
    }
}

async fn look_at_mail(report: &mut Report, config: &Config) {
    let folder = config.mail.folder();
    let place = folder.map_or_else(|| config.mail.place(), |folder| folder.display().to_string());
    let found = match folder {
        Some(folder) => is_writable(folder).map_err(|error| error.to_string()),
        None => knock(config).await,
    };
    let fine = if folder.is_some() { "cli-check-mail-folder" } else { "cli-check-mail-relay" };
    match found {
        Ok(()) => report.say(Verdict::Fine, MAIL, fine, &[("place", Said::from(place))]),
        Err(problem) => report.note(Verdict::Wrong, MAIL, &format!("{place}: {problem}")),
    }
}

/// Connects, signs in and says goodbye.
async fn knock(config: &Config) -> Result<(), String> {
    let random = Random::from_system().map_err(|error| error.to_string())?;
    match app::way_out(config, &random).map_err(|error| error.to_string())? {
        Transport::Smtp(relay) => relay.knock().await,
        Transport::Folder(_) | Transport::Memory(_) => Ok(()),
    }
}

/// Whether a letter could be written there; the folder itself is made with the first one.
fn is_writable(folder: &Path) -> std::io::Result<()> {
    let there = folder.ancestors().find(|above| above.exists()).unwrap_or_else(|| Path::new("."));
    let probe = there.join(format!(".amicus-check-{}", std::process::id()));
    OpenOptions::new().write(true).create_new(true).open(&probe)?;
    fs::remove_file(probe)
}
