//! `amicus demo`: made-up comments by the thousand, to see how the site fares with many.

use super::terminal::Terminal;
use super::{Failure, serve, site};
use crate::accounts;
use crate::articles::{self, ArticleId};
use crate::comments;
use crate::config::Config;
use crate::db::Db;

pub(super) async fn fill(wanted: u64, config: &Config, terminal: &Terminal) -> Result<(), Failure> {
    let (db, _) = site::open(config).await?;
    let filled = fill_database(&db, wanted, terminal).await;
    db.close().await;
    filled?;
    terminal.say("cli-demo-done", &[("count", wanted.into())]);
    Ok(())
}

async fn fill_database(db: &Db, wanted: u64, terminal: &Terminal) -> Result<(), Failure> {
    if db.read(accounts::anyone_exists).await? {
        return Err(Failure::of(terminal.words("cli-demo-real", &[])));
    }
    serve::load_sample(db).await?;
    let Some(article) = first_article(db).await? else {
        return Err(Failure::of(terminal.words("cli-demo-no-article", &[])));
    };
    let progress = terminal.progress(wanted, "cli-demo-progress");
    let mut missing = wanted;
    while missing > 0 {
        let (article, step) = (article.clone(), usize::try_from(missing).unwrap_or(usize::MAX));
        let made = db.write(move |tx| comments::demo::fill(tx, &article, step)).await?;
        let made = u64::try_from(made).unwrap_or(missing).max(1);
        progress.advance(made);
        missing = missing.saturating_sub(made);
    }
    db.take_stock().await?;
    Ok(())
}

async fn first_article(db: &Db) -> Result<Option<ArticleId>, Failure> {
    let articles = db.read(articles::list_published).await?;
    Ok(articles.into_iter().next().map(|article| article.id))
}
