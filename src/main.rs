//! The program: reads the command line and the environment, does what was asked, and says in one line why
//! it could not.

use std::io::Write as _;
use std::process::ExitCode;

use amicus::{app, cli};
use clap::Parser as _;

fn main() -> ExitCode {
    let asked = cli::Cli::parse();
    let variables: Vec<(String, String)> = variables();
    match app::block_on(cli::run(asked, &variables)) {
        Ok(code) => code,
        Err(failure) => {
            complain(&failure);
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place where the environment is read")]
fn variables() -> Vec<(String, String)> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect()
}

fn complain(failure: &cli::Failure) {
    if writeln!(std::io::stderr(), "amicus: {failure}").is_err() {
        tracing::debug!("nobody hears why the program ends");
    }
}
