//! A new password by mail.

use amicus::accounts::Role;
use amicus::schema::deliveries;
use diesel::prelude::*;

use super::{NEW_PASSWORD, RESET, ask_reset, is_in, path_of, try_in};
use crate::support::{HOUR, PASSWORD, TestApp};

#[actix_web::test]
async fn a_reset_sets_the_password_ends_every_session_and_signs_nobody_in() {
    let app = TestApp::start().await;
    let ada = app.reader("ada").await;
    let thief = app.visitor();
    thief.sign_in("ada").await;
    let visitor = app.visitor();
    let link = ask_reset(&app, &visitor, "ada@example.org").await;
    let page = visitor.follow(&link).await.expect(200);
    let page = visitor.fill(&page, "/account/reset/", &[("password", NEW_PASSWORD)]).await.expect(200);
    assert!(page.main_text().contains("Your new password is set"), "{page:?}");
    assert_eq!(visitor.cookie("__Host-sid"), None);
    assert!(!is_in(&ada).await && !is_in(&thief).await);
    assert_eq!(try_in(&app.visitor(), "ada@example.org", PASSWORD).await.status, 422);
    assert_eq!(try_in(&app.visitor(), "ada@example.org", NEW_PASSWORD).await.status, 200);
    assert_eq!(visitor.follow(&link).await.status, 404);
    app.deliver_mail().await;
    let told = app.mailbox("ada@example.org");
    assert!(told.all().iter().any(|letter| letter.subject == "Your password was changed"));
}

#[actix_web::test]
async fn a_reset_link_is_good_for_an_hour_and_for_no_other_page() {
    let app = TestApp::start().await;
    app.given().account("ada", Role::Reader).await;
    let ada = app.visitor();
    let link = ask_reset(&app, &ada, "ada@example.org").await;
    for page in ["confirm", "invitation", "first-admin"] {
        assert_eq!(ada.look(&path_of(&link).replace("/reset/", &format!("/{page}/"))).await.status, 404);
    }
    app.clock.advance(HOUR);
    assert_eq!(ada.follow(&link).await.status, 404);
}

#[actix_web::test]
async fn of_two_who_use_one_link_at_once_one_wins() {
    let app = TestApp::start().await;
    app.given().account("ada", Role::Reader).await;
    let (first, second) = (app.visitor(), app.visitor());
    let link = ask_reset(&app, &first, "ada@example.org").await;
    let page = first.follow(&link).await;
    let fields = [("password", NEW_PASSWORD)];
    let (one, other) = tokio::join!(
        first.fill(&page, "/account/reset/", &fields),
        second.fill(&page, "/account/reset/", &fields)
    );
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 404]);
    app.deliver_mail().await;
}

#[actix_web::test]
async fn letters_link_to_the_sites_own_origin_and_fetch_nothing() {
    let app = TestApp::start().await;
    app.given().account("ada", Role::Reader).await;
    ask_reset(&app, &app.visitor(), "ada@example.org").await;
    let letter = app.mailbox("ada@example.org").last().clone();
    let link = letter.link_containing("/account/reset/");
    assert!(link.starts_with(&app.origin()), "{link}");
    for remote in ["<img", "<link", "<style", "src="] {
        assert!(!letter.html.contains(remote), "{}", letter.html);
    }
}

/// How long an answer takes follows what is written for it (ASVS 6.3.8).
#[actix_web::test]
async fn asking_for_an_address_that_nobody_has_writes_as_much_and_mails_nothing() {
    let app = TestApp::start().await;
    app.given().account("ada", Role::Reader).await;
    let queued = || app.db().read(|conn| Ok(deliveries::table.count().get_result::<i64>(conn)?));
    for (number, email) in [(1, "ada@example.org"), (2, "nobody@example.org")] {
        app.visitor().submit(RESET, RESET, &[("email", email)]).await.expect(200);
        assert_eq!(queued().await.unwrap(), number);
    }
    app.deliver_mail().await;
    assert_eq!((app.mailbox("ada@example.org").len(), app.letters().len()), (1, 1));
}
