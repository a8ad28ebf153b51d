//! The moderators' queue with 100 comments in it and with 100,000, most of them copies of one text, in one run. What
//! is looked up for the first page, for one that is narrowed, and for a card of copies should cost at most 1.5 times
//! as much. `AMICUS_TEST_DATABASE=postgres cargo bench --bench queue` measures PostgreSQL.

#![expect(clippy::expect_used, reason = "a measurement may stop by falling over")]
#![expect(
    clippy::disallowed_methods,
    reason = "a measurement takes the time, and its settings from the environment"
)]

#[path = "../tests/it/support/postgres.rs"]
mod postgres;

use std::time::{Duration, Instant};

use amicus::base::clock::Clock;
use amicus::base::paging::Paging;
use amicus::base::random::Random;
use amicus::base::text::Name;
use amicus::comments::{self, Filter, State};
use amicus::db::{Conn, DatabaseUrl, Db, Settings};
use amicus::error::Result;
use diesel::connection::SimpleConnection as _;
use tempfile::TempDir;

const ROUNDS: usize = 60;
/// A look takes so little that below this the way to the database is measured and not the look.
const FLOOR: Duration = Duration::from_micros(300);

/// Two of three are copies of one text; each tenth has a link; each hundredth is of one name.
const FILL: [&str; 4] = [
    "INSERT INTO articles (id, slug, state, language, category, title, standfirst, byline, body, comments, version, \
     created_at, updated_at) VALUES \
     ('article000000000', 'the-lesson', 'published', 'en', '', 'The lesson', '', '', '', 'open', 1, 0, 0)",
    "INSERT INTO comments (id, article_id, state, version, name, name_key, staff, email_confirmed, depth, listed, \
     replies, priority, deciding, submitted_at) \
     WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count}) \
     SELECT 'c' || (100000000000000 + i), 'article000000000', 'held', 1, 'Reader', \
     CASE WHEN i % 100 = 0 THEN 'seller' ELSE 'reader' || i END, FALSE, FALSE, 1, FALSE, 0, 50, FALSE, i FROM n",
    "INSERT INTO revisions (id, comment_id, state, text, text_key, created_at, cluster) \
     SELECT 'r' || substr(id, 2), id, 'pending', 'They read my mail.', 'k', submitted_at, \
     CASE WHEN submitted_at % 3 = 0 THEN id ELSE 'copies' END FROM comments",
    "INSERT INTO check_findings (revision_id, check_name, check_version, outcome, reason) \
     SELECT 'r' || substr(id, 2), 'links', 1, 'hold', 'rules-why-link' FROM comments WHERE submitted_at % 10 = 0",
];

type Look = fn(&mut Conn) -> Result<usize>;

const LOOKS: [(&str, Look); 5] = [
    ("the first page", |conn| page(conn, &Filter::of(State::Held))),
    ("one reason", |conn| {
        let reason = Some("rules-why-link".to_owned());
        page(conn, &Filter { reason, ..Filter::of(State::Held) })
    }),
    ("one name", |conn| page(conn, &Filter { name: Name::parse("seller").ok(), ..Filter::of(State::Held) })),
    ("how many there are", |conn| comments::waiting_count(conn, &Filter::of(State::Held))),
    ("a card of copies", |conn| comments::alike(conn, State::Held, "copies")),
];

fn page(conn: &mut Conn, filter: &Filter) -> Result<usize> {
    Ok(comments::waiting_by_cluster(conn, filter, &Paging::default())?.items.len())
}

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let ((few, _few), (some, _some)) = (filled(100).await, filled(2_000).await);
        let (many, _many) = filled(100_000).await;
        for (what, look) in LOOKS {
            let (few, some) = (median(&few, look).await, median(&some, look).await);
            compare(what, (few, some), median(&many, look).await);
        }
    });
}

async fn filled(count: usize) -> (Db, TempDir) {
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
        let sql = sql.replace("{count}", &count.to_string());
        db.write(move |tx| Ok(tx.batch_execute(&sql)?)).await.expect("it is filled");
    }
    db.write(|tx| Ok(tx.batch_execute("ANALYZE")?)).await.expect("the database knows its tables");
    (db, folder)
}

async fn median(db: &Db, look: Look) -> Duration {
    let mut took = Vec::with_capacity(ROUNDS);
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        let found = db.read(look).await.expect("a look");
        assert!(found > 0, "there is something to see");
        took.push(begun.elapsed());
    }
    took.sort();
    took.get(ROUNDS / 2).copied().unwrap_or_default()
}

/// Counting and looking through copies stop at 1,000 comments, which 100 do not fill: 2,000 do.
fn compare(what: &str, (few, some): (Duration, Duration), many: Duration) {
    let ratio = |less: Duration| many.as_secs_f64() / less.max(FLOOR).as_secs_f64();
    let (to_few, to_some) = (ratio(few), ratio(some));
    println!(
        "{what}: p50 {few:?} with 100 (ratio {to_few:.2}), {some:?} with 2,000 ({to_some:.2}), {many:?} with 100,000"
    );
}
