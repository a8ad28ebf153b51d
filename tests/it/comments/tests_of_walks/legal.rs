//! What the law asks of a comment: that it goes, and that it is kept.

use super::*;

use amicus::audit::Actor;
use amicus::base::text::Line;
use amicus::comments::holds::{self, LastDay, Wanted};
use amicus::comments::takedowns::deeds::{Demand, Order, Ruling, decide, record};
use amicus::comments::takedowns::{self, Claim, Claimant, Outcome, TakedownId, Term};
use jiff::civil::Date;

/// Longer than what is refused is kept, and over before twice that.
const HOLD: Duration = Duration::from_hours(40 * 24);

/// A legal hold that stands on a comment.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    last: Date,
    /// The word of the text that was to go meanwhile.
    pub(super) asked: Option<String>,
}

/// A demand that is open.
#[derive(Debug, Clone)]
pub(super) struct Demanded {
    id: TakedownId,
    by: usize,
    /// The word complained of.
    word: String,
    /// How the comment stood, if it went out of sight.
    was: Option<Stands>,
}

impl World {
    /// A court wants a comment kept for a while from now.
    pub(super) async fn is_held(&mut self, which: usize) -> Result<()> {
        let comment = self.known[which].id.clone();
        let last = self.app.db().now().plus(HOLD).day();
        let held = move |tx: &mut amicus::db::Tx<'_>| {
            let seen = holds::find(tx, &comment)?.map_or(0, |hold| hold.version);
            let (reason, until) = (Line::parse("A claim").unwrap(), LastDay::new(last, tx.now).unwrap());
            holds::keep(tx, &Actor::Terminal, &Wanted { comment: comment.clone(), seen, reason, until })
        };
        self.app.db().write(held).await?;
        let held = &mut self.known[which].held;
        held.get_or_insert(Kept { last, asked: None }).last = last;
        Ok(())
    }

    /// Somebody demands that a comment goes.
    pub(super) async fn is_demanded(&mut self, which: usize, by: usize, hide: bool) -> Result<()> {
        let (seen, today) = (self.look(which).await.comment.version, self.app.db().now());
        let known = &self.known[which];
        let word = known.stands.text.clone();
        let quote = Prose::parse(&word).map_err(|_| Error::Forbidden)?;
        let demand = Demand {
            comment: known.id.clone(),
            seen,
            claimant: Claimant::Person,
            claim: Claim { name: Line::parse("Whoever demands it").unwrap(), quote },
            basis: Line::parse("Section 4").unwrap(),
            term: Term::new(today.day(), today.plus(DAY * 5).day(), today.day()).unwrap(),
            hide,
            by: self.moderators[by].clone(),
        };
        let keys = self.app.app.keys.clone();
        let id = self.app.db().write(move |tx| record(tx, &keys, &demand)).await?;
        let known = &mut self.known[which];
        let hides = hide && known.stands.state == State::Published;
        known.demanded = Some(Demanded { id, by, word, was: hides.then(|| known.stands.clone()) });
        (known.in_grace, known.before) = (None, None);
        if hides {
            known.becomes(State::Hidden);
        }
        Ok(())
    }

    /// The other moderator decides on what is demanded.
    pub(super) async fn is_ruled_on(&mut self, which: usize, outcome: Outcome) -> Result<()> {
        let Some(open) = self.known[which].demanded.clone() else { return Err(Error::Forbidden) };
        let (keys, id) = (self.app.app.keys.clone(), open.id.clone());
        let found = self.app.db().read(move |conn| takedowns::find(conn, &keys, &id)).await?.unwrap();
        let comment = self.look(which).await.comment;
        let without = comment.text.map(|text| text.as_str().replace(&open.word, "[removed]"));
        let ruling = match outcome {
            Outcome::Removed => Ruling::Remove,
            Outcome::Redacted => Ruling::Redact(Prose::parse(&without.unwrap()).unwrap()),
            _ => Ruling::Refuse,
        };
        let order = Order {
            takedown: open.id.clone(),
            seen: found.version,
            comment_seen: comment.version,
            ruling,
            words: None,
            by: self.moderators[1 - open.by].clone(),
            alone: false,
        };
        self.app.db().write(move |tx| decide(tx, &order)).await?;
        self.known[which].ruled(outcome);
        Ok(())
    }
}

impl Known {
    fn becomes(&mut self, state: State) {
        self.stands = Stands { text: self.stands.text.clone(), state, edit: None, rule: None, swept: None };
        self.overdue = false;
    }

    fn ruled(&mut self, outcome: Outcome) {
        let open = self.demanded.take().expect("a demand is open");
        (self.in_grace, self.before) = (None, None);
        let comes_back = open.was.filter(|_| self.stands.state == State::Hidden);
        match (outcome, self.stands.state) {
            (Outcome::Removed, State::Held | State::Published | State::Hidden) => {
                self.becomes(State::Rejected);
            }
            (Outcome::Removed, _) => {}
            _ => {
                self.overdue &= comes_back.is_none();
                self.stands = comes_back.unwrap_or_else(|| self.stands.clone());
            }
        }
        if outcome == Outcome::Redacted && self.stands.text == open.word {
            self.stands.text.clone_from(&self.name);
        }
    }

    /// What was to go while a hold stood, goes.
    pub(super) fn hold_ends(&mut self, today: Date) {
        let over = self.held.take_if(|kept| kept.last < today);
        if over.is_some_and(|kept| kept.asked.is_some()) {
            self.is_erased_as(State::Erased);
        }
    }
}
