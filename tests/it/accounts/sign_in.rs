//! Signing in and out, and sessions.

use actix_web::http::Method;
use amicus::accounts::password::{Cost, Hasher, Password};
use amicus::accounts::sign_in::{Step, Try};
use amicus::accounts::{self, NewAccount, Role, session, sign_in};
use amicus::base::random::Random;
use amicus::base::text::{EmailAddress, Name};
use amicus::db::Conn;
use amicus::error::Error;

use super::{SIGN_IN, is_in, is_sent_to_sign_in, register, try_in};
use crate::support::{DAY, HOUR, MINUTE, PASSWORD, TestApp};

#[actix_web::test]
async fn whatever_is_wrong_with_a_sign_in_looks_and_costs_the_same() {
    let app = TestApp::start().await;
    app.given().account("ada", Role::Reader).await;
    let disabled = app.given().account("dora", Role::Reader).await;
    let actor = amicus::audit::Actor::Terminal;
    app.db().write(move |tx| accounts::admin::disable(tx, &actor, &disabled)).await.unwrap();
    register(&app.visitor(), "Una", "una@example.org").await;
    app.deliver_mail().await;

    let mut answers = Vec::new();
    for (email, password) in [
        ("ada@example.org", "not the password"),
        ("nobody@example.org", PASSWORD),
        ("una@example.org", PASSWORD),
        ("dora@example.org", PASSWORD),
        ("no address", PASSWORD),
    ] {
        let before = app.app.hasher.runs();
        let page = try_in(&app.visitor(), email, password).await.expect(422);
        assert_eq!(app.app.hasher.runs() - before, 1, "{email}");
        assert!(!page.headers.contains_key("set-cookie"));
        answers.push(page.body.replace(email, ""));
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:#?}");
}

#[actix_web::test]
async fn a_password_that_is_too_long_is_never_hashed() {
    let app = TestApp::start().await;
    app.given().account("ada", Role::Reader).await;
    let before = app.app.hasher.runs();
    try_in(&app.visitor(), "ada@example.org", &"x".repeat(257)).await.expect(422);
    assert_eq!(app.app.hasher.runs(), before);
}

#[actix_web::test]
async fn an_empty_sign_in_says_what_is_missing() {
    let app = TestApp::start().await;
    let page = app.visitor().submit(SIGN_IN, SIGN_IN, &[]).await.expect(422);
    assert_eq!(page.problems(), ["Please enter your e-mail address", "Please enter a password"]);
}

#[actix_web::test]
async fn after_ten_failures_even_the_right_password_waits_whether_anybody_has_the_address_or_not() {
    let app = TestApp::start().await;
    app.given().account("ada", Role::Reader).await;
    for email in ["ada@example.org", "nobody@example.org"] {
        for _ in 0..10 {
            assert_eq!(try_in(&app.visitor(), email, "not the password").await.status, 422);
        }
        let page = try_in(&app.visitor(), email, PASSWORD).await.expect(429);
        assert!(!page.header("retry-after").is_empty());
        assert_eq!(page.field_value("email"), email);
    }
    app.clock.advance(HOUR);
    assert_eq!(try_in(&app.visitor(), "ada@example.org", PASSWORD).await.status, 200);
    app.deliver_mail().await;
}

#[actix_web::test]
async fn signing_in_rightly_many_times_is_no_failure() {
    let app = TestApp::start().await;
    app.given().account("ada", Role::Reader).await;
    for _ in 0..12 {
        app.visitor().sign_in("ada").await;
    }
}

#[actix_web::test]
async fn one_network_may_try_five_times_a_minute() {
    let app = TestApp::start().await;
    let mallory = app.visitor();
    for number in 0..5 {
        assert_eq!(try_in(&mallory, &format!("a{number}@example.org"), PASSWORD).await.status, 422);
    }
    assert_eq!(try_in(&mallory, "a9@example.org", PASSWORD).await.status, 429);
    app.clock.advance(MINUTE);
    assert_eq!(try_in(&mallory, "a9@example.org", PASSWORD).await.status, 422);
}

#[actix_web::test]
async fn the_session_cookie_is_bound_to_the_host_and_out_of_reach() {
    let app = TestApp::start().await;
    app.given().account("ada", Role::Reader).await;
    let ada = app.visitor();
    let page = ada.get(SIGN_IN).await;
    let page = ada
        .fill_only(&page, SIGN_IN, &[("email", "ada@example.org"), ("password", PASSWORD)])
        .await
        .expect(303);
    let cookie = page.header("set-cookie").to_owned();
    let mut attributes: Vec<&str> = cookie.split("; ").skip(1).collect();
    attributes.sort_unstable();
    assert_eq!(attributes, ["HttpOnly", "Path=/", "SameSite=Strict", "Secure"]);
    assert!(cookie.starts_with("__Host-sid="), "{cookie}");
    app.deliver_mail().await;
}

#[actix_web::test]
async fn signing_in_again_in_the_same_browser_ends_the_session_before() {
    let app = TestApp::start().await;
    let ada = app.reader("ada").await;
    let first = ada.cookie("__Host-sid").unwrap();
    let page = app.visitor().get(SIGN_IN).await;
    let fields = [("email", "ada@example.org"), ("password", PASSWORD)];
    ada.fill(&page, SIGN_IN, &fields).await.expect(200);
    assert_ne!(ada.cookie("__Host-sid").unwrap(), first);
    let thief = app.visitor();
    thief.take_cookie("__Host-sid", &first);
    assert!(!is_in(&thief).await);
}

#[actix_web::test]
async fn signing_out_ends_the_session_for_everyone_who_holds_its_cookie() {
    let app = TestApp::start().await;
    let ada = app.reader("ada").await;
    let cookie = ada.cookie("__Host-sid").unwrap();
    let page = ada.submit("/account", "/account/sign-out", &[]).await.expect(200);
    assert_eq!(page.header("clear-site-data"), "\"cache\", \"storage\"");
    assert_eq!(ada.cookie("__Host-sid"), None);
    ada.take_cookie("__Host-sid", &cookie);
    assert!(!is_in(&ada).await);
    assert!(is_sent_to_sign_in(&ada, "/account/sessions").await);
}

#[actix_web::test]
async fn nobody_is_signed_out_by_a_link() {
    let app = TestApp::start().await;
    let ada = app.reader("ada").await;
    assert_eq!(ada.look("/account/sign-out").await.status, 405);
    assert!(is_in(&ada).await);
}

#[actix_web::test]
async fn a_form_of_another_session_does_nothing() {
    let app = TestApp::start().await;
    let (ada, bea) = (app.reader("ada").await, app.reader("bea").await);
    let page = bea.get("/account").await;
    ada.fill(&page, "/account/sign-out", &[]).await.expect(403);
    assert!(is_in(&ada).await);
}

#[actix_web::test]
async fn a_post_from_another_site_is_refused() {
    let app = TestApp::start().await;
    let ada = app.reader("ada").await;
    let token = ada.get("/account").await.form("/account/sign-out").value("form_token").unwrap().to_owned();
    let post = ada.ask(Method::POST, "/account/sign-out").form(&[("form_token", &token)]);
    post.header("sec-fetch-site", "cross-site").send().await.expect(403);
    assert!(is_in(&ada).await);
}

#[actix_web::test]
async fn a_reader_sees_where_they_are_signed_in_and_ends_the_others() {
    let app = TestApp::start().await;
    let (ada, phone, library) = (app.reader("ada").await, app.visitor(), app.visitor());
    phone.sign_in("ada").await;
    library.sign_in("ada").await;
    let page = ada.get("/account/sessions").await.expect(200);
    assert_eq!(page.count("ul.rows > li"), 3);
    assert!(page.main_text().contains("Firefox"));
    assert!(!page.body.contains("198.51.100"));

    let page = ada.fill(&page, "/account/sessions/end", &[]).await.expect(200);
    assert_eq!(page.count("ul.rows > li"), 2);
    let page = ada.fill(&page, "/account/sessions/end-others", &[]).await.expect(200);
    assert_eq!(page.count("ul.rows > li"), 1);
    assert!(is_in(&ada).await && !is_in(&phone).await && !is_in(&library).await);
}

#[actix_web::test]
async fn nobody_ends_a_session_of_somebody_else() {
    let app = TestApp::start().await;
    let (ada, bea, phone) = (app.reader("ada").await, app.reader("bea").await, app.visitor());
    phone.sign_in("ada").await;
    let handle =
        ada.get("/account/sessions").await.form("/account/sessions/end").value("session").unwrap().to_owned();
    let laptop = app.visitor();
    laptop.sign_in("bea").await;
    let page = bea.get("/account/sessions").await;
    assert_eq!(bea.fill(&page, "/account/sessions/end", &[("session", &handle)]).await.status, 404);
    assert!(is_in(&phone).await && is_in(&laptop).await);
}

#[actix_web::test]
async fn a_moderator_who_was_away_for_half_an_hour_signs_in_again_and_a_reader_does_not() {
    let app = TestApp::start().await;
    let (mia, ada) = (app.moderator("mia").await, app.reader("ada").await);
    app.clock.advance(MINUTE * 29);
    assert!(is_in(&mia).await);
    app.clock.advance(MINUTE * 29);
    assert!(is_in(&mia).await, "using a session keeps it");
    app.clock.advance(MINUTE * 30);
    assert!(!is_in(&mia).await);
    assert!(is_in(&ada).await);
    app.clock.advance(DAY * 7);
    assert!(!is_in(&ada).await);
}

#[actix_web::test]
async fn a_busy_moderator_signs_in_again_after_twelve_hours() {
    let app = TestApp::start().await;
    let mia = app.moderator("mia").await;
    for _ in 0..35 {
        app.clock.advance(MINUTE * 20);
        assert!(is_in(&mia).await);
    }
    app.clock.advance(MINUTE * 20);
    assert!(!is_in(&mia).await);
}

#[actix_web::test]
async fn a_sign_in_under_way_dies_when_the_account_changes() {
    let app = TestApp::start().await;
    let ada = app.given().account("ada", Role::Reader).await;
    let (db, keys, hasher) = (app.db(), &app.app.keys, &app.app.hasher);
    let password = serde_json::from_value(PASSWORD.into()).unwrap();
    let tried = Try { address: "ada@example.org".to_owned(), password, ..Try::default() };
    let Some(Step::Proven(proven)) = sign_in::prove(db, keys, hasher, tried).await.unwrap() else {
        panic!("the password proves it");
    };
    let actor = amicus::audit::Actor::Terminal;
    db.write(move |tx| accounts::admin::change_role(tx, &actor, &ada, Role::Moderator)).await.unwrap();
    let opened = db.write(move |tx| session::open(tx, &proven, "Firefox", None).map(drop)).await;
    assert!(matches!(opened, Err(Error::NotFound)), "{opened:?}");
    app.deliver_mail().await;
}

#[actix_web::test]
async fn a_stolen_database_opens_no_session() {
    let app = TestApp::start().await;
    let ada = app.reader("ada").await;
    let look = |conn: &mut Conn| {
        use amicus::schema::sessions;
        use diesel::prelude::*;
        Ok(sessions::table.select(sessions::digest).load::<String>(conn)?)
    };
    let kept = app.db().read(look).await.unwrap();
    let carried = ada.cookie("__Host-sid").unwrap();
    assert_eq!((kept.len(), kept[0].len(), carried.len()), (1, 64, 43));
    assert_ne!(kept[0], carried);
    let thief = app.visitor();
    thief.take_cookie("__Host-sid", &kept[0]);
    assert!(!is_in(&thief).await);
}

#[actix_web::test]
async fn a_hash_of_an_older_cost_is_replaced_when_its_owner_signs_in_and_by_no_wrong_password() {
    let app = TestApp::start().await;
    let older = Hasher::new(Cost { memory_kib: 128, passes: 2 }, 1, 1, Random::seeded(3));
    let hash = older.hash(Password::parse(PASSWORD).unwrap()).await.unwrap();
    let account = NewAccount {
        email: EmailAddress::parse("ada@example.org").unwrap(),
        name: Name::parse("ada").unwrap(),
        role: Role::Reader,
        password_hash: Some(hash.clone()),
        confirmed: true,
    };
    let keys = app.app.keys.clone();
    app.db().write(move |tx| accounts::create(tx, &keys, &account)).await.unwrap();
    let kept = || async {
        use amicus::schema::accounts::{password_hash, table};
        use diesel::prelude::*;
        let look = |conn: &mut Conn| Ok(table.select(password_hash).first::<Option<String>>(conn)?);
        app.db().read(look).await.unwrap().unwrap()
    };
    try_in(&app.visitor(), "ada@example.org", "not the password").await.expect(422);
    assert_eq!(kept().await, hash);
    try_in(&app.visitor(), "ada@example.org", PASSWORD).await.expect(200);
    let cheap = Cost::CHEAP;
    let now = format!("$argon2id$v=19$m={},t={},p=1$", cheap.memory_kib, cheap.passes);
    assert!(kept().await.starts_with(&now), "{}", kept().await);
    try_in(&app.visitor(), "ada@example.org", PASSWORD).await.expect(200);
    app.deliver_mail().await;
}
