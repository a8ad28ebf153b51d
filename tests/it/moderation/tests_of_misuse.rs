//! What a moderator who means ill, or whose session was stolen, cannot do.

use amicus::accounts::{self, AccountId, Role};
use amicus::audit::Actor;
use amicus::comments::State;
use amicus::moderation::Deed;
use amicus::moderation::batches::{self, BatchId, Wanted};

use super::*;

const MANY: &str = "/moderation/batches";

#[actix_web::test]
async fn a_sanction_of_a_made_up_number_is_refused_and_stands_in_nobodys_way() {
    let app = TestApp::start().await;
    app.given().rules().await;
    let there = app.given().article("the-lesson").await;
    let comment = app.given().comment_held(&app.reader("rosa").await, &there, "", "You are all liars.").await;
    let (mia, noor) = (app.moderator("mia").await, app.moderator("noor").await);
    let hers = mia.get(&context(&comment)).await.link("Sanctions on this account");
    let warning = [("kind", "warning"), ("rule", "1")];
    for seen in ["2147483647", "5", "-1", "-2147483648"] {
        let forged = [warning[0], warning[1], ("seen", seen)];
        mia.submit(&hers, &hers, &forged).await.expect(409);
    }
    noor.submit(&hers, &hers, &warning).await.expect(200);
    mia.submit(&hers, &hers, &warning).await.expect(200);
    app.leave_mail();
}

#[actix_web::test]
async fn whoever_is_shut_out_decides_nothing_more_of_a_batch() {
    let app = TestApp::start().await;
    let (by, id) = more_than_a_step(&app).await;
    let disable = move |tx: &mut Tx<'_>| accounts::admin::disable(tx, &Actor::Terminal, &by);
    app.db().write(disable).await.unwrap();
    app.do_duties().await;
    let (batch, progress) = app.db().read(move |conn| batches::find(conn, &id)).await.unwrap().unwrap();
    assert_eq!((progress.decided, progress.passed_over), (40, 5));
    assert!(!batch.stage.goes_on());
    app.leave_mail();
}

#[actix_web::test]
async fn a_ticked_comment_that_there_is_not_is_no_fault() {
    let app = TestApp::start().await;
    let comment = one_waits(&app).await;
    let mia = app.moderator("mia").await;
    let form = mia.get("/moderation").await.form("/moderation/batches");
    let mut sent = form.sent_but("c-0000000000000000", "1");
    sent.push((format!("c-{}", comment.id), "1".to_owned()));
    sent.retain(|(name, _)| name != "deed");
    sent.push(("deed".to_owned(), "approve".to_owned()));
    let sent: Vec<(&str, &str)> = sent.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    mia.post("/moderation/batches", &sent).await.expect(303);
    assert_eq!(app.given().state_of(&comment).await, State::Published);
}

#[actix_web::test]
async fn nobody_is_rid_of_an_appeal_against_themselves_by_opening_the_comment_again() {
    let app = TestApp::start().await;
    let comment = one_waits(&app).await;
    let (mia, noor) = (app.moderator("mia").await, app.moderator("noor").await);
    mia.submit(&context(&comment), &to(&comment, "reject"), &[("rule", "1")]).await.expect(200);
    let early = mia.get(&context(&comment)).await.expect(200);
    let forged = mia.get(&context(&comment)).await.expect(200);
    contests(&app, &comment).await;
    mia.fill(&early, &to(&comment, "reopen"), &[]).await.expect(409);
    let refused =
        mia.fill(&forged, &to(&comment, "reopen"), &[("version", &after(&forged))]).await.expect(409);
    assert!(refused.text_of(".notice.wait").contains("Please answer the appeal first"), "{refused:?}");
    assert!(noor.get("/moderation/appeals").await.main_text().contains("It breaks no rule."));
    assert_eq!(app.given().state_of(&comment).await, State::Rejected);
}

#[actix_web::test]
async fn a_decision_in_its_grace_falls_away_with_whoever_is_shut_out() {
    let app = TestApp::public().await;
    let comment = one_waits(&app).await;
    let mia = app.moderator("mia").await;
    mia.submit("/moderation", &to(&comment, "approve"), &[]).await.expect(200);
    let by = app.given().id_of("mia").await;
    let shut_out = move |tx: &mut Tx<'_>| accounts::admin::disable(tx, &Actor::Terminal, &by);
    app.db().write(shut_out).await.unwrap();
    app.clock.advance(MINUTE);
    app.do_duties().await;
    assert_eq!(app.given().state_of(&comment).await, State::Held);
    let noor = app.moderator("noor").await;
    assert_eq!(noor.get("/moderation").await.count("[data-card]"), 1, "it waits again");
    app.leave_mail();
}

#[actix_web::test]
async fn a_decision_in_its_grace_falls_away_with_the_account_of_whoever_made_it() {
    let app = TestApp::public().await;
    let comment = one_waits(&app).await;
    let (mia, noor) = (app.moderator("mia").await, app.moderator("noor").await);
    mia.submit("/moderation", &to(&comment, "approve"), &[]).await.expect(200);
    mia.submit("/account/erase", "/account/erase", &[("texts", "erase_texts")]).await.expect(200);
    app.clock.advance(MINUTE);
    app.do_duties().await;
    assert_eq!(noor.get("/moderation").await.count("[data-card]"), 1, "it waits again");
    noor.submit("/moderation", &to(&comment, "spam"), &[]).await.expect(200);
    app.leave_mail();
}

#[actix_web::test]
async fn whoever_is_shut_out_takes_nothing_more_of_a_batch_back_and_somebody_else_can() {
    let app = TestApp::start().await;
    let (by, id) = more_than_a_step(&app).await;
    app.do_duties().await;
    let (batch, now) = (id.clone(), app.db().now());
    let undo = move |tx: &mut Tx<'_>| {
        batches::begin_to_undo(tx, &batch, Some(&by), now.minus(DAY))?;
        accounts::admin::disable(tx, &Actor::Terminal, &by)
    };
    app.db().write(undo).await.unwrap();
    app.do_duties().await;
    let looked = id.clone();
    let (batch, progress) = app.db().read(move |conn| batches::find(conn, &looked)).await.unwrap().unwrap();
    assert_eq!((progress.undone, progress.decided, batch.stage.goes_on()), (40, 5, false));
    let noor = app.given().account("noor", Role::Moderator).await;
    let again = id.clone();
    let undo = move |tx: &mut Tx<'_>| batches::begin_to_undo(tx, &again, Some(&noor), now.minus(DAY));
    app.db().write(undo).await.unwrap();
    let (_, progress) = app.db().read(move |conn| batches::find(conn, &id)).await.unwrap().unwrap();
    assert_eq!((progress.undone, progress.stand), (45, 0));
    app.leave_mail();
}

#[actix_web::test]
async fn nobody_is_rid_of_an_appeal_by_keeping_the_comment_away_in_another_way() {
    let app = TestApp::start().await;
    let comment = one_waits(&app).await;
    app.given().publish(&comment).await;
    let (mia, noor) = (app.moderator("mia").await, app.moderator("noor").await);
    mia.submit(&context(&comment), &to(&comment, "hide"), &[("rule", "1")]).await.expect(200);
    let early = [mia.get(&context(&comment)).await, noor.get(&context(&comment)).await];
    contests(&app, &comment).await;
    for (who, early) in [&mia, &noor].into_iter().zip(&early) {
        let late = [("rule", "1"), ("version", &after(early))];
        let refused = who.fill(early, &to(&comment, "reject"), &late).await.expect(409);
        assert!(refused.text_of(".notice.wait").contains("Please answer the appeal first"), "{refused:?}");
    }
    assert!(noor.get("/moderation/appeals").await.main_text().contains("It breaks no rule."));
    assert_eq!(app.given().state_of(&comment).await, State::Hidden);
    app.leave_mail();
}

#[actix_web::test]
async fn of_each_deed_three_questions_wait_for_their_answer_and_their_pages_rest() {
    let app = TestApp::start().await;
    let comment = two_wait(&app).await;
    let (mia, noor) = (app.moderator("mia").await, app.moderator("noor").await);
    let all = [("scope", "all"), ("deed", "approve")];
    let mut stay =
        vec![asked(&noor, &all).await.1, asked(&mia, &[("scope", "all"), ("deed", "spam")]).await.1];
    let first = asked(&mia, &all).await;
    for _ in 0..3 {
        app.clock.advance(MINUTE);
        stay.push(asked(&mia, &all).await.1);
    }
    mia.get(&first.1).await.expect(404);
    for path in &stay {
        assert_eq!(mia.get(path).await.expect(200).header("refresh"), "", "{path}");
    }
    // A yes to the question that was forgotten asks anew, and loses nothing.
    let again = mia.fill(&first.0, MANY, &[("deed", "approve")]).await.expect(200);
    assert_eq!(app.given().state_of(&comment).await, State::Held);
    mia.fill(&again, MANY, &[("deed", "approve")]).await.expect(200);
    assert_eq!(app.given().state_of(&comment).await, State::Published);
}

#[actix_web::test]
async fn a_second_yes_to_one_question_begins_nothing_again() {
    let app = TestApp::start().await;
    let comment = two_wait(&app).await;
    let mia = app.moderator("mia").await;
    let (question, batch) = asked(&mia, &[("scope", "all"), ("deed", "approve")]).await;
    mia.fill(&question, MANY, &[("deed", "approve")]).await.expect(200);
    mia.submit(&batch, "/undo", &[]).await.expect(200);
    let again = mia.fill(&question, MANY, &[("deed", "approve")]).await.expect(422);
    let said = "This form was sent already. If you want to do it again, please send it once more.";
    assert_eq!(again.summary(), [said]);
    mia.fill(&again, MANY, &[("deed", "approve")]).await.expect(200);
    app.do_duties().await;
    assert!(mia.get(&batch).await.main_text().contains("The decisions are taken back."));
    assert_eq!(app.given().state_of(&comment).await, State::Held);
}

/// A moderator approves 45 comments at once, of which the first step decides 40.
pub async fn more_than_a_step(app: &TestApp) -> (AccountId, BatchId) {
    app.given().rules().await;
    let there = app.given().article("the-step").await;
    let mut comments = Vec::new();
    for number in 0..45 {
        let text = format!("Question {number}?");
        comments.push((app.given().comment_held(&app.visitor(), &there, "Ada", &text).await.id, 1));
    }
    let by = app.given().account("maja", Role::Moderator).await;
    let wanted = Wanted { by: by.clone(), deed: Deed::Approve, grounds: None, comments };
    let id = batches::begin(app.db(), wanted, Duration::ZERO).await.unwrap();
    (by, id)
}

/// The comment of [`one_waits`], beside another one.
async fn two_wait(app: &TestApp) -> GivenComment {
    let comment = one_waits(app).await;
    let there = app.given().article("the-appeal").await;
    app.given().comment_held(&app.visitor(), &there, "Ada", "Who pays for this?").await;
    comment
}

#[actix_web::test]
async fn what_somebody_wrote_by_their_account_is_not_taken_over_by_whoever_sends_the_same_words() {
    let app = TestApp::start().await;
    app.given().rules().await;
    let there = app.given().article("the-lesson").await;
    let text = "Vigil Ltd. sold the list to the ministry. I have seen the invoice.";
    let hers = app.given().comment_held(&app.reader("rosa").await, &there, "", text).await;
    let copied = app.given().comment_held(&app.visitor(), &there, "rosa", text).await;
    assert_ne!(hers.id, copied.id);
    app.visitor().submit(&format!("/receipt/{}", copied.receipt), "/withdraw", &[]).await.expect(200);
    assert_eq!(app.given().state_of(&hers).await, State::Held);
    app.leave_mail();
}

#[actix_web::test]
async fn whoever_made_a_contested_decision_does_not_take_the_answer_of_a_colleague_back() {
    let app = TestApp::start().await;
    let comment = one_waits(&app).await;
    let (mia, noor) = (app.moderator("mia").await, app.moderator("noor").await);
    mia.submit(&context(&comment), &to(&comment, "reject"), &[("rule", "1")]).await.expect(200);
    contests(&app, &comment).await;
    noor.submit("/moderation/appeals", &to(&comment, "overturn"), &[]).await.expect(200);
    let log = mia.get("/moderation/decisions").await.expect(200);
    let refused = mia.fill(&log, &to(&comment, "undo"), &[]).await.expect(403);
    assert!(refused.text_of(".notice.wait").contains("a colleague answers the appeal"), "{refused:?}");
    assert_eq!(app.given().state_of(&comment).await, State::Published);
    noor.submit("/moderation/decisions", &to(&comment, "undo"), &[]).await.expect(200);
    assert_eq!(app.given().state_of(&comment).await, State::Rejected);
    app.leave_mail();
}

/// Somebody is asked about many comments: the question, and where its batch is.
async fn asked(who: &Person, fields: &[(&str, &str)]) -> (Page, String) {
    let question = who.fill(&who.get("/moderation").await, MANY, fields).await.expect(200);
    let batch = question.form(MANY).value("batch").unwrap().to_owned();
    (question, format!("{MANY}/{batch}"))
}

/// The version that a comment has once one thing happened to it since a page showed it.
fn after(page: &Page) -> String {
    (page.field_value("version").parse::<i64>().unwrap() + 1).to_string()
}

/// Mia hid a comment and has its page open, from before its author contested that.
async fn mias_hiding_is_contested(app: &TestApp) -> (Person, Page, GivenComment) {
    let comment = one_waits(app).await;
    app.given().publish(&comment).await;
    let mia = app.moderator("mia").await;
    mia.submit(&context(&comment), &to(&comment, "hide"), &[("rule", "2")]).await.expect(200);
    let early = mia.get(&context(&comment)).await.expect(200);
    contests(app, &comment).await;
    (mia, early, comment)
}

#[actix_web::test]
async fn whoever_hid_a_comment_does_not_end_its_appeal_by_letting_it_appear_to_hide_it_anew() {
    let app = TestApp::start().await;
    let noor = app.moderator("noor").await;
    let (mia, early, comment) = mias_hiding_is_contested(&app).await;
    mia.fill(&early, &to(&comment, "restore"), &[("version", &after(&early))]).await.expect(403);
    assert_eq!(app.given().state_of(&comment).await, State::Hidden);
    noor.submit("/moderation/appeals", &to(&comment, "overturn"), &[]).await.expect(200);
    assert_eq!(app.given().state_of(&comment).await, State::Published);
}

#[actix_web::test]
async fn whoever_hid_a_comment_does_not_take_a_colleagues_word_on_it_back_before_it_holds() {
    let app = TestApp::public().await;
    let (mia, noor) = (app.moderator("mia").await, app.moderator("noor").await);
    let comment = one_waits(&app).await;
    app.given().publish(&comment).await;
    mia.submit(&context(&comment), &to(&comment, "hide"), &[("rule", "2")]).await.expect(200);
    app.clock.advance(MINUTE);
    app.do_duties().await;
    let early = noor.get(&context(&comment)).await.expect(200);
    contests(&app, &comment).await;
    noor.fill(&early, &to(&comment, "restore"), &[("version", &after(&early))]).await.expect(200);
    mia.submit(&context(&comment), "/undo", &[]).await.expect(403);
    app.clock.advance(MINUTE);
    app.do_duties().await;
    assert_eq!(app.given().state_of(&comment).await, State::Published);
    app.leave_mail();
}

#[actix_web::test]
async fn of_a_contested_comment_the_queue_offers_its_appeal_and_nothing_else() {
    let app = TestApp::start().await;
    let noor = app.moderator("noor").await;
    let (mia, _, comment) = mias_hiding_is_contested(&app).await;
    for who in [&mia, &noor] {
        let hidden = who.get("/moderation?tab=hidden").await.expect(200);
        assert!(!hidden.has("[data-card] form") && !hidden.has("[data-tick]"), "{hidden:?}");
        let page = who.follow(&hidden.link("Its author contests the decision")).await;
        assert!(!page.has(&format!("form[action='{}']", to(&comment, "restore"))), "{page:?}");
    }
}

#[actix_web::test]
async fn whoever_rejected_a_comment_does_not_end_its_appeal_by_approving_it() {
    let app = TestApp::start().await;
    let comment = one_waits(&app).await;
    let (mia, _) = (app.moderator("mia").await, app.moderator("noor").await);
    mia.submit("/moderation", &to(&comment, "reject"), &[("rule", "2")]).await.expect(200);
    let early = mia.get(&context(&comment)).await.expect(200);
    contests(&app, &comment).await;
    mia.fill(&early, &to(&comment, "approve"), &[("version", &after(&early))]).await.expect(403);
    assert_eq!(app.given().state_of(&comment).await, State::Rejected);
}
