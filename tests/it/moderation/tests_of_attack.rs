//! The site under attack: the mode rises by itself and falls by a person, switches end by the clock, and readers are told.

use amicus::articles::Article;
use amicus::audit::Actor;
use amicus::comments::{self, State};
use amicus::db::Tx;
use amicus::rules::attack::{self, Change, FASTER, Hours, Mode, Standing, Switch};
use diesel::prelude::*;

use crate::support::given::GivenComment;
use crate::support::{DAY, HOUR, MINUTE, PASSWORD, Page, Person, TestApp};

pub const HERE: &str = "/moderation/attack";

pub async fn press(who: &Person, deed: &str, fields: &[(&str, &str)]) -> Page {
    who.submit(HERE, &format!("{HERE}/{deed}"), fields).await
}

pub async fn standing(app: &TestApp) -> Standing {
    app.db().read(attack::standing).await.unwrap()
}

/// Lets so many comments arrive, each from a network of its own.
async fn arrive(app: &TestApp, article: &Article, many: usize) -> Vec<GivenComment> {
    let mut arrived = Vec::new();
    for number in 0..many {
        let (name, text) = (format!("Author {number}"), format!("Question {number} of this minute?"));
        arrived.push(app.given().comment_held(&app.visitor(), article, &name, &text).await);
    }
    arrived
}

/// Makes five arrivals in ten minutes many, and eight a siege.
async fn few_are_many(root: &Person) {
    let few = [("elevated_at", "5"), ("siege_at", "8"), ("deed", "save")];
    root.submit("/admin/checks", "/admin/checks", &few).await.expect(200);
}

async fn look_at_arrivals(app: &TestApp) {
    app.clock.advance(10 * MINUTE / 60);
    do_duties(app).await;
}

pub async fn do_duties(app: &TestApp) {
    app.do_duties().await;
    app.deliver_mail().await;
}

#[actix_web::test]
async fn many_arrivals_raise_the_mode_and_their_end_does_not_lower_it() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let root = app.admin("root").await;
    few_are_many(&root).await;
    arrive(&app, &article, 4).await;
    look_at_arrivals(&app).await;
    assert_eq!(standing(&app).await.mode, Mode::Normal);
    arrive(&app, &article, 1).await;
    look_at_arrivals(&app).await;
    assert_eq!(standing(&app).await.mode, Mode::Elevated);
    assert!(
        app.visitor().get(&article.path()).await.text_of("#comments").contains("since 4 May 2026, 09:30")
    );
    arrive(&app, &article, 3).await;
    look_at_arrivals(&app).await;
    assert_eq!(standing(&app).await.mode, Mode::Siege);
    app.clock.advance(DAY);
    do_duties(&app).await;
    assert_eq!(standing(&app).await.mode, Mode::Siege);
}

#[actix_web::test]
async fn what_arrived_before_an_admin_lowered_the_mode_raises_it_no_more() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let root = app.admin("root").await;
    few_are_many(&root).await;
    arrive(&app, &article, 6).await;
    look_at_arrivals(&app).await;
    press(&root, "lower", &[("mode", "normal")]).await.expect(200);
    look_at_arrivals(&app).await;
    assert_eq!(standing(&app).await.mode, Mode::Normal);
    app.clock.advance(MINUTE);
    arrive(&app, &article, 5).await;
    look_at_arrivals(&app).await;
    assert_eq!(standing(&app).await.mode, Mode::Elevated);
}

#[actix_web::test]
async fn a_mode_that_rose_meanwhile_is_not_lowered_unseen() {
    let app = TestApp::start().await;
    let (root, mia) = (app.admin("root").await, app.moderator("mia").await);
    press(&mia, "raise", &[("mode", "elevated")]).await.expect(200);
    let seen = root.get(HERE).await;
    press(&mia, "raise", &[("mode", "siege")]).await.expect(200);
    let told = root.fill(&seen, &format!("{HERE}/lower"), &[("mode", "normal")]).await.expect(409);
    assert_eq!(
        told.summary(),
        ["The mode has changed meanwhile. Please look at it again before you change it."]
    );
    assert_eq!(standing(&app).await.mode, Mode::Siege);
    assert!(!mia.get(HERE).await.body.contains("/lower\""), "a moderator lowers nothing");
}

/// A mode in which an account is trusted after one approval by one moderator.
async fn rosa_is_trusted(app: &TestApp, article: &Article) -> (Person, Person) {
    let (root, rosa) = (app.admin("root").await, app.reader("rosa").await);
    let trusting = [("trusted_approved", "1"), ("trusted_moderators", "1"), ("deed", "save")];
    root.submit("/admin/checks", "/admin/checks", &trusting).await.expect(200);
    let first = app.given().comment_held(&rosa, article, "", "The first of mine, about the hearing.").await;
    let approve = format!("/moderation/comments/{}/approve", first.id);
    root.submit("/moderation", &approve, &[]).await.expect(200);
    (root, rosa)
}

#[actix_web::test]
async fn under_attack_even_a_trusted_account_waits_for_a_moderator() {
    let app = TestApp::with(&[("moderation.mode", "trusted")]).await;
    let article = app.given().article("the-lesson").await;
    let (root, rosa) = rosa_is_trusted(&app, &article).await;
    let mia = app.moderator("mia").await;
    let state = async |text: &str| {
        let comment = app.given().comment_held(&rosa, &article, "", text).await;
        app.given().state_of(&comment).await
    };
    assert_eq!(state("On a usual day this one appears at once.").await, State::Published);
    press(&mia, "hold", &[("hold_hours", "1"), ("deed", "on")]).await.expect(200);
    assert_eq!(state("While everything is held this one does not.").await, State::Held);
    assert!(mia.get("/moderation").await.text_of(".why").contains("Everything is read first now"));
    app.clock.advance(HOUR);
    root.sign_in("root").await;
    assert_eq!(state("After the hour it is as it was before that.").await, State::Published);
    press(&root, "raise", &[("mode", "elevated")]).await.expect(200);
    assert_eq!(state("And the raised mode holds what it writes, too.").await, State::Held);
}

#[actix_web::test]
async fn a_frozen_discussion_says_until_when_and_keeps_what_was_typed() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let (root, ada) = (app.admin("root").await, app.visitor());
    let opened_before = ada.get(&article.path()).await;
    press(&root, "freeze", &[("freeze_hours", "2"), ("deed", "on")]).await.expect(200);

    let frozen = ada.get(&article.path()).await.expect(200);
    let says = frozen.text_of("#comments");
    assert!(says.contains("We paused new comments on 4 May 2026, 09:30."), "{says}");
    assert!(says.contains("They open again on 4 May 2026, 11:30"), "{says}");
    assert!(!frozen.has("#write form"));

    let typed = [("name", "Ada"), ("comment", "They read my mail for a year.")];
    let kept = ada.fill(&opened_before, "/comments", &typed).await.expect(503);
    assert_eq!(kept.header("retry-after"), "7200");
    assert!(kept.main_text().contains("They open again on 4 May 2026, 11:30"), "{kept:?}");
    assert_eq!(kept.field_value("comment").trim(), "They read my mail for a year.");

    app.clock.advance(2 * HOUR);
    ada.fill(&kept, "/comments", &[]).await.expect(200);
}

#[actix_web::test]
async fn the_copy_of_a_frozen_page_ends_with_the_freeze_by_the_clock_alone() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let (root, ada) = (app.admin("root").await, app.visitor());
    let usual = ada.look(&article.path()).await;
    press(&root, "freeze", &[("freeze_hours", "1"), ("deed", "on")]).await.expect(200);
    let frozen = ada.look(&article.path()).await;
    assert_ne!(frozen.bytes, usual.bytes);
    app.clock.advance(HOUR.checked_sub(MINUTE / 120).unwrap());
    assert_eq!(ada.look(&article.path()).await.bytes, frozen.bytes);
    app.clock.advance(MINUTE / 120);
    let after = ada.look(&article.path()).await;
    assert_eq!(after.bytes, usual.bytes, "half a second later it is the page of a usual day");
}

#[actix_web::test]
async fn a_switch_that_is_let_go_is_off_at_once() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let (root, ada) = (app.admin("root").await, app.visitor());
    press(&root, "freeze", &[("deed", "on")]).await.expect(200);
    let page = root.get(HERE).await;
    assert!(page.main_text().contains("It ends by itself on 5 May 2026, 09:30"), "{page:?}");
    press(&root, "freeze", &[("deed", "off")]).await.expect(200);
    assert!(ada.get(&article.path()).await.has("#write form"));
}

#[actix_web::test]
async fn hours_that_cannot_be_are_told_beside_their_field() {
    let app = TestApp::start().await;
    let root = app.admin("root").await;
    for hours in ["0", "169", "soon", ""] {
        let again = press(&root, "freeze", &[("freeze_hours", hours), ("deed", "on")]).await.expect(422);
        assert_eq!(again.problem_of("freeze_hours"), "Please give a number of hours from 1 to 168.");
        assert_eq!(again.field_value("freeze_hours"), hours);
    }
    assert_eq!(standing(&app).await, Standing::default());
}

#[actix_web::test]
async fn under_siege_a_network_that_writes_often_is_read_last_and_never_refused() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let mia = app.moderator("mia").await;
    press(&mia, "raise", &[("mode", "siege")]).await.expect(200);
    let (busy, calm) = (app.visitor_from([10, 9, 8, 7]), app.visitor_from([10, 9, 9, 7]));
    for (who, name) in [(&busy, "First"), (&busy, "Second"), (&busy, "Third"), (&calm, "Fourth")] {
        let comment =
            app.given().comment_held(who, &article, name, &format!("A word from {name} to you.")).await;
        assert_eq!(app.given().state_of(&comment).await, State::Held);
        app.clock.advance(MINUTE);
    }
    let queue = mia.get("/moderation").await;
    assert_eq!(queue.texts_of(".waiting .who"), ["First", "Fourth", "Second", "Third"]);
}

#[actix_web::test]
async fn what_another_instance_pressed_holds_here_at_once() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let ada = app.visitor();
    let page = ada.get(&article.path()).await;
    let other = app.db_opened_again();
    other.write(freeze).await.unwrap();
    let typed = [("name", "Ada"), ("comment", "They read my mail for a year.")];
    ada.fill(&page, "/comments", &typed).await.expect(503);
    app.clock.advance(MINUTE / 60);
    assert!(!ada.get(&article.path()).await.has("#write form"));
    other.close().await;
}

fn freeze(tx: &mut Tx<'_>) -> amicus::error::Result<()> {
    let seen = attack::standing(tx)?;
    attack::change(tx, &Actor::Terminal, &seen, &Change::On(Switch::Freeze, Hours::parse("3").unwrap()))
}

#[actix_web::test]
async fn of_two_instances_that_change_the_same_version_one_looks_again() {
    let app = TestApp::start().await;
    let (seen, other) = (standing(&app).await, app.db_opened_again());
    let raise = |seen: Standing, to| {
        move |tx: &mut Tx<'_>| attack::change(tx, &Actor::Program, &seen, &Change::Raise(to))
    };
    app.db().write(raise(seen.clone(), Mode::Elevated)).await.unwrap();
    let slower = other.write(raise(seen, Mode::Siege)).await.unwrap_err();
    assert_eq!(slower.to_string(), amicus::error::Error::Conflict(FASTER).to_string());
    assert_eq!(standing(&app).await.mode, Mode::Elevated);
    other.close().await;
}

#[actix_web::test]
async fn a_switch_does_not_make_the_usual_watchfulness_begin_in_1970() {
    let app = TestApp::start().await;
    let root = app.admin("root").await;
    press(&root, "hold", &[("hold_hours", "2"), ("deed", "on")]).await.expect(200);
    let page = root.get(HERE).await.expect(200);
    assert!(!page.main_text().contains("1970"), "{page:?}");
}

#[actix_web::test]
async fn an_admin_who_proved_it_signs_the_whole_team_out_and_stays() {
    let app = TestApp::start().await;
    let (root, mia, emil) = (app.admin("root").await, app.moderator("mia").await, app.editor("emil").await);
    let (rosa, elsewhere) = (app.reader("rosa").await, app.visitor());
    elsewhere.sign_in("root").await;
    let page = root.get(HERE).await;
    app.clock.advance(10 * MINUTE);
    let refused = root.fill(&page, "/sessions", &[]).await.expect(403);
    assert_eq!(mia.look("/moderation").await.status, 200);

    let proof = root.get(&refused.link("Prove that it is you")).await.expect(200);
    root.fill(&proof, "/account/prove", &[("password", PASSWORD)]).await.expect(200);
    press(&root, "sessions", &[]).await.expect(200);
    for (out, place) in [(&mia, "/moderation"), (&emil, "/editor"), (&elsewhere, "/admin")] {
        assert_eq!(out.look(place).await.location(), "/account/sign-in", "{place}");
    }
    assert_eq!(root.look("/admin").await.status, 200);
    assert_eq!(rosa.look("/account").await.status, 200, "readers stay signed in");
    mia.sign_in("mia").await;
    app.deliver_mail().await;
}

#[actix_web::test]
async fn every_switch_and_mode_stands_in_the_record_and_on_the_admins_page() {
    let app = TestApp::start().await;
    let (root, mia) = (app.admin("root").await, app.moderator("mia").await);
    assert!(!root.get("/admin").await.main_text().contains("The discussions are not as usual"));
    press(&mia, "raise", &[("mode", "siege")]).await.expect(200);
    press(&mia, "hold", &[("deed", "on")]).await.expect(200);
    press(&root, "freeze", &[("deed", "on")]).await.expect(200);
    press(&root, "freeze", &[("deed", "off")]).await.expect(200);
    let record = root.get("/admin/audit").await.main_text();
    let said =
        ["Changed how watchful the discussions are", "Pressed a switch for an attack", "Let a switch go"];
    for deed in said {
        assert!(record.contains(deed), "{deed}: {record}");
    }
    assert!(root.get("/admin").await.main_text().contains("The discussions are not as usual"));
}

/// Counting sees what nobody has decided on; of the rest only the day is kept.
#[actix_web::test]
async fn comments_that_were_decided_on_count_as_arrivals_no_more() {
    use amicus::schema::attack_standings as rows;
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let root = app.admin("root").await;
    few_are_many(&root).await;
    let arrived = arrive(&app, &article, 5).await;
    app.given().publish(&arrived[0]).await;
    look_at_arrivals(&app).await;
    let versions = app.db().read(|conn| Ok(rows::table.count().get_result::<i64>(conn)?)).await.unwrap();
    assert_eq!(versions, 0);
    let examiner = app.app.examiner.clone();
    arrive(&app, &article, 1).await;
    assert_eq!(app.db().queue(move |tx| comments::watch(tx, &examiner)).await.unwrap(), 1);
}
