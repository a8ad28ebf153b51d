//! How a reader comes in.

use std::time::Duration;

use amicus::accounts::{self, Role};

use super::{REGISTER, RESET, register, try_in};
use crate::support::{DAY, HOUR, PASSWORD, TestApp};

#[actix_web::test]
async fn a_newcomer_registers_confirms_and_signs_in() {
    let app = TestApp::start().await;
    let ada = app.visitor();
    let page = register(&ada, "Ada", "ada@example.org").await.expect(200);
    assert!(page.main_text().contains("Look into your mail"), "{page:?}");

    app.deliver_mail().await;
    let link = app.mailbox("ada@example.org").last().link_containing("/account/confirm/");
    let page = ada.follow(&link).await.expect(200);
    let page = ada.fill(&page, "/account/confirm/", &[("password", PASSWORD)]).await.expect(200);
    assert!(page.main_text().contains("Your address is confirmed"), "{page:?}");

    let page = try_in(&ada, "Ada@Example.ORG", PASSWORD).await.expect(200);
    assert_eq!(page.path, "/account");
    assert!(page.main_text().contains("ada@example.org"), "{page:?}");
    assert!(page.has("nav.side a[href='/account/comments']"));
}

#[actix_web::test]
async fn a_stranger_who_registered_with_an_address_first_never_gets_its_owners_account() {
    let app = TestApp::start().await;
    let (mallory, bea) = (app.visitor(), app.visitor());
    register(&mallory, "Mallory", "bea@example.org").await;
    app.deliver_mail().await;
    let link = app.mailbox("bea@example.org").last().link_containing("/account/confirm/");
    let page = bea.follow(&link).await;
    let empty = bea.fill(&page, "/account/confirm/", &[]).await.expect(422);
    assert_eq!(empty.problem_of("password"), "Please enter a password");
    let page = bea.fill(&page, "/account/confirm/", &[("password", super::NEW_PASSWORD)]).await.expect(422);
    assert!(page.problem_of("password").contains("not the password"), "{page:?}");
    assert_eq!(try_in(&mallory, "bea@example.org", PASSWORD).await.status, 422);
}

#[actix_web::test]
async fn a_scanner_that_opens_a_link_confirms_nothing() {
    let app = TestApp::start().await;
    let ada = app.visitor();
    register(&ada, "Ada", "ada@example.org").await;
    app.deliver_mail().await;
    let link = app.mailbox("ada@example.org").last().link_containing("/account/confirm/");
    for _ in 0..5 {
        ada.follow(&link).await.expect(200);
    }
    assert_eq!(try_in(&ada, "ada@example.org", PASSWORD).await.status, 422);
}

#[actix_web::test]
async fn a_confirmation_link_works_once_and_for_three_days() {
    let app = TestApp::start().await;
    let ada = app.visitor();
    register(&ada, "Ada", "ada@example.org").await;
    app.deliver_mail().await;
    let link = app.mailbox("ada@example.org").last().link_containing("/account/confirm/");
    let page = ada.follow(&link).await;
    ada.fill(&page, "/account/confirm/", &[("password", PASSWORD)]).await.expect(200);
    assert_eq!(ada.fill(&page, "/account/confirm/", &[("password", PASSWORD)]).await.status, 404);

    register(&ada, "Bea", "bea@example.org").await;
    app.deliver_mail().await;
    let link = app.mailbox("bea@example.org").last().link_containing("/account/confirm/");
    app.clock.advance(HOUR * 72);
    assert_eq!(ada.follow(&link).await.status, 404);
}

#[actix_web::test]
async fn a_known_address_answers_like_a_new_one_and_its_owner_hears_once_an_hour() {
    let app = TestApp::start().await;
    app.given().account("ada", Role::Reader).await;
    let new = register(&app.visitor(), "Bea", "bea@example.org").await.expect(200);
    let known = register(&app.visitor(), "Cleo", "ada@example.org").await.expect(200);
    assert_eq!(new.body, known.body);
    register(&app.visitor(), "Dora", "ada@example.org").await.expect(200);
    app.deliver_mail().await;
    let mailbox = app.mailbox("ada@example.org");
    assert_eq!(mailbox.len(), 1);
    assert_eq!(mailbox.last().subject, "You have an account already");

    app.clock.advance(HOUR);
    register(&app.visitor(), "Edda", "ada@example.org").await.expect(200);
    app.deliver_mail().await;
    assert_eq!(app.mailbox("ada@example.org").len(), 2);
}

#[actix_web::test]
async fn a_name_tells_nobody_whether_an_address_is_known() {
    let app = TestApp::start().await;
    app.given().account("ada", Role::Reader).await;
    for email in ["ada@example.org", "nobody@example.org"] {
        let name = format!("Probe {email}");
        let first = register(&app.visitor(), &name.replace(['@', '.'], " "), email).await;
        let second = register(&app.visitor(), &name.replace(['@', '.'], " "), "third@example.org").await;
        assert_eq!((first.status, second.status), (200, 422), "{email}");
        assert!(second.problem_of("name").contains("Somebody has this name already"));
    }
    app.deliver_mail().await;
    app.clock.advance(DAY * 7 + Duration::from_secs(1));
    app.db().write(accounts::forget).await.unwrap();
    for email in ["ada example org", "nobody example org"] {
        register(&app.visitor(), &format!("Probe {email}"), &format!("{}@new.example", &email[..3]))
            .await
            .expect(200);
    }
    app.deliver_mail().await;
}

#[actix_web::test]
async fn nobody_registers_a_name_that_reads_like_a_moderators() {
    let app = TestApp::start().await;
    app.given().account("mia", Role::Moderator).await;
    for (alike, email) in [("Міа", "a@example.org"), ("Mla", "b@example.org"), ("ᴍɪᴀ", "c@example.org")]
    {
        let page = register(&app.visitor(), alike, email).await.expect(422);
        assert!(page.problem_of("name").contains("one that looks like it"), "{alike}: {page:?}");
    }
}

#[actix_web::test]
async fn a_refused_registration_comes_back_with_all_but_the_password() {
    let app = TestApp::start().await;
    app.given().account("ada", Role::Reader).await;
    let ada = app.visitor();
    let fields = [("name", "  ADA "), ("email", "not an address"), ("password", "whatsapppegasus")];
    let page = ada.submit(REGISTER, REGISTER, &fields).await.expect(422);
    assert_eq!(page.problem_of("email"), "This does not look like an e-mail address");
    assert!(page.problem_of("password").contains("easy to guess"), "{page:?}");
    assert_eq!(page.summary().len(), 2);
    assert_eq!(page.field_value("email"), "not an address");
    assert_eq!(page.field_value("password"), "");

    let page =
        ada.fill(&page, REGISTER, &[("email", "new@example.org"), ("password", PASSWORD)]).await.expect(422);
    assert!(page.problem_of("name").contains("Somebody has this name already"), "{page:?}");
    let page = ada.fill(&page, REGISTER, &[("name", "Ada L."), ("password", PASSWORD)]).await;
    assert_eq!(page.status, 200);
    app.deliver_mail().await;
}

#[actix_web::test]
async fn a_form_that_lay_too_long_comes_back_filled_and_works_at_once() {
    let app = TestApp::start().await;
    let ada = app.visitor();
    let old = ada.get(REGISTER).await;
    app.clock.advance(DAY * 4);
    let fields = [("name", "Ada"), ("email", "ada@example.org"), ("password", PASSWORD)];
    let page = ada.fill(&old, REGISTER, &fields).await.expect(422);
    assert_eq!(page.field_value("name"), "Ada");
    ada.fill(&page, REGISTER, &[("password", PASSWORD)]).await.expect(200);
    app.deliver_mail().await;
}

#[actix_web::test]
async fn a_role_that_is_sent_along_gives_none() {
    let app = TestApp::start().await;
    let ada = app.visitor();
    let token = ada.get(REGISTER).await.field_value("form_token");
    let fields = [
        ("name", "Ada"),
        ("email", "ada@example.org"),
        ("password", PASSWORD),
        ("role", "admin"),
        ("form_token", &token),
    ];
    ada.post(REGISTER, &fields).await.expect(200);
    app.deliver_mail().await;
    let found = app.db().read(accounts::staff_exists).await.unwrap();
    assert!(!found);
}

#[actix_web::test]
async fn asking_a_reset_for_an_unknown_address_answers_the_same() {
    let app = TestApp::start().await;
    app.given().account("ada", Role::Reader).await;
    let known = app.visitor().submit(RESET, RESET, &[("email", "ada@example.org")]).await.expect(200);
    let unknown = app.visitor().submit(RESET, RESET, &[("email", "nobody@example.org")]).await.expect(200);
    assert_eq!(known.body, unknown.body);
    app.deliver_mail().await;
    assert_eq!(app.letters().len(), 1);
}

#[actix_web::test]
async fn an_account_that_nobody_confirmed_is_forgotten_after_a_week() {
    let app = TestApp::start().await;
    register(&app.visitor(), "Una", "una@example.org").await;
    app.deliver_mail().await;
    app.clock.advance(DAY * 7 + Duration::from_secs(1));
    app.db().write(accounts::forget).await.unwrap();
    let left = app.db().read(accounts::anyone_exists).await.unwrap();
    assert!(!left);
}

#[actix_web::test]
async fn no_answer_waits_for_a_letter_to_be_sent() {
    let app = TestApp::start().await;
    let ada = app.reader("ada").await;
    register(&app.visitor(), "Bea", "bea@example.org").await.expect(200);
    register(&app.visitor(), "Cleo", "ada@example.org").await.expect(200);
    app.visitor().submit(RESET, RESET, &[("email", "ada@example.org")]).await.expect(200);
    ada.submit("/account/email", "/account/email", &[("email", "ada@new.example")]).await.expect(200);
    try_in(&app.visitor(), "ada@example.org", PASSWORD).await.expect(200);
    assert!(app.letters().is_empty(), "letters go by the outbox, never in the request");
    assert_eq!(app.deliver_mail().await, 6);
}
