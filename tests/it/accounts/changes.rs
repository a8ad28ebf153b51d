//! What somebody changes about their own account: the password, the address.

use amicus::accounts::second_factor::Owner;
use amicus::accounts::{self, Role, registration};
use amicus::base::text::Name;
use amicus::base::token::TokenDigest;
use amicus::error::Error;
use amicus::schema::{deliveries, email_changes, former_addresses};
use diesel::prelude::*;

use super::{NEW_PASSWORD, ask_reset, is_in, path_of, try_in};
use crate::support::{Authenticator, DAY, HOUR, MINUTE, PASSWORD, Page, Person, TestApp};

const EMAIL: &str = "/account/email";
const NEW: &str = "/account/email/new/";
const OLD: &str = "/account/email/old/";
const ADA: &str = "ada@example.org";
const ADA_NEW: &str = "ada@new.example";

/// Asks for another address, and sends the letters.
async fn ask(app: &TestApp, person: &Person, address: &str) -> Page {
    let page = person.submit(EMAIL, EMAIL, &[("email", address)]).await;
    app.deliver_mail().await;
    page
}

fn link_to(app: &TestApp, address: &str, part: &str) -> String {
    app.mailbox(address).last().link_containing(part)
}

#[actix_web::test]
async fn a_new_password_signs_out_everywhere_else_voids_links_and_is_told_by_mail() {
    let app = TestApp::start().await;
    let (ada, thief) = (app.reader("ada").await, app.visitor());
    thief.sign_in("ada").await;
    let reset = ask_reset(&app, &app.visitor(), ADA).await;
    let weak =
        ada.submit("/account/password", "/account/password", &[("password", "ada@example.org ada")]).await;
    assert!(weak.expect(422).problem_of("password").contains("easy to guess"));
    ada.submit("/account/password", "/account/password", &[("password", NEW_PASSWORD)]).await.expect(200);
    assert!(is_in(&ada).await && !is_in(&thief).await);
    app.visitor().follow(&reset).await.expect(404);
    try_in(&app.visitor(), ADA, PASSWORD).await.expect(422);
    try_in(&app.visitor(), ADA, NEW_PASSWORD).await.expect(200);
    app.deliver_mail().await;
    let told = app.mailbox(ADA);
    assert!(told.all().iter().any(|letter| letter.subject == "Your password was changed"));
}

#[actix_web::test]
async fn a_stranger_gets_three_letters_an_hour_however_many_accounts_name_their_address() {
    let app = TestApp::start().await;
    for name in ["ada", "ben", "cleo", "dora"] {
        ask(&app, &app.reader(name).await, "stranger@new.example").await.expect(200);
    }
    assert_eq!(app.mailbox("stranger@new.example").len(), 3);
    app.clock.advance(HOUR + MINUTE);
    ask(&app, &app.reader("emma").await, "stranger@new.example").await.expect(200);
    assert_eq!(app.mailbox("stranger@new.example").len(), 4);
}

#[actix_web::test]
async fn a_password_manager_learns_whose_new_password_it_keeps() {
    let app = TestApp::start().await;
    let ada = app.reader("ada").await;
    let address = |page: &Page| page.attribute("form input[autocomplete=username]", "value");
    assert_eq!(address(&ada.get("/account/password").await), ADA);
    let link = ask_reset(&app, &app.visitor(), ADA).await;
    let page = app.visitor().follow(&link).await;
    assert_eq!(address(&page), ADA);
    assert!(page.has("form input[autocomplete=username][readonly][hidden]:not([name])"), "it is not sent");
}

#[actix_web::test]
async fn password_address_and_second_factor_are_changed_only_within_ten_minutes_of_a_proof() {
    let app = TestApp::start().await;
    let ada = app.reader("ada").await;
    let pages = ["/account/password", EMAIL, "/account/second-factor"];
    let mut forms = Vec::new();
    for page in pages {
        forms.push(ada.get(page).await.expect(200));
    }
    app.clock.advance(MINUTE * 10);
    for (path, page) in pages.iter().zip(&forms) {
        let led = ada.look(path).await.expect(303);
        assert_eq!(led.location(), format!("/account/prove?back={path}"));
        let typed = [("password", NEW_PASSWORD), ("email", ADA_NEW), ("code", "000000")];
        let known: Vec<(&str, &str)> =
            typed.into_iter().filter(|(field, _)| page.has(&format!("main [name={field}]"))).collect();
        ada.fill(page, path, &known).await.expect(403);
    }
    try_in(&app.visitor(), ADA, PASSWORD).await.expect(200);
    assert_eq!(app.deliver_mail().await, 1, "of a new browser, and of no change");
}

#[actix_web::test]
async fn without_a_second_factor_both_addresses_must_say_yes() {
    let app = TestApp::start().await;
    let ada = app.reader("ada").await;
    ask(&app, &ada, ADA_NEW).await.expect(200);
    let (new, old) = (link_to(&app, ADA_NEW, NEW), link_to(&app, ADA, OLD));
    for link in [&new, &old] {
        for _ in 0..5 {
            app.visitor().look(&path_of(link)).await.expect(200);
        }
    }
    let page = ada.follow(&new).await;
    let page = ada.fill(&page, NEW, &[]).await.expect(200);
    assert!(page.main_text().contains("One more letter"), "{page:?}");
    try_in(&app.visitor(), ADA_NEW, PASSWORD).await.expect(422);

    let reset = ask_reset(&app, &app.visitor(), ADA).await;
    let page = app.visitor().follow(&old).await;
    let page = app.visitor().fill(&page, OLD, &[]).await.expect(200);
    assert!(page.main_text().contains("Your address has changed"), "{page:?}");
    assert!(!is_in(&ada).await);
    app.visitor().follow(&reset).await.expect(404);
    app.visitor().follow(&new).await.expect(404);
    try_in(&app.visitor(), ADA, PASSWORD).await.expect(422);
    try_in(&app.visitor(), ADA_NEW, PASSWORD).await.expect(200);
    app.deliver_mail().await;
    assert!(app.mailbox(ADA_NEW).all().iter().any(|letter| letter.subject == "Your address has changed"));
}

#[actix_web::test]
async fn with_a_second_factor_the_new_address_is_enough_and_the_old_one_may_stop_it() {
    let app = TestApp::start().await;
    let ada = app.reader("ada").await;
    let page = ada.get("/account/second-factor").await;
    let phone = Authenticator::of_page(&page);
    let code = phone.next_code(app.db().now());
    ada.fill(&page, "/account/second-factor", &[("code", &code)]).await.expect(200);
    app.deliver_mail().await;
    ask(&app, &ada, ADA_NEW).await.expect(200);
    let old = app.visitor().follow(&link_to(&app, ADA, OLD)).await.expect(200);
    assert!(!old.main_text().contains("I agree"), "{old:?}");
    let new = link_to(&app, ADA_NEW, NEW);
    let page = app.visitor().fill(&old, OLD, &[("answer", "stop")]).await.expect(200);
    assert!(page.main_text().contains("It is stopped"), "{page:?}");
    app.visitor().follow(&new).await.expect(404);
    assert_eq!(try_in(&app.visitor(), ADA, PASSWORD).await.path, "/account/sign-in/code");
}

#[actix_web::test]
async fn an_old_address_is_told_even_if_its_first_letter_comes_too_late() {
    let app = TestApp::start().await;
    let ada = app.reader("ada").await;
    let page = ada.get("/account/second-factor").await;
    let code = Authenticator::of_page(&page).next_code(app.db().now());
    ada.fill(&page, "/account/second-factor", &[("code", &code)]).await.expect(200);
    app.deliver_mail().await;
    let told = app.mailbox(ADA).len();
    ada.submit(EMAIL, EMAIL, &[("email", ADA_NEW)]).await.expect(200);
    let put_off = |tx: &mut amicus::db::Tx<'_>| {
        let old = deliveries::table.filter(deliveries::recipient_kind.eq("account"));
        let later = deliveries::due_at.eq(tx.now.plus(HOUR));
        Ok(diesel::update(old).set(later).execute(&mut **tx)?)
    };
    app.db().write(put_off).await.unwrap();
    app.deliver_mail().await;
    assert_eq!(app.mailbox(ADA).len(), told, "its relay puts the letter off");
    let page = app.visitor().follow(&link_to(&app, ADA_NEW, NEW)).await;
    app.visitor().fill(&page, NEW, &[]).await.expect(200);
    app.deliver_mail().await;
    assert_eq!(app.mailbox(ADA).len(), told + 1);
    assert_eq!(app.mailbox(ADA).last().subject, "Your account has another address");
    app.clock.advance(HOUR);
    app.deliver_mail().await;
    app.clock.advance(DAY);
    app.db().write(accounts::forget).await.unwrap();
    let left = |conn: &mut amicus::db::Conn| Ok(former_addresses::table.count().get_result::<i64>(conn)?);
    assert_eq!(app.db().read(left).await.unwrap(), 0, "a day later the old address is forgotten");
}

#[actix_web::test]
async fn an_address_that_has_an_account_answers_the_same_and_its_owner_hears_once_an_hour() {
    let app = TestApp::start().await;
    app.given().account("bea", Role::Reader).await;
    let ada = app.reader("ada").await;
    let free = ask(&app, &ada, ADA_NEW).await.expect(200);
    let known = ask(&app, &ada, "bea@example.org").await.expect(200);
    assert_eq!(free.body, known.body);
    assert_eq!(app.mailbox(ADA).len(), 2, "the old address is told in either case");
    assert_eq!(app.mailbox("bea@example.org").last().subject, "You have an account already");
    ask(&app, &ada, "bea@example.org").await.expect(200);
    assert_eq!(app.mailbox("bea@example.org").len(), 1);
    let again = ask(&app, &ada, "bea@example.org").await.expect(429);
    assert_eq!(again.field_value("email"), "bea@example.org");
}

#[actix_web::test]
async fn a_change_of_address_waits_for_a_day_and_ends_with_a_new_password() {
    let app = TestApp::start().await;
    let ada = app.reader("ada").await;
    ask(&app, &ada, ADA_NEW).await.expect(200);
    let first = link_to(&app, ADA_NEW, NEW);
    ada.submit("/account/password", "/account/password", &[("password", NEW_PASSWORD)]).await.expect(200);
    app.visitor().follow(&first).await.expect(404);
    ask(&app, &ada, ADA_NEW).await.expect(200);
    let second = link_to(&app, ADA_NEW, NEW);
    app.visitor().follow(&second).await.expect(200);
    app.clock.advance(DAY);
    app.visitor().follow(&second).await.expect(404);
    app.db().write(accounts::forget).await.unwrap();
    let left = app.db().read(|conn| Ok(email_changes::table.count().get_result::<i64>(conn)?)).await.unwrap();
    assert_eq!(left, 0, "the address that was not confirmed is gone");
}

#[actix_web::test]
async fn an_address_that_somebody_took_meanwhile_is_not_taken_from_them() {
    let app = TestApp::start().await;
    let ada = app.reader("ada").await;
    ask(&app, &ada, "bea@example.org").await.expect(200);
    let (new, old) = (link_to(&app, "bea@example.org", NEW), link_to(&app, ADA, OLD));
    app.given().account("bea", Role::Reader).await;
    let page = ada.follow(&new).await.expect(200);
    ada.fill(&page, NEW, &[]).await.expect(200);
    let page = ada.follow(&old).await;
    ada.fill(&page, OLD, &[]).await.expect(404);
    app.visitor().sign_in("bea").await;
}

#[actix_web::test]
async fn a_link_of_one_end_is_of_no_use_at_the_other() {
    let app = TestApp::start().await;
    let ada = app.reader("ada").await;
    ask(&app, &ada, ADA_NEW).await.expect(200);
    let new = path_of(&link_to(&app, ADA_NEW, NEW));
    ada.look(&new.replace("/new/", "/old/")).await.expect(404);
    ada.look(&new.replace("/email/new/", "/reset/")).await.expect(404);
}

#[actix_web::test]
async fn letters_about_an_account_tell_no_network_and_hold_no_link_that_signs_in() {
    let app = TestApp::start().await;
    let (root, ada) = (app.admin("root").await, app.given().account("ada", Role::Reader).await);
    let browser = app.visitor();
    try_in(&browser, ADA, PASSWORD).await.expect(200);
    let page = browser.get("/account/second-factor").await;
    let code = Authenticator::of_page(&page).next_code(app.db().now());
    browser.fill(&page, "/account/second-factor", &[("code", &code)]).await.expect(200);
    browser.submit("/account/second-factor", "/account/second-factor/codes", &[]).await.expect(200);
    browser.submit("/account/password", "/account/password", &[("password", NEW_PASSWORD)]).await.expect(200);
    ask(&app, &browser, ADA_NEW).await.expect(200);
    browser.submit("/account/second-factor", "/account/second-factor/remove", &[]).await.expect(200);
    root.submit(&format!("/admin/accounts/{ada}"), "/role", &[("role", "editor")]).await.expect(200);
    app.deliver_mail().await;

    let told = app.mailbox(ADA);
    for subject in [
        "A new browser signed in",
        "Your second factor is set up",
        "You have new recovery codes",
        "Your password was changed",
        "Your address is to be changed",
        "Your second factor was taken away",
        "Your role has changed",
    ] {
        let letter = told.all().iter().find(|letter| letter.subject == subject);
        let letter = letter.unwrap_or_else(|| panic!("no letter says {subject:?}"));
        assert!(!letter.source.contains("198.51.100"), "{}", letter.source);
        let links = letter.text.split_whitespace().filter(|word| word.starts_with("http"));
        for link in links.filter(|link| **link != app.origin()) {
            let path = path_of(link);
            let page = app.visitor().look(&path).await;
            assert!(page.header("set-cookie").is_empty() && page.status < 500, "{subject}: {path}");
        }
    }
}

#[actix_web::test]
async fn what_began_in_a_session_is_not_done_once_that_has_ended() {
    let app = TestApp::start().await;
    let ada = app.reader("ada").await;
    let session = TokenDigest::of("session", &ada.cookie("__Host-sid").unwrap());
    let name = Name::parse("ada").unwrap();
    let account = app.db().read(move |conn| accounts::find_by_name(conn, &name)).await.unwrap().unwrap().id;
    ada.submit("/account", "/account/sign-out", &[]).await.expect(200);
    let of = Owner { account, session };
    let done = app.db().write(move |tx| registration::change_password(tx, &of, "$argon2id$another")).await;
    assert!(matches!(done, Err(Error::SignInRequired)), "{done:?}");
    app.visitor().sign_in("ada").await;
}
