//! What is new goes out of sight by a switch that an admin presses, and comes back by its end or by an admin.

use std::time::Duration;

use amicus::accounts::Role;
use amicus::articles::Article;
use amicus::audit::Actor;
use amicus::comments::State;
use amicus::db::Tx;
use amicus::error::Error;
use amicus::moderation::attack::{hide_new, take_back};
use amicus::moderation::batches::{self, Wanted};
use amicus::moderation::{Deed, Grounds};
use amicus::rules::attack::{Hours, Standing};

use super::tests_of_attack::{HERE, do_duties, press, standing};
use super::tests_of_misuse::more_than_a_step;
use super::tests_of_takedowns::World;
use super::{contests, context, to};
use crate::support::given::GivenComment;
use crate::support::{DAY, MINUTE, TestApp};

const MANY: &str = "/moderation/batches";
/// Less than the grace of a decision.
const A_MOMENT: Duration = Duration::from_secs(5);

/// An old comment and two of today, published, on a site with its rules.
async fn old_and_new(app: &TestApp) -> (Article, GivenComment, [GivenComment; 2]) {
    app.given().rules().await;
    let article = app.given().article("the-lesson").await;
    let publish = async |name: &str| {
        let text = format!("What {name} has to say.");
        app.given().comment_published(&app.visitor(), &article, name, &text).await
    };
    let old = publish("Olga").await;
    app.clock.advance(2 * DAY);
    let new = [publish("Nina").await, publish("Noor").await];
    (article, old, new)
}

const HIDE: [(&str, &str); 4] =
    [("since", "2026-05-06"), ("hide_hours", "24"), ("rule", "2"), ("deed", "on")];

#[actix_web::test]
async fn what_is_new_goes_out_of_sight_and_comes_back_by_itself_unless_somebody_decided() {
    let app = TestApp::start().await;
    let (article, old, new) = old_and_new(&app).await;
    let root = app.admin("root").await;
    press(&root, "hide", &HIDE).await.expect(200);
    let says = app.visitor().get(&article.path()).await.text_of("#comments");
    assert!(says.contains("What Olga has to say.") && !says.contains("What N"), "{says}");
    assert!(says.contains("out of sight until 7 May 2026, 09:30"), "{says}");
    assert_eq!(app.given().state_of(&old).await, State::Published);

    let reject = format!("/moderation/comments/{}/reject", new[0].id);
    let page = format!("/moderation/comments/{}", new[0].id);
    root.submit(&page, &reject, &[("rule", "3")]).await.expect(200);
    app.clock.advance(DAY);
    do_duties(&app).await;
    assert_eq!(app.given().state_of(&new[0]).await, State::Rejected);
    assert_eq!(app.given().state_of(&new[1]).await, State::Published);
    assert!(standing(&app).await.hide.is_none());
}

#[actix_web::test]
async fn what_was_hidden_is_brought_back_by_one_press_or_left_to_the_moderators() {
    let app = TestApp::start().await;
    let (_, _, new) = old_and_new(&app).await;
    let root = app.admin("root").await;
    press(&root, "hide", &HIDE).await.expect(200);
    let batch = root.get(HERE).await.link("See what was hidden");
    root.submit(&batch, "/undo", &[]).await.expect(200);
    assert_eq!(app.given().state_of(&new[0]).await, State::Published);

    press(&root, "hide", &HIDE).await.expect(200);
    press(&root, "hide", &[("deed", "off")]).await.expect(200);
    app.clock.advance(2 * DAY);
    do_duties(&app).await;
    assert_eq!(app.given().state_of(&new[0]).await, State::Hidden);
}

#[actix_web::test]
async fn no_moderator_ends_what_an_admin_hid_and_an_admin_who_does_turns_the_switch_off() {
    let app = TestApp::start().await;
    let (_, _, new) = old_and_new(&app).await;
    let (root, mia) = (app.admin("root").await, app.moderator("mia").await);
    press(&root, "hide", &HIDE).await.expect(200);
    let batch = root.get(HERE).await.link("See what was hidden");
    let undo = format!("{batch}/undo");
    let hers = mia.get(&batch).await.expect(200);
    assert!(
        hers.main_text().contains("Only an admin takes that back")
            && !hers.has(&format!("form[action='{undo}']"))
    );
    let (id, by) = (batch.rsplit('/').next().unwrap().parse().unwrap(), app.given().id_of("mia").await);
    let since = app.db().now().minus(DAY);
    let undo_it = move |tx: &mut Tx<'_>| take_back(tx, &id, (&by, Role::Moderator), since);
    let refused = app.db().write(undo_it).await;
    assert!(matches!(refused, Err(Error::Forbidden)), "{refused:?}");
    assert_eq!(app.given().state_of(&new[0]).await, State::Hidden);

    root.submit(&batch, &undo, &[]).await.expect(200);
    assert_eq!(app.given().state_of(&new[0]).await, State::Published);
    assert!(standing(&app).await.hide.is_none());
}

#[actix_web::test]
async fn of_what_is_new_moderators_let_single_comments_appear_again_and_never_many_at_once() {
    let app = TestApp::start().await;
    let (_, _, new) = old_and_new(&app).await;
    let (root, mia) = (app.admin("root").await, app.moderator("mia").await);
    press(&root, "hide", &HIDE).await.expect(200);
    let hidden = "/moderation?tab=hidden";
    let all = [("scope", "all"), ("deed", "restore")];
    let asked = mia.fill(&mia.get(hidden).await, MANY, &all).await.expect(200);
    mia.fill(&asked, MANY, &[("deed", "restore")]).await.expect(200);
    assert_eq!(app.given().state_of(&new[0]).await, State::Hidden);
    for deed in [Deed::Approve, Deed::Reopen] {
        let comments = new.iter().map(|comment| (comment.id.clone(), 3)).collect();
        let forged = Wanted { by: app.given().id_of("mia").await, deed, grounds: None, comments };
        batches::begin(app.db(), forged, Duration::ZERO).await.unwrap();
        assert_eq!(app.given().state_of(&new[0]).await, State::Hidden, "{deed:?}");
    }
    let one = format!("/moderation/comments/{}", new[0].id);
    mia.submit(&one, &format!("{one}/restore"), &[]).await.expect(200);
    assert_eq!(app.given().state_of(&new[0]).await, State::Published);
    assert_eq!(app.given().state_of(&new[1]).await, State::Hidden);
}

#[actix_web::test]
async fn of_two_admins_who_hide_what_is_new_one_does() {
    let app = TestApp::start().await;
    let (_, _, new) = old_and_new(&app).await;
    let (root, ruth) = (app.admin("root").await, app.admin("ruth").await);
    let late = ruth.get(HERE).await.expect(200);
    press(&root, "hide", &HIDE).await.expect(200);
    let again = ruth.fill(&late, "/moderation/attack/hide", &HIDE).await.expect(409);
    assert!(again.main_text().contains("Something is hidden already."), "{again:?}");
    app.clock.advance(DAY);
    do_duties(&app).await;
    assert_eq!(app.given().state_of(&new[0]).await, State::Published);
}

#[actix_web::test]
async fn what_the_switch_left_to_the_moderators_is_taken_back_by_one_of_them() {
    let app = TestApp::start().await;
    let (_, _, new) = old_and_new(&app).await;
    let (root, mia) = (app.admin("root").await, app.moderator("mia").await);
    press(&root, "hide", &HIDE).await.expect(200);
    let batch = root.get(HERE).await.link("See what was hidden");
    let left = press(&root, "hide", &[("deed", "off")]).await.expect(200);
    assert_eq!(left.path, batch, "whoever leaves them hidden sees what that is about");
    mia.submit(&batch, "/undo", &[]).await.expect(200);
    assert_eq!(app.given().state_of(&new[0]).await, State::Published);
}

#[actix_web::test]
async fn what_was_hidden_comes_back_by_itself_though_the_admin_who_hid_it_is_gone() {
    let app = TestApp::start().await;
    let (_, _, new) = old_and_new(&app).await;
    let (root, _) = (app.admin("root").await, app.admin("ruth").await);
    press(&root, "hide", &HIDE).await.expect(200);
    root.submit("/account/erase", "/account/erase", &[("texts", "erase_texts")]).await.expect(200);
    app.do_duties().await;
    assert_eq!(app.given().state_of(&new[0]).await, State::Hidden);
    app.clock.advance(DAY);
    do_duties(&app).await;
    assert_eq!(app.given().state_of(&new[0]).await, State::Published);
    app.leave_mail();
}

#[actix_web::test]
async fn who_contests_that_they_were_hidden_with_all_that_was_new_comes_back_with_the_rest() {
    let app = TestApp::start().await;
    let (_, _, new) = old_and_new(&app).await;
    let (root, mia) = (app.admin("root").await, app.moderator("mia").await);
    press(&root, "hide", &HIDE).await.expect(200);
    contests(&app, &new[0]).await;
    app.clock.advance(DAY);
    do_duties(&app).await;
    assert_eq!(app.given().state_of(&new[0]).await, State::Published);
    let receipt = app.visitor().get(&format!("/receipt/{}", new[0].receipt)).await.expect(200);
    assert!(receipt.main_text().contains("The decision that you contested was taken back"), "{receipt:?}");
    mia.sign_in("mia").await;
    assert!(!mia.get("/moderation/appeals").await.has("[data-card]"));
    let card = mia.get(&format!("/moderation/comments/{}", new[0].id)).await.expect(200);
    assert!(card.main_text().contains("The program took the decision back"), "{card:?}");
}

#[actix_web::test]
async fn what_readers_reported_and_what_waits_beside_it_come_back_with_a_contested_comment() {
    let app = TestApp::start().await;
    let (_, _, new) = old_and_new(&app).await;
    let (root, mia) = (app.admin("root").await, app.moderator("mia").await);
    let report = format!("/comments/{}/report", new[0].id);
    app.visitor().submit(&report, &report, &[("reason", "2")]).await.expect(200);
    let edit = format!("/receipt/{}/edit", new[0].receipt);
    app.visitor().submit(&edit, &edit, &[("comment", "What Nina says now.")]).await.expect(200);
    press(&root, "hide", &HIDE).await.expect(200);
    assert!(!mia.get("/moderation/reported").await.has("[data-card]"));
    contests(&app, &new[0]).await;
    app.clock.advance(DAY);
    do_duties(&app).await;
    mia.sign_in("mia").await;
    for desk in ["/moderation/reported", "/moderation/edits"] {
        assert_eq!(mia.get(desk).await.expect(200).count("[data-card]"), 1, "{desk}");
    }
}

#[actix_web::test]
async fn whose_contested_comment_an_admin_brings_back_with_the_rest_reads_that_it_was_taken_back() {
    let app = TestApp::start().await;
    let (_, _, new) = old_and_new(&app).await;
    let (root, ruth) = (app.admin("root").await, app.admin("ruth").await);
    press(&root, "hide", &HIDE).await.expect(200);
    contests(&app, &new[0]).await;
    let batch = ruth.get(HERE).await.link("See what was hidden");
    ruth.submit(&batch, "/undo", &[]).await.expect(200);
    assert_eq!(app.given().state_of(&new[0]).await, State::Published);
    let receipt = app.visitor().get(&format!("/receipt/{}", new[0].receipt)).await.expect(200);
    assert!(receipt.main_text().contains("The decision that you contested was taken back"), "{receipt:?}");
}

/// A site with a published comment on which an admin hid what is new.
async fn hidden_by_an_admin() -> World {
    let World { app, comment, noor, .. } = World::new().await;
    let world = World { mia: app.admin("root").await, app, comment, noor };
    press(&world.mia, "hide", &[("since", "2026-05-04"), HIDE[1], HIDE[2], HIDE[3]]).await.expect(200);
    world
}

async fn the_switch_ends(app: &TestApp) {
    app.clock.advance(DAY);
    do_duties(app).await;
}

#[actix_web::test]
async fn a_demand_that_changed_nothing_keeps_nothing_hidden_contested_or_not() {
    for (refused, contested) in [(false, false), (false, true), (true, false), (true, true)] {
        let world = hidden_by_an_admin().await;
        let demand = world.records(&[]).await.expect(200);
        if contested {
            contests(&world.app, &world.comment).await;
        }
        if refused {
            World::decides(&world.noor, &demand, "refused").await.expect(200);
        }
        the_switch_ends(&world.app).await;
        assert_eq!(world.state().await, State::Published, "refused {refused}, contested {contested}");
        world.app.leave_mail();
    }
}

#[actix_web::test]
async fn what_was_let_appear_and_taken_back_comes_back_with_the_rest() {
    for app in [TestApp::start().await, TestApp::public().await] {
        let (_, _, new) = old_and_new(&app).await;
        let (root, mia) = (app.admin("root").await, app.moderator("mia").await);
        press(&root, "hide", &HIDE).await.expect(200);
        let told = mia.submit(&context(&new[0]), &to(&new[0], "restore"), &[]).await.expect(200);
        mia.fill(&told, "/undo", &[]).await.expect(200);
        assert_eq!(app.given().state_of(&new[0]).await, State::Hidden);
        the_switch_ends(&app).await;
        assert_eq!(app.given().state_of(&new[0]).await, State::Published);
    }
}

#[actix_web::test]
async fn what_whoever_hid_it_let_appear_alone_stays_when_the_rest_comes_back() {
    let app = TestApp::start().await;
    let (_, _, new) = old_and_new(&app).await;
    let root = app.admin("root").await;
    press(&root, "hide", &HIDE).await.expect(200);
    root.submit(&context(&new[0]), &to(&new[0], "restore"), &[]).await.expect(200);
    the_switch_ends(&app).await;
    for comment in &new {
        assert_eq!(app.given().state_of(comment).await, State::Published);
    }
}

#[actix_web::test]
async fn what_a_moderator_thinks_better_of_as_the_switch_ends_comes_back_after_that() {
    let app = TestApp::public().await;
    let (_, _, new) = old_and_new(&app).await;
    let (root, mia) = (app.admin("root").await, app.moderator("mia").await);
    press(&root, "hide", &HIDE).await.expect(200);
    app.clock.advance(DAY.checked_sub(A_MOMENT).unwrap());
    mia.sign_in("mia").await;
    let told = mia.submit(&context(&new[0]), &to(&new[0], "restore"), &[]).await.expect(200);
    app.clock.advance(A_MOMENT);
    let (_, later) = more_than_a_step(&app).await;
    app.do_duties().await;
    assert_eq!(app.given().state_of(&new[1]).await, State::Published, "the rest waits for nothing");
    let (_, progress) = app.db().read(move |conn| batches::find(conn, &later)).await.unwrap().unwrap();
    assert_eq!(progress.decided, 45, "and no other batch either");
    mia.fill(&told, "/undo", &[]).await.expect(200);
    app.clock.advance(MINUTE);
    app.do_duties().await;
    assert_eq!(app.given().state_of(&new[0]).await, State::Published);
    app.leave_mail();
}

#[actix_web::test]
async fn an_admins_own_comment_comes_back_with_the_rest_when_they_end_the_switch() {
    let app = TestApp::start().await;
    let (article, _, _) = old_and_new(&app).await;
    let (root, ruth) = (app.admin("root").await, app.admin("ruth").await);
    let own = app.given().comment_published(&ruth, &article, "", "What Ruth has to say.").await;
    press(&root, "hide", &HIDE).await.expect(200);
    assert_eq!(app.given().state_of(&own).await, State::Hidden);
    let batch = ruth.get(HERE).await.link("See what was hidden");
    ruth.submit(&batch, "/undo", &[]).await.expect(200);
    assert_eq!(app.given().state_of(&own).await, State::Published);
}

#[actix_web::test]
async fn what_an_admin_began_to_bring_back_comes_back_though_they_are_shut_out_meanwhile() {
    let app = TestApp::start().await;
    let (article, _, _) = old_and_new(&app).await;
    let mut new = Vec::new();
    for number in 0..50 {
        let (name, text) = (format!("Author {number}"), format!("Question {number}?"));
        new.push(app.given().comment_published(&app.visitor(), &article, &name, &text).await);
    }
    let (root, ruth) = (app.admin("root").await, app.admin("ruth").await);
    press(&root, "hide", &HIDE).await.expect(200);
    app.do_duties().await;
    let batch = root.get(HERE).await.link("See what was hidden");
    root.submit(&batch, "/undo", &[]).await.expect(200);
    assert!(hidden(&app, &new).await > 0, "the rest waits for the duty");
    let out = format!("/admin/accounts/{}", app.given().id_of("root").await);
    ruth.submit(&out, "/disable", &[]).await.expect(200);
    app.clock.advance(MINUTE);
    app.do_duties().await;
    assert_eq!(hidden(&app, &new).await, 0);
    app.leave_mail();
}

async fn hidden(app: &TestApp, comments: &[GivenComment]) -> usize {
    let mut hidden = 0;
    for comment in comments {
        hidden += usize::from(app.given().state_of(comment).await == State::Hidden);
    }
    hidden
}

#[actix_web::test]
async fn the_switch_is_on_with_what_it_hides_or_not_at_all() {
    let app = TestApp::start().await;
    let actor = Actor::Account(app.given().account("root", Role::Admin).await.as_str().to_owned());
    let nothing = ("0123456789abcdef".parse().unwrap(), Grounds { rule: None, words: None });
    let hours = Hours::parse("24").unwrap();
    let told = hide_new(app.db(), (actor, Standing::default()), nothing, hours).await;
    assert!(matches!(told, Err(Error::NotFound)), "{told:?}");
    assert!(standing(&app).await.hide.is_none());
}

#[actix_web::test]
async fn whoever_hid_what_is_new_and_ends_it_brings_back_what_is_contested_too() {
    let app = TestApp::start().await;
    let (_, _, new) = old_and_new(&app).await;
    let (root, _) = (app.admin("root").await, app.admin("ruth").await);
    press(&root, "hide", &HIDE).await.expect(200);
    contests(&app, &new[0]).await;
    let batch = root.get(HERE).await.link("See what was hidden");
    root.submit(&batch, "/undo", &[]).await.expect(200);
    for comment in &new {
        assert_eq!(app.given().state_of(comment).await, State::Published);
    }
}

#[actix_web::test]
async fn hiding_asks_for_a_day_and_a_rule_and_says_if_nothing_is_new() {
    let app = TestApp::start().await;
    old_and_new(&app).await;
    let root = app.admin("root").await;
    let typed = [("since", "yesterday"), ("words", "We look at it."), ("deed", "on")];
    let again = press(&root, "hide", &typed).await.expect(422);
    assert_eq!(again.problem_of("since"), "Please give a day as in 2026-05-04.");
    assert_eq!(again.problem_of("rule"), "Please choose the rule that it breaks.");
    assert_eq!(again.field_value("words").trim(), "We look at it.");
    let later = [("since", "2026-05-07"), ("rule", "2"), ("deed", "on")];
    let nothing = press(&root, "hide", &later).await.expect(422);
    assert_eq!(nothing.problem_of("since"), "Nothing that is published appeared on that day or later.");
    assert_eq!(standing(&app).await, Standing::default());
}
