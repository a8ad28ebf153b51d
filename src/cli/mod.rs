//! The command line: what can be asked of the program at the terminal.
//!
//! Every command but `serve` may run while the site is being served: they meet in the database only.

mod account;
mod audit;
mod backup;
mod check;
mod demo;
mod failure;
mod first_admin;
mod keys;
mod logs;
mod media;
mod restore;
mod rotation;
mod serve;
mod site;
mod terminal;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use self::failure::Failure;
use self::terminal::Terminal;
use crate::config::Config;

/// The public side of a privacy campaign: its article, its discussion and the people who look after it.
#[derive(Debug, Parser)]
#[command(name = "amicus", version)]
pub struct Cli {
    /// The site's configuration; keys that it leaves out have the values of config/default.toml
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the site (the same as no command at all)
    Serve,
    /// Bring the database's tables up to date
    Migrate,
    /// Look whether configuration, keys, database and mail are as they should be
    Check,
    /// The people with an account
    #[command(subcommand)]
    Account(account::Deed),
    /// The pictures in articles
    #[command(subcommand)]
    Media(media::Deed),
    /// The key file
    #[command(subcommand)]
    Keys(keys::Deed),
    /// The record of what people with a role did
    #[command(subcommand)]
    Audit(audit::Deed),
    /// Copy the whole database to a new file, also while the site is being served
    Backup {
        /// The file to make
        file: PathBuf,
    },
    /// Bring a backup back into a new, empty database
    Restore {
        /// The backup
        file: PathBuf,
        /// Journals of erasures besides the one beside the key file: one of every instance
        #[arg(long, value_name = "FILE", num_args = 1..)]
        erasures: Vec<PathBuf>,
    },
    /// Fill an empty database with made-up data, to try things out
    Demo(demo::Wanted),
}

/// Does what was asked. `variables` are those of the environment: `AMICUS__SECTION__KEY` set keys of the
/// configuration, `AMICUS_LOG` says how much is logged (`info`, `amicus=debug`, …).
///
/// # Errors
/// [`Failure`]: one line for the person at the terminal; the exit code is 1 then.
pub async fn run(asked: Cli, variables: &[(String, String)]) -> Result<ExitCode, Failure> {
    let command = asked.command.unwrap_or(Command::Serve);
    logs::begin(variables, matches!(command, Command::Serve));
    let loaded = Config::load(asked.config.as_deref(), variables.iter().cloned());
    if let Command::Check = command {
        return check::check(loaded).await;
    }
    let config = loaded?;
    let terminal = Terminal::of(&config)?;
    match command {
        Command::Serve | Command::Check => serve::serve(config, terminal).await,
        Command::Migrate => site::migrate(&config, &terminal).await,
        Command::Account(deed) => account::perform(deed, &config, &terminal).await,
        Command::Media(deed) => media::perform(deed, &config, &terminal).await,
        Command::Keys(deed) => keys::perform(&deed, &config, &terminal).await,
        Command::Audit(deed) => audit::perform(&deed, &config, &terminal).await,
        Command::Backup { file } => backup::backup(&file, &config, &terminal).await,
        Command::Restore { file, erasures } => restore::restore(&file, &erasures, &config, &terminal).await,
        Command::Demo(wanted) => demo::fill(&wanted, &config, &terminal).await,
    }?;
    Ok(ExitCode::SUCCESS)
}
