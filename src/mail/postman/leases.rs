//! The names under which this process holds deliveries: a fresh one for every handful, so that each is fenced.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

use crate::base::ids::Id;
use crate::base::random::Random;

/// A handful of deliveries in one worker's hands.
struct Hold;

/// The leases that are held now.
#[derive(Clone)]
pub(super) struct Leases {
    random: Random,
    held: Arc<Mutex<BTreeSet<String>>>,
}

/// One lease. Whoever drops it, for whatever reason, lets it run out.
pub(super) struct Lease {
    name: String,
    all: Leases,
}

impl Leases {
    pub(super) fn of(random: Random) -> Self {
        Self { random, held: Arc::default() }
    }

    pub(super) fn one(&self) -> Lease {
        let name = Id::<Hold>::fresh(&self.random).as_str().to_owned();
        self.held.lock().unwrap_or_else(PoisonError::into_inner).insert(name.clone());
        Lease { name, all: self.clone() }
    }

    pub(super) fn held(&self) -> Vec<String> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }
}

impl Lease {
    pub(super) fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.all.held.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.name);
    }
}
