//! What admins do, how staff comes in, and what the terminal can.

use amicus::accounts::invitations::{self, Guest};
use amicus::accounts::{self, AccountId, Role, admin, terminal};
use amicus::audit::Actor;
use amicus::base::seal::Keys;
use amicus::base::text::EmailAddress;
use amicus::db::Tx;
use amicus::error::{Error, Result};

use super::{NEW_PASSWORD, is_in, is_sent_to_sign_in, try_in};
use crate::support::{DAY, HOUR, PASSWORD, Page, TestApp};

#[actix_web::test]
async fn pages_of_a_role_are_for_that_role() {
    let app = TestApp::start().await;
    let (ada, mia, edda, root) = (
        app.reader("ada").await,
        app.moderator("mia").await,
        app.editor("edda").await,
        app.admin("root").await,
    );
    for path in ["/admin/accounts", "/admin/invitations"] {
        assert!(is_sent_to_sign_in(&app.visitor(), path).await);
        assert_eq!(ada.look(path).await.status, 403);
        assert_eq!(mia.look(path).await.status, 403);
        assert_eq!(edda.look(path).await.status, 403);
        assert_eq!(root.look(path).await.status, 200);
    }
}

#[actix_web::test]
async fn a_demotion_bites_at_the_next_request_and_is_told_by_mail() {
    let app = TestApp::start().await;
    let root = app.admin("root").await;
    let second = app.given().account("zoe", Role::Admin).await;
    let zoe = app.visitor();
    zoe.sign_in("zoe").await;
    zoe.look("/admin/accounts").await.expect(200);
    let page =
        root.submit(&format!("/admin/accounts/{second}"), "/role", &[("role", "reader")]).await.expect(200);
    assert!(page.main_text().contains("Done."), "{page:?}");
    assert!(is_sent_to_sign_in(&zoe, "/admin/accounts").await);
    zoe.sign_in("zoe").await;
    assert_eq!(zoe.look("/admin/accounts").await.status, 403);
    app.deliver_mail().await;
    assert!(app.mailbox("zoe@example.org").last().text.contains("Your role is now: reader"));
}

#[actix_web::test]
async fn who_is_shut_out_is_out_at_once_and_can_be_let_in_again() {
    let app = TestApp::start().await;
    let root = app.admin("root").await;
    let ada = app.reader("ada").await;
    let page = root.submit("/admin/accounts", "/admin/accounts", &[("name", "ADA")]).await.expect(200);
    let page = root.fill(&page, "/disable", &[]).await.expect(200);
    assert!(!is_in(&ada).await);
    assert_eq!(try_in(&ada, "ada@example.org", PASSWORD).await.status, 422);
    root.fill(&page, "/enable", &[]).await.expect(200);
    ada.sign_in("ada").await;
}

#[actix_web::test]
async fn nobody_changes_their_own_role() {
    let app = TestApp::start().await;
    let root = app.admin("root").await;
    let other = app.given().account("zoe", Role::Admin).await;
    let own = app
        .db()
        .read(|conn| accounts::find_by_name(conn, &amicus::base::text::Name::parse("root").unwrap()))
        .await
        .unwrap()
        .unwrap()
        .id;
    let page = root.get(&format!("/admin/accounts/{own}")).await.expect(200);
    assert!(page.main_text().contains("This is your own account"), "{page:?}");
    assert!(!page.has("form[action$='/role']"));
    let page = root.get(&format!("/admin/accounts/{other}")).await;
    assert!(!page.has("input[type=password]"), "nobody sets a password for somebody else");
    let token = page.form("/role").value("form_token").unwrap().to_owned();
    root.post(&format!("/admin/accounts/{own}/role"), &[("role", "reader"), ("form_token", &token)])
        .await
        .expect(403);
    assert_eq!(root.look("/admin/accounts").await.status, 200);
}

#[actix_web::test]
async fn two_admins_who_remove_each_other_at_once_leave_one() {
    let app = TestApp::start().await;
    let (ida, zoe) = (app.admin("ida").await, app.admin("zoe").await);
    let page_of = |name: &'static str| {
        let db = app.db().clone();
        async move {
            let name = amicus::base::text::Name::parse(name).unwrap();
            let found = db.read(move |conn| accounts::find_by_name(conn, &name)).await.unwrap();
            format!("/admin/accounts/{}", found.unwrap().id)
        }
    };
    let (of_zoe, of_ida) = (ida.get(&page_of("zoe").await).await, zoe.get(&page_of("ida").await).await);
    let fields = [("role", "moderator")];
    let (one, other) =
        tokio::join!(ida.fill_only(&of_zoe, "/role", &fields), zoe.fill_only(&of_ida, "/role", &fields));
    let was_done = |page: &&Page| page.status == 303 && page.location().ends_with("?done=1");
    let done = [&one, &other].into_iter().filter(was_done).count();
    assert_eq!(done, 1, "the other is refused, or led to sign in again: {one:?}\n{other:?}");
    let admins = app.db().read(admin::staff).await.unwrap();
    assert_eq!(admins.iter().filter(|account| account.role == Role::Admin).count(), 1);
    app.deliver_mail().await;
}

#[actix_web::test]
async fn the_last_admin_stays_even_for_the_terminal() {
    let app = TestApp::start().await;
    app.given().account("root", Role::Admin).await;
    let keys = app.app.keys.clone();
    let refused = app.db().write(move |tx| terminal::role(tx, &keys, "root@example.org", Role::Reader)).await;
    assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
    let keys = app.app.keys.clone();
    let refused = app.db().write(move |tx| terminal::disable(tx, &keys, "root")).await;
    assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
}

#[actix_web::test]
async fn a_guest_chooses_name_and_password_and_has_the_role() {
    let app = TestApp::start().await;
    let root = app.admin("root").await;
    let invite = [("email", "mia@example.org"), ("role", "moderator")];
    let page = root.submit("/admin/invitations", "/admin/invitations", &invite).await.expect(200);
    assert!(page.main_text().contains("mia@example.org"), "{page:?}");
    app.deliver_mail().await;
    let link = app.mailbox("mia@example.org").last().link_containing("/account/invitation/");

    let mia = app.visitor();
    let page = mia.follow(&link).await.expect(200);
    assert!(page.main_text().contains("Your role: moderator"), "{page:?}");
    let fields = [("name", "M3"), ("password", PASSWORD), ("email", "mallory@example.org")];
    let page = mia.fill_only(&page, "/account/invitation/", &fields).await.expect(303);
    assert_eq!(page.location(), "/moderation");
    assert!(mia.get("/account").await.main_text().contains("mia@example.org"));
    assert_eq!(app.visitor().follow(&link).await.status, 404);
    assert!(root.get("/admin/invitations").await.main_text().contains("accepted"));
}

#[actix_web::test]
async fn an_invitation_ends_when_it_is_taken_back_replaced_or_old() {
    let app = TestApp::start().await;
    let root = app.admin("root").await;
    let invite = [("email", "mia@example.org"), ("role", "editor")];
    let mut links = Vec::new();
    for _ in 0..2 {
        root.submit("/admin/invitations", "/admin/invitations", &invite).await.expect(200);
        app.deliver_mail().await;
        links.push(app.mailbox("mia@example.org").last().link_containing("/account/invitation/"));
    }
    assert_eq!(app.visitor().follow(&links[0]).await.status, 404);
    let page = app.visitor().follow(&links[1]).await.expect(200);
    root.submit("/admin/invitations", "/revoke", &[]).await.expect(200);
    let late =
        app.visitor().fill(&page, "/account/invitation/", &[("name", "M3"), ("password", PASSWORD)]).await;
    assert_eq!(late.status, 404);

    root.submit("/admin/invitations", "/admin/invitations", &invite).await.expect(200);
    app.deliver_mail().await;
    let link = app.mailbox("mia@example.org").last().link_containing("/account/invitation/");
    app.clock.advance(HOUR * 72);
    assert_eq!(app.visitor().follow(&link).await.status, 404);
}

#[actix_web::test]
async fn an_invitation_ends_with_the_role_of_whoever_sent_it() {
    let app = TestApp::start().await;
    let (root, zoe) = (app.admin("root").await, app.admin("zoe").await);
    let invite = [("email", "mia@example.org"), ("role", "admin")];
    zoe.submit("/admin/invitations", "/admin/invitations", &invite).await.expect(200);
    app.deliver_mail().await;
    let link = app.mailbox("mia@example.org").last().link_containing("/account/invitation/");
    let page = app.visitor().follow(&link).await.expect(200);
    let account = app.given().id_of("zoe").await;
    root.submit(&format!("/admin/accounts/{account}"), "/disable", &[]).await.expect(200);
    app.visitor().follow(&link).await.expect(404);
    let fields = [("name", "Mia"), ("password", PASSWORD)];
    assert_ne!(app.visitor().fill(&page, "/account/invitation/", &fields).await.status, 200);
    app.leave_mail();
}

#[actix_web::test]
async fn an_address_with_an_account_is_not_invited_and_a_role_must_be_chosen() {
    let app = TestApp::start().await;
    let root = app.admin("root").await;
    app.given().account("ada", Role::Reader).await;
    let invite = [("email", "ada@example.org"), ("role", "editor")];
    let page = root.submit("/admin/invitations", "/admin/invitations", &invite).await.expect(422);
    assert!(page.problem_of("email").contains("has an account already"), "{page:?}");
    assert_eq!(page.field_value("email"), "ada@example.org");
    let page = root
        .submit("/admin/invitations", "/admin/invitations", &[("email", "mia@example.org")])
        .await
        .expect(422);
    assert_eq!(page.problem_of("role"), "Please choose a role");
}

#[actix_web::test]
async fn an_address_that_a_stranger_registered_and_nobody_confirmed_can_be_invited() {
    let app = TestApp::start().await;
    let root = app.admin("root").await;
    let squat = [("email", "mia@example.org"), ("name", "Mia M."), ("password", PASSWORD)];
    app.visitor().submit("/account/register", "/account/register", &squat).await.expect(200);
    let invite = [("email", "mia@example.org"), ("role", "editor")];
    root.submit("/admin/invitations", "/admin/invitations", &invite).await.expect(200);
    app.deliver_mail().await;
    let link = app.mailbox("mia@example.org").last().link_containing("/account/invitation/");
    let mia = app.visitor();
    let page = mia.follow(&link).await.expect(200);
    let own = [("name", "Mia"), ("password", "a passphrase of Mia's own")];
    mia.fill(&page, "/account/invitation/", &own).await.expect(200);
    assert_eq!(mia.look("/editor").await.status, 200);
    assert_eq!(try_in(&app.visitor(), "mia@example.org", PASSWORD).await.status, 422);
}

#[actix_web::test]
async fn a_reader_who_registered_meanwhile_gets_the_role_of_their_invitation() {
    let app = TestApp::start().await;
    let root = app.admin("root").await;
    root.submit(
        "/admin/invitations",
        "/admin/invitations",
        &[("email", "mia@example.org"), ("role", "editor")],
    )
    .await
    .expect(200);
    app.deliver_mail().await;
    let link = app.mailbox("mia@example.org").last().link_containing("/account/invitation/");
    let mia = app.reader("mia").await;
    let guest = app.visitor();
    let page = guest.follow(&link).await.expect(200);
    let page = guest
        .fill_only(&page, "/account/invitation/", &[("name", "mia"), ("password", NEW_PASSWORD)])
        .await
        .expect(303);
    assert_eq!(page.location(), "/editor");
    assert!(!is_in(&mia).await);
    assert_eq!(try_in(&mia, "mia@example.org", PASSWORD).await.status, 422);
}

#[actix_web::test]
async fn whoever_reads_the_terminal_becomes_the_first_admin_once() {
    let app = TestApp::start().await;
    let mint = || async { app.db().write(accounts::first_admin_link).await.unwrap() };
    let replaced = mint().await.unwrap();
    let token = mint().await.unwrap();
    let path =
        |token: &amicus::base::token::Token| format!("{}{}", accounts::first_admin::PATH, token.reveal());
    let ida = app.visitor();
    assert_eq!(ida.look(&path(&replaced)).await.status, 404);
    let page = ida.look(&path(&token)).await.expect(200);
    let page = ida
        .fill(&page, "/account/first-admin/", &[("name", "Ida"), ("password", PASSWORD)])
        .await
        .expect(422);
    assert_eq!(page.problems(), ["Please enter your e-mail address"]);
    let fields = [("email", "ida@example.org"), ("password", PASSWORD)];
    let page = ida.fill_only(&page, "/account/first-admin/", &fields).await.expect(303);
    assert_eq!(page.location(), "/admin");
    assert_eq!(ida.look("/admin/accounts").await.status, 200);
    assert_eq!(app.visitor().look(&path(&token)).await.status, 404);
    assert!(mint().await.is_none());
}

#[actix_web::test]
async fn the_first_admins_link_is_good_for_a_day() {
    let app = TestApp::start().await;
    let token = app.db().write(accounts::first_admin_link).await.unwrap().unwrap();
    app.clock.advance(DAY);
    assert_eq!(
        app.visitor().look(&format!("{}{}", accounts::first_admin::PATH, token.reveal())).await.status,
        404
    );
}

#[actix_web::test]
async fn the_terminal_lets_somebody_in_who_is_locked_out() {
    let app = TestApp::start().await;
    let ida = app.admin("ida").await;
    let keys = app.app.keys.clone();
    let token = app.db().write(move |tx| terminal::recover(tx, &keys, "ida")).await.unwrap();
    assert!(!is_in(&ida).await);
    let page = ida.look(&format!("{}{}", terminal::RECOVER_PATH, token.reveal())).await.expect(200);
    ida.fill(&page, "/account/reset/", &[("password", NEW_PASSWORD)]).await.expect(200);
    try_in(&ida, "ida@example.org", NEW_PASSWORD).await;
    assert!(is_in(&ida).await);
    app.deliver_mail().await;
}

/// What an admin does to a reader and to another admin.
type Deed = fn(&mut Tx<'_>, &Keys, &Actor, &[AccountId; 2]) -> Result<()>;

#[actix_web::test]
async fn a_deed_of_an_admin_who_is_one_no_more_is_refused_in_its_own_change() {
    let app = TestApp::start().await;
    let zoe = app.given().account("zoe", Role::Admin).await;
    let root = app.given().account("root", Role::Admin).await;
    let (ada, mia) =
        (app.given().account("ada", Role::Reader).await, app.given().account("mia", Role::Moderator).await);
    let (terminal, actor) = (Actor::Terminal, Actor::Account(zoe.as_str().to_owned()));
    let as_zoe = actor.clone();
    app.db().write(move |tx| admin::change_role(tx, &as_zoe, &mia, Role::Editor)).await.unwrap();
    app.db().write(move |tx| admin::disable(tx, &terminal, &zoe)).await.unwrap();

    let keys = app.app.keys.clone();
    let deeds: [Deed; 6] = [
        |tx, _, by, [ada, _]| admin::change_role(tx, by, ada, Role::Admin),
        |tx, _, by, [_, root]| admin::disable(tx, by, root),
        |tx, _, by, [ada, _]| admin::enable(tx, by, ada),
        |tx, _, by, [_, root]| admin::end_sessions(tx, by, root),
        |tx, keys, by, _| {
            let email = EmailAddress::parse("friend@example.org").unwrap();
            invitations::invite(tx, keys, by, &Guest { email, role: Role::Admin }).map(drop)
        },
        |tx, _, by, _| amicus::rules::retire(tx, by, (1, 1)),
    ];
    for deed in deeds {
        let (keys, by, whom) = (keys.clone(), actor.clone(), [ada.clone(), root.clone()]);
        let done = app.db().write(move |tx| deed(tx, &keys, &by, &whom)).await;
        assert!(matches!(done, Err(Error::Forbidden)), "{done:?}");
    }
    app.deliver_mail().await;
}
