//! An admin hides all that readers see at once, and brings it back, or the clock does.

use super::*;

use amicus::accounts::Role;
use amicus::audit;
use amicus::base::clock::Timestamp;
use amicus::moderation::attack::{end_hiding, hide_new, look_for_new, take_back};
use amicus::moderation::batches::{self, BatchId};
use amicus::rules::attack::{Hours, standing};

const LONG_AGO: Duration = Duration::from_hours(1000 * 24);

/// The switch that is on.
#[derive(Debug, Clone)]
pub(super) struct Sweep {
    batch: BatchId,
    until: Timestamp,
}

impl World {
    pub(super) async fn sweeps(&mut self) -> Result<()> {
        let (db, by, now) = (self.app.db(), self.admin.clone(), self.app.db().now());
        let batch = look_for_new(db, by.clone(), now.minus(LONG_AGO)).await?;
        let seen = db.read(standing).await?;
        let actor = audit::Actor::Account(by.as_str().to_owned());
        let grounds = Grounds { rule: Some(RuleCited { number: 2, version: 1 }), words: None };
        hide_new(db, (actor, seen), (batch.clone(), grounds), Hours::parse("24").unwrap()).await?;
        self.sweep = Some(Sweep { batch, until: now.plus(DAY) });
        let seen_by_readers =
            |known: &&mut Known| known.stands.state == State::Published && known.in_grace.is_none();
        self.known.iter_mut().filter(seen_by_readers).for_each(Known::is_swept);
        Ok(())
    }

    /// By hand; a sweep that is over already is not.
    pub(super) async fn ends_the_sweep(&mut self) -> Result<()> {
        let Some(sweep) = self.sweep.take() else { return Err(Error::Forbidden) };
        let (db, by) = (self.app.db(), self.admin.clone());
        let since = db.now().minus(30 * DAY);
        db.write(move |tx| take_back(tx, &sweep.batch, (&by, Role::Admin), since)).await?;
        self.what_was_swept_comes_back().await;
        Ok(())
    }

    /// By the clock, if its hours are over.
    pub(super) async fn the_sweep_ends_by_itself(&mut self) {
        self.app.db().write(end_hiding).await.unwrap();
        let now = self.app.db().now();
        if self.sweep.take_if(|sweep| sweep.until <= now).is_some() {
            self.what_was_swept_comes_back().await;
        }
    }

    async fn what_was_swept_comes_back(&mut self) {
        while self.app.db().write(|tx| batches::work_off(tx, Duration::ZERO)).await.unwrap() > 0 {}
        self.known.iter_mut().for_each(Known::comes_back);
    }
}

impl Known {
    fn is_swept(&mut self) {
        let before = self.stands.clone();
        self.decided((Deed::Hide, 2));
        self.stands.swept = Some(Box::new(before));
    }

    /// Unless somebody decides on it, or has since.
    fn comes_back(&mut self) {
        let swept = self.stands.swept.take();
        if let (Some(before), None) = (swept, &self.in_grace) {
            (self.stands, self.before, self.overdue) = (*before, None, false);
        }
        if let Some(before) = &mut self.before {
            before.swept = None;
        }
    }
}
