//! Deeds for which it is not enough to be signed in.

use std::borrow::Borrow;
use std::ops::Deref;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use super::{Asking, Member};
use crate::base::clock::Timestamp;
use crate::db::Db;
use crate::error::Error;
use crate::web::back::Back;
use crate::web::form::Owner;
use crate::web::part;

/// A proof is this old at most (ASVS 7.5.1).
const LASTS: Duration = Duration::from_mins(10);

/// A [`Member`], [`Admin`](super::Admin), … who proved within the last ten minutes who they are.
///
/// Handlers of what a thief at an open browser would do first ask for it: another address, password or second
/// factor, somebody's role, shutting somebody out, a letter to all, taking one's data out, erasing the account.
/// `Recently<Member>` is one's own member, and the owner of private forms (`Private<Recently<Admin>, T>`). Whoever
/// proved it longer ago changes nothing: who looks is led to prove it and then back, who sends gets 403 and the way
/// there.
#[derive(Debug, Clone)]
pub struct Recently<M>(M);

impl<M> Deref for Recently<M> {
    type Target = M;

    fn deref(&self) -> &M {
        &self.0
    }
}

impl<M: Owner + Borrow<Member>> Owner for Recently<M> {
    fn binding(&self) -> &str {
        self.0.binding()
    }
}

impl<M: Owner + Borrow<Member>> FromRequest for Recently<M> {
    type Error = Error;
    type Future = Asking<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, mut payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let someone = M::from_request(&request, &mut payload).await?;
            let member: &Member = someone.borrow();
            if proved_lately(member.authenticated_at, part::<Db>(&request)?.now()) {
                return Ok(Self(someone));
            }
            Err(Error::ProofRequired { back: Back::of(&request).path().to_owned() })
        })
    }
}

/// Whether a proof is still good at `now`.
fn proved_lately(at: Timestamp, now: Timestamp) -> bool {
    now.since(at) < LASTS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_is_good_for_ten_minutes() {
        let at = Timestamp::from_micros(1_700_000_000_000_000);
        assert!(proved_lately(at, at));
        assert!(proved_lately(at, at.plus(Duration::from_secs(599))));
        assert!(!proved_lately(at, at.plus(LASTS)));
    }
}
