//! In what state an update is, in words: who proposed it, what happens next, and who may do it.

use jiff::tz::TimeZone;

use crate::accounts::{self, AccountId};
use crate::base::clock::Timestamp;
use crate::base::words::Words;
use crate::cases::{Update, UpdateState, permit};
use crate::db::Conn;
use crate::error::Result;

/// The people around an update.
pub(super) struct People {
    /// How many people may edit and sign in.
    pub(super) editors: usize,
    proposer: Option<String>,
    releaser: Option<String>,
}

impl People {
    pub(super) fn of(conn: &mut Conn, update: &Update) -> Result<Self> {
        let ids: Vec<AccountId> =
            [&update.proposed_by, &update.released_by].into_iter().flatten().cloned().collect();
        let names = accounts::names(conn, &ids)?;
        let name = |id: &Option<AccountId>| id.as_ref().and_then(|id| names.get(id).cloned());
        Ok(Self {
            editors: accounts::editors(conn)?,
            proposer: name(&update.proposed_by),
            releaser: name(&update.released_by),
        })
    }
}

/// What the page says of an update's state, and what this editor can do from here.
pub(super) struct Standing {
    /// Sentences, in order.
    pub(super) says: Vec<String>,
    /// Whether this editor may release it now.
    pub(super) may_release: bool,
}

/// Who looks, in which words, by which calendar.
pub(super) struct Viewer<'a> {
    pub(super) account: &'a AccountId,
    pub(super) words: &'a Words,
    pub(super) zone: &'a TimeZone,
}

impl Standing {
    pub(super) fn of(update: &Update, people: &People, viewer: &Viewer<'_>) -> Self {
        let says = match update.state {
            UpdateState::Draft => viewer.of_draft(update, people),
            UpdateState::Scheduled => viewer.of_scheduled(update, people),
            UpdateState::Published => viewer.of_published(update, people),
            UpdateState::Retracted => viewer.of_retracted(update),
        };
        let may_release = permit(update, viewer.account, people.editors).is_ok();
        Self { says, may_release }
    }
}

impl Viewer<'_> {
    fn of_draft(&self, update: &Update, people: &People) -> Vec<String> {
        let Some(proposer) = &update.proposed_by else {
            let next = if people.editors == 1 { "cases-next-propose-alone" } else { "cases-next-propose" };
            return vec![self.words.say("cases-is-draft"), self.words.say(next)];
        };
        let day = self.day(update.proposed_at);
        if proposer == self.account {
            let next = if people.editors == 1 { "cases-next-alone" } else { "cases-next-somebody-else" };
            return vec![self.words.say1("cases-is-proposed-by-you", "day", day), self.words.say(next)];
        }
        let name = self.named(people.proposer.as_ref());
        let proposed = self.words.say2("cases-is-proposed", ("name", name), ("day", day));
        vec![proposed, self.words.say("cases-next-release")]
    }

    fn of_scheduled(&self, update: &Update, people: &People) -> Vec<String> {
        let at = update.publish_at.map(|at| self.instant(at)).unwrap_or_default();
        let name = self.named(people.releaser.as_ref());
        let scheduled = self.words.say2("cases-is-scheduled", ("name", name), ("at", at));
        vec![scheduled, self.words.say("cases-next-scheduled")]
    }

    fn of_published(&self, update: &Update, people: &People) -> Vec<String> {
        let (number, day) = (update.number.unwrap_or(0), self.day(update.published_at));
        let mut says = vec![self.words.say2("cases-is-published", ("number", number), ("day", day))];
        if let Some(name) = &people.releaser {
            let key = if update.released_alone { "cases-is-released-alone" } else { "cases-is-released" };
            says.push(self.words.say1(key, "name", name));
        }
        says.push(self.words.say("cases-next-published"));
        says
    }

    fn of_retracted(&self, update: &Update) -> Vec<String> {
        let day = self.day(update.retracted_at);
        vec![self.words.say1("cases-is-retracted", "day", day), self.words.say("cases-next-retracted")]
    }

    fn named(&self, name: Option<&String>) -> String {
        name.cloned().unwrap_or_else(|| self.words.say("cases-somebody-gone"))
    }

    fn day(&self, at: Option<Timestamp>) -> String {
        at.map(|at| self.words.date(at.day_in(self.zone))).unwrap_or_default()
    }

    fn instant(&self, at: Timestamp) -> String {
        let zoned = at.to_jiff().to_zoned(self.zone.clone());
        let time = zoned.strftime("%H:%M %Z").to_string();
        self.words.say2("cases-instant", ("day", self.words.date(zoned.date())), ("time", time))
    }
}
