//! `amicus restore`: a backup brought back, without what was erased since and without mailing anybody twice.

use std::path::{Path, PathBuf};

use serde_json::json;

use super::Failure;
use super::backup::{in_the_background, shown};
use super::terminal::Terminal;
use crate::accounts::erasure::{self as gone, Texts};
use crate::accounts::{self, AccountId};
use crate::alerts::{self, Calendar, SubscriptionId};
use crate::app;
use crate::audit::{self, Actor, Target};
use crate::base::clock::Clock;
use crate::base::journal::{self, Erasures, Journal};
use crate::base::random::Random;
use crate::base::seal::Keys;
use crate::comments::{self, CommentId, holds};
use crate::config::Config;
use crate::db::backup::Restored;
use crate::db::{self, DatabaseUrl, Db, Tx};
use crate::error::Result as Answer;
use crate::mail::outbox;
use crate::site;

/// Links that were mailed before the copy was made.
const EMPTIED: [&str; 3] = ["account_links", "email_changes", "subscription_links"];
/// How many comments or subscriptions are compared with the journals at once.
const STEP: i64 = 500;

pub(super) async fn restore(
    file: &Path,
    journals: &[PathBuf],
    config: &Config,
    terminal: &Terminal,
) -> Result<(), Failure> {
    let keys = Keys::load(&config.keys.file, Clock::machine().now())?;
    let erasures = gather(config, journals)?;
    let url: DatabaseUrl = config.database.owner_url().unwrap_or(&config.database.url).parse()?;
    let copy = file.to_owned();
    let restored = in_the_background(move || Ok(Restored::from_copy(&url, &copy, &EMPTIED)?)).await?;
    let settings = db::Settings { url: restored.url().clone(), ..app::database_settings(config)? };
    let db = Db::open(&settings, Clock::machine(), Random::from_system().map_err(Failure::of)?)?;
    let calendar = Calendar { at: config.mail.digest_at(), zone: config.site.time_zone() };
    let done = bring_up_to_date(&db, &keys, &erasures, calendar).await;
    db.close().await;
    let done = done.map_err(|failure| half_done(failure, restored.url(), terminal))?;
    in_the_background(move || Ok(restored.put_in_place()?)).await?;
    app::migrate_as_owner(config, Clock::machine().now()).await?;
    done.tell(&erasures, terminal);
    terminal.say("cli-restore-done", &[("file", shown(file).into()), ("place", config_place(config).into())]);
    Ok(())
}

/// PostgreSQL has the copy in its place by now, with all that was erased since: nobody may serve it so.
fn half_done(failure: Failure, url: &DatabaseUrl, terminal: &Terminal) -> Failure {
    match url.path() {
        Some(_) => failure,
        None => Failure::of(format!(
            "{failure}; {}",
            terminal.words("cli-restore-half", &[("place", url.to_string().into())])
        )),
    }
}

fn config_place(config: &Config) -> String {
    config.database.url.parse().map(|url: DatabaseUrl| url.to_string()).unwrap_or_default()
}

/// The journal beside the key file, if there is one, and those that were named.
fn gather(config: &Config, named: &[PathBuf]) -> Result<Erasures, Failure> {
    let ours = journal::beside(&config.keys.file);
    let mut erasures = Erasures::default();
    for path in Some(&ours).filter(|path| path.exists()).into_iter().chain(named) {
        erasures.read(path).map_err(|error| Failure::of(format!("{}: {error}", path.display())))?;
    }
    Ok(erasures)
}

/// What was done to a restored database.
#[derive(Debug, Default)]
struct Done {
    migrations: usize,
    erased: usize,
    taken_back: usize,
    uncertain: usize,
    cancelled: usize,
}

impl Done {
    fn tell(&self, erasures: &Erasures, terminal: &Terminal) {
        if self.migrations > 0 {
            terminal.say("cli-migrate-done", &[("count", self.migrations.into())]);
        }
        terminal
            .say("cli-restore-erased", &[("count", self.erased.into()), ("known", erasures.len().into())]);
        if erasures.unreadable() > 0 {
            terminal.say("cli-restore-unreadable", &[("count", erasures.unreadable().into())]);
        }
        terminal.say("cli-restore-signed-out", &[]);
        terminal.say("cli-restore-proofs", &[]);
        if self.taken_back > 0 {
            terminal.say("cli-restore-taken-back", &[("count", self.taken_back.into())]);
        }
        if self.uncertain + self.cancelled > 0 {
            let counts = [("uncertain", self.uncertain.into()), ("cancelled", self.cancelled.into())];
            terminal.say("cli-restore-letters", &counts);
        }
    }
}

async fn bring_up_to_date(
    db: &Db,
    keys: &Keys,
    erasures: &Erasures,
    calendar: Calendar,
) -> Result<Done, Failure> {
    let mut done = Done { migrations: db.migrate().await?.len(), ..Done::default() };
    done.erased = erase_again(db, keys, erasures).await? + end_again(db, keys, erasures).await?;
    done.erased += erase_people_again(db, keys, erasures).await?;
    db.write(accounts::invitations::close_all).await?;
    db.write(note_in_the_record).await?;
    while db.write(comments::close_address_links).await? > 0 {}
    done.taken_back = take_back_what_was_due(db, calendar).await?;
    loop {
        match db.write(outbox::doubt_unsettled).await? {
            (0, 0) => return Ok(done),
            (uncertain, cancelled) => {
                done.uncertain += uncertain;
                done.cancelled += cancelled;
            }
        }
    }
}

/// Heads of the record that were told since the backup do not fit any more: whoever compares finds the reason there.
fn note_in_the_record(tx: &mut Tx<'_>) -> Answer<()> {
    audit::record(tx, &Actor::Terminal, "restore", Target { kind: "database", id: "" }, &json!({}))
}

/// Scheduled updates whose time came since the backup wait for a person again, and no digest tells of that time.
async fn take_back_what_was_due(db: &Db, calendar: Calendar) -> Result<usize, Failure> {
    let mut taken_back = 0;
    loop {
        let calendar = calendar.clone();
        match db.write(move |tx| alerts::doubt_what_was_due(tx, &calendar)).await? {
            0 => return Ok(taken_back),
            more => taken_back += more,
        }
    }
}

/// Erases the subscriptions that the journals say were ended after the backup was made.
async fn end_again(db: &Db, keys: &Keys, erasures: &Erasures) -> Result<usize, Failure> {
    let (mut ended, mut after): (usize, Option<SubscriptionId>) = (0, None);
    while !erasures.is_empty() {
        let from = after.clone();
        let standing = db.read(move |conn| alerts::standing_after(conn, from.as_ref(), STEP)).await?;
        let Some(last) = standing.last() else { break };
        after = Some(last.id.clone());
        for over in standing
            .into_iter()
            .filter(|it| erasures.cover(keys, alerts::ENDED_KIND, &alerts::journal_id(it)))
        {
            let keys = keys.clone();
            db.write(move |tx| alerts::erase_again(tx, &keys, &over)).await?;
            ended += 1;
        }
    }
    Ok(ended)
}

/// Erases the people who, the journals say, erased themselves after the backup was made.
async fn erase_people_again(db: &Db, keys: &Keys, erasures: &Erasures) -> Result<usize, Failure> {
    let (mut erased, mut after): (usize, Option<AccountId>) = (0, None);
    while !erasures.is_empty() {
        let from = after.clone();
        let people = db.read(move |conn| gone::standing_after(conn, from.as_ref(), STEP)).await?;
        let Some(last) = people.last() else { break };
        after = Some(last.clone());
        for person in people {
            let said = |texts: &Texts| erasures.cover(keys, texts.journal_kind(), person.as_str());
            let Some(texts) = Texts::ALL.into_iter().find(said) else { continue };
            let (keys, nowhere) = (keys.clone(), Journal::unkept(keys.clone()));
            db.write(move |tx| site::erasure::erase(tx, (&keys, &nowhere), &person, texts)).await?;
            erased += 1;
        }
    }
    while db.write(site::erasure::finish).await? > 0 {}
    Ok(erased)
}

/// Ends those legal holds on some comments that, the journals say, an admin ended after the backup was made.
async fn end_holds_again(
    db: &Db,
    keys: &Keys,
    erasures: &Erasures,
    comments: &[CommentId],
) -> Result<(), Failure> {
    let these = comments.to_vec();
    let mut standing = db.read(move |conn| holds::among(conn, &these)).await?;
    standing.retain(|hold| erasures.cover(keys, holds::ENDED_KIND, hold.id.as_str()));
    for hold in standing {
        db.write(move |tx| holds::end_again(tx, &hold.comment)).await?;
    }
    Ok(())
}

/// Erases what the journals say was erased after the backup was made.
async fn erase_again(db: &Db, keys: &Keys, erasures: &Erasures) -> Result<usize, Failure> {
    let (mut erased, mut after): (usize, Option<CommentId>) = (0, None);
    while !erasures.is_empty() {
        let from = after.clone();
        let standing = db.read(move |conn| comments::not_erased(conn, from.as_ref(), STEP)).await?;
        let Some(last) = standing.last() else { break };
        after = Some(last.clone());
        end_holds_again(db, keys, erasures, &standing).await?;
        for comment in standing {
            let said = |kind| erasures.cover(keys, kind, comment.as_str());
            let forget = match (said(comments::ERASED_KIND), said(comments::ADDRESS_KIND)) {
                (true, _) => comments::erase_again,
                (false, true) => comments::forget_address_again,
                (false, false) => continue,
            };
            db.write(move |tx| forget(tx, &comment)).await?;
            erased += 1;
        }
    }
    Ok(erased)
}
