//! What the automatic checks cost: the pure ones with the evidence in hand (p50 at most 0.2 ms, the longest text within
//! the budget of 5 ms), and gathering the evidence among 100,000 recent comments (p50 at most 2 ms).
//!
//! `cargo bench --bench checks`; with `AMICUS_TEST_DATABASE=postgres` on PostgreSQL.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a measurement stops when it cannot be made, measures real time and is told its database"
)]
#![expect(dead_code, reason = "the tests of the program use the rest of the cluster")]

#[path = "../tests/binary/database.rs"]
mod database;
#[path = "../tests/it/support/postgres.rs"]
mod postgres;

use std::time::{Duration, Instant};

use amicus::articles::{self, ArticleId, CommentsMode, Draft};
use amicus::audit::Actor;
use amicus::base::clock::{Clock, Timestamp};
use amicus::base::random::Random;
use amicus::base::seal::Keys;
use amicus::base::text::{Folded, Line, Markdown, Name, Prose, Slug};
use amicus::comments::{self, Examiner, RevisionId, Submission, demo};
use amicus::db::{DatabaseUrl, Db, Settings, Tx};
use amicus::rules::Lists;
use amicus::rules::checks::likeness::Likeness;
use amicus::rules::checks::{BUDGET, Decided, Evidence, examine};
use amicus::schema::{likenesses, revisions};
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;

const RECENT: usize = 100_000;
const AT_ONCE: usize = 400;
const ROUNDS: usize = 300;
/// Numbers are promised of the program as it is built to be used.
const BUILT_TO_BE_USED: bool = !cfg!(debug_assertions);

fn main() {
    pure();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(gathering());
}

fn pure() {
    let random = Random::seeded(5);
    let usual = times(|| timed_check(&prose(&random, 60)));
    let long = "а.".repeat(20_000 / 3).chars().take(5_000).collect::<String>();
    let longest = times(|| timed_check(&Prose::parse(&long).unwrap()));
    let (usual, typical) = (middle(usual), middle(longest.clone()));
    let longest = longest.into_iter().max().unwrap_or_default();
    println!(
        "pure checks: p50 {usual:?} for 60 words; the longest text p50 {typical:?}, at most {longest:?}"
    );
    promise(usual <= Duration::from_micros(200), "p50 of the pure checks");
    promise(longest <= BUDGET, "the longest text");
}

fn timed_check(text: &Prose) -> Duration {
    let evidence = Evidence {
        text: text.clone(),
        name: Name::parse("Ana Ruiz").unwrap(),
        taken_for: None,
        by_account: false,
        held_by_sanction: false,
        same_lately: 1,
        alike_lately: 1,
        over_rate: false,
        decided_lately: Decided::default(),
        likely: None,
        under_attack: false,
    };
    let (lists, clock) = (Lists::shipped(), Clock::machine());
    let begun = Instant::now();
    let findings = examine(&evidence, &lists, || clock.now());
    let took = begun.elapsed();
    assert!(!findings.is_empty());
    took
}

async fn gathering() {
    let folder = tempfile::tempdir_in(".").expect("a folder on the disk");
    let url = database::empty_postgres()
        .unwrap_or_else(|| format!("sqlite:{}", folder.path().join("bench.db").display()));
    let settings = Settings {
        url: DatabaseUrl::parse(&url).expect("an address"),
        readers: 2,
        writers: 2,
        busy: Duration::from_secs(5),
        queue: 1_024,
    };
    let random = Random::seeded(7);
    let db = Db::open(&settings, Clock::machine(), random.clone()).expect("it opens");
    db.migrate().await.expect("its tables");
    let keys = Keys::fresh(&random);
    let article = db.write(publish).await.expect("an article");
    let few = measured(&db, &keys, &article, &random).await;
    let begun = Instant::now();
    fill(&db, &article, &random).await;
    println!("{RECENT} recent comments took {:?}", begun.elapsed());
    let unplanned = measured(&db, &keys, &article, &random).await;
    if !url.starts_with("sqlite") {
        // As PostgreSQL does by itself within a minute or two; until then it may read a whole table.
        db.write(|tx| Ok(tx.batch_execute("ANALYZE")?)).await.expect("statistics");
    }
    let many = measured(&db, &keys, &article, &random).await;
    println!("gathering: p50 {few:?} among none, {unplanned:?} just after, {many:?} among {RECENT}");
    promise(many <= Duration::from_millis(2), "gathering the evidence");
}

fn publish(tx: &mut Tx<'_>) -> amicus::error::Result<ArticleId> {
    let line = |text| Line::parse(text).unwrap();
    let draft = Draft {
        slug: Slug::parse("the-lesson").unwrap(),
        language: "en".to_owned(),
        category: line("Surveillance"),
        title: line("The lesson"),
        standfirst: line("What it teaches."),
        byline: line("The desk"),
        body: Markdown::parse("A text.").unwrap(),
        published_on: None,
        comments: CommentsMode::Open,
    };
    let id = articles::create(tx, &draft, &Actor::Program)?;
    let today = tx.now.day();
    articles::publish(tx, &id, 1, today, &Actor::Program)?;
    Ok(id)
}

/// Made-up comments, each with the fingerprints of a text of its own.
async fn fill(db: &Db, article: &ArticleId, random: &Random) {
    let mut made = 0;
    while made < RECENT {
        let article = article.clone();
        made += db.write(move |tx| demo::fill(tx, &article, RECENT)).await.expect("made-up comments");
    }
    let ids = db.read(|conn| Ok(revisions::table.select(revisions::id).load::<RevisionId>(conn)?)).await;
    for some in ids.expect("their texts").chunks(AT_ONCE) {
        let rows: Vec<(RevisionId, Likeness)> =
            some.iter().map(|id| (id.clone(), likeness(&prose(random, 40)))).collect();
        db.write(move |tx| rows.iter().try_for_each(|(id, likeness)| insert(tx, id, likeness)))
            .await
            .unwrap();
    }
}

fn likeness(text: &Prose) -> Likeness {
    Likeness::of(&Folded::of(text.as_str()), 1).unwrap()
}

fn insert(tx: &mut Tx<'_>, id: &RevisionId, likeness: &Likeness) -> amicus::error::Result<()> {
    let [one, two, three, four, five, six, seven, eight] = likeness.bands.map(u64::cast_signed);
    let row = (
        likenesses::revision_id.eq(id),
        likenesses::comment_id.eq(id.as_str()),
        likenesses::cluster.eq(id.as_str()),
        likenesses::print.eq(likeness.print.cast_signed()),
        likenesses::day.eq(tx.now.to_day()),
        likenesses::band_1.eq(one),
        likenesses::band_2.eq(two),
        likenesses::band_3.eq(three),
        likenesses::band_4.eq(four),
        likenesses::band_5.eq(five),
        likenesses::band_6.eq(six),
        likenesses::band_7.eq(seven),
        likenesses::band_8.eq(eight),
    );
    diesel::insert_into(likenesses::table).values(row).execute(&mut **tx)?;
    Ok(())
}

/// The time within the database's thread: what a submit waits for beyond being handed over.
async fn measured(db: &Db, keys: &Keys, article: &ArticleId, random: &Random) -> Duration {
    let examiner = Examiner::new(keys.clone(), Clock::machine());
    let mut times = Vec::new();
    for number in 0..ROUNDS {
        let submission = submission(article, random, number);
        let (examiner, now) = (examiner.clone(), db.now());
        let look = move |conn: &mut amicus::db::Conn| gathered(conn, &examiner, now, &submission);
        times.push(db.read(look).await.expect("evidence"));
    }
    middle(times)
}

fn gathered(
    conn: &mut amicus::db::Conn,
    examiner: &Examiner,
    now: Timestamp,
    submission: &Submission,
) -> amicus::error::Result<Duration> {
    let begun = Instant::now();
    comments::gather(conn, examiner, now, submission)?;
    Ok(begun.elapsed())
}

fn submission(article: &ArticleId, random: &Random, number: usize) -> Submission {
    Submission {
        article: article.clone(),
        parent: None,
        name: Name::parse(&format!("Reader {number}")).unwrap(),
        text: prose(random, 60),
        email: None,
        may_write: false,
        account: None,
        pseudonym: format!("network-{number}"),
        over_rate: false,
        trapped: false,
        changes: None,
        wants_replies: false,
    }
}

fn prose(random: &Random, words: usize) -> Prose {
    let words: Vec<String> = (0..words).map(|_| format!("word{}", random.below(5_000))).collect();
    Prose::parse(&words.join(" ")).unwrap()
}

fn times(measure: impl Fn() -> Duration) -> Vec<Duration> {
    (0..ROUNDS).map(|_| measure()).collect()
}

fn middle(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn promise(kept: bool, what: &str) {
    assert!(kept || !BUILT_TO_BE_USED, "{what} takes longer than promised");
}
