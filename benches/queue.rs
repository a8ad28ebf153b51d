//! The moderators' queue with few comments in it and with 100,000, most of them copies of one text, in one run: what is
//! looked up for the first page, for one that is narrowed, and for a card of copies costs at most 1.5 times as much.
//! A look at few counts as 300 µs at least. What is measured is the list itself, without the counts and the marks of other
//! tables that its page adds.
//! Few are 100 of which every page is as full as with 100,000; where a look stops at 1,000 comments, few are 2,000.
//! Few and many are looked at in turn, since a machine that others use too is not as fast in one second as in the next.
//! Then one decision on 10,000 of them is worked off as its duty does it, and taken back; meanwhile pages are looked at.
//! `AMICUS_TEST_DATABASE=postgres cargo bench --bench queue` measures PostgreSQL.

#![expect(clippy::expect_used, reason = "a measurement may stop by falling over")]
#![expect(
    clippy::disallowed_methods,
    reason = "a measurement takes the time, and its settings from the environment"
)]

#[path = "../tests/it/support/postgres.rs"]
mod postgres;

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use amicus::accounts::AccountId;
use amicus::base::clock::Clock;
use amicus::base::paging::Paging;
use amicus::base::random::Random;
use amicus::base::seal::Keys;
use amicus::base::text::Name;
use amicus::comments::{self, Filter, Sought, State};
use amicus::db::{Conn, DatabaseUrl, Db, Settings, Tx};
use amicus::error::Result;
use amicus::moderation::Deed;
use amicus::moderation::batches::{self, Wanted};
use diesel::connection::SimpleConnection as _;
use tempfile::TempDir;

const ROUNDS: usize = 100;
const AT_MOST: f64 = 1.5;
/// Numbers are promised of the program as it is built to be used.
const BUILT_TO_BE_USED: bool = !cfg!(debug_assertions);
/// A look takes so little that below this the way to the database is measured and not the look.
const FLOOR: Duration = Duration::from_micros(300);

/// Who decides on many.
const MODERATOR: &str = "m0derat0r0000000";

/// Two of three are copies of one text; some have a link, some are of one name, have a rare word and a rule (which only
/// what was decided has, but is found in the same way).
const FILL: [&str; 5] = [
    "INSERT INTO accounts (id, email_key, email_sealed, public_name, name_key, role, version, created_at) \
     VALUES ('m0derat0r0000000', 'k', 'sealed', 'Mia', 'mia', 'moderator', 1, 0)",
    "INSERT INTO articles (id, slug, state, language, category, title, standfirst, byline, body, comments, version, \
     created_at, updated_at) VALUES \
     ('article000000000', 'the-lesson', 'published', 'en', '', 'The lesson', '', '', '', 'open', 1, 0, 0)",
    "INSERT INTO comments (id, article_id, state, version, name, name_key, staff, email_confirmed, depth, listed, \
     replies, priority, deciding, submitted_at, reasons, cluster, rule_number) \
     WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) \
     SELECT 'c' || (100000000000000 + i), 'article000000000', 'held', 1, 'Reader', \
     CASE WHEN i % {named} = 0 THEN 'seller' ELSE 'reader' || i END, FALSE, FALSE, 1, FALSE, 0, 50, FALSE, i, \
     CASE WHEN i % {linked} = 0 THEN '|rules-why-link|' ELSE '' END, \
     CASE WHEN i % 3 = 0 THEN 'one' || i ELSE 'copies' END, CASE WHEN i % {named} = 0 THEN 2 END FROM n",
    "INSERT INTO revisions (id, comment_id, state, text, text_key, created_at, cluster) \
     SELECT 'r' || substr(id, 2), id, 'pending', \
     CASE WHEN submitted_at % {named} = 0 THEN 'A heron reads my mail.' ELSE 'They read my mail.' END, 'k', submitted_at, \
     cluster FROM comments",
    "INSERT INTO check_findings (revision_id, check_name, check_version, outcome, reason) \
     SELECT 'r' || substr(id, 2), 'links', 1, 'hold', 'rules-why-link' FROM comments WHERE submitted_at % {linked} = 0",
];

/// How many comments there are, and that each so-many-th has a link, and each so-many-th is of one name.
struct Queue {
    count: usize,
    linked: usize,
    named: usize,
}

const HUNDRED: Queue = Queue { count: 100, linked: 1, named: 1 };
const TWO_THOUSAND: Queue = Queue { count: 2_000, linked: 10, named: 100 };
const MANY: Queue = Queue { count: 100_000, linked: 10, named: 100 };

/// What is compared with how few.
#[derive(PartialEq)]
enum Few {
    Hundred,
    WhereItStops,
}

type Look = fn(&mut Conn) -> Result<usize>;

const LOOKS: [(&str, Few, Look); 8] = [
    ("the first page", Few::Hundred, |conn| page(conn, &Filter::of(State::Held))),
    ("one reason", Few::Hundred, |conn| {
        let reason = Some("rules-why-link".to_owned());
        page(conn, &Filter { reason, ..Filter::of(State::Held) })
    }),
    ("one name", Few::Hundred, |conn| {
        page(conn, &Filter { name: Name::parse("seller").ok(), ..Filter::of(State::Held) })
    }),
    ("one rule", Few::Hundred, |conn| page(conn, &Filter { rule: Some(2), ..Filter::of(State::Held) })),
    ("a rare word", Few::Hundred, |conn| page(conn, &with("heron"))),
    ("a word of all", Few::Hundred, |conn| page(conn, &with("mail"))),
    ("how many there are", Few::WhereItStops, |conn| comments::waiting_count(conn, &Filter::of(State::Held))),
    ("a card of copies", Few::WhereItStops, |conn| {
        comments::waiting_count(
            conn,
            &Filter { cluster: Some("copies".to_owned()), ..Filter::of(State::Held) },
        )
    }),
];

/// By which words are found.
static KEYS: LazyLock<Keys> = LazyLock::new(|| Keys::fresh(&Random::seeded(3)));

fn with(word: &str) -> Filter {
    Filter { sought: Some(Sought::parse(&KEYS, word)), ..Filter::of(State::Held) }
}

fn page(conn: &mut Conn, filter: &Filter) -> Result<usize> {
    Ok(comments::waiting_by_cluster(conn, filter, &Paging::default())?.items.len())
}

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let ((hundred, _a), (thousands, _b)) = (filled(HUNDRED).await, filled(TWO_THOUSAND).await);
        let (many, _c) = filled(MANY).await;
        let mut dearer = Vec::new();
        for (what, few, look) in LOOKS {
            let few = if few == Few::Hundred { &hundred } else { &thousands };
            let ratio = compare(what, in_turn(few, &many, look).await);
            dearer.extend((ratio > AT_MOST).then_some(what));
        }
        decide_on_ten_thousand(&many).await;
        assert!(!BUILT_TO_BE_USED || dearer.is_empty(), "more than {AT_MOST} times as dear: {dearer:?}");
    });
}

async fn decide_on_ten_thousand(db: &Db) {
    let by: AccountId = MODERATOR.parse().expect("an id");
    let held = Filter::of(State::Held);
    let comments = db.read(move |conn| comments::matching(conn, &held, batches::MOST)).await.expect("a look");
    let wanted = Wanted { by: by.clone(), deed: Deed::Spam, grounds: None, comments };
    let begun = Instant::now();
    let id = batches::begin(db, wanted, Duration::ZERO).await.expect("a batch");
    println!("a decision on {} is begun after {:?}", batches::MOST, begun.elapsed());
    work_off(db, "decided").await;
    let (batch, since) = (id.clone(), db.now().minus(Duration::from_hours(1)));
    let undo = move |tx: &mut Tx<'_>| batches::begin_to_undo(tx, &batch, Some(&by), since);
    db.write(undo).await.expect("it can be taken back");
    work_off(db, "taken back").await;
    let progress = db.read(move |conn| batches::find(conn, &id)).await.expect("a look").map(|found| found.1);
    assert_eq!(progress.map(|progress| progress.undone), Some(batches::MOST), "each is where it was");
}

/// Works a batch off; each step and each page that somebody reads meanwhile is timed.
async fn work_off(db: &Db, what: &str) {
    let (begun, mut steps, mut pages) = (Instant::now(), Vec::new(), Vec::new());
    loop {
        let step = Instant::now();
        let work = db.write(|tx| batches::work_off(tx, Duration::ZERO));
        let (done, page) = tokio::join!(work, time(db, LOOKS[0].2));
        if done.expect("a step") == 0 {
            break;
        }
        steps.push(step.elapsed());
        pages.push(page);
    }
    let slowest = |of: &[Duration]| of.iter().max().copied().unwrap_or_default();
    println!(
        "10,000 are {what} after {:?} in {} steps, the longest {:?}; the slowest first page meanwhile {:?}",
        begun.elapsed(),
        steps.len(),
        slowest(&steps),
        slowest(&pages)
    );
}

async fn filled(queue: Queue) -> (Db, TempDir) {
    let folder = tempfile::tempdir_in(".").expect("a folder on the disk");
    let url = match std::env::var("AMICUS_TEST_DATABASE").as_deref() {
        Ok("postgres") => postgres::fresh_database().expect("PostgreSQL is installed"),
        _ => format!("sqlite:{}", folder.path().join("bench.db").display()),
    };
    let settings = Settings {
        url: DatabaseUrl::parse(&url).expect("an address"),
        readers: 1,
        writers: 1,
        busy: Duration::from_mins(1),
        queue: 1_024,
    };
    let random = Random::from_system().expect("randomness");
    let db = Db::open(&settings, Clock::machine(), random).expect("it opens");
    db.migrate().await.expect("tables");
    for sql in FILL {
        let sql = sql
            .replace("{count}", &queue.count.to_string())
            .replace("{linked}", &queue.linked.to_string())
            .replace("{named}", &queue.named.to_string());
        db.write(move |tx| Ok(tx.batch_execute(&sql)?)).await.expect("it is filled");
    }
    while db.write(|tx| comments::make_findable(tx, &KEYS)).await.expect("texts are found") > 0 {}
    db.write(|tx| Ok(tx.batch_execute("ANALYZE")?)).await.expect("the database knows its tables");
    (db, folder)
}

/// The medians of looks at few and at many, one after the other.
async fn in_turn(few: &Db, many: &Db, look: Look) -> (Duration, Duration) {
    let (mut of_few, mut of_many) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        of_few.push(time(few, look).await);
        of_many.push(time(many, look).await);
    }
    (median(of_few), median(of_many))
}

async fn time(db: &Db, look: Look) -> Duration {
    let begun = Instant::now();
    let found = db.read(look).await.expect("a look");
    assert!(found > 0, "there is something to see");
    begun.elapsed()
}

fn median(mut took: Vec<Duration>) -> Duration {
    took.sort();
    took.get(took.len() / 2).copied().unwrap_or_default()
}

fn compare(what: &str, (few, many): (Duration, Duration)) -> f64 {
    let ratio = many.as_secs_f64() / few.max(FLOOR).as_secs_f64();
    println!("{what}: p50 {few:?} with few, {many:?} with 100,000, ratio {ratio:.2}");
    ratio
}
