//! Nobody decides as a moderator on what they wrote themselves, while somebody else could.

use amicus::comments::takedowns::deeds::{self, Order, Ruling};
use amicus::comments::{self, OWN_COMMENT, State};
use amicus::db::Conn;
use amicus::error::Error;

use super::tests_of_takedowns::World;
use super::*;

const TEXT: &str = "Vigil Ltd. sold the list to the ministry. I have seen the invoice.";
const SAYS: &str = "You wrote this comment, so another moderator decides on it.";
const MANY: &str = "/moderation/batches";

/// A site on which Mia moderates, and a comment that she wrote from her account and that waits.
async fn mias_waits(app: &TestApp) -> (Person, GivenComment) {
    app.given().rules().await;
    let there = app.given().article("the-lesson").await;
    let mia = app.moderator("mia").await;
    let comment = app.given().comment_held(&mia, &there, "", TEXT).await;
    (mia, comment)
}

/// The same published, and contested after Noor rejected it.
async fn mia_contests(app: &TestApp) -> (Person, Person, GivenComment) {
    let (mia, comment) = mias_waits(app).await;
    let noor = app.moderator("noor").await;
    noor.submit(&context(&comment), &to(&comment, "reject"), &[("rule", "1")]).await.expect(200);
    let appeal = format!("/receipt/{}/appeal", comment.receipt);
    mia.submit(&appeal, &appeal, &[("words", "It breaks no rule.")]).await.expect(200);
    (mia, noor, comment)
}

#[actix_web::test]
async fn a_moderator_is_offered_nothing_for_their_own_comment_and_reads_why() {
    let app = TestApp::start().await;
    let (mia, comment) = mias_waits(&app).await;
    let noor = app.moderator("noor").await;
    for path in ["/moderation".to_owned(), context(&comment)] {
        let page = mia.get(&path).await.expect(200);
        assert!(page.main_text().contains(SAYS), "{page:?}");
        assert!(!page.has(&format!("form[action='{}']", to(&comment, "approve"))), "{page:?}");
        assert!(noor.get(&path).await.has(&format!("form[action='{}']", to(&comment, "approve"))));
    }
}

#[actix_web::test]
async fn an_own_comment_is_not_decided_by_a_form_that_was_opened_while_nobody_else_was_there() {
    let app = TestApp::start().await;
    let (mia, comment) = mias_waits(&app).await;
    let alone = mia.get(&context(&comment)).await.expect(200);
    app.moderator("noor").await;
    for (deed, fields) in [("approve", &[][..]), ("spam", &[]), ("reject", &[("rule", "1")])] {
        let refused = mia.fill(&alone, &to(&comment, deed), fields).await.expect(403);
        assert!(refused.text_of(".notice.wait").contains(SAYS), "{refused:?}");
    }
    assert_eq!(app.given().state_of(&comment).await, State::Held);
}

#[actix_web::test]
async fn an_own_comment_waits_for_no_grace_either() {
    let app = TestApp::public().await;
    let (mia, comment) = mias_waits(&app).await;
    let alone = mia.get(&context(&comment)).await.expect(200);
    app.moderator("noor").await;
    mia.fill(&alone, &to(&comment, "approve"), &[]).await.expect(403);
    app.clock.advance(MINUTE);
    app.do_duties().await;
    assert_eq!(app.given().state_of(&comment).await, State::Held);
}

#[actix_web::test]
async fn what_somebody_decided_alone_falls_away_if_a_colleague_comes_within_the_grace() {
    let app = TestApp::public().await;
    let (mia, comment) = mias_waits(&app).await;
    mia.submit(&context(&comment), &to(&comment, "approve"), &[]).await.expect(200);
    let noor = app.moderator("noor").await;
    app.clock.advance(MINUTE);
    app.do_duties().await;
    assert_eq!(app.given().state_of(&comment).await, State::Held);
    assert_eq!(noor.get("/moderation").await.count("[data-card]"), 1, "it waits for the colleague");
}

#[actix_web::test]
async fn whoever_moderates_alone_decides_on_their_own_comment_too() {
    let app = TestApp::start().await;
    let (mia, comment) = mias_waits(&app).await;
    mia.submit(&context(&comment), &to(&comment, "approve"), &[]).await.expect(200);
    assert_eq!(app.given().state_of(&comment).await, State::Published);
}

#[actix_web::test]
async fn one_decision_on_many_comments_passes_the_own_one_over() {
    let app = TestApp::start().await;
    let (mia, comment) = mias_waits(&app).await;
    app.moderator("noor").await;
    let there = app.given().article("the-appeal").await;
    let other = app.given().comment_held(&app.visitor(), &there, "Ada", "Who pays for this?").await;
    let queue = mia.get("/moderation").await.expect(200);
    mia.fill(&queue, MANY, &[("scope", "page"), ("deed", "approve")]).await.expect(200);
    assert_eq!(app.given().state_of(&comment).await, State::Held);
    assert_eq!(app.given().state_of(&other).await, State::Published);
}

#[actix_web::test]
async fn an_author_does_not_take_back_what_a_colleague_decided_on_their_comment() {
    for app in [TestApp::start().await, TestApp::public().await] {
        let (mia, comment) = mias_waits(&app).await;
        let (noor, by) = (app.moderator("noor").await, app.given().id_of("mia").await);
        noor.submit(&context(&comment), &to(&comment, "reject"), &[("rule", "1")]).await.expect(200);
        let page = mia.get(&context(&comment)).await.expect(200);
        assert!(!page.has("button[data-deed=undo]"), "{page:?}");
        let log = mia.get("/moderation/decisions").await.expect(200);
        assert!(!log.has(&format!("form[action='{}']", to(&comment, "undo"))), "{log:?}");
        assert!(
            noor.get("/moderation/decisions").await.has(&format!("form[action='{}']", to(&comment, "undo")))
        );
        let since = app.db().now().minus(DAY);
        let id = comment.id.clone();
        let look = move |conn: &mut Conn| {
            let seen = comments::find_for_moderation(conn, &id)?.unwrap().comment.version;
            amicus::moderation::reversal(conn, &id, seen, since)
        };
        let reversal = app.db().read(look).await.unwrap();
        let undo = move |tx: &mut Tx<'_>| amicus::moderation::undo(tx, Some(&by), &reversal);
        let refused = app.db().write(undo).await;
        assert!(matches!(refused, Err(Error::Conflict(OWN_COMMENT))), "{refused:?}");
        app.leave_mail();
    }
}

#[actix_web::test]
async fn an_appeal_of_a_moderator_is_answered_by_somebody_who_neither_wrote_nor_decided() {
    let app = TestApp::start().await;
    let (mia, noor, comment) = mia_contests(&app).await;
    let ruth = app.admin("ruth").await;
    let hers = mia.get("/moderation/appeals").await.expect(200);
    assert!(
        hers.main_text().contains(SAYS) && !hers.has(&format!("form[action='{}']", to(&comment, "overturn")))
    );
    let decider = noor.get("/moderation/appeals").await.expect(200);
    assert!(decider.main_text().contains("You made this decision, so a colleague answers"), "{decider:?}");
    ruth.submit("/moderation/appeals", &to(&comment, "overturn"), &[]).await.expect(200);
    assert_eq!(app.given().state_of(&comment).await, State::Published);
    app.leave_mail();
}

#[actix_web::test]
async fn of_two_moderators_the_one_who_decided_answers_the_other_ones_appeal() {
    let app = TestApp::start().await;
    let (mia, noor, comment) = mia_contests(&app).await;
    assert!(mia.get("/moderation/appeals").await.main_text().contains(SAYS));
    let page = noor.get("/moderation/appeals").await.expect(200);
    assert!(page.main_text().contains("Nobody else here could answer the appeal"), "{page:?}");
    noor.fill(&page, &to(&comment, "overturn"), &[]).await.expect(200);
    assert_eq!(app.given().state_of(&comment).await, State::Published);
    app.leave_mail();
}

/// A site on which Mia records a demand against what Noor wrote, and a third one moderates.
async fn noors_is_demanded(app: TestApp) -> (World, Person) {
    app.given().rules().await;
    let there = app.given().article("the-lesson").await;
    let noor = app.moderator("noor").await;
    let comment = app.given().comment_published(&noor, &there, "", TEXT).await;
    let (mia, ruth) = (app.moderator("mia").await, app.moderator("ruth").await);
    (World { app, comment, mia, noor }, ruth)
}

#[actix_web::test]
async fn a_legal_demand_is_not_decided_by_whoever_wrote_the_comment() {
    let (world, ruth) = noors_is_demanded(TestApp::start().await).await;
    let page = world.hides().await;
    let seen = world.noor.get(&page.path).await.expect(200);
    assert!(
        seen.main_text().contains(SAYS) && !seen.has("form[action^='/moderation/takedowns/']"),
        "{seen:?}"
    );
    let (id, by) = (world.comment.id.clone(), world.app.given().id_of("noor").await);
    let look = move |conn: &mut Conn| Ok(comments::find_for_moderation(conn, &id)?.unwrap().comment.version);
    let order = Order {
        takedown: page.path.rsplit('/').next().unwrap().split('?').next().unwrap().parse().unwrap(),
        seen: 1,
        comment_seen: world.app.db().read(look).await.unwrap(),
        ruling: Ruling::Refuse,
        words: None,
        by,
        alone: false,
    };
    let refused = world.app.db().write(move |tx| deeds::decide(tx, &order)).await;
    assert!(matches!(refused, Err(Error::Conflict(OWN_COMMENT))), "{refused:?}");
    World::decides(&ruth, &page, "refused").await.expect(200);
    assert_eq!(world.state().await, State::Published);
    world.app.leave_mail();
}

#[actix_web::test]
async fn whoever_wrote_a_comment_records_no_demand_against_it_and_reads_that_before_they_type() {
    let (world, _) = noors_is_demanded(TestApp::start().await).await;
    let page = world.noor.get(&to(&world.comment, "takedown")).await.expect(200);
    assert!(page.main_text().contains(SAYS) && !page.has("form[action$='/takedown']"), "{page:?}");
    world.app.leave_mail();
}

#[actix_web::test]
async fn admins_read_in_every_record_who_decided_alone_on_what_they_wrote_and_colleagues_do_not() {
    let app = TestApp::start().await;
    let (mia, comment) = mias_waits(&app).await;
    let there = app.given().article("the-appeal").await;
    let other = app.given().comment_held(&app.visitor(), &there, "Ada", "And what now?").await;
    for one in [&comment, &other] {
        mia.submit(&context(one), &to(one, "approve"), &[]).await.expect(200);
    }
    let (ruth, noor) = (app.admin("ruth").await, app.moderator("noor").await);
    let mark = "mia approved it (and wrote it)";
    for page in
        [context(&comment), "/moderation/decisions".to_owned(), "/moderation/decisions/today".to_owned()]
    {
        let text = ruth.get(&page).await.expect(200).main_text();
        assert_eq!(text.matches(mark).count(), 1, "{page}: {text}");
        assert!(!noor.get(&page).await.expect(200).main_text().contains("wrote it"), "{page}");
    }
    assert!(!ruth.get(&context(&other)).await.main_text().contains("wrote it"));
}

#[actix_web::test]
async fn where_only_the_author_moderates_besides_whoever_recorded_a_demand_decides_on_it() {
    let app = TestApp::start().await;
    app.given().rules().await;
    let there = app.given().article("the-lesson").await;
    let noor = app.moderator("noor").await;
    let comment = app.given().comment_published(&noor, &there, "", TEXT).await;
    let mia = app.moderator("mia").await;
    let world = World { app, comment, mia, noor };
    let page = world.hides().await;
    assert!(page.main_text().contains("Nobody else here could decide on it"), "{page:?}");
    World::decides(&world.mia, &page, "refused").await.expect(200);
    assert_eq!(world.state().await, State::Published);
    world.app.leave_mail();
}

#[actix_web::test]
async fn an_author_neither_pins_keeps_nor_shortens_their_own_comment_nor_lets_a_change_of_it_appear() {
    let app = TestApp::start().await;
    let (mia, comment) = mias_waits(&app).await;
    app.given().publish(&comment).await;
    let change = format!("/receipt/{}/edit", comment.receipt);
    mia.submit(&change, &change, &[("comment", "Vigil Ltd. sold the list, and I say so.")]).await.expect(200);
    let report = format!("/comments/{}/report", comment.id);
    app.visitor().submit(&report, &report, &[("reason", "other"), ("words", "A name.")]).await.expect(200);
    let alone = mia.get(&context(&comment)).await.expect(200);
    app.moderator("noor").await;
    let quote = [("quote", "the invoice"), ("rule", "2")];
    for (deed, fields) in [("pin", &[][..]), ("keep", &[]), ("redact", &quote), ("approve-edit", &[])] {
        let refused = mia.fill(&alone, &to(&comment, deed), fields).await.expect(403);
        assert!(refused.text_of(".notice.wait").contains(SAYS), "{deed}: {refused:?}");
    }
    for desk in ["/moderation/edits", "/moderation/reported"] {
        let page = mia.get(desk).await.expect(200);
        assert!(page.main_text().contains(SAYS), "{page:?}");
        assert!(!page.has(&format!("form[action^='{}']", context(&comment))), "{page:?}");
    }
    app.leave_mail();
}
