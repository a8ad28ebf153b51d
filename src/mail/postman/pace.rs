//! How fast letters to many leave this process, and when one of them is stopped.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use crate::mail::LetterId;

/// A letter that the relay refused so often in a row, whoever it was for, is paused.
const PATIENCE: u32 = 5;

/// Refusals that come so soon after a letter was paused were on the wire with it, or show that nothing has changed.
const ECHO: Duration = Duration::from_secs(10);

/// Gives turns, evenly.
pub(super) struct Pace {
    every: Option<Duration>,
    next: Mutex<Option<Instant>>,
}

impl Pace {
    pub(super) fn of(rate: Option<NonZeroU32>) -> Self {
        Self { every: rate.map(|rate| Duration::from_secs(1) / rate.get()), next: Mutex::default() }
    }

    /// Waits for the next turn.
    pub(super) async fn turn(&self) {
        if let Some(every) = self.every {
            let turn = self.next_turn(every);
            sleep_until(turn).await;
        }
    }

    fn next_turn(&self, every: Duration) -> Instant {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let turn = next.map_or(now, |next| next.max(now));
        *next = Some(turn + every);
        turn
    }
}

/// How often the relay has refused each letter since it last took it.
#[derive(Default)]
pub(super) struct Refusals(Mutex<HashMap<LetterId, Count>>);

struct Count {
    refusals: u32,
    last: Instant,
}

impl Refusals {
    /// Counts one; `true` if the letter is to be paused now. Some seconds after that, counting begins anew.
    pub(super) fn one_more(&self, letter: &LetterId) -> bool {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        let count = counts.entry(letter.clone()).or_insert(Count { refusals: 0, last: now });
        if count.refusals >= PATIENCE && now.duration_since(count.last) >= ECHO {
            count.refusals = 0;
        }
        count.refusals = count.refusals.saturating_add(1);
        count.last = now;
        count.refusals >= PATIENCE
    }

    pub(super) fn forget(&self, letter: &LetterId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(letter);
    }
}
