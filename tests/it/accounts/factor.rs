//! The second factor: setting it up, coming in with it, and what is shut without it.

use amicus::accounts::sign_in::{self, Step, Try};
use amicus::accounts::{Role, second_factor, session, terminal};
use amicus::error::Error;

use super::{NEW_PASSWORD, SIGN_IN, ask_reset, id_of, is_in, try_in};
use crate::support::{Authenticator, MINUTE, PASSWORD, Page, Person, TestApp};

const FACTOR: &str = "/account/second-factor";
const CODE: &str = "/account/sign-in/code";

/// Sets a second factor up; answers the app and the recovery codes.
async fn set_up(app: &TestApp, person: &Person) -> (Authenticator, Vec<String>) {
    let page = person.get(FACTOR).await.expect(200);
    let phone = Authenticator::of_page(&page);
    let code = phone.next_code(app.db().now());
    let page = person.fill(&page, FACTOR, &[("code", &code)]).await.expect(200);
    let codes = page.texts_of(".recovery-codes code");
    assert_eq!(codes.len(), 10, "{page:?}");
    app.deliver_mail().await;
    (phone, codes)
}

/// Types the password and goes as far as the code.
async fn to_the_code(person: &Person, email: &str) -> Page {
    let page = try_in(person, email, PASSWORD).await.expect(200);
    assert_eq!(page.path, CODE);
    assert!(!is_in(person).await);
    page
}

#[actix_web::test]
async fn with_a_second_factor_the_password_alone_opens_nothing() {
    let app = TestApp::start().await;
    let (ada, library) = (app.reader("ada").await, app.visitor());
    let (phone, _) = set_up(&app, &ada).await;
    assert!(app.mailbox("ada@example.org").last().subject.contains("second factor is set up"));

    let page = to_the_code(&library, "ada@example.org").await;
    assert!(!is_in(&library).await);
    let code = phone.next_code(app.db().now());
    let page = library.fill(&page, CODE, &[("code", &code)]).await.expect(200);
    assert_eq!(page.path, "/account");
    assert!(is_in(&library).await);
    assert_eq!(library.cookie("__Host-pending"), None);
    app.deliver_mail().await;
    assert_eq!(app.mailbox("ada@example.org").last().subject, "A new browser signed in");
}

#[actix_web::test]
async fn a_factor_counts_only_once_a_code_of_its_app_was_typed() {
    let app = TestApp::start().await;
    let ada = app.reader("ada").await;
    let page = ada.get(FACTOR).await;
    let again = ada.fill(&page, FACTOR, &[("code", "000000")]).await.expect(422);
    assert!(again.problem_of("code").contains("not good"), "{again:?}");
    assert_eq!(again.text_of(".key"), page.text_of(".key"), "the app knows this key by now");
    let library = app.visitor();
    library.sign_in("ada").await;
    assert!(is_in(&library).await);
}

#[actix_web::test]
async fn a_key_of_one_session_is_of_no_use_in_another() {
    let app = TestApp::start().await;
    let (ada, bea) = (app.reader("ada").await, app.reader("bea").await);
    let of_bea = bea.get(FACTOR).await;
    let (phone, sealed) = (Authenticator::of_page(&of_bea), of_bea.field_value("sealed"));
    let page = ada.get(FACTOR).await;
    let code = phone.next_code(app.db().now());
    let page = ada.fill(&page, FACTOR, &[("sealed", &sealed), ("code", &code)]).await.expect(422);
    assert!(page.problem_of("code").contains("fresh one"), "{page:?}");
}

#[actix_web::test]
async fn each_code_is_good_once_also_after_a_failed_try_and_with_blanks_around_it() {
    let app = TestApp::start().await;
    let (phone, _) = set_up(&app, &app.reader("ada").await).await;
    app.clock.advance(MINUTE * 2);
    let code = phone.next_code(app.db().now());

    let thief = app.visitor();
    let typed = [("email", "ada@example.org"), ("password", "not the password"), ("code", &code)];
    thief.submit(SIGN_IN, SIGN_IN, &typed).await.expect(422);
    let page = to_the_code(&thief, "ada@example.org").await;
    for typed in [code.clone(), format!("  {code} "), format!("{} {}", &code[..3], &code[3..])] {
        assert_eq!(thief.fill(&page, CODE, &[("code", &typed)]).await.status, 422, "{typed:?}");
    }
    let next = phone.next_code(app.db().now());
    let page = thief.fill(&page, CODE, &[("code", &format!(" {next} "))]).await;
    assert_eq!(page.status, 200, "a fresh one is good, blanks and all");
    app.deliver_mail().await;
}

#[actix_web::test]
async fn after_five_wrong_codes_or_ten_minutes_one_begins_anew() {
    let app = TestApp::start().await;
    let (phone, _) = set_up(&app, &app.reader("ada").await).await;
    app.clock.advance(MINUTE * 2);
    let thief = app.visitor();
    let mut page = to_the_code(&thief, "ada@example.org").await;
    for _ in 0..4 {
        page = thief.fill(&page, CODE, &[("code", "000000")]).await.expect(422);
        app.clock.advance(MINUTE);
    }
    let code = phone.next_code(app.db().now());
    for code in ["000000", &code] {
        let over = thief.fill(&page, CODE, &[("code", code)]).await.expect(422);
        assert!(over.main_text().contains("begin again"), "{over:?}");
        assert!(over.has("input[name=password]"));
    }

    let late = app.visitor();
    let page = to_the_code(&late, "ada@example.org").await;
    app.clock.advance(MINUTE * 10);
    let code = phone.next_code(app.db().now());
    late.fill(&page, CODE, &[("code", &code)]).await.expect(422);
    assert!(!is_in(&late).await && !is_in(&thief).await);
}

#[actix_web::test]
async fn a_sign_in_that_waits_dies_when_the_account_changes() {
    let app = TestApp::start().await;
    let ada = app.reader("ada").await;
    let (phone, _) = set_up(&app, &ada).await;
    app.clock.advance(MINUTE);
    let thief = app.visitor();
    let page = to_the_code(&thief, "ada@example.org").await;
    ada.submit("/account/sessions", "/account/sign-out", &[]).await;
    let link = ask_reset(&app, &ada, "ada@example.org").await;
    let reset = ada.follow(&link).await;
    ada.fill(&reset, "/account/reset/", &[("password", NEW_PASSWORD)]).await.expect(200);
    let code = phone.next_code(app.db().now());
    let page = thief.fill(&page, CODE, &[("code", &code)]).await.expect(422);
    assert!(page.main_text().contains("begin again"), "{page:?}");
    app.deliver_mail().await;
}

#[actix_web::test]
async fn a_recovery_code_lets_in_once_and_its_owner_hears_of_it() {
    let app = TestApp::start().await;
    let (_, codes) = set_up(&app, &app.reader("ada").await).await;
    let ada = app.visitor();
    let page = to_the_code(&ada, "ada@example.org").await;
    ada.fill(&page, CODE, &[("code", &codes[0].to_lowercase())]).await.expect(200);
    assert!(is_in(&ada).await);
    app.deliver_mail().await;
    let subjects: Vec<String> =
        app.mailbox("ada@example.org").all().iter().map(|letter| letter.subject.clone()).collect();
    assert!(subjects.iter().any(|subject| subject == "A recovery code was used"), "{subjects:?}");
    assert!(ada.get(FACTOR).await.texts_of(".facts dd").contains(&"9".to_owned()));

    let thief = app.visitor();
    let page = to_the_code(&thief, "ada@example.org").await;
    thief.fill(&page, CODE, &[("code", &codes[0])]).await.expect(422);
}

#[actix_web::test]
async fn new_recovery_codes_void_those_before() {
    let app = TestApp::start().await;
    let ada = app.reader("ada").await;
    let (_, old) = set_up(&app, &ada).await;
    let page = ada.submit(FACTOR, "/account/second-factor/codes", &[]).await.expect(200);
    let new = page.texts_of(".recovery-codes code");
    assert_eq!(new.len(), 10);
    let library = app.visitor();
    let page = to_the_code(&library, "ada@example.org").await;
    library.fill(&page, CODE, &[("code", &old[3])]).await.expect(422);
    library.fill(&page, CODE, &[("code", &new[3])]).await.expect(200);
    app.deliver_mail().await;
}

#[actix_web::test]
async fn a_stolen_database_holds_no_code_and_no_key() {
    let app = TestApp::start().await;
    let ada = app.reader("ada").await;
    let page = ada.get(FACTOR).await;
    let key: String = page.text_of(".key").chars().filter(|letter| !letter.is_whitespace()).collect();
    let (_, codes) = set_up(&app, &ada).await;
    let look = |conn: &mut amicus::db::Conn| {
        use amicus::schema::{authenticators, recovery_codes};
        use diesel::prelude::*;
        let sealed: Vec<Vec<u8>> = authenticators::table.select(authenticators::secret_sealed).load(conn)?;
        let digests: Vec<String> = recovery_codes::table.select(recovery_codes::digest).load(conn)?;
        Ok((sealed, digests))
    };
    let (sealed, digests) = app.db().read(look).await.unwrap();
    let secret = data_encoding::BASE32_NOPAD.decode(key.as_bytes()).unwrap();
    assert_eq!((sealed.len(), digests.len()), (1, 10));
    assert!(!sealed[0].windows(secret.len()).any(|bytes| bytes == secret));
    for code in codes {
        let plain = code.replace('-', "");
        assert!(digests.iter().all(|digest| digest.len() == 64 && !digest.to_uppercase().contains(&plain)));
    }
}

#[actix_web::test]
async fn a_reset_leaves_the_second_factor_where_it_is() {
    let app = TestApp::start().await;
    let (phone, _) = set_up(&app, &app.reader("ada").await).await;
    let ada = app.visitor();
    let link = ask_reset(&app, &ada, "ada@example.org").await;
    let page = ada.follow(&link).await;
    ada.fill(&page, "/account/reset/", &[("password", NEW_PASSWORD)]).await.expect(200);
    let page = try_in(&ada, "ada@example.org", NEW_PASSWORD).await.expect(200);
    assert_eq!(page.path, CODE);
    let code = phone.next_code(app.db().now());
    ada.fill(&page, CODE, &[("code", &code)]).await.expect(200);
    assert!(is_in(&ada).await);
    app.deliver_mail().await;
}

#[actix_web::test]
async fn setting_up_a_factor_signs_out_everywhere_else_and_removing_it_too() {
    let app = TestApp::start().await;
    let (ada, phone_browser) = (app.reader("ada").await, app.visitor());
    phone_browser.sign_in("ada").await;
    let (_, codes) = set_up(&app, &ada).await;
    assert!(is_in(&ada).await && !is_in(&phone_browser).await);
    let page = to_the_code(&phone_browser, "ada@example.org").await;
    phone_browser.fill(&page, CODE, &[("code", &codes[1])]).await.expect(200);
    let page = ada.submit(FACTOR, "/account/second-factor/remove", &[]).await.expect(200);
    assert!(page.main_text().contains("Your password alone"), "{page:?}");
    assert!(is_in(&ada).await && !is_in(&phone_browser).await);
    app.visitor().sign_in("ada").await;
    app.deliver_mail().await;
}

#[actix_web::test]
async fn proving_again_asks_for_the_second_factor_too() {
    let app = TestApp::start().await;
    let ada = app.reader("ada").await;
    let (phone, _) = set_up(&app, &ada).await;
    app.clock.advance(MINUTE * 10);
    let page = ada.get(FACTOR).await.expect(200);
    assert!(page.path.starts_with("/account/prove"), "{page:?}");
    let page = ada.fill(&page, "/account/prove", &[("password", PASSWORD)]).await.expect(422);
    assert!(page.problem_of("code").contains("not good"), "{page:?}");
    let code = phone.next_code(app.db().now());
    let page =
        ada.fill(&page, "/account/prove", &[("password", PASSWORD), ("code", &code)]).await.expect(200);
    assert_eq!(page.path, FACTOR);
}

#[actix_web::test]
async fn staff_without_a_second_factor_reach_nothing_but_the_pages_that_set_it_up() {
    let app = TestApp::public().await;
    for (name, role) in [("mia", Role::Moderator), ("emil", Role::Editor), ("ruth", Role::Admin)] {
        app.given().account_without_factor(name, role).await;
        let person = app.visitor();
        let page = person.sign_in(name).await;
        assert_eq!(page.path, FACTOR, "{name} is led there");
        for place in [
            "/moderation",
            "/editor",
            "/editor/cases",
            "/admin",
            "/admin/accounts",
            "/account",
            "/account/sessions",
        ] {
            let page = person.look(place).await;
            assert_eq!((page.status, page.location()), (303, FACTOR), "{name} at {place}: {page:?}");
        }
        person.post("/admin/accounts/0123456789abcdef/disable", &[]).await.expect(303);
        set_up(&app, &person).await;
        person.look("/account").await.expect(200);
        person.look(page_of(role)).await.expect(200);
    }
}

fn page_of(role: Role) -> &'static str {
    amicus::accounts::guard::home(role)
}

#[actix_web::test]
async fn staff_cannot_do_without_their_second_factor() {
    let app = TestApp::public().await;
    let mia = app.moderator("mia").await;
    let page = mia.get(FACTOR).await.expect(200);
    assert!(!page.has("form[action$='/remove']"));
    let session = amicus::base::token::TokenDigest::of("session", &mia.cookie("__Host-sid").unwrap());
    let of = second_factor::Owner { account: id_of(&app, "mia").await, session };
    let refused = app.db().write(move |tx| second_factor::remove_app(tx, &of)).await;
    assert!(matches!(refused, Err(Error::Forbidden)), "{refused:?}");
}

#[actix_web::test]
async fn on_a_trial_staff_may_put_it_off_and_are_reminded() {
    let app = TestApp::start().await;
    let mia = app.moderator("mia").await;
    mia.look("/moderation").await.expect(200);
    assert!(mia.get("/account").await.main_text().contains("put it off"));
    assert!(mia.get(FACTOR).await.main_text().contains("put it off"));
}

#[actix_web::test]
async fn a_promoted_reader_sets_the_second_factor_up_anew_before_the_role_begins() {
    let app = TestApp::public().await;
    let ada = app.reader("ada").await;
    let (phone, _) = set_up(&app, &ada).await;
    app.clock.advance(MINUTE * 2);
    let (root, id) = (app.admin("root").await, id_of(&app, "ada").await);
    root.submit(&format!("/admin/accounts/{id}"), "/role", &[("role", "editor")]).await.expect(200);
    assert!(!is_in(&ada).await);

    let page = to_the_code(&ada, "ada@example.org").await;
    let code = phone.next_code(app.db().now());
    let page = ada.fill(&page, CODE, &[("code", &code)]).await.expect(200);
    assert_eq!(page.path, FACTOR);
    assert!(page.main_text().contains("set up anew"), "{page:?}");
    assert_eq!(ada.look("/editor").await.location(), FACTOR);
    set_up(&app, &ada).await;
    ada.look("/editor").await.expect(200);
}

#[actix_web::test]
async fn an_invited_moderator_begins_with_password_and_second_factor() {
    let app = TestApp::public().await;
    let root = app.admin("root").await;
    let invite = [("email", "mia@example.org"), ("role", "moderator")];
    root.submit("/admin/invitations", "/admin/invitations", &invite).await.expect(200);
    app.deliver_mail().await;
    let link = app.mailbox("mia@example.org").last().link_containing("/account/invitation/");
    let mia = app.visitor();
    let page = mia.follow(&link).await;
    let page = mia.fill(&page, "/account/invitation/", &[("name", "M3"), ("password", PASSWORD)]).await;
    assert_eq!(page.path, FACTOR);
    assert_eq!(mia.look("/moderation").await.location(), FACTOR);
    set_up(&app, &mia).await;
    mia.look("/moderation").await.expect(200);
}

#[actix_web::test]
async fn a_solo_admin_who_lost_phone_and_codes_comes_in_by_the_terminal_for_fifteen_minutes() {
    let app = TestApp::public().await;
    let ida = app.admin("ida").await;
    let recover = || async {
        let keys = app.app.keys.clone();
        app.db().write(move |tx| terminal::recover(tx, &keys, "ida")).await.unwrap()
    };
    let late = recover().await;
    app.clock.advance(MINUTE * 15);
    let path = |token: &amicus::base::token::Token| format!("{}{}", terminal::RECOVER_PATH, token.reveal());
    ida.look(&path(&late)).await.expect(404);
    let token = recover().await;
    let page = ida.look(&path(&token)).await.expect(200);
    ida.fill(&page, "/account/reset/", &[("password", NEW_PASSWORD)]).await.expect(200);
    let page = try_in(&ida, "ida@example.org", NEW_PASSWORD).await.expect(200);
    assert_eq!(page.path, FACTOR, "the role begins with a new factor");
    assert_eq!(ida.look("/admin").await.location(), FACTOR);
    set_up(&app, &ida).await;
    ida.look("/admin").await.expect(200);
    app.deliver_mail().await;
    let told = app.mailbox("ida@example.org");
    assert!(told.all().iter().any(|letter| letter.subject == "You are let in again"));
    assert!(told.all().iter().all(|letter| !letter.text.contains(token.reveal())));
}

#[actix_web::test]
async fn of_two_who_show_one_code_at_once_one_comes_in() {
    let app = TestApp::start().await;
    let (phone, codes) = set_up(&app, &app.reader("ada").await).await;
    app.clock.advance(MINUTE * 2);
    for code in [phone.next_code(app.db().now()), codes[4].clone()] {
        let (one, other) = (app.visitor(), app.visitor());
        let pages =
            (to_the_code(&one, "ada@example.org").await, to_the_code(&other, "ada@example.org").await);
        let typed = [("code", code.as_str())];
        let (first, second) =
            tokio::join!(one.fill_only(&pages.0, CODE, &typed), other.fill_only(&pages.1, CODE, &typed));
        let mut statuses = [first.status, second.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 422]);
    }
    app.deliver_mail().await;
}

#[actix_web::test]
async fn no_session_opens_for_a_password_alone_where_there_is_a_factor() {
    let app = TestApp::start().await;
    let ada = app.given().account("ada", Role::Reader).await;
    let (db, keys, hasher) = (app.db(), &app.app.keys, &app.app.hasher);
    let password = serde_json::from_value(PASSWORD.into()).unwrap();
    let tried = Try { address: "ada@example.org".to_owned(), password, ..Try::default() };
    let Some(Step::Proven(proven)) = sign_in::prove(db, keys, hasher, tried).await.unwrap() else {
        panic!("there is no factor yet");
    };
    app.given().factor("ada", &ada).await;
    let opened = db.write(move |tx| session::open(tx, &proven, "Firefox", None).map(drop)).await;
    assert!(matches!(opened, Err(Error::NotFound)), "{opened:?}");
}
