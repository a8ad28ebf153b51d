//! The doors of the site: a listener each, and who stands behind a connection that comes in.

use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use actix_http::error::DispatchError;
use actix_http::{HttpService, Protocol};
use actix_service::{IntoServiceFactory as _, ServiceFactoryExt as _, fn_service, map_config};
use actix_web::dev::{AppConfig, Server};
use actix_web::web::ServiceConfig;
use tokio::net::TcpStream;

use super::onion;
use super::wire::{Patience, Wire};

/// A slow head of a request is cut after this time; so is a connection that does not say by which circuit it came.
const HEAD_WITHIN: Duration = Duration::from_secs(10);
/// From the end of a body until its answer begins, and from one part of an answer that is taken to the next: longer than
/// any page takes, with every place for hashing a password full.
const ANSWER_WITHIN: Duration = Duration::from_secs(45);
/// How long what nobody reads any more may still come in before a connection is closed, so that its answer is seen.
const LINGER: Duration = Duration::from_secs(1);

/// Who stands behind the connections of a door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Peers {
    /// Machines with an address.
    Machines,
    /// Tor's circuits: each connection begins with its own. It is never guessed (PROXY protocol, section 2).
    Circuits,
    /// Nobody that can be told from another.
    Nobody,
}

/// How a door is kept.
#[derive(Debug, Clone, Copy)]
pub struct Door {
    /// Who comes in by it.
    pub peers: Peers,
    /// Whether it closes when the machine asks the program to end; else only by its handle.
    pub heeds_signals: bool,
    /// Within what time the body of a request must have come.
    pub body_within: Duration,
    /// How long running requests may take at the end.
    pub drain_within: Duration,
}

impl Door {
    /// Serves `site` to all that come in.
    ///
    /// # Errors
    /// If the socket cannot be listened on.
    pub fn open(
        self,
        listener: TcpListener,
        site: impl FnOnce(&mut ServiceConfig) + Clone + Send + 'static,
    ) -> std::io::Result<Server> {
        let server = Server::build().shutdown_timeout(self.drain_within.as_secs());
        let server = if self.heeds_signals { server } else { server.disable_signals() };
        let closing = server.graceful_shutdown_signal();
        let factory = move || {
            let app = actix_web::App::new().configure(site.clone()).into_factory();
            let closing = closing.clone();
            let http = HttpService::build()
                .graceful_shutdown_signal(move || {
                    let closing = closing.clone();
                    async move { closing.notified().await }
                })
                .client_request_timeout(HEAD_WITHIN)
                .client_disconnect_timeout(LINGER)
                .finish(map_config(app, |()| AppConfig::default()));
            fn_service(move |stream| self.let_in(stream)).and_then(http)
        };
        Ok(server.listen("site", listener, factory)?.run())
    }

    /// Lets a connection say who it is, as far as it can, and holds it to its time.
    async fn let_in(
        self,
        mut stream: TcpStream,
    ) -> Result<(Wire<TcpStream>, Protocol, Option<SocketAddr>), DispatchError> {
        let peer = match self.peers {
            Peers::Machines => stream.peer_addr().ok(),
            Peers::Circuits => tokio::time::timeout(HEAD_WITHIN, onion::introduction(&mut stream))
                .await
                .map_err(|_| DispatchError::SlowRequestTimeout)??,
            Peers::Nobody => None,
        };
        let patience = Patience { head: HEAD_WITHIN, rest: self.body_within.saturating_add(ANSWER_WITHIN) };
        Ok((Wire::new(stream, patience), Protocol::Http1, peer))
    }
}
