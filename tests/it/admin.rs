//! What whoever runs the site is shown and can do: warnings, the record, one address, letters, work by the clock.

use std::time::Duration;

use amicus::accounts::{self, Role};
use amicus::audit::people;
use amicus::base::text::{EmailAddress, Name};
use amicus::cases::Kind;
use amicus::db::Conn;
use amicus::mail::suppressions::{self, Cause};
use amicus::schema::{accounts as account_rows, audit_entries, deliveries};
use diesel::prelude::*;

use crate::alerts::world::{World, at_once, follower};
use crate::support::{MINUTE, TestApp};

async fn id_of(app: &TestApp, name: &str) -> accounts::AccountId {
    let name = Name::parse(name).unwrap();
    app.db().read(move |conn| accounts::find_by_name(conn, &name)).await.unwrap().unwrap().id
}

#[actix_web::test]
async fn the_record_says_who_did_what_to_whom() {
    let app = TestApp::start().await;
    let root = app.admin("root").await;
    let zoe = app.given().account("zoe", Role::Moderator).await;
    root.submit(&format!("/admin/accounts/{zoe}"), "/disable", &[]).await.expect(200);
    let page = root.get("/admin/audit").await.expect(200);
    let said = page.main_text();
    assert!(said.contains("Shut an account out") && said.contains("not sealed yet"), "{page:?}");
    assert!(said.contains("By root · About zoe"), "{page:?}");
    assert_eq!(page.link("zoe"), format!("/admin/accounts/{zoe}"));

    app.do_duties().await;
    app.deliver_mail().await;
    let page = root.get("/admin/audit").await;
    assert!(page.main_text().contains("Seal 1"), "{page:?}");
    let of_root = root.get(&page.link("root")).await;
    assert!(of_root.main_text().contains("Shut an account out"), "{of_root:?}");
}

#[actix_web::test]
async fn the_record_can_be_looked_through_by_deed_and_by_person() {
    let app = TestApp::start().await;
    let root = app.admin("root").await;
    let (zoe, mia) =
        (app.given().account("zoe", Role::Reader).await, app.given().account("mia", Role::Reader).await);
    for account in [&zoe, &mia] {
        root.submit(&format!("/admin/accounts/{account}"), "/disable", &[]).await.expect(200);
    }
    root.submit(&format!("/admin/accounts/{zoe}"), "/enable", &[]).await.expect(200);
    let page = root.submit("/admin/audit", "/admin/audit", &[("deed", "enable")]).await.expect(200);
    assert_eq!(page.texts_of(".rows h3"), ["Let an account in again"]);
    let page = root.get(&format!("/admin/audit?about={zoe}")).await.expect(200);
    assert_eq!(page.count(".rows > li"), 2, "{page:?}");
    assert!(!page.main_text().contains("mia"), "{page:?}");
    let page = root.get("/admin/audit?deed=evil%20words&about=%3Cb%3E").await.expect(200);
    assert_eq!(page.count(".rows > li"), 3, "what no filter of ours says is passed over: {page:?}");
}

#[actix_web::test]
async fn the_record_is_read_page_by_page() {
    let app = TestApp::start().await;
    let root = app.admin("root").await;
    let zoe = app.given().account("zoe", Role::Reader).await;
    let actor = amicus::audit::Actor::Account(id_of(&app, "root").await.as_str().to_owned());
    for turn in 0..55 {
        app.clock.advance(Duration::from_secs(1));
        let (actor, zoe) = (actor.clone(), zoe.clone());
        let deed = move |tx: &mut amicus::db::Tx<'_>| match turn % 2 {
            0 => accounts::admin::disable(tx, &actor, &zoe),
            _ => accounts::admin::enable(tx, &actor, &zoe),
        };
        app.db().write(deed).await.unwrap();
    }
    let first = root.get("/admin/audit").await.expect(200);
    assert_eq!(first.count(".rows > li"), 50);
    let second = root.get(&first.link("Older")).await.expect(200);
    assert_eq!(second.count(".rows > li"), 5);
    let back = root.get(&second.link("Newer")).await.expect(200);
    assert_eq!(back.texts_of("time"), first.texts_of("time"));
    assert_eq!(root.get("/admin/audit?after=nothing").await.status, 404);
}

#[actix_web::test]
async fn the_record_names_nobody_who_is_gone_or_forgotten() {
    let app = TestApp::start().await;
    let root = app.admin("root").await;
    let (zoe, mia) =
        (app.given().account("zoe", Role::Reader).await, app.given().account("mia", Role::Reader).await);
    for account in [&zoe, &mia] {
        root.submit(&format!("/admin/accounts/{account}"), "/disable", &[]).await.expect(200);
    }
    let gone = zoe.clone();
    let drop = move |tx: &mut amicus::db::Tx<'_>| {
        Ok(diesel::delete(account_rows::table.find(&gone)).execute(&mut **tx)?)
    };
    app.db().write(drop).await.unwrap();
    app.db().write(move |tx| people::erase(tx, mia.as_str())).await.unwrap();
    let page = root.get("/admin/audit").await.expect(200);
    let said = page.main_text();
    assert!(!said.contains("zoe") && !said.contains("mia"), "{page:?}");
    assert!(said.contains("an account that is gone") && said.contains("About an account"), "{page:?}");
}

async fn suppressed(app: &TestApp, address: &str) -> Vec<Cause> {
    let (keys, address) = (app.app.keys.clone(), EmailAddress::parse(address).unwrap());
    let found = app.db().read(move |conn| suppressions::causes(conn, &keys, &address)).await.unwrap();
    found.into_iter().map(|(cause, _)| cause).collect()
}

#[actix_web::test]
async fn an_admin_ends_the_mail_of_somebody_who_cannot() {
    let world = World::new(TestApp::start().await).await;
    let root = world.app.admin("root").await;
    follower(&world, "ada", &at_once()).await;
    let asked = [("email", "Ada@example.org")];
    let page = root.submit("/admin/suppressions", "/admin/suppressions", &asked).await.expect(200);
    assert!(page.main_text().contains("Cases mailed to it\n1"), "{page:?}");
    assert_eq!(page.path, "/admin/suppressions", "the address is in no URL");
    assert!(root.get("/admin/audit").await.main_text().contains("Looked an address up"), "it leaves a trace");
    let page = root.fill(&page, "/stop", &[]).await.expect(200);
    assert!(page.main_text().contains("Nothing about cases is mailed there any more"), "{page:?}");
    assert!(page.main_text().contains("Cases mailed to it\n0"), "{page:?}");
    assert!(page.main_text().contains("asks for mail on the page of a case and confirms"), "how that ends");
    assert_eq!(suppressed(&world.app, "ada@example.org").await, [Cause::Left]);

    let before = world.app.mailbox("ada@example.org").len();
    world.released(Kind::Ruling, "A ruling at last").await;
    world.app.deliver_mail().await;
    assert_eq!(world.app.mailbox("ada@example.org").len(), before, "nothing more is mailed");
    let journal = std::fs::read_to_string(world.app.journal_path()).unwrap();
    assert_eq!(journal.lines().count(), 1, "no backup brings it back");

    let recorded = root.get("/admin/audit?deed=stop-mail").await;
    assert!(recorded.main_text().contains("Ended all mail to an address"), "{recorded:?}");
    assert!(!recorded.body.to_lowercase().contains("ada@"), "the address is not in the record");
}

#[actix_web::test]
async fn an_unknown_address_can_be_kept_free_of_mail_too() {
    let app = TestApp::start().await;
    let root = app.admin("root").await;
    let asked = [("email", "eve@example.org")];
    let page = root.submit("/admin/suppressions", "/admin/suppressions", &asked).await.expect(200);
    assert!(page.main_text().contains("No case is mailed to this address"), "{page:?}");
    root.fill(&page, "/stop", &[]).await.expect(200);
    assert_eq!(suppressed(&app, "eve@example.org").await, [Cause::Left]);
}

#[actix_web::test]
async fn what_is_no_address_is_said_beside_the_field() {
    let app = TestApp::start().await;
    let root = app.admin("root").await;
    let page =
        root.submit("/admin/suppressions", "/admin/suppressions", &[("email", "ada@")]).await.expect(422);
    assert!(!page.problem_of("email").is_empty(), "{page:?}");
    assert_eq!(page.field_value("email"), "ada@");
    let page = root.fill(&page, "/admin/suppressions", &[("email", "")]).await.expect(422);
    assert_eq!(page.problem_of("email"), "Please enter your e-mail address");
}

#[actix_web::test]
async fn an_admin_lets_letters_go_again_where_a_mail_system_refused_one() {
    let app = TestApp::start().await;
    let root = app.admin("root").await;
    let (keys, address) = (app.app.keys.clone(), EmailAddress::parse("ada@example.org").unwrap());
    app.db().write(move |tx| suppressions::suppress(tx, &keys, &address, Cause::Bounced)).await.unwrap();
    let asked = [("email", "ada@example.org")];
    let page = root.submit("/admin/suppressions", "/admin/suppressions", &asked).await.expect(200);
    assert!(page.main_text().contains("Its mail system refused a letter"), "{page:?}");
    let page = root.fill(&page, "/allow", &[]).await.expect(200);
    assert!(!page.has("form[action$='/allow']"), "{page:?}");
    assert!(suppressed(&app, "ada@example.org").await.is_empty());
}

/// Lets every letter that waits end so, as the postman would write it down.
async fn end_all(app: &TestApp, state: &'static str, reply: Option<&'static str>) {
    let change = move |tx: &mut amicus::db::Tx<'_>| {
        let ended =
            (deliveries::state.eq(state), deliveries::reply.eq(reply), deliveries::settled_at.eq(tx.now));
        let waiting = deliveries::table.filter(deliveries::settled_at.is_null());
        Ok(diesel::update(waiting).set(ended).execute(&mut **tx)?)
    };
    app.db().write(change).await.unwrap();
}

#[actix_web::test]
async fn an_invitation_that_was_refused_is_listed_without_its_address_and_tried_again() {
    let app = TestApp::start().await;
    let root = app.admin("root").await;
    let invite = [("email", "mia@example.org"), ("role", "moderator")];
    root.submit("/admin/invitations", "/admin/invitations", &invite).await.expect(200);
    end_all(&app, "failed", Some("550 5.1.1")).await;
    let page = root.get("/admin/letters").await.expect(200);
    let said = page.main_text();
    assert!(
        said.contains("Invitation") && said.contains("550 5.1.1") && said.contains("refused"),
        "{page:?}"
    );
    assert!(!page.body.contains("mia"), "{page:?}");
    let warned = root.get("/admin").await;
    assert!(warned.text_of(".notice").contains("1 letter did not arrive"), "{warned:?}");

    let page = root.fill(&page, "/again", &[]).await.expect(200);
    assert!(page.main_text().contains("It is tried again now"), "{page:?}");
    app.deliver_mail().await;
    let link = app.mailbox("mia@example.org").last().link_containing("/account/invitation/");
    app.visitor().follow(&link).await.expect(200);
}

#[actix_web::test]
async fn a_letter_is_tried_again_once_even_if_two_ask_for_it() {
    let app = TestApp::start().await;
    let (root, second) = (app.admin("root").await, app.admin("ruth").await);
    let invite = [("email", "mia@example.org"), ("role", "moderator")];
    root.submit("/admin/invitations", "/admin/invitations", &invite).await.expect(200);
    end_all(&app, "uncertain", None).await;
    let (one, other) = (root.get("/admin/letters").await, second.get("/admin/letters").await);
    root.fill_only(&one, "/again", &[]).await.expect(303);
    second.fill_only(&other, "/again", &[]).await.expect(409);
    app.deliver_mail().await;
    assert_eq!(app.mailbox("mia@example.org").len(), 1);
}

#[actix_web::test]
async fn what_somebody_can_ask_for_themselves_is_not_sent_by_others() {
    let app = TestApp::start().await;
    let root = app.admin("root").await;
    app.given().account("zoe", Role::Reader).await;
    let reset = [("email", "zoe@example.org")];
    app.visitor().submit("/account/reset", "/account/reset", &reset).await.expect(200);
    end_all(&app, "expired", None).await;
    let page = root.get("/admin/letters").await.expect(200);
    assert!(page.main_text().contains("Set a new password\nnot sent in time"), "{page:?}");
    assert!(!page.has("form[action$='/again']"), "{page:?}");
    assert!(!page.body.contains("zoe@"), "{page:?}");
}

#[actix_web::test]
async fn work_by_the_clock_says_when_it_was_last_done() {
    let app = TestApp::start().await;
    let root = app.admin("root").await;
    app.do_duties().await;
    let page = root.get("/admin/work").await.expect(200);
    let said = page.main_text();
    assert!(said.contains("Seal the record\ndone"), "{page:?}");
    assert!(said.contains("last 4 May 2026, 09:30"), "{page:?}");
    assert!(said.contains("There was none yet"), "no long work: {page:?}");
    assert!(root.get("/admin").await.main_text().contains("Nothing needs you here now"));
    app.clock.advance(MINUTE * 11);
    let warned = root.get("/admin").await.text_of(".notice");
    assert!(warned.contains("by the clock failed, or is late"), "{warned}");
}

#[actix_web::test]
async fn an_admin_is_warned_of_what_waits_too_long() {
    let app = TestApp::start().await;
    let root = app.admin("root").await;
    let invite = [("email", "mia@example.org"), ("role", "moderator")];
    root.submit("/admin/invitations", "/admin/invitations", &invite).await.expect(200);
    assert!(!root.get("/admin").await.has("#warnings"));
    app.clock.advance(MINUTE * 11);
    let warned = root.get("/admin").await.text_of(".notice");
    assert!(warned.contains("have waited for more than ten minutes to be sealed"), "{warned}");
    assert!(warned.contains("Letters that somebody waits for"), "{warned}");
    app.deliver_mail().await;
}

#[actix_web::test]
async fn an_admin_is_warned_of_a_changed_record() {
    let app = TestApp::start().await;
    let root = app.admin("root").await;
    let zoe = app.given().account("zoe", Role::Reader).await;
    root.submit(&format!("/admin/accounts/{zoe}"), "/disable", &[]).await.expect(200);
    app.do_duties().await;
    app.deliver_mail().await;
    assert!(!root.get("/admin").await.has("#warnings"));
    crate::audit::tamper(&app, "UPDATE audit_entries SET deed = 'enable'");
    let warned = root.get("/admin").await.text_of(".notice");
    assert!(warned.contains("somebody changed it behind the program's back"), "{warned}");
}

#[actix_web::test]
async fn a_public_site_is_warned_that_keys_and_database_were_never_copied() {
    let app = TestApp::public().await;
    let root = app.admin("root").await;
    let warned = root.get("/admin").await.text_of(".notice");
    assert!(warned.contains("amicus keys backup") && warned.contains("No backup was ever made"), "{warned}");
}

#[actix_web::test]
async fn every_deed_in_the_record_has_words() {
    let app = TestApp::start().await;
    let root = app.admin("root").await;
    app.given().sample().await;
    let deeds = app.db().read(|conn: &mut Conn| {
        Ok(audit_entries::table.select(audit_entries::deed).distinct().load::<String>(conn)?)
    });
    let page = root.get("/admin/audit").await.expect(200);
    for deed in deeds.await.unwrap() {
        assert!(
            page.attributes("option", "value").contains(&deed),
            "{deed} has no words in src/site/pages/record.rs"
        );
    }
}
