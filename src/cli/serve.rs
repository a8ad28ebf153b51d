//! `amicus serve`: everything between the command and the first request.

use std::net::TcpListener;

use super::Failure;
use super::first_admin;
use super::terminal::Terminal;
use crate::app::App;
use crate::config::Config;
use crate::db::{Db, Tx};
use crate::{articles, cases, rules};

pub(super) async fn serve(mut config: Config, terminal: Terminal) -> Result<(), Failure> {
    let listener = listen(&mut config)?;
    let onion = listen_for_tor(&mut config)?;
    let app = App::open(config).await?;
    if app.config.site.sample {
        load_sample(&app.db).await?;
    }
    greet(&app, &terminal);
    first_admin::offer(&app, &terminal).await?;
    app.run(listener, onion).await?;
    Ok(())
}

/// Listens where the configuration says. Port 0 is any that is free: then the configuration learns which.
fn listen(config: &mut Config) -> Result<TcpListener, Failure> {
    let address = config.server.listen;
    let refused = |error: std::io::Error| Failure::of(format!("server.listen: {address}: {error}"));
    let listener = TcpListener::bind(address).map_err(refused)?;
    config.server.listen = listener.local_addr().map_err(refused)?;
    Ok(listener)
}

/// Listens where Tor hands its connections over, if the site is an onion service. Port 0 is any that is free, too.
fn listen_for_tor(config: &mut Config) -> Result<Option<TcpListener>, Failure> {
    let Some((address, _)) = config.server.onion() else { return Ok(None) };
    let refused = |error: std::io::Error| Failure::of(format!("server.onion_listen: {address}: {error}"));
    let listener = TcpListener::bind(address).map_err(refused)?;
    config.server.hears_tor_at(listener.local_addr().map_err(refused)?);
    Ok(Some(listener))
}

/// A site without any article gets the sample campaign.
pub(super) async fn load_sample(db: &Db) -> Result<(), Failure> {
    if db.read(articles::none_yet).await? {
        let all = |tx: &mut Tx<'_>| {
            rules::sample::load(tx)?;
            articles::sample::load(tx)?;
            cases::sample::load(tx)
        };
        db.write(all).await?;
    }
    Ok(())
}

fn greet(app: &App, terminal: &Terminal) {
    let origin = &app.face.origin;
    terminal.say("cli-serve-at", &[("origin", origin.as_str().into())]);
    if let Some((listen, onion)) = app.config.server.onion() {
        let listen = listen.to_string();
        terminal.say("cli-serve-onion", &[("origin", onion.as_str().into()), ("listen", listen.into())]);
    }
    if app.face.mailbox {
        terminal.say("cli-serve-mailbox", &[("link", origin.link("/mailbox").into())]);
    } else if let Some(folder) = app.config.mail.folder() {
        terminal.say("cli-serve-mail-folder", &[("folder", folder.display().to_string().into())]);
    }
}
