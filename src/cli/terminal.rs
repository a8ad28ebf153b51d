//! Speaking to the person at the terminal.

use std::io::{IsTerminal as _, Write as _, stderr, stdout};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::Failure;
use crate::base::words::{Catalogue, Said, Words};
use crate::config::Config;

/// The person at the terminal, or whoever reads what the program prints.
#[derive(Debug, Clone)]
pub(super) struct Terminal {
    words: Words,
}

impl Terminal {
    /// Speaks the site's language.
    pub(super) fn of(config: &Config) -> Result<Self, Failure> {
        Ok(Self { words: Catalogue::load(config.site.words())?.words(&config.site.language) })
    }

    /// Speaks English, before there is a configuration.
    pub(super) fn plain() -> Result<Self, Failure> {
        Ok(Self { words: Catalogue::load(None)?.words("en") })
    }

    /// Whether a person sees what is printed, and not a file or another program.
    pub(super) fn is_watched() -> bool {
        stdout().is_terminal()
    }

    /// The message of a key.
    pub(super) fn words(&self, key: &str, mentioned: &[(&str, Said)]) -> String {
        self.words.say_with(key, mentioned)
    }

    /// Prints the message of a key.
    pub(super) fn say(&self, key: &str, mentioned: &[(&str, Said)]) {
        Self::print(&self.words(key, mentioned));
    }

    /// Prints a line. Nobody there to read it (a closed pipe) is no reason to stop.
    pub(super) fn print(line: &str) {
        let mut out = stdout().lock();
        if writeln!(out, "{line}").and_then(|()| out.flush()).is_err() {
            tracing::debug!("nobody reads what is printed");
        }
    }

    /// A bar that shows how far long work is; invisible if nobody watches.
    pub(super) fn progress(&self, total: u64, key: &str) -> Progress {
        let target =
            if stderr().is_terminal() { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(total), target).with_message(self.words(key, &[]));
        match ProgressStyle::with_template("{msg} {wide_bar} {human_pos}/{human_len} {eta}") {
            Ok(style) => Progress(bar.with_style(style)),
            Err(_) => Progress(bar),
        }
    }
}

/// How far long work is.
#[derive(Debug)]
pub(super) struct Progress(ProgressBar);

impl Progress {
    /// So much more was done.
    pub(super) fn advance(&self, by: u64) {
        self.0.inc(by);
    }
}

/// The bar goes when the work is over, well or not.
impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
