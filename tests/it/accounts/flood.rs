//! Signing in while strangers try to.

use std::time::Duration;

use amicus::accounts::Role;
use amicus::accounts::sign_in::{self, Try};
use amicus::error::Error;

use super::{NEW_PASSWORD, SIGN_IN, ask_reset, is_in, try_in};
use crate::support::{Authenticator, Device, HOUR, MINUTE, PASSWORD, Page, Person, TestApp};

/// Three hundred failures, each from a network of its own.
async fn flood(app: &TestApp, email: &str) {
    for number in 0..300_u16 {
        let [high, low] = number.to_be_bytes();
        let stranger = app.visitor_from([203, 0, high, low]);
        let page = try_in(&stranger, email, "not the password").await;
        assert!(matches!(page.status, 422 | 429), "{page:?}");
    }
}

async fn with_code(person: &Person, password: &str, code: &str) -> Page {
    let typed = [("email", "ada@example.org"), ("password", password), ("code", code)];
    person.submit(SIGN_IN, SIGN_IN, &typed).await
}

#[actix_web::test]
async fn while_three_hundred_strangers_try_the_owner_comes_in_and_a_thief_with_the_password_does_not() {
    let app = TestApp::start().await;
    let home = app.reader("ada").await;
    let page = home.get("/account/second-factor").await;
    let phone = Authenticator::of_page(&page);
    let code = phone.next_code(app.db().now());
    let page = home.fill(&page, "/account/second-factor", &[("code", &code)]).await.expect(200);
    let codes = page.texts_of(".recovery-codes code");
    app.clock.advance(MINUTE * 2);
    home.carry_browser_of("ada").await;
    home.submit("/account", "/account/sign-out", &[]).await;

    flood(&app, "ada@example.org").await;
    try_in(&app.visitor(), "ada@example.org", PASSWORD).await.expect(429);

    let page = try_in(&home, "ada@example.org", PASSWORD).await.expect(200);
    let code = phone.next_code(app.db().now());
    home.fill(&page, "/account/sign-in/code", &[("code", &code)]).await.expect(200);
    assert!(is_in(&home).await, "the known browser");

    let tor = app.visitor();
    tor.refuse_cookies();
    let code = phone.next_code(app.db().now());
    let answer = with_code_only(&tor, &code).await;
    assert_eq!(answer.location(), "/account", "a code of the app before the password");
    let answer = with_code_only(&app.visitor(), &codes[0]).await;
    assert_eq!(answer.location(), "/account", "a recovery code before the password");

    let thief = app.visitor();
    with_code(&thief, PASSWORD, "123456").await.expect(429);
    let right = with_code(&thief, "not the password", &codes[1]).await;
    assert_eq!(right.status, 429, "nothing tells that the code was right: {right:?}");
    app.deliver_mail().await;
    assert!(app.letters().len() < 8, "no mail for each try: {}", app.letters().len());
}

#[actix_web::test]
async fn while_strangers_try_a_passkey_shown_with_the_password_lets_its_owner_in() {
    let app = TestApp::public().await;
    let (home, key) = (app.reader("ada").await, Device::at("https://amicus.example", 1));
    let page = home.get("/account/second-factor").await;
    let made = key.make(&page);
    let made = [("name", "blue key"), ("passkey", made.as_str())];
    home.fill(&page, "/account/second-factor/passkeys", &made).await.expect(200);

    flood(&app, "ada@example.org").await;
    try_in(&app.visitor(), "ada@example.org", PASSWORD).await.expect(429);
    let tor = app.visitor();
    tor.refuse_cookies();
    let page = tor.get(SIGN_IN).await;
    assert!(Device::allowed_by(&page).is_empty(), "the page knows nobody yet");
    let shown = key.show(&page);
    let typed = [("email", "ada@example.org"), ("password", PASSWORD), ("passkey", shown.as_str())];
    assert_eq!(tor.fill_only(&page, SIGN_IN, &typed).await.location(), "/account");

    let thief = app.visitor();
    let page = thief.get(SIGN_IN).await;
    let foreign = Device::at("https://amicus.example", 2);
    foreign.make(&home.get("/account/second-factor").await);
    let shown = foreign.show(&page);
    let typed = [("email", "ada@example.org"), ("password", PASSWORD), ("passkey", shown.as_str())];
    thief.fill(&page, SIGN_IN, &typed).await.expect(429);
    app.deliver_mail().await;
}

#[actix_web::test]
async fn codes_typed_after_the_password_are_counted_with_those_typed_beside_it() {
    let app = TestApp::start().await;
    let ada = app.given().account("ada", Role::Reader).await;
    app.given().factor("ada", &ada).await;
    for number in 0..2 {
        let thief = app.visitor_from([203, 6, 0, number]);
        let mut page = try_in(&thief, "ada@example.org", PASSWORD).await.expect(200);
        for _ in 0..4 {
            page = thief.fill(&page, "/account/sign-in/code", &[("code", "000000")]).await.expect(422);
        }
    }
    for number in 0..2 {
        let page = with_code(&app.visitor_from([203, 7, 0, number]), PASSWORD, "000000").await;
        assert_eq!(page.path, "/account/sign-in/code");
    }
    let thief = app.visitor();
    let page = try_in(&thief, "ada@example.org", PASSWORD).await.expect(200);
    let code = thief.code_of("ada").unwrap();
    thief.fill(&page, "/account/sign-in/code", &[("code", &code)]).await.expect(429);
    assert!(!is_in(&thief).await, "after ten guesses of one kind or the other");
}

async fn with_code_only(person: &Person, code: &str) -> Page {
    let page = person.get(SIGN_IN).await;
    let typed = [("email", "ada@example.org"), ("password", PASSWORD), ("code", code)];
    person.fill_only(&page, SIGN_IN, &typed).await.expect(303)
}

#[actix_web::test]
async fn a_known_browser_has_a_small_bucket_of_its_own() {
    let app = TestApp::start().await;
    let ada = app.reader("ada").await;
    ada.submit("/account", "/account/sign-out", &[]).await;
    for _ in 0..10 {
        try_in(&ada, "ada@example.org", "not the password").await.expect(422);
        app.clock.advance(Duration::from_secs(15));
    }
    try_in(&ada, "ada@example.org", PASSWORD).await.expect(429);
    assert_eq!(try_in(&app.visitor(), "ada@example.org", PASSWORD).await.status, 200, "others have theirs");
    app.deliver_mail().await;
}

#[actix_web::test]
async fn a_browser_is_known_no_more_after_a_new_password_or_signing_out_everywhere() {
    let app = TestApp::start().await;
    app.given().account("ada", Role::Reader).await;
    let news = || async {
        app.deliver_mail().await;
        let letters = app.mailbox("ada@example.org");
        letters.all().iter().filter(|letter| letter.subject == "A new browser signed in").count()
    };
    let ada = app.visitor();
    ada.sign_in("ada").await;
    ada.submit("/account", "/account/sign-out", &[]).await;
    try_in(&ada, "ada@example.org", PASSWORD).await.expect(200);
    assert_eq!(news().await, 0, "it is known");
    let phone = app.visitor();
    try_in(&phone, "ada@example.org", PASSWORD).await.expect(200);
    assert_eq!(news().await, 1);

    phone.submit("/account/sessions", "/account/sessions/end-others", &[]).await.expect(200);
    try_in(&ada, "ada@example.org", PASSWORD).await.expect(200);
    assert_eq!(news().await, 2, "signed out everywhere");

    let link = ask_reset(&app, &ada, "ada@example.org").await;
    let page = ada.follow(&link).await;
    ada.fill(&page, "/account/reset/", &[("password", NEW_PASSWORD)]).await.expect(200);
    try_in(&ada, "ada@example.org", NEW_PASSWORD).await.expect(200);
    assert_eq!(news().await, 3, "a new password");
}

#[actix_web::test]
async fn a_browser_of_one_account_is_a_stranger_to_another() {
    let app = TestApp::start().await;
    app.given().account("ada", Role::Reader).await;
    let bea = app.reader("bea").await;
    bea.submit("/account", "/account/sign-out", &[]).await;
    try_in(&bea, "ada@example.org", PASSWORD).await.expect(200);
    app.deliver_mail().await;
    assert_eq!(app.mailbox("ada@example.org").last().subject, "A new browser signed in");
    for carried in ["", "x", "x.y", "....", "AAAAAAAAAAAAAAAAAAAAAA.AAAA"] {
        let odd = app.visitor();
        odd.take_cookie("__Host-dev", carried);
        try_in(&odd, "bea@example.org", PASSWORD).await.expect(200);
    }
    app.deliver_mail().await;
}

#[actix_web::test]
async fn after_a_hundred_failures_in_a_row_strangers_wait_longer_and_a_success_of_the_owner_begins_anew() {
    let app = TestApp::start().await;
    app.given().account("ada", Role::Reader).await;
    let mut failed = 0;
    for hour in 0..30_u8 {
        for number in 0..10 {
            let stranger = app.visitor_from([203, 1, hour, number]);
            failed += usize::from(try_in(&stranger, "ada@example.org", "not it").await.status == 422);
        }
        app.clock.advance(HOUR);
    }
    assert!((100..=105).contains(&failed), "{failed} tries were judged in 30 hours");
    try_in(&app.visitor(), "ada@example.org", PASSWORD).await.expect(429);
    app.visitor().sign_in("ada").await;
    try_in(&app.visitor(), "ada@example.org", PASSWORD).await.expect(200);
    app.deliver_mail().await;
}

#[actix_web::test]
async fn what_strangers_failed_at_is_kept_in_the_database_and_shared_by_all_instances() {
    let app = TestApp::start().await;
    app.given().account("ada", Role::Reader).await;
    for number in 0..10 {
        try_in(&app.visitor_from([203, 2, 0, number]), "ada@example.org", "not it").await.expect(422);
    }
    let another = app.db_opened_again();
    let password = serde_json::from_value(PASSWORD.into()).unwrap();
    let tried = Try { address: "ada@example.org".to_owned(), password, ..Try::default() };
    let refused = sign_in::prove(&another, &app.app.keys, &app.app.hasher, tried).await;
    assert!(matches!(refused, Err(Error::TooOften { .. })), "{refused:?}");
}

#[actix_web::test]
async fn who_knows_the_password_guesses_codes_of_the_app_as_seldom_as_passwords() {
    let app = TestApp::start().await;
    let ada = app.given().account("ada", Role::Reader).await;
    app.given().factor("ada", &ada).await;
    let owner = app.visitor();
    for number in 0..30 {
        let stranger = app.visitor_from([203, 4, 0, number]);
        assert!(matches!(with_code(&stranger, "not the password", "000000").await.status, 422 | 429));
    }
    let code = owner.code_of("ada").unwrap();
    assert_eq!(
        with_code_only(&owner, &code).await.location(),
        "/account",
        "strangers count for nothing here"
    );

    app.clock.advance(HOUR);
    for number in 0..30 {
        let thief = app.visitor_from([203, 5, 0, number]);
        let page = with_code(&thief, PASSWORD, "000000").await;
        assert!(!is_in(&thief).await && matches!(page.status, 200 | 429), "{page:?}");
    }
    let code = owner.code_of("ada").unwrap();
    with_code(&app.visitor(), PASSWORD, &code).await.expect(429);
    app.clock.advance(HOUR);
    let code = owner.code_of("ada").unwrap();
    assert_eq!(with_code_only(&app.visitor(), &code).await.location(), "/account");
    app.deliver_mail().await;
}
