//! Who is asking, as far as the network tells: an address that is never kept, and a pseudonym of the day.

use std::future::{Ready, ready};
use std::net::IpAddr;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use ipnet::IpNet;

use super::{Settings, store};
use crate::base::origin::network_of;
use crate::base::seal::{Keys, Purpose};
use crate::db::Db;
use crate::error::{Error, Result};

/// The network that a request came from. It is in memory only, for the length of the request.
#[derive(Clone)]
pub struct Client {
    network: Vec<u8>,
}

impl Client {
    /// The client's pseudonym of today: the same for all requests of one IPv4 address or IPv6 /64 on one
    /// day, on every instance; with the day's salt gone (48 hours) nobody can tell whose it was.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn pseudonym(&self, db: &Db, keys: &Keys) -> Result<String> {
        let day = db.now().day().to_string();
        let looked_up = day.clone();
        let salt = match db.read(move |conn| store::salt(conn, &looked_up)).await? {
            Some(salt) => salt,
            None => db.queue(move |tx| store::draw_salt(tx, &day)).await?,
        };
        let pseudonym = keys.mac(Purpose::Pseudonym, &[&salt, &self.network]);
        Ok(pseudonym.to_hex().chars().take(32).collect())
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Client(…)")
    }
}

impl FromRequest for Client {
    type Error = Error;
    type Future = Ready<Result<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let trusted =
            request.app_data::<web::Data<Settings>>().map(|settings| settings.trusted_proxies.clone());
        let lines = request.headers().get_all("x-forwarded-for").filter_map(|line| line.to_str().ok());
        let peer = request.peer_addr().map_or(IpAddr::from([0, 0, 0, 0]), |peer| peer.ip());
        let address = address_of(peer, &lines.collect::<Vec<_>>(), &trusted.unwrap_or_default());
        ready(Ok(Self { network: network_of(address) }))
    }
}

/// The client's address: the peer's, or if the peer is a trusted proxy the rightmost forwarded hop that is not.
///
/// What stands further left was written by the client itself and changes nothing.
#[must_use]
pub fn address_of(peer: IpAddr, forwarded: &[&str], trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: &IpAddr| trusted.iter().any(|net| net.contains(&address.to_canonical()));
    if !is_trusted(&peer) {
        return peer;
    }
    let hops: Vec<&str> = forwarded.iter().flat_map(|line| line.split(',')).map(str::trim).collect();
    let mut nearest = peer;
    for hop in hops.iter().rev() {
        let Ok(address) = hop.parse::<IpAddr>() else { return nearest };
        if !is_trusted(&address) {
            return address;
        }
        nearest = address;
    }
    nearest
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(peer: &str, forwarded: &[&str], trusted: &[&str]) -> String {
        let trusted: Vec<IpNet> = trusted.iter().map(|net| net.parse().unwrap()).collect();
        address_of(peer.parse().unwrap(), forwarded, &trusted).to_string()
    }

    #[test]
    fn without_a_trusted_proxy_the_header_says_nothing() {
        assert_eq!(of("203.0.113.9", &["6.6.6.6"], &[]), "203.0.113.9");
        assert_eq!(of("203.0.113.9", &["6.6.6.6"], &["10.0.0.0/8"]), "203.0.113.9");
    }

    #[test]
    fn behind_a_trusted_proxy_the_rightmost_stranger_is_the_client() {
        assert_eq!(of("10.0.0.1", &["6.6.6.6, 198.51.100.4, 10.0.0.2"], &["10.0.0.0/8"]), "198.51.100.4");
        assert_eq!(of("10.0.0.1", &["6.6.6.6", "198.51.100.4"], &["10.0.0.0/8"]), "198.51.100.4");
    }

    #[test]
    fn a_broken_hop_ends_the_walk_at_the_last_address_that_is_sure() {
        assert_eq!(of("10.0.0.1", &["6.6.6.6, nonsense"], &["10.0.0.0/8"]), "10.0.0.1");
    }

    proptest! {
        #[test]
        fn whatever_stands_left_of_the_client_changes_nothing(left in "[0-9a-f:., ]{0,60}") {
            let line = format!("{left}, 198.51.100.4");
            prop_assert_eq!(of("10.0.0.1", &[&line], &["10.0.0.0/8"]), "198.51.100.4");
        }
    }
}
