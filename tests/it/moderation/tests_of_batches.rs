//! Moderators decide on many comments at once, see how far it is, and take all of it back.

use std::time::Duration;

use amicus::accounts::Role;
use amicus::comments::{CommentId, State};
use amicus::moderation::Deed;
use amicus::moderation::batches::{self, Wanted};
use amicus::moderation::{BATCHES_KEPT, Decision, carry_out};

use super::{context, to};
use crate::support::given::GivenComment;
use crate::support::{DAY, Page, Person, TestApp};

const MANY: &str = "/moderation/batches";

/// A site where as many comments wait, each of another author.
async fn waiting(app: &TestApp, count: usize) -> Vec<GivenComment> {
    app.given().rules().await;
    let article = app.given().article("the-lesson").await;
    let mut held = Vec::new();
    for number in 0..count {
        let (name, text) = (format!("Author {number}"), format!("Question {number}?"));
        held.push(app.given().comment_held(&app.visitor(), &article, &name, &text).await);
    }
    held
}

fn ticks(comments: &[GivenComment]) -> Vec<(String, String)> {
    comments.iter().map(|comment| (format!("c-{}", comment.id), "1".to_owned())).collect()
}

/// Ticks comments on a page of the queue and presses a button.
async fn press(who: &Person, page: &Page, comments: &[GivenComment], deed: &str) -> Page {
    let ticks = ticks(comments);
    let mut fields = vec![("deed", deed)];
    fields.extend(ticks.iter().map(|(name, seen)| (name.as_str(), seen.as_str())));
    who.fill(page, MANY, &fields).await
}

async fn states(app: &TestApp, comments: &[GivenComment]) -> Vec<State> {
    let mut states = Vec::new();
    for comment in comments {
        states.push(app.given().state_of(comment).await);
    }
    states
}

#[actix_web::test]
async fn the_ticked_comments_are_approved_with_one_press_and_the_others_wait() {
    let app = TestApp::start().await;
    let held = waiting(&app, 4).await;
    let mia = app.moderator("mia").await;
    let told = press(&mia, &mia.get("/moderation").await, &held[..3], "approve").await.expect(200);
    assert!(told.text_of(".notice.good h2").contains("Approved: 3 comments"), "{told:?}");
    assert_eq!(told.count("[data-card]"), 1);
    let (published, waits) = (State::Published, State::Held);
    assert_eq!(states(&app, &held).await, [published, published, published, waits]);
}

#[actix_web::test]
async fn one_undo_takes_all_of_it_back() {
    let app = TestApp::start().await;
    let held = waiting(&app, 3).await;
    let mia = app.moderator("mia").await;
    let told = press(&mia, &mia.get("/moderation").await, &held, "spam").await.expect(200);
    assert_eq!(states(&app, &held).await, [State::Spam; 3]);
    let back = mia.fill(&told, "/undo", &[]).await.expect(200);
    assert!(back.main_text().contains("The decisions are taken back"), "{back:?}");
    assert_eq!(states(&app, &held).await, [State::Held; 3]);
    assert_eq!(mia.get("/moderation").await.count("[data-card]"), 3);
}

#[actix_web::test]
async fn rejecting_many_asks_for_the_rule_and_every_author_reads_it() {
    let app = TestApp::start().await;
    let held = waiting(&app, 2).await;
    let mia = app.moderator("mia").await;
    let asked = press(&mia, &mia.get("/moderation").await, &held, "reject").await.expect(200);
    assert!(asked.main_text().contains("2 comments are chosen"), "{asked:?}");
    let again = mia.fill(&asked, MANY, &[("deed", "reject"), ("words", "Not this way.")]).await.expect(422);
    assert_eq!(again.summary(), ["Please choose the rule that it breaks."]);
    assert_eq!(again.form(MANY).value("words"), Some("Not this way."));
    assert_eq!(states(&app, &held).await, [State::Held; 2]);
    mia.fill(&again, MANY, &[("deed", "reject"), ("rule", "3")]).await.expect(200);
    for comment in &held {
        let says = app.visitor().get(&format!("/receipt/{}", comment.receipt)).await.main_text();
        assert!(says.contains("Do not name private persons") && says.contains("Not this way."), "{says}");
    }
}

#[actix_web::test]
async fn a_comment_that_a_colleague_decided_meanwhile_is_left_alone() {
    let app = TestApp::start().await;
    let held = waiting(&app, 3).await;
    let (mia, noor) = (app.moderator("mia").await, app.moderator("noor").await);
    let hers = mia.get("/moderation").await;
    noor.submit("/moderation", &to(&held[1], "reject"), &[("rule", "1")]).await.expect(200);
    let told = press(&mia, &hers, &held, "approve").await.expect(200);
    let notice = told.text_of(".notice.wait");
    assert!(notice.contains("Left alone") && notice.contains("Approved: 3 comments"), "{notice}");
    assert_eq!(states(&app, &held).await, [State::Published, State::Rejected, State::Published]);
}

#[actix_web::test]
async fn what_happened_to_a_comment_since_is_not_undone_with_the_rest() {
    let app = TestApp::start().await;
    let held = waiting(&app, 2).await;
    let (mia, noor) = (app.moderator("mia").await, app.moderator("noor").await);
    let told = press(&mia, &mia.get("/moderation").await, &held, "approve").await.expect(200);
    let context = format!("/moderation/comments/{}", held[0].id);
    noor.submit(&context, &to(&held[0], "hide"), &[("rule", "2")]).await.expect(200);
    let back = mia.fill(&told, "/undo", &[]).await.expect(200);
    assert!(back.text_of(".stats").contains("Not taken back"), "{back:?}");
    assert_eq!(states(&app, &held).await, [State::Hidden, State::Held]);
}

#[actix_web::test]
async fn nothing_is_decided_without_a_ticked_comment() {
    let app = TestApp::start().await;
    let held = waiting(&app, 1).await;
    let mia = app.moderator("mia").await;
    let again = mia.submit("/moderation", MANY, &[("deed", "approve")]).await.expect(422);
    assert_eq!(again.summary(), ["Please tick the comments that you mean first."]);
    assert_eq!(states(&app, &held).await, [State::Held]);
}

#[actix_web::test]
async fn all_on_a_page_are_approved_with_one_press_and_nothing_beyond_it() {
    let app = TestApp::start().await;
    let held = waiting(&app, 25).await;
    app.clock.advance(Duration::from_mins(1));
    let there = app.given().article("the-appeal").await;
    let beyond = app.given().comment_held(&app.visitor(), &there, "Zoe", "And what do I ask?").await;
    let mia = app.moderator("mia").await;
    let queue = mia.get("/moderation").await.expect(200);
    let own = format!("/receipt/{}/edit", held[0].receipt);
    app.visitor().submit(&own, &own, &[("comment", "Something else now.")]).await.expect(200);
    let told = mia.fill(&queue, MANY, &[("scope", "page"), ("deed", "approve")]).await.expect(200);
    assert!(told.main_text().contains("Approved: 25 comments"), "{told:?}");
    assert_eq!(states(&app, &held[1..]).await, [State::Published; 24]);
    let unread = [held[0].clone(), beyond];
    assert_eq!(states(&app, &unread).await, [State::Held; 2], "nobody has read these");
    let reject = [("scope", "page"), ("deed", "reject")];
    let asked = mia.fill(&mia.get("/moderation").await, MANY, &reject).await.expect(200);
    assert!(asked.main_text().contains("2 comments are chosen"), "{asked:?}");
    mia.fill(&asked, MANY, &[("deed", "reject"), ("rule", "2")]).await.expect(200);
    assert_eq!(states(&app, &unread).await, [State::Rejected; 2]);
}

#[actix_web::test]
async fn all_that_a_filter_finds_is_asked_back_once_and_spares_what_came_later() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    app.given().rules().await;
    for number in 0..30 {
        let text = format!("Offer {number} at www.example.shop");
        app.given().comment_held(&app.visitor(), &article, "Seller", &text).await;
    }
    let kept =
        app.given().comment_held(&app.visitor(), &article, "Ines", "What does the court say now?").await;
    let mia = app.moderator("mia").await;
    let queue = mia.get("/moderation?name=seller").await.expect(200);
    assert_eq!(queue.count("[data-card]"), 25);
    assert!(queue.text_of(".chips").contains("By: seller"), "{queue:?}");
    let all = [("deed", "spam"), ("scope", "all")];
    let asked = mia.fill(&queue, MANY, &all).await.expect(200);
    assert!(asked.main_text().contains("30 comments are chosen"), "{asked:?}");
    app.clock.advance(Duration::from_mins(1));
    let late = app.given().comment_held(&app.visitor(), &article, "Seller", "One more offer.").await;
    let told = mia.fill(&asked, MANY, &[("deed", "spam")]).await.expect(200);
    assert!(told.path.starts_with("/moderation/batches/"), "{told:?}");
    app.do_duties().await;
    let told = mia.get(&told.path).await.expect(200);
    assert!(told.main_text().contains("Filed as spam: 30 comments"), "{told:?}");
    assert!(told.main_text().contains("All of them are settled"), "{told:?}");
    assert_eq!(states(&app, &[kept, late]).await, [State::Held; 2]);
}

#[actix_web::test]
async fn a_yes_means_what_was_asked_about_and_nothing_that_a_colleague_put_in_its_place() {
    let app = TestApp::start().await;
    let held = waiting(&app, 4).await;
    let (mia, noor) = (app.moderator("mia").await, app.moderator("noor").await);
    let reject = [("deed", "reject"), ("rule", "2")];
    let asked = press(&mia, &mia.get("/moderation").await, &held[..3], "reject").await.expect(200);
    mia.fill(&asked, MANY, &reject).await.expect(200);
    let all = [("scope", "all"), ("deed", "reopen")];
    let asked = mia.fill(&mia.get("/moderation?tab=rejected").await, MANY, &all).await.expect(200);
    assert!(asked.main_text().contains("3 comments are chosen"), "{asked:?}");
    noor.submit(&context(&held[0]), &to(&held[0], "reopen"), &[]).await.expect(200);
    noor.submit(&context(&held[3]), &to(&held[3], "reject"), &[("rule", "1")]).await.expect(200);
    noor.submit(&context(&held[1]), &to(&held[1], "reopen"), &[]).await.expect(200);
    noor.submit(&context(&held[1]), &to(&held[1], "reject"), &[("rule", "1")]).await.expect(200);
    let told = mia.fill(&asked, MANY, &[("deed", "reopen")]).await.expect(200);
    assert!(told.text_of(".notice").contains("Left alone"), "{told:?}");
    let (waits, rejected) = (State::Held, State::Rejected);
    assert_eq!(states(&app, &held).await, [waits, rejected, waits, rejected]);
}

#[actix_web::test]
async fn a_text_that_its_author_changed_after_the_question_does_not_appear_with_the_others() {
    let app = TestApp::start().await;
    let held = waiting(&app, 2).await;
    let mia = app.moderator("mia").await;
    let all = [("scope", "all"), ("deed", "approve")];
    let asked = mia.fill(&mia.get("/moderation").await, MANY, &all).await.expect(200);
    let own = format!("/receipt/{}/edit", held[0].receipt);
    app.visitor().submit(&own, &own, &[("comment", "Something else now.")]).await.expect(200);
    mia.fill(&asked, MANY, &[("deed", "approve")]).await.expect(200);
    assert_eq!(states(&app, &held).await, [State::Held, State::Published]);
}

#[actix_web::test]
async fn what_was_asked_is_begun_once_by_whoever_was_asked_and_forgotten_without_a_yes() {
    let app = TestApp::start().await;
    let held = waiting(&app, 2).await;
    let (mia, noor) = (app.moderator("mia").await, app.moderator("noor").await);
    let all = [("scope", "all"), ("deed", "spam")];
    let asked = mia.fill(&mia.get("/moderation").await, MANY, &all).await.expect(200);
    let hers = noor.fill(&noor.get("/moderation").await, MANY, &all).await.expect(200);
    let batch = asked.field_value("batch");
    let mut foreign = hers.form(MANY);
    foreign.fill("batch", &batch);
    let foreign: Vec<(String, String)> = foreign.sent();
    let foreign: Vec<(&str, &str)> =
        foreign.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let again = noor.post(MANY, &foreign).await.expect(200);
    assert!(
        again.main_text().contains("2 comments are chosen"),
        "it is not hers, so she is asked: {again:?}"
    );
    assert_eq!(states(&app, &held).await, [State::Held; 2]);

    app.clock.advance(Duration::from_hours(25));
    while app.db().write(batches::forget).await.unwrap() > 0 {}
    let id = batch.parse().unwrap();
    assert!(app.db().read(move |conn| batches::find(conn, &id)).await.unwrap().is_none());
    mia.sign_in("mia").await;
    let asked = mia.fill(&mia.get("/moderation").await, MANY, &all).await.expect(200);
    for _ in 0..2 {
        mia.fill(&asked, MANY, &[("deed", "spam")]).await;
    }
    assert_eq!(states(&app, &held).await, [State::Spam; 2]);
}

#[actix_web::test]
async fn the_queue_shows_one_article_one_name_or_one_reason_and_says_so() {
    let app = TestApp::start().await;
    app.given().rules().await;
    let (one, other) = (app.given().article("the-lesson").await, app.given().article("the-appeal").await);
    let visitor = app.visitor();
    app.given().comment_held(&visitor, &one, "Ana", "Look at https://example.org, please do.").await;
    app.given().comment_held(&visitor, &one, "Bo", "No link at all in this one.").await;
    app.given().comment_held(&visitor, &other, "Cleo", "Another article, another question.").await;
    let mia = app.moderator("mia").await;
    let queue = mia.get("/moderation").await;
    assert_eq!(queue.count("[data-card]"), 3);
    let by_article = mia.get(&format!("/moderation?article={}", other.id)).await.expect(200);
    assert_eq!(by_article.texts_of(".who"), ["Cleo"]);
    let link = queue.attributes(".why a", "href").pop().unwrap();
    let by_reason = mia.get(&link).await.expect(200);
    assert_eq!(by_reason.texts_of(".who"), ["Ana"]);
    assert!(by_reason.text_of(".chips").contains("link"), "{by_reason:?}");
    let none = mia.get("/moderation?name=nobody").await.expect(200);
    assert!(none.main_text().contains("Nothing here matches"), "{none:?}");
    mia.get("/moderation?article=none").await.expect(404);
}

#[actix_web::test]
async fn a_decision_from_a_narrowed_queue_leads_back_to_it() {
    let app = TestApp::start().await;
    let held = waiting(&app, 2).await;
    let mia = app.moderator("mia").await;
    let narrowed = mia.get("/moderation?name=Author+0").await.expect(200);
    let told = mia.fill(&narrowed, &to(&held[0], "approve"), &[]).await.expect(200);
    assert!(told.text_of(".chips").contains("Author 0"), "{told:?}");
    assert!(told.text_of(".notice.good").contains("Author 0’s comment is on the page"), "{told:?}");
}

#[actix_web::test]
async fn with_a_grace_the_comments_leave_the_queue_at_once_and_appear_when_it_is_over() {
    let app = TestApp::public().await;
    let held = waiting(&app, 2).await;
    let mia = app.moderator("mia").await;
    press(&mia, &mia.get("/moderation").await, &held, "approve").await.expect(200);
    assert_eq!(mia.get("/moderation").await.count("[data-card]"), 0);
    assert_eq!(states(&app, &held).await, [State::Held; 2]);
    app.clock.advance(Duration::from_secs(11));
    for _ in &held {
        app.do_duties().await;
    }
    assert_eq!(states(&app, &held).await, [State::Published; 2]);
}

#[actix_web::test]
async fn undoing_within_the_grace_leaves_no_trace() {
    let app = TestApp::public().await;
    let held = waiting(&app, 2).await;
    let mia = app.moderator("mia").await;
    let told = press(&mia, &mia.get("/moderation").await, &held, "approve").await.expect(200);
    mia.fill(&told, "/undo", &[]).await.expect(200);
    app.clock.advance(Duration::from_secs(11));
    app.do_duties().await;
    assert_eq!(states(&app, &held).await, [State::Held; 2]);
    let record = mia.get(&format!("/moderation/comments/{}", held[0].id)).await.text_of(".record");
    assert!(!record.contains("approved"), "{record}");
}

#[actix_web::test]
async fn a_batch_that_was_stopped_goes_on_where_it_was() {
    let app = TestApp::start().await;
    let held = waiting(&app, 45).await;
    let by = app.given().account("maja", Role::Moderator).await;
    let comments = held.iter().map(|comment| (comment.id.clone(), 1)).collect();
    let wanted = Wanted { by, deed: Deed::Approve, grounds: None, comments };
    let id = batches::begin(app.db(), wanted, Duration::ZERO).await.unwrap();
    let begun = {
        let id = id.clone();
        app.db().read(move |conn| batches::find(conn, &id)).await.unwrap().unwrap()
    };
    assert_eq!((begun.0.total, begun.1.decided), (45, 40));
    app.do_duties().await;
    let (batch, progress) = app.db().read(move |conn| batches::find(conn, &id)).await.unwrap().unwrap();
    assert_eq!((progress.decided, progress.passed_over), (45, 0));
    assert!(!batch.stage.goes_on());
}

#[actix_web::test]
async fn which_decisions_were_made_at_once_is_forgotten_after_thirty_days() {
    let app = TestApp::start().await;
    let article = app.given().article("the-lesson").await;
    let id = app.given().batch(&app.visitor(), &article).await;
    app.clock.advance(BATCHES_KEPT + DAY);
    while app.db().write(batches::forget).await.unwrap() > 0 {}
    assert!(app.db().read(move |conn| batches::find(conn, &id)).await.unwrap().is_none());
    app.leave_mail();
}

#[actix_web::test]
async fn a_batch_and_a_press_race_and_each_comment_is_decided_once() {
    let app = TestApp::start().await;
    let held = waiting(&app, 8).await;
    let by = app.given().account("maja", Role::Moderator).await;
    let other = app.given().account("noor", Role::Moderator).await;
    let comments: Vec<_> = held.iter().map(|comment| (comment.id.clone(), 1)).collect();
    let wanted = Wanted { by, deed: Deed::Approve, grounds: None, comments: comments.clone() };
    let begun = batches::begin(app.db(), wanted, Duration::ZERO);
    let presses = comments.into_iter().map(|(comment, seen)| {
        let decision = Decision { comment, seen, by: other.clone(), grace: Duration::ZERO, alone: false };
        app.db().write(move |tx| carry_out(tx, Deed::Spam, &decision, None))
    });
    let (begun, pressed) = tokio::join!(begun, futures_util::future::join_all(presses));
    let id = begun.unwrap();
    app.do_duties().await;
    let (_, progress) = app.db().read(move |conn| batches::find(conn, &id)).await.unwrap().unwrap();
    let pressed = pressed.iter().filter(|pressed| pressed.is_ok()).count();
    assert_eq!((progress.decided + pressed, progress.passed_over), (8, pressed));
}

#[actix_web::test]
async fn three_moderators_who_press_without_a_pause_are_all_answered() {
    let app = TestApp::start().await;
    let held = waiting(&app, 60).await;
    let ids: Vec<_> = held.iter().map(|comment| (comment.id.clone(), 1)).collect();
    let presses = async |name: &str, own: &[(CommentId, i64)]| {
        let by = app.given().account(name, Role::Moderator).await;
        for some in own.chunks(4) {
            let wanted =
                Wanted { by: by.clone(), deed: Deed::Approve, grounds: None, comments: some.to_vec() };
            batches::begin(app.db(), wanted, Duration::ZERO).await.unwrap();
        }
    };
    tokio::join!(presses("maja", &ids[..20]), presses("noor", &ids[20..40]), presses("olga", &ids[40..]));
    while app.db().write(|tx| batches::work_off(tx, Duration::ZERO)).await.unwrap() > 0 {}
    assert_eq!(states(&app, &held).await, [State::Published; 60]);
}

#[actix_web::test]
async fn many_are_sent_back_with_the_same_words_and_one_undo_brings_them_back() {
    let app = TestApp::start().await;
    let held = waiting(&app, 3).await;
    let mia = app.moderator("mia").await;
    let queue = mia.get("/moderation").await;
    let asked = press(&mia, &queue, &held[..2], "return").await.expect(200);
    assert!(asked.has("#rule-none[checked]"), "it may go without a rule");
    let again = mia.fill(&asked, MANY, &[("deed", "return")]).await.expect(422);
    assert_eq!(again.summary(), ["Please write some words to the author."]);
    let told =
        mia.fill(&again, MANY, &[("deed", "return"), ("words", "In English, please.")]).await.expect(200);
    assert_eq!(states(&app, &held).await, [State::Returned, State::Returned, State::Held]);
    let receipt = app.visitor().get(&format!("/receipt/{}", held[0].receipt)).await.main_text();
    assert!(receipt.contains("In English, please."), "{receipt}");
    mia.fill(&told, "/undo", &[]).await.expect(200);
    app.do_duties().await;
    assert_eq!(states(&app, &held).await, [State::Held; 3]);
}
