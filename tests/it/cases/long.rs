//! A case of many years: it is told as fast as a short one.

use std::time::{Duration, Instant};

use amicus::audit::Actor;
use amicus::base::paging::Paging;
use amicus::cases::{self, Case, HearingState};
use amicus::db::Conn;
use amicus::error::Result;
use diesel::RunQueryDsl as _;
use jiff::ToSpan as _;
use jiff::civil::date;

use crate::support::TestApp;
use crate::support::given::hearing_draft;

/// A look at a case; it answers how many rows it saw.
type Look = fn(&mut Conn, &Case) -> Result<usize>;

/// What the pages ask of a case.
const LOOKS: [(&str, Look); 7] = [
    ("a box", |conn, case| Ok(cases::lines(conn, &case.id, 3)?.len())),
    ("the count", |conn, case| Ok(usize::from(cases::count_updates(conn, &case.id)? > 0))),
    ("the page", |conn, case| Ok(cases::timeline(conn, &case.id, 20)?.len())),
    ("the feed", |conn, case| Ok(cases::latest(conn, &case.id, 20)?.len())),
    ("the sitemap", |conn, case| Ok(cases::changed(conn, &case.id, 20)?.len())),
    ("a page of updates", |conn, case| {
        Ok(cases::updates_page(conn, &case.id, &Paging::default())?.items.len())
    }),
    ("an update's neighbours", |conn, case| {
        let update = cases::update_at(conn, &case.id, 25)?.unwrap();
        let (before, after) = cases::neighbours(conn, &update)?;
        Ok([before, after].iter().flatten().count())
    }),
];

async fn filled(app: &TestApp, slug: &str, updates: usize) -> Case {
    let case = app.given().case(slug).await;
    let mut wanted = updates;
    while wanted > 0 {
        let id = case.id.clone();
        wanted -= app.db().write(move |tx| cases::demo::fill(tx, &id, wanted)).await.unwrap();
    }
    case
}

/// The shortest time that a look took at each of two cases, of many. They are looked at in turn: what else the machine
/// does meets both.
#[expect(clippy::disallowed_methods, reason = "it measures a span for its own sake")]
fn shortest(conn: &mut Conn, look: Look, cases: [&Case; 2]) -> Result<[Duration; 2]> {
    let mut shortest = [Duration::MAX; 2];
    for _ in 0..100 {
        for (case, shortest) in cases.into_iter().zip(&mut shortest) {
            let begin = Instant::now();
            assert!(look(conn, case)? > 0);
            *shortest = begin.elapsed().min(*shortest);
        }
    }
    Ok(shortest)
}

#[actix_web::test]
async fn a_case_with_five_thousand_updates_costs_as_one_with_fifty() {
    let app = TestApp::start().await;
    let short = filled(&app, "a-short-case", 60).await;
    let long = filled(&app, "a-long-case", 5_000).await;
    let count_rows = |tx: &mut amicus::db::Tx<'_>| {
        if let Conn::Postgres(conn) = &mut **tx {
            diesel::sql_query("ANALYZE").execute(conn)?;
        }
        Ok(())
    };
    app.db().write(count_rows).await.expect("PostgreSQL counts its rows before it plans, by itself in time");
    let look = move |conn: &mut Conn| {
        for (name, look) in LOOKS {
            let [short, long] = shortest(conn, look, [&short, &long])?;
            assert!(long <= 2 * short, "{name}: {long:?} of a long case, {short:?} of a short one");
        }
        Ok(())
    };
    app.db().read(look).await.unwrap();
}

#[actix_web::test]
async fn the_looks_tell_the_same_timeline_and_count_what_is_told() {
    let app = TestApp::start().await;
    let case = filled(&app, "the-case", 40).await;
    app.given().update_drafted(&case, "Not yet").await;
    app.given().update(&case, "Long ago").await;
    let look = move |conn: &mut Conn| {
        let whole = cases::timeline(conn, &case.id, 500)?;
        let mut beside = Vec::new();
        for update in &whole {
            let (before, after) = cases::neighbours(conn, update)?;
            beside.push((before.map(|line| line.number), after.map(|line| line.number)));
        }
        let lines: Vec<i64> = cases::lines(conn, &case.id, 3)?.into_iter().map(|line| line.number).collect();
        let latest = cases::latest(conn, &case.id, 20)?;
        let latest: Vec<i64> = latest.into_iter().filter_map(|update| update.number).collect();
        Ok((whole, beside, lines, latest, cases::count_updates(conn, &case.id)?))
    };
    let (whole, beside, lines, latest, count) = app.db().read(look).await.unwrap();
    let numbers: Vec<i64> = whole.iter().filter_map(|update| update.number).collect();
    assert_eq!((numbers.len(), count), (41, 41));
    assert_eq!(lines, numbers[..3]);
    assert_eq!(latest, (22..=41).rev().collect::<Vec<_>>(), "what appeared last, whenever it happened");
    for (place, (before, after)) in beside.into_iter().enumerate() {
        assert_eq!(before, numbers.get(place + 1).copied());
        assert_eq!(after, place.checked_sub(1).map(|place| numbers[place]));
    }
}

#[actix_web::test]
async fn of_very_many_hearings_those_to_come_are_never_left_out() {
    let app = TestApp::start().await;
    let case = app.given().case("the-case").await;
    let id = case.id.clone();
    let plan = move |tx: &mut amicus::db::Tx<'_>| {
        for day in 0..230 {
            let mut draft = hearing_draft();
            draft.starts = date(2025, 10, 1).at(9, 30, 0, 0).saturating_add(day.days());
            cases::plan_hearing(tx, &id, &draft, &Actor::Program)?;
        }
        Ok(())
    };
    app.db().write(plan).await.unwrap();
    let now = app.db().now();
    let look = move |conn: &mut Conn| {
        Ok((cases::hearings(conn, &case.id)?, cases::hearings_ahead(conn, &case.id, now)?))
    };
    let (all, ahead) = app.db().read(look).await.unwrap();
    assert_eq!(all.len(), 200);
    assert!(all.is_sorted_by_key(|hearing| hearing.starts));
    assert_eq!(all.last().unwrap().starts.date(), date(2026, 5, 18), "the last of all");
    assert!(ahead.iter().all(|hearing| hearing.state == HearingState::Planned));
    let to_come = all.iter().filter(|hearing| now < hearing.ends_at()).map(|hearing| &hearing.id);
    let named: Vec<_> = ahead.iter().map(|hearing| &hearing.id).collect();
    assert!(to_come.clone().count() == 15 && to_come.into_iter().all(|id| named.contains(&id)));
    assert!(ahead.len() < 20, "what is over is not looked at");
}
