//! Who may let an update appear: somebody else than its proposer, or the only person who could.

use super::{Update, UpdateId, UpdateState};
use crate::accounts::AccountId;

/// The proof that a person may release an update as it stood when they looked. Only [`permit`] makes it, and it is
/// good for that update in that version alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permit {
    update: UpdateId,
    version: i64,
    by: AccountId,
    alone: bool,
}

impl Permit {
    /// Who releases.
    #[must_use]
    pub const fn by(&self) -> &AccountId {
        &self.by
    }

    /// Whether nobody else was there to look at it: the record says so.
    #[must_use]
    pub const fn alone(&self) -> bool {
        self.alone
    }

    /// Whether it was given for this update in this version.
    pub(super) fn is_for(&self, update: &UpdateId, version: i64) -> bool {
        self.update == *update && self.version == version
    }
}

/// Why a person may not release an update.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Nobody proposed it as it stands now.
    NotProposed,
    /// They proposed it themselves; somebody else must release it.
    Proposer,
    /// It is scheduled, published or retracted already.
    NotADraft,
}

impl Refusal {
    /// The key of its words.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::NotProposed => "cases-refusal-not-proposed",
            Self::Proposer => "cases-refusal-proposer",
            Self::NotADraft => "cases-refusal-not-a-draft",
        }
    }
}

/// Whether `releaser` may let an update appear, on a site where `editors` people may edit and sign in
/// ([`crate::accounts::editors`]). On a site with one such person, that person may, and the permit says so.
///
/// # Errors
/// Why not.
pub fn permit(update: &Update, releaser: &AccountId, editors: usize) -> Result<Permit, Refusal> {
    if update.state != UpdateState::Draft {
        return Err(Refusal::NotADraft);
    }
    let proposer = update.proposed_by.as_ref().ok_or(Refusal::NotProposed)?;
    let alone = proposer == releaser;
    if alone && editors != 1 {
        return Err(Refusal::Proposer);
    }
    Ok(Permit { update: update.id.clone(), version: update.version, by: releaser.clone(), alone })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::base::clock::Timestamp;
    use crate::base::ids::Id;
    use crate::base::random::Random;
    use crate::base::text::{Line, Prose};
    use crate::cases::Kind;

    fn update(state: UpdateState, proposed_by: Option<&AccountId>) -> Update {
        let random = Random::seeded(7);
        Update {
            id: Id::fresh(&random),
            case_id: Id::fresh(&random),
            number: None,
            state,
            kind: Kind::Ruling,
            happened_on: date(2026, 5, 4),
            language: "en".to_owned(),
            title: Line::parse("A ruling").unwrap(),
            body: Prose::parse("The court ruled.").unwrap(),
            source: Line::parse("docket").unwrap(),
            source_url: None,
            as_reported: false,
            version: 3,
            proposed_by: proposed_by.cloned(),
            proposed_at: None,
            released_by: None,
            released_alone: false,
            publish_at: None,
            published_at: None,
            retracted_at: None,
            retraction: None,
            updated_at: Timestamp::from_micros(0),
        }
    }

    /// State, who proposed it, who wants to release it, how many editors: what comes of it (`Ok(alone)`).
    #[test]
    fn the_whole_table() {
        use UpdateState::{Draft, Published, Retracted, Scheduled};
        let random = Random::seeded(1);
        let (ada, ben): (AccountId, AccountId) = (Id::fresh(&random), Id::fresh(&random));
        let answer = |state, proposer: Option<&AccountId>, editors| {
            permit(&update(state, proposer), &ada, editors).map(|permit| permit.alone())
        };
        for editors in 0..5 {
            assert_eq!(answer(Draft, None, editors), Err(Refusal::NotProposed));
            assert_eq!(answer(Draft, Some(&ben), editors), Ok(false));
            let own = if editors == 1 { Ok(true) } else { Err(Refusal::Proposer) };
            assert_eq!(answer(Draft, Some(&ada), editors), own);
            for state in [Scheduled, Published, Retracted] {
                for proposer in [None, Some(&ada), Some(&ben)] {
                    assert_eq!(answer(state, proposer, editors), Err(Refusal::NotADraft));
                }
            }
        }
    }

    #[test]
    fn a_permit_is_good_for_one_update_in_one_version() {
        let random = Random::seeded(1);
        let (ada, ben): (AccountId, AccountId) = (Id::fresh(&random), Id::fresh(&random));
        let update = update(UpdateState::Draft, Some(&ben));
        let permit = permit(&update, &ada, 2).unwrap();
        assert_eq!(permit.by(), &ada);
        assert!(permit.is_for(&update.id, 3));
        assert!(!permit.is_for(&update.id, 4) && !permit.is_for(&Id::fresh(&random), 3));
    }
}
