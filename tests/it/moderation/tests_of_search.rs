//! Comments are found by their words: in any script, beside what else narrows the queue, and never once they are erased.

use super::*;

use amicus::comments::{self, Filter, Sought, State};
use amicus::db::Conn;
use diesel::connection::SimpleConnection as _;
use diesel::sql_types::{BigInt, Text};
use proptest::prelude::any;
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = BigInt)]
    many: i64,
}

#[derive(QueryableByName)]
struct Told {
    #[diesel(sql_type = Text)]
    line: String,
}

/// Those whose comments the queue shows, by their names.
fn found(page: &Page) -> Vec<String> {
    let mut names = page.texts_of("[data-card] .who");
    names.sort();
    names
}

async fn look_for(person: &Person, words: &str) -> Page {
    person.submit("/moderation", "/moderation", &[("words", words)]).await.expect(200)
}

/// A site where four people wrote.
async fn four_wait(app: &TestApp) -> Vec<GivenComment> {
    app.given().rules().await;
    let there = app.given().article("the-lesson").await;
    let mut comments = Vec::new();
    for (name, text) in [
        ("Ada", "The hearing is moved, says the clerk."),
        ("Bo", "No hearing, no ruling: nothing moves."),
        ("Cai", "他们说坏话。"),
        ("Dora", "Ὁ Σίσυφος, Straße und Herón."),
    ] {
        comments.push(app.given().comment_held(&app.visitor(), &there, name, text).await);
    }
    comments
}

#[actix_web::test]
async fn a_comment_is_found_by_its_words_in_any_script_and_spelling() {
    let app = TestApp::start().await;
    four_wait(&app).await;
    let mia = app.moderator("mia").await;
    for (words, names) in [
        ("hearing", &["Ada", "Bo"][..]),
        ("HEÁRING moved", &["Ada"]),
        ("hеaring", &["Ada", "Bo"]),
        ("坏", &["Cai"]),
        ("σισυφοσ", &["Dora"]),
        ("STRASSE heron", &["Dora"]),
        ("hear", &[]),
        ("hearing annex", &[]),
        ("…", &[]),
    ] {
        assert_eq!(found(&look_for(&mia, words).await), names, "{words}");
    }
}

/// Texts that nobody waits for, each with the words of the first that was written; more than the queue looks up at once.
const THOUSANDS: [&str; 2] = [
    "INSERT INTO comments (id, article_id, state, version, name, name_key, staff, email_confirmed, depth, listed, \
     replies, priority, deciding, submitted_at) \
     WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3100) \
     SELECT 'c' || (100000000000000 + i), (SELECT id FROM articles), 'rejected', 1, 'Eve', 'eve', FALSE, FALSE, 1, \
     FALSE, 0, 50, FALSE, i FROM n",
    "INSERT INTO revisions (id, comment_id, state, text, text_key, created_at, words) \
     SELECT 'r' || substr(id, 2), id, 'pending', 'As the clerk says', 'k', submitted_at, \
     (SELECT words FROM revisions WHERE text LIKE '%the clerk.') FROM comments WHERE name_key = 'eve'",
];

#[actix_web::test]
async fn a_word_that_stands_in_thousands_of_texts_finds_those_that_wait() {
    let app = TestApp::start().await;
    four_wait(&app).await;
    for sql in THOUSANDS {
        app.db().write(move |tx| Ok(tx.batch_execute(sql)?)).await.unwrap();
    }
    let mia = app.moderator("mia").await;
    for (words, names) in [
        ("clerk", &["Ada"][..]),
        ("hearing moved", &["Ada"]),
        ("hearing", &["Ada", "Bo"]),
        ("hearing 坏", &[]),
        ("坏", &["Cai"]),
    ] {
        assert_eq!(found(&look_for(&mia, words).await), names, "{words}");
    }
}

#[actix_web::test]
async fn words_narrow_the_queue_beside_its_other_filters_and_can_be_taken_away() {
    let app = TestApp::start().await;
    four_wait(&app).await;
    let mia = app.moderator("mia").await;
    let page = look_for(&mia, "hearing").await;
    assert_eq!(page.text_of(".chips span"), "With: hearing");
    assert_eq!(page.form("/moderation").value("words"), Some("hearing"), "what was typed is still there");
    let of_bo = mia.get(&page.link("Bo")).await;
    assert_eq!(found(&of_bo), ["Bo"]);
    let nothing = mia.fill(&of_bo, "/moderation", &[("words", "clerk")]).await;
    assert!(nothing.text_of(".empty").contains("Nothing here matches"), "{nothing:?}");
    let whole = mia.get(&page.link("Take away")).await;
    assert_eq!(found(&whole).len(), 4);
}

#[actix_web::test]
async fn one_decision_on_all_that_were_found_leaves_the_others_alone() {
    let app = TestApp::start().await;
    let comments = four_wait(&app).await;
    let mia = app.moderator("mia").await;
    let page = look_for(&mia, "hearing").await;
    let asked =
        mia.fill(&page, "/moderation/batches", &[("scope", "all"), ("deed", "spam")]).await.expect(200);
    mia.fill(&asked, "/moderation/batches", &[]).await.expect(200);
    app.do_duties().await;
    let mut waits = Vec::new();
    for comment in &comments {
        let id = comment.id.clone();
        let found = app.db().read(move |conn| comments::find_for_moderation(conn, &id)).await.unwrap();
        waits.push(found.unwrap().comment.state == State::Held);
    }
    assert_eq!(waits, [false, false, true, true]);
}

#[actix_web::test]
async fn whatever_is_typed_is_looked_for_and_never_understood() {
    let app = TestApp::start().await;
    four_wait(&app).await;
    let keys = app.app.keys.clone();
    let typed =
        ["\"", "*", "NEAR(a b)", "a AND", "words:hearing", "' | 'x", "hearing:*", "\\", "%_", "(((", "-a"];
    let mut runner = TestRunner::deterministic();
    let any = (0..200).map(|_| any::<String>().new_tree(&mut runner).unwrap().current());
    for typed in typed.into_iter().map(str::to_owned).chain(any) {
        let filter = Filter { sought: Some(Sought::parse(&keys, &typed)), ..Filter::of(State::Held) };
        let found = app.db().read(move |conn| comments::matching(conn, &filter, 10)).await;
        assert!(found.unwrap().len() < 4, "{typed:?} finds everything");
    }
}

#[actix_web::test]
async fn texts_that_were_here_before_are_made_findable_by_a_duty() {
    let app = TestApp::start().await;
    let there = app.given().article("the-lesson").await;
    let made = app.db().write(move |tx| comments::demo::fill(tx, &there.id, 120)).await.unwrap();
    let silent = "SELECT count(*) AS many FROM revisions WHERE words IS NULL";
    assert_eq!(many(&app, silent).await, i64::try_from(made).unwrap());
    for _ in 0..2 {
        app.do_duties().await;
        app.clock.advance(MINUTE);
    }
    assert_eq!(many(&app, silent).await, 0);
    let mia = app.moderator("mia").await;
    let waits = found(&mia.get("/moderation").await).len();
    assert!(waits > 0 && found(&look_for(&mia, "the").await).len() <= waits);
}

async fn many(app: &TestApp, sql: &'static str) -> i64 {
    let look = move |conn: &mut Conn| {
        Ok(match conn {
            Conn::Sqlite(conn) => diesel::sql_query(sql).get_result::<Counted>(conn)?,
            Conn::Postgres(conn) => diesel::sql_query(sql).get_result::<Counted>(conn)?,
        })
    };
    app.db().read(look).await.unwrap().many
}

/// The bytes of SQLite's file once its log is written into it; `None` on PostgreSQL, whose index holds fingerprints of
/// words for longer than the texts (decision 0065).
fn bytes_of_file(app: &TestApp) -> Option<Vec<u8>> {
    let file = app.app.config.database.url.strip_prefix("sqlite:")?.to_owned();
    let mut conn = SqliteConnection::establish(&file).unwrap();
    conn.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    Some(std::fs::read(file).unwrap())
}

#[actix_web::test]
async fn an_erased_text_is_in_no_index() {
    let app = TestApp::start().await;
    let comments = four_wait(&app).await;
    let mia = app.moderator("mia").await;
    assert_eq!(found(&look_for(&mia, "clerk").await), ["Ada"]);
    let id = comments[0].id.clone();
    let words = app.db().read(move |conn| Ok(words_of(conn, id.as_str()))).await.unwrap();
    let shared = app.db().read(|conn| Ok(all_words(conn))).await.unwrap();
    // An index may leave out how a word begins, where the one before begins alike.
    let own: Vec<&str> =
        words.split(' ').filter(|word| shared.matches(word).count() == 1).map(|word| &word[4..]).collect();
    assert!(own.len() > 3, "{words}");
    let kept = |bytes: &[u8]| own.iter().filter(|word| holds(bytes, word)).count();
    if let Some(bytes) = bytes_of_file(&app) {
        assert_eq!(kept(&bytes), own.len(), "the search finds");
    }
    let receipt = format!("/receipt/{}", comments[0].receipt);
    app.visitor().submit(&receipt, &format!("{receipt}/withdraw"), &[]).await.expect(200);
    assert!(found(&look_for(&mia, "clerk").await).is_empty());
    assert_eq!(found(&look_for(&mia, "hearing").await), ["Bo"]);
    if let Some(bytes) = bytes_of_file(&app) {
        assert_eq!(kept(&bytes), 0, "a fingerprint is left in the file");
    }
}

fn holds(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len()).any(|part| part == word.as_bytes())
}

fn words_of(conn: &mut Conn, comment: &str) -> String {
    let sql = format!("SELECT words AS line FROM revisions WHERE comment_id = '{comment}'");
    lines(conn, &sql).concat()
}

fn all_words(conn: &mut Conn) -> String {
    lines(conn, "SELECT words AS line FROM revisions").join(" ")
}

fn lines(conn: &mut Conn, sql: &str) -> Vec<String> {
    let told: Vec<Told> = match conn {
        Conn::Sqlite(conn) => diesel::sql_query(sql).load(conn).unwrap(),
        Conn::Postgres(conn) => diesel::sql_query(sql).load(conn).unwrap(),
    };
    told.into_iter().map(|told| told.line).collect()
}

#[actix_web::test]
async fn an_address_that_narrows_to_what_cannot_be_is_not_found() {
    let app = TestApp::start().await;
    let mia = app.moderator("mia").await;
    for narrowed in [
        "reason=%00",
        "cluster=a%00",
        "rule=third",
        "rule=0",
        "rule=-1",
        "rule=%2B3",
        "rule=03",
        "rule=99999999999",
    ] {
        mia.get(&format!("/moderation?{narrowed}")).await.expect(404);
    }
}
