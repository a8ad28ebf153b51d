//! `amicus account`: the deeds of an admin, for whoever sits at the server. They need no password and no open
//! port, only the key file and the database, and are recorded like every deed of an admin.

use clap::Subcommand;

use super::terminal::Terminal;
use super::{Failure, site};
use crate::accounts::{Role, terminal};
use crate::base::seal::Keys;
use crate::base::text::EmailAddress;
use crate::config::Config;
use crate::db::Db;
use crate::error::{Error, Result as Answer};

#[derive(Debug, Subcommand)]
pub(super) enum Deed {
    /// Invite somebody to be a moderator, an editor or an admin; the invitation goes by mail
    Invite {
        /// Their address
        email: String,
        /// moderator, editor or admin
        #[arg(value_parser = staff_role)]
        role: Role,
    },
    /// Show everyone but readers
    List,
    /// Give an account another role; its sessions end
    Role {
        /// The account's address or public name
        who: String,
        /// reader, moderator, editor or admin
        #[arg(value_parser = any_role)]
        role: Role,
    },
    /// Shut an account out
    Disable {
        /// The account's address or public name
        who: String,
    },
    /// End every session of an account; its owner can sign in again
    EndSessions {
        /// The account's address or public name
        who: String,
    },
    /// Print a link, good once and for 15 minutes, by which somebody who is locked out, or lost the second factor,
    /// sets a new password
    Recover {
        /// The account's address or public name
        who: String,
    },
}

fn any_role(word: &str) -> Result<Role, String> {
    one_of(&Role::ALL, word)
}

fn staff_role(word: &str) -> Result<Role, String> {
    one_of(&Role::STAFF, word)
}

fn one_of(roles: &[Role], word: &str) -> Result<Role, String> {
    let known: Vec<&str> = roles.iter().map(|role| role.as_str()).collect();
    roles
        .iter()
        .copied()
        .find(|role| role.as_str() == word)
        .ok_or_else(|| format!("one of {}", known.join(", ")))
}

pub(super) async fn perform(deed: Deed, config: &Config, terminal: &Terminal) -> Result<(), Failure> {
    site::must_be_there(config)?;
    let (db, keys) = site::open(config).await?;
    let done = perform_on(&db, keys, deed, config, terminal).await;
    db.close().await;
    done
}

async fn perform_on(
    db: &Db,
    keys: Keys,
    deed: Deed,
    config: &Config,
    terminal: &Terminal,
) -> Result<(), Failure> {
    match deed {
        Deed::List => list(db, keys, terminal).await,
        Deed::Invite { email, role } => {
            let email = EmailAddress::parse(&email)
                .map_err(|_| Failure::of(terminal.words("cli-account-no-address", &[])))?;
            let invited = db.write(move |tx| terminal::invite(tx, &keys, &email, role)).await;
            heard(invited, terminal).map(|_| terminal.say("cli-account-invited", &[]))
        }
        Deed::Role { who, role } => {
            let changed = db.write(move |tx| terminal::role(tx, &keys, &who, role)).await;
            heard(changed, terminal)
                .map(|()| terminal.say("cli-account-role", &[("role", role.as_str().into())]))
        }
        Deed::Disable { who } => {
            let disabled = db.write(move |tx| terminal::disable(tx, &keys, &who)).await;
            heard(disabled, terminal).map(|()| terminal.say("cli-account-disabled", &[]))
        }
        Deed::EndSessions { who } => {
            let ended = db.write(move |tx| terminal::end_sessions(tx, &keys, &who)).await;
            heard(ended, terminal).map(|()| terminal.say("cli-account-signed-out", &[]))
        }
        Deed::Recover { who } => recover(db, keys, who, config, terminal).await,
    }
}

async fn recover(
    db: &Db,
    keys: Keys,
    who: String,
    config: &Config,
    terminal: &Terminal,
) -> Result<(), Failure> {
    let recovered = db.write(move |tx| terminal::recover(tx, &keys, &who)).await;
    let token = heard(recovered, terminal)?;
    let origin = config.server.origin().ok_or_else(|| Failure::of("server.origin is not set"))?;
    let link = origin.link(&format!("{}{}", terminal::RECOVER_PATH, token.reveal()));
    terminal.say("cli-account-recover", &[("link", link.into())]);
    Ok(())
}

async fn list(db: &Db, keys: Keys, terminal: &Terminal) -> Result<(), Failure> {
    let lines = db.read(move |conn| terminal::list(conn, &keys)).await?;
    if lines.is_empty() {
        terminal.say("cli-account-nobody-yet", &[]);
    }
    for line in lines {
        let account = &line.account;
        let standing = match (account.disabled_at, account.confirmed_at) {
            (Some(_), _) => terminal.words("cli-account-is-disabled", &[]),
            (None, None) => terminal.words("cli-account-is-unconfirmed", &[]),
            (None, Some(_)) => String::new(),
        };
        let line = format!(
            "{:<10} {:<30} {} {standing}",
            account.role.as_str(),
            account.public_name.as_str(),
            line.address.as_str()
        );
        Terminal::print(line.trim_end());
    }
    Ok(())
}

/// What a deed answers, in words for the person at the terminal.
fn heard<T>(answer: Answer<T>, terminal: &Terminal) -> Result<T, Failure> {
    answer.map_err(|error| match error {
        Error::NotFound => Failure::of(terminal.words("cli-account-unknown", &[])),
        Error::Conflict(key) => Failure::of(terminal.words(key, &[])),
        Error::Invalid(problems) => {
            let said: Vec<String> = problems.iter().map(|(_, key)| terminal.words(key, &[])).collect();
            Failure::of(said.join(" "))
        }
        other => other.into(),
    })
}
