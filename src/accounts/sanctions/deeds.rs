//! What is done with sanctions. Each deed of a moderator is an entry of the record, and asks in its own change who may.

use std::time::Duration;

use serde_json::{Value, json};

use super::outcomes::{self, Outcome};
use super::{Answered, Contested, Measure, Sanction, SanctionId, Stands, State, judges_of};
use crate::accounts::letters::{self, SANCTION_ENDED, SANCTION_UPHELD, SANCTIONED};
use crate::accounts::{Account, AccountId, admin, store};
use crate::audit::Actor;
use crate::base::clock::Timestamp;
use crate::base::text::Prose;
use crate::db::Tx;
use crate::error::{Error, OrNotFound as _, Result};

const DAY: Duration = Duration::from_hours(24);
/// A proposal that nobody confirms lapses after so many days.
const PROPOSED_DAYS: u32 = 14;

/// Somebody sanctioned the account meanwhile, or decided on the sanction; a key of `locales/`.
pub const MEANWHILE: &str = "accounts-sanction-meanwhile";
/// Nobody sanctions themselves; a key of `locales/`.
pub const OWN: &str = "accounts-sanction-own";
/// Whoever proposed it does not confirm it; a key of `locales/`.
pub const OWN_PROPOSAL: &str = "accounts-sanction-own-proposal";
/// Nobody answers for a sanction of their own; a key of `locales/`.
pub const OWN_DECISION: &str = "accounts-sanction-own-decision";
/// Who lets a contested sanction stand says why; a key of `locales/`.
pub const ANSWER_MISSING: &str = "accounts-sanction-answer-missing";
/// Its owner cannot contest it; a key of `locales/`.
pub const CANNOT_BE_CONTESTED: &str = "accounts-sanction-cannot-be-contested";

/// A sanction that somebody wants to impose.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The account.
    pub account: AccountId,
    /// The number of its latest sanction that they saw; 0 if there was none.
    pub seen: i32,
    /// What it is to be.
    pub measure: Measure,
    /// The number and the version of the rule that it cites.
    pub rule: (i32, i32),
    /// Words to the owner.
    pub words: Option<Prose>,
    /// Who imposes it.
    pub by: AccountId,
    /// Whether nobody else could confirm it; looked up before ([`nobody_else_judges`](super::nobody_else_judges)).
    pub alone: bool,
}

/// Imposes a sanction and tells its owner, or proposes it, if it needs two persons.
///
/// # Errors
/// [`Error::Conflict`] with [`MEANWHILE`] or [`OWN`]; [`Error::Forbidden`] to whoever may not; [`Error::NotFound`]
/// without the account.
pub fn impose(tx: &mut Tx<'_>, wanted: &Wanted) -> Result<SanctionId> {
    may_judge(tx, &wanted.by, &wanted.account)?;
    let waits = wanted.measure.needs_two() && !wanted.alone;
    let begun_at = tx.now.to_minute();
    let sanction = Sanction {
        id: tx.fresh_id(),
        account: wanted.account.clone(),
        number: wanted.seen.saturating_add(1),
        measure: wanted.measure,
        state: if waits { State::Proposed } else { State::Imposed },
        rule: wanted.rule,
        words: wanted.words.clone(),
        imposed_by: Some(wanted.by.clone()),
        confirmed_by: None,
        begun_at,
        until: if waits { Some(begun_at.plus(DAY * PROPOSED_DAYS)) } else { ends(wanted.measure, begun_at) },
        contested: None,
        answer: None,
        version: 1,
    };
    let seen = store::sanctions::latest(tx, &wanted.account)? == wanted.seen;
    if !seen || !store::sanctions::insert(tx, &sanction)? {
        return Err(Error::Conflict(MEANWHILE));
    }
    if !waits {
        outcomes::note(tx, &sanction, Outcome::Imposed)?;
        letters::post_of_sanction(tx, SANCTIONED, &sanction)?;
    }
    let alone = wanted.measure.needs_two() && wanted.alone;
    record(tx, &wanted.by, (if waits { "sanction-propose" } else { "sanction" }, alone), &sanction)?;
    Ok(sanction.id)
}

fn ends(measure: Measure, begun_at: Timestamp) -> Option<Timestamp> {
    measure.days().map(|days| begun_at.plus(DAY * days))
}

/// What can be done with a sanction that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Lets a proposed one take effect.
    Confirm,
    /// Drops a proposed one.
    Refuse,
    /// Ends one before its time.
    Lift,
    /// Lets one stand that its owner contests.
    Uphold,
    /// Ends one that its owner contests, because it was wrong.
    Overturn,
}

impl Deed {
    /// All of them, in the order in which a page offers them.
    pub const ALL: [Self; 5] = [Self::Confirm, Self::Refuse, Self::Uphold, Self::Overturn, Self::Lift];

    /// Its word in forms.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Refuse => "refuse",
            Self::Lift => "lift",
            Self::Uphold => "uphold",
            Self::Overturn => "overturn",
        }
    }

    /// The deed of this word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|deed| deed.as_str() == word)
    }

    /// The key of its word in `locales/`.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Confirm => "accounts-sanction-confirm",
            Self::Refuse => "accounts-sanction-refuse",
            Self::Lift => "accounts-sanction-lift",
            Self::Uphold => "accounts-sanction-uphold",
            Self::Overturn => "accounts-sanction-overturn",
        }
    }

    const fn entry(self) -> &'static str {
        match self {
            Self::Confirm => "sanction-confirm",
            Self::Refuse => "sanction-refuse",
            Self::Lift => "sanction-lift",
            Self::Uphold => "sanction-uphold",
            Self::Overturn => "sanction-overturn",
        }
    }

    /// What comes of a sanction by it, for everybody to know.
    const fn outcome(self) -> Option<Outcome> {
        match self {
            Self::Confirm => Some(Outcome::Imposed),
            Self::Refuse => None,
            Self::Lift => Some(Outcome::Lifted),
            Self::Uphold => Some(Outcome::Upheld),
            Self::Overturn => Some(Outcome::Overturned),
        }
    }

    /// Whether it can be done to a sanction at `now`, by whomever.
    #[must_use]
    pub fn fits(self, sanction: &Sanction, now: Timestamp) -> bool {
        match self {
            Self::Confirm | Self::Refuse => sanction.stands(now) == Stands::Proposed,
            Self::Lift => sanction.stands(now) == Stands::InForce,
            Self::Uphold | Self::Overturn => sanction.is_contested(),
        }
    }

    /// Whether `by` may not do it, because they imposed or confirmed the sanction themselves.
    #[must_use]
    pub fn is_for_another(self, sanction: &Sanction, by: &AccountId, alone: bool) -> Option<&'static str> {
        match self {
            Self::Confirm => (sanction.imposed_by.as_ref() == Some(by)).then_some(OWN_PROPOSAL),
            Self::Uphold | Self::Overturn => (sanction.is_by(by) && !alone).then_some(OWN_DECISION),
            Self::Refuse | Self::Lift => None,
        }
    }
}

/// A deed that somebody wants to do with a sanction.
#[derive(Debug, Clone)]
pub struct Order {
    /// The sanction.
    pub sanction: SanctionId,
    /// The version of it that they saw.
    pub seen: i64,
    /// What to do.
    pub deed: Deed,
    /// Who does it.
    pub by: AccountId,
    /// Words to an owner who contests it.
    pub answer: Option<Prose>,
    /// Whether nobody else could answer its owner; looked up before.
    pub alone: bool,
}

/// Does it, and tells the owner what they are to know.
///
/// # Errors
/// [`Error::Conflict`] with [`MEANWHILE`], [`OWN`], [`OWN_PROPOSAL`] or [`OWN_DECISION`]; [`Error::Invalid`] at `answer`
/// without the words that a deed needs; [`Error::Forbidden`] to whoever may not; [`Error::NotFound`] without it.
pub fn decide(tx: &mut Tx<'_>, order: &Order) -> Result<()> {
    let mut sanction = store::sanctions::find(tx, &order.sanction)?.or_not_found()?;
    may_judge(tx, &order.by, &sanction.account)?;
    if sanction.version != order.seen || !order.deed.fits(&sanction, tx.now) {
        return Err(Error::Conflict(MEANWHILE));
    }
    if let Some(own) = order.deed.is_for_another(&sanction, &order.by, order.alone) {
        return Err(Error::Conflict(own));
    }
    if order.deed == Deed::Uphold && order.answer.is_none() {
        return Err(Error::invalid("answer", ANSWER_MISSING));
    }
    change(&mut sanction, order, tx.now.to_minute());
    save(tx, &sanction)?;
    order.deed.outcome().map_or(Ok(()), |outcome| outcomes::note(tx, &sanction, outcome))?;
    match order.deed {
        Deed::Confirm => letters::post_of_sanction(tx, SANCTIONED, &sanction)?,
        Deed::Refuse => {}
        Deed::Uphold => letters::post_of_sanction(tx, SANCTION_UPHELD, &sanction)?,
        Deed::Lift | Deed::Overturn => letters::post_of_sanction(tx, SANCTION_ENDED, &sanction)?,
    }
    let alone = order.alone && matches!(order.deed, Deed::Uphold | Deed::Overturn);
    record(tx, &order.by, (order.deed.entry(), alone), &sanction)
}

fn change(sanction: &mut Sanction, order: &Order, now: Timestamp) {
    let ended = Some(sanction.until.map_or(now, |until| until.min(now)));
    match order.deed {
        Deed::Confirm => {
            sanction.state = State::Imposed;
            sanction.confirmed_by = Some(order.by.clone());
            sanction.begun_at = now;
            sanction.until = ends(sanction.measure, now);
        }
        Deed::Refuse => (sanction.state, sanction.until) = (State::Refused, ended),
        Deed::Lift | Deed::Overturn => {
            (sanction.state, sanction.until) = (State::Lifted, ended);
            answered(sanction, Answered::Overturned);
        }
        Deed::Uphold => answered(sanction, Answered::Upheld),
    }
    if sanction.contested.is_some() {
        sanction.answer = order.answer.clone().or(sanction.answer.take());
    }
}

/// What waited for an answer has it.
fn answered(sanction: &mut Sanction, answered: Answered) {
    let waits = sanction.contested.as_mut().filter(|contested| contested.answered == Answered::Open);
    if let Some(contested) = waits {
        contested.answered = answered;
    }
}

/// What an owner says against a sanction.
#[derive(Debug, Clone)]
pub struct Objection {
    /// The sanction.
    pub sanction: SanctionId,
    /// The version of it that they saw.
    pub seen: i64,
    /// Whose account it is on.
    pub owner: AccountId,
    /// Their words.
    pub words: Prose,
}

/// Contests a sanction, once.
///
/// # Errors
/// [`Error::Conflict`] with [`MEANWHILE`] or [`CANNOT_BE_CONTESTED`]; [`Error::NotFound`] if it is not theirs.
pub fn contest(tx: &mut Tx<'_>, objection: &Objection) -> Result<()> {
    let found = store::sanctions::find(tx, &objection.sanction)?;
    let mut sanction = found.filter(|found| found.account == objection.owner).or_not_found()?;
    if !sanction.can_be_contested(tx.now) {
        return Err(Error::Conflict(CANNOT_BE_CONTESTED));
    }
    if sanction.version != objection.seen {
        return Err(Error::Conflict(MEANWHILE));
    }
    sanction.contested = Some(Contested { words: objection.words.clone(), answered: Answered::Open });
    save(tx, &sanction)?;
    outcomes::note(tx, &sanction, Outcome::Contested)
}

/// Of two who change it at once one is second.
fn save(tx: &mut Tx<'_>, sanction: &Sanction) -> Result<()> {
    if store::sanctions::save(tx, sanction)? { Ok(()) } else { Err(Error::Conflict(MEANWHILE)) }
}

/// Refuses whoever may not sanction this account by the time that they do: nobody themselves, only admins one of the
/// team.
fn may_judge(tx: &mut Tx<'_>, by: &AccountId, account: &AccountId) -> Result<()> {
    let judge = store::account(tx, by)?.filter(Account::may_sign_in).ok_or(Error::Forbidden)?;
    let account = store::account(tx, account)?.or_not_found()?;
    if !judges_of(&account).contains(&judge.role) {
        return Err(Error::Forbidden);
    }
    if judge.id == account.id { Err(Error::Conflict(OWN)) } else { Ok(()) }
}

/// `alone`: whether one person decided for whom the rule wants two.
fn record(
    tx: &mut Tx<'_>,
    by: &AccountId,
    (deed, alone): (&'static str, bool),
    sanction: &Sanction,
) -> Result<()> {
    let measure = sanction.measure;
    let mut detail = json!({ "kind": measure.kind().as_str(), "rule": sanction.rule.0 });
    if let (Some(days), Value::Object(fields)) = (measure.days(), &mut detail) {
        fields.insert("days".to_owned(), days.into());
    }
    if let (true, Value::Object(fields)) = (alone, &mut detail) {
        fields.insert("alone".to_owned(), true.into());
    }
    let actor = Actor::Account(by.as_str().to_owned());
    admin::record(tx, &actor, deed, &sanction.account, &detail)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::Kind;
    use super::*;
    use crate::base::random::Random;

    fn sanction(measure: Measure, proposed: bool, now: Timestamp) -> Sanction {
        let random = Random::seeded(7);
        Sanction {
            id: SanctionId::fresh(&random),
            account: AccountId::fresh(&random),
            number: 1,
            measure,
            state: if proposed { State::Proposed } else { State::Imposed },
            rule: (1, 1),
            words: None,
            imposed_by: None,
            confirmed_by: None,
            begun_at: now,
            until: if proposed { Some(now.plus(DAY * PROPOSED_DAYS)) } else { ends(measure, now) },
            contested: None,
            answer: None,
            version: 1,
        }
    }

    fn order(sanction: &Sanction, deed: Deed) -> Order {
        let (by, answer) = (AccountId::fresh(&Random::seeded(8)), Some(Prose::parse("So it is.").unwrap()));
        Order { sanction: sanction.id.clone(), seen: sanction.version, deed, by, answer, alone: false }
    }

    /// What comes next: a deed, an owner who contests (5), or days that pass.
    fn steps() -> impl Strategy<Value = Vec<(usize, u32)>> {
        proptest::collection::vec((0..6_usize, 0..20_u32), 0..12)
    }

    proptest! {
        #[test]
        fn whatever_is_done_in_whatever_order_what_is_over_stays_over(
            kind in 0..5_usize,
            days in 1..60_u32,
            proposed: bool,
            steps in steps(),
        ) {
            let mut now = Timestamp::from_micros(1_700_000_000_000_000).to_minute();
            let measure = Measure::new(Kind::ALL[kind], Some(days)).unwrap();
            let mut found = sanction(measure, proposed, now);
            let (mut over, mut was_proposed) = (false, proposed);
            for (step, wait) in steps {
                now = now.plus(DAY * wait);
                if step == 5 && found.can_be_contested(now) {
                    let words = Prose::parse("Why?").unwrap();
                    found.contested = Some(Contested { words, answered: Answered::Open });
                }
                if let Some(deed) = Deed::ALL.get(step).filter(|deed| deed.fits(&found, now)) {
                    let order = order(&found, *deed);
                    change(&mut found, &order, now);
                }
                let stands = found.stands(now);
                prop_assert!(!over || !matches!(stands, Stands::InForce | Stands::Proposed), "{found:?}");
                prop_assert!(was_proposed || stands != Stands::Proposed, "{found:?}");
                prop_assert!(found.until.is_some() || measure.kind() == Kind::Ban, "{found:?}");
                over |= matches!(stands, Stands::Over | Stands::Lifted | Stands::NotConfirmed);
                was_proposed &= stands == Stands::Proposed;
                if stands == Stands::Lifted {
                    prop_assert!(!found.is_contested(), "whoever is let go needs no answer: {found:?}");
                }
            }
        }
    }
}
