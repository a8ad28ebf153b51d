//! Whatever people do, in whatever order: nothing is mailed that its owner did not confirm, and nothing comes back
//! that is over.

use super::*;

use std::collections::BTreeMap;
use std::time::Duration;

use amicus::alerts::{Consent, Kinds, Restored, SubscriptionId, SubscriptionState, Wish};
use amicus::base::clock::Timestamp;
use amicus::base::token::Token;
use amicus::db::{Conn, Tx};
use diesel::prelude::*;
use diesel::sql_types::{Binary, Nullable};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

#[derive(QueryableByName)]
struct Cell {
    #[diesel(sql_type = Nullable<Binary>)]
    bytes: Option<Vec<u8>>,
}

/// Every row of every table that following a case writes, as text.
pub(super) async fn everything(app: &TestApp) -> String {
    const TABLES: [(&str, &[&str]); 8] = [
        ("subscribers", &["id", "email_key", "email_sealed"]),
        ("subscriptions", &["id", "subscriber_id", "case_id", "state", "frequency", "kinds", "language"]),
        ("subscription_links", &["digest", "purpose", "subscriber_id", "subscription_id"]),
        ("suppressions", &["address_key", "cause"]),
        ("letters", &["id", "kind", "subject_id"]),
        ("deliveries", &["id", "recipient_kind", "recipient_id", "state", "reply"]),
        ("limits", &["bucket"]),
        ("spent_tokens", &["digest"]),
    ];
    let mut text = String::new();
    for (table, columns) in TABLES {
        for column in columns {
            let rows = app.db().read(move |conn| Ok(look(conn, table, column))).await.unwrap();
            text.push_str(&rows.join("\n"));
            text.push('\n');
        }
    }
    text
}

fn look(conn: &mut Conn, table: &str, column: &str) -> Vec<String> {
    let cells: Vec<Cell> = match conn {
        Conn::Sqlite(conn) => {
            diesel::sql_query(format!("SELECT CAST({column} AS BLOB) AS bytes FROM {table}"))
                .load(conn)
                .unwrap()
        }
        Conn::Postgres(conn) => {
            let plain = if column == "email_sealed" {
                column.to_owned()
            } else {
                format!("convert_to({column}, 'UTF8')")
            };
            diesel::sql_query(format!("SELECT {plain} AS bytes FROM {table}")).load(conn).unwrap()
        }
    };
    let bytes = cells.into_iter().filter_map(|cell| cell.bytes);
    bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).collect()
}

/// One thing that may happen, to one of two cases.
#[derive(Debug, Clone)]
enum Deed {
    Ask(usize, Frequency),
    Deliver,
    /// The link of a letter, and whether everything else that waits is ticked.
    Confirm(usize, bool),
    Change(usize, Frequency),
    Leave(usize, bool),
    LeaveDigest(Frequency),
    Restore(usize),
    Forget,
    Wait(u64),
}

fn deed() -> impl Strategy<Value = Deed> {
    let frequency = || prop::sample::select(Frequency::ALL.to_vec());
    prop_oneof![
        3 => (0..2_usize, frequency()).prop_map(|(case, frequency)| Deed::Ask(case, frequency)),
        3 => Just(Deed::Deliver),
        4 => (0..8_usize, any::<bool>()).prop_map(|(which, tick)| Deed::Confirm(which, tick)),
        1 => (0..2_usize, frequency()).prop_map(|(case, frequency)| Deed::Change(case, frequency)),
        3 => (0..2_usize, any::<bool>()).prop_map(|(case, all)| Deed::Leave(case, all)),
        1 => frequency().prop_map(Deed::LeaveDigest),
        3 => (0..2_usize).prop_map(Deed::Restore),
        2 => Just(Deed::Forget),
        3 => prop::sample::select(vec![1_u64, 60, 11 * 60, 24 * 60, 73 * 60, 170 * 60]).prop_map(Deed::Wait),
    ]
}

/// What must be so, kept beside the program: when each case was confirmed or ended by its owner last.
#[derive(Debug, Default, Clone)]
struct Model {
    live: BTreeMap<usize, bool>,
    ended_at: BTreeMap<usize, Timestamp>,
    tokens: Vec<Token>,
}

struct World {
    app: TestApp,
    cases: [Case; 2],
    ids: BTreeMap<usize, SubscriptionId>,
    model: Model,
}

impl World {
    async fn new() -> Self {
        let app = TestApp::start().await;
        let cases = [app.given().case("first").await, app.given().case("second").await];
        Self { app, cases, ids: BTreeMap::new(), model: Model::default() }
    }

    async fn write<T: Send + 'static>(
        &self,
        mut deed: impl FnMut(&mut Tx<'_>, &amicus::base::seal::Keys) -> amicus::error::Result<T> + Send + 'static,
    ) -> T {
        let keys = self.app.app.keys.clone();
        self.app.db().write(move |tx| deed(tx, &keys)).await.unwrap()
    }

    async fn standing(&self) -> Vec<Subscription> {
        self.app.db().read(|conn| alerts::standing_after(conn, None, 500)).await.unwrap()
    }

    fn scope(&self, case: usize) -> Option<Scope> {
        self.ids.get(&case).cloned().map(Scope::Subscription)
    }

    async fn perform(&mut self, deed: &Deed) {
        match deed.clone() {
            Deed::Ask(case, frequency) => self.ask(case, frequency).await,
            Deed::Deliver => self.deliver().await,
            Deed::Confirm(which, tick) => self.confirm(which, tick).await,
            Deed::Change(case, frequency) => self.change(case, frequency).await,
            Deed::Leave(case, all) => {
                if let Some(scope) = self.scope(case) {
                    self.leave(scope, all).await;
                }
            }
            Deed::LeaveDigest(frequency) => {
                let whose = self.standing().await.first().map(|it| it.subscriber_id.clone());
                if let Some(whose) = whose {
                    self.leave(Scope::Digest(whose, frequency), false).await;
                }
            }
            Deed::Restore(case) => self.restore(case).await,
            Deed::Forget => while self.write(|tx, _| alerts::forget(tx)).await > 0 {},
            Deed::Wait(minutes) => self.app.clock.advance(Duration::from_mins(minutes)),
        }
        self.app.clock.advance(Duration::from_secs(1));
    }

    async fn ask(&mut self, case: usize, frequency: Frequency) {
        let wish = Wish {
            address: address(ADA),
            case: self.cases[case].id.clone(),
            frequency,
            kinds: Kinds::All,
            language: "en".to_owned(),
        };
        self.write(move |tx, keys| {
            let known = alerts::look_up(tx, keys, &wish)?;
            alerts::ask(tx, keys, &wish, &known)
        })
        .await;
        for it in self.standing().await {
            let case = usize::from(it.case_id != self.cases[0].id);
            self.ids.insert(case, it.id);
        }
    }

    async fn deliver(&mut self) {
        self.app.deliver_mail().await;
        let mailbox = self.app.mailbox(ADA);
        if mailbox.len() > 0 && mailbox.last().text.contains("/confirm/") {
            let link = mailbox.last().link_containing("/confirm/");
            self.model.tokens.push(Token::parse(link.rsplit('/').next().unwrap()).unwrap());
        }
    }

    async fn confirm(&mut self, which: usize, tick: bool) {
        let Some(token) = self.model.tokens.iter().rev().nth(which).cloned() else { return };
        let (weekly, all) = (Frequency::Weekly, Kinds::All);
        let say_yes = |it: Subscription| Consent { subscription: it.id, frequency: weekly, kinds: all };
        let consents: Vec<Consent> =
            self.standing().await.into_iter().filter(|_| tick).map(say_yes).collect();
        let done = self.write(move |tx, keys| alerts::confirm(tx, keys, &token, &consents)).await;
        let Some(confirmation) = done else { return };
        for it in confirmation.along.iter().chain([&confirmation.subscription]) {
            let case = usize::from(it.case_id != self.cases[0].id);
            self.model.live.insert(case, true);
            self.model.ended_at.remove(&case);
        }
        assert!(!tick || confirmation.others.is_empty(), "what was ticked waits no more");
    }

    async fn change(&mut self, case: usize, frequency: Frequency) {
        let Some(id) = self.ids.get(&case).cloned() else { return };
        let Some(it) = self.standing().await.into_iter().find(|it| it.id == id) else { return };
        self.write(move |tx, _| alerts::change(tx, (&it.subscriber_id, &id), (frequency, it.kinds, "en")))
            .await;
    }

    async fn leave(&mut self, scope: Scope, all: bool) {
        let named: Vec<usize> = self
            .standing()
            .await
            .iter()
            .filter(|it| match &scope {
                Scope::Subscription(id) => all || it.id == *id,
                Scope::Digest(_, frequency) => it.frequency == *frequency,
            })
            .map(|it| usize::from(it.case_id != self.cases[0].id))
            .collect();
        let gone =
            matches!(&scope, Scope::Subscription(id) if !self.standing().await.iter().any(|it| it.id == *id));
        let now = self.app.db().now();
        self.write(move |tx, keys| alerts::leave(tx, keys, &scope, all)).await;
        for case in named.into_iter().filter(|_| !gone) {
            if self.model.live.insert(case, false) == Some(true) {
                self.model.ended_at.insert(case, now);
            }
        }
    }

    async fn restore(&mut self, case: usize) {
        let (Some(scope), now) = (self.scope(case), self.app.db().now()) else { return };
        let before = self.standing().await;
        let done = self.write(move |tx, keys| alerts::restore(tx, keys, &scope, None)).await;
        for it in self.standing().await.iter().filter(|it| it.is_live()) {
            let case = usize::from(it.case_id != self.cases[0].id);
            if before.iter().any(|was| was.id == it.id && !was.is_live()) {
                let ended = self.model.ended_at.remove(&case).expect("only what its owner ended comes back");
                assert!(ended.plus(DAY) > now, "it came back a day late");
                assert_ne!(done, Restored::Nothing);
                self.model.live.insert(case, true);
            }
        }
    }

    /// What must hold after every deed.
    async fn check(&self) {
        let standing = self.standing().await;
        for case in 0..2 {
            let of_case: Vec<_> = standing.iter().filter(|it| it.case_id == self.cases[case].id).collect();
            let live = of_case.iter().filter(|it| it.is_live()).count();
            assert!(of_case.len() <= 1 && live <= 1, "one subscription to a case at most: {of_case:?}");
            let confirmed = self.model.live.get(&case).copied().unwrap_or_default();
            assert_eq!(live == 1, confirmed, "live is what its owner confirmed and did not end: {of_case:?}");
        }
        for it in &standing {
            assert_eq!(it.is_live(), it.state == SubscriptionState::Confirmed);
            assert!(!it.is_live() || (it.confirmed_at.is_some() && it.ended_at.is_none()), "{it:?}");
        }
        let follows = followed(&self.app, ADA).await;
        assert!(follows.is_empty() || !is_suppressed(&self.app, ADA).await, "who follows is mailed");
    }
}

#[actix_web::test]
async fn in_any_order_only_what_was_confirmed_is_live_and_nothing_comes_back_after_a_day() {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let deeds = prop::collection::vec(deed(), 5..40);
    for _ in 0..16 {
        let deeds = deeds.new_tree(&mut runner).unwrap().current();
        let mut world = World::new().await;
        for (at, deed) in deeds.iter().enumerate() {
            let done = &deeds[..=at];
            let shown = format!("{done:?}");
            let tell = Tell(&shown);
            world.perform(deed).await;
            world.check().await;
            std::mem::forget(tell);
        }
        world.app.leave_mail();
    }
}

/// Shows what was done when a check falls over.
struct Tell<'a>(&'a str);

impl Drop for Tell<'_> {
    fn drop(&mut self) {
        eprintln!("after {}", self.0);
    }
}
