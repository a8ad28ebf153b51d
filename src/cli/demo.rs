//! `amicus demo`: made-up comments, subscribers and updates by the thousand, to see how the site fares with many.

use clap::Args;

use super::terminal::Terminal;
use super::{Failure, serve, site};
use crate::base::seal::Keys;
use crate::config::Config;
use crate::db::{Db, Tx};
use crate::error::Result as Answer;
use crate::{accounts, alerts, articles, cases, comments};

/// How many of what to make up.
#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
pub(super) struct Wanted {
    /// How many comments
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    comments: Option<u64>,
    /// How many people who follow the case by mail
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    subscribers: Option<u64>,
    /// How many updates of the case
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=100_000))]
    updates: Option<u64>,
}

/// What is said of one kind of made-up data while it is made, and then.
struct Said {
    progress: &'static str,
    done: &'static str,
}

pub(super) async fn fill(wanted: &Wanted, config: &Config, terminal: &Terminal) -> Result<(), Failure> {
    let (db, keys) = site::open(config).await?;
    let filled = fill_database(&db, &keys, wanted, terminal).await;
    db.close().await;
    filled
}

async fn fill_database(db: &Db, keys: &Keys, wanted: &Wanted, terminal: &Terminal) -> Result<(), Failure> {
    if db.read(accounts::anyone_exists).await? {
        return Err(Failure::of(terminal.words("cli-demo-real", &[])));
    }
    serve::load_sample(db).await?;
    if let Some(count) = wanted.comments {
        fill_comments(db, count, terminal).await?;
    }
    if wanted.subscribers.is_some() || wanted.updates.is_some() {
        fill_case(db, keys, wanted, terminal).await?;
    }
    db.take_stock().await?;
    Ok(())
}

async fn fill_comments(db: &Db, count: u64, terminal: &Terminal) -> Result<(), Failure> {
    let Some(article) = db.read(articles::list_published).await?.into_iter().next() else {
        return Err(Failure::of(terminal.words("cli-demo-no-article", &[])));
    };
    let said = Said { progress: "cli-demo-comments-progress", done: "cli-demo-comments" };
    let step = move |tx: &mut Tx<'_>, most| comments::demo::fill(tx, &article.id, most);
    in_steps(db, count, (terminal, said), step).await
}

async fn fill_case(db: &Db, keys: &Keys, wanted: &Wanted, terminal: &Terminal) -> Result<(), Failure> {
    let Some(case) = db.read(cases::list_published).await?.into_iter().next() else {
        return Err(Failure::of(terminal.words("cli-demo-no-case", &[])));
    };
    if let Some(count) = wanted.updates {
        let said = Said { progress: "cli-demo-updates-progress", done: "cli-demo-updates" };
        let case = case.id.clone();
        let step = move |tx: &mut Tx<'_>, most| cases::demo::fill(tx, &case, most);
        in_steps(db, count, (terminal, said), step).await?;
    }
    if let Some(count) = wanted.subscribers {
        let said = Said { progress: "cli-demo-subscribers-progress", done: "cli-demo-subscribers" };
        let keys = keys.clone();
        let step = move |tx: &mut Tx<'_>, most| alerts::demo::fill(tx, &keys, &case.id, most);
        in_steps(db, count, (terminal, said), step).await?;
    }
    Ok(())
}

/// Has `step` make so many, as many at a time as it likes, each time in a transaction of its own.
async fn in_steps<S>(
    db: &Db,
    wanted: u64,
    (terminal, said): (&Terminal, Said),
    step: S,
) -> Result<(), Failure>
where
    S: FnMut(&mut Tx<'_>, usize) -> Answer<usize> + Clone + Send + 'static,
{
    let progress = terminal.progress(wanted, said.progress);
    let mut missing = wanted;
    while missing > 0 {
        let (mut step, most) = (step.clone(), usize::try_from(missing).unwrap_or(usize::MAX));
        let made = db.write(move |tx| step(tx, most)).await?;
        let made = u64::try_from(made).unwrap_or(missing).max(1);
        progress.advance(made);
        missing = missing.saturating_sub(made);
    }
    drop(progress);
    terminal.say(said.done, &[("count", wanted.into())]);
    Ok(())
}
