//! What a person takes along, and how they go for good.

use amicus::accounts::erasure::Texts;
use amicus::articles::Article;
use amicus::base::journal::{Erasures, Journal};
use amicus::base::random::Random;
use amicus::base::seal::Keys;
use amicus::base::text::Name;
use amicus::comments::{self, State};
use amicus::db::Tx;
use amicus::schema::accounts;
use amicus::site::erasure;
use diesel::prelude::*;

use crate::support::dump::every_row;
use crate::support::given::GivenComment;
use crate::support::{MINUTE, Page, Person, TestApp};

const EXPORT: &str = "/account/export";
const ERASE: &str = "/account/erase";
const ADA: &str = "ada@example.org";
const TEXT: &str = "They listened to my source for a whole year.";
const ANSWER: &str = "So they did to mine, and nobody was told.";

/// Follows the case with an address, as a stranger does.
async fn follow(app: &TestApp, email: &str) {
    let (who, form) = (app.visitor(), "/cases/the-lesson/subscriptions");
    let page = who.post(form, &[]).await.expect(422);
    who.fill(&page, form, &[("email", email), ("frequency", "at_once")]).await.expect(200);
    app.deliver_mail().await;
    let page = who.follow(&app.mailbox(email).last().link_containing("/confirm/")).await.expect(200);
    who.fill(&page, "/confirm/", &[]).await.expect(200);
}

/// A site where Ada wrote under her account and follows a case, and Ben answered her and follows it too.
struct World {
    app: TestApp,
    article: Article,
    ada: Person,
    ben: Person,
    hers: GivenComment,
}

impl World {
    async fn new() -> Self {
        let app = TestApp::start().await;
        let article = app.given().article("the-lesson").await;
        app.given().case("the-lesson").await;
        let (ada, ben) = (app.reader("ada").await, app.reader("ben").await);
        let hers = app.given().comment_published(&ada, &article, "", TEXT).await;
        let page = ben.get(&format!("/comments/{}/reply", hers.id)).await;
        let his = ben.fill(&page, "/comments", &[("name", ""), ("comment", ANSWER)]).await.expect(200);
        let receipt = his.path.replace("/receipt/", "");
        app.given().publish(&GivenComment { id: hers.id.clone(), receipt }).await;
        follow(&app, ADA).await;
        follow(&app, "ben@example.org").await;
        Self { app, article, ada, ben, hers }
    }

    async fn thread(&self) -> Page {
        self.app.visitor().get(&self.article.path()).await.expect(200)
    }
}

async fn export(who: &Person) -> Page {
    who.submit(EXPORT, EXPORT, &[]).await.expect(200)
}

async fn erase(who: &Person, texts: &str) -> Page {
    who.submit(ERASE, ERASE, &[("texts", texts)]).await
}

async fn exists(app: &TestApp, name: &str) -> bool {
    let name = Name::parse(name).unwrap();
    app.db().read(move |conn| amicus::accounts::find_by_name(conn, &name)).await.unwrap().is_some()
}

/// Whether any row still says who Ada is.
async fn is_remembered(app: &TestApp) -> bool {
    let rows = every_row(app.db()).await;
    let key = app.app.keys.email_key(&amicus::base::text::EmailAddress::parse(ADA).unwrap()).to_string();
    let told = |word: &str| rows.lines().any(|row| !row.starts_with("limits") && row.contains(word));
    told(ADA) || told("'ada'") || told(",ada,") || told(&key)
}

#[actix_web::test]
async fn a_person_takes_along_what_is_theirs_and_nothing_of_anybody_else() {
    let world = World::new().await;
    let page = export(&world.ada).await;
    assert_eq!(page.header("cache-control"), "no-store");
    assert!(page.header("content-disposition").starts_with("attachment"));
    let own = page.json();
    assert_eq!((&own["account"]["name"], &own["account"]["email"]), (&"ada".into(), &ADA.into()));
    assert_eq!(own["account"]["sessions"][0]["browser"], "Firefox");
    assert_eq!(own["comments"].as_array().unwrap().len(), 1);
    assert_eq!(own["comments"][0]["text"], TEXT);
    assert_eq!(own["subscriptions"][0]["case"], "/cases/the-lesson");
    for foreign in ["ben", ANSWER, "hash", "digest", "argon2"] {
        assert!(!page.body.contains(foreign), "{foreign} is in it: {}", page.body);
    }
}

#[actix_web::test]
async fn a_person_takes_along_the_address_they_are_about_to_have_and_since_when_they_have_a_second_factor() {
    let app = TestApp::public().await;
    let (ada, grace) = (app.reader("ada").await, app.moderator("grace").await);
    ada.submit("/account/email", "/account/email", &[("email", "ada@new.example")]).await.expect(200);
    let (hers, of_grace) = (export(&ada).await.json(), export(&grace).await.json());
    assert_eq!(hers["account"]["next_email"], "ada@new.example");
    assert!(hers["account"]["second_factor_since"].is_null());
    assert!(of_grace["account"]["next_email"].is_null());
    assert!(of_grace["account"]["second_factor_since"].is_string());
    app.deliver_mail().await;
}

#[actix_web::test]
async fn a_person_takes_along_more_comments_than_stand_on_a_page() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let ada = app.reader("ada").await;
    write_many(&app, &ada, &article, 30).await;
    assert_eq!(export(&ada).await.json()["comments"].as_array().unwrap().len(), 30);
}

async fn write_many(app: &TestApp, who: &Person, article: &Article, count: usize) {
    for number in 0..count {
        let text = format!("{TEXT} That is number {number}.");
        app.given().comment_held(who, article, "", &text).await;
    }
}

#[actix_web::test]
async fn a_thief_at_an_open_browser_takes_nothing_along_and_erases_nobody() {
    let world = World::new().await;
    let (take, go) = (world.ada.get(EXPORT).await.expect(200), world.ada.get(ERASE).await.expect(200));
    world.app.clock.advance(MINUTE * 10);
    for place in [EXPORT, ERASE] {
        assert!(world.ada.look(place).await.location().starts_with("/account/prove"), "{place}");
    }
    let taken = world.ada.fill_only(&take, EXPORT, &[]).await.expect(403);
    assert!(!taken.body.contains(ADA));
    world.ada.fill_only(&go, ERASE, &[("texts", "erase_texts")]).await.expect(403);
    assert!(exists(&world.app, "ada").await);
}

#[actix_web::test]
async fn nobody_is_erased_without_saying_what_becomes_of_their_comments() {
    let world = World::new().await;
    let page = world.ada.submit(ERASE, ERASE, &[]).await.expect(422);
    assert_eq!(page.problem_of("texts"), "Please choose what becomes of your comments");
    assert!(exists(&world.app, "ada").await);
}

#[actix_web::test]
async fn an_erased_person_is_found_nowhere_and_who_answered_them_stays() {
    let world = World::new().await;
    assert!(is_remembered(&world.app).await, "there is something to forget");
    let session = world.ada.cookie("__Host-sid").unwrap();
    world.thread().await;

    let page = erase(&world.ada, "erase_texts").await.expect(200);
    assert_eq!(page.header("clear-site-data"), "\"cache\", \"storage\"");
    assert_eq!(world.ada.cookie("__Host-sid"), None);
    assert_eq!(world.ada.cookie("__Host-dev"), None, "nor does her browser tell that she was here");
    assert!(!is_remembered(&world.app).await, "{}", every_row(world.app.db()).await);

    let thief = world.app.visitor();
    thief.take_cookie("__Host-sid", &session);
    assert_eq!(thief.look("/account").await.location(), "/account/sign-in");
    let thread = world.thread().await;
    assert!(!thread.body.contains(TEXT) && thread.body.contains(ANSWER));
    assert!(thread.text_of(".comment.stub").starts_with("This comment was erased"));
    assert_eq!(world.app.visitor().get(&format!("/receipt/{}", world.hers.receipt)).await.status, 404);
    assert!(!every_row(world.app.db()).await.contains(TEXT));
}

#[actix_web::test]
async fn whoever_is_to_go_goes_even_if_nobody_can_read_the_address_any_more() {
    let world = World::new().await;
    let name = Name::parse("ada").unwrap();
    let found = world.app.db().read(move |conn| amicus::accounts::find_by_name(conn, &name)).await.unwrap();
    let (ada, others) = (found.unwrap().id, Keys::fresh(&Random::seeded(99)));
    let journal = Journal::unkept(others.clone());
    let gone = move |tx: &mut Tx<'_>| erasure::erase(tx, (&others, &journal), &ada, Texts::Erase);
    world.app.db().write(gone).await.unwrap();
    assert!(!exists(&world.app, "ada").await);
    assert!(!world.thread().await.body.contains(TEXT));
}

#[actix_web::test]
async fn a_text_that_is_left_is_nobodys() {
    let world = World::new().await;
    world.thread().await;
    erase(&world.ada, "keep_texts").await.expect(200);
    assert!(!is_remembered(&world.app).await, "{}", every_row(world.app.db()).await);
    let thread = world.thread().await;
    assert!(thread.body.contains(TEXT) && thread.body.contains(ANSWER));
    assert_eq!(thread.texts_of(".comment .who"), ["Erased account", "ben"]);
    assert_eq!(thread.text_of(".comment .to a"), "Erased account");
    let api = world.app.visitor().get("/api/v1/articles/the-lesson/comments").await.json();
    assert!(api["comments"][0]["name"].is_null() && api["comments"][0]["text"] == TEXT);
    assert_eq!(world.app.visitor().get(&format!("/receipt/{}", world.hers.receipt)).await.status, 404);
}

#[actix_web::test]
async fn what_was_never_published_goes_even_if_texts_are_left() {
    let world = World::new().await;
    let held = world.app.given().comment_held(&world.ada, &world.article, "", "Wait, there is more.").await;
    assert_eq!(world.app.given().state_of(&held).await, State::Held);
    erase(&world.ada, "keep_texts").await.expect(200);
    assert!(!every_row(world.app.db()).await.contains("Wait, there is more."));
    assert!(world.thread().await.body.contains(TEXT));
}

#[actix_web::test]
async fn a_bystander_loses_nothing() {
    let world = World::new().await;
    let before = export(&world.ben).await.json();
    erase(&world.ada, "erase_texts").await.expect(200);
    let after = export(&world.ben).await.json();
    for part in ["account", "comments", "subscriptions"] {
        assert_eq!(before[part], after[part]);
    }
}

#[actix_web::test]
async fn an_address_that_was_left_without_the_account_is_forgotten_too() {
    let world = World::new().await;
    let (page, form) = (world.app.visitor().get(&world.article.path()).await, "/comments");
    let typed = [("name", "Nemo"), ("comment", "Mail me what you decide."), ("email", ADA)];
    world.app.visitor().fill(&page, form, &typed).await.expect(200);
    world.app.deliver_mail().await;
    erase(&world.ada, "erase_texts").await.expect(200);
    assert!(!is_remembered(&world.app).await, "{}", every_row(world.app.db()).await);
    assert!(every_row(world.app.db()).await.contains("Mail me what you decide."), "a receipt takes it back");
}

#[actix_web::test]
async fn whoever_wrote_more_than_one_change_takes_is_gone_after_a_few() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let ada = app.reader("ada").await;
    write_many(&app, &ada, &article, 90).await;
    erase(&ada, "erase_texts").await.expect(200);
    assert!(!exists(&app, "ada").await && app.db().read(rows_of_accounts).await.unwrap() == 1);
    let sign_in = [("email", ADA), ("password", crate::support::PASSWORD)];
    app.visitor().submit("/account/sign-in", "/account/sign-in", &sign_in).await.expect(422);
    app.clock.advance(MINUTE);
    app.do_duties().await;
    app.clock.advance(MINUTE);
    app.do_duties().await;
    assert!(!is_remembered(&app).await && app.db().read(rows_of_accounts).await.unwrap() == 0);
    assert_eq!(
        app.db()
            .read(|conn| comments::waiting_count(conn, &comments::Filter::of(State::Held)))
            .await
            .unwrap(),
        0
    );
}

fn rows_of_accounts(conn: &mut amicus::db::Conn) -> amicus::error::Result<i64> {
    Ok(accounts::table.count().get_result(conn)?)
}

#[actix_web::test]
async fn the_last_admin_cannot_leave_the_site_to_nobody() {
    let app = TestApp::start().await;
    let ruth = app.admin("ruth").await;
    let page = erase(&ruth, "erase_texts").await.expect(409);
    assert!(page.main_text().contains("This is the last admin"), "{page:?}");
    assert!(exists(&app, "ruth").await);
    app.admin("rosa").await;
    erase(&ruth, "erase_texts").await.expect(200);
    assert!(!exists(&app, "ruth").await);
}

#[actix_web::test]
async fn an_erasure_is_in_the_journal_or_it_does_not_happen() {
    let world = World::new().await;
    let path = world.app.journal_path();
    std::fs::create_dir(&path).unwrap();
    world.app.expect_fault();
    erase(&world.ada, "erase_texts").await.expect(503);
    assert!(exists(&world.app, "ada").await && world.thread().await.body.contains(TEXT));
    std::fs::remove_dir(&path).unwrap();

    let id = export(&world.ada).await.json()["account"]["id"].as_str().unwrap().to_owned();
    erase(&world.ada, "erase_texts").await.expect(200);
    let mut erasures = Erasures::default();
    erasures.read(&path).unwrap();
    assert!(erasures.cover(&world.app.app.keys, "account", &id));
    assert_eq!(erasures.len(), 2, "the account and what its address followed");
}
