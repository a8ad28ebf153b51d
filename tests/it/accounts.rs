//! People and their accounts: coming in, going out, and what admins do about it.

use std::time::Duration;

use actix_web::http::Method;
use amicus::accounts::{self, Role, terminal};

use crate::support::{DAY, HOUR, MINUTE, PASSWORD, Page, Person, TestApp};

const NEW_PASSWORD: &str = "seven ladders under a paper moon";
const SIGN_IN: &str = "/account/sign-in";
const REGISTER: &str = "/account/register";
const RESET: &str = "/account/reset";

async fn try_in(person: &Person, email: &str, password: &str) -> Page {
    person.submit(SIGN_IN, SIGN_IN, &[("email", email), ("password", password)]).await
}

async fn register(person: &Person, name: &str, email: &str) -> Page {
    person.submit(REGISTER, REGISTER, &[("name", name), ("email", email), ("password", PASSWORD)]).await
}

async fn ask_reset(app: &TestApp, person: &Person, email: &str) -> String {
    person.submit(RESET, RESET, &[("email", email)]).await.expect(200);
    app.deliver_mail().await;
    app.mailbox(email).last().link_containing("/account/reset/")
}

fn path_of(link: &str) -> String {
    link.split_once("/account/").map(|(_, rest)| format!("/account/{rest}")).unwrap()
}

async fn is_in(person: &Person) -> bool {
    person.look("/account").await.status == 200
}

#[actix_web::test]
async fn a_newcomer_registers_confirms_and_signs_in() {
    let app = TestApp::start().await;
    let ada = app.visitor();
    let page = register(&ada, "Ada", "ada@example.org").await.expect(200);
    assert!(page.main_text().contains("Look into your mail"), "{page:?}");

    app.deliver_mail().await;
    let link = app.mailbox("ada@example.org").last().link_containing("/account/confirm/");
    let page = ada.follow(&link).await.expect(200);
    let page = ada.fill(&page, "/account/confirm/", &[]).await.expect(200);
    assert!(page.main_text().contains("Your address is confirmed"), "{page:?}");

    let page = try_in(&ada, "Ada@Example.ORG", PASSWORD).await.expect(200);
    assert_eq!(page.path, "/account");
    assert!(page.main_text().contains("ada@example.org"), "{page:?}");
    assert!(page.has("nav.side a[href='/account/comments']"));
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
    ada.fill(&page, "/account/confirm/", &[]).await.expect(200);
    assert_eq!(ada.fill(&page, "/account/confirm/", &[]).await.status, 404);

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

    let page = ada.fill(&page, REGISTER, &[("email", "new@example.org"), ("password", PASSWORD)]).await.expect(422);
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
    let fields = [("name", "Ada"), ("email", "ada@example.org"), ("password", PASSWORD), ("role", "admin"), ("form_token", &token)];
    ada.post(REGISTER, &fields).await.expect(200);
    app.deliver_mail().await;
    let found = app.db().read(accounts::staff_exists).await.unwrap();
    assert!(!found);
}

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
    let page = ada.fill_only(&page, SIGN_IN, &[("email", "ada@example.org"), ("password", PASSWORD)]).await.expect(303);
    let cookie = page.header("set-cookie").to_owned();
    let mut attributes: Vec<&str> = cookie.split("; ").skip(1).collect();
    attributes.sort_unstable();
    assert_eq!(attributes, ["HttpOnly", "Path=/", "SameSite=Strict", "Secure"]);
    assert!(cookie.starts_with("__Host-sid="), "{cookie}");
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
    assert_eq!(ada.look("/account/sessions").await.status, 401);
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
    ada.fill(&page, "/account/sign-out", &[]).await.expect(422);
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
    assert_eq!(app.mailbox("ada@example.org").last().subject, "Your password was changed");
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
async fn asking_a_reset_for_an_unknown_address_answers_the_same() {
    let app = TestApp::start().await;
    app.given().account("ada", Role::Reader).await;
    let known = app.visitor().submit(RESET, RESET, &[("email", "ada@example.org")]).await.expect(200);
    let unknown = app.visitor().submit(RESET, RESET, &[("email", "nobody@example.org")]).await.expect(200);
    assert_eq!(known.body, unknown.body);
    assert_eq!(app.deliver_mail().await, 1);
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
    let handle = ada.get("/account/sessions").await.form("/account/sessions/end").value("session").unwrap().to_owned();
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
async fn pages_of_a_role_are_for_that_role() {
    let app = TestApp::start().await;
    let (ada, mia, edda, root) = (app.reader("ada").await, app.moderator("mia").await, app.editor("edda").await, app.admin("root").await);
    for path in ["/admin/accounts", "/admin/invitations"] {
        assert_eq!(app.visitor().look(path).await.status, 401);
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
    let page = root.submit(&format!("/admin/accounts/{second}"), "/role", &[("role", "reader")]).await.expect(200);
    assert!(page.main_text().contains("Done."), "{page:?}");
    assert_eq!(zoe.look("/admin/accounts").await.status, 401);
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
    let own = app.db().read(|conn| accounts::find_by_name(conn, &amicus::base::text::Name::parse("root").unwrap())).await.unwrap().unwrap().id;
    let page = root.get(&format!("/admin/accounts/{own}")).await.expect(200);
    assert!(page.main_text().contains("This is your own account"), "{page:?}");
    assert!(!page.has("form[action$='/role']"));
    let page = root.get(&format!("/admin/accounts/{other}")).await;
    let token = page.form("/role").value("form_token").unwrap().to_owned();
    root.post(&format!("/admin/accounts/{own}/role"), &[("role", "reader"), ("form_token", &token)]).await.expect(422);
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
    let (one, other) = tokio::join!(ida.fill_only(&of_zoe, "/role", &fields), zoe.fill_only(&of_ida, "/role", &fields));
    let refused = [one.status, other.status].into_iter().filter(|status| *status != 303).count();
    assert_eq!(refused, 1, "{one:?}\n{other:?}");
    let admins = app.db().read(|conn| accounts::admin::staff(conn)).await.unwrap();
    assert_eq!(admins.iter().filter(|account| account.role == Role::Admin).count(), 1);
    app.deliver_mail().await;
}

#[actix_web::test]
async fn the_last_admin_stays_even_for_the_terminal() {
    let app = TestApp::start().await;
    app.given().account("root", Role::Admin).await;
    let keys = app.app.keys.clone();
    let refused = app.db().write(move |tx| terminal::role(tx, &keys, "root@example.org", Role::Reader)).await;
    assert!(matches!(refused, Err(amicus::error::Error::Conflict(_))), "{refused:?}");
    let keys = app.app.keys.clone();
    let refused = app.db().write(move |tx| terminal::disable(tx, &keys, "root")).await;
    assert!(matches!(refused, Err(amicus::error::Error::Conflict(_))), "{refused:?}");
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
    let late = app.visitor().fill(&page, "/account/invitation/", &[("name", "M3"), ("password", PASSWORD)]).await;
    assert_eq!(late.status, 404);

    root.submit("/admin/invitations", "/admin/invitations", &invite).await.expect(200);
    app.deliver_mail().await;
    let link = app.mailbox("mia@example.org").last().link_containing("/account/invitation/");
    app.clock.advance(HOUR * 72);
    assert_eq!(app.visitor().follow(&link).await.status, 404);
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
    let page = root.submit("/admin/invitations", "/admin/invitations", &[("email", "mia@example.org")]).await.expect(422);
    assert_eq!(page.problem_of("role"), "Please choose a role");
}

#[actix_web::test]
async fn a_reader_who_registered_meanwhile_gets_the_role_of_their_invitation() {
    let app = TestApp::start().await;
    let root = app.admin("root").await;
    root.submit("/admin/invitations", "/admin/invitations", &[("email", "mia@example.org"), ("role", "editor")]).await.expect(200);
    app.deliver_mail().await;
    let link = app.mailbox("mia@example.org").last().link_containing("/account/invitation/");
    let mia = app.reader("mia").await;
    let guest = app.visitor();
    let page = guest.follow(&link).await.expect(200);
    let page = guest.fill_only(&page, "/account/invitation/", &[("name", "mia"), ("password", NEW_PASSWORD)]).await.expect(303);
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
    let path = |token: &amicus::base::token::Token| format!("{}{}", accounts::first_admin::PATH, token.reveal());
    let ida = app.visitor();
    assert_eq!(ida.look(&path(&replaced)).await.status, 404);
    let page = ida.look(&path(&token)).await.expect(200);
    let page = ida.fill(&page, "/account/first-admin/", &[("name", "Ida"), ("password", PASSWORD)]).await.expect(422);
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
    assert_eq!(app.visitor().look(&format!("{}{}", accounts::first_admin::PATH, token.reveal())).await.status, 404);
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
    assert_eq!(try_in(&ida, "ida@example.org", NEW_PASSWORD).await.status, 200);
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
