//! The app: every part put together, run, drained and stopped.

use std::net::TcpListener;
use std::path::Path;
use std::sync::Arc;

use actix_web::dev::ServerHandle;
use actix_web::rt;
use actix_web::web::{Data, PathConfig, QueryConfig, ServiceConfig};
use tokio::sync::watch;

use crate::accounts::password::Hasher;
use crate::base::clock::{Clock, Timestamp};
use crate::base::journal::{self, Journal};
use crate::base::random::Random;
use crate::base::seal::Keys;
use crate::base::words::Catalogue;
use crate::config::{Config, StaffScripts};
use crate::db::{self, DatabaseUrl, Db};
use crate::error::Error;
use crate::mail::letters::Letterhead;
use crate::mail::postman::Postman;
use crate::mail::transport::{Patience, Relay, RelaySettings, Transport};
use crate::mail::{Composer, Composers};
use crate::web::Entrance;
use crate::web::assets::Assets;
use crate::web::door::{Door, Peers};
use crate::web::form::FormTokens;
use crate::web::frame::Face;
use crate::{accounts, alerts, comments, duties, moderation, routes, rules, site, web};

/// What the machine gives, and what a test gives instead.
#[derive(Debug, Clone)]
pub struct Parts {
    /// The clock.
    pub clock: Clock,
    /// The source of randomness.
    pub random: Random,
    /// The keys.
    pub keys: Keys,
    /// The hasher of passwords.
    pub hasher: Hasher,
    /// The journal of erasures.
    pub journal: Journal,
    /// The way out for letters.
    pub transport: Transport,
}

impl Parts {
    /// The parts that the configuration names: the machine's clock and randomness, the key file, the way out for
    /// letters.
    ///
    /// # Errors
    /// One line that names the key file, if it cannot be used.
    pub fn of(config: &Config) -> Result<Self, StartError> {
        let random = Random::from_system().map_err(StartError::of)?;
        let clock = Clock::machine();
        let keys = Keys::load_or_create(&config.keys.file, clock.now(), &random).map_err(StartError::of)?;
        let journal = Journal::at(journal::beside(&config.keys.file), keys.clone());
        let hasher = Hasher::of(&config.passwords, random.clone());
        let transport = way_out(config, &random)?;
        Ok(Self { clock, random, keys, hasher, journal, transport })
    }
}

/// Why the program does not start: one line that a person can act on.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct StartError(String);

impl StartError {
    /// Whatever went wrong, as its one line.
    pub fn of(problem: impl std::fmt::Display) -> Self {
        Self(problem.to_string())
    }
}

/// Every part of a running site.
#[derive(Clone)]
pub struct App {
    /// What the operator decided.
    pub config: Arc<Config>,
    /// The database.
    pub db: Db,
    /// The keys.
    pub keys: Keys,
    /// What stands around every page.
    pub face: Arc<Face>,
    /// The hasher of passwords.
    pub hasher: Hasher,
    /// The journal of erasures.
    pub journal: Journal,
    /// The postman.
    pub postman: Postman,
    /// The tokens of forms.
    pub tokens: FormTokens,
    /// What looks at texts before people do.
    pub examiner: comments::Examiner,
    assets: Arc<Assets>,
    cache: Arc<site::cache::PageCache>,
    shelf: Arc<rules::pages::Shelf>,
}

impl App {
    /// Puts the parts together around an open, migrated database.
    ///
    /// # Errors
    /// One line, if the words or the sender's address are not right.
    pub fn build(config: Config, db: Db, parts: Parts) -> Result<Self, StartError> {
        let catalogue = Catalogue::load(config.site.words()).map_err(StartError::of)?;
        let assets = Assets::embedded();
        let face = Arc::new(face(&config, catalogue, &assets)?);
        let letterhead = Letterhead::new(&config.mail.from, face.origin.host(), parts.keys.clone())
            .map_err(StartError::of)?;
        let postman = Postman::new(db.clone(), composers(&face, &parts.keys), letterhead, parts.transport)
            .at_rate(config.mail.rate());
        Ok(Self {
            examiner: comments::Examiner::new(parts.keys.clone(), parts.clock.clone()),
            tokens: FormTokens::new(parts.keys.clone(), parts.clock, parts.random),
            config: Arc::new(config),
            db,
            keys: parts.keys,
            face,
            hasher: parts.hasher,
            journal: parts.journal,
            postman,
            assets: Arc::new(assets),
            cache: Arc::default(),
            shelf: Arc::default(),
        })
    }

    /// Opens what the configuration names: keys, database (migrated), words.
    ///
    /// # Errors
    /// One line that names what is wrong.
    pub async fn open(config: Config) -> Result<Self, StartError> {
        let parts = Parts::of(&config)?;
        let db = open_database(&config, &parts).await?;
        Self::build(config, db, parts)
    }

    /// Registers every part and every URL; the program and the tests serve exactly this.
    pub fn serve(&self, services: &mut ServiceConfig) {
        services
            .app_data(Data::new(self.settings()))
            .app_data(Data::new(self.db.clone()))
            .app_data(Data::new(self.keys.clone()))
            .app_data(Data::new(self.hasher.clone()))
            .app_data(Data::new(self.journal.clone()))
            .app_data(Data::new(self.tokens.clone()))
            .app_data(Data::new(self.examiner.clone()))
            .app_data(Data::from(Arc::clone(&self.config)))
            .app_data(Data::from(Arc::clone(&self.face)))
            .app_data(Data::from(Arc::clone(&self.assets)))
            .app_data(Data::from(Arc::clone(&self.cache)))
            .app_data(Data::from(Arc::clone(&self.shelf)))
            .app_data(PathConfig::default().error_handler(|_, _| Error::NotFound.into()))
            .app_data(
                QueryConfig::default()
                    .error_handler(|_, _| Error::BadRequest("base-error-bad-request").into()),
            )
            .configure(routes::routes);
    }

    /// The same site as Tor's readers see it: links, forms and the check of the `Host` header follow the onion's
    /// address, and so its pages are other bytes, in a cache of their own. Letters still link to the clearnet.
    #[must_use]
    pub fn behind_onion(&self) -> Option<Self> {
        let (_, origin) = self.config.server.onion()?;
        let face = Arc::new(Face { origin, ..(*self.face).clone() });
        Some(Self { face, cache: Arc::default(), shelf: Arc::default(), ..self.clone() })
    }

    fn settings(&self) -> web::Settings {
        let onion = self.config.server.onion().map(|(_, origin)| origin);
        let entrance = if onion.as_ref() == Some(&self.face.origin) {
            Entrance::Onion
        } else {
            Entrance::Clearnet { trusted_proxies: self.config.server.trusted_proxies.clone(), onion }
        };
        web::Settings {
            origin: self.face.origin.clone(),
            entrance,
            body_within: self.config.server.body_within(),
            staff_scripts: self.config.site.staff_scripts == StaffScripts::Own,
        }
    }

    /// Serves until the machine asks to end (SIGTERM, SIGINT); then takes no more
    /// requests, lets the running ones end, and closes the database.
    ///
    /// # Errors
    /// One line, if an address cannot be listened on.
    pub async fn run(self, listener: TcpListener, onion: Option<TcpListener>) -> Result<(), StartError> {
        let (stop, stopped) = watch::channel(false);
        let postman = rt::spawn(self.postman.clone().run(stopped.clone()));
        let duties = rt::spawn(duties::run(self.clone(), stopped.clone()));
        let keys = rt::spawn(duties::watch_keys(self.clone(), stopped));
        let (site, door) = (self.clone(), self.door(Peers::Machines));
        let served = door.open(listener, move |services| site.serve(services)).map_err(StartError::of)?;
        let handle = served.handle();
        let mut onion = onion.map(|listener| self.serve_onion(listener)).transpose()?;
        let served = tokio::select! {
            served = served => served.map_err(StartError::of),
            ended = end_of(&mut onion) => {
                handle.stop(true).await;
                Err(ended)
            }
            () = self.db.lost() => {
                handle.stop(false).await;
                Err(StartError::of("the disk failed to keep a change; look at it before you start again"))
            }
        };
        if let Some(open) = onion {
            open.close(served.is_ok()).await?;
        }
        stop.send_replace(true);
        for work in [postman, duties, keys] {
            work.await.map_err(StartError::of)?;
        }
        self.db.close().await;
        served
    }
}

/// A server that runs, and the way to end it.
struct Open {
    server: rt::task::JoinHandle<std::io::Result<()>>,
    handle: ServerHandle,
}

impl Open {
    async fn close(self, gracefully: bool) -> Result<(), StartError> {
        if self.server.is_finished() {
            return Ok(());
        }
        self.handle.stop(gracefully).await;
        self.server.await.map_err(StartError::of)?.map_err(StartError::of)
    }
}

/// Waits until a door that was opened ends though nobody ended it, and says why; for ever where there is none.
async fn end_of(door: &mut Option<Open>) -> StartError {
    let Some(open) = door else { return std::future::pending().await };
    match (&mut open.server).await {
        Ok(Ok(())) => StartError::of("the onion's door closed by itself"),
        Ok(Err(error)) => StartError::of(error),
        Err(error) => StartError::of(error),
    }
}

impl App {
    /// The program ends when the door to the open web closes, and closes the other.
    fn door(&self, peers: Peers) -> Door {
        let heeds_signals = peers == Peers::Machines;
        let server = &self.config.server;
        let (body_within, drain_within) = (server.body_within(), server.drain_within());
        Door { peers, heeds_signals, body_within, drain_within }
    }

    fn serve_onion(&self, listener: TcpListener) -> Result<Open, StartError> {
        let site = self.behind_onion().ok_or_else(|| StartError::of("server.onion_origin is not set"))?;
        let circuits = self.config.server.onion_circuits;
        let door = self.door(if circuits { Peers::Circuits } else { Peers::Nobody });
        let served = door.open(listener, move |services| site.serve(services));
        let served = served.map_err(StartError::of)?;
        let handle = served.handle();
        Ok(Open { server: rt::spawn(served), handle })
    }
}

/// Runs a command to its end, on a runtime that can also serve.
pub fn block_on<F: Future>(work: F) -> F::Output {
    rt::System::new().block_on(work)
}

/// What the configuration says of the database.
///
/// # Errors
/// One line, if the address is none.
pub fn database_settings(config: &Config) -> Result<db::Settings, StartError> {
    Ok(db::Settings {
        url: config.database.url.parse().map_err(StartError::of)?,
        readers: config.database.readers,
        writers: config.database.writers,
        busy: config.database.busy(),
        queue: config.database.queue,
    })
}

/// Has the owner of the tables bring them up to date, if the configuration names one; names what was applied.
///
/// # Errors
/// One line that names what is wrong.
pub async fn migrate_as_owner(config: &Config, now: Timestamp) -> Result<Vec<String>, StartError> {
    let Some(owner) = config.database.owner_url() else { return Ok(Vec::new()) };
    let owner: DatabaseUrl = owner.parse().map_err(StartError::of)?;
    let user: DatabaseUrl = config.database.url.parse().map_err(StartError::of)?;
    let brought = tokio::task::spawn_blocking(move || db::owner::bring_up(&owner, &user, now)).await;
    brought.map_err(StartError::of)?.map_err(StartError::of)
}

/// Opens the database that the configuration names and brings its tables up to date.
///
/// # Errors
/// One line that names what is wrong.
pub async fn open_database(config: &Config, parts: &Parts) -> Result<Db, StartError> {
    migrate_as_owner(config, parts.clock.now()).await?;
    let settings = database_settings(config)?;
    let db = Db::open(&settings, parts.clock.clone(), parts.random.clone()).map_err(StartError::of)?;
    db.migrate().await.map_err(StartError::of)?;
    Ok(db)
}

/// The way out for letters that the configuration names.
///
/// # Errors
/// One line that names the key that is not right.
pub fn way_out(config: &Config, random: &Random) -> Result<Transport, StartError> {
    let Some(url) = config.mail.relay() else {
        return Ok(Transport::Folder(config.mail.folder().map(Path::to_path_buf).unwrap_or_default()));
    };
    let settings = RelaySettings {
        url: url.clone(),
        return_path: config.mail.return_path().to_owned(),
        hello: config.server.origin().map(|origin| origin.host().to_owned()).unwrap_or_default(),
        ca_file: config.mail.ca_file().map(Path::to_path_buf),
        patience: Patience::with(url.is_loopback()),
    };
    Ok(Transport::Smtp(Arc::new(Relay::new(settings, random.clone()).map_err(StartError::of)?)))
}

fn face(config: &Config, catalogue: Catalogue, assets: &Assets) -> Result<Face, StartError> {
    let origin = config.server.origin().ok_or_else(|| StartError::of("server.origin is not set"))?;
    let staff_scripts = config.site.staff_scripts == StaffScripts::Own;
    Ok(Face {
        name: config.site.name.clone(),
        origin,
        language: config.site.language.clone(),
        stylesheet: assets.path("amicus.css"),
        script: assets.path("amicus.js"),
        passkey_script: assets.path("passkeys.js"),
        staff_script: staff_scripts.then(|| assets.path("staff.js")),
        icon: assets.path("icon.svg"),
        mailbox: config.server.is_trial() && config.mail.folder().is_some(),
        catalogue,
    })
}

/// Who writes which letters: every feature that mails registers here.
fn composers(face: &Arc<Face>, keys: &Keys) -> Composers {
    let accounts: Arc<dyn Composer> =
        Arc::new(accounts::letters::Writer::new(Arc::clone(face), keys.clone()));
    let comments: Arc<dyn Composer> =
        Arc::new(comments::letters::Writer::new(Arc::clone(face), keys.clone()));
    let answers: Arc<dyn Composer> = Arc::new(alerts::letters::Personal::new(Arc::clone(face), keys.clone()));
    let updates: Arc<dyn Composer> = Arc::new(alerts::letters::Updates::new(Arc::clone(face), keys.clone()));
    let digests: Arc<dyn Composer> = Arc::new(alerts::letters::Digests::new(Arc::clone(face), keys.clone()));
    let heads: Arc<dyn Composer> = Arc::new(site::letters::Writer::new(Arc::clone(face), keys.clone()));
    let queue: Arc<dyn Composer> = Arc::new(moderation::letters::Writer::new(Arc::clone(face), keys.clone()));
    vec![accounts, comments, queue, answers, updates, digests, heads]
}
