//! A window of Chromium, driven as a person drives it: by what they read, fill in and press.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use data_encoding::BASE64;
use fantoccini::actions::{InputSource as _, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use fantoccini::key::Key;
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use jiff::civil::Date;
use serde_json::{Value, json};
use url::{ParseError, Url};

use crate::site::Running;

const PATIENCE: Duration = Duration::from_secs(15);

/// Between two looks at a page: who asks without a pause takes from the browser what it needs to answer.
const GLANCE: Duration = Duration::from_millis(20);

/// More steps by the Tab key than any page takes.
const STEPS: usize = 200;

/// What a browser may be told not to do.
#[derive(Debug, Clone, Copy, Default)]
pub struct Without {
    /// It runs no script.
    pub scripts: bool,
    /// It keeps no cookie.
    pub cookies: bool,
    /// Whoever sits before it has a keyboard alone.
    pub mouse: bool,
}

/// The driver of Chromium; `None`, with the reason, where it is not installed.
pub struct Driver {
    address: String,
    chromium: PathBuf,
    _program: Running,
}

impl Driver {
    /// Starts it on a port that it chooses itself.
    pub fn start() -> Option<Self> {
        let driver = program("chromedriver")?;
        let chromium = program("chromium").or_else(|| program("google-chrome"))?;
        let mut program = Running::start(Command::new(driver).arg("--port=0"));
        let line = program.wait_for("started successfully on port");
        let port: String = line.chars().rev().filter(char::is_ascii_digit).collect();
        let port: String = port.chars().rev().collect();
        Some(Self { address: format!("http://127.0.0.1:{port}"), chromium, _program: program })
    }

    /// Opens a window that knows nothing, before the page at `origin`.
    pub async fn window(&self, origin: &str, without: Without) -> Window {
        let profile = tempfile::tempdir().unwrap();
        let off = |what: bool| if what { 2 } else { 1 };
        let options = json!({
            "binary": self.chromium,
            "args": [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
                "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
                "--disable-default-apps", "--disable-extensions", "--lang=en", "--force-device-scale-factor=1", "--force-prefers-reduced-motion", "--window-size=1280,1000",
                format!("--user-data-dir={}", profile.path().display()),
            ],
            "prefs": {
                "profile.managed_default_content_settings.javascript": off(without.scripts),
                "profile.managed_default_content_settings.cookies": off(without.cookies),
            },
        });
        let capabilities = json!({"goog:chromeOptions": options}).as_object().cloned().unwrap();
        let client =
            ClientBuilder::new(HttpConnector::new()).capabilities(capabilities).connect(&self.address).await;
        let client = client.unwrap_or_else(|error| panic!("Chromium did not start: {error}"));
        Window { client, origin: origin.to_owned(), by_keyboard: without.mouse, _profile: profile }
    }
}

/// Ends when an element is on no page any more.
async fn is_gone(element: &Element) {
    loop {
        match element.tag_name().await {
            Err(error) if error.is_stale_element_reference() || error.is_no_such_element() => return,
            _ => tokio::time::sleep(GLANCE).await,
        }
    }
}

fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// A window.
pub struct Window {
    client: Client,
    origin: String,
    by_keyboard: bool,
    _profile: tempfile::TempDir,
}

impl Window {
    /// Goes to a path of the site, or to a link of it.
    pub async fn open(&self, path: &str) {
        let address =
            if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.origin) };
        self.client.goto(&address).await.unwrap_or_else(|error| panic!("{address}: {error}"));
    }

    /// Waits for what a locator finds first. Whatever else fails meanwhile, on a page that is just leaving, is tried again.
    async fn wait_for(&self, at: Locator<'_>) -> Result<Element, CmdError> {
        let begun = Instant::now();
        loop {
            let found = self.client.wait().at_most(PATIENCE).every(GLANCE).for_element(at).await;
            if found.is_ok() || begun.elapsed() >= PATIENCE {
                return found;
            }
        }
    }

    /// Waits until the page's main part says `words`.
    pub async fn sees(&self, words: &str) {
        let quoted = words.replace('"', "");
        let path = format!("//main[contains(normalize-space(.), \"{quoted}\")]");
        let found = self.wait_for(Locator::XPath(&path)).await;
        assert!(found.is_ok(), "{} does not say {words:?}, but:\n{}", self.path().await, self.text().await);
    }

    /// Waits until the page's main part says `words` no more.
    pub async fn sees_no_more(&self, words: &str) {
        let path = format!("//main[not(contains(normalize-space(.), \"{words}\"))]");
        let found = self.wait_for(Locator::XPath(&path)).await;
        assert!(found.is_ok(), "{} still says {words:?}:\n{}", self.path().await, self.text().await);
    }

    /// Whether the page says `words` now.
    pub async fn says(&self, words: &str) -> bool {
        self.text().await.contains(words)
    }

    /// What the page's main part says.
    pub async fn text(&self) -> String {
        let main = self.client.find(Locator::Css("main")).await;
        match main {
            Ok(main) => main.text().await.unwrap_or_default(),
            Err(_) => self.client.source().await.unwrap_or_default(),
        }
    }

    /// What the first element of a selector says.
    pub async fn text_at(&self, css: &str) -> String {
        let found = self.wait_for(Locator::Css(css)).await;
        found.unwrap_or_else(|_| panic!("there is no {css:?} on this page")).text().await.unwrap()
    }

    /// The path of the page.
    pub async fn path(&self) -> String {
        self.client.current_url().await.unwrap().path().to_owned()
    }

    /// Fills a field in, in place of what stood there.
    pub async fn fill(&self, field: &str, text: &str) {
        self.fill_at(&format!("main [name=\"{field}\"]:not([type=hidden]):not([type=radio])"), text).await;
    }

    /// Fills in the first field that a selector finds.
    pub async fn fill_at(&self, css: &str, text: &str) {
        let found = self.wait_for(Locator::Css(css)).await;
        let found = found.unwrap_or_else(|_| panic!("no field {css:?} on {}", self.client_path()));
        if self.by_keyboard {
            self.step_to(&found).await;
            let all = format!("{}a{}", char::from(Key::Control), char::from(Key::Null));
            found.send_keys(&format!("{all}{text}")).await.unwrap();
        } else {
            found.clear().await.unwrap();
            found.send_keys(text).await.unwrap();
        }
    }

    /// Fills in a day, its parts in the order of Chromium's language.
    pub async fn fill_day(&self, field: &str, day: Date) {
        let typed = day.strftime("%m%d%Y").to_string();
        let css = format!("main [name=\"{field}\"]");
        let found = self.wait_for(Locator::Css(&css)).await.unwrap();
        if self.by_keyboard {
            self.step_to(&found).await;
            self.type_keys(&typed.chars().collect::<Vec<_>>()).await;
        } else {
            found.send_keys(&typed).await.unwrap();
        }
        assert_eq!(self.field(field).await, day.to_string());
    }

    /// Picks the first entry of a list that begins with none.
    pub async fn pick(&self, list: &str) {
        if !self.by_keyboard {
            return self.press_at(&format!("{list} option:nth-child(2)")).await;
        }
        let found = self.wait_for(Locator::Css(list)).await.unwrap();
        self.step_to(&found).await;
        self.type_keys(&[Key::Down.into()]).await;
    }

    /// What stands in a field.
    pub async fn field(&self, field: &str) -> String {
        let css = format!("main [name=\"{field}\"]:not([type=hidden])");
        let found = self.client.find(Locator::Css(&css)).await.unwrap();
        found.prop("value").await.unwrap().unwrap_or_default()
    }

    /// Picks a choice by the label's words, or an entry of a list by its value.
    pub async fn choose(&self, field: &str, value: &str) {
        let css = format!(
            "main input[name=\"{field}\"][value=\"{value}\"], main select[name=\"{field}\"] option[value=\"{value}\"]"
        );
        self.click(Locator::Css(&css), value).await;
    }

    /// Presses the button, or follows the link, or opens the fold, with these words.
    pub async fn press(&self, words: &str) {
        let path = ["button", "a", "summary"]
            .map(|name| format!("//{name}[contains(normalize-space(.), \"{words}\")]"));
        self.click(Locator::XPath(&path.join(" | ")), words).await;
    }

    /// Presses what a selector finds first.
    pub async fn press_at(&self, css: &str) {
        self.click(Locator::Css(css), css).await;
    }

    /// A button that sends a form leads to another page, and this waits until the one that it stood on is gone: what is
    /// looked for after it is never found on the old one.
    async fn click(&self, at: Locator<'_>, words: &str) {
        let found = self.wait_for(at).await;
        let Ok(found) = found else {
            panic!("{} has no {words:?} to press, but:\n{}", self.path().await, self.text().await);
        };
        let sends = found.prop("type").await.unwrap().is_some_and(|kind| kind == "submit");
        if self.by_keyboard {
            self.step_to(&found).await;
            let chosen =
                found.attr("type").await.unwrap().is_some_and(|kind| kind == "radio" || kind == "checkbox");
            self.type_keys(&[if chosen { ' ' } else { Key::Enter.into() }]).await;
        } else {
            found.click().await.unwrap_or_else(|error| panic!("{words:?} cannot be pressed: {error}"));
        }
        if sends {
            let left = tokio::time::timeout(PATIENCE, is_gone(&found)).await;
            left.unwrap_or_else(|_| panic!("{words:?} was pressed, and its page stays"));
        }
    }

    /// Goes from one thing that can be pressed or filled in to the next, until this one is reached. Between the choices
    /// of one question the arrows lead.
    async fn step_to(&self, wanted: &Element) {
        let group = wanted.attr("name").await.unwrap();
        let is_choice = wanted.attr("type").await.unwrap().is_some_and(|kind| kind == "radio");
        for _ in 0..STEPS {
            let here = self.client.active_element().await.unwrap();
            if here.element_id() == wanted.element_id() {
                return;
            }
            let among_choices = is_choice && here.attr("name").await.unwrap() == group;
            self.type_keys(&[if among_choices { Key::Down } else { Key::Tab }.into()]).await;
        }
        panic!(
            "the keyboard does not come to {} on {}",
            wanted.html(false).await.unwrap(),
            self.path().await
        );
    }

    /// Strikes keys, one after the other.
    pub async fn type_keys(&self, keys: &[char]) {
        let strokes = keys.iter().fold(KeyActions::new("keyboard".to_owned()), |strokes, key| {
            strokes.then(KeyAction::Down { value: *key }).then(KeyAction::Up { value: *key })
        });
        self.client.perform_actions(strokes).await.unwrap();
    }

    /// Where the first link whose address holds `part` leads.
    pub async fn link(&self, part: &str) -> String {
        let css = format!("main a[href*=\"{part}\"]");
        let found = self.wait_for(Locator::Css(&css)).await;
        found.unwrap_or_else(|_| panic!("no link to {part:?} here")).attr("href").await.unwrap().unwrap()
    }

    /// Waits until the window is at a path.
    pub async fn arrives(&self, path: &str) {
        let address = Url::parse(&self.origin).unwrap().join(path).unwrap();
        let arrived = self.client.wait().at_most(PATIENCE).every(GLANCE).for_url(&address).await;
        assert!(arrived.is_ok(), "at {} instead of {path}:\n{}", self.path().await, self.text().await);
    }

    /// The first link with `part` in the last letter that says `words`, its address for one, read in the trial's mailbox.
    pub async fn letter_link(&self, words: &str, part: &str) -> String {
        let path = format!("//article[contains(., \"{words}\")]//a[contains(@href, \"{part}\")]");
        let delivered = async {
            loop {
                self.open("/mailbox").await;
                if let Ok(link) = self.client.find(Locator::XPath(&path)).await {
                    return link.attr("href").await.unwrap().unwrap();
                }
            }
        };
        let link = tokio::time::timeout(PATIENCE, delivered).await;
        link.unwrap_or_else(|_| panic!("no letter came that says {words:?} and leads to {part}"))
    }

    /// Whether the page's scripts run: only they add a counter under a text area.
    pub async fn runs_scripts(&self) -> bool {
        self.client.find(Locator::Css("p.counter")).await.is_ok()
    }

    /// Every path of this site that the page links to.
    pub async fn links(&self) -> Vec<String> {
        let mut paths = Vec::new();
        for link in self.client.find_all(Locator::Css("a[href^=\"/\"]")).await.unwrap() {
            paths.extend(link.attr("href").await.unwrap());
        }
        paths
    }

    /// Makes the window as wide as a screen of `width` pixels, in the light or in the dark.
    pub async fn stand_before(&self, width: u32, scheme: &str) {
        let metrics = json!({"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 600});
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
        let features = json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]});
        self.devtools("Emulation.setEmulatedMedia", features).await;
    }

    /// Keeps a picture of the whole page.
    pub async fn picture(&self, file: &Path) {
        let taken = self
            .devtools("Page.captureScreenshot", json!({"format": "png", "captureBeyondViewport": true}))
            .await;
        let bytes =
            BASE64.decode(taken.pointer("/data").and_then(Value::as_str).unwrap().as_bytes()).unwrap();
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, bytes).unwrap();
    }

    /// How much wider than its window the page is, in pixels.
    pub async fn overflow(&self) -> f64 {
        let metrics = self.devtools("Page.getLayoutMetrics", json!({})).await;
        let of = |size: &str| metrics.pointer(size).and_then(Value::as_f64).unwrap();
        of("/cssContentSize/width") - of("/cssLayoutViewport/clientWidth")
    }

    /// Runs a script in the page, as its developer would.
    pub async fn run(&self, script: &str) {
        self.client
            .execute(script, Vec::new())
            .await
            .unwrap_or_else(|error| panic!("a script fails: {error}"));
    }

    /// Runs a script that gets `argument` and a function to call with its answer.
    pub async fn run_until_done(&self, script: &str, argument: Value) -> Value {
        let answer = self.client.execute_async(script, vec![argument]).await;
        answer.unwrap_or_else(|error| panic!("a script fails: {error}"))
    }

    /// Gives the browser a device that keeps passkeys, and whose owner is there and says yes.
    pub async fn gets_a_device(&self) {
        let device = json!({
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": true, "hasUserVerification": true,
            "isUserVerified": true, "automaticPresenceSimulation": true,
        });
        self.devtools("WebAuthn.enable", json!({})).await;
        self.devtools("WebAuthn.addVirtualAuthenticator", json!({"options": device})).await;
    }

    async fn devtools(&self, command: &str, parameters: Value) -> Value {
        let command = DevTools(json!({"cmd": command, "params": parameters}));
        self.client.issue_cmd(command).await.unwrap_or_else(|error| panic!("the browser refuses: {error}"))
    }

    fn client_path(&self) -> &str {
        &self.origin
    }

    /// Closes the window.
    pub async fn close(self) {
        self.client.close().await.unwrap();
    }
}

/// A command that chromedriver passes on to Chromium's own tools.
#[derive(Debug)]
struct DevTools(Value);

impl WebDriverCompatibleCommand for DevTools {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.0.to_string()))
    }
}
