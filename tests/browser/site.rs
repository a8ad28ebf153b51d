//! The real program, as a newcomer starts it: in an empty folder, on a free port.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use crate::database::empty_postgres;

/// Longer than any start on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// A program that runs until it is dropped, and what it says.
pub struct Running {
    child: Child,
    lines: Receiver<String>,
    said: Vec<String>,
}

impl Running {
    /// Starts it and listens to what it says, on either stream.
    pub fn start(command: &mut Command) -> Self {
        let mut child =
            command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (ear, lines) = channel();
        let voices: [Box<dyn std::io::Read + Send>; 2] =
            [Box::new(child.stdout.take().unwrap()), Box::new(child.stderr.take().unwrap())];
        for voice in voices {
            let ear = ear.clone();
            std::thread::spawn(move || {
                BufReader::new(voice).lines().map_while(Result::ok).try_for_each(|line| ear.send(line))
            });
        }
        Self { child, lines, said: Vec::new() }
    }

    /// Waits for a line that holds `words`.
    pub fn wait_for(&mut self, words: &str) -> String {
        loop {
            match self.lines.recv_timeout(PATIENCE) {
                Ok(line) => self.said.push(line),
                Err(error) => panic!("it never said {words:?} ({error}), only {:#?}", self.said),
            }
            if let Some(line) = self.said.last().filter(|line| line.contains(words)) {
                return line.clone();
            }
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.child.kill().unwrap_or_default();
        drop(self.child.wait());
    }
}

/// A site on this machine.
pub struct Site {
    /// Such as `http://127.0.0.1:49152`.
    pub origin: String,
    folder: tempfile::TempDir,
    _program: Running,
}

impl Site {
    /// Starts it as `cargo run` would in an empty folder, with the sample campaign, on a port that is free.
    pub fn start() -> Self {
        Self::with(&[])
    }

    /// The same with as many made-up comments beside the sample campaign: most are published, some wait, some were refused.
    pub fn full(comments: usize) -> Self {
        Self::begin(&[], Some(comments))
    }

    /// The same with settings of its own: `("SECTION__KEY", "value")`.
    pub fn with(settings: &[(&str, &str)]) -> Self {
        Self::begin(settings, None)
    }

    fn begin(settings: &[(&str, &str)], made_up: Option<usize>) -> Self {
        let (folder, database) = (tempfile::tempdir().unwrap(), empty_postgres());
        let command = || {
            let mut program = Command::new(env!("CARGO_BIN_EXE_amicus"));
            program.current_dir(folder.path()).env("AMICUS__SERVER__LISTEN", "127.0.0.1:0");
            program.envs(database.iter().map(|database| ("AMICUS__DATABASE__URL", database)));
            program.envs(settings.iter().map(|(key, value)| (format!("AMICUS__{key}"), value)));
            program
        };
        if let Some(comments) = made_up {
            let done = command().args(["demo", "--comments", &comments.to_string()]).output().unwrap();
            assert!(done.status.success(), "{done:?}");
        }
        let mut program = Running::start(&mut command());
        let greeting = program.wait_for("http://");
        let origin = greeting.split_whitespace().find(|word| word.starts_with("http://")).unwrap().to_owned();
        program.wait_for("first-admin");
        Self { origin, folder, _program: program }
    }

    /// The link with which the first admin sets a password: without a terminal it lies beside the key file.
    pub fn first_admin_link(&self) -> String {
        let file: PathBuf = self.folder.path().join("var/first-admin");
        let text =
            std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let link = text.split_whitespace().find(|word| word.starts_with("http"));
        link.unwrap_or_else(|| panic!("no link in {text:?}")).to_owned()
    }
}
