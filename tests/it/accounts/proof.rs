//! Deeds for which one proves again who one is.

use amicus::accounts::Role;

use super::is_in;
use crate::support::{MINUTE, PASSWORD, Page, Person, TestApp};

const PROVE: &str = "/account/prove";

/// An admin, and the page of a reader whose role is to be changed.
async fn admin_and_page(app: &TestApp) -> (Person, Page) {
    let root = app.admin("root").await;
    let ada = app.given().account("ada", Role::Reader).await;
    let page = root.get(&format!("/admin/accounts/{ada}")).await.expect(200);
    (root, page)
}

async fn role_of(app: &TestApp, name: &str) -> Role {
    let name = amicus::base::text::Name::parse(name).unwrap();
    let found = app.db().read(move |conn| amicus::accounts::find_by_name(conn, &name)).await.unwrap();
    found.unwrap().role
}

#[actix_web::test]
async fn a_role_is_changed_by_an_admin_who_proved_who_they_are_within_ten_minutes() {
    let app = TestApp::start().await;
    let (root, page) = admin_and_page(&app).await;
    app.clock.advance(MINUTE * 10);
    let refused = root.fill(&page, "/role", &[("role", "editor")]).await.expect(403);
    assert!(refused.main_text().contains("Nothing was changed"), "{refused:?}");
    assert_eq!(role_of(&app, "ada").await, Role::Reader);

    let proof = root.get(&refused.link("Prove that it is you")).await.expect(200);
    root.fill(&proof, PROVE, &[("password", PASSWORD)]).await.expect(200);
    let page = root.get(&page.path).await.expect(200);
    root.fill(&page, "/role", &[("role", "editor")]).await.expect(200);
    assert_eq!(role_of(&app, "ada").await, Role::Editor);
    app.deliver_mail().await;
}

#[actix_web::test]
async fn nobody_is_shut_out_or_let_in_again_by_who_merely_sits_at_an_admins_browser() {
    let app = TestApp::start().await;
    let (root, page) = admin_and_page(&app).await;
    let dora = app.reader("dora").await;
    let hers = format!("/admin/accounts/{}", app.given().id_of("dora").await);
    let out = root.submit(&hers, "/disable", &[]).await.expect(200);
    app.clock.advance(MINUTE * 10);
    root.fill_only(&page, "/disable", &[]).await.expect(403);
    root.fill_only(&out, "/enable", &[]).await.expect(403);
    assert!(!is_in(&dora).await);
    app.visitor().sign_in("ada").await;
}

#[actix_web::test]
async fn who_proved_it_goes_on_under_a_new_secret_and_the_old_one_is_worth_nothing() {
    let app = TestApp::start().await;
    let (ada, thief) = (app.reader("ada").await, app.visitor());
    let before = ada.cookie("__Host-sid").unwrap();
    thief.take_cookie("__Host-sid", &before);
    let proof = ada.get(&format!("{PROVE}?back=/account/sessions")).await.expect(200);
    let page = ada.fill(&proof, PROVE, &[("password", PASSWORD)]).await.expect(200);
    assert_eq!(page.path, "/account/sessions");
    assert_ne!(ada.cookie("__Host-sid").unwrap(), before);
    assert!(is_in(&ada).await && !is_in(&thief).await);
}

#[actix_web::test]
async fn a_wrong_password_proves_nothing_and_ten_of_them_have_to_wait() {
    let app = TestApp::start().await;
    let ada = app.reader("ada").await;
    let mut page = ada.get(PROVE).await;
    for _ in 0..10 {
        page = ada.fill(&page, PROVE, &[("password", "not the password")]).await.expect(422);
        assert_eq!(page.problem_of("password"), "That is not your password");
    }
    ada.fill(&page, PROVE, &[("password", PASSWORD)]).await.expect(429);
    assert!(is_in(&ada).await);
}

#[actix_web::test]
async fn nobody_is_led_to_another_site_after_proving_who_they_are() {
    let app = TestApp::start().await;
    let ada = app.reader("ada").await;
    for evil in ["//evil.example", "%5Cevil", "https:evil", "/account/%250d%250ax", "/account%0d%0ax:y"] {
        let proof = ada.get(&format!("{PROVE}?back={evil}")).await.expect(200);
        let answer = ada.fill_only(&proof, PROVE, &[("password", PASSWORD)]).await.expect(303);
        assert_eq!(answer.location(), "/", "{evil}");
    }
}
