//! The record of what people with a role did: that it is kept, and that nobody changes it unnoticed.

use amicus::accounts::{self, Role};
use amicus::audit::canonical::{self, Hash, Row};
use amicus::audit::chain::{self, Link};
use amicus::audit::heads::Head;
use amicus::audit::verify::{Flaw, Step, Walk, near_the_head};
use amicus::audit::{self, Actor, Target, people};
use amicus::base::clock::Timestamp;
use amicus::db::{Conn, DatabaseUrl};
use amicus::schema::{audit_entries, audit_people, audit_seals};
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use diesel::{PgConnection, SqliteConnection};
use serde_json::json;

use crate::support::{DAY, TestApp};

/// Five deeds, a minute apart, sealed one after the other.
async fn recorded() -> TestApp {
    let app = TestApp::start().await;
    for n in 1..=5 {
        let target = format!("00000000000000{n:02}");
        record(&app, "disable", "account", &target).await;
        app.clock.advance(std::time::Duration::from_mins(1));
    }
    app.db().queue(chain::seal).await.unwrap();
    app
}

async fn record(app: &TestApp, deed: &'static str, kind: &'static str, id: &str) {
    let (actor, id) = (Actor::Account("adaadaadaadaadaa".to_owned()), id.to_owned());
    let change = move |tx: &mut amicus::db::Tx<'_>| {
        audit::record(tx, &actor, deed, Target { kind, id: &id }, &json!({ "because": "spam" }))
    };
    app.db().write(change).await.unwrap();
}

/// Walks the whole chain; answers its head, or the first flaw, and every link that was found to fit.
async fn walked(app: &TestApp) -> (Result<Link, Flaw>, Vec<Link>) {
    let mut walk = Walk::from_the_start(app.app.keys.clone());
    let mut fitting = Vec::new();
    loop {
        match app.db().read(move |conn| walk.step(conn)).await.unwrap() {
            Step::More { walk: further, links, .. } => {
                fitting.extend(links);
                walk = further;
            }
            Step::Flawed(flaw) => return (Err(flaw), fitting),
            Step::Whole(head) => return (Ok(head), fitting),
        }
    }
}

async fn verified(app: &TestApp) -> Result<Link, Flaw> {
    let (whole, _) = walked(app).await;
    let keys = app.app.keys.clone();
    let near = app.db().read(move |conn| near_the_head(conn, &keys)).await.unwrap();
    if !matches!(whole, Err(Flaw::Loose(_))) {
        assert_eq!(near, whole, "near its head so short a chain looks as it does as a whole");
    }
    whole
}

/// What somebody does who has the database in their hands: triggers and foreign keys are no obstacle.
pub fn tamper(app: &TestApp, sql: &str) {
    let url = DatabaseUrl::parse(&app.app.config.database.url).unwrap();
    if let Some(path) = url.path() {
        let mut conn = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
        let unguarded = "PRAGMA foreign_keys = OFF; PRAGMA busy_timeout = 5000;";
        conn.batch_execute(&format!("{unguarded} {WITHOUT_TRIGGERS} {sql}")).unwrap();
    } else {
        let mut conn = PgConnection::establish(&url.reveal()).unwrap();
        conn.batch_execute(&format!("SET session_replication_role = replica; {sql}")).unwrap();
    }
}

const WITHOUT_TRIGGERS: &str = "
    DROP TRIGGER IF EXISTS audit_entries_keep_update; DROP TRIGGER IF EXISTS audit_entries_keep_delete;
    DROP TRIGGER IF EXISTS audit_entries_wait; DROP TRIGGER IF EXISTS audit_people_keep;
    DROP TRIGGER IF EXISTS audit_seals_keep_update; DROP TRIGGER IF EXISTS audit_seals_keep_delete;
    DROP TRIGGER IF EXISTS audit_heads_keep_update; DROP TRIGGER IF EXISTS audit_heads_keep_delete;";

const THIRD: &str = "(SELECT entry_id FROM audit_seals WHERE n = 3)";

async fn entry_of(app: &TestApp, n: i64) -> String {
    let look = move |conn: &mut Conn| {
        Ok(audit_seals::table.find(n).select(audit_seals::entry_id).first::<String>(conn)?)
    };
    app.db().read(look).await.unwrap()
}

#[actix_web::test]
async fn every_deed_is_sealed_in_order_and_the_chain_is_whole() {
    let app = recorded().await;
    let head = verified(&app).await.unwrap();
    assert_eq!(head.n, 5);
    record(&app, "enable", "account", "0000000000000001").await;
    assert_eq!(verified(&app).await, Ok(head), "what waits is no flaw");
    app.do_duties().await;
    let (whole, links) = walked(&app).await;
    assert_eq!(whole.unwrap().n, 6);
    assert_eq!(links.iter().map(|link| link.n).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6]);
}

#[actix_web::test]
async fn a_change_of_any_byte_of_a_sealed_entry_is_found() {
    let mark = "actor_mark = (SELECT hash FROM audit_seals WHERE n = 1)";
    let changes = [
        "at = at + 1",
        "actor_kind = 'program'",
        "actor_id = 'adaadaadaadaadaa'",
        mark,
        "deed = 'disablf'",
        "target_kind = 'accounu'",
        "target_id = ' '",
        "target_mark = NULL",
        "detail = '{\"because\":\"spal\"}'",
    ];
    for change in changes {
        let app = recorded().await;
        tamper(&app, &format!("UPDATE audit_entries SET {change} WHERE id = {THIRD}"));
        assert_eq!(verified(&app).await, Err(Flaw::Changed(3, entry_of(&app, 3).await)), "{change}");
    }
}

#[actix_web::test]
async fn a_change_of_a_link_is_found() {
    let fourth = "(SELECT hash FROM audit_seals WHERE n = 4)";
    let app = recorded().await;
    tamper(&app, &format!("UPDATE audit_seals SET hash = {fourth} WHERE n = 3"));
    assert_eq!(verified(&app).await, Err(Flaw::Changed(3, entry_of(&app, 3).await)));
}

#[actix_web::test]
async fn what_was_taken_out_is_missed() {
    let app = recorded().await;
    let third = entry_of(&app, 3).await;
    tamper(&app, &format!("DELETE FROM audit_entries WHERE id = '{third}'"));
    assert_eq!(verified(&app).await, Err(Flaw::EntryGone(3, third)));

    let app = recorded().await;
    tamper(&app, "DELETE FROM audit_seals WHERE n = 3");
    assert_eq!(verified(&app).await, Err(Flaw::LinkGone(3)));

    let app = recorded().await;
    tamper(
        &app,
        &format!(
            "DELETE FROM audit_entries WHERE id = {THIRD}; DELETE FROM audit_seals WHERE n = 3; UPDATE audit_seals SET n = n - 1 WHERE n = 4; UPDATE audit_seals SET n = n - 1 WHERE n = 5"
        ),
    );
    assert_eq!(
        verified(&app).await,
        Err(Flaw::Changed(3, entry_of(&app, 3).await)),
        "even if the rest moves up"
    );

    let app = recorded().await;
    let fifth = entry_of(&app, 5).await;
    tamper(&app, "DELETE FROM audit_seals WHERE n = 5");
    assert_eq!(verified(&app).await, Err(Flaw::Loose(fifth)), "an entry without its link");
}

#[actix_web::test]
async fn entries_that_changed_places_are_found() {
    let app = recorded().await;
    let (third, fourth) = (entry_of(&app, 3).await, entry_of(&app, 4).await);
    let place = |n: i64, entry: &str| format!("UPDATE audit_seals SET entry_id = '{entry}' WHERE n = {n};");
    tamper(&app, &[place(3, "none"), place(4, &third), place(3, &fourth)].concat());
    assert_eq!(verified(&app).await, Err(Flaw::Changed(3, fourth)));
}

const PUT_IN: &str = "INSERT INTO audit_entries (id, at, actor_kind, deed, target_kind, target_id, detail)
    VALUES ('forgedforgedforg', 1, 'program', 'enable', 'rule', '1', '{}');";

#[actix_web::test]
async fn what_was_put_in_is_found() {
    let app = recorded().await;
    tamper(&app, PUT_IN);
    assert_eq!(verified(&app).await, Err(Flaw::Loose("forgedforgedforg".to_owned())));

    let app = recorded().await;
    let make_room =
        "UPDATE audit_seals SET n = n + 100 WHERE n > 2; UPDATE audit_seals SET n = n - 99 WHERE n > 2;";
    let link = "INSERT INTO audit_seals (n, entry_id, hash) SELECT 3, 'forgedforgedforg', hash FROM audit_seals WHERE n = 2;";
    tamper(&app, &[PUT_IN, make_room, link].concat());
    assert_eq!(verified(&app).await, Err(Flaw::Changed(3, "forgedforgedforg".to_owned())));
}

#[actix_web::test]
async fn somebody_else_cannot_be_named_for_a_deed() {
    let app = recorded().await;
    tamper(
        &app,
        &format!(
            "UPDATE audit_people SET person = 'evaevaevaevaevae' WHERE field = 'actor' AND entry_id = {THIRD}"
        ),
    );
    assert_eq!(verified(&app).await, Err(Flaw::PersonChanged(3, entry_of(&app, 3).await)));
}

#[actix_web::test]
async fn who_it_was_is_forgotten_after_a_year_and_the_chain_stays_whole() {
    let app = recorded().await;
    assert_eq!(named(&app).await, 10);
    app.clock.advance(DAY * (people::DAYS - 1));
    app.do_duties().await;
    assert_eq!(named(&app).await, 10);
    app.clock.advance(DAY * 2);
    app.do_duties().await;
    assert_eq!(named(&app).await, 0);
    assert_eq!(verified(&app).await.map(|head| head.n), Ok(5));
    assert!(!everything(&app).await.contains("adaadaadaadaadaa"), "nothing else names anybody");
}

#[actix_web::test]
async fn who_asks_to_be_erased_is_named_nowhere_and_the_chain_stays_whole() {
    let app = recorded().await;
    assert_eq!(app.db().write(|tx| people::erase(tx, "adaadaadaadaadaa")).await.unwrap(), 5);
    assert_eq!(app.db().write(|tx| people::erase(tx, "0000000000000003")).await.unwrap(), 1);
    assert_eq!(named(&app).await, 4, "others are named as before");
    assert_eq!(verified(&app).await.map(|head| head.n), Ok(5));
}

async fn named(app: &TestApp) -> i64 {
    app.db().read(|conn| Ok(audit_people::table.count().get_result(conn)?)).await.unwrap()
}

async fn everything(app: &TestApp) -> String {
    let rows = app.db().read(|conn| {
        let columns = (audit_entries::actor_id, audit_entries::target_id, audit_entries::detail);
        Ok(audit_entries::table.select(columns).load::<(Option<String>, String, String)>(conn)?)
    });
    format!("{:?}", rows.await.unwrap())
}

const CHANGES: [&str; 7] = [
    "UPDATE audit_entries SET deed = 'enable'",
    "DELETE FROM audit_entries",
    "UPDATE audit_seals SET n = n + 10",
    "DELETE FROM audit_seals",
    "UPDATE audit_heads SET n = n + 10",
    "DELETE FROM audit_heads",
    "UPDATE audit_people SET person = 'x'",
];
const TRUNCATIONS: [&str; 3] =
    ["TRUNCATE audit_entries CASCADE", "TRUNCATE audit_seals", "TRUNCATE audit_heads"];

#[actix_web::test]
async fn entries_links_people_and_heads_cannot_be_changed_by_the_program_itself() {
    let app = recorded().await;
    app.clock.advance(DAY);
    app.do_duties().await;
    let url = DatabaseUrl::parse(&app.app.config.database.url).unwrap();
    for sql in CHANGES.into_iter().chain(TRUNCATIONS.into_iter().filter(|_| url.path().is_none())) {
        let said = app.db().write(move |tx| Ok(tx.batch_execute(sql)?)).await;
        assert!(
            format!("{said:?}").contains("append-only") || format!("{said:?}").contains("not changed"),
            "{sql}: {said:?}"
        );
    }
    assert_eq!(verified(&app).await.map(|head| head.n), Ok(5));
}

#[actix_web::test]
async fn a_deed_that_cannot_be_recorded_does_not_happen() {
    let app = TestApp::start().await;
    let root = app.admin("root").await;
    let zoe = app.given().account("zoe", Role::Moderator).await;
    let page = root.get(&format!("/admin/accounts/{zoe}")).await.expect(200);
    tamper(&app, "ALTER TABLE audit_entries RENAME TO elsewhere");
    app.expect_fault();
    root.fill_only(&page, "/disable", &[]).await.expect(500);
    tamper(&app, "ALTER TABLE elsewhere RENAME TO audit_entries");
    let account = app.db().read(move |conn| accounts::find(conn, &zoe)).await.unwrap().unwrap();
    assert_eq!(account.disabled_at, None);
}

#[actix_web::test]
async fn two_who_seal_at_once_make_one_chain() {
    let app = recorded().await;
    for n in 0..40 {
        record(&app, "enable", "article", &format!("{n:016}")).await;
    }
    let seal = || app.db().queue(chain::seal);
    let ended = tokio::join!(seal(), seal(), seal());
    let sealed = [ended.0, ended.1, ended.2].into_iter().filter_map(Result::ok).sum::<usize>();
    assert!(sealed > 0, "one of them comes through");
    while app.db().queue(chain::seal).await.unwrap() > 0 {}
    assert_eq!(verified(&app).await.map(|head| head.n), Ok(45));
}

/// The heads that were mailed to somebody.
fn mailed(app: &TestApp, address: &str) -> Vec<Head> {
    let letters = app.mailbox(address);
    let told: Vec<Head> = letters.all().iter().flat_map(|letter| Head::find_all(&letter.text)).collect();
    let saved = letters.all().iter().flat_map(|letter| Head::find_all(&letter.source)).collect::<Vec<_>>();
    assert!(
        told.iter().all(|head| saved.contains(head)),
        "a letter that was saved as it came holds the same heads: {saved:?}"
    );
    told
}

#[actix_web::test]
async fn every_admin_is_mailed_the_head_once_a_day_if_something_was_recorded() {
    let app = recorded().await;
    app.given().account("root", Role::Admin).await;
    app.given().account("mia", Role::Moderator).await;
    app.do_duties().await;
    app.deliver_mail().await;
    let told = mailed(&app, "root@example.org");
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].is_ours(&app.app.keys));
    assert_eq!(Ok(told[0].link), verified(&app).await);
    assert!(app.mailbox("mia@example.org").all().is_empty());

    app.clock.advance(DAY);
    app.do_duties().await;
    app.deliver_mail().await;
    assert_eq!(mailed(&app, "root@example.org").len(), 1, "nothing happened, so nothing is told");

    record(&app, "enable", "account", "0000000000000001").await;
    app.db().queue(chain::seal).await.unwrap();
    app.clock.advance(DAY);
    app.do_duties().await;
    app.deliver_mail().await;
    let told = mailed(&app, "root@example.org");
    assert_eq!(told.iter().map(|head| head.link.n).collect::<Vec<_>>(), [5, 6]);
}

#[actix_web::test]
async fn a_chain_that_was_made_anew_does_not_hold_the_heads_that_were_told() {
    let app = recorded().await;
    app.given().account("root", Role::Admin).await;
    app.do_duties().await;
    app.deliver_mail().await;
    let told = mailed(&app, "root@example.org").remove(0);
    tamper(&app, &format!("UPDATE audit_entries SET deed = 'enable' WHERE id = {THIRD}"));
    make_anew(&app).await;
    assert!(matches!(verified(&app).await, Err(Flaw::HeadElsewhere(5, _))), "the kept head does not fit");

    tamper(&app, "DELETE FROM audit_heads");
    let (whole, links) = walked(&app).await;
    assert_eq!(whole.map(|head| head.n), Ok(5), "in itself the new chain is whole");
    assert!(!links.contains(&told.link), "but the mailed head is not on it");
}

#[actix_web::test]
async fn a_chain_that_was_cut_short_misses_the_head_that_was_told() {
    let app = recorded().await;
    app.do_duties().await;
    let fifth = entry_of(&app, 5).await;
    tamper(
        &app,
        &format!("DELETE FROM audit_seals WHERE n = 5; DELETE FROM audit_entries WHERE id = '{fifth}'"),
    );
    assert!(matches!(verified(&app).await, Err(Flaw::CutShort(5, _))));

    tamper(&app, "UPDATE audit_heads SET n = 4, hash = (SELECT hash FROM audit_seals WHERE n = 4)");
    assert_eq!(verified(&app).await, Err(Flaw::HeadForged(4)), "without the key no head can be made");
}

type Columns =
    (String, i64, String, Option<String>, String, String, String, String, Option<Vec<u8>>, Option<Vec<u8>>);

async fn sealed_entries(app: &TestApp) -> Vec<Row> {
    let rows = app.db().read(|conn| {
        let both = audit_seals::table.inner_join(audit_entries::table).order(audit_seals::n);
        Ok(both.select(audit_entries::all_columns).load::<Columns>(conn)?)
    });
    let row = |columns: Columns| {
        let (id, at, actor_kind, actor_id, deed, target_kind, target_id, detail, actor_mark, target_mark) =
            columns;
        let at = Timestamp::from_micros(at);
        Row { id, at, actor_kind, actor_id, actor_mark, deed, target_kind, target_id, target_mark, detail }
    };
    rows.await.unwrap().into_iter().map(row).collect()
}

/// Does what an intruder would: computes every link again.
async fn make_anew(app: &TestApp) {
    let on_sqlite = DatabaseUrl::parse(&app.app.config.database.url).unwrap().path().is_some();
    let mut last = Hash::START;
    for row in sealed_entries(app).await {
        last = canonical::link(&last, &row);
        let hash = if on_sqlite { format!("x'{last}'") } else { format!("'\\x{last}'") };
        tamper(app, &format!("UPDATE audit_seals SET hash = {hash} WHERE entry_id = '{}'", row.id));
    }
}
