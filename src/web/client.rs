//! Who is asking, as far as the network tells: an address that is never kept, and a pseudonym of the day.

use std::future::{Ready, ready};
use std::net::{IpAddr, SocketAddr};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use ipnet::IpNet;

use super::limits::Rate;
use super::onion::circuit_of;
use super::{Entrance, Settings, part, store};
use crate::base::origin::network_of;
use crate::base::seal::{Keys, Purpose};
use crate::db::Db;
use crate::error::{Error, Result};

/// How much more may be done in the name of all those whom nothing tells apart.
const CROWD: u32 = 50;

/// The network that a request came from, or its circuit through Tor. It is in memory only, for the length of the request.
#[derive(Clone)]
pub struct Client {
    network: Vec<u8>,
    is_crowd: bool,
}

impl Client {
    /// The client behind a request that came in here: an address, a circuit, or one of the crowd behind an onion
    /// service that does not tell its circuits. It is never the address of the machine that Tor runs on.
    #[must_use]
    pub fn behind(entrance: &Entrance, peer: Option<IpAddr>, forwarded: &[&str]) -> Self {
        match entrance {
            Entrance::Clearnet { trusted_proxies, .. } => {
                let peer = peer.unwrap_or(IpAddr::from([0, 0, 0, 0]));
                let address = address_of(peer, forwarded, trusted_proxies);
                Self { network: network_of(address), is_crowd: false }
            }
            Entrance::Onion => {
                let circuit = peer.and_then(circuit_of);
                let name = circuit.iter().flatten().copied();
                Self { network: b"onion".iter().copied().chain(name).collect(), is_crowd: circuit.is_none() }
            }
        }
    }

    /// How often this client may do what one client may do at `rate`: a crowd more often than one.
    #[must_use]
    pub const fn rate(&self, rate: Rate) -> Rate {
        if self.is_crowd { rate.times(CROWD) } else { rate }
    }

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
        let settings = match part::<Settings>(request) {
            Ok(settings) => settings,
            Err(error) => return ready(Err(error)),
        };
        let lines = request.headers().get_all("x-forwarded-for").filter_map(|line| line.to_str().ok());
        let peer = request.peer_addr().map(|peer| peer.ip());
        ready(Ok(Self::behind(&settings.entrance, peer, &lines.collect::<Vec<_>>())))
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
        let Some(address) = address_in(hop) else { return nearest };
        if !is_trusted(&address) {
            return address;
        }
        nearest = address;
    }
    nearest
}

/// The address of a hop; some proxies write the port beside it, or brackets around it.
fn address_in(hop: &str) -> Option<IpAddr> {
    let bare = hop.strip_prefix('[').and_then(|hop| hop.strip_suffix(']')).unwrap_or(hop);
    bare.parse().or_else(|_| hop.parse::<SocketAddr>().map(|hop| hop.ip())).ok()
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
    fn a_port_beside_an_address_changes_nothing() {
        for hop in ["2001:db8::4", "[2001:db8::4]", "[2001:db8::4]:443"] {
            assert_eq!(of("10.0.0.1", &[hop], &["10.0.0.0/8"]), "2001:db8::4", "{hop}");
        }
        assert_eq!(of("10.0.0.1", &["198.51.100.4:50001"], &["10.0.0.0/8"]), "198.51.100.4");
    }

    #[test]
    fn a_broken_hop_ends_the_walk_at_the_last_address_that_is_sure() {
        assert_eq!(of("10.0.0.1", &["6.6.6.6, nonsense"], &["10.0.0.0/8"]), "10.0.0.1");
    }

    fn behind(entrance: &Entrance, peer: &str) -> Client {
        Client::behind(entrance, peer.parse().ok(), &["198.51.100.4"])
    }

    #[test]
    fn ten_thousand_addresses_of_one_network_are_one_client() {
        let clearnet = Entrance::Clearnet { trusted_proxies: Vec::new(), onion: None };
        let first = behind(&clearnet, "2001:db8:1:2::").network;
        for host in 0..10_000_u32 {
            let address = format!("2001:db8:1:2:{:x}:{host:x}::{host:x}", host % 7);
            assert_eq!(behind(&clearnet, &address).network, first, "{address}");
        }
        assert_ne!(behind(&clearnet, "2001:db8:1:3::").network, first);
    }

    #[test]
    fn through_tor_a_client_is_a_circuit_and_never_this_machine() {
        let of = |peer| behind(&Entrance::Onion, peer);
        let (one, other) = (of("fc00:dead:beef:4dad::1:2"), of("fc00:dead:beef:4dad::1:3"));
        assert!(one.network != other.network && !one.is_crowd && !other.is_crowd);
        for nobody in ["", "127.0.0.1", "::1", "198.51.100.4"] {
            assert!(of(nobody).is_crowd && of(nobody).network == b"onion", "{nobody}");
        }
    }

    #[test]
    fn a_crowd_may_do_more_than_one_and_not_without_end() {
        let rate = Rate::new(3, std::time::Duration::from_hours(1));
        assert_eq!(behind(&Entrance::Onion, "fc00:dead:beef:4dad::1").rate(rate), rate);
        let crowd = behind(&Entrance::Onion, "").rate(rate);
        assert_eq!(crowd, Rate::new(150, std::time::Duration::from_hours(1)));
    }

    proptest! {
        #[test]
        fn whatever_stands_left_of_the_client_changes_nothing(left in "[0-9a-f:., ]{0,60}") {
            let line = format!("{left}, 198.51.100.4");
            prop_assert_eq!(of("10.0.0.1", &[&line], &["10.0.0.0/8"]), "198.51.100.4");
        }
    }
}
