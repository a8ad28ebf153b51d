//! A site as an operator has it: a folder, a configuration, a process.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::database::empty_postgres;
use crate::http::{self, Answer};

/// How long anything that is waited for may take.
pub(crate) const DEADLINE: Duration = Duration::from_mins(1);
const PROGRAM: &str = env!("CARGO_BIN_EXE_amicus");

/// Whether this run is on PostgreSQL.
pub(crate) fn on_postgres() -> bool {
    std::env::var("AMICUS_TEST_DATABASE").is_ok_and(|kind| kind == "postgres")
}

/// Says in one line what this run leaves out; under `AMICUS_TEST_REQUIRE=all` that is a failure.
pub(crate) fn leave_out(what: &str, why: &str) {
    let required = std::env::var("AMICUS_TEST_REQUIRE").is_ok_and(|which| which == "all");
    assert!(!required, "AMICUS_TEST_REQUIRE=all asks for {what}, and {why}");
    eprintln!("left out: {what}, because {why}");
}

/// Waits until something is so: the one place that lets time pass.
#[track_caller]
pub(crate) fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < DEADLINE, "{what} did not happen within {DEADLINE:?}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// A folder with a site's configuration, whether or not it is served.
pub(crate) struct Place {
    folder: TempDir,
    data: PathBuf,
    settings: Vec<(String, String)>,
    logs: Option<&'static str>,
}

impl Place {
    /// An empty site on the database that this run is about, on any free port.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("var");
        Self::within(folder, data)
    }

    /// An empty site that keeps everything in `data`.
    pub(crate) fn in_folder(data: &Path) -> Self {
        Self::within(tempfile::tempdir().unwrap(), data.to_owned())
    }

    fn within(folder: TempDir, data: PathBuf) -> Self {
        let file = || format!("sqlite:{}", data.join("amicus.sqlite").display());
        let database = empty_postgres().unwrap_or_else(file);
        let mut place = Self { folder, data, settings: Vec::new(), logs: None };
        place.set("DATABASE__URL", &database);
        place.set("SERVER__LISTEN", "127.0.0.1:0");
        place.set("KEYS__FILE", &place.data("keys").display().to_string());
        place.set("MAIL__URL", &format!("folder:{}", place.data("mail").display()));
        place
    }

    /// A further instance of the same site, with a folder of its own: the same database and the same keys.
    pub(crate) fn beside(&self) -> Self {
        let mut other = Self::new();
        std::fs::create_dir_all(&other.data).unwrap();
        std::fs::set_permissions(&other.data, std::fs::metadata(&self.data).unwrap().permissions()).unwrap();
        std::fs::copy(self.data("keys"), other.data("keys")).unwrap();
        for key in ["DATABASE__URL", "MAIL__URL"] {
            other.set(key, self.setting(key));
        }
        other
    }

    /// Sets a key by the environment: `SECTION__KEY`.
    pub(crate) fn set(&mut self, key: &str, value: &str) {
        self.settings.retain(|(named, _)| named != key);
        self.settings.push((key.to_owned(), value.to_owned()));
    }

    /// From now on it logs as much as an operator can ask for when looking for a mistake.
    pub(crate) fn log_everything(&mut self) {
        self.logs = Some("debug");
    }

    /// The value of a key that was set.
    pub(crate) fn setting(&self, key: &str) -> &str {
        self.settings.iter().find(|(named, _)| named == key).map_or("", |(_, value)| value.as_str())
    }

    /// A path in the folder where the site keeps its things.
    pub(crate) fn data(&self, name: &str) -> PathBuf {
        self.data.join(name)
    }

    /// A path beside it.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap());
        command.stdin(Stdio::null());
        for (key, value) in &self.settings {
            command.env(format!("AMICUS__{key}"), value);
        }
        command.envs(self.logs.map(|much| ("AMICUS_LOG", much)));
        command
    }

    /// Begins a command, to be ended by whoever began it.
    pub(crate) fn begin(&self, arguments: &[&str]) -> Child {
        self.command(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    }

    /// Runs a command to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs a command that must go well; answers what it printed.
    #[track_caller]
    pub(crate) fn done(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "amicus {arguments:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs a command that must be refused; answers its one line.
    #[track_caller]
    pub(crate) fn refused(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "amicus {arguments:?}: {said}");
        assert_eq!(said.lines().count(), 1, "amicus {arguments:?} said: {said}");
        said.strip_prefix("amicus: ").unwrap_or_else(|| panic!("{said}")).trim_end().to_owned()
    }

    /// Serves the site.
    #[track_caller]
    pub(crate) fn serve(&self) -> Site {
        let mut child =
            self.command(&["serve"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let said = lines_of(child.stdout.take().unwrap());
        let logged = lines_of(child.stderr.take().unwrap());
        let Ok(first) = said.recv_timeout(DEADLINE) else {
            child.kill().unwrap();
            panic!("the site did not start: {:?}", logged.try_iter().collect::<Vec<_>>());
        };
        let origin = first.strip_prefix("amicus serves http://").unwrap_or_else(|| panic!("{first}"));
        let at = origin.parse().unwrap_or_else(|_| panic!("{origin}"));
        let site = Site { at, child, said, logged };
        wait_until("the first answer", || {
            http::try_get(at, "/healthz").is_ok_and(|answer| answer.status == 200)
        });
        site
    }
}

fn lines_of(voice: impl std::io::Read + Send + 'static) -> Receiver<String> {
    let (tell, hear) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(voice).lines().map_while(Result::ok) {
            if tell.send(line).is_err() {
                return;
            }
        }
    });
    hear
}

/// A site that is being served. Dropping it kills the process.
pub(crate) struct Site {
    pub(crate) at: SocketAddr,
    child: Child,
    said: Receiver<String>,
    logged: Receiver<String>,
}

impl Site {
    /// The next line that it prints.
    #[track_caller]
    pub(crate) fn next_line(&self) -> String {
        self.said.recv_timeout(DEADLINE).expect("another line")
    }

    /// What it logged since this was asked last.
    pub(crate) fn logged(&self) -> String {
        self.logged.try_iter().collect::<Vec<_>>().join("\n")
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        http::get(self.at, path)
    }

    /// Asks it to end, as a service manager does.
    pub(crate) fn terminate(&self) {
        self.signal("-TERM");
    }

    /// Waits for its end.
    pub(crate) fn end(mut self) -> ExitStatus {
        let mut ended = None;
        wait_until("the end of the process", || {
            ended = self.child.try_wait().unwrap();
            ended.is_some()
        });
        ended.unwrap()
    }

    /// Ends it as a power cut does.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// The path of the first admin's link, as the operator reads it.
    #[track_caller]
    pub(crate) fn first_admin_link(&self, place: &Place) -> String {
        let mut link = String::new();
        wait_until("that the first admin's link is written", || {
            link = std::fs::read_to_string(place.data("first-admin")).unwrap_or_default();
            !link.is_empty()
        });
        link.trim().strip_prefix(&format!("http://{}", self.at)).expect("a link to this site").to_owned()
    }

    /// Stops the process where it is, and lets it go on: what a frozen machine does.
    pub(crate) fn signal(&self, signal: &str) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().unwrap().success());
    }

    /// The address of the article that the sample campaign brings.
    #[track_caller]
    pub(crate) fn article(&self) -> String {
        let list = self.get("/articles");
        list.link("/articles/").unwrap_or_else(|| panic!("no article: {}", list.body))
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        if self.child.kill().is_ok() {
            self.child.wait().unwrap();
        }
    }
}
