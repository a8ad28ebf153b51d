//! Passkeys: adding and removing them, coming in with one, and what is refused.

use amicus::accounts::{Role, second_factor, terminal};
use amicus::error::Error;
use amicus::schema::passkeys;
use diesel::prelude::*;

use super::{NEW_PASSWORD, SIGN_IN, id_of, is_in, try_in};
use crate::support::{Authenticator, Device, MINUTE, PASSWORD, Page, Person, TestApp};

const FACTOR: &str = "/account/second-factor";
const ADD: &str = "/account/second-factor/passkeys";
const REMOVE: &str = "/account/second-factor/passkeys/remove";
const CODE: &str = "/account/sign-in/code";
const HOME: &str = "https://amicus.example";
const ADA: &str = "ada@example.org";
const REFUSED: &str = "was not taken";

/// Adds a passkey that the device makes; answers the page after it.
async fn add(person: &Person, device: &Device, name: &str) -> Page {
    let page = person.get(FACTOR).await.expect(200);
    let made = device.make(&page);
    person.fill(&page, ADD, &[("name", name), ("passkey", &made)]).await
}

/// Somebody with a passkey and nothing else, and the device that keeps it.
async fn with_passkey(app: &TestApp, name: &str, seed: u8) -> (Person, Device) {
    let (person, device) = (app.reader(name).await, Device::at(HOME, seed));
    let page = add(&person, &device, "blue key").await.expect(200);
    assert_eq!(page.count(".recovery-codes code"), 10, "{page:?}");
    app.deliver_mail().await;
    (person, device)
}

/// Types the password and goes as far as the second factor.
async fn to_the_factor(person: &Person, email: &str) -> Page {
    let page = try_in(person, email, PASSWORD).await.expect(200);
    assert_eq!(page.path, CODE);
    page
}

async fn show(person: &Person, page: &Page, passkey: &str) -> Page {
    person.fill(page, CODE, &[("passkey", passkey)]).await
}

/// Whether a letter of this subject came to Ada.
fn hears(app: &TestApp, subject: &str) -> bool {
    app.mailbox(ADA).all().iter().any(|letter| letter.subject == subject)
}

#[track_caller]
fn is_refused(page: &Page) {
    assert_eq!(page.status, 422, "{page:?}");
    assert!(page.problem_of("passkey").contains(REFUSED), "{page:?}");
}

#[actix_web::test]
async fn a_passkey_opens_the_account_beside_the_password_and_its_owner_hears_of_it() {
    let app = TestApp::public().await;
    let (ada, key) = with_passkey(&app, "ada", 1).await;
    assert_eq!(app.mailbox(ADA).last().subject, "A passkey was added");
    let library = app.visitor();
    let page = to_the_factor(&library, ADA).await;
    assert_eq!(Device::allowed_by(&page).len(), 1);
    assert!(!is_in(&library).await);
    let page = show(&library, &page, &key.show(&page)).await.expect(200);
    assert_eq!(page.path, "/account");
    let listed = ada.get(FACTOR).await;
    assert!(
        listed.main_text().contains("blue key\nMade on 4 May 2026, last shown on 4 May 2026"),
        "{listed:?}"
    );
    app.deliver_mail().await;
}

#[actix_web::test]
async fn a_passkey_is_good_once_however_many_try_it_at_once() {
    let app = TestApp::public().await;
    let (_, key) = with_passkey(&app, "ada", 1).await;
    let page = app.visitor().get(SIGN_IN).await;
    let shown = key.show(&page);
    let typed = [("email", ADA), ("password", PASSWORD), ("passkey", shown.as_str())];
    let (one, other) = (app.visitor(), app.visitor());
    let (first, second) =
        tokio::join!(one.fill_only(&page, SIGN_IN, &typed), other.fill_only(&page, SIGN_IN, &typed));
    let mut led = [first.location(), second.location()];
    led.sort_unstable();
    assert_eq!(led, ["/account", CODE], "the second is asked for its factor");
    let late = app.visitor().fill_only(&page, SIGN_IN, &typed).await;
    assert_eq!(late.location(), CODE);
    app.deliver_mail().await;
}

#[actix_web::test]
async fn a_passkey_that_came_with_a_wrong_password_is_used_up_and_nothing_tells_that_it_was_right() {
    let app = TestApp::public().await;
    let (_, key) = with_passkey(&app, "ada", 1).await;
    let thief = app.visitor();
    let page = thief.get(SIGN_IN).await;
    let shown = key.show(&page);
    let wrong = [("email", ADA), ("password", "not the password"), ("passkey", shown.as_str())];
    let answer = thief.fill(&page, SIGN_IN, &wrong).await.expect(422);
    assert_eq!(answer.problems(), Vec::<String>::new());
    let right = [("email", ADA), ("password", PASSWORD), ("passkey", shown.as_str())];
    assert_eq!(thief.fill_only(&page, SIGN_IN, &right).await.location(), CODE);
}

#[actix_web::test]
async fn a_passkey_waits_for_five_minutes() {
    let app = TestApp::public().await;
    let (ada, key) = with_passkey(&app, "ada", 1).await;
    let (page, second) = (ada.get(FACTOR).await, Device::at(HOME, 2));
    app.clock.advance(MINUTE * 5);
    let made = second.make(&page);
    let again = ada.fill(&page, ADD, &[("name", "red key"), ("passkey", &made)]).await;
    is_refused(&again);
    assert_eq!(again.field_value("name"), "red key", "what was typed is still there");

    let library = app.visitor();
    let page = to_the_factor(&library, ADA).await;
    app.clock.advance(MINUTE * 5);
    let again = show(&library, &page, &key.show(&page)).await;
    is_refused(&again);
    show(&library, &again, &key.show(&again)).await.expect(200);
    app.deliver_mail().await;
}

#[actix_web::test]
async fn a_passkey_of_somebody_else_opens_nothing() {
    let app = TestApp::public().await;
    let (_, _) = with_passkey(&app, "ada", 1).await;
    let (_, of_bea) = with_passkey(&app, "bea", 2).await;
    let bea = app.visitor();
    let page = to_the_factor(&bea, ADA).await;
    is_refused(&show(&bea, &page, &of_bea.show(&page)).await);
    let page = bea.get(SIGN_IN).await;
    let shown = of_bea.show(&page);
    let typed = [("email", ADA), ("password", PASSWORD), ("passkey", shown.as_str())];
    assert_eq!(bea.fill_only(&page, SIGN_IN, &typed).await.location(), CODE);
    assert!(!is_in(&bea).await);
}

#[actix_web::test]
async fn a_passkey_that_was_shown_to_another_site_or_without_its_owner_is_refused() {
    let app = TestApp::public().await;
    let (ada, key) = with_passkey(&app, "ada", 1).await;
    let library = app.visitor();
    let mut page = to_the_factor(&library, ADA).await;
    for origin in ["https://amicus.example.evil", "http://amicus.example", "https://amicus.example:8443"] {
        page = show(&library, &page, &key.deceived(origin).show(&page)).await;
        is_refused(&page);
    }
    key.verifies.set(false);
    is_refused(&show(&library, &page, &key.show(&page)).await);

    let unasked = Device::at(HOME, 3);
    unasked.verifies.set(false);
    is_refused(&add(&ada, &unasked, "red key").await);
    is_refused(&add(&ada, &Device::at("https://amicus.example.evil", 4), "red key").await);
    assert_eq!(ada.get(FACTOR).await.texts_of(".rows h3"), ["blue key"]);
}

#[actix_web::test]
async fn a_copy_of_a_device_that_lags_behind_is_refused() {
    let app = TestApp::public().await;
    let (_, key) = with_passkey(&app, "ada", 1).await;
    let copy = key.deceived(HOME);
    let library = app.visitor();
    let page = to_the_factor(&library, ADA).await;
    show(&library, &page, &copy.show(&page)).await.expect(200);
    let thief = app.visitor();
    let page = to_the_factor(&thief, ADA).await;
    is_refused(&show(&thief, &page, &key.show(&page)).await);
    app.deliver_mail().await;
}

#[actix_web::test]
async fn an_answer_is_of_use_where_it_was_asked_for_alone() {
    let app = TestApp::public().await;
    let (ada, key) = with_passkey(&app, "ada", 1).await;
    let (one, other) = (app.visitor(), app.visitor());
    let (first, second) = (to_the_factor(&one, ADA).await, to_the_factor(&other, ADA).await);
    let (shown, asked) = (key.show(&first), first.field_value("passkey_question"));
    let moved = [("passkey", shown.as_str()), ("passkey_question", asked.as_str())];
    is_refused(&other.fill(&second, CODE, &moved).await);

    let (bea, red) = (app.reader("bea").await, Device::at(HOME, 2));
    let (of_ada, of_bea) = (ada.get(FACTOR).await, bea.get(FACTOR).await);
    let (made, asked) = (red.make(&of_bea), of_bea.field_value("passkey_question"));
    let moved = [("name", "red key"), ("passkey", made.as_str()), ("passkey_question", asked.as_str())];
    is_refused(&ada.fill(&of_ada, ADD, &moved).await);
    is_refused(&ada.submit(FACTOR, ADD, &[("name", "red key"), ("passkey", "{\"id\": 1}")]).await);
}

#[actix_web::test]
async fn one_passkey_belongs_to_one_account() {
    let app = TestApp::public().await;
    let (_, _) = with_passkey(&app, "ada", 1).await;
    let bea = app.reader("bea").await;
    is_refused(&add(&bea, &Device::at(HOME, 1), "a copy").await);
    assert!(bea.get(FACTOR).await.texts_of(".rows h3").is_empty());
}

#[actix_web::test]
async fn two_passkeys_can_be_held_and_either_can_be_lost() {
    let app = TestApp::public().await;
    let (ada, blue) = with_passkey(&app, "ada", 1).await;
    let red = Device::at(HOME, 2);
    app.clock.advance(MINUTE);
    let page = add(&ada, &red, "red key").await.expect(200);
    assert!(page.main_text().contains("The passkey is added"), "no new recovery codes: {page:?}");
    assert_eq!(page.texts_of(".rows h3"), ["blue key", "red key"]);

    let page = ada.submit(FACTOR, REMOVE, &[]).await.expect(200);
    assert_eq!(page.texts_of(".rows h3"), ["red key"]);
    app.deliver_mail().await;
    assert!(hears(&app, "A passkey was taken away"));
    let library = app.visitor();
    let page = to_the_factor(&library, ADA).await;
    let again = show(&library, &page, &blue.show(&page)).await;
    is_refused(&again);
    show(&library, &again, &red.show(&again)).await.expect(200);

    let page = ada.submit(FACTOR, REMOVE, &[]).await.expect(200);
    assert!(page.main_text().contains("Your password alone"), "{page:?}");
    app.visitor().sign_in("ada").await;
    app.deliver_mail().await;
    assert!(hears(&app, "Your second factor was taken away"));
}

#[actix_web::test]
async fn an_app_and_a_passkey_stand_beside_each_other() {
    let app = TestApp::public().await;
    let (ada, key) = with_passkey(&app, "ada", 1).await;
    let page = ada.get("/account/second-factor?replace=1").await;
    let phone = Authenticator::of_page(&page);
    let code = phone.next_code(app.db().now());
    ada.fill(&page, FACTOR, &[("code", &code)]).await.expect(200);
    let library = app.visitor();
    let page = to_the_factor(&library, ADA).await;
    show(&library, &page, &key.show(&page)).await.expect(200);
    let cafe = app.visitor();
    let page = to_the_factor(&cafe, ADA).await;
    let code = phone.next_code(app.db().now());
    cafe.fill(&page, CODE, &[("code", &code)]).await.expect(200);

    let page = ada.submit(FACTOR, "/account/second-factor/remove", &[]).await.expect(200);
    assert!(page.main_text().contains("still opens your account"), "{page:?}");
    app.deliver_mail().await;
    assert!(hears(&app, "Your app was taken away"));
    let page = to_the_factor(&app.visitor(), ADA).await;
    assert_eq!(Device::allowed_by(&page).len(), 1);
}

#[actix_web::test]
async fn a_passkey_is_a_second_factor_for_staff_who_cannot_remove_their_last() {
    let app = TestApp::public().await;
    app.given().account_without_factor("mia", Role::Moderator).await;
    let (mia, key) = (app.visitor(), Device::at(HOME, 1));
    mia.sign_in("mia").await;
    let page = add(&mia, &key, "blue key").await.expect(200);
    assert_eq!(page.count(".recovery-codes code"), 10);
    mia.look("/moderation").await.expect(200);
    assert!(!mia.get(FACTOR).await.has("form[action$='/passkeys/remove']"));

    let keys = app.app.keys.clone();
    let id = id_of(&app, "mia").await;
    let session = amicus::base::token::TokenDigest::of("session", &mia.cookie("__Host-sid").unwrap());
    let of = second_factor::Owner { account: id.clone(), session };
    let remove = move |tx: &mut amicus::db::Tx<'_>| {
        let held = second_factor::passkeys_of(tx, &keys, &id)?;
        second_factor::remove_passkey(tx, &of, &held[0].id)
    };
    let refused = app.db().write(remove).await;
    assert!(matches!(refused, Err(Error::Forbidden)), "{refused:?}");
    mia.look("/moderation").await.expect(200);
    app.deliver_mail().await;
}

#[actix_web::test]
async fn a_promoted_readers_old_passkey_goes_when_the_role_begins_with_a_new_one() {
    let app = TestApp::public().await;
    let (ada, old) = with_passkey(&app, "ada", 1).await;
    app.clock.advance(MINUTE);
    let (root, id) = (app.admin("root").await, id_of(&app, "ada").await);
    root.submit(&format!("/admin/accounts/{id}"), "/role", &[("role", "editor")]).await.expect(200);
    let page = to_the_factor(&ada, ADA).await;
    let page = show(&ada, &page, &old.show(&page)).await.expect(200);
    assert_eq!(page.path, FACTOR, "it guards the sign-in, and not the role");
    assert_eq!(ada.look("/editor").await.location(), FACTOR);
    let failed = ada.fill(&page, ADD, &[("name", "red key"), ("passkey", "{}")]).await.expect(422);
    let new = Device::at(HOME, 2);
    let made = new.make(&failed);
    let page = ada.fill(&failed, ADD, &[("name", "red key"), ("passkey", &made)]).await.expect(200);
    assert_eq!(page.count(".recovery-codes code"), 10);
    ada.look("/editor").await.expect(200);
    assert_eq!(ada.get(FACTOR).await.texts_of(".rows h3"), ["red key"]);
    app.deliver_mail().await;
}

#[actix_web::test]
async fn a_passkey_proves_again_who_somebody_is() {
    let app = TestApp::public().await;
    let (ada, key) = with_passkey(&app, "ada", 1).await;
    app.clock.advance(MINUTE * 10);
    let page = ada.get(FACTOR).await.expect(200);
    assert!(page.path.starts_with("/account/prove"), "{page:?}");
    let alone = ada.fill(&page, "/account/prove", &[("password", PASSWORD)]).await.expect(422);
    assert!(alone.problem_of("code").contains("not good"), "{alone:?}");
    let shown = key.show(&alone);
    let typed = [("password", PASSWORD), ("passkey", shown.as_str())];
    assert_eq!(ada.fill(&alone, "/account/prove", &typed).await.expect(200).path, FACTOR);
}

#[actix_web::test]
async fn without_a_name_or_an_answer_nothing_is_added_and_the_form_says_what_is_missing() {
    let app = TestApp::public().await;
    let ada = app.reader("ada").await;
    let page = ada.submit(FACTOR, ADD, &[]).await.expect(422);
    assert_eq!(page.problem_of("name"), "Please enter a name");
    assert!(page.problem_of("passkey").contains("press the button"), "{page:?}");
    app.visitor().sign_in("ada").await;
}

#[actix_web::test]
async fn where_the_site_is_a_number_the_page_says_that_passkeys_need_a_name() {
    let app = TestApp::start().await;
    let ada = app.reader("ada").await;
    let page = ada.get(FACTOR).await;
    assert!(page.main_text().contains("is a number"), "{page:?}");
    assert!(!page.has("[data-passkey]") && !app.visitor().get(SIGN_IN).await.has("[data-passkey]"));
}

#[actix_web::test]
async fn a_passkey_of_the_clearnet_is_not_asked_for_on_the_onion_which_says_so_and_offers_one_of_its_own() {
    let onion = format!("http://{}.onion", "b7".repeat(28));
    let app = TestApp::with(&[
        ("server.origin", HOME),
        ("server.onion_listen", "127.0.0.1:0"),
        ("server.onion_origin", &onion),
        ("mail.allow_folder", "true"),
    ])
    .await;
    let (ada, clear) = (app.reader("ada").await, Device::at(HOME, 1));
    let codes = add(&ada, &clear, "blue key").await.expect(200).texts_of(".recovery-codes code");
    let tor = app.through_tor().await;
    let ada = tor.visitor();
    let page = to_the_factor(&ada, ADA).await;
    assert!(page.main_text().contains("belong to the other address"), "{page:?}");
    assert!(!page.has("[data-passkey]"));
    let page = ada.fill(&page, CODE, &[("code", &codes[0])]).await.expect(200);
    assert_eq!(page.path, "/account");
    let page = ada.get(FACTOR).await;
    assert!(page.main_text().contains("You can add one for this address here"), "{page:?}");
    assert!(!page.body.contains("amicus.example"), "not a word of the clearnet");

    let own = Device::at(&onion, 2);
    let page = add(&ada, &own, "onion key").await.expect(200);
    assert!(page.main_text().contains("onion key\nMade on 4 May 2026\n"), "{page:?}");
    assert!(page.main_text().contains("blue key\nMade on 4 May 2026 · for the other address"), "{page:?}");
    let library = tor.visitor();
    let page = to_the_factor(&library, ADA).await;
    let again = show(&library, &page, &clear.deceived(&onion).show(&page)).await;
    is_refused(&again);
    show(&library, &again, &own.show(&again)).await.expect(200);
    app.deliver_mail().await;
}

#[actix_web::test]
async fn pages_that_ask_for_a_passkey_run_their_script_and_no_other_where_staff_pages_run_none() {
    let without = [("server.origin", HOME), ("mail.allow_folder", "true"), ("site.staff_scripts", "none")];
    let app = TestApp::with(&without).await;
    let mia = app.moderator("mia").await;
    let page = mia.get(FACTOR).await.expect(200);
    let scripts = page.attributes("script", "src");
    assert!(matches!(&scripts[..], [only] if only.contains("passkeys")), "{scripts:?}");
    assert!(page.header("content-security-policy").contains("script-src 'self'"));
    mia.look(&scripts[0]).await.expect(200);
}

#[actix_web::test]
async fn a_stolen_database_tells_neither_name_nor_address_nor_key_of_a_passkey() {
    let app = TestApp::public().await;
    let (_, key) = with_passkey(&app, "ada", 1).await;
    let sealed = sealed(&app).await;
    assert_eq!(sealed.len(), 1);
    assert_eq!(sealed[0].len() % 1024, 4 + 24 + 16, "its length tells nothing either");
    for secret in ["blue key", "amicus.example", "cred", &key.id()] {
        assert!(!sealed[0].windows(secret.len()).any(|bytes| bytes == secret.as_bytes()), "{secret}");
    }
}

async fn sealed(app: &TestApp) -> Vec<Vec<u8>> {
    app.db().read(|conn| Ok(passkeys::table.select(passkeys::passkey_sealed).load(conn)?)).await.unwrap()
}

#[actix_web::test]
async fn passkeys_go_with_their_account_and_are_in_what_their_owner_takes_along() {
    let app = TestApp::public().await;
    let (ada, _) = with_passkey(&app, "ada", 1).await;
    let taken = ada.submit("/account/export", "/account/export", &[]).await.expect(200).json();
    let held = taken.pointer("/account/passkeys").unwrap_or_else(|| panic!("{taken:#}"));
    let wanted = serde_json::json!([
        {"name": "blue key", "host": "amicus.example", "created_on": "2026-05-04", "used_on": null}
    ]);
    assert_eq!(*held, wanted);
    let erase = [("texts", "erase_texts")];
    ada.submit("/account/erase", "/account/erase", &erase).await.expect(200);
    assert!(sealed(&app).await.is_empty());
    app.deliver_mail().await;
}

#[actix_web::test]
async fn whoever_lost_everything_comes_in_by_the_terminal_and_their_passkeys_are_gone() {
    let app = TestApp::public().await;
    let (ada, _) = with_passkey(&app, "ada", 1).await;
    let keys = app.app.keys.clone();
    let token = app.db().write(move |tx| terminal::recover(tx, &keys, "ada")).await.unwrap();
    assert_eq!(sealed(&app).await.len(), 1, "until the link is used");
    let page = ada.look(&format!("{}{}", terminal::RECOVER_PATH, token.reveal())).await.expect(200);
    ada.fill(&page, "/account/reset/", &[("password", NEW_PASSWORD)]).await.expect(200);
    assert!(sealed(&app).await.is_empty());
    assert_eq!(try_in(&ada, ADA, NEW_PASSWORD).await.path, "/account");
    app.deliver_mail().await;
}
