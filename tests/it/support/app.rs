//! The site of one test: the real app in this process, on a database of its own, with a clock that stands.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::future::Future;
use std::ops::Deref;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::LazyLock;

use actix_web::body::to_bytes;
use actix_web::dev::Service as _;
use actix_web::test::TestRequest;
use amicus::accounts::Role;
use amicus::accounts::password::{Cost, Hasher};
use amicus::app::{App, Parts};
use amicus::base::clock::{Clock, ClockHand, Timestamp};
use amicus::base::journal::Journal;
use amicus::base::random::Random;
use amicus::base::seal::Keys;
use amicus::config::Config;
use amicus::db::{self, Db};
use amicus::duties;
use amicus::mail::outbox;
use amicus::mail::transport::{Drawer, Transport};
use tempfile::TempDir;
use tokio::sync::watch;

use super::authenticator::Authenticator;
use super::given::Given;
use super::mailbox::{Letter, Mailbox};
use super::page::Page;
use super::person::Person;
use super::{leave_out, mail_rules, postgres, watch as watched};

/// The instant at which every test begins: a Monday morning.
const BEGINNING: &str = "2026-05-04T09:30:00Z";

/// A site of one test. Its people hold on to it; dropping it checks that nothing was left behind.
pub struct TestApp(Rc<House>);

/// What a test and its people share.
pub struct House {
    /// The app, with its database, keys and configuration.
    pub app: App,
    /// Moves the time.
    pub clock: ClockHand,
    drawer: Drawer,
    service: Service,
    visitors: Cell<u8>,
    /// What everybody has to whom [`Given::account`] gave a second factor.
    pub(super) authenticators: RefCell<HashMap<String, Authenticator>>,
    fault_expected: Cell<bool>,
    mail_left: Cell<bool>,
    /// Keeps the files for as long as the test runs.
    folder: TempDir,
}

type Answer = Pin<Box<dyn Future<Output = Page>>>;
type Service = Box<dyn Fn(TestRequest, String) -> Answer>;

impl Deref for TestApp {
    type Target = House;

    fn deref(&self) -> &House {
        &self.0
    }
}

impl TestApp {
    /// A site as it is after the first start on a newcomer's machine, but empty: no article, no account.
    pub async fn start() -> Self {
        Self::with(&[]).await
    }

    /// The same as the public reaches it: on https, where decisions wait before they take effect.
    pub async fn public() -> Self {
        Self::with(&[("server.origin", "https://amicus.example"), ("mail.allow_folder", "true")]).await
    }

    /// The same with other settings, by the names of `config/default.toml`.
    pub async fn with(settings: &[(&str, &str)]) -> Self {
        watched::begin();
        let folder = tempfile::tempdir().unwrap();
        let config = configuration(settings, &fresh_database(&folder));
        let (clock, hand) = Clock::standing_at(beginning());
        let random = Random::seeded(1);
        let db = open(&config, clock.clone(), random.clone());
        let drawer = Drawer::default();
        let keys = Keys::fresh(&random);
        let parts = Parts {
            clock,
            journal: Journal::at(folder.path().join("erasures"), keys.clone()),
            keys,
            hasher: Hasher::new(Cost::CHEAP, 2, 64, random.clone()),
            random,
            transport: Transport::Memory(drawer.clone()),
        };
        let app = App::build(config, db, parts).unwrap();
        let service = service(&app).await;
        Self(Rc::new(House {
            app,
            clock: hand,
            drawer,
            service,
            visitors: Cell::new(0),
            authenticators: RefCell::default(),
            fault_expected: Cell::new(false),
            mail_left: Cell::new(false),
            folder,
        }))
    }

    /// The same site as Tor's readers see it: the same database, clock and mail.
    pub async fn through_tor(&self) -> Self {
        Self::worker(self.app.behind_onion().unwrap(), self.clock.clone()).await
    }

    /// A further worker of a site: for a thread of its own.
    pub async fn worker(app: App, clock: ClockHand) -> Self {
        let service = service(&app).await;
        Self(Rc::new(House {
            app,
            clock,
            drawer: Drawer::default(),
            service,
            visitors: Cell::new(0),
            authenticators: RefCell::default(),
            fault_expected: Cell::new(false),
            mail_left: Cell::new(true),
            folder: tempfile::tempdir().unwrap(),
        }))
    }

    /// Someone who comes by, with a browser that knows nothing yet, from a network of their own.
    pub fn visitor(&self) -> Person {
        Person::new(Rc::clone(&self.0))
    }

    /// Someone who comes by from a network of the test's choice.
    pub fn visitor_from(&self, network: [u8; 4]) -> Person {
        Person::from(Rc::clone(&self.0), network)
    }

    /// A reader with an account, `{name}@example.org`, signed in.
    pub async fn reader(&self, name: &str) -> Person {
        self.member(name, Role::Reader).await
    }

    /// A moderator, signed in.
    pub async fn moderator(&self, name: &str) -> Person {
        self.member(name, Role::Moderator).await
    }

    /// An editor, signed in.
    pub async fn editor(&self, name: &str) -> Person {
        self.member(name, Role::Editor).await
    }

    /// An admin, signed in.
    pub async fn admin(&self, name: &str) -> Person {
        self.member(name, Role::Admin).await
    }

    /// Someone of that role, signed in over HTTP.
    pub async fn member(&self, name: &str, role: Role) -> Person {
        self.given().account(name, role).await;
        let person = self.visitor();
        person.sign_in(name).await;
        person
    }

    /// Makes what a test needs to be there before it begins.
    pub fn given(&self) -> Given<'_> {
        Given::on(&self.0)
    }
}

impl House {
    /// The database.
    pub fn db(&self) -> &Db {
        &self.app.db
    }

    /// The same database as another instance, or the program after a restart, opens it.
    pub fn db_opened_again(&self) -> Db {
        let (clock, _) = Clock::standing_at(self.db().now());
        open(&self.app.config, clock, Random::seeded(2))
    }

    /// Asks the site and reads the whole answer.
    pub async fn call(&self, request: TestRequest, path: String) -> Page {
        (self.service)(request, path).await
    }

    /// The site's origin, such as `http://127.0.0.1:8080`.
    pub fn origin(&self) -> String {
        self.app.face.origin.as_str().to_owned()
    }

    /// Sends every letter that is due; answers how many were.
    pub async fn deliver_mail(&self) -> usize {
        self.app.postman.deliver_due().await.unwrap()
    }

    /// Where the journal of erasures lies.
    pub fn journal_path(&self) -> std::path::PathBuf {
        self.folder.path().join("erasures")
    }

    /// The letters that came to an address.
    pub fn mailbox(&self, address: &str) -> Mailbox {
        Mailbox::of(&self.drawer.letters(), address)
    }

    /// Every letter that was sent, oldest first.
    pub fn letters(&self) -> Vec<Letter> {
        self.drawer.letters().iter().map(Letter::read).collect()
    }

    /// Does every duty that is due, once, as the clock would.
    pub async fn do_duties(&self) {
        let (stop, stopped) = watch::channel(false);
        let round = duties::run(self.app.clone(), stopped);
        let ended = async { stop.send_replace(true) };
        tokio::join!(biased; round, ended);
    }

    /// What this test does makes the site log a fault: that is what it is about.
    pub fn expect_fault(&self) {
        self.fault_expected.set(true);
    }

    /// This test leaves letters in the outbox on purpose.
    pub fn leave_mail(&self) {
        self.mail_left.set(true);
    }

    /// The number of the next visitor, from 1.
    pub(super) fn next_visitor(&self) -> u8 {
        self.visitors.set(self.visitors.get() + 1);
        self.visitors.get()
    }

    fn undelivered(&self) -> i64 {
        let db = self.app.db.clone();
        std::thread::spawn(move || {
            let here = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            here.block_on(db.read(outbox::unsettled)).unwrap_or(-1)
        })
        .join()
        .unwrap()
    }
}

impl Drop for House {
    fn drop(&mut self) {
        let faults = watched::end();
        if std::thread::panicking() {
            return;
        }
        assert!(self.fault_expected.get() || faults.is_empty(), "the site logged: {faults:#?}");
        let left = if self.mail_left.get() { 0 } else { self.undelivered() };
        assert_eq!(left, 0, "letters were left in the outbox (app.deliver_mail() sends them)");
        for letter in self.drawer.letters() {
            let broken = mail_rules::broken(&letter.bytes, self.app.face.origin.as_str());
            assert!(broken.is_empty(), "a letter breaks the rules of letters: {broken:#?}");
        }
    }
}

fn beginning() -> Timestamp {
    BEGINNING.parse::<jiff::Timestamp>().unwrap().into()
}

fn configuration(settings: &[(&str, &str)], database: &str) -> Config {
    let ours = [
        ("database.url", database),
        ("database.readers", "2"),
        ("database.writers", "2"),
        // A statement that a loaded machine keeps for seconds is no fault of the program.
        ("database.busy_seconds", "60"),
        // Or every test in which somebody waits and time passes would have to read the letters.
        ("moderation.tell_moderators", "false"),
    ];
    let named = ours.iter().chain(settings);
    let variables = named.map(|(key, value)| {
        (format!("AMICUS__{}", key.replace('.', "__").to_uppercase()), (*value).to_owned())
    });
    Config::load(None, variables).unwrap()
}

fn open(config: &Config, clock: Clock, random: Random) -> Db {
    let settings = db::Settings {
        url: config.database.url.parse().unwrap(),
        readers: config.database.readers,
        writers: config.database.writers,
        busy: config.database.busy(),
        queue: config.database.queue,
    };
    Db::open(&settings, clock, random).unwrap()
}

/// The address of a migrated database that is this test's alone.
fn fresh_database(folder: &TempDir) -> String {
    match std::env::var("AMICUS_TEST_DATABASE").as_deref() {
        Ok("postgres") => postgres::fresh_database()
            .expect("AMICUS_TEST_DATABASE=postgres asks for PostgreSQL, and it is not installed"),
        Ok(other) if other != "sqlite" => panic!("AMICUS_TEST_DATABASE is sqlite or postgres, not {other}"),
        _ => {
            say_what_is_left_out();
            let copy = folder.path().join("amicus.sqlite");
            std::fs::write(&copy, &*TEMPLATE).unwrap();
            format!("sqlite:{}", copy.display())
        }
    }
}

/// A migrated, empty SQLite database, made once: each test begins with a copy.
static TEMPLATE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("template.sqlite");
    let url = format!("sqlite:{}", file.display()).parse().unwrap();
    db::migrate::bring_up(&url, beginning()).unwrap();
    std::fs::read(&file).unwrap()
});

/// Once, on SQLite: this run says nothing about the other database.
fn say_what_is_left_out() {
    static SAID: std::sync::Once = std::sync::Once::new();
    SAID.call_once(|| {
        if std::env::var("AMICUS_TEST_REQUIRE").is_err() {
            leave_out("the same suite on PostgreSQL", "AMICUS_TEST_DATABASE=postgres was not asked for");
        }
    });
}

async fn service(app: &App) -> Service {
    let app = app.clone();
    let site = actix_web::App::new().configure(move |services| app.serve(services));
    let site = Rc::new(actix_web::test::init_service(site).await);
    Box::new(move |request, path| {
        let answer = site.call(request.to_request());
        Box::pin(async move {
            match answer.await {
                Ok(answer) => read(answer.into_parts().1, path).await,
                Err(error) => read(error.error_response(), path).await,
            }
        })
    })
}

async fn read<B: actix_web::body::MessageBody>(answer: actix_web::HttpResponse<B>, path: String) -> Page {
    let (head, body) = answer.into_parts();
    let bytes = to_bytes(body).await.unwrap_or_else(|_| panic!("{path}: the answer broke off"));
    Page::new(path, head.status().as_u16(), head.headers().clone(), bytes)
}
