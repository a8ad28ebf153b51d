//! `amicus audit`: the record of what people with a role did.

use std::fs;

use clap::Subcommand;

use super::Failure;
use super::site;
use super::terminal::{Progress, Terminal};
use crate::app;
use crate::audit::canonical::Hash;
use crate::audit::chain::{self, Link};
use crate::audit::heads::Head;
use crate::audit::verify::{Flaw, Step, Walk};
use crate::base::clock::Clock;
use crate::base::random::Random;
use crate::base::seal::Keys;
use crate::config::Config;
use crate::db::Db;

#[derive(Debug, Subcommand)]
pub(super) enum Deed {
    /// Walk the whole record and say whether any of it was changed, also while the site is being served
    Verify {
        /// Compare with a head that was told earlier: a file that holds its line, such as a saved letter, or its hash
        #[arg(long, value_name = "FILE|HASH")]
        head: Vec<String>,
    },
}

pub(super) async fn perform(deed: &Deed, config: &Config, terminal: &Terminal) -> Result<(), Failure> {
    let Deed::Verify { head } = deed;
    site::must_be_there(config)?;
    let keys = Keys::load(&config.keys.file, Clock::machine().now())?;
    let wanted =
        head.iter().map(|named| Wanted::read(named, terminal)).collect::<Result<Vec<_>, _>>()?.concat();
    if let Some(foreign) = wanted.iter().find(|wanted| !wanted.is_ours(&keys)) {
        return Err(Failure::of(
            terminal.words("cli-audit-head-foreign", &[("head", foreign.shown().into())]),
        ));
    }
    let random = Random::from_system().map_err(Failure::of)?;
    let db = Db::open(&app::database_settings(config)?, Clock::machine(), random)?;
    let verified = verify(&db, &keys, wanted, terminal).await;
    db.close().await;
    verified
}

/// A head that somebody kept elsewhere.
#[derive(Debug, Clone)]
enum Wanted {
    Told(Head),
    Hash(Hash),
}

impl Wanted {
    /// What the person named: a hash, or every head in a file.
    fn read(named: &str, terminal: &Terminal) -> Result<Vec<Self>, Failure> {
        if let Some(hash) = Hash::parse(named) {
            return Ok(vec![Self::Hash(hash)]);
        }
        let text = fs::read(named).map_err(|error| Failure::of(format!("{named}: {error}")))?;
        let heads = Head::find_all(&String::from_utf8_lossy(&text));
        if heads.is_empty() {
            return Err(Failure::of(terminal.words("cli-audit-head-none", &[("file", named.into())])));
        }
        Ok(heads.into_iter().map(Self::Told).collect())
    }

    fn is_ours(&self, keys: &Keys) -> bool {
        match self {
            Self::Told(head) => head.is_ours(keys),
            Self::Hash(_) => true,
        }
    }

    fn is(&self, link: &Link) -> bool {
        match self {
            Self::Told(head) => head.link == *link,
            Self::Hash(hash) => *hash == link.hash,
        }
    }

    fn shown(&self) -> String {
        match self {
            Self::Told(head) => head.line(),
            Self::Hash(hash) => hash.to_string(),
        }
    }
}

async fn verify(db: &Db, keys: &Keys, mut wanted: Vec<Wanted>, terminal: &Terminal) -> Result<(), Failure> {
    let compared = wanted.len();
    let progress = begin(db, terminal).await?;
    let mut walk = Walk::from_the_start(keys.clone());
    let head = loop {
        match db.read(move |conn| walk.step(conn)).await? {
            Step::More { walk: further, links, rows } => {
                wanted.retain(|wanted| !links.iter().any(|link| wanted.is(link)));
                progress.advance(u64::try_from(rows).unwrap_or(0));
                walk = further;
            }
            Step::Flawed(flaw) => return Err(Failure::of(said(&flaw, terminal))),
            Step::Whole(head) => break head,
        }
    };
    drop(progress);
    if let Some(lost) = wanted.first() {
        return Err(Failure::of(
            terminal.words("cli-audit-head-elsewhere", &[("head", lost.shown().into())]),
        ));
    }
    if compared > 0 {
        terminal.say("cli-audit-heads", &[("count", compared.into())]);
    }
    terminal.say("cli-audit-whole", &[("count", head.n.into()), ("hash", head.hash.to_string().into())]);
    if db.read(chain::waiting_since).await?.is_some() {
        terminal.say("cli-audit-waiting", &[]);
    }
    Ok(())
}

/// Each entry is looked at twice: by its link, and whether it has one.
async fn begin(db: &Db, terminal: &Terminal) -> Result<Progress, Failure> {
    let head = db.read(chain::head).await?.unwrap_or(Link::START);
    Ok(terminal.progress(u64::try_from(head.n).unwrap_or(0).saturating_mul(2), "cli-audit-progress"))
}

/// What a flaw is called at the terminal.
pub(super) fn said(flaw: &Flaw, terminal: &Terminal) -> String {
    let at =
        |key: &str, n: i64, what: String| terminal.words(key, &[("count", n.into()), ("what", what.into())]);
    match flaw {
        Flaw::LinkGone(n) => at("cli-audit-link-gone", *n, String::new()),
        Flaw::EntryGone(n, entry) => at("cli-audit-entry-gone", *n, entry.clone()),
        Flaw::Changed(n, entry) => at("cli-audit-changed", *n, entry.clone()),
        Flaw::PersonChanged(n, entry) => at("cli-audit-person-changed", *n, entry.clone()),
        Flaw::Loose(entry) => at("cli-audit-loose", 0, entry.clone()),
        Flaw::HeadForged(n) => at("cli-audit-head-forged", *n, String::new()),
        Flaw::HeadElsewhere(n, told_at) => at("cli-audit-told-elsewhere", *n, told_at.day().to_string()),
        Flaw::CutShort(n, told_at) => at("cli-audit-cut-short", *n, told_at.day().to_string()),
    }
}
