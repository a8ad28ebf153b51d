//! What may become of an update, tried at random; and numbers, given to many at once.

use amicus::accounts::AccountId;
use amicus::audit::Actor;
use amicus::base::random::Random;
use amicus::base::text::{Line, Prose};
use amicus::cases::{self, Correcting, Kind, OUTDATED, Update, UpdateDraft, UpdateState};
use amicus::db::Tx;
use amicus::error::{Error, Result};
use futures_util::future::join_all;
use jiff::civil::date;

use crate::support::{HOUR, MINUTE, TestApp};

/// What somebody does with an update.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Deed {
    Edit,
    Propose,
    Publish,
    Schedule,
    PublishDue,
    Unschedule,
    Correct,
    Retract,
}

const DEEDS: [Deed; 8] = [
    Deed::Edit,
    Deed::Propose,
    Deed::Publish,
    Deed::Schedule,
    Deed::PublishDue,
    Deed::Unschedule,
    Deed::Correct,
    Deed::Retract,
];

/// A deed with who does it and the text that it brings.
#[derive(Clone)]
struct Try {
    deed: Deed,
    by: AccountId,
    version: i64,
    text: String,
}

impl Try {
    fn body(&self) -> Prose {
        Prose::parse(&self.text).unwrap()
    }

    fn carry_out(&self, tx: &mut Tx<'_>, update: &Update) -> Result<()> {
        let (id, version, actor) = (&update.id, self.version, Actor::Program);
        let permit = || cases::permit(update, &self.by, 2).map_err(|refusal| Error::Conflict(refusal.key()));
        match self.deed {
            Deed::Edit => cases::edit_update(tx, id, version, &self.draft(), &actor).map(|_| ()),
            Deed::Propose => cases::propose(tx, id, version, &self.by),
            Deed::Publish => cases::publish(tx, id, version, &permit()?).map(|_| ()),
            Deed::Schedule => {
                let at = tx.now.plus(MINUTE);
                cases::schedule(tx, id, version, at, &permit()?)
            }
            Deed::PublishDue => cases::publish_due(tx, id, version).map(|_| ()),
            Deed::Unschedule => cases::unschedule(tx, id, version, (&actor, "asked")),
            Deed::Correct => {
                let correcting =
                    Correcting { on: tx.now.day(), note: self.body(), title: title(), body: self.body() };
                cases::correct(tx, id, version, &correcting, &actor)
            }
            Deed::Retract => cases::retract(tx, id, version, &self.body(), &actor),
        }
    }

    fn draft(&self) -> UpdateDraft {
        UpdateDraft {
            kind: Kind::Ruling,
            happened_on: date(2026, 5, 1),
            title: title(),
            body: self.body(),
            source: Line::parse("docket").unwrap(),
            source_url: None,
            as_reported: false,
        }
    }

    /// The state that the deed leads to, `None` if it must be refused.
    fn leads_to(&self, update: &Update, is_due: bool) -> Option<UpdateState> {
        use UpdateState::{Draft, Published, Retracted, Scheduled};
        let permitted = update.proposed_by.as_ref().is_some_and(|proposer| *proposer != self.by);
        match (self.deed, update.state) {
            (Deed::Edit, Draft | Scheduled) | (Deed::Propose, Draft) | (Deed::Unschedule, Scheduled) => {
                Some(Draft)
            }
            (Deed::Publish, Draft) if permitted => Some(Published),
            (Deed::Schedule, Draft) if permitted => Some(Scheduled),
            (Deed::PublishDue, Scheduled) if is_due => Some(Published),
            (Deed::Correct, Published) => Some(Published),
            (Deed::Retract, Published) => Some(Retracted),
            _ => None,
        }
    }
}

fn title() -> Line {
    Line::parse("A ruling").unwrap()
}

fn below(random: &Random, bound: usize) -> usize {
    usize::try_from(random.below(u64::try_from(bound).unwrap())).unwrap()
}

#[actix_web::test]
async fn random_deeds_never_change_what_readers_saw_without_a_word() {
    let app = TestApp::start().await;
    let case = app.given().case("the-case").await;
    let people = [
        app.given().account("ed", amicus::accounts::Role::Editor).await,
        app.given().account("eve", amicus::accounts::Role::Editor).await,
    ];
    let random = Random::seeded(42);
    let mut ids = Vec::new();
    for step in 0..500 {
        if ids.len() < 3 || random.below(40) == 0 {
            ids.push(app.given().update_drafted(&case, "A ruling").await.id);
        }
        if random.below(6) == 0 {
            app.clock.advance(HOUR);
        }
        let before = app.given().update_now(&ids[below(&random, ids.len())]).await;
        let attempt = Try {
            deed: DEEDS[below(&random, DEEDS.len())],
            by: people[below(&random, 2)].clone(),
            version: before.version - i64::from(random.below(8) == 0),
            text: format!("Text of step {step}."),
        };
        judge(&app, &before, &attempt).await;
    }
    let (id, all) = (case.id.clone(), case.id.clone());
    let mut numbers: Vec<i64> = app
        .db()
        .read(move |conn| cases::timeline(conn, &id, 500))
        .await
        .unwrap()
        .iter()
        .filter_map(|update| update.number)
        .collect();
    numbers.sort_unstable();
    assert!(numbers.len() > 5, "only {} appeared", numbers.len());
    assert_eq!(numbers, (1..=i64::try_from(numbers.len()).unwrap()).collect::<Vec<_>>());
    let every = app.db().read(move |conn| cases::updates_of(conn, &all)).await.unwrap();
    let unseen = |update: &&Update| matches!(update.state, UpdateState::Draft | UpdateState::Scheduled);
    assert!(every.iter().filter(unseen).all(|update| update.number.is_none()));
}

/// Tries a deed, and compares what came of it with what must.
async fn judge(app: &TestApp, before: &Update, attempt: &Try) {
    let is_due = before.publish_at.is_some_and(|at| at <= app.db().now());
    let wanted = attempt.leads_to(before, is_due).filter(|_| attempt.version == before.version);
    let (tried, update) = (attempt.clone(), before.clone());
    let outcome = app.db().write(move |tx| tried.carry_out(tx, &update)).await;
    let after = app.given().update_now(&before.id).await;
    let told = format!("{:?} on {:?} (version {}): {outcome:?}", attempt.deed, before, attempt.version);
    match wanted {
        None => {
            assert!(matches!(outcome, Err(Error::Conflict(_))), "{told}");
            assert_eq!(
                (after.version, after.state, &after.body),
                (before.version, before.state, &before.body)
            );
        }
        Some(state) => {
            assert!(outcome.is_ok(), "{told}");
            assert_eq!((after.version, after.state), (before.version + 1, state), "{told}");
            let rewrites = matches!(attempt.deed, Deed::Edit | Deed::Correct);
            assert_eq!(after.body != before.body, rewrites, "{told}");
            assert_eq!(before.number.or(after.number), after.number, "a number stays: {told}");
        }
    }
    if wanted.is_some() && attempt.deed == Deed::Edit {
        assert_eq!((after.proposed_by, after.released_by, after.publish_at), (None, None, None), "{told}");
    }
}

#[actix_web::test]
async fn twenty_updates_published_at_once_get_twenty_numbers_in_a_row() {
    let app = TestApp::start().await;
    let case = app.given().case("the-case").await;
    app.given().account("ed", amicus::accounts::Role::Editor).await;
    let eve = app.given().account("eve", amicus::accounts::Role::Editor).await;
    let mut waiting = Vec::new();
    for place in 0..20 {
        let update = app.given().update_proposed(&case, &format!("Ruling {place}"), "ed").await;
        let permit = cases::permit(&update, &eve, 2).unwrap();
        waiting.push((update, permit));
    }
    let publish = |(update, permit): (Update, cases::Permit)| {
        let db = app.db().clone();
        async move {
            loop {
                let (id, permit) = (update.id.clone(), permit.clone());
                let version = update.version;
                match db.write(move |tx| cases::publish(tx, &id, version, &permit)).await {
                    Err(Error::Unavailable) => {}
                    answer => return answer.unwrap(),
                }
            }
        }
    };
    let mut numbers = join_all(waiting.clone().into_iter().map(publish)).await;
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=20).collect::<Vec<_>>());
    let (update, permit) = waiting.remove(0);
    let twice = app.db().write(move |tx| cases::publish(tx, &update.id, update.version, &permit)).await;
    assert!(matches!(twice, Err(Error::Conflict(OUTDATED))), "{twice:?}");
}
